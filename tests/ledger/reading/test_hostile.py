"""Hostile and foreign files beside two good returns: each is named, none ends in a traceback, no figure moves."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hostile_files import PAYLOADS, READ_AS, make_all, still

from sanzi_lib.ledger.acceptance.year import MonthInput, accept_year
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.months import Month

JUNE = Month(2024, 6)
GOOD = {"耒阳市.xlsx": ("耒阳市", "430481", 100), "常宁市.xlsx": ("常宁市", "430482", "2,345.678901")}
"""Good returns: their unit, its code, and the month's benefit, 万元."""


def make_good(book, unit, code, benefit):
    project = f"{code}-ZY05-2024-0001"
    book.cover["B1"], book.cover["B9"] = unit, benefit
    book.set(book.projects, "项目编号", project)
    book.set(book.movements, "项目编号", project)
    book.set(book.movements, "本月经济效益(万元)", benefit)
    book.set(book.movements, "年初至本月累计经济效益(万元)", benefit)
    return still(book.data())


@pytest.fixture(scope="module")
def files(make_book, old_workbook):
    return make_all(make_book, old_workbook)


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory, files, make_book):
    """The month's folder with everything in it, and one with the good returns alone."""
    home = tmp_path_factory.mktemp("hostile")
    for name in ("alone", "beside"):
        month = home / name / "2024-06"
        month.mkdir(parents=True)
        for file, (unit, code, benefit) in GOOD.items():
            (month / file).write_bytes(make_good(make_book(), unit, code, benefit))
    for item in files:
        (month / item.name).write_bytes(item.data)
    for name in ("文件夹.xlsx", "月报.xls"):
        (month / name).mkdir()
    (month / "文件夹.xlsx" / "里面.xlsx").write_bytes(b"x")
    (month / "readme.txt").write_text("x")
    (month / "月报.csv").write_text("项目编号")
    (month / "-rf.xlsx").write_bytes(b"x")
    (month / "\u202e反.xlsx").write_bytes(b"x")
    (month / ("长" * 80 + ".xlsx")).write_bytes(b"x")
    if os.name == "posix":
        (month / "<b>'\"\n&.xlsx").write_bytes(b"x")
        (month / "链接.xlsx").symlink_to(month / "耒阳市.xlsx")
        (month / "死链接.xlsx").symlink_to("/nowhere")
        (month / "设备.xlsx").symlink_to("/dev/zero")
        os.mkfifo(month / "管道.xlsx")
    return home


@pytest.fixture(scope="module")
def month(ledgers, programme):
    """The crowded month as read."""
    return read_month(ledgers / "beside" / "2024-06", programme, JUNE, jobs=2)


def test_there_are_several_hundred_and_each_is_its_own(files):
    assert len(files) > 400
    assert [name for name, count in Counter(item.name for item in files).items() if count > 1] == []
    assert Counter(item.fate for item in files)["unread"] > 200


def test_each_entry_of_the_folder_is_named(ledgers, month):
    named = [item.file for item in month.unread] + [returned.file for returned in month.returns]
    assert sorted(named) == sorted(path.name for path in (ledgers / "beside" / "2024-06").iterdir())
    assert all("请" in item.message and len(item.message) < 200 for item in month.unread)


def test_each_file_meets_its_fate(month, files, sound):
    unread = {item.file: item.message for item in month.unread}
    rows = {returned.file: rows_of(returned) for returned in month.returns}
    for item in files:
        if item.fate == "unread":
            assert item.name in unread, item.name
        elif item.fate in ("same", "read"):
            assert item.name in rows, (item.name, unread.get(item.name))
        if item.fate in ("same", "intact") and item.name in rows:
            assert rows[item.name] == rows_of(sound), item.name


def rows_of(returned):
    """All data rows, without what an extra cell adds to the findings."""
    return [sheet.rows for sheet in (returned.projects, returned.movements, returned.cases, returned.funds)]


def test_the_good_returns_stand_as_if_alone(ledgers, programme, month, files):
    alone = accept(programme, read_month(ledgers / "alone" / "2024-06", programme, JUNE))
    beside = accept(programme, month)
    units, codes = ({good[place] for good in GOOD.values()} for place in (0, 1))
    states = [state for state in alone.months[-1].returns if state.unit in units]
    assert [state.state for state in states] == ["accepted"] * 2
    assert [state for state in beside.months[-1].returns if state.unit in units] == states
    for frame in ("movements", "cases", "projects", "returns"):
        ours, theirs = (getattr(year, frame) for year in (alone, beside))
        ours, theirs = (f[f["unit"].isin(codes)].reset_index(drop=True) for f in (ours, theirs))
        assert ours.equals(theirs)
    assert sorted(alone.movements["benefit"]) == [100_000_000, 2_345_678_901]
    found = beside.months[-1]
    named = {item.file for item in found.unread} | {finding.file for finding in found.findings}
    assert named >= {item.name for item in files}


def accept(programme, files):
    return accept_year(programme, [MonthInput(JUNE, files.returns, files.unread, files.has_folder)], ())


def test_texts_stay_texts(month):
    returns = {returned.file: returned for returned in month.returns}
    for number, payload in enumerate(PAYLOADS, start=1):
        returned = returns[f"载荷{number}.xlsx"]
        text = READ_AS.get(payload, payload)
        project, movement = returned.projects.rows[0], returned.movements.rows[0]
        assert {project.text(key) for key in ("name", "description", "holder", "remark", "responsible_person")} == {
            text
        }
        assert movement.text("social_benefit") == text
        assert movement.fen("benefit") == 100_000_000
        choice = next(f.value for f in returned.findings if (f.rule, f.sheet, f.cell) == ("V03", "项目台账", "Q2"))
        assert choice is not None
        assert len(choice) <= 101
        assert text.startswith(choice.removesuffix("…"))
