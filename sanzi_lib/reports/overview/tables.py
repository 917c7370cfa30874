"""The overview's tables of units: who needs attention, what was corrected, where the year ends.

See docs/指标口径.md 测算、报告.
"""

from __future__ import annotations

from typing import NamedTuple

from sanzi_lib.measures.attention import Attention, list_attention
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts, Overview, Proceeds, add_proceeds
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.attention import say_points, say_reason
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, PageBreak, Paragraph, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    MONEY_LINE,
    CellColumn,
    Moneys,
    build_table,
    figure_column,
    money_columns,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.formats import share_of_money_cell, show_rate, show_yi, state_cell
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.openings import IN_MONTH, say_openings
from sanzi_lib.reports.elements.outlook import describe_outlook, say_recent_months, show_range
from sanzi_lib.reports.overview.texts import list_openings, list_restatements, list_rows, say_city_reporting


def build_attention(city: CityMonth, programme: Programme) -> tuple[Block, ...]:
    """Who needs attention and why, the furthest behind first, then those whose month is missing.

    Args:
        city: The city in a month.
        programme: Gives the attention gap.
    """
    limit = programme.thresholds.attention_gap
    attention = list_attention(city.overview, limit)
    heading, reporting = Heading("需关注单位"), f"{say_city_reporting(city.overview)}。"
    if not attention:
        return (PageBreak(), heading, Paragraph(f"本月没有需关注单位。{reporting}"))
    groups = {row.unit: board.group_name for board in city.overview.groups for row in board.rows}
    gap = name_figure("gap")

    def amounts(item: Attention) -> Amounts | None:
        return item.row.known

    columns: list[CellColumn[Attention]] = [
        text_column("unit", "单位", lambda item: item.row.name),
        text_column("group", "组别", lambda item: groups[item.row.unit]),
        text_column(
            "reasons", "情形", lambda item: "；".join(say_reason(reason, limit) for reason in item.reasons), weight=1
        ),
        figure_column("attainment", amounts),
        figure_column("gap", amounts),
        CellColumn("state", "报送情况", lambda item: state_cell(item.row.state, item.row.days_late), "center"),
    ]
    if city.against_published is not None:
        published = city.against_published.published
        header = f"{published.month.month}月定稿时{gap}"
        columns.insert(-1, value_column("gap", lambda item: published.gap_of(item.row.unit), key="then", header=header))
    note = f"滞后序时进度超过{say_points(limit)}、本月未报送或退回修改的，列为需关注单位；{gap}的单位为百分点。"
    table = build_table("需关注单位及情形", columns, attention, notes=(note, reporting), sheet="需关注单位")
    return (PageBreak(), heading, table)


class _Correction(NamedTuple):
    """A restatement, or their sum."""

    unit: str
    month: str
    proceeds: Proceeds
    reason: str


def _moneys(item: _Correction) -> Moneys:
    return item.proceeds


_CORRECTION: tuple[CellColumn[_Correction], ...] = (
    text_column("unit", "单位", lambda item: item.unit),
    text_column("month", "所属月份", lambda item: item.month, "center"),
    *money_columns(_moneys, within=False),
    text_column("reason", "原因", lambda item: item.reason, weight=2),
)


def build_restated(overview: Overview, programme: Programme) -> tuple[Block, ...]:
    """追溯调整 and 期初数 of the month, line by line, each once; one sentence where there is nothing."""
    heading = Heading("追溯调整")
    items = [
        _Correction(
            programme.unit_by_code[item.unit].name,
            "以前月份" if item.month is None else f"{item.month.month}月",
            item.proceeds,
            tidy_text(item.reason) or "未说明原因",
        )
        for item in list_restatements(overview)
    ]
    opened = tuple(Paragraph(item) for item in say_openings(list_openings(overview), programme, **IN_MONTH))
    if not items:
        return (heading, Paragraph("本月没有对以前月份数据的追溯调整。"), *opened)
    total = _Correction("合计", f"{len(items)}笔", add_proceeds(item.proceeds for item in items), "")
    table = build_table(
        "本月对以前月份数据的追溯调整",
        _CORRECTION,
        items,
        total=total,
        notes=("负数为调减。追溯调整计入累计数，不计入本月数；已定稿月份的数据不变。",),
        above_right=MONEY_LINE,
        sheet="追溯调整",
    )
    return (heading, table, *opened)


class _Pace(NamedTuple):
    """A row of annex 1 or the city, and where its year ends (测算)."""

    name: str
    amounts: Amounts
    outlook: Outlook


def build_outlook_table(city: CityMonth, programme: Programme, name_header: str) -> Table | None:
    """Needed and present pace and the year's end of each row of annex 1 and the city; None in December.

    Args:
        city: The city in a month.
        programme: Names the total.
        name_header: Header of the first column.
    """
    month = city.overview.month.month
    if month == 12:
        return None
    columns: list[CellColumn[_Pace]] = [
        text_column("name", name_header, lambda row: row.name),
        CellColumn("needed", "后续月均需完成", _needed_cell, "right"),
        CellColumn("mean", "年初以来月均", lambda row: share_of_money_cell(row.outlook.mean), "right"),
    ]
    if month > 1:  # one month is no base for a 测算
        columns += [
            CellColumn("recent", say_recent_months(city.outlook), _recent_cell, "right"),
            CellColumn("year_end", "全年测算（亿元）", _year_end_cell, "center"),
            CellColumn("share", "为年度目标的", _shares_cell, "center"),
        ]
    complete = all(row.state == "accepted" for row in list_rows(city.overview))
    caption = f"分{name_header}后续进度{'和全年测算' if month > 1 else ''}"
    return build_table(
        caption,
        columns,
        (
            _Pace(row.name, row.amounts, outlook)
            for row, outlook in zip(city.overview.rows, city.row_outlooks, strict=True)
        ),
        total=_Pace(programme.total_name, city.overview.city, city.outlook),
        notes=describe_outlook(complete=complete) if month > 1 else (),
        listing=True,
        above_right="月均金额单位：万元",
        sheet=caption,
    )


def _needed_cell(row: _Pace) -> Cell:
    if row.outlook.needed is None:
        return ABSENT
    if row.amounts.attainment is not None and row.amounts.attainment >= 1:
        return Cell("已完成", role="good")
    return share_of_money_cell(row.outlook.needed)


def _recent_cell(row: _Pace) -> Cell:
    return ABSENT if row.outlook.recent is None else share_of_money_cell(row.outlook.recent)


def _year_end_cell(row: _Pace) -> Cell:
    low, high = row.outlook.low, row.outlook.high
    return ABSENT if low is None or high is None else Cell(show_range(show_yi(low), show_yi(high)))


def _shares_cell(row: _Pace) -> Cell:
    return ABSENT if row.outlook.shares is None else Cell(show_range(*map(show_rate, row.outlook.shares)))
