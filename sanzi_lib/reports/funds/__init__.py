"""The report on idle funds (存量资金): the carry-over arithmetic, for analysts (docs/指标口径.md 存量资金、报告)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sanzi_lib.measures.funds import FundItem, Funds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.blocks import Block, DocumentHead, FiguresData, Heading, Notes, Paragraph, Table
from sanzi_lib.reports.elements.columns import CellColumn, text_column
from sanzi_lib.reports.elements.formats import exact_money_cell
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.funds import face, tables
from sanzi_lib.reports.funds.json import build_funds_figures


def build_frame(funds: Funds, programme: Programme) -> pd.DataFrame:
    """Every item with what is due of it and what that is reckoned of, for the analyst; in no document."""
    columns: tuple[CellColumn[FundItem], ...] = (
        text_column("unit", "单位", lambda item: programme.unit_by_code[item.unit].name),
        text_column("kind", "资金类别", lambda item: item.kind),
        text_column("item", "资金项目", lambda item: item.item),
        CellColumn("income", "当年收入（万元）", lambda item: exact_money_cell(item.income)),
        CellColumn("carryover", "年末结转（万元）", lambda item: exact_money_cell(item.carryover)),
        CellColumn("due", "应收回或调出（万元）", lambda item: exact_money_cell(item.due)),
        CellColumn("done", "已收回或调出（万元）", lambda item: exact_money_cell(item.recovered)),
        CellColumn("open", "待收回或调出（应－已，不低于0，万元）", lambda item: exact_money_cell(item.open)),
    )
    return working.build_frame(columns, funds.items)


def build_head(funds: Funds, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        funds: The month.
        programme: Gives the city.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, as far as they hold.
    """
    title = f"{programme.city}{funds.month.label}存量资金情况"
    period = programme.period.period(funds.month)
    subject = f"{funds.month.label}存量资金应收回调出、已收回或调出和待收回的测算，逐项列示。"
    return build_report_head("funds", title, subject, period=period, tabulated_on=tabulated_on, marks=marks)


def build_opening(funds: Funds, programme: Programme) -> tuple[Block, ...]:
    """Build the first page: findings, key figures, where the open money is."""
    period = programme.period.period(funds.month)
    return (
        Heading("主要情况"),
        face.build_findings(funds, period, programme.titles.city_word),
        face.build_key_figures(funds),
        *face.build_open_chart(funds),
    )


def build_units(funds: Funds, programme: Programme) -> tuple[Block, ...]:
    """By unit and by kind."""
    word = programme.titles.city_word
    return (
        Heading("分单位情况"),
        tables.build_units_table(funds, word),
        Heading("分类别情况"),
        tables.build_kinds_table(funds, word),
    )


def build_items(funds: Funds, programme: Programme) -> tuple[Block, ...]:
    """Item by item, a table per kind with its rule beneath."""
    having = [kind for kind in funds.kinds if kind.items]
    if not having:
        return (Heading("分项测算"), Paragraph("没有填报的存量资金项目。", role="muted"))
    return (Heading("分项测算"), *(tables.build_items_table(kind, funds, programme) for kind in having))


def build_notes(programme: Programme) -> tuple[Block, ...]:
    """Tell what the figures mean."""
    return (
        Notes(
            (
                "一个单位的一个资金项目，以截至本月最近一份列有该项目、通过核验的月报为准；当月未报送、退回修改或没有再列的，"
                "沿用此前的数并注明月份，不按零处理。",
                "“已收回或调出”为该月报所填截至当月的数，不逐月相加；超过应收数的，待收回为零，另列超额，不冲抵其他项目。",
                "金额留空按零计，并逐项注明；结转年限留空且不是科研经费的，不能确定应收数，不计入应收和待收回，"
                "其已收数仍计入已收回或调出；部门的结转结余没有注明是否科研经费的，按非科研经费测算。",
                "同一月报中同名的资金项目列有多行的，逐行测算；名称按全角半角、空格不计逐字对照。",
                "应收数按比例计算可能不足1分，测算、合计和所附数据均用未舍入的数，列示时四舍五入到0.01万元，"
                "测算过程列出全部小数；分项之和与合计的末位可能略有出入。",
                f"比例和年限由年度方案规定（{programme.policy}）；存量资金与经济效益、入库收益口径不同，不相加。",
            )
        ),
    )


def build_data(funds: Funds, programme: Programme, tabulated_on: date) -> tuple[Table, FiguresData]:
    """Tell what is not shown: the sheet of items and funds.json."""
    return tables.build_tidy_table(funds, programme), build_funds_figures(funds, programme, tabulated_on)
