"""Findings by unit and by rule, and the overrides: what was accepted, which lines accepted nothing.

See docs/核验规则.md 认可.
"""

from __future__ import annotations

from collections import Counter

from sanzi_lib.ledger.causes import say_answer
from sanzi_lib.ledger.model import Finding
from sanzi_lib.ledger.tally import LEVELS, NO_UNIT, AppliedOverride, RuleTally, Tally
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.elements.columns import (
    LONGEST_LISTED,
    LONGEST_VALUE,
    CellColumn,
    build_table,
    tally_cell,
    tally_column,
    text_cell,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import join_names

COUNTS_SHEET = "汇总"

MOST_UPRIGHT = 14
"""Columns of rules that an upright page holds."""


def _name_units(item: RuleTally) -> str:
    return join_names((f"{name or NO_UNIT}（{count}）" for name, count in item.units), limit=12)


def _reason_cell(item: AppliedOverride) -> Cell:
    told = (item.override.reason, *(f"单位答复（{say_answer(answer)}）" for answer in item.answers))
    return Cell("\n".join(text_cell(text, limit=LONGEST_LISTED).text for text in told))


_RULES: tuple[CellColumn[RuleTally], ...] = (
    text_column("rule", "规则", lambda item: item.rule, "center"),
    CellColumn(
        "level",
        "级别",
        lambda item: Cell(item.level, role="warn" if item.level in ("错误", "风险") else "plain"),
        "center",
    ),
    text_column("text", "内容", lambda item: item.text, weight=2),
    tally_column("count", "问题数", lambda item: item.count),
    tally_column("units", "单位数", lambda item: len(item.units)),
    written_column("names", "涉及单位（处数）", _name_units, limit=LONGEST_LISTED, weight=2),
)
_APPLIED: tuple[CellColumn[AppliedOverride], ...] = (
    written_column("unit", "单位", lambda item: item.unit, limit=LONGEST_VALUE),
    text_column("rule", "规则", lambda item: item.rule, "center"),
    text_column("level", "级别", lambda item: item.level, "center"),
    written_column("project", "项目编号", lambda item: item.project, limit=LONGEST_VALUE),
    tally_column("count", "处数", lambda item: item.count),
    CellColumn("reason", "认可理由和单位答复", _reason_cell, "left", 1),
    written_column("by", "经办人", lambda item: item.override.by, limit=LONGEST_VALUE, align="center"),
    written_column("date", "日期", lambda item: item.override.date, align="center"),
)
_UNUSED: tuple[CellColumn[Finding], ...] = (
    written_column("unit", "单位", lambda item: item.unit, limit=LONGEST_VALUE),
    text_column("rule", "规则", lambda item: item.rule, "center"),
    written_column("project", "项目编号", lambda item: item.project, limit=LONGEST_VALUE),
    written_column("message", "处理意见", lambda item: item.message, limit=LONGEST_LISTED, role="warn", weight=1),
)


def build_matrix(tally: Tally) -> Table | None:
    """Units with findings against rules, the unit with most 错误 first; None where nothing was found."""
    if not tally.open:
        return None
    rules = sorted({finding.rule for finding in tally.open})
    cells: Counter[tuple[str, str]] = Counter()
    levels: dict[str, Counter[str]] = {}
    wrong = {(f.unit or "", f.rule) for f in tally.open if f.level == "错误"}
    for finding in tally.open:
        name = finding.unit or ""
        cells[name, finding.rule] += 1
        levels.setdefault(name, Counter())[finding.level] += 1
    names = sorted(levels, key=lambda name: tuple(-levels[name][level] for level in LEVELS))

    def column(rule: str) -> CellColumn[str | None]:
        def cell(name: str | None) -> Cell:
            if name is None:
                return tally_cell(sum(cells[one, rule] for one in names))
            return tally_cell(cells[name, rule], role="warn" if (name, rule) in wrong else "plain")

        return CellColumn(rule, rule, cell, "right")

    columns: list[CellColumn[str | None]] = [
        CellColumn("unit", "单位", _unit_cell),
        *map(column, rules),
        tally_column(
            "total", "合计", lambda name: sum(count for (one, _), count in cells.items() if name in (None, one))
        ),
    ]
    return build_table(
        "各单位各规则的问题数",
        columns,
        [*names, None],
        style=lambda name: "total" if name is None else "plain",
        notes=("按错误、核实、风险、提示的处数由多到少排列；不含已认可的问题；空白表示没有。",),
        landscape=len(rules) > MOST_UPRIGHT,
        sheet=COUNTS_SHEET,
    )


def _unit_cell(name: str | None) -> Cell:
    return Cell("合计") if name is None else text_cell(name or NO_UNIT, limit=LONGEST_VALUE)


def build_rules_table(tally: Tally) -> Table | None:
    """Build Findings by rule and level, the heaviest first; None where nothing was found."""
    if not tally.open:
        return None
    return build_table("各规则的问题", _RULES, tally.rules, sheet=COUNTS_SHEET)


def build_applied_table(tally: Tally) -> Table | None:
    """Build Overrides that accepted findings; None where there is none."""
    if not tally.applied:
        return None
    return build_table("已认可的问题", _APPLIED, tally.applied, notes=("认可只使当月照所报计入，从不改动金额。",))


def build_unused_table(tally: Tally) -> Table | None:
    """Lines of overrides.csv that accepted nothing; None where there is none."""
    if not tally.unused:
        return None
    return build_table("没有用上的认可", _UNUSED, tally.unused)
