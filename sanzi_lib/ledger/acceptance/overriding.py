"""Which findings an analyst's overrides accept (docs/核验规则.md 认可). An override never changes an amount."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from sanzi_lib.ledger.layout import COVER
from sanzi_lib.ledger.model import Finding, Override, ReadReturn, Row
from sanzi_lib.months import Month, iter_months
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme, normalise_name

Shown = frozenset[str] | Decimal
"""Words that must not become more or others, or an excess (万元) that must not grow."""

_ID = re.compile(r"[0-9A-Z]+-(?:ZY|ZC|ZJ)\d{2}-\d{4}-\d{4}")


def show_finding(programme: Programme, returned: ReadReturn, finding: Finding) -> Shown:
    """Tell what a finding shows by its rule, its project's row of 项目台账 and its sentence."""
    if finding.rule in ("V20", "V33"):
        return _excess(finding)
    row = next((row for row in returned.projects.rows if row.text("project") == finding.project), None)
    words = _WORDS[finding.rule](programme, row, finding) if row is not None else (finding.message,)
    return frozenset(normalise_name(word) for word in words)


def join_shown(one: Shown, other: Shown) -> Shown:
    """Join what two findings of one rule and project show: all of the words, the larger excess."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return max(one, other)
    return one | other if isinstance(one, frozenset) and isinstance(other, frozenset) else other


def stays(then: Shown, now: Shown) -> bool:
    """Tell whether what was shown first is still all that is shown."""
    if isinstance(then, Decimal) and isinstance(now, Decimal):
        return now <= then
    return isinstance(then, frozenset) and isinstance(now, frozenset) and now <= then


def _excess(finding: Finding) -> Shown:
    try:
        return Decimal((finding.value or "").replace(",", "").removesuffix("万元"))
    except InvalidOperation:
        return frozenset((finding.message,))


def _same_asset(programme: Programme, row: Row, finding: Finding) -> tuple[str, ...]:
    units = (unit.name for unit in programme.units if unit.name in finding.message)
    return (row.text("certificate"), *units, *_ID.findall(finding.message))


def _status(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    return (row.text("status"),)


def _blanks(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    blank = {"appraised_value": not row.fen("appraised_value"), "platform": "platform" not in row.given}
    return tuple(key for key, is_blank in blank.items() if is_blank)


def _buyer(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    return (f"受让方{row.text('counterparty')}", f"性质{row.text('counterparty_kind')}")


def _debt(programme: Programme, row: Row, _: Finding) -> tuple[str, ...]:
    text = normalise_name(row.text("name") + row.text("description"))
    words = (word for word in programme.check_terms.public_facilities if normalise_name(word) in text)
    return (f"担保{row.flag('guarantee')}", *words)


_WORDS: Mapping[str, Callable[[Programme, Row, Finding], tuple[str, ...]]] = {
    "V16": _same_asset,
    "V18": _status,
    "V23": _blanks,
    "V24": _buyer,
    "V25": _debt,
}


OverrideKey = tuple[Month, str | None, str, str]
"""Month, unit code, rule and 项目编号 ("" for none)."""

NEVER = frozenset({"V01", "V02"})
"""Rules whose findings nobody can accept."""


@dataclass
class Overrides:
    """The lines of overrides.csv by what they accept, and what the first month of those for several months showed.

    Attributes:
        lines: By each month that they are for; a line for one month before one for several.
        shown: By what such a line accepts in its first month.
    """

    programme: Programme
    lines: Mapping[OverrideKey, Sequence[OverrideLine]]
    shown: dict[OverrideKey, Shown] = field(default_factory=dict)

    def find(self, key: OverrideKey, finding: Finding, returned: ReadReturn) -> OverrideLine | None:
        """Give the line that accepts a finding; None where none does."""
        for line in self.lines.get(key, ()):
            then = self.shown.get((line.month, *key[1:]))
            if line.month == key[0] or (then is not None and stays(then, self._show(finding, returned))):
                return line
        return None

    def remember(self, month: Month, code: str | None, findings: Iterable[Finding], returned: ReadReturn) -> None:
        """Keep what the findings of a return that stands show, where a line for several months begins here."""
        for finding in findings:
            key = (month, code, finding.rule, finding.project or "")
            if any(line.through is not None and line.month == month for line in self.lines.get(key, ())):
                now, before = self._show(finding, returned), self.shown.get(key)
                self.shown[key] = now if before is None else join_shown(before, now)

    def _show(self, finding: Finding, returned: ReadReturn) -> Shown:
        return show_finding(self.programme, returned, finding)


def index_overrides(programme: Programme, lines: Iterable[OverrideLine]) -> Overrides:
    """Lines by what they accept; a unit may be written as its name, an alias or its code."""
    indexed: dict[OverrideKey, list[OverrideLine]] = {}
    for line in sorted(lines, key=lambda line: line.through is not None):  # stable
        for month in iter_months(line.month, line.last):
            indexed.setdefault((month, *key_of(programme, line)[1:]), []).append(line)
    return Overrides(programme, indexed)


def key_of(programme: Programme, line: OverrideLine) -> OverrideKey:
    """Tell what a line accepts, in its first month."""
    unit = programme.find_unit_or_code(line.unit)
    return (line.month, None if unit is None else unit.code, line.rule, line.project)


def apply_overrides(
    findings: Iterable[Finding], returned: ReadReturn, month: Month, overrides: Overrides
) -> tuple[Finding, ...]:
    """Mark the findings of one return that a line accepts."""
    code = returned.cover.unit
    if code is None or not overrides.lines:
        return tuple(findings)
    marked = []
    for finding in findings:
        key = (month, code, finding.rule, finding.project or "")
        if key in overrides.lines and is_acceptable(finding, returned):
            line = overrides.find(key, finding, returned)
            if line is not None:
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
    """Lines that accepted nothing in any of their months, by the last of these that was checked.

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
        checked = [month for month in iter_months(line.month, line.last) if month in findings]
        if checked and not any((month, *key_of(programme, line)[1:]) in used for month in checked):
            unused[checked[-1]] = (*unused.get(checked[-1], ()), line)
    return unused
