"""What every sheet of a workbook is written with: cells, faces, frames and the page.

Numbers are numbers where Excel keeps all their digits, and text that a unit wrote never becomes a formula.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.money import round_half_up
from sanzi_lib.reports.elements.blocks import Cell, DocumentHead

TITLE_FACE = "方正小标宋简体"
BODY_FACE = "仿宋_GB2312"
BLACK_FACE = "黑体"

_LONGEST_CELL = 32_767
_CUT = "……（超出表格单元格的长度上限，全文见网页和 PDF）"
_EXACT_DIGITS = 15
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_THIN = Side(style="thin", color="FF000000")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TINT = PatternFill("solid", fgColor="FFF3F4F5")
INK = {"plain": None, "good": "FF14532D", "warn": "FF8A1C12", "muted": "FF4A4A4A", "strong": None}
_NUMERAL = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")


def put_cell(sheet: Worksheet, row: int, column: int, cell: Cell) -> SheetCell:
    """Write a cell as the number behind it where that reads exactly like its text, otherwise as text."""
    exact = _read_number(cell)
    if exact is None:
        return put_text(sheet, row, column, cell.text)
    value, style = exact
    written = sheet.cell(row, column)
    assert isinstance(written, SheetCell)
    written.value = int(value) if value == value.to_integral_value() else value
    written.number_format = style
    return written


def put_text(sheet: Worksheet, row: int, column: int, text: str) -> SheetCell:
    """Write text as text, whatever it begins with."""
    written = sheet.cell(row, column)
    assert isinstance(written, SheetCell)
    written.value = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT
    written.data_type = "s"
    if text.startswith(_STARTS_FORMULA):
        written.quotePrefix = True  # Excel's own mark for text that looks like a formula
    return written


def _read_number(cell: Cell) -> tuple[Decimal, str] | None:
    """The number of a cell and the format in which it reads exactly like the cell's text.

    None where the cell must be text: it has no number, one with more digits than Excel keeps, or other words.
    """
    shape = _NUMERAL.fullmatch(cell.text)
    if cell.number is None or shape is None:
        return None
    try:
        value = Decimal(cell.number)
    except InvalidOperation:
        return None
    if not value.is_finite() or len(value.normalize().as_tuple().digits) > _EXACT_DIGITS:
        return None
    decimals = len(shape[3] or "")
    style = ("#,##0" if "," in shape[2] or len(shape[2]) < 4 else "0") + (f".{'0' * decimals}" if decimals else "")
    shown = Decimal(cell.text.rstrip("%").replace(",", ""))
    if shape[4] and round_half_up(value * 100, decimals) == shown:
        return value, f"{style}%"
    if round_half_up(value, decimals) != shown:
        return None
    return value, f'{style}"%"' if shape[4] else style


def merge(sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    """Merge a range of more than one cell."""
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def set_up_page(sheet: Worksheet, head: DocumentHead, *, landscape: bool) -> None:
    """Set a sheet up for A4, one page wide, with the document's marks above and the page number below."""
    setup = sheet.page_setup
    setup.paperSize = 9  # A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth = 1
    setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.6
    margins.top, margins.bottom, margins.header, margins.footer = 0.9, 0.8, 0.45, 0.4
    # & begins a code in headers and footers and is doubled to be itself.
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.right.text = "　".join(head.marks).replace("&", "&&") or None
    footer.center.text = "— &P —"
