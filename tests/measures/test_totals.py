"""The one pass over the frame: exact sums (docs/指标口径.md 金额与数量)."""

from decimal import Decimal

import pandas as pd
import pytest
from hand_facts import gather
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Quantity
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import compute_methods
from sanzi_lib.measures.totals import add_quantities, sum_exactly, sum_year
from sanzi_lib.money import MAX_FEN
from sanzi_lib.months import Month

CELLS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2]), st.integers(-3 * MAX_FEN, 3 * MAX_FEN)))


@given(CELLS)
def test_sums_are_those_of_python_integers(cells):
    frame = pd.DataFrame(cells, columns=["unit", "month", "amount"]).astype({"month": "int64", "amount": "int64"})
    expected: dict[tuple[str, int], int] = {}
    for unit, month, amount in cells:
        expected[(unit, month)] = expected.get((unit, month), 0) + amount
    assert sum_exactly(frame, ["unit", "month"], ["amount"]) == {key: [amount] for key, amount in expected.items()}


def test_a_year_of_the_largest_cells_does_not_wrap(movements, cases, returns, programme):
    # 12 × 40 cells of 10^17 分 with as much again restated and brought: 1.44 × 10^20 > 2^63 ≈ 9.2 × 10^18
    cell = {
        "unit": "430481",
        "benefit": MAX_FEN,
        "treasury": MAX_FEN,
        "opening_benefit": MAX_FEN,
        "restated_benefit": MAX_FEN,
    }
    rows = [cell | {"month": month, "project": f"{month}-{n}"} for month in range(1, 13) for n in range(40)]
    frame, december = movements(*rows), Month(2024, 12)
    board = compute_board(gather(frame, cases(), returns(12), programme, december), "counties")
    top = board.rows[0].amounts
    assert (top.benefit, top.benefit_cumulative) == (40 * MAX_FEN, 12 * 40 * 3 * MAX_FEN)
    assert board.totals.treasury_cumulative == 12 * 40 * MAX_FEN
    facts = gather(frame, cases(), returns(12), programme, december)
    overview = compute_overview(facts)
    assert sum(dict(overview.kinds).values()) == overview.city.benefit_cumulative == 12 * 40 * 3 * MAX_FEN
    methods = {part.names[0]: part.benefit_cumulative for part in compute_methods(facts)}
    assert methods["用"] == 12 * 40 * 3 * MAX_FEN
    assert facts.compute_histories("counties")[0].points[-1].benefit == 40 * MAX_FEN


def test_a_frame_that_pandas_turned_into_floats_is_refused(movements, cases, returns, programme):
    frame = movements({"unit": "430481", "month": 6, "project": "a", "benefit": "1"})
    broken = frame.astype({"benefit": "float64"})
    for arguments in ((broken, cases(), returns(6)), (frame, cases(), returns(6)[["unit"]])):
        with pytest.raises(AssertionError, match="frame"):
            gather(*arguments, programme, Month(2024, 6))
    with pytest.raises(AssertionError, match="2023-06 is not in"):
        gather(frame, cases(), returns(6), programme, Month(2023, 6))


def test_a_row_without_its_unit_is_refused_and_never_lost(movements, programme):
    frame = movements({"unit": "430481", "month": 6, "project": "a", "benefit": "1"})
    frame["field"] = pd.Series([None], dtype="str")
    with pytest.raises(AssertionError, match="missing text"):
        sum_year(frame, programme, 6)


def test_projects_count_in_their_first_accepted_month_of_the_year(movements, programme):
    frame = movements(
        {"unit": "430481", "month": 3, "project": "a", "newly": True},
        {"unit": "430481", "month": 1, "project": "a"},  # not yet new
        {"unit": "430481", "month": 2, "project": "a", "newly": True},
        {"unit": "430481", "month": 2, "project": "a", "newly": True},  # twice in a month, by an override
        {"unit": "430481", "month": 2, "project": "b", "newly": True},
    )
    lines = sum_year(frame, programme, 3)[("430481", "")]
    assert {month: line.projects for month, line in lines.items()} == {1: 0, 2: 2, 3: 0}


def test_quantities_add_up_per_unit_of_measure_exactly_and_sorted():
    parts = [
        {"亩": Decimal("0.1"), "平方米": Decimal("99999999999999999999999999999999.5")},
        {"亩": Decimal("0.2"), "平方米": Decimal("0.000000000000000000000000000000000001"), "吨": Decimal(0)},
    ]
    assert add_quantities(parts) == (
        Quantity("亩", Decimal("0.3")),
        Quantity("吨", Decimal(0)),
        Quantity("平方米", Decimal("99999999999999999999999999999999.500000000000000000000000000000000001")),
    )


def test_the_order_of_rows_changes_no_figure(movements, cases, returns, programme):
    frame = movements(
        *(
            {
                "unit": unit,
                "month": month,
                "project": f"{unit}-{month % 2}",
                "newly": True,
                "benefit": str(month),
                "quantity": "0.1",
            }
            | {"measure": "亩", "social_benefit": f"{unit}{month}", "restated_benefit": "-0.5", "field": "数据资源领域"}
            for unit in ("430481", "4304B1", "4304E1")
            for month in (1, 2, 3)
        )
    )
    march = Month(2024, 3)
    shuffled = frame.sample(frac=1, random_state=7)
    ordered, other = (gather(one, cases(), returns(3), programme, march) for one in (frame, shuffled))
    assert compute_board(other, "municipal") == compute_board(ordered, "municipal")
    assert compute_overview(other) == compute_overview(ordered)
