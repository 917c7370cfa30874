"""What changed as JSON (``sanzi diff --json``): amounts as strings of 万元 with all digits, rates with ten decimals."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanzi_lib.measures.diff_model import (
    Diff,
    DiffValue,
    FigureDiff,
    GroupDiff,
    LineDiff,
    Origin,
    RowDiff,
)
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.reports.elements.exact import exact_money, exact_rate


def build_diff_json(diff: Diff, *, ascii_only: bool = False) -> str:
    """Everything that changed; what did not is left out.

    Args:
        diff: What changed.
        ascii_only: Escape what is not ASCII, for a stream that may lack it.
    """
    data = {
        "month": str(diff.now.month),
        "then": _origin_json(diff.then),
        "now": _origin_json(diff.now),
        "groups": [_group_json(group) for group in diff.groups if group.differs],
    }
    return json.dumps(data, ensure_ascii=ascii_only, indent=2) + "\n"


def _origin_json(origin: Origin) -> dict[str, Any]:
    published = {"version": origin.version, "published_on": origin.published_on} if origin.version else None
    return {"month": str(origin.month), "published": published}


def _group_json(group: GroupDiff) -> dict[str, Any]:
    return {
        "group": group.group,
        "group_name": group.name,
        "rule": {
            "then": build_rule(group.rule_then) if group.rule_then else None,
            "now": build_rule(group.rule_now) if group.rule_now else None,
        },
        "units": [_unit_json(line) for line in group.lines if line.differs],
        "totals": {"figures": [_figure_json(figure) for figure in group.totals.figures]},
    }


def _unit_json(line: LineDiff) -> dict[str, Any]:
    return {
        "code": line.unit,
        "unit": line.name,
        "rank": {"then": _standing_json(line.rank_then), "now": _standing_json(line.rank_now)},
        "places_gained": line.places_gained,
        "figures": [_figure_json(figure) for figure in line.figures],
        "of_which": [
            {"code": part.unit, "unit": part.name, "figures": [_figure_json(figure) for figure in part.figures]}
            for part in line.parts
        ],
    }


def _standing_json(standing: RankPlace | None) -> dict[str, Any] | None:
    return None if standing is None else {"rank": standing.rank, "tied": standing.tied}


def _figure_json(figure: FigureDiff) -> dict[str, Any]:
    form = figure.form
    label = {"quantity_unit": figure.label} if figure.label else {}
    return {
        "measure": figure.measure,
        **label,
        "then": _plain(figure.then, form),
        "now": _plain(figure.now, form),
        "difference": _plain(figure.difference, form),
        "rows": [_row_json(row, form) for row in figure.rows],
    }


def _row_json(row: RowDiff, form: str) -> dict[str, Any]:
    part = row.part
    return {
        "change": row.change,
        "unit": part.name,
        "month": None if part.month is None else str(part.month),
        "project": part.project,
        "kind": part.kind,
        "then": _part_json(row.then, form),
        "now": _part_json(row.now, form),
        "difference": _plain(row.difference, form),
    }


def _part_json(part: TracePart | None, form: str) -> dict[str, Any] | None:
    if part is None:
        return None
    place = {"file": part.file, "sheet": part.sheet, "cell": part.cell, "sha256": part.sha256}
    return {"amount": _plain(part.amount, form), **place}


def _plain(value: DiffValue, form: str) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, str):
        return value
    if form == "money":
        return exact_money(int(value))
    if isinstance(value, Fraction):
        return exact_rate(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value
