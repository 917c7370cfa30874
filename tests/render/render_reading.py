"""How the tests read a finished document again, independently of the renderers."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree, html
from pypdf import PdfReader

_BLANK = re.compile(r"[\s\u00a0\u3000]+")
_PAGE_NUMBER = re.compile(r"—\s*\d+\s*—")


def squeeze(text: str) -> str:
    return _BLANK.sub("", text)


def pdf_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def pdf_words(content: bytes, marks: tuple[str, ...] = ()) -> str:
    """All words of the body, without page numbers, marks and blanks."""
    pages = []
    for page in pdf_pages(content):
        text = squeeze(_PAGE_NUMBER.sub("", page))
        for mark in marks:
            text = text.replace(mark, "", 1)
        pages.append(text)
    return "".join(pages)


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def docx_words(content: bytes) -> str:
    """All words of the body, without head and foot of the pages."""
    return squeeze("".join(element.text or "" for element in docx_part(content).iter(f"{WORD}t")))


def html_words(source: str) -> str:
    root = html.fromstring(source)
    for hidden in root.xpath("//style | //title | //head"):
        hidden.getparent().remove(hidden)
    return squeeze(root.text_content())
