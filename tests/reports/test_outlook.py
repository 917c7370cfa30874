"""What is said of the pace and the year's end, in every odd case."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.outlook import describe_outlook, say_outlook, say_year_end, show_amounts, show_range

YI = 10**10
JUNE = Month(2024, 6)
ENDS = "测算全年84.00至96.00亿元，为目标的93.33%至106.67%。"
PLAIN = Outlook(
    needed=Fraction(8 * YI),
    mean=Fraction(7 * YI),
    recent=Fraction(9 * YI),
    recent_months=3,
    low=Fraction(84 * YI),
    high=Fraction(96 * YI),
    target=90 * YI,
)


@pytest.mark.parametrize(
    ("changes", "month", "sentence"),
    [
        (
            {},
            6,
            "后续月均需完成8.00亿元，年初以来月均7.00亿元；测算全年84.00至96.00亿元，为目标的93.33%至106.67%。",
        ),
        (
            {},
            11,
            "12月需完成8.00亿元，年初以来月均7.00亿元；测算全年84.00至96.00亿元，为目标的93.33%至106.67%。",
        ),
        ({}, 12, ""),
        (
            {"needed": Fraction(0)},
            6,
            "已完成年度目标，年初以来月均7.00亿元；测算全年84.00至96.00亿元，为目标的93.33%至106.67%。",
        ),
        ({"needed": None, "target": None}, 6, "年初以来月均7.00亿元；测算全年84.00至96.00亿元。"),
        (
            {"recent": None, "low": None, "high": None},
            1,
            "后续月均需完成8.00亿元，1月为7.00亿元；只有1个月的数据，暂不测算年末数。",
        ),
        (
            {"mean": Fraction(0), "low": None, "high": None},
            6,
            "后续月均需完成8.00亿元，年初以来月均0.00万元；尚无通过核验的数据，暂不测算年末数。",
        ),
        (
            {"mean": Fraction(-YI, 2), "low": Fraction(-YI), "high": Fraction(YI, 2)},
            6,
            "后续月均需完成8.00亿元，年初以来月均-5,000.00万元；测算全年-1.00亿元至5,000.00万元，"
            "为目标的-1.11%至0.56%。",
        ),
        (
            {"high": Fraction(84 * YI)},
            6,
            "后续月均需完成8.00亿元，年初以来月均7.00亿元；测算全年84.00亿元，为目标的93.33%。",
        ),
    ],
)
def test_sentence(changes, month, sentence):
    assert say_outlook(replace(PLAIN, **changes), Month(2024, month)) == sentence


def test_a_range_that_reads_the_same_is_one_figure():
    assert show_range("1.00", "1.00") == "1.00"
    assert show_amounts(Fraction(YI), Fraction(YI) + 1) == "1.00亿元"
    assert say_year_end(replace(PLAIN, low=Fraction(90 * YI), high=Fraction(90 * YI + 1)), JUNE) == (
        "测算全年90.00亿元，为目标的100.00%"
    )


def test_the_rule_stands_beneath():
    (rule,) = describe_outlook(complete=True)
    assert rule.startswith("测算：")
    assert "近3个月本月经济效益之和÷3" in rule
    assert len(describe_outlook(complete=False)) == 2
