"""Attainment, the gap to the time progress, and the pace that is left (docs/指标口径.md 完成率与序时进度)."""

from __future__ import annotations

from fractions import Fraction

from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month


def compute_attainment(cumulative: int, target: int | None) -> Fraction | None:
    """完成率 as an exact share; None where there is no target.

    Args:
        cumulative: 分.
        target: 分; for a sum over units the sum of the targets that there are, with ``cumulative`` over the same units.
    """
    return Fraction(cumulative, target) if target else None


def compute_gap(attainment: Fraction | None, time_progress: Fraction) -> Fraction | None:
    """Attainment less time progress, as a share; None where there is no attainment."""
    return None if attainment is None else attainment - time_progress


def compute_pace(amounts: Amounts, month: Month) -> Fraction | None:
    """Benefit that each month left needs so that the target is reached, 分 per month.

    In sums over units, some without a target, only what the units with a target brought counts against it, as in the
    attainment.

    Returns:
        0 where the target is reached (已完成); None in December and where there is no target.
    """
    left = 12 - month.month
    if amounts.target is None or amounts.attainment is None or left == 0:
        return None
    return max(Fraction(0), amounts.target * (1 - amounts.attainment)) / left
