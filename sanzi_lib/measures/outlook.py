"""Where the year ends at the present pace, and what pace it would need: a 测算, never a promise.

See docs/指标口径.md 完成率与序时进度.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sanzi_lib.measures.attainment import compute_pace
from sanzi_lib.measures.model import Amounts, History
from sanzi_lib.months import Month

RECENT_MONTHS = 3
"""Months of the recent pace. Until a year has more than these, the recent pace is that of its last month."""


@dataclass(frozen=True)
class Outlook:
    """A row's pace and the end of its year, 分 per month and 分.

    Attributes:
        needed: Benefit that each month left needs so that the target is reached; 0 where it is, None in December and
            without a target.
        mean: Mean month so far: cumulative benefit ÷ months.
        recent: Mean 本月经济效益 of the last ``recent_months`` months, without restatements and 期初数, which belong to
            earlier months; None in January.
        recent_months: How many months ``recent`` is of.
        low: The year's benefit if the months left go at the lower of the two paces; None in January, which is no base,
            in December, which is the end, and where nothing was accepted.
        high: The same at the higher one.
        target: 分; None where there is none.
    """

    needed: Fraction | None
    mean: Fraction
    recent: Fraction | None
    recent_months: int
    low: Fraction | None
    high: Fraction | None
    target: int | None

    @property
    def shares(self) -> tuple[Fraction, Fraction] | None:
        """``low`` and ``high`` as shares of the target; None where one of them is missing."""
        if self.low is None or self.high is None or self.target is None:
            return None
        return self.low / self.target, self.high / self.target


def compute_outlook(amounts: Amounts, history: History, month: Month) -> Outlook:
    """Needed pace, present pace and the range in which the year ends.

    The range reaches from the lower to the higher of two paces: the mean month of the year so far, and the mean of the
    last three months (of the last month alone until April).

    Args:
        amounts: The row at the end of the month; where it has a target, all of it counts against the target.
        history: The same row, January to the month.
        month: The report month.
    """
    number, left = month.month, 12 - month.month
    mean = Fraction(amounts.benefit_cumulative, number)
    count = RECENT_MONTHS if number > RECENT_MONTHS else 1
    points = history.points[number - count : number]
    recent = None if number == 1 else Fraction(sum(point.benefit or 0 for point in points), count)
    low = high = None
    if recent is not None and left and any(point.benefit is not None for point in history.points[:number]):
        ends = [amounts.benefit_cumulative + left * pace for pace in (mean, recent)]
        low, high = min(ends), max(ends)
    return Outlook(compute_pace(amounts, month), mean, recent, count, low, high, amounts.target)
