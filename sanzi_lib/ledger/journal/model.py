"""What the journal holds: versions of a unit's accepted return for a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sanzi_lib.ledger.model import Override
from sanzi_lib.months import Month
from sanzi_lib.schema import CASES, CONTACTS, FUNDS, MOVEMENTS, PROJECTS, RETURNS, Schema

EntryState = Literal["accepted", "withdrawn"]

Reason = Literal["", "sent_back", "not_reported", "not_registered"]
"""Why what was accepted no longer stands; ``not_registered`` for a unit that the programme no longer has."""

FRAMES: Mapping[str, Schema] = {
    "returns": RETURNS,
    "projects": PROJECTS,
    "contacts": CONTACTS,
    "movements": MOVEMENTS,
    "cases": CASES,
    "funds": FUNDS,
}
"""The frames of which a version is made, by their name in :class:`~sanzi_lib.ledger.model.Accepted`."""

Key = tuple[Month, str]
"""Month and unit code: where versions follow each other."""


@dataclass(frozen=True)
class JournalOverride:
    """A line of overrides.csv that a finding of the return was accepted by.

    Attributes:
        rule: The finding's.
        project: 项目编号; "" where the finding names none.
        override: Who accepted it, when and why.
    """

    rule: str
    project: str
    override: Override


@dataclass(frozen=True)
class Head:
    """What a version is, without its rows.

    Attributes:
        unit: Code.
        month: Month of the return.
        number: 1 for the first version, one more for each later one.
        state: ``withdrawn`` where what was accepted before no longer stands and nothing took its place.
        reason: Why it was withdrawn; "" for an accepted version.
        file: Base name of the source workbook when it was posted; of the one sent back where there is one, "" where
            there is none.
        sha256: Of that workbook.
        kind: 月报, 补报 or 更正; "" where there is none.
        submitted_on: ISO time of the return; "" where there is none.
        demo: The unit's returns of the month are marked 演示.
        posted_at: ISO time with offset at which the version was written.
        programme: Id of the programme.
        library: Version of the library.
        checks: SHA-256 over what decides whether a return is accepted: the programme's data, the rules and the reader.
        overrides: Lines of overrides.csv that were applied.
        content: SHA-256 over the rows, the source's bytes and the overrides; two versions with the same say the same.
    """

    unit: str
    month: Month
    number: int
    state: EntryState
    reason: Reason
    file: str
    sha256: str
    kind: str
    submitted_on: str
    demo: bool
    posted_at: str
    programme: str
    library: str
    checks: str
    overrides: tuple[JournalOverride, ...]
    content: str

    @property
    def key(self) -> Key:
        """Month and unit code."""
        return self.month, self.unit
