"""Which findings a line of overrides.csv is written for, and what is not matched (docs/核验规则.md 认可)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sanzi_lib.ledger.model import Finding, MonthChecks
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine

LEVELS = ("错误", "核实", "风险")
"""Levels that an analyst may accept; a 提示 asks for nothing."""


@dataclass(frozen=True)
class Asked:
    """What an analyst accepts.

    Attributes:
        unit: Name in the register.
        project: 项目编号; None for all that the rule found.
        through: Last month of a line for several; None for the month alone.
        on: Date of the lines, ``2024-06-30``.
    """

    month: Month
    unit: str
    rule: str
    project: str | None
    through: Month | None
    by: str
    on: str


@dataclass(frozen=True)
class Chosen:
    """The lines to write.

    Attributes:
        findings: What they accept.
        lines: One per 项目编号 ("" for findings that name none).
        unmatched: A sentence for each thing that is not accepted.
    """

    findings: tuple[Finding, ...]
    lines: tuple[OverrideLine, ...]
    unmatched: tuple[str, ...]


def choose_lines(
    asked: Asked,
    checks: MonthChecks,
    present: Iterable[OverrideLine],
    *,
    can_accept: Callable[[Finding], bool],
    find_reason: Callable[[Sequence[Finding]], str],
    is_accepted: Callable[[Finding], bool],
) -> Chosen:
    """Choose the findings that stand and build a line for each project; pure.

    Args:
        asked: What is accepted.
        checks: The month as it was checked with the present lines.
        present: Lines of the file; one that says the same already is not written again.
        can_accept: Tells what nobody may accept: V01, V02, unreadable cells, 错误 of closed months.
        find_reason: Why the findings of one project are accepted; "" where nobody says it.
        is_accepted: Tells what a line accepts already.
    """
    own = [f for f in checks.findings if f.file is not None and f.unit == asked.unit and f.rule == asked.rule]
    own = [f for f in own if f.level in LEVELS and asked.project in (None, f.project or "")]
    where = f"{asked.unit}{checks.month.label}{asked.rule}"
    groups: dict[str, list[Finding]] = {}
    unmatched: list[str] = []
    for finding in own:
        if is_accepted(finding):
            continue
        if can_accept(finding):
            groups.setdefault(finding.project or "", []).append(finding)
        else:
            place = "!".join(part for part in (finding.sheet, finding.cell) if part)
            unmatched.append(f"{where} {place}：{finding.message}这一条不能认可，未写。")
    if not own:
        named = f"（项目 {asked.project}）" if asked.project else ""
        unmatched.append(f"{where}{named}：本月没有这样的问题，未写。")
    elif all(map(is_accepted, own)):
        unmatched.append(f"{where}：都已认可，不必再写。")
    there = {(line.span, line.rule, line.project): line.line for line in present if line.unit == asked.unit}
    lines: list[OverrideLine] = []
    chosen: list[Finding] = []
    for project, findings in groups.items():
        named = f"{where} {project}".rstrip()
        reason = " ".join(find_reason(findings).split())
        if not reason:
            unmatched.append(f"{named}：没有单位的答复，未写。")
            continue
        line = OverrideLine(
            month=asked.month, through=asked.through, unit=asked.unit, rule=asked.rule, project=project,
            reason=reason, by=asked.by, date=asked.on,
        )  # fmt: skip
        if number := there.get((line.span, line.rule, line.project)):
            unmatched.append(f"{named}：overrides.csv 第{number}行已有同样的一行而没有对上，请核对那一行。")
            continue
        lines.append(line)
        chosen += findings
    return Chosen(tuple(chosen), tuple(lines), tuple(unmatched))
