"""测算: the pace that is needed against the pace so far, and where the year ends at it (domain §5)."""

from __future__ import annotations

from fractions import Fraction

from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING, share_of_money_cell, show_rate, show_yi
from sanzi_lib.reports.elements.outlook import describe_outlook, say_recent_months, show_range
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.overview.texts import list_rows


def build_outlook_table(city: CityMonth, programme: Programme, name_header: str) -> Table | None:
    """Needed and present pace and the year's end of each row of annex 1 and the city; None in December.

    Args:
        city: The city in a month.
        programme: Names the total.
        name_header: Header of the first column.
    """
    month = city.overview.month
    if month.month == 12:
        return None
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("needed", "后续月均需完成", "right", 0),
        ("mean", "年初以来月均", "right", 0),
        ("recent", say_recent_months(city.outlook), "right", 0),
        ("year_end", "全年测算（亿元）", "center", 0),
        ("share", "为年度目标的", "center", 0),
    )
    # One month is no base for a 测算, so the columns for it are left out.
    shown = len(headers) if month.month > 1 else 3
    rows = [
        Row(_build_cells(row.name, row.amounts, outlook)[:shown])
        for row, outlook in zip(city.overview.rows, city.row_outlooks, strict=True)
    ]
    total = _build_cells(programme.total_name, city.overview.city, city.outlook)
    rows.append(Row(total[:shown], style="total"))
    caption = f"分{name_header}后续进度{'和全年测算' if month.month > 1 else ''}"
    return build_plain_table(
        caption,
        headers[:shown],
        rows,
        notes=describe_outlook(complete=_is_complete(city)) if month.month > 1 else (),
        listing=True,
        above_right="月均金额单位：万元",
        sheet=caption,
    )


def _build_cells(name: str, amounts: Amounts, outlook: Outlook) -> tuple[Cell, ...]:
    nothing = Cell(NOTHING, role="muted")
    if outlook.needed is None:
        needed = nothing
    elif amounts.attainment is not None and amounts.attainment >= 1:
        needed = Cell("已完成", role="good")
    else:
        needed = share_of_money_cell(outlook.needed)
    ends = None if outlook.low is None or outlook.high is None else (outlook.low, outlook.high)
    return (
        Cell(name),
        needed,
        share_of_money_cell(outlook.mean),
        nothing if outlook.recent is None else share_of_money_cell(outlook.recent),
        nothing if ends is None else Cell(_show_ends(*ends)),
        nothing if outlook.shares is None else Cell(show_range(*map(show_rate, outlook.shares))),
    )


def _show_ends(low: Fraction, high: Fraction) -> str:
    return show_range(show_yi(low), show_yi(high))


def _is_complete(city: CityMonth) -> bool:
    return all(row.state == "accepted" for row in list_rows(city.overview))
