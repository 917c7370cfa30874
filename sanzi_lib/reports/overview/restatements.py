"""追溯调整 and 期初数 of the month, line by line, each once (domain §5, Published months)."""

from __future__ import annotations

from sanzi_lib.measures.model import Overview, Restatement, add_proceeds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, Paragraph, Row, Table
from sanzi_lib.reports.elements.columns import MONEY_LINE
from sanzi_lib.reports.elements.formats import money_cell
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.openings import IN_MONTH, say_openings
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.overview.face import list_openings, list_restatements

_HEADERS: Headers = (
    ("unit", "单位", "left", 0),
    ("month", "所属月份", "center", 0),
    ("benefit", "经济效益", "right", 0),
    ("treasury", "入库收益", "right", 0),
    ("available", "本级可用财力", "right", 0),
    ("reason", "原因", "left", 2),
)


def build_restated(overview: Overview, programme: Programme) -> tuple[Block, ...]:
    """What the month corrected of earlier ones; one sentence where there is nothing."""
    heading = Heading("追溯调整")
    restatements = list_restatements(overview)
    opened = tuple(Paragraph(item) for item in say_openings(list_openings(overview), programme, **IN_MONTH))
    if not restatements:
        return (heading, Paragraph("本月没有对以前月份数据的追溯调整。"), *opened)
    return (heading, _build_table(restatements, programme), *opened)


def _build_table(restatements: tuple[Restatement, ...], programme: Programme) -> Table:
    rows = [
        Row(
            (
                Cell(programme.unit_by_code[item.unit].name),
                Cell("以前月份" if item.month is None else f"{item.month.month}月"),
                *map(money_cell, item.proceeds),
                Cell(tidy_text(item.reason) or "未说明原因"),
            )
        )
        for item in restatements
    ]
    rows.append(
        Row(
            (
                Cell("合计"),
                Cell(f"{len(restatements)}笔"),
                *map(money_cell, add_proceeds(item.proceeds for item in restatements)),
                Cell(""),
            ),
            style="total",
        )
    )
    return build_plain_table(
        "本月对以前月份数据的追溯调整",
        _HEADERS,
        rows,
        notes=("负数为调减。追溯调整计入累计数，不计入本月数；已定稿月份的数据不变。",),
        above_right=MONEY_LINE,
        sheet="追溯调整",
    )
