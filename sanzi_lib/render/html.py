"""Blocks to HTML: one file that asks nothing of anyone, prints on A4 and reads on a phone.

All markup stands in ``templates/``; every text is escaped by Jinja2.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sanzi_lib.render.document import Document, Section, inner_level, is_shown, split_sections
from sanzi_lib.render.glyphs import make_block_safe, make_safe
from sanzi_lib.render.svg import scope_svg
from sanzi_lib.render.widths import Layout, fit_to_page, fit_to_screen, place_header
from sanzi_lib.reports.elements import blocks as el

_TEMPLATES = Path(__file__).parent / "templates" / "html"
_DESKTOP, _PHONE = 68.0, 23.0  # room for a table, em; the page's widths stand in report.css


def render_html(document: Document) -> str:
    """Render the whole document as one HTML file (docs/文件与命令.md 文件格式).

    Raises:
        ReportError: A chart is not an SVG, or the shipped faces are missing.
    """
    safe = make_safe(document)
    state = _State()
    sections = [_render_section(section, state) for section in split_sections(safe.blocks)]
    page = _environment().get_template("report.html.j2")
    return page.render(
        head=safe.head,
        styles=Markup("\n").join([_style("report.css"), _style("print.css"), _marks_style(safe.head.marks)]),
        sections=sections,
    )


def render_fragment(block: el.Block) -> str:
    """One block as HTML for a notebook's own display; empty for data that is not shown.

    Raises:
        ReportError: A chart is not an SVG, or the shipped faces are missing.
    """
    if not is_shown(block):
        return ""
    safe = make_block_safe(block)
    # Fragments of many cells stand on one page of JupyterLab, so ids are told apart by content.
    own = hashlib.sha256(safe.svg.encode()).hexdigest()[:8] if isinstance(safe, el.Chart) else ""
    body = _render_block(safe, _State(f"tu{own}-"))
    page = _environment().get_template("fragment.html.j2")
    return page.render(body=body, styles=_style("fragment.css"))


class _State:
    """What the walk through a document must remember: the heading level and how many drawings there were."""

    def __init__(self, prefix: str = "tu") -> None:
        self.prefix = prefix
        self.level = 0
        self.drawings = 0

    def next_drawing(self) -> str:
        self.drawings += 1
        return f"{self.prefix}{self.drawings}"


def _render_section(section: Section, state: _State) -> dict[str, Any]:
    return {
        "landscape": section.landscape,
        "new_page": section.new_page,
        "blocks": [_render_block(block, state) for block in section.blocks],
    }


def _render_block(block: el.Block, state: _State) -> Markup:
    macros: Any = _macros()
    match block:
        case el.DocumentHead():
            html = macros.head(block)
        case el.Heading():
            state.level = block.level
            html = macros.heading(block, block.level + 1)
        case el.Paragraph():
            html = macros.paragraph(block)
        case el.Findings():
            html = macros.findings(block)
        case el.KeyFigures():
            html = macros.key_figures(block)
        case el.Table():
            html = macros.table(block, header_cells(block), _table_layouts(block))
        case el.Chart():
            html = macros.chart(block, Markup(scope_svg(block.svg, state.next_drawing())))  # noqa: S704 - reduced to safe elements by scope_svg
        case el.Picture():
            html = macros.picture(block, _checked_base64(block.png))
        case el.Article():
            html = macros.article(block, inner_level(state.level) + 1)
        case el.Notes():
            html = macros.notes(block)
        case el.Bullets():
            html = macros.bullets(block)
        case el.Preformatted():
            html = macros.preformatted(block)
        case el.FiguresData() | el.PageBreak():
            html = ""
        case _:
            assert_never(block)
    return Markup(html)  # noqa: S704 - made by an escaping template


def header_cells(table: el.Table) -> list[list[tuple[el.HeaderCell, str]]]:
    """Give the header rows with the scope of each cell."""
    rows: list[list[tuple[el.HeaderCell, str]]] = [[] for _ in table.header]
    for down, _, cell in place_header(table):
        rows[down].append((cell, "colgroup" if cell.colspan > 1 else "col"))
    return rows


def _table_layouts(table: el.Table) -> dict[str, Layout]:
    """Column widths for a desktop, a phone (where the table scrolls) and a printed page."""
    return {
        "wide": fit_to_screen(table, room=_DESKTOP),
        "narrow": fit_to_screen(table, room=_PHONE),
        "page": fit_to_page(table, landscape=table.landscape),
    }


def _checked_base64(text: str) -> str:
    """Give the picture's base64 written anew, so that it can hold nothing else."""
    return base64.b64encode(base64.b64decode(text)).decode("ascii")


def _marks_style(marks: tuple[str, ...]) -> Markup:
    """Give the marks in the head of each printed page; in CSS each character is written as its number."""
    if not marks:
        return Markup("")
    words = "".join(f"\\{ord(character):06x}" for character in "　".join(marks))
    return Markup(f'@page {{ @top-right {{ content: "{words}"; }} }}')  # noqa: S704 - hexadecimal digits only


@cache
def _style(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _macros() -> Any:
    return _environment().get_template("blocks.html.j2").module
