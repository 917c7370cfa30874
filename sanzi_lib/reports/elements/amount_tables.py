"""The tables of the overview: annex 1, the groups, and what the benefit consists of (domain §6, 全市总览)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.model import Board, NamedAmounts, Overview
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING, gap_cell, join_names, money_cell, rate_cell, yi_cell
from sanzi_lib.reports.elements.ranking import say_mover
from sanzi_lib.reports.elements.rule import show_metric
from sanzi_lib.reports.elements.standing import UNIT_LINE

MONEY_LINE = "金额单位：万元"

Headers = tuple[tuple[str, str, Align, float], ...]
"""Key, header text, alignment and weight of each column."""


def build_groups_table(overview: Overview) -> Table:
    """The groups in the policy's order: benefit, attainment, first, last, and who moved furthest since publication."""
    headers: Headers = (
        ("group", "组别", "left", 0),
        ("benefit_cumulative", "累计经济效益（亿元）", "right", 0),
        ("attainment", "完成率", "right", 0),
        ("gap", "较序时进度", "center", 0),
        ("first", "位次居前", "left", 0),
        ("last", "位次居后", "left", 0),
        ("mover", "位次变化最大", "left", 0),
    )
    return Table(
        caption="各组完成情况和位次",
        columns=_columns(headers),
        header=_header(headers),
        rows=tuple(_build_group(board) for board in overview.groups),
        notes=("较序时进度的单位为百分点；括号内为排名所依据的数据；位次变化与上期定稿榜单相比。",),
    )


def build_amounts_table(rows: tuple[NamedAmounts, ...], total: NamedAmounts, caption: str, name_header: str) -> Table:
    """Rows of annex 1 with target, cumulative figures, attainment and gap, and their total.

    Args:
        rows: Rows of table 1 or fields of table 2.
        total: Their sum.
        caption: Title of the table.
        name_header: Header of the first column.
    """
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("target", "年度目标", "right", 0),
        ("benefit", "本月经济效益", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("attainment", "完成率", "right", 0),
        ("gap", "较序时进度", "center", 0),
    )
    body = [_build_amounts(row, "plain") for row in rows]
    return Table(
        caption=caption,
        columns=_columns(headers),
        header=_header(headers),
        rows=(*body, _build_amounts(total, "total")),
        above_right=UNIT_LINE,
        sheet=caption[:31],
    )


def build_treasury_table(rows: tuple[NamedAmounts, ...], total: NamedAmounts, name_header: str) -> Table:
    """Benefit against treasury against available, three figures that are never added or swapped (domain §1).

    Args:
        rows: Rows of table 1.
        total: Their sum.
        name_header: Header of the first column.
    """
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("treasury_cumulative", "累计入库收益", "right", 0),
        ("available_cumulative", "其中：本级可用财力", "right", 0),
        ("cash_share", "入库率", "right", 0),
    )
    caption = f"分{name_header}入库情况"
    body = [_build_treasury(row, "plain") for row in rows]
    return Table(
        caption=caption,
        columns=_columns(headers),
        header=_header(headers),
        rows=(*body, _build_treasury(total, "total")),
        above_left="入库率＝累计入库收益÷累计经济效益",
        above_right=MONEY_LINE,
        sheet=caption[:31],
    )


def _build_treasury(row: NamedAmounts, style: Literal["plain", "total"]) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell(row.name),
            money_cell(amounts.benefit_cumulative),
            money_cell(amounts.treasury_cumulative),
            money_cell(amounts.available_cumulative),
            rate_cell(amounts.cash_share),
        ),
        style=style,
    )


def build_structure_table(
    parts: Sequence[tuple[str, int]], caption: str, name_header: str, *, notes: tuple[str, ...] = ()
) -> Table:
    """Parts of the cumulative benefit and their shares.

    Args:
        parts: Name and amount in 分; they add up to the whole.
        caption: Title of the table.
        name_header: Header of the first column.
        notes: Lines beneath.
    """
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("share", "占比", "right", 0),
    )
    total = sum(fen for _, fen in parts)
    body = [Row((Cell(name), money_cell(fen), _share_cell(fen, total))) for name, fen in parts]
    body.append(Row((Cell("合计"), money_cell(total), _share_cell(total, total)), style="total"))
    return Table(
        caption=caption,
        columns=_columns(headers),
        header=_header(headers),
        rows=tuple(body),
        above_right=MONEY_LINE,
        notes=notes,
        sheet=caption[:31],
    )


def _columns(headers: Headers) -> tuple[Column, ...]:
    return tuple(Column(key, align, weight) for key, _, align, weight in headers)


def _header(headers: Headers) -> tuple[tuple[HeaderCell, ...], ...]:
    return (tuple(HeaderCell(text) for _, text, _, _ in headers),)


def _share_cell(fen: int, total: int) -> Cell:
    return rate_cell(Fraction(fen, total) if total > 0 else None)


def _build_amounts(row: NamedAmounts, style: Literal["plain", "total"]) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell(row.name),
            money_cell(amounts.target),
            money_cell(amounts.benefit),
            money_cell(amounts.benefit_cumulative),
            rate_cell(amounts.attainment),
            gap_cell(amounts.gap),
        ),
        style=style,
    )


def _build_group(board: Board) -> Row:
    totals = board.totals
    return Row(
        (
            Cell(board.group_name),
            yi_cell(totals.benefit_cumulative),
            rate_cell(totals.attainment),
            gap_cell(totals.gap),
            Cell(_say_end(board, first=True)),
            Cell(_say_end(board, first=False)),
            Cell(say_mover(board)),
        )
    )


def _say_end(board: Board, *, first: bool) -> str:
    if not board.rows:
        return NOTHING
    rank = board.rows[0 if first else -1].rank
    equals = [row for row in board.rows if row.rank == rank]
    if len(equals) == len(board.rows) and not (first and len(equals) == 1):
        return NOTHING if len(equals) == 1 or not first else "位次并列"
    value = show_metric(board, equals[0])
    return f"{join_names((row.name for row in equals), limit=3)}{f'（{value}）' if value else ''}"
