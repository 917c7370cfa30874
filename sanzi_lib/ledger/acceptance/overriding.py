"""Which findings an analyst's overrides accept (docs/核验规则.md 认可). An override never changes an amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sanzi_lib.ledger.layout import COVER
from sanzi_lib.ledger.model import Finding, Override, ReadReturn, Row
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme

OverrideKey = tuple[Month, str | None, str, str]
"""Month, unit code, rule and 项目编号 ("" for none)."""

NEVER = frozenset({"V01", "V02"})
"""Rules whose findings nobody can accept."""


def index_overrides(programme: Programme, lines: Iterable[OverrideLine]) -> dict[OverrideKey, OverrideLine]:
    """Lines by what they accept; a unit may be written as its name, an alias or its code."""
    indexed: dict[OverrideKey, OverrideLine] = {}
    for line in lines:
        indexed.setdefault(key_of(programme, line), line)
    return indexed


def key_of(programme: Programme, line: OverrideLine) -> OverrideKey:
    """Tell what a line accepts."""
    unit = programme.find_unit_or_code(line.unit)
    return (line.month, None if unit is None else unit.code, line.rule, line.project)


def apply_overrides(
    findings: Iterable[Finding], returned: ReadReturn, month: Month, lines: Mapping[OverrideKey, OverrideLine]
) -> tuple[Finding, ...]:
    """Mark the findings of one return that a line accepts."""
    code = returned.cover.unit
    if code is None or not lines:
        return tuple(findings)
    marked = []
    for finding in findings:
        line = lines.get((month, code, finding.rule, finding.project or ""))
        if line is not None and is_acceptable(finding, returned):
            finding = replace(finding, override=Override(line.reason, line.by, line.date))  # noqa: PLW2901
        marked.append(finding)
    return tuple(marked)


def is_acceptable(finding: Finding, returned: ReadReturn) -> bool:
    """Give True for a 核实 or 风险, and for an 错误 other than V01.

    V02 and an unreadable cell (docs/核验规则.md 认可).
    """
    if finding.level in ("核实", "风险"):
        return True
    return finding.level == "错误" and finding.rule not in NEVER and not _is_unreadable(finding, returned)


def _is_unreadable(finding: Finding, returned: ReadReturn) -> bool:
    place = _find_cell(finding, returned)
    if finding.sheet == COVER:
        # A cover value that could not be read leaves nothing to count by; a V09 there was read.
        return finding.rule != "V09"
    if place is None:
        return False
    row, key = place
    # Reading keeps the value of a cell that breaks a rule; of one that it cannot read there is nothing to count by.
    return key in row.given and not row.values.get(key)


def _find_cell(finding: Finding, returned: ReadReturn) -> tuple[Row, str] | None:
    for sheet in (returned.projects, returned.movements, returned.cases, returned.funds):
        if sheet.name != finding.sheet:
            continue
        for row in sheet.rows:
            for key in row.bad:
                if sheet.cell(key, row.number) == finding.cell:
                    return row, key
    return None


def find_unused(
    programme: Programme, lines: Iterable[OverrideLine], findings: Mapping[Month, Sequence[tuple[str | None, Finding]]]
) -> dict[Month, tuple[OverrideLine, ...]]:
    """Lines that accepted nothing, by month; only lines of months that were checked.

    Args:
        programme: For the units' names.
        lines: Of the file.
        findings: By checked month, each finding with its unit's code.
    """
    used = {
        (month, code, finding.rule, finding.project or "")
        for month, found in findings.items()
        for code, finding in found
        if finding.override is not None
    }
    unused: dict[Month, tuple[OverrideLine, ...]] = {}
    for line in lines:
        if line.month in findings and key_of(programme, line) not in used:
            unused[line.month] = (*unused.get(line.month, ()), line)
    return unused
