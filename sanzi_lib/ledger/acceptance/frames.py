"""The accepted record as frames (:mod:`sanzi_lib.schema`); money is int64 分."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from sanzi_lib.ledger.book import Posting
from sanzi_lib.ledger.model import Finding, MonthChecks, ReadReturn, ReadSheet, Row, State, column_letter
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import CASES, CONTACTS, FINDINGS, FUNDS, MOVEMENTS, PROJECTS, RETURNS, Schema, assert_schema

_BETWEEN_NAMES = re.compile(r"[、，,；;/／\s]+")
_PROJECT_TEXTS = (
    *("project", "name", "category", "subcategory", "description", "holder", "certificate", "method", "method_detail"),
    *("platform", "counterparty_kind", "approval", "status", "responsible_unit", "evidence", "difficulties", "remark"),
)


@dataclass(frozen=True)
class AcceptedReturn:
    """A return that counts, with what its rows bring.

    Attributes:
        unit: Code of the unit.
        returned: The workbook as read.
        postings: What each row of 盘活情况表 brings, 分.
        month: The month that it is for.
    """

    unit: str
    returned: ReadReturn
    postings: tuple[Posting, ...]
    month: Month


@dataclass(frozen=True)
class UnitMonth:
    """What became of a unit in a month.

    Attributes:
        days_late: Of the unit's first return for the month; None where nothing was sent or no time can be read.
        counts: The return that counts, None where there is none.
        demo: Any of the unit's returns of the month is marked 演示.
        persons: Names in any of the unit's returns of the month: one that was sent back tells whom to keep out as well.
    """

    unit: str
    month: Month
    state: State
    days_late: int | None
    counts: ReadReturn | None
    demo: bool
    persons: tuple[str, ...] = ()


def build_movements(programme: Programme, accepted: Iterable[AcceptedReturn]) -> pd.DataFrame:
    """Frame ``MOVEMENTS`` of accepted rows of 盘活情况表, in register order, then month, then row."""
    rows = [
        _movement(programme, one, posting, listed)
        for one in _ordered(programme, accepted)
        for listed in (_listed(one.returned),)
        for posting in one.postings
    ]
    return build_frame(rows, MOVEMENTS, "movements")


def build_cases(programme: Programme, accepted: Iterable[AcceptedReturn]) -> pd.DataFrame:
    """Frame ``CASES`` of accepted rows of 典型案例, in the same order."""
    rows = []
    for one in _ordered(programme, accepted):
        listed = _listed(one.returned)
        for row in one.returned.cases.rows:
            project = row.text("project")
            rows.append(
                {
                    "unit": one.unit,
                    "month": one.month.month,
                    "project": project,
                    "field": _field(programme, one.unit, listed.get(project)),
                    "title": row.text("title"),
                    "practice": row.text("practice"),
                    "result": row.text("result"),
                    "file": one.returned.file,
                    "row": row.number,
                }
            )
    return build_frame(rows, CASES, "cases")


def build_projects(programme: Programme, accepted: Iterable[AcceptedReturn]) -> pd.DataFrame:
    """Frame ``PROJECTS`` of accepted rows of 项目台账, in the same order."""
    rows = [
        _project(programme, one, row) for one in _ordered(programme, accepted) for row in one.returned.projects.rows
    ]
    return build_frame(rows, PROJECTS, "projects")


def build_contacts(programme: Programme, accepted: Iterable[AcceptedReturn]) -> pd.DataFrame:
    """Frame ``CONTACTS``, row for row as ``PROJECTS``; for the internal 台账 alone (docs/指标口径.md 印发)."""
    rows = [
        {
            "unit": one.unit,
            "month": one.month.month,
            "project": row.text("project"),
            "responsible_person": row.text("responsible_person"),
            "phone": row.text("phone"),
            "natural_counterparty": row.text("counterparty") if _is_sold_to_person(programme, row) else "",
        }
        for one in _ordered(programme, accepted)
        for row in one.returned.projects.rows
    ]
    return build_frame(rows, CONTACTS, "contacts")


def build_funds(programme: Programme, accepted: Iterable[AcceptedReturn]) -> pd.DataFrame:
    """Frame ``FUNDS`` of accepted rows of 存量资金, in the same order."""
    rows = [
        {
            "unit": one.unit,
            "month": one.month.month,
            "kind": row.text("fund_kind"),
            "item": row.text("fund"),
            "income": _fen_given(row, "income"),
            "carryover": _fen_given(row, "carried"),
            "years": row.decimal("years"),
            "research": row.flag("research"),
            "recovered": _fen_given(row, "recovered"),
            "file": one.returned.file,
            "sheet": one.returned.funds.name,
            "row": row.number,
        }
        for one in _ordered(programme, accepted)
        for row in one.returned.funds.rows
    ]
    return build_frame(rows, FUNDS, "funds")


def build_returns(programme: Programme, states: Iterable[UnitMonth]) -> pd.DataFrame:
    """Frame ``RETURNS``: a row per unit and month, in register order, then month."""
    rows = []
    for state in sorted(states, key=lambda s: (programme.register_order[s.unit], s.month)):
        cover = state.counts.cover if state.counts is not None else None
        submitted = cover.submitted_on if cover is not None else None
        rows.append(
            {
                "unit": state.unit,
                "month": state.month.month,
                "state": state.state,
                "days_late": state.days_late,
                "submitted_on": submitted.isoformat() if submitted is not None else "",
                "kind": (cover.kind or "") if cover is not None else "",
                "demo": state.demo,
                "file": state.counts.file if state.counts is not None else "",
                "sha256": state.counts.sha256 if state.counts is not None else "",
                "sheet": state.counts.movements.name if state.counts is not None else "",
                "columns": _letters(state.counts.movements) if state.counts is not None else "",
                "fund_columns": _letters(state.counts.funds) if state.counts is not None else "",
                "persons": state.persons,
            }
        )
    return build_frame(rows, RETURNS, "returns")


def build_findings(months: Iterable[MonthChecks], is_explained: Callable[[Month, Finding], bool]) -> pd.DataFrame:
    """Frame ``FINDINGS``: 核实 of accepted returns, in the months' and the checks' order.

    Args:
        months: What checking gave.
        is_explained: Whether a line of overrides.csv accepts a finding.
    """
    rows = []
    for checks in months:
        accepted = {state.file: state.code for state in checks.returns if state.state == "accepted"}
        for finding in checks.findings if checks.asks else ():
            code = accepted.get(finding.file) if finding.level == "核实" else None
            if code is not None:
                rows.append(
                    {
                        "unit": code,
                        "month": checks.month.month,
                        "rule": finding.rule,
                        "project": finding.project or "",
                        "explained": finding.override is not None or is_explained(checks.month, finding),
                        "first": finding.first,
                    }
                )
    return build_frame(rows, FINDINGS, "findings")


def list_persons(programme: Programme, returns: Iterable[ReadReturn]) -> tuple[str, ...]:
    """Names that no circulated report may show in any of these returns, a cover without rows included.

    See docs/指标口径.md 印发.
    """
    names: dict[str, None] = {}
    for returned in returns:
        given = (*returned.cover.persons, returned.cover.raw.get("phone", ""))
        names |= dict.fromkeys(part for name in given for part in _split_names(name))
        for row in returned.projects.rows:
            names |= dict.fromkeys(find_persons(programme, returned, row))
    return tuple(names)


def find_persons(programme: Programme, returned: ReadReturn, row: Row) -> tuple[str, ...]:
    """Tell what no circulated report may show: 责任人, 联系电话, 填报人, 审核人, a 受让方 that is a 自然人.

    See docs/指标口径.md 印发.

    Several names in one cell are given together and one by one.
    """
    phones = [row.text("phone"), returned.cover.raw.get("phone", "")]
    names = [row.text("responsible_person"), *returned.cover.persons, *phones]
    if _is_sold_to_person(programme, row):
        names.append(row.text("counterparty"))
    return tuple(dict.fromkeys(part for name in names for part in _split_names(name)))


def _split_names(text: str) -> list[str]:
    return [part for part in (text.strip(), *_BETWEEN_NAMES.split(text)) if part]


def _is_sold_to_person(programme: Programme, row: Row) -> bool:
    return row.text("counterparty_kind") == programme.enumerations.natural_person


def _fen_given(row: Row, key: str) -> int | None:
    return row.fen(key) if key in row.given else None


def _iso(row: Row, key: str) -> str:
    day = row.day(key)
    return day.isoformat() if day is not None else ""


def _project(programme: Programme, one: AcceptedReturn, row: Row) -> dict[str, Any]:
    quantity = row.decimal("quantity")
    return {
        **{key: row.text(key) for key in _PROJECT_TEXTS},
        "unit": one.unit,
        "month": one.month.month,
        "field": _field(programme, one.unit, row),
        "book_value": _fen_given(row, "book_value"),
        "appraised_value": _fen_given(row, "appraised_value"),
        "quantity": quantity,
        "measure": row.text("measure") if quantity is not None else "",
        "counterparty": "" if _is_sold_to_person(programme, row) else row.text("counterparty"),
        "expected": row.fen("expected"),
        "due_on": _iso(row, "due_on"),
        "done_on": _iso(row, "done_on"),
        "guarantee": row.flag("guarantee"),
        "task": programme.find_task(row.text("task")) or row.text("task"),
        "tags": programme.enumerations.spell_tags(row.text("tags")),
        "persons": find_persons(programme, one.returned, row),
        "file": one.returned.file,
        "sheet": one.returned.projects.name,
        "row": row.number,
    }


def _movement(programme: Programme, one: AcceptedReturn, posting: Posting, listed: dict[str, Row]) -> dict[str, Any]:
    row, opening = posting.row, posting.opening
    project = listed.get(row.text("project"))
    quantity, month = row.decimal("quantity"), row.month("restated_month")

    def of_project(key: str) -> str:
        return project.text(key) if project is not None else ""

    return {
        "unit": one.unit,
        "month": one.month.month,
        "project": row.text("project"),
        "name": of_project("name"),
        "field": _field(programme, one.unit, project),
        "category": of_project("category"),
        "subcategory": of_project("subcategory"),
        "method": of_project("method"),
        "status": of_project("status"),
        "newly": bool(row.flag("newly")),
        "quantity": quantity,
        "measure": row.text("measure") if quantity is not None else "",
        "benefit": row.fen("benefit"),
        "cash": _fen_given(row, "cash"),
        "financing": _fen_given(row, "financing"),
        "injection": _fen_given(row, "injection"),
        "savings": _fen_given(row, "savings"),
        "treasury": row.fen("treasury"),
        "available": row.fen("available"),
        "opening_benefit": opening["benefit"],
        "opening_treasury": opening["treasury"],
        "opening_available": opening["available"],
        "restated_benefit": row.fen("restated_benefit"),
        "restated_treasury": row.fen("restated_treasury"),
        "restated_available": row.fen("restated_available"),
        "restated_month": month.month if month is not None else None,
        "reason": row.text("reason"),
        "social_benefit": row.text("social_benefit"),
        "file": one.returned.file,
        "sha256": one.returned.sha256,
        "row": row.number,
    }


def _letters(sheet: ReadSheet) -> str:
    return " ".join(f"{key}={column_letter(number)}" for key, number in sheet.columns.items())


def _field(programme: Programme, unit: str, project: Row | None) -> str:
    if not programme.counts_by_field(unit):
        return ""
    stated = project.text("field") if project is not None else ""
    # Only an override lets a row pass without its field; its money must still stand in some field's row.
    return stated or programme.unit_by_code[unit].proposed_field or ""


def _listed(returned: ReadReturn) -> dict[str, Row]:
    listed: dict[str, Row] = {}
    for row in returned.projects.rows:
        listed.setdefault(row.text("project"), row)
    return listed


def _ordered(programme: Programme, accepted: Iterable[AcceptedReturn]) -> list[AcceptedReturn]:
    return sorted(accepted, key=lambda one: (programme.register_order[one.unit], one.month))


def build_frame(rows: Sequence[dict[str, Any]], schema: Schema, name: str) -> pd.DataFrame:
    """Build a frame of a schema, of rows that hold a value for every column.

    Raises:
        ValueError, TypeError: A value does not fit its column.
    """
    columns = {
        column: pd.Series([row[column] for row in rows], dtype=cast("Any", kind)) for column, kind in schema.items()
    }
    frame = pd.DataFrame(columns, columns=list(schema))
    assert_schema(frame, schema, name)
    return frame
