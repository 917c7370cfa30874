"""What is said of the change since the last published month, in every odd case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from sanzi_lib.measures.against_published import AgainstPublished, Moved, PublishedFigures, PublishedOverview, UnitGap
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.months import Month
from sanzi_lib.reports.overview.published import say_against_published, say_crossings, say_make_up

WAN = 1_000_000
GAP = Decimal("0.10")
NAMES = ("甲县", "乙县", "丙县", "丁县", "戊县")
PLAIN = AgainstPublished(
    published=PublishedOverview(
        Month(2024, 6), Fraction(1, 2), PublishedFigures(Proceeds(400 * WAN, 0, 0), 1000 * WAN), {}
    ),
    change=Proceeds(100 * WAN, 0, 0),
    moved=Moved(100 * WAN, 0, 0, 0),
    newly_lagging=(),
    no_longer_lagging=(),
    back_on_time=(),
)


def gaps(*names):
    return tuple(UnitGap(name, name, Fraction(0), Fraction(0)) for name in names)


@pytest.fixture
def now(amounts_of):
    return amounts_of(("50.00", "0.00", "0.00"), ("500.00", "0.00", "0.00"), target="1000.00")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "累计经济效益增加100.00万元，完成率由40.00%升至50.00%。"),
        (
            {"moved": Moved(80 * WAN, 15 * WAN, 5 * WAN, 1)},
            "累计经济效益增加100.00万元（其中追溯调整净调增15.00万元，期初数计入5.00万元），完成率由40.00%升至50.00%。",
        ),
        (
            {"moved": Moved(95 * WAN, 0, 5 * WAN, 0)},
            "累计经济效益增加100.00万元（其中期初数计入5.00万元），完成率由40.00%升至50.00%。",
        ),
        (
            {"moved": Moved(100 * WAN, 0, 0, 2)},
            "累计经济效益增加100.00万元（其中追溯调整2笔，不影响累计经济效益），完成率由40.00%升至50.00%。",
        ),
        ({"moved": None}, "累计经济效益增加100.00万元，完成率由40.00%升至50.00%。"),
        (
            {
                "change": Proceeds(-100 * WAN, 0, 0),
                "published": replace(PLAIN.published, city=PublishedFigures(Proceeds(600 * WAN, 0, 0), 1000 * WAN)),
            },
            "累计经济效益减少100.00万元，完成率由60.00%降至50.00%。",
        ),
        (
            {
                "change": Proceeds(0, 0, 0),
                "published": replace(PLAIN.published, city=PublishedFigures(Proceeds(500 * WAN, 0, 0), 1000 * WAN)),
            },
            "累计经济效益没有变化，完成率仍为50.00%。",
        ),
        (
            {"published": replace(PLAIN.published, city=PublishedFigures(Proceeds(400 * WAN, 0, 0), None))},
            "累计经济效益增加100.00万元。",
        ),
        (
            {"newly_lagging": gaps(*NAMES), "back_on_time": gaps("己县")},
            "累计经济效益增加100.00万元，完成率由40.00%升至50.00%；"
            "甲县、乙县、丙县、丁县等5个单位转为滞后序时进度超过10个百分点，己县由滞后转为达到序时进度。",
        ),
    ],
)
def test_sentence(now, changes, sentence):
    assert say_against_published(replace(PLAIN, **changes), now, GAP) == f"与2024年6月定稿数据相比，{sentence}"


def test_nothing_published(now):
    assert say_against_published(None, now, GAP) == "尚无定稿月份可比。"


def test_no_target_now(amounts_of):
    now = amounts_of(("50.00", "0.00", "0.00"), ("500.00", "0.00", "0.00"))
    assert say_against_published(PLAIN, now, GAP) == "与2024年6月定稿数据相比，累计经济效益增加100.00万元。"


def test_crossings_alone():
    assert say_crossings(PLAIN, GAP) == ""
    one = replace(PLAIN, no_longer_lagging=gaps("甲县"))
    assert say_crossings(one, Decimal("0.075")) == "甲县滞后收窄到7.5个百分点以内"


def test_make_up():
    assert say_make_up(Moved(100 * WAN, 0, 0, 1)) == "累计经济效益的增减为其间各月经济效益100.00万元。"
    assert say_make_up(Moved(-WAN, -WAN, WAN, 1)) == (
        "累计经济效益的增减为其间各月经济效益-1.00万元、追溯调整净调减1.00万元、期初数1.00万元。"
    )
