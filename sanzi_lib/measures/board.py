"""The board of one group and month (domain §2, Counted once; §5; contracts, leaderboard.json)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from sanzi_lib.measures.amounts import compute_amounts
from sanzi_lib.measures.attainment import compute_time_progress
from sanzi_lib.measures.details import Details, build_details
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Part
from sanzi_lib.measures.rank import Standing, compute_on_time_shares, rank_values, resolve_rule, values_of
from sanzi_lib.measures.scope import (
    Returns,
    Scope,
    build_returns,
    facts_of,
    is_accepted,
    is_month_known,
    scope_of_unit,
    units_awaited,
    units_in,
)
from sanzi_lib.measures.totals import Place, Record, build_record
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, RankRule, Unit
from sanzi_lib.schema import CASES, MOVEMENTS, RETURNS, assert_schema

FEWEST_RANKED = 3
"""Below this number of ranked units a change of rank says nothing (domain §5, Rank change)."""


@dataclass(frozen=True)
class Facts:
    """The year to the report month, indexed once for all boards of a month."""

    programme: Programme
    month: Month
    record: Record
    returns: Returns
    details: Details


def build_facts(
    movements: pd.DataFrame, cases: pd.DataFrame, returns: pd.DataFrame, programme: Programme, month: Month
) -> Facts:
    """Index the accepted frames; rows after the month are left out."""
    assert_schema(movements, MOVEMENTS, "movements")
    assert_schema(cases, CASES, "cases")
    assert_schema(returns, RETURNS, "returns")
    assert month.year == programme.year, f"{month} is not in {programme.id}"
    return Facts(
        programme=programme,
        month=month,
        record=build_record(movements, programme, month.month),
        returns=build_returns(returns),
        details=build_details(movements, cases, programme, month),
    )


def compute_board(
    movements: pd.DataFrame,
    cases: pd.DataFrame,
    returns: pd.DataFrame,
    programme: Programme,
    month: Month,
    group: str,
    *,
    rule: RankRule | None = None,
    social_benefits: int | None = None,
    previous: Mapping[str, int] | None = None,
) -> Board:
    """Compute a group's board from the accepted record.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        cases: Frame of :data:`sanzi_lib.schema.CASES`.
        returns: Frame of :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme of the month's year.
        month: The report month.
        group: Id of the group.
        rule: Ranking rule instead of the programme's (试算).
        social_benefits: Texts of 社会效益 per row instead of the programme's number.
        previous: Ranks by unit code on the last published board of the same group, year and rule; None where there is
            none. It counts only where it has the same members and at least three are ranked.

    Raises:
        KeyError: The programme has no such group.
    """
    facts = build_facts(movements, cases, returns, programme, month)
    return board_from_facts(facts, group, rule=rule, social_benefits=social_benefits, previous=previous)


def board_from_facts(
    facts: Facts,
    group: str,
    *,
    rule: RankRule | None = None,
    social_benefits: int | None = None,
    previous: Mapping[str, int] | None = None,
) -> Board:
    """:func:`compute_board`, from facts that several boards share."""
    programme, month = facts.programme, facts.month
    units = programme.units_of(group)
    resolved = resolve_rule(programme, group, rule)
    shown = programme.thresholds.social_benefits if social_benefits is None else social_benefits
    scopes = {unit.code: scope_of_unit(programme, unit.code) for unit in units}
    places = {unit: scope.places(facts.record) for unit, scope in scopes.items()}
    amounts, standings = rank_units(facts, group, resolved)
    compared = previous if previous is not None and _is_comparable(previous, units) else {}
    rows = [
        _build_row(
            facts,
            unit=unit,
            scope=scopes[unit.code],
            amounts=amounts[unit.code],
            standing=standings[unit.code],
            shown=shown,
            previous=compared,
        )
        for unit in units
    ]

    def holds(place: Place) -> bool:
        return any(scope.holds(place) for scope in scopes.values())

    return Board(
        programme=programme.id,
        month=month,
        group=group,
        group_name=programme.group_by_id[group].name,
        period=programme.period.period(month),
        time_progress=compute_time_progress(month),
        rule=resolved,
        rows=tuple(sorted(rows, key=lambda row: (row.rank is None, not row.heard, row.rank or 0))),
        totals=_compute_totals(facts, places, amounts),
        cases=facts.details.cases.pick(holds),
        restatements=facts.details.restatements.pick(holds),
        openings=facts.details.openings.pick(holds),
    )


def rank_units(facts: Facts, group: str, rule: RankRule) -> tuple[dict[str, Amounts], dict[str, Standing | None]]:
    """Figures and places of a group's units in the month of the facts, by code in register order.

    Args:
        facts: The year to the month.
        group: Id of the group.
        rule: A resolved rule.
    """
    units = facts.programme.units_of(group)
    scopes = {unit.code: scope_of_unit(facts.programme, unit.code) for unit in units}
    amounts = {code: _amounts_of_unit(facts, code, scope.places(facts.record)) for code, scope in scopes.items()}
    on_time = compute_on_time_shares(facts.returns, list(scopes), facts.month.month)
    return amounts, rank_values({code: values_of(rule, row, on_time[code]) for code, row in amounts.items()})


def _amounts_of_unit(facts: Facts, unit: str, places: Collection[Place]) -> Amounts:
    members = units_in(facts.record, facts.programme, unit, places, facts.month.month)
    return compute_amounts(
        facts.record,
        places,
        facts.month,
        known=is_month_known(facts.returns, members, facts.month.month),
        target=facts.programme.target_of(unit),
    )


def _compute_totals(facts: Facts, places: Mapping[str, Collection[Place]], amounts: Mapping[str, Amounts]) -> Amounts:
    """Sum a group: amounts over all its units, attainment over those with a target; each accepted row once."""
    with_target = {unit: row.target for unit, row in amounts.items() if row.target is not None}
    return compute_amounts(
        facts.record,
        {place for of_unit in places.values() for place in of_unit},
        facts.month,
        known=any(row.benefit is not None for row in amounts.values()),
        target=sum(with_target.values()) if with_target else None,
        targeted={place for unit in with_target for place in places[unit]},
    )


def _is_comparable(previous: Mapping[str, int], units: Collection[Unit]) -> bool:
    return len(units) >= FEWEST_RANKED and set(previous) == {unit.code for unit in units}


def _build_row(
    facts: Facts,
    *,
    unit: Unit,
    scope: Scope,
    amounts: Amounts,
    standing: Standing | None,
    shown: int,
    previous: Mapping[str, int],
) -> BoardRow:
    month, order = facts.month.month, facts.programme.register_order
    own = facts_of(facts.returns, unit.code, month)
    places = scope.places(facts.record)
    members = units_in(facts.record, facts.programme, unit.code, places, month)
    awaited = units_awaited(facts.record, facts.programme, unit.code)
    texts = facts.details.social_benefits.pick(scope.holds)
    return BoardRow(
        unit=unit.code,
        name=unit.name,
        state=own.state,
        days_late=own.days_late,
        amounts=amounts,
        social_benefit=texts[:shown],
        social_benefit_count=len(texts),
        cases=tuple(case.title for case in facts.details.cases.pick(scope.holds)),
        rank=None if standing is None else standing.rank,
        tied=standing is not None and standing.tied,
        previous_rank=previous.get(unit.code),
        of_which=tuple(
            _build_part(facts, code, Scope(frozenset({code}), scope.fields), shown)
            for code in members
            if code != unit.code and _has_amount(facts.record, places, code)
        ),
        missing=tuple(
            facts.programme.unit_by_code[code].name
            for code in sorted({*members, *awaited}, key=order.__getitem__)
            if not is_accepted(facts.returns, code, month)
        ),
        heard=any(is_accepted(facts.returns, code, number) for code in members for number in range(1, month + 1)),
    )


def _has_amount(record: Record, places: Collection[Place], unit: str) -> bool:
    return any(line.any_amount for place in places if place[0] == unit for line in record[place].values())


def _build_part(facts: Facts, unit: str, scope: Scope, shown: int) -> Part:
    own = facts_of(facts.returns, unit, facts.month.month)
    return Part(
        unit=unit,
        name=facts.programme.unit_by_code[unit].name,
        state=own.state,
        days_late=own.days_late,
        amounts=compute_amounts(
            facts.record, scope.places(facts.record), facts.month, known=own.state == "accepted", target=None
        ),
        social_benefit=facts.details.social_benefits.pick(scope.holds)[:shown],
        cases=tuple(case.title for case in facts.details.cases.pick(scope.holds)),
    )
