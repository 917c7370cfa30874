"""Returns built by hand, as reading would give them; amounts are written in 万元."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sanzi_lib.ledger.acceptance.year import MonthInput, accept_year
from sanzi_lib.ledger.layout import CASE_SHEET, FUND_SHEET, MOVEMENT_SHEET, PROJECT_SHEET
from sanzi_lib.ledger.model import Cover, ReadReturn, ReadSheet, Row, TotalRow
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.load import read_programme

ROOT = Path(__file__).parents[3]

COVER_CELLS = {
    key: f"B{number}"
    for number, key in enumerate(
        (
            "unit",
            "month",
            "kind",
            "submitted_on",
            "filled_by",
            "phone",
            "reviewed_by",
            "nature",
            "money_unit",
            "zero_report",
            "project_count",
            "benefit_total",
            "treasury_total",
        ),
        start=2,
    )
}


def fen(value):
    return to_fen(Decimal(str(value)))


def read_row(spec, number, values, bad=()):
    """A row with the values given; amounts in 万元, the rest as they are."""
    read, given = {}, set()
    for column in spec.columns:
        value = values.get(column.key)
        if value is not None and value != "":
            given.add(column.key)
        if column.kind == "amount":
            read[column.key] = fen(value) if value is not None else 0
        elif column.kind == "quantity":
            read[column.key] = Decimal(str(value)) if value is not None else None
        elif column.kind in ("text", "choice", "project", "measure"):
            read[column.key] = value or ""
        else:
            read[column.key] = value
    return Row(number, read, frozenset(given), frozenset(bad))


def read_sheet(spec, rows, totals=(), *, without=(), columns=None):
    kept = [column.key for column in spec.columns if column.key not in without]
    numbers = {key: number for number, key in enumerate(kept, start=1)} if columns is None else columns
    return ReadSheet(spec.name, numbers, tuple(rows), tuple(totals))


class Builder:
    """Builds returns and accepts years of them."""

    def __init__(self, programme):
        self.programme = programme

    def project(self, **values):
        """A row of 项目台账 that has nothing wrong."""
        return {
            "name": f"项目{values.get('project')}",
            "category": "资源",
            "subcategory": "土地",
            "description": "闲置地块",
            "holder": "县自然资源局",
            "method": "租",
            "platform": "衡公资〔2024〕1号",
            "expected": 1000000,
            "due_on": date(2024, 12, 31),
            "status": "推进中",
            "responsible_unit": "县自然资源局",
            "responsible_person": "张三",
            "measure": None,
        } | values

    def movement(self, **values):
        """A row of 盘活情况表; the year to date is the sum unless it is given."""
        row = {"newly": False, "benefit": 0} | values
        if "benefit_to_date" not in row:
            parts = (row.get(key) for key in ("benefit_before", "benefit", "restated_benefit"))
            row["benefit_to_date"] = sum((Decimal(str(part)) for part in parts if part is not None), Decimal(0))
        return row

    def make(
        self,
        rows=(),
        *,
        unit="衡南县",
        month="2024-06",
        kind="月报",
        sent="auto",
        file=None,
        projects=None,
        cases=(),
        funds=(),
        totals=(),
        project_totals=(),
        findings=(),
        bad=None,
        project_bad=None,
        without=(),
        sha=None,
        first_row=3,
        **cover,
    ):
        """A return. ``rows`` are movements; 项目台账 lists their projects unless ``projects`` is given.

        ``bad`` and ``project_bad`` map the place of a row (0, 1, …) to its bad keys.
        """
        at = parse_month(month)
        found = self.programme.find_unit(unit)
        code = found.code if found else None
        rows = [self.movement(**row) for row in rows]
        if projects is None:
            names = dict.fromkeys(row["project"] for row in rows)
            field = found.proposed_field if found else None
            projects = [{"project": name, "field": field} for name in names]
        projects = [self.project(**row) for row in projects]
        file = file or f"{unit}{month}.xlsx"
        sent = datetime(at.year, at.month, 24, 16, 30) if sent == "auto" else sent
        movements = read_sheet(
            MOVEMENT_SHEET,
            [
                read_row(MOVEMENT_SHEET, first_row + i, row, (*(bad or {}).get(i, ()), *without))
                for i, row in enumerate(rows)
            ],
            totals,
            without=without,
        )
        listed = read_sheet(
            PROJECT_SHEET,
            [
                read_row(PROJECT_SHEET, first_row + i, row, (project_bad or {}).get(i, ()))
                for i, row in enumerate(projects)
            ],
            project_totals,
        )
        settings = {
            "unit_name": unit,
            "unit": code,
            "month": at,
            "kind": kind,
            "submitted_on": sent,
            "zero_report": not rows,
            "project_count": len(projects),
            "benefit_total": sum(row.fen("benefit") for row in movements.rows),
            "treasury_total": sum(row.fen("treasury") for row in movements.rows),
            "persons": ("李四", "王五"),
            "cells": COVER_CELLS,
            "raw": {"unit": unit, "month": month, "kind": kind or ""},
        } | cover
        return ReadReturn(
            file=file,
            sha256=sha
            or hashlib.sha256(repr((file, rows, projects, sorted(settings.items(), key=str))).encode()).hexdigest(),
            cover=Cover(**settings),
            projects=listed,
            movements=movements,
            cases=read_sheet(CASE_SHEET, [read_row(CASE_SHEET, first_row + i, row) for i, row in enumerate(cases)]),
            funds=read_sheet(FUND_SHEET, [read_row(FUND_SHEET, first_row + i, row) for i, row in enumerate(funds)]),
            findings=tuple(findings),
        )

    def total(self, number, first_row=3, **values):
        return TotalRow(number, first_row, {key: fen(value) for key, value in values.items()})

    def accept(self, *returns, through=None, overrides=(), unread=(), published=None):
        """Accept returns, each in the folder of its cover's month, or ``(folder month, return)``.

        ``published`` says by month what closed ones were published with.
        """
        placed = [one if isinstance(one, tuple) else (str(one.cover.month), one) for one in returns]
        last = parse_month(through or max(month for month, _ in placed))
        months = []
        for month in last.months_of_year():
            own = tuple(one for at, one in placed if at == str(month))
            months.append(MonthInput(month, own, tuple(unread), bool(own), (published or {}).get(str(month))))
        return accept_year(self.programme, months, overrides)


@pytest.fixture(scope="session")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


@pytest.fixture(scope="session")
def build(programme):
    return Builder(programme)


@pytest.fixture
def errors():
    """What a month calls an error: (rule, sheet, cell, project) of each 错误 that stands."""

    def find(accepted, month=-1, level="错误"):
        return [
            (f.rule, f.sheet, f.cell, f.project)
            for f in accepted.months[month].findings
            if f.level == level and f.override is None
        ]

    return find


@pytest.fixture
def state_of():
    """State of a unit in a month of the frame ``returns``."""

    def find(accepted, unit="430422", month=None):
        frame = accepted.returns
        month = month or Month(2024, 12).month
        at = frame[(frame["unit"] == unit) & (frame["month"] == month)]
        return at["state"].item()

    return find


@pytest.fixture
def asked(build, errors):
    """Findings of one rule in the last month: (rule, sheet, cell, project)."""

    def find(rule, *returns, level="核实"):
        accepted = build.accept(*returns)
        assert errors(accepted) == []
        return [item[1:] for item in errors(accepted, level=level) if item[0] == rule]

    return find
