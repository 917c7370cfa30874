"""What a quarter gives, as frozen values: amounts are int 分, rates exact shares (docs/指标口径.md 季度)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sanzi_lib.measures.model import (
    Amounts,
    Board,
    BoardRow,
    Brought,
    Case,
    DaysCovered,
    History,
    Opening,
    Overview,
    Proceeds,
    Quantity,
    Restatement,
    UnitState,
)
from sanzi_lib.measures.portions import BenefitPortion, Portion
from sanzi_lib.months import Month


@dataclass(frozen=True)
class QuarterRow:
    """A row of a table: a region, a unit, a part of one, or the whole.

    Attributes:
        name: As the programme calls it.
        amounts: At the end of the quarter, as on the board of its last month.
        brought: Of the quarter.
        unit: Code where it is a unit's row, "" otherwise.
    """

    name: str
    amounts: Amounts
    brought: Brought
    unit: str = ""


@dataclass(frozen=True)
class FieldRow:
    """A field, or what one unit has in it.

    Attributes:
        row: Its figures; with a target where it is the whole field.
        lead: Name of the lead unit.
        tasks: 主要任务 of annex 1.
    """

    row: QuarterRow
    lead: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class QuarterProject:
    """A project that moved in the quarter (盘活情况表).

    Attributes:
        unit: Code of the unit that returned it.
        unit_name: Its name.
        project: 项目编号; never shown.
        name: 项目名称, field, category, subcategory and method as in its last row of the quarter.
        newly: True where it counts as newly put to use in this quarter.
        quantities: Of the quarter, by unit of measure.
        quarter: What the quarter brought.
        cumulative: At the end of the quarter.
    """

    unit: str
    unit_name: str
    project: str
    name: str
    field: str
    category: str
    subcategory: str
    method: str
    newly: bool
    quantities: tuple[Quantity, ...]
    quarter: Proceeds
    cumulative: Proceeds


@dataclass(frozen=True)
class QuarterCase:
    """A 典型案例 of the quarter; of several for one project the last.

    Attributes:
        case: The case.
        unit_name: Name of its unit.
        project_name: 项目名称, "" where no return that counts names it.
        quarter: What its project brought in the quarter, 分; None where it did not move.
    """

    case: Case
    unit_name: str
    project_name: str
    quarter: int | None


@dataclass(frozen=True)
class Difficulty:
    """问题与困难 of one project in its unit's last accepted return."""

    unit: str
    unit_name: str
    project_name: str
    text: str


@dataclass(frozen=True)
class UnitReturns:
    """A unit's returns of the quarter.

    Attributes:
        unit: Code.
        name: Its name.
        states: Of each month of the quarter, in order.
        days_late: Of each month; None where nothing was sent.
        last_accepted: The last accepted month up to the quarter's end, None where there is none in the year.
    """

    unit: str
    name: str
    states: tuple[UnitState, ...]
    days_late: tuple[int | None, ...]
    last_accepted: Month | None


@dataclass(frozen=True)
class Quarterly:
    """The city or one unit in a quarter.

    Attributes:
        programme: Id of the programme.
        month: The quarter's last month.
        period: First and last day of the quarter.
        time_progress: At the quarter's end.
        whole: The city or the unit.
        unit_row: The unit's row on its board; None for the city.
        board: The unit's board; None for the city.
        overview: The city in the last month; None for a unit.
        quarters: What each quarter up to this one brought, in order.
        quantities: Of the quarter, by unit of measure.
        rows: Rows of table 1, for the city.
        units: Every unit's row, group by group in board order, for the city.
        fields: Fields of table 2; for a unit those that it leads, or else those in which it has projects.
        parts: A lead's own part and those of other units; empty for others.
        elsewhere: What a lead returned in other leads' fields; no part of its row.
        kinds: Benefit by its four kinds and 未分类.
        categories: By 三资大类 and 小类.
        methods: By 盘活方式.
        projects: Projects that moved, in register order, the largest first.
        cases: 典型案例, the largest project first.
        social_benefits: Texts of 社会效益, month by month, the largest first.
        restatements: 追溯调整 accepted in the quarter.
        openings: 期初数 that came in the quarter.
        difficulties: 问题与困难.
        returns: Of the unit, or of every unit.
        history: The row month by month.
    """

    programme: str
    month: Month
    period: DaysCovered
    time_progress: Fraction
    whole: QuarterRow
    unit_row: BoardRow | None
    board: Board | None
    overview: Overview | None
    quarters: tuple[Brought, ...]
    quantities: tuple[Quantity, ...]
    rows: tuple[QuarterRow, ...]
    units: tuple[QuarterRow, ...]
    fields: tuple[FieldRow, ...]
    parts: tuple[QuarterRow, ...]
    elsewhere: tuple[FieldRow, ...]
    kinds: tuple[BenefitPortion, ...]
    categories: tuple[Portion, ...]
    methods: tuple[Portion, ...]
    projects: tuple[QuarterProject, ...]
    cases: tuple[QuarterCase, ...]
    social_benefits: tuple[str, ...]
    restatements: tuple[Restatement, ...]
    openings: tuple[Opening, ...]
    difficulties: tuple[Difficulty, ...]
    returns: tuple[UnitReturns, ...]
    history: History

    @property
    def first(self) -> Month:
        """The quarter's first month."""
        return Month(self.month.year, self.month.month - 2)
