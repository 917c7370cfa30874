"""Cells of a worksheet: what stands in them, and how they look.

Numbers are numbers where Excel keeps all their digits, and text that a unit wrote never becomes a formula.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.money import round_half_up
from sanzi_lib.reports.elements.blocks import Align, Cell, Role
from sanzi_lib.reports.elements.formats import FEN_PLACES

TITLE_FACE = "方正小标宋简体"
BODY_FACE = "仿宋_GB2312"
BLACK_FACE = "黑体"

INK: dict[Role, str | None] = {
    "plain": None,
    "good": "FF14532D",
    "warn": "FF8A1C12",
    "muted": "FF4A4A4A",
    "strong": None,
}

_LONGEST_CELL = 32_767
_CUT = "……（超出表格单元格的长度上限，全文见网页和 PDF）"
_EXACT_DIGITS = 15
_LEAST_PLACES = 2
"""Decimals of a number of which Excel cannot keep all those that are shown."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_THIN = Side(style="thin", color="FF000000")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TINT = PatternFill("solid", fgColor="FFF3F4F5")


class Look(NamedTuple):
    """How a cell looks.

    Attributes:
        face: Typeface.
        size: Type size, pt.
        ink: Colour of the text; None for the usual one.
        align: Where the text stands; None for Excel's choice, which is also at the foot of the cell and on one line.
        upright: Where it stands from top to bottom.
        wrap: False to keep it on one line.
        indent: How far in it begins.
        framed: True for a frame of thin lines.
        tinted: True for a grey ground.
        name: Name of the look as a style of the workbook, for a look that very many cells have; "" for none.
    """

    face: str
    size: float
    ink: str | None = None
    align: Align | None = None
    upright: Literal["center", "top"] = "center"
    wrap: bool = True
    indent: int = 0
    framed: bool = False
    tinted: bool = False
    name: str = ""


Styles = dict[tuple[Look, str, bool], StyleArray]
"""The looks that a workbook has so far, with their number format, and whether the text is marked as text."""


class Pen:
    """Writes the cells of a sheet. A look is made once in a workbook and put on every cell that has it.

    openpyxl makes font, alignment and frame anew for each cell that is given them and compares them with all others,
    which takes most of the time of a workbook.
    """

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        """Take a sheet up.

        Args:
            sheet: The sheet.
            styles: Looks of its workbook; grows.
        """
        self.sheet = sheet
        self._styles = styles

    def put(self, row: int, column: int, cell: Cell, look: Look) -> None:
        """Write a cell as the number behind it, as text where it has none or one that Excel cannot hold."""
        exact = _read_number(cell)
        if exact is None:
            self.put_text(row, column, cell.text, look)
            return
        value, shape = exact
        written = self._at(row, column)
        written.value = int(value) if value == value.to_integral_value() else value
        self._dress(written, look, shape)

    def put_text(self, row: int, column: int, text: str, look: Look) -> None:
        """Write text as text, whatever it begins with."""
        written = self._at(row, column)
        written.value = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT
        written.data_type = "s"
        self._dress(written, look, quoted=text.startswith(_STARTS_FORMULA))

    def put_nothing(self, row: int, column: int, look: Look) -> None:
        """Give a cell its look, and leave it empty."""
        self._dress(self._at(row, column), look)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range of more than one cell."""
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def _at(self, row: int, column: int) -> SheetCell:
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, SheetCell)
        return cell

    def _dress(self, cell: SheetCell, look: Look, shape: str = "", *, quoted: bool = False) -> None:
        key = (look, shape, quoted)
        if key not in self._styles:
            self._make(cell, look)
            if shape:
                cell.number_format = shape
            if quoted:
                cell.quotePrefix = True  # Excel's own mark for text that looks like a formula
            self._styles[key] = cell._style  # type: ignore[attr-defined]  # left out by its stubs
        # A copy, because openpyxl changes a cell's style in place where cells are merged.
        cell._style = StyleArray(self._styles[key])  # type: ignore[attr-defined]

    def _make(self, cell: SheetCell, look: Look) -> None:
        font = Font(name=look.face, size=look.size, color=look.ink)
        alignment = Alignment(look.align, look.upright, wrap_text=look.wrap or None, indent=look.indent)
        if look.name:
            workbook = self.sheet.parent
            assert isinstance(workbook, Workbook)
            if look.name not in workbook.named_styles:
                workbook.add_named_style(NamedStyle(look.name, font, border=_GRID, alignment=alignment))
            cell.style = look.name
            return
        cell.font = font
        if look.align is not None:
            cell.alignment = alignment
        if look.framed:
            cell.border = _GRID
        if look.tinted:
            cell.fill = _TINT


def _read_number(cell: Cell) -> tuple[Decimal, str] | None:
    """Give what is stored of a cell's number, and the format in which that reads like the cell's text.

    What the number is decides both: an amount is stored to the 分, a rate as the share that is shown, in a percent
    format (docs/文件与命令.md 文件格式). Digits that Excel cannot keep are rounded to what is shown; where all of them
    count the cell is text, which is None here, as it is without a number.
    """
    try:
        value = Decimal(cell.number or "")
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    decimals = f".{'0' * cell.places}" if cell.places else ""
    if cell.kind == "plain":
        return (value, f"0{decimals}") if _fits(value) else None
    if cell.kind == "rate":
        return round_half_up(value, cell.places + 2), f"#,##0{decimals}%"
    shown = round_half_up(value, cell.places)
    stored = round_half_up(value, FEN_PLACES) if cell.kind == "money" else value
    if not _fits(stored) or round_half_up(stored, cell.places) != shown:
        stored = shown  # rounding twice must not show another figure
    if _fits(stored):
        return stored, f"#,##0{decimals}"
    return round_half_up(value, _LEAST_PLACES), "#,##0.00"


def _fits(value: Decimal) -> bool:
    """Tell whether Excel keeps every digit of a number."""
    return len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS
