"""The 风险 findings of a month, project by project, with the facts and figures of each.

See docs/核验规则.md 规则; docs/指标口径.md 风险提示.

For the internal list alone: nothing of this reaches a circulated report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sanzi_lib.ledger.model import Accepted, Finding, Level, MonthChecks, Override, State
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.project_money import ProjectKey, ProjectMoney, add_money, compute_project_money
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

RISK: Level = "风险"


@dataclass(frozen=True)
class RiskEntry:
    """One project under one rule.

    Attributes:
        rule: Id of the rule.
        unit: Name of the unit, as in the register, or as written where it is unknown.
        code: Its code; "" where it is unknown.
        project: 项目编号; "" for a finding that belongs to none.
        month: Month of the return that says so, 1..12; earlier than the report month where it is carried on.
        state: Of that return: accepted or sent back.
        findings: What was found, each cell once.
        facts: The project's newest accepted row of 项目台账, as in :data:`sanzi_lib.schema.PROJECTS`; empty where there
            is none.
        money: Its figures; None where the project or its unit is not known.
        natural: True where its counterparty is a natural person, whose name stays out.
    """

    rule: str
    unit: str
    code: str
    project: str
    month: int
    state: State
    findings: tuple[Finding, ...]
    facts: Mapping[str, Any]
    money: ProjectMoney | None
    natural: bool = False

    @property
    def override(self) -> Override | None:
        """The line that accepts it; None where a finding of it stands open."""
        lines = [finding.override for finding in self.findings]
        return lines[0] if all(lines) else None

    @property
    def name(self) -> str:
        """项目名称; "" where it is not known."""
        return str(self.facts.get("name", ""))


@dataclass(frozen=True)
class RiskTally:
    """A month's risks.

    Attributes:
        programme: Id of the programme.
        month: The month.
        period: First and last day of the report period.
        entries: By rule, then unit in register order, then 项目编号.
        units: Name and state of every unit of the programme for the month, in register order.
    """

    programme: str
    month: Month
    period: tuple[date, date]
    entries: tuple[RiskEntry, ...]
    units: tuple[tuple[str, State], ...]

    @property
    def open(self) -> tuple[RiskEntry, ...]:
        """Entries that no override accepts."""
        return tuple(entry for entry in self.entries if entry.override is None)

    @property
    def rules(self) -> tuple[str, ...]:
        """Rules that found anything, in their order."""
        return tuple(dict.fromkeys(entry.rule for entry in self.entries))

    def of_rule(self, rule: str) -> tuple[RiskEntry, ...]:
        """Give the entries of a rule."""
        return tuple(entry for entry in self.entries if entry.rule == rule)

    def names_in(self, *states: State) -> list[str]:
        """Names of the units in these states, in register order."""
        return [name for name, state in self.units if state in states]


def sum_money(entries: Iterable[RiskEntry]) -> ProjectMoney:
    """Sum the figures of the entries' projects, each once whatever number of rules name it."""
    own = {(entry.code, entry.project): entry.money for entry in entries if entry.money is not None}
    return add_money(money for money in own.values() if money is not None)


def count_projects(entries: Iterable[RiskEntry]) -> int:
    """How many projects the entries are about; an entry without a project counts for itself."""
    counted = Counter((entry.unit, entry.project or f"{entry.rule}{entry.findings[0].cell}") for entry in entries)
    return len(counted)


def compute_risks(accepted: Accepted, programme: Programme) -> RiskTally:
    """Gather the risks as they stand at the end of the last month; pure.

    A unit's list is that of its newest accepted return, so a month without one leaves it as it was; what a return that
    was sent back says since then is added, and goes before where both name a project under the same rule.

    Args:
        accepted: January to the month.
        programme: Gives the register.
    """
    month = accepted.through
    found: list[RiskEntry] = []
    for unit in programme.units:
        found += _gather_unit(accepted.months, unit.name, unit.code)
    strangers = [f for f in accepted.months[-1].findings if _is_risk(f) and f.unit not in programme.unit_by_name]
    found += _group(strangers, "", month.month, _states_of(accepted.months[-1], ""))
    wanted = {(entry.code, entry.project) for entry in found if entry.code and entry.project}
    money = compute_project_money(build_facts(accepted, programme, month), wanted)
    facts = _newest_facts(accepted, month, wanted)
    person = programme.enumerations.natural_person
    entries = []
    for entry in found:
        own = facts.get((entry.code, entry.project), {})
        is_person = bool(person) and own.get("counterparty_kind") == person
        entries.append(replace(entry, money=money.get((entry.code, entry.project)), facts=own, natural=is_person))
    return RiskTally(
        programme=programme.id,
        month=month,
        period=programme.period.period(month),
        entries=tuple(sorted(entries, key=lambda entry: entry.rule)),
        units=tuple((unit.name, _state_of(accepted.months[-1], unit.code)) for unit in programme.units),
    )


def _gather_unit(months: Sequence[MonthChecks], name: str, code: str) -> Iterator[RiskEntry]:
    standing: dict[tuple[str, str], RiskEntry] = {}
    for checks in months:
        states = _states_of(checks, code)
        own = [finding for finding in checks.findings if _is_risk(finding) and finding.unit == name]
        counted = [finding for finding in own if states.get(finding.file or "") == "accepted"]
        others = [finding for finding in own if states.get(finding.file or "") != "accepted"]
        if "accepted" in states.values():
            standing = {}
        for entry in (
            *_group(counted, code, checks.month.month, states),
            *_group(others, code, checks.month.month, states),
        ):
            before = standing.get((entry.rule, entry.project))
            if before is None or before.month < entry.month:
                standing[entry.rule, entry.project] = entry
    yield from sorted(standing.values(), key=lambda entry: (entry.rule, entry.project))


def _group(findings: Iterable[Finding], code: str, month: int, states: Mapping[str, State]) -> Iterator[RiskEntry]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.unit or "", finding.project or ""), []).append(finding)
    for (rule, unit, project), own in groups.items():
        state = states.get(own[0].file or "", "sent_back")
        yield RiskEntry(rule, unit, code, project, month, state, tuple(own), {}, None)


def _is_risk(finding: Finding) -> bool:
    return finding.level == RISK and finding.file is not None


def _states_of(checks: MonthChecks, code: str) -> dict[str, State]:
    """Give the states of a unit's files by name; of unknown units' for ""."""
    return {item.file: item.state for item in checks.returns if item.file and (item.code or "") == code}


def _state_of(checks: MonthChecks, code: str) -> State:
    own: set[State] = {item.state for item in checks.returns if item.code == code}
    wanted: tuple[State, ...] = ("accepted", "sent_back")
    return next((state for state in wanted if state in own), "not_reported")


def _newest_facts(accepted: Accepted, month: Month, wanted: set[ProjectKey]) -> dict[ProjectKey, dict[str, Any]]:
    projects = accepted.projects
    rows = projects[(projects["month"] <= month.month) & projects["project"].isin({project for _, project in wanted})]
    columns = {name: rows[name].tolist() for name in rows.columns}
    newest: dict[ProjectKey, dict[str, Any]] = {}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        key = (str(row["unit"]), str(row["project"]))
        if key in wanted and row["month"] >= newest.get(key, row)["month"]:
            newest[key] = row
    return newest
