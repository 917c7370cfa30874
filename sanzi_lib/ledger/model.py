"""What reading and checking pass on: findings, returns and the accepted year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import pandas as pd

from sanzi_lib.ledger.year_before import YearBefore
from sanzi_lib.months import Month
from sanzi_lib.schema import FINDINGS, build_empty

Level = Literal["错误", "核实", "提示", "风险"]
State = Literal["accepted", "sent_back", "not_reported", "replaced", "answer"]

Value = str | int | bool | Decimal | date | Month | None
"""A read cell: text, 分, yes/no, quantity, date, month, or nothing."""


@dataclass(frozen=True)
class Override:
    """A line of overrides.csv that accepts a finding (docs/核验规则.md 认可).

    Attributes:
        reason: Why, as the analyst wrote it.
        by: Who accepts it.
        date: On which day, ISO.
    """

    reason: str
    by: str
    date: str


@dataclass(frozen=True)
class Reply:
    """A line of 核验意见 that came back (docs/核验规则.md 答复).

    Attributes:
        unit: Name of the unit that was asked.
        month: The return's month.
        sha256: Of the return that was asked about.
        rule: The rule of the findings that the line tells.
        places: Their sheets, and in each the cells, ``E7:E9、E12``; "" where there is none.
        text: What stands in 回复栏, "" for nothing.
        by: Who answered, as written above the table; "" where nobody says.
        on: When, ``2024-06-28`` where it is a date.
    """

    unit: str
    month: Month
    sha256: str
    rule: str
    places: tuple[tuple[str, str], ...]
    text: str
    by: str
    on: str


@dataclass(frozen=True)
class UnitAnswer:
    """A unit's answer to a finding.

    Attributes:
        by: Who answered: as written, or else who filled the return in, or else the unit.
        on: When, as written; "" where nobody says.
        file: Base name of the workbook that brought it.
    """

    text: str
    by: str
    on: str
    file: str


@dataclass(frozen=True)
class Finding:
    """What a check found; None where a part does not apply.

    Attributes:
        rule: ``V05``.
        level: 错误, 核实, 提示 or 风险.
        unit: Name of the unit, as in the register, or as written where it is unknown.
        file: Base name of the workbook; None only for a line of overrides.csv that accepted nothing.
        sheet: Sheet name.
        cell: Address without sheet, ``E7``.
        project: 项目编号.
        value: The value found, as text.
        message: One sentence in Chinese that says what to do.
        override: The line that accepts it, None where it stands.
        first: True where of several projects that are one asset this one was accepted first: its money is not at stake.
        answer: What the unit answered in 回复栏; in no file but the intake report.
    """

    rule: str
    level: Level
    unit: str | None
    file: str | None
    sheet: str | None
    cell: str | None
    project: str | None
    value: str | None
    message: str
    override: Override | None = None
    first: bool = False
    answer: UnitAnswer | None = None


@dataclass(frozen=True)
class Unread:
    """A file of the month's folder that was not read, and why (a sentence in Chinese)."""

    file: str
    message: str


@dataclass(frozen=True)
class Row:
    """A data row of a sheet.

    Attributes:
        number: Row number in the sheet, from 1.
        values: Read values by column key. Amounts are int 分 and hold 0 for nothing (see ``given``); text is "" for
            nothing; other kinds None.
        given: Keys of cells that say anything; nothing (blank, ``-``, 无 …) is not given, 0 is.
        bad: Keys of cells with an 错误 of their own; rules that need them stay silent.
    """

    number: int
    values: Mapping[str, Value]
    given: frozenset[str]
    bad: frozenset[str]

    def fen(self, key: str) -> int:
        """Give an amount in 分, 0 where nothing was given."""
        value = self.values.get(key)
        return value if type(value) is int else 0  # a bool is none

    def text(self, key: str) -> str:
        """Give a text, "" where nothing was given."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def decimal(self, key: str) -> Decimal | None:
        """Give a quantity, None where nothing was given."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def flag(self, key: str) -> bool | None:
        """是 or 否, None where nothing was given."""
        value = self.values.get(key)
        return value if isinstance(value, bool) else None

    def day(self, key: str) -> date | None:
        """Give a date, None where nothing was given."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def month(self, key: str) -> Month | None:
        """Give a month, None where nothing was given."""
        value = self.values.get(key)
        return value if isinstance(value, Month) else None


@dataclass(frozen=True)
class TotalRow:
    """A 合计 or 小计 row, to be compared and never counted.

    Attributes:
        number: Row number in the sheet.
        first_row: First data row number that it sums (小计: after the last 小计).
        values: 分 by column key, only cells that are filled and readable; quantities as Decimal.
        whole: True for 合计, 总计 and 共计 (all data rows, wherever the row stands), False for 小计 (the data rows from
            ``first_row`` up to this row).
    """

    number: int
    first_row: int
    values: Mapping[str, int | Decimal]
    whole: bool = False


@dataclass(frozen=True)
class ReadSheet:
    """A sheet of rows as read.

    Attributes:
        name: Sheet name as in the workbook.
        columns: Column key to column number, from 1.
        rows: Data rows in order.
        totals: Total rows in order.
    """

    name: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]

    def cell(self, key: str, number: int) -> str:
        """Address ``E7`` of a column key and row; the row's first cell where the column is missing."""
        return f"{column_letter(self.columns.get(key, 1))}{number}"


@dataclass(frozen=True)
class Cover:
    """The cover as read; None where missing or unreadable.

    Attributes:
        cells: Label key to the address of its value cell (``B3``).
        raw: Label key to the value as text.
    """

    unit_name: str | None = None
    unit: str | None = None  # code, None for an unknown name
    month: Month | None = None
    kind: str | None = None
    submitted_on: datetime | None = None
    demo: bool = False
    zero_report: bool | None = None
    project_count: int | None = None
    benefit_total: int | None = None  # 分
    treasury_total: int | None = None  # 分
    persons: tuple[str, ...] = ()  # 填报人, 审核人
    cells: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadReturn:
    """One workbook as read: cover, sheets, and what reading itself found (V02, V03, V04, V10, V11 of single cells).

    Attributes:
        replies: Lines of a sheet 核验意见 in it.
        has_opinion: True where it has such a sheet.
        only_opinion: True where it has no other.
    """

    file: str
    sha256: str
    cover: Cover
    projects: ReadSheet
    movements: ReadSheet
    cases: ReadSheet
    funds: ReadSheet
    findings: tuple[Finding, ...]
    replies: tuple[Reply, ...] = ()
    has_opinion: bool = False
    only_opinion: bool = False


@dataclass(frozen=True)
class ControlTotals:
    """A return's control totals, as the cover states them and as its rows sum up (docs/核验规则.md 封面).

    Attributes:
        stated_projects: 项目数 on the cover; this and the next two None where the cover does not say it.
        stated_benefit: 本月经济效益合计, 分.
        stated_treasury: 本月入库收益合计, 分.
        projects: Rows of 项目台账; this and the next two None where sheet, column or a cell cannot be read.
        benefit: Sum of 本月经济效益 over 盘活情况表, 分.
        treasury: Sum of 本月入库收益, 分.
    """

    stated_projects: int | None
    stated_benefit: int | None
    stated_treasury: int | None
    projects: int | None
    benefit: int | None
    treasury: int | None


@dataclass(frozen=True)
class ReturnState:
    """What became of a return, or of a unit without one (``not_reported``, file None).

    Attributes:
        unit: Name of the unit, as written where unknown.
        code: Unit code, None where unknown.
        days_late: The file's own; None where month or time cannot be read.
        control: Its control totals; None where there is no file.
        was_back: True where it is sent back, or was before another return of the month replaced it.
        wrong_cover: True where the cover names another unit than the likely owner, whose name ``unit`` then is.
    """

    unit: str
    code: str | None
    file: str | None
    sha256: str | None
    kind: str | None
    submitted_on: datetime | None
    days_late: int | None
    state: State
    demo: bool = False
    control: ControlTotals | None = None
    was_back: bool = False
    wrong_cover: bool = False


@dataclass(frozen=True)
class AsPublished:
    """What a closed month was published with; rules that came later change nothing in it.

    Attributes:
        states: By SHA-256 and file name what became of each return.
        findings: What was found then.
        rules: By which rules it was judged; 1 those of releases that stated none.
        openings: 期初数 by 项目编号 and figure, 分, only what is not 0; None where they were not kept and follow from
            the rows.
    """

    states: Mapping[tuple[str, str], State]
    findings: tuple[Finding, ...]
    openings: Mapping[str, Mapping[str, int]] | None = None
    rules: int = 1


@dataclass(frozen=True)
class MonthChecks:
    """What checking a month gave, the content of checks.json.

    Attributes:
        asks: False for a month published by rules before today's: its 核实 are not open later.
        otherwise: Names of units whose return of a closed month the rules of today would judge otherwise; it stands as
            it was published.
        asks: False for a month published by rules before today's: its 核实 are not open later.
        late_answers: Files that came after the month was closed and were read as answers alone.
    """

    month: Month
    returns: tuple[ReturnState, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    has_folder: bool
    otherwise: tuple[str, ...] = ()
    late_answers: tuple[str, ...] = ()
    asks: bool = True


@dataclass(frozen=True)
class Accepted:
    """The accepted record from January to a month; frames as in :mod:`sanzi_lib.schema`.

    Attributes:
        findings: 核实 of accepted returns (docs/核验规则.md 待核实).
        year_before: What the checks knew of the year before; None where the record holds nothing of it.
    """

    through: Month
    movements: pd.DataFrame
    cases: pd.DataFrame
    projects: pd.DataFrame
    contacts: pd.DataFrame
    funds: pd.DataFrame
    returns: pd.DataFrame
    months: tuple[MonthChecks, ...]
    findings: pd.DataFrame = field(default_factory=lambda: build_empty(FINDINGS))
    year_before: YearBefore | None = None

    @property
    def unasked(self) -> tuple[Month, ...]:
        """Months whose 核实 are not open later, because they were published by rules before today's."""
        return tuple(checks.month for checks in self.months if not checks.asks)

    def until(self, month: Month) -> Accepted:
        """Give the record from January to an earlier month, as a report of that month reads it."""
        if month >= self.through:
            return self
        names = ("movements", "cases", "projects", "contacts", "funds", "returns", "findings")
        frames = {name: getattr(self, name) for name in names}
        kept = {name: frame[frame["month"] <= month.month] for name, frame in frames.items()}
        months = tuple(checks for checks in self.months if checks.month <= month)
        return replace(self, through=month, months=months, **kept)


def column_letter(number: int) -> str:
    """``1`` gives ``A``, ``27`` gives ``AA``."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
