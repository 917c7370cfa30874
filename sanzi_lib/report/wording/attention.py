"""Sentences on the 需关注单位 of the city: each with why, named neutrally, never with a threat (domain §6)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sanzi_lib.measures.model import BoardRow, Overview
from sanzi_lib.report.attention import REASONS, Reason, list_attention, list_for
from sanzi_lib.report.formats import join_names, round_gap, say_gap, show_number

MOST_NAMED = 8


def say_city_attention(overview: Overview, attention_gap: Decimal) -> str:
    """``需关注单位：甲县滞后序时进度超过10个百分点；乙县本月未报送；丙局本月退回修改。``; also where there is none.

    Args:
        overview: The city in a month.
        attention_gap: Share of the programme.
    """
    attention = list_attention(overview, attention_gap)
    parts = [_say(reason, list_for(attention, reason), attention_gap) for reason in REASONS]
    parts = [part for part in parts if part]
    if parts:
        return f"需关注单位：{'；'.join(parts)}。"
    having = any(row.amounts.gap is not None for board in overview.groups for row in board.rows)
    behind = f"没有单位滞后序时进度超过{say_points(attention_gap)}，" if having else ""
    return f"{behind}各单位均已报送本月月报并通过核验。"


def say_reason(reason: Reason, attention_gap: Decimal) -> str:
    """Why a unit needs attention, in a few words."""
    if reason == "lagging":
        return f"滞后序时进度超过{say_points(attention_gap)}"
    return "本月未报送" if reason == "not_reported" else "本月退回修改"


def say_points(attention_gap: Decimal) -> str:
    """``10个百分点``."""
    return f"{show_number(attention_gap * 100, 0 if attention_gap * 100 % 1 == 0 else 1)}个百分点"


def _say(reason: Reason, rows: Sequence[BoardRow], attention_gap: Decimal) -> str:
    if not rows:
        return ""
    names = join_names((row.name for row in rows), limit=MOST_NAMED)
    if reason != "lagging":
        return f"{names}{say_reason(reason, attention_gap)}"
    gaps = [row.amounts.gap for row in rows if row.amounts.gap is not None]
    if round_gap(gaps[0]) == round_gap(gaps[-1]):
        return f"{names}{'均' if len(rows) > 1 else ''}{say_gap(gaps[0])}"
    furthest = f"其中{rows[0].name}滞后最多，为{abs(round_gap(gaps[0])):,}个百分点"
    text = f"{names}{say_reason(reason, attention_gap)}"
    return text if round_gap(gaps[0]) == round_gap(gaps[1]) else f"{text}，{furthest}"
