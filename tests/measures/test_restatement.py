"""追溯调整 moves the cumulative figures by exactly its amount, everywhere, and no month.

See docs/指标口径.md 定稿与追溯调整.
"""

from decimal import Decimal

import pandas as pd
from hand_facts import gather
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.money import MAX_FEN
from sanzi_lib.months import Month

MARCH = Month(2024, 3)
FEN = st.integers(-MAX_FEN, MAX_FEN)
PLACES = st.sampled_from(
    [
        ("430481", ""),
        ("4304P1", ""),
        ("4304B2", "特许经营权领域"),
        ("4304E1", "企业国有资产领域"),
        ("4304P2", "数据资源领域"),
    ]
)
ROWS = st.lists(st.tuples(PLACES, st.integers(1, 3), st.booleans(), FEN, FEN, FEN), max_size=8)


def build(movements, rows):
    return movements(
        *(
            {"unit": place[0], "field": place[1], "month": month, "project": f"{place[0]}-{number % 3}", "newly": newly}
            | {
                "benefit": benefit,
                "treasury": treasury,
                "restated_benefit": restated,
                "quantity": "0.5",
                "measure": "亩",
            }
            for number, (place, month, newly, benefit, treasury, restated) in enumerate(rows)
        )
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, place=PLACES, month=st.integers(1, 3), amounts=st.tuples(FEN, FEN, FEN))
def test_a_restatement_moves_the_cumulative_by_exactly_its_amount(
    movements, cases, returns, programme, rows, place, month, amounts
):
    benefit, treasury, available = amounts
    frame = build(movements, rows)
    extra = movements(
        {"unit": place[0], "field": place[1], "month": month, "project": "z", "restated_benefit": benefit}
        | {"restated_treasury": treasury, "restated_available": available, "restated_month": 1}
    )
    both = pd.concat([frame, extra], ignore_index=True)
    before = compute_overview(gather(frame, cases(), returns(3), programme, MARCH))
    after = compute_overview(gather(both, cases(), returns(3), programme, MARCH))
    assert after.city.benefit_cumulative - before.city.benefit_cumulative == benefit
    assert after.city.treasury_cumulative - before.city.treasury_cumulative == treasury
    assert after.city.available_cumulative - before.city.available_cumulative == available
    assert (after.city.benefit, after.city.projects) == (before.city.benefit, before.city.projects)
    group = programme.unit_by_code[place[0]].group
    old, new = (compute_board(gather(f, cases(), returns(3), programme, MARCH), group).totals for f in (frame, both))
    # 水利局 and 松木 state another lead's field: their row on the municipal or the park board holds it all the same
    assert new.benefit_cumulative - old.benefit_cumulative == benefit


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_totals_are_the_sum_of_their_parts_and_the_city_counts_once(movements, cases, returns, programme, rows):
    frame = build(movements, rows)
    overview = compute_overview(gather(frame, cases(), returns(3), programme, MARCH))
    keys = ("projects", "benefit", "treasury", "available", "benefit_cumulative", "treasury_cumulative")

    def sums(items):
        return {key: sum(getattr(item, key) for item in items) for key in keys}

    assert sums([row.amounts for row in overview.rows]) == sums([overview.city])
    own = next(row.amounts for row in overview.rows if row.name == "市本级")
    assert sums([row.amounts for row in overview.fields]) == sums([own])
    for board in overview.groups:
        assert sums([row.amounts for row in board.rows]) == sums([board.totals])
    municipal = next(board for board in overview.groups if board.group == "municipal")
    assert sums([municipal.totals]) == sums([own])
    assert overview.city.benefit_cumulative == sum(benefit + restated for *_, benefit, _, restated in rows)
    assert sum(q.quantity for q in overview.city.quantities) == Decimal("0.5") * sum(r[1] == 3 for r in rows)
    assert (
        gather(frame, None, returns(3), programme, MARCH).row().compute_history().points[-1].benefit
        == overview.city.benefit
    )
