"""Findings by unit and by rule, and the overrides: what was accepted, which lines accepted nothing (domain §4)."""

from __future__ import annotations

from collections import Counter

from sanzi_lib.ledger.tally import LEVELS, Tally
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.formats import join_names
from sanzi_lib.reports.elements.plain_table import (
    LONGEST_LISTED,
    LONGEST_VALUE,
    Headers,
    build_plain_table,
    tally_cell,
    text_cell,
)
from sanzi_lib.reports.intake.face import NO_UNIT

SPREAD_SHEET = "汇总"

MOST_UPRIGHT = 14
"""Columns of rules that an upright page holds."""

_RULES: Headers = (
    ("rule", "规则", "center", 0),
    ("level", "级别", "center", 0),
    ("text", "内容", "left", 2),
    ("count", "问题数", "right", 0),
    ("units", "单位数", "right", 0),
    ("names", "涉及单位（处数）", "left", 2),
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
    headers: Headers = (
        ("unit", "单位", "left", 0),
        *((rule, rule, "right", 0) for rule in rules),
        ("total", "合计", "right", 0),
    )
    rows = [
        Row(
            (
                text_cell(name or NO_UNIT, limit=LONGEST_VALUE),
                *(tally_cell(cells[name, rule], role="warn" if (name, rule) in wrong else "plain") for rule in rules),
                tally_cell(sum(cells[name, rule] for rule in rules)),
            )
        )
        for name in names
    ]
    sums = [sum(cells[name, rule] for name in names) for rule in rules]
    rows.append(Row((Cell("合计"), *(tally_cell(count) for count in sums), tally_cell(sum(sums))), style="total"))
    return build_plain_table(
        "各单位各规则的问题数",
        headers,
        rows,
        notes=("按错误、核实、风险、提示的处数由多到少排列；不含已认可的问题；空白表示没有。",),
        landscape=len(rules) > MOST_UPRIGHT,
        sheet=SPREAD_SHEET,
    )


def build_rules_table(tally: Tally) -> Table | None:
    """Findings by rule and level, the heaviest first; None where nothing was found."""
    if not tally.open:
        return None
    return build_plain_table(
        "各规则的问题",
        _RULES,
        (
            Row(
                (
                    Cell(item.rule),
                    Cell(item.level, role="warn" if item.level in ("错误", "风险") else "plain"),
                    Cell(item.text),
                    tally_cell(item.count),
                    tally_cell(len(item.units)),
                    text_cell(
                        join_names((f"{name or NO_UNIT}（{count}）" for name, count in item.units), limit=12),
                        limit=LONGEST_LISTED,
                    ),
                )
            )
            for item in tally.rules
        ),
        sheet=SPREAD_SHEET,
    )


def build_applied_table(tally: Tally) -> Table | None:
    """Overrides that accepted findings; None where there is none."""
    if not tally.applied:
        return None
    headers: Headers = (
        ("unit", "单位", "left", 0),
        ("rule", "规则", "center", 0),
        ("level", "级别", "center", 0),
        ("project", "项目编号", "left", 0),
        ("count", "处数", "right", 0),
        ("reason", "认可理由", "left", 1),
        ("by", "经办人", "center", 0),
        ("date", "日期", "center", 0),
    )
    return build_plain_table(
        "已认可的问题",
        headers,
        (
            Row(
                (
                    text_cell(item.unit, limit=LONGEST_VALUE),
                    Cell(item.rule),
                    Cell(item.level),
                    text_cell(item.project, limit=LONGEST_VALUE),
                    tally_cell(item.count),
                    text_cell(item.override.reason, limit=LONGEST_LISTED),
                    text_cell(item.override.by, limit=LONGEST_VALUE),
                    text_cell(item.override.date),
                )
            )
            for item in tally.applied
        ),
        notes=("认可只使当月照所报计入，从不改动金额。",),
    )


def build_unused_table(tally: Tally) -> Table | None:
    """Lines of overrides.csv that accepted nothing; None where there is none."""
    if not tally.unused:
        return None
    headers: Headers = (
        ("unit", "单位", "left", 0),
        ("rule", "规则", "center", 0),
        ("project", "项目编号", "left", 0),
        ("message", "处理意见", "left", 1),
    )
    return build_plain_table(
        "没有用上的认可",
        headers,
        (
            Row(
                (
                    text_cell(item.unit, limit=LONGEST_VALUE),
                    Cell(item.rule),
                    text_cell(item.project, limit=LONGEST_VALUE),
                    text_cell(item.message, role="warn", limit=LONGEST_LISTED),
                )
            )
            for item in tally.unused
        ),
    )
