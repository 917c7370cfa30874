"""What each unit's cumulative benefit consists of: the four kinds and 未分类 (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sanzi_lib.measures.overview import compute_kinds
from sanzi_lib.measures.scope import Scope, scope_of_unit
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import MOVEMENTS, assert_schema


@dataclass(frozen=True)
class UnitKinds:
    """A row's cumulative benefit by kind.

    Attributes:
        unit: Code.
        name: Name as in the register.
        parts: Kind and 分, in the order of the return, 未分类 last; they add up to the row's cumulative benefit.
    """

    unit: str
    name: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class GroupKinds:
    """A group's rows by kind, in register order, and their sum with each accepted row once."""

    units: tuple[UnitKinds, ...]
    totals: tuple[tuple[str, int], ...]


def compute_group_kinds(movements: pd.DataFrame, programme: Programme, month: Month, group: str) -> GroupKinds:
    """Part the cumulative benefit of a group's rows into its kinds.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        programme: The programme of the month's year.
        month: The report month.
        group: Id of the group.
    """
    assert_schema(movements, MOVEMENTS, "movements")
    rows = movements[movements["month"] <= month.month]
    scopes = {unit: scope_of_unit(programme, unit.code) for unit in programme.units_of(group)}
    return GroupKinds(
        units=tuple(
            UnitKinds(unit.code, unit.name, compute_kinds(rows[mark_held(rows, [scope])]))
            for unit, scope in scopes.items()
        ),
        totals=compute_kinds(rows[mark_held(rows, scopes.values())]),
    )


def mark_held(rows: pd.DataFrame, scopes: Iterable[Scope]) -> pd.Series[bool]:
    """True for the rows that stand in any of these scopes."""
    held = pd.Series(False, index=rows.index)
    for scope in scopes:
        of_units = rows["unit"].isin(scope.units)
        held |= of_units if scope.fields is None else of_units & rows["field"].isin(scope.fields)
    return held
