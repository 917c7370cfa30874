"""Tables of a Word document: header rows that repeat on each page, columns as wide as in the other documents."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import Any

from sanzi_lib.render.docx.text import add, add_paragraph, add_tab, add_text
from sanzi_lib.render.widths import Layout, compute_layout, place_header, relieve_squeezed, repeats_header, stays_whole
from sanzi_lib.reports.elements.blocks import HeaderCell, KeyFigure, KeyFigures, Table, TableRow

_SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
_TIGHT = 0.95
_TINT = "F3F4F5"
_LINE_SIZE, _OFFICIAL_LINE_SIZE = 10.5, 11.0


def add_table(body: Any, table: Table, points: float, *, new_page: bool) -> None:
    """Append a table with its title, the line above it, and its notes.

    Args:
        body: The document's body.
        table: The table.
        points: Width of the text on the page.
        new_page: True to begin a page.
    """
    # Word processors set figures a little wider than the estimate, and in whatever face the machine has.
    tight = points * _TIGHT
    layout = relieve_squeezed(table, tight, compute_layout(table, tight, _SIZES))
    style = "OfficialCaption" if table.official else "Caption"
    add_paragraph(body, style, table.caption, new_page=new_page)
    if table.above_left or table.above_right:
        size = _OFFICIAL_LINE_SIZE if table.official else _LINE_SIZE
        line = add_paragraph(body, "TableLine", table.above_left, size=size, tab=points)
        if table.above_right:
            add_tab(line)
            add_text(line, table.above_right, size=size)
    widths = _column_widths(layout, points)
    grid = _open_grid(body, widths, table.caption, official=table.official)
    _add_header(grid, table, layout, widths)
    for row in table.rows:
        _add_row(grid, table, row, layout, widths)
    for note in table.notes:
        add_paragraph(body, "TableNote", note)
    if not table.notes:
        add_paragraph(body, "TableEnd")


def add_key_figures(body: Any, block: KeyFigures, points: float, *, new_page: bool) -> None:
    """Append the row of key figures, three or four beside each other."""
    count = len(block.figures)
    if not count:
        return
    across = count if count <= 4 else 4 if count % 4 == 0 else 3
    add_paragraph(body, "TableEnd", new_page=new_page)
    table = add(body, "tbl")
    properties = add(table, "tblPr")
    add(properties, "tblW", w=str(round(points * 20)), type="dxa")
    borders = add(properties, "tblBorders")
    for name, size, color in (("top", "8", "auto"), ("bottom", "8", "auto"), ("insideH", "4", "BFBFBF")):
        add(borders, name, val="single", sz=size, space="0", color=color)
    add(borders, "insideV", val="single", sz="4", space="0", color="BFBFBF")
    add(properties, "tblLayout", type="fixed")
    columns = add(table, "tblGrid")
    width = str(round(points * 20 / across))
    for _ in range(across):
        add(columns, "gridCol", w=width)
    for figures in zip_longest(*[iter(block.figures)] * across):
        line = add(table, "tr")
        add(add(line, "trPr"), "cantSplit")
        for figure in figures:
            cell = add(line, "tc")
            add(add(cell, "tcPr"), "tcW", w=width, type="dxa")
            _add_figure(cell, figure)
    add_paragraph(body, "TableEnd")


def _add_figure(cell: Any, figure: KeyFigure | None) -> None:
    if figure is None:
        add_paragraph(cell, "FigureNote")
        return
    add_paragraph(cell, "FigureLabel", figure.label)
    value = add_paragraph(cell, "FigureValue", figure.value, role=figure.role)
    if figure.unit:
        add_text(value, figure.unit, size=_LINE_SIZE)
    note_role = "muted" if figure.role == "plain" else figure.role
    add_paragraph(cell, "FigureNote", figure.note, role=note_role)


def _open_grid(body: Any, widths: list[int], caption: str, *, official: bool) -> Any:
    grid = add(body, "tbl")
    properties = add(grid, "tblPr")
    add(properties, "tblW", w=str(sum(widths)), type="dxa")
    borders = add(properties, "tblBorders")
    hair = ("4", "auto") if official else ("4", "8C8C8C")
    edge = ("6", "auto") if official else ("8", "auto")
    for name, (size, color) in (
        ("top", edge),
        ("left", hair),
        ("bottom", edge),
        ("right", hair),
        ("insideH", hair),
        ("insideV", hair),
    ):
        add(borders, name, val="single", sz=size, space="0", color=color)
    add(properties, "tblLayout", type="fixed")
    add(properties, "tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0", noHBand="1")
    add(properties, "tblCaption", val=" ".join(caption.split()))
    columns = add(grid, "tblGrid")
    for width in widths:
        add(columns, "gridCol", w=str(width))
    return grid


def _column_widths(layout: Layout, points: float) -> list[int]:
    """Widths in twentieths of a point that add up to the text's width."""
    ends = [0]
    for share in layout.shares:
        ends.append(ends[-1] + round(share * points * 20))
    ends[-1] = round(points * 20)
    return [right - left for left, right in pairwise(ends)]


def _add_header(grid: Any, table: Table, layout: Layout, widths: list[int]) -> None:
    repeats = repeats_header(table, layout)
    cells = {(down, across): cell for down, across, cell in place_header(table)}
    for down in range(len(table.header)):
        line = add(grid, "tr")
        properties = add(line, "trPr")
        add(properties, "cantSplit")
        if repeats:
            add(properties, "tblHeader")
        across = 0
        while across < len(table.columns):
            top = next((up for up in range(down, -1, -1) if (up, across) in cells), down)
            cell = cells.get((top, across), HeaderCell(""))
            width = sum(widths[across : across + cell.colspan])
            tint = None if table.official else _TINT
            _add_header_cell(line, cell, width=width, size=layout.size, tint=tint, begins=top == down)
            across += cell.colspan


def _add_header_cell(line: Any, cell: HeaderCell, *, width: int, size: float, tint: str | None, begins: bool) -> None:
    """Append a cell of a header row, or the part of one that began above."""
    written = add(line, "tc")
    properties = add(written, "tcPr")
    add(properties, "tcW", w=str(width), type="dxa")
    if cell.colspan > 1:
        add(properties, "gridSpan", val=str(cell.colspan))
    if cell.rowspan > 1:
        add(properties, "vMerge", val="restart" if begins else "continue")
    if tint is not None:
        add(properties, "shd", val="clear", color="auto", fill=tint)
    add(properties, "vAlign", val="center")
    paragraph = add_paragraph(written, "TableText", align="center", keep_next=True)
    if begins and cell.text:
        add_text(paragraph, cell.text, size=size, black=True)


def _add_row(grid: Any, table: Table, row: TableRow, layout: Layout, widths: list[int]) -> None:
    line = add(grid, "tr")
    if stays_whole(row, layout):
        add(add(line, "trPr"), "cantSplit")
    for number, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        written = add(line, "tc")
        properties = add(written, "tcPr")
        add(properties, "tcW", w=str(widths[number]), type="dxa")
        if row.style == "total" and not table.official:
            add(properties, "shd", val="clear", color="auto", fill=_TINT)
        add(properties, "vAlign", val="center")
        part = row.style == "part"
        indent = layout.size * 0.8 if part and number == table.row_header else 0
        paragraph = add_paragraph(written, "TableText", align=column.align, indent=indent)
        if cell.text:
            role = "muted" if part and cell.role == "plain" else cell.role
            add_text(paragraph, cell.text, role=role, size=layout.size, black=row.style == "total")
