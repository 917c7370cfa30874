"""Sums of the accepted rows, exact: the one pass over the frame on which every measure stands (docs/指标口径.md 累计).

Frames hold int64 分 and a cell may be as large as 10^17 分, so a plain int64 sum can wrap; :func:`sum_exactly` cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

import pandas as pd

from sanzi_lib.measures.model import Proceeds, Quantity, add_proceeds
from sanzi_lib.params.programme import Programme

UnitField = tuple[str, str]
"""Where rows count: code of the unit that returned them, and the field that they state."""

_SPLIT = 10**9
_EXACT = Context(prec=1000, traps=[Inexact])
_KEYS = ("unit", "field", "month")
_TEXTS = ("unit", "field", "project", "measure", "social_benefit", "reason")


@dataclass(frozen=True, slots=True)
class PlaceMonth:
    """One unit's accepted rows in one field and month, summed.

    Attributes:
        projects: 项目总数: projects newly put to use, each in its first accepted such month only.
        proceeds: Of the month, 分.
        moved: What the month adds to the cumulative figures, 分: the month, 追溯调整 and 期初数.
        quantities: By unit of measure.
        any_amount: True where a row has any amount of money: of the month, 追溯调整 or 期初数.
    """

    projects: int
    proceeds: Proceeds
    moved: Proceeds
    quantities: Mapping[str, Decimal]
    any_amount: bool


YearSums = Mapping[UnitField, Mapping[int, PlaceMonth]]
"""Sums by place and month (1..12); a place and month without an accepted row has no entry."""


def sum_exactly(
    frame: pd.DataFrame, keys: Sequence[str], columns: Sequence[str]
) -> dict[tuple[object, ...], list[int]]:
    """Sum int64 columns by keys, as Python integers that cannot wrap.

    Args:
        frame: Its ``columns`` are int64, 分; its ``keys`` are never missing.
        keys: Columns to group by, at least one.
        columns: Columns to sum.

    Returns:
        For each combination of keys that occurs, the sums in the order of ``columns``.
    """
    parts = {key: frame[key] for key in keys}
    for number, column in enumerate(columns):
        high = frame[column] // _SPLIT
        parts[f"{number}high"] = high
        parts[f"{number}low"] = frame[column] - high * _SPLIT
    split = pd.DataFrame(parts)
    summed = split.groupby(list(keys), sort=False, dropna=False).sum().reset_index()
    heads = zip(*(summed[key].tolist() for key in keys), strict=True)
    halves = [(summed[f"{number}high"].tolist(), summed[f"{number}low"].tolist()) for number in range(len(columns))]
    return {
        tuple(head): [high[place] * _SPLIT + low[place] for high, low in halves] for place, head in enumerate(heads)
    }


def sum_year(movements: pd.DataFrame, programme: Programme, through: int) -> YearSums:
    """Sum the accepted rows of January to a month by unit, field and month.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`.
        programme: Gives the register order.
        through: Last month, 1..12; later rows are left out.
    """
    assert not movements[list(_TEXTS)].isna().any(axis=None), "movements hold missing text"
    rows = movements[movements["month"] <= through]
    worked = pd.DataFrame(
        {
            "unit": rows["unit"],
            "field": rows["field"],
            "month": rows["month"],
            "projects": mark_new_projects(rows, programme),
            "benefit": rows["benefit"],
            "treasury": rows["treasury"],
            "available": rows["available"],
            "benefit_moved": moved(rows, "benefit"),
            "treasury_moved": moved(rows, "treasury"),
            "available_moved": moved(rows, "available"),
            "filled": _mark_filled(rows),
        }
    )
    quantities = _sum_quantities(rows)
    sums_by_place: dict[UnitField, dict[int, PlaceMonth]] = {}
    for key, sums in sum_exactly(worked, _KEYS, list(worked.columns[3:])).items():
        unit, field, month = str(key[0]), str(key[1]), int(str(key[2]))
        projects, *amounts, filled = sums
        sums_by_place.setdefault((unit, field), {})[month] = PlaceMonth(
            projects=projects,
            proceeds=Proceeds(*amounts[:3]),
            moved=Proceeds(*amounts[3:]),
            quantities=quantities.get((unit, field, month), {}),
            any_amount=filled > 0,
        )
    return sums_by_place


def moved(rows: pd.DataFrame, what: str) -> pd.Series[int]:
    """Tell what each row adds to a cumulative figure, 分: the month, 追溯调整 and 期初数 (docs/指标口径.md 累计).

    Args:
        rows: Rows of :data:`sanzi_lib.schema.MOVEMENTS`.
        what: ``benefit``, ``treasury`` or ``available``.
    """
    series: pd.Series[int] = rows[what] + rows[f"restated_{what}"] + rows[f"opening_{what}"]
    return series


def add_quantities(parts: Iterable[Mapping[str, Decimal]]) -> tuple[Quantity, ...]:
    """Add up quantities per unit of measure, never across, sorted by unit of measure (docs/指标口径.md 金额与数量)."""
    sums: dict[str, Decimal] = {}
    for part in parts:
        for measure, quantity in part.items():
            sums[measure] = _EXACT.add(sums[measure], quantity) if measure in sums else quantity
    return tuple(Quantity(measure, sums[measure]) for measure in sorted(sums))


def months_of(sums: YearSums, places: Iterable[UnitField], month: int) -> list[PlaceMonth]:
    """Tell what these places have in a month."""
    return [sums[place][month] for place in places if month in sums.get(place, {})]


def add_up(sums: YearSums, places: Iterable[UnitField], through: int) -> Proceeds:
    """Add the cumulative figures of these places at the end of a month (docs/指标口径.md 累计).

    Args:
        sums: The accepted year.
        places: Each place once.
        through: Month, 1..12.
    """
    return add_proceeds(
        line.moved for place in places for month, line in sums.get(place, {}).items() if month <= through
    )


def mark_new_projects(rows: pd.DataFrame, programme: Programme) -> pd.Series[int]:
    """1 for the row by which a project counts, 0 for every other (docs/指标口径.md 金额与数量).

    A project counts in the first accepted month that calls it newly put to use, and once: where an override let it
    stand twice in that month, by the first row in register order.
    """
    newly = rows[rows["newly"]]
    order = newly.assign(place=newly["unit"].map(programme.register_order)).sort_values(
        ["month", "place", "row"], kind="stable"
    )
    first = order.index[~order["project"].duplicated()]
    marks = pd.Series(0, index=rows.index, dtype="int64")
    marks.loc[first] = 1
    return marks


def _mark_filled(rows: pd.DataFrame) -> pd.Series[int]:
    filled = pd.Series(False, index=rows.index)
    for what in ("benefit", "treasury", "available"):
        for column in (what, f"restated_{what}", f"opening_{what}"):
            filled |= rows[column] != 0
    return filled.astype("int64")


def _sum_quantities(rows: pd.DataFrame) -> dict[tuple[str, str, int], dict[str, Decimal]]:
    sums: dict[tuple[str, str, int], dict[str, Decimal]] = {}
    given = rows[rows["quantity"].notna()]
    columns = (given[name].tolist() for name in (*_KEYS, "measure", "quantity"))
    for unit, field, month, measure, quantity in zip(*columns, strict=True):
        of_place = sums.setdefault((unit, field, month), {})
        of_place[measure] = _EXACT.add(of_place.get(measure, Decimal(0)), quantity)
    return sums
