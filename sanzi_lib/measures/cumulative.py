"""Cumulative figures, computed from the accepted record and never copied from a stated column (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sanzi_lib.measures.totals import Place, Record


class Cumulative(NamedTuple):
    """Year to date, 分: accepted months plus restatements plus 期初数."""

    benefit: int
    treasury: int
    available: int


def compute_cumulative(record: Record, places: Iterable[Place], through: int) -> Cumulative:
    """The cumulative figures of these places at the end of a month.

    Args:
        record: The accepted record.
        places: Each place once.
        through: Month, 1..12.
    """
    lines = [line for place in places for month, line in record.get(place, {}).items() if month <= through]
    return Cumulative(
        sum(line.benefit_moved for line in lines),
        sum(line.treasury_moved for line in lines),
        sum(line.available_moved for line in lines),
    )
