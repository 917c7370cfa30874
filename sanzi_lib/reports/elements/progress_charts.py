"""The charts of board and overview: which figures are drawn, and what they say in words (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sanzi_lib.measures.model import Amounts, Board, History, NamedAmounts, Overview, UnitState
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.money import FEN_PER_YI
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Chart
from sanzi_lib.reports.elements.charts.bars import Bar, Pillar, Span, draw_bars, draw_pillars
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    STATE_WORDS,
    round_gap,
    show_amount,
    show_end,
    show_gap,
    show_rate,
    show_yi,
)
from sanzi_lib.reports.elements.outlook import show_range


@dataclass(frozen=True)
class ChartEntry:
    """A row of a chart: name, figures (None where nothing is known of them), and the state where it is not accepted."""

    name: str
    amounts: Amounts | None
    state: UnitState = "accepted"

    @property
    def label(self) -> str:
        """Name, with the state where the month is missing."""
        return self.name if self.state == "accepted" else f"{self.name}（{STATE_WORDS[self.state]}）"


def build_progress_chart(board: Board) -> Chart:
    """Attainment against time progress per unit; cumulative benefit where a unit has no target."""
    entries = [ChartEntry(row.name, row.known, row.state) for row in board.rows]
    if entries and all(row.amounts.attainment is not None for row in board.rows):
        return draw_attainment(entries, board.time_progress, f"{board.group_name}完成率与序时进度")
    return draw_benefit(entries, f"截至{show_end(board.period)}{board.group_name}累计经济效益")


def build_rows_chart(overview: Overview) -> Chart:
    """Attainment of every row of annex 1 against time progress, the highest first."""
    entries = _list_entries(overview.rows)
    return draw_attainment(entries, overview.time_progress, "各地区完成率与序时进度")


def build_fields_chart(overview: Overview, name: str) -> Chart:
    """Attainment of every field of table 2 against time progress, the highest first.

    Args:
        overview: The overview.
        name: Name of the row that the fields add up to (市本级).
    """
    entries = _list_entries(overview.fields)
    return draw_attainment(entries, overview.time_progress, f"{name}各工作领域完成率与序时进度")


def _list_entries(rows: Sequence[NamedAmounts]) -> list[ChartEntry]:
    having = [row for row in rows if row.amounts.attainment is not None]
    having.sort(key=lambda row: row.amounts.attainment or Fraction(0), reverse=True)
    return [ChartEntry(row.name, row.amounts) for row in having]


def build_month_chart(
    histories: Sequence[History], totals: Amounts, programme: Programme, name: str, outlook: Outlook | None = None
) -> Chart:
    """Cumulative benefit at the end of each month, held against the time where all of it has a target.

    Args:
        histories: Rows that add up to the whole (a group's units), or the whole alone.
        totals: The whole's figures, for its target; a target counts only where ``totals`` says its rate is of all.
        programme: Says what the time progress of each month is.
        name: What is drawn (县市组).
        outlook: Where the whole's year ends (测算), drawn behind the months; None to leave it out.
    """
    months = [point.month for point in histories[0].points] if histories else []
    sums = [sum(history.points[place].benefit_cumulative for history in histories) for place in range(len(months))]
    target = totals.target if totals.attainment == _share(totals) else None
    pillars = []
    for month, fen in zip(months, sums, strict=True):
        due = None if target is None else target * programme.period.progress(Month(programme.year, month))
        pillars.append(
            Pillar(
                f"{month}月",
                float(Fraction(fen, FEN_PER_YI)),
                show_yi(fen),
                None if due is None else float(due / FEN_PER_YI),
                solid=due is None or fen >= due,
            )
        )
    texts = "，".join(f"{month}月{show_yi(fen)}亿元" for month, fen in zip(months, sums, strict=True))
    span = None if outlook is None else _build_span(outlook, target)
    year = "，全年为年度目标" if span else ""
    against = f"虚线为当月序时进度应达到的数额{year}；实心柱已达到，斜线柱未达到" if target is not None else ""
    more = f"全年测算{show_range(*span.texts)}亿元。" if span else ""
    question = "，全年测算在哪个区间" if span else ""
    return Chart(
        svg=draw_pillars(pillars, mark_text=against, span=span),
        alt=f"柱状图：{name}各月末累计经济效益。{texts}。{more}{f'{against}。' if against else ''}",
        caption=f"{name}各月末累计经济效益{question}（亿元）",
    )


def _build_span(outlook: Outlook, target: int | None) -> Span | None:
    if outlook.low is None or outlook.high is None:
        return None
    return Span(
        label="全年测算",
        low=float(outlook.low / FEN_PER_YI),
        high=float(outlook.high / FEN_PER_YI),
        texts=(show_yi(outlook.low), show_yi(outlook.high)),
        mark=None if target is None else float(Fraction(target, FEN_PER_YI)),
    )


def draw_attainment(entries: Sequence[ChartEntry], progress: Fraction, caption: str) -> Chart:
    """Bars of attainment with a line at the time progress; bars behind the line are hatched."""
    bars, said = [], []
    for entry in entries:
        if entry.amounts is None:
            bars.append(Bar(entry.label, 0, NOTHING))
            said.append(f"{entry.label}{NOTHING}")
            continue
        share, gap = entry.amounts.attainment or Fraction(0), entry.amounts.gap or Fraction(0)
        bars.append(Bar(entry.label, float(share), f"{show_rate(share)}（{show_gap(gap)}）", solid=round_gap(gap) >= 0))
        said.append(f"{entry.label}{show_rate(share)}")
    line = f"序时进度{show_rate(progress)}"
    return Chart(
        svg=draw_bars(bars, line=float(progress), line_text=line),
        alt=f"条形图：{caption}。{line}；{'，'.join(said)}。",
        caption=f"{caption}（括号内为与序时进度相差的百分点，斜线为滞后）",
    )


def draw_benefit(entries: Sequence[ChartEntry], caption: str) -> Chart:
    """Bars of cumulative benefit."""
    bars = [
        Bar(entry.label, 0, NOTHING)
        if entry.amounts is None
        else Bar(
            entry.label,
            float(Fraction(entry.amounts.benefit_cumulative, FEN_PER_YI)),
            show_amount(entry.amounts.benefit_cumulative),
        )
        for entry in entries
    ]
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return Chart(svg=draw_bars(bars), alt=f"条形图：{caption}。{said}。", caption=caption)


def _share(totals: Amounts) -> Fraction | None:
    return Fraction(totals.benefit_cumulative, totals.target) if totals.target else None
