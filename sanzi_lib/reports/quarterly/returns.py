"""Sentences on the returns of a quarter: whose came, whose are missing, what the figures then rest on (domain §5)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sanzi_lib.measures.model import BoardRow, UnitState
from sanzi_lib.measures.quarter_model import UnitReturns
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.formats import STATE_WORDS, join_names
from sanzi_lib.reports.quarterly.texts import name_quarter

_NAMED = 5


def say_unit_returns(returns: UnitReturns, month: Month) -> str:
    """A unit's three returns; where the last is missing, what its figures rest on."""
    name = name_quarter(month)
    late = any(returns.days_late)
    if all(state == "accepted" for state in returns.states):
        if not late:
            return f"{name}3份月报均按时报送并通过核验。"
        return f"{name}3份月报均通过核验，其中{_say_months(returns, month)}。"
    text = f"{name}月报报送情况：{_say_months(returns, month)}"
    carried = say_carried(returns, month)
    return f"{text}；{carried}" if carried else f"{text}。"


def say_carried(returns: UnitReturns, month: Month) -> str:
    """What the figures of a unit rest on that has no accepted return for the quarter's last month; "" otherwise."""
    if returns.states[-1] == "accepted":
        return ""
    if returns.last_accepted is None:
        return "本年度尚无通过核验的月报，累计数为零并不表示没有盘活。"
    return f"累计数沿用截至{returns.last_accepted.month}月通过核验的数据。"


def say_lacking(row: BoardRow, month: Month) -> str:
    """Units of a lead's row whose last month is missing; "" where none is."""
    others = [name for name in row.missing if name != row.name]
    if not others:
        return ""
    return f"{join_names(others, limit=_NAMED)}{month.month}月月报未通过核验，本报告暂缺其{month.month}月数据。"


def say_all_returns(returns: Sequence[UnitReturns], month: Month) -> str:
    """How many returns of the quarter were accepted, and whose are missing, month by month."""
    due = sum(len(item.states) for item in returns)
    accepted = sum(state == "accepted" for item in returns for state in item.states)
    head = f"{name_quarter(month)}{len(returns)}个报送单位应报月报{due}份"
    if accepted == due:
        return f"{head}，全部通过核验。"
    if not accepted:
        return f"{head}，均未报送或退回修改。"
    parts = []
    for place in range(len(returns[0].states)):
        for state in ("not_reported", "sent_back"):
            names = [item.name for item in returns if item.states[place] == state]
            if names:
                word = STATE_WORDS[state]
                parts.append(f"{month.month - 2 + place}月{join_names(names, limit=_NAMED)}{word}")
    return f"{head}，通过核验{accepted}份；{'，'.join(parts)}。"


def _say_months(returns: UnitReturns, month: Month) -> str:
    parts = []
    months = range(month.month - 2, month.month + 1)
    words = [_say_state(state, late) for state, late in zip(returns.states, returns.days_late, strict=True)]
    for word, found in groupby(zip(months, words, strict=True), key=lambda item: item[1]):
        listed = [number for number, _ in found]
        if word or any(state != "accepted" for state in returns.states):
            parts.append(f"{'、'.join(f'{number}月' for number in listed)}{word or '已报送并通过核验'}")
    return "，".join(parts)


def _say_state(state: UnitState, days_late: int | None) -> str:
    if state != "accepted":
        return STATE_WORDS[state]
    return f"迟报{days_late}天" if days_late else ""
