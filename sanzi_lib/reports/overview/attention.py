"""需关注单位 one by one, each with why, named neutrally (domain §6, last paragraph)."""

from __future__ import annotations

from sanzi_lib.measures.attention import list_attention
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.attention import say_points, say_reason
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, PageBreak, Paragraph, Row
from sanzi_lib.reports.elements.formats import gap_cell, rate_cell, state_cell
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.overview.texts import say_city_reporting


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
    before = None if city.against_published is None else city.against_published.published
    then = "" if before is None else f"{before.month.month}月定稿"
    headers: Headers = (
        ("unit", "单位", "left", 0),
        ("group", "组别", "left", 0),
        ("reasons", "情形", "left", 1),
        ("attainment", "完成率", "right", 0),
        ("gap", "较序时进度", "center", 0),
        *((("then", f"{then}时较序时进度", "center", 0),) if before else ()),
        ("state", "报送情况", "center", 0),
    )
    rows = [
        Row(
            (
                Cell(item.row.name),
                Cell(groups[item.row.unit]),
                Cell("；".join(say_reason(reason, limit) for reason in item.reasons)),
                rate_cell(item.row.amounts.attainment),
                gap_cell(item.row.amounts.gap),
                *((gap_cell(before.gap_of(item.row.unit)),) if before else ()),
                state_cell(item.row.state, item.row.days_late),
            )
        )
        for item in attention
    ]
    note = f"滞后序时进度超过{say_points(limit)}、本月未报送或退回修改的，列为需关注单位；较序时进度的单位为百分点。"
    table = build_plain_table("需关注单位及情形", headers, rows, notes=(note, reporting), sheet="需关注单位")
    return (PageBreak(), heading, table)
