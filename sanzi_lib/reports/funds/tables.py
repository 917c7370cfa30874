"""The tables on 存量资金: by unit, by kind, item by item with how each figure was reached.

See docs/指标口径.md 存量资金.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sanzi_lib.measures.funds import FundItem, Funds, FundSums, KindFunds, UnitFunds
from sanzi_lib.params.programme import Programme, Thresholds
from sanzi_lib.reports.elements.blocks import Cell, HeaderCell, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    BLANK,
    LONGEST_VALUE,
    MONEY_LINE,
    CellColumn,
    Of,
    build_table,
    text_cell,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING, count_cell, exact_money_cell, rate_cell, show_plain
from sanzi_lib.reports.elements.quotes import say_passage, say_quote
from sanzi_lib.reports.funds import texts as wording

MOST_LISTED = 300
"""Items of a kind that a document lists; the workbook and the JSON have them all."""

ITEMS_SHEET = "分项数据"

_YES_NO = {True: "是", False: "否", None: NOTHING}


def build_units_table(funds: Funds, city_word: str) -> Table:
    """Every unit, the most open first; those that list nothing last, with a dash and not a zero."""
    waiting = wording.rank_open(funds.units)
    settled = [unit for unit in funds.units if unit.sums is not None and unit not in waiting]
    missing = [unit for unit in funds.units if unit.sums is None]
    month = funds.month.month
    columns: list[CellColumn[UnitFunds | None]] = [
        text_column("unit", "单位", lambda unit: f"{city_word}合计" if unit is None else unit.name),
        *_sum_columns(lambda unit: funds.city if unit is None else unit.sums),
        CellColumn("standing", "数据月份", lambda unit: BLANK if unit is None else _standing_cell(unit, month)),
    ]
    return build_table(
        "各单位存量资金收回调出情况",
        columns,
        [*waiting, *settled, *missing, None],
        style=lambda unit: "total" if unit is None else "plain",
        notes=(
            "按待收回由多到少排列，数额相同的按名册顺序；“—”表示没有数据，不等于零。",
            "待收回为各项应收数减已收数之和，不足零的按零计，各项之间不相抵；收回进度＝（应收回调出－待收回）÷应收回调出，"
            "超额部分不计入。",
        ),
        above_right=MONEY_LINE,
        sheet="分单位",
    )


def build_kinds_table(funds: Funds, city_word: str) -> Table:
    """Build the kinds, with their total."""
    columns: list[CellColumn[KindFunds | None]] = [
        text_column("kind", "资金类别", lambda kind: f"{city_word}合计" if kind is None else _name(kind)),
        *_sum_columns(lambda kind: funds.city if kind is None else kind.sums if kind.items else None),
    ]
    return build_table(
        "各类存量资金收回调出情况",
        columns,
        [*funds.kinds, None],
        style=lambda kind: "total" if kind is None else "plain",
        above_right=MONEY_LINE,
        sheet="分类别",
    )


def build_items_table(kind: KindFunds, funds: Funds, programme: Programme) -> Table:
    """Build the items of a kind that has any, with the rule beneath.

    The policy's passage heads the table, so that it stands with every item on each page and screen.
    """
    units = {unit.unit: unit for unit in funds.units}
    shown = kind.items[:MOST_LISTED]
    left_out = len(kind.items) - len(shown)
    quote = programme.policy_texts.find_fund(kind.kind)
    sums, settled = kind.sums, kind.sums.unsettled < kind.sums.items
    columns: tuple[CellColumn[FundItem | None], ...] = (
        text_column(
            "item",
            "单位和资金项目",
            lambda item: f"合计（{sums.items}项）" if item is None else _say_item(item, units[item.unit]),
            weight=2,
        ),
        CellColumn("carryover", "年末结转", lambda item: exact_money_cell((item or sums).carryover), "right"),
        CellColumn(
            "due",
            "应收回调出",
            lambda item: exact_money_cell(item.due if item else sums.due if settled else None),
            "right",
        ),
        text_column(
            "how",
            "测算过程和情况",
            lambda item: "" if item is None else _say_how(item, units[item.unit], funds, programme.thresholds),
            weight=3,
        ),
        CellColumn(
            "done", "已收回或调出", lambda item: exact_money_cell(item.recovered if item else sums.done), "right"
        ),
        CellColumn(
            "open",
            "待收回",
            lambda item: exact_money_cell(item.open if item else sums.open if settled else None),
            "right",
        ),
    )
    notes = [
        wording.say_rule(kind.kind, kind.rule, programme.thresholds),
        *([f"另有{left_out:,}项未列出，见表格“{ITEMS_SHEET}”；合计为全部项目。"] if left_out else []),
    ]
    table = build_table(
        f"{_name(kind)}分项情况",
        columns,
        [*shown, None],
        style=lambda item: "total" if item is None else "plain",
        notes=tuple(notes),
        above_right=MONEY_LINE,
    )
    if quote is None:
        return table
    passage = HeaderCell(say_quote(quote, programme.policy), colspan=len(columns))
    return replace(table, header=((passage,), *table.header))


def build_tidy_table(funds: Funds, programme: Programme) -> Table:
    """Every item with all that is known of it, for the workbook."""
    units = {unit.unit: unit for unit in funds.units}
    month, thresholds = funds.month.month, programme.thresholds
    columns: tuple[CellColumn[FundItem], ...] = (
        text_column("unit", "单位", lambda item: units[item.unit].name),
        text_column("kind", "资金类别", lambda item: wording.name_kind(item.kind, former="former_kind" in item.doubts)),
        written_column("item", "资金项目", lambda item: item.item),
        CellColumn("month", "数据月份", lambda item: count_cell(item.month)),
        CellColumn("income", "当年收入（万元）", lambda item: exact_money_cell(item.income)),
        CellColumn("carryover", "年末结转（万元）", lambda item: exact_money_cell(item.carryover)),
        CellColumn("years", "结转年限", _years_cell),
        text_column("research", "是否科研经费", lambda item: _YES_NO[item.research]),
        CellColumn("due", "应收回调出（万元）", lambda item: exact_money_cell(item.due)),
        CellColumn("done", "已收回或调出（万元）", lambda item: exact_money_cell(item.recovered)),
        CellColumn("over", "超额（万元）", lambda item: exact_money_cell(item.over)),
        CellColumn("open", "待收回（万元）", lambda item: exact_money_cell(item.open)),
        text_column("how", "测算过程", lambda item: wording.say_reckoning(item, thresholds)),
        CellColumn("policy", f"政策依据（{programme.policy}）", lambda item: _policy_cell(item, programme)),
        text_column("remarks", "情况", lambda item: wording.say_remarks(item, units[item.unit], month)),
    )
    return build_table("存量资金分项数据", columns, funds.items, sheet=ITEMS_SHEET, shown=False)


def _name(kind: KindFunds) -> str:
    return wording.name_kind(kind.kind, former=kind.former)


def _standing_cell(unit: UnitFunds, month: int) -> Cell:
    return Cell(wording.say_standing(unit, month), role="plain" if unit.state == "accepted" else "warn")


def _sum_columns(sums: Callable[[Of], FundSums | None]) -> list[CellColumn[Of]]:
    """Sum the columns of sums; what is due and open stays out where no item's is known."""

    def money(key: str, header: str, *, settled: bool = False) -> CellColumn[Of]:
        def cell(of: Of) -> Cell:
            found = sums(of)
            unknown = found is None or (settled and found.unsettled >= found.items)
            return exact_money_cell(None if unknown else getattr(found, key))

        return CellColumn(key, header, cell, "right")

    def items(of: Of) -> Cell:
        found = sums(of)
        return count_cell(None if found is None else found.items)

    def progress(of: Of) -> Cell:
        found = sums(of)
        return rate_cell(None if found is None else found.progress)

    return [
        CellColumn("items", "项数", items, "right"),
        money("carryover", "年末结转"),
        money("due", "应收回调出", settled=True),
        money("done", "已收回或调出"),
        money("over", "其中：超额", settled=True),
        money("open", "待收回", settled=True),
        CellColumn("progress", "收回进度", progress, "right"),
    ]


def _say_item(item: FundItem, unit: UnitFunds) -> str:
    return f"{unit.name}\n{text_cell(item.item, limit=LONGEST_VALUE).text}"


def _say_how(item: FundItem, unit: UnitFunds, funds: Funds, thresholds: Thresholds) -> str:
    said = (wording.say_reckoning(item, thresholds), wording.say_remarks(item, unit, funds.month.month))
    return "\n".join(text for text in said if text)


def _policy_cell(item: FundItem, programme: Programme) -> Cell:
    quote = programme.policy_texts.find_fund(item.kind)
    return ABSENT if quote is None else Cell(say_passage(quote))


def _years_cell(item: FundItem) -> Cell:
    if item.years is None:
        return ABSENT
    text = show_plain(item.years)
    return Cell(text, number=text, places=len(text.partition(".")[2]))
