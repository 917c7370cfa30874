"""The pace that is needed and where the year ends, by hand: amounts in 万元 where they are written as such."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sanzi_lib.measures.model import Amounts, History, HistoryPoint
from sanzi_lib.measures.outlook import compute_outlook
from sanzi_lib.months import Month

WAN = 1_000_000


def year(*months, cumulative=None, target=1200):
    """A row whose months brought these amounts of 万元 (None: nothing accepted), and its figures at the end."""
    points, total = [], 0
    for number, benefit in enumerate(months, start=1):
        total += (benefit or 0) * WAN
        points.append(HistoryPoint(number, None if benefit is None else benefit * WAN, total))
    done = total if cumulative is None else cumulative * WAN
    goal = None if target is None else target * WAN
    attainment = None if goal is None else Fraction(done, goal)
    amounts = Amounts(0, (), months[-1], 0, 0, done, 0, 0, goal, attainment, None)
    return compute_outlook(amounts, History("", "x", tuple(points)), Month(2024, len(months)))


def test_june():
    # 300 in six months: mean 50; the last three brought 60, 80 and 100: mean 80; 900 are left for six months
    found = year(10, 20, 30, 60, 80, 100)
    assert (found.needed, found.mean, found.recent, found.recent_months) == (150 * WAN, 50 * WAN, 80 * WAN, 3)
    assert (found.low, found.high) == (600 * WAN, 780 * WAN)
    assert found.shares == (Fraction(1, 2), Fraction(65, 100))


def test_the_lower_pace_comes_first_whichever_it_is():
    slowing = year(100, 100, 100, 10, 20, 30)
    # mean 60, recent 20
    assert (slowing.low, slowing.high) == ((360 + 6 * 20) * WAN, (360 + 6 * 60) * WAN)


def test_restatements_and_openings_are_of_the_year_but_not_of_the_recent_pace():
    # 100 + 100 + 100 + 60 in four months, and 40 by 期初数: mean (360 + 40) ÷ 4, recent (100 + 100 + 60) ÷ 3
    found = year(100, 100, 100, 60, cumulative=400)
    assert found.mean == 100 * WAN
    assert found.recent == Fraction(260 * WAN, 3)
    assert (found.low, found.high) == (400 * WAN + 8 * Fraction(260 * WAN, 3), 1200 * WAN)


@pytest.mark.parametrize(
    ("months", "recent", "ends"),
    [
        ((10, 30), 30, (40 + 10 * 20, 40 + 10 * 30)),
        ((10, 30, 50), 50, (90 + 9 * 30, 90 + 9 * 50)),
    ],
)
def test_until_april_the_recent_pace_is_the_last_months(months, recent, ends):
    found = year(*months)
    assert (found.recent, found.recent_months) == (recent * WAN, 1)
    assert (found.low, found.high) == tuple(end * WAN for end in ends)


def test_one_month_is_no_base():
    found = year(30)
    assert (found.needed, found.mean) == (Fraction(1170 * WAN, 11), 30 * WAN)
    assert (found.recent, found.low, found.high, found.shares) == (None, None, None, None)


def test_december_is_the_end():
    found = year(*[100] * 12)
    assert (found.needed, found.low, found.high) == (None, None, None)
    assert found.mean == 100 * WAN


def test_a_target_that_is_reached_needs_nothing_more():
    found = year(400, 400, 400, 400)
    assert found.needed == 0
    assert found.shares == (4, 4)


def test_without_a_target_there_is_no_share():
    found = year(10, 10, 10, 10, target=None)
    assert (found.needed, found.low, found.high, found.shares) == (None, 120 * WAN, 120 * WAN, None)


def test_a_year_that_shrinks():
    found = year(10, -40, 0, 0, 0, -30)
    # mean -10, recent -10
    assert (found.low, found.high) == (-120 * WAN, -120 * WAN)


def test_nothing_accepted_is_no_base_and_a_missing_month_counts_as_nothing():
    assert year(None, None, None, None).low is None
    found = year(10, 20, None, 60)
    # mean 22.5, recent (20 + 0 + 60) ÷ 3
    assert found.recent == Fraction(80 * WAN, 3)
    assert found.low == (90 + Fraction(45, 2) * 8) * WAN
