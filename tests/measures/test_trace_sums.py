"""Whatever was accepted, the parts of every figure of a board sum to it exactly (contracts: sanzi trace)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzi_lib.measures.board import board_from_facts
from sanzi_lib.measures.trace import build_ground, trace_on_board
from sanzi_lib.measures.trace_model import MEASURES
from sanzi_lib.money import MAX_FEN
from sanzi_lib.months import Month

FIELDS = ("水利资源领域", "特许经营权领域", "园区和能源资源领域", "企业国有资产领域")
COUNTING = ("4304B2", "4304B4", "4304B9", "4304E1", "4304P2")
GROUPS = ("municipal", "counties", "districts", "parks", "enterprises")
OWN = ("430481", "430482", "430408", "4304P1")
KEYS = ("benefit", "treasury", "available")
LETTERS = " ".join(
    f"{key}=C"
    for key in ("newly", "quantity", *KEYS, "benefit_before", "treasury_to_date", "available_to_date",
                *(f"restated_{key}" for key in KEYS))
)  # fmt: skip
AMOUNT = st.one_of(st.just(0), st.integers(-MAX_FEN, MAX_FEN))

ROW = st.fixed_dictionaries(
    {
        "place": st.one_of(
            st.tuples(st.sampled_from(COUNTING), st.sampled_from(FIELDS)),
            st.tuples(st.sampled_from(OWN), st.just("")),
        ),
        "month": st.sampled_from([1, 3, 6, 7]),
        "project": st.sampled_from("abc"),
        "newly": st.booleans(),
        "quantity": st.sampled_from([None, "0", "1.5", "0.000000000000000000000000000001"]),
        **{f"{head}{key}": AMOUNT for head in ("", "opening_", "restated_") for key in KEYS},
    }
)
STATES = st.dictionaries(
    st.tuples(st.sampled_from([*COUNTING, *OWN]), st.just(6)), st.sampled_from(["sent_back", "not_reported"])
)


def as_row(drawn):
    row = {name: value for name, value in drawn.items() if name not in ("place", "quantity")}
    unit, field = drawn["place"]
    given_quantity = {"quantity": drawn["quantity"], "measure": "亩"} if drawn["quantity"] else {}
    return {**row, **given_quantity, "unit": unit, "field": field, "project": f"{unit}{drawn['project']}"}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(ROW, max_size=12), states=STATES, group=st.sampled_from(GROUPS))
def test_parts_sum_to_every_figure_of_every_row(movements, returns, programme, drawn, states, group):
    rows = [as_row(one) for one in drawn]
    # A unit whose return is not accepted has no accepted rows in that month.
    rows = [row for row in rows if (row["unit"], row["month"]) not in states]
    returned = returns(6, states).assign(sheet="盘活情况表", columns=LETTERS)
    ground = build_ground(movements(*rows), returned, programme, Month(2024, 6))
    board = board_from_facts(ground.facts, group)
    lines = [(None, None, board.totals)]
    lines += [(row.unit, None, row.amounts) for row in board.rows]
    lines += [(row.unit, part.unit, part.amounts) for row in board.rows for part in row.of_which]
    for unit, part, amounts in lines:
        for measure in MEASURES:
            if measure == "rank" or (part and measure in ("target", "attainment", "gap")):
                continue
            found = trace_on_board(ground, board, unit, measure, part=part)
            assert found.holds, (unit, part, measure)
            if measure == "quantities":
                shown = tuple((term.label, term.figure) for term in found.terms)
                assert shown == tuple((item.measure, item.quantity) for item in amounts.quantities)
            else:
                assert found.figure == getattr(amounts, measure)
            if measure.endswith("_cumulative"):
                assert sum(part.amount for part in found.parts) == getattr(amounts, measure)
    for row in board.rows:
        assert trace_on_board(ground, board, row.unit, "rank").figure == row.rank
