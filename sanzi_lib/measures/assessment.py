"""The annual assessment (年度考核): six indicators per unit, January to a month (docs/指标口径.md 年度考核).

Attainment and cash share are those of the unit's row on the board. What tells how a unit reports — on time, sent back,
findings, cases — is of its own returns, whoever's row their money stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.casebook import CaseBook, CaseEntry, compute_casebook
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import Amounts, Board, BoardRow, DaysCovered, HistoryPoint, UnitState
from sanzi_lib.measures.rank import OnTime, count_on_time, rank_values, rescale_weights
from sanzi_lib.measures.scope import Returns, state_of
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule, Indicator
from sanzi_lib.schema import CHECK_COUNTS, assert_schema


@dataclass(frozen=True)
class AssessmentTally:
    """Counts of what units returned, January to a month; they add up over units.

    Attributes:
        on_time: Months with a return on time, of months due.
        sent: Months with a return.
        sent_back: Months of which a return is, or was before its correction, sent back.
        standing_back: Months that stand as sent back now.
        errors: 错误 that stand.
        queries: 核实 that stand.
        cases: Cases, one per project.
    """

    on_time: OnTime
    sent: int
    sent_back: int
    standing_back: int
    errors: int
    queries: int
    cases: int


@dataclass(frozen=True)
class Points:
    """What an indicator brings to the composite.

    Attributes:
        weight: Points that it can bring, after indicators that the unit cannot have are dropped and the rest scaled up.
        share: Part of them that it earns; above 1 where an attainment is above 100 % and no scale bounds it.
    """

    indicator: Indicator
    weight: Fraction
    share: Fraction

    @property
    def points(self) -> Fraction:
        """Points earned."""
        return self.weight * self.share


@dataclass(frozen=True)
class AssessedMonth:
    """A month of a unit: its own return, and its row on the board of that month.

    Attributes:
        benefit: 本月经济效益, 分; None where nothing of the row was accepted.
        benefit_cumulative: 分.
    """

    month: int
    state: UnitState
    days_late: int | None
    benefit: int | None
    benefit_cumulative: int


@dataclass(frozen=True)
class AssessedUnit:
    """A unit's indicators.

    Attributes:
        row: Its row on the board of the month, without texts.
        rank: By the composite where there are weights, otherwise the board's; None where the unit is not ranked.
        tied: True where another unit of the group shares the rank.
        tally: Counts of its own returns.
        cases: Its cases.
        points: By indicator, in the weights' order; () where there are no weights.
        months: January to the month.
    """

    row: BoardRow
    rank: int | None
    tied: bool
    tally: AssessmentTally
    cases: tuple[CaseEntry, ...]
    points: tuple[Points, ...]
    months: tuple[AssessedMonth, ...]

    @property
    def composite(self) -> Fraction | None:
        """综合得分 out of 100; None where there are no weights or no indicator that the unit can have."""
        return sum((item.points for item in self.points), Fraction(0)) if self.points else None


@dataclass(frozen=True)
class GroupAssessment:
    """A group's units by rank, then register.

    Attributes:
        rule: The weights; None where there are none and the board's rule ranks.
        board: The board of the month, without texts.
        tally: The units' counts added up.
    """

    rule: AssessmentRule | None
    board: Board
    units: tuple[AssessedUnit, ...]
    tally: AssessmentTally


@dataclass(frozen=True)
class Assessment:
    """The year to a month.

    Attributes:
        period: First day of January's report period, last day of the month's.
        tally: All units' counts added up.
    """

    programme: str
    month: Month
    period: DaysCovered
    time_progress: Fraction
    groups: tuple[GroupAssessment, ...]
    tally: AssessmentTally

    @property
    def units(self) -> tuple[AssessedUnit, ...]:
        """Every unit, group by group."""
        return tuple(unit for group in self.groups for unit in group.units)


def compute_assessment(facts: Facts, checks: pd.DataFrame) -> Assessment:
    """Compute every unit's indicators and rank every group.

    Args:
        facts: The year to the report month.
        checks: Frame of :data:`sanzi_lib.schema.CHECK_COUNTS`.
    """
    assert_schema(checks, CHECK_COUNTS, "checks")
    programme, month, book = facts.programme, facts.month, compute_casebook(facts)
    tallies = _count(facts, checks, book)
    groups = []
    for group in programme.groups:
        board = _without_texts(compute_board(facts, group.id))
        points = {code: source.compute_history().points for code, source in facts.rows_of(group.id).items()}
        rule = programme.assessment_of(group.id)
        units = [
            _assess(row, rule, tallies[row.unit], book, _build_months(facts.returns, row.unit, points[row.unit]))
            for row in board.rows
        ]
        ranked = _rank(units, rule, programme.register_order)
        groups.append(GroupAssessment(rule, board, ranked, add_tallies(unit.tally for unit in ranked)))
    return Assessment(
        programme=programme.id,
        month=month,
        period=facts.find_days((unit.code for unit in programme.units), book.first),
        time_progress=facts.time_progress,
        groups=tuple(groups),
        tally=add_tallies(tallies.values()),
    )


def score_indicators(rule: AssessmentRule, amounts: Amounts, tally: AssessmentTally) -> tuple[Points, ...]:
    """Tell what each indicator brings to a unit's composite.

    An indicator that a unit cannot have (attainment without a target, on-time share before anything was due, returns
    sent back and findings where it has sent nothing) is dropped and the other weights are scaled up to 100. 入库率
    without benefit counts as 0 and is not dropped, as in a weighted ranking rule.
    """
    cash = amounts.cash_share
    values: dict[Indicator, Fraction | None] = {
        "attainment": amounts.attainment,
        "cash_share": Fraction(0) if cash is None else cash,
        "on_time_share": tally.on_time.share,
        "sent_back": Fraction(tally.sent_back) if tally.sent else None,
        "open_findings": Fraction(tally.errors + tally.queries) if tally.sent else None,
        "cases": Fraction(tally.cases),
    }
    had = {name: value for name in rule.weights if (value := values[name]) is not None}
    scaled = rescale_weights({name: Fraction(weight) for name, weight in rule.weights.items()}, had)
    return tuple(
        Points(name, scaled[name], rule.scales[name].share(value) if name in rule.scales else value)
        for name, value in had.items()
        if name in scaled
    )


def add_tallies(tallies: Iterable[AssessmentTally]) -> AssessmentTally:
    """Add the sum of units' counts."""
    items = list(tallies)
    return AssessmentTally(
        on_time=OnTime(sum(item.on_time.months for item in items), sum(item.on_time.due for item in items)),
        sent=sum(item.sent for item in items),
        sent_back=sum(item.sent_back for item in items),
        standing_back=sum(item.standing_back for item in items),
        errors=sum(item.errors for item in items),
        queries=sum(item.queries for item in items),
        cases=sum(item.cases for item in items),
    )


def _count(facts: Facts, checks: pd.DataFrame, book: CaseBook) -> dict[str, AssessmentTally]:
    last = facts.month.month
    units = [unit.code for unit in facts.programme.units]
    on_time = count_on_time(facts.returns, units, last)
    rows = checks[checks["month"] <= last]
    counted = {
        unit: tuple(sum(rows[column][rows["unit"] == unit].tolist()) for column in ("sent_back", "errors", "queries"))
        for unit in units
    }
    states = {unit: [state_of(facts.returns, unit, number).state for number in range(1, last + 1)] for unit in units}
    return {
        unit: AssessmentTally(
            on_time=on_time[unit],
            sent=sum(state != "not_reported" for state in states[unit]),
            sent_back=counted[unit][0],
            standing_back=states[unit].count("sent_back"),
            errors=counted[unit][1],
            queries=counted[unit][2],
            cases=len(book.entries_of(unit)),
        )
        for unit in units
    }


def _assess(
    row: BoardRow,
    rule: AssessmentRule | None,
    tally: AssessmentTally,
    book: CaseBook,
    months: tuple[AssessedMonth, ...],
) -> AssessedUnit:
    points = score_indicators(rule, row.amounts, tally) if rule is not None else ()
    return AssessedUnit(row, row.rank, row.tied, tally, book.entries_of(row.unit), points, months)


def _rank(
    units: list[AssessedUnit], rule: AssessmentRule | None, register: Mapping[str, int]
) -> tuple[AssessedUnit, ...]:
    """By composite, equal ones in register order; without weights as the board has them."""
    if rule is None:
        return tuple(units)
    standings = rank_values({unit.row.unit: (unit.composite,) for unit in units})
    placed = ((unit, standings[unit.row.unit]) for unit in units)
    ranked = [
        replace(unit, rank=None if place is None else place.rank, tied=place is not None and place.tied)
        for unit, place in placed
    ]
    return tuple(sorted(ranked, key=lambda unit: (unit.rank is None, unit.rank or 0, register[unit.row.unit])))


def _build_months(returns: Returns, unit: str, points: Iterable[HistoryPoint]) -> tuple[AssessedMonth, ...]:
    months = []
    for point in points:
        own = state_of(returns, unit, point.month)
        months.append(AssessedMonth(point.month, own.state, own.days_late, point.benefit, point.benefit_cumulative))
    return tuple(months)


def _without_texts(board: Board) -> Board:
    """Give board's figures alone: what units wrote is shown elsewhere, with persons masked (docs/指标口径.md 印发)."""
    rows = tuple(
        replace(
            row,
            social_benefit=(),
            social_benefit_count=0,
            cases=(),
            case_results=(),
            of_which=tuple(replace(part, social_benefit=(), cases=(), case_results=()) for part in row.of_which),
        )
        for row in board.rows
    )
    return replace(board, rows=rows, cases=(), restatements=(), openings=())
