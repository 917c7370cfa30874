"""Tables of 变动对比: ranks and main figures, other figures, and the ledger rows behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sanzi_lib.measures.diff_model import FigureDiff, GroupDiff, LineDiff, RowDiff
from sanzi_lib.reports.diff.texts import (
    CHANGE_WORDS,
    LISTED,
    name_figure,
    show_month,
    show_move,
    show_row,
    show_signed,
    show_sources,
    show_standing,
    show_values,
    unit_of,
)
from sanzi_lib.reports.elements.blocks import Align, Cell, Role, Table
from sanzi_lib.reports.elements.columns import (
    LONGEST_LISTED,
    LONGEST_VALUE,
    CellColumn,
    build_table,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING

_MAIN = ("benefit_cumulative", "attainment")
_SAME = "未变"


class _FigureLine(NamedTuple):
    """A figure that differs, of a line that is called ``name``."""

    line: LineDiff
    name: str
    figure: FigureDiff


class _CellLine(NamedTuple):
    """A cell of the ledger behind a figure that changed; without one the sum of them all."""

    line: LineDiff
    figure: FigureDiff
    row: RowDiff | None


def build_ranks_table(group: GroupDiff) -> Table:
    """Every unit of the group with its rank and its main figures, then and now."""
    return build_table(
        f"{group.name}：位次和主要数字",
        _RANKS,
        group.lines,
        total=group.totals,
        landscape=True,
        above_right="单位：万元",
        notes=(f"“{_SAME}”表示这个数没有变动。",),
    )


def build_figures_table(group: GroupDiff) -> Table | None:
    """Build the other figures that differ, a line each; None where there is none."""
    lines = [
        _FigureLine(line, name, figure)
        for line, name, is_part in _iter_named(group)
        for figure in line.figures
        if figure.differs and (is_part or figure.measure not in _MAIN)
    ]
    if not lines:
        return None
    return build_table(
        f"{group.name}：其他数字变动",
        _FIGURES,
        lines,
        style=lambda line: "plain" if line.line.unit else "total",
        above_right="单位：金额为万元",
    )


def build_rows_table(group: GroupDiff) -> Table | None:
    """Build the ledger rows behind the units' figures, with a sum for each figure; None where there is none."""
    lines = [
        _CellLine(line, figure, row)
        for line in group.lines
        for measure in LISTED
        for figure in line.figures
        if figure.measure == measure and figure.rows
        for row in (*figure.rows, None)
    ]
    if not lines:
        return None
    return build_table(
        f"{group.name}：所依据的台账变动",
        _ROWS,
        lines,
        style=lambda line: "total" if line.row is None else "plain",
        landscape=True,
        above_right="单位：金额为万元",
        notes=("“小计”为该指标各笔增减之和，等于上表中该指标的增减。其他单位的项目，列在所计入的牵头单位之下。",),
    )


def _rank_column(key: str, header: str, text: Callable[[LineDiff], str]) -> CellColumn[LineDiff]:
    """Rank a column of ranks; 合计 has none."""
    return text_column(key, header, lambda line: text(line) if line.unit else "", "center")


def _move_cell(line: LineDiff) -> Cell:
    gained = line.places_gained
    role: Role = "good" if gained and gained > 0 else "warn" if gained and gained < 0 else "plain"
    return Cell(show_move(line) if line.unit else "", role=role)


def _main_columns(measure: str, headers: tuple[str, str, str]) -> list[CellColumn[LineDiff]]:
    def column(place: int, part: str) -> CellColumn[LineDiff]:
        def cell(line: LineDiff) -> Cell:
            change = line.find(measure)
            if change is None or not change.differs:
                return Cell(_SAME, role="muted")
            return Cell(show_values(change)[place])

        return CellColumn(f"{measure.removesuffix('_cumulative')}_{part}", headers[place], cell, "right")

    return [column(place, part) for place, part in enumerate(("then", "now", "difference"))]


def _difference_cell(line: _FigureLine) -> Cell:
    figure, difference = line.figure, show_values(line.figure)[2]
    unit = unit_of(figure) if figure.form in ("rate", "days", "count") and difference != NOTHING else ""
    return Cell(f"{difference}{unit}", role="muted" if difference == NOTHING else "plain")


def _cell_column(
    key: str, header: str, text: Callable[[RowDiff, _CellLine], str], align: Align = "left"
) -> CellColumn[_CellLine]:
    """Give a column of the cells that changed; nothing in the line of their sum."""
    return text_column(key, header, lambda line: "" if line.row is None else text(line.row, line), align)


def _say_whose(line: _CellLine) -> str:
    if line.row is None or line.row.part.unit == line.line.unit:
        return line.line.name
    return f"{line.line.name}\n其中：{line.row.part.name}"


def _say_project(row: RowDiff, _: _CellLine) -> str:
    part = row.part
    return f"{part.project}\n{part.title[:LONGEST_VALUE]}" if part.title else part.project


def _say_difference(line: _CellLine) -> str:
    if line.row is None:
        return show_signed(line.figure.rows_total, line.figure.form)
    return show_row(line.row, line.figure.form)[2]


def _iter_named(group: GroupDiff) -> Iterator[tuple[LineDiff, str, bool]]:
    """Every line with its name, and whether it is a part of another."""
    for line in group.lines:
        yield line, line.name, False
        for part in line.parts:
            yield part, f"{line.name}其中：{part.name}", True
    yield group.totals, group.totals.name, False


_RANKS: tuple[CellColumn[LineDiff], ...] = (
    text_column("unit", "单位", lambda line: line.name),
    _rank_column("rank_then", "原位次", lambda line: show_standing(line.rank_then)),
    _rank_column("rank_now", "现位次", lambda line: show_standing(line.rank_now)),
    CellColumn("move", "变动", _move_cell, "center"),
    *_main_columns("benefit_cumulative", ("原累计经济效益", "现累计经济效益", "增减")),
    *_main_columns("attainment", ("原完成率", "现完成率", "增减（百分点）")),
)
_FIGURES: tuple[CellColumn[_FigureLine], ...] = (
    written_column("unit", "单位", lambda line: line.name),
    written_column("figure", "指标", lambda line: name_figure(line.figure)),
    written_column("then", "原", lambda line: show_values(line.figure)[0], limit=LONGEST_LISTED, align="right"),
    written_column("now", "现", lambda line: show_values(line.figure)[1], limit=LONGEST_LISTED, align="right"),
    CellColumn("difference", "增减", _difference_cell, "right"),
)
_ROWS: tuple[CellColumn[_CellLine], ...] = (
    text_column("unit", "单位", _say_whose),
    text_column("figure", "指标", lambda line: f"{name_figure(line.figure)}{'' if line.row else '小计'}"),
    _cell_column("month", "月份", lambda row, _: show_month(row.part.month), "center"),
    _cell_column("project", "项目", _say_project),
    _cell_column("kind", "种类", lambda row, _: row.part.kind, "center"),
    _cell_column("change", "变动", lambda row, _: CHANGE_WORDS[row.change], "center"),
    _cell_column("then", "原", lambda row, line: show_row(row, line.figure.form)[0], "right"),
    _cell_column("now", "现", lambda row, line: show_row(row, line.figure.form)[1], "right"),
    text_column("difference", "增减", _say_difference, "right"),
    _cell_column("source", "出处", lambda row, _: show_sources(row)),
)
