"""Sentences on the pace that is needed, the pace so far, and where the year ends at it: 测算.

See docs/指标口径.md 测算.
"""

from __future__ import annotations

from fractions import Fraction

from sanzi_lib.measures.outlook import RECENT_MONTHS, Outlook
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.formats import show_amount, show_rate, split_amount

_RECENT = f"近{RECENT_MONTHS}个月"

OUTLOOK_RULE = (
    f"测算：按两种速度推算后续各月，一是年初以来月均（累计经济效益÷月数），二是{_RECENT}月均（{_RECENT}本月经济效益之和"
    f"÷{RECENT_MONTHS}，不含追溯调整和期初数；{RECENT_MONTHS + 1}月以前为最近一个月），以较低者和较高者为年末数的区间。"
    "只反映现有速度，供研判参考，不作为考核依据。"
)

_LACKING = "本月未报送、退回修改的单位，其本月数没有计入，测算数可能偏低。"


def say_outlook(outlook: Outlook, month: Month) -> str:
    """``后续月均需完成…，年初以来月均…；测算全年…至…。``; "" in December."""
    return "" if month.month == 12 else f"{say_pace(outlook, month)}；{say_year_end(outlook, month)}。"


def say_recent_months(outlook: Outlook) -> str:
    """``近3个月月均``, ``最近一个月``."""
    return f"近{outlook.recent_months}个月月均" if outlook.recent_months > 1 else "最近一个月"


def say_pace(outlook: Outlook, month: Month) -> str:
    """Say what the months left need and what the months so far brought, without the full stop."""
    so_far = "1月为" if month.month == 1 else "年初以来月均"
    present = f"{so_far}{show_amount(outlook.mean)}"
    if outlook.needed is None:
        return present
    if not outlook.needed:
        return f"已完成年度目标，{present}"
    left = 12 - month.month
    need = "后续月均需完成" if left > 1 else "12月需完成"
    return f"{need}{show_amount(outlook.needed)}，{present}"


def say_year_end(outlook: Outlook, month: Month) -> str:
    """Where the year ends at the present pace, without the full stop; why not where it is not said."""
    if outlook.low is None or outlook.high is None:
        return "只有1个月的数据，暂不测算年末数" if month.month == 1 else "尚无通过核验的数据，暂不测算年末数"
    # Two paces give the range; which they are stands in the rule beneath the table.
    text = f"测算全年{show_amounts(outlook.low, outlook.high)}"
    if outlook.shares is None:
        return text
    low, high = outlook.shares
    return f"{text}，为目标的{show_range(show_rate(low), show_rate(high))}"


def show_amounts(low: Fraction, high: Fraction) -> str:
    """Two amounts of 分 as a range: ``877.65至1,037.31亿元``; the unit twice where it differs."""
    (first, unit), (second, other) = split_amount(low), split_amount(high)
    if unit != other:
        return f"{first}{unit}至{second}{other}"
    return f"{show_range(first, second)}{unit}"


def show_range(low: str, high: str) -> str:
    """Two figures as a range; one where they read the same."""
    return low if low == high else f"{low}至{high}"


def describe_outlook(*, complete: bool) -> tuple[str, ...]:
    """Describe the rule that stands beneath, and what lacks.

    Args:
        complete: True where every unit's month was accepted.
    """
    return (OUTLOOK_RULE,) if complete else (OUTLOOK_RULE, _LACKING)
