"""Months of a row for the charts: each point is what that month's board said."""

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.months import Month

LEAD, FIRM = "4304B9", "4304E1"


@pytest.fixture
def frame(movements):
    field = "企业国有资产领域"
    return movements(
        {"unit": FIRM, "month": 2, "project": "a", "field": field, "benefit": "5"},
        {
            "unit": FIRM,
            "month": 3,
            "project": "a",
            "field": field,
            "benefit": "7",
            "restated_benefit": "-1",
            "opening_treasury": "9",
        },
        {"unit": "430481", "month": 3, "project": "b", "benefit": "2", "opening_benefit": "4"},
    )


def test_points_are_those_of_the_boards(frame, cases, returns, programme):
    states = {(LEAD, 1): "sent_back", (LEAD, 3): "sent_back", ("430482", 2): "not_reported"}
    for group in ("municipal", "counties"):
        histories = gather(frame, None, returns(3, states), programme, Month(2024, 3)).compute_histories(group)
        assert [history.unit for history in histories] == [unit.code for unit in programme.units_of(group)]
        for month in (1, 2, 3):
            board = compute_board(gather(frame, cases(), returns(3, states), programme, Month(2024, month)), group)
            on_board = {row.unit: (row.amounts.benefit, row.amounts.benefit_cumulative) for row in board.rows}
            for history in histories:
                point = history.points[month - 1]
                assert (point.benefit, point.benefit_cumulative) == on_board[history.unit]
                assert point.month == month


def test_by_hand(frame, returns, programme):
    states = {(LEAD, month): "sent_back" for month in (1, 2, 3)}
    histories = gather(frame, None, returns(3, states), programme, Month(2024, 3)).compute_histories("municipal")
    points = next(history for history in histories if history.unit == LEAD).points
    # January: nothing of the row was accepted; the firm joins it in February
    assert [(point.benefit, point.benefit_cumulative) for point in points] == [
        (None, 0),
        (5_000_000, 5_000_000),
        (7_000_000, 11_000_000),
    ]
    city = gather(frame, None, returns(3), programme, Month(2024, 3)).row().compute_history()
    assert (city.unit, city.name) == ("", "全市合计")
    assert [(point.benefit, point.benefit_cumulative) for point in city.points] == [
        (0, 0),
        (5_000_000, 5_000_000),
        (9_000_000, 17_000_000),
    ]
