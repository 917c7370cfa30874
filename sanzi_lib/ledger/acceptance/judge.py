"""One month's returns of one unit: checked, chosen among, and what follows (docs/核验规则.md 几份月报、规则)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from sanzi_lib.ledger.acceptance.overriding import Overrides, apply_overrides
from sanzi_lib.ledger.acceptance.selection import Verdict, build_candidate, select_returns
from sanzi_lib.ledger.book import Book, Pair, Version, post_version
from sanzi_lib.ledger.check.comparison import ERRORS
from sanzi_lib.ledger.check.context import Checked, Gap, find_on_cover, join_names, name_of
from sanzi_lib.ledger.check.identity import find_wrong_cover
from sanzi_lib.ledger.check.table import check_return
from sanzi_lib.ledger.layout import PROJECT_SHEET
from sanzi_lib.ledger.model import AsPublished, Finding, ReadReturn
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

COPY = "退回修改的副本"
"""How the V01 of a changed copy calls it."""

_FIELD = f"“{PROJECT_SHEET.column('field').header}”"


@dataclass
class UnitRecord:
    """A unit's year so far: the book of what is accepted, every version that was checked, and the months that miss.

    Attributes:
        assumed: The record as if what was sent back since the last accepted month had been accepted; None where the
            last month was.
    """

    book: Book = field(default_factory=Book)
    versions: dict[Month, tuple[Version, ...]] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    assumed: UnitRecord | None = None

    def book_at(self, time: datetime) -> Book:
        """Give the accepted record as it stood at a time of sending."""
        book = Book()
        for month in sorted(self.versions):
            sent = [version for version in self.versions[month] if _sent_by(version, time)]
            for version, verdict in zip(sent, select_versions(sent), strict=True):
                if verdict.state == "accepted":
                    post_version(book, version)
        return book


@dataclass(frozen=True)
class Judged:
    """A return with all that was found in it and what became of it.

    Attributes:
        checked: None for a byte-equal copy, which is not checked again, and under a wrong cover.
        was_back: True where it is sent back, or was before another return replaced it.
        otherwise: The rules of today would make something else of it than what it was published with.
        owner: Code of the likely owner where the cover names another unit, or none.
    """

    returned: ReadReturn
    findings: tuple[Finding, ...]
    verdict: Verdict
    version: Version | None = None
    checked: Checked | None = None
    was_back: bool = False
    otherwise: bool = False
    owner: str | None = None

    @property
    def unit(self) -> str | None:
        """Code of the unit under which the return stands, None where it is unknown."""
        return self.owner or self.returned.cover.unit


def select_versions(versions: Sequence[Version]) -> tuple[Verdict, ...]:
    """Give the verdict on each of a unit's versions of one month."""
    return select_returns([build_candidate(version.returned, ok=version.ok) for version in versions])


def find_once_sent_back(versions: Sequence[Version]) -> tuple[bool, ...]:
    """For each of a unit's versions of one month, whether it is or was sent back.

    The month is judged again as it stood after each arrival, so that a return which was sent back and then corrected
    still tells (docs/指标口径.md 年度考核). One without a readable time was there from the start.
    """
    times = {sent for version in versions if (sent := version.returned.cover.submitted_on) is not None}
    once = [False] * len(versions)
    for time in (datetime.min, *sorted(times)):
        there = [place for place, version in enumerate(versions) if _is_there(version, time)]
        for place, verdict in zip(there, select_versions([versions[place] for place in there]), strict=True):
            once[place] |= verdict.state == "sent_back"
    return tuple(once)


def judge_strangers(
    programme: Programme, month: Month, returns: Sequence[ReadReturn], lines: Overrides
) -> list[Judged]:
    """Give Returns of unknown units, and those whose cover names another month: V01, sent back."""
    judged = []
    for returned in returns:
        checked = Checked(programme, month, returned)
        judged.append(Judged(returned, _find(checked, lines), Verdict("sent_back"), checked=checked, was_back=True))
    return judged


def judge_wrong_cover(programme: Programme, returned: ReadReturn, owner: str) -> Judged:
    """Send back a return whose cover names another unit than its likely owner: one V01 and what reading found.

    Nothing is held against a record, and nothing is said of the codes in its 项目编号 (docs/核验规则.md V01).
    """
    name = programme.unit_by_code[owner].name
    # Whether 工作领域 is required was told by the cover's unit.
    told = (finding for finding in returned.findings if _FIELD not in finding.message)
    read = tuple(replace(finding, unit=name, file=returned.file) for finding in told)
    findings = (find_wrong_cover(programme, returned, owner), *read)
    return Judged(returned, findings, Verdict("sent_back"), was_back=True, owner=owner)


def judge_changed_copy(programme: Programme, returned: ReadReturn, base: str) -> Judged:
    """Send back a changed copy of what went back that is no 更正 sent later; what was sent before stands."""
    message = (
        f"本文件是“{base}”{COPY}，内容已有改动，却不是晚于它报送的“更正”，未予计入，此前报送的仍按原样处理。"
        "请把“报送类型”改为“更正”、“报送时间”改为重新报送的时间后再报送。"
    )
    name = name_of(programme, returned)
    found = (find_on_cover("V01", returned, "kind", message), *returned.findings)
    findings = tuple(replace(finding, unit=name, file=returned.file) for finding in found)
    return Judged(returned, findings, Verdict("sent_back"), was_back=True)


def judge_answer(programme: Programme, returned: ReadReturn) -> Judged:
    """Set a workbook aside that brings answers and counts as no return."""
    asked = next((unit.code for reply in returned.replies if (unit := programme.find_unit(reply.unit))), None)
    return Judged(returned, (), Verdict("answer"), owner=returned.cover.unit or asked)


def judge_unit(
    programme: Programme,
    month: Month,
    returns: Sequence[ReadReturn],
    record: UnitRecord,
    lines: Overrides,
    published: AsPublished | None = None,
) -> list[Judged]:
    """Check a unit's returns for the month against its record and choose the one that counts.

    In a closed month what was published stands; the rules of today say only where they would judge otherwise
    (docs/指标口径.md 定稿与追溯调整).
    """
    book_at: Callable[[datetime], Book] = cache(record.book_at)
    gaps = tuple(record.gaps)
    checks = [Checked(programme, month, returned, record.book, book_at, gaps) for returned in returns]
    findings = [_find(checked, lines) for checked in checks]
    versions = [build_version(checked, found) for checked, found in zip(checks, findings, strict=True)]
    verdicts = now = select_versions(versions)
    if published is not None:
        verdicts = tuple(_restore(published, verdict, one) for verdict, one in zip(now, returns, strict=True))
        versions = [
            replace(version, ok=verdict.state == "accepted", openings=published.openings)
            for version, verdict in zip(versions, verdicts, strict=True)
        ]
    once = find_once_sent_back(versions)
    return [
        Judged(
            checked.returned,
            (*found, *_find_selection(checked, verdict)),
            verdict,
            version,
            checked,
            was_back,
            verdict.state != today.state,
        )
        for checked, found, version, verdict, was_back, today in zip(
            checks, findings, versions, verdicts, once, now, strict=True
        )
    ]


def _restore(published: AsPublished, verdict: Verdict, returned: ReadReturn) -> Verdict:
    """Give the verdict that the return was published with; one that was not there then keeps its own."""
    state = published.states.get((returned.sha256, returned.file), verdict.state)
    return verdict if state == verdict.state else Verdict(state)


def has_error(findings: Sequence[Finding]) -> bool:
    """Tell whether an 错误 stands that no override accepts."""
    return any(finding.level == "错误" and finding.override is None for finding in findings)


def _sent_by(version: Version, time: datetime) -> bool:
    sent = version.returned.cover.submitted_on
    return sent is not None and sent <= time


def _is_there(version: Version, time: datetime) -> bool:
    sent = version.returned.cover.submitted_on
    return sent is None or sent <= time


def _find(checked: Checked, lines: Overrides) -> tuple[Finding, ...]:
    unit, file = checked.unit_name, checked.returned.file
    read = tuple(replace(finding, unit=unit, file=file) for finding in checked.returned.findings)
    return apply_overrides((*read, *check_return(checked)), checked.returned, checked.month, lines)


def build_version(checked: Checked, findings: tuple[Finding, ...]) -> Version:
    """Build what the record keeps of a return that was checked."""
    carried: set[Pair] = set()
    withdrawn: set[Pair] = set()
    for comparison in checked.comparisons:
        pair: Pair = (comparison.row.text("project"), comparison.figure.key)
        if comparison.relation in ERRORS:
            carried.add(pair)  # it stands in an accepted return only where an override accepted it
        elif comparison.relation == "withdrawn":
            withdrawn.add(pair)
    ok = not has_error(findings)
    return Version(
        checked.month, checked.returned, ok, frozenset(carried), frozenset(withdrawn), missed=checked.missed_months
    )


def _find_selection(checked: Checked, verdict: Verdict) -> tuple[Finding, ...]:
    found = []
    returned, others = checked.returned, join_names(verdict.others)
    messages = {
        "two": f"本单位本月另有月报（补报）{others}，每月只能有一份，请确认保留哪一份，修改后的请以“更正”报送。",
        "same_time": f"报送时间与{others}相同，无法判定先后，请改正报送时间后重新报送。",
        "after_correction": f"在更正{others}之后又报送{returned.cover.kind}，请以“更正”报送修改后的报表。",
    }
    if verdict.trouble is not None:
        key = "submitted_on" if verdict.trouble == "same_time" else "kind"
        found.append(checked.find_cover("V01", key, messages[verdict.trouble]))
    if verdict.note == "nothing_to_replace":
        found.append(checked.find_cover("V01", "kind", "没有可更正的此前报表，本更正按月报计入。", level="提示"))
    if verdict.note == "stands":
        found.append(checked.find_cover("V01", "kind", "本更正退回修改，此前核定的本月报表继续有效。", level="提示"))
    return tuple(found)


def split_copies(returns: Sequence[ReadReturn]) -> tuple[list[ReadReturn], dict[str, tuple[ReadReturn, ...]]]:
    """Part byte-equal copies from the first of them by file name (docs/核验规则.md 文件).

    Returns:
        The returns that are checked, by file name; and for the hash of each that has copies, those copies.
    """
    firsts: list[ReadReturn] = []
    copies: dict[str, tuple[ReadReturn, ...]] = {}
    seen: set[str] = set()
    for returned in sorted(returns, key=lambda one: one.file):
        if returned.sha256 in seen:
            copies[returned.sha256] = (*copies.get(returned.sha256, ()), returned)
        else:
            seen.add(returned.sha256)
            firsts.append(returned)
    return firsts, copies


def find_copies(programme: Programme, returned: ReadReturn, copies: Sequence[ReadReturn]) -> Finding:
    """Find the 提示 that a file has byte-equal copies (docs/核验规则.md 文件)."""
    names = join_names(copy.file for copy in copies)
    message = f"与{names}内容完全相同，只计本文件一份，请删除多余的文件。"
    finding = find_on_cover("V01", returned, "unit", message, level="提示")
    return replace(finding, unit=name_of(programme, returned))
