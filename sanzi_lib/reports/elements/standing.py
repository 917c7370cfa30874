"""附表 完成率与位次: target, cumulative figures, attainment, gap, pace, treasury and rank.

See docs/指标口径.md 完成率与序时进度、报告.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sanzi_lib.measures.attainment import compute_pace
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Part
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    CellColumn,
    RowStyle,
    build_table,
    figure_column,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.formats import (
    share_of_money_cell,
    show_end,
    show_rank,
    show_rank_change,
    show_rate,
    state_cell,
)
from sanzi_lib.reports.elements.marks import memo_units
from sanzi_lib.reports.elements.rule import describe_rule, say_order, say_unranked

SHEET = "完成率与位次"

NO_TARGET = "未单列年度目标"

UNIT_LINE = f"单位：金额为万元，{name_figure('gap')}为百分点"


@dataclass(frozen=True)
class _Line:
    """A line of the table: a unit's row, another unit's part of it, or 合计.

    Attributes:
        name: In the column 单位.
        amounts: Its figures; None where nothing is known of them.
        target: 分.
        style: How it is set apart.
        rank: In words; "" for a line that has no place of its own.
        pace: 后续月均需完成.
        change: 位次变化.
        state: 报送情况.
    """

    name: str
    amounts: Amounts | None
    target: int | None
    style: RowStyle
    rank: str
    pace: Cell
    change: Cell
    state: Cell

    @property
    def aimed(self) -> Amounts | None:
        """The figures that a target belongs to; a part has none of them."""
        return None if self.style == "part" else self.amounts


_COLUMNS: tuple[CellColumn[_Line], ...] = (
    text_column("rank", name_figure("rank"), lambda line: line.rank, "center"),
    text_column("unit", "单位", lambda line: line.name),
    value_column("target", lambda line: line.target),
    figure_column("benefit_cumulative", lambda line: line.amounts),
    figure_column("attainment", lambda line: line.aimed),
    figure_column("gap", lambda line: line.aimed),
    CellColumn("pace", "后续月均需完成", lambda line: line.pace, "right"),
    figure_column("treasury_cumulative", lambda line: line.amounts),
    figure_column("available_cumulative", lambda line: line.amounts, within=True),
    figure_column("cash_share", lambda line: line.amounts),
    CellColumn("rank_change", "位次变化", lambda line: line.change, "center"),
    CellColumn("state", "报送情况", lambda line: line.state, "center"),
)


def build_standing_table(board: Board, programme: Programme) -> Table:
    """Build the table beside the official board, in its order, 其中 rows under their lead and the total last.

    Args:
        board: The board.
        programme: Tells memo items and the row that they stand in.
    """
    lines: list[_Line] = []
    for row in board.rows:
        lines.append(_unit_line(row, board.month))
        lines += [_part_line(part) for part in row.of_which]
    return build_table(
        f"附表　{board.group_name}完成率与位次",
        _COLUMNS,
        lines,
        total=_total_line(board),
        style=lambda line: line.style,
        above_left=f"{say_order(board.rule)}；累计数截至{show_end(board.period)}，{name_figure('time_progress')}{show_rate(board.time_progress)}",
        above_right=UNIT_LINE,
        notes=_build_notes(board, programme),
        landscape=True,
        sheet=SHEET,
        row_header=1,
    )


def pace_cell(amounts: Amounts, month: Month, *, cumulative: Fraction | None = None) -> Cell:
    """Give Required monthly pace: 万元 per month left, 已完成, or — (docs/指标口径.md 完成率与序时进度).

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
    return ABSENT if pace is None else share_of_money_cell(pace)


def total_pace_cell(totals: Amounts, month: Month) -> Cell:
    """Give the pace of a sum over units: only what units with a target brought counts against the targets."""
    if totals.target is None or totals.attainment is None:
        return ABSENT
    return pace_cell(totals, month, cumulative=totals.attainment * totals.target)


def _unit_line(row: BoardRow, month: Month) -> _Line:
    amounts, state = row.known, state_cell(row.state, row.days_late, row.open.findings)
    rank, change = show_rank(row.rank, tied=row.tied), Cell(show_rank_change(row.rank_change))
    pace = ABSENT if amounts is None else pace_cell(amounts, month)
    return _Line(row.name, amounts, row.amounts.target, "plain", rank, pace, change, state)


def _part_line(part: Part) -> _Line:
    state = state_cell(part.state, part.days_late)
    return _Line(f"其中：{part.name}", part.amounts, None, "part", "", ABSENT, ABSENT, state)


def _total_line(board: Board) -> _Line:
    accepted = sum(row.state == "accepted" for row in board.rows)
    reported = Cell(f"已报送{accepted}/{len(board.rows)}")
    totals, pace = board.totals, total_pace_cell(board.totals, board.month)
    return _Line("合计", totals, totals.target, "total", "", pace, ABSENT, reported)


def _build_notes(board: Board, programme: Programme) -> tuple[str, ...]:
    rows = board.rows
    notes = [describe_rule(board.rule)]
    if unranked := say_unranked(board):
        notes.append(unranked)
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
    if any(row.state != "accepted" and row.heard for row in rows):
        notes.append("未报送、退回修改的单位，累计数沿用此前通过核验的数据，并据此排名。")
    changes = "位次变化与上一期定稿榜单相比。"
    if all(row.rank_change is None for row in rows):
        changes = "没有可比的上一期定稿榜单，位次变化以“—”表示。"
    notes.append(changes)
    last = "年度终了，不再计算后续月均需完成数。" if board.month.month == 12 else ""
    notes.append(f"入库率＝累计入库收益÷累计经济效益。{last}")
    return tuple(notes)
