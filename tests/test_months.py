"""Months and report periods (docs/指标口径.md 报告期)."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import (
    Month,
    iter_months,
    parse_month,
    parse_month_range,
    parse_quarter,
    parse_through,
    report_period,
)


def test_a_month_prints_as_it_is_written():
    june = parse_month("2024-06")
    assert (str(june), june.label) == ("2024-06", "2024年06月")
    assert (june.first_day, june.last_day) == (date(2024, 6, 1), date(2024, 6, 30))
    assert Month(2024, 2).last_day == date(2024, 2, 29)
    assert (june.day(25), june.day(31)) == (date(2024, 6, 25), date(2024, 6, 30))
    assert [str(month) for month in Month(2024, 3).months_of_year()] == ["2024-01", "2024-02", "2024-03"]


@pytest.mark.parametrize(
    "text", ["2024-6", "2024-13", "2024-00", "202406", "2024年6月", "1999-12", "2100-01", "", " 2024-06", "2024-06\n"]
)
def test_what_is_no_month_is_refused_in_chinese(text):
    with pytest.raises(ParameterError, match="请写成 2024-06"):
        parse_month(text)


def test_a_month_outside_the_year_is_no_month():
    with pytest.raises(ValueError, match="month 13"):
        Month(2024, 13)


def test_ranges():
    assert [str(month) for month in parse_month_range("2023-11..2024-02")] == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert parse_month_range("2024-06") == (Month(2024, 6),)
    with pytest.raises(ParameterError, match="首尾颠倒"):
        parse_month_range("2024-06..2024-05")
    with pytest.raises(ParameterError, match="“”不是月份"):
        parse_month_range("2024-06..")
    assert list(iter_months(Month(2024, 2), Month(2024, 1))) == []


def test_quarters():
    assert [Month(2024, number).quarter for number in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert parse_quarter("2024-Q2") == parse_quarter("2024q2") == Month(2024, 6)
    for text in ("2024-Q5", "2024-Q0", "2024-06", "Q2", "1999-Q1"):
        with pytest.raises(ParameterError, match="请写成 2024-Q2"):
            parse_quarter(text)


def test_a_span_ends_in_the_same_year():
    assert parse_through(Month(2024, 1), "2024-06") == Month(2024, 6)
    for text in ("2023-12", "2025-01"):
        with pytest.raises(ParameterError, match="同年以后"):
            parse_through(Month(2024, 1), text)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (1, date(2024, 1, 1), date(2024, 1, 25)),
        (2, date(2024, 1, 26), date(2024, 2, 25)),
        (6, date(2024, 5, 26), date(2024, 6, 25)),
        (12, date(2024, 11, 26), date(2024, 12, 25)),
    ],
)
def test_report_periods_of_the_policy(month, first, last):
    assert report_period(Month(2024, month), last_day=25, natural=False) == (first, last)


def test_natural_months():
    assert report_period(Month(2024, 2), last_day=25, natural=True) == (date(2024, 2, 1), date(2024, 2, 29))
    assert report_period(Month(2024, 12), last_day=25, natural=True) == (date(2024, 12, 1), date(2024, 12, 31))


@given(st.integers(2000, 2099), st.integers(1, 31), st.booleans())
def test_the_periods_of_a_year_follow_each_other_without_gap(year, last_day, natural):
    periods = [report_period(Month(year, m), last_day=last_day, natural=natural, december=31) for m in range(1, 13)]
    assert (periods[0][0], periods[-1][1]) == (date(year, 1, 1), date(year, 12, 31))
    for (first, last), (following, _) in itertools.pairwise(periods):
        assert first <= last
        assert following == last + timedelta(days=1)
