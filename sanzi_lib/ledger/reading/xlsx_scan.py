"""Read .xlsx and .xlsm (docs/核验规则.md 单元格).

Every part is unpacked once against its checksum and a size limit before anything is parsed. All of it is read by expat
without document types, so no entity is ever expanded. Nothing is kept of blank cells, however large a sheet says it is.

A worksheet is one expat pass that takes any XML and any place of a cell, and tells error cells and formulas without a
value from nothing. The pass is one closure instead of an object per cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import (
    DAMAGED,
    DATE,
    ERROR,
    SAVE_AS,
    TEXT,
    UNCALCULATED,
    YES_NO,
    Merge,
    RawSheet,
    SheetBuilder,
    SheetHead,
)
from sanzi_lib.ledger.reading.serials import is_number, show_cell
from sanzi_lib.ledger.reading.xlsx_package import Package
from sanzi_lib.ledger.reading.xlsx_parts import (
    MAIN_SPACES,
    BookScan,
    StringScan,
    StyleScan,
    feed,
    make_parser,
    unescape,
)

_MAIN = "xl/workbook.xml"


@dataclass
class XlsxGrid:
    """An opened .xlsx; sheets are read when they are asked for.

    Attributes:
        package: Its parts.
        heads: Its sheets.
        paths: The part of each sheet; None for a chart sheet.
        strings_path: The part of the shared strings.
        date_kinds: For each cell format the kind of the dates that it shows, "" where it shows none.
        epoch_1904: True where days count from 1904.
        on_load: True where the workbook asks to be calculated when it is opened.
    """

    package: Package
    heads: Sequence[SheetHead]
    paths: Sequence[str | None]
    strings_path: str | None
    date_kinds: Sequence[str]
    epoch_1904: bool
    on_load: bool

    def read(self, index: int) -> RawSheet:
        """Read the cells of one sheet; a chart sheet has none.

        Raises:
            UnreadableError: The sheet's part is missing or damaged.
        """
        path = self.paths[index]
        if path is None:
            return RawSheet([], [], [])
        with self.package.open(path) as pieces:
            return scan_sheet(pieces, self._strings, self.date_kinds, epoch_1904=self.epoch_1904, on_load=self.on_load)

    @cached_property
    def _strings(self) -> Sequence[str]:
        """The shared strings."""
        scan = StringScan()
        if self.strings_path is not None:
            self.package.parse(self.strings_path, scan)
        return scan.strings


def open_xlsx(data: bytes) -> XlsxGrid:
    """Open the bytes of a zip as a workbook.

    Raises:
        UnreadableError: It is no .xlsx inside, or is damaged, encrypted or too large.
    """
    package = Package(data)
    main = _find_main(package)
    book = BookScan()
    package.parse(main, book)
    relations = package.relations(main)
    paths: list[str | None] = []
    for relation in book.relations:
        kind, target = relations.get(relation, ("", ""))
        if kind.endswith("/worksheet") and target not in package:
            raise UnreadableError(DAMAGED)
        paths.append(target if kind.endswith("/worksheet") else None)
    strings_path, styles_path = (
        next((target for name, target in relations.values() if name.endswith(kind) and target in package), None)
        for kind in ("/sharedStrings", "/styles")
    )
    styles = StyleScan()
    if styles_path is not None:
        package.parse(styles_path, styles)
    heads = [SheetHead(name) for name in book.names]
    return XlsxGrid(package, heads, paths, strings_path, styles.date_kinds(), book.epoch_1904, book.on_load)


def _find_main(package: Package) -> str:
    names = [target for kind, target in package.relations("").values() if kind.endswith("/officeDocument")]
    main = next((name for name in names if name in package), None)
    if main is None and _MAIN in package:
        main = _MAIN
    if main is not None and main.endswith(".xml") and main.startswith("xl/"):
        return main
    if (main or "").endswith(".bin") or "xl/workbook.bin" in package:
        raise UnreadableError("文件内容是 .xlsb（二进制工作簿），请另存为 .xlsx 再放回。")
    if "mimetype" in package and b"opendocument" in package.read("mimetype")[:100]:
        raise UnreadableError("文件内容是 .ods（开放文档表格），请另存为 .xlsx 再放回。")
    if main is not None and main.startswith(("word/", "ppt/")):
        raise UnreadableError(f"文件内容是 Word 或 PPT 文档，不是 Excel 工作簿。{SAVE_AS}")
    if main is None:
        raise UnreadableError(f"文件内容是压缩包，不是 Excel 工作簿。{SAVE_AS}")
    return main


_DIGITS = "0123456789"
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


def scan_sheet(
    pieces: Iterable[bytes],
    strings: Sequence[str],
    date_kinds: Sequence[str],
    *,
    epoch_1904: bool,
    on_load: bool = False,
) -> RawSheet:
    """Read a worksheet's XML.

    Args:
        pieces: The part, in pieces.
        strings: The workbook's shared strings.
        date_kinds: For each cell format the kind of the dates that it shows, "" where it shows none.
        epoch_1904: True for workbooks that count days from 1904.
        on_load: True for workbooks that ask to be calculated when they are opened: a formula's 0 or empty text is then
            what a writer left that cannot calculate, and no result.

    Raises:
        UnreadableError: The XML or a reference in it is damaged.
    """
    parser = make_parser()
    builder = SheetBuilder()
    merges: list[Merge] = []
    letters: dict[str, int] = {}
    # Tags of the sheet's own namespace; the root element says which of the two it is.
    cell_tag = value_tag = formula_tag = text_tag = row_tag = hint_tag = merge_tag = data_tag = ""
    number = column = hints = 0
    kind, style = "n", ""
    parts: list[str] = []
    taking = stored = formula = inline = inside = False

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell_tag, value_tag, formula_tag, text_tag, row_tag, hint_tag, merge_tag, data_tag
        space, _, name = tag.rpartition(" ")
        if name != "worksheet" or not f"{space} ".endswith(MAIN_SPACES):
            raise UnreadableError(DAMAGED)
        names = ("c", "v", "f", "t", "row", "rPh", "mergeCell", "sheetData")
        tags = [f"{space} {name}" for name in names]
        cell_tag, value_tag, formula_tag, text_tag, row_tag, hint_tag, merge_tag, data_tag = tags
        parser.StartElementHandler = start

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal number, column, hints, kind, style, taking, stored, formula, inline, inside
        if tag == cell_tag:
            reference = attributes.get("r")
            if reference:
                head = reference.rstrip(_DIGITS)
                if head not in letters:
                    letters[head] = number_of_column(head)
                column = letters[head]
            else:
                column += 1
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            parts.clear()
            stored = formula = inline = False
        elif tag == value_tag:
            taking = not inline  # a text in the cell counts before a value that repeats it
            stored = True
        elif tag == text_tag:
            taking = kind == "inlineStr" and not hints
            if taking and not inline:
                parts.clear()
                stored = inline = True
        elif tag == formula_tag:
            formula = True
        elif tag == row_tag and inside:
            given = attributes.get("r")
            number = _whole(given) if given else number + 1
            if not 1 <= number <= _MAX_ROW:
                raise UnreadableError(DAMAGED)
            column = 0
        elif tag == merge_tag:
            first, _, last = attributes.get("ref", "").replace("$", "").partition(":")
            merges.append(Merge(*_place(first), *_place(last or first)))
        elif tag == hint_tag:
            hints += 1
        elif tag == data_tag:
            inside = True

    def end(tag: str) -> None:
        nonlocal taking, hints, inside
        if taking:
            taking = False
        elif tag == cell_tag:
            if (stored or formula) and inside:
                found = _read_cell("".join(parts), kind, style)
                if found is not None:
                    builder.add(number, column, found)
        elif tag == hint_tag:
            hints -= 1
        elif tag == data_tag:
            inside = False

    def characters(data: str) -> None:
        if taking:
            parts.append(data)

    def _read_cell(value: str, kind: str, style: str) -> tuple[str, str] | None:
        """Kind and value; None for a blank cell."""
        if kind in ("str", "inlineStr"):
            if not stored or (formula and on_load and not value):
                return UNCALCULATED, ""
            return (TEXT, unescape(value)) if value else None
        value = value.strip()
        if not value:
            return (UNCALCULATED, "") if formula else None
        if kind == "s":
            if not value.isdecimal() or int(value) >= len(strings):
                raise UnreadableError(DAMAGED)
            shared = strings[int(value)]
            return (TEXT, shared) if shared else None
        if kind == "n" and is_number(value):
            if formula and on_load and not float(value):
                return UNCALCULATED, ""
            known = style.isdecimal() and int(style) < len(date_kinds)
            return show_cell(value, date_kind=date_kinds[int(style)] if known else "", epoch_1904=epoch_1904)
        if kind == "b":
            return YES_NO, "1" if value.lower() in ("1", "true") else "0"
        return (DATE, value.removesuffix("Z")) if kind == "d" else (ERROR, value)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    feed(parser, pieces)
    return builder.build(merges)


def number_of_column(letters: str) -> int:
    """Give ``A`` gives 1, ``AA`` gives 27.

    Raises:
        UnreadableError: No sheet has such a column.
    """
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > _MAX_COLUMN:
            raise UnreadableError(DAMAGED)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= _MAX_COLUMN:
        raise UnreadableError(DAMAGED)
    return number


def _place(reference: str) -> tuple[int, int]:
    head = reference.rstrip(_DIGITS)
    return _whole(reference[len(head) :]), number_of_column(head)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise UnreadableError(DAMAGED)
    return int(text)
