"""A unit's year of returns, told against the record of what was accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sanzi_lib.ledger.layout import RETURN_KINDS
from sanzi_lib.ledger.template.content import ReturnContent
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.errors import plant_error, raise_questions
from sanzi_lib.sample.flows import KINDS, Project, draw_flows
from sanzi_lib.sample.lines import Line, Record, Sums, build_lines, plan_restatement
from sanzi_lib.sample.projects import draw_projects
from sanzi_lib.sample.rows import Scribe
from sanzi_lib.sample.spelling import Habits, draw_habits
from sanzi_lib.sample.stories import Plot
from sanzi_lib.sample.streams import CENT, Tie, plan_streams
from sanzi_lib.sample.turns import Plant, draw_turns
from sanzi_lib.sample.vocabulary import draw

FIRST, SUPPLEMENT, CORRECTION = RETURN_KINDS

_ANSWERED_AFTER = 4
"""Days after which a unit answers what was asked about its return."""


@dataclass(frozen=True)
class Submission:
    """One workbook to write.

    Attributes:
        month: The month's folder and cover.
        planted: The check that it is meant to break, "" for a return that must be accepted.
        broken: The project whose row breaks it, "" where none does.
        plants: What else is meant to be asked about it.
        answered_on: When the unit answers what was asked, None where it does not.
    """

    month: Month
    kind: str
    submitted_on: datetime
    content: ReturnContent
    planted: str = ""
    broken: str = ""
    plants: tuple[Plant, ...] = ()
    answered_on: datetime | None = None


@dataclass(frozen=True)
class UnitYear:
    """All returns of a unit, and how it fills them.

    Attributes:
        plants: What the checks are meant to ask about returns that count.
    """

    unit: Unit
    habits: Habits
    submissions: tuple[Submission, ...]
    plants: tuple[Plant, ...]


def build_unit_year(programme: Programme, unit: Unit, plot: Plot, tie: Tie | None, seed: int) -> UnitYear:
    """Build the returns of a unit from January to December.

    The months are told in order and none looks ahead, so the returns of a month are the same whatever month the
    sample ends with.

    Args:
        programme: The programme.
        unit: The unit.
        plot: What happens to its returns.
        tie: The tie of June.
        seed: The sample's seed.
    """
    rng = draw(seed, programme.id, unit.code, "year")
    habits = draw_habits(programme, unit, draw(seed, programme.id, unit.code, "habits"))
    projects = draw_flows(draw_projects(programme, unit, plan_streams(programme, unit, seed, tie), rng), rng)
    projects = _put_off(projects, plot)
    hidden = _hidden_until(projects, plot)
    plain = [(project, _entered(project, hidden)) for project in projects if project.draft.id not in hidden]
    turns = draw_turns(programme, unit, plain, habits, plot, seed)
    scribe = Scribe(programme, unit, habits, seed, turns)
    first = programme.first_board_month
    record = Record(openings_until=first.month if first.year == programme.year else 0)
    submissions: list[Submission] = []
    plants = [plant for turn in turns for plant in turn.plants]
    doubted: set[str] = set()
    for number in range(1, 13):
        month = Month(programme.year, number)
        listed = tuple(project for project in projects if _entered(project, hidden) <= number)
        record.lose(tuple(p for p in projects if hidden.get(p.draft.id, 0) > number), number, hidden=True)
        story = plot.find(number, "restated_up", "restated_down")
        restate = {}
        if story is not None:
            restate = plan_restatement(listed, number, record, 1 if story.event == "restated_up" else -1, rng)
        lines = build_lines(listed, number, record, restate)
        plants += _find_brought(lines, number, record, doubted)
        sent = _submit(scribe, plot, month, listed, lines, record, rng)
        submissions += sent
        plants += [plant for one in sent for plant in one.plants]
        doubted |= {one.broken for one in sent if plot.find(number, "sent_back")}
    return UnitYear(unit, habits, tuple(submissions), tuple(sorted(plants)))


def _find_brought(lines: tuple[Line, ...], month: int, record: Record, doubted: Collection[str]) -> list[Plant]:
    """Find what is asked of earlier months' figures: of those that no return showed, or only a row with an error."""
    lost = {name: one for name, one in record.lost.items() if one.sums and (one.hidden or name in doubted)}
    brought = [line for line in lines if line.project.draft.id in lost]
    return [Plant(month, "V30" if line.restated else "V07", line.project.draft.id) for line in brought]


def _submit(
    scribe: Scribe,
    plot: Plot,
    month: Month,
    listed: tuple[Project, ...],
    lines: tuple[Line, ...],
    record: Record,
    rng: Random,
) -> list[Submission]:
    """Give the returns of one month; notes in the record what becomes of them."""
    cutoff = scribe.programme.period.cutoff(month)

    def write(rows: tuple[Line, ...], kind: str, days: int, rule: str = "") -> Submission:
        when = datetime.combine(cutoff + timedelta(days=days), time(rng.randint(8, 17), rng.randrange(60)))
        return _write(scribe, month, kind, when, listed, rows, rule)

    story = plot.main(month.month)
    event, rule = (story.event, story.rule) if story is not None else ("", "")
    early = -rng.choice((0, 0, 1, 1, 2, 3))
    if event == "missing":
        record.lose(listed, month.month)
        return []
    if event == "sent_back":
        record.lose(listed, month.month)
        return [write(lines, FIRST, early, rule)]
    wrong, difference = _inflate(lines, month.month)
    record.accept(lines)
    if event == "sent_back_corrected":
        return [write(lines, FIRST, early, rule), write(lines, CORRECTION, rng.randint(2, 6))]
    if event == "corrected":
        return [write(wrong, FIRST, early), write(lines, CORRECTION, 3)]
    if event == "corrected_late":
        record.stated = difference  # the next return goes out before this 更正 and still states the old figure
        after_next = (_next_cutoff(scribe.programme, month) - cutoff).days + 2
        return [write(wrong, FIRST, early), write(lines, CORRECTION, after_next)]
    if event == "correction_sent_back":
        return [write(lines, FIRST, early), write(wrong, CORRECTION, 3, rule)]
    if event == "supplement":
        return [write(lines, SUPPLEMENT, rng.randint(6, 11))]
    sent = write(lines, FIRST, rng.randint(1, 4) if event == "late" else early)
    if event == "questions":
        paid = {name for name, sums in record.accepted.items() if sums}
        content, plants = raise_questions(sent.content, scribe.programme, month.month, paid)
        answered_on = sent.submitted_on + timedelta(days=_ANSWERED_AFTER)
        sent = replace(sent, content=content, plants=plants, answered_on=answered_on)
    return [sent]


def _write(
    scribe: Scribe, month: Month, kind: str, when: datetime, listed: tuple[Project, ...], lines: tuple[Line, ...],
    rule: str,
) -> Submission:  # fmt: skip
    to_date = draw(scribe.seed, scribe.unit.code, "to date").random() < 0.7
    content = ReturnContent(
        cover=scribe.cover(month, kind, when, len(listed), lines),
        projects=tuple(scribe.project_row(project, month) for project in listed),
        movements=tuple(scribe.line_row(line, to_date=to_date) for line in lines),
        cases=scribe.case_rows(lines, month.month),
        funds=scribe.fund_rows(month),
        totals={} if rule else scribe.totals(lines),
    )
    if not rule:
        return Submission(month, kind, when, content)
    planted, rule = plant_error(content, rule)
    changed = (row for row, was in zip(planted.movements, content.movements, strict=True) if row is not was)
    return Submission(month, kind, when, planted, rule, str(next(changed, {}).get("project", "")))


def _inflate(lines: tuple[Line, ...], month: int) -> tuple[tuple[Line, ...], dict[str, Sums]]:
    """Give the same rows with one project's benefit too high, and by how much: what a 更正 puts right."""
    if not lines:
        return lines, {}
    chosen = max(lines, key=lambda line: (month + 1 in line.project.flows, line.flow.benefit))
    extra = max(CENT, chosen.flow.benefit // 20 // CENT * CENT)
    kinds: Mapping[str, int] = chosen.flow.kinds
    if kinds:
        main = max(kinds, key=kinds.__getitem__)
        kinds = {kind: amount + (extra if kind == main else 0) for kind, amount in kinds.items()}
    wrong = replace(chosen, flow=replace(chosen.flow, benefit=chosen.flow.benefit + extra, kinds=kinds))
    return tuple(wrong if line is chosen else line for line in lines), {chosen.project.draft.id: Sums(extra)}


def _next_cutoff(programme: Programme, month: Month) -> date:
    later = Month(month.year + month.month // 12, month.month % 12 + 1)
    return programme.period.cutoff(later)


def _entered(project: Project, hidden: Mapping[str, int]) -> int:
    name = project.draft.id
    return hidden.get(name, min([project.draft.entered, *project.flows]))


def _put_off(projects: tuple[Project, ...], plot: Plot) -> tuple[Project, ...]:
    """Move the money of a month with a 零报告 to the month after it."""
    months = [month for month in range(1, 12) if plot.find(month, "zero")]
    for month in months:
        projects = tuple(_move(project, month) if month in project.flows else project for project in projects)
    return projects


def _move(project: Project, month: int) -> Project:
    flows = dict(project.flows)
    early, later = flows.pop(month), flows.get(month + 1)
    if later is not None:
        named = bool(early.kinds and later.kinds)
        keys = [kind for kind in KINDS if kind in early.kinds or kind in later.kinds]
        kinds = {kind: early.kinds.get(kind, 0) + later.kinds.get(kind, 0) for kind in keys} if named else {}
        early = replace(
            early,
            benefit=early.benefit + later.benefit,
            kinds=kinds,
            treasury=early.treasury + later.treasury,
            available=early.available + later.available,
        )
    flows[month + 1] = early
    finished = month + 1 if project.finished == month else project.finished
    return replace(project, flows=dict(sorted(flows.items())), finished=finished)


def _hidden_until(projects: tuple[Project, ...], plot: Plot) -> dict[str, int]:
    """Projects that come into the 台账 only later, with figures of earlier months, and when."""
    hidden: dict[str, int] = {}
    for month in range(2, 13):
        if not plot.find(month, "opening"):
            continue
        fitting = [p for p in projects if p.flows and min(p.flows) < month and p.draft.id not in hidden]
        with_more = [p for p in fitting if month in p.flows]
        if fitting:
            hidden[(with_more or fitting)[0].draft.id] = month
    return hidden
