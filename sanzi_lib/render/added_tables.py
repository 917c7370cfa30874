"""Turns the HTML of an analyst's DataFrame into table blocks, and other HTML into its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lxml import etree, html

from sanzi_lib.reports.elements.blocks import Align, Block, Cell, Column, HeaderCell, Paragraph, Row, Table

ADDED_TABLE = "分析人员添加的表"
"""Caption of a table that has none of its own."""

_NUMERAL = re.compile(r"[-+−]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?\s?[%％‰]?|NaN|NaT|None|nan|<NA>|—|-|\.\.\.|…")
_SHAPE = re.compile(r"(\d+) rows × (\d+) columns")
_MAX_SPAN = 1000


def blocks_of_html(source: str, caption: str) -> tuple[Block, ...]:
    """The tables of an HTML output as tables and its other words as paragraphs; empty where it says nothing.

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
        blocks.append(_table_of(table, caption))
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
    """A table block from plain texts; equal neighbours in a header row above the last become one cell.

    Args:
        header: Header rows, at least one; shorter rows are filled up.
        body: Body rows.
        caption: Title of the table.
        row_header: Column that names the rows.
    """
    width = max((len(row) for row in (*header, *body)), default=1) or 1
    full = [[*row, *[""] * (width - len(row))] for row in body]
    columns = tuple(Column(key=str(number), align=_alignment([row[number] for row in full])) for number in range(width))
    rows = tuple(Row(tuple(Cell(text) for text in row)) for row in full)
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


def _table_of(table: html.HtmlElement, caption: str) -> Table:
    own = " ".join(table.xpath("string(./caption)").split())
    head = _grid(table.xpath("./thead/tr"))
    body_rows = table.xpath("./tbody/tr | ./tr | ./tfoot/tr")
    body = _grid(body_rows)
    index_columns = max((len(row.xpath("./th")) for row in body_rows), default=0)
    if not head and body and not body_rows[0].xpath("./td"):
        head, body = body[:1], body[1:]
    head = _fold_index_names(head or [[""]], index_columns)
    return build_table(header=head, body=body, caption=own or caption or ADDED_TABLE, row_header=0)


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
