"""Read and accept the returns of a year up to a month."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sanzi_lib.ledger.acceptance.year import MonthInput, accept_year
from sanzi_lib.ledger.kept_years import KeptYears
from sanzi_lib.ledger.model import Accepted, AsPublished, ReadReturn
from sanzi_lib.ledger.reading.folder import list_month, read_month
from sanzi_lib.ledger.year_before import YearBefore
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme


def read_year(  # noqa: PLR0913  where a year of returns stands and how it is read
    programme: Programme,
    ledgers: Path,
    through: Month,
    *,
    overrides: tuple[OverrideLine, ...] = (),
    jobs: int = 1,
    readings: Path | None = None,
    anew: bool = False,
    closed: Mapping[Month, Path] | None = None,
    published: Mapping[Month, AsPublished] | None = None,
    before: YearBefore | None = None,
    years: KeptYears | None = None,
) -> Accepted:
    """Read, check and accept the returns of January to a month.

    A month without a folder has no returns; before the first month that has a folder this is no error
    (docs/文件与命令.md 输出文件夹), and the caller may name it from
    :attr:`~sanzi_lib.ledger.model.MonthChecks.has_folder`.

    Args:
        programme: The programme of the year.
        ledgers: Folder with a folder ``YYYY-MM`` per month.
        through: The last month.
        overrides: Findings that an analyst accepts.
        jobs: How many workbooks are read at once.
        readings: Cache folder of read workbooks, None for no cache.
        anew: Read every workbook, and let the cache hold that instead of what it held.
        closed: Folders of the frozen returns of months that are closed; ``ledgers`` has no say in them
            (docs/指标口径.md 定稿与追溯调整), but for units' answers to what was asked (docs/核验规则.md 答复).
        published: What months were published with; it stands whatever the rules of today would make of their returns.
        before: What the record holds of the year before.
        years: Accepted years that are kept by content; None for none. Under ``anew`` none is believed, and this one is
            kept instead.

    Returns:
        Accepted frames and what was found, month by month.
    """
    folders = {month: (closed or {}).get(month, ledgers / str(month)) for month in through.months_of_year()}
    key, listed = "", {}
    if years is not None and programme.digest:
        listed = {month: list_month(folder, month) for month, folder in folders.items()}
        late_ones = [list_month(ledgers / str(month), month) for month in folders if closed and month in closed]
        key = years.compute_key(
            (
                *(str(programme.digest), str(through), repr(sorted(map(str, closed or ())))),
                *(month.describe() for month in (*listed.values(), *late_ones)),
                *(line.model_dump_json() for line in overrides),
                repr(published),
                "" if before is None else before.to_text(),
            )
        )
        if not anew and (kept := years.read(programme.id, through, key)) is not None:
            return kept
    months = []
    for month, folder in folders.items():
        files = read_month(folder, programme, month, jobs=jobs, readings=readings, anew=anew)
        late: tuple[ReadReturn, ...] = ()
        if closed and month in closed:
            there = {returned.sha256 for returned in files.returns}
            now = read_month(ledgers / str(month), programme, month, jobs=jobs, readings=readings, without=there)
            late = tuple(one for one in now.returns if any(reply.text for reply in one.replies))
        then = (published or {}).get(month)
        months.append(MonthInput(month, files.returns, files.unread, files.has_folder, then, late))
    accepted = accept_year(programme, months, overrides, before)
    # A file that could not be read may be read the next time: the machine may have been short of memory or time.
    if years is not None and key and all(one.unread == listed[one.month].unread for one in months):
        years.write(programme.id, key, accepted)
    return accepted
