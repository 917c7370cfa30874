"""A workbook as raw cells: what the reader's child process finds in a file (domain §3, Files).

This module and the scanners run in the child process (:mod:`sanzi_lib.ledger.reading.sandbox`), so they import only the
standard library and, for old files, xlrd.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

TEXT, NUMBER, DATE, YES_NO, ERROR, UNCALCULATED = "s", "n", "d", "b", "e", "f"
"""Kinds of raw cells: text, number (text of at most fifteen significant digits), date (ISO date and time, or the bare
serial number where it is no date), boolean (``1``/``0``), error cell (``#REF!``), formula without a stored value."""

SAVE_AS = "请在 Excel 或 WPS 中打开后另存为 .xlsx 再放回。"
DAMAGED = "文件不完整或已损坏，无法读取，请向报送单位重新索取，或在 Excel、WPS 中修复后另存为 .xlsx。"
ENCRYPTED = "文件设有打开密码，无法读取，请取消密码后另存为 .xlsx 再放回。"


class RawRow(NamedTuple):
    """A row's filled cells: column numbers from 1, one kind per cell, and the values as text."""

    number: int
    columns: Sequence[int]
    kinds: str
    values: Sequence[str]


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


@dataclass(frozen=True)
class RawSheet:
    """The filled cells of a sheet, rows in order; cells that a merged range hides are left out.

    Attributes:
        rows: Rows with at least one filled cell, by number.
        merges: Merged ranges, without overlaps.
    """

    rows: Sequence[RawRow]
    merges: Sequence[Merge]


class Grid(Protocol):
    """An opened workbook."""

    @property
    def heads(self) -> Sequence[SheetHead]:
        """Its sheets in the workbook's order, hidden ones included."""

    def read(self, index: int) -> RawSheet:
        """The cells of one sheet."""


def resolve_merges(rows: list[RawRow], merges: Sequence[Merge]) -> RawSheet:
    """Leave out the cells that merged ranges hide.

    What stands under a merged range is not seen by whoever looks at the sheet, so it is not read either.

    Args:
        rows: Rows in order; changed in place.
        merges: Merged ranges in any order.
    """
    numbers = [row.number for row in rows] if merges else []
    kept = sorted(set(merges))
    for merge in kept:
        for place in range(bisect_left(numbers, merge.first_row), bisect_right(numbers, merge.last_row)):
            row = rows[place]
            shown = [
                i
                for i, column in enumerate(row.columns)
                if not merge.first_column <= column <= merge.last_column
                or (row.number, column) == (merge.first_row, merge.first_column)
            ]
            if len(shown) < len(row.columns):
                kinds = "".join(row.kinds[i] for i in shown)
                rows[place] = RawRow(row.number, [row.columns[i] for i in shown], kinds, [row.values[i] for i in shown])
    return RawSheet([row for row in rows if row.columns], kept)
