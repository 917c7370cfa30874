"""附表 完成率与位次: target, cumulative figures, attainment, gap, pace, treasury and rank (domain §5, §6)."""

from __future__ import annotations

from fractions import Fraction

from sanzi_lib.measures.attainment import compute_pace
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Part
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Row, Table
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    gap_cell,
    money_cell,
    rate_cell,
    share_of_money_cell,
    show_day,
    show_rank,
    show_rank_change,
    show_rate,
    state_cell,
)
from sanzi_lib.reports.elements.marks import memo_units
from sanzi_lib.reports.elements.rule import describe_rule

SHEET = "完成率与位次"

NO_TARGET = "未单列年度目标"

UNIT_LINE = "单位：金额为万元，较序时进度为百分点"

_HEADERS: tuple[tuple[str, str, Align], ...] = (
    ("rank", "位次", "center"),
    ("unit", "单位", "left"),
    ("target", "年度目标", "right"),
    ("benefit_cumulative", "累计经济效益", "right"),
    ("attainment", "完成率", "right"),
    ("gap", "较序时进度", "center"),
    ("pace", "后续月均需完成", "right"),
    ("treasury_cumulative", "累计入库收益", "right"),
    ("available_cumulative", "其中：本级可用财力", "right"),
    ("cash_share", "入库率", "right"),
    ("rank_change", "位次变化", "center"),
    ("state", "报送情况", "center"),
)


def build_standing_table(board: Board, programme: Programme) -> Table:
    """The table beside the official board, in its order, 其中 rows under their lead and the total last.

    Args:
        board: The board.
        programme: Tells memo items and the row that they stand in.
    """
    rows: list[Row] = []
    for row in board.rows:
        rows.append(_build_row(row, board.month))
        rows += [_build_part(part) for part in row.of_which]
    rows.append(_build_total(board))
    return Table(
        caption=f"附表　{board.group_name}完成率与位次",
        columns=tuple(Column(key, align) for key, _, align in _HEADERS),
        header=(tuple(HeaderCell(text) for _, text, _ in _HEADERS),),
        rows=tuple(rows),
        above_left=f"累计数截至{show_day(board.period[1])}，序时进度{show_rate(board.time_progress)}",
        above_right=UNIT_LINE,
        notes=_build_notes(board, programme),
        landscape=True,
        sheet=SHEET,
        row_header=1,
    )


def pace_cell(amounts: Amounts, month: Month, *, cumulative: Fraction | None = None) -> Cell:
    """Required monthly pace: 万元 per month left, 已完成, or — (domain §5).

    Args:
        amounts: The row.
        month: Report month.
        cumulative: Cumulative benefit of the units that have a target, 分, for a sum over units; None for one unit.
    """
    if cumulative is None:
        pace = compute_pace(amounts, month)
    elif amounts.target is None or month.month == 12:
        pace = None
    else:
        pace = max(Fraction(0), amounts.target - cumulative) / (12 - month.month)
    if amounts.attainment is not None and amounts.attainment >= 1:
        return Cell("已完成", role="good")
    return Cell(NOTHING, role="muted") if pace is None else share_of_money_cell(pace)


def total_pace_cell(totals: Amounts, month: Month) -> Cell:
    """The pace of a sum over units: only what units with a target brought counts against the targets."""
    if totals.target is None or totals.attainment is None:
        return Cell(NOTHING, role="muted")
    return pace_cell(totals, month, cumulative=totals.attainment * totals.target)


def _build_row(row: BoardRow, month: Month) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell(show_rank(row.rank, tied=row.tied)),
            Cell(row.name),
            money_cell(amounts.target),
            money_cell(amounts.benefit_cumulative),
            rate_cell(amounts.attainment),
            gap_cell(amounts.gap),
            pace_cell(amounts, month),
            money_cell(amounts.treasury_cumulative),
            money_cell(amounts.available_cumulative),
            rate_cell(amounts.cash_share),
            Cell(show_rank_change(row.rank_change)),
            state_cell(row.state, row.days_late),
        )
    )


def _build_part(part: Part) -> Row:
    amounts = part.amounts
    nothing = Cell(NOTHING, role="muted")
    return Row(
        (
            Cell(""),
            Cell(f"其中：{part.name}"),
            nothing,
            money_cell(amounts.benefit_cumulative),
            nothing,
            nothing,
            nothing,
            money_cell(amounts.treasury_cumulative),
            money_cell(amounts.available_cumulative),
            rate_cell(amounts.cash_share),
            nothing,
            state_cell(part.state, part.days_late),
        ),
        style="part",
    )


def _build_total(board: Board) -> Row:
    totals = board.totals
    accepted = sum(row.state == "accepted" for row in board.rows)
    return Row(
        (
            Cell(""),
            Cell("合计"),
            money_cell(totals.target),
            money_cell(totals.benefit_cumulative),
            rate_cell(totals.attainment),
            gap_cell(totals.gap),
            total_pace_cell(totals, board.month),
            money_cell(totals.treasury_cumulative),
            money_cell(totals.available_cumulative),
            rate_cell(totals.cash_share),
            Cell(NOTHING, role="muted"),
            Cell(f"已报送{accepted}/{len(board.rows)}"),
        ),
        style="total",
    )


def _build_notes(board: Board, programme: Programme) -> tuple[str, ...]:
    rows = board.rows
    notes = [describe_rule(board.rule)]
    without = [row.name for row in rows if row.amounts.target is None]
    if without:
        note = f"{'、'.join(without)}{NO_TARGET}，不计算完成率"
        partly = len(without) < len(rows)
        notes.append(f"{note}；合计的完成率只按单列年度目标的单位计算。" if partly else f"{note}。")
    if any(row.of_which for row in rows):
        notes.append("“其中”为其他单位在该牵头单位领域内报送的数据，已含在上一行，不单独排名。")
    if memo := memo_units(programme, board.group):
        notes.append(
            f"{'、'.join(memo)}的数据已含在{programme.own_row}合计中，{programme.titles.city_word}合计不重复计算。"
        )
    if any(row.state != "accepted" for row in rows):
        notes.append("未报送、退回修改的单位，累计数沿用此前通过核验的数据（本年度尚无的为零），并据此排名。")
    changes = "位次变化与上一期定稿榜单相比。"
    if all(row.rank_change is None for row in rows):
        changes = "没有可比的上一期定稿榜单，位次变化以“—”表示。"
    notes.append(changes)
    last = "年度终了，不再计算后续月均需完成数。" if board.month.month == 12 else ""
    notes.append(f"入库率＝累计入库收益÷累计经济效益。{last}")
    return tuple(notes)
