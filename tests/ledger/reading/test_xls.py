"""Old workbooks: ``office_97.xls`` is the sound return saved as .xls by an office program, with a second movement.

In 盘活情况表 B2:B3 is merged, J2 is text with blanks, E3 is ``=1/0``, F3 ``=0.1+0.2`` and J3 a text formula.
"""

from __future__ import annotations

import struct
from datetime import date, datetime
from pathlib import Path

import pytest

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.months import Month

OLD = Path(__file__).with_name("office_97.xls").read_bytes()


@pytest.mark.parametrize("name", ["月报.xls", "月报.et", "月报.xlsx"])
def test_an_old_workbook_reads_like_a_new_one(tmp_path, programme, name):
    (tmp_path / name).write_bytes(OLD)
    files = read_month(tmp_path, programme, Month(2024, 6))
    assert files.unread == ()
    (returned,) = files.returns
    assert [(f.rule, f.sheet, f.cell, f.value) for f in returned.findings] == [("V04", "盘活情况表", "E3", "#DIV/0!")]
    assert returned.cover.submitted_on == datetime(2024, 6, 24, 16, 30)
    assert returned.projects.rows[0].day("due_on") == date(2024, 12, 31)
    first, second = returned.movements.rows
    assert (first.flag("newly"), second.flag("newly")) == (True, True)
    assert (first.text("social_benefit"), second.text("social_benefit")) == ("合并", "带动就业")
    assert second.fen("cash") == 300_000


def read_all(data):
    grid = open_grid(data)
    return [grid.read(index) for index in range(len(grid.heads))]


def test_an_old_workbook_that_was_cut_off_is_noticed():
    for length in range(600, len(OLD), 600):
        with pytest.raises(UnreadableError):
            read_all(OLD[:length])


def biff(*records, version=8):
    """A bare stream of one sheet, as BIFF5 or BIFF8; records are number and content, those of the globals first."""
    kind = {5: 0x0500, 8: 0x0600}[version]
    split = records.index(None) if None in records else 0
    head, body = records[:split], records[split + (None in records) :]
    pack = struct.pack

    def write(chosen):
        return b"".join(pack("<HH", number, len(content)) + content for number, content in chosen)

    name = pack("<BB", 1, 0) + b"A" if version == 8 else pack("<B", 1) + b"A"
    start = [
        (0x0809, pack("<HHHHII", kind, 5, 3515, 1996, 0, 0)[: 16 if version == 8 else 8]),
        (0x0042, pack("<H", 1200 if version == 8 else 1252)),
        *head,
    ]
    size = len(write([*start, (0x0085, pack("<IH", 0, 0) + name), (0x000A, b"")]))
    sheet = [(0x0809, pack("<HHHHII", kind, 16, 3515, 1996, 0, 0)[: 16 if version == 8 else 8]), *body, (0x000A, b"")]
    return write([*start, (0x0085, pack("<IH", size, 0) + name), (0x000A, b""), *sheet])


def formula(row, result, flags=0):
    """A FORMULA record in column A: ``=1``."""
    stored = struct.pack("<d", result) if isinstance(result, float) else result
    return 0x0006, struct.pack("<HHH", row, 0, 0) + stored + struct.pack("<HI", flags, 0) + b"\x03\x00\x1e\x01\x00"


EMPTY, TRUE, WRONG = (bytes([kind, 0, value, 0, 0, 0, 255, 255]) for kind, value in ((3, 0), (1, 1), (2, 7)))
WORDS = b"\x00\x00\x00\x00\x00\x00\xff\xff"
STRING = (0x0207, b"\x01\x00\x00a")
CALCULATED, NEVER = ((0x01C1, struct.pack("<HHI", 0x01C1, 0, number)) for number in (191029, 0))
UNCALCULATED_SHEET = (0x005E, b"\x00\x00")


def first_column(data):
    grid = open_grid(data)
    sheet = grid.read(0)
    assert grid.read(0) == sheet, "what was read before is read the same again"
    column = sheet.column(1)
    return {row: column.cells()[code] for row, code in zip(sheet.rows, column.codes, strict=True)}


@pytest.mark.parametrize("version", [5, 8])
def test_a_formula_that_was_never_calculated_has_no_result(version):
    """Writers that cannot calculate store an empty text, or 0 with the wish to be calculated on load."""
    assert first_column(biff(formula(0, EMPTY), formula(1, EMPTY), version=version)) == {1: ("f", ""), 2: ("f", "")}
    assert first_column(biff(formula(0, 0.0, 2), version=version)) == {1: ("f", "")}
    assert first_column(biff(UNCALCULATED_SHEET, formula(0, 0.0), version=version)) == {1: ("f", "")}
    assert first_column(biff(NEVER, None, formula(0, 0.0), formula(1, EMPTY), version=version)) == {
        1: ("f", ""),
        2: ("f", ""),
    }


@pytest.mark.parametrize("version", [5, 8])
def test_a_formula_with_a_result_reads_as_that(version):
    assert first_column(biff(formula(0, 0.0), version=version)) == {1: ("n", "0")}
    assert first_column(biff(formula(0, 7.5, 2), version=version)) == {1: ("n", "7.5")}
    assert first_column(biff(NEVER, None, formula(0, 7.5), version=version)) == {1: ("n", "7.5")}
    assert first_column(biff(formula(0, WRONG), formula(1, TRUE), version=version)) == {
        1: ("e", "#DIV/0!"),
        2: ("b", "1"),
    }


@pytest.mark.parametrize("proof", [formula(1, 7.5), formula(1, TRUE), formula(1, WRONG)])
def test_an_empty_text_is_a_result_where_other_formulas_have_one(proof):
    assert 1 not in first_column(biff(formula(0, EMPTY), proof))


def test_an_empty_text_is_a_result_where_the_workbook_names_the_engine():
    assert first_column(biff(CALCULATED, None, formula(0, EMPTY), formula(1, WORDS), STRING)) == {2: ("s", "a")}
    assert first_column(biff(formula(0, EMPTY), formula(1, WORDS), STRING)) == {2: ("s", "a")}


@pytest.mark.parametrize(("shows", "kind"), [(57, "m"), (27, "m"), (14, "d"), (31, "d"), (0, "n")])
def test_a_date_that_shows_year_and_month_only(shows, kind):
    style = (0x00E0, struct.pack("<HHHBBBBIIH", 0, shows, 0, 0, 0, 0, 0, 0, 0, 0))
    number = (0x0203, struct.pack("<HHHd", 0, 0, 0, 45627.0))
    assert first_column(biff(style, None, number))[1].kind == kind


def test_an_old_return_with_an_unfinished_formula_is_told(read):
    """F3 as a writer leaves it that cannot calculate: 0, to be calculated on load."""
    left = b"\x02\x00\x05\x00\x0f\x00" + struct.pack("<d", 0.1 + 0.2) + b"\x00"
    assert OLD.count(left) == 1
    returned = read(OLD.replace(left, left[:6] + bytes(8) + b"\x02"))
    assert [(f.rule, f.cell) for f in returned.findings] == [("V04", "E3"), ("V04", "F3")]
    assert "公式没有存储计算结果" in returned.findings[1].message
