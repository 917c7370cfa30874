"""A figure of a board taken back to the cells that it rests on, as frozen values (docs/文件与命令.md 命令)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.funds import FundItem
from sanzi_lib.measures.open_findings import OpenFinding
from sanzi_lib.months import Month

PartKind = Literal[
    "本月", "追溯调整", "期初数", "年初至本月累计", "新盘活", "实物数量", "年度目标",
    "年末结转", "当年收入", "已收回或调出",
]  # fmt: skip
"""What a part is. 年初至本月累计 is the cell where a project's first row says 期初数, month and 追溯调整 as one."""

TraceForm = Literal["money", "count", "quantity", "rate", "list", "total", "reckoned"]
"""What a figure is: int 分, int, Decimal, a Fraction share, nothing but its terms (quantities of several units), 分
that its terms add up to, or 分 that a rule makes of its terms."""


@dataclass(frozen=True)
class TracePart:
    """One cell that a figure is made of; its amount is what the cell says, sign and all.

    Attributes:
        unit: Code of the unit that returned it, or whose target it is.
        name: That unit's name.
        month: Month of the return; None for a target.
        project: 项目编号; for a target the name of its row in the programme, of 存量资金 资金项目.
        title: 项目名称, "" where there is none.
        file: Base name of the workbook, or of the programme's file.
        sheet: Sheet as the workbook calls it; None for a target.
        cell: Address without sheet.
        amount: 分; 1 for a project; a Decimal for a quantity.
        sha256: Of the file.
        kind: What it is.
        opening: How much of ``amount`` is 期初数, 分.
        restated_month: Of a 追溯调整, the month it belongs to, None where it names none.
        reason: Of a 追溯调整.
    """

    unit: str
    name: str
    month: Month | None
    project: str
    title: str
    file: str
    sheet: str | None
    cell: str
    amount: int | Decimal
    sha256: str
    kind: PartKind
    opening: int = 0
    restated_month: Month | None = None
    reason: str = ""


@dataclass(frozen=True)
class Trace:
    """A figure and what it is made of: parts that sum to it exactly, or terms that it is computed from.

    Attributes:
        measure: Key in :data:`sanzi_lib.measures.figures.FIGURES`, or ``quantity`` for one unit of measure.
        unit: Code of the row, "" for 合计.
        name: Name of the row.
        form: What the figure is.
        figure: As the board has it; None where it has none.
        parts: In register order, then month, then row.
        terms: Of an attainment numerator and denominator, of a gap the attainment and 序时进度, of a rank every row's
            value in board order, of quantities one per unit of measure, of 存量资金 one per item, and of each item what
            it is reckoned of.
        label: The unit of measure of a quantity.
        item: The item of 存量资金 whose figure it is.
        findings: What is open, of 待核实.
    """

    measure: str
    unit: str
    name: str
    form: TraceForm
    figure: int | Decimal | Fraction | None
    parts: tuple[TracePart, ...] = ()
    terms: tuple[Trace, ...] = ()
    label: str = ""
    item: FundItem | None = None
    findings: tuple[OpenFinding, ...] = ()

    @property
    def is_sum(self) -> bool:
        """True where the figure is the sum of its parts."""
        return not self.terms and self.form in ("money", "count", "quantity")

    @property
    def total(self) -> Fraction:
        """The sum of the parts; a sum of Decimals would round."""
        return sum((Fraction(part.amount) for part in self.parts), Fraction(0))

    @property
    def holds(self) -> bool:
        """True where every sum in it is exact; a figure that is not there must have no parts."""
        if not self.is_sum:
            summed = self.form != "total" or self.figure == sum(Fraction(term.figure or 0) for term in self.terms)
            return summed and all(term.holds for term in self.terms)
        return not self.parts if self.figure is None else self.total == self.figure
