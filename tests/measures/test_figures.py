"""The catalogue of figures: one name each, and every one of them ranked, shown and traced."""

from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.figures import FIGURES, METRICS, OF_ROW, TIE_BREAKERS, TRACEABLE, WEIGHABLE, find_figure
from sanzi_lib.measures.trace import compute_trace
from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule

JUNE = Month(2024, 6)


def test_no_name_is_given_twice():
    names = [figure.name for figure in FIGURES.values()]
    assert len(set(names)) == len(names)
    assert all(key == figure.key for key, figure in FIGURES.items())


def test_what_may_rank_and_what_may_be_weighed():
    assert set(METRICS) == {
        "attainment", "benefit_cumulative", "benefit", "treasury_cumulative", "available_cumulative", "cash_share",
        "weighted",
    }  # fmt: skip
    assert set(TIE_BREAKERS) == set(METRICS) - {"weighted"}
    assert set(WEIGHABLE) == {"attainment", "cash_share", "on_time_share"}


def test_a_figure_is_found_by_key_and_by_name():
    assert find_figure("cash_share", METRICS, "参数 metric") is find_figure("入库率", METRICS, "参数 metric")
    with pytest.raises(ParameterError, match=r"参数 metric：“入库”不是可用的指标，可用的有：.*cash_share（入库率）"):
        find_figure("入库", METRICS, "参数 metric")


@pytest.fixture
def sent(returns):
    """Returns whose sheets all have one layout."""
    letters = "project=A newly=B quantity=C measure=D benefit=E treasury=F available=G"
    return returns(6).assign(sheet="盘活情况表", columns=letters)


@pytest.fixture
def frame(movements):
    return movements(
        {"unit": "430481", "month": 5, "project": "a", "benefit": "10", "treasury": "1", "available": "1"},
        {"unit": "430482", "month": 6, "project": "b", "benefit": "8", "treasury": "2", "available": "0"},
    )


@pytest.mark.parametrize("key", TRACEABLE)
def test_every_figure_of_a_row_is_traced_and_holds(key, frame, cases, sent, programme):
    board = compute_board(gather(frame, cases(), sent, programme, JUNE), "counties")
    trace = compute_trace(gather(frame, None, sent, programme, JUNE), "counties", "430482", key)
    assert trace.holds
    row = next(row for row in board.rows if row.unit == "430482")
    if key in OF_ROW and key != "quantities":
        assert trace.figure == FIGURES[key].value(row.amounts)


def test_the_cash_share_is_traced_to_its_two_sums(frame, sent, programme):
    trace = compute_trace(gather(frame, None, sent, programme, JUNE), "counties", "430482", "cash_share")
    assert trace.figure == Fraction(2, 8)
    assert [(term.measure, term.figure) for term in trace.terms] == [
        ("treasury_cumulative", 2_000_000),
        ("benefit_cumulative", 8_000_000),
    ]


@pytest.mark.parametrize("metric", METRICS)
def test_a_rank_by_every_metric_is_traced(metric, frame, sent, programme, changed):
    weights = {"attainment": "0.5", "cash_share": "0.3", "on_time_share": "0.2"} if metric == "weighted" else {}
    rule = RankRule.model_validate({"metric": metric, "weights": weights})
    groups = tuple(
        group.model_copy(update={"rule": rule}) if group.id == "counties" else group for group in programme.groups
    )
    ruled = changed(groups=groups)
    trace = compute_trace(gather(frame, None, sent, ruled, JUNE), "counties", "430482", "rank")
    assert [term.measure for term in trace.terms] == [metric] * len(trace.terms)
    assert trace.figure == 1 + sum(
        (term.figure or 0) > next(t.figure for t in trace.terms if t.unit == "430482") for term in trace.terms
    )
