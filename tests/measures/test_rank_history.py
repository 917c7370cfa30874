"""Places by month are those that each month's board had, computed from the record as it stands."""

from __future__ import annotations

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board, compute_rank_history
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule

MAY = Month(2024, 5)
ONE, OTHER = "4304E1", "4304E2"


@pytest.fixture
def frame(movements):
    field = "企业国有资产领域"
    return movements(
        {"unit": ONE, "month": 1, "project": "a", "field": field, "benefit": "5"},
        {"unit": OTHER, "month": 2, "project": "b", "field": field, "benefit": "5"},
        {"unit": OTHER, "month": 3, "project": "b", "field": field, "benefit": "1"},
        {"unit": ONE, "month": 5, "project": "a", "field": field, "restated_benefit": "9"},
        {"unit": "430481", "month": 3, "project": "c", "benefit": "2", "opening_benefit": "4"},
        {"unit": "430482", "month": 4, "project": "d", "benefit": "60"},
    )


def test_by_hand(frame, cases, returns, programme):
    histories = compute_rank_history(gather(frame, cases(), returns(5), programme, MAY), "enterprises")
    # cumulative: 5/0, 5/5, 5/6, 5/6, 14/6
    assert [(history.unit, history.name) for history in histories] == [(ONE, "市城发集团"), (OTHER, "市国投集团")]
    assert histories[0].places == (
        RankPlace(1, False),
        RankPlace(1, True),
        RankPlace(2, False),
        RankPlace(2, False),
        RankPlace(1, False),
    )
    assert [place.rank for place in histories[1].places] == [2, 1, 1, 1, 2]


@pytest.mark.parametrize("rule", [None, RankRule(metric="benefit"), RankRule(metric="treasury_cumulative")])
def test_every_place_is_that_of_the_months_board(frame, cases, returns, programme, rule):
    states = returns(5, {("430482", 4): "not_reported", ("430481", 3): 4})
    facts = gather(frame, cases(), states, programme, MAY)
    for group in programme.groups:
        histories = compute_rank_history(facts, group.id, rule)
        for month in MAY.months_of_year():
            board = compute_board(gather(frame, cases(), states, programme, month), group.id, rule=rule)
            places = {row.unit: (row.rank, row.tied) for row in board.rows}
            found = {history.unit: history.places[month.month - 1] for history in histories}
            assert {unit: (place.rank, place.tied) for unit, place in found.items()} == places
