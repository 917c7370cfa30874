"""What goes back to whom: each return sent back or asked about, and each file that could not be read.

See docs/核验规则.md 退回修改.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanzi_lib.filenames import safe_name
from sanzi_lib.ledger.model import Finding, MonthChecks
from sanzi_lib.months import Month

UNREAD_PREFIX = "未读取-"

_MARKED = ("错误", "核实")


@dataclass(frozen=True)
class Feedback:
    """One workbook that goes back.

    Attributes:
        name: Its file name, safe on every system: ``<unit>.xlsx``, under a wrong cover that of the file.
        file: Base name of the unit's own file.
        sha256: Of the unit's own file as it was read; None for one that was not.
        unit: Name of the unit, as written where unknown; "" where nobody can say.
        sent_back: True where the return does not count; False where it counts and a 核实 is open.
        findings: What stands and concerns the unit, in the checks' order: 错误, 核实 and 提示, never 风险.
        unread: Why the file could not be read (a sentence), "" where it was.
    """

    name: str
    month: Month
    file: str
    sha256: str | None
    unit: str
    sent_back: bool
    findings: tuple[Finding, ...]
    unread: str = ""


def plan_feedback(checks: MonthChecks) -> tuple[Feedback, ...]:
    """Everything that goes back for a month, returns first, each under a file name of its own.

    A finding that an override accepts asks nothing of the unit any more and is left out; 风险 never leaves the office.
    """
    taken: set[str] = set()
    planned = []
    standing: dict[str, list[Finding]] = {}
    for finding in checks.findings:
        if finding.file is not None and finding.level != "风险" and finding.override is None:
            standing.setdefault(finding.file, []).append(finding)
    for state in checks.returns:
        if state.file is None or state.state not in ("accepted", "sent_back"):
            continue
        findings = tuple(standing.get(state.file, ()))
        if state.state != "sent_back" and not any(finding.level in _MARKED for finding in findings):
            continue
        # Under a wrong cover nobody knows to whom it goes back: it bears the file's own name, and no unit's.
        own = state.file.rpartition(".")[0]
        name = _free_name(own if state.wrong_cover else state.unit or own, taken)
        planned.append(
            Feedback(
                name, checks.month, state.file, state.sha256, state.unit or "", state.state == "sent_back", findings
            )
        )
    for unread in checks.unread:
        name = _free_name(UNREAD_PREFIX + (unread.file.rpartition(".")[0] or unread.file), taken)
        planned.append(Feedback(name, checks.month, unread.file, None, "", True, (), unread.message))
    return tuple(planned)


def _free_name(text: str, taken: set[str]) -> str:
    """``<text>.xlsx``, and ``<text>（2）.xlsx`` for the next; file systems may not tell upper from lower case."""
    stem = safe_name(text)
    number, name = 1, f"{stem}.xlsx"
    while name.casefold() in taken:
        number += 1
        name = f"{stem}（{number}）.xlsx"
    taken.add(name.casefold())
    return name
