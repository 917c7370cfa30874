"""Places of a group's units month by month, for the chart of the year (domain §5, Rank)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sanzi_lib.measures.board import Facts, rank_units
from sanzi_lib.measures.rank import Standing, resolve_rule
from sanzi_lib.params.programme import RankRule


@dataclass(frozen=True)
class RankHistory:
    """A unit's places, January to the report month.

    Attributes:
        unit: Code.
        name: Name as in the register.
        places: One per month, January first; None for a month in which the unit is not ranked.
    """

    unit: str
    name: str
    places: tuple[Standing | None, ...]


def compute_rank_history(facts: Facts, group: str, rule: RankRule | None = None) -> tuple[RankHistory, ...]:
    """Rank a group at the end of each month, by the rule of the report month.

    Everything is computed from the accepted record as it stands: a month that was corrected since shows the places as
    corrected. What was published is in the published boards.

    Args:
        facts: The year to the report month.
        group: Id of the group.
        rule: Ranking rule instead of the programme's (试算).

    Returns:
        One history per unit, in register order; the last place is that of the month's board.
    """
    resolved = resolve_rule(facts.programme, group, rule)
    months = [replace(facts, month=month) for month in facts.month.months_of_year()]
    standings = [rank_units(past, group, resolved)[1] for past in months]
    return tuple(
        RankHistory(unit.code, unit.name, tuple(places[unit.code] for places in standings))
        for unit in facts.programme.units_of(group)
    )
