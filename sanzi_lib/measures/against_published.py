"""The city against the last published month, 与上期定稿相比 (docs/指标口径.md 定稿与追溯调整、报告)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sanzi_lib.measures.attainment import compute_attainment, compute_gap
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import Overview, Proceeds
from sanzi_lib.money import round_half_up
from sanzi_lib.months import Month


@dataclass(frozen=True)
class PublishedFigures:
    """Cumulative figures as they were published, 分.

    Attributes:
        cumulative: Its three cumulative figures.
        target: None where there was none.
    """

    cumulative: Proceeds
    target: int | None


@dataclass(frozen=True)
class PublishedOverview:
    """What the overview of the last published month said.

    Attributes:
        month: That month.
        time_progress: 序时进度 that it was held against.
        city: The city's figures.
        units: Each unit's, by code.
    """

    month: Month
    time_progress: Fraction
    city: PublishedFigures
    units: Mapping[str, PublishedFigures]

    def attainment_of(self, unit: str | None = None) -> Fraction | None:
        """Give the attainment that was published, exact; None where there was no target or no such unit."""
        then = self.city if unit is None else self.units.get(unit)
        return None if then is None else compute_attainment(then.cumulative.benefit, then.target)

    def gap_of(self, unit: str | None = None) -> Fraction | None:
        """Give gap to the time progress that was published, exact; None where there was no target or no such unit."""
        return compute_gap(self.attainment_of(unit), self.time_progress)


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
class AgainstPublished:
    """The month against the last published one of its year.

    Attributes:
        published: What was published.
        change: Of the city's cumulative figures, 分.
        moved: What the change of the benefit consists of; None where that does not account for all of it, because the
            record of a closed month no longer gives what was published.
        newly_lagging: Units that lag by more than the programme's attention gap now and did not then, the furthest
            behind first.
        no_longer_lagging: Units that did then and are within it now, but still behind the time.
        back_on_time: Units that were behind the time then and are not now.
    """

    published: PublishedOverview
    change: Proceeds
    moved: Moved | None
    newly_lagging: tuple[UnitGap, ...]
    no_longer_lagging: tuple[UnitGap, ...]
    back_on_time: tuple[UnitGap, ...]


def compute_against_published(
    overview: Overview, facts: Facts, published: PublishedOverview | None
) -> AgainstPublished | None:
    """Hold the city and its units against what was published.

    Args:
        overview: The city in the report month.
        facts: The year to that month.
        published: What was published; None where nothing was.

    Returns:
        None where there is nothing to compare with.
    """
    if published is None:
        return None
    limit = -Fraction(facts.programme.thresholds.attention_gap)
    change = overview.city.cumulative - published.city.cumulative
    moved = compute_moved(facts.movements, published.month)
    gaps = [
        UnitGap(row.unit, row.name, then=was, now=row.amounts.gap)
        for board in overview.groups
        for row in board.rows
        if (was := published.gap_of(row.unit)) is not None and row.amounts.gap is not None
    ]
    return AgainstPublished(
        published=published,
        change=change,
        moved=moved if moved.months + moved.restated + moved.opened == change.benefit else None,
        newly_lagging=tuple(sorted((gap for gap in gaps if gap.now < limit <= gap.then), key=lambda gap: gap.now)),
        no_longer_lagging=tuple(gap for gap in gaps if gap.then < limit <= gap.now and _is_behind(gap.now)),
        back_on_time=tuple(gap for gap in gaps if _is_behind(gap.then) and not _is_behind(gap.now)),
    )


def compute_moved(movements: pd.DataFrame, published: Month) -> Moved:
    """Tell what the accepted rows of the months after the published one brought."""
    rows = movements[movements["month"] > published.month]
    restated = (rows[["restated_benefit", "restated_treasury", "restated_available"]] != 0).any(axis=1)
    return Moved(
        months=sum(rows["benefit"].tolist()),
        restated=sum(rows["restated_benefit"].tolist()),
        opened=sum(rows["opening_benefit"].tolist()),
        restatements=int(restated.sum()),
    )


def _is_behind(gap: Fraction) -> bool:
    """Behind the time by the figure that is shown, one decimal of a 百分点 (docs/指标口径.md 完成率与序时进度)."""
    return round_half_up(gap * 100, 1) < 0
