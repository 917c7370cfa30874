"""The figures of one row: month, cumulative, target, attainment (domain §5)."""

from __future__ import annotations

from collections.abc import Collection

from sanzi_lib.measures.attainment import compute_attainment, compute_gap
from sanzi_lib.measures.cumulative import compute_cumulative
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.totals import Place, Record, add_quantities, lines_of
from sanzi_lib.months import Month


def compute_amounts(
    record: Record,
    places: Collection[Place],
    month: Month,
    *,
    known: bool,
    target: int | None,
    targeted: Collection[Place] | None = None,
) -> Amounts:
    """Sum a row.

    Args:
        record: The accepted record.
        places: The row's places, each once.
        month: The report month.
        known: False where no return of the row is accepted: its month is None (domain §5, Not reported is not zero).
        target: 分; None where there is none. 0 is none: no rate can be had of it.
        targeted: For sums over units, the places of the units that have a target; only they enter the attainment.
    """
    lines = lines_of(record, places, month.month)
    cumulative = compute_cumulative(record, places, month.month)
    target = target or None
    measured = cumulative if targeted is None else compute_cumulative(record, targeted, month.month)
    attainment = compute_attainment(measured.benefit, target)
    return Amounts(
        projects=sum(line.projects for line in lines) if known else None,
        quantities=add_quantities(line.quantities for line in lines) if known else (),
        benefit=sum(line.benefit for line in lines) if known else None,
        treasury=sum(line.treasury for line in lines) if known else None,
        available=sum(line.available for line in lines) if known else None,
        benefit_cumulative=cumulative.benefit,
        treasury_cumulative=cumulative.treasury,
        available_cumulative=cumulative.available,
        target=target,
        attainment=attainment,
        gap=compute_gap(attainment, month),
    )
