"""Turns what an analyst added to a notebook into blocks: Markdown, DataFrames, figures, printed text.

Raw HTML in Markdown is shown as text, and nothing is fetched: a picture from elsewhere is named, not loaded.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lxml import etree, html
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from PIL import Image, UnidentifiedImageError

from sanzi_lib.reports.elements.blocks import (
    Align,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    HeaderCell,
    Heading,
    Paragraph,
    Picture,
    Preformatted,
    Table,
    TableRow,
)

FIGURE_CAPTION = "分析人员添加的图"
"""What a figure is called that has no words of its own."""

TABLE_CAPTION = "分析人员添加的表"
"""What a table is called that has no words of its own."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_NO_TEXT = re.compile(r"<Figure size [\d.]+x[\d.]+ with \d+ Axes>|<IPython\.core\.display\.\w+ object>")
_DATA_PNG = re.compile(r"data:image/png;base64,(.+)", re.DOTALL)
_NUMERAL = re.compile(r"[-+−]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?\s?[%％‰]?|NaN|NaT|None|nan|<NA>|—|-|\.\.\.|…")
_SHAPE = re.compile(r"(\d+) rows × (\d+) columns")
_MAX_SPAN = 1000


def blocks_of_stream(text: str | list[str]) -> Iterator[Block]:
    """Give Printed text as it stands, without terminal colours."""
    clean = _ANSI.sub("", _joined(text)).strip("\n")
    if clean.strip():
        yield Preformatted(clean.rstrip())


def blocks_of_display(data: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    """Give the richest form of a cell's output that a document can hold.

    Args:
        data: MIME bundle of the output.
        words: Metadata of output and cell; ``alt`` and ``caption`` are used where they are there.
    """
    alt, caption = str(words.get("alt") or ""), str(words.get("caption") or "")
    if "image/svg+xml" in data:
        yield Chart(svg=_joined(data["image/svg+xml"]), alt=alt or caption or FIGURE_CAPTION, caption=caption)
    elif (picture := _picture_of(data)) is not None:
        yield Picture(png=picture, alt=alt or caption or FIGURE_CAPTION, caption=caption)
    elif "text/html" in data and (found := blocks_of_html(_joined(data["text/html"]), caption)):
        yield from found
    elif "text/markdown" in data:
        yield from blocks_of_markdown(_joined(data["text/markdown"]), {})
    elif "text/plain" in data:
        text = _joined(data["text/plain"])
        if not _NO_TEXT.fullmatch(text.strip()):
            yield from blocks_of_stream(text)


def blocks_of_markdown(source: str, attachments: Mapping[str, Any]) -> tuple[Block, ...]:
    """Give a Markdown text as headings, paragraphs, lists, tables and pictures.

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
    return build_table(header=[rows[0]], body=rows[1:], caption=TABLE_CAPTION, row_header=0)


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
        yield Picture(png=picture, alt=node.content or FIGURE_CAPTION)


def _picture_of(data: Mapping[str, Any]) -> str | None:
    for kind in ("image/png", "image/jpeg", "image/gif"):
        if kind in data and (picture := _as_png(_joined(data[kind]))) is not None:
            return picture
    return None


def _as_png(encoded: str) -> str | None:
    """Give a raster picture as base64 of PNG; a PNG keeps its bytes. None where it is no picture."""
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


def blocks_of_html(source: str, caption: str) -> tuple[Block, ...]:
    """Give the tables of an HTML output as tables and its other words as paragraphs; empty where it says nothing.

    Args:
        source: HTML, as pandas writes it or not.
        caption: Caption for the first table; its own comes before it.
    """
    try:
        root = html.fromstring(f"<div>{source}</div>")
    except (etree.ParserError, ValueError):
        return ()
    etree.strip_elements(root, "style", "script", "template", "noscript", "iframe", etree.Comment, with_tail=False)
    blocks: list[Block] = []
    for table in root.xpath(".//table[not(ancestor::table)]"):
        blocks.append(_table_of_html(table, caption))
        table.drop_tree()
    for line in _lines(root):
        shape = _SHAPE.fullmatch(line)
        blocks.append(
            Paragraph(
                f"（以上数据共{shape[1]}行、{shape[2]}列。）" if shape else line, role="muted" if shape else "plain"
            )
        )
    return tuple(blocks)


def build_table(
    *, header: Sequence[Sequence[str]], body: Sequence[Sequence[str]], caption: str, row_header: int
) -> Table:
    """Build a table block from plain texts; equal neighbours in a header row above the last become one cell.

    Args:
        header: Header rows, at least one; shorter rows are filled up.
        body: Body rows.
        caption: Title of the table.
        row_header: Column that names the rows.
    """
    width = max((len(row) for row in (*header, *body)), default=1) or 1
    full = [[*row, *[""] * (width - len(row))] for row in body]
    columns = tuple(Column(key=str(number), align=_alignment([row[number] for row in full])) for number in range(width))
    rows = tuple(TableRow(tuple(Cell(text) for text in row)) for row in full)
    spans = tuple(_header_row([*row, *[""] * (width - len(row))], merge=row is not header[-1]) for row in header)
    return Table(caption=caption, columns=columns, header=spans, rows=rows, row_header=row_header)


def _header_row(texts: list[str], *, merge: bool) -> tuple[HeaderCell, ...]:
    cells: list[HeaderCell] = []
    start = 0
    for number, (here, there) in enumerate(pairwise([*texts, None]), start=1):
        if not merge or here != there or not here:
            cells.append(HeaderCell(here or "", colspan=number - start))
            start = number
    return tuple(cells)


def _alignment(texts: list[str]) -> Align:
    filled = [text.strip() for text in texts if text.strip()]
    return "right" if filled and all(_NUMERAL.fullmatch(text) for text in filled) else "left"


def _table_of_html(table: html.HtmlElement, caption: str) -> Table:
    own = " ".join(table.xpath("string(./caption)").split())
    head = _grid(table.xpath("./thead/tr"))
    body_rows = table.xpath("./tbody/tr | ./tr | ./tfoot/tr")
    body = _grid(body_rows)
    index_columns = max((len(row.xpath("./th")) for row in body_rows), default=0)
    if not head and body and not body_rows[0].xpath("./td"):
        head, body = body[:1], body[1:]
    head = _fold_index_names(head or [[""]], index_columns)
    return build_table(header=head, body=body, caption=own or caption or TABLE_CAPTION, row_header=0)


def _fold_index_names(head: list[list[str]], index_columns: int) -> list[list[str]]:
    """Pandas writes index names in a header row of their own; they move up into the row above."""
    if len(head) > 1 and index_columns and not any(head[-1][index_columns:]) and any(head[-1][:index_columns]):
        names = head[-1][:index_columns]
        above = head[-2]
        return [*head[:-2], [*(name or old for name, old in zip(names, above, strict=False)), *above[index_columns:]]]
    return head


def _grid(rows: Sequence[html.HtmlElement]) -> list[list[str]]:
    """Texts of the rows with every span written out, so that each cell says what it belongs to."""
    placed: dict[tuple[int, int], str] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row.xpath("./th | ./td"):
            while (down, across) in placed:
                across += 1
            text = "\n".join(_lines(cell))
            height, width = min(_span(cell, "rowspan"), len(rows) - down), _span(cell, "colspan")
            placed |= {(down + i, across + j): text for i in range(height) for j in range(width)}
            across += width
    width = max((column for _, column in placed), default=-1) + 1
    return [[placed.get((down, across), "") for across in range(width)] for down in range(len(rows))]


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), _MAX_SPAN) if value.isdigit() and int(value) > 0 else 1


def _lines(element: html.HtmlElement) -> list[str]:
    for br in element.xpath(".//br"):
        br.tail = "\n" + (br.tail or "")
    for box in element.xpath(".//p | .//div | .//li | .//h1 | .//h2 | .//h3 | .//h4 | .//tr"):
        box.tail = "\n" + (box.tail or "")
    return [line for raw in element.text_content().split("\n") if (line := " ".join(raw.split()))]
