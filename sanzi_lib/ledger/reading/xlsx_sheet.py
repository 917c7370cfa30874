"""A worksheet of an .xlsx: its filled cells and merged ranges, with error cells and formulas without a value.

One expat pass. A big return has millions of cells, so the pass is one closure instead of an object per cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED, DATE, ERROR, TEXT, UNCALCULATED, YES_NO, Merge, RawRow, RawSheet
from sanzi_lib.ledger.reading.grid import resolve_merges as resolve
from sanzi_lib.ledger.reading.serials import is_number, show_cell
from sanzi_lib.ledger.reading.xlsx_parts import MAIN_SPACES, feed, make_parser, unescape

_DIGITS = "0123456789"
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


def scan_sheet(
    pieces: Iterable[bytes], strings: Sequence[str], date_styles: Sequence[bool], *, epoch_1904: bool
) -> RawSheet:
    """Read a worksheet's XML.

    Args:
        pieces: The part, in pieces.
        strings: The workbook's shared strings.
        date_styles: For each cell format, True where it shows a date.
        epoch_1904: True for workbooks that count days from 1904.

    Raises:
        UnreadableError: The XML or a reference in it is damaged.
    """
    parser = make_parser()
    rows: list[RawRow] = []
    merges: list[Merge] = []
    letters: dict[str, int] = {}
    # Tags of the sheet's own namespace; the root element says which of the two it is.
    cell_tag = value_tag = formula_tag = text_tag = row_tag = hint_tag = merge_tag = data_tag = ""
    number = column = hints = 0
    columns: list[int] = []
    kinds: list[str] = []
    values: list[str] = []
    kind, style = "n", ""
    parts: list[str] = []
    taking = stored = formula = inside = False

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
        nonlocal number, column, hints, columns, kinds, values, kind, style, taking, stored, formula, inside
        if tag == cell_tag:
            reference = attributes.get("r")
            if reference:
                head = reference.rstrip(_DIGITS)
                column = letters.get(head) or _number_of(head, letters)
            else:
                column += 1
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            parts.clear()
            stored = formula = False
        elif tag == value_tag:
            taking = stored = True
        elif tag == text_tag:
            taking = kind == "inlineStr" and not hints
            stored = stored or taking
        elif tag == formula_tag:
            formula = True
        elif tag == row_tag and inside:
            given = attributes.get("r")
            number = _whole(given) if given else number + 1
            if not 1 <= number <= _MAX_ROW:
                raise UnreadableError(DAMAGED)
            column = 0
            columns, kinds, values = [], [], []
        elif tag == merge_tag:
            first, _, last = attributes.get("ref", "").replace("$", "").partition(":")
            merges.append(Merge(*_place(first, letters), *_place(last or first, letters)))
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
                    columns.append(column)
                    kinds.append(found[0])
                    values.append(found[1])
        elif tag == row_tag:
            if columns:
                rows.append(RawRow(number, columns, "".join(kinds), values))
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
            if not stored:
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
            date = style.isdecimal() and int(style) < len(date_styles) and date_styles[int(style)]
            return show_cell(value, date=date, epoch_1904=epoch_1904)
        if kind == "b":
            return YES_NO, "1" if value.lower() in ("1", "true") else "0"
        return (DATE, value.removesuffix("Z")) if kind == "d" else (ERROR, value)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    feed(parser, pieces)
    return resolve(_in_order(rows), merges)


def _in_order(rows: list[RawRow]) -> list[RawRow]:
    """Rows and cells in order; Excel writes them so, others may not. Of a cell written twice the last counts."""
    if all(a.number < b.number for a, b in pairwise(rows)) and all(
        all(a < b for a, b in pairwise(row.columns)) for row in rows
    ):
        return rows
    cells: dict[int, dict[int, tuple[str, str]]] = {}
    for row in rows:
        for column, kind, value in zip(row.columns, row.kinds, row.values, strict=True):
            cells.setdefault(row.number, {})[column] = (kind, value)
    return [
        RawRow(number, [c for c, _ in row], "".join(kind for _, (kind, _) in row), [value for _, (_, value) in row])
        for number, row in ((number, sorted(cells[number].items())) for number in sorted(cells))
    ]


def _number_of(head: str, letters: dict[str, int]) -> int:
    number = 0
    for letter in head:
        if not "A" <= letter <= "Z" or number > _MAX_COLUMN:
            raise UnreadableError(DAMAGED)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= _MAX_COLUMN:
        raise UnreadableError(DAMAGED)
    letters[head] = number
    return number


def _place(reference: str, letters: dict[str, int]) -> tuple[int, int]:
    head = reference.rstrip(_DIGITS)
    return _whole(reference[len(head) :]), letters.get(head) or _number_of(head, letters)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise UnreadableError(DAMAGED)
    return int(text)
