"""Numbers, dates and months as text: expected values are read off docs/核验规则.md."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanzi_lib.ledger.reading.spelling import (
    clean_text,
    is_nothing,
    parse_last_day,
    parse_moment,
    parse_month_text,
    parse_number,
)
from sanzi_lib.months import Month
from sanzi_lib.params.values import normalise_name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１２３４．５", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("￥1,234.50", "1234.50"),
        ("¥ 1234", "1234"),
        ("-5", "-5"),
        ("－5.5", "-5.5"),
        ("-￥5", "-5"),
        (" 12 ", "12"),
        ("\u200b12\ufeff", "12"),
        ("12\n", "12"),
        ("0", "0"),
        ("-0", "0"),
        ("90071992547.41", "90071992547.41"),
        ("1,234,567.000001", "1234567.000001"),
        (".5", "0.5"),
    ],
)
def test_numbers_that_are_read(text, value):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["约300", "3.2万", "120亩", "1e5", "10²", "①", "1,23", "12,34,567", "1.2.3", "--5", "１e５", "三百", "300元", "50%",
     "1 234", "(5)", "5-6", "½", "٣", "NaN", "inf", "1_000", "0x10", "+-5"],
)  # fmt: skip
def test_what_is_no_number(text):
    assert parse_number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**11), max_value=10**11))
def test_a_number_written_out_with_separators_is_itself(number):
    assert parse_number(f"{number:,f}") == number


UNSEEN = [*"\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200d\u2060\u2800\u3164\ufe0f\uffa0\U000e0100\U000e0041"]
"""Characters of each kind that has no width: hyphens, joiners, fillers, selectors, tags."""


@pytest.mark.parametrize("unseen", UNSEEN)
def test_characters_that_nobody_sees_are_no_part_of_a_name_a_number_or_a_date(unseen):
    assert normalise_name(f"{unseen}衡{unseen}南县{unseen}") == "衡南县"
    assert parse_number(f"1{unseen}2") == 12
    assert parse_moment(f"2024-06-2{unseen}5") == datetime(2024, 6, 25)
    assert clean_text("甲\n乙") == "甲\n乙"


@pytest.mark.parametrize(
    "text", ["", " ", "-", "—", "/", "无", " 无 ", "－", "／", "\u200b", "\n", "　", *UNSEEN, "无\ufe0f", "\u3164-"]
)
def test_nothing(text):
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "无锡", "--", "没有", "n/a", "①", "无。"])
def test_something(text):
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-25", (2024, 6, 25)),
        ("2024-6-5", (2024, 6, 5)),
        ("2024/6/25", (2024, 6, 25)),
        ("2024.6.25", (2024, 6, 25)),
        ("2024年6月25日", (2024, 6, 25)),
        ("2024 年 6 月 25 日", (2024, 6, 25)),
        ("２０２４年６月２５日", (2024, 6, 25)),
        ("20240625", (2024, 6, 25)),
        ("2024-06-25 16:30", (2024, 6, 25, 16, 30)),
        ("2024-06-25T16:30:05", (2024, 6, 25, 16, 30, 5)),
        ("2024-06-25T16:30:05.250", (2024, 6, 25, 16, 30, 5)),
        ("2024年6月25日16时30分", (2024, 6, 25, 16, 30)),
        ("2024年6月25日 下午4:30", (2024, 6, 25, 16, 30)),
        ("2024/6/25 4:30 PM", (2024, 6, 25, 16, 30)),
        ("20240625 08:00", (2024, 6, 25, 8)),
        ("2024-06-25 24:00", (2024, 6, 25, 23, 59, 59)),
        ("2024-02-29", (2024, 2, 29)),
        ("2024-06-24T16:00:00.000Z", (2024, 6, 25)),
        ("2024-06-25T16:30:05+08:00", (2024, 6, 25, 16, 30, 5)),
        ("2024-06-25 16:30+0800", (2024, 6, 25, 16, 30)),
        ("2024-06-25T16:30-05", (2024, 6, 26, 5, 30)),
        ("2024-06-25T02:00+05:30", (2024, 6, 25, 4, 30)),
        ("2023-12-31T16:00Z", (2024, 1, 1)),
        ("2000-01-01", (2000, 1, 1)),
        ("2099-12-31", (2099, 12, 31)),
    ],
)
def test_dates_that_are_read(text, moment):
    assert parse_moment(text) == datetime(*moment)


@pytest.mark.parametrize(
    "text",
    [
        *("6月25日", "6月31日", "2024-06-31", "2024年6月31日", "2023-02-29", "1999-12-31", "2100-01-01"),
        *("2024-13-01", "2024", "24-06-25", "2024-06", "2024年6月", "25/6/2024", "2024-06/25", "2024-06-25 25:00"),
        *(
            "2024-06-25 10:61",
            "20240631",
            "45468",
            "即将完成",
            "2024-06-25 左右",
            "2099-12-31T16:00Z",
            "2024-06-25T08:00+08:99",
            "2024-06-25T08:00+15",
            "2024-06-25 08:30-10:30",
            "2024-6-25至30日",
        ),
    ],
)
def test_what_is_no_date(text):
    assert parse_moment(text) is None


def test_a_month_as_its_last_day():
    assert parse_last_day("2024年12月") == date(2024, 12, 31)
    assert parse_last_day("2024年02月") == date(2024, 2, 29)
    assert parse_last_day("2024年13月") is None
    assert parse_last_day("12月") is None
    assert parse_last_day("2024年12月底") is None


@pytest.mark.parametrize(
    "text", ["2024-06", "2024年6月", "2024年06月", "202406", "２０２４年６月", "2024-06-25", "2024年6月1日", "20240630"]
)
def test_months_that_are_read(text):
    assert parse_month_text(text) == Month(2024, 6)


@pytest.mark.parametrize("text", ["6月", "2024", "2024-13", "2024年0月", "199906", "210006", "2024-06-31", "六月"])
def test_what_is_no_month(text):
    assert parse_month_text(text) is None


def test_free_text_keeps_its_lines_and_loses_control_characters():
    assert clean_text(" 甲\r\n乙\x07\x00 ") == "甲\n乙"
