"""The 台账 of the year, computed from the accepted record (policy 四（三）; domain §5, Cumulative)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sanzi_lib.measures.cumulative import Cumulative, compute_cumulative
from sanzi_lib.measures.model import Amounts, Overview
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.project_ledger_model import (
    ControlLine,
    FundLine,
    MovementLine,
    ProjectLedger,
    ProjectLine,
    Source,
)
from sanzi_lib.measures.scope import Scope
from sanzi_lib.measures.totals import build_record, lines_of
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name
from sanzi_lib.schema import CASES, CONTACTS, FUNDS, MOVEMENTS, PROJECTS, RETURNS, assert_schema

KINDS = ("cash", "financing", "injection", "savings")
"""The four kinds of benefit, in the order of the return."""

_NOTHING = Cumulative(0, 0, 0)

Record = dict[str, Any]
_Place = tuple[str, str]  # unit code and project


@dataclass(frozen=True)
class LedgerFrames:
    """The accepted frames that the 台账 is made of, as in :mod:`sanzi_lib.schema`."""

    movements: pd.DataFrame
    cases: pd.DataFrame
    projects: pd.DataFrame
    contacts: pd.DataFrame
    funds: pd.DataFrame
    returns: pd.DataFrame


def compute_project_ledger(
    frames: LedgerFrames, programme: Programme, month: Month, unit: str | None = None
) -> ProjectLedger:
    """Every project that was ever accepted in the year, with its state, its months, its cumulative figures and sources.

    Args:
        frames: January to the month or further; later rows are left out.
        programme: The programme of the month's year.
        month: The report month.
        unit: Code of the one unit whose 台账 it is; None for all.
    """
    _assert_frames(frames)
    year = _Year(frames, programme, month, unit)
    movements = tuple(_iter_movements(year))
    return ProjectLedger(
        month=month,
        unit=None if unit is None else programme.unit_by_code[unit].name,
        projects=tuple(_iter_projects(year, movements)),
        movements=movements,
        funds=tuple(_iter_funds(year)),
        control=tuple(_iter_control(year, movements)),
    )


def _assert_frames(frames: LedgerFrames) -> None:
    assert_schema(frames.movements, MOVEMENTS, "movements")
    assert_schema(frames.cases, CASES, "cases")
    assert_schema(frames.projects, PROJECTS, "projects")
    assert_schema(frames.contacts, CONTACTS, "contacts")
    assert_schema(frames.funds, FUNDS, "funds")
    assert_schema(frames.returns, RETURNS, "returns")


class _Year:
    """The frames' rows to the month, of the units asked for, with what the sources need."""

    def __init__(self, frames: LedgerFrames, programme: Programme, month: Month, unit: str | None) -> None:
        self.frames, self.programme, self.month, self.unit = frames, programme, month, unit
        returns = self.rows(frames.returns)
        self.returns = {(row["unit"], row["month"]): row for row in returns}
        self.known: dict[str, set[int]] = {}
        for row in returns:
            if row["state"] == "accepted":
                self.known.setdefault(row["unit"], set()).add(row["month"])

    def rows(self, frame: pd.DataFrame) -> list[Record]:
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

    def source(self, row: Record, sheet: str) -> Source:
        sha256 = self.returns[row["unit"], row["month"]]["sha256"]
        return Source(self.month_of(row["month"]), row["file"], sheet, row["row"], sha256)


def _iter_movements(year: _Year) -> Iterator[MovementLine]:
    def order(row: Record) -> tuple[int, str, int, int]:
        return year.order(row["unit"]), row["project"], row["month"], row["row"]

    sums: dict[_Place, Cumulative] = {}
    for row in sorted(year.rows(year.frames.movements), key=order):
        place = (row["unit"], row["project"])
        amounts, opening, restated = (_three(row, prefix) for prefix in ("", "opening_", "restated_"))
        sums[place] = _add((sums.get(place, _NOTHING), amounts, opening, restated))
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
    moved: dict[_Place, list[MovementLine]] = {}
    for line in movements:
        moved.setdefault((line.unit, line.project), []).append(line)
    for place in sorted({*listed, *moved}, key=lambda place: (year.order(place[0]), place[1])):
        rows = listed.get(place)
        people = contacts.get(place)
        yield _build_project(year, place, rows[0] if rows else {}, people[0] if people else {}, moved.get(place, []))


def _build_project(
    year: _Year, place: _Place, particulars: Record, contact: Record, moved: Sequence[MovementLine]
) -> ProjectLine:
    unit = year.programme.unit_by_code[place[0]]
    cumulative = moved[-1].cumulative if moved else _NOTHING
    by_month: dict[int, list[Cumulative]] = {}
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
        opening=_add(line.opening for line in moved),
        months=tuple(
            _add(by_month[month.month]) if month.month in by_month else None for month in year.month.months_of_year()
        ),
        known=frozenset(year.known.get(unit.code, ())),
        restated=_add(line.restated for line in moved),
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
        name = year.programme.unit_by_code[year.unit].name
        yield from _control_lines(name, movements, _boards_of_unit(year, year.unit), year.month)
        return
    frames = year.frames
    overview = compute_overview(frames.movements, frames.cases, frames.returns, year.programme, year.month)
    for name, holds, boards in _places_of(year.programme, overview):
        yield from _control_lines(name, [line for line in movements if holds(line)], boards, year.month)


_Boards = tuple[Cumulative | None, Cumulative]
"""The month's figures and the cumulative ones."""


def _places_of(
    programme: Programme, overview: Overview
) -> Iterator[tuple[str, Callable[[MovementLine], bool], _Boards]]:
    """The rows of the overview, each with what tells its movements."""
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
    month = [fen for fen in (amounts.benefit, amounts.treasury, amounts.available) if fen is not None]
    cumulative = (amounts.benefit_cumulative, amounts.treasury_cumulative, amounts.available_cumulative)
    return Cumulative(*month) if month else None, Cumulative(*cumulative)


def _boards_of_unit(year: _Year, unit: str) -> _Boards:
    """A unit's own figures, whatever fields its projects name, as the measures of the boards sum them."""
    record = build_record(year.frames.movements, year.programme, year.month.month)
    places = Scope(frozenset({unit})).places(record)
    lines = lines_of(record, places, year.month.month)
    month = Cumulative(
        sum(line.benefit for line in lines),
        sum(line.treasury for line in lines),
        sum(line.available for line in lines),
    )
    known = year.month.month in year.known.get(unit, ())
    return month if known else None, compute_cumulative(record, places, year.month.month)


def _control_lines(
    name: str, movements: Sequence[MovementLine], boards: _Boards, month: Month
) -> Iterator[ControlLine]:
    of_month = _add(line.amounts for line in movements if line.month == month)
    cumulative = _add(part for line in movements for part in (line.amounts, line.opening, line.restated))
    yield ControlLine(name, True, of_month, boards[0])
    yield ControlLine(name, False, cumulative, boards[1])


def _three(row: Mapping[str, int], prefix: str) -> Cumulative:
    return Cumulative(row[f"{prefix}benefit"], row[f"{prefix}treasury"], row[f"{prefix}available"])


def _add(parts: Iterable[Cumulative]) -> Cumulative:
    """The sum, as Python integers that cannot wrap."""
    listed = list(parts)
    return Cumulative(*(sum(figures) for figures in zip(*listed, strict=True))) if listed else _NOTHING


def _latest(rows: Iterable[Record], key: Callable[[Record], Any]) -> dict[Any, list[Record]]:
    """Rows by key, only those of the latest month that has any, in the order of the rows."""
    found: dict[Any, list[Record]] = {}
    for row in rows:
        before = found.get(key(row))
        if before is None or row["month"] > before[0]["month"]:
            found[key(row)] = [row]
        elif row["month"] == before[0]["month"]:
            before.append(row)
    return found
