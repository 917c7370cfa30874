"""A workbook as raw cells: what the reader's child process finds in a file (docs/核验规则.md 文件).

This module and the scanners run in the child process (:mod:`sanzi_lib.ledger.reading.sandbox`), so they import only the
standard library and, for old files, xlrd. A column keeps each different cell once: whoever reads a return of
100 000 rows reads ``资源`` once and not 100 000 times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from sanzi_lib.errors import UnreadableError

TEXT, NUMBER, DATE, YEAR_MONTH, YES_NO, ERROR, UNCALCULATED = "s", "n", "d", "m", "b", "e", "f"
"""Kinds of raw cells: text, number (text of at most fifteen significant digits), date (ISO date and time, or the bare
serial number where it is no date), date that shows its year and month only (likewise), boolean (``1``/``0``), error
cell (``#REF!``), formula without a stored value."""

DATES = (DATE, YEAR_MONTH)
"""Kinds of cells that are dates."""

SAVE_AS = "请在 Excel 或 WPS 中打开后另存为 .xlsx 再放回。"
DAMAGED = "文件不完整或已损坏，无法读取，请向报送单位重新索取，或在 Excel、WPS 中修复后另存为 .xlsx。"
ENCRYPTED = "文件设有打开密码，无法读取，请取消密码后另存为 .xlsx 再放回。"

MOST_ROWS = 120_000
"""Filled rows, and merged ranges, of a sheet. No unit has so many projects; with more of them, reading and checking
would take more than the minute and the two gigabytes that a return may cost."""

_TOO_MANY = (
    f"工作表里有内容的行（或合并单元格）超过{MOST_ROWS // 10_000}万，不予读取。请删除多余的行后另存为 .xlsx 再放回。"
)


class RawCell(NamedTuple):
    """A raw cell: its kind and its value as text."""

    kind: str
    text: str


BLANK = RawCell(TEXT, "")


class Merge(NamedTuple):
    """A merged range, row and column numbers from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetHead:
    """A sheet's name as in the workbook."""

    name: str


class RawColumn(NamedTuple):
    """A column: its different cells, and which of them stands in which row.

    Attributes:
        number: Column number from 1.
        kinds: One kind per different cell; the first is :data:`BLANK`.
        texts: Its value.
        codes: For each row of the sheet the place of its cell in these; blank cells at the end may be left off.
    """

    number: int
    kinds: str
    texts: Sequence[str]
    codes: list[int]

    def cells(self) -> list[RawCell]:
        """Give the different cells."""
        return list(map(RawCell, self.kinds, self.texts))


@dataclass(frozen=True)
class RawSheet:
    """The filled cells of a sheet; what a merged range hides is left out.

    Attributes:
        rows: Row numbers in order, all rows with a filled cell among them.
        columns: Columns in order.
        merges: Merged ranges in order.
    """

    rows: Sequence[int]
    columns: Sequence[RawColumn]
    merges: Sequence[Merge]

    @cached_property
    def _by_number(self) -> dict[int, RawColumn]:
        return {column.number: column for column in self.columns}

    def column(self, number: int) -> RawColumn:
        """Give a column with a code for every row; one without any cell where the sheet has no such column."""
        found = self._by_number.get(number, RawColumn(number, BLANK.kind, (BLANK.text,), []))
        return found._replace(codes=found.codes + [0] * (len(self.rows) - len(found.codes)))

    def row(self, index: int) -> dict[int, RawCell]:
        """Give the filled cells of a row (given by its place in ``rows``) by column number."""
        filled = ((c, c.codes[index]) for c in self.columns if index < len(c.codes) and c.codes[index])
        return {column.number: RawCell(column.kinds[code], column.texts[code]) for column, code in filled}


class Grid(Protocol):
    """An opened workbook."""

    @property
    def heads(self) -> Sequence[SheetHead]:
        """Its sheets in the workbook's order, hidden ones included."""

    def read(self, index: int) -> RawSheet:
        """Read the cells of one sheet."""


class SheetBuilder:
    """Takes cells in any order; of a cell that comes twice the last counts."""

    def __init__(self) -> None:
        self._columns: dict[int, tuple[list[int], list[int], dict[tuple[str, str], int]]] = {}

    def add(self, row: int, column: int, cell: tuple[str, str]) -> None:
        """Take a filled cell: its place, and its kind and text."""
        found = self._columns.get(column)
        if found is None:
            found = self._columns[column] = ([], [], {BLANK: 0})
        rows, codes, known = found
        rows.append(row)
        codes.append(known.setdefault(cell, len(known)))

    def build(self, merges: Sequence[Merge]) -> RawSheet:
        """Build the sheet of all cells taken.

        Raises:
            UnreadableError: There are more rows or merged ranges than any return has.
        """
        numbers = sorted(set().union(*(rows for rows, _, _ in self._columns.values())))
        index = dict(zip(numbers, range(len(numbers)), strict=True))
        columns = []
        for number in sorted(self._columns):
            rows, codes, known = self._columns[number]
            spread = [0] * (index[max(rows)] + 1)
            for row, code in zip(rows, codes, strict=True):
                spread[index[row]] = code
            kinds, texts = zip(*known, strict=True)
            columns.append(RawColumn(number, "".join(kinds), texts, spread))
        return _make_sheet(numbers, columns, merges)


def _make_sheet(rows: Sequence[int], columns: Sequence[RawColumn], merges: Iterable[Merge]) -> RawSheet:
    """Leave out the cells that merged ranges hide.

    What stands under a merged range is not seen by whoever looks at the sheet, so it is not read either.

    Args:
        rows: Row numbers in order.
        columns: Columns in order; their codes are changed in place.
        merges: Merged ranges in any order.

    Raises:
        UnreadableError: There are more rows or merged ranges than any return has.
    """
    kept = sorted(set(merges))
    if len(rows) > MOST_ROWS or len(kept) > MOST_ROWS:
        raise UnreadableError(_TOO_MANY)
    numbers = [column.number for column in columns]
    for merge in kept:
        begin, end = bisect_left(rows, merge.first_row), bisect_right(rows, merge.last_row)
        left, right = bisect_left(numbers, merge.first_column), bisect_right(numbers, merge.last_column)
        for number, _, _, codes in columns[left:right]:
            shown = number == merge.first_column and begin < len(rows) and rows[begin] == merge.first_row
            first, last = begin + shown, min(end, len(codes))
            if first < last:
                codes[first:last] = [0] * (last - first)
    return RawSheet(rows, columns, kept)
