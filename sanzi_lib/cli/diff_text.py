"""What changed, as tables on a terminal and as plain lines where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.table import Table

from sanzi_lib.cli.terminal import Terminal
from sanzi_lib.measures.diff_model import Diff, FigureDiff, GroupDiff, LineDiff, RowDiff
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
from sanzi_lib.run.progress import clean

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
