"""The truth: plain records of what units did. Amounts are whole 分 (1 万元 = 1 000 000 分)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

WAN = 1_000_000


@dataclass(frozen=True)
class Project:
    code: str
    unit: str
    name: str
    category: str
    subcategory: str
    method: str
    detail: str
    field: str | None
    holder: str
    certificate: str
    book_value: int | None
    appraised: int | None
    quantity: Decimal | None
    measure: str | None
    expected: int
    plan: date
    starts: int
    done: int
    idle: bool
    counterparty: str | None = None
    platform: str | None = None
    evidence: str | None = "合同、缴款凭证"


@dataclass(frozen=True)
class Standing:
    """A row of 项目台账: a project and its state in one month."""

    project: Project
    field: str | None
    status: str
    done_on: date | None


@dataclass(frozen=True)
class Move:
    """A row of 盘活情况表."""

    project: str
    new: bool
    benefit: int
    treasury: int
    available: int
    kinds: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    quantity: Decimal | None = None
    measure: str | None = None
    social: str | None = None
    before: int = 0
    restated: int = 0
    restated_treasury: int = 0
    restated_available: int = 0
    restated_month: int | None = None
    reason: str | None = None
    total: int = 0
    total_treasury: int | None = None
    total_available: int | None = None


@dataclass(frozen=True)
class Case:
    project: str
    title: str


@dataclass(frozen=True)
class Fund:
    kind: str
    item: str
    income: int | None
    carried: int | None
    years: Decimal | None
    research: bool | None
    done: int | None


@dataclass
class Return:
    """One workbook that a unit sent for a month, and what must become of it."""

    unit: str
    month: int
    kind: str
    sent: datetime
    standings: tuple[Standing, ...]
    moves: tuple[Move, ...]
    cases: tuple[Case, ...] = ()
    funds: tuple[Fund, ...] = ()
    verdict: str = "accepted"  # accepted, sent_back, replaced
    spoil: str | None = None
    cover_month: int | None = None
    errors: set[tuple[str, str | None]] = field(default_factory=set)
    file: str = ""


@dataclass
class Year:
    returns: list[Return] = field(default_factory=list)
    # month, unit, rule, level, project: findings below 错误 that must be there; `may` is left open by the rules
    notes: set[tuple[int, str, str, str, str | None]] = field(default_factory=set)
    may: set[tuple[int, str, str, str, str | None]] = field(default_factory=set)
    unread: dict[int, list[str]] = field(default_factory=dict)
    copies: list[tuple[int, str, str]] = field(default_factory=list)  # month, unit, file of the second copy


def period(month: int, year: int = 2024) -> tuple[date, date]:
    """The report period: 26th to 25th, January from the 1st."""
    start = date(year, 1, 1) if month == 1 else date(year, month - 1, 26)
    end = date(year, month, 25)
    return start, end


def cut_off(month: int, year: int = 2024) -> date:
    return date(year, month, 25)


def days_late(sent: datetime, month: int) -> int:
    return max(0, (sent.date() - cut_off(month)).days)
