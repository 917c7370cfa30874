"""Which accepted rows stand in which row, and which units are in it (docs/指标口径.md 每个项目计一次).

- A unit that counts in its own row of table 1: everything that it returned, whatever fields its projects name.
- A lead department: all accepted rows in its fields, whoever returned them, as far as that unit counts by field. Its
  own projects in another's field stand in that field's lead's row only.
- Any other unit that counts by field (enterprises, a park without a row of its own), on its own board: everything that
  it returned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from sanzi_lib.measures.model import UnitState
from sanzi_lib.measures.totals import UnitField, YearSums
from sanzi_lib.params.programme import Programme


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """What became of a unit's return for a month.

    Attributes:
        state: Of the return that counts.
        days_late: Calendar days, of the unit's first return for the month; None where nothing was sent.
    """

    state: UnitState
    days_late: int | None


Returns = Mapping[tuple[str, int], ReturnOutcome]
"""By unit code and month."""

_NOTHING = ReturnOutcome("not_reported", None)


def build_returns(returns: pd.DataFrame) -> Returns:
    """Index the frame of :data:`sanzi_lib.schema.RETURNS`."""
    late = [None if pd.isna(days) else int(days) for days in returns["days_late"]]
    keys = zip(returns["unit"].tolist(), returns["month"].tolist(), strict=True)
    states = zip(returns["state"].tolist(), late, strict=True)
    return {key: ReturnOutcome(cast(UnitState, state), days) for key, (state, days) in zip(keys, states, strict=True)}


def state_of(returns: Returns, unit: str, month: int) -> ReturnOutcome:
    """Tell what became of that unit's return; ``not_reported`` where the frame does not know."""
    return returns.get((unit, month), _NOTHING)


def is_accepted(returns: Returns, unit: str, month: int) -> bool:
    """Tell whether the unit's return of the month is accepted."""
    return state_of(returns, unit, month).state == "accepted"


@dataclass(frozen=True, slots=True)
class Scope:
    """What stands in a row.

    Attributes:
        units: Codes of the units whose rows may stand in it.
        fields: Only rows in these fields; None for whatever field they state.
    """

    units: frozenset[str]
    fields: frozenset[str] | None = None

    def holds(self, place: UnitField) -> bool:
        """Tell whether rows of that unit in that field stand in this row."""
        return place[0] in self.units and (self.fields is None or place[1] in self.fields)

    def places(self, sums: YearSums) -> tuple[UnitField, ...]:
        """Give the row's places that have an accepted row in the year."""
        return tuple(place for place in sums if self.holds(place))


def mark_held(rows: pd.DataFrame, scopes: Iterable[Scope]) -> pd.Series[bool]:
    """Give True for the rows, of a frame with ``unit`` and ``field``, that stand in any of these scopes."""
    held = pd.Series(False, index=rows.index)
    for scope in scopes:
        of_units = rows["unit"].isin(scope.units)
        held |= of_units if scope.fields is None else of_units & rows["field"].isin(scope.fields)
    return held


def scope_of_fields(programme: Programme, fields: Collection[str] | None) -> Scope:
    """All units that count by field, in these fields, or in all of them (市本级)."""
    counting = frozenset(unit.code for unit in programme.units if programme.counts_by_field(unit.code))
    return Scope(counting, None if fields is None else frozenset(fields))


def scope_of_unit(programme: Programme, unit: str) -> Scope:
    """Tell what stands in a unit's row on its board."""
    led = [field.name for field in programme.fields_led_by(unit)]
    return scope_of_fields(programme, led) if led else Scope(frozenset({unit}))


def units_in(sums: YearSums, programme: Programme, lead: str, places: Collection[UnitField], through: int) -> list[str]:
    """Units of a row in register order: its own, and every other with an accepted row in it from January to a month.

    Args:
        sums: The accepted year.
        programme: Gives the register order.
        lead: Code of the row's own unit.
        places: The row's places.
        through: Month, 1..12. A unit whose first row comes later is not in the row yet.
    """
    found = {lead} | {place[0] for place in places if any(month <= through for month in sums[place])}
    return sorted(found, key=programme.register_order.__getitem__)


def units_awaited(sums: YearSums, programme: Programme, lead: str) -> set[str]:
    """Units that the register expects in a lead's row, of which nothing at all was accepted in the year.

    They have no row that would tell their field, so the register's proposed field stands in; they are only named as
    missing and change no figure.
    """
    led = {field.name for field in programme.fields_led_by(lead)}
    heard = {place[0] for place in sums}
    return {
        unit.code
        for unit in programme.units
        if unit.proposed_field in led and programme.counts_by_field(unit.code) and unit.code not in heard
    }


def is_month_known(returns: Returns, units: Collection[str], month: int) -> bool:
    """Tell whether the return of at least one unit of a row is accepted; otherwise its month is —.

    See docs/指标口径.md 未报送.
    """
    return any(is_accepted(returns, unit, month) for unit in units)
