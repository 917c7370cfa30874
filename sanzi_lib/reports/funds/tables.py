"""The tables on 存量资金: by unit, by kind, item by item with how each figure was reached (domain §5, Funds)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sanzi_lib.measures.funds import FundItem, Funds, FundSums, KindFunds, UnitFunds
from sanzi_lib.params.programme import Programme, Thresholds
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING, count_cell, exact_money_cell, rate_cell, show_plain
from sanzi_lib.reports.elements.plain_table import LONGEST_VALUE, Headers, build_plain_table, text_cell
from sanzi_lib.reports.elements.quotes import say_quote
from sanzi_lib.reports.funds import texts as wording

MONEY_LINE = "金额单位：万元"
MOST_LISTED = 300
"""Items of a kind that a document lists; the workbook and the JSON have them all."""

ITEMS_SHEET = "分项数据"

_SUMS: Headers = (
    ("items", "项数", "right", 0),
    ("carryover", "年末结转", "right", 0),
    ("due", "应收回调出", "right", 0),
    ("done", "已收回或调出", "right", 0),
    ("over", "其中：超额", "right", 0),
    ("open", "待收回", "right", 0),
    ("progress", "收回进度", "right", 0),
)
_AMOUNTS: Headers = (
    ("due", "应收回调出", "right", 0),
    ("how", "测算过程和情况", "left", 3),
    ("done", "已收回或调出", "right", 0),
    ("open", "待收回", "right", 0),
)
_YES_NO = {True: "是", False: "否", None: NOTHING}


def build_units_table(funds: Funds, city_word: str) -> Table:
    """Every unit, the most open first; those that list nothing last, with a dash and not a zero."""
    waiting = wording.rank_open(funds.units)
    settled = [unit for unit in funds.units if unit.sums is not None and unit not in waiting]
    missing = [unit for unit in funds.units if unit.sums is None]
    headers: Headers = (("unit", "单位", "left", 0), *_SUMS, ("standing", "数据月份", "left", 0))
    rows = [_build_unit(unit, funds.month.month) for unit in (*waiting, *settled, *missing)]
    total = Row((Cell(f"{city_word}合计"), *_sum_cells(funds.city), Cell("")), style="total")
    return build_plain_table(
        "各单位存量资金收回调出情况",
        headers,
        (*rows, total),
        notes=(
            "按待收回由多到少排列，数额相同的按名册顺序；“—”表示没有数据，不等于零。",
            "待收回为各项应收数减已收数之和，不足零的按零计，各项之间不相抵；收回进度＝（应收回调出－待收回）÷应收回调出，"
            "超额部分不计入。",
        ),
        above_right=MONEY_LINE,
        sheet="分单位",
    )


def build_kinds_table(funds: Funds, city_word: str) -> Table:
    """The kinds, with their total."""
    headers: Headers = (("kind", "资金类别", "left", 0), *_SUMS)
    rows = [Row((_kind_cell(kind.kind), *_sum_cells(kind.sums if kind.items else None))) for kind in funds.kinds]
    total = Row((Cell(f"{city_word}合计"), *_sum_cells(funds.city)), style="total")
    return build_plain_table(
        "各类存量资金收回调出情况", headers, (*rows, total), above_right=MONEY_LINE, sheet="分类别"
    )


def build_items_table(kind: KindFunds, funds: Funds, programme: Programme) -> Table:
    """The items of a kind that has any, with the rule and the policy's passage beneath."""
    units = {unit.unit: unit for unit in funds.units}
    shown = kind.items[:MOST_LISTED]
    left_out = len(kind.items) - len(shown)
    quote = programme.policy_texts.funds.get(kind.kind)
    headers: Headers = (
        ("item", "单位和资金项目", "left", 2),
        ("carryover", "年末结转", "right", 0),
        *_AMOUNTS,
    )
    sums = kind.sums
    total = Row(
        (
            Cell(f"合计（{sums.items}项）"),
            exact_money_cell(sums.carryover),
            exact_money_cell(None if sums.unsettled == sums.items else sums.due),
            Cell(""),
            exact_money_cell(sums.done),
            exact_money_cell(None if sums.unsettled == sums.items else sums.open),
        ),
        style="total",
    )
    notes = [
        wording.say_rule(kind.kind, kind.rule, programme.thresholds),
        *([say_quote(quote, programme.policy)] if quote else []),
        *([f"另有{left_out:,}项未列出，见表格“{ITEMS_SHEET}”；合计为全部项目。"] if left_out else []),
    ]
    return build_plain_table(
        f"{kind.kind or wording.NO_KIND}分项情况",
        headers,
        (*(_build_item(item, units, funds.month.month, programme.thresholds) for item in shown), total),
        notes=tuple(notes),
        above_right=MONEY_LINE,
    )


def build_tidy_table(funds: Funds, programme: Programme) -> Table:
    """Every item with all that is known of it, for the workbook."""
    headers: Headers = tuple(
        (key, text, "left", 0)
        for key, text in (
            ("unit", "单位"),
            ("kind", "资金类别"),
            ("item", "资金项目"),
            ("month", "数据月份"),
            ("income", "当年收入（万元）"),
            ("carryover", "年末结转（万元）"),
            ("years", "结转年限"),
            ("research", "是否科研经费"),
            ("due", "应收回调出（万元）"),
            ("done", "已收回或调出（万元）"),
            ("over", "超额（万元）"),
            ("open", "待收回（万元）"),
            ("how", "测算过程"),
            ("remarks", "情况"),
        )
    )
    units = {unit.unit: unit for unit in funds.units}
    return build_plain_table(
        "存量资金分项数据",
        headers,
        (
            Row(
                (
                    Cell(units[item.unit].name),
                    _kind_cell(item.kind),
                    text_cell(item.item),
                    count_cell(item.month),
                    _given_cell(item.income),
                    _given_cell(item.carryover),
                    _years_cell(item),
                    Cell(_YES_NO[item.research]),
                    exact_money_cell(item.due),
                    _given_cell(item.recovered),
                    exact_money_cell(item.over),
                    exact_money_cell(item.open),
                    Cell(wording.say_reckoning(item, programme.thresholds)),
                    Cell(wording.say_remarks(item, units[item.unit], funds.month.month)),
                )
            )
            for item in funds.items
        ),
        sheet=ITEMS_SHEET,
        shown=False,
    )


def _build_unit(unit: UnitFunds, month: int) -> Row:
    standing = wording.say_standing(unit, month)
    return Row(
        (Cell(unit.name), *_sum_cells(unit.sums), Cell(standing, role="plain" if unit.state == "accepted" else "warn"))
    )


def _sum_cells(sums: FundSums | None) -> tuple[Cell, ...]:
    if sums is None:
        return (count_cell(None), *(exact_money_cell(None) for _ in range(5)), rate_cell(None))
    known = sums.unsettled < sums.items
    return (
        count_cell(sums.items),
        exact_money_cell(sums.carryover),
        exact_money_cell(sums.due if known else None),
        exact_money_cell(sums.done),
        exact_money_cell(sums.over if known else None),
        exact_money_cell(sums.open if known else None),
        rate_cell(sums.progress),
    )


def _build_item(item: FundItem, units: Mapping[str, UnitFunds], month: int, thresholds: Thresholds) -> Row:
    unit = units[item.unit]
    how, remarks = wording.say_reckoning(item, thresholds), wording.say_remarks(item, unit, month)
    return Row(
        (
            Cell(f"{unit.name}\n{text_cell(item.item, limit=LONGEST_VALUE).text}"),
            _given_cell(item.carryover),
            exact_money_cell(item.due),
            Cell("\n".join(text for text in (how, remarks) if text)),
            _given_cell(item.recovered),
            exact_money_cell(item.open),
        )
    )


def _given_cell(fen: int | None) -> Cell:
    return exact_money_cell(None if fen is None else Fraction(fen))


def _years_cell(item: FundItem) -> Cell:
    if item.years is None:
        return Cell(NOTHING, role="muted")
    return Cell(show_plain(item.years), number=f"{item.years:f}", places=0 if item.years % 1 == 0 else 1)


def _kind_cell(kind: str) -> Cell:
    return Cell(kind or wording.NO_KIND)
