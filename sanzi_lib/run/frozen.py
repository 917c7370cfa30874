"""A published month read again from its own frozen files, and from nothing else (domain §5, Published months)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Board
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.overrides import read_overrides
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.redact import collect_persons, redact_board
from sanzi_lib.run.previous import read_ranks
from sanzi_lib.run.published import PREVIOUS, RETURNS, Publication


@dataclass(frozen=True)
class FrozenYear:
    """What a published month is computed from.

    Attributes:
        publication: The published month.
        programme: As it was frozen.
        accepted: January to the month, of the frozen workbooks.
        persons: Names that its documents do not show.
    """

    publication: Publication
    programme: Programme
    accepted: Accepted
    persons: frozenset[str]


def read_frozen_year(publication: Publication, *, jobs: int = 1, readings: Path | None = None) -> FrozenYear:
    """Read, check and accept the frozen workbooks by the frozen programme and overrides.

    Args:
        publication: The published month.
        jobs: How many workbooks are read at once.
        readings: Cache of readings; None reads every workbook anew.

    Raises:
        ProgrammeError: A frozen file of the programme is missing or wrong.
        RecordError: The programme's frozen folder is missing.
    """
    if not publication.params.is_dir():
        raise RecordError(f"定稿的年度方案 {publication.params} 缺失，请从备份恢复 {publication.folder}。")
    programme = read_programme(publication.params)
    accepted = read_year(
        programme,
        publication.folder / RETURNS,
        publication.month,
        overrides=read_overrides(publication.params),
        jobs=jobs,
        readings=readings,
    )
    return FrozenYear(publication, programme, accepted, collect_persons(accepted.projects, accepted.returns))


def compute_frozen_board(year: FrozenYear, group: str) -> Board:
    """A group's board as it was published, its texts redacted.

    Raises:
        RecordError: The frozen board that changes of rank were measured against is damaged.
    """
    accepted, publication = year.accepted, year.publication
    before = publication.folder / PREVIOUS / f"{group}.json"
    board = compute_board(
        accepted.movements,
        accepted.cases,
        accepted.returns,
        year.programme,
        publication.month,
        group,
        previous=read_ranks(before) if before.is_file() else None,
    )
    return redact_board(board, year.persons)
