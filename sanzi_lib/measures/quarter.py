"""A quarter of the city or of one unit, from the same measures as the boards (domain §6, quarterly; policy 四（五）).

Quarter = cumulative at its end less cumulative at the end of the quarter before, over the row's own places
(:mod:`sanzi_lib.measures.scope`), so the quarters add up to the cumulative figure whatever was restated in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sanzi_lib.measures.amounts import compute_amounts
from sanzi_lib.measures.attainment import compute_time_progress
from sanzi_lib.measures.board import Facts, board_from_facts, build_facts
from sanzi_lib.measures.cumulative import compute_cumulative
from sanzi_lib.measures.details import Details, build_details
from sanzi_lib.measures.history import history_of
from sanzi_lib.measures.model import Amounts, Board, Overview
from sanzi_lib.measures.overview import compute_kinds, compute_overview, sum_by_category, sum_by_method
from sanzi_lib.measures.quarter_model import Brought, FieldRow, Portion, Quarterly, QuarterRow, UnitReturns
from sanzi_lib.measures.quarter_projects import list_cases, list_difficulties, list_projects
from sanzi_lib.measures.scope import (
    Scope,
    facts_of,
    is_accepted,
    is_month_known,
    scope_of_fields,
    scope_of_unit,
    units_in,
)
from sanzi_lib.measures.totals import add_quantities, lines_of, mark_new_projects
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, WorkField
from sanzi_lib.schema import PROJECTS, assert_schema

Members = Callable[[int], Collection[str]]
"""Units whose returns make a row's month known, by month (domain §5, Not reported is not zero)."""


def compute_quarter(
    movements: pd.DataFrame,
    cases: pd.DataFrame,
    returns: pd.DataFrame,
    programme: Programme,
    month: Month,
    projects: pd.DataFrame,
    *,
    unit: str | None = None,
) -> Quarterly:
    """Compute a quarter.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        cases: Frame of :data:`sanzi_lib.schema.CASES`.
        returns: Frame of :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme of the month's year.
        month: The quarter's last month.
        projects: Frame of :data:`sanzi_lib.schema.PROJECTS`.
        unit: Code of the unit; None for the city.
    """
    assert month.month % 3 == 0, f"{month} ends no quarter"
    assert_schema(projects, PROJECTS, "projects")
    facts = build_facts(movements, cases, returns, programme, month)
    year = _Year(facts, movements, cases, returns, projects)
    return _compute_city(year) if unit is None else _compute_unit(year, unit)


@dataclass(frozen=True)
class _Year:
    """The year's frames and what is indexed of them."""

    facts: Facts
    movements: pd.DataFrame
    cases: pd.DataFrame
    returns: pd.DataFrame
    projects: pd.DataFrame

    @property
    def programme(self) -> Programme:
        return self.facts.programme

    @property
    def month(self) -> Month:
        return self.facts.month

    def list_details(self) -> list[Details]:
        """Of each month of the quarter, in order."""
        before = (Month(self.month.year, self.month.month - back) for back in (2, 1))
        details = [build_details(self.movements, self.cases, self.programme, month) for month in before]
        return [*details, self.facts.details]


def _compute_city(year: _Year) -> Quarterly:
    facts, programme = year.facts, year.programme
    units = [unit.code for unit in programme.units]
    scope = Scope(frozenset(units))
    overview = compute_overview(year.movements, year.cases, year.returns, programme, year.month)
    whole = QuarterRow(programme.titles.city_word, overview.city, _bring(facts, scope, lambda _: units))
    return Quarterly(
        whole=whole,
        unit_row=None,
        board=None,
        overview=overview,
        quarters=_list_quarters(facts, scope, lambda _: units),
        rows=tuple(_bring_regions(facts, overview)),
        units=tuple(_bring_unit(facts, row.unit, row.name, row.amounts) for b in overview.groups for row in b.rows),
        fields=tuple(
            _bring_field(facts, field, named.amounts)
            for field, named in zip(programme.fields, overview.fields, strict=True)
        ),
        parts=(),
        elsewhere=(),
        history=history_of(
            facts.record, facts.returns, scope, lambda _: units, ("", programme.total_name, year.month.month)
        ),
        **_gather(year, scope, units),
    )


def _compute_unit(year: _Year, unit: str) -> Quarterly:
    facts, programme, month = year.facts, year.programme, year.month
    group = programme.unit_by_code[unit].group
    board = board_from_facts(facts, group)
    row = next(row for row in board.rows if row.unit == unit)
    scope = scope_of_unit(programme, unit)
    members = _members_of_unit(facts, unit)
    return Quarterly(
        whole=_bring_unit(facts, unit, row.name, row.amounts),
        unit_row=row,
        board=board,
        overview=None,
        quarters=_list_quarters(facts, scope, members),
        rows=(),
        units=(),
        fields=tuple(_list_fields(facts, unit)),
        parts=tuple(_list_parts(facts, board, unit)),
        elsewhere=tuple(_list_elsewhere(facts, unit)),
        history=history_of(facts.record, facts.returns, scope, members, (unit, row.name, month.month)),
        **_gather(year, scope, [unit]),
    )


def _gather(year: _Year, scope: Scope, units: list[str]) -> dict[str, Any]:
    """What is listed of a row: structure, projects, texts and returns."""
    facts, programme, month = year.facts, year.programme, year.month
    rows = year.movements[year.movements["month"] <= month.month]
    rows = pick_rows(rows.assign(first=mark_new_projects(rows, programme)), scope)
    of_quarter = rows[rows["month"] > month.month - 3]
    lines = list_projects(rows, programme, month)
    details = year.list_details()
    return {
        "programme": programme.id,
        "month": month,
        "period": (
            programme.period.period(Month(month.year, month.month - 2))[0],
            programme.period.period(month)[1],
        ),
        "time_progress": compute_time_progress(month),
        "quantities": add_quantities({item.measure: item.quantity} for line in lines for item in line.quantities),
        "kinds": _pair(compute_kinds(of_quarter), compute_kinds(rows)),
        "categories": _pair(sum_by_category(of_quarter, programme), sum_by_category(rows, programme)),
        "methods": _pair(sum_by_method(of_quarter, programme), sum_by_method(rows, programme)),
        "projects": lines,
        "cases": list_cases([detail.cases.pick(scope.holds) for detail in details], lines, year.projects, programme),
        "social_benefits": tuple(text for detail in details for text in detail.social_benefits.pick(scope.holds)),
        "restatements": tuple(item for detail in details for item in detail.restatements.pick(scope.holds)),
        "openings": tuple(item for detail in details for item in detail.openings.pick(scope.holds)),
        "difficulties": list_difficulties(
            pick_rows(year.projects, scope), {code: _last_accepted(facts, code) for code in scope.units}, programme
        ),
        "returns": tuple(_list_returns(facts, code) for code in units),
    }


def pick_rows(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows of a frame with ``unit`` and ``field`` that stand in a row of a board."""
    holds = frame["unit"].isin(scope.units)
    if scope.fields is not None:
        holds &= frame["field"].isin(scope.fields)
    return frame[holds]


def _bring(facts: Facts, scope: Scope, members: Members, quarter: int | None = None) -> Brought:
    last = 3 * (facts.month.quarter if quarter is None else quarter)
    months = range(last - 2, last + 1)
    if not any(is_month_known(facts.returns, members(month), month) for month in months):
        return Brought()
    places = scope.places(facts.record)
    now, before = (compute_cumulative(facts.record, places, month) for month in (last, last - 3))
    return Brought(
        projects=sum(line.projects for month in months for line in lines_of(facts.record, places, month)),
        benefit=now.benefit - before.benefit,
        treasury=now.treasury - before.treasury,
        available=now.available - before.available,
    )


def _list_quarters(facts: Facts, scope: Scope, members: Members) -> tuple[Brought, ...]:
    return tuple(_bring(facts, scope, members, quarter) for quarter in range(1, facts.month.quarter + 1))


def _members_in(facts: Facts, lead: str, scope: Scope) -> Members:
    places = scope.places(facts.record)
    return lambda month: units_in(facts.record, facts.programme, lead, places, month)


def _members_of_unit(facts: Facts, unit: str) -> Members:
    return _members_in(facts, unit, scope_of_unit(facts.programme, unit))


def _bring_unit(facts: Facts, unit: str, name: str, amounts: Amounts) -> QuarterRow:
    scope = scope_of_unit(facts.programme, unit)
    return QuarterRow(name, amounts, _bring(facts, scope, _members_of_unit(facts, unit)), unit)


def _bring_regions(facts: Facts, overview: Overview) -> Iterable[QuarterRow]:
    for row in overview.rows:
        units = [unit.code for unit in facts.programme.units if unit.counts_in == row.name]
        brought = _bring(facts, Scope(frozenset(units)), lambda _, units=units: units)  # type: ignore[misc]
        yield QuarterRow(row.name, row.amounts, brought)


def _bring_field(facts: Facts, field: WorkField, amounts: Amounts) -> FieldRow:
    scope = scope_of_fields(facts.programme, [field.name])
    row = QuarterRow(field.name, amounts, _bring(facts, scope, _members_in(facts, field.lead, scope)))
    return FieldRow(row, facts.programme.unit_by_code[field.lead].name, field.tasks)


def _list_fields(facts: Facts, unit: str) -> Iterable[FieldRow]:
    """The fields that a unit leads, whole; of a unit that leads none those in which it has projects, its own part."""
    led = facts.programme.fields_led_by(unit)
    for field in led:
        scope = scope_of_fields(facts.programme, [field.name])
        members = _members_in(facts, field.lead, scope)
        yield _bring_field(facts, field, _compute_amounts(facts, scope, members, field.target))
    if not led and facts.programme.counts_by_field(unit):
        yield from _list_own(facts, unit, lambda _: True)


def _list_elsewhere(facts: Facts, unit: str) -> Iterable[FieldRow]:
    led = {field.name for field in facts.programme.fields_led_by(unit)}
    if led:
        yield from _list_own(facts, unit, lambda name: name not in led)


def _list_own(facts: Facts, unit: str, wanted: Callable[[str], bool]) -> Iterable[FieldRow]:
    for field in facts.programme.fields:
        scope = Scope(frozenset({unit}), frozenset({field.name}))
        if wanted(field.name) and scope.places(facts.record):
            amounts = _compute_amounts(facts, scope, lambda _: [unit], None)
            row = QuarterRow(field.name, amounts, _bring(facts, scope, lambda _: [unit]))
            yield FieldRow(row, facts.programme.unit_by_code[field.lead].name, field.tasks)


def _list_parts(facts: Facts, board: Board, unit: str) -> Iterable[QuarterRow]:
    """A lead's own part, then each other unit's (其中); nothing where the row is the unit's own."""
    row = next(row for row in board.rows if row.unit == unit)
    fields = scope_of_unit(facts.programme, unit).fields
    if not row.of_which:
        return
    for code in (unit, *(part.unit for part in row.of_which)):
        scope = Scope(frozenset({code}), fields)
        members: Members = lambda _, code=code: [code]  # type: ignore[misc]  # noqa: E731
        amounts = _compute_amounts(facts, scope, members, None)
        yield QuarterRow(facts.programme.unit_by_code[code].name, amounts, _bring(facts, scope, members), code)


def _compute_amounts(facts: Facts, scope: Scope, members: Members, target: int | None) -> Amounts:
    month = facts.month
    known = is_month_known(facts.returns, members(month.month), month.month)
    return compute_amounts(facts.record, scope.places(facts.record), month, known=known, target=target)


def _list_returns(facts: Facts, unit: str) -> UnitReturns:
    month = facts.month
    found = [facts_of(facts.returns, unit, number) for number in range(month.month - 2, month.month + 1)]
    return UnitReturns(
        unit=unit,
        name=facts.programme.unit_by_code[unit].name,
        states=tuple(item.state for item in found),
        days_late=tuple(item.days_late for item in found),
        last_accepted=_last_accepted(facts, unit),
    )


def _last_accepted(facts: Facts, unit: str) -> Month | None:
    months = reversed(facts.month.months_of_year())
    return next((month for month in months if is_accepted(facts.returns, unit, month.month)), None)


def _pair(quarter: Iterable[tuple[str | int, ...]], cumulative: Iterable[tuple[str | int, ...]]) -> tuple[Portion, ...]:
    """Parts of the quarter beside those of the year, by name, in the year's order."""
    brought = {tuple(names): fen for *names, fen in quarter}
    return tuple(
        Portion(tuple(str(name) for name in names), int(brought.get(tuple(names), 0)), int(fen))
        for *names, fen in cumulative
    )
