"""A published month read again from its own frozen files, and from nothing else (docs/指标口径.md 定稿与追溯调整)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.check.table import RULES_VERSION
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import Facts, build_facts
from sanzi_lib.measures.model import Board
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.overrides import read_overrides
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.rules import December
from sanzi_lib.run.published.baseline import read_ranks
from sanzi_lib.run.published.closed import read_as_published, read_year_before
from sanzi_lib.run.published.month import PREVIOUS, RETURNS, Publication


@dataclass(frozen=True)
class PublishedYear:
    """What a published month is computed from.

    Attributes:
        publication: The published month.
        programme: As it was frozen.
        accepted: January to the month, of the frozen workbooks.
        masked: The same without persons, as its documents were made of it.
    """

    publication: Publication
    programme: Programme
    accepted: Accepted
    masked: Accepted


def read_published_year(publication: Publication, *, jobs: int = 1, readings: Path | None = None) -> PublishedYear:
    """Read, check and accept the frozen workbooks by the frozen programme and overrides.

    Months that were closed before, or judged by other rules than today's, keep what they were published with.

    Args:
        publication: The published month.
        jobs: How many workbooks are read at once.
        readings: Cache of readings; None reads every workbook anew.

    Raises:
        ProgrammeError: A frozen file of the programme is missing or wrong.
        RecordError: The programme's frozen folder, or a frozen file of checks, is missing or damaged.
    """
    if not publication.params.is_dir():
        raise RecordError(f"定稿的年度方案 {publication.params} 缺失，请从备份恢复 {publication.folder}。")
    programme = read_programme(publication.params)
    if publication.rules_of(publication.month) != RULES_VERSION and programme.period.december is None:
        # Earlier releases let December end on the 31st where the programme said nothing.
        period = programme.period.model_copy(update={"december": December(ends_on=31, due_on=31)})
        programme = programme.model_copy(update={"period": period})
    accepted = read_year(
        programme,
        publication.folder / RETURNS,
        publication.month,
        overrides=read_overrides(publication.params),
        jobs=jobs,
        readings=readings,
        published={
            month: read_as_published(publication, month)
            for month in publication.month.months_of_year()
            if publication.was_closed(month) or publication.rules_of(month) != RULES_VERSION
        },
        before=read_year_before(publication),
    )
    return PublishedYear(publication, programme, accepted, mask_accepted(accepted, programme))


def build_published_facts(year: PublishedYear) -> Facts:
    """Build the year of a published month, without persons; boards rank by the rules that it was published by."""
    month = year.publication.month
    return build_facts(year.masked, year.programme, month, ranks_all=year.publication.rules_of(month) == 1)


def compute_published_board(year: PublishedYear, group: str) -> Board:
    """Compute a group's board as it was published, without persons.

    Raises:
        RecordError: The frozen board that changes of rank were measured against is damaged.
    """
    publication = year.publication
    before = publication.folder / PREVIOUS / f"{group}.json"
    facts = build_published_facts(year)
    return compute_board(facts, group, previous=read_ranks(before) if before.is_file() else None)
