"""Sentences on who reported, who did not, who came late, and what was restated (docs/指标口径.md 未报送)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanzi_lib.measures.model import BoardRow, Restatement
from sanzi_lib.money import to_wan
from sanzi_lib.reports.elements.formats import join_names, show_amount

NAMED = 3
"""How many units a sentence names before it says 等."""


def say_reporting(rows: Sequence[BoardRow]) -> str:
    """Who is missing, sent back or late, in one sentence; also where all is well."""
    count = len(rows)
    absent = [row.name for row in rows if row.state == "not_reported"]
    returned = [row.name for row in rows if row.state == "sent_back"]
    lacking = say_lacking_parts(rows)
    if not absent and not returned:
        who = f"{rows[0].name}" if count == 1 else f"{count}个单位均"
        late = say_late(rows)
        if late:
            middle = "，" if count == 1 else "，其中"
            late = late.removeprefix(rows[0].name) if count == 1 else late
            text = f"{who}已报送本月月报并通过核验{middle}{late}"
        else:
            text = f"{who}已按时报送本月月报并通过核验"
        asked = count_asked(rows)
        but = "；" if late else "，但"
        doubtful = "" if not asked else f"{but}有待核实事项" if count == 1 else f"{but}{asked}个单位有待核实事项"
        return f"{text}{doubtful}{f'；{lacking}' if lacking else ''}。"
    parts = []
    if absent:
        parts.append(_say_absent(absent, count))
    if returned:
        parts.append(_say_returned(returned, count))
    lacking_all = any(row.state != "accepted" and row.amounts.projects is None for row in rows)
    month = "本月数暂缺" if lacking_all else "本月数仅含其他单位在其牵头领域报送的数据"
    text = f"{'，'.join(parts)}，{month}，{say_carried([row for row in rows if row.state != 'accepted'])}"
    late = say_late([row for row in rows if row.state == "accepted"])
    return "；".join(part for part in (text, late, lacking) if part) + "。"


def count_asked(rows: Iterable[BoardRow]) -> int:
    """Count the units of which something is open (docs/核验规则.md 待核实)."""
    return sum(row.open.findings > 0 for row in rows)


def say_carried(rows: Sequence[BoardRow]) -> str:
    """Say what the cumulative figures rest on of rows whose own return is not accepted, without the full stop.

    Args:
        rows: At least one.
    """
    fresh = [row.name for row in rows if not row.heard]
    if not fresh:
        return "累计数沿用此前通过核验的数据"
    if len(fresh) == len(rows):
        return "本年度尚无通过核验的月报，累计数暂缺，并不表示没有盘活"
    return f"累计数沿用此前通过核验的数据，其中{join_names(fresh, limit=NAMED)}本年度尚无通过核验的月报，累计数暂缺"


def say_late(rows: Sequence[BoardRow]) -> str:
    """``甲县迟报2天``; ``""`` where nobody is late."""
    late = [row for row in rows if row.days_late]
    if not late:
        return ""
    if len(late) > NAMED:
        return f"{join_names((row.name for row in late), limit=NAMED)}迟报"
    return "、".join(f"{row.name}迟报{row.days_late}天" for row in late)


def say_lacking_parts(rows: Sequence[BoardRow]) -> str:
    """Which rows of lead departments lack another unit's month; ``""`` where none does."""
    parts = [(row.name, others) for row in rows if (others := [name for name in row.missing if name != row.name])]
    return "，".join(f"{name}一行暂缺{join_names(others)}的本月数" for name, others in parts)


def say_restated(restatements: Sequence[Restatement], *, when: str = "本月", where: str = "详见文后说明") -> str:
    """How much was restated, without the full stop; ``""`` where nothing was.

    Args:
        restatements: Of a month, or of ``when`` else.
        when: The time that they were made in.
        where: Where each stands.
    """
    if not restatements:
        return ""
    net = sum(item.proceeds.benefit for item in restatements)
    if not any(item.proceeds.benefit for item in restatements):
        effect = "涉及入库收益或可用财力，不影响累计经济效益"
    elif not net:
        effect = "累计经济效益增减相抵"
    else:
        effect = f"累计经济效益净{say_change(net)}"
    return f"{when}对以前月份数据追溯调整{len(restatements)}笔，{effect}，{where}"


def say_change(fen: int) -> str:
    """``调增12.00万元``, ``调减12.00万元``; one that would read 0.00 is said with all its digits."""
    amount = show_amount(abs(fen))
    if fen and amount == show_amount(0):
        amount = f"{to_wan(abs(fen))}万元"
    return f"{'调增' if fen > 0 else '调减'}{amount}"


def _say_absent(names: list[str], count: int) -> str:
    if len(names) == count and count > 1:
        return f"{count}个单位均未报送本月月报"
    return f"{join_names(names)}未报送本月月报"


def _say_returned(names: list[str], count: int) -> str:
    if len(names) == count and count > 1:
        return f"{count}个单位的本月月报均退回修改"
    return f"{join_names(names)}的本月月报退回修改"
