"""Paragraphs and runs of a Word document: words in, elements out; no text is ever read as markup or as a field."""

from __future__ import annotations

from functools import cache
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from sanzi_lib.reports.elements.blocks import Align, Role

BLACK_FACE = "黑体"

INK: dict[Role, str | None] = {"plain": None, "good": "14532D", "warn": "8A1C12", "muted": "4A4A4A", "strong": None}
"""Colour of a role; the words say it too."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SIDES = {"left": "left", "center": "center", "right": "right"}


def add(parent: Any, name: str, **attributes: str) -> Any:
    """Append an element of the main namespace; so are its attributes."""
    return etree.SubElement(parent, _qualified(name), {_qualified(key): value for key, value in attributes.items()})


@cache
def _qualified(name: str) -> str:
    return str(qn(f"w:{name}"))


def add_paragraph(  # noqa: PLR0913  the looks of a run
    parent: Any,
    style: str,
    text: str = "",
    *,
    role: Role = "plain",
    size: float | None = None,
    align: Align | None = None,
    list_number: int | None = None,
    new_page: bool = False,
    keep_next: bool = False,
    tab: float | None = None,
    indent: float = 0,
) -> Any:
    """Append a paragraph.

    Args:
        parent: Body or cell.
        style: Id of its style.
        text: Its words; lines are parted by a line feed.
        role: Gives colour, and 黑体 for ``strong``.
        size: Type size in points where it is not the style's.
        align: Where it is not the style's.
        list_number: Number of the list that it is an item of.
        new_page: True to begin a page.
        keep_next: True to stay on the next paragraph's page.
        tab: A tab stop, text right of it ends there; points.
        indent: From the left, points.
    """
    paragraph = add(parent, "p")
    properties = add(paragraph, "pPr")
    add(properties, "pStyle", val=style)
    if keep_next:
        add(properties, "keepNext")
    if new_page:
        add(properties, "pageBreakBefore")
    if list_number is not None:
        numbered = add(properties, "numPr")
        add(numbered, "ilvl", val="0")
        add(numbered, "numId", val=str(list_number))
    if tab is not None:
        add(add(properties, "tabs"), "tab", val="right", pos=str(round(tab * 20)))
    if indent:
        add(properties, "ind", left=str(round(indent * 20)))
    if align is not None:
        add(properties, "jc", val=_SIDES[align])
    if text:
        add_text(paragraph, text, role=role, size=size)
    return paragraph


def add_text(
    paragraph: Any,
    text: str,
    *,
    role: Role = "plain",
    size: float | None = None,
    black: bool = False,
) -> None:
    """Append words to a paragraph.

    Args:
        paragraph: The paragraph.
        text: Lines are parted by a line feed.
        role: Gives colour, and 黑体 for ``strong``.
        size: Type size in points where it is not the style's.
        black: True for 黑体.
    """
    run = add(paragraph, "r")
    properties = add(run, "rPr")
    # The hint sets quotation marks and dashes, which both scripts have, in the Chinese face.
    fonts = add(properties, "rFonts", hint="eastAsia")
    if black or role == "strong":
        fonts.set(qn("w:eastAsia"), BLACK_FACE)
    if (ink := INK[role]) is not None:
        add(properties, "color", val=ink)
    if size is not None:
        add(properties, "sz", val=str(round(size * 2)))
        add(properties, "szCs", val=str(round(size * 2)))
    for number, line in enumerate(text.split("\n")):
        if number:
            add(run, "br")
        written = add(run, "t")
        written.set(_SPACE, "preserve")
        written.text = line


def add_tab(paragraph: Any) -> None:
    """Append a tab."""
    add(add(paragraph, "r"), "tab")
