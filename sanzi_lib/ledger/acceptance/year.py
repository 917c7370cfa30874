"""The accepted year: months checked in order, each against what was accepted before it.

See docs/核验规则.md 月报、规则; docs/指标口径.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from sanzi_lib.ledger.acceptance.answers import Replies, SortedArrivals, sort_arrivals
from sanzi_lib.ledger.acceptance.before import list_last_injections, open_books
from sanzi_lib.ledger.acceptance.frames import (
    AcceptedReturn,
    UnitMonth,
    build_cases,
    build_contacts,
    build_findings,
    build_funds,
    build_movements,
    build_projects,
    build_returns,
    list_persons,
)
from sanzi_lib.ledger.acceptance.judge import (
    COPY,
    Judged,
    UnitRecord,
    build_version,
    find_copies,
    judge_answer,
    judge_changed_copy,
    judge_strangers,
    judge_unit,
    judge_wrong_cover,
    split_copies,
)
from sanzi_lib.ledger.acceptance.overriding import Overrides, apply_overrides, find_unused, index_overrides
from sanzi_lib.ledger.acceptance.selection import Verdict
from sanzi_lib.ledger.book import post_version
from sanzi_lib.ledger.check.assets import build_index, list_injections, months_before
from sanzi_lib.ledger.check.context import Checked, EarlierReturn, Gap, name_of
from sanzi_lib.ledger.check.identity import find_owner
from sanzi_lib.ledger.check.index import Injection, MonthIndex
from sanzi_lib.ledger.check.table import RULES_VERSION, check_return
from sanzi_lib.ledger.layout import COVER, SHEETS
from sanzi_lib.ledger.model import (
    Accepted,
    AsPublished,
    ControlTotals,
    Finding,
    MonthChecks,
    ReadReturn,
    ReadSheet,
    ReturnState,
    State,
    Unread,
)
from sanzi_lib.ledger.year_before import YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme, normalise_name


def enter_gap(record: UnitRecord, month: Month, judged: Sequence[Judged]) -> None:
    """Enter a month without an accepted return into a unit's record, with what its returns are worth later.

    They are judged once more as if those sent back since the unit's last accepted month had been accepted: a year to
    date that holds a month sent back is no 错误 of the row for that alone.
    """
    if record.assumed is None:
        record.assumed = UnitRecord(deepcopy(record.book), gaps=list(record.gaps))
    assumed, gaps = record.assumed, tuple(record.assumed.gaps)
    own = [
        (one, replace(one.checked, book=assumed.book, book_at=None, gaps=gaps))
        for one in judged
        if one.checked is not None and one.returned.cover.month in (None, month)
    ]
    record.gaps.append(Gap(month, tuple(_judge_back(one, again) for one, again in own), bool(judged)))
    if own:
        _, newest = max(own, key=lambda pair: pair[0].returned.cover.submitted_on or datetime.min)
        post_version(assumed.book, build_version(newest, ()))
    else:
        assumed.gaps.append(Gap(month, ()))


def _judge_back(one: Judged, again: Checked) -> EarlierReturn:
    found = (*one.returned.findings, *check_return(again))
    accepted = {_key(finding) for finding in one.findings if finding.override is not None}
    errors = {_key(finding) for finding in one.findings if finding.level == "错误"} - accepted
    doubted = frozenset(
        finding.project
        for finding in found
        if finding.project is not None
        and finding.sheet == one.returned.movements.name
        and (
            (finding.level == "错误" and _key(finding) in errors)
            or (finding.rule == "V12" and _key(finding) not in accepted)
        )
    )
    heavy = any(finding.rule == "V21" and _key(finding) not in accepted for finding in found)
    return EarlierReturn(one.returned, doubted, heavy)


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.rule, finding.project


@dataclass(frozen=True)
class MonthInput:
    """What a month's folder held.

    Attributes:
        has_folder: False where the month has no folder.
        published: What a closed month was published with, None for an open one.
        late: Of a closed month, what came after it was closed; only answers in it are read.
    """

    month: Month
    returns: tuple[ReadReturn, ...] = ()
    unread: tuple[Unread, ...] = ()
    has_folder: bool = True
    published: AsPublished | None = None
    late: tuple[ReadReturn, ...] = ()


@dataclass
class _Year:
    programme: Programme
    lines: Overrides
    records: dict[str, UnitRecord]
    accepted: list[AcceptedReturn] = field(default_factory=list)
    states: list[UnitMonth] = field(default_factory=list)
    injections: list[Injection] = field(default_factory=list)


def accept_year(
    programme: Programme,
    months: Sequence[MonthInput],
    overrides: Iterable[OverrideLine] = (),
    before: YearBefore | None = None,
) -> Accepted:
    """Check and accept the returns of consecutive months, January first.

    A return with an 错误 that no override accepts is sent back and its month does not count; every month is held
    against what was accepted before it (docs/核验规则.md 认可).

    Args:
        programme: The programme of the year.
        months: January to the last month, in order.
        overrides: Lines of overrides.csv; those that accept nothing are reported as a 提示 of their month.
        before: What the record holds of the year before.

    Returns:
        The frames, and what was found month by month.
    """
    lines = tuple(overrides)
    records = {code: UnitRecord(book) for code, book in open_books(programme, before).items()}
    year = _Year(
        programme, index_overrides(programme, lines), records, injections=list_last_injections(programme, before)
    )
    judged = {given.month: _judge_month(year, given) for given in months}
    replies = Replies(one for given in months for one in (*given.returns, *given.late))
    for month, found in judged.items():
        judged[month] = [
            replace(one, findings=replies.attach(month, one.returned.sha256, one.findings)) for one in found
        ]
    months = [_answer_published(given, judged[given.month], replies) for given in months]
    for month, found in judged.items():
        judged[month] = [
            replace(one, findings=replies.find_unmet(one.returned, _name_judged(programme, one) or None))
            if one.verdict.state == "answer"
            else one
            for one in found
        ]
    shown = {
        given.month: [(one.unit, finding) for one in judged[given.month] for finding in one.findings]
        if given.published is None
        else [(_code_of(programme, finding), finding) for finding in given.published.findings]
        for given in months
    }
    unused = find_unused(programme, lines, shown)
    checks = tuple(
        _build_checks(programme, given, judged[given.month], unused.get(given.month, ())) for given in months
    )

    def is_explained(month: Month, finding: Finding) -> bool:
        # An open month's are marked already; a line that came late for a closed month is for that month alone.
        lines = year.lines.lines.get((month, _code_of(programme, finding), finding.rule, finding.project or ""), ())
        return any(line.month == month for line in lines)

    return Accepted(
        through=months[-1].month,
        movements=build_movements(programme, year.accepted),
        cases=build_cases(programme, year.accepted),
        projects=build_projects(programme, year.accepted),
        contacts=build_contacts(programme, year.accepted),
        funds=build_funds(programme, year.accepted),
        returns=build_returns(programme, year.states),
        months=checks,
        findings=build_findings(checks, is_explained),
        year_before=before,
    )


def _code_of(programme: Programme, finding: Finding) -> str | None:
    unit = programme.find_unit(finding.unit or "")
    return None if unit is None else unit.code


def _answer_published(given: MonthInput, judged: Sequence[Judged], replies: Replies) -> MonthInput:
    """Put the answers beside the findings that a closed month was published with."""
    if given.published is None:
        return given
    hashes = {one.returned.file: one.returned.sha256 for one in judged}
    findings = tuple(
        answered
        for finding in given.published.findings
        for answered in replies.attach(given.month, hashes.get(finding.file or "", ""), (finding,))
    )
    return replace(given, published=replace(given.published, findings=findings))


def _judge_month(year: _Year, given: MonthInput) -> list[Judged]:
    programme, month = year.programme, given.month
    firsts, copies = split_copies(given.returns)
    arrivals = _sort_arrivals(given, firsts)
    by_unit: dict[str, list[ReadReturn]] = {}
    strangers: list[ReadReturn] = []
    judged = [judge_changed_copy(programme, returned, base) for returned, base in arrivals.changed]
    for returned in arrivals.returns:
        code = returned.cover.unit
        owner = _find_owner(programme, given, returned)
        if owner is not None:
            judged.append(judge_wrong_cover(programme, returned, owner))
        elif code is not None and returned.cover.month in (None, month):
            by_unit.setdefault(code, []).append(returned)
        else:
            strangers.append(returned)
    judged += judge_strangers(programme, month, strangers, year.lines)
    for unit in programme.units:
        own = by_unit.get(unit.code, [])
        judged += judge_unit(programme, month, own, year.records[unit.code], year.lines, given.published)
    judged = _finish(year, month, judged, copies)
    for one in judged:
        year.lines.remember(month, one.unit, one.findings, one.returned)
    for unit in programme.units:
        _enter(year, month, unit.code, [one for one in judged if one.unit == unit.code])
    copied = [copy for several in copies.values() for copy in several]
    answers = [judge_answer(programme, returned) for returned in arrivals.answers]
    return [*judged, *answers, *(Judged(copy, (), Verdict("replaced")) for copy in copied)]


def _sort_arrivals(given: MonthInput, firsts: Sequence[ReadReturn]) -> SortedArrivals:
    """Tell answers and changed copies from returns; in a closed month only those that were published as such."""
    now = sort_arrivals(firsts)
    if given.published is None:
        return now
    states = given.published.states
    told = {f.file for f in given.published.findings if f.rule == "V01" and COPY in f.message}
    answers = tuple(one for one in now.answers if states.get((one.sha256, one.file)) == "answer")
    changed = tuple((one, base) for one, base in now.changed if one.file in told)
    apart = {one.sha256 for one in (*answers, *(one for one, _ in changed))}
    return SortedArrivals(tuple(one for one in firsts if one.sha256 not in apart), answers, changed)


def _find_owner(programme: Programme, given: MonthInput, returned: ReadReturn) -> str | None:
    """Give the likely owner under a wrong cover; in a closed month only where it was published so."""
    owner = find_owner(programme, returned)
    if owner is None or given.published is None:
        return owner
    name = programme.unit_by_code[owner].name
    told = any((f.rule, f.file, f.unit) == ("V01", returned.file, name) for f in given.published.findings)
    return owner if told else None


def _finish(
    year: _Year, month: Month, judged: Sequence[Judged], copies: Mapping[str, tuple[ReadReturn, ...]]
) -> list[Judged]:
    """Add what needs the whole month, and leave out the findings of replaced returns."""
    standing = [
        one.checked
        for one in judged
        if one.verdict.state != "replaced" and one.owner is None and one.checked is not None
    ]
    programme = year.programme
    for one in judged:
        code = one.returned.cover.unit
        if one.verdict.state == "accepted" and code is not None:
            year.injections += list_injections(programme, code, month, one.returned)
    pairs = months_before(month, programme.thresholds.pair_months, year.injections)
    index = build_index([one for one in standing if one.placed], pairs)
    return [_finish_return(year, month, one, index, copies.get(one.returned.sha256, ())) for one in judged]


def _finish_return(year: _Year, month: Month, one: Judged, index: MonthIndex, copies: Sequence[ReadReturn]) -> Judged:
    if one.verdict.state == "replaced":
        return replace(one, findings=())
    crossing = () if one.checked is None else check_return(replace(one.checked, index=index), "month")
    found = apply_overrides(crossing, one.returned, month, year.lines)
    if copies:
        found = (*found, find_copies(year.programme, one.returned, copies))
    return replace(one, findings=(*one.findings, *found))


def _enter(year: _Year, month: Month, code: str, judged: Sequence[Judged]) -> None:
    """Enter what became of a unit's month: its versions, the accepted one's rows, or the gap."""
    record = year.records[code]
    own = [one for one in judged if one.version is not None]
    record.versions[month] = tuple(one.version for one in own if one.version is not None)
    counts = next((one for one in own if one.verdict.state == "accepted"), None)
    state: State = "not_reported"
    if counts is not None and counts.version is not None:
        state, record.assumed = "accepted", None
        postings = post_version(record.book, counts.version)
        year.accepted.append(AcceptedReturn(code, counts.returned, postings, month))
    else:
        enter_gap(record, month, judged)
        if judged:
            state = "sent_back"
    year.states.append(
        UnitMonth(
            unit=code,
            month=month,
            state=state,
            days_late=_days_late_of_unit(year.programme, month, [one.returned for one in judged]),
            counts=counts.returned if counts is not None else None,
            demo=any(one.returned.cover.demo for one in judged),
            persons=list_persons(year.programme, (one.returned for one in judged)),
        )
    )


def _days_late_of_unit(programme: Programme, month: Month, returns: Sequence[ReadReturn]) -> int | None:
    """Lateness of the unit's first return for the month, calendar days (docs/指标口径.md 报告期)."""
    # One whose cover names another month tells of this month's sending only where nothing else does.
    own = [returned for returned in returns if returned.cover.month in (None, month)]
    for several in (own, returns):
        times = [one.cover.submitted_on for one in several if one.cover.submitted_on is not None]
        if times:
            return programme.period.days_late(month, min(times).date())
    return None


def _days_late_of_file(programme: Programme, returned: ReadReturn) -> int | None:
    cover = returned.cover
    if cover.month is None or cover.submitted_on is None:
        return None
    return programme.period.days_late(cover.month, cover.submitted_on.date())


def _build_checks(
    programme: Programme, given: MonthInput, judged: Sequence[Judged], unused: Sequence[OverrideLine]
) -> MonthChecks:
    states = [
        ReturnState(
            unit=_name_judged(programme, one),
            code=one.unit,
            file=one.returned.file,
            sha256=one.returned.sha256,
            kind=one.returned.cover.kind,
            submitted_on=one.returned.cover.submitted_on,
            days_late=None if one.verdict.state == "answer" else _days_late_of_file(programme, one.returned),
            state=one.verdict.state,
            demo=one.returned.cover.demo,
            control=None if one.verdict.state == "answer" else build_control(one.returned),
            was_back=one.was_back,
            wrong_cover=one.owner is not None and one.verdict.state != "answer",
        )
        for one in judged
    ]
    reported = {state.code for state in states if state.state != "answer"}
    states += [
        ReturnState(unit.name, unit.code, None, None, None, None, None, "not_reported")
        for unit in programme.units
        if unit.code not in reported
    ]
    findings = [finding for one in judged for finding in one.findings]
    findings += [_find_unused_line(programme, line) for line in unused]
    return MonthChecks(
        month=given.month,
        returns=sort_states(programme, states),
        findings=sort_findings(programme, findings) if given.published is None else given.published.findings,
        unread=given.unread,
        has_folder=given.has_folder,
        asks=given.published is None or given.published.rules == RULES_VERSION,
        otherwise=tuple(dict.fromkeys(name_of(programme, one.returned) or "" for one in judged if one.otherwise)),
        late_answers=tuple(one.file for one in given.late),
    )


def _name_judged(programme: Programme, one: Judged) -> str:
    return programme.unit_by_code[one.unit].name if one.unit is not None else name_of(programme, one.returned) or ""


def _find_unused_line(programme: Programme, line: OverrideLine) -> Finding:
    unit = programme.find_unit_or_code(line.unit)
    message = (
        f"overrides.csv 第{line.line}行没有可接受的核验结果与之对应"
        "（V01、V02和无法识别的单元格不能接受），请核对或删除这一行。"
    )
    name = unit.name if unit is not None else line.unit
    return Finding(line.rule, "提示", name, None, None, None, line.project or None, None, message)


def build_control(returned: ReadReturn) -> ControlTotals:
    """Build the control totals of a return; amounts in 分."""
    cover, movements = returned.cover, returned.movements
    return ControlTotals(
        stated_projects=cover.project_count,
        stated_benefit=cover.benefit_total,
        stated_treasury=cover.treasury_total,
        projects=len(returned.projects.rows) if returned.projects.columns else None,
        benefit=_sum(movements, "benefit", missing=None),
        # 本月入库收益 is a column that may be left out; then nothing came in.
        treasury=_sum(movements, "treasury", missing=0 if movements.columns else None),
    )


def _sum(sheet: ReadSheet, key: str, *, missing: int | None) -> int | None:
    if key not in sheet.columns:
        return missing
    if any(key in row.bad for row in sheet.rows):
        return None
    return sum(row.fen(key) for row in sheet.rows)


_SHEET_ORDER = {name: number for number, name in enumerate((COVER, *(sheet.name for sheet in SHEETS)))}
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def sort_findings(programme: Programme, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By unit in register order (unknown ones last), rule, sheet in the layout's order, project, then place."""
    order = {unit.name: number for number, unit in enumerate(programme.units)}

    def key(finding: Finding) -> tuple[object, ...]:
        match = _ADDRESS.fullmatch(finding.cell or "")
        place = (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")
        return (
            order.get(finding.unit or "", len(order)),
            finding.unit or "",
            finding.rule,
            _SHEET_ORDER.get(normalise_name(finding.sheet or ""), len(_SHEET_ORDER)),
            finding.sheet or "",
            finding.project or "",
            *place,
            finding.value or "",
            finding.message,
            finding.file or "",
        )

    return tuple(sorted(findings, key=key))


def sort_states(programme: Programme, states: Iterable[ReturnState]) -> tuple[ReturnState, ...]:
    """By unit in register order (unknown ones last), then time of sending, then file name."""

    def key(state: ReturnState) -> tuple[object, ...]:
        place = programme.register_order[state.code] if state.code is not None else len(programme.units)
        return (place, state.unit, state.submitted_on or datetime.max, state.file or "")

    return tuple(sorted(states, key=key))
