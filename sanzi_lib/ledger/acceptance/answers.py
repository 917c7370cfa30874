"""Workbooks that bring answers back, and which finding each answer is about (docs/核验规则.md 答复)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sanzi_lib.ledger.layout import COVER, FEEDBACK_SHEET
from sanzi_lib.ledger.model import Finding, ReadReturn, Reply, UnitAnswer
from sanzi_lib.months import Month
from sanzi_lib.params.values import normalise_name
from sanzi_lib.schema import CORRECTION


class SortedArrivals(NamedTuple):
    """What came in for a month, byte-equal copies left out.

    Attributes:
        returns: What counts as a return.
        answers: What brings answers alone.
        changed: Copies of another return whose content was changed and that are no 更正 sent after it, each with that
            return's file name.
    """

    returns: tuple[ReadReturn, ...]
    answers: tuple[ReadReturn, ...]
    changed: tuple[tuple[ReadReturn, str], ...]


def sort_arrivals(found: Sequence[ReadReturn]) -> SortedArrivals:
    """Tell returns from answers and from changed copies of what went back.

    A workbook of 核验意见 alone is an answer, and so is one whose other sheets are, 报送时间 and 报送类型 aside, as
    read those of a return beside it.
    """
    if not any(one.has_opinion for one in found):
        return SortedArrivals(tuple(found), (), ())
    whole = [one for one in found if not one.only_opinion]
    units = {one.cover.unit for one in whole if one.has_opinion}
    own = [one for one in whole if one.cover.unit in units]
    contents = {one.sha256: _content(one) for one in own}
    originals: dict[str, ReadReturn] = {}
    for one in sorted(own, key=_seniority):
        originals.setdefault(contents[one.sha256], one)
    kept = [one for one in whole if not one.has_opinion or originals[contents[one.sha256]] is one]
    by_hash = {one.sha256: one for one in kept}
    changed = []
    for one in kept:
        named = {reply.sha256 for reply in one.replies} - {one.sha256}
        bases = [by_hash[sha] for sha in named if sha in by_hash and by_hash[sha].cover.unit == one.cover.unit]
        if bases and not _corrects(one, bases):
            changed.append((one, max(bases, key=_seniority).file))
    apart = {one.sha256 for one, _ in changed}
    returns = tuple(one for one in kept if one.sha256 not in apart)
    answers = tuple(one for one in found if one.sha256 not in by_hash)
    return SortedArrivals(returns, answers, tuple(changed))


def _seniority(one: ReadReturn) -> tuple[bool, datetime, str]:
    """Order returns of one content: that without 核验意见 is the return, or else the one sent first."""
    return one.has_opinion, one.cover.submitted_on or datetime.max, one.file


def _corrects(one: ReadReturn, bases: Iterable[ReadReturn]) -> bool:
    sent = one.cover.submitted_on
    before = [base.cover.submitted_on for base in bases if base.cover.submitted_on is not None]
    return one.cover.kind == CORRECTION and sent is not None and all(sent > time for time in before)


def _content(one: ReadReturn) -> str:
    """Give what a return says, wherever its cells stand, without 报送时间 and 报送类型."""
    cover = one.cover
    aside = {cover.cells.get(key) for key in ("submitted_on", "kind")}
    labels = tuple(sorted((key, text) for key, text in cover.raw.items() if key not in ("submitted_on", "kind")))
    rows = tuple(
        tuple((tuple(sorted(row.values.items(), key=str)), sorted(row.given)) for row in sheet.rows)
        for sheet in (one.projects, one.movements, one.cases, one.funds)
    )
    totals = tuple(
        tuple(tuple(sorted(total.values.items())) for total in sheet.totals)
        for sheet in (one.projects, one.movements, one.cases, one.funds)
    )
    # What cannot be read has no value: "约300" and "约400" differ by what was found in them.
    found = tuple(
        (f.rule, f.sheet, f.project, f.value)
        for f in one.findings
        if not (normalise_name(f.sheet or "") == COVER and f.cell in aside)
    )
    return repr((labels, rows, totals, found))


class Replies:
    """The answers of a year, by the return that they are about."""

    def __init__(self, returns: Iterable[ReadReturn]) -> None:
        """Take the answers of every workbook that brought some; of two to one finding the later counts."""
        self._by_return: dict[str, list[tuple[Reply, ReadReturn]]] = {}
        self._met: set[int] = set()
        for one in sorted(returns, key=lambda one: (one.cover.submitted_on or datetime.min, one.file)):
            for reply in one.replies:
                if reply.text:
                    self._by_return.setdefault(reply.sha256, []).append((reply, one))
                    # A correction made in the copy answers for itself what was asked of the return that it replaces.
                    self._by_return.setdefault(one.sha256, []).append((reply, one))

    def attach(self, month: Month, sha256: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Put each answer to the findings of a return of the month that it is about."""
        own = [(reply, source) for reply, source in self._by_return.get(sha256, ()) if reply.month == month]
        if not own:
            return tuple(findings)
        return tuple(self._attach(finding, own) for finding in findings)

    def _attach(self, finding: Finding, replies: Sequence[tuple[Reply, ReadReturn]]) -> Finding:
        fitting = [(reply, source) for reply, source in replies if _fits(reply, finding)]
        if not fitting:
            return finding
        self._met |= {id(reply) for reply, _ in fitting}
        reply, source = fitting[-1]
        cover = source.cover
        by = reply.by or (cover.persons[0] if cover.persons else "") or reply.unit
        return replace(finding, answer=UnitAnswer(reply.text, by, reply.on, source.file))

    def find_unmet(self, answer: ReadReturn, unit: str | None) -> tuple[Finding, ...]:
        """Find the 提示 that a workbook of answers holds some that are about no finding; all months attached before."""
        unmet = sum(1 for reply in answer.replies if reply.text and id(reply) not in self._met)
        if answer.replies and not unmet:
            return ()
        what = f"有{unmet}条答复没有对上现有的核验问题" if answer.replies else "没有核对信息（旧版，或隐藏的列已删）"
        message = f"单位发回的“核验意见”{what}，未能自动列在问题旁边，请打开文件查看。"
        return (Finding("V01", "提示", unit, answer.file, FEEDBACK_SHEET, None, None, None, message),)


def _fits(reply: Reply, finding: Finding) -> bool:
    if (reply.rule, reply.unit) != (finding.rule, finding.unit):
        return False
    return any(sheet == (finding.sheet or "") and _holds(cells, finding.cell) for sheet, cells in reply.places)


_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::\1(\d{1,7}))?")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def _holds(cells: str, cell: str | None) -> bool:
    """Tell whether ``E7:E9、E12`` holds a cell; "" holds a finding without one."""
    match = _ADDRESS.fullmatch(cell or "")
    if match is None:
        return not cells
    for part in cells.split("、"):
        found = _RANGE.fullmatch(part)
        if found and found[1] == match[1] and int(found[2]) <= int(match[2]) <= int(found[3] or found[2]):
            return True
    return False
