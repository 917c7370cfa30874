"""Tables of 变动对比: ranks and main figures, other figures, and the ledger rows behind them."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.measures.diff_model import FigureChange, GroupChange, LineChange
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
from sanzi_lib.reports.elements.blocks import Cell, Role, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING
from sanzi_lib.reports.elements.plain_table import LONGEST_LISTED, LONGEST_VALUE, Headers, build_plain_table, text_cell

_RANKS: Headers = (
    ("unit", "单位", "left", 0),
    ("rank_then", "原位次", "center", 0),
    ("rank_now", "现位次", "center", 0),
    ("move", "变动", "center", 0),
    ("benefit_then", "原累计经济效益", "right", 0),
    ("benefit_now", "现累计经济效益", "right", 0),
    ("benefit_difference", "增减", "right", 0),
    ("attainment_then", "原完成率", "right", 0),
    ("attainment_now", "现完成率", "right", 0),
    ("attainment_difference", "增减（百分点）", "right", 0),
)
_FIGURES: Headers = (
    ("unit", "单位", "left", 0),
    ("figure", "指标", "left", 0),
    ("then", "原", "right", 0),
    ("now", "现", "right", 0),
    ("difference", "增减", "right", 0),
)
_ROWS: Headers = (
    ("unit", "单位", "left", 0),
    ("figure", "指标", "left", 0),
    ("month", "月份", "center", 0),
    ("project", "项目", "left", 0),
    ("kind", "种类", "center", 0),
    ("change", "变动", "center", 0),
    ("then", "原", "right", 0),
    ("now", "现", "right", 0),
    ("difference", "增减", "right", 0),
    ("source", "出处", "left", 0),
)
_MAIN = ("benefit_cumulative", "attainment")
_SAME = "未变"


def build_ranks_table(group: GroupChange) -> Table:
    """Every unit of the group with its rank and its main figures, then and now."""
    rows = [_build_rank_row(line) for line in group.lines]
    rows.append(_build_rank_row(group.totals, total=True))
    return build_plain_table(
        f"{group.name}：位次和主要数字",
        _RANKS,
        rows,
        landscape=True,
        above_right="单位：万元",
        notes=(f"“{_SAME}”表示这个数没有变动。",),
    )


def _build_rank_row(line: LineChange, *, total: bool = False) -> Row:
    gained = line.places_gained
    role: Role = "good" if gained and gained > 0 else "warn" if gained and gained < 0 else "plain"
    ranks = ("", "", "") if total else (show_standing(line.rank_then), show_standing(line.rank_now), show_move(line))
    main = [cell for measure in _MAIN for cell in _main_cells(line.find(measure))]
    cells = (Cell(line.name), Cell(ranks[0]), Cell(ranks[1]), Cell(ranks[2], role=role), *main)
    return Row(cells, style="total" if total else "plain")


def _main_cells(change: FigureChange | None) -> tuple[Cell, Cell, Cell]:
    if change is None or not change.differs:
        same = Cell(_SAME, role="muted")
        return same, same, same
    then, now, difference = show_values(change)
    return Cell(then), Cell(now), Cell(difference)


def build_figures_table(group: GroupChange) -> Table | None:
    """The other figures that differ, a line each; None where there is none."""
    rows = [
        _build_figure_row(line, name, figure)
        for line, name, is_part in _iter_named(group)
        for figure in line.figures
        if figure.differs and (is_part or figure.measure not in _MAIN)
    ]
    if not rows:
        return None
    return build_plain_table(f"{group.name}：其他数字变动", _FIGURES, rows, above_right="单位：金额为万元")


def _build_figure_row(line: LineChange, name: str, figure: FigureChange) -> Row:
    then, now, difference = show_values(figure)
    unit = unit_of(figure) if figure.form in ("rate", "days", "count") and difference != NOTHING else ""
    cells = (
        text_cell(name),
        text_cell(name_figure(figure)),
        text_cell(then, limit=LONGEST_LISTED),
        text_cell(now, limit=LONGEST_LISTED),
        Cell(f"{difference}{unit}", role="muted" if difference == NOTHING else "plain"),
    )
    return Row(cells, style="total" if not line.unit else "plain")


def build_rows_table(group: GroupChange) -> Table | None:
    """The ledger rows behind the units' figures, with a sum for each figure; None where there is none."""
    rows = [
        row
        for line in group.lines
        for measure in LISTED
        for figure in line.figures
        if figure.measure == measure and figure.rows
        for row in _build_rows(line, figure)
    ]
    if not rows:
        return None
    return build_plain_table(
        f"{group.name}：所依据的台账变动",
        _ROWS,
        rows,
        landscape=True,
        above_right="单位：金额为万元",
        notes=("“小计”为该指标各笔增减之和，等于上表中该指标的增减。其他单位的项目，列在所计入的牵头单位之下。",),
    )


def _build_rows(line: LineChange, figure: FigureChange) -> Iterator[Row]:
    name = name_figure(figure)
    for row in figure.rows:
        part = row.part
        then, now, difference = show_row(row, figure.form)
        whose = line.name if part.unit == line.unit else f"{line.name}\n其中：{part.name}"
        project = f"{part.project}\n{part.title[:LONGEST_VALUE]}" if part.title else part.project
        yield Row(
            (
                Cell(whose),
                Cell(name),
                Cell(show_month(part.month)),
                Cell(project),
                Cell(part.kind),
                Cell(CHANGE_WORDS[row.change]),
                Cell(then),
                Cell(now),
                Cell(difference),
                Cell(show_sources(row)),
            )
        )
    blank = Cell("")
    subtotal = Cell(show_signed(figure.rows_total, figure.form))
    yield Row((Cell(line.name), Cell(f"{name}小计"), *[blank] * 6, subtotal, blank), style="total")


def _iter_named(group: GroupChange) -> Iterator[tuple[LineChange, str, bool]]:
    """Every line with its name, and whether it is a part of another."""
    for line in group.lines:
        yield line, line.name, False
        for part in line.parts:
            yield part, f"{line.name}其中：{part.name}", True
    yield group.totals, group.totals.name, False
