"""A quarter of the city or of one unit, from the same measures as the boards (docs/指标口径.md 季度; policy 四（五）).

Quarter = cumulative at its end less cumulative at the end of the quarter before, over the row's own places
(:mod:`sanzi_lib.measures.scope`), so the quarters add up to the cumulative figure whatever was restated in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import Facts, FactsRow
from sanzi_lib.measures.model import Amounts, BoardRow, Brought, Case, Proceeds
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import compute_categories, compute_methods, compute_quarter_kinds
from sanzi_lib.measures.quarter_model import (
    Difficulty,
    FieldRow,
    QuarterCase,
    Quarterly,
    QuarterProject,
    QuarterRow,
    UnitReturns,
)
from sanzi_lib.measures.scope import is_accepted, mark_held, state_of
from sanzi_lib.measures.totals import add_quantities, mark_new_projects, moved, sum_exactly
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, WorkField

_KEYS = ("unit", "project")
_AMOUNTS = ("benefit", "treasury", "available")
_TEXTS = ("unit", "project", "name", "field", "category", "subcategory", "method")


def list_projects(rows: pd.DataFrame, programme: Programme, month: Month) -> tuple[QuarterProject, ...]:
    """Every project with an accepted row in the quarter, in register order, the largest first.

    Args:
        rows: Movements of one row of a board, January to the month, with a column ``first``: 1 where the row counts
            its project as newly put to use (:func:`sanzi_lib.measures.totals.mark_new_projects` over all units' rows,
            since a project counts once wherever it is returned).
        programme: Gives the register order.
        month: The quarter's last month.

    Returns:
        Lines whose quarters add up to the row's quarter exactly.
    """
    worked = rows[list(_KEYS)].assign(**{what: moved(rows, what) for what in _AMOUNTS})
    recent = rows["month"] > month.month - 3
    quarter = sum_exactly(worked[recent].assign(first=rows["first"]), _KEYS, [*_AMOUNTS, "first"])
    cumulative = sum_exactly(worked, _KEYS, list(_AMOUNTS))
    quantities = _sum_quantities(rows[recent])
    lines = []
    for text in _iter_last(rows[recent]):
        key = (text["unit"], text["project"])
        benefit, treasury, available, first = quarter[key]
        lines.append(
            QuarterProject(
                **text,
                unit_name=programme.unit_by_code[text["unit"]].name,
                newly=first > 0,
                quantities=add_quantities(quantities.get(key, ())),
                quarter=Proceeds(benefit, treasury, available),
                cumulative=Proceeds(*cumulative[key]),
            )
        )
    order = programme.register_order
    return tuple(sorted(lines, key=lambda line: (order[line.unit], -line.quarter.benefit, line.project)))


def list_cases(
    months: Sequence[Iterable[Case]], lines: Iterable[QuarterProject], projects: pd.DataFrame, programme: Programme
) -> tuple[QuarterCase, ...]:
    """List the quarter's cases, of several for one project the last, the largest project first.

    Args:
        months: Cases of each month of the quarter, in order.
        lines: Projects that moved in it.
        projects: Accepted rows of 项目台账, for names of those that did not.
        programme: Gives the register order.
    """
    last = {(case.unit, case.project): case for cases in months for case in cases}
    moved_lines = {(line.unit, line.project): line for line in lines}
    columns = (projects[name].tolist() for name in (*_KEYS, "name"))
    names = {(unit, project): name for unit, project, name in zip(*columns, strict=True)}
    found = [
        QuarterCase(
            case,
            programme.unit_by_code[case.unit].name,
            moved_lines[key].name if key in moved_lines else str(names.get(key, "")),
            moved_lines[key].quarter.benefit if key in moved_lines else None,
        )
        for key, case in last.items()
    ]
    return tuple(
        sorted(
            found,
            key=lambda item: (
                item.quarter is None,
                -(item.quarter or 0),
                programme.register_order[item.case.unit],
                item.case.project,
            ),
        )
    )


def list_difficulties(
    rows: pd.DataFrame, last: Mapping[str, Month | None], programme: Programme
) -> tuple[Difficulty, ...]:
    """问题与困难 as the last accepted returns say them, in register order, then row of the sheet.

    Args:
        rows: Accepted rows of 项目台账 of one row of a board.
        last: Each unit's last accepted month; None where there is none.
        programme: Gives the register order.
    """
    months = {code: month.month for code, month in last.items() if month is not None}
    said = rows[(rows["difficulties"] != "") & (rows["month"] == rows["unit"].map(months))]
    said = said.assign(register=said["unit"].map(programme.register_order)).sort_values(
        ["register", "row"], kind="stable"
    )
    columns = (said[name].tolist() for name in ("unit", "name", "difficulties"))
    return tuple(
        Difficulty(unit, programme.unit_by_code[unit].name, name, text)
        for unit, name, text in zip(*columns, strict=True)
    )


def _iter_last(rows: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """Texts of each project's last row."""
    ordered = rows.sort_values(["month", "row"], kind="stable").drop_duplicates(list(_KEYS), keep="last")
    columns = {name: ordered[name].tolist() for name in _TEXTS}
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def _sum_quantities(rows: pd.DataFrame) -> dict[tuple[object, ...], list[dict[str, Decimal]]]:
    found: dict[tuple[object, ...], list[dict[str, Decimal]]] = {}
    given = rows[rows["quantity"].notna()]
    columns = (given[name].tolist() for name in (*_KEYS, "measure", "quantity"))
    for unit, project, measure, quantity in zip(*columns, strict=True):
        found.setdefault((unit, project), []).append({measure: quantity})
    return found


def compute_quarter(facts: Facts, *, unit: str | None = None) -> Quarterly:
    """Compute a quarter.

    Args:
        facts: The year to the quarter's last month.
        unit: Code of the unit; None for the city.
    """
    assert facts.month.month % 3 == 0, f"{facts.month} ends no quarter"
    return _compute_city(facts) if unit is None else _compute_unit(facts, unit)


def _compute_city(facts: Facts) -> Quarterly:
    programme, city = facts.programme, facts.row()
    overview = compute_overview(facts)
    return Quarterly(
        whole=QuarterRow(programme.titles.city_word, overview.city, city.compute_brought()),
        unit_row=None,
        board=None,
        overview=overview,
        quarters=_list_quarters(city),
        rows=tuple(
            _bring(facts.row(target), row.amounts) for target, row in zip(programme.targets, overview.rows, strict=True)
        ),
        units=tuple(
            _bring(facts.row(programme.unit_by_code[row.unit]), row.amounts) for b in overview.groups for row in b.rows
        ),
        fields=tuple(
            _build_field(field, _bring(facts.row(field), named.amounts), facts)
            for field, named in zip(programme.fields, overview.fields, strict=True)
        ),
        parts=(),
        elsewhere=(),
        history=city.compute_history(),
        **_gather(city, [unit.code for unit in programme.units]),
    )


def _compute_unit(facts: Facts, unit: str) -> Quarterly:
    known = facts.programme.unit_by_code[unit]
    board = compute_board(facts, known.group)
    row = next(row for row in board.rows if row.unit == unit)
    source = facts.row(known)
    return Quarterly(
        whole=_bring(source, row.amounts),
        unit_row=row,
        board=board,
        overview=None,
        quarters=_list_quarters(source),
        rows=(),
        units=(),
        fields=tuple(_list_fields(facts, unit)),
        parts=tuple(_list_parts(source, row)),
        elsewhere=tuple(_list_elsewhere(facts, unit)),
        history=source.compute_history(),
        **_gather(source, [unit]),
    )


def _gather(source: FactsRow, units: list[str]) -> dict[str, Any]:
    """Tell what is listed of a row: structure, projects, texts and returns."""
    facts, scope = source.facts, source.scope
    programme, month = facts.programme, facts.month
    months = [Month(month.year, month.month - back) for back in (2, 1, 0)]
    details = [facts.at(one).details for one in months[:2]] + [facts.details]
    rows = facts.movements.assign(first=mark_new_projects(facts.movements, programme))
    lines = list_projects(rows[mark_held(rows, [scope])], programme, month)
    projects = facts.frames.projects
    return {
        "programme": programme.id,
        "month": month,
        "period": facts.find_days(units, months[0]),
        "time_progress": facts.time_progress,
        "quantities": add_quantities({item.measure: item.quantity} for line in lines for item in line.quantities),
        "kinds": compute_quarter_kinds(facts, scope),
        "categories": compute_categories(facts, scope, by_quarter=True),
        "methods": compute_methods(facts, scope, by_quarter=True),
        "projects": lines,
        "cases": list_cases([detail.cases.pick(scope.holds) for detail in details], lines, projects, programme),
        "social_benefits": tuple(text for detail in details for text in detail.social_benefits.pick(scope.holds)),
        "restatements": tuple(item for detail in details for item in detail.restatements.pick(scope.holds)),
        "openings": tuple(item for detail in details for item in detail.openings.pick(scope.holds)),
        "difficulties": list_difficulties(
            projects[mark_held(projects, [scope])],
            {code: _last_accepted(facts, code) for code in scope.units},
            programme,
        ),
        "returns": tuple(_list_returns(facts, code) for code in units),
    }


def _list_quarters(source: FactsRow) -> tuple[Brought, ...]:
    return tuple(source.compute_brought(quarter) for quarter in range(1, source.facts.month.quarter + 1))


def _bring(source: FactsRow, amounts: Amounts) -> QuarterRow:
    return QuarterRow(source.name, amounts, source.compute_brought(), source.unit)


def _build_field(field: WorkField, row: QuarterRow, facts: Facts) -> FieldRow:
    return FieldRow(row, facts.programme.unit_by_code[field.lead].name, field.tasks)


def _list_fields(facts: Facts, unit: str) -> Iterable[FieldRow]:
    """List fields that a unit leads, whole; of a unit that leads none those in which it has projects, its own part."""
    led = facts.programme.fields_led_by(unit)
    for field in led:
        source = facts.row(field)
        yield _build_field(field, _bring(source, source.compute_amounts()), facts)
    if not led and facts.programme.counts_by_field(unit):
        yield from _list_own(facts, unit, lambda _: True)


def _list_elsewhere(facts: Facts, unit: str) -> Iterable[FieldRow]:
    led = {field.name for field in facts.programme.fields_led_by(unit)}
    if led:
        yield from _list_own(facts, unit, lambda name: name not in led)


def _list_own(facts: Facts, unit: str, wanted: Callable[[str], bool]) -> Iterable[FieldRow]:
    for field in facts.programme.fields:
        own = facts.row(field).part(unit)
        if wanted(field.name) and own.places:
            yield _build_field(field, QuarterRow(field.name, own.compute_amounts(), own.compute_brought()), facts)


def _list_parts(source: FactsRow, row: BoardRow) -> Iterable[QuarterRow]:
    """List a lead's own part, then each other unit's (其中); nothing where the row is the unit's own."""
    if row.of_which:
        for code in (row.unit, *(part.unit for part in row.of_which)):
            part = source.part(code)
            yield _bring(part, part.compute_amounts())


def _list_returns(facts: Facts, unit: str) -> UnitReturns:
    month = facts.month
    found = [state_of(facts.returns, unit, number) for number in range(month.month - 2, month.month + 1)]
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
