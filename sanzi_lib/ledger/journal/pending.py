"""What the journal lacks: accepted returns that are not in it yet, and withdrawals of what no longer stands."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sanzi_lib
from sanzi_lib.ledger.journal.model import Head, JournalOverride, Key, Reason
from sanzi_lib.ledger.journal.rows import PlainRow, build_rows, compute_content
from sanzi_lib.ledger.model import Accepted, MonthChecks, ReturnState
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

_WITHOUT_A_SAY = ("feedback", "journal", "template")
"""Rooms of the ledger whose code has no say in whether a return is accepted, and as what."""


_REASONS: Mapping[str | None, Reason] = {"sent_back": "sent_back", "not_reported": "not_reported"}


@dataclass(frozen=True)
class Standing:
    """Where a unit's month stands in the journal.

    Attributes:
        number: The highest number taken, also by a file that cannot be read.
        head: Of the newest version; None where it cannot be read.
    """

    number: int
    head: Head | None


@dataclass(frozen=True)
class Pending:
    """A version to be written."""

    head: Head
    rows: tuple[PlainRow, ...]


@dataclass(frozen=True)
class Situation:
    """What is accepted now, and what the journal holds.

    Attributes:
        accepted: January to the last month.
        programme: Its programme.
        months: Months that are open.
        standing: What the journal holds of them.
        posted_at: The time, with offset.
    """

    accepted: Accepted
    programme: Programme
    months: Collection[Month]
    standing: Mapping[Key, Standing]
    posted_at: datetime


def build_pending(now: Situation) -> tuple[Pending, ...]:
    """Build the versions that the journal lacks, in register order of units, then month.

    A version is new where it says something else than the newest one; the workbook's name is no part of that. What was
    accepted and no longer is gets a withdrawal, once.
    """
    order = now.programme.register_order
    found = [*_iter_accepted(now), *_iter_withdrawn(now)]
    return tuple(sorted(found, key=lambda one: (order.get(one.head.unit, len(order)), one.head.unit, one.head.month)))


def compute_checks_version(programme: Programme) -> str:
    """SHA-256 over what decides whether a return is accepted: the programme's data, the rules and the reader."""
    return hashlib.sha256(f"{programme.digest}\n{_digest_of_rules()}".encode()).hexdigest()


@cache
def _digest_of_rules() -> str:
    digest = hashlib.sha256()
    ledger = Path(__file__).resolve().parent.parent
    for path in sorted(ledger.rglob("*.py")):
        if path.relative_to(ledger).parts[0] in _WITHOUT_A_SAY:
            continue
        digest.update(f"{path.relative_to(ledger).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _iter_accepted(now: Situation) -> Iterator[Pending]:
    applied = _index_overrides(now.accepted.months)
    for (month, unit), rows in build_rows(now.accepted, now.months).items():
        about = rows[0]  # the row of RETURNS
        before = now.standing.get((month, unit))
        lines = applied.get((month, about["file"]), ())
        content = compute_content(rows, about["sha256"], lines)
        if _says(before, content):
            continue
        head = Head(
            unit=unit,
            month=month,
            number=1 if before is None else before.number + 1,
            state="accepted",
            reason="",
            file=about["file"],
            sha256=about["sha256"],
            kind=about["kind"],
            submitted_on=about["submitted_on"],
            demo=about["demo"],
            overrides=lines,
            content=content,
            **_made_by(now),
        )
        yield Pending(head, tuple(rows))


def _iter_withdrawn(now: Situation) -> Iterator[Pending]:
    returns = now.accepted.returns
    places = zip(returns["month"].tolist(), returns["unit"].tolist(), strict=True)
    states = dict(zip(places, returns["state"].tolist(), strict=True))
    checks = {one.month: one for one in now.accepted.months}
    for (month, unit), before in now.standing.items():
        state = states.get((month.month, unit))
        stood = before.head is None or before.head.state == "accepted"
        if state == "accepted" or not stood:
            continue
        sent = _find_sent_back(checks[month], unit)
        head = Head(
            unit=unit,
            month=month,
            number=before.number + 1,
            state="withdrawn",
            reason=_REASONS.get(state, "not_registered"),
            file=(sent.file if sent else None) or "",
            sha256=(sent.sha256 if sent else None) or "",
            kind=(sent.kind if sent else None) or "",
            submitted_on=sent.submitted_on.isoformat() if sent and sent.submitted_on else "",
            demo=bool(sent and sent.demo),
            overrides=(),
            content="",
            **_made_by(now),
        )
        yield Pending(head, ())


def _made_by(now: Situation) -> dict[str, Any]:
    return {
        "posted_at": now.posted_at.isoformat(timespec="seconds"),
        "programme": now.programme.id,
        "library": sanzi_lib.__version__,
        "checks": compute_checks_version(now.programme),
    }


def _says(before: Standing | None, content: str) -> bool:
    head = before.head if before is not None else None
    return head is not None and head.state == "accepted" and head.content == content


def _find_sent_back(checks: MonthChecks, unit: str) -> ReturnState | None:
    return next((one for one in checks.returns if one.code == unit and one.state == "sent_back"), None)


def _index_overrides(months: tuple[MonthChecks, ...]) -> dict[tuple[Month, str], tuple[JournalOverride, ...]]:
    """By month and file; each line once, in order."""
    found: dict[tuple[Month, str], dict[JournalOverride, None]] = {}
    for checks in months:
        for finding in checks.findings:
            if finding.override is not None and finding.file is not None:
                applied = JournalOverride(finding.rule, finding.project or "", finding.override)
                found.setdefault((checks.month, finding.file), {})[applied] = None
    return {
        key: tuple(sorted(lines, key=lambda one: (one.rule, one.project, one.override.reason)))
        for key, lines in found.items()
    }
