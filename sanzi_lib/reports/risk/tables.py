"""The tables of the list of risks: by unit and rule, project by project, what was accepted.

See docs/指标口径.md 风险提示.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from sanzi_lib.ledger.model import Finding, Override
from sanzi_lib.ledger.tally import NO_UNIT
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.project_money import ProjectMoney
from sanzi_lib.reports.elements.blocks import Cell, Table
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
from sanzi_lib.reports.elements.formats import count_cell, money_cell
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
    def cell(of: Of) -> Cell:
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


def build_unit_table(tally: RiskTally) -> Table:
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
        CellColumn("unit", "单位", lambda line: Cell("合计") if line.name is None else text_cell(line.name or NO_UNIT)),
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


def build_rule_table(tally: RiskTally, rule: str) -> Table:
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


def build_overrides_table(tally: RiskTally) -> Table | None:
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


def build_tidy_table(tally: RiskTally) -> Table:
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


def _override_cell(entry: RiskEntry) -> Cell:
    accepted = entry.override is not None
    return Cell("已认可" if accepted else "待核查", role="plain" if accepted else "warn")
