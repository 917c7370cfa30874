"""What is open, how much is at stake, and the figures without it, by hand (docs/核验规则.md 待核实)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from accepted_samples import make_accepted, movement_row, project_row, return_row

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.trace import build_ground, trace_on_board, trace_row
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.reports.elements.open_findings import say_city_open, say_open, say_unasked

WAN = 1_000_000
SOUTH, EAST, FIRST = "430422", "430424", "430421"
P, Q, R = f"{SOUTH}-ZY05-2024-0001", f"{SOUTH}-ZY05-2024-0002", f"{EAST}-ZY05-2024-0001"


@pytest.fixture(scope="module")
def programme():
    return read_programme(Path(__file__).resolve().parents[2] / "params" / "hengyang-2024")


def _move(unit, month, project, benefit, **values):
    money = {key: value * WAN for key, value in values.items()}
    return movement_row(unit, month, project, benefit=benefit * WAN, **money)


def _find(unit, month, rule, project="", **values):
    return {"unit": unit, "month": month, "rule": rule, "project": project, **values}


def _facts(programme, movements, findings, *, projects=(), through=6, units=(SOUTH, EAST)):
    returns = [return_row(unit, month) for unit in units for month in range(1, through + 1)]
    accepted = make_accepted(through, returns, movements=movements, projects=projects, findings=findings)
    return build_facts(accepted, programme, Month(2024, through))


def _open(facts):
    return [(one.month, one.rule, one.project) for one in facts.open.findings]


def test_nothing_is_open_where_nothing_is_asked(programme):
    facts = _facts(programme, [_move(SOUTH, 5, P, 10)], [_find(SOUTH, 5, "V12", P, explained=True)])
    board = compute_board(facts, "counties")
    assert (board.open.findings, board.open.amount) == (0, 0)
    assert board.open.attainment == board.totals.attainment
    assert say_open(board) == ""


def test_amounts_at_stake_are_absolute_and_each_row_counts_once(programme):
    movements = [
        _move(SOUTH, 5, P, 10, restated_benefit=-30, opening_benefit=5),  # |10 - 30 + 5| = 15
        _move(SOUTH, 6, P, 7),
        _move(SOUTH, 6, Q, 100),
        _move(EAST, 6, R, 50),
    ]
    findings = [
        _find(SOUTH, 5, "V12", P),
        _find(SOUTH, 5, "V30", P),  # the same row
        _find(SOUTH, 6, "V21"),  # names no project: all rows of the month
        _find(EAST, 6, "V36", "430424-ZY05-2024-0009"),  # no row at all
    ]
    facts = _facts(programme, movements, findings)
    board = compute_board(facts, "counties")
    assert (board.open.findings, board.open.amount) == (4, (15 + 7 + 100) * WAN)
    rows = {row.unit: (row.open.findings, row.open.amount) for row in board.rows}
    assert rows[SOUTH] == (3, 122 * WAN)
    assert rows[EAST] == (1, 0)  # without rows, at the unit that returned
    assert rows[FIRST] == (0, 0)


def test_what_is_at_stake_is_traced_row_by_row(programme):
    movements = [
        _move(SOUTH, 5, P, 10, restated_benefit=-30, opening_benefit=5),
        _move(SOUTH, 6, P, 7),
        _move(EAST, 6, R, 50),
    ]
    findings = [_find(SOUTH, 5, "V12", P), _find(SOUTH, 5, "V30", P), _find(EAST, 6, "V21"), _find(EAST, 6, "V36", Q)]
    facts = _facts(programme, movements, findings)
    columns = "benefit=E restated_benefit=N benefit_before=M"
    returns = facts.frames.returns.assign(columns=columns, sheet="盘活情况表")
    ground = build_ground(replace(facts, frames=replace(facts.frames, returns=returns)))
    board = compute_board(ground.facts, "counties")
    found = trace_on_board(ground, board, None, "open")
    assert (found.figure, len(found.findings), found.holds) == ((15 + 50) * WAN, 4, True)
    own = trace_on_board(ground, board, SOUTH, "open")
    assert (own.figure, [one.rule for one in own.findings]) == (15 * WAN, ["V12", "V30"])
    (row,) = own.terms
    assert (row.label, row.figure) == (P, 15 * WAN)
    assert {part.cell[0]: part.amount for part in row.terms[0].parts} == {"M": 5 * WAN, "E": 10 * WAN, "N": -30 * WAN}
    assert trace_row(ground, None, "open").figure == 65 * WAN


def test_rules_that_come_back_count_once_while_the_last_return_raises_them(programme):
    movements = [_move(SOUTH, month, P, 1) for month in (4, 5, 6)]
    standing = [_find(SOUTH, month, "V23", P) for month in (4, 5, 6)]
    facts = _facts(programme, movements, standing)
    assert _open(facts) == [(6, "V23", P)]
    assert facts.row().open.amount == 3 * WAN  # its rows of the year
    assert _open(_facts(programme, movements, standing[:2])) == []  # June does not raise it
    assert _open(_facts(programme, movements, [_find(SOUTH, 4, "V18", P)])) == []
    assert _open(_facts(programme, movements, [_find(SOUTH, 4, "V12", P)])) == [(4, "V12", P)]


def test_what_is_restored_closes(programme):
    def listed(*months, **values):
        return [project_row(SOUTH, month, P, **values) for month in months]

    gone = [_find(SOUTH, 5, "V36", P)]
    assert _open(_facts(programme, [], gone, projects=listed(4))) == [(5, "V36", P)]
    assert _open(_facts(programme, [], gone, projects=listed(4, 6))) == []
    changed = [_find(SOUTH, 5, "V35", P)]
    other = listed(5, method="租")
    assert _open(_facts(programme, [], changed, projects=[*listed(4), *other])) == [(5, "V35", P)]
    assert _open(_facts(programme, [], changed, projects=[*listed(4), *other, *listed(6)])) == []
    still = listed(6, method="租")
    assert _open(_facts(programme, [], changed, projects=[*listed(4), *other, *still])) == [(5, "V35", P)]


def test_of_one_asset_the_project_that_came_first_is_not_at_stake(programme):
    movements = [_move(SOUTH, 6, P, 40), _move(EAST, 6, R, 50)]
    findings = [_find(SOUTH, 6, "V16", P, first=True), _find(EAST, 6, "V16", R)]
    board = compute_board(_facts(programme, movements, findings), "counties")
    assert (board.open.findings, board.open.amount) == (2, 50 * WAN)


def test_the_figures_without_what_is_open(programme):
    """衡南县 (target 500 228.24) has 300 000 of which 200 000 are asked, 衡东县 (480 372.40) has 250 000."""
    movements = [
        _move(SOUTH, 5, P, 200_000),
        _move(SOUTH, 6, P, 0, restated_benefit=-50_000),  # goes with the row that it takes back
        _move(SOUTH, 6, Q, 150_000),
        _move(EAST, 6, R, 250_000),
    ]
    facts = _facts(programme, movements, [_find(SOUTH, 5, "V12", P)])
    board = compute_board(facts, "counties")
    assert {row.unit: row.rank for row in board.ranked} == {SOUTH: 1, EAST: 2}
    assert {code: rank for code, rank in board.open.ranks.items() if rank} == {EAST: 1, SOUTH: 2}
    whole = sum(programme.target_of(unit.code) for unit in programme.units_of("counties"))
    assert board.totals.attainment == pytest.approx(550_000 * WAN / whole)
    assert board.open.attainment * whole == 400_000 * WAN  # P brings nothing, never less than nothing
    said = say_open(board)
    assert said.startswith("待核实1项，涉及20.00亿元，占年初以来36.36%；剔除后完成率")
    assert said.endswith("，居前的依次为衡东县、衡南县。")
    overview = compute_overview(facts)
    assert (overview.open.findings, overview.open.amount) == (1, 200_000 * WAN)
    said = say_city_open(overview)
    assert said.startswith("待核实1项，涉及20.00亿元，占年初以来36.36%；剔除后完成率")
    assert said.endswith("，前三位变为：县市组衡东县、衡南县。"), "of the groups whose first three change, and no other"
    same = compute_overview(_facts(programme, movements, [_find(SOUTH, 6, "V12", Q, explained=True)]))
    assert say_city_open(same) == ""
    few = [_move(SOUTH, 6, P, 10), _move(SOUTH, 6, Q, 300_000), _move(EAST, 6, R, 5)]
    assert "前三位" not in say_city_open(compute_overview(_facts(programme, few, [_find(SOUTH, 6, "V12", P)])))


def test_a_unit_that_loses_all_keeps_a_rank(programme):
    facts = _facts(programme, [_move(SOUTH, 6, P, 10), _move(EAST, 6, R, 5)], [_find(SOUTH, 6, "V12", P)])
    board = compute_board(facts, "counties")
    assert board.open.ranks[SOUTH] == 2


def test_positive_restatements_of_a_row_taken_back_go_along_up_to_its_amount(programme):
    movements = [_move(SOUTH, 4, P, -10), _move(SOUTH, 5, P, 0, restated_benefit=25), _move(SOUTH, 6, P, 1)]
    facts = _facts(programme, movements, [_find(SOUTH, 4, "V12", P)])
    without = facts.without_open()
    # -10 goes, and 10 of the 25 with it: 15 + 1.
    assert without.row().compute_amounts().benefit_cumulative == 16 * WAN


def test_months_of_earlier_rules_are_named_in_a_note(programme):
    movements = [_move(SOUTH, 6, P, 10)]
    facts = _facts(programme, movements, [_find(SOUTH, 6, "V12", P)])
    assert say_unasked(compute_board(facts, "counties").open) == []
    earlier = replace(facts, unasked=tuple(Month(2024, number) for number in (1, 2, 3)))
    note = ["1月至3月按此前的核验规则定稿，其核实事项不计入待核实。"]
    assert say_unasked(compute_board(earlier, "counties").open) == note
    assert say_unasked(compute_overview(earlier).open) == note
