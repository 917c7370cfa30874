"""The year's accepted frames as one noun, and the rows that stand in it (docs/指标口径.md 每个项目计一次).

``facts.row(...)`` is the row of a unit, a field, a row of annex 1 or the city; a row knows its figures in every month,
its history, and what a quarter brought. Frames may reach further than the month: later rows are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sanzi_lib.measures.attainment import compute_attainment, compute_gap
from sanzi_lib.measures.details import Details, build_details
from sanzi_lib.measures.model import Amounts, Brought, DaysCovered, History, HistoryPoint, OpenCount, add_proceeds
from sanzi_lib.measures.open_findings import NOTHING_OPEN, OpenFindings, leave_out, list_open
from sanzi_lib.measures.scope import (
    Returns,
    Scope,
    build_returns,
    is_accepted,
    is_month_known,
    scope_of_fields,
    scope_of_unit,
    units_in,
)
from sanzi_lib.measures.totals import UnitField, YearSums, add_quantities, add_up, months_of, sum_year
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, TargetRow, Unit, WorkField
from sanzi_lib.schema import CASES, CORRECTION, FUNDS, MOVEMENTS, PROJECTS, RETURNS, assert_schema

if TYPE_CHECKING:
    import pandas as pd

_SCHEMAS = {
    "movements": MOVEMENTS,
    "cases": CASES,
    "projects": PROJECTS,
    "funds": FUNDS,
    "returns": RETURNS,
}


class AcceptedFrames(Protocol):
    """The accepted frames of a year, as in :mod:`sanzi_lib.schema`; the ledger's accepted record has them.

    Persons are none of them: whom to call is the internal 台账's alone (:mod:`sanzi_lib.measures.project_ledger`).
    """

    @property
    def movements(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def cases(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def projects(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def funds(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def returns(self) -> pd.DataFrame: ...  # noqa: D102


@dataclass(frozen=True)
class Facts:
    """The year to the report month, indexed once for all that is computed of it.

    Attributes:
        frames: The accepted frames.
        programme: The programme of the month's year.
        month: The report month.
        sums: Sums of the accepted rows.
        returns: What became of each unit's returns.
        ranks_all: True for boards of earlier releases, which ranked also rows of which nothing had been accepted.
        findings: ``FINDINGS``, 核实 of accepted returns; None where they are not known.
        unasked: Months whose 核实 are left out of it.
    """

    frames: AcceptedFrames
    programme: Programme
    month: Month
    sums: YearSums
    returns: Returns
    ranks_all: bool = False
    findings: pd.DataFrame | None = None
    unasked: tuple[Month, ...] = ()

    @cached_property
    def time_progress(self) -> Fraction:
        """序时进度 at the end of the month, the same for every row (docs/指标口径.md 完成率与序时进度)."""
        last = self.find_days(unit.code for unit in self.programme.units).last
        return self.programme.period.progress(self.month, last)

    def find_days(self, units: Iterable[str], first_month: Month | None = None) -> DaysCovered:
        """Find the days that the figures of some units cover (docs/指标口径.md 报告期).

        Args:
            units: Codes.
            first_month: Month whose period begins them; None for the report month.
        """
        rule, month, frame = self.programme.period, self.month, self.frames.returns
        first, last = rule.period(first_month or month)[0], rule.period(month)[1]
        among = set(units)
        heard = frame[frame["unit"].isin(among) & (frame["state"] == "accepted") & (frame["month"] <= month.month)]
        sent = heard[(heard["month"] == month.month) & (heard["submitted_on"] != "")]
        brought = {
            unit
            for unit, kind, time in zip(sent["unit"], sent["kind"], sent["submitted_on"], strict=True)
            if rule.is_year_end(month, date.fromisoformat(time[:10]), correction=kind == CORRECTION)
        }
        if not brought:
            return DaysCovered(first, last)
        behind = set(heard["unit"]) - brought
        return DaysCovered(
            first, month.last_day, tuple(unit.name for unit in self.programme.units if unit.code in behind)
        )

    @cached_property
    def open(self) -> OpenFindings:
        """What is open at the end of the month (docs/核验规则.md 待核实)."""
        if self.findings is None:
            return NOTHING_OPEN
        frames = (self.findings, self.frames.movements, self.frames.projects, self.frames.returns)
        return list_open(*(frame[frame["month"] <= self.month.month] for frame in frames))

    def without_open(self) -> Facts:
        """Give the same year without the rows that are open: its sums, for figures and ranks."""
        kept = leave_out(self.movements, self.open.rows)
        return replace(self, sums=sum_year(kept, self.programme, self.month.month), findings=None)

    def at(self, month: Month) -> Facts:
        """Give the same year at the end of an earlier month."""
        return replace(self, month=month)

    @cached_property
    def details(self) -> Details:
        """The texts and single rows of the month."""
        return build_details(self.frames.movements, self.frames.cases, self.programme, self.month)

    @cached_property
    def movements(self) -> pd.DataFrame:
        """Accepted rows of 盘活情况表, January to the month."""
        return self.frames.movements[self.frames.movements["month"] <= self.month.month]

    def row(self, of: Unit | WorkField | TargetRow | None = None) -> FactsRow:
        """Give the row of a unit on its board, of a field, of a row of annex 1 table 1, or (None) of the city."""
        programme = self.programme
        match of:
            case Unit():
                scope, target = scope_of_unit(programme, of.code), programme.target_of(of.code)
                return FactsRow(self, of.name, scope, target, lead=of.code, unit=of.code)
            case WorkField():
                return FactsRow(self, of.name, scope_of_fields(programme, [of.name]), of.target, lead=of.lead)
            case TargetRow():
                units = frozenset(unit.code for unit in programme.units if unit.counts_in == of.name)
                return FactsRow(self, of.name, Scope(units), of.target)
            case None:
                units = frozenset(unit.code for unit in programme.units)
                return FactsRow(self, programme.total_name, Scope(units), programme.total_target)

    def rows_of(self, group: str) -> dict[str, FactsRow]:
        """Give the rows of a group's units by code, in register order.

        Raises:
            KeyError: The programme has no such group.
        """
        return {unit.code: self.row(unit) for unit in self.programme.units_of(group)}

    def compute_histories(self, group: str) -> tuple[History, ...]:
        """January to the month of a group's rows, in register order."""
        return tuple(row.compute_history() for row in self.rows_of(group).values())


@dataclass(frozen=True)
class FactsRow:
    """A row: which accepted rows stand in it, and all that they say.

    Attributes:
        facts: The year.
        name: As the programme calls it.
        scope: What stands in it.
        target: 分; None where there is none.
        lead: Code of the unit whose row it is, which other units' rows may stand in; None where its units are fixed.
        unit: Code where it is a unit's row or its part, "" otherwise.
    """

    facts: Facts
    name: str
    scope: Scope
    target: int | None
    lead: str | None = None
    unit: str = ""

    def part(self, unit: str) -> FactsRow:
        """Tell what one unit returned of this row (其中); it has no target.

        Args:
            unit: Code.
        """
        name = self.facts.programme.unit_by_code[unit].name
        return FactsRow(self.facts, name, Scope(frozenset({unit}), self.scope.fields), None, unit=unit)

    @cached_property
    def places(self) -> tuple[UnitField, ...]:
        """Its places that have an accepted row in the year."""
        return self.scope.places(self.facts.sums)

    def members(self, month: int) -> Collection[str]:
        """Codes of the units whose returns make its month known, those of a lead's row in register order.

        Args:
            month: 1..12.
        """
        if self.lead is None:
            return self.scope.units
        return units_in(self.facts.sums, self.facts.programme, self.lead, self.places, month)

    def is_known(self, month: int) -> bool:
        """Give False where no return of the row is accepted: its month is None, which is not zero."""
        return is_month_known(self.facts.returns, self.members(month), month)

    @cached_property
    def open(self) -> OpenCount:
        """What is open on accepted rows that count in it; what concerns no row, at the unit that returned it."""
        return count_open(self.facts.open, [self])

    @property
    def heard(self) -> bool:
        """Tell whether a return of the row was accepted in the year so far, so that it ranks."""
        month, returns = self.facts.month.month, self.facts.returns
        return self.facts.ranks_all or any(
            is_accepted(returns, code, number) for code in self.members(month) for number in range(1, month + 1)
        )

    def compute_amounts(self) -> Amounts:
        """Its figures at the end of the month."""
        known = self.is_known(self.facts.month.month)
        return compute_amounts(self.facts, self.places, known=known, target=self.target)

    def compute_history(self) -> History:
        """January to the month: each point is what the row says at the end of that month."""
        points = (self._compute_point(number) for number in range(1, self.facts.month.month + 1))
        return History(self.unit, self.name, tuple(points))

    def compute_brought(self, quarter: int | None = None) -> Brought:
        """Tell what a quarter brought: cumulative at its end less cumulative at the end of the quarter before.

        Args:
            quarter: 1..4; None for that of the month.
        """
        last = 3 * (self.facts.month.quarter if quarter is None else quarter)
        months = range(last - 2, last + 1)
        if not any(self.is_known(month) for month in months):
            return Brought()
        sums = self.facts.sums
        projects = sum(line.projects for month in months for line in months_of(sums, self.places, month))
        return Brought(projects, add_up(sums, self.places, last) - add_up(sums, self.places, last - 3))

    def _compute_point(self, month: int) -> HistoryPoint:
        sums = self.facts.sums
        benefit = sum(line.proceeds.benefit for line in months_of(sums, self.places, month))
        known = self.is_known(month)
        return HistoryPoint(month, benefit if known else None, add_up(sums, self.places, month).benefit)


def build_facts(frames: AcceptedFrames, programme: Programme, month: Month, *, ranks_all: bool = False) -> Facts:
    """Index the accepted frames.

    Args:
        frames: January to the month or further.
        programme: The programme of the month's year.
        month: The report month.
        ranks_all: Rank as earlier releases did (:attr:`Facts.ranks_all`).
    """
    for name, schema in _SCHEMAS.items():
        assert_schema(getattr(frames, name), schema, name)
    assert month.year == programme.year, f"{month} is not in {programme.id}"
    sums, returns = sum_year(frames.movements, programme, month.month), build_returns(frames.returns)
    findings: pd.DataFrame | None = getattr(frames, "findings", None)
    unasked = tuple(one for one in getattr(frames, "unasked", ()) if one <= month)
    return Facts(frames, programme, month, sums, returns, ranks_all, findings, unasked)


def pick_open(found: OpenFindings, rows: Collection[FactsRow]) -> OpenFindings:
    """Pick what is open in rows together: each finding and each amount once."""
    held = {position: place for position, place in found.places.items() if any(row.scope.holds(place) for row in rows)}
    units = {row.unit for row in rows}
    findings = [
        one
        for one in found.findings
        if (not held.keys().isdisjoint(one.rows) if one.rows else one.unit in units or "" in units)
    ]
    return OpenFindings(tuple(findings), {position: found.amounts[position] for position in held}, held)


def count_open(found: OpenFindings, rows: Collection[FactsRow]) -> OpenCount:
    """Count what is open in rows together."""
    own = pick_open(found, rows)
    return OpenCount(len(own.findings), sum(own.amounts.values()))


def compute_amounts(
    facts: Facts,
    places: Collection[UnitField],
    *,
    known: bool,
    target: int | None,
    targeted: Collection[UnitField] | None = None,
) -> Amounts:
    """Sum places at the end of the month: month, cumulative, target, attainment.

    Args:
        facts: The year to the month.
        places: Each once.
        known: False where no return of the row is accepted: its month is None (docs/指标口径.md 未报送).
        target: 分; None where there is none. 0 is none: no rate can be had of it.
        targeted: For sums over units, the places of the units that have a target; only they enter the attainment.
    """
    month = facts.month.month
    lines = months_of(facts.sums, places, month)
    now = add_proceeds(line.proceeds for line in lines) if known else None
    cumulative = add_up(facts.sums, places, month)
    target = target or None
    measured = cumulative if targeted is None else add_up(facts.sums, targeted, month)
    attainment = compute_attainment(measured.benefit, target)
    return Amounts(
        projects=sum(line.projects for line in lines) if known else None,
        quantities=add_quantities(line.quantities for line in lines) if known else (),
        benefit=None if now is None else now.benefit,
        treasury=None if now is None else now.treasury,
        available=None if now is None else now.available,
        benefit_cumulative=cumulative.benefit,
        treasury_cumulative=cumulative.treasury,
        available_cumulative=cumulative.available,
        target=target,
        attainment=attainment,
        gap=compute_gap(attainment, facts.time_progress),
    )
