"""Annex 3, the official board, to the letter: ten columns, a two-row header, the month's figures only.

See docs/指标口径.md 榜单.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Table, TableRow
from sanzi_lib.reports.elements.formats import NOTHING, STATE_WORDS, count_cell, money_cell, show_date, show_quantity
from sanzi_lib.reports.elements.head import build_title
from sanzi_lib.reports.elements.reporting import say_lacking_parts
from sanzi_lib.reports.elements.rule import describe_rule, say_order

SHEET = "榜单"

_COLUMNS = (
    Column("number", "center"),
    Column("unit", "center"),
    Column("projects", "center"),
    Column("quantity", "right"),
    Column("measure", "center"),
    Column("benefit", "right"),
    Column("social_benefit", "left", 3),
    Column("treasury", "right"),
    Column("available", "right"),
    Column("cases", "left", 2),
)

_TRAILING = " 。；;，,、"


def build_official_table(board: Board, programme: Programme, tabulated_on: date) -> Table:
    """Annex 3 for one month and group.

    Its rows follow the ranking; it has no target, rate or rank, no total and no 其中 row.

    Args:
        board: The board.
        programme: Gives the title, the name column's header and the 单位 line.
        tabulated_on: 制表时间.
    """
    return Table(
        caption=build_title(programme.titles.board, programme, board.month.label, board.group_name),
        columns=_COLUMNS,
        header=_build_header(programme.group_by_id[board.group].name_header),
        rows=tuple(TableRow(_build_cells(number, row)) for number, row in enumerate(board.rows, start=1)),
        above_left=f"制表时间：{show_date(tabulated_on)}　　{say_order(board.rule)}",
        above_right=programme.titles.unit_line,
        notes=(describe_rule(board.rule), *_build_notes(board)),
        landscape=True,
        official=True,
        sheet=SHEET,
        row_header=1,
    )


def join_social_benefits(texts: tuple[str, ...], count: int) -> str:
    """Join the month's texts of 社会效益 line by line, then 等N项 where there are more than are shown.

    See docs/指标口径.md 榜单.
    """
    if not count:
        return NOTHING
    if not texts:
        return f"共{count}项"
    lines = "\n".join(text.strip() for text in texts)
    return f"{lines}等{count}项" if count > len(texts) else lines


def tidy_text(text: str) -> str:
    """Give a unit's text on one line, without the stop at its end."""
    return " ".join(text.split()).rstrip(_TRAILING)


def _build_header(name_header: str) -> tuple[tuple[HeaderCell, ...], ...]:
    return (
        (
            HeaderCell("序号", rowspan=2),
            HeaderCell(name_header, rowspan=2),
            HeaderCell("本月盘活的项目总数", rowspan=2),
            HeaderCell("本月盘活项目实物总量", colspan=2),
            HeaderCell("本月形成盘活收益", colspan=2),
            HeaderCell("入库收益（万元）", rowspan=2),
            HeaderCell("其中：形成本级可用财力（万元）", rowspan=2),
            HeaderCell("典型案例说明", rowspan=2),
        ),
        (
            HeaderCell("实物数量"),
            HeaderCell("实物单位（公里、平方米等）"),
            HeaderCell("经济效益（万元）"),
            HeaderCell("社会效益"),
        ),
    )


def _build_cells(number: int, row: BoardRow) -> tuple[Cell, ...]:
    amounts = row.amounts
    head = (count_cell(number), Cell(row.name))
    if amounts.projects is None:
        state = Cell(STATE_WORDS[row.state], role="warn") if row.state != "accepted" else Cell(NOTHING, role="muted")
        return (*head, state, *(Cell(NOTHING, role="muted") for _ in range(7)))
    quantities = amounts.quantities
    if len(quantities) == 1:
        quantity = Cell(
            show_quantity(quantities[0].quantity),
            number=f"{quantities[0].quantity:f}",
            places=0 if quantities[0].quantity == quantities[0].quantity.to_integral_value() else 2,
            kind="quantity",
        )
    else:
        quantity = Cell("\n".join(show_quantity(item.quantity) for item in quantities) or NOTHING)
    return (
        *head,
        count_cell(amounts.projects),
        quantity,
        Cell("\n".join(item.measure for item in quantities) or NOTHING),
        money_cell(amounts.benefit),
        Cell(join_social_benefits(row.social_benefit, row.social_benefit_count)),
        money_cell(amounts.treasury),
        money_cell(amounts.available),
        Cell("\n".join(_list_cases(row)) or NOTHING),
    )


def _list_cases(row: BoardRow) -> Iterator[str]:
    """Give each case's title and the first sentence of its 取得成效."""
    for title, result in zip_longest(row.cases, row.case_results[: len(row.cases)], fillvalue=""):
        yield f"{title.strip()}：{result}" if result else title.strip()


def _build_notes(board: Board) -> tuple[str, ...]:
    notes = []
    if any(row.amounts.projects is None for row in board.rows):
        notes.append("“—”表示本月没有通过核验的数据，不等于零。")
    partly = [row for row in board.rows if row.state != "accepted" and row.amounts.projects is not None]
    notes += [f"{row.name}{STATE_WORDS[row.state]}，本行为其他单位在其牵头领域报送的数据。" for row in partly]
    if lacking := say_lacking_parts(board.rows):
        notes.append(f"{lacking}。")
    return tuple(notes)
