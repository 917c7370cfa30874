"""The 台账 of the year, computed from the accepted record (docs/指标口径.md 累计; policy 四（三）)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

import pandas as pd

from sanzi_lib.measures.details import proceeds_of
from sanzi_lib.measures.facts import AcceptedFrames, Facts, build_facts
from sanzi_lib.measures.model import NO_PROCEEDS, Amounts, Overview, Proceeds, add_proceeds
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import KINDS
from sanzi_lib.measures.project_ledger_model import (
    ControlLine,
    FundLine,
    MovementLine,
    ProjectLedger,
    ProjectLine,
    Source,
)
from sanzi_lib.measures.project_money import ProjectKey
from sanzi_lib.measures.scope import is_accepted
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name
from sanzi_lib.schema import CONTACTS, assert_schema

Values = dict[str, Any]


class FramesWithContacts(AcceptedFrames, Protocol):
    """The accepted frames with the persons to call."""

    @property
    def contacts(self) -> pd.DataFrame: ...  # noqa: D102


def compute_project_ledger(
    frames: FramesWithContacts, programme: Programme, month: Month, unit: str | None = None
) -> ProjectLedger:
    """Every project that was ever accepted in the year, with its state, its months, its cumulative figures and sources.

    Args:
        frames: January to the month or further.
        programme: The programme of the month's year.
        month: The report month.
        unit: Code of the one unit whose 台账 it is; None for all.
    """
    assert_schema(frames.contacts, CONTACTS, "contacts")
    facts = build_facts(frames, programme, month)
    year = _Year(facts, frames, unit)
    movements = tuple(_iter_movements(year))
    return ProjectLedger(
        month=facts.month,
        unit=None if unit is None else facts.programme.unit_by_code[unit].name,
        projects=tuple(_iter_projects(year, movements)),
        movements=movements,
        funds=tuple(_iter_funds(year)),
        control=tuple(_iter_control(year, movements)),
    )


class _Year:
    """The frames' rows to the month, of the units asked for, with what the sources need."""

    def __init__(self, facts: Facts, frames: FramesWithContacts, unit: str | None) -> None:
        self.facts, self.frames, self.programme, self.month = facts, frames, facts.programme, facts.month
        self.unit = unit
        self.returns = {(row["unit"], row["month"]): row for row in self.rows(self.frames.returns)}

    def known(self, unit: str) -> frozenset[int]:
        """Months of which the unit's return is accepted."""
        months = range(1, self.month.month + 1)
        return frozenset(month for month in months if is_accepted(self.facts.returns, unit, month))

    def rows(self, frame: pd.DataFrame) -> list[Values]:
        kept = frame[frame["month"] <= self.month.month]
        if self.unit is not None:
            kept = kept[kept["unit"] == self.unit]
        columns = {name: kept[name].tolist() for name in kept.columns}
        return [
            {name: None if value is pd.NA else value for name, value in zip(columns, values, strict=True)}
            for values in zip(*columns.values(), strict=True)
        ]

    def month_of(self, number: int) -> Month:
        return Month(self.month.year, number)

    def order(self, unit: str) -> int:
        return self.programme.register_order[unit]

    def source(self, row: Values, sheet: str) -> Source:
        sha256 = self.returns[row["unit"], row["month"]]["sha256"]
        return Source(self.month_of(row["month"]), row["file"], sheet, row["row"], sha256)


def _iter_movements(year: _Year) -> Iterator[MovementLine]:
    def order(row: Values) -> tuple[int, str, int, int]:
        return year.order(row["unit"]), row["project"], row["month"], row["row"]

    sums: dict[ProjectKey, Proceeds] = {}
    for row in sorted(year.rows(year.frames.movements), key=order):
        place = (row["unit"], row["project"])
        amounts, opening, restated = (proceeds_of(row, prefix) for prefix in ("", "opening_", "restated_"))
        sums[place] = sums.get(place, NO_PROCEEDS) + amounts + opening + restated
        yield MovementLine(
            unit=row["unit"],
            unit_name=year.programme.unit_by_code[row["unit"]].name,
            project=row["project"],
            title=row["name"],
            field=row["field"],
            month=year.month_of(row["month"]),
            status=row["status"],
            newly=row["newly"],
            quantity=row["quantity"],
            measure=row["measure"],
            amounts=amounts,
            kinds=tuple(row[kind] for kind in KINDS),
            opening=opening,
            restated=restated,
            restated_month=None if row["restated_month"] is None else year.month_of(row["restated_month"]),
            reason=row["reason"],
            social_benefit=row["social_benefit"],
            cumulative=sums[place],
            source=year.source(row, year.returns[row["unit"], row["month"]]["sheet"]),
        )


def _iter_projects(year: _Year, movements: Sequence[MovementLine]) -> Iterator[ProjectLine]:
    listed = _latest(year.rows(year.frames.projects), lambda row: (row["unit"], row["project"]))
    contacts = _latest(year.rows(year.frames.contacts), lambda row: (row["unit"], row["project"]))
    moved: dict[ProjectKey, list[MovementLine]] = {}
    for line in movements:
        moved.setdefault((line.unit, line.project), []).append(line)
    for place in sorted({*listed, *moved}, key=lambda place: (year.order(place[0]), place[1])):
        rows = listed.get(place)
        people = contacts.get(place)
        yield _build_project(year, place, rows[0] if rows else {}, people[0] if people else {}, moved.get(place, []))


def _build_project(
    year: _Year, place: ProjectKey, particulars: Values, contact: Values, moved: Sequence[MovementLine]
) -> ProjectLine:
    unit = year.programme.unit_by_code[place[0]]
    cumulative = moved[-1].cumulative if moved else NO_PROCEEDS
    by_month: dict[int, list[Proceeds]] = {}
    for line in moved:
        by_month.setdefault(line.month.month, []).append(line.amounts)
    sources = [year.source(particulars, particulars["sheet"])] if particulars else [line.source for line in moved]
    return ProjectLine(
        unit=unit.code,
        unit_name=unit.name,
        group_name=year.programme.group_by_id[unit.group].name,
        counts_in=unit.counts_in,
        project=place[1],
        particulars=particulars,
        contact=contact,
        opening=add_proceeds(line.opening for line in moved),
        months=tuple(
            add_proceeds(by_month[month.month]) if month.month in by_month else None
            for month in year.month.months_of_year()
        ),
        known=year.known(unit.code),
        restated=add_proceeds(line.restated for line in moved),
        cumulative=cumulative,
        remaining=particulars["expected"] - cumulative.benefit if particulars else None,
        newly=next((line.month for line in moved if line.newly), None),
        latest=sources[-1].month,
        source=sources[-1],
    )


def _iter_funds(year: _Year) -> Iterator[FundLine]:
    items = _latest(year.rows(year.frames.funds), lambda row: (row["unit"], normalise_name(row["item"])))
    rows = [row for several in items.values() for row in several]
    for row in sorted(rows, key=lambda row: (year.order(row["unit"]), row["month"], row["row"])):
        yield FundLine(
            unit=row["unit"],
            unit_name=year.programme.unit_by_code[row["unit"]].name,
            **{key: row[key] for key in ("kind", "item", "income", "carryover", "years", "research", "recovered")},
            source=year.source(row, row["sheet"]),
        )


def _iter_control(year: _Year, movements: Sequence[MovementLine]) -> Iterator[ControlLine]:
    if year.unit is not None:
        own = year.facts.row().part(year.unit)  # whatever fields its projects name
        yield from _control_lines(own.name, movements, _boards(own.compute_amounts()), year.month)
        return
    overview = compute_overview(year.facts)
    for name, holds, boards in _places_of(year.programme, overview):
        yield from _control_lines(name, [line for line in movements if holds(line)], boards, year.month)


_Boards = tuple[Proceeds | None, Proceeds]
"""The month's figures and the cumulative ones."""


def _places_of(
    programme: Programme, overview: Overview
) -> Iterator[tuple[str, Callable[[MovementLine], bool], _Boards]]:
    """Give the rows of the overview, each with what tells its movements."""
    for row in overview.rows:
        yield row.name, _counting_in(programme, row.name), _boards(row.amounts)
        if row.name == programme.own_row:
            for field in overview.fields:
                yield field.name, _in_field(field.name), _boards(field.amounts)
    yield programme.total_name, lambda _: True, _boards(overview.city)


def _counting_in(programme: Programme, row: str) -> Callable[[MovementLine], bool]:
    return lambda line: programme.unit_by_code[line.unit].counts_in == row


def _in_field(field: str) -> Callable[[MovementLine], bool]:
    return lambda line: line.field == field


def _boards(amounts: Amounts) -> _Boards:
    return amounts.month, amounts.cumulative


def _control_lines(
    name: str, movements: Sequence[MovementLine], boards: _Boards, month: Month
) -> Iterator[ControlLine]:
    of_month = add_proceeds(line.amounts for line in movements if line.month == month)
    cumulative = add_proceeds(part for line in movements for part in (line.amounts, line.opening, line.restated))
    yield ControlLine(name, True, of_month, boards[0])
    yield ControlLine(name, False, cumulative, boards[1])


def _latest(rows: Iterable[Values], key: Callable[[Values], Any]) -> dict[Any, list[Values]]:
    """Rows by key, only those of the latest month that has any, in the order of the rows."""
    found: dict[Any, list[Values]] = {}
    for row in rows:
        before = found.get(key(row))
        if before is None or row["month"] > before[0]["month"]:
            found[key(row)] = [row]
        elif row["month"] == before[0]["month"]:
            before.append(row)
    return found
