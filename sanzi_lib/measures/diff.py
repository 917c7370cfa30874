"""Compare two readings of a board: ranks, figures, and the ledger rows behind them (docs/文件与命令.md 命令).

A reading is a board on the accepted rows that it was made of: of another month, of a published version, or of the
returns as they are now. The rows behind a figure are those of :mod:`sanzi_lib.measures.trace`, so the differences of
rows sum to the difference of their figure exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from sanzi_lib.measures.diff_model import (
    DiffForm,
    DiffValue,
    FigureDiff,
    GroupDiff,
    LineDiff,
    RowDiff,
)
from sanzi_lib.measures.figures import FIGURES, STATED
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Part
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.measures.trace import TOTAL_NAME, Ground, trace_on_board
from sanzi_lib.measures.trace_model import TracePart

_OF_UNIT: Mapping[str, DiffForm] = {
    "state": "state",
    "days_late": "days",
    "social_benefit": "texts",
    "cases": "texts",
}
_COUNTS = ("projects", "quantities")
_FORMS: Mapping[str, DiffForm] = {
    key: _OF_UNIT[key] if key in _OF_UNIT else FIGURES[key].kind
    for key in ("state", "days_late", *_COUNTS, "social_benefit", "cases", *STATED)
}
"""Keys of leaderboard.json that are compared, in its order."""

_SUMS = frozenset({"target", "benefit_cumulative", "treasury_cumulative", "available_cumulative"})
_SUMS_OF_MONTH = frozenset({"projects", "quantities", "benefit", "treasury", "available"})
"""Sums of one month's rows. Two months have no row of them in common, so their rows are compared within one only."""

_Key = tuple[str | None, str | None]
"""Unit of the row, None for 合计; unit of the part, None for the whole row."""

_Figure = tuple[str, str]
"""Key in leaderboard.json, and the unit of measure of a quantity."""


@dataclass(frozen=True)
class BoardReading:
    """A board of masked texts, and the rows that it was made of, as the units wrote them."""

    ground: Ground
    board: Board


@dataclass(frozen=True)
class _BoardLine:
    """A line of a board; of one that a board does not have nothing is there."""

    name: str = ""
    values: Mapping[_Figure, DiffValue] = field(default_factory=dict)
    place: RankPlace | None = None


def compute_group_diff(then: BoardReading | None, now: BoardReading | None) -> GroupDiff:
    """Compare two readings of one group; pure.

    Args:
        then: The earlier one, None where there is no such group; one of the two is there.
        now: The later one.

    Returns:
        Every unit with what changed of it. ``previous_rank`` and ``rank_change`` speak of a third board and are not
        compared; texts, and rows behind the month's own figures, only within one month.
    """
    readings = [reading for reading in (now, then) if reading is not None]
    board, order = readings[0].board, readings[0].ground.facts.programme.register_order
    compared = _BoardDiff(_Side(then), _Side(now), len({reading.board.month for reading in readings}) == 1, order)
    return GroupDiff(
        group=board.group,
        name=board.group_name,
        rule_then=then.board.rule if then else None,
        rule_now=now.board.rule if now else None,
        lines=compared.compare_rows(),
        totals=compared.compare_line((None, None)),
    )


def pair_parts(then: Iterable[TracePart], now: Iterable[TracePart], order: Mapping[str, int]) -> tuple[RowDiff, ...]:
    """Give the cells of two sums that came, went or say another amount.

    A cell is the same where unit, month, project and kind are, whatever file and row it stands in: a 更正 writes
    everything anew and changes little. Equal amounts are no change.

    Args:
        then: Parts of the earlier sum.
        now: Parts of the later one.
        order: The units' places in the register.

    Returns:
        In register order, then month, then project; their differences sum to the difference of the two sums.
    """
    sides: dict[tuple[str, ...], tuple[list[TracePart], list[TracePart]]] = {}
    for number, parts in enumerate((then, now)):
        for part in parts:
            sides.setdefault(_identity(part, order), ([], []))[number].append(part)
    return tuple(
        RowDiff(one, other)
        for key in sorted(sides)
        for one, other in zip_longest(_without_common(*sides[key]), _without_common(*reversed(sides[key])))
    )


def _identity(part: TracePart, order: Mapping[str, int]) -> tuple[str, ...]:
    place = f"{order.get(part.unit, len(order)):06d}"
    return (place, part.unit, str(part.month or ""), part.project, part.kind)


def _without_common(own: list[TracePart], other: list[TracePart]) -> list[TracePart]:
    """Parts whose amount the other side does not have, each taken up once."""
    left = Counter(part.amount for part in other)
    kept = []
    for part in own:
        if left[part.amount]:
            left[part.amount] -= 1
        else:
            kept.append(part)
    return kept


class _Side:
    """The lines of a reading, and the rows behind their figures."""

    def __init__(self, reading: BoardReading | None) -> None:
        self._reading = reading
        self._lines = {} if reading is None else dict(_iter_lines(reading.board))

    @property
    def keys(self) -> Iterable[_Key]:
        """Its lines, in the board's order."""
        return self._lines.keys()

    def line(self, key: _Key) -> _BoardLine:
        """Give a line, an empty one where the board does not have it."""
        return self._lines.get(key, _BoardLine())

    def parts(self, key: _Key, measure: str) -> Mapping[str, tuple[TracePart, ...]]:
        """Give the cells that a figure is the sum of, by unit of measure."""
        if self._reading is None or key not in self._lines:
            return {}
        unit, part = key
        found = trace_on_board(self._reading.ground, self._reading.board, unit, measure, part=part)
        return {term.label: term.parts for term in (found.terms if measure == "quantities" else (found,))}


@dataclass(frozen=True)
class _BoardDiff:
    then: _Side
    now: _Side
    same_month: bool
    order: Mapping[str, int]

    def compare_rows(self) -> tuple[LineDiff, ...]:
        """Give the units' rows, each with its parts."""
        units = dict.fromkeys(unit for unit, _ in (*self.now.keys, *self.then.keys) if unit is not None)
        return tuple(self._compare_row(unit) for unit in units)

    def _compare_row(self, unit: str) -> LineDiff:
        codes = {part for lead, part in (*self.then.keys, *self.now.keys) if lead == unit and part is not None}
        inner = [
            self.compare_line((unit, code))
            for code in sorted(codes, key=lambda code: (self.order.get(code, len(self.order)), code))
        ]
        return self.compare_line((unit, None), tuple(line for line in inner if line.differs))

    def compare_line(self, key: _Key, parts: tuple[LineDiff, ...] = ()) -> LineDiff:
        """One line of the board."""
        then, now = self.then.line(key), self.now.line(key)
        return LineDiff(
            unit=key[1] or key[0] or "",
            name=now.name or then.name,
            rank_then=then.place,
            rank_now=now.place,
            figures=tuple(self._compare_figures(key, then, now)),
            parts=parts,
        )

    def _compare_figures(self, key: _Key, then: _BoardLine, now: _BoardLine) -> Iterator[FigureDiff]:
        figures = {*then.values, *now.values}
        for measure, form in _FORMS.items():
            if form == "texts" and not self.same_month:
                continue
            rows = self._pair_rows(key, measure)
            for figure in sorted(figure for figure in figures if figure[0] == measure):
                label = figure[1]
                found = then.values.get(figure), now.values.get(figure)
                change = FigureDiff(measure, form, *found, label, rows.get(label, ()))
                if change.differs or change.rows:
                    yield change

    def _pair_rows(self, key: _Key, measure: str) -> Mapping[str, tuple[RowDiff, ...]]:
        """Give the rows of a figure that changed, by unit of measure; none for a figure that is no sum of rows."""
        summed = _SUMS | _SUMS_OF_MONTH if self.same_month else _SUMS
        if measure not in summed or (measure == "target" and key[1] is not None):  # a part has no target
            return {}
        then, now = self.then.parts(key, measure), self.now.parts(key, measure)
        return {label: pair_parts(then.get(label, ()), now.get(label, ()), self.order) for label in {*then, *now}}


def _iter_lines(board: Board) -> Iterator[tuple[_Key, _BoardLine]]:
    for row in board.rows:
        yield (row.unit, None), _BoardLine(row.name, _values_of_unit(row), _place_of(row))
        for part in row.of_which:
            yield (row.unit, part.unit), _BoardLine(part.name, _values_of_unit(part))
    yield (None, None), _BoardLine(TOTAL_NAME, _values_of(board.totals))


def _place_of(row: BoardRow) -> RankPlace | None:
    return None if row.rank is None else RankPlace(row.rank, row.tied)


def _values_of_unit(row: BoardRow | Part) -> dict[_Figure, DiffValue]:
    own: dict[_Figure, DiffValue] = {
        ("state", ""): row.state,
        ("days_late", ""): row.days_late,
        ("social_benefit", ""): row.social_benefit,
        ("cases", ""): row.cases,
    }
    return own | _values_of(row.amounts)


def _values_of(amounts: Amounts) -> dict[_Figure, DiffValue]:
    plain = _FORMS.keys() - _OF_UNIT.keys() - {"quantities"}
    values: dict[_Figure, DiffValue] = {(name, ""): getattr(amounts, name) for name in plain}
    quantities: dict[_Figure, DiffValue] = {("quantities", item.measure): item.quantity for item in amounts.quantities}
    return values | quantities
