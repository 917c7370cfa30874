"""What changed between two readings of a board, as frozen values (docs/文件与命令.md 命令)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule

DiffForm = Literal["money", "count", "quantities", "rate", "days", "state", "texts"]
"""What is compared: a figure of that kind, int days, a return's state, or the texts of a board."""

Change = Literal["came", "went", "changed"]

DiffValue = int | Decimal | Fraction | str | tuple[str, ...] | None

CUMULATIVE = ("benefit_cumulative", "treasury_cumulative", "available_cumulative")
"""Figures that are never missing: a row that a board does not have has brought 0."""

_EXACT = Context(prec=1000, traps=[Inexact])


@dataclass(frozen=True)
class RowDiff:
    """A cell of an accepted row that came, went or says another amount; one of the two is there at least.

    Attributes:
        then: The cell in the earlier reading.
        now: The cell in the later one.
    """

    then: TracePart | None
    now: TracePart | None

    @property
    def part(self) -> TracePart:
        """The cell as it is now, or as it was where it is gone."""
        part = self.now or self.then
        assert part is not None
        return part

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.then is None:
            return "came"
        return "went" if self.now is None else "changed"

    @property
    def difference(self) -> int | Decimal:
        """What it adds to the difference of its figure: 分, a count, or a quantity."""
        one = self.now.amount if self.now else 0
        other = self.then.amount if self.then else 0
        if isinstance(one, int) and isinstance(other, int):
            return one - other
        return _EXACT.subtract(Decimal(one), Decimal(other))


@dataclass(frozen=True)
class FigureDiff:
    """A figure of a line that differs, or whose rows do.

    Attributes:
        measure: Its key in leaderboard.json.
        form: What it is.
        then: Its value in the earlier reading, None where there is none.
        now: The same in the later one.
        label: Unit of measure of a quantity.
        rows: Of a figure that is a sum of cells, those that changed; their differences sum to the figure's.
    """

    measure: str
    form: DiffForm
    then: DiffValue
    now: DiffValue
    label: str = ""
    rows: tuple[RowDiff, ...] = ()

    @property
    def differs(self) -> bool:
        """False where changed rows cancel each other."""
        return self.then != self.now

    @property
    def rows_total(self) -> int | Decimal:
        """The sum of the rows' differences."""
        total: int | Decimal = 0
        for row in self.rows:
            one, other = total, row.difference
            whole = isinstance(one, int) and isinstance(other, int)
            total = one + other if whole else _EXACT.add(Decimal(one), Decimal(other))
        return total

    @property
    def difference(self) -> int | Decimal | Fraction | None:
        """``now`` less ``then``, exact; None where one is missing, for that is not zero, and for what is no number."""
        then, now = self.then, self.now
        if self.measure in CUMULATIVE:
            then, now = then or 0, now or 0
        if isinstance(then, Decimal) and isinstance(now, Decimal):
            return _EXACT.subtract(now, then)
        if isinstance(then, (int, Fraction)) and isinstance(now, (int, Fraction)):
            return now - then
        return None


@dataclass(frozen=True)
class LineDiff:
    """What changed in a line of a board: a unit's row, another unit's part of it, or 合计.

    Attributes:
        unit: Code; "" for 合计.
        name: Name of the row's or the part's unit, 合计.
        rank_then: UnitField in the earlier reading; None where the line has none.
        rank_now: UnitField in the later one.
        figures: Those that differ, in the order of leaderboard.json.
        parts: Of a lead department's row, its 其中 in register order, only those that changed.
    """

    unit: str
    name: str
    rank_then: RankPlace | None
    rank_now: RankPlace | None
    figures: tuple[FigureDiff, ...]
    parts: tuple[LineDiff, ...] = ()

    @property
    def places_gained(self) -> int | None:
        """Places gained (positive) or lost; None where one of the two ranks is missing."""
        if self.rank_then is None or self.rank_now is None:
            return None
        return self.rank_then.rank - self.rank_now.rank

    @property
    def differs(self) -> bool:
        """True where anything of the line changed."""
        return self.rank_then != self.rank_now or bool(self.figures or self.parts)

    def find(self, measure: str) -> FigureDiff | None:
        """Find the change of a figure, None where it did not change."""
        return next((figure for figure in self.figures if figure.measure == measure), None)


@dataclass(frozen=True)
class GroupDiff:
    """What changed in a group's board.

    Attributes:
        group: Id.
        name: Name of the group.
        rule_then: How the earlier reading ranks; None where it has no such group.
        rule_now: How the later one ranks.
        lines: Every unit, changed or not: as the later board orders them, then those that it no longer has.
        totals: 合计.
    """

    group: str
    name: str
    rule_then: RankRule | None
    rule_now: RankRule | None
    lines: tuple[LineDiff, ...]
    totals: LineDiff

    @property
    def differs(self) -> bool:
        """True where anything in the group changed."""
        return self.totals.differs or any(line.differs for line in self.lines)


@dataclass(frozen=True)
class Origin:
    """What a reading was made of.

    Attributes:
        month: The month.
        version: Of a published month the number of the version; None where it was computed of the returns as they are.
        published_on: Of a published month the day on which that version was published, ISO date; "" otherwise.
        closed_by: Of a month that was not published itself the later one whose publication froze its returns.
    """

    month: Month
    version: int | None = None
    published_on: str = ""
    closed_by: Month | None = None


@dataclass(frozen=True)
class Diff:
    """What changed from one reading of the boards to another; ``groups`` in the programme's order."""

    then: Origin
    now: Origin
    groups: tuple[GroupDiff, ...]

    @property
    def differs(self) -> bool:
        """True where anything changed."""
        return any(group.differs for group in self.groups)
