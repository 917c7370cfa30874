"""What stands of a unit, project by project, before a month (docs/指标口径.md 累计).

Cumulative figures are computed from accepted rows, restatements and 期初数, never copied from a stated column. All
amounts are 分.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

from sanzi_lib.ledger.model import ReadReturn, Row
from sanzi_lib.ledger.year_before import LeftOpen
from sanzi_lib.months import Month

FigureKey = Literal["benefit", "treasury", "available"]


@dataclass(frozen=True)
class LedgerFigure:
    """One of the three cumulative figures, with the columns of 盘活情况表 that carry it.

    Attributes:
        key: Also the column of the month's amount.
        name: As texts call it.
        restated: Column of its 追溯调整.
        to_date: Column of its year-to-date amount.
        before: The column in which what stood before is questioned (V07).
        needed: Columns that say what stood before; a bad cell in one keeps V07 silent.
    """

    key: FigureKey
    name: str
    restated: str
    to_date: str
    before: str
    needed: frozenset[str]

    def stated_before(self, row: Row) -> int | None:
        """Tell what the row says stood before this month, 分; None where it says nothing (docs/核验规则.md V07)."""
        if self.key == "benefit":
            return row.fen(self.before)
        if self.to_date not in row.given:
            return None
        return row.fen(self.to_date) - row.fen(self.key) - row.fen(self.restated)

    def change(self, row: Row) -> int:
        """Tell what the row adds: the month's amount and its 追溯调整, 分."""
        return row.fen(self.key) + row.fen(self.restated)


def _figure(key: FigureKey, name: str) -> LedgerFigure:
    restated, to_date = f"restated_{key}", f"{key}_to_date"
    if key == "benefit":
        return LedgerFigure(key, name, restated, to_date, "benefit_before", frozenset({"benefit_before"}))
    return LedgerFigure(key, name, restated, to_date, to_date, frozenset({key, restated, to_date}))


FIGURES: tuple[LedgerFigure, ...] = (
    _figure("benefit", "经济效益"),
    _figure("treasury", "入库收益"),
    _figure("available", "可用财力"),
)

Pair = tuple[str, FigureKey]
"""A project and one of its figures."""


@dataclass
class Account:
    """A project's accepted figures, 分 by figure key.

    Attributes:
        first: Month of its first accepted row in the year.
        opening: 期初数 that this row brought.
        cumulative: Computed from what was accepted.
        carry: What an accepted V07 difference adds to the figure that later returns must state.
        restated: Sum of the absolute restatements so far, those that caught up missed months aside.
        moved: It had money in the year: any amount that is not 0.
        injected: It had 资产注入 in the year.
        ceiling: What can have paid into the treasury (V20): 现金收入, 期初数, benefit of rows without kinds, and
            restatements above 0.
        kinds_told: Any of its rows told a kind.
    """

    first: Month
    opening: dict[FigureKey, int]
    cumulative: dict[FigureKey, int]
    carry: dict[FigureKey, int]
    restated: dict[FigureKey, int]
    moved: bool = False
    injected: bool = False
    ceiling: int = 0
    kinds_told: bool = False

    def expected(self, figure: FigureKey) -> int:
        """Tell what the next return must state as standing before, 分."""
        return self.cumulative[figure] + self.carry[figure]


@dataclass(frozen=True)
class MonthSize:
    """What a unit's return brings in a month, to be held against other months (docs/核验规则.md 补计); 分.

    Attributes:
        sent: 报送时间 of the return.
        benefit: Sum of 本月经济效益.
        beside: Sum of its 追溯调整 and 期初数 of 经济效益.
        any_beside: True where there is any of these.
        newly: Projects that are 新盘活 for the first time in the year.
        missed: Months that it catches up.
    """

    sent: datetime | None
    benefit: int
    beside: int
    any_beside: bool
    newly: int
    missed: int

    @property
    def benefit_a_month(self) -> Fraction:
        """All that it brings, over its own month and those that it catches up where it brings anything for them."""
        return Fraction(self.benefit + self.beside, 1 + self.missed if self.any_beside else 1)

    @property
    def newly_a_month(self) -> Fraction:
        """新盘活, over its own month and those that it catches up."""
        return Fraction(self.newly, 1 + self.missed)


@dataclass(frozen=True)
class Listed:
    """A row of 项目台账 with the month in which it was accepted."""

    month: Month
    row: Row


@dataclass
class Book:
    """A unit's accepted record up to some month.

    Attributes:
        accounts: By 项目编号, projects with an accepted row of 盘活情况表 in the year.
        statuses: 项目状态 of each project in the last accepted return that holds it.
        newly: Month in which a project was first accepted as 新盘活.
        months: What each accepted month brought.
        listed: Rows of 项目台账 of the last accepted return, by 项目编号.
        last_listed: The newest of each project in the year, also where later returns leave it out.
        first_listed: The first accepted row of 项目台账 of each project in the year.
        since: Month of that row.
        left_open: Projects that were open at the end of the year before, by 项目编号.
    """

    accounts: dict[str, Account] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    newly: dict[str, Month] = field(default_factory=dict)
    months: dict[Month, MonthSize] = field(default_factory=dict)
    listed: dict[str, Row] = field(default_factory=dict)
    last_listed: dict[str, Listed] = field(default_factory=dict)
    first_listed: dict[str, Row] = field(default_factory=dict)
    since: dict[str, Month] = field(default_factory=dict)
    left_open: dict[str, LeftOpen] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """A return of a unit and month that was checked.

    Attributes:
        ok: No 错误 of its own stands (what comes of other returns beside it is not meant here).
        carried: Figures whose V07 difference an override accepted.
        withdrawn: Figures whose stated opening is only what was withdrawn after the return was sent.
        openings: 期初数 as published, 分 by 项目编号 and figure; None where they follow from the rows.
        missed: Months that the return catches up (docs/核验规则.md 补计).
    """

    month: Month
    returned: ReadReturn
    ok: bool
    carried: frozenset[Pair] = frozenset()
    withdrawn: frozenset[Pair] = frozenset()
    openings: Mapping[str, Mapping[str, int]] | None = None
    missed: frozenset[Month] = frozenset()

    def find_opening(self, row: Row, figure: LedgerFigure) -> int:
        """Find the 期初数 that a project's first row of the year brings, 分; in January there is none."""
        project = row.text("project")
        if self.openings is not None:
            return self.openings.get(project, {}).get(figure.key, 0)
        if self.month.month == 1 or (project, figure.key) in self.carried | self.withdrawn:
            return 0
        return figure.stated_before(row) or 0


@dataclass(frozen=True)
class Posting:
    """An accepted row of 盘活情况表 with the 期初数 that it brings, 分."""

    row: Row
    opening: dict[FigureKey, int]


_NONE: dict[FigureKey, int] = {"benefit": 0, "treasury": 0, "available": 0}


def catches_up(row: Row, missed: Collection[Month]) -> bool:
    """Tell whether a row's 追溯调整 is 补计: months are missed, and it names no other (docs/核验规则.md 补计)."""
    month = row.month("restated_month")
    return bool(missed) and (month is None or month in missed)


def group_rows(returned: ReadReturn) -> dict[str, list[Row]]:
    """Rows of 盘活情况表 by project; rows without a readable 项目编号 are left out."""
    rows: dict[str, list[Row]] = {}
    for row in returned.movements.rows:
        if row.text("project") and "project" not in row.bad:
            rows.setdefault(row.text("project"), []).append(row)
    return rows


def post_version(book: Book, version: Version) -> tuple[Posting, ...]:
    """Enter an accepted return into the book, in place.

    The first accepted row of a project in the year brings its 期初数; in January there is none (docs/核验规则.md V07).

    Returns:
        The return's rows in order, with what each brings.
    """
    postings: list[Posting] = []
    seen: set[str] = set()
    for row in version.returned.movements.rows:
        project = row.text("project")
        account = book.accounts.get(project)
        opening = dict(_NONE)
        if account is None:
            account = Account(version.month, dict(_NONE), dict(_NONE), dict(_NONE), dict(_NONE))
            book.accounts[project] = account
            opening = {figure.key: version.find_opening(row, figure) for figure in FIGURES}
            account.opening = dict(opening)
        for figure in FIGURES:
            before, stated = account.cumulative[figure.key], figure.stated_before(row)
            if project not in seen and stated is not None:
                if (project, figure.key) in version.carried:
                    account.carry[figure.key] = stated - before
                elif stated == before:
                    account.carry[figure.key] = 0
            account.cumulative[figure.key] += opening[figure.key] + figure.change(row)
            if not catches_up(row, version.missed):
                account.restated[figure.key] += abs(row.fen(figure.restated))
        _note_kinds(account, row, opening)
        seen.add(project)
        if row.flag("newly"):
            book.newly.setdefault(project, version.month)
        postings.append(Posting(row, opening))
    book.listed = {}
    for row in version.returned.projects.rows:
        book.statuses[row.text("project")] = row.text("status")
        book.listed.setdefault(row.text("project"), row)
        book.first_listed.setdefault(row.text("project"), row)
        book.since.setdefault(row.text("project"), version.month)
    book.last_listed |= {project: Listed(version.month, row) for project, row in book.listed.items()}
    book.months[version.month] = _sum_up(version, postings, list(book.newly.values()).count(version.month))
    return tuple(postings)


def _note_kinds(account: Account, row: Row, opening: Mapping[FigureKey, int]) -> None:
    account.kinds_told, account.ceiling = get_ceiling(account, row, opening["benefit"])
    account.injected = account.injected or row.fen("injection") > 0
    amounts = (*opening.values(), *(row.fen(key) for figure in FIGURES for key in (figure.key, figure.restated)))
    account.moved = account.moved or any(amounts)


def get_ceiling(account: Account | None, row: Row | None, opening: int) -> tuple[bool, int]:
    """Give whether any kind of benefit was told, and what can have paid into the treasury, 分, with one more row.

    Args:
        account: What was accepted of the project; None for nothing.
        row: The row; None for none.
        opening: 期初数 of 经济效益 that it brings, 分.
    """
    told, ceiling = (False, 0) if account is None else (account.kinds_told, account.ceiling)
    if row is None:
        return told, ceiling
    kinds = not row.given.isdisjoint(("cash", "financing", "injection", "savings"))
    brought = row.fen("cash") if kinds else row.fen("benefit")
    return told or kinds, ceiling + brought + opening + max(row.fen("restated_benefit"), 0)


def _sum_up(version: Version, postings: list[Posting], newly: int) -> MonthSize:
    beside = [part for one in postings for part in (one.row.fen("restated_benefit"), one.opening["benefit"])]
    benefit, sent = sum(one.row.fen("benefit") for one in postings), version.returned.cover.submitted_on
    return MonthSize(sent, benefit, sum(beside), any(beside), newly, len(version.missed))
