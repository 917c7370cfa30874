"""What changed, as tables on a terminal, as plain lines where there is none, and as JSON (``diff --json``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from rich.box import SIMPLE_HEAD
from rich.table import Table

from sanzi_lib.cli.terminal import Terminal
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
from sanzi_lib.reports.diff import say_findings
from sanzi_lib.reports.diff.texts import (
    CHANGE_WORDS,
    LISTED,
    describe_origin,
    name_figure,
    show_month,
    show_move,
    show_row,
    show_sources,
    show_standing,
    show_values,
    unit_of,
)
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.reports.elements.exact import exact_money, exact_rate
from sanzi_lib.run.progress import clean


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


_MOST_ROWS = 20
"""Ledger rows of a group that a terminal shows, the largest first; the document has them all."""

_RANKS = ("单位", "原位次", "现位次", "变动")
_FIGURES = ("单位", "指标", "原", "现", "增减")
_ROWS = ("单位", "指标", "月份", "项目编号", "种类", "原", "现", "增减", "出处")
_RIGHT = ("原", "现", "增减")


def tell_diff(diff: Diff, terminal: Terminal) -> None:
    """Tell what changed: tables on a terminal, otherwise a line for each rank, figure and row."""
    terminal.say(f"原：{describe_origin(diff.then)}")
    terminal.say(f"现：{describe_origin(diff.now)}")
    for sentence in say_findings(diff):
        terminal.say(sentence)
    for group in diff.groups:
        if not group.differs:
            continue
        if terminal.is_watched:
            _show_tables(group, terminal)
        else:
            for line in _iter_lines(group):
                terminal.say("  ".join(word for word in line if word))


def _show_tables(group: GroupDiff, terminal: Terminal) -> None:
    ranks = [_rank_cells(line) for line in group.lines if line.rank_then != line.rank_now]
    _show_table(f"{group.name}：位次变动", _RANKS, ranks, terminal)
    figures = [_figure_cells(name, figure) for name, figure in _iter_figures(group)]
    _show_table(f"{group.name}：数字变动（金额为万元）", _FIGURES, figures, terminal)
    rows = sorted(_iter_rows(group), key=lambda item: abs(Fraction(item[2].difference)), reverse=True)
    shown = [_row_cells(*item) for item in rows[:_MOST_ROWS]]
    more = f"，共{len(rows)}笔，列出增减最大的{_MOST_ROWS}笔" if len(rows) > _MOST_ROWS else ""
    _show_table(f"{group.name}：台账变动（金额为万元{more}）", _ROWS, shown, terminal)


def _show_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], terminal: Terminal) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for header in headers:
        justify: Literal["left", "right"] = "right" if header in _RIGHT else "left"
        table.add_column(header, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(clean(cell) for cell in row))
    terminal.show(table)


def _iter_lines(group: GroupDiff) -> Iterator[tuple[str, ...]]:
    for line in group.lines:
        if line.rank_then != line.rank_now:
            name, then, now, move = _rank_cells(line)
            yield group.name, "位次", name, f"{then} → {now}", move
    for name, figure in _iter_figures(group):
        unit, measure, then, now, difference = _figure_cells(name, figure)
        yield group.name, "数字", unit, measure, f"{then} → {now}", difference
    for item in _iter_rows(group):
        unit, measure, month, project, kind, then, now, difference, source = _row_cells(*item)
        change = CHANGE_WORDS[item[2].change]
        values = f"{then} → {now}"
        yield group.name, "台账", unit, measure, month, project, kind, change, values, difference, source


def _rank_cells(line: LineDiff) -> tuple[str, str, str, str]:
    return line.name, show_standing(line.rank_then), show_standing(line.rank_now), show_move(line)


def _iter_figures(group: GroupDiff) -> Iterator[tuple[str, FigureDiff]]:
    named = [(line, line.name) for line in group.lines]
    named += [(part, f"{line.name}其中：{part.name}") for line in group.lines for part in line.parts]
    for line, name in (*named, (group.totals, group.totals.name)):
        for figure in line.figures:
            if figure.differs:
                yield name, figure


def _figure_cells(name: str, figure: FigureDiff) -> tuple[str, str, str, str, str]:
    then, now, difference = show_values(figure)
    unit = unit_of(figure) if figure.form != "money" and figure.difference is not None else ""
    return name, name_figure(figure), then, now, f"{difference}{unit}"


def _iter_rows(group: GroupDiff) -> Iterator[tuple[LineDiff, FigureDiff, RowDiff]]:
    for line in group.lines:
        for figure in line.figures:
            if figure.measure in LISTED:
                yield from ((line, figure, row) for row in figure.rows)


def _row_cells(line: LineDiff, figure: FigureDiff, row: RowDiff) -> tuple[str, ...]:
    part = row.part
    whose = line.name if part.unit == line.unit else f"{line.name}其中：{part.name}"
    then, now, difference = show_row(row, figure.form)
    place = show_sources(row).replace("\n", "；").replace("\u3000", "  ")
    return whose, name_figure(figure), show_month(part.month), part.project, part.kind, then, now, difference, place
