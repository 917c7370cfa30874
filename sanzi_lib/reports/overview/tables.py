"""The overview's tables of units: who needs attention, what was corrected, where the year ends.

See docs/指标口径.md 测算、报告.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from sanzi_lib.measures.attention import Attention, list_attention
from sanzi_lib.measures.figures import name_figure, name_part
from sanzi_lib.measures.model import Amounts, Overview, Proceeds, add_proceeds
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.measures.portions import Portion, add_portions
from sanzi_lib.money import FEN_PER_YI
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.attention import say_points, say_reason
from sanzi_lib.reports.elements.blocks import Block, Cell, Chart, Heading, PageBreak, Paragraph, Table
from sanzi_lib.reports.elements.charts.bars import Bar, draw_bars
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
from sanzi_lib.reports.elements.formats import (
    count_cell,
    rate_cell,
    share_of_money_cell,
    show_amount,
    show_end,
    show_rate,
    show_yi,
    state_cell,
)
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.openings import IN_MONTH, say_openings
from sanzi_lib.reports.elements.outlook import describe_outlook, say_recent_months, show_range
from sanzi_lib.reports.overview.texts import list_openings, list_restatements, list_rows, say_city_reporting

PORTION_NOTE = (
    "占比为占累计经济效益的比重；入库率＝累计入库收益÷累计经济效益；新盘活项目为年初以来首次盘活的项目。"
    "经济效益、入库收益、本级可用财力口径不同，不相加。"
)


class _Line(NamedTuple):
    """A portion, or a sum of several.

    Attributes:
        name: In the first column.
        portion: Its figures.
        share: 占比.
        style: How it is set apart; a sum above its parts is ``lead``.
    """

    name: str
    portion: Portion
    share: Fraction | None
    style: Literal["plain", "total", "part", "lead"]


def build_category_table(city: CityMonth) -> Table:
    """By 三资大类 and 小类, each 大类 with its sum before its 小类."""
    total = add_portions(city.categories)
    lines: list[_Line] = []
    for category in dict.fromkeys(part.names[0] for part in city.categories):
        parts = tuple(part for part in city.categories if part.names[0] == category)
        lines.append(_line(category, add_portions(parts), total, "lead"))
        lines += [_line(part.names[1], part, total, "part") for part in parts]
    return _build_table(city, "category", "三资类别", lines, total)


def build_method_table(city: CityMonth) -> Table:
    """By 盘活方式."""
    total = add_portions(city.methods)
    return _build_table(city, "method", "盘活方式", [_line(part.names[0], part, total) for part in city.methods], total)


def build_category_chart(city: CityMonth) -> Chart | None:
    """Which 三资小类 brought the benefit, the largest first; None where there is nothing to draw."""
    parts = [(f"{part.names[0]}·{part.names[1]}", part.benefit_cumulative) for part in city.categories]
    moved = sorted((item for item in parts if item[1]), key=lambda item: -item[1])
    return _draw(city, moved, "累计经济效益来自哪些三资小类", "三资小类")


def build_method_chart(city: CityMonth) -> Chart | None:
    """Tell what each 盘活方式 brought, in the programme's order; None where there is nothing to draw."""
    parts = [(part.names[0], part.benefit_cumulative) for part in city.methods]
    return _draw(city, parts, "各盘活方式带来多少累计经济效益", "盘活方式")


def build_kind_chart(city: CityMonth) -> Chart | None:
    """Tell what each of the four kinds brought; None where there is nothing to draw."""
    return _draw(city, city.overview.kinds, "累计经济效益由哪几类构成", "效益类型")


def build_cash_chart(city: CityMonth) -> Chart | None:
    """How much of the benefit reached the treasury, and how much of that is available; None where all is nothing."""
    amounts = city.overview.city
    steps = (
        (name_figure("benefit_cumulative"), amounts.benefit_cumulative, ""),
        (
            name_figure("treasury_cumulative"),
            amounts.treasury_cumulative,
            _say_share(name_figure("cash_share"), amounts.cash_share),
        ),
        (
            name_part("available_cumulative"),
            amounts.available_cumulative,
            _say_share("占入库收益的", _share(amounts.available_cumulative, amounts.treasury_cumulative)),
        ),
    )
    if not any(fen for _, fen, _ in steps):
        return None
    bars = [Bar(name, _length(fen), f"{show_amount(fen)}{share}") for name, fen, share in steps]
    caption = f"截至{show_end(city.overview.period)}，效益有多少入库、多少形成财力"
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return Chart(
        svg=draw_bars(bars),
        alt=f"条形图：{caption}。{said}。三者口径不同，不相加。",
        caption=f"{caption}（三者口径不同，不相加）",
    )


def _draw(city: CityMonth, parts: Sequence[tuple[str, int]], caption: str, what: str) -> Chart | None:
    if not any(fen for _, fen in parts):
        return None
    total = city.overview.city.benefit_cumulative
    bars = [
        Bar(name, _length(fen), f"{show_amount(fen)}{_say_share('', _share(fen, total))}", solid=fen >= 0)
        for name, fen in parts
    ]
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return Chart(
        svg=draw_bars(bars), alt=f"条形图：{caption}。按{what}：{said}。", caption=f"{caption}（括号内为占比）"
    )


def _build_table(city: CityMonth, key: str, name_header: str, lines: Sequence[_Line], total: Portion) -> Table:
    known = city.overview.city.benefit is not None
    columns: tuple[CellColumn[_Line], ...] = (
        CellColumn(key, name_header, lambda line: Cell(line.name, role="strong" if line.style == "lead" else "plain")),
        CellColumn("projects", "新盘活项目（个）", lambda line: count_cell(line.portion.projects), "right"),
        value_column("benefit", lambda line: line.portion.benefit if known else None),
        value_column("benefit_cumulative", lambda line: line.portion.benefit_cumulative),
        CellColumn("share", "占比", lambda line: rate_cell(line.share), "right"),
        value_column("treasury_cumulative", lambda line: line.portion.cumulative.treasury),
        value_column("available_cumulative", lambda line: line.portion.cumulative.available, within=True),
        value_column("cash_share", lambda line: line.portion.cumulative.cash_share),
    )
    caption = f"分{name_header}情况"
    return build_table(
        caption,
        columns,
        lines,
        total=_line("合计", total, total, "total"),
        style=lambda line: "plain" if line.style == "lead" else line.style,
        notes=(PORTION_NOTE,),
        above_right=MONEY_LINE,
        sheet=caption,
    )


def _line(
    name: str, part: Portion, total: Portion, style: Literal["plain", "total", "part", "lead"] = "plain"
) -> _Line:
    return _Line(name, part, _share(part.benefit_cumulative, total.benefit_cumulative), style)


def _share(fen: int, whole: int) -> Fraction | None:
    return Fraction(fen, whole) if whole > 0 else None


def _say_share(word: str, share: Fraction | None) -> str:
    return "" if share is None else f"（{word}{show_rate(share)}）"


def _length(fen: int) -> float:
    return float(Fraction(fen, FEN_PER_YI))


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
        CellColumn(
            "state",
            "报送情况",
            lambda item: state_cell(item.row.state, item.row.days_late, item.row.open.findings),
            "center",
        ),
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
