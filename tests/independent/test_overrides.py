"""Domain §4: an accepted 错误 counts as written, the cumulative stays computed, its difference is carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from library_doors import PARAMS
from plant_kit import Kit, make_kit
from records import WAN, Move, Return
from return_book import Fen, book_of
from return_columns import MOVES
from writers import write_plain

UNIT = "430424"


def _march(kit: Kit, before: int) -> Return:
    """Project two earns one 万元 in March, on top of what it says stood before."""
    move = Move(kit.two, False, WAN, 0, 0, before=before, total=before + WAN)
    return replace(kit.now, month=3, sent=datetime(2024, 3, 22, 9, 0), moves=(move,), funds=())


def _read(
    folder: Path, kit: Kit, march: Return | None, rules: tuple[str, ...]
) -> tuple[dict[int, dict[str, Any]], Any]:
    import json

    from sanzi_lib.ledger.accept import read_year
    from sanzi_lib.ledger.checks_file import build_checks
    from sanzi_lib.months import Month
    from sanzi_lib.params.load import find_programme
    from sanzi_lib.params.overrides import read_overrides

    books = {1: book_of(kit.january), 2: kit.book} | ({3: book_of(march)} if march else {})
    for month, book in books.items():
        home = folder / "ledgers" / f"2024-{month:02}"
        home.mkdir(parents=True)
        write_plain(book, home / "return.xlsx")
    programme = find_programme(PARAMS, year=2024)
    lines = [f"2024-02,衡东县,{rule},{kit.two},经核实属实,李某,2024-03-01" for rule in rules]
    text = "\n".join(["月份,单位,规则,项目编号,理由,批准人,日期", *lines]) + "\n"
    (folder / "overrides.csv").write_text(text, encoding="utf-8")
    overrides = read_overrides(folder)
    assert len(overrides) == len(rules)
    accepted = read_year(programme, folder / "ledgers", Month(2024, max(books)), overrides=overrides)
    return {item.month.month: json.loads(build_checks(item)) for item in accepted.months}, accepted


def _state(checks: dict[str, Any]) -> str:
    return next(item["state"] for item in checks["returns"] if item["file"])


def _errors(checks: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    found = [item for item in checks["findings"] if item["level"] == "错误"]
    return [(item["rule"], item["project"], item["override"] is not None) for item in found]


def _cumulative(accepted: Any, month: int) -> str:
    import json
    from datetime import date

    from sanzi_lib.measures.board import compute_board
    from sanzi_lib.measures.facts import build_facts
    from sanzi_lib.months import Month
    from sanzi_lib.params.load import find_programme
    from sanzi_lib.reports.elements.board_json import build_leaderboard_figures

    programme = find_programme(PARAMS, year=2024)
    board = compute_board(build_facts(accepted, programme, Month(2024, month)), "counties")
    found = json.loads(build_leaderboard_figures(board, date(2024, 12, 31)).text)
    return next(row["benefit_cumulative"] for row in found["units"] if row["code"] == UNIT)


def _off_by_one(kit: Kit) -> Kit:
    """What stood before is one 分 more than was accepted."""
    kit.set(MOVES, kit.two, "年初至上月累计经济效益(万元)", Fen(8 * WAN + 1))
    kit.set(MOVES, kit.two, "年初至本月累计经济效益(万元)", Fen(15 * WAN + 1))
    return kit


def test_without_an_override_the_return_goes_back(tmp_path: Path):
    kit = _off_by_one(make_kit(UNIT))
    checks, _ = _read(tmp_path, kit, None, ())
    assert _state(checks[2]) == "sent_back"
    assert _errors(checks[2]) == [("V07", kit.two, False)]


@pytest.mark.parametrize(("before", "state"), [(15 * WAN + 1, "accepted"), (15 * WAN + 2, "sent_back")])
def test_an_accepted_difference_is_carried(tmp_path: Path, before: int, state: str):
    kit = _off_by_one(make_kit(UNIT))
    checks, accepted = _read(tmp_path, kit, _march(kit, before), ("V07",))
    assert _state(checks[2]) == "accepted"
    assert _errors(checks[2]) == [("V07", kit.two, True)]
    assert _state(checks[3]) == state
    # the cumulative stays computed: 10 + 8, 5.000001 + 7 + 9, and March's 1 where it counts
    assert _cumulative(accepted, 2) == "39.000001"
    assert _cumulative(accepted, 3) == ("40.000001" if state == "accepted" else "39.000001")


def test_an_override_of_another_rule_does_not_help(tmp_path: Path):
    kit = _off_by_one(make_kit(UNIT))
    checks, _ = _read(tmp_path, kit, None, ("V06",))
    assert _state(checks[2]) == "sent_back"


def test_a_wrong_form_cannot_be_accepted(tmp_path: Path):
    kit = make_kit(UNIT)
    kit.book[MOVES].columns.remove("年初至上月累计经济效益(万元)")
    checks, _ = _read(tmp_path, kit, None, ("V02",))
    assert _state(checks[2]) == "sent_back"


def test_a_month_that_was_sent_back_is_named(tmp_path: Path):
    """The message of V07 names the month that explains the difference."""
    kit = make_kit(UNIT)
    kit.book.label("项目数", 3)
    checks, _ = _read(tmp_path, kit, _march(kit, 15 * WAN), ())
    assert _state(checks[2]) == _state(checks[3]) == "sent_back"
    message = next(item["message"] for item in checks[3]["findings"] if item["rule"] == "V07")
    assert "2月" in message or "02月" in message or "2024-02" in message
