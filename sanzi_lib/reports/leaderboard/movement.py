"""How a group's units moved through the year: places by month, and each unit's own months.

See docs/指标口径.md 排名、报告.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sanzi_lib.measures.board import RankHistory
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Board, BoardRow, History, HistoryPoint
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.money import FEN_PER_WAN, FEN_PER_YI, to_wan
from sanzi_lib.reports.elements.blocks import Block, Cell, Chart, Paragraph, Table
from sanzi_lib.reports.elements.charts.canvas import (
    HIGHEST,
    INK,
    SIZE,
    WIDTH,
    build_axes,
    put,
    render,
    text_width,
    write,
)
from sanzi_lib.reports.elements.charts.multiples import MOST_ROWS, MonthlyRow, draw_months
from sanzi_lib.reports.elements.columns import CellColumn, build_table, text_column, value_column
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    show_amount,
    show_number,
    show_rank,
    show_rate,
    show_yi,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 30
"""Lines that can be told apart on a page."""

_PITCH = 0.4
_WIDEST = 0.28
_STROKES: tuple[Any, ...] = ("-", (0, (5, 1.4)), (0, (1.2, 1.2)))
_TONES = ((INK, 1.9), ("#8c8c8c", 1.9), (INK, 0.9))
_FAINT = "#6b6b6b"


@dataclass(frozen=True)
class UnitRanks:
    """A row's way through the months.

    Attributes:
        label: Name, at both ends.
        heights: Line of the grid in which it stands each month, 1 at the top; no two rows share one.
        texts: Its place each month, in the mark.
        faint: True for a month whose figures are older ones.
    """

    label: str
    heights: tuple[int, ...]
    texts: tuple[str, ...]
    faint: tuple[bool, ...]


def draw_ranks(lines: Sequence[UnitRanks], months: Sequence[str]) -> str:
    """Lines from month to month.

    Args:
        lines: In the order of the last month; at most :data:`MOST_LINES`.
        months: Labels beneath, at least two.
    """
    count = max(len(lines), 1)
    pitch = min(_PITCH, (HIGHEST - 0.4) / count)
    size = min(SIZE, max(4.5, pitch * 72 * 0.5))
    figure, axes = build_axes(pitch * count + 0.32)
    height = figure.get_figheight()
    room = max((text_width(line.label, size) for line in lines), default=0.0) + 0.22
    side = min(_WIDEST, room / WIDTH)
    label_size = size * min(1.0, _WIDEST * WIDTH / room)
    axes.set_position((side, 0.3 / height, 1 - 2 * side, pitch * count / height))
    axes.set_xlim(0, max(len(months) - 1, 1))
    axes.set_ylim(count + 0.5, 0.5)
    # Between two marks there must be line enough to be followed.
    mark = min(size * 1.3, 0.42 * WIDTH * (1 - 2 * side) / max(len(months) - 1, 1) * 72)
    for place, line in enumerate(lines):
        _draw_line(axes, place, line.heights)
    marks = [
        (month, at, text, faint)
        for line in lines
        for month, (at, text, faint) in enumerate(zip(line.heights, line.texts, line.faint, strict=True))
    ]
    for faint, colour, edge in ((False, "#000000", 1.1), (True, _FAINT, 0.5)):
        drawn = [mark for mark in marks if mark[3] is faint]
        axes.plot(
            [mark[0] for mark in drawn],
            [mark[1] for mark in drawn],
            linestyle="none",
            marker="o",
            markersize=mark,
            markerfacecolor="#ffffff",
            markeredgecolor=colour,
            markeredgewidth=edge,
            zorder=3,
            clip_on=False,
        )
        for month, at, text, _ in drawn:
            put(axes, month, at, text, mark * 0.62, colour=colour)
    offset = mark / 2 + 6
    for line in lines:
        write(axes, 0, line.heights[0], line.label, label_size, ha="right", offset=(-offset, 0))
        write(axes, len(months) - 1, line.heights[-1], line.label, label_size, ha="left", offset=(offset, 0))
    for month, label in enumerate(months):
        write(axes, month, count + 0.5, label, SIZE - 1, va="top", offset=(0, -4))
    return render(figure)


def _draw_line(axes: Axes, place: int, heights: Sequence[int]) -> None:
    """Draw a line that leaves and meets every mark level, so that crossing lines can be told apart."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    points: list[tuple[float, float]] = [(0.0, heights[0])]
    for month, (before, after) in enumerate(pairwise(heights), start=1):
        points += [(month - 0.5, before), (month - 0.5, after), (month, after)]
    codes = [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)]
    tone, width = _TONES[place % len(_TONES)]
    stroke = _STROKES[place // len(_TONES) % len(_STROKES)]
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            facecolor="none",
            edgecolor=tone,
            linewidth=width,
            linestyle=stroke,
            zorder=2,
            clip_on=False,
        )
    )


SHEET = "各月走势"

_FIRST_MONTH = "1月为首月，尚无各月位次可比。"
_ALONE = "本组只有一个单位，不比较各月位次。"
_MANY = f"本组单位较多，各月位次见工作簿“{SHEET}”表。"


def build_movement(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> tuple[Block, ...]:
    """Places by month, then each unit's own months.

    Args:
        board: The board.
        ranks: Its units by month, in any order.
        histories: The same units' months.
    """
    if not board.rows:
        return ()
    return (*_build_ranks(board, ranks, histories), *build_months_charts(board, histories))


def build_rank_chart(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> Chart:
    """Who stood where at the end of each month; names at both ends, places in the marks.

    Args:
        board: Gives the order of the last month.
        ranks: At least two units and two months.
        histories: Tell the months of which nothing was accepted.
    """
    of_unit = {history.unit: history for history in ranks}
    missing = {history.unit: tuple(point.benefit is None for point in history.points) for history in histories}
    months = range(board.month.month)
    heights: dict[str, list[int]] = {row.unit: [] for row in board.rows}
    for month in months:
        # Level units stand one below the other, in the order in which they stand now.
        order = sorted(heights, key=lambda unit: _sink(of_unit[unit].places[month]))
        for height, unit in enumerate(order, start=1):
            heights[unit].append(height)
    lines = [
        UnitRanks(
            row.name,
            tuple(heights[row.unit]),
            tuple(NOTHING if place is None else str(place.rank) for place in of_unit[row.unit].places),
            missing.get(row.unit, (False,) * len(months)),
        )
        for row in board.rows
    ]
    said = "；".join(f"{row.name}{_say_places(of_unit[row.unit])}" for row in board.rows)
    faint = "，细灰圈为当月没有通过核验的数据" if any(any(line.faint) for line in lines) else ""
    return Chart(
        svg=draw_ranks(lines, [f"{month + 1}月" for month in months]),
        alt=f"折线图：{board.group_name}各单位1月至{board.month.month}月的位次。{said}。",
        caption=f"{board.group_name}各单位位次怎样变化（按目前通过核验的数据；圈内为位次{faint}）",
    )


def build_months_charts(board: Board, histories: Sequence[History]) -> tuple[Chart, ...]:
    """Each unit's own months beside its name, in board order; as many charts as pages are needed."""
    of_unit = {history.unit: history for history in histories}
    rows = board.rows
    charts = []
    for first in range(0, len(rows), MOST_ROWS):
        part = rows[first : first + MOST_ROWS]
        charts.append(_build_months_chart(board, [(row, of_unit[row.unit]) for row in part], more=first > 0))
    return tuple(charts)


def build_month_sheet(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> Table:
    """Every point of both charts, for the workbook: month, unit, place, benefit of the month and cumulative."""
    of_unit = {history.unit: history for history in ranks}
    names = {row.unit: number for number, row in enumerate(board.rows)}
    amount = "（万元）"
    columns: tuple[CellColumn[tuple[History, HistoryPoint]], ...] = (
        text_column("month", "月份", lambda of: f"{board.month.year}-{of[1].month:02d}"),
        text_column("group", "组", lambda _: board.group_name),
        text_column("unit", "单位", lambda of: of[0].name),
        value_column("rank", lambda of: _rank_of(of_unit[of[0].unit].places[of[1].month - 1])),
        CellColumn("benefit", name_figure("benefit") + amount, lambda of: _exact_cell(of[1].benefit), "right"),
        CellColumn(
            "benefit_cumulative",
            name_figure("benefit_cumulative") + amount,
            lambda of: _exact_cell(of[1].benefit_cumulative),
            "right",
        ),
    )
    ordered = sorted(histories, key=lambda history: names[history.unit])
    return build_table(
        f"{board.group_name}各月走势",
        columns,
        ((history, point) for history in ordered for point in history.points),
        sheet=SHEET,
        shown=False,
        row_header=2,
    )


def _build_ranks(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> tuple[Block, ...]:
    if len(board.rows) == 1:
        return (Paragraph(_ALONE, role="muted"),)
    if board.month.month == 1:
        return (Paragraph(_FIRST_MONTH, role="muted"),)
    if len(board.rows) > MOST_LINES:
        return (Paragraph(_MANY, role="muted"),)
    return (build_rank_chart(board, ranks, histories),)


def _rank_of(place: RankPlace | None) -> int | None:
    return None if place is None else place.rank


def _sink(place: RankPlace | None) -> tuple[bool, int]:
    """By rank; units that are not ranked stand below all others."""
    return place is None, _rank_of(place) or 0


def _say_places(history: RankHistory) -> str:
    places = ["不排名" if place is None else show_rank(place.rank, tied=place.tied) for place in history.places]
    if len(set(places)) == 1:
        return f"各月均为{places[0]}"
    return "，".join(f"{month}月{place}" for month, place in enumerate(places, start=1))


def _build_months_chart(board: Board, rows: Sequence[tuple[BoardRow, History]], *, more: bool) -> Chart:
    drawn = [_build_months(row, history) for row, history in rows]
    months = [f"{month}月" for month in range(1, board.month.month + 1)]
    aimed = any(row.mark is not None for row in drawn)
    caption = f"{board.group_name}各单位每月实现多少经济效益{'（续）' if more else ''}"
    against = "虚线为年度目标的十二分之一，斜线柱未达到；" if aimed else ""
    said = "；".join(f"{row.label}（{row.note}）{_say_months(row, months)}" for row in drawn)
    scale = f"{against}各单位纵轴不同；“{NOTHING}”为当月没有通过核验的数据"
    return Chart(
        svg=draw_months(drawn, months),
        alt=f"柱状图：{caption}。{said}。{scale}。",
        caption=f"{caption}（{scale}）",
    )


def _say_months(row: MonthlyRow, months: Sequence[str]) -> str:
    figures = (f"{month}{text}" for month, text in zip(months, row.texts, strict=True))
    return "，".join((*figures, *row.ends))


def _build_months(row: BoardRow, history: History) -> MonthlyRow:
    target = row.amounts.target
    known = [point.benefit for point in history.points if point.benefit is not None]
    due = None if target is None else Fraction(target, 12)
    # A unit's figures are all in one unit of measure, so that its columns can be compared.
    large = any(abs(fen) >= FEN_PER_YI for fen in known)
    texts = tuple(
        NOTHING if point.benefit is None else show_yi(point.benefit) if large else _show_wan(point.benefit)
        for point in history.points
    )
    rate = row.amounts.attainment
    return MonthlyRow(
        label=row.name,
        note="亿元" if large else "万元",
        values=tuple(
            None if point.benefit is None else float(Fraction(point.benefit, FEN_PER_YI)) for point in history.points
        ),
        texts=texts,
        solid=tuple(due is None or (point.benefit or 0) >= due for point in history.points),
        mark=None if due is None else float(due / FEN_PER_YI),
        ends=(
            f"累计{show_amount(row.amounts.benefit_cumulative) if row.heard else NOTHING}",
            *(() if rate is None or not row.heard else (f"完成率{show_rate(rate)}",)),
        ),
    )


def _show_wan(fen: int) -> str:
    """Whole 万元, so that a figure fits over its column; the workbook has all digits."""
    return show_number(Fraction(fen, FEN_PER_WAN), 0)


def _exact_cell(fen: int | None) -> Cell:
    if fen is None:
        return Cell("")
    number = str(to_wan(fen))
    return Cell(number, number=number, places=len(number.partition(".")[2]))
