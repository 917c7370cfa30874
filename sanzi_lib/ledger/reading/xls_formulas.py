"""Which formulas of an .xls have no result: what xlrd does not tell.

xlrd gives a formula's stored result and hides that there is a formula. What was never calculated then reads as 0 or as
an empty cell: writers that cannot calculate store 0 and ask for it when the file is opened (by record, by sheet,
or by an engine number of 0), or store an empty text and ask nothing. An empty text can be a true result too; it is
taken for one where the workbook names the engine that calculated it, or where a formula of the sheet holds more.
"""

from __future__ import annotations

import struct
from typing import Any

_FORMULA = (0x0006, 0x0206, 0x0406)
_UNCALCULATED_SHEET, _ENGINE, _END = 0x005E, 0x01C1, 0x000A
_EMPTY_TEXT = 3
_ON_LOAD = 2


class FormulaWatch:
    """Listens to the records that xlrd reads of a sheet.

    Args:
        book: An open ``xlrd`` workbook; its reader of records is replaced by one that listens.
    """

    def __init__(self, book: Any) -> None:
        self._next = book.get_record_parts
        book.get_record_parts = self._listen
        self._attributes = 2 if book.biff_version >= 30 else 3  # bytes of a cell's format
        self._engine = _find_engine(book)
        self.begin()

    def begin(self) -> None:
        """Another sheet is read from here on."""
        self._zero: set[tuple[int, int]] = set()
        self._zero_on_load: set[tuple[int, int]] = set()
        self._empty: set[tuple[int, int]] = set()
        self._calculated = bool(self._engine)
        self._on_load = self._engine == 0

    def find_unfinished(self) -> set[tuple[int, int]]:
        """Places (row and column from 0) of the sheet's formulas without a result."""
        found = self._zero if self._on_load else self._zero_on_load
        return found if self._calculated and not self._on_load else found | self._empty

    def _listen(self) -> tuple[int, int, bytes]:
        record: tuple[int, int, bytes] = self._next()
        code, _, data = record
        if code in _FORMULA:
            self._take(data)
        elif code == _UNCALCULATED_SHEET:
            self._on_load = True
        return record

    def _take(self, data: bytes) -> None:
        start = 4 + self._attributes
        if len(data) < start + 9:
            return
        row, column = struct.unpack_from("<HH", data)
        result, on_load = data[start : start + 8], data[start + 8] & _ON_LOAD
        if result[6:] == b"\xff\xff":
            if result[0] == _EMPTY_TEXT:
                self._empty.add((row, column))
            else:
                self._calculated = True
        elif struct.unpack("<d", result)[0]:
            self._calculated = True
        else:
            self._zero.add((row, column))
            if on_load:
                self._zero_on_load.add((row, column))


def _find_engine(book: Any) -> int | None:
    """Number of the engine that calculated a workbook last; None where nothing says so."""
    memory, place, end = book.mem, book.base, book.base + book.stream_len
    while place + 4 <= end:
        code, length = struct.unpack_from("<HH", memory, place)
        if code == _ENGINE and length >= 8:
            return int(struct.unpack_from("<I", memory, place + 8)[0])
        if code == _END:
            return None
        place += 4 + length
    return None
