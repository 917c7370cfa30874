"""The list of risks (风险提示): for analysts only, every page marked 内部资料.

See docs/核验规则.md 规则; docs/指标口径.md 报告.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd

from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.model import Finding, Override
from sanzi_lib.ledger.tally import NO_UNIT
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.project_money import ProjectMoney
from sanzi_lib.money import to_wan
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    LONGEST_LISTED,
    LONGEST_VALUE,
    MONEY_LINE,
    CellColumn,
    Of,
    build_table,
    tally_column,
    text_cell,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import count_cell, money_cell, show_amount, show_quantity, split_amount
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.quotes import say_quote
from sanzi_lib.reports.risk import texts as wording
from sanzi_lib.reports.risk.tally import RiskEntry, RiskTally, count_projects, sum_money

RISKS_SHEET = "风险项目"
MOST_LISTED = 300
"""Projects of a rule that a document lists; the workbook and the JSON have them all."""

_MONTH = {"benefit": name_figure("benefit"), "treasury": name_figure("treasury"), "financing": "本月融资到位"}
_YEAR = {
    "benefit_cumulative": name_figure("benefit_cumulative"),
    "treasury_cumulative": name_figure("treasury_cumulative"),
    "financing_cumulative": "累计融资到位",
}


def _money_column(
    key: str, header: str, money: Callable[[Of], ProjectMoney | None], *, align: Literal["left", "right"] = "right"
) -> CellColumn[Of]:
    def cell(of: Of) -> el.Cell:
        brought = money(of)
        return ABSENT if brought is None else money_cell(getattr(brought, key))

    return CellColumn(key, header, cell, align)


def _money_columns(money: Callable[[Of], ProjectMoney | None]) -> list[CellColumn[Of]]:
    shown = {"benefit": _MONTH["benefit"], **_YEAR}
    return [_money_column(key, header, money) for key, header in shown.items()]


class _UnitLine(NamedTuple):
    """A unit's projects on the list, or all of them; ``name`` is None for the total."""

    name: str | None
    entries: Sequence[RiskEntry]


def build_unit_table(tally: RiskTally) -> el.Table:
    """Projects by unit and rule, with what they brought; the unit with most open projects first."""
    names = list(dict.fromkeys(entry.unit for entry in tally.entries))
    own = {name: tuple(entry for entry in tally.entries if entry.unit == name) for name in names}
    opened = {name: _count_open(own[name]) for name in names}
    order = {name: place for place, (name, _) in enumerate(tally.units)}
    names.sort(key=lambda name: (-opened[name], order.get(name, len(order))))

    def of_rule(rule: str) -> CellColumn[_UnitLine]:
        return tally_column(
            rule, rule, lambda line: count_projects(entry for entry in line.entries if entry.rule == rule)
        )

    columns: list[CellColumn[_UnitLine]] = [
        CellColumn(
            "unit", "单位", lambda line: el.Cell("合计") if line.name is None else text_cell(line.name or NO_UNIT)
        ),
        *map(of_rule, tally.rules),
        CellColumn("projects", "项目数", lambda line: count_cell(count_projects(line.entries)), "right"),
        CellColumn("open", "待核查", lambda line: count_cell(_count_open(line.entries)), "right"),
        *_money_columns(lambda line: sum_money(line.entries)),
    ]
    return build_table(
        "各单位各规则的风险项目数和所报金额",
        columns,
        [_UnitLine(name, own[name]) for name in names],
        total=_UnitLine(None, tally.entries),
        notes=(
            *(f"{wording.name_rule(rule)}。" for rule in tally.rules),
            "按待核查项目由多到少排列；一个项目涉及几条规则的，项目数和金额只计一次；“—”表示本月没有通过核验的月报。",
        ),
        above_right=MONEY_LINE,
        sheet="分单位",
    )


def build_rule_table(tally: RiskTally, rule: str) -> el.Table:
    """Build the projects of a rule with counterparty and amounts."""
    entries = tally.of_rule(rule)
    left_out = len(entries) - MOST_LISTED
    columns: list[CellColumn[RiskEntry]] = [
        text_column("project", "单位和项目", lambda entry: _say_project(entry, tally.month.month), weight=2),
        written_column("counterparty", "受让方", show_counterparty, limit=LONGEST_VALUE, weight=1),
        *_money_columns(lambda entry: entry.money),
        CellColumn("override", "核查情况", _override_cell),
    ]
    return build_table(
        f"{wording.name_rule(rule)}项目",
        columns,
        entries[:MOST_LISTED],
        notes=(f"另有{left_out:,}个项目未列出，见表格“{RISKS_SHEET}”。",) if left_out > 0 else (),
        above_right=MONEY_LINE,
    )


def build_overrides_table(tally: RiskTally) -> el.Table | None:
    """Tell what an analyst accepted, why and when; None where nothing is."""
    accepted = [(entry, entry.override) for entry in tally.entries if entry.override is not None]
    if not accepted:
        return None
    columns: tuple[CellColumn[tuple[RiskEntry, Override]], ...] = (
        written_column("unit", "单位", lambda line: line[0].unit or NO_UNIT),
        text_column("rule", "规则", lambda line: line[0].rule, "center"),
        written_column("project", "项目", lambda line: line[0].name or line[0].project, limit=LONGEST_VALUE, weight=1),
        written_column("reason", "认可理由", lambda line: line[1].reason, limit=LONGEST_LISTED, weight=1),
        written_column("by", "经办人", lambda line: line[1].by, limit=LONGEST_VALUE, align="center"),
        written_column("date", "日期", lambda line: line[1].date, align="center"),
    )
    return build_table("已认可的风险提示", columns, accepted)


class _FindingLine(NamedTuple):
    entry: RiskEntry
    finding: Finding


def build_tidy_table(tally: RiskTally) -> el.Table:
    """Every finding with its project's figures, for the workbook."""
    columns: list[CellColumn[_FindingLine]] = [
        text_column("rule", "规则", lambda line: line.entry.rule),
        written_column("unit", "单位", lambda line: line.entry.unit or NO_UNIT),
        written_column("project", "项目编号", lambda line: line.entry.project),
        written_column("name", "项目名称", lambda line: line.entry.name, limit=LONGEST_LISTED),
        written_column("counterparty", "受让方", lambda line: show_counterparty(line.entry), limit=LONGEST_LISTED),
        written_column("counterparty_kind", "受让方性质", lambda line: line.entry.facts.get("counterparty_kind", "")),
        written_column("status", "项目状态", lambda line: line.entry.facts.get("status", "")),
        *(
            _money_column(key, f"{header}（万元）", lambda line: line.entry.money, align="left")
            for key, header in {**_MONTH, **_YEAR}.items()
        ),
        written_column("place", "位置", lambda line: show_place(line.finding.sheet, line.finding.cell)),
        written_column("origin", "来源", lambda line: wording.say_origin(line.entry, tally.month.month) or "本月月报"),
        written_column("message", "提示", lambda line: line.finding.message, limit=LONGEST_LISTED),
        written_column("override", "核查情况", lambda line: wording.say_override(line.entry), limit=LONGEST_LISTED),
    ]
    lines = (_FindingLine(entry, finding) for entry in tally.entries for finding in entry.findings)
    return build_table("风险项目", columns, lines, sheet=RISKS_SHEET, shown=False)


def show_counterparty(entry: RiskEntry) -> str:
    """Show the 受让方; a natural person's name stays out."""
    name, kind = str(entry.facts.get("counterparty", "")), str(entry.facts.get("counterparty_kind", ""))
    return name or (wording.NO_PERSON if entry.natural else kind)


def show_place(sheet: str | None, cell: str | None) -> str:
    """``项目台账!Q7``."""
    return "!".join(part for part in (sheet, cell) if part)


def _count_open(entries: Sequence[RiskEntry]) -> int:
    return count_projects(entry for entry in entries if entry.override is None)


def _say_project(entry: RiskEntry, month: int) -> str:
    name = text_cell(entry.name or entry.project, limit=LONGEST_VALUE).text
    return "\n".join(part for part in (entry.unit or NO_UNIT, name, wording.say_origin(entry, month)) if part)


def _override_cell(entry: RiskEntry) -> el.Cell:
    accepted = entry.override is not None
    return el.Cell("已认可" if accepted else "待核查", role="plain" if accepted else "warn")


def build_risk_figures(tally: RiskTally, tabulated_on: date) -> el.FiguresData:
    """Build the list of a month; amounts are texts of 万元 with all digits, or null."""
    data = {
        "programme": tally.programme,
        "month": str(tally.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in tally.period],
        "units": {
            state: [name for name, own in tally.units if own == state]
            for state in ("accepted", "sent_back", "not_reported")
        },
        "totals": _build_totals(tally.entries),
        "rules": [{"rule": rule, **_build_totals(tally.of_rule(rule))} for rule in tally.rules],
        "entries": [_build_entry(entry) for entry in tally.entries],
    }
    return el.FiguresData("risk.json", build_json_text(data))


def _build_totals(entries: tuple[RiskEntry, ...]) -> dict[str, Any]:
    return {
        "projects": count_projects(entries),
        "open": count_projects(entry for entry in entries if entry.override is None),
        **_build_money(sum_money(entries)),
    }


def _build_entry(entry: RiskEntry) -> dict[str, Any]:
    line = entry.override
    return {
        "rule": entry.rule,
        "code": entry.code or None,
        "unit": entry.unit,
        "project": entry.project or None,
        "name": entry.name or None,
        "month": entry.month,
        "state": entry.state,
        "counterparty": entry.facts.get("counterparty") or None,
        "counterparty_kind": entry.facts.get("counterparty_kind") or None,
        **_build_money(entry.money),
        "findings": [
            {"sheet": finding.sheet, "cell": finding.cell, "value": finding.value, "message": finding.message}
            for finding in entry.findings
        ],
        "override": None if line is None else {"reason": line.reason, "by": line.by, "date": line.date},
    }


def _build_money(money: ProjectMoney | None) -> dict[str, Any]:
    keys = ("benefit", "treasury", "financing", "benefit_cumulative", "treasury_cumulative", "financing_cumulative")
    amounts = {key: None if money is None else getattr(money, key) for key in keys}
    return {key: None if fen is None else f"{to_wan(fen):f}" for key, fen in amounts.items()}


ProjectRow = Mapping[str, Any]
Fact = tuple[str, str]

MOST_TOLD = 60
"""Projects of a rule that are told in full; the table lists more of them."""


def build_articles(tally: RiskTally, rule: str) -> tuple[el.Article, ...]:
    """Each project of a rule: what was found where, basic facts, amounts, whether it is accepted."""
    return tuple(_build_article(entry, tally.month.month) for entry in tally.of_rule(rule)[:MOST_TOLD])


def _build_article(entry: RiskEntry, month: int) -> el.Article:
    lead = (entry.unit or NO_UNIT, entry.project, entry.facts.get("status", ""), wording.say_origin(entry, month))
    return el.Article(
        title=_one_line(entry.name or entry.project or "（没有项目编号）"),
        lead="　".join(part for part in lead if part),
        parts=tuple((label, _one_line(text)) for label, text in _list_parts(entry) if text.strip()),
    )


def _list_parts(entry: RiskEntry) -> Iterator[tuple[str, str]]:
    facts = entry.facts
    for finding in entry.findings:
        place = show_place(finding.sheet, finding.cell)
        yield "提示", f"{finding.message}{f'（{place}）' if place else ''}"
    if facts:
        yield "情况", facts["description"]
        yield "资产", _join(*_list_asset(facts))
        yield "交易", _join(*_list_deal(entry))
        yield "填报", _join(*_list_report(facts))
    else:
        yield "情况", "没有通过核验的项目台账，待单位更正后补列。"
    if entry.money is not None:
        yield "金额", _join(*_list_money(entry.money, facts))
    if entry.override is not None:
        yield "核查", wording.say_override(entry)


def _list_asset(facts: ProjectRow) -> Iterator[Fact]:
    yield "持有人", facts["holder"]
    yield "权属证号", facts["certificate"]
    yield "数量", "" if facts["quantity"] is None else f"{show_quantity(facts['quantity'])}{facts['measure']}"
    yield "评估价值", _show_money(facts["appraised_value"])
    yield "账面价值", _show_money(facts["book_value"])


def _list_deal(entry: RiskEntry) -> Iterator[Fact]:
    facts = entry.facts
    detail = f"（{facts['method_detail']}）" if facts["method_detail"] else ""
    yield "盘活方式", f"{facts['method']}{detail}"
    kind, name = facts["counterparty_kind"], show_counterparty(entry)
    yield "受让方", f"{name}（{kind}）" if kind and name not in (kind, wording.NO_PERSON) else name
    yield "交易平台及公告号", facts["platform"]
    yield "决策批准文号", facts["approval"]
    yield "是否涉及政府担保", {True: "是", False: "否"}.get(facts["guarantee"], "")


def _list_report(facts: ProjectRow) -> Iterator[Fact]:
    yield "责任单位", facts["responsible_unit"]
    yield "佐证材料", facts["evidence"]
    yield "问题与困难", facts["difficulties"]


def _list_money(money: ProjectMoney, facts: ProjectRow) -> Iterator[Fact]:
    """Tell what the table does not say."""
    yield "预期盘活效益", _show_money(facts.get("expected"))
    yield "本月入库收益", _show_money(money.treasury)
    yield "本月融资到位", _show_money(money.financing)
    yield "累计经济效益中未分类型", show_amount(money.unparted) if money.unparted else ""


def _show_money(fen: object) -> str:
    return show_amount(fen) if isinstance(fen, int) else ""


def _join(*pairs: Fact) -> str:
    return "；".join(f"{label}：{text}" for label, text in pairs if text)


def _one_line(text: str) -> str:
    return text_cell(text, limit=LONGEST_LISTED).text


def build_frame(tally: RiskTally) -> pd.DataFrame:
    """Every project under every rule with what it brought, for the analyst; in no document."""
    columns: tuple[CellColumn[RiskEntry], ...] = (
        text_column("rule", "规则", lambda entry: entry.rule),
        text_column("unit", "单位", lambda entry: entry.unit),
        text_column("project", "项目编号", lambda entry: entry.project),
        text_column("name", "项目名称", lambda entry: entry.name),
        CellColumn(
            "benefit", "本月经济效益（万元）", lambda entry: money_cell(entry.money.benefit if entry.money else None)
        ),
        CellColumn(
            "benefit_cumulative",
            "累计经济效益（万元）",
            lambda entry: money_cell(entry.money.benefit_cumulative if entry.money else None),
        ),
        text_column("override", "认可", lambda entry: "未认可" if entry.override is None else "已认可"),
    )
    return working.build_frame(columns, tally.entries)


def build_head(tally: RiskTally, programme: Programme, tabulated_on: date, marks: Sequence[str]) -> el.DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        tally: The month.
        programme: Gives the city.
        tabulated_on: 制表时间.
        marks: 内部资料 first, then 演示数据, 试编, as far as they hold.
    """
    title = f"{programme.city}{tally.month.label}{programme.titles.subject}盘活风险提示"
    subject = f"{tally.month.label}月报的风险提示，供内部核查，不印发。"
    return build_report_head("risk", title, subject, period=tally.period, tabulated_on=tabulated_on, marks=marks)


def build_opening(tally: RiskTally) -> tuple[el.Block, ...]:
    """How many projects, how much money, whom to ask first; one sentence where there is nothing."""
    if not tally.entries:
        return (el.Heading("主要情况"), el.Findings((wording.say_none(tally),)))
    sentences = (
        wording.say_risks(tally),
        wording.say_amounts(tally),
        wording.say_largest(tally),
        wording.say_origins(tally),
    )
    findings = el.Findings(tuple(sentence for sentence in sentences if sentence))
    return (el.Heading("主要情况"), findings, _build_key_figures(tally))


def build_spread(tally: RiskTally) -> tuple[el.Block, ...]:
    """By unit and rule; nothing where there is nothing."""
    return (el.Heading("分单位分规则"), build_unit_table(tally)) if tally.entries else ()


def build_rules(tally: RiskTally, programme: Programme) -> tuple[el.Block, ...]:
    """Rule by rule: what it says, what it rests on, what to do, its projects and their facts."""
    blocks: list[el.Block] = []
    for rule in tally.rules:
        quote = programme.policy_texts.risks.get(rule)
        blocks += [
            el.Heading(wording.name_rule(rule)),
            el.Paragraph(wording.say_condition(rule, programme)),
            *([el.Paragraph(say_quote(quote, programme.policy))] if quote else []),
            el.Paragraph(wording.say_action(rule)),
            build_rule_table(tally, rule),
            *build_articles(tally, rule),
        ]
        if (left_out := len(tally.of_rule(rule)) - MOST_TOLD) > 0:
            blocks.append(el.Paragraph(f"另有{left_out:,}个项目的情况未逐一列出，见所附表格。", role="muted"))
    return tuple(blocks)


def build_overrides(tally: RiskTally) -> tuple[el.Block, ...]:
    """Tell what was accepted, by whom and why; nothing where there are no risks."""
    if not tally.entries:
        return ()
    table = build_overrides_table(tally)
    return (
        el.Heading("认可情况"),
        table or el.Paragraph("没有已认可的风险提示。"),
        el.Paragraph(wording.OVERRIDE_HINT),
    )


def build_notes() -> tuple[el.Block, ...]:
    """Tell what the list is, and what it is not."""
    return (
        el.Notes(
            (
                "风险提示是按填报内容自动列出的核查线索，不等于已认定存在问题；有关项目照常计入当月数据。",
                "一个单位以最近一份通过核验的月报为准，本月没有的沿用此前的提示并注明月份；此后退回修改的月报另有提示的，一并列出。",
                "本月数以“—”表示的，为单位本月没有通过核验的月报或没有列明效益类型，不等于零；累计融资到位只含列明效益类型的部分。",
                "受让方为自然人的不列姓名，文字中的人名、电话、身份证号已遮盖；需要联系单位的，请查月报封面和项目台账。",
                "本报告仅供内部核查，不得印发；风险提示不进入任何印发的报告。",
            )
        ),
    )


def build_data(tally: RiskTally, tabulated_on: date) -> tuple[el.Table | el.FiguresData, ...]:
    """Tell what is not shown: the sheet of projects, where there are any, and risk.json."""
    table = (build_tidy_table(tally),) if tally.entries else ()
    return (*table, build_risk_figures(tally, tabulated_on))


def _build_key_figures(tally: RiskTally) -> el.KeyFigures:
    money = sum_money(tally.entries)
    (benefit, unit), (financing, other) = (
        split_amount(money.benefit_cumulative),
        split_amount(money.financing_cumulative),
    )
    opened = count_projects(tally.open)
    return el.KeyFigures(
        (
            el.KeyFigure("风险项目", f"{count_projects(tally.entries):,}", "个"),
            el.KeyFigure("待核查", f"{opened:,}", "个", role="warn" if opened else "good"),
            el.KeyFigure("涉及单位", f"{len({entry.unit for entry in tally.entries})}", "个"),
            el.KeyFigure("累计经济效益", benefit, unit),
            el.KeyFigure("累计融资到位", financing, other),
        )
    )
