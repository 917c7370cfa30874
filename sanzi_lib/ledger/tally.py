"""What checking a month gave, counted and put in order for the intake report.

See docs/核验规则.md 规则; docs/指标口径.md 报告.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sanzi_lib.ledger.acceptance.before import list_risks
from sanzi_lib.ledger.check.table import RULES
from sanzi_lib.ledger.feedback.plan import Feedback, plan_feedback
from sanzi_lib.ledger.model import Accepted, Finding, Level, MonthChecks, Override, ReturnState, State, UnitAnswer
from sanzi_lib.ledger.year_before import FormerRisk
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

LEVELS: tuple[Level, ...] = ("错误", "核实", "风险", "提示")
"""Heaviest first."""

NO_UNIT = "（单位不明）"
"""What a return is called by that says no known unit."""

_URGENCY: dict[State, int] = {"not_reported": 0, "sent_back": 1, "accepted": 2, "replaced": 3, "answer": 4}


@dataclass(frozen=True)
class FileTally:
    """A file of the month, or a unit without one, with its open findings by level."""

    state: ReturnState
    counts: Counter[str]


@dataclass(frozen=True)
class RuleTally:
    """Open findings of one rule at one level.

    Attributes:
        text: The rule as analysts read it.
        units: Names of the units concerned and how often each, in register order.
    """

    rule: str
    level: Level
    text: str
    units: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """Findings in all."""
        return sum(count for _, count in self.units)


@dataclass(frozen=True)
class AppliedOverride:
    """A line of overrides.csv and the findings that it accepted.

    Attributes:
        answers: What the unit had answered to them, each once.
    """

    unit: str
    rule: str
    level: Level
    project: str
    count: int
    override: Override
    answers: tuple[UnitAnswer, ...] = ()


@dataclass(frozen=True)
class Tally:
    """A month's intake.

    Attributes:
        programme: Id of the programme.
        month: The month.
        period: First and last day of the report period.
        cutoff: The last day on which a return was on time.
        units: Name and state of every unit of the programme, in register order; accepted before sent back before
            not reported where it sent several files.
        files: Every file, and every unit without one, the most urgent first.
        back: Returns sent back, in the checks' order.
        asked: Accepted returns with an open 核实.
        unread: Files that could not be read.
        findings: Every finding, those that an override accepted too.
        open: Findings that no override accepted, without unused lines of overrides.csv.
        applied: Overrides that accepted something.
        unused: Lines of overrides.csv that accepted nothing.
        demo: True where a return says 演示.
        former_risks: By unit and 项目编号, what 风险 had been found of projects that are gone from a 项目台账 (V36),
            this year or the year before, each rule as it was found last.
    """

    programme: str
    month: Month
    period: tuple[date, date]
    cutoff: date
    units: tuple[tuple[str, State], ...]
    files: tuple[FileTally, ...]
    back: tuple[Feedback, ...]
    asked: tuple[Feedback, ...]
    unread: tuple[Feedback, ...]
    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]
    applied: tuple[AppliedOverride, ...]
    unused: tuple[Finding, ...]
    demo: bool
    former_risks: Mapping[tuple[str, str], tuple[FormerRisk, ...]] = field(default_factory=dict)

    def names_in(self, state: State) -> list[str]:
        """Names of the units in a state, in register order."""
        return [name for name, own in self.units if own == state]

    @property
    def late(self) -> tuple[ReturnState, ...]:
        """Files that came after the cut-off, the latest first."""
        return tuple(
            sorted((tally.state for tally in self.files if tally.state.days_late), key=lambda s: -(s.days_late or 0))
        )

    @property
    def rules(self) -> tuple[RuleTally, ...]:
        """Open findings by rule and level: the heaviest level first, then the most frequent."""
        return _tally_rules(self.open)


def compute_tally(accepted: Accepted, programme: Programme) -> Tally:
    """Count and order what checking the last month gave; pure.

    Args:
        accepted: January to the month.
        programme: The programme.
    """
    checks = accepted.months[-1]
    planned = plan_feedback(checks)
    unused = tuple(finding for finding in checks.findings if finding.file is None)
    still_open = tuple(finding for finding in checks.findings if finding.file is not None and finding.override is None)
    return Tally(
        programme=programme.id,
        month=checks.month,
        period=programme.period.period(checks.month),
        cutoff=programme.period.cutoff(checks.month),
        units=tuple((unit.name, _state_of(checks, unit.code)) for unit in programme.units),
        files=_tally_files(checks, still_open),
        back=tuple(item for item in planned if item.sent_back and not item.unread),
        asked=tuple(item for item in planned if not item.sent_back),
        unread=tuple(item for item in planned if item.unread),
        findings=checks.findings,
        open=still_open,
        applied=_tally_overrides(checks.findings),
        unused=unused,
        demo=any(state.demo for state in checks.returns),
        former_risks=_list_former_risks(accepted),
    )


def _state_of(checks: MonthChecks, code: str) -> State:
    own: set[State] = {item.state for item in checks.returns if item.code == code}
    wanted: tuple[State, ...] = ("accepted", "sent_back")
    return next((state for state in wanted if state in own), "not_reported")


def _list_former_risks(accepted: Accepted) -> Mapping[tuple[str, str], tuple[FormerRisk, ...]]:
    months, before = accepted.months, accepted.year_before
    gone = {(f.unit or "", f.project or "") for checks in months for f in checks.findings if f.rule == "V36"}
    found = (
        {(one.unit, one.project): {risk.rule: risk for risk in one.risks} for one in before.left_open} if before else {}
    )
    for key, risks in list_risks(months).items():
        found[key] = {**found.get(key, {}), **risks}
    return {key: tuple(risks.values()) for key, risks in found.items() if risks and key in gone}


def _tally_files(checks: MonthChecks, findings: Iterable[Finding]) -> tuple[FileTally, ...]:
    counts: dict[str, Counter[str]] = {}
    for finding in findings:
        counts.setdefault(finding.file or "", Counter())[finding.level] += 1
    tallies = [FileTally(state, counts.get(state.file or "", Counter())) for state in checks.returns]
    # The sort is stable: within a state and lateness the checks' order stands, which is the register's.
    return tuple(sorted(tallies, key=lambda tally: (_URGENCY[tally.state.state], -(tally.state.days_late or 0))))


def _tally_rules(findings: Iterable[Finding]) -> tuple[RuleTally, ...]:
    units: dict[tuple[str, Level], Counter[str]] = {}
    for finding in findings:
        units.setdefault((finding.rule, finding.level), Counter())[finding.unit or ""] += 1
    tallies = [
        RuleTally(rule, level, describe_rule(rule, level), tuple(counts.items()))
        for (rule, level), counts in units.items()
    ]
    return tuple(sorted(tallies, key=lambda tally: (LEVELS.index(tally.level), -tally.count, tally.rule)))


def describe_rule(rule: str, level: Level) -> str:
    """Say what a rule says, as far as it gives findings of this level; all of it where none is so."""
    texts = [row.text for row in RULES if row.id == rule and row.level == level]
    return "；".join(texts or [row.text for row in RULES if row.id == rule])


def _tally_overrides(findings: Iterable[Finding]) -> tuple[AppliedOverride, ...]:
    counts: Counter[tuple[str, str, Level, str, Override]] = Counter()
    answers: dict[tuple[str, str, Level, str, Override], dict[UnitAnswer, None]] = {}
    for finding in findings:
        if finding.override is not None:
            key = (finding.unit or "", finding.rule, finding.level, finding.project or "", finding.override)
            counts[key] += 1
            if finding.answer is not None:
                answers.setdefault(key, {})[finding.answer] = None
    return tuple(AppliedOverride(*key[:4], count, key[4], tuple(answers.get(key, ()))) for key, count in counts.items())
