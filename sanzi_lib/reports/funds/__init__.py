"""The report on idle funds (存量资金): the carry-over arithmetic, for analysts (docs/指标口径.md 存量资金、报告)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.funds import FundItem, Funds, FundSums, KindFunds, UnitFunds
from sanzi_lib.money import FEN_PER_WAN, round_half_up, to_exact_wan
from sanzi_lib.params.programme import PolicyText, Programme, Thresholds
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.charts.bars import Bar, draw_bars
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
from sanzi_lib.reports.elements.formats import (
    EXACT_PLACES,
    NOTHING,
    count_cell,
    exact_money_cell,
    rate_cell,
    show_plain,
    show_rate,
    show_wan,
    split_amount,
)
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.quotes import say_passage, say_quote
from sanzi_lib.reports.funds import texts as wording

MOST_LISTED = 300
"""Items of a kind that a document lists; the workbook and the JSON have them all."""

ITEMS_SHEET = "分项数据"

_YES_NO = {True: "是", False: "否", None: NOTHING}


def build_units_table(funds: Funds, city_word: str) -> el.Table:
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


def build_kinds_table(funds: Funds, city_word: str) -> el.Table:
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


def build_items_table(kind: KindFunds, funds: Funds, programme: Programme) -> el.Table:
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
    passage = el.HeaderCell(say_quote(quote, programme.policy), colspan=len(columns))
    return replace(table, header=((passage,), *table.header))


def build_tidy_table(funds: Funds, programme: Programme) -> el.Table:
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


def _standing_cell(unit: UnitFunds, month: int) -> el.Cell:
    return el.Cell(wording.say_standing(unit, month), role="plain" if unit.state == "accepted" else "warn")


def _sum_columns(sums: Callable[[Of], FundSums | None]) -> list[CellColumn[Of]]:
    """Sum the columns of sums; what is due and open stays out where no item's is known."""

    def money(key: str, header: str, *, settled: bool = False) -> CellColumn[Of]:
        def cell(of: Of) -> el.Cell:
            found = sums(of)
            unknown = found is None or (settled and found.unsettled >= found.items)
            return exact_money_cell(None if unknown else getattr(found, key))

        return CellColumn(key, header, cell, "right")

    def items(of: Of) -> el.Cell:
        found = sums(of)
        return count_cell(None if found is None else found.items)

    def progress(of: Of) -> el.Cell:
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


def _policy_cell(item: FundItem, programme: Programme) -> el.Cell:
    quote = programme.policy_texts.find_fund(item.kind)
    return ABSENT if quote is None else el.Cell(say_passage(quote))


def _years_cell(item: FundItem) -> el.Cell:
    if item.years is None:
        return ABSENT
    text = show_plain(item.years)
    return el.Cell(text, number=text, places=len(text.partition(".")[2]))


def build_funds_figures(funds: Funds, programme: Programme, tabulated_on: date) -> el.FiguresData:
    """Build the figures of a month.

    Args:
        funds: As computed.
        programme: Gives rules and thresholds.
        tabulated_on: 制表时间.
    """
    thresholds = programme.thresholds
    units = {unit.unit: unit for unit in funds.units}
    data = {
        "programme": funds.programme,
        "policy": programme.policy,
        "month": str(funds.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in programme.period.period(funds.month)],
        "thresholds": {
            "fund_share": show_plain(thresholds.fund_share),
            "capital_share": show_plain(thresholds.capital_share),
            "fund_years": show_plain(thresholds.fund_years),
        },
        "city": _build_sums(funds.city),
        "kinds": [
            {
                "kind": kind.kind,
                "rule": kind.rule,
                "former": kind.former,
                **_build_sums(kind.sums if kind.items else None),
            }
            for kind in funds.kinds
        ],
        "units": [_build_unit(unit) for unit in funds.units],
        "items": [
            {
                **_build_item(item, units[item.unit]),
                "policy": _build_quote(programme.policy_texts.find_fund(item.kind)),
                "reckoning": wording.say_reckoning(item, thresholds),
                "remarks": wording.say_remarks(item, units[item.unit], funds.month.month),
            }
            for item in funds.items
        ],
    }
    return el.FiguresData("funds.json", build_json_text(data))


def _build_unit(unit: UnitFunds) -> dict[str, Any]:
    head = {"code": unit.unit, "unit": unit.name, "state": unit.state, "months": list(unit.months)}
    return {**head, **_build_sums(unit.sums)}


def _build_sums(sums: FundSums | None) -> dict[str, Any]:
    keys = ("carryover", "due", "done", "done_unsettled", "over", "open")
    if sums is None:
        return {"items": 0, "unsettled": 0, **dict.fromkeys((*keys, "progress"))}
    share = sums.progress
    return {
        "items": sums.items,
        "unsettled": sums.unsettled,
        **{key: _money(getattr(sums, key)) for key in keys},
        "progress": None if share is None else f"{round_half_up(share, EXACT_PLACES):f}",
    }


def _build_item(item: FundItem, unit: UnitFunds) -> dict[str, Any]:
    return {
        "code": item.unit,
        "unit": unit.name,
        "kind": item.kind,
        "item": item.item,
        "month": item.month,
        "row": item.row,
        "income": _money(item.income),
        "carryover": _money(item.carryover),
        "years": None if item.years is None else show_plain(item.years),
        "research": item.research,
        "recovered": _money(item.recovered),
        "due": _money(item.due),
        "done": _money(item.done),
        "over": _money(item.over),
        "open": _money(item.open),
        "doubts": list(item.doubts),
    }


def _build_quote(quote: PolicyText | None) -> dict[str, str] | None:
    return None if quote is None else {"source": quote.source, "text": quote.text}


def _money(fen: Fraction | int | None) -> str | None:
    return None if fen is None else f"{to_exact_wan(fen):f}"


MOST_DRAWN = 15
"""Units that the chart shows; the table has them all."""


def build_findings(funds: Funds, period: tuple[date, date], city_word: str) -> el.Findings:
    """Build the whole, the kinds, where the open money is, what is doubtful, whose figures are old or missing."""
    sentences = [wording.say_funds(funds, period, city_word)]
    if funds.city is not None:
        sentences += [
            wording.say_kinds(funds.kinds),
            wording.say_open(funds.units, funds.city),
            wording.say_doubtful(funds.items, funds.city),
        ]
    sentences.append(wording.say_sources(funds.units, funds.month.month))
    return el.Findings(tuple(sentence for sentence in sentences if sentence))


def build_key_figures(funds: Funds) -> el.KeyFigures:
    """Due, done, open, progress, and how many units list anything."""
    sums = funds.city
    listing = sum(unit.sums is not None for unit in funds.units)
    who = el.KeyFigure("填报单位", f"{listing}/{len(funds.units)}", "个", f"{sums.items if sums else 0}项资金")
    if sums is None:
        return el.KeyFigures(
            (*(el.KeyFigure(word, NOTHING, role="muted") for word in ("应收回调出", "已收回或调出")), who)
        )
    (due, unit), (done, done_unit) = split_amount(sums.due), split_amount(sums.done)
    left, open_unit = split_amount(sums.open)
    unsettled = f"另有{sums.unsettled}项不能确定" if sums.unsettled else ""
    return el.KeyFigures(
        (
            el.KeyFigure("应收回调出", due, unit, unsettled),
            el.KeyFigure("已收回或调出", done, done_unit, wording.say_done_parts(sums)),
            el.KeyFigure("待收回", left, open_unit, role="warn" if sums.open else "good"),
            el.KeyFigure("收回进度", show_rate(sums.progress), role="plain" if sums.progress is not None else "muted"),
            who,
        )
    )


def build_open_chart(funds: Funds) -> tuple[el.Chart, ...]:
    """With which units the open money is; nothing where fewer than two have any."""
    waiting = wording.rank_open(funds.units)
    if len(waiting) < 2:
        return ()
    shown = waiting[:MOST_DRAWN]
    bars = [_build_bar(unit) for unit in shown]
    left_out = f"，待收回最多的{len(shown)}个单位" if len(waiting) > len(shown) else ""
    caption = f"待收回的资金在哪些单位（万元{left_out}；括号内为收回进度）"
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return (el.Chart(svg=draw_bars(bars), alt=f"条形图：各单位待收回资金，单位万元。{said}。", caption=caption),)


def _build_bar(unit: UnitFunds) -> Bar:
    assert unit.sums is not None
    text = f"{show_wan(unit.sums.open)}（{show_rate(unit.sums.progress)}）"
    return Bar(unit.name, float(unit.sums.open / FEN_PER_WAN), text)


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


def build_head(funds: Funds, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> el.DocumentHead:
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


def build_opening(funds: Funds, programme: Programme) -> tuple[el.Block, ...]:
    """Build the first page: findings, key figures, where the open money is."""
    period = programme.period.period(funds.month)
    return (
        el.Heading("主要情况"),
        build_findings(funds, period, programme.titles.city_word),
        build_key_figures(funds),
        *build_open_chart(funds),
    )


def build_units(funds: Funds, programme: Programme) -> tuple[el.Block, ...]:
    """By unit and by kind."""
    word = programme.titles.city_word
    return (
        el.Heading("分单位情况"),
        build_units_table(funds, word),
        el.Heading("分类别情况"),
        build_kinds_table(funds, word),
    )


def build_items(funds: Funds, programme: Programme) -> tuple[el.Block, ...]:
    """Item by item, a table per kind with its rule beneath."""
    having = [kind for kind in funds.kinds if kind.items]
    if not having:
        return (el.Heading("分项测算"), el.Paragraph("没有填报的存量资金项目。", role="muted"))
    return (el.Heading("分项测算"), *(build_items_table(kind, funds, programme) for kind in having))


def build_notes(programme: Programme) -> tuple[el.Block, ...]:
    """Tell what the figures mean."""
    return (
        el.Notes(
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


def build_data(funds: Funds, programme: Programme, tabulated_on: date) -> tuple[el.Table, el.FiguresData]:
    """Tell what is not shown: the sheet of items and funds.json."""
    return build_tidy_table(funds, programme), build_funds_figures(funds, programme, tabulated_on)
