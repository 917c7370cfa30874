"""The tables of the list of risks: by unit and rule, project by project, what was accepted (domain §6, risk)."""

from __future__ import annotations

from collections.abc import Sequence

from sanzi_lib.ledger.tally import NO_UNIT
from sanzi_lib.measures.project_money import ProjectMoney
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.columns import LONGEST_LISTED, LONGEST_VALUE, tally_cell, text_cell
from sanzi_lib.reports.elements.formats import NOTHING, count_cell, money_cell
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.risk import texts as wording
from sanzi_lib.reports.risk.tally import RiskEntry, RiskTally, count_projects, sum_money

MONEY_LINE = "金额单位：万元"
RISKS_SHEET = "风险项目"
MOST_LISTED = 300
"""Projects of a rule that a document lists; the workbook and the JSON have them all."""

_MONEY: Headers = (
    ("benefit", "本月经济效益", "right", 0),
    ("benefit_cumulative", "累计经济效益", "right", 0),
    ("treasury_cumulative", "累计入库收益", "right", 0),
    ("financing_cumulative", "累计融资到位", "right", 0),
)


def build_spread_table(tally: RiskTally) -> Table:
    """Projects by unit and rule, with what they brought; the unit with most open projects first."""
    names = list(dict.fromkeys(entry.unit for entry in tally.entries))
    own = {name: tuple(entry for entry in tally.entries if entry.unit == name) for name in names}
    opened = {name: count_projects(entry for entry in own[name] if entry.override is None) for name in names}
    order = {name: place for place, (name, _) in enumerate(tally.units)}
    names.sort(key=lambda name: (-opened[name], order.get(name, len(order))))
    headers: Headers = (
        ("unit", "单位", "left", 0),
        *((rule, rule, "right", 0) for rule in tally.rules),
        ("projects", "项目数", "right", 0),
        ("open", "待核查", "right", 0),
        *_MONEY,
    )
    rows = [_build_spread(text_cell(name or NO_UNIT), own[name], tally.rules) for name in names]
    total = _build_spread(Cell("合计"), tally.entries, tally.rules)
    return build_plain_table(
        "各单位各规则的风险项目数和所报金额",
        headers,
        (*rows, Row(total.cells, style="total")),
        notes=(
            *(f"{wording.name_rule(rule)}。" for rule in tally.rules),
            "按待核查项目由多到少排列；一个项目涉及几条规则的，项目数和金额只计一次；“—”表示本月没有通过核验的月报。",
        ),
        above_right=MONEY_LINE,
        sheet="分单位",
    )


def build_rule_table(tally: RiskTally, rule: str) -> Table:
    """The projects of a rule with counterparty and amounts."""
    entries = tally.of_rule(rule)
    left_out = len(entries) - MOST_LISTED
    headers: Headers = (
        ("project", "单位和项目", "left", 2),
        ("counterparty", "受让方", "left", 1),
        *_MONEY,
        ("override", "核查情况", "left", 0),
    )
    return build_plain_table(
        f"{wording.name_rule(rule)}项目",
        headers,
        (_build_entry(entry, tally.month.month) for entry in entries[:MOST_LISTED]),
        notes=(f"另有{left_out:,}个项目未列出，见表格“{RISKS_SHEET}”。",) if left_out > 0 else (),
        above_right=MONEY_LINE,
    )


def build_overrides_table(tally: RiskTally) -> Table | None:
    """What an analyst accepted, why and when; None where nothing is."""
    accepted = [entry for entry in tally.entries if entry.override is not None]
    if not accepted:
        return None
    headers: Headers = (
        ("unit", "单位", "left", 0),
        ("rule", "规则", "center", 0),
        ("project", "项目", "left", 1),
        ("reason", "认可理由", "left", 1),
        ("by", "经办人", "center", 0),
        ("date", "日期", "center", 0),
    )
    return build_plain_table("已认可的风险提示", headers, (_build_override(entry) for entry in accepted))


def build_tidy_table(tally: RiskTally) -> Table:
    """Every finding with its project's figures, for the workbook."""
    headers: Headers = tuple(
        (key, text, "left", 0)
        for key, text in (
            ("rule", "规则"),
            ("unit", "单位"),
            ("project", "项目编号"),
            ("name", "项目名称"),
            ("counterparty", "受让方"),
            ("counterparty_kind", "受让方性质"),
            ("status", "项目状态"),
            ("benefit", "本月经济效益（万元）"),
            ("treasury", "本月入库收益（万元）"),
            ("financing", "本月融资到位（万元）"),
            ("benefit_cumulative", "累计经济效益（万元）"),
            ("treasury_cumulative", "累计入库收益（万元）"),
            ("financing_cumulative", "累计融资到位（万元）"),
            ("place", "位置"),
            ("origin", "来源"),
            ("message", "提示"),
            ("override", "核查情况"),
        )
    )
    rows = [
        Row(
            (
                Cell(entry.rule),
                text_cell(entry.unit or NO_UNIT),
                text_cell(entry.project),
                text_cell(entry.name, limit=LONGEST_LISTED),
                text_cell(show_counterparty(entry), limit=LONGEST_LISTED),
                text_cell(entry.facts.get("counterparty_kind", "")),
                text_cell(entry.facts.get("status", "")),
                *_tidy_money(entry.money),
                text_cell(show_place(finding.sheet, finding.cell)),
                text_cell(wording.say_origin(entry, tally.month.month) or "本月月报"),
                text_cell(finding.message, limit=LONGEST_LISTED),
                text_cell(wording.say_override(entry), limit=LONGEST_LISTED),
            )
        )
        for entry in tally.entries
        for finding in entry.findings
    ]
    return build_plain_table("风险项目", headers, rows, sheet=RISKS_SHEET, shown=False)


def show_counterparty(entry: RiskEntry) -> str:
    """The 受让方; a natural person's name stays out."""
    name, kind = str(entry.facts.get("counterparty", "")), str(entry.facts.get("counterparty_kind", ""))
    return name or (wording.NO_PERSON if entry.natural else kind)


def show_place(sheet: str | None, cell: str | None) -> str:
    """``项目台账!Q7``."""
    return "!".join(part for part in (sheet, cell) if part)


def _build_spread(head: Cell, entries: Sequence[RiskEntry], rules: Sequence[str]) -> Row:
    money = sum_money(entries)
    return Row(
        (
            head,
            *(tally_cell(count_projects(entry for entry in entries if entry.rule == rule)) for rule in rules),
            count_cell(count_projects(entries)),
            count_cell(count_projects(entry for entry in entries if entry.override is None)),
            *_money_cells(money),
        )
    )


def _build_entry(entry: RiskEntry, month: int) -> Row:
    name = text_cell(entry.name or entry.project, limit=LONGEST_VALUE).text
    parts = (entry.unit or NO_UNIT, name, wording.say_origin(entry, month))
    accepted = entry.override is not None
    return Row(
        (
            Cell("\n".join(part for part in parts if part)),
            text_cell(show_counterparty(entry), limit=LONGEST_VALUE),
            *_money_cells(entry.money),
            Cell("已认可" if accepted else "待核查", role="plain" if accepted else "warn"),
        )
    )


def _build_override(entry: RiskEntry) -> Row:
    line = entry.override
    assert line is not None
    return Row(
        (
            text_cell(entry.unit or NO_UNIT),
            Cell(entry.rule),
            text_cell(entry.name or entry.project, limit=LONGEST_VALUE),
            text_cell(line.reason, limit=LONGEST_LISTED),
            text_cell(line.by, limit=LONGEST_VALUE),
            text_cell(line.date),
        )
    )


def _money_cells(money: ProjectMoney | None) -> tuple[Cell, ...]:
    if money is None:
        return tuple(Cell(NOTHING, role="muted") for _ in _MONEY)
    return (
        money_cell(money.benefit),
        money_cell(money.benefit_cumulative),
        money_cell(money.treasury_cumulative),
        money_cell(money.financing_cumulative),
    )


def _tidy_money(money: ProjectMoney | None) -> tuple[Cell, ...]:
    if money is None:
        return tuple(Cell(NOTHING, role="muted") for _ in range(6))
    return tuple(
        map(
            money_cell,
            (
                money.benefit,
                money.treasury,
                money.financing,
                money.benefit_cumulative,
                money.treasury_cumulative,
                money.financing_cumulative,
            ),
        )
    )
