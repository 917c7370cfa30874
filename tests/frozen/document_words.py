"""The words and figures of a document as lines, one per paragraph or row of a table, in reading order.

Read by other libraries than the project's own readers and without its help, so that this holds whatever moves there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import lxml.html
import openpyxl
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "sub", "sup", "tspan"}
_SILENT = {"style", "script"}
_SPOKEN = ("aria-label", "alt", "title")
_CELLS = {"td", "th"}


def read_words(path: Path) -> list[str]:
    """Give the lines of a document by its suffix."""
    return _READERS[path.suffix](path)


def is_readable(path: Path) -> bool:
    """Tell whether this is a document that can be read here."""
    return path.suffix in _READERS


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _read_html(path: Path) -> list[str]:
    root = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    return [line for line in _Page().lines_of(root) if line]


class _Page:
    """Lines of a page: a block element is a line, a row of a table is a line of cells, a chart's labels are lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._tag = ""
        self._text = ""

    def lines_of(self, root: Any) -> list[str]:
        self._walk(root)
        self._end()
        return self._lines

    def _end(self, tag: str = "") -> None:
        if text := _clean(self._text):
            self._lines.append(f"{self._tag}  {text}")
        self._tag, self._text = tag, ""

    def _walk(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        inline = tag in _INLINE
        if not inline:
            self._end(tag)
        for name in _SPOKEN:
            if spoken := element.get(name):
                self._lines.append(f"{tag} {name}  {_clean(spoken)}")
        if tag == "meta" and element.get("content"):
            self._lines.append(
                f"meta {element.get('name') or element.get('http-equiv')}  {_clean(element.get('content'))}"
            )
        if tag == "a" and not element.get("href", "#").startswith("#"):
            self._lines.append(f"a href  {unquote(element.get('href'))}")
        if tag == "br":
            self._text += " "
        if tag == "tr":
            self._lines.append("tr  " + " | ".join(self._cells(element)))
            return
        self._text += element.text or ""
        for child in element:
            self._walk(child)
            self._text += child.tail or ""
        if not inline:
            self._end(element.getparent().tag if element.getparent() is not None else "")

    @staticmethod
    def _cells(row: Any) -> Iterator[str]:
        for cell in row:
            if cell.tag in _CELLS:
                spans = "".join(f"[{name} {cell.get(name)}]" for name in ("colspan", "rowspan") if cell.get(name))
                # Links within the page are numbered and say nothing.
                links = "".join(f"[{unquote(link)}]" for link in cell.xpath(".//a/@href") if not link.startswith("#"))
                yield _clean(_text(cell)) + spans + links


def _text(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_text(child) if child.tag in _INLINE else f" {_text(child)} ", child.tail or ""]
    return "".join(parts) + (" " if element.tag == "br" else "")


def _read_xlsx(path: Path) -> list[str]:
    """One line per row that holds something; a number is given as it is stored."""
    book = openpyxl.load_workbook(path)
    lines = []
    for sheet in book.worksheets:
        hidden = "" if sheet.sheet_state == "visible" else f"（{sheet.sheet_state}）"
        lines.append(f"# {sheet.title}{hidden}  {sheet.dimensions}")
        for row in sheet.iter_rows():
            values = [_xlsx_cell(cell) for cell in row]
            if any(values):
                lines.append(" | ".join(values).rstrip(" |"))
    return lines


def _xlsx_cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        text = ""
    elif isinstance(value, datetime | date):
        text = value.isoformat()
    elif isinstance(value, str):
        text = " ⏎ ".join(map(_clean, value.split("\n")))
    else:
        text = repr(value)
    return text + (f"【批注：{_clean(cell.comment.text)}】" if cell.comment else "")


def _read_docx(path: Path) -> list[str]:
    document = docx.Document(str(path))
    lines = []
    for number, section in enumerate(document.sections, 1):
        for name, part in (("header", section.header), ("footer", section.footer)):
            lines += [f"{name} {number}  {text}" for item in part.paragraphs if (text := _clean(item.text))]
    return lines + [line for line in _docx_body(document) if line]


def _docx_body(document: Document) -> Iterator[str]:
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            paragraph = Paragraph(element, document)
            if text := _clean(paragraph.text):
                yield f"{paragraph.style.name if paragraph.style else ''}  {text}"
            for picture in element.iter(qn("wp:docPr")):
                yield f"picture  {_clean(picture.get('descr', ''))}"
        elif element.tag == qn("w:tbl"):
            for row in Table(element, document).rows:
                yield "tr  " + " | ".join(_clean(cell.text) for cell in row.cells)


def json_lines(text: str) -> list[str]:
    """Give figures as they stand, one value per line; a list or an object of plain values stands on one."""
    return list(_json_lines(json.loads(text), "", ""))


def _read_json(path: Path) -> list[str]:
    return json_lines(path.read_text(encoding="utf-8"))


def _json_lines(value: Any, key: str, indent: str) -> Iterator[str]:
    prefix = f"{indent}{key}: " if key else indent
    plain = not isinstance(value, dict | list)
    if plain or not value or all(not isinstance(item, dict | list) for item in _items(value)):
        yield prefix + json.dumps(value, ensure_ascii=False)
        return
    yield prefix + ("{" if isinstance(value, dict) else "[")
    named = value.items() if isinstance(value, dict) else (("-", item) for item in value)
    for name, item in named:
        yield from _json_lines(item, name, indent + " ")


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


_READERS = {".html": _read_html, ".xlsx": _read_xlsx, ".docx": _read_docx, ".json": _read_json}
