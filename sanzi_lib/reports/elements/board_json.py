"""The JSON of figures that goes with each report (docs/文件与命令.md leaderboard.json).

Amounts are strings of 万元 with all digits that are there; rates are strings with ten decimals, half up, or null.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.figures import FIGURES, STATED
from sanzi_lib.measures.model import Amounts, Board, BoardRow, NamedAmounts, OpenCount, OpenTotals, Overview, Part
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.exact import exact_figure, exact_money, exact_number, exact_rate

FORMAT = 2
"""Of leaderboard.json and overview.json; 1 are those that state none."""

_FIGURES = tuple(key for key in STATED if FIGURES[key].kind in ("money", "rate"))


def build_leaderboard_figures(board: Board, tabulated_on: date) -> FiguresData:
    """leaderboard.json of a board.

    Args:
        board: The board, its units in board order.
        tabulated_on: 制表时间.
    """
    data = {
        "format": FORMAT,
        "programme": board.programme,
        "month": str(board.month),
        "group": board.group,
        "group_name": board.group_name,
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in board.period.days],
        "time_progress": exact_rate(board.time_progress),
        "rule": build_rule(board.rule),
        "units": [_build_unit(row) for row in board.rows],
        "totals": {
            **_build_totals(board.totals),
            **_build_open_totals(board.open),
            "ranks_without_open": board.open.ranks,
        },
    }
    return FiguresData("leaderboard.json", build_json_text(data))


def build_rule(rule: RankRule) -> dict[str, Any]:
    """Build a resolved rule as leaderboard.json states it."""
    stated: dict[str, Any] = {"metric": rule.metric, "tie_breakers": list(rule.tie_breakers)}
    if rule.weights:
        stated["weights"] = {name: f"{weight:f}" for name, weight in rule.weights.items()}
    return stated


def build_overview_figures(overview: Overview, programme: Programme, tabulated_on: date) -> FiguresData:
    """overview.json: rows of table 1 (the row by field with its fields), the groups' totals, the city."""
    return FiguresData("overview.json", build_json_text(build_overview_data(overview, programme, tabulated_on)))


def build_overview_data(overview: Overview, programme: Programme, tabulated_on: date) -> dict[str, Any]:
    """Build the content of overview.json as docs/文件与命令.md has it."""
    fields = [_build_named(field) for field in overview.fields]
    return {
        "format": FORMAT,
        "programme": overview.programme,
        "month": str(overview.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in overview.period.days],
        "time_progress": exact_rate(overview.time_progress),
        "rows": [
            {**_build_named(row), **({"fields": fields} if row.name == programme.own_row else {})}
            for row in overview.rows
        ],
        "groups": {
            board.group: {**_build_totals(board.totals), **_build_open_totals(board.open)} for board in overview.groups
        },
        "city": {**_build_totals(overview.city), **_build_open_totals(overview.open)},
    }


def _build_unit(row: BoardRow) -> dict[str, Any]:
    head = {"code": row.unit, "unit": row.name, "state": row.state, "days_late": row.days_late}
    return {
        **head,
        **_build_amounts(row),
        "rank": row.rank,
        "tied": row.tied,
        "previous_rank": row.previous_rank,
        "rank_change": row.rank_change,
        "open": build_open(row.open),
        "of_which": [_build_part(part) for part in row.of_which],
    }


def build_open(count: OpenCount) -> dict[str, Any]:
    """Build what is open: how many findings, and 万元 at stake."""
    return {"findings": count.findings, "amount": exact_money(count.amount)}


def _build_open_totals(totals: OpenTotals) -> dict[str, Any]:
    return {"open": build_open(totals), "attainment_without_open": exact_rate(totals.attainment)}


def _build_part(part: Part) -> dict[str, Any]:
    head = {"code": part.unit, "unit": part.name, "state": part.state, "days_late": part.days_late}
    return {**head, **_build_amounts(part), "open": build_open(part.open)}


def _build_amounts(row: BoardRow | Part) -> dict[str, Any]:
    amounts = row.amounts
    return {
        "projects": amounts.projects,
        "quantities": [
            {"unit": item.measure, "quantity": exact_number(item.quantity)}
            for item in sorted(amounts.quantities, key=lambda item: item.measure)
        ],
        "social_benefit": list(row.social_benefit),
        "cases": list(row.cases),
        "case_results": list(row.case_results),
        **_build_figures(amounts),
    }


def _build_totals(amounts: Amounts) -> dict[str, Any]:
    return {"projects": amounts.projects, **_build_figures(amounts)}


def _build_figures(amounts: Amounts) -> dict[str, str | None]:
    return {key: exact_figure(key, amounts) for key in _FIGURES}


def _build_named(row: NamedAmounts) -> dict[str, Any]:
    return {"name": row.name, **_build_totals(row.amounts)}
