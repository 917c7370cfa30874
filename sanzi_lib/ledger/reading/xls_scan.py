"""Read .xls (BIFF, also what WPS saves as .et) through xlrd (domain §3).

The largest .xls there can be (65 536 rows) takes xlrd eight seconds.
"""

from __future__ import annotations

import io
import math
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
from sanzi_lib.ledger.reading.xls_formulas import FormulaWatch


@dataclass
class XlsGrid:
    """An opened .xls; sheets are parsed when they are asked for."""

    book: Any
    heads: Sequence[SheetHead]
    formulas: FormulaWatch

    def read(self, index: int) -> RawSheet:
        """The cells of one sheet.

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
