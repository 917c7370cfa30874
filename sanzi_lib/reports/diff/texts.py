"""How a change is said: what a figure was, what it is, and the difference, exact to the 分 (docs/文件与命令.md 命令).

Amounts are shown with all their digits and rates with as many as part them, so that no change looks like none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sanzi_lib.measures.diff_model import (
    Change,
    DiffForm,
    DiffValue,
    FigureDiff,
    GroupDiff,
    LineDiff,
    Origin,
    RowDiff,
)
from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.money import round_half_up, to_wan
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.figure_places import OF_UNIT
from sanzi_lib.reports.elements.formats import (
    EXACT_PLACES,
    NOTHING,
    STATE_WORDS,
    show_date,
    show_rank,
    show_rank_change,
)

CHANGE_WORDS: Mapping[Change, str] = {"came": "新增", "went": "去除", "changed": "改动"}

LISTED = (
    "projects", "quantities", "target", "benefit_cumulative", "treasury_cumulative", "available_cumulative",
)  # fmt: skip
"""Figures whose rows are listed; those of a month's amounts are among the cumulative figures' own."""

_UNITS: Mapping[DiffForm, str] = {"money": "万元", "count": "个", "rate": "个百分点", "days": "天"}


def name_figure(change: FigureDiff) -> str:
    """``累计经济效益``, ``实物数量（亩）``."""
    return (OF_UNIT.get(change.measure) or FIGURES[change.measure].name) + (
        f"（{change.label}）" if change.label else ""
    )


def unit_of(change: FigureDiff) -> str:
    """Tell what its difference is counted in; "" where that is said otherwise."""
    return _UNITS.get(change.form, "")


def describe_origin(origin: Origin) -> str:
    """``2024年06月（定稿第1版，2024年7月2日）``, ``2024年07月（未定稿，按现有月报）``."""
    if origin.closed_by is not None:
        return f"{origin.month.label}（未单独定稿，按{origin.closed_by.label}定稿冻结的月报）"
    if origin.version is None:
        return f"{origin.month.label}（未定稿，按现有月报）"
    day = show_date(date.fromisoformat(origin.published_on))
    return f"{origin.month.label}（定稿第{origin.version}版，{day}）"


def show_standing(standing: RankPlace | None) -> str:
    """``并列第2位``; ``—`` where there is none."""
    return NOTHING if standing is None else show_rank(standing.rank, tied=standing.tied)


def show_move(line: LineDiff) -> str:
    """``前进2位``, ``后退1位``, ``持平``; ``—`` where one of the ranks is missing."""
    return show_rank_change(line.places_gained)


def show_values(change: FigureDiff) -> tuple[str, str, str]:
    """Show a figure as it was, as it is, and the difference with its sign; ``—`` for what is missing."""
    places = _places(change)
    difference = change.difference
    signed = NOTHING if difference is None else show_signed(difference, change.form, places)
    return _show(change, change.then, places), _show(change, change.now, places), signed


def show_amount(value: int | Decimal | Fraction, form: DiffForm) -> str:
    """Show an amount with all its digits, thousands separated, without its unit."""
    if form == "money":
        return f"{to_wan(int(value)):,f}"
    return f"{Decimal(value) if isinstance(value, int) else value:,f}"


def show_signed(value: int | Decimal | Fraction, form: DiffForm, places: int = 2) -> str:
    """Show a difference with its sign."""
    sign = "+" if value > 0 else ""
    if form == "rate":
        return f"{sign}{round_half_up(Fraction(value) * 100, places):,}"
    return sign + show_amount(value, form)


def show_row(row: RowDiff, form: DiffForm) -> tuple[str, str, str]:
    """Show a cell's amount as it was, as it is, and the difference."""
    then, now = (NOTHING if part is None else show_amount(part.amount, form) for part in (row.then, row.now))
    return then, now, show_signed(row.difference, form)


def show_sources(row: RowDiff) -> str:
    """Where the cell stands; both places where they differ."""
    places = {word: _show_place(part) for word, part in (("原", row.then), ("现", row.now)) if part is not None}
    if len(set(places.values())) == 1:
        return next(iter(places.values()))
    return "\n".join(f"{word}：{place}" for word, place in places.items())


def show_month(month: Month | None) -> str:
    """``2024-06``; ``—`` for a target."""
    return NOTHING if month is None else str(month)


def count_rows(group: GroupDiff) -> int:
    """Cells of a group's units that came, went or changed, each once however many figures it is in."""
    return len(
        {
            (row.change, part.unit, part.month, part.project, part.kind, part.cell, part.file)
            for line in group.lines
            for figure in line.figures
            if figure.measure in LISTED
            for row in figure.rows
            for part in (row.part,)
        }
    )


def count_figures(group: GroupDiff) -> int:
    """Figures of a group's units that differ; ranks are not among them."""
    return sum(figure.differs for line in group.lines for figure in line.figures)


def _show_place(part: TracePart) -> str:
    where = f"{part.sheet}!{part.cell}" if part.sheet else part.cell
    return f"{part.file}　{where}"


def _show(change: FigureDiff, value: DiffValue, places: int) -> str:
    if value is None or value == ():
        return NOTHING
    if isinstance(value, tuple):
        return "；".join(value)
    if isinstance(value, str):
        return STATE_WORDS[value]  # type: ignore[index]
    if change.measure == "attainment":
        return f"{round_half_up(value * 100, places):,}%"
    if change.form == "rate":
        return show_signed(value, "rate", places)
    return show_amount(value, change.form)


def _places(change: FigureDiff) -> int:
    """Decimals of a rate in percent that part what it was from what it is."""
    if not isinstance(change.then, Fraction) or not isinstance(change.now, Fraction):
        return 2
    one, other = change.then * 100, change.now * 100
    parted = (places for places in range(2, EXACT_PLACES) if round_half_up(one, places) != round_half_up(other, places))
    return next(parted, EXACT_PLACES)
