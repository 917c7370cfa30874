"""数据: one figure per row, exact, for further work in a workbook; not shown in the documents."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sanzi_lib.measures.model import Amounts, Board, BoardRow
from sanzi_lib.money import round_half_up, to_wan
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Row, Table
from sanzi_lib.reports.elements.formats import EXACT_PLACES, STATE_WORDS

SHEET = "数据"

_COLUMNS = (
    ("month", "月份"),
    ("group", "组"),
    ("unit", "单位"),
    ("part", "其中单位"),
    ("state", "报送情况"),
    ("measure", "指标"),
    ("unit_of_measure", "计量单位"),
    ("value", "数值"),
)

_MONEY = (
    ("benefit", "本月经济效益"),
    ("treasury", "本月入库收益"),
    ("available", "本月本级可用财力"),
    ("target", "年度目标"),
    ("benefit_cumulative", "累计经济效益"),
    ("treasury_cumulative", "累计入库收益"),
    ("available_cumulative", "累计本级可用财力"),
)


def build_tidy_table(board: Board) -> Table:
    """Every figure of the board, one per row: amounts in 万元 with all digits, rates in percent.

    A missing figure is an empty cell, never a zero. 其中 rows name their unit in a column of its own; they are part of
    their lead's row.
    """
    rows: list[Row] = []
    for row in board.rows:
        head = (str(board.month), board.group_name, row.name, "", STATE_WORDS[row.state])
        rows += [_build_row(head, line) for line in _iter_row(row)]
        for part in row.of_which:
            head = (str(board.month), board.group_name, row.name, part.name, STATE_WORDS[part.state])
            rows += [_build_row(head, line) for line in _iter_amounts(part.amounts)]
    return Table(
        caption=f"{board.group_name}数据",
        columns=tuple(Column(key, "right" if key == "value" else "left", 1) for key, _ in _COLUMNS),
        header=(tuple(HeaderCell(text) for _, text in _COLUMNS),),
        rows=tuple(rows),
        sheet=SHEET,
        shown=False,
        row_header=2,
    )


Line = tuple[str, str, str | None]
"""Measure, unit of measure, exact number."""


def _iter_row(row: BoardRow) -> Iterator[Line]:
    yield "位次", "位", str(row.rank)
    yield "位次变化", "位", None if row.rank_change is None else str(row.rank_change)
    yield "迟报天数", "天", None if row.days_late is None else str(row.days_late)
    yield from _iter_amounts(row.amounts)


def _iter_amounts(amounts: Amounts) -> Iterator[Line]:
    yield "本月盘活项目数", "个", None if amounts.projects is None else str(amounts.projects)
    for item in amounts.quantities:
        yield "本月实物数量", item.measure, f"{item.quantity:f}"
    for key, name in _MONEY:
        fen: int | None = getattr(amounts, key)
        yield name, "万元", None if fen is None else str(to_wan(fen))
    yield "完成率", "%", _percent(amounts.attainment)
    yield "较序时进度", "百分点", _percent(amounts.gap)
    yield "入库率", "%", _percent(amounts.cash_share)


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else str(round_half_up(share * 100, EXACT_PLACES))


def _build_row(head: tuple[str, ...], line: Line) -> Row:
    measure, unit, number = line
    places = len(number.partition(".")[2]) if number else 0
    value = Cell(number or "", number=number, places=places)
    return Row((*(Cell(text) for text in head), Cell(measure), Cell(unit), value))
