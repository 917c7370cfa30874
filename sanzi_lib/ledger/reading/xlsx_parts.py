"""The XML parts of an .xlsx that the reader needs, each as one expat pass (ECMA-376, transitional and strict)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED
from sanzi_lib.ledger.reading.serials import find_date_kind

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RELATION = "relationships id"
MAIN_SPACES = ("spreadsheetml/2006/main ", "purl.oclc.org/ooxml/spreadsheetml/main ", "package/2006/relationships ")


class Scan(Protocol):
    """Gets the elements of one part."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Give an element of the part's own namespace begins; ``name`` is its local name."""

    def end(self, name: str) -> None:
        """Give It ends."""

    def text(self, data: str) -> None:
        """Characters."""


def parse_part(pieces: Iterable[bytes], scan: Scan) -> None:
    """Run one part through a scan.

    Raises:
        UnreadableError: The XML is not well formed, or holds a document type (entities are never expanded).
    """
    parser = make_parser()
    names: dict[str, str | None] = {}

    def local(tag: str) -> str | None:
        if tag not in names:
            space, blank, name = tag.rpartition(" ")
            own = not blank or f"{space} ".endswith(MAIN_SPACES)
            names[tag] = name if own else None
        return names[tag]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name is not None:
            scan.start(name, attributes)

    def end(tag: str) -> None:
        name = local(tag)
        if name is not None:
            scan.end(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = scan.text
    feed(parser, pieces)


def make_parser() -> expat.XMLParserType:
    """Make an expat parser that refuses document types, so that no entity is ever expanded."""

    def refuse(*_: object) -> None:
        raise UnreadableError(DAMAGED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    """Parse a part.

    Raises:
        UnreadableError: The XML is not well formed, or its encoding is unknown.
    """
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError):
        raise UnreadableError(DAMAGED) from None


class RelationScan:
    """``*.rels``: relation id to type and target."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a relation."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = (attributes.get("Type", ""), attributes.get("Target", ""))

    def end(self, name: str) -> None:
        """Nothing to do."""

    def text(self, data: str) -> None:
        """Nothing to do."""


class BookScan(RelationScan):
    """``workbook.xml``: sheet names with their relations, in order, the epoch, and whether to calculate on load."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.relations: list[str] = []
        self.epoch_1904 = False
        self.on_load = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet, the epoch, or how to calculate."""
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.lower().endswith(_RELATION)), "")
            self.names.append(unescape(attributes.get("name", "")))
            self.relations.append(relation)
        elif name == "workbookPr":
            self.epoch_1904 = attributes.get("date1904", "0").lower() in ("1", "true")
        elif name == "calcPr":
            asked = attributes.get("fullCalcOnLoad", "0").lower() in ("1", "true")
            self.on_load = asked or attributes.get("calcCompleted", "1").lower() in ("0", "false")


class StyleScan(RelationScan):
    """``styles.xml``: which cell formats show dates, and of which kind."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a number format or a cell format."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._formats.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """Leave the cell formats."""
        if name == "cellXfs":
            self._in_cells = False

    def date_kinds(self) -> list[str]:
        """For each cell format the kind of the dates that it shows, "" where it shows none."""
        return [find_date_kind(_whole(number), self._codes.get(number)) for number in self._formats]


def _whole(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 10 else 0


class StringScan:
    """``sharedStrings.xml``: the strings, phonetic hints left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._taking = False
        self._phonetic = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a string, a run or a hint."""
        if name == "t":
            self._taking = not self._phonetic
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        """End it."""
        if name == "t":
            self._taking = False
        elif name == "si":
            self.strings.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic -= 1

    def text(self, data: str) -> None:
        """Characters of a string."""
        if self._taking:
            self._parts.append(data)


def unescape(text: str) -> str:
    """Undo ``_x000D_``, as Excel writes characters that XML cannot hold; a lone surrogate becomes U+FFFD."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_unescape_one, text)


def _unescape_one(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)
