"""Which of a unit's returns for a month counts (docs/核验规则.md 几份月报)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sanzi_lib.ledger.model import ReadReturn, State
from sanzi_lib.schema import CORRECTION

Trouble = Literal["same_time", "after_correction", "two"]


@dataclass(frozen=True)
class Candidate:
    """A return of the unit for the month asked.

    Attributes:
        kind: 月报, 补报 or 更正; None where it cannot be read.
        ok: No 错误 of its own stands.
    """

    file: str
    kind: str | None
    submitted_on: datetime | None
    ok: bool

    @property
    def corrects(self) -> bool:
        """True for a 更正."""
        return self.kind == CORRECTION


@dataclass(frozen=True)
class Verdict:
    """What becomes of a candidate.

    Attributes:
        trouble: Why the returns beside it make it a V01, None where they do not.
        others: File names that the trouble or the note is about.
        note: ``nothing_to_replace`` for a 更正 that stands alone, ``stands`` for a 更正 sent back while another return
            of the month stays accepted.
    """

    state: State
    trouble: Trouble | None = None
    others: tuple[str, ...] = ()
    note: Literal["nothing_to_replace", "stands"] | None = None


def build_candidate(returned: ReadReturn, *, ok: bool) -> Candidate:
    """Build the candidate for a read return."""
    cover = returned.cover
    return Candidate(returned.file, cover.kind, cover.submitted_on, ok)


def select_returns(candidates: Sequence[Candidate]) -> tuple[Verdict, ...]:
    """Decide on a unit's returns for one month, byte-equal copies already left out.

    月报 and 补报 count alike and two of them are V01. The newest 更正 that is in order replaces all that was sent
    before it; one that is sent back replaces nothing. Two of which one is a 更正, with one 报送时间, are V01, and so is
    a 月报 sent after a 更正.

    Returns:
        A verdict per candidate, in the same order.
    """
    troubles = _find_troubles(candidates)
    standing = _find_standing_correction(candidates, troubles)
    replaced = set() if standing is None else _find_replaced(candidates, standing)
    rest = [i for i, c in enumerate(candidates) if i not in replaced and i != standing and not c.corrects]
    regular = [i for i in rest if candidates[i].kind is not None]
    if standing is None and len(regular) > 1:
        for index in regular:
            troubles.setdefault(index, "two")
    accepted = standing
    if accepted is None:
        accepted = next((i for i in regular if candidates[i].ok and i not in troubles), None)
    return tuple(
        _judge(index, candidates, troubles, accepted=accepted, replaced=replaced) for index in range(len(candidates))
    )


def _find_troubles(candidates: Sequence[Candidate]) -> dict[int, Trouble]:
    times = Counter(c.submitted_on for c in candidates if c.submitted_on is not None)
    corrected = {c.submitted_on for c in candidates if c.corrects and c.submitted_on is not None}
    first = min((time for time in corrected if time is not None), default=None)
    troubles: dict[int, Trouble] = {}
    for index, candidate in enumerate(candidates):
        time = candidate.submitted_on
        if time is None:
            continue
        if times[time] > 1 and time in corrected:
            troubles[index] = "same_time"
        elif not candidate.corrects and candidate.kind is not None and first is not None and time > first:
            troubles[index] = "after_correction"
    return troubles


def _find_standing_correction(candidates: Sequence[Candidate], troubles: dict[int, Trouble]) -> int | None:
    good = [
        (candidate.submitted_on, index)
        for index, candidate in enumerate(candidates)
        if candidate.corrects and candidate.ok and index not in troubles and candidate.submitted_on is not None
    ]
    return max(good)[1] if good else None


def _find_replaced(candidates: Sequence[Candidate], standing: int) -> set[int]:
    time = candidates[standing].submitted_on
    assert time is not None
    replaced = set()
    for index, candidate in enumerate(candidates):
        sent = candidate.submitted_on
        # A 月报 whose 报送时间 cannot be read came before its correction; of a 更正 nobody can say.
        if index != standing and (sent < time if sent is not None else not candidate.corrects):
            replaced.add(index)
    return replaced


def _judge(
    index: int,
    candidates: Sequence[Candidate],
    troubles: dict[int, Trouble],
    *,
    accepted: int | None,
    replaced: Iterable[int],
) -> Verdict:
    candidate = candidates[index]
    if index in replaced:
        return Verdict("replaced")
    if index == accepted:
        alone = candidate.corrects and not replaced
        return Verdict("accepted", note="nothing_to_replace" if alone else None)
    trouble = troubles.get(index)
    others = tuple(sorted(o.file for i, o in enumerate(candidates) if i != index and _concerns(trouble, candidate, o)))
    if candidate.corrects and accepted is not None:
        return Verdict("sent_back", trouble, others or (candidates[accepted].file,), note="stands")
    return Verdict("sent_back", trouble, others)


def _concerns(trouble: Trouble | None, candidate: Candidate, other: Candidate) -> bool:
    if trouble == "same_time":
        return other.submitted_on == candidate.submitted_on
    if trouble == "after_correction":
        return (
            other.corrects
            and other.submitted_on is not None
            and other.submitted_on < (candidate.submitted_on or other.submitted_on)
        )
    return trouble == "two" and not other.corrects and other.kind is not None
