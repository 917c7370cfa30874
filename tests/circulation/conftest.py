"""Returns with something that must not get out in every cell, and notebooks run without a kernel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from sanzi_lib.ledger.template.content import Looks, ReturnContent
from sanzi_lib.ledger.template.write import build_return
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme

ROOT = Path(__file__).resolve().parents[2]
NAME, YEAR = "yunxiu-2025", 2025
MAY, JUNE = Month(YEAR, 5), Month(YEAR, 6)

RESPONSIBLE, FILLED, REVIEWED, BUYER = "欧阳文博", "司徒静怡", "上官鸿飞", "夏侯思远"
ONLY_ON_A_COVER, ONLY_SENT_BACK = "皇甫子衿", "诸葛云清"
PERSONS = (RESPONSIBLE, FILLED, REVIEWED, BUYER, ONLY_ON_A_COVER, ONLY_SENT_BACK)
NUMBERS = ("13912345670", "07348812345", "430401199001011234")
PLANT = (
    f"经办{RESPONSIBLE}、{FILLED}，审核{REVIEWED[:2]} {REVIEWED[2:]}，受让{BUYER}，"
    f"另有{ONLY_ON_A_COVER}、{ONLY_SENT_BACK}，手机139 1234 5670，座机0734-8812345，证件430401199001011234"
)

REASON, APPROVER, POLICY = "认可理由隐语甲", "复核人隐语乙", "方案风险原文隐语丙"

TOWN, BUREAU, FIRM, QUIET, WRONG = "339900101", "3399D1", "3399Q1", "339900102", "339900001"


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A project whose May and June hold the plants: five units, one of them sent back in June, the rest silent."""
    root = tmp_path_factory.mktemp("流出")
    folder = root / "params" / NAME
    shutil.copytree(ROOT / "tests" / "programmes" / NAME, folder)
    with (folder / "programme.yaml").open("a", encoding="utf-8") as text:
        text.write(
            "check_terms: {land_subcategories: [林地], sale_methods: [变卖], state_buyers: [本县国企],"
            " financing_methods: [合作], public_facilities: [学校]}\n"
        )
    path = folder / "programme.yaml"
    quote = f"policy_texts:\n  risks: {{V24: {{source: 八, text: {POLICY}}}, V25: {{source: 九, text: {POLICY}}}}}"
    path.write_text(path.read_text("utf-8").replace("policy_texts:", quote, 1), encoding="utf-8")
    lines = ["month,unit,rule,项目编号,reason,by,date"]
    lines.append(f"{JUNE},{TOWN},V25,{TOWN}-CL02-{YEAR}-0002,{REASON},{APPROVER},2025-07-01")
    (folder / "overrides.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    programme = read_programme(folder)
    for month in (MAY, JUNE):
        home = root / "ledgers" / str(month)
        home.mkdir(parents=True)
        for code in (TOWN, BUREAU, FIRM, QUIET, WRONG):
            unit = programme.unit_by_code[code]
            content = build_content(programme, code, month)
            book = build_return(programme, unit, month, content, Looks(), stamp=datetime(YEAR, month.month, 1))
            (home / f"{code}.xlsx").write_bytes(book)
    return root


def build_content(programme: Any, code: str, month: Month) -> ReturnContent:
    """A unit's return; QUIET reports no project, WRONG is sent back in June for its control total."""
    rows = [] if code == QUIET else build_rows(programme, code, month)
    moves = [move for _, move in rows]
    responsible = ONLY_SENT_BACK if code == WRONG and month == JUNE else RESPONSIBLE
    wrong = code == WRONG and month == JUNE
    return ReturnContent(
        cover={
            "unit": programme.unit_by_code[code].name,
            "month": str(month),
            "kind": "月报",
            "submitted_on": datetime(YEAR, month.month + 1, 4, 9),
            "filled_by": ONLY_ON_A_COVER if code == QUIET else FILLED,
            "phone": "0734-8812345",
            "reviewed_by": REVIEWED,
            "nature": "正式",
            "money_unit": "万元",
            "zero_report": "否" if moves else "是",
            "project_count": len(rows) + wrong,
            "benefit_total": sum((move["benefit"] for move in moves), Decimal(0)),
            "treasury_total": sum((move["treasury"] for move in moves), Decimal(0)),
        },
        projects=tuple({**row, "responsible_person": responsible} for row, _ in rows),
        movements=tuple(moves),
        cases=tuple(
            {
                "project": f"{code}-CL03-{YEAR}-0003",
                "title": f"{programme.unit_by_code[code].name}案例标题，{PLANT}",
                "practice": f"案例做法，{PLANT}。",
                "result": f"案例成效，{PLANT}。",
            }
            for _ in range(1)
        ),
        funds=(
            {"fund_kind": "专项结余", "fund": f"资金项目，{PLANT}", "carried": Decimal(50), "years": Decimal(4)},
            {"fund_kind": "基金专户", "fund": f"另一项，{PLANT}", "income": Decimal(10), "carried": Decimal(9)},
        ),
    )


def build_rows(programme: Any, code: str, month: Month) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Land sold to a state company, a school put up for money, a flat sold to a person; a month of money of each."""
    field = programme.unit_by_code[code].proposed_field if programme.counts_by_field(code) else ""
    deals = (
        ("NR01", "自然资源", "林地", "变卖", "本县国企", "云岫发展公司", ""),
        ("CL02", "存量资产", "学校旧址", "合作", "金融机构", "农商银行", "是"),
        ("CL03", "存量资产", "公有住房", "变卖", "个人", BUYER, "否"),
    )
    rows = []
    for number, (letters, category, subcategory, method, kind, buyer, guarantee) in enumerate(deals, start=1):
        project = f"{code}-{letters}-{YEAR}-{number:04d}"
        row = {
            "project": project,
            "name": f"{subcategory}项目，{PLANT}",
            "field": field,
            "category": category,
            "subcategory": subcategory,
            "description": f"项目情况，{PLANT}",
            "holder": f"资产公司，{PLANT}",
            "certificate": f"证{code}{number}，{PLANT}",
            "method": method,
            "method_detail": {"变卖": "网络竞价", "合作": "入股合作"}[method],
            "platform": f"交易平台，{PLANT}",
            "counterparty": buyer,
            "counterparty_kind": kind,
            "approval": f"批准文号，{PLANT}",
            "expected": Decimal(5000),
            "due_on": f"{YEAR}年12月",
            "status": "办理中",
            "responsible_unit": f"责任科室，{PLANT}",
            "phone": "13912345670",
            "guarantee": guarantee,
            "evidence": f"佐证材料，{PLANT}",
            "difficulties": f"问题与困难，{PLANT}",
            "remark": f"备注，{PLANT}",
        }
        benefit, before = Decimal(100 * number), Decimal(0) if month == MAY else Decimal(100 * number)
        restated = Decimal(1) if month == JUNE else Decimal(0)
        move = {
            "project": project,
            "newly": "是" if month == MAY else "否",
            "benefit": benefit,
            "treasury": benefit / 2,
            "available": benefit / 4,
            "social_benefit": f"社会效益，{PLANT}",
            "benefit_before": before,
            "restated_benefit": restated,
            "restated_month": "2025-05" if month == JUNE else "",
            "reason": f"调整原因，{PLANT}",
            "benefit_to_date": before + benefit + restated,
        }
        rows.append((row, move))
    return rows


@pytest.fixture(scope="session")
def executed(project):
    """Runs a notebook as papermill would, in this process: its cells, its parameters, its outputs."""
    families = list(mpl.rcParams["font.sans-serif"])
    yield lambda notebook, parameters: run_notebook(project, ROOT / "notebooks" / notebook, parameters)
    mpl.rcParams["font.sans-serif"] = families
    InteractiveShell.clear_instance()


def run_notebook(project: Path, notebook: Path, parameters: Mapping[str, Any]) -> Any:
    """The notebook with what its cells put out."""
    made = nbformat.read(notebook, as_version=4)
    place = next(i for i, cell in enumerate(made.cells) if "parameters" in cell.metadata.get("tags", ()))
    given = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    made.cells.insert(place + 1, nbformat.v4.new_code_cell(given, id="injected-parameters"))
    with _working_in(project):
        InteractiveShell.clear_instance()
        config = Config()
        config.HistoryManager.enabled = False
        shell = InteractiveShell.instance(config=config)
        for number, cell in enumerate((cell for cell in made.cells if cell.cell_type == "code"), start=1):
            with capture_output() as captured:
                result = shell.run_cell(cell.source, store_history=True)
            assert result.success, captured.stdout
            cell.execution_count = number
            cell.outputs = [
                nbformat.v4.new_output("display_data", data=dict(output.data)) for output in captured.outputs
            ]
            cell.outputs += [
                nbformat.v4.new_output("stream", name=name, text=text)
                for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr))
                if text
            ]
    return made


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="session")
def plants():
    """Six persons, three numbers, then what must not leave the list of risks."""
    return (*PERSONS, *NUMBERS, REASON, APPROVER, POLICY)
