"""The texts and single rows of a month that a board shows or names (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pandas as pd

from sanzi_lib.measures.model import Case, Opening, Proceeds, Restatement
from sanzi_lib.measures.totals import UnitField
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

Holds = Callable[[UnitField], bool]
"""True for a place whose rows stand in a row or on a board (:meth:`sanzi_lib.measures.scope.Scope.holds`)."""


T = TypeVar("T")


class Listing(Generic[T]):
    """Items in their order, found by place without going through all of them."""

    def __init__(self, items: Iterable[tuple[UnitField, T]]) -> None:
        self._by_place: dict[UnitField, list[tuple[int, T]]] = {}
        for number, (place, item) in enumerate(items):
            self._by_place.setdefault(place, []).append((number, item))

    def pick(self, holds: Holds) -> tuple[T, ...]:
        """Pick the items whose place holds, in their order."""
        found = [numbered for place, items in self._by_place.items() if holds(place) for numbered in items]
        return tuple(item for _, item in sorted(found, key=lambda numbered: numbered[0]))


@dataclass(frozen=True)
class Details:
    """What the month's rows say besides sums; in register order, then row of the sheet.

    A case whose project moved nothing this year stands in its field all the same.

    Attributes:
        social_benefits: 社会效益, the row with the largest benefit first; equal ones in register and row order.
        cases: 典型案例 of the month.
        restatements: 追溯调整 accepted in the month.
        openings: 期初数 that the month's rows brought.
    """

    social_benefits: Listing[str]
    cases: Listing[Case]
    restatements: Listing[Restatement]
    openings: Listing[Opening]


def build_details(movements: pd.DataFrame, cases: pd.DataFrame, programme: Programme, month: Month) -> Details:
    """Pick the month's texts and single rows.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`.
        cases: Frame of :data:`sanzi_lib.schema.CASES`.
        programme: Gives the register order.
        month: The report month.
    """
    rows = _in_order(movements, programme, month)
    texts = rows[rows["social_benefit"] != ""].sort_values("benefit", ascending=False, kind="stable")
    restated = rows[(rows[["restated_benefit", "restated_treasury", "restated_available"]] != 0).any(axis=1)]
    opened = rows[(rows[["opening_benefit", "opening_treasury", "opening_available"]] != 0).any(axis=1)]
    return Details(
        social_benefits=Listing((_place(row), row["social_benefit"]) for row in iter_rows(texts)),
        cases=Listing(
            (_place(row), Case(row["unit"], row["project"], row["title"], row["practice"], row["result"]))
            for row in iter_rows(_in_order(cases, programme, month))
        ),
        restatements=Listing(
            (
                _place(row),
                Restatement(
                    unit=row["unit"],
                    project=row["project"],
                    proceeds=proceeds_of(row, "restated_"),
                    month=None if pd.isna(row["restated_month"]) else Month(month.year, int(row["restated_month"])),
                    reason=row["reason"],
                ),
            )
            for row in iter_rows(restated)
        ),
        openings=Listing(
            (
                _place(row),
                Opening(
                    unit=row["unit"],
                    project=row["project"],
                    proceeds=proceeds_of(row, "opening_"),
                ),
            )
            for row in iter_rows(opened)
        ),
    )


def _in_order(frame: pd.DataFrame, programme: Programme, month: Month) -> pd.DataFrame:
    rows = frame[frame["month"] == month.month]
    places = rows["unit"].map(programme.register_order)
    return rows.assign(register=places).sort_values(["register", "row"], kind="stable")


def iter_rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Iterate over the rows of a frame in order, each with plain Python values by column."""
    columns = {name: frame[name].tolist() for name in frame.columns}
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def proceeds_of(row: Mapping[str, Any], prefix: str = "") -> Proceeds:
    """Of a row of :data:`sanzi_lib.schema.MOVEMENTS` its month's figures, its 追溯调整 or its 期初数, 分.

    Args:
        row: Values by column.
        prefix: "", ``restated_`` or ``opening_``.
    """
    return Proceeds(*(int(row[f"{prefix}{what}"]) for what in ("benefit", "treasury", "available")))


def _place(row: dict[str, Any]) -> UnitField:
    return str(row["unit"]), str(row["field"])
