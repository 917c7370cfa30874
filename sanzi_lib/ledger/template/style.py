"""Styles, widths and print set-up of a return's workbook."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.ledger.layout import ColumnSpec, Kind
from sanzi_lib.ledger.model import column_letter

TITLE, NOTE, MARK, MARK_MUST = "三资-标题", "三资-说明", "三资-标注", "三资-标注必填"
HEAD, HEAD_MUST, HEAD_AUTO = "三资-表头", "三资-表头必填", "三资-表头公式"
TEXT, CODE, AMOUNT, QUANTITY, DATE, TIME = (f"三资-{name}" for name in ("文本", "代码", "金额", "数量", "日期", "时间"))
LABEL, VALUE, TOTAL, TOTAL_LABEL = "三资-标签", "三资-填写", "三资-合计", "三资-合计标签"

AMOUNT_FORMAT = "#,##0.00####"
"""万元 with two to six decimals: 0.000001 万元 is 1 分 (docs/指标口径.md 金额与数量)."""

_WIDE = {
    "field": 18.0,
    "name": 30.0,
    "description": 40.0,
    "holder": 24.0,
    "certificate": 22.0,
    "social_benefit": 36.0,
    "title": 36.0,
    "practice": 50.0,
    "result": 50.0,
}
_WIDTHS: dict[Kind, float] = {"project": 23.0, "amount": 14.0, "text": 16.0, "date": 12.0, "date_or_month": 12.0}
_STYLE_OF_KIND: dict[Kind, str] = {
    "project": CODE,
    "amount": AMOUNT,
    "quantity": QUANTITY,
    "date": DATE,
    "date_or_month": DATE,
    "month": CODE,
    "choice": CODE,
    "yes_no": CODE,
    "measure": CODE,
}


def style_of(column: ColumnSpec) -> str:
    """Name of the style of a column's data cells."""
    return _STYLE_OF_KIND.get(column.kind, TEXT)


def width_of(column: ColumnSpec) -> float:
    """Width of a column in characters."""
    if column.key in _WIDE:
        return _WIDE[column.key]
    return _WIDTHS.get(column.kind, 10.0)


def add_styles(book: Workbook) -> None:
    """Add the named styles; data cells are unlocked, everything else is locked."""
    for style in _named_styles():
        book.add_named_style(style)


def _named_styles() -> list[NamedStyle]:
    side = Side(style="thin", color="A6A6A6")
    grid = Border(side, side, side, side)
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    right = Alignment(horizontal="right", vertical="center")
    plain, bold, small = Font(name="宋体", size=10), Font(name="宋体", size=10, bold=True), Font(name="宋体", size=9)

    def make(
        name: str,
        font: Font,
        alignment: Alignment,
        *,
        fill: str = "",
        format_: str = "General",
        locked: bool = True,
        border: bool = True,
    ) -> NamedStyle:
        return NamedStyle(
            name=name,
            font=font,
            alignment=alignment,
            fill=PatternFill("solid", fgColor=fill) if fill else None,
            border=grid if border else None,
            number_format=format_,
            protection=Protection(locked=locked),
        )

    return [
        make(TITLE, Font(name="黑体", size=16), left, border=False),
        make(NOTE, small, left, border=False),
        make(MARK, small, centre, fill="F2F2F2"),
        make(MARK_MUST, Font(name="宋体", size=9, bold=True, color="C00000"), centre, fill="FCE4D6"),
        make(HEAD, bold, centre, fill="DDEBF7"),
        make(HEAD_MUST, Font(name="宋体", size=10, bold=True, color="C00000"), centre, fill="FCE4D6"),
        make(HEAD_AUTO, bold, centre, fill="E2EFDA"),
        make(TEXT, plain, left, locked=False),
        make(CODE, plain, centre, locked=False, format_="@"),
        make(AMOUNT, plain, right, locked=False, format_=AMOUNT_FORMAT),
        make(QUANTITY, plain, right, locked=False, format_="#,##0.######"),
        make(DATE, plain, centre, locked=False, format_="yyyy-mm-dd"),
        make(TIME, plain, left, locked=False, format_="yyyy-mm-dd hh:mm"),
        make(LABEL, bold, centre, fill="DDEBF7"),
        make(VALUE, plain, left, locked=False),
        make(TOTAL, bold, right, fill="F2F2F2", format_=AMOUNT_FORMAT),
        make(TOTAL_LABEL, bold, centre, fill="F2F2F2"),
    ]


def set_up_print(sheet: Worksheet, header_row: int | None, *, pages_wide: int = 1, repeat: int = 0) -> None:
    """A4 landscape, fitted to the width, the rows down to the header on every page, page numbers below.

    Args:
        sheet: The sheet.
        header_row: Last row of the header, None for a sheet without one.
        pages_wide: Pages side by side; one page of thirty columns could not be read.
        repeat: How many first columns come again on every page.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    assert footer is not None
    footer.center.text = "第 &P 页，共 &N 页"
    if header_row is not None:
        sheet.print_title_rows = f"1:{header_row}"
    if repeat:
        sheet.print_title_cols = f"A:{column_letter(repeat)}"


def protect(sheet: Worksheet) -> None:
    """Protect locked cells (titles, headers) without a password; rows may still be added, removed and sorted."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatCells = False
    protection.formatColumns = False
    protection.formatRows = False
    protection.insertRows = False
    protection.deleteRows = False
    protection.sort = False
    protection.autoFilter = False
