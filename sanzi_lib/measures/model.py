"""What the measures give: boards and summaries, as frozen values.

Amounts are int 分, rates are exact :class:`~fractions.Fraction` shares; nothing here is rounded
(docs/指标口径.md 四舍五入).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule

_LONGEST_RESULT = 40

UnitState = Literal["accepted", "sent_back", "not_reported"]


@dataclass(frozen=True)
class Quantity:
    """A quantity in one unit of measure; quantities of different units never add up."""

    measure: str
    quantity: Decimal


@dataclass(frozen=True)
class Proceeds:
    """What 盘活 brought, 分: 经济效益, of it 入库收益, of that 本级可用财力 (policy 附件2; never one for another)."""

    benefit: int
    treasury: int
    available: int

    def __iter__(self) -> Iterator[int]:
        return iter((self.benefit, self.treasury, self.available))

    def __add__(self, other: Proceeds) -> Proceeds:
        return Proceeds(*(one + more for one, more in zip(self, other, strict=True)))

    def __sub__(self, other: Proceeds) -> Proceeds:
        return Proceeds(*(one - less for one, less in zip(self, other, strict=True)))

    @property
    def cash_share(self) -> Fraction | None:
        """入库率: treasury ÷ benefit, a share; None where the benefit is not positive."""
        return Fraction(self.treasury, self.benefit) if self.benefit > 0 else None


NO_PROCEEDS = Proceeds(0, 0, 0)


def add_proceeds(parts: Iterable[Proceeds]) -> Proceeds:
    """Add the sum, 分, as Python integers that cannot wrap; :data:`NO_PROCEEDS` of nothing."""
    return sum(parts, NO_PROCEEDS)


@dataclass(frozen=True)
class Amounts:
    """The figures of one row: a unit, a part, a field, a group or the city.

    Attributes:
        projects: 项目总数 of the month; None where nothing of the row was accepted in the month.
        quantities: Of the month, sorted by unit of measure.
        benefit: 本月经济效益, 分; None like ``projects``.
        treasury: 本月入库收益, 分; None like ``projects``.
        available: 本月本级可用财力, 分; None like ``projects``.
        benefit_cumulative: 分, accepted months plus restatements plus 期初数; never missing.
        treasury_cumulative: 分, the same.
        available_cumulative: 分, the same.
        target: 预期盘活效益, 分; None where there is none.
        attainment: Share of the target; None where there is none. For sums over units it is over those with a target
            only.
        gap: ``attainment`` less time progress, a share; None like ``attainment``.
    """

    projects: int | None
    quantities: tuple[Quantity, ...]
    benefit: int | None
    treasury: int | None
    available: int | None
    benefit_cumulative: int
    treasury_cumulative: int
    available_cumulative: int
    target: int | None
    attainment: Fraction | None
    gap: Fraction | None

    @property
    def month(self) -> Proceeds | None:
        """The month's three figures, 分; None where nothing of the row was accepted in the month."""
        if self.benefit is None or self.treasury is None or self.available is None:
            return None
        return Proceeds(self.benefit, self.treasury, self.available)

    @property
    def cumulative(self) -> Proceeds:
        """The year's three figures, 分."""
        return Proceeds(self.benefit_cumulative, self.treasury_cumulative, self.available_cumulative)

    @property
    def cash_share(self) -> Fraction | None:
        """入库率: cumulative treasury ÷ cumulative benefit; None where the benefit is not positive."""
        return self.cumulative.cash_share


@dataclass(frozen=True)
class Brought:
    """What a quarter brought: cumulative at its end less cumulative at the end of the quarter before.

    追溯调整 and 期初数 therefore stand in the quarter in which they came. All None where nothing of the row was
    accepted in any of its months, which is not zero.

    Attributes:
        projects: Projects newly put to use, each once in the year.
        proceeds: 分.
    """

    projects: int | None = None
    proceeds: Proceeds | None = None

    @property
    def benefit(self) -> int | None:
        """经济效益 of the quarter, 分."""
        return None if self.proceeds is None else self.proceeds.benefit

    @property
    def treasury(self) -> int | None:
        """入库收益 of the quarter, 分."""
        return None if self.proceeds is None else self.proceeds.treasury

    @property
    def available(self) -> int | None:
        """本级可用财力 of the quarter, 分."""
        return None if self.proceeds is None else self.proceeds.available

    @property
    def cash_share(self) -> Fraction | None:
        """入库率 of the quarter; None where its benefit is not positive."""
        return None if self.proceeds is None else self.proceeds.cash_share


@dataclass(frozen=True)
class DaysCovered:
    """The days that a month's figures cover.

    Attributes:
        first: First day.
        last: Last day.
        behind: Names of the units whose figures end with the report period, where those of others were brought up to
            31 December (年终更新); None where those of none were.
    """

    first: date
    last: date
    behind: tuple[str, ...] | None = None

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.first, self.last


@dataclass(frozen=True)
class OpenCount:
    """What is open (docs/核验规则.md 待核实).

    Attributes:
        findings: How many.
        amount: 分 at stake, each row once.
    """

    findings: int = 0
    amount: int = 0


@dataclass(frozen=True)
class OpenTotals(OpenCount):
    """What is open of a group or the city, and the figures without it.

    Attributes:
        attainment: Without it, a share; None without a target.
        ranks: Without it, by code of the unit; None for a unit that is not ranked. Nothing for the city.
        unasked: Months whose findings do not count, because they were published by rules before today's.
    """

    attainment: Fraction | None = None
    ranks: Mapping[str, int | None] = field(default_factory=dict)
    unasked: tuple[Month, ...] = ()


@dataclass(frozen=True)
class Case:
    """A 典型案例 of the month."""

    unit: str
    project: str
    title: str
    practice: str
    result: str

    @property
    def first_sentence(self) -> str:
        """The first sentence of 取得成效, on one line and at most 40 characters (docs/指标口径.md 榜单)."""
        sentence = " ".join(self.result.split()).split("。")[0].strip()
        return sentence if len(sentence) <= _LONGEST_RESULT else f"{sentence[: _LONGEST_RESULT - 1]}…"


@dataclass(frozen=True)
class Restatement:
    """A 追溯调整 accepted in the month, named in the notes (docs/指标口径.md 定稿与追溯调整)."""

    unit: str
    project: str
    proceeds: Proceeds
    month: Month | None
    reason: str


@dataclass(frozen=True)
class Opening:
    """期初数 that a project's first accepted row brought after January, named in the notes (docs/核验规则.md V07).

    Attributes:
        unit: Code of the unit that returned it.
        project: 项目编号.
        proceeds: What it brought, 分.
    """

    unit: str
    project: str
    proceeds: Proceeds


@dataclass(frozen=True)
class Part:
    """What another unit returned of a lead department's row (其中, ``of_which``)."""

    unit: str
    name: str
    state: UnitState
    days_late: int | None
    amounts: Amounts
    social_benefit: tuple[str, ...]
    cases: tuple[str, ...]
    case_results: tuple[str, ...] = ()
    open: OpenCount = OpenCount()


@dataclass(frozen=True)
class BoardRow:
    """A unit's row on a board.

    Attributes:
        unit: Code.
        name: Name as in the register.
        state: Of the unit's own return for the month.
        days_late: Of the unit's first return; None where nothing was sent.
        social_benefit: Texts of the month in order of benefit, at most the programme's number.
        social_benefit_count: How many texts there were in all (等N项).
        cases: Titles of the month's cases.
        rank: 1, 1, 3 on equal values; None where the unit is not ranked, because it has no such figure or was never
            heard of.
        tied: True where another unit shares the rank.
        previous_rank: Rank on the last published board, None where there is none to compare with.
        of_which: Other units' parts with any amount in the year, in register order.
        missing: Names of units that count in this row and whose month is not accepted.
        heard: True where a return of any unit in it was accepted in the year so far; otherwise its cumulative figures
            are 0 because nothing is known.
        case_results: The first sentence of each case's 取得成效, "" where it says nothing.
        open: What is open on accepted rows that count in it.
    """

    unit: str
    name: str
    state: UnitState
    days_late: int | None
    amounts: Amounts
    social_benefit: tuple[str, ...]
    social_benefit_count: int
    cases: tuple[str, ...]
    rank: int | None
    tied: bool
    previous_rank: int | None
    of_which: tuple[Part, ...]
    missing: tuple[str, ...]
    heard: bool = True
    case_results: tuple[str, ...] = ()
    open: OpenCount = OpenCount()

    @property
    def known(self) -> Amounts | None:
        """The figures as far as anything is known of them: None of a row that was never heard of, which is not 0."""
        return self.amounts if self.heard else None

    @property
    def rank_change(self) -> int | None:
        """Places gained (positive) or lost since the last published board; None where one of the ranks is missing."""
        return None if self.previous_rank is None or self.rank is None else self.previous_rank - self.rank


@dataclass(frozen=True)
class Board:
    """A group's board for a month; ``rows`` stand in board order: rank, those without one last, then register."""

    programme: str
    month: Month
    group: str
    group_name: str
    period: DaysCovered
    time_progress: Fraction
    rule: RankRule
    rows: tuple[BoardRow, ...]
    totals: Amounts
    cases: tuple[Case, ...]
    restatements: tuple[Restatement, ...]
    openings: tuple[Opening, ...]
    open: OpenTotals = field(default_factory=OpenTotals)

    @property
    def heard(self) -> tuple[BoardRow, ...]:
        """The rows of which something was accepted in the year, in board order."""
        return tuple(row for row in self.rows if row.heard)

    @property
    def ranked(self) -> tuple[BoardRow, ...]:
        """The rows that have a rank, in board order; a ranking's first, last and "n个单位" are among them."""
        return tuple(row for row in self.rows if row.rank is not None)


@dataclass(frozen=True)
class NamedAmounts:
    """A row of table 1, a field or any other named sum."""

    name: str
    amounts: Amounts


@dataclass(frozen=True)
class Overview:
    """The city in a month.

    Attributes:
        rows: Rows of annex 1 table 1, in its order.
        fields: Rows of table 2, in its order; they add up to the 市本级 row.
        groups: The five boards, in the policy's order.
        city: Each project once.
        kinds: The city's cumulative benefit by its four kinds and 未分类, 分, in the order of the return.
        open: What is open in the city.
    """

    programme: str
    month: Month
    period: DaysCovered
    time_progress: Fraction
    rows: tuple[NamedAmounts, ...]
    fields: tuple[NamedAmounts, ...]
    groups: tuple[Board, ...]
    city: Amounts
    kinds: tuple[tuple[str, int], ...]
    open: OpenTotals = field(default_factory=OpenTotals)


@dataclass(frozen=True)
class HistoryPoint:
    """Cumulative benefit of a row at the end of a month.

    Attributes:
        month: 1..12.
        benefit: 本月经济效益 in that month, 分; None where nothing was accepted.
        benefit_cumulative: 分.
    """

    month: int
    benefit: int | None
    benefit_cumulative: int


@dataclass(frozen=True)
class History:
    """A row's months, January to the report month."""

    unit: str
    name: str
    points: tuple[HistoryPoint, ...]
