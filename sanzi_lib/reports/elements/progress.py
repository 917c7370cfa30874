"""Sentences on how far a row has come: benefit, attainment against time, treasury.

See docs/指标口径.md 完成率与序时进度.
"""

from __future__ import annotations

from fractions import Fraction

from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.formats import say_gap, show_amount, show_rate


def say_benefit(amounts: Amounts, month: Month) -> str:
    """``累计实现经济效益40.12亿元（其中本月5.20亿元）``, in every sign and for the first month of the year."""
    total = amounts.benefit_cumulative
    text = say_total(total)
    part = "" if month.month == 1 else say_month_part(amounts.benefit)
    return f"{text}（{part}）" if part and (total or amounts.benefit) else text


def say_total(benefit: int) -> str:
    """``累计实现经济效益40.12亿元``, in every sign."""
    if benefit > 0:
        return f"累计实现经济效益{show_amount(benefit)}"
    return f"累计经济效益为{show_amount(benefit)}" if benefit else "尚未实现经济效益"


def say_month_part(benefit: int | None) -> str:
    """Say what the month brought, for a bracket; ``""`` where nothing of the month was accepted."""
    if benefit is None:
        return ""
    if benefit < 0:
        return f"本月净减少{show_amount(-benefit)}"
    return f"其中本月{show_amount(benefit)}" if benefit else "本月无新增"


def say_attainment(attainment: Fraction, gap: Fraction) -> str:
    """``完成年度目标的51.02%，超序时进度1.0个百分点``."""
    rate = show_rate(attainment)
    done = f"完成年度目标的{rate}" if attainment > 0 else f"年度目标完成率为{rate}"
    return f"{done}，{say_gap(gap)}"


def say_treasury(amounts: Amounts) -> str:
    """``累计入库收益12.00亿元，其中形成本级可用财力8.00亿元，入库率为30.00%``."""
    treasury, available = amounts.treasury_cumulative, amounts.available_cumulative
    if not treasury and not available:
        return "尚无入库收益"
    text = f"累计入库收益{show_amount(treasury)}"
    text += f"，其中形成本级可用财力{show_amount(available)}" if available else "，尚未形成本级可用财力"
    share = amounts.cash_share
    return text if share is None else f"{text}，入库率为{show_rate(share)}"
