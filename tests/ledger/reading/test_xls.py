"""Old workbooks: ``office_97.xls`` is the sound return saved as .xls by an office program, with a second movement.

In 盘活情况表 B2:B3 is merged, J2 is text with blanks, E3 is ``=1/0``, F3 ``=0.1+0.2`` and J3 a text formula.
"""

from __future__ import annotations

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
