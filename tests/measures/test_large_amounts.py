"""90071992547.41 万元 (above 2^53 分) and an unreported unit through every figure (docs/指标口径.md 金额与数量)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import compute_categories
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month

JUNE = Month(2024, 6)
LARGE = "90071992547.41"
FEN = 90_071_992_547_410_000
SILENT, LOUD, LEAD, FIRM = "430482", "430481", "4304B9", "4304E1"


@pytest.fixture
def frame(movements):
    rows = [{"unit": LOUD, "field": ""}, {"unit": FIRM, "field": "企业国有资产领域"}]
    return movements(
        *(
            row
            | {
                "month": 6,
                "project": f"{row['unit']}-{n}",
                "newly": True,
                "benefit": LARGE,
                "treasury": LARGE,
                "available": LARGE,
            }
            | {"cash": LARGE if n else None, "restated_treasury": "0.000001", "opening_available": "0.000001"}
            for row in rows
            for n in (0, 1)
        )
    )


@pytest.fixture
def states(returns):
    return returns(6, {(SILENT, month): "not_reported" for month in range(1, 7)} | {("4304E2", 6): "sent_back"})


def check(amounts, times):
    assert (amounts.benefit, amounts.benefit_cumulative) == (times * FEN, times * FEN)
    assert (amounts.treasury, amounts.treasury_cumulative) == (times * FEN, times * (FEN + 1))
    assert (amounts.available, amounts.available_cumulative) == (times * FEN, times * (FEN + 1))
    assert all(type(value) is int for value in (amounts.benefit, amounts.treasury_cumulative, amounts.projects))


@pytest.mark.parametrize(("group", "unit"), [("counties", LOUD), ("municipal", LEAD), ("enterprises", FIRM)])
def test_rows_parts_and_totals(frame, cases, states, programme, group, unit):
    board = compute_board(gather(frame, cases(), states, programme, JUNE), group)
    row = next(row for row in board.rows if row.unit == unit)
    check(row.amounts, 2)
    check(board.totals, 2)
    for part in row.of_which:
        check(part.amounts, 2)
    target = programme.target_of(unit)
    assert row.amounts.attainment == (Fraction(2 * FEN, target) if target else None)
    assert row.amounts.cash_share == Fraction(FEN + 1, FEN)


def test_a_unit_never_heard_of_is_null_not_zero_and_not_ranked(frame, cases, states, programme):
    board = compute_board(gather(frame, cases(), states, programme, JUNE), "counties")
    silent = next(row for row in board.rows if row.unit == SILENT)
    amounts = silent.amounts
    assert (amounts.projects, amounts.benefit, amounts.treasury, amounts.available) == (None,) * 4
    assert (amounts.benefit_cumulative, amounts.attainment, amounts.gap) == (0, 0, Fraction(-1, 2))
    assert (silent.state, silent.days_late, silent.rank, silent.tied) == ("not_reported", None, None, False)
    assert (silent.known, silent.heard, board.rows[-1]) == (None, False, silent)
    # An earlier release ranked it; its boards are computed again as they were published.
    facts = gather(frame, cases(), states, programme, JUNE)
    before = compute_board(replace(facts, ranks_all=True), "counties")
    assert next((row.rank, row.tied) for row in before.rows if row.unit == SILENT) == (2, True)


def test_overview_and_histories(frame, cases, states, programme):
    facts = gather(frame, cases(), states, programme, JUNE)
    overview = compute_overview(facts)
    check(overview.city, 4)
    check({row.name: row.amounts for row in overview.rows}["市本级"], 2)
    check({row.name: row.amounts for row in overview.fields}["企业国有资产领域"], 2)
    assert dict(overview.kinds) == {
        "现金收入": 2 * FEN,
        "融资到位": 0,
        "资产注入": 0,
        "节约支出": 0,
        "未分类": 2 * FEN,
    }
    assert sum(part.benefit_cumulative for part in compute_categories(facts)) == 4 * FEN
    assert to_wan(overview.city.benefit_cumulative) == 4 * Decimal(LARGE)
    city = facts.row().compute_history().points
    assert [(point.benefit, point.benefit_cumulative) for point in city] == [(0, 0)] * 5 + [(4 * FEN, 4 * FEN)]
    histories = {history.unit: history for history in facts.compute_histories("counties")}
    assert [point.benefit for point in histories[SILENT].points] == [None] * 6
    assert histories[LOUD].points[-1].benefit == 2 * FEN
