"""Blocks to DOCX: the form that offices go on editing (docs/指标口径.md 季度).

The look is that of official papers (GB/T 9704-2012): A4, real heading styles, ``— 1 —`` at the foot, the marks at the
head of each page, wide tables on landscape pages with their header repeated. The same document gives the same bytes.
"""

from __future__ import annotations

import base64
import io
import tempfile
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any, assert_never

import docx
import typst
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run
from lxml import etree

from sanzi_lib.errors import ReportError
from sanzi_lib.render.document import Document, Section, inner_level, read_day, split_sections
from sanzi_lib.render.docx.text import add, add_paragraph, add_tab, add_text
from sanzi_lib.render.fonts import SANS, find_font_folder
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.svg import scope_svg
from sanzi_lib.render.widths import Layout, compute_layout, place_header, relieve_squeezed, repeats_header, stays_whole
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements.blocks import DocumentHead, HeaderCell, KeyFigure, KeyFigures, Table, TableRow
from sanzi_lib.zips import DOCUMENTS, build_zip, read_parts, sort_parts

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


_TEMPLATES = Path(__file__).parent.parent / "templates" / "docx"
_PARTS = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "docProps/app.xml": "app.xml",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/fontTable.xml": "fonts.xml",
    "word/footer1.xml": "footer.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/styles.xml": "styles.xml",
}

_PAPER = (210, 297)
_MARGINS = {False: (37, 26, 35, 28), True: (28, 37, 26, 35)}
"""Top, right, bottom, left in millimetres, upright and landscape."""

_TWIPS = 1440 / 25.4
_LONGEST_PROPERTY = 255


def text_millimetres(*, landscape: bool) -> int:
    """Width of the text on a page."""
    _, right, _, left = _MARGINS[landscape]
    return _PAPER[landscape] - left - right


def open_document(head: DocumentHead, day: date) -> WordDocument:
    """Open an empty document with its styles, properties, marks and page numbers.

    Args:
        head: Title, marks and metadata.
        day: 制表时间, the only date in the file.
    """
    document = docx.Document(io.BytesIO(_skeleton()))
    _describe(document, head, day)
    if head.marks:
        header = document.sections[0].header
        header.is_linked_to_previous = False
        _write_marks(header.paragraphs[0]._p, head.marks)
    return document


def section_properties(document: WordDocument, *, landscape: bool) -> Any:
    """Give the properties of a section, with the document's marks and page numbers."""
    properties = deepcopy(document.element.body.sectPr)
    size, margins = properties.find(qn("w:pgSz")), properties.find(qn("w:pgMar"))
    size.set(qn("w:w"), _twips(_PAPER[landscape]))
    size.set(qn("w:h"), _twips(_PAPER[not landscape]))
    if landscape:
        size.set(qn("w:orient"), "landscape")
    for name, millimetres in zip(("top", "right", "bottom", "left"), _MARGINS[landscape], strict=True):
        margins.set(qn(f"w:{name}"), _twips(millimetres))
    if landscape:
        margins.set(qn("w:footer"), _twips(16))
        margins.set(qn("w:header"), _twips(15))
    return properties


def add_list(document: WordDocument, *, ordered: bool) -> int:
    """Add the number of a new list; an ordered one counts from 1."""
    numbering = document.part.numbering_part.element
    number = 1 + sum(1 for _ in numbering.iterchildren(qn("w:num")))
    num = etree.SubElement(numbering, qn("w:num"), {qn("w:numId"): str(number)})
    etree.SubElement(num, qn("w:abstractNumId"), {qn("w:val"): "0" if ordered else "1"})
    if ordered:
        override = etree.SubElement(num, qn("w:lvlOverride"), {qn("w:ilvl"): "0"})
        etree.SubElement(override, qn("w:startOverride"), {qn("w:val"): "1"})
    return number


@cache
def _skeleton() -> bytes:
    return build_zip({name: (_TEMPLATES / file).read_bytes() for name, file in _PARTS.items()}, DOCUMENTS)


def _describe(document: WordDocument, head: DocumentHead, day: date) -> None:
    properties = document.core_properties
    properties.title = head.title.replace("\n", " ")[:_LONGEST_PROPERTY]
    properties.subject = head.subject[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = head.author[:_LONGEST_PROPERTY]
    properties.language = "zh-CN"
    properties.created = properties.modified = datetime(day.year, day.month, day.day)


def _write_marks(paragraph: Any, marks: tuple[str, ...]) -> None:
    for child in list(paragraph):
        paragraph.remove(child)
    style = etree.SubElement(paragraph, qn("w:pPr"))
    etree.SubElement(style, qn("w:pStyle"), {qn("w:val"): "Header"})
    for number, mark in enumerate(marks):
        if number:
            _add_run(paragraph, "　")
        border = _add_run(paragraph, f" {mark} ")
        frame = {"val": "single", "sz": "6", "space": "0", "color": "auto"}
        etree.SubElement(border, qn("w:bdr"), {qn(f"w:{name}"): value for name, value in frame.items()})


def _add_run(paragraph: Any, text: str) -> Any:
    """Append a run and give its properties."""
    run = etree.SubElement(paragraph, qn("w:r"))
    properties = etree.SubElement(run, qn("w:rPr"))
    etree.SubElement(properties, qn("w:rFonts"), {qn("w:hint"): "eastAsia"})
    written = etree.SubElement(run, qn("w:t"))
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    written.text = text
    return properties


def _twips(millimetres: float) -> str:
    return str(round(millimetres * _TWIPS))


_POINTS_PER_MM = 72 / 25.4
_LONGEST_ALT = 2000
_RASTER = Path(__file__).parent.parent / "templates" / "docx" / "raster.typ"
_DOTS_PER_INCH = 220.0


def render_docx(document: Document) -> bytes:
    """Render the whole document as DOCX.

    Figures data and tables of the workbook alone are left out: they stand beside the document, which is for editing.

    Raises:
        ReportError: A chart is not an SVG, the shipped faces are missing, or the date is not one.
    """
    safe = make_safe(document)
    word = open_document(safe.head, read_day(safe.head))
    _Writer(word).write(safe.head, split_sections(safe.blocks))
    written = io.BytesIO()
    word.save(written)
    return build_zip(sort_parts(read_parts(written.getvalue())), DOCUMENTS)


class _Writer:
    """Walks through the blocks; remembers the heading level, the paper, and whether a page must begin."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._body: Any = word.element.body
        self._last = self._body.sectPr
        self._level = 0
        self._landscape = False
        self._breaks = False

    def write(self, head: el.DocumentHead, sections: tuple[Section, ...]) -> None:
        self._body.remove(self._last)
        add_paragraph(self._body, "Title", head.title)
        if head.subtitle:
            add_paragraph(self._body, "Subtitle", head.subtitle)
        properties = {way: self._properties(landscape=way) for way in (False, True)}
        for section in sections:
            if section.landscape != self._landscape:
                self._end_section(properties[self._landscape])
                self._landscape = section.landscape
            else:
                # A change of paper begins a page by itself.
                self._breaks = section.new_page
            for block in section.blocks:
                self._add(block)
                self._breaks = False
        self._body.append(properties[self._landscape])

    def _properties(self, *, landscape: bool) -> Any:
        self._body.append(self._last)
        properties = section_properties(self._word, landscape=landscape)
        self._body.remove(self._last)
        return properties

    def _end_section(self, properties: Any) -> None:
        """Give the properties of a section stand in its last paragraph, which is one of its own without height."""
        paragraph = add_paragraph(self._body, "SectionEnd")
        paragraph[0].append(deepcopy(properties))

    @property
    def _millimetres(self) -> int:
        return text_millimetres(landscape=self._landscape)

    @property
    def _points(self) -> float:
        return self._millimetres * _POINTS_PER_MM

    def _add(self, block: el.Block) -> None:
        match block:
            case el.Heading():
                self._level = block.level
                self._paragraph(f"Heading{block.level}", block.text)
            case el.Paragraph():
                style = "Plain" if block.role == "muted" else "BodyText"
                self._paragraph(style, block.text, role=block.role)
            case el.Findings():
                for sentence in block.sentences:
                    self._paragraph("BodyText", sentence)
            case el.KeyFigures():
                add_key_figures(self._body, block, self._points, new_page=self._breaks)
            case el.Table():
                add_table(self._body, block, self._points, new_page=self._breaks)
            case el.Chart():
                self._picture(_render_png(block.svg, self._millimetres), block.alt, block.caption, whole=True)
            case el.Picture():
                self._picture(base64.b64decode(block.png), block.alt, block.caption, whole=False)
            case el.Article():
                self._article(block)
            case el.Notes():
                if block.title.strip():
                    self._paragraph("Heading1", block.title)
                self._list("SmallPrint", block.items, ordered=True)
            case el.Bullets():
                self._list("ListNumber" if block.ordered else "ListBullet", block.items, ordered=block.ordered)
            case el.Preformatted():
                self._paragraph("Preformatted", block.text)
            case el.DocumentHead() | el.FiguresData() | el.PageBreak():
                raise AssertionError(f"{block.kind} is no part of a section")
            case _:
                assert_never(block)

    def _paragraph(self, style: str, text: str, **more: Any) -> Any:
        paragraph = add_paragraph(self._body, style, text, new_page=self._breaks, **more)
        self._breaks = False
        return paragraph

    def _list(self, style: str, items: tuple[str, ...], *, ordered: bool) -> None:
        number = add_list(self._word, ordered=ordered) if items else 0
        for item in items:
            self._paragraph(style, item, list_number=number)

    def _article(self, block: el.Article) -> None:
        if block.title.strip():
            self._paragraph(f"Heading{inner_level(self._level)}", block.title)
        if block.lead:
            self._paragraph("Plain", block.lead, keep_next=True)
        for label, words in block.parts:
            for number, line in enumerate(words.split("\n")):
                paragraph = self._paragraph("BodyText", "")
                if label and not number:
                    add_text(paragraph, label, black=True)
                    add_text(paragraph, "　")
                if line:
                    add_text(paragraph, line)

    def _picture(self, png: bytes, alt: str, caption: str, *, whole: bool) -> None:
        if caption:
            self._paragraph("Caption", caption)
        paragraph = self._paragraph("Picture", "")
        run = Run(add(paragraph, "r"), self._word._body)
        # An analyst's small picture is not blown up to the width of the page.
        inline = run.add_picture(io.BytesIO(png))
        widest = Mm(self._millimetres)
        if whole or inline.width > widest:
            inline.height, inline.width = Pt(inline.height.pt * widest / inline.width), widest
        about = inline._inline.find(qn("wp:docPr"))
        about.set("descr", alt[:_LONGEST_ALT])


def _render_png(svg: str, millimetres: float) -> bytes:
    """Draw a chart as PNG, because Word cannot be trusted with SVG; its text is set in the shipped face.

    Args:
        svg: The chart.
        millimetres: Width at which it will stand.

    Raises:
        ReportError: It is not an SVG, or the shipped faces are missing.
    """
    with tempfile.TemporaryDirectory(prefix="sanzi-png-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(scope_svg(svg, "tu"), encoding="utf-8")
        (folder / "raster.typ").write_text(_RASTER.read_text(encoding="utf-8"), encoding="utf-8")
        try:
            made = typst.compile(
                str(folder / "raster.typ"),
                root=name,
                font_paths=_read_fonts(),
                format="png",
                ppi=_DOTS_PER_INCH,
                sys_inputs={"millimetres": str(millimetres), "face": SANS},
            )
        except typst.TypstError as error:
            raise ReportError(f"图表不能转为图片（{error}），请把这份报告的笔记本交给维护人员。") from error
    assert isinstance(made, bytes)
    return made


@cache
def _read_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(find_font_folder())])
