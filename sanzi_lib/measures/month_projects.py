"""The projects of a month behind each row of a board, amount by amount (domain §2, Counted once; §5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sanzi_lib.measures.scope import scope_of_unit
from sanzi_lib.measures.totals import mark_new_projects
from sanzi_lib.measures.unit_kinds import mark_held
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import MOVEMENTS, assert_schema


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
        benefit: 本月经济效益, 分; ``treasury`` and ``available`` likewise.
        restated_benefit: 追溯调整 in the row, 分, which is no part of the month; ``restated_treasury`` and
            ``restated_available`` likewise.
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
    benefit: int
    treasury: int
    available: int
    restated_benefit: int
    restated_treasury: int
    restated_available: int

    @property
    def is_restated(self) -> bool:
        """True where the row corrects an earlier month."""
        return bool(self.restated_benefit or self.restated_treasury or self.restated_available)


MonthProjects = dict[str, tuple[MonthProject, ...]]
"""Projects by code of the unit in whose row they stand."""


def compute_month_projects(movements: pd.DataFrame, programme: Programme, month: Month, group: str) -> MonthProjects:
    """Every accepted row of the month in a group's rows; they add up to the board's rows exactly.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        programme: The programme of the month's year.
        month: The report month.
        group: Id of the group.

    Returns:
        For each unit of the group its row's projects, the largest benefit first, equal ones in register order and then
        as they stand in the return.
    """
    assert_schema(movements, MOVEMENTS, "movements")
    so_far = movements[movements["month"] <= month.month]
    marked = so_far.assign(
        counted=mark_new_projects(so_far, programme), place=so_far["unit"].map(programme.register_order)
    )
    rows = marked[marked["month"] == month.month].sort_values(["place", "row"], kind="stable")
    rows = rows.sort_values("benefit", ascending=False, kind="stable")
    return {
        unit.code: _build_projects(rows[mark_held(rows, [scope_of_unit(programme, unit.code)])])
        for unit in programme.units_of(group)
    }


def _build_projects(rows: pd.DataFrame) -> tuple[MonthProject, ...]:
    names = [name for name in MonthProject.__dataclass_fields__ if name not in ("newly", "quantity")]
    columns = {name: rows[name].tolist() for name in (*names, "counted", "quantity")}
    return tuple(
        MonthProject(
            **{name: columns[name][place] for name in names},
            newly=bool(columns["counted"][place]),
            quantity=None if pd.isna(columns["quantity"][place]) else columns["quantity"][place],
        )
        for place in range(len(rows))
    )
