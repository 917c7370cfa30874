"""需关注单位: who needs attention in a month, and why; named neutrally, never with a threat.

See docs/指标口径.md 需关注单位.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.model import BoardRow, Overview

AttentionReason = Literal["lagging", "not_reported", "sent_back"]

REASONS: tuple[AttentionReason, ...] = ("lagging", "not_reported", "sent_back")
"""In the order in which they are said."""


@dataclass(frozen=True)
class Attention:
    """A 需关注单位 with its reasons, at least one, in the order of :data:`REASONS`."""

    row: BoardRow
    reasons: tuple[AttentionReason, ...]


def list_attention(overview: Overview, attention_gap: Decimal) -> tuple[Attention, ...]:
    """List units that lag by more than the gap, the furthest behind first, then not reported, then sent back ones.

    Args:
        overview: The city in a month.
        attention_gap: Share of the programme; behind the time by more than it, a unit needs attention.
    """
    found = []
    for board in overview.groups:
        for row in board.rows:
            gap = row.amounts.gap
            holds = {
                "lagging": row.heard and gap is not None and gap < -Fraction(attention_gap),
                "not_reported": row.state == "not_reported",
                "sent_back": row.state == "sent_back",
            }
            if reasons := tuple(reason for reason in REASONS if holds[reason]):
                found.append(Attention(row, reasons))
    return tuple(sorted(found, key=_order))


def list_for(attention: tuple[Attention, ...], reason: AttentionReason) -> list[BoardRow]:
    """List the units with that reason, in their order."""
    return [item.row for item in attention if reason in item.reasons]


def _order(item: Attention) -> tuple[int, Fraction]:
    first = REASONS.index(item.reasons[0])
    gap = item.row.amounts.gap
    return first, gap if first == 0 and gap is not None else Fraction(0)
