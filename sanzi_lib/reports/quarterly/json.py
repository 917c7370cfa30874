"""quarterly.json: the figures of the city or of one unit in a quarter (docs/季度报告.md lists its keys)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.model import Amounts, Brought, Proceeds, Quantity
from sanzi_lib.measures.portions import AnyPortion
from sanzi_lib.measures.quarter_model import FieldRow, Quarterly, QuarterProject, QuarterRow, UnitReturns
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.reports.elements.exact import exact_money, exact_number, exact_rate


def build_quarter_figures(report: Quarterly, programme: Programme, tabulated_on: date) -> FiguresData:
    """quarterly.json of a quarter.

    Args:
        report: The quarter.
        programme: Tells the row that the fields add up to.
        tabulated_on: 制表时间.
    """
    data = {
        "programme": report.programme,
        "quarter": _name(report.month),
        "month": str(report.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in report.period.days],
        "time_progress": exact_rate(report.time_progress),
        "unit": _build_unit(report),
        "figures": {
            **_build_figures(report.whole),
            "projects_quarter": report.whole.brought.projects,
            "quantities_quarter": _build_quantities(report.quantities),
        },
        "quarters": [
            {"quarter": _name(Month(report.month.year, 3 * number)), **_build_brought(brought)}
            for number, brought in enumerate(report.quarters, start=1)
        ],
        "rows": [
            {
                **_build_row(row),
                **({"fields": _build_fields(report.fields)} if row.name == programme.own_row else {}),
            }
            for row in report.rows
        ],
        "units": [{"code": row.unit, **_build_row(row, "unit")} for row in report.units],
        "fields": [] if report.rows else _build_fields(report.fields),
        "parts": [{"code": row.unit, **_build_row(row, "unit")} for row in report.parts],
        "elsewhere": _build_fields(report.elsewhere),
        "kinds": [_build_portion(part) for part in report.kinds],
        "categories": [_build_portion(part) for part in report.categories],
        "methods": [_build_portion(part) for part in report.methods],
        "projects": [_build_project(line) for line in report.projects],
        "cases": [
            {"unit": item.unit_name, "title": item.case.title, "project": item.project_name} for item in report.cases
        ],
        "difficulties": [
            {"unit": item.unit_name, "project": item.project_name, "text": item.text} for item in report.difficulties
        ],
        "returns": [_build_returns(item) for item in report.returns],
    }
    return FiguresData("quarterly.json", build_json_text(data))


def _name(month: Month) -> str:
    return f"{month.year}-Q{month.quarter}"


def _build_unit(report: Quarterly) -> dict[str, Any] | None:
    row, board = report.unit_row, report.board
    if row is None or board is None:
        return None
    last = report.returns[0].last_accepted
    return {
        "code": row.unit,
        "unit": row.name,
        "group": board.group,
        "group_name": board.group_name,
        "state": row.state,
        "last_accepted": None if last is None else str(last),
        "rule": build_rule(board.rule),
        "rank": row.rank,
        "tied": row.tied,
        "ranked": len(board.ranked),
    }


def _build_figures(row: QuarterRow) -> dict[str, Any]:
    amounts: Amounts = row.amounts
    return {
        "target": exact_money(amounts.target),
        "benefit_quarter": exact_money(row.brought.benefit),
        "treasury_quarter": exact_money(row.brought.treasury),
        "available_quarter": exact_money(row.brought.available),
        "benefit_cumulative": exact_money(amounts.benefit_cumulative),
        "treasury_cumulative": exact_money(amounts.treasury_cumulative),
        "available_cumulative": exact_money(amounts.available_cumulative),
        "attainment": exact_rate(amounts.attainment),
        "gap": exact_rate(amounts.gap),
    }


def _build_row(row: QuarterRow, key: str = "name") -> dict[str, Any]:
    return {key: row.name, **_build_figures(row), "projects_quarter": row.brought.projects}


def _build_fields(fields: Iterable[FieldRow]) -> list[dict[str, Any]]:
    return [{**_build_row(field.row), "lead": field.lead, "tasks": list(field.tasks)} for field in fields]


def _build_brought(brought: Brought) -> dict[str, Any]:
    return {
        "projects": brought.projects,
        "benefit": exact_money(brought.benefit),
        "treasury": exact_money(brought.treasury),
        "available": exact_money(brought.available),
    }


def _build_portion(part: AnyPortion) -> dict[str, Any]:
    names = {"name": part.names[-1]} if len(part.names) == 1 else {"category": part.names[0], "name": part.names[-1]}
    return {**names, "quarter": exact_money(part.benefit), "cumulative": exact_money(part.benefit_cumulative)}


def _build_project(line: QuarterProject) -> dict[str, Any]:
    return {
        "unit": line.unit_name,
        "project": line.name,
        "field": line.field,
        "category": line.category,
        "subcategory": line.subcategory,
        "method": line.method,
        "new": line.newly,
        "quantities": _build_quantities(line.quantities),
        "quarter": _build_amounts(line.quarter),
        "cumulative": _build_amounts(line.cumulative),
    }


def _build_amounts(amounts: Proceeds) -> dict[str, Any]:
    return {
        "benefit": exact_money(amounts.benefit),
        "treasury": exact_money(amounts.treasury),
        "available": exact_money(amounts.available),
    }


def _build_quantities(quantities: Iterable[Quantity]) -> list[dict[str, str]]:
    return [{"unit": item.measure, "quantity": exact_number(item.quantity)} for item in quantities]


def _build_returns(item: UnitReturns) -> dict[str, Any]:
    last = None if item.last_accepted is None else str(item.last_accepted)
    return {"unit": item.name, "states": list(item.states), "days_late": list(item.days_late), "last_accepted": last}
