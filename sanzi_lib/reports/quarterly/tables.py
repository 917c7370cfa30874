"""The tables of the quarterly report: what each row, part and source brought in the quarter and so far (domain §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.model import Brought
from sanzi_lib.measures.portions import AnyPortion, BenefitPortion, Portion
from sanzi_lib.measures.quarter_model import Quarterly, QuarterRow
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.columns import MONEY_LINE
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    count_cell,
    gap_cell,
    money_cell,
    rate_cell,
    show_rank,
    show_state,
    state_cell,
)
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.elements.rule import describe_rule
from sanzi_lib.reports.elements.standing import UNIT_LINE
from sanzi_lib.reports.quarterly.texts import name_quarter

CASH_NOTE = "入库率＝入库收益÷经济效益；经济效益、入库收益、本级可用财力口径不同，不相加、不互相替代。"


def build_units_table(report: Quarterly, programme: Programme) -> Table:
    """Every unit in its group's order, as on the boards of the quarter's last month."""
    assert report.overview is not None
    name, last = name_quarter(report.month), report.month.month
    headers: Headers = (
        ("group", "组别", "left", 0),
        ("unit", "单位", "left", 0),
        ("benefit_quarter", f"{name}经济效益", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("attainment", "完成率", "right", 0),
        ("gap", "较序时进度", "center", 0),
        ("rank", "位次", "center", 0),
        ("state", f"{last}月月报", "center", 0),
    )
    brought = {row.unit: row for row in report.units}
    rows = [
        Row(
            (
                Cell(board.group_name),
                Cell(row.name),
                money_cell(brought[row.unit].brought.benefit),
                money_cell(row.amounts.benefit_cumulative),
                rate_cell(row.amounts.attainment),
                gap_cell(row.amounts.gap),
                Cell(show_rank(row.rank, tied=row.tied)),
                state_cell(row.state, row.days_late),
            )
        )
        for board in report.overview.groups
        for row in board.rows
    ]
    notes = [f"位次为{last}月末各组榜单位次。"]
    notes += dict.fromkeys(describe_rule(board.rule) for board in report.overview.groups)
    if any(row.state != "accepted" for board in report.overview.groups for row in board.rows):
        notes.append(f"{last}月未报送、退回修改的单位，累计数沿用此前通过核验的数据（本年度尚无的为零）。")
    caption = "各单位完成情况"
    return build_plain_table(
        caption, headers, rows, notes=tuple(notes), sheet=caption, row_header=1, above_right=UNIT_LINE
    )


def build_rows_table(
    rows: Sequence[QuarterRow], total: QuarterRow, caption: str, name_header: str, month: Month
) -> Table:
    """Rows of annex 1 with target, quarter, cumulative figure and attainment, and their total.

    Args:
        rows: Rows of table 1, or fields of table 2.
        total: Their sum.
        caption: Title of the table.
        name_header: Header of the first column.
        month: The quarter's last month.
    """
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("target", "年度目标", "right", 0),
        ("benefit_quarter", f"{name_quarter(month)}经济效益", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("attainment", "完成率", "right", 0),
        ("gap", "较序时进度", "center", 0),
    )
    body = [*(_build_row(row, "plain") for row in rows), _build_row(total, "total")]
    return build_plain_table(caption, headers, body, sheet=caption[:31], above_right=UNIT_LINE)


def _build_row(row: QuarterRow, style: Literal["plain", "total"]) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell(row.name),
            money_cell(amounts.target),
            money_cell(row.brought.benefit),
            money_cell(amounts.benefit_cumulative),
            rate_cell(amounts.attainment),
            gap_cell(amounts.gap),
        ),
        style=style,
    )


def build_treasury_table(rows: Sequence[QuarterRow], total: QuarterRow, name_header: str, month: Month) -> Table:
    """Treasury and available by region, of the quarter and so far, beside the benefit (never added: domain §1)."""
    name = name_quarter(month)
    headers: Headers = (
        ("name", name_header, "left", 0),
        ("treasury_quarter", f"{name}入库收益", "right", 0),
        ("available_quarter", f"其中：{name}本级可用财力", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("treasury_cumulative", "累计入库收益", "right", 0),
        ("available_cumulative", "其中：累计本级可用财力", "right", 0),
        ("cash_share", "累计入库率", "right", 0),
    )
    caption = f"分{name_header}入库情况"
    body = [*(_build_treasury(row, "plain") for row in rows), _build_treasury(total, "total")]
    return build_plain_table(caption, headers, body, notes=(CASH_NOTE,), sheet=caption, above_right=MONEY_LINE)


def _build_treasury(row: QuarterRow, style: Literal["plain", "total"]) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell(row.name),
            money_cell(row.brought.treasury),
            money_cell(row.brought.available),
            money_cell(amounts.benefit_cumulative),
            money_cell(amounts.treasury_cumulative),
            money_cell(amounts.available_cumulative),
            rate_cell(amounts.cash_share),
        ),
        style=style,
    )


def build_parts_table(report: Quarterly) -> Table:
    """A lead's row: the whole, its own part, and the parts that other units returned in its fields (其中)."""
    assert report.unit_row is not None
    name = name_quarter(report.month)
    headers: Headers = (
        ("name", "报送单位", "left", 0),
        ("projects_quarter", f"{name}新盘活项目", "right", 0),
        ("benefit_quarter", f"{name}经济效益", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("treasury_cumulative", "累计入库收益", "right", 0),
        ("available_cumulative", "其中：累计本级可用财力", "right", 0),
        ("state", f"{report.month.month}月月报", "center", 0),
    )
    states = {part.unit: show_state(part.state, part.days_late) for part in report.unit_row.of_which}
    states[report.unit_row.unit] = show_state(report.unit_row.state, report.unit_row.days_late)
    rows = [_build_part(part, states[part.unit], "part") for part in report.parts]
    whole = _build_part(report.whole, "", "total")
    caption = "牵头领域分报送单位情况"
    note = "本表为牵头领域的全部数据；“其中”各行为各单位在牵头领域内报送的数据，已含在合计中。"
    return build_plain_table(caption, headers, [whole, *rows], notes=(note,), sheet=caption, above_right=MONEY_LINE)


def _build_part(row: QuarterRow, state: str, style: Literal["total", "part"]) -> Row:
    amounts = row.amounts
    return Row(
        (
            Cell("合计" if style == "total" else f"其中：{row.name}"),
            count_cell(row.brought.projects),
            money_cell(row.brought.benefit),
            money_cell(amounts.benefit_cumulative),
            money_cell(amounts.treasury_cumulative),
            money_cell(amounts.available_cumulative),
            Cell(state),
        ),
        style=style,
    )


def build_quarters_table(report: Quarterly) -> Table:
    """Benefit, treasury and available quarter by quarter, and so far."""
    headers: Headers = (
        ("quarter", "季度", "left", 0),
        ("projects", "新盘活项目", "right", 0),
        ("benefit", "经济效益", "right", 0),
        ("treasury", "入库收益", "right", 0),
        ("available", "其中：本级可用财力", "right", 0),
        ("cash_share", "入库率", "right", 0),
    )
    rows = [
        _build_quarter(name_quarter(Month(report.month.year, 3 * number)), brought)
        for number, brought in enumerate(report.quarters, start=1)
    ]
    amounts = report.whole.amounts
    known = [brought.projects for brought in report.quarters if brought.projects is not None]
    total = Brought(
        sum(known) if known else None,
        amounts.cumulative,
    )
    rows.append(_build_quarter("年初以来累计", total, "total"))
    caption = "分季度效益和入库情况"
    return build_plain_table(caption, headers, rows, notes=(CASH_NOTE,), sheet=caption, above_right=MONEY_LINE)


def _build_quarter(name: str, brought: Brought, style: Literal["plain", "total"] = "plain") -> Row:
    return Row(
        (
            Cell(name),
            count_cell(brought.projects),
            money_cell(brought.benefit),
            money_cell(brought.treasury),
            money_cell(brought.available),
            rate_cell(brought.cash_share),
        ),
        style=style,
    )


def build_portions_table(
    portions: Sequence[AnyPortion], caption: str, name_header: str, month: Month, *, notes: tuple[str, ...] = ()
) -> Table:
    """Parts of the benefit of the quarter and so far, with their shares.

    Args:
        portions: One name each; they add up to the whole.
        caption: Title of the table.
        name_header: Header of the first column.
        month: The quarter's last month.
        notes: Lines beneath.
    """
    headers: Headers = (("name", name_header, "left", 0), *_portion_headers(month))
    whole = _sum(portions)
    rows = [Row((Cell(part.names[-1]), *_portion_cells(part, whole))) for part in portions]
    rows.append(Row((Cell("合计"), *_portion_cells(whole, whole)), style="total"))
    return build_plain_table(caption, headers, rows, notes=notes, sheet=caption, above_right=MONEY_LINE)


def build_categories_table(portions: Sequence[Portion], month: Month) -> Table:
    """Benefit by 三资大类 and 小类, each 大类 with its sum before its 小类."""
    headers: Headers = (
        ("category", "三资大类", "left", 0),
        ("subcategory", "三资小类", "left", 0),
        *_portion_headers(month),
    )
    whole = _sum(portions)
    rows: list[Row] = []
    for category in dict.fromkeys(part.names[0] for part in portions):
        parts = [part for part in portions if part.names[0] == category]
        rows.append(Row((Cell(category, role="strong"), Cell("小计"), *_portion_cells(_sum(parts), whole))))
        rows += [Row((Cell(""), Cell(part.names[-1]), *_portion_cells(part, whole)), style="part") for part in parts]
    rows.append(Row((Cell("合计"), Cell(""), *_portion_cells(whole, whole)), style="total"))
    caption = "分三资类别情况"
    return build_plain_table(caption, headers, rows, sheet=caption, above_right=MONEY_LINE)


def _portion_headers(month: Month) -> Headers:
    return (
        ("benefit_quarter", f"{name_quarter(month)}经济效益", "right", 0),
        ("share_quarter", "占比", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("share_cumulative", "占比", "right", 0),
    )


def _portion_cells(part: AnyPortion, whole: AnyPortion) -> tuple[Cell, ...]:
    return (
        money_cell(part.benefit),
        _share_cell(part.benefit, whole.benefit),
        money_cell(part.benefit_cumulative),
        _share_cell(part.benefit_cumulative, whole.benefit_cumulative),
    )


def _sum(portions: Iterable[AnyPortion]) -> BenefitPortion:
    parts = tuple(portions)
    return BenefitPortion(
        (NOTHING,), sum(part.benefit for part in parts), sum(part.benefit_cumulative for part in parts)
    )


def _share_cell(fen: int, total: int) -> Cell:
    return rate_cell(Fraction(fen, total) if total > 0 else None)
