"""Tables to XLSX: annex 3 ready to print, the tables beside it, and tidy rows for further work.

Numbers are numbers where Excel keeps all their digits, text that a unit wrote never becomes a formula, and the same
document gives the same bytes.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from sanzi_lib.render.document import Document, read_day
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.widths import compute_layout, count_lines, place_header, text_width
from sanzi_lib.render.xlsx.cells import BLACK_FACE, BODY_FACE, INK, TITLE_FACE, Look, Pen, Styles
from sanzi_lib.reports.elements.blocks import Align, Column, DocumentHead, Role, Table, TableRow
from sanzi_lib.zips import DOCUMENTS, PROPERTIES, build_zip, date_properties, read_parts, sort_parts

_LINE = 1.32
_CHARS_PER_EM = 2.05
_MAX_HEIGHT = 409.0

_POINTS = {True: 770.0, False: 530.0}
_SIZES = (11.0, 10.5, 10.0, 9.0, 8.0)
_LEAST_HEADER = 20.0

_LIST_SIZE = 10.0
_LIST_LEAST_HEADER = 21.2
_SHORT, _LONG = 12.0, 26.0  # widest column of short words and of running text, em; a weight below 1 is in between
_NARROW = 3.0
_ROOM = 0.95
_MOST_LINES = 8
_PAGE = 125.0  # what the width of a landscape page holds at about 60 %, em

_PLAIN = Look(BODY_FACE, 11)
_NOTE = Look(BODY_FACE, 10, align="left", upright="top")
_TIDY_HEADER = Look(BLACK_FACE, 11, align="center", wrap=False, tinted=True)


def write_table(pen: Pen, table: Table, head: DocumentHead, row: int) -> int:
    """Write a table with its title, the line above, header, rows and notes, beginning at ``row``.

    Returns:
        The row at which another table may begin.
    """
    sheet, width, first = pen.sheet, len(table.columns), row
    layout = compute_layout(table, _POINTS[table.landscape], _SIZES)
    if first == 1:
        _set_widths(sheet, layout.widths, layout.size)
    pen.put_text(row, 1, table.caption, Look(TITLE_FACE, 18 if table.official else 15, align="center"))
    pen.merge(row, 1, row, width)
    sheet.row_dimensions[row].height = 34 if table.official else 28
    row = _write_line_above(pen, table, head, row + 1)
    top = row
    row = _write_header(pen, table, layout.widths, layout.size, top, _LEAST_HEADER)
    for line in table.rows:
        _write_row(pen, table, line, layout.widths, layout.size, row)
        row += 1
    for note in table.notes:
        pen.put_text(row, 1, note, _NOTE)
        pen.merge(row, 1, row, width)
        lines = count_lines(note, sum(layout.widths) * layout.size / 10)
        sheet.row_dimensions[row].height = round(min(max(16.0, lines * 10 * _LINE + 3), _MAX_HEIGHT), 1)
        row += 1
    _set_up_page(sheet, head, landscape=table.landscape)
    if first == 1:
        sheet.print_title_rows = f"{top}:{top + len(table.header) - 1}"
        sheet.freeze_panes = f"A{top + len(table.header)}"
    sheet.print_area = f"A1:{get_column_letter(max(width, sheet.max_column))}{row - 1}"
    return row + 1


def write_listing(pen: Pen, table: Table, head: DocumentHead, row: int) -> int:
    """Write a list with its title, the line above, header, rows and notes, beginning at ``row``.

    Header and first columns stay in sight, and it is as many pages wide as it takes. A row is at most eight lines high;
    the cell holds the whole text all the same.

    Returns:
        The row at which another table may begin.
    """
    sheet, first = pen.sheet, row
    widths = [_list_width(table, number) for number in range(len(table.columns))]
    pen.put_text(row, 1, table.caption, Look(TITLE_FACE, 15))
    sheet.row_dimensions[row].height = 26
    marks = _show_marks(head)
    above = "　".join(part for part in (table.above_left, table.above_right, marks) if part)
    pen.put_text(row + 1, 1, above, _PLAIN)
    sheet.row_dimensions[row + 1].height = 20
    top = row + 2
    body = _write_header(pen, table, widths, _LIST_SIZE, top, _LIST_LEAST_HEADER)
    row = body
    for values in table.rows:
        lines = 1
        for number, (cell, column) in enumerate(zip(values.cells, table.columns, strict=True), start=1):
            look = _list_look(column.align, cell.role)
            if cell.text:
                pen.put(row, number, cell, look)
            else:
                pen.put_nothing(row, number, look)
            lines = max(lines, count_lines(cell.text, widths[number - 1]))
        sheet.row_dimensions[row].height = round(min(lines, _MOST_LINES) * _LIST_SIZE * _LINE + 6, 1)
        row += 1
    last = max(row - 1, body - 1)
    for note in table.notes:
        pen.put_text(row, 1, note, Look(BODY_FACE, _LIST_SIZE))
        row += 1
    _set_up_page(sheet, head, landscape=True)
    if first == 1:
        _set_widths(sheet, widths, _LIST_SIZE)
        _fit_list(sheet, table, widths, top, body - 1, last)
    return row + 1


def write_tidy(pen: Pen, table: Table, head: DocumentHead, row: int) -> int:
    """Write a plain header and rows for further work; the document's marks are a column of their own.

    Returns:
        The row at which another table may begin.
    """
    sheet, first = pen.sheet, row
    names = [cell.text for cell in table.header[-1]] if table.header else [column.key for column in table.columns]
    marks = "、".join(head.marks)
    for number, name in enumerate([*names, *(["标注"] if marks else [])], start=1):
        pen.put_text(row, number, name, _TIDY_HEADER)
        longest = (
            max([_bytes(name), *(_bytes(line.cells[number - 1].text) for line in table.rows)])
            if number <= len(names)
            else 10
        )
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 8), 48)
    for line in table.rows:
        row += 1
        for number, value in enumerate(line.cells, start=1):
            pen.put(row, number, value, _PLAIN)
        if marks:
            pen.put_text(row, len(names) + 1, marks, _PLAIN)
    _set_up_page(sheet, head, landscape=True)
    if first == 1:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names) + bool(marks))}{row}"
        sheet.print_title_rows = "1:1"
    return row + 2


def _write_line_above(pen: Pen, table: Table, head: DocumentHead, row: int) -> int:
    """制表时间 at the left, the marks in the middle, 单位 at the right."""
    marks = _show_marks(head)
    if not (table.above_left or table.above_right or marks):
        return row
    width = len(table.columns)
    spans: list[tuple[int, int, str, Align]]
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
        pen.put_text(row, start, text, Look(BLACK_FACE if side == "center" else BODY_FACE, 11, align=side))
        pen.merge(row, start, row, min(max(end, start), width))
    pen.sheet.row_dimensions[row].height = 32 if len(table.above_right) > 24 or marks else 20
    return row + 1


def _write_header(pen: Pen, table: Table, widths: Sequence[float], size: float, top: int, least: float) -> int:
    look = Look(BLACK_FACE, size, align="center", framed=True, tinted=not table.official)
    heights = [0.0] * len(table.header)
    for down, across, cell in place_header(table):
        pen.put_text(top + down, across + 1, cell.text, look)
        pen.merge(top + down, across + 1, top + down + cell.rowspan - 1, across + cell.colspan)
        lines = count_lines(cell.text, sum(widths[across : across + cell.colspan]))
        for i in range(cell.rowspan):
            heights[down + i] = max(heights[down + i], lines / cell.rowspan)
    for down, tall in enumerate(heights):
        pen.sheet.row_dimensions[top + down].height = round(max(least, tall * size * _LINE + 8), 1)
    return top + len(table.header)


def _write_row(pen: Pen, table: Table, line: TableRow, widths: Sequence[float], size: float, row: int) -> None:
    lines = 1
    total, tinted = line.style == "total", line.style == "total" and not table.official
    for number, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True)):
        face = BLACK_FACE if total or cell.role == "strong" else BODY_FACE
        indent = 1 if line.style == "part" and number == table.row_header else 0
        look = Look(face, size, INK[cell.role], column.align, indent=indent, framed=True, tinted=tinted)
        pen.put(row, number + 1, cell, look)
        lines = max(lines, count_lines(cell.text, widths[number]))
    pen.sheet.row_dimensions[row].height = round(min(max(22.0, lines * size * _LINE + 7), _MAX_HEIGHT), 1)


def _list_look(align: Align, role: Role) -> Look:
    return Look(BODY_FACE, _LIST_SIZE, INK[role], align, framed=True, name=f"list {align} {role}")


def _show_marks(head: DocumentHead) -> str:
    return "　".join(f"【{mark}】" for mark in head.marks)


def _set_widths(sheet: Worksheet, widths: Sequence[float], size: float) -> None:
    for number, ems in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = round(ems * _CHARS_PER_EM * size / 11, 2)


def _set_up_page(sheet: Worksheet, head: DocumentHead, *, landscape: bool) -> None:
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


def _fit_list(sheet: Worksheet, table: Table, widths: list[float], top: int, bottom: int, last: int) -> None:
    """Panes, filters and pages of a sheet that is one list."""
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{bottom + 1}"
    sheet.auto_filter.ref = f"A{bottom}:{get_column_letter(len(widths))}{last}"
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


def _list_width(table: Table, number: int) -> float:
    """Width of a column of a list, em: figures never break, texts wrap."""
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


def _bytes(text: str) -> int:
    return max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n"))


_CREATED = re.compile(rb"<dcterms:created[^>]*>(\d{4}-\d{2}-\d{2})T")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@lru_cache(maxsize=1)
def render_xlsx(document: Document) -> bytes | None:
    """Render the workbook of a document's tables (docs/文件与命令.md 文件格式).

    A table that is not shown elsewhere is tidy data: a plain header and rows; one with frozen columns is a long list to
    filter and work in. Tables of one sheet stand below each other. The last workbook is kept, because a document's PDF
    has it attached and its own file is the same.

    Returns:
        The file, or None where no table has a sheet.

    Raises:
        ReportError: The shipped faces are missing.
    """
    safe = make_safe(document)
    tables = [block for block in safe.blocks if isinstance(block, Table) and block.sheet is not None]
    if not tables:
        return None
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]  # a new workbook has one
    names: set[str] = set()
    styles: Styles = {}
    for wanted, group in groupby(sorted(tables, key=lambda t: _first_place(tables, t.sheet)), key=lambda t: t.sheet):
        pen = Pen(workbook.create_sheet(_sheet_name(wanted or "", names)), styles)
        row = 1
        for table in group:
            write = write_listing if table.frozen else write_table if table.shown else write_tidy
            row = write(pen, table, safe.head, row)
    _describe(workbook, safe.head)
    return _pack(workbook)


def read_tabulated_on(content: bytes) -> date | None:
    """制表时间 of a workbook that :func:`render_xlsx` made, None where it is something else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _CREATED.search(archive.read(PROPERTIES))
        return date.fromisoformat(found[1].decode()) if found else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError, NotImplementedError):
        return None


def _first_place(tables: list[Table], sheet: str | None) -> int:
    return next(number for number, table in enumerate(tables) if table.sheet == sheet)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    base = _FORBIDDEN_IN_NAME.sub("_", wanted).strip("' ")[:31] or "表"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: 31 - len(str(number))]}{number}"
    taken.add(name.casefold())
    return name


def _describe(workbook: Workbook, head: DocumentHead) -> None:
    day = read_day(head)
    properties = workbook.properties
    properties.title = head.title
    properties.subject = head.subject or None
    properties.creator = head.author or ""
    properties.lastModifiedBy = head.author or None
    properties.created = datetime(day.year, day.month, day.day)
    properties.language = "zh-CN"


def _pack(workbook: Workbook) -> bytes:
    """Give the file's parts in a fixed order with fixed times; openpyxl stamps the moment of writing everywhere."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(workbook, archive).save()
    parts = read_parts(written.getvalue())
    parts[PROPERTIES] = date_properties(parts[PROPERTIES], workbook.properties.created)
    return build_zip(sort_parts(parts), DOCUMENTS)
