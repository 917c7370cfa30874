"""The projects of a month behind each row of a board, amount by amount (docs/指标口径.md 每个项目计一次)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from sanzi_lib.measures.details import iter_rows, proceeds_of
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.scope import mark_held
from sanzi_lib.measures.totals import mark_new_projects


@dataclass(frozen=True)
class MonthProject:
    """An accepted row of 盘活情况表.

    Attributes:
        unit: Code of the unit that returned it; in a lead department's row it may be another's.
        name: 项目名称, as the unit wrote it.
        category: 三资大类.
        subcategory: 三资小类.
        method: 盘活方式.
        status: 项目状态.
        newly: True where the project counts in 项目总数 by this row: newly put to use, and for the first time.
        quantity: None where the row gives none.
        measure: Unit of measure, "" where there is no quantity.
        proceeds: Of the month, 分.
        restated: 追溯调整 in the row, 分, which is no part of the month.
    """

    unit: str
    name: str
    category: str
    subcategory: str
    method: str
    status: str
    newly: bool
    quantity: Decimal | None
    measure: str
    proceeds: Proceeds
    restated: Proceeds


MonthProjects = dict[str, tuple[MonthProject, ...]]
"""Projects by code of the unit in whose row they stand."""


def compute_month_projects(facts: Facts, group: str) -> MonthProjects:
    """Every accepted row of the month in a group's rows; they add up to the board's rows exactly.

    Args:
        facts: The year to the report month.
        group: Id of the group.

    Returns:
        For each unit of the group its row's projects, the largest benefit first, equal ones in register order and then
        as they stand in the return.
    """
    so_far, programme = facts.movements, facts.programme
    marked = so_far.assign(
        counted=mark_new_projects(so_far, programme), place=so_far["unit"].map(programme.register_order)
    )
    rows = marked[marked["month"] == facts.month.month].sort_values(["place", "row"], kind="stable")
    rows = rows.sort_values("benefit", ascending=False, kind="stable")
    return {
        code: tuple(_build_project(row) for row in iter_rows(rows[mark_held(rows, [source.scope])]))
        for code, source in facts.rows_of(group).items()
    }


def _build_project(row: dict[str, Any]) -> MonthProject:
    return MonthProject(
        **{name: row[name] for name in ("unit", "name", "category", "subcategory", "method", "status", "measure")},
        newly=bool(row["counted"]),
        quantity=None if pd.isna(row["quantity"]) else row["quantity"],
        proceeds=proceeds_of(row),
        restated=proceeds_of(row, "restated_"),
    )
