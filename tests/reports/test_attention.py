"""What is said of the 需关注单位 of the city: each with why, and never with a threat."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sanzi_lib.measures.attention import list_attention
from sanzi_lib.reports.elements.attention import say_city_attention
from sanzi_lib.reports.elements.ranking import say_mover

GAP = Decimal("0.10")
FINE = ("甲县", 60, "accepted")


@pytest.fixture
def city_of(overview, amounts_of, row_of, board_of):
    """A city of one group given as (name, share in percent or None for no target, state); the time is 50 %."""

    def build(*units):
        rows = [
            row_of(
                f"4304{number:02d}",
                name,
                number,
                amounts_of(
                    ("1.00", "0.00", "0.00") if state == "accepted" else None,
                    (f"{(share or 0) * 10}.00", "0.00", "0.00"),
                    target=None if share is None else "1000.00",
                ),
                state=state,
            )
            for number, (name, share, state) in enumerate(units, start=1)
        ]
        return replace(overview, groups=(board_of(rows, amounts_of()),))

    return build


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ((FINE,), "没有单位滞后序时进度超过10个百分点，各单位均已报送本月月报并通过核验。"),
        ((("甲公司", None, "accepted"),), "各单位均已报送本月月报并通过核验。"),
        ((FINE, ("乙县", 40, "accepted")), "没有单位滞后序时进度超过10个百分点，各单位均已报送本月月报并通过核验。"),
        ((FINE, ("乙县", 39, "accepted")), "需关注单位：乙县滞后序时进度11.0个百分点。"),
        (
            (("乙县", 39, "accepted"), ("丙县", 39, "accepted")),
            "需关注单位：乙县、丙县均滞后序时进度11.0个百分点。",
        ),
        (
            (("乙县", 39, "accepted"), ("丙县", 20, "accepted"), FINE),
            "需关注单位：丙县、乙县滞后序时进度超过10个百分点，其中丙县滞后最多，为30.0个百分点。",
        ),
        (
            (("乙县", 20, "accepted"), ("丙县", 20, "accepted"), ("丁县", 30, "accepted")),
            "需关注单位：乙县、丙县、丁县滞后序时进度超过10个百分点。",
        ),
        ((FINE, ("乙公司", None, "not_reported")), "需关注单位：乙公司本月未报送。"),
        ((FINE, ("乙县", 60, "sent_back")), "需关注单位：乙县的本月月报退回修改。"),
        (
            (("乙县", 30, "sent_back"), ("丙县", 60, "sent_back"), ("丁县", 50, "not_reported")),
            "需关注单位：乙县滞后序时进度20.0个百分点；丁县本月未报送；乙县、丙县的本月月报退回修改。",
        ),
        (
            tuple((f"{name}镇", 60, "not_reported") for name in "甲乙丙丁戊己庚辛壬"),
            "需关注单位：甲镇、乙镇、丙镇、丁镇、戊镇、己镇、庚镇、辛镇等9个单位本月未报送。",
        ),
    ],
)
def test_sentence(city_of, units, sentence):
    assert say_city_attention(city_of(*units), GAP) == sentence


def test_order_and_reasons(city_of):
    city = city_of(("甲县", 60, "sent_back"), ("乙县", 60, "not_reported"), ("丙县", 20, "sent_back"), FINE)
    assert [(item.row.name, item.reasons) for item in list_attention(city, GAP)] == [
        ("丙县", ("lagging", "sent_back")),
        ("乙县", ("not_reported",)),
        ("甲县", ("sent_back",)),
    ]


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        ((None, None, None), "—"),
        ((1, 2, 3), "无变化"),
        ((2, 1, 3), "甲前进1位；乙后退1位"),
        ((3, 1, 2), "甲前进2位"),
        ((2, 3, 1), "丙后退2位"),
        ((3, 4, 1), "甲等2个单位前进2位；丙后退2位"),
    ],
)
def test_who_moved_furthest(board, previous, text):
    rows = tuple(
        replace(row, name=name, rank=rank, previous_rank=then)
        for row, name, rank, then in zip(board.rows[:3], "甲乙丙", (1, 2, 3), previous, strict=True)
    )
    assert say_mover(replace(board, rows=rows)) == text
