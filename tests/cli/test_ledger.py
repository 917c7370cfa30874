"""``sanzi ledger`` as an analyst meets it: the workbook's figures are the overview's, and its history the journal's."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from sanzi_lib.cli.app import run_command
from sanzi_lib.ledger.journal.model import FRAMES
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports.elements.board_json import build_overview_data
from sanzi_lib.run.archive.journal import read_journal
from sanzi_lib.run.archive.returns import read_record

pytestmark = pytest.mark.slow

NAME, MONTH = "yunxiu-2025", "2025-03"
SHEETS = ["台账", "各月数", "逐月明细", "追溯调整", "存量资金", "版本", "说明"]


@pytest.fixture(scope="module")
def project(start_project):
    return start_project("台账 项目", MONTH, ("ledger", MONTH, "--as-of", "2025-03-31"))


@pytest.fixture
def inside(project, monkeypatch):
    monkeypatch.chdir(project)
    return project


def book_path(root):
    (path,) = (root / "output" / MONTH / "台账").glob("*台账.xlsx")
    return path


def read_list(root, sheet, rows=2):
    """A list's rows as mappings; a header below a group is called ``group/name``."""
    cells = list(openpyxl.load_workbook(book_path(root), read_only=False)[sheet].iter_rows(values_only=True))
    top, below = cells[2], cells[3]
    names, group = [], ""
    for upper, lower in zip(top, below, strict=True):
        group = upper if upper is not None else group
        names.append(upper if lower is None else f"{group}/{lower}")
    return [dict(zip(names, row, strict=True)) for row in cells[4:] if any(value is not None for value in row)]


def exact(value):
    """A cell's amount; the shortest text of a float gives the digits back, as long as Excel keeps them."""
    return Decimal(str(value).replace(",", "")) if value not in (None, "—") else Decimal(0)


@pytest.fixture(scope="module")
def accepted(project):
    folders = {"params": project / "params", "ledgers": project / "ledgers", "record": project / "output"}
    return read_record(read_programme(project / "params" / NAME), Month(2025, 3), **folders).accepted


def test_the_sums_are_the_overviews_to_the_fen(inside, accepted):
    programme = read_programme(inside / "params" / NAME)
    computed = compute_overview(build_facts(accepted, programme, accepted.through))
    overview = build_overview_data(computed, programme, date(2025, 3, 31))
    rows = read_list(inside, "台账")
    for name, key in (("经济效益", "benefit"), ("入库收益", "treasury"), ("可用财力", "available")):
        total = sum(exact(row[f"年初至本月累计（万元）/{name}"]) for row in rows)
        assert total == Decimal(overview["city"][f"{key}_cumulative"]) != 0
        assert sum(exact(row[f"本月（万元）/{name}"]) for row in rows) == Decimal(overview["city"][key])
        for place in overview["rows"]:
            own = [row for row in rows if row["计入"] == place["name"]]
            assert sum(exact(row[f"年初至本月累计（万元）/{name}"]) for row in own) == Decimal(
                place[f"{key}_cumulative"]
            ), place["name"]
    control = list(openpyxl.load_workbook(book_path(inside))["说明"].iter_rows(values_only=True))
    verdicts = {row[8] for row in control if row[1] in ("本月", "累计")}
    assert verdicts == {"一致"}


def test_every_line_of_the_months_adds_up_to_its_project(inside):
    projects = {row["项目编号"]: row for row in read_list(inside, "台账")}
    for row in read_list(inside, "各月数"):
        for name in ("经济效益", "入库收益", "可用财力"):
            parts = [value for key, value in row.items() if key.endswith(f"/{name}") and "累计" not in key]
            total = exact(row[f"年初至本月累计（万元）/{name}"])
            assert sum(map(exact, parts)) == total == exact(projects[row["项目编号"]][f"年初至本月累计（万元）/{name}"])
    last = {row["项目编号"]: row for row in read_list(inside, "逐月明细")}
    for number, row in last.items():
        assert exact(row["该项目累计（万元）/经济效益"]) == exact(projects[number]["年初至本月累计（万元）/经济效益"])


def test_each_source_names_the_cell_that_holds_it(inside):
    rows = read_list(inside, "逐月明细")
    hashes = {}
    for path in sorted((inside / "ledgers").rglob("*.xlsx")):
        hashes[path.parent.name, hashlib.sha256(path.read_bytes()).hexdigest()[:12]] = path
    for row in rows[:: max(1, len(rows) // 3)]:
        path = hashes[row["来源/月报月份"], row["来源/SHA-256（前12位）"]]
        assert path.name == row["来源/月报文件"]
        sheet = openpyxl.load_workbook(path, data_only=True)[row["来源/工作表"]]
        assert row["项目编号"] in [cell.value for cell in sheet[row["来源/行号"]]]


def test_the_workbook_is_internal_and_can_be_worked_in(inside):
    book = openpyxl.load_workbook(book_path(inside))
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert "内部资料" in sheet.oddHeader.right.text
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert book["台账"].freeze_panes == "E5"
    assert book["台账"].auto_filter.ref.startswith("A4:")
    people = {row["责任人"] for row in read_list(inside, "台账")}
    assert people - {None}


def test_a_rerun_changes_nothing_and_keeps_the_day(inside, capsys):
    before = book_path(inside).read_bytes()
    assert run_command(["ledger", MONTH]) == 0
    assert "没有变化" in capsys.readouterr().out
    assert book_path(inside).read_bytes() == before


def test_the_journal_holds_what_is_accepted_frame_by_frame(inside, accepted):
    programme = read_programme(inside / "params" / NAME)
    journal = read_journal(inside / "output", accepted.through.months_of_year())
    assert journal.problems == ()
    order = programme.register_order
    entries = sorted(journal.entries, key=lambda entry: (order[entry.head.unit], entry.head.month))
    standing = accepted.returns[accepted.returns["state"] == "accepted"].reset_index(drop=True)
    for name in FRAMES:
        kept = pd.concat([entry.frames[name] for entry in entries if len(entry.frames[name])], ignore_index=True)
        wanted = standing if name == "returns" else getattr(accepted, name)
        pd.testing.assert_frame_equal(kept, wanted, check_exact=True)


def test_a_correction_and_a_withdrawal_stand_in_the_history(copy, capsys):
    before = [row for row in read_list(copy, "版本") if row["月份"] == MONTH]
    unit, path = before[0]["报送单位"], copy / "ledgers" / MONTH / before[0]["月报文件"]
    assert before[0]["状态"] == "现行"
    assert before[0]["SHA-256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    content = path.read_bytes()
    path.unlink()
    assert run_command(["ledger", MONTH]) == 0
    assert "其中撤回1个" in capsys.readouterr().out
    path.write_bytes(content)
    assert run_command(["ledger", MONTH]) == 0
    own = [row for row in read_list(copy, "版本") if (row["月份"], row["报送单位"]) == (MONTH, unit)]
    assert [(row["版本"], row["状态"], row["说明"]) for row in own] == [
        (1, "已被替代", None),
        (2, "撤回", "未报送"),
        (3, "现行", None),
    ]
    assert len([row for row in read_list(copy, "版本") if row["月份"] == MONTH]) == len(before) + 2


def test_a_damaged_version_is_named_and_the_workbook_is_made_all_the_same(copy, capsys):
    damaged = sorted((copy / "output" / "ledger" / MONTH).rglob("0001.parquet"))[0]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:500])
    assert run_command(["ledger", MONTH]) == 1
    said = capsys.readouterr()
    assert damaged.name in said.out + said.err
    assert "已写入" in said.out
    assert [row["版本"] for row in read_list(copy, "版本") if row["月份"] == MONTH].count(2) == 1


def test_one_unit_has_a_workbook_of_its_own(copy, capsys):
    unit = read_list(copy, "台账")[0]["报送单位"]
    assert run_command(["ledger", MONTH, "--unit", unit]) == 0
    (path,) = (copy / "output" / MONTH / "台账").glob(f"*（{unit}）.xlsx")
    rows = list(openpyxl.load_workbook(path)["台账"].iter_rows(min_row=5, values_only=True))
    assert {row[1] for row in rows} == {unit}
    assert unit in capsys.readouterr().out


def test_what_is_wrong_is_a_sentence(copy, capsys):
    def refused(arguments, status, *words):
        assert run_command(arguments) == status
        said = capsys.readouterr().err
        assert all(word in said for word in words), said
        assert "Traceback" not in said

    refused(["ledger", MONTH, "--unit", "没有这个镇"], 2, "没有这个镇", "现有")
    refused(["ledger", "2025-09"], 2, "2025-09")
    refused(["ledger", "2025-01..2025-03"], 2, "一个月")
    path = book_path(copy)
    path.unlink()
    path.mkdir()  # stands for a workbook that is open
    refused(["ledger", MONTH], 1, path.name)
