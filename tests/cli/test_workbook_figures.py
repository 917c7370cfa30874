"""Every cell of a workbook that shows a figure is a number, in every kind of report (docs/文件与命令.md 文件格式)."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from sanzi_lib.cli.app import run_command

pytestmark = pytest.mark.slow

PROGRAMMES = Path(__file__).resolve().parents[1] / "programmes"
NAME, BEFORE, MONTH = "yunxiu-2025", "2025-02", "2025-03"

NUMERAL = re.compile(r"[-+－＋]?[\d,]+(\.\d+)?\s*[%％]?")
FORMAT = re.compile(r"(#,##0|0)(?:\.(0+))?(%?)")
WRITTEN = {"联系电话", "所填内容"}
"""Columns of what is no figure, however it looks: telephones, and what a return says in a cell that is asked about."""

TIDY = "数据"
EXCEL_KEEPS = 15


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """Every sheet of every workbook of a quarter's last month, by workbook and name; a month before it is published."""
    root = tmp_path_factory.mktemp("表格 项目")
    shutil.copytree(PROGRAMMES / NAME, root / "params" / NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert run_command(["sample", "ledgers", "--through", MONTH]) == 0
        assert run_command(["run", BEFORE, "--as-of", "2025-03-08"]) == 0
        assert run_command(["publish", BEFORE, "--open", "已逐项问过"]) == 0
        for command in (["run", MONTH, "--report", "all", "--format", "xlsx"], ["ledger", MONTH]):
            assert run_command([*command, "--as-of", "2025-04-08"]) == 0
    books = [path for path in (root / "output" / MONTH).rglob("*.xlsx") if path.parent.name != "退回修改"]
    return {(path.parent.name, sheet.title): sheet for path in books for sheet in openpyxl.load_workbook(path)}


def figures_of(sheet):
    """Cells outside the columns of what units wrote."""
    written = {cell.column for row in sheet.iter_rows() for cell in row if cell.value in WRITTEN}
    return [c for row in sheet.iter_rows() for c in row if c.value is not None and c.column not in written]


def test_every_kind_of_report_has_a_workbook(sheets):
    folders = {folder for folder, _ in sheets}
    kinds = {"全县", "台账", "季度报告", "典型案例", "存量资金", "报送核验", "年度考核"}
    assert folders >= kinds | {"镇街组", "部门组", "平台企业组"}
    assert all(any(c.data_type == "n" for c in figures_of(sheet)) for key, sheet in sheets.items() if TIDY in key)


def test_what_looks_like_a_figure_is_a_number(sheets):
    texts = [
        (*key, cell.coordinate, cell.value)
        for key, sheet in sheets.items()
        for cell in figures_of(sheet)
        if isinstance(cell.value, str) and NUMERAL.fullmatch(cell.value)
    ]
    assert [text for text in texts if text[1] != TIDY] == []
    # There alone all digits count, and Excel cannot hold these.
    assert all(len(re.sub(r"\D", "", text[3]).lstrip("0")) > EXCEL_KEEPS for text in texts)


def test_numbers_are_stored_to_the_fen_and_shares_to_what_is_shown(sheets):
    seen = Counter()
    for key, sheet in sheets.items():
        words = " ".join(value for row in sheet.values for value in row if isinstance(value, str))
        to_the_fen = 10 if "亿元" in words or TIDY in key else 6
        for cell in figures_of(sheet):
            if cell.data_type != "n":
                continue
            match = FORMAT.fullmatch(cell.number_format)
            assert match, (*key, cell.coordinate, cell.number_format)
            stored, places = Decimal(str(cell.value)), len(match[2] or "")
            if match[3]:
                assert places == 2
            places = 4 if match[3] else max(places, to_the_fen)
            rounded = stored.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            assert stored == rounded, (*key, cell.coordinate, cell.value)
            seen[match[3] or match[1]] += 1
    assert seen["%"] > 100
    assert seen["#,##0"] > 1000


def test_telephones_and_what_was_found_are_texts(sheets):
    found = Counter()
    for sheet in sheets.values():
        for column in sheet.iter_cols():
            header = next((c for c in column if c.value in WRITTEN), None)
            for cell in column[header.row :] if header is not None else ():
                if cell.value is not None:
                    assert cell.data_type == "s", cell.coordinate
                    found[header.value] += 1
    assert set(found) == WRITTEN
