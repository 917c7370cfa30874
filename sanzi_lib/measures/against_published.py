"""What changed in the city since the last published month (domain §5, Published months; §6, 全市总览)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from sanzi_lib.measures.attainment import compute_attainment, compute_gap
from sanzi_lib.measures.model import Overview
from sanzi_lib.money import round_half_up
from sanzi_lib.months import Month


@dataclass(frozen=True)
class Standpoint:
    """Cumulative figures as they were published, 分.

    Attributes:
        target: None where there was none.
    """

    benefit_cumulative: int
    treasury_cumulative: int
    available_cumulative: int
    target: int | None

    @property
    def cash_share(self) -> Fraction | None:
        """入库率 as it was published; None where the benefit was not positive."""
        if self.benefit_cumulative <= 0:
            return None
        return Fraction(self.treasury_cumulative, self.benefit_cumulative)


@dataclass(frozen=True)
class Before:
    """What the overview of the last published month said.

    Attributes:
        month: That month.
        city: The city's figures.
        units: Each unit's, by code.
    """

    month: Month
    city: Standpoint
    units: Mapping[str, Standpoint]

    def attainment_of(self, unit: str | None = None) -> Fraction | None:
        """The attainment that was published, exact; None where there was no target or no such unit."""
        then = self.city if unit is None else self.units.get(unit)
        return None if then is None else compute_attainment(then.benefit_cumulative, then.target)

    def gap_of(self, unit: str | None = None) -> Fraction | None:
        """The gap to the time progress that was published, exact; None where there was no target or no such unit."""
        return compute_gap(self.attainment_of(unit), self.month)


@dataclass(frozen=True)
class Moved:
    """How the city's cumulative benefit came from the published figure to the present one, 分.

    Attributes:
        months: 本月经济效益 of the months since.
        restated: Restatements accepted in them.
        opened: 期初数 that they brought.
        restatements: How many rows were restated, in benefit, treasury or available.
    """

    months: int
    restated: int
    opened: int
    restatements: int


@dataclass(frozen=True)
class UnitGap:
    """A unit's gap to the time progress when it was published and now, shares."""

    unit: str
    name: str
    then: Fraction
    now: Fraction


@dataclass(frozen=True)
class Comparison:
    """The month against the last published one of its year.

    Attributes:
        before: What was published.
        benefit: Change of the city's cumulative benefit, 分; ``treasury`` and ``available`` likewise.
        moved: What the change of the benefit consists of; None where that does not account for all of it, because the
            record of a closed month no longer gives what was published.
        newly_lagging: Units that lag by more than the programme's attention gap now and did not then, the furthest
            behind first.
        no_longer_lagging: Units that did then and are within it now, but still behind the time.
        back_on_time: Units that were behind the time then and are not now.
    """

    before: Before
    benefit: int
    treasury: int
    available: int
    moved: Moved | None
    newly_lagging: tuple[UnitGap, ...]
    no_longer_lagging: tuple[UnitGap, ...]
    back_on_time: tuple[UnitGap, ...]


def compute_comparison(
    overview: Overview, movements: pd.DataFrame, before: Before | None, attention_gap: Decimal
) -> Comparison | None:
    """Hold the city and its units against what was published.

    Args:
        overview: The city in the report month.
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        before: What was published; None where nothing was.
        attention_gap: Share behind the time beyond which a unit needs attention.

    Returns:
        None where there is nothing to compare with.
    """
    if before is None:
        return None
    city, then, limit = overview.city, before.city, -Fraction(attention_gap)
    benefit = city.benefit_cumulative - then.benefit_cumulative
    moved = compute_moved(movements, before.month, overview.month)
    gaps = [
        UnitGap(row.unit, row.name, then=was, now=row.amounts.gap)
        for board in overview.groups
        for row in board.rows
        if (was := before.gap_of(row.unit)) is not None and row.amounts.gap is not None
    ]
    return Comparison(
        before=before,
        benefit=benefit,
        treasury=city.treasury_cumulative - then.treasury_cumulative,
        available=city.available_cumulative - then.available_cumulative,
        moved=moved if moved.months + moved.restated + moved.opened == benefit else None,
        newly_lagging=tuple(sorted((gap for gap in gaps if gap.now < limit <= gap.then), key=lambda gap: gap.now)),
        no_longer_lagging=tuple(gap for gap in gaps if gap.then < limit <= gap.now and _is_behind(gap.now)),
        back_on_time=tuple(gap for gap in gaps if _is_behind(gap.then) and not _is_behind(gap.now)),
    )


def compute_moved(movements: pd.DataFrame, since: Month, through: Month) -> Moved:
    """What the accepted rows of the months after ``since`` up to ``through`` brought."""
    rows = movements[(movements["month"] > since.month) & (movements["month"] <= through.month)]
    restated = (rows[["restated_benefit", "restated_treasury", "restated_available"]] != 0).any(axis=1)
    return Moved(
        months=sum(rows["benefit"].tolist()),
        restated=sum(rows["restated_benefit"].tolist()),
        opened=sum(rows["opening_benefit"].tolist()),
        restatements=int(restated.sum()),
    )


def _is_behind(gap: Fraction) -> bool:
    """Behind the time by the figure that is shown, one decimal of a 百分点 (domain §5, Time progress)."""
    return round_half_up(gap * 100, 1) < 0
