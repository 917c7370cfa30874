"""测算: the pace that is needed against the pace so far, and where the year ends at it (domain §5)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.city import CityMonth
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.params.programme import Programme
from sanzi_lib.report.blocks import Cell, Paragraph, Row, Table
from sanzi_lib.report.formats import NOTHING, share_of_money_cell, show_amount, show_rate, show_yi
from sanzi_lib.report.sections.city import list_rows
from sanzi_lib.report.sections.plain_table import Headers, build_plain_table
from sanzi_lib.report.wording.outlook import describe_outlook, say_outlook, show_range

_WORDS = "后续月均需完成"


def build_outlook(city: CityMonth) -> tuple[Paragraph, ...]:
    """The city's pace and year end in words, and by which rule they were reckoned; nothing in December."""
    month = city.overview.month
    if month.month == 12:
        return ()
    recent = city.outlook.recent
    more = "" if recent is None else f"{_say_recent(city.outlook)}{show_amount(recent)}。"
    notes = describe_outlook(complete=_is_complete(city))
    return (
        Paragraph(f"{say_outlook(city.outlook, month)}{more}"),
        *(Paragraph(note, role="muted") for note in notes),
    )


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
        ("needed", _WORDS, "right", 0),
        ("mean", "年初以来月均", "right", 0),
        ("recent", _say_recent(city.outlook), "right", 0),
        ("year_end", "全年测算（亿元）", "center", 0),
        ("share", "为年度目标的", "center", 0),
    )
    rows = [
        _build_row(row.name, row.amounts, outlook)
        for row, outlook in zip(city.overview.rows, city.row_outlooks, strict=True)
    ]
    rows.append(_build_row(programme.total_name, city.overview.city, city.outlook, style="total"))
    caption = f"分{name_header}后续进度和全年测算"
    return build_plain_table(
        caption,
        headers,
        rows,
        notes=describe_outlook(complete=_is_complete(city)),
        above_right="月均金额单位：万元",
        sheet=caption,
    )


def _build_row(name: str, amounts: Amounts, outlook: Outlook, *, style: Literal["plain", "total"] = "plain") -> Row:
    nothing = Cell(NOTHING, role="muted")
    if outlook.needed is None:
        needed = nothing
    elif amounts.attainment is not None and amounts.attainment >= 1:
        needed = Cell("已完成", role="good")
    else:
        needed = share_of_money_cell(outlook.needed)
    ends = None if outlook.low is None or outlook.high is None else (outlook.low, outlook.high)
    return Row(
        (
            Cell(name),
            needed,
            share_of_money_cell(outlook.mean),
            nothing if outlook.recent is None else share_of_money_cell(outlook.recent),
            nothing if ends is None else Cell(_show_ends(*ends)),
            nothing if outlook.shares is None else Cell(show_range(*map(show_rate, outlook.shares))),
        ),
        style=style,
    )


def _show_ends(low: Fraction, high: Fraction) -> str:
    return show_range(show_yi(low), show_yi(high))


def _say_recent(outlook: Outlook) -> str:
    return f"近{outlook.recent_months}个月月均" if outlook.recent_months > 1 else "最近一个月"


def _is_complete(city: CityMonth) -> bool:
    return all(row.state == "accepted" for row in list_rows(city.overview))
