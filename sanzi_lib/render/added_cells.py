"""Turns what an analyst added to a notebook into blocks: Markdown, DataFrames, figures, printed text.

Raw HTML in Markdown is shown as text, and nothing is fetched: a picture from elsewhere is named, not loaded.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from PIL import Image, UnidentifiedImageError

from sanzi_lib.render.added_tables import ADDED_TABLE, blocks_of_html, build_table
from sanzi_lib.reports.elements.blocks import (
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    Picture,
    Preformatted,
)

ADDED_FIGURE = "分析人员添加的图"
"""Alternative text of a figure whose metadata has none."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_NO_TEXT = re.compile(r"<Figure size [\d.]+x[\d.]+ with \d+ Axes>|<IPython\.core\.display\.\w+ object>")
_DATA_PNG = re.compile(r"data:image/png;base64,(.+)", re.DOTALL)


def blocks_of_stream(text: str | list[str]) -> Iterator[Block]:
    """Printed text as it stands, without terminal colours."""
    clean = _ANSI.sub("", _joined(text)).strip("\n")
    if clean.strip():
        yield Preformatted(clean.rstrip())


def blocks_of_display(data: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    """The richest form of a cell's output that a document can hold.

    Args:
        data: MIME bundle of the output.
        words: Metadata of output and cell; ``alt`` and ``caption`` are used where they are there.
    """
    alt, caption = str(words.get("alt") or ""), str(words.get("caption") or "")
    if "image/svg+xml" in data:
        yield Chart(svg=_joined(data["image/svg+xml"]), alt=alt or caption or ADDED_FIGURE, caption=caption)
    elif (picture := _picture_of(data)) is not None:
        yield Picture(png=picture, alt=alt or caption or ADDED_FIGURE, caption=caption)
    elif "text/html" in data and (found := blocks_of_html(_joined(data["text/html"]), caption)):
        yield from found
    elif "text/markdown" in data:
        yield from blocks_of_markdown(_joined(data["text/markdown"]), {})
    elif "text/plain" in data:
        text = _joined(data["text/plain"])
        if not _NO_TEXT.fullmatch(text.strip()):
            yield from blocks_of_stream(text)


def blocks_of_markdown(source: str, attachments: Mapping[str, Any]) -> tuple[Block, ...]:
    """A Markdown text as headings, paragraphs, lists, tables and pictures.

    Args:
        source: CommonMark with tables; raw HTML in it is shown as text.
        attachments: Pictures of the cell by name, each a MIME bundle.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")
    tree = SyntaxTreeNode(parser.parse(source))
    return tuple(block for node in tree.children for block in _blocks_of_node(node, attachments))


def _blocks_of_node(node: SyntaxTreeNode, attachments: Mapping[str, Any]) -> Iterator[Block]:
    match node.type:
        case "heading":
            level = {"h1": 1, "h2": 2}.get(node.tag, 3)
            if text := _inline_text(node):
                yield Heading(text, 1 if level == 1 else 2 if level == 2 else 3)
        case "paragraph":
            if text := _inline_text(node):
                yield Paragraph(text)
            yield from _pictures(node, attachments)
        case "bullet_list" | "ordered_list":
            yield Bullets(tuple(_item_text(item) for item in node.children), ordered=node.type == "ordered_list")
            yield from (
                block
                for item in node.children
                for child in item.walk()
                if child.type in ("table", "image")
                for block in _blocks_of_node(child, attachments)
            )
        case "blockquote":
            for child in node.children:
                for block in _blocks_of_node(child, attachments):
                    yield Paragraph(block.text, role="muted") if isinstance(block, Paragraph) else block
        case "fence" | "code_block":
            if node.content.strip():
                yield Preformatted(node.content.rstrip("\n"))
        case "table":
            yield _table_of(node)
        case "image":
            yield from _picture_of_node(node, attachments)
        case "hr":
            return
        case _:
            if node.content.strip():
                yield Paragraph(node.content.strip())


def _inline_text(node: SyntaxTreeNode) -> str:
    inline = node.children[0] if node.children else None
    return "".join(_spans(inline)).strip() if inline is not None else ""


def _spans(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield child.content
            case "softbreak" | "hardbreak":
                yield "\n" if child.type == "hardbreak" else " "
            case "link":
                text, target = "".join(_spans(child)), str(child.attrs.get("href", ""))
                # A printed page has no links, so the address stands beside the words.
                yield text if target in ("", text, f"mailto:{text}") else f"{text}（{target}）"
            case "image":
                target = str(child.attrs.get("src", ""))
                if not target.startswith(("attachment:", "data:image/png;base64,")):
                    yield f"〔图：{child.content or target}，未随文附上〕"
            case _:
                yield "".join(_spans(child)) if child.children else child.content


def _item_text(item: SyntaxTreeNode, depth: int = 0) -> str:
    lines = []
    for child in item.children:
        if child.type in ("bullet_list", "ordered_list"):
            for number, inner in enumerate(child.children, 1):
                sign = f"{number}." if child.type == "ordered_list" else "－"
                lines.append(f"{'　' * depth}{sign}{_item_text(inner, depth + 1)}")
        elif child.type in ("fence", "code_block"):
            lines.append(child.content.rstrip("\n"))
        elif child.type == "blockquote":
            lines.append(_item_text(child, depth))
        elif child.type != "table" and (text := _inline_text(child)):
            lines.append(text)
    return "\n".join(lines)


def _table_of(node: SyntaxTreeNode) -> Block:
    rows = [[_inline_text(cell) for cell in row.children] for part in node.children for row in part.children]
    return build_table(header=[rows[0]], body=rows[1:], caption=ADDED_TABLE, row_header=0)


def _pictures(node: SyntaxTreeNode, attachments: Mapping[str, Any]) -> Iterator[Block]:
    for child in node.walk():
        if child.type == "image":
            yield from _picture_of_node(child, attachments)


def _picture_of_node(node: SyntaxTreeNode, attachments: Mapping[str, Any]) -> Iterator[Block]:
    target = str(node.attrs.get("src", ""))
    if target.startswith("attachment:"):
        picture = _picture_of(attachments.get(target.removeprefix("attachment:"), {}))
    else:
        inside = _DATA_PNG.fullmatch(target)
        picture = _as_png(inside[1]) if inside else None
    if picture is not None:
        yield Picture(png=picture, alt=node.content or ADDED_FIGURE)


def _picture_of(data: Mapping[str, Any]) -> str | None:
    for kind in ("image/png", "image/jpeg", "image/gif"):
        if kind in data and (picture := _as_png(_joined(data[kind]))) is not None:
            return picture
    return None


def _as_png(encoded: str) -> str | None:
    """A raster picture as base64 of PNG; a PNG keeps its bytes. None where it is no picture."""
    try:
        raw = base64.b64decode(encoded)
        with Image.open(io.BytesIO(raw)) as image:
            image.load()
            if image.format != "PNG":
                buffer = io.BytesIO()
                image.convert("RGB").save(buffer, format="PNG")
                raw = buffer.getvalue()
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return base64.b64encode(raw).decode("ascii")


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)
