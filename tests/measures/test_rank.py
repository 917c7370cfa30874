"""Ranking (docs/指标口径.md 排名)."""

from fractions import Fraction
from pathlib import Path

import pytest
from hand_facts import gather
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.rank import (
    check_rules,
    compute_on_time_shares,
    rank_values,
    resolve_rule,
    values_of,
    weigh_shares,
)
from sanzi_lib.measures.scope import build_returns
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import RankRule

JUNE = Month(2024, 6)
VALUES = st.one_of(st.none(), st.integers(-3, 3), st.fractions(-1, 1, max_denominator=4))
GROUPS = st.integers(1, 3).flatmap(
    lambda width: st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.tuples(*[VALUES] * width), max_size=8)
)


def better(left, right):
    """Spelt out again: the first value that differs decides; none is below every value."""
    for a, b in zip(left, right, strict=True):
        if (a is None and b is None) or (a is not None and b is not None and a == b):
            continue
        return b is None or (a is not None and a > b)
    return False


@given(GROUPS)
def test_rank_is_one_more_than_the_number_strictly_better(values):
    for unit, standing in rank_values(values).items():
        assert standing.rank == 1 + sum(better(row, values[unit]) for row in values.values())
        equal = [o for o, row in values.items() if not better(row, values[unit]) and not better(values[unit], row)]
        assert standing.tied == (len(equal) > 1)
        assert {rank_values(values)[other].rank for other in equal} == {standing.rank}


@given(GROUPS, st.randoms())
def test_ranking_does_not_hang_on_the_order_of_units(values, random):
    shuffled = list(values.items())
    random.shuffle(shuffled)
    assert rank_values(dict(shuffled)) == rank_values(values)


def test_equal_values_share_a_rank_and_the_next_is_left_out():
    standings = rank_values({"a": (1,), "b": (Fraction(2, 2),), "c": (0,), "d": (None,), "e": (None,)})
    assert {unit: (s.rank, s.tied) for unit, s in standings.items()} == {
        "a": (1, True),
        "b": (1, True),
        "c": (3, False),
        "d": (4, True),
        "e": (4, True),
    }


def test_values_that_a_float_cannot_part_are_parted():
    big = 9_007_199_254_741_000_000
    assert float(big) == float(big + 1)
    assert {u: s.rank for u, s in rank_values({"a": (Fraction(big, 3),), "b": (Fraction(big + 1, 3),)}).items()} == {
        "a": 2,
        "b": 1,
    }


def test_the_default_metric_is_attainment_where_every_unit_has_a_target(programme):
    assert {g.id: resolve_rule(programme, g.id).metric for g in programme.groups} == {
        "municipal": "attainment",
        "counties": "attainment",
        "districts": "attainment",
        "enterprises": "benefit_cumulative",
        "parks": "benefit_cumulative",
    }
    rule = RankRule(metric="treasury_cumulative", tie_breakers=("benefit",))
    assert resolve_rule(programme, "parks", rule) == rule
    assert resolve_rule(programme, "parks", RankRule(tie_breakers=("benefit",))) == RankRule(
        metric="benefit_cumulative", tie_breakers=("benefit",)
    )


@pytest.fixture
def frame(movements):
    """Three counties: equal benefit, different treasury and available, one without a return in June."""
    return movements(
        {"unit": "430481", "month": 5, "project": "a", "benefit": "10", "treasury": "1", "available": "1"},
        {"unit": "430482", "month": 6, "project": "b", "benefit": "10", "treasury": "2", "available": "0"},
        {"unit": "430426", "month": 6, "project": "c", "benefit": "10", "treasury": "2", "available": "2"},
    )


def test_each_metric_and_tie_breaker(frame, cases, returns, programme):
    states = returns(6, {("430481", 6): "not_reported"})

    def ranks(**rule):
        board = compute_board(gather(frame, cases(), states, programme, JUNE), "counties", rule=RankRule(**rule))
        found = {row.unit: (row.rank, row.tied) for row in board.rows}
        return [found[code] for code in ("430481", "430482", "430426", "430422")]

    # 430422 returned nothing but zeros; 430481 has no June
    assert ranks(metric="benefit_cumulative") == [(1, True), (1, True), (1, True), (4, True)]
    assert ranks(metric="treasury_cumulative") == [(3, False), (1, True), (1, True), (4, True)]
    assert ranks(metric="available_cumulative") == [(2, False), (3, True), (1, False), (3, True)]
    assert ranks(metric="benefit") == [(7, False), (1, True), (1, True), (3, True)]
    # 10 ÷ 786469.66 < 10 ÷ 658092.95 < 10 ÷ 422110
    assert ranks(metric="attainment") == [(3, False), (2, False), (1, False), (4, True)]
    broken = ranks(metric="benefit_cumulative", tie_breakers=("treasury_cumulative", "available_cumulative"))
    assert broken == [(3, False), (2, False), (1, False), (4, True)]


def test_equal_units_stand_in_register_order(cases, returns, programme, movements):
    board = compute_board(gather(movements(), cases(), returns(6), programme, JUNE), "counties")
    assert [row.unit for row in board.rows] == [unit.code for unit in programme.units_of("counties")]
    assert {(row.rank, row.tied) for row in board.rows} == {(1, True)}


def test_rank_change_only_against_the_same_members_and_at_least_three(frame, cases, returns, programme):
    codes = [unit.code for unit in programme.units_of("counties")]
    before = {code: number for number, code in enumerate(reversed(codes), start=1)}

    def changes(group="counties", previous=None):
        board = compute_board(gather(frame, cases(), returns(6), programme, JUNE), group, previous=previous)
        return {row.unit: (row.previous_rank, row.rank_change) for row in board.rows}

    assert changes(previous=before)["430481"] == (7, 4)  # 7th, now 3rd: 前进4位
    assert changes(previous=before)["430423"] == (1, -3)  # 1st, now shares the 4th: 后退3位
    assert set(changes().values()) == {(None, None)}
    assert set(changes(previous={}).values()) == {(None, None)}
    fewer = {code: rank for code, rank in before.items() if code != "430423"}
    assert set(changes(previous=fewer).values()) == {(None, None)}
    assert set(changes(previous=fewer | {"999999": 1}).values()) == {(None, None)}
    two = {"4304P1": 1, "4304P2": 2}
    assert set(changes("parks", two).values()) == {(None, None)}


def amounts(benefit=0, treasury=0, target=None):
    attainment = Fraction(benefit, target) if target else None
    return Amounts(0, (), 0, 0, 0, benefit, treasury, 0, target, attainment, None)


def test_a_weighted_sum_of_shares():
    rule = RankRule(metric="weighted", weights={"attainment": "0.5", "cash_share": "0.3", "on_time_share": "0.2"})
    # 0.5 × 40/100 + 0.3 × 10/40 + 0.2 × 1/2 = 0.2 + 0.075 + 0.1
    assert weigh_shares(rule, amounts(40, 10, 100), Fraction(1, 2)) == Fraction("0.375")
    assert values_of(rule, amounts(40, 10, 100), Fraction(1, 2)) == (Fraction("0.375"),)


def test_a_share_that_cannot_be_had_is_dropped_and_the_rest_rescaled():
    rule = RankRule(metric="weighted", weights={"attainment": "0.5", "cash_share": "0.3", "on_time_share": "0.2"})
    # no target: (0.3 × 10/40 + 0.2 × 1/2) × 1.0 ÷ 0.5 = 0.175 × 2
    assert weigh_shares(rule, amounts(40, 10), Fraction(1, 2)) == Fraction("0.35")
    # nothing brought in is a cash share of 0 and not dropped
    assert weigh_shares(rule, amounts(), Fraction(1)) == Fraction("0.4")
    assert weigh_shares(RankRule(metric="weighted", weights={"attainment": "1"}), amounts(40), None) is None


def test_on_time_is_the_first_file_by_the_cut_off_over_the_returns_due(returns):
    # February to June are due: nobody sent anything for January
    states = {(unit, 1): "not_reported" for unit in returns(1)["unit"]}
    states |= {
        ("430481", 2): 3,  # late
        ("430481", 3): ("sent_back", 0),  # on time, though sent back
        ("430481", 4): "not_reported",
        ("430481", 5): ("sent_back", None),  # its time cannot be read
    }
    facts = build_returns(returns(6, states))
    assert compute_on_time_shares(facts, ["430481", "430482"], 6) == {"430481": Fraction(2, 5), "430482": 1}
    assert compute_on_time_shares(facts, ["430481"], 2) == {"430481": 0}
    assert compute_on_time_shares(facts, ["430481"], 1) == {"430481": None}


def test_who_has_no_cash_share_is_not_ranked_by_it_and_stands_last(frame, cases, returns, programme):
    board = compute_board(
        gather(frame, cases(), returns(6), programme, JUNE), "counties", rule=RankRule(metric="cash_share")
    )
    # 430481 1 ÷ 10, the other two 2 ÷ 10; the four that brought nothing have no share
    assert [(row.unit, row.rank, row.tied) for row in board.rows] == [
        ("430482", 1, True),
        ("430426", 1, True),
        ("430481", 3, False),
        ("430422", None, False),
        ("430424", None, False),
        ("430421", None, False),
        ("430423", None, False),
    ]
    assert [row.unit for row in board.ranked] == ["430482", "430426", "430481"]
    assert {row.rank_change for row in board.rows} == {None}


def test_a_rule_that_names_no_figure_is_told_with_its_place(programme, changed):
    with pytest.raises(ParameterError, match=r"参数 metric：只能是 benefit、benefit_cumulative"):
        resolve_rule(programme, "counties", RankRule(metric="benefits"))
    with pytest.raises(ParameterError, match=r"参数 tie_breakers：只能是 .*现为“weighted”"):
        resolve_rule(programme, "counties", RankRule(metric="benefit", tie_breakers=("weighted",)))
    county = read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")
    groups = list(county.groups)
    groups[2] = groups[2].model_copy(update={"rule": RankRule(metric="benefits")})
    wrong = changed(county, groups=tuple(groups))
    with pytest.raises(ProgrammeError, match=r"programme\.yaml“groups → 第3项 → rule → metric”：只能是 benefit、"):
        check_rules(wrong)
    check_rules(county)
