"""What a Word document is before anything is written in it: styles, faces, paper, marks, page numbers, properties.

The look is GB/T 9704-2012's and stands in ``templates/docx/``, one file per part of the package.
"""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from sanzi_lib.reports.elements.blocks import DocumentHead
from sanzi_lib.zips import DOCUMENTS, build_zip

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
