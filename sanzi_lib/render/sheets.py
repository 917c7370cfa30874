"""Writes one table into a worksheet, set up for A4 and ready to print."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font
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
from sanzi_lib.render.widths import Layout, compute_layout, count_lines, place_header
from sanzi_lib.reports.elements.blocks import DocumentHead, Row, Table

_POINTS = {True: 770.0, False: 530.0}
_SIZES = (11.0, 10.5, 10.0, 9.0, 8.0)
_CHARS_PER_EM = 2.05
_LINE = 1.32
_MAX_HEIGHT = 409.0


def write_table(sheet: Worksheet, table: Table, head: DocumentHead, row: int) -> int:
    """Write a table with its title, the line above, header, rows and notes, beginning at ``row``.

    Returns:
        The row at which another table may begin.
    """
    width = len(table.columns)
    layout = compute_layout(table, _POINTS[table.landscape], _SIZES)
    first = row
    if first == 1:
        for number, ems in enumerate(layout.widths, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = round(ems * _CHARS_PER_EM * layout.size / 11, 2)
    title = put_text(sheet, row, 1, table.caption)
    title.font = Font(name=TITLE_FACE, size=18 if table.official else 15)
    title.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    merge(sheet, row, 1, row, width)
    sheet.row_dimensions[row].height = 34 if table.official else 28
    row = _write_line_above(sheet, table, head, row + 1)
    top = row
    row = _write_header(sheet, table, layout, row)
    for line in table.rows:
        _write_row(sheet, table, line, layout, row)
        row += 1
    for note in table.notes:
        row = _write_note(sheet, note, layout, row, width)
    set_up_page(sheet, head, landscape=table.landscape)
    if first == 1:
        sheet.print_title_rows = f"{top}:{top + len(table.header) - 1}"
        sheet.freeze_panes = f"A{top + len(table.header)}"
    sheet.print_area = f"A1:{get_column_letter(max(width, sheet.max_column))}{row - 1}"
    return row + 1


def write_tidy(sheet: Worksheet, table: Table, head: DocumentHead, row: int) -> int:
    """Write a plain header and rows for further work; the document's marks are a column of their own.

    Returns:
        The row at which another table may begin.
    """
    names = [cell.text for cell in table.header[-1]] if table.header else [column.key for column in table.columns]
    marks = "、".join(head.marks)
    first = row
    for number, name in enumerate([*names, *(["标注"] if marks else [])], start=1):
        cell = put_text(sheet, row, number, name)
        cell.font = Font(name=BLACK_FACE, size=11)
        cell.fill = TINT
        cell.alignment = Alignment(horizontal="center", vertical="center")
        longest = (
            max([_bytes(name), *(_bytes(line.cells[number - 1].text) for line in table.rows)])
            if number <= len(names)
            else 10
        )
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 8), 48)
    for line in table.rows:
        row += 1
        for number, value in enumerate(line.cells, start=1):
            written = put_cell(sheet, row, number, value)
            written.font = Font(name=BODY_FACE, size=11)
        if marks:
            put_text(sheet, row, len(names) + 1, marks).font = Font(name=BODY_FACE, size=11)
    set_up_page(sheet, head, landscape=True)
    if first == 1:
        last = get_column_letter(len(names) + bool(marks))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{last}{row}"
        sheet.print_title_rows = "1:1"
    return row + 2


def _write_line_above(sheet: Worksheet, table: Table, head: DocumentHead, row: int) -> int:
    """制表时间 at the left, the marks in the middle, 单位 at the right."""
    marks = "　".join(f"【{mark}】" for mark in head.marks)
    if not (table.above_left or table.above_right or marks):
        return row
    width = len(table.columns)
    if not marks:
        cut = max(1, width // 2)
        spans = [(1, cut, table.above_left, "left"), (cut + 1, width, table.above_right, "right")]
    else:
        left, right = max(1, width * 3 // 10), max(2, width * 6 // 10)
        spans = [
            (1, left, table.above_left, "left"),
            (left + 1, right, marks, "center"),
            (right + 1, width, table.above_right, "right"),
        ]
    for start, end, text, side in spans:
        if start > width or (not text and side != "left"):
            continue
        cell = put_text(sheet, row, start, text)
        cell.font = Font(name=BLACK_FACE if side == "center" else BODY_FACE, size=11)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        merge(sheet, row, start, row, min(max(end, start), width))
    sheet.row_dimensions[row].height = 32 if len(table.above_right) > 24 or marks else 20
    return row + 1


def _write_header(sheet: Worksheet, table: Table, layout: Layout, top: int) -> int:
    heights = [0.0] * len(table.header)
    for down, across, cell in place_header(table):
        written = put_text(sheet, top + down, across + 1, cell.text)
        written.font = Font(name=BLACK_FACE, size=layout.size)
        written.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for i in range(cell.rowspan):
            for j in range(cell.colspan):
                framed = sheet.cell(top + down + i, across + j + 1)
                framed.border = GRID
                if not table.official:
                    framed.fill = TINT
        merge(sheet, top + down, across + 1, top + down + cell.rowspan - 1, across + cell.colspan)
        lines = count_lines(cell.text, sum(layout.widths[across : across + cell.colspan]))
        for i in range(cell.rowspan):
            heights[down + i] = max(heights[down + i], lines / cell.rowspan)
    for down, tall in enumerate(heights):
        sheet.row_dimensions[top + down].height = round(max(20.0, tall * layout.size * _LINE + 8), 1)
    return top + len(table.header)


def _write_row(sheet: Worksheet, table: Table, line: Row, layout: Layout, row: int) -> None:
    lines = 1
    for number, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True), start=1):
        written = put_cell(sheet, row, number, cell)
        face = BLACK_FACE if line.style == "total" or cell.role == "strong" else BODY_FACE
        written.font = Font(name=face, size=layout.size, color=INK[cell.role])
        indent = 1 if line.style == "part" and number - 1 == table.row_header else 0
        written.alignment = Alignment(horizontal=column.align, vertical="center", wrap_text=True, indent=indent)
        written.border = GRID
        if line.style == "total" and not table.official:
            written.fill = TINT
        lines = max(lines, count_lines(cell.text, layout.widths[number - 1]))
    sheet.row_dimensions[row].height = round(min(max(22.0, lines * layout.size * _LINE + 7), _MAX_HEIGHT), 1)


def _write_note(sheet: Worksheet, note: str, layout: Layout, row: int, width: int) -> int:
    cell = put_text(sheet, row, 1, note)
    cell.font = Font(name=BODY_FACE, size=10)
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    merge(sheet, row, 1, row, width)
    lines = count_lines(note, sum(layout.widths) * layout.size / 10)
    sheet.row_dimensions[row].height = round(min(max(16.0, lines * 10 * _LINE + 3), _MAX_HEIGHT), 1)
    return row + 1


def _bytes(text: str) -> int:
    return max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n"))
