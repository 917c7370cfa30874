"""Renderers may look different, never say different things (docs/development.md)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from render_reading import docx_words, html_words, pdf_words, squeeze
from render_samples import HEAD, HOSTILE, demonstration, every_block

from sanzi_lib.render.document import Document
from sanzi_lib.render.docx.blocks import render_docx
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports.elements import blocks as el

PLAIN_HEAD = replace(HEAD, marks=())
NOT_SHOWN = {"kind", "role", "style", "align", "key", "number", "png", "svg", "sheet", "alt"}


def shown_texts(value: Any) -> list[str]:
    """Every text of a block that a reader sees, taken from the data itself."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in shown_texts(item)]
    if is_dataclass(value):
        return [
            text
            for field in fields(value)
            if field.name not in NOT_SHOWN
            for text in shown_texts(getattr(value, field.name))
        ]
    return []


def without_markers(words: str) -> str:
    """List numbers and bullets are drawn by the browser, but are characters in the PDF."""
    return re.sub(r"[1-9]\.(?=说明|条目|又|以下)|[•‣–]", "", words).replace("图字", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_html_pdf_and_docx_say_the_same_block_by_block(text: str) -> None:
    for number, block in enumerate(every_block(text)):
        document = Document(PLAIN_HEAD, (block,))
        page = without_markers(html_words(render_html(document)))
        sheet = without_markers(pdf_words(render_pdf(document)))
        paper = without_markers(docx_words(render_docx(document)))
        assert Counter(page) == Counter(sheet), (number, block.kind)
        assert Counter(page) == Counter(paper), (number, block.kind)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_of_every_block_is_found_in_all(text: str) -> None:
    document = make_safe(Document(HEAD, every_block(text)))
    page = html_words(render_html(document))
    sheet = pdf_words(render_pdf(document), HEAD.marks)
    paper = docx_words(render_docx(document))
    for block in document.blocks:
        for wanted in shown_texts(block):
            for line in wanted.split("\n"):
                assert squeeze(line) in page, (block.kind, line)
                assert squeeze(line) in sheet, (block.kind, line)
                assert squeeze(line) in paper, (block.kind, line)


def test_the_demonstration_reads_the_same_in_all() -> None:
    document = demonstration()
    page = html_words(render_html(document))
    sheet = pdf_words(render_pdf(document), HEAD.marks)
    paper = docx_words(render_docx(document))
    for block in document.blocks:
        if getattr(block, "shown", True) and block.kind != "figures":
            for wanted in shown_texts(block):
                for line in wanted.split("\n"):
                    assert squeeze(line) in page
                    assert squeeze(line) in sheet
                    assert squeeze(line) in paper


def test_empty_texts_stop_nothing() -> None:
    blocks = (
        el.Heading(""),
        el.Paragraph(""),
        el.Findings(()),
        el.KeyFigures(()),
        el.KeyFigures((el.KeyFigure("", ""),)),
        el.Table("", (el.Column("a"),), ((el.HeaderCell(""),),), (), sheet="表"),
        el.Article("", "", (("", ""),)),
        el.Notes((), title=""),
        el.Bullets(()),
        el.Preformatted(""),
    )
    for block in blocks:
        for wide in (block, replace(block, landscape=True) if isinstance(block, el.Table) else block):
            document = Document(PLAIN_HEAD, (wide, el.Paragraph("末")))
            assert html_words(render_html(document)) == pdf_words(render_pdf(document))
            assert html_words(render_html(document)) == docx_words(render_docx(document))
