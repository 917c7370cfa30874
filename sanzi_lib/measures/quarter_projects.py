"""Single projects of a quarter: what moved, which are typical, what stands in the way (docs/指标口径.md 季度)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from sanzi_lib.measures.model import Case, Proceeds
from sanzi_lib.measures.quarter_model import Difficulty, QuarterCase, QuarterProject
from sanzi_lib.measures.totals import add_quantities, moved, sum_exactly
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

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
