"""The board of a group and month, and its places month by month.

See docs/指标口径.md 每个项目计一次、排名; docs/文件与命令.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sanzi_lib.measures.facts import Facts, FactsRow, compute_amounts, count_open
from sanzi_lib.measures.model import Amounts, Board, BoardRow, OpenTotals, Part
from sanzi_lib.measures.rank import RankPlace, RankValue, compute_on_time_shares, rank_values, resolve_rule, values_of
from sanzi_lib.measures.scope import is_accepted, state_of, units_awaited
from sanzi_lib.measures.totals import UnitField
from sanzi_lib.params.programme import RankRule, Unit

FEWEST_RANKED = 3
"""Below this number of ranked units a change of rank says nothing (docs/指标口径.md 位次变化)."""


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
    places: tuple[RankPlace | None, ...]


def compute_board(
    facts: Facts,
    group: str,
    *,
    rule: RankRule | None = None,
    social_benefits: int | None = None,
    previous: Mapping[str, int | None] | None = None,
) -> Board:
    """Compute a group's board.

    Args:
        facts: The year to the report month.
        group: Id of the group.
        rule: Ranking rule instead of the programme's (试算).
        social_benefits: Texts of 社会效益 per row instead of the programme's number.
        previous: Ranks by unit code on the last published board of the same group, year and rule, None for a unit that
            was not ranked; None where there is no such board. It counts only where it has the same members and at
            least three are ranked now.

    Raises:
        KeyError: The programme has no such group.
    """
    programme, month = facts.programme, facts.month
    units = programme.units_of(group)
    resolved = resolve_rule(programme, group, rule)
    shown = programme.thresholds.social_benefits if social_benefits is None else social_benefits
    sources = facts.rows_of(group)
    amounts = {code: row.compute_amounts() for code, row in sources.items()}
    places = _rank(facts, sources, amounts, resolved)
    compared = previous if previous is not None and _is_comparable(previous, units, places) else {}
    rows = [
        _build_row(sources[unit.code], unit, amounts[unit.code], places[unit.code], shown, compared.get(unit.code))
        for unit in units
    ]

    def holds(place: UnitField) -> bool:
        return any(row.scope.holds(place) for row in sources.values())

    totals = _compute_totals(facts, sources, amounts)
    return Board(
        programme=programme.id,
        month=month,
        group=group,
        group_name=programme.group_by_id[group].name,
        period=facts.find_days(unit for row in sources.values() for unit, _ in row.places),
        time_progress=facts.time_progress,
        rule=resolved,
        rows=tuple(sorted(rows, key=_board_order)),
        totals=totals,
        cases=facts.details.cases.pick(holds),
        restatements=facts.details.restatements.pick(holds),
        openings=facts.details.openings.pick(holds),
        open=_compute_open(facts, group, resolved, totals, places),
    )


def _board_order(row: BoardRow) -> tuple[bool, bool, int]:
    """Put ranks first, then units that are not ranked, those never heard of last; equal ones stay as they are."""
    return row.rank is None, row.rank is None and not row.heard, row.rank or 0


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
    ranked = [_rank_units(facts.at(month), group, resolved) for month in facts.month.months_of_year()]
    return tuple(
        RankHistory(unit.code, unit.name, tuple(places[unit.code] for places in ranked))
        for unit in facts.programme.units_of(group)
    )


def _rank_units(facts: Facts, group: str, rule: RankRule) -> dict[str, RankPlace | None]:
    sources = facts.rows_of(group)
    return _rank(facts, sources, {code: row.compute_amounts() for code, row in sources.items()}, rule)


def _rank(
    facts: Facts, sources: Mapping[str, FactsRow], amounts: Mapping[str, Amounts], rule: RankRule
) -> dict[str, RankPlace | None]:
    return rank_values(_list_values(facts, sources, amounts, rule))


def _list_values(
    facts: Facts, sources: Mapping[str, FactsRow], amounts: Mapping[str, Amounts], rule: RankRule
) -> dict[str, tuple[RankValue, ...] | None]:
    """List the values by which rows rank; a row of which nothing was accepted all year has none."""
    on_time = compute_on_time_shares(facts.returns, list(amounts), facts.month.month)
    return {code: values_of(rule, amounts[code], on_time[code]) if row.heard else None for code, row in sources.items()}


def _compute_open(
    facts: Facts, group: str, rule: RankRule, totals: Amounts, places: Mapping[str, RankPlace | None]
) -> OpenTotals:
    """Compute what is open of a group, its attainment and its ranks without it; no row loses its rank by it."""
    count = count_open(facts.open, list(facts.rows_of(group).values()))
    if not count.amount:
        ranks = {code: None if place is None else place.rank for code, place in places.items()}
        return OpenTotals(count.findings, count.amount, totals.attainment, ranks, facts.unasked)
    without = facts.without_open()
    sources = without.rows_of(group)
    amounts = {code: row.compute_amounts() for code, row in sources.items()}
    values = _list_values(without, sources, amounts, rule)
    least: tuple[RankValue, ...] = (None,) * (1 + len(rule.tie_breakers))
    ranked = rank_values({code: None if places[code] is None else own or least for code, own in values.items()})
    return OpenTotals(
        count.findings,
        count.amount,
        _compute_totals(without, sources, amounts).attainment,
        {code: None if place is None else place.rank for code, place in ranked.items()},
        facts.unasked,
    )


def _compute_totals(facts: Facts, sources: Mapping[str, FactsRow], amounts: Mapping[str, Amounts]) -> Amounts:
    """Sum a group: amounts over all its units, attainment over those with a target; each accepted row once."""
    with_target = {unit: row.target for unit, row in amounts.items() if row.target is not None}
    return compute_amounts(
        facts,
        {place for row in sources.values() for place in row.places},
        known=any(row.benefit is not None for row in amounts.values()),
        target=sum(with_target.values()) if with_target else None,
        targeted={place for unit in with_target for place in sources[unit].places},
    )


def _is_comparable(
    previous: Mapping[str, int | None], units: Collection[Unit], places: Mapping[str, RankPlace | None]
) -> bool:
    ranked = sum(place is not None for place in places.values())
    return ranked >= FEWEST_RANKED and set(previous) == {unit.code for unit in units}


def _build_row(
    source: FactsRow, unit: Unit, amounts: Amounts, place: RankPlace | None, shown: int, previous_rank: int | None
) -> BoardRow:
    facts = source.facts
    month, order = facts.month.month, facts.programme.register_order
    own = state_of(facts.returns, unit.code, month)
    members = source.members(month)
    awaited = units_awaited(facts.sums, facts.programme, unit.code)
    texts, cases = facts.details.social_benefits.pick(source.scope.holds), facts.details.cases.pick(source.scope.holds)
    return BoardRow(
        unit=unit.code,
        name=unit.name,
        state=own.state,
        days_late=own.days_late,
        amounts=amounts,
        social_benefit=texts[:shown],
        social_benefit_count=len(texts),
        cases=tuple(case.title for case in cases),
        case_results=tuple(case.first_sentence for case in cases),
        rank=None if place is None else place.rank,
        tied=place is not None and place.tied,
        previous_rank=previous_rank,
        of_which=tuple(
            _build_part(source.part(code), shown) for code in members if code != unit.code and _has_amount(source, code)
        ),
        missing=tuple(
            facts.programme.unit_by_code[code].name
            for code in sorted({*members, *awaited}, key=order.__getitem__)
            if not is_accepted(facts.returns, code, month)
        ),
        heard=source.heard,
        open=source.open,
    )


def _has_amount(source: FactsRow, unit: str) -> bool:
    sums = source.facts.sums
    return any(line.any_amount for place in source.places if place[0] == unit for line in sums[place].values())


def _build_part(part: FactsRow, shown: int) -> Part:
    facts = part.facts
    own = state_of(facts.returns, part.unit, facts.month.month)
    cases = facts.details.cases.pick(part.scope.holds)
    return Part(
        unit=part.unit,
        name=part.name,
        state=own.state,
        days_late=own.days_late,
        amounts=part.compute_amounts(),
        social_benefit=facts.details.social_benefits.pick(part.scope.holds)[:shown],
        cases=tuple(case.title for case in cases),
        case_results=tuple(case.first_sentence for case in cases),
        open=part.open,
    )
