"""Sentences on what changed since the last published month (domain §5, Published months; §6, 全市总览)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sanzi_lib.measures.against_published import AgainstPublished, Moved, UnitGap
from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.attention import say_points, shorten
from sanzi_lib.reports.elements.formats import join_names, show_amount, show_rate
from sanzi_lib.reports.elements.reporting import say_change

NOTHING_PUBLISHED = "尚无定稿月份可比"

_LONGEST = 62
"""Characters on units that crossed a line; more would not leave the first page to itself."""


def say_comparison(comparison: AgainstPublished | None, city: Amounts, attention_gap: Decimal) -> str:
    """``与2024年6月定稿数据相比，累计经济效益增加…（…），完成率由…升至…；甲县转为滞后…。``.

    Args:
        comparison: Against the last published month; None where nothing is published.
        city: The city's figures now.
        attention_gap: Share of the programme.
    """
    if comparison is None:
        return f"{NOTHING_PUBLISHED}。"
    parts = [_say_benefit(comparison)]
    then, now = comparison.published.attainment_of(), city.attainment
    if then is not None and now is not None:
        parts.append(_say_rates(show_rate(then), show_rate(now), risen=now > then))
    text = f"与{say_month(comparison.published.month)}定稿数据相比，{'，'.join(parts)}"
    crossings = say_crossings(comparison, attention_gap)
    return f"{text}；{crossings}。" if crossings else f"{text}。"


def say_crossings(comparison: AgainstPublished, attention_gap: Decimal) -> str:
    """Which units came to lag by more than the attention gap, which are back on time, and which are nearer to it.

    Where many did, fewer are named, and those that are nearer only stand in the table of all units.

    Args:
        comparison: Against the last published month.
        attention_gap: Share of the programme.

    Returns:
        Without the full stop; "" where no unit crossed.
    """
    points = say_points(attention_gap)
    newly = (comparison.newly_lagging, f"转为滞后序时进度超过{points}")
    back = (comparison.back_on_time, "由滞后转为达到序时进度")
    nearer = (comparison.no_longer_lagging, f"滞后收窄到{points}以内")
    shorter = (([newly, nearer, back], 4), ([newly, back], 4), ([newly, back], 1))
    return shorten((_join(crossings, limit) for crossings, limit in shorter), _LONGEST)


def say_make_up(moved: Moved) -> str:
    """What the change of the cumulative benefit consists of: the months since, restatements, 期初数."""
    parts = [f"其间各月经济效益{show_amount(moved.months)}"]
    if moved.restated:
        parts.append(f"追溯调整净{say_change(moved.restated)}")
    if moved.opened:
        parts.append(f"期初数{show_amount(moved.opened)}")
    return f"累计经济效益的增减为{'、'.join(parts)}。"


def say_month(month: Month) -> str:
    """``2024年6月``."""
    return f"{month.year}年{month.month}月"


def _say_benefit(comparison: AgainstPublished) -> str:
    text = _say_amount("累计经济效益", comparison.change.benefit)
    parts = _say_moved(comparison.moved) if comparison.moved is not None else []
    return f"{text}（{'，'.join(parts)}）" if parts else text


def _say_moved(moved: Moved) -> list[str]:
    """What besides the months' own benefit moved the cumulative figure."""
    parts = []
    if moved.restated:
        parts.append(f"追溯调整净{say_change(moved.restated)}")
    elif moved.restatements:
        parts.append(f"追溯调整{moved.restatements}笔，不影响累计经济效益")
    if moved.opened:
        parts.append(f"期初数计入{show_amount(moved.opened)}")
    return [f"其中{parts[0]}", *parts[1:]] if parts else []


def _say_amount(word: str, fen: int) -> str:
    if not fen:
        return f"{word}没有变化"
    return f"{word}{'增加' if fen > 0 else '减少'}{show_amount(abs(fen))}"


def _say_rates(then: str, now: str, *, risen: bool) -> str:
    return f"完成率仍为{now}" if then == now else f"完成率由{then}{'升至' if risen else '降至'}{now}"


def _join(crossings: Sequence[tuple[Sequence[UnitGap], str]], limit: int) -> str:
    parts = (f"{join_names((gap.name for gap in gaps), limit=limit)}{what}" for gaps, what in crossings if gaps)
    return "，".join(parts)
