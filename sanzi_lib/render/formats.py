"""The formats that a report is written in: one small registry.

A new format is a module that turns a :class:`~sanzi_lib.render.document.Document` into bytes, and one entry here.
"""

# ruff: noqa: PLC0415  (each renderer brings a library that is slow to import; who only names formats needs none of them)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanzi_lib.render.document import Document


@dataclass(frozen=True)
class Format:
    """A format of documents.

    Attributes:
        name: As ``--format`` and manifests say it.
        suffix: Ending of its files, with the dot.
        word: What the catalogue calls it.
        render: The file's content; None where the document has nothing to put into one.
        usual: True where every kind of report has it that says nothing else.
        same_everywhere: True where its bytes rest on the document alone; a PDF also rests on the faces of the machine.
    """

    name: str
    suffix: str
    word: str
    render: Callable[[Document], bytes | None]
    usual: bool = True
    same_everywhere: bool = False


def _render_html(document: Document) -> bytes:
    from sanzi_lib.render.html import render_html

    return render_html(document).encode("utf-8")


def _render_pdf(document: Document) -> bytes:
    from sanzi_lib.render.pdf import render_pdf

    return render_pdf(document)


def _render_xlsx(document: Document) -> bytes | None:
    from sanzi_lib.render.xlsx.workbook import render_xlsx

    return render_xlsx(document)


def _render_docx(document: Document) -> bytes:
    from sanzi_lib.render.docx.blocks import render_docx

    return render_docx(document)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format_.name: format_
        for format_ in (
            Format("html", ".html", "网页", _render_html, same_everywhere=True),
            Format("pdf", ".pdf", "PDF", _render_pdf),
            Format("xlsx", ".xlsx", "表格", _render_xlsx, same_everywhere=True),
            Format("docx", ".docx", "文档", _render_docx, usual=False),
        )
    }
)
"""Every format, in the order in which files are made and listed."""

USUAL_FORMATS = tuple(name for name, format_ in FORMATS.items() if format_.usual)
"""Formats of a kind of report that says nothing else."""

SAME_EVERYWHERE = frozenset(name for name, format_ in FORMATS.items() if format_.same_everywhere)
"""Formats whose files are the same on every machine."""

BESIDE_PAGE = "、".join([*(name.upper() for name in USUAL_FORMATS if name != "html"), "JSON"])
"""What stands beside a report's page, in words."""
