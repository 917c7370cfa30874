"""What units' blank returns are filled in with, of the returns that count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sanzi_lib.ledger.template.content import Prefill
from sanzi_lib.ledger.template.prefill import keep_open, read_prefill
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme, list_years
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.run.archive.returns import read_record
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published.month import closed_months, find_base, has_folder


def read_earlier(
    request: Request, programme: Programme, units: Sequence[Unit], month: Month
) -> Iterator[tuple[Unit, Prefill]]:
    """Read what the months before hold for units' blank returns, the record once for all of them.

    In January these are the projects of the year before that are still open, where the programme and returns of that
    year are there. Nothing where no return has arrived yet.

    Raises:
        RecordError: A published month is damaged.
    """
    if month.month > 1:
        prefill = _read_year(request, programme, month.months_of_year()[:-1], month)
        yield from ((unit, Prefill() if prefill is None else prefill(unit)) for unit in units)
        return
    before = month.year - 1
    former = None
    if before in list_years(request.folders.params):
        former = find_programme(request.folders.params, year=before)
    prefill = None if former is None else _read_year(request, former, Month(before, 12).months_of_year(), month)
    for unit in units:
        own = None if former is None else former.find_unit(unit.name)
        if prefill is None or own is None:
            yield unit, Prefill()
        else:
            yield unit, keep_open(prefill(own), programme)


def _read_year(
    request: Request, programme: Programme, months: Sequence[Month], month: Month
) -> Callable[[Unit], Prefill] | None:
    """Read the record of a year up to some month; None where nothing has arrived in it."""
    folders = request.folders
    base = find_base(folders.record, programme)
    if not any(has_folder(folders.ledgers, before, base) for before in months):
        return None
    # A template only looks: it takes readings from the record where there is one and makes none.
    kept = readings_folder(folders.record)
    readings = kept if kept.is_dir() else None
    recorded = read_record(
        programme,
        months[-1],
        params=folders.params,
        ledgers=folders.ledgers,
        record=folders.record,
        jobs=request.jobs,
        readings=readings,
        alone=True,  # what is open of the year before is asked in checks, a template only looks
    )
    closed = closed_months(base, months[-1])

    def prefill(unit: Unit) -> Prefill:
        return read_prefill(
            recorded.accepted, programme, folders.ledgers, unit, month, readings=readings, closed=closed
        )

    return prefill
