"""Change a worksheet's XML by splicing, so that every byte that need not change stays (docs/核验规则.md 退回修改).

A worksheet may hold rules, pictures and extensions of any maker. They are never parsed into something and written
anew: only the start tags of marked cells are exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from sanzi_lib.ledger.feedback.edited_book import RELATIONS, CannotMarkError, read_number
from sanzi_lib.ledger.feedback.sheet_map import ATTRIBUTE, Place, SheetMap, parse_place, parse_range, read_tag
from sanzi_lib.ledger.model import column_letter


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
    for number, start, limit in sheet.rows:
        if number in by_row:
            places.setdefault(number, []).append((start, _row_end(data, sheet.prefix, start, limit)))

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


def _row_end(data: bytes, prefix: bytes, start: int, limit: int) -> int:
    """Where a row's closing tag begins; for an empty row its own end."""
    tag = read_tag(data, start)
    last = tag.end() if tag[2] else data.rfind(b"</%brow" % prefix, start, limit)
    if last < 0:
        raise CannotMarkError("原文件的内部结构已损坏")
    return last


def _cells(data: bytes, start: int, stop: int) -> list[tuple[int, int, int]]:
    """Offset, column and format of each cell of a row."""
    if read_tag(data, start)[2]:
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
            found.append((parser.CurrentByteIndex + start, column, read_number(attributes.get("s", "")) or 0))

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
    head = read_tag(data, start)
    # "spans" is only a hint for speed, and may no longer be true; without it the row is read as it is.
    kept = b"".join(attribute[0] for attribute in ATTRIBUTE.finditer(head[1]) if attribute[1] != b"spans")
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
    head = read_tag(data, start)
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
    rows, columns = zip(*made, *(parse_range(stated) or ()), strict=True)
    whole = f"{column_letter(min(columns))}{min(rows)}:{column_letter(max(columns))}{max(rows)}"
    return [] if whole == stated else [_retag(data, at, b"ref", whole.encode())]


def _retag(data: bytes, at: int, name: bytes, value: bytes) -> tuple[int, int, bytes]:
    """Give the edit that gives the start tag at an offset an attribute."""
    head = read_tag(data, at)
    for attribute in ATTRIBUTE.finditer(data, head.start(1), head.end(1)):
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
