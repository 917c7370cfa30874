"""Collect what reading finds in one return, all at once and in bounds (docs/核验规则.md 规则)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sanzi_lib.ledger.model import Finding, Level

MOST_PER_COLUMN = 1000
"""Findings of one rule in one column of a sheet; a return that breaks a column in every row gets a summary after it."""


@dataclass
class Collector:
    """The findings of one return.

    Attributes:
        file: Base name of the workbook.
        unit: Register name of the unit, or as written; None while it is not known.
    """

    file: str
    unit: str | None = None
    found: list[Finding] = field(default_factory=list)
    _count: Counter[tuple[str, Level, str, str]] = field(default_factory=Counter)

    def takes(self, rule: str, *, sheet: str, key: str) -> bool:
        """Tell whether another 错误 of a column is kept; one that is not is counted, and its words can be spared."""
        place: tuple[str, Level, str, str] = (rule, "错误", sheet, key)
        if self._count[place] < MOST_PER_COLUMN:
            return True
        self._count[place] += 1
        return False

    def add(  # noqa: PLR0913  all that a finding says
        self,
        rule: str,
        message: str,
        *,
        sheet: str,
        key: str = "",
        cell: str | None = None,
        project: str | None = None,
        value: str | None = None,
        level: Level = "错误",
    ) -> None:
        """Add a finding; ``key`` names its column for the bound."""
        place = (rule, level, sheet, key)
        self._count[place] += 1
        if self._count[place] <= MOST_PER_COLUMN:
            self.found.append(Finding(rule, level, self.unit, self.file, sheet, cell, project or None, value, message))

    def findings(self) -> tuple[Finding, ...]:
        """All findings, with one sentence for each column that broke the bound."""
        more = [
            Finding(
                rule, level, self.unit, self.file, sheet, None, None, None,
                f"同一列的同类问题还有{count - MOST_PER_COLUMN}处，未逐一列出，请按前述意见检查整列。",
            )
            for (rule, level, sheet, _), count in self._count.items()
            if count > MOST_PER_COLUMN
        ]  # fmt: skip
        return (*self.found, *more)
