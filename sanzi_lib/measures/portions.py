"""The city's year by 三资 kind and by method: benefit, treasury and available side by side (domain §1, §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from sanzi_lib.measures.totals import mark_new_projects, moved, sum_exactly
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import MOVEMENTS, assert_schema

_YEAR = ("projects", "benefit", "treasury", "available")


@dataclass(frozen=True)
class Portion:
    """A part of the city's year; the parts of a listing add up to the city.

    Attributes:
        names: What it is: (三资大类, 三资小类), or (盘活方式,).
        projects: Projects put to use this year, each in its first accepted such month only.
        benefit: 本月经济效益, 分, of what was accepted.
        benefit_cumulative: 分, accepted months plus restatements plus 期初数; ``treasury_cumulative`` and
            ``available_cumulative`` likewise.
    """

    names: tuple[str, ...]
    projects: int
    benefit: int
    benefit_cumulative: int
    treasury_cumulative: int
    available_cumulative: int

    @property
    def cash_share(self) -> Fraction | None:
        """入库率: cumulative treasury ÷ cumulative benefit; None where the benefit is not positive."""
        if self.benefit_cumulative <= 0:
            return None
        return Fraction(self.treasury_cumulative, self.benefit_cumulative)


def compute_categories(movements: pd.DataFrame, programme: Programme, month: Month) -> tuple[Portion, ...]:
    """The city by 三资大类 and 小类, in the programme's order; a row counts where that month's return puts it."""
    known = [(category.name, sub) for category in programme.enumerations.categories for sub in category.subcategories]
    return _compute(movements, programme, month, ("category", "subcategory"), known)


def compute_methods(movements: pd.DataFrame, programme: Programme, month: Month) -> tuple[Portion, ...]:
    """The city by 盘活方式, in the programme's order; a row counts where that month's return puts it."""
    return _compute(movements, programme, month, ("method",), [(item.name,) for item in programme.enumerations.methods])


def add_portions(portions: tuple[Portion, ...], *names: str) -> Portion:
    """The sum of portions, under names of its own."""
    return Portion(
        names,
        sum(portion.projects for portion in portions),
        sum(portion.benefit for portion in portions),
        sum(portion.benefit_cumulative for portion in portions),
        sum(portion.treasury_cumulative for portion in portions),
        sum(portion.available_cumulative for portion in portions),
    )


def _compute(
    movements: pd.DataFrame, programme: Programme, month: Month, keys: tuple[str, ...], known: Sequence[tuple[str, ...]]
) -> tuple[Portion, ...]:
    assert_schema(movements, MOVEMENTS, "movements")
    rows = movements[movements["month"] <= month.month]
    worked = rows[list(keys)].assign(
        projects=mark_new_projects(rows, programme),
        this_month=rows["benefit"].where(rows["month"] == month.month, 0),
        **{name: moved(rows, name) for name in _YEAR[1:]},
    )
    sums = sum_exactly(worked, keys, ["projects", "this_month", *_YEAR[1:]])
    found = {tuple(str(name) for name in key): values for key, values in sums.items()}
    others = sorted(key for key in found if key not in known)
    return tuple(Portion(key, *found.get(key, [0] * 5)) for key in (*known, *others))
