"""Attainment, time progress, gap and the pace that is left (docs/指标口径.md 完成率与序时进度)."""

from fractions import Fraction

from sanzi_lib.measures.attainment import compute_attainment, compute_gap, compute_pace
from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month


def amounts(cumulative, target):
    return Amounts(0, (), 0, 0, 0, cumulative, 0, 0, target, compute_attainment(cumulative, target), None)


def test_attainment_and_gap_are_exact_shares():
    assert compute_attainment(1, 3) == Fraction(1, 3)
    assert compute_attainment(400, 300) == Fraction(4, 3)  # above 100 % is fine
    assert compute_attainment(-1, 2) == Fraction(-1, 2)
    assert compute_attainment(1, None) is None
    assert compute_gap(Fraction(1, 3), Fraction(4, 12)) == 0
    assert compute_gap(Fraction(1, 3), Fraction(6, 12)) == Fraction(-1, 6)
    assert compute_gap(None, Fraction(1, 2)) is None


def test_the_pace_that_is_left():
    assert compute_pace(amounts(300, 1000), Month(2024, 5)) == 100  # 700 in seven months
    assert compute_pace(amounts(300, 1000), Month(2024, 9)) == Fraction(700, 3)
    assert compute_pace(amounts(1000, 1000), Month(2024, 5)) == 0
    assert compute_pace(amounts(1200, 1000), Month(2024, 5)) == 0
    assert compute_pace(amounts(300, 1000), Month(2024, 12)) is None
    assert compute_pace(amounts(300, None), Month(2024, 5)) is None


def test_the_pace_of_a_sum_leaves_out_units_without_a_target():
    # 1000 in all, of which 300 of units with targets of 1000 together
    group = Amounts(0, (), 0, 0, 0, 1000, 0, 0, 1000, Fraction(3, 10), None)
    assert compute_pace(group, Month(2024, 5)) == 100


def test_the_cash_share_needs_a_benefit():
    assert Amounts(0, (), 0, 0, 0, 4, 1, 0, None, None, None).cash_share == Fraction(1, 4)
    assert Amounts(0, (), 0, 0, 0, 0, 1, 0, None, None, None).cash_share is None
    assert Amounts(0, (), 0, 0, 0, -4, 1, 0, None, None, None).cash_share is None
