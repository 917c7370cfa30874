"""What stood before, over several months: corrections that come late, and rows that a correction takes away (V07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from library_doors import Doors
from plant_kit import Kit, make_kit
from records import WAN, Move, Return
from return_book import book_of
from writers import write_plain

UNIT = "430421"


def _send(folder: Path, *returns: Return) -> None:
    for number, item in enumerate(returns):
        home = folder / f"2024-{item.month:02}"
        home.mkdir(parents=True, exist_ok=True)
        write_plain(book_of(item), home / f"{number}.xlsx")


def _later(kit: Kit, month: int, before: int, **changes: object) -> Return:
    """A return in which project two alone moves: one 万元."""
    move = Move(kit.two, False, WAN, 0, 0, before=before, total=before + WAN)
    base = replace(kit.now, month=month, sent=datetime(2024, month, 22, 9, 0), moves=(move,), funds=())
    return replace(base, **changes)


def _corrected_january(kit: Kit, sent: datetime, *, more: int = 1) -> Return:
    first, second = kit.january.moves
    second = replace(second, benefit=second.benefit + more, total=second.total + more)
    return replace(kit.january, kind="更正", sent=sent, moves=(first, second))


def _v07(doors: Doors, month: int) -> list[tuple[str, str | None]]:
    return [(x["level"], x["project"]) for x in doors.checks(month)["findings"] if x["rule"] == "V07"]


def _states(doors: Doors, month: int) -> list[str]:
    """By file name: the order in which the test sent them."""
    found = {item["file"]: item["state"] for item in doors.checks(month)["returns"] if item["file"]}
    return [found[file] for file in sorted(found)]


def _benefit(doors: Doors, month: int) -> Decimal:
    rows = doors.board(month, "counties")["units"]
    return Decimal(next(row["benefit_cumulative"] for row in rows if row["code"] == UNIT))


def _correct_in_april(folder: Path, kit: Kit, before: int) -> Doors:
    """January to April of a unit that corrects January in April, where it says what stood ``before``, 分."""
    corrected = _corrected_january(kit, datetime(2024, 4, 1))
    _send(folder, kit.january, kit.now, _later(kit, 3, 15 * WAN), corrected, _later(kit, 4, before))
    return Doors(folder, 4)


def test_a_correction_after_two_more_months(tmp_path: Path):
    """January is corrected by one 分 in April: February and March stand with a 提示."""
    kit = make_kit(UNIT)
    doors = _correct_in_april(tmp_path, kit, 16 * WAN + 1)
    assert _states(doors, 1) == ["replaced", "accepted"]
    assert [_v07(doors, month) for month in (2, 3, 4)] == [[("提示", kit.two)], [("提示", kit.two)], []]
    assert [_states(doors, month) for month in (2, 3, 4)] == [["accepted"]] * 3
    assert _benefit(doors, 4) == Decimal("41.000002")  # 10, 8.000001, 21.000001, 1 and 1


@pytest.mark.parametrize("before", [16 * WAN, 16 * WAN + 2])
def test_after_the_correction_the_new_figure_counts(tmp_path: Path, before: int):
    kit = make_kit(UNIT)
    doors = _correct_in_april(tmp_path, kit, before)
    assert _v07(doors, 4) == [("错误", kit.two)]
    assert _states(doors, 4) == ["sent_back"]


def test_a_correction_that_was_known_does_not_excuse(tmp_path: Path):
    """January's correction came before February's return, which still states the old figure."""
    kit = make_kit(UNIT)
    _send(tmp_path, kit.january, _corrected_january(kit, datetime(2024, 2, 10)), kit.now)
    doors = Doors(tmp_path, 2)
    assert _v07(doors, 2) == [("错误", kit.two)]


def test_a_difference_that_is_not_exactly_the_change(tmp_path: Path):
    kit = make_kit(UNIT)
    _send(tmp_path, kit.january, _corrected_january(kit, datetime(2024, 3, 10)), _off(kit))
    doors = Doors(tmp_path, 2)
    assert ("错误", kit.two) in _v07(doors, 2)


def _off(kit: Kit) -> Return:
    first, second, third = kit.now.moves
    return replace(kit.now, moves=(first, replace(second, before=8 * WAN - 1, total=15 * WAN - 1), third))


def test_a_correction_takes_a_row_away(tmp_path: Path):
    """Project two goes out of January after February was sent: its 8 万元 are no 期初数, they are gone."""
    kit = make_kit(UNIT)
    corrected = replace(kit.january, kind="更正", sent=datetime(2024, 3, 1), moves=kit.january.moves[:1])
    _send(tmp_path, kit.january, corrected, kit.now)
    doors = Doors(tmp_path, 2)
    assert _v07(doors, 2) == [("提示", kit.two)]
    assert _states(doors, 2) == ["accepted"]
    assert _benefit(doors, 2) == Decimal("31.000001")


def test_a_correction_sent_back_leaves_what_stood(tmp_path: Path):
    kit = make_kit(UNIT)
    bad = _corrected_january(kit, datetime(2024, 1, 26))
    bad.spoil = "total"
    _send(tmp_path, kit.january, bad, kit.now)
    doors = Doors(tmp_path, 2)
    assert _states(doors, 1) == ["accepted", "sent_back"]
    assert _v07(doors, 2) == []
    assert doors.board(1, "counties")["units"][0]["days_late"] == 0


def test_a_report_after_a_correction(tmp_path: Path):
    """A 月报 sent after a 更正 is V01; the 更正 stands."""
    kit = make_kit(UNIT)
    early = _corrected_january(kit, datetime(2024, 1, 20), more=0)
    _send(tmp_path, early, kit.january)
    doors = Doors(tmp_path, 1)
    assert _states(doors, 1) == ["accepted", "sent_back"]
    errors = [(x["rule"], x["file"]) for x in doors.checks(1)["findings"] if x["level"] == "错误"]
    assert errors == [("V01", "1.xlsx")]


def test_the_newest_of_three_corrections(tmp_path: Path):
    """By 报送时间, not by file name."""
    kit = make_kit(UNIT)
    days = (28, 30, 26)
    _send(tmp_path, kit.january, *(_corrected_january(kit, datetime(2024, 1, day), more=day) for day in days))
    doors = Doors(tmp_path, 1)
    assert _states(doors, 1) == ["replaced", "replaced", "accepted", "replaced"]
    assert _benefit(doors, 1) == Decimal("18.00003")


def test_after_the_first_board_an_opening_is_sent_back(tmp_path: Path):
    kit = make_kit(UNIT)
    months = [_later(kit, month, (15 + month - 3) * WAN) for month in range(3, 8)]
    july = months[-1]
    three = Move(kit.one, False, WAN, 0, 0, before=15 * WAN + 1, total=16 * WAN + 1)
    january = replace(kit.january, moves=kit.january.moves[1:])
    second = replace(kit.now, moves=kit.now.moves[1:])
    july.moves = (*july.moves, three)
    _send(tmp_path, january, second, *months)
    doors = Doors(tmp_path, 7)
    assert _v07(doors, 7) == []
    assert [(x["rule"], x["project"]) for x in doors.checks(7)["findings"] if x["level"] == "错误"] == [
        ("V32", kit.one)
    ]
    assert _benefit(doors, 7) == Decimal("28")  # 8, 7 + 9, 4 × 1: July does not count
