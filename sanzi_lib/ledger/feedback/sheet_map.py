"""Where things stand in a worksheet's XML, so that it can be changed by splicing (docs/核验规则.md 退回修改)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers import expat

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.feedback.edited_book import MAIN, RELATIONS, CannotMarkError, read_number
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
_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?=[\s/>])")
ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


@dataclass
class SheetMap:
    """Where things stand in a worksheet's XML (byte offsets).

    Attributes:
        prefix: Prefix of the sheet's own namespace, with its colon.
        rows: Number and start of each row element, and where the next one starts.
        row_styles: Format of the blank cells of a row, where the row has one.
        column_styles: First and last column and format.
        drawing: Relation id of the comments' drawing, "" where there is none.
        drawing_at: Where the element that names it belongs.
        data: Where the rows begin, and where their closing tag does.
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


def parse_range(reference: str) -> tuple[Place, Place] | None:
    """``A1:B2`` as its corners; None for anything else."""
    first, _, last = reference.partition(":")
    corners = parse_place(first), parse_place(last or first)
    return (corners[0], corners[1]) if corners[0] and corners[1] else None


def read_tag(data: bytes, at: int) -> re.Match[bytes]:
    """Read the start tag at an offset: 1 its attributes, 2 the slash of an empty element."""
    tag = _TAG.match(data, at)
    if tag is None:
        raise CannotMarkError("原文件的内部结构不规范")
    return tag


def map_sheet(data: bytes) -> SheetMap:
    """Find out where things stand in a worksheet.

    Expat sees what stands around the rows. The rows, which may be a hundred thousand, are found by their tags: where
    nothing but elements and text stands, a ``<`` begins a tag and nothing else.

    Raises:
        CannotMarkError: The XML is damaged, in another encoding than UTF-8, of another namespace, or holds comments.
    """
    head = _DATA.search(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4] or b"<!" in data or data.rfind(b"<?") > 5:
        raise CannotMarkError("原文件的内部写法不常见")
    if head is None:
        raise CannotMarkError("原文件不是通常格式的 .xlsx，或内部结构不完整")
    found = SheetMap(prefix=head[1])
    tag = read_tag(data, head.start())
    last = tag.end() if tag[2] else data.find(b"</%bsheetData" % head[1], tag.end())
    if last < 0:
        raise CannotMarkError("原文件的内部结构已损坏")
    found.data = (head.start(), last)
    _scan_around(data, found, tag.end())
    _scan_rows(data, found, tag.end())
    return found


def _scan_around(data: bytes, found: SheetMap, rows_at: int) -> None:
    parser = make_parser()
    shift = depth = 0
    pending = seen = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, pending, seen
        depth += 1
        at = parser.CurrentByteIndex + shift
        name = tag.removeprefix(f"{MAIN} ")
        if depth == 1 and name != "worksheet":
            raise CannotMarkError("原文件不是通常格式的 .xlsx（如为严格开放格式）")
        if depth == 2:
            if pending:
                found.drawing_at, pending = at, False
            seen = seen or (name == "sheetData" and at == found.data[0])
            if name == "dimension":
                found.dimension = (at, attributes.get("ref", ""))
            elif name == "legacyDrawing":
                found.drawing = attributes.get(f"{RELATIONS} id", "")
                if not found.drawing:
                    raise CannotMarkError("原文件的批注不完整")
        elif depth == 3 and name == "mergeCell":
            corners = parse_range(attributes.get("ref", ""))
            if corners is not None:
                found.merges.append((*corners[0], *corners[1]))
        elif depth == 3 and name == "col":
            first, last, style = (read_number(attributes.get(key, "")) for key in ("min", "max", "style"))
            if first is not None and last is not None and style is not None:
                found.column_styles.append((first, last, style))

    def end(tag: str) -> None:
        nonlocal depth, pending
        if depth == 2:
            pending = pending or tag.removeprefix(f"{MAIN} ") in _BEFORE_DRAWING
        elif depth == 1 and pending:
            found.drawing_at = parser.CurrentByteIndex + shift
        depth -= 1

    def declare(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise CannotMarkError("原文件的编码不常见")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.XmlDeclHandler = declare
    try:
        parser.Parse(data[:rows_at], False)
        shift = found.data[1] - rows_at
        parser.Parse(data[found.data[1] :], True)
    except (expat.ExpatError, LookupError, UnreadableError):
        raise CannotMarkError("原文件的内部结构已损坏") from None
    if not seen:
        raise CannotMarkError("原文件的内部结构不规范")


def _scan_rows(data: bytes, found: SheetMap, rows_at: int) -> None:
    tags = [match.start() for match in re.compile(rb"<%brow(?=[\s/>])" % found.prefix).finditer(
        data, rows_at, found.data[1]
    )]  # fmt: skip
    number = 0
    for start, limit in pairwise((*tags, found.data[1])):
        attributes = {a[1]: a[2][1:-1].decode("ascii", "replace") for a in ATTRIBUTE.finditer(read_tag(data, start)[1])}
        given, style = read_number(attributes.get(b"r", "")), read_number(attributes.get(b"s", ""))
        number = number + 1 if given is None else given
        found.rows.append((number, start, limit))
        if style is not None and attributes.get(b"customFormat") in ("1", "true"):
            found.row_styles[number] = style
