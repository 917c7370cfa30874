"""Read .xls (BIFF, also what WPS saves as .et) through xlrd (docs/核验规则.md 单元格).

The largest .xls there can be (65 536 rows) takes xlrd eight seconds.

xlrd gives a formula's stored result and hides that there is a formula. What was never calculated then reads as 0 or as
an empty cell: writers that cannot calculate store 0 and ask for it when the file is opened (by record, by sheet,
or by an engine number of 0), or store an empty text and ask nothing. An empty text can be a true result too; it is
taken for one where the workbook names the engine that calculated it, or where a formula of the sheet holds more.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlrd

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import (
    DAMAGED,
    DATE,
    ENCRYPTED,
    ERROR,
    SAVE_AS,
    TEXT,
    UNCALCULATED,
    YES_NO,
    Merge,
    RawSheet,
    SheetBuilder,
    SheetHead,
)
from sanzi_lib.ledger.reading.serials import find_date_kind, show_cell


@dataclass
class XlsGrid:
    """An opened .xls; sheets are parsed when they are asked for."""

    book: Any
    heads: Sequence[SheetHead]
    formulas: FormulaWatch

    def read(self, index: int) -> RawSheet:
        """Read the cells of one sheet.

        Raises:
            UnreadableError: The sheet is damaged.
        """
        self.formulas.begin()
        try:
            self.book.unload_sheet(index)  # what was read before is not heard a second time
            sheet = self.book.sheet_by_index(index)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  # xlrd meets damage with errors of every kind
            raise UnreadableError(DAMAGED) from None
        builder = SheetBuilder()
        unfinished = self.formulas.find_unfinished()
        for row in range(sheet.nrows):
            cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            for column, (kind, value) in enumerate(cells, start=1):
                if (row, column - 1) in unfinished:
                    cell: tuple[str, str] | None = (UNCALCULATED, "")
                elif kind == xlrd.XL_CELL_DATE and math.isfinite(value):
                    cell = self._read_number(value, self._find_date_kind(sheet.cell_xf_index(row, column - 1)))
                else:
                    cell = self._read_cell(kind, value)
                if cell is not None:
                    builder.add(row + 1, column, cell)
        return builder.build(
            [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
        )

    def _read_cell(self, kind: int, value: Any) -> tuple[str, str] | None:
        if kind == xlrd.XL_CELL_TEXT:
            text = str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return (TEXT, text) if text else None
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return self._read_number(value, "") if math.isfinite(value) else (ERROR, "#NUM!")
        if kind == xlrd.XL_CELL_BOOLEAN:
            return YES_NO, "1" if value else "0"
        if kind == xlrd.XL_CELL_ERROR:
            return ERROR, xlrd.error_text_from_code.get(value, "#VALUE!")
        return None

    def _read_number(self, value: float, date_kind: str) -> tuple[str, str]:
        text = repr(float(value)).removesuffix(".0")
        return show_cell(text, date_kind=date_kind, epoch_1904=bool(self.book.datemode))

    def _find_date_kind(self, style: int) -> str:
        number_format = self.book.format_map[self.book.xf_list[style].format_key]
        return find_date_kind(number_format.format_key, number_format.format_str) or DATE


def open_xls(data: bytes) -> XlsGrid:
    """Open the bytes of an .xls.

    Raises:
        UnreadableError: It is encrypted, damaged, or something else in the same container.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        formulas = FormulaWatch(book)
    except MemoryError:
        raise
    except xlrd.XLRDError as error:
        raise UnreadableError(_describe(str(error))) from None
    except Exception:  # noqa: BLE001  # xlrd meets damage with errors of every kind
        raise UnreadableError(DAMAGED) from None
    return XlsGrid(book, [SheetHead(str(name)) for name in book.sheet_names()], formulas)


def _describe(said: str) -> str:
    if "encrypted" in said.lower():
        return ENCRYPTED
    if "Can't find workbook" in said:
        return f"文件内容不是 Excel 工作簿（可能是 Word 或 WPS 文字）。{SAVE_AS}"
    return DAMAGED


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
    """Find Number of the engine that calculated a workbook last; None where nothing says so."""
    memory, place, end = book.mem, book.base, book.base + book.stream_len
    while place + 4 <= end:
        code, length = struct.unpack_from("<HH", memory, place)
        if code == _ENGINE and length >= 8:
            return int(struct.unpack_from("<I", memory, place + 8)[0])
        if code == _END:
            return None
        place += 4 + length
    return None
