"""What a unit's blank return is filled in with, of the returns that count."""

from __future__ import annotations

from sanzi_lib.ledger.template.content import Prefill
from sanzi_lib.ledger.template.prefill import read_prefill
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.run.archive.returns import read_record
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published.month import closed_months, find_base, has_folder


def read_earlier(request: Request, programme: Programme, unit: Unit, month: Month) -> Prefill:
    """Read what the months before hold for a unit's blank return.

    Nothing in January, and nothing where no return has arrived yet.

    Raises:
        RecordError: A published month is damaged.
    """
    folders = request.folders
    earlier = month.months_of_year()[:-1]
    base = find_base(folders.record, programme)
    if not any(has_folder(folders.ledgers, before, base) for before in earlier):
        return Prefill()
    # A template only looks: it takes readings from the record where there is one and makes none.
    kept = readings_folder(folders.record)
    readings = kept if kept.is_dir() else None
    recorded = read_record(
        programme,
        earlier[-1],
        params=folders.params,
        ledgers=folders.ledgers,
        record=folders.record,
        jobs=request.jobs,
        readings=readings,
    )
    return read_prefill(
        recorded.accepted,
        programme,
        folders.ledgers,
        unit,
        month,
        readings=readings,
        closed=closed_months(base, earlier[-1]),
    )
