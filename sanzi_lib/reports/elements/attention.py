"""Sentences on the 需关注单位 of the city: each with why, named neutrally, never with a threat.

See docs/指标口径.md 印发.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sanzi_lib.measures.attention import REASONS, AttentionReason, list_attention, list_for
from sanzi_lib.measures.model import BoardRow, Overview
from sanzi_lib.reports.elements.formats import join_names, round_gap, say_gap, show_number

_NAMED = (8, 3)
"""How many units are named for one reason at most; fewer where the sentence would grow too long for its page."""

_LONGEST = 100
"""Characters of that sentence."""


def say_city_attention(overview: Overview, attention_gap: Decimal, *, named: Sequence[int] = _NAMED) -> str:
    """``需关注单位：甲县滞后序时进度11.0个百分点；乙县本月未报送；丙局的本月月报退回修改。``; also where there is none.

    Args:
        overview: The city in a month.
        attention_gap: Share of the programme.
        named: How many units are named for one reason at most; the next where the sentence grows too long.
    """
    attention = list_attention(overview, attention_gap)
    by_reason = [(reason, rows) for reason in REASONS if (rows := list_for(attention, reason))]
    sentences = (
        f"需关注单位：{'；'.join(_say(reason, rows, attention_gap, limit) for reason, rows in by_reason)}。"
        for limit in named
    )
    if attention:
        return shorten(sentences, _LONGEST)
    having = any(row.amounts.gap is not None for board in overview.groups for row in board.rows)
    behind = f"没有单位滞后序时进度超过{say_points(attention_gap)}，" if having else ""
    return f"{behind}各单位均已报送本月月报并通过核验。"


def shorten(sentences: Iterable[str], longest: int) -> str:
    """Give the first of ever shorter sentences that is not too long; the last where all are."""
    chosen = ""
    for sentence in sentences:
        chosen = sentence
        if len(chosen) <= longest:
            break
    return chosen


def say_reason(reason: AttentionReason, attention_gap: Decimal) -> str:
    """Why a unit needs attention, in a few words."""
    if reason == "lagging":
        return f"滞后序时进度超过{say_points(attention_gap)}"
    return "本月未报送" if reason == "not_reported" else "本月月报退回修改"


def say_points(attention_gap: Decimal) -> str:
    """``10个百分点``."""
    return f"{show_number(attention_gap * 100, 0 if attention_gap * 100 % 1 == 0 else 1)}个百分点"


def _say(reason: AttentionReason, rows: Sequence[BoardRow], attention_gap: Decimal, limit: int) -> str:
    names = join_names((row.name for row in rows), limit=limit)
    if reason != "lagging":
        return f"{names}{'的' if reason == 'sent_back' else ''}{say_reason(reason, attention_gap)}"
    gaps = [row.amounts.gap for row in rows if row.amounts.gap is not None]
    if round_gap(gaps[0]) == round_gap(gaps[-1]):
        return f"{names}{'均' if len(rows) > 1 else ''}{say_gap(gaps[0])}"
    furthest = f"其中{rows[0].name}滞后最多，为{abs(round_gap(gaps[0])):,}个百分点"
    text = f"{names}{say_reason(reason, attention_gap)}"
    return text if round_gap(gaps[0]) == round_gap(gaps[1]) else f"{text}，{furthest}"
