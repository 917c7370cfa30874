"""A unit's rows of 盘活情况表 month by month, against what was accepted before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from sanzi_lib.sample.flows import Flow, Project
from sanzi_lib.sample.streams import CENT
from sanzi_lib.sample.vocabulary import read_vocabulary


@dataclass(frozen=True)
class Sums:
    """Benefit, treasury and available of a project, 分."""

    benefit: int = 0
    treasury: int = 0
    available: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.benefit + other.benefit, self.treasury + other.treasury, self.available + other.available)

    def __bool__(self) -> bool:
        return bool(self.benefit or self.treasury or self.available)


@dataclass(frozen=True)
class Line:
    """A row of 盘活情况表.

    Attributes:
        before: What stood before: the accepted cumulative figures, or the 期初数 of a first row.
        restated: 追溯调整.
        restated_month: Month that it belongs to, None for several.
    """

    project: Project
    flow: Flow
    before: Sums
    restated: Sums = Sums()
    restated_month: int | None = None
    reason: str = ""

    @property
    def own(self) -> Sums:
        """The month's own figures."""
        return Sums(self.flow.benefit, self.flow.treasury, self.flow.available)

    @property
    def to_date(self) -> Sums:
        """年初至本月累计."""
        return self.before + self.own + self.restated


@dataclass
class Lost:
    """What a project brought in months that did not count.

    Attributes:
        hidden: The project was not in the 台账 then; the months themselves counted.
    """

    sums: Sums = Sums()
    months: list[int] = field(default_factory=list)
    newly: bool = False
    quantity: Decimal | None = None
    hidden: bool = False


@dataclass
class Record:
    """What was accepted of a unit so far; the only thing here that changes.

    Attributes:
        accepted: Cumulative figures of every project with an accepted row.
        lost: What is still to be brought.
        stated: Differences by which the next return is out of date, because a 更正 overtakes it.
        openings_until: The last month in which a project that was hidden may bring 期初数 (docs/核验规则.md 期初数).
    """

    accepted: dict[str, Sums] = field(default_factory=dict)
    lost: dict[str, Lost] = field(default_factory=dict)
    stated: dict[str, Sums] = field(default_factory=dict)
    openings_until: int = 12

    def lose(self, projects: tuple[Project, ...], month: int, *, hidden: bool = False) -> None:
        """Note that a month's figures of these projects were not accepted, or that they were not in the 台账."""
        for project in projects:
            flow = project.flows.get(month)
            if flow is None:
                continue
            lost = self.lost.setdefault(project.draft.id, Lost())
            lost.sums += Sums(flow.benefit, flow.treasury, flow.available)
            lost.months.append(month)
            lost.newly = lost.newly or flow.newly
            lost.quantity = lost.quantity or flow.quantity
            lost.hidden = lost.hidden or hidden

    def accept(self, lines: tuple[Line, ...]) -> None:
        """Note that these rows were accepted."""
        self.stated = {}
        for line in lines:
            name = line.project.draft.id
            opening = self.accepted.get(name, line.before)
            self.accepted[name] = opening + line.own + line.restated
            self.lost.pop(name, None)


def build_lines(
    projects: tuple[Project, ...], month: int, record: Record, restate: Mapping[str, tuple[Sums, int, str]]
) -> tuple[Line, ...]:
    """Build the rows of a month.

    Args:
        projects: The unit's projects that its 台账 lists in that month.
        month: 1..12.
        record: What was accepted before.
        restate: Planned restatements: amount, month, reason by project.
    """
    lines: list[Line] = []
    for project in projects:
        name = project.draft.id
        flow = project.flows.get(month)
        lost = record.lost.get(name)
        if flow is None and lost is None and name not in restate:
            continue
        line = Line(project, flow or Flow(0, {}, 0, 0), record.accepted.get(name, Sums()))
        if name in record.stated:
            line = replace(line, before=line.before + record.stated[name])
        if lost is not None:
            opens = name not in record.accepted and (not lost.hidden or month <= record.openings_until)
            line = _bring(line, lost, opens=opens)
        if name in restate:
            sums, of_month, reason = restate[name]
            line = replace(line, restated=line.restated + sums, restated_month=of_month, reason=reason)
        lines.append(line)
    return tuple(lines)


def _bring(line: Line, lost: Lost, *, opens: bool) -> Line:
    flow = line.flow
    if lost.newly:
        flow = replace(flow, newly=True, quantity=lost.quantity)
    if opens:
        return replace(line, flow=flow, before=lost.sums)
    months = "、".join(str(month) for month in lost.months)
    return replace(
        line,
        flow=flow,
        restated=lost.sums,
        restated_month=lost.months[0] if len(lost.months) == 1 else None,
        reason=_say_why(lost, months) if lost.sums else "",
    )


def _say_why(lost: Lost, months: str) -> str:
    if lost.hidden:
        return f"项目此前未列入台账，本月补报{months}月数"
    return f"{months}月报未采用，本月补计{months}月数"


def plan_restatement(
    projects: tuple[Project, ...], month: int, record: Record, sign: int, rng: Random
) -> dict[str, tuple[Sums, int, str]]:
    """Plan a restatement of one accepted project by up to 4 % of its cumulative figure (docs/核验规则.md V30)."""
    fitting = [
        (project, record.accepted[project.draft.id])
        for project in projects
        if record.accepted.get(project.draft.id, Sums()).benefit >= 100 * CENT and project.draft.id not in record.lost
    ]
    if not fitting:
        return {}
    project, sums = max(fitting, key=lambda pair: pair[1].benefit)
    percent = rng.randint(1, 4)
    benefit, treasury, available = (
        sign * (amount * percent // 100 // CENT * CENT) for amount in (sums.benefit, sums.treasury, sums.available)
    )
    earlier = [number for number in project.flows if number < month]
    words = read_vocabulary()
    reason = rng.choice(words.reasons_up if sign > 0 else words.reasons_down)
    return {project.draft.id: (Sums(benefit, treasury, available), max(earlier, default=1), reason)}
