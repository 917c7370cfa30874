"""How a group's units moved through the year: places by month, and each unit's own months (domain §5, Rank; §6)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sanzi_lib.measures.board import RankHistory
from sanzi_lib.measures.model import Board, BoardRow, History
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.money import FEN_PER_WAN, FEN_PER_YI, to_wan
from sanzi_lib.reports.elements.blocks import Block, Cell, Chart, Column, HeaderCell, Paragraph, Row, Table
from sanzi_lib.reports.elements.charts.multiples import MOST_STRIPS, Strip, draw_strips
from sanzi_lib.reports.elements.charts.ranks import MOST_LINES, RankLine, draw_ranks
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    count_cell,
    show_amount,
    show_number,
    show_rank,
    show_rate,
    show_yi,
)

SHEET = "各月走势"

_FIRST_MONTH = "1月为首月，尚无各月位次可比。"
_ALONE = "本组只有一个单位，不比较各月位次。"
_MANY = f"本组单位较多，各月位次见工作簿“{SHEET}”表。"


def build_movement(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> tuple[Block, ...]:
    """Places by month, then a strip of months per unit.

    Args:
        board: The board.
        ranks: Its units by month, in any order.
        histories: The same units' months.
    """
    if not board.rows:
        return ()
    return (*_build_ranks(board, ranks, histories), *build_strip_charts(board, histories))


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
        RankLine(
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


def build_strip_charts(board: Board, histories: Sequence[History]) -> tuple[Chart, ...]:
    """Each unit's own months beside its name, in board order; as many charts as pages are needed."""
    of_unit = {history.unit: history for history in histories}
    rows = board.rows
    charts = []
    for first in range(0, len(rows), MOST_STRIPS):
        part = rows[first : first + MOST_STRIPS]
        charts.append(_build_strip_chart(board, [(row, of_unit[row.unit]) for row in part], more=first > 0))
    return tuple(charts)


def build_month_sheet(board: Board, ranks: Sequence[RankHistory], histories: Sequence[History]) -> Table:
    """Every point of both charts, for the workbook: month, unit, place, benefit of the month and cumulative."""
    of_unit = {history.unit: history for history in ranks}
    names = {row.unit: number for number, row in enumerate(board.rows)}
    rows = [
        Row(
            (
                Cell(f"{board.month.year}-{point.month:02d}"),
                Cell(board.group_name),
                Cell(history.name),
                count_cell(_rank_of(of_unit[history.unit].places[point.month - 1])),
                _exact_cell(point.benefit),
                _exact_cell(point.benefit_cumulative),
            )
        )
        for history in sorted(histories, key=lambda history: names[history.unit])
        for point in history.points
    ]
    headers = ("月份", "组", "单位", "位次", "本月经济效益（万元）", "累计经济效益（万元）")
    keys = ("month", "group", "unit", "rank", "benefit", "benefit_cumulative")
    return Table(
        caption=f"{board.group_name}各月走势",
        columns=tuple(Column(key, "left" if number < 3 else "right") for number, key in enumerate(keys)),
        header=(tuple(HeaderCell(text) for text in headers),),
        rows=tuple(rows),
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


def _build_strip_chart(board: Board, rows: Sequence[tuple[BoardRow, History]], *, more: bool) -> Chart:
    strips = [_build_strip(row, history) for row, history in rows]
    months = [f"{month}月" for month in range(1, board.month.month + 1)]
    aimed = any(strip.mark is not None for strip in strips)
    caption = f"{board.group_name}各单位每月实现多少经济效益{'（续）' if more else ''}"
    against = "虚线为年度目标的十二分之一，斜线柱未达到；" if aimed else ""
    said = "；".join(f"{strip.label}（{strip.note}）{_say_strip(strip, months)}" for strip in strips)
    scale = f"{against}各单位纵轴不同；“{NOTHING}”为当月没有通过核验的数据"
    return Chart(
        svg=draw_strips(strips, months),
        alt=f"柱状图：{caption}。{said}。{scale}。",
        caption=f"{caption}（{scale}）",
    )


def _say_strip(strip: Strip, months: Sequence[str]) -> str:
    figures = (f"{month}{text}" for month, text in zip(months, strip.texts, strict=True))
    return "，".join((*figures, *strip.ends))


def _build_strip(row: BoardRow, history: History) -> Strip:
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
    return Strip(
        label=row.name,
        note="亿元" if large else "万元",
        values=tuple(
            None if point.benefit is None else float(Fraction(point.benefit, FEN_PER_YI)) for point in history.points
        ),
        texts=texts,
        solid=tuple(due is None or (point.benefit or 0) >= due for point in history.points),
        mark=None if due is None else float(due / FEN_PER_YI),
        ends=(
            f"累计{show_amount(row.amounts.benefit_cumulative)}",
            *(() if rate is None else (f"完成率{show_rate(rate)}",)),
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
