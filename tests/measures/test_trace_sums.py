"""Whatever was accepted, the parts of every figure of a board sum to it exactly (docs/文件与命令.md 命令)."""

from drawn_rows import GROUPS, LETTERS, ROW, STATES, as_row
from hand_facts import gather
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.figures import OF_QUARTER, TRACEABLE
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.trace import build_ground, trace_on_board, trace_row
from sanzi_lib.months import Month


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(ROW, max_size=12), states=STATES, group=st.sampled_from(GROUPS))
def test_parts_sum_to_every_figure_of_every_row(movements, returns, programme, drawn, states, group):
    rows = [as_row(one) for one in drawn]
    # A unit whose return is not accepted has no accepted rows in that month.
    rows = [row for row in rows if (row["unit"], row["month"]) not in states]
    returned = returns(6, states).assign(sheet="盘活情况表", columns=LETTERS)
    ground = build_ground(gather(movements(*rows), None, returned, programme, Month(2024, 6)))
    board = compute_board(ground.facts, group)
    lines = [(None, None, board.totals)]
    lines += [(row.unit, None, row.amounts) for row in board.rows]
    lines += [(row.unit, part.unit, part.amounts) for row in board.rows for part in row.of_which]
    for unit, part, amounts in lines:
        for measure in TRACEABLE:
            if unit is None and measure in OF_QUARTER:
                continue
            if measure in ("rank", "open") or (part and measure in ("target", "attainment", "gap")):
                continue
            found = trace_on_board(ground, board, unit, measure, part=part)
            assert found.holds, (unit, part, measure)
            if measure in OF_QUARTER:
                continue
            if measure == "quantities":
                shown = tuple((term.label, term.figure) for term in found.terms)
                assert shown == tuple((item.measure, item.quantity) for item in amounts.quantities)
            else:
                assert found.figure == getattr(amounts, measure)
            if measure.endswith("_cumulative"):
                assert sum(part.amount for part in found.parts) == getattr(amounts, measure)
    for row in board.rows:
        assert trace_on_board(ground, board, row.unit, "rank").figure == row.rank


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(ROW, max_size=12), states=STATES)
def test_parts_sum_to_every_figure_of_the_overview(movements, returns, programme, drawn, states):
    rows = [row for one in drawn if ((row := as_row(one))["unit"], row["month"]) not in states]
    returned = returns(6, states).assign(sheet="盘活情况表", columns=LETTERS)
    ground = build_ground(gather(movements(*rows), None, returned, programme, Month(2024, 6)))
    overview = compute_overview(ground.facts)
    lines = [(None, overview.city)]
    lines += zip(programme.targets, (row.amounts for row in overview.rows), strict=True)
    lines += zip(programme.fields, (row.amounts for row in overview.fields), strict=True)
    for of, amounts in lines:
        for measure in TRACEABLE:
            if measure in ("rank", "open", "quantities"):
                continue
            found = trace_row(ground, of, measure)
            assert found.holds, (of, measure)
            source = ground.facts.row(of).compute_brought() if measure in OF_QUARTER else amounts
            assert found.figure == getattr(source, measure.removesuffix("_quarter")), (of, measure)
