"""What each unit's cumulative benefit consists of: the four kinds and 未分类 (docs/指标口径.md 效益构成)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sanzi_lib.measures.model import Board
from sanzi_lib.measures.portions import GroupKinds
from sanzi_lib.reports.elements.blocks import Block, Chart, Heading, Paragraph
from sanzi_lib.reports.elements.charts.multiples import Share, draw_shares
from sanzi_lib.reports.elements.columns import MONEY_LINE, CellColumn, build_table, text_column, value_column
from sanzi_lib.reports.elements.formats import NOTHING, money_cell, show_end, show_rate

SHEET = "效益构成"

UNCLASSIFIED_NOTE = "“未分类”为月报没有列明类型的部分，以及没有分类型数据的期初数和追溯调整。"

Parts = Sequence[tuple[str, int]]


def build_structure(board: Board, kinds: GroupKinds) -> tuple[Block, ...]:
    """Build a table of amounts and a chart of shares, in board order; one sentence where there is no benefit yet.

    Args:
        board: The board.
        kinds: Its rows by kind.
    """
    heading = Heading("效益构成")
    of_unit = {unit.unit: unit.parts for unit in kinds.units}
    rows = [(row.name, of_unit[row.unit]) for row in board.rows]
    if not any(fen for _, parts in rows for _, fen in parts):
        return (heading, Paragraph("本组尚无经济效益，没有构成可列。", role="muted"))
    names = [name for name, _ in kinds.totals]
    columns: tuple[CellColumn[tuple[str, Parts]], ...] = (
        text_column("unit", "单位", lambda row: row[0]),
        *(_kind_column(place, name) for place, name in enumerate(names)),
        value_column("benefit_cumulative", lambda row: sum(fen for _, fen in row[1])),
    )
    table = build_table(
        f"{board.group_name}各单位累计经济效益构成",
        columns,
        rows,
        total=("合计", kinds.totals),
        notes=(UNCLASSIFIED_NOTE,),
        above_right=MONEY_LINE,
        sheet=SHEET,
    )
    return (heading, table, build_shares_chart(board, rows))


def build_shares_chart(board: Board, rows: Sequence[tuple[str, Parts]]) -> Chart:
    """Of what kinds each unit's benefit is, as shares of it.

    Args:
        board: Names the group and the day.
        rows: Name and parts, in board order.
    """
    heads = [name for name, _ in rows[0][1]]
    grid = [(name, [_build_share(fen, parts) for _, fen in parts]) for name, parts in rows]
    said = "；".join(
        f"{name}{'，'.join(f'{head}{cell.text}' for head, cell in zip(heads, cells, strict=True) if cell.value)}"
        if any(cell.value for cell in cells)
        else f"{name}尚无经济效益"
        for name, cells in grid
    )
    caption = f"截至{show_end(board.period)}{board.group_name}各单位累计经济效益由哪几类构成"
    negative = any((cell.value or 0) < 0 for _, cells in grid for cell in cells)
    return Chart(
        svg=draw_shares(grid, heads),
        alt=f"条形图：{caption}，各类占本单位累计经济效益的比重。{said}。",
        caption=f"{caption}（占本单位的比重{'，斜线为负数' if negative else ''}）",
    )


def _kind_column(place: int, name: str) -> CellColumn[tuple[str, Parts]]:
    return CellColumn(f"kind{place + 1}", name, lambda row: money_cell(row[1][place][1]), "right")


def _build_share(fen: int, parts: Parts) -> Share:
    total = sum(amount for _, amount in parts)
    if total <= 0:
        return Share(None, NOTHING)
    share = Fraction(fen, total)
    return Share(float(share), show_rate(share) if fen else NOTHING)
