"""The year before, for the checks of a year (docs/核验规则.md V36, V37)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sanzi_lib.ledger.acceptance.before import build_year_before
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.ledger.year_before import YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme, list_years
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.published.closed import read_year_before
from sanzi_lib.run.published.month import Publication, find_base, has_folder, read_publications


def find_year_before(
    programme: Programme,
    base: Publication | None,
    read: Callable[[Programme, Month], Accepted],
    *,
    params: Path,
    ledgers: Path,
    record: Path,
) -> YearBefore | None:
    """Find what the record holds of the year before; as it was published where a month of the year is.

    Args:
        programme: The programme of this year.
        base: What closes months of this year; None where nothing is closed.
        read: Gives the accepted record of another year, January to a month.
        params: Folder of programmes.
        ledgers: Returns of open months.
        record: Folder that holds ``published/``.

    Returns:
        None where there is no one programme of the same city and the year before, or no folder of its returns. The
        programme is the one that the year was published by; where nothing of it is, the only one of the year.

    Raises:
        ProgrammeError: That programme is wrong.
        RecordError: A published month is damaged.
    """
    if base is not None and (frozen := read_year_before(base)) is not None:
        return frozen
    year = programme.year - 1
    former, months = _find_programme(params, record, year), Month(year, 12).months_of_year()
    if former is None or former.city != programme.city:
        return None
    closed = find_base(record, former)
    if not any(has_folder(ledgers, month, closed) for month in months):
        return None
    return build_year_before(read(former, months[-1]), former, programme)


def _find_programme(params: Path, record: Path, year: int) -> Programme | None:
    published = [one.about.programme for one in read_publications(record) if one.month.year == year]
    if published:
        return find_programme(params, name=published[-1]) if (params / published[-1]).is_dir() else None
    return find_programme(params, year=year) if year in list_years(params) else None
