"""Change a worksheet's XML by splicing, so that every byte that need not change stays (domain §4).

A worksheet may hold rules, pictures and extensions of any maker. They are never parsed into something and written
anew; expat says where things stand, and only start tags of marked cells are exchanged.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.feedback.package import MAIN, RELATIONS, CannotMarkError
from sanzi_lib.ledger.model import column_letter
from sanzi_lib.ledger.reading.xlsx_parts import make_parser

Place = tuple[int, int]
"""Row and column, from 1."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_BEFORE_DRAWING = frozenset(
    (
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
        *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"),
        *("mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
        *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
        *("ignoredErrors", "smartTags", "drawing"),
    )
)
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_TAG = re.compile(rb"<[^\s/>]+((?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


@dataclass
class SheetMap:
    """Where things stand in a worksheet's XML (byte offsets).

    Attributes:
        rows: Number, start and end of each row element; the end is that of its content.
        row_styles: Format of the blank cells of a row, where the row has one.
        column_styles: First and last column and format.
        drawing: Relation id of the comments' drawing, "" where there is none.
        drawing_at: Where the element that names it belongs.
        dimension: Where the used range is stated, and the range.
    """

    prefix: bytes = b""
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    row_styles: dict[int, int] = field(default_factory=dict)
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    data: tuple[int, int] = (0, 0)
    drawing: str = ""
    drawing_at: int = 0
    dimension: tuple[int, str] | None = None

    def anchors(self, places: Iterable[Place]) -> dict[Place, Place]:
        """For each place that a merged range hides, the cell that shows the range."""
        columns: dict[int, list[int]] = {}
        for row, column in sorted(places):
            columns.setdefault(column, []).append(row)
        found = {}
        for first_row, first_column, last_row, last_column in self.merges:
            for column, rows in columns.items():
                if first_column <= column <= last_column:
                    for row in rows[bisect_left(rows, first_row) : bisect_right(rows, last_row)]:
                        if (row, column) != (first_row, first_column):
                            found[row, column] = (first_row, first_column)
        return found


def parse_place(address: str | None) -> Place | None:
    """``E7`` as row and column; None for anything that is no cell of a sheet."""
    match = _ADDRESS.fullmatch(address or "")
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def map_sheet(data: bytes) -> SheetMap:
    """Find out where things stand in a worksheet.

    Raises:
        CannotMarkError: The XML is damaged, in another encoding than UTF-8 or of another namespace.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        raise CannotMarkError("原文件的编码不常见")
    found = SheetMap()
    parser = make_parser()
    depth = number = row_at = 0
    pending = inside = False
    row_tag, merge_tag, column_tag = f"{MAIN} row", f"{MAIN} mergeCell", f"{MAIN} col"

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, number, row_at, pending, inside
        depth += 1
        if depth > 3:
            return
        at = parser.CurrentByteIndex
        if depth == 1:
            if tag != f"{MAIN} worksheet":
                raise CannotMarkError("原文件不是通常格式的 .xlsx（如为严格开放格式）")
            found.prefix = data[at + 1 : data.index(b"worksheet", at)]
        elif depth == 2:
            if pending:
                found.drawing_at, pending = at, False
            inside = tag == f"{MAIN} sheetData"
            if inside:
                found.data = (at, at)
            elif tag == f"{MAIN} dimension":
                found.dimension = (at, attributes.get("ref", ""))
            elif tag == f"{MAIN} legacyDrawing":
                found.drawing = attributes.get(f"{RELATIONS} id", "")
        elif inside and tag == row_tag:
            number = int(attributes["r"]) if attributes.get("r", "").isdecimal() else number + 1
            row_at = at
            if attributes.get("customFormat") in ("1", "true") and attributes.get("s", "").isdecimal():
                found.row_styles[number] = int(attributes["s"])
        elif tag == merge_tag:
            first, _, last = attributes.get("ref", "").partition(":")
            corners = parse_place(first), parse_place(last or first)
            if corners[0] and corners[1]:
                found.merges.append((*corners[0], *corners[1]))
        elif tag == column_tag:
            parts = [attributes.get(name, "") for name in ("min", "max", "style")]
            if all(part.isdecimal() for part in parts):
                found.column_styles.append((int(parts[0]), int(parts[1]), int(parts[2])))

    def end(tag: str) -> None:
        nonlocal depth, pending, inside
        if depth == 3 and inside and tag == row_tag:
            found.rows.append((number, row_at, parser.CurrentByteIndex))
        elif depth == 2:
            if inside:
                found.data = (found.data[0], parser.CurrentByteIndex)
                inside = False
            pending = pending or tag.removeprefix(f"{MAIN} ") in _BEFORE_DRAWING
        elif depth == 1 and pending:
            found.drawing_at = parser.CurrentByteIndex
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, UnreadableError):
        raise CannotMarkError("原文件的内部结构已损坏") from None
    if not found.data[0] or not found.drawing_at:
        raise CannotMarkError("原文件的内部结构不完整")
    return found


def splice_sheet(
    data: bytes, sheet: SheetMap, marks: Mapping[Place, str], restyle: Callable[[int, str], int], drawing: str
) -> bytes:
    """Give cells another format; those that are not there yet are made, in order.

    Args:
        data: The worksheet's XML.
        sheet: Its map.
        marks: Cell to the colour of its fill.
        restyle: Number of the format with that fill, by the number of the cell's own format and the colour.
        drawing: Relation id of a new drawing of comments, "" for none.
    """
    edits: list[tuple[int, int, bytes]] = []
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), colour in sorted(marks.items()):
        by_row.setdefault(row, {})[column] = colour
    made: list[Place] = []
    new_rows: list[tuple[int, bytes]] = []
    places: dict[int, list[tuple[int, int]]] = {}
    for number, start, stop in sheet.rows:
        if number in by_row:
            places.setdefault(number, []).append((start, stop))

    def blank(row: int, column: int, colour: str) -> bytes:
        made.append((row, column))
        style = sheet.row_styles.get(row)
        if style is None:
            style = next((s for first, last, s in sheet.column_styles if first <= column <= last), 0)
        return b'<%bc r="%b%d" s="%d"/>' % (
            sheet.prefix, column_letter(column).encode(), row, restyle(style, colour),
        )  # fmt: skip

    for row, wanted in by_row.items():
        if row not in places:
            cells = b"".join(blank(row, column, colour) for column, colour in wanted.items())
            new_rows.append((row, b'<%brow r="%d">%b</%brow>' % (sheet.prefix, row, cells, sheet.prefix)))
            continue
        missing = dict(wanted)
        for start, stop in places[row]:
            for cell_at, column, style in _cells(data, start, stop):
                if column in wanted:
                    edits.append(_retag(data, cell_at, b"s", b"%d" % restyle(style, wanted[column])))
                    missing.pop(column, None)
        if missing:
            start, stop = places[row][0]
            edits += _insert_cells(data, sheet.prefix, start, stop, {c: blank(row, c, k) for c, k in missing.items()})
    edits += _insert_rows(data, sheet, new_rows)
    edits += _widen(data, sheet, made)
    if drawing:
        element = b'<%blegacyDrawing xmlns:r="%b" r:id="%b"/>' % (sheet.prefix, RELATIONS.encode(), drawing.encode())
        edits.append((sheet.drawing_at, sheet.drawing_at, element))
    return _apply(data, edits)


def _cells(data: bytes, start: int, stop: int) -> list[tuple[int, int, int]]:
    """Offset, column and format of each cell of a row."""
    head = _TAG.match(data, start)
    if head is None or head[2]:
        return []
    found: list[tuple[int, int, int]] = []
    column = depth = 0
    # The piece is parsed by itself, where prefixes of namespaces are not known: hence without them.
    parser = expat.ParserCreate()

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal column, depth
        depth += 1
        if depth == 2 and tag.rpartition(":")[2] == "c":
            place = parse_place(attributes.get("r"))
            column = place[1] if place else column + 1
            style = attributes.get("s", "0")
            found.append((parser.CurrentByteIndex + start, column, int(style) if style.isdecimal() else 0))

    def finish(tag: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    try:
        parser.Parse(data[start : data.index(b">", stop) + 1], True)
    except (expat.ExpatError, ValueError):
        raise CannotMarkError("原文件的内部结构不规范") from None
    return found


def _insert_cells(
    data: bytes, prefix: bytes, start: int, stop: int, cells: Mapping[int, bytes]
) -> list[tuple[int, int, bytes]]:
    head = _TAG.match(data, start)
    if head is None:
        raise CannotMarkError("原文件的内部结构不规范")
    # "spans" is only a hint for speed, and may no longer be true; without it the row is read as it is.
    kept = b"".join(attribute[0] for attribute in _ATTRIBUTE.finditer(head[1]) if attribute[1] != b"spans")
    if head[2]:
        whole = data[start : head.start(1)] + kept + b">" + b"".join(cells.values()) + b"</%brow>" % prefix
        return [(start, head.end(), whole)]
    there = _cells(data, start, stop)
    edits = [(head.start(1), head.end(1), kept)] if kept != head[1] else []
    for column, cell in cells.items():
        at = next((at for at, number, _ in there if number > column), stop)
        edits.append((at, at, cell))
    return edits


def _insert_rows(data: bytes, sheet: SheetMap, rows: list[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
    if not rows:
        return []
    start, stop = sheet.data
    head = _TAG.match(data, start)
    if head is None:
        raise CannotMarkError("原文件的内部结构不规范")
    if head[2]:
        whole = data[start : head.start(2)] + b">" + b"".join(row for _, row in rows)
        return [(start, head.end(), whole + b"</%bsheetData>" % sheet.prefix)]
    return [
        (at, at, row)
        for number, row in rows
        for at in [next((place for there, place, _ in sheet.rows if there > number), stop)]
    ]


def _widen(data: bytes, sheet: SheetMap, made: list[Place]) -> list[tuple[int, int, bytes]]:
    """State the used range anew where a new cell lies outside it: some programs read nothing beyond."""
    if sheet.dimension is None or not made:
        return []
    at, stated = sheet.dimension
    first, _, last = stated.partition(":")
    corners = [place for place in (parse_place(first), parse_place(last or first)) if place is not None]
    rows, columns = zip(*(corners + made), strict=True)
    whole = f"{column_letter(min(columns))}{min(rows)}:{column_letter(max(columns))}{max(rows)}"
    return [] if whole == stated else [_retag(data, at, b"ref", whole.encode())]


def _retag(data: bytes, at: int, name: bytes, value: bytes) -> tuple[int, int, bytes]:
    """The edit that gives the start tag at an offset an attribute."""
    head = _TAG.match(data, at)
    if head is None:
        raise CannotMarkError("原文件的内部结构不规范")
    for attribute in _ATTRIBUTE.finditer(data, head.start(1), head.end(1)):
        if attribute[1] == name:
            return (attribute.start(2), attribute.end(2), b'"%b"' % value)
    return (head.end(1), head.end(1), b' %b="%b"' % (name, value))


def _apply(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    pieces = []
    done = 0
    for start, stop, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[done:start], text]
        done = stop
    return b"".join((*pieces, data[done:]))
