"""A worksheet of the plain kind: its values through calamine, and beside them what calamine hides (domain §3).

Excel, WPS, LibreOffice and openpyxl write the cells of a sheet in a few forms. A regular expression holds a sheet
against them. A sheet of any other make is *unusual* and goes through :mod:`sanzi_lib.ledger.reading.xlsx_sheet`, which
takes everything and its time. So calamine is given only what it reads exactly, and nothing is guessed.

Measured with python-calamine 0.9.1. Supplied here, because calamine hides them:

- error cells and formulas without a stored value (both come as ``""``);
- numbers that are shown as dates (it gives a date to the millisecond and hides the number, and takes some formats, such
  as ``aaaa``, for those of numbers);
- merged ranges, which it does give, come with the frame around the rows, which has to be read in any case.

Unusual, because calamine gives something else or nothing: errors that it does not know (at ``#SPILL!`` it gives up the
sheet), cells beyond column AZ or far apart (it fills all places between; at XFD1048576 it ends the process), a cell
that contradicts its row, a text longer than any that Excel holds, blanks at the ends of a text that are not marked to
be kept (it cuts them off), ``_x000D_`` (it undoes not all of these, and not everywhere), numbers that are none, dates
written as text, prefixed names, comments, entities, and whatever else is not in the list of forms below. Checksums are
held elsewhere (:mod:`sanzi_lib.ledger.reading.xlsx_package`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from python_calamine import CalamineSheet

from sanzi_lib.ledger.reading.grid import (
    DATES,
    ERROR,
    MOST_ROWS,
    NUMBER,
    TEXT,
    UNCALCULATED,
    YES_NO,
    Cell,
    Merge,
    RawColumn,
    RawSheet,
    make_sheet,
)
from sanzi_lib.ledger.reading.serials import show_cell, show_float
from sanzi_lib.ledger.reading.xlsx_sheet import number_of_column, scan_sheet

_MOST_CELLS = 6_000_000
"""Filled cells of a sheet; with more of them calamine may burst the memory it is given, and end the process."""

_NEAR = 20_000
"""Rows from the first filled one to the last, above which at least each fourth must be there."""

_CHARACTERS = rb"[^<&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_REFERENCE = rb"&(?:#[1-9]\d{2,4}+;|(?:amp|lt|gt|quot|apos|#(?:9|10|13|3[2-9]|[4-9]\d));)"
_LONGEST = rb"[^<]{0,300000}+<"
_CONTENT = rb"(?=%b)%b(?:%b%b)*+" % (_LONGEST, _CHARACTERS, _REFERENCE, _CHARACTERS)
_NO_BLANK_AT_ENDS = rb"(?![ \t\r\n]|&#(?:9|10|13|32);)%b(?<![ \t\r\n])(?<!&#9;)(?<!&#1[03];)(?<!&#32;)" % _CONTENT
_NUMERAL = rb"-?\d{1,40}+(?:\.\d{1,40}+)?+(?:[eE][-+]?\d{1,2}+)?+"
_KNOWN_ERROR = rb"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)"
_ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]{0,40}="[^"<&\x00-\x1f]*+")*+'
_FORMULA = rb"(?:<f%b(?:/>|>%b</f>))" % (_ATTRIBUTES, _CONTENT)
_STYLE = rb' s="\d{1,5}+"'
_NO_VALUE = rb"(?:<v></v>|<v/>)?+</c>"
_NUMBER = rb"%b?+(?:<v>%b</v></c>|%b)" % (_FORMULA, _NUMERAL, _NO_VALUE)


def _typed(style: bytes) -> bytes:
    """A cell from its type on, which another attribute may follow."""
    forms = (
        rb's"%b><v>\d{1,9}+</v></c>' % style,
        rb'inlineStr"%b><is><t(?:>%b| xml:space="preserve">%b)</t></is></c>' % (style, _NO_BLANK_AT_ENDS, _CONTENT),
        rb'n"%b>%b' % (style, _NUMBER),
        rb'str"%b>%b?+(?:<v>%b</v>|<v/>)</c>' % (style, _FORMULA, _CONTENT),
        rb'b"%b>%b?+<v>[01]</v></c>' % (style, _FORMULA),
        rb'e"%b>%b?+<v>%b</v></c>' % (style, _FORMULA, _KNOWN_ERROR),
    )
    return rb' t="(?:%b)' % b"|".join(forms)


_FORMS = rb"(?:%b)?+(?:/>|>%b|%b)|%b" % (_STYLE, _NUMBER, _typed(b""), _typed(_STYLE))
_ROW = re.compile(rb'<row r="([1-9]\d{0,6}+)"%b(?:/>|>(?:<c r="A?[A-Z]\1"(?:%b))*+</row>)' % (_ATTRIBUTES, _FORMS))
_START, _END = b"<sheetData>", b"</sheetData>"
_PROBE = b'<row r="1"><c r="A1"><v>7</v></c></row>'
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=.1\.0.(?: encoding=.(?i:utf-8).)?(?: standalone=.(?:yes|no).)?\s*\?>\s*)?<\w"
)
"""What stands at the beginning of a part in UTF-8."""

_PLACE = rb'<c r="([A-Z]+)(\d+)"'
_ERRORS = re.compile(rb'%b(?: s="\d+")? t="e"(?: s="\d+")?>%b?+<v>(#[^<]+)' % (_PLACE, _FORMULA))
_WITHOUT_VALUE = re.compile(rb'%b(?: s="\d+"| t="n")*+>%b%b' % (_PLACE, _FORMULA, _NO_VALUE))
_DATE = rb'%b(?: t="n")?+ s="(?:%b)"(?: t="n")?+>%b?+<v>([^<]+)'
_ESCAPED = re.compile(rb"_x[0-9A-Fa-f+]{4}_")
_SHORT = re.compile(rb"(?:%b)*+[^<]{0,300000}+" % _LONGEST)
_CUT_OFF = re.compile(rb"<t>(?:[ \t\r\n]|&#(?:9|10|13|32|x)|[^<]*(?:[ \t\r\n]|&#(?:9|10|13|32|x\w+);)</t>)")


@dataclass(frozen=True)
class Plain:
    """What was found of a plain sheet beside its values.

    Attributes:
        merges: Its merged ranges.
        known: Cells that calamine hides, by column and row.
    """

    merges: Sequence[Merge]
    known: Mapping[int, Mapping[int, Cell]]


def are_plain_strings(xml: bytes | bytearray) -> bool:
    """True where calamine reads a part of shared strings exactly; that it is well formed is seen to elsewhere."""
    return (
        _HEAD.match(xml) is not None
        and xml.find(b"<!") < 0
        and xml.find(b"<?", 5) < 0
        and _SHORT.fullmatch(xml) is not None
        and _ESCAPED.search(xml) is None
        and _CUT_OFF.search(xml) is None
    )


def find_hidden(xml: bytes | bytearray, date_kinds: Sequence[str], *, epoch_1904: bool) -> Plain | None:
    """Find in a worksheet's XML what calamine hides.

    Args:
        xml: The whole part.
        date_kinds: For each cell format the kind of the dates that it shows, "" where it shows none.
        epoch_1904: True for workbooks that count days from 1904.

    Returns:
        None for an unusual sheet.

    Raises:
        UnreadableError: What stands around the rows is damaged.
    """
    start = xml.find(_START) + len(_START)
    if start < len(_START) or not _HEAD.match(xml) or b"]]>" in xml or _ESCAPED.search(xml):
        return None
    end = _find_end(xml, start)
    if end is None:
        return None
    frame = scan_sheet((xml[:start], _PROBE, xml[end:]), (), (), epoch_1904=False)
    if list(frame.rows) != [1] or frame.row(0) != {1: Cell(NUMBER, "7")}:
        return None  # the rows are not where a row is looked for, or there are others
    known: defaultdict[int, dict[int, Cell]] = defaultdict(dict)
    for column, row, cell in _find_cells(xml, (start, end), date_kinds, epoch_1904=epoch_1904):
        known[column][row] = cell
    return Plain(frame.merges, known)


def _find_end(xml: bytes | bytearray, start: int) -> int | None:
    """Where the rows end; None where one of them is of another form, or cells are too many or too far apart."""
    filled = max(xml.rfind(b"<v>"), xml.rfind(b"<is>"))
    numbers: list[int] = []
    place = start
    while row := _ROW.match(xml, place):
        if place < filled:
            numbers.append(int(row[1]))
        place = row.end()
    apart = max(numbers, default=0) - min(numbers, default=0)
    many = len(xml) > 20 * _MOST_CELLS and xml.count(b"<v>") + xml.count(b"<is>") > _MOST_CELLS
    if many or (apart > _NEAR and apart > 4 * len(numbers)) or not xml.startswith(_END, place):
        return None
    return place


def _find_cells(
    xml: bytes | bytearray, span: tuple[int, int], date_kinds: Sequence[str], *, epoch_1904: bool
) -> Iterable[tuple[int, int, Cell]]:
    letters: dict[bytes, int] = {}

    def column_of(letter: bytes) -> int:
        if letter not in letters:
            letters[letter] = number_of_column(letter.decode())
        return letters[letter]

    if b' t="e"' in xml:
        for letter, row, text in _ERRORS.findall(xml, *span):
            yield column_of(letter), int(row), Cell(ERROR, text.decode())
    if b"<f" in xml:
        for letter, row in _WITHOUT_VALUE.findall(xml, *span):
            yield column_of(letter), int(row), Cell(UNCALCULATED, "")
    for kind in DATES:
        styles = b"|".join(b"%d" % style for style, shows in enumerate(date_kinds) if shows == kind)
        if not styles:
            continue
        shown: dict[bytes, Cell] = {}
        for letter, row, text in re.compile(_DATE % (_PLACE, styles, _FORMULA)).findall(xml, *span):
            if text not in shown:
                shown[text] = Cell(*show_cell(text.decode(), date_kind=kind, epoch_1904=epoch_1904))
            yield column_of(letter), int(row), shown[text]


def read_values(sheet: CalamineSheet, plain: Plain) -> RawSheet | None:
    """Put calamine's values and what it hides together.

    Returns:
        None where calamine saw a date that nobody else saw, or where rows are too many to be all filled ones: such a
        sheet is unusual after all.
    """
    known = dict(plain.known)
    top, left = sheet.start or (0, 0)
    values = sheet.to_python()
    first, last = top + 1, top + len(values)
    begin = min(chain([first], *known.values()))
    end = max(chain([last], *known.values()))
    if end - begin >= MOST_ROWS:
        return None
    above, below = ("",) * (first - begin), ("",) * (end - last)
    columns: dict[int, RawColumn | None] = {}
    for number, column in enumerate(zip(*values, strict=True), start=left + 1):
        columns[number] = _read_column(number, [*above, *column, *below], known.pop(number, {}), begin)
    del values
    for number, cells in known.items():
        columns[number] = _read_column(number, [""] * (end - begin + 1), cells, begin)
    found = [column for _, column in sorted(columns.items()) if column is not None]
    return make_sheet(range(begin, end + 1), found, plain.merges) if len(found) == len(columns) else None


def _read_column(number: int, values: list[object], known: Mapping[int, Cell], begin: int) -> RawColumn | None:
    for row, cell in known.items():
        values[row - begin] = cell
    kinds = set(map(type, values))
    if bool in kinds:  # True and 1.0 are one key
        values = [Cell(YES_NO, "1" if value else "0") if isinstance(value, bool) else value for value in values]
    if not kinds <= {str, float, bool, Cell}:
        return None
    places: defaultdict[object, int] = defaultdict(count(1).__next__, {"": 0})
    codes = [places[value] for value in values]
    if kinds <= {str}:
        return RawColumn(number, TEXT * len(places), list(map(str, places)), codes)
    cells = [_read_value(value) for value in places]
    return RawColumn(number, "".join(kind for kind, _ in cells), [text for _, text in cells], codes)


def _read_value(value: object) -> tuple[str, str]:
    if isinstance(value, Cell):
        return value
    return (NUMBER, show_float(value)) if isinstance(value, float) else (TEXT, str(value))
