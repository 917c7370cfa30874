"""The 台账 as values: every project accepted in the year, month by month, with its source (policy 四（三）).

Amounts are int 分; nothing is rounded. Unlike what is circulated, these values name persons: they are for the internal
workbook alone (docs/指标口径.md 印发).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sanzi_lib.measures.model import NO_PROCEEDS, Proceeds
from sanzi_lib.months import Month


@dataclass(frozen=True)
class Source:
    """The row of a returned workbook that a line comes from."""

    month: Month
    file: str
    sheet: str
    row: int
    sha256: str


@dataclass(frozen=True)
class MovementLine:
    """An accepted row of 盘活情况表.

    Attributes:
        unit: Code of the unit that returned it; ``unit_name`` its name.
        title: 项目名称 in the same return.
        field: 工作领域 in the same return, "" where the unit counts in its own row.
        amounts: The month's benefit, treasury and available.
        kinds: Of the month's benefit, in the order of the return; None where the return does not give one.
        opening: 期初数 that the row brings.
        restated: 追溯调整.
        cumulative: The project's figures after this row.
    """

    unit: str
    unit_name: str
    project: str
    title: str
    field: str
    month: Month
    status: str
    newly: bool
    quantity: Decimal | None
    measure: str
    amounts: Proceeds
    kinds: tuple[int | None, ...]
    opening: Proceeds
    restated: Proceeds
    restated_month: Month | None
    reason: str
    social_benefit: str
    cumulative: Proceeds
    source: Source


@dataclass(frozen=True)
class ProjectLine:
    """A project as last accepted, with its year.

    Attributes:
        unit: Code of the unit that returned it; ``unit_name`` its name, ``group_name`` its group's.
        counts_in: The row of annex 1 table 1 through which its unit counts.
        particulars: Its row of :data:`sanzi_lib.schema.PROJECTS` in the latest accepted return that lists it; empty
            where none does.
        contact: Its row of :data:`sanzi_lib.schema.CONTACTS`, likewise.
        opening: 期初数.
        months: January to the report month; None where no accepted row of the month has the project.
        known: Months, 1..12, for which the unit's return is accepted.
        restated: Sum of its 追溯调整.
        cumulative: Computed: months, 追溯调整 and 期初数.
        remaining: 预期盘活效益 less cumulative benefit, below zero where it is passed; None without particulars.
        newly: First accepted month that calls it newly put to use; None where none does.
        latest: Month of the latest accepted return that holds it.
        source: Its row in that return.
    """

    unit: str
    unit_name: str
    group_name: str
    counts_in: str
    project: str
    particulars: Mapping[str, Any]
    contact: Mapping[str, Any]
    opening: Proceeds
    months: tuple[Proceeds | None, ...]
    known: frozenset[int]
    restated: Proceeds
    cumulative: Proceeds
    remaining: int | None
    newly: Month | None
    latest: Month
    source: Source


@dataclass(frozen=True)
class FundLine:
    """An item of 存量资金 as last accepted; amounts are missing where the return gives none."""

    unit: str
    unit_name: str
    kind: str
    item: str
    income: int | None
    carryover: int | None
    years: Decimal | None
    research: bool | None
    recovered: int | None
    source: Source


@dataclass(frozen=True)
class ControlLine:
    """Figures of the 台账 beside those of the boards, which must be the same to the 分.

    Attributes:
        name: A row of annex 1, a field, the city or a unit.
        of_month: True for the month's figures, False for the cumulative ones.
        ledger: Summed over the lines of the 台账.
        boards: As the overview has them; None for a month in which nothing of the row was accepted.
    """

    name: str
    of_month: bool
    ledger: Proceeds
    boards: Proceeds | None

    @property
    def holds(self) -> bool:
        """True where both are the same."""
        return self.ledger == (self.boards or NO_PROCEEDS)


@dataclass(frozen=True)
class ProjectLedger:
    """The 台账 of a year to a month, in register order of units, then 项目编号, then month and row.

    Attributes:
        unit: Name of the one unit that it is of; None for all.
    """

    month: Month
    unit: str | None
    projects: tuple[ProjectLine, ...]
    movements: tuple[MovementLine, ...]
    funds: tuple[FundLine, ...]
    control: tuple[ControlLine, ...]

    @property
    def restatements(self) -> tuple[MovementLine, ...]:
        """The movements that carry a 追溯调整."""
        return tuple(line for line in self.movements if any(line.restated))

    @property
    def holds(self) -> bool:
        """True where every control figure is the same on both sides."""
        return all(line.holds for line in self.control)
