"""Writes one long list into a worksheet: header and first columns in sight, filters, as many pages wide as it takes."""

from __future__ import annotations

import math

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, NamedStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.render.sheet_cells import (
    BLACK_FACE,
    BODY_FACE,
    GRID,
    INK,
    TINT,
    TITLE_FACE,
    merge,
    put_cell,
    put_text,
    set_up_page,
)
from sanzi_lib.render.widths import count_lines, place_header, text_width
from sanzi_lib.reports.elements.blocks import Align, Column, DocumentHead, Role, Table

_SIZE = 10.0
_LINE = 1.32
_UNITS_PER_EM = 2.05 * _SIZE / 11
_SHORT, _LONG = 12.0, 26.0  # widest column of short words and of running text, em; a weight below 1 is in between
_NARROW = 3.0
_ROOM = 0.95
_MOST_LINES = 8
_PAGE = 125.0  # what the width of a landscape page holds at about 60 %, em


def write_listing(sheet: Worksheet, table: Table, head: DocumentHead, row: int) -> int:
    """Write a list with its title, the line above, header, rows and notes, beginning at ``row``.

    A row is at most eight lines high; the cell holds the whole text all the same.

    Returns:
        The row at which another table may begin.
    """
    first = row
    widths = [_width(table, number) for number in range(len(table.columns))]
    title = put_text(sheet, row, 1, table.caption)
    title.font = Font(name=TITLE_FACE, size=15)
    sheet.row_dimensions[row].height = 26
    marks = "　".join(f"【{mark}】" for mark in head.marks)
    line = put_text(sheet, row + 1, 1, "　".join(part for part in (table.above_left, table.above_right, marks) if part))
    line.font = Font(name=BODY_FACE, size=11)
    sheet.row_dimensions[row + 1].height = 20
    top = row + 2
    body = _write_header(sheet, table, widths, top)
    row = body
    for values in table.rows:
        lines = 1
        for number, (cell, column) in enumerate(zip(values.cells, table.columns, strict=True), start=1):
            # Before the value, whose format and mark are added to it.
            sheet.cell(row, number).style = _style(sheet, column.align, cell.role)
            if cell.text:
                put_cell(sheet, row, number, cell)
            lines = max(lines, count_lines(cell.text, widths[number - 1]))
        sheet.row_dimensions[row].height = round(min(lines, _MOST_LINES) * _SIZE * _LINE + 6, 1)
        row += 1
    last = row - 1
    for note in table.notes:
        put_text(sheet, row, 1, note).font = Font(name=BODY_FACE, size=_SIZE)
        row += 1
    set_up_page(sheet, head, landscape=True)
    if first == 1:
        _fit(sheet, table, widths, top, body - 1, max(last, body - 1))
    return row + 1


def _write_header(sheet: Worksheet, table: Table, widths: list[float], top: int) -> int:
    tall = [1.0] * len(table.header)
    for down, across, cell in place_header(table):
        written = put_text(sheet, top + down, across + 1, cell.text)
        written.font = Font(name=BLACK_FACE, size=_SIZE)
        written.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for i in range(cell.rowspan):
            for j in range(cell.colspan):
                framed = sheet.cell(top + down + i, across + j + 1)
                framed.border = GRID
                framed.fill = TINT
        merge(sheet, top + down, across + 1, top + down + cell.rowspan - 1, across + cell.colspan)
        lines = count_lines(cell.text, sum(widths[across : across + cell.colspan]))
        for i in range(cell.rowspan):
            tall[down + i] = max(tall[down + i], lines / cell.rowspan)
    for down, high in enumerate(tall):
        sheet.row_dimensions[top + down].height = round(high * _SIZE * _LINE + 8, 1)
    return top + len(table.header)


def _style(sheet: Worksheet, align: Align, role: Role) -> str:
    """Name of the workbook's style of such cells; styles set cell by cell would take many times as long."""
    name = f"list {align} {role}"
    workbook = sheet.parent
    assert isinstance(workbook, Workbook)
    if name not in workbook.named_styles:
        style = NamedStyle(name)
        style.font = Font(name=BODY_FACE, size=_SIZE, color=INK[role])
        style.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        style.border = GRID
        workbook.add_named_style(style)
    return name


def _fit(sheet: Worksheet, table: Table, widths: list[float], top: int, bottom: int, last: int) -> None:
    """Panes, filters and pages of a sheet that is one list."""
    for number, ems in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = round(ems * _UNITS_PER_EM, 2)
    ends = get_column_letter(len(widths))
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{bottom + 1}"
    sheet.auto_filter.ref = f"A{bottom}:{ends}{last}"
    sheet.print_title_rows = f"{top}:{bottom}"
    sheet.print_title_cols = f"A:{get_column_letter(table.frozen)}"
    sheet.print_options.horizontalCentered = False
    sheet.page_setup.fitToWidth = _count_pages(table, widths)
    sheet.page_setup.pageOrder = "overThenDown"


def _count_pages(table: Table, widths: list[float]) -> int:
    """How many pages the list is wide, printed small enough to hold together and large enough to read."""
    repeated = sum(widths[: table.frozen])
    total = sum(widths)
    return 1 if total <= _PAGE else math.ceil((total - repeated) / (_PAGE - repeated))


def _width(table: Table, number: int) -> float:
    """Width of a column, em: figures never break, texts wrap."""
    column = table.columns[number]
    longest = max((text_width(line) for row in table.rows for line in row.cells[number].text.split("\n")), default=0.0)
    header = max(
        (text_width(cell.text) for _, across, cell in place_header(table) if across == number and cell.colspan == 1),
        default=0.0,
    )
    widest = longest if column.align == "right" else min(longest, _most(column))
    return max(widest, min(header, max(4.0, header / 2)), _NARROW) + _ROOM


def _most(column: Column) -> float:
    return _SHORT + (_LONG - _SHORT) * min(column.weight, 1)
