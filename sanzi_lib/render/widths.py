"""How wide a table's columns are and how large its type is, the same estimate for PDF and XLSX.

Widths are counted in em (one Chinese character), which fits every face used closely enough.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from sanzi_lib.reports.elements.blocks import Column, HeaderCell, Table, TableRow

PADDING = 0.85
"""Room left and right of a cell's text together, em."""

LONGEST_TOKEN = 24
"""A run without a break opportunity is kept whole up to this many characters; a longer one is broken anywhere."""

_LIMIT = LONGEST_TOKEN * 0.56
_BREAKS = re.compile(r"[\s\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_LISTING_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
_READABLE = 9.0
_SMALLEST_FOR_ONE_PAGE = 8.5
_SMALLEST_FOR_RELIEF = 7.5
_RELIEF = 0.88  # of the height: a smaller size alone saves less
_POINTS_PER_MM = 72 / 25.4
_LANDSCAPE_ROOM = (210 - 22 - 20) * _POINTS_PER_MM - 26  # less a heading above the table
_LINE_PITCH = 1.24  # of a line, em
_ROW_INSET = 0.5  # what a row is higher than its lines, em
_NOTE_SIZE = 9.5
_EASY_TEXT = 8.0
_A_LITTLE = 0.6
_COMFORTABLE_LINE = 26.0
_UNBROKEN_LINES = 14


@dataclass(frozen=True)
class Layout:
    """Column widths of a table on a given width.

    Attributes:
        size: Type size, pt.
        shares: Share of the width per column; they sum to 1.
        widths: Width per column, em of ``size``.
        easy: Width at which the whole table reads well, em.
    """

    size: float
    shares: tuple[float, ...]
    widths: tuple[float, ...]
    easy: float


@lru_cache(maxsize=16_384)
def text_width(text: str) -> float:
    """Width of one line of text, em: wide characters 1, others about 0.55.

    Kept for the texts of the last tables, because each is asked for again for every size and every format.
    """
    return sum(map(_character_width, text))


@cache
def _character_width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.56


def count_lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column of ``width`` em; rather too many than too few."""
    usable = max(width - PADDING, 1.0)
    return sum(max(1, -int(-text_width(line) * 1.04 // usable)) for line in text.split("\n"))


def compute_layout(table: Table, points: float, sizes: tuple[float, ...]) -> Layout:
    """Fit a table's columns into a width, at the largest type size at which figures and short texts do not break.

    Args:
        table: The table.
        points: Width that there is, pt.
        sizes: Type sizes to try, the largest first; the last is taken anyway.
    """
    least, easy, wanted = _measure(table)
    readable = tuple(size for size in sizes if size >= _READABLE)
    size = _first_fit(easy, points, readable) or _first_fit(least, points, (_READABLE, *sizes[len(readable) :]))
    return _lay_out(table, points, size or sizes[-1], least, easy, wanted)


@lru_cache(maxsize=64)
def _measure(table: Table) -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    """Tell what each column must have, reads easily with, and would like, em; the same for every size and format."""
    measured = [
        _measure_column(column, [row.cells[number].text for row in table.rows], header)
        for number, (column, header) in enumerate(zip(table.columns, _single_headers(table), strict=True))
    ]
    least, easy, wanted = zip(*measured, strict=True) if measured else ((), (), ())
    return least, easy, wanted


def _measure_column(column: Column, texts: list[str], header: str) -> tuple[float, float, float]:
    lines = [line for text in texts for line in text.split("\n")]
    longest = max(map(text_width, lines), default=0.0)
    heading = text_width(header)
    # No figure and no short word of the column breaks at the least width.
    tokens = lines if column.align == "right" else [token for text in texts for token in _BREAKS.split(text)]
    words = max(min(text_width(token), _LIMIT) for token in (*tokens, *_BREAKS.split(header)))
    least = max(words, min(heading, 2.0), 1.2) + PADDING
    # Short texts stand on one line and the header on three or four.
    body = min(longest, _EASY_TEXT if column.weight == 0 else _EASY_TEXT / 2)
    easy = max(least, max(body, min(heading, max(3.0, heading / 3.6))) + PADDING)
    # A header may take two or three lines; a long text wraps at about a comfortable line.
    wanted = max(min(longest, _COMFORTABLE_LINE), min(heading, max(longest, heading / 2.5))) + PADDING
    return least, easy, max(easy, wanted)


def _lay_out(
    table: Table, points: float, size: float, least: Sequence[float], easy: Sequence[float], wanted: Sequence[float]
) -> Layout:
    room = points / size
    widths = _share_out([column.weight for column in table.columns], least, easy, wanted, room)
    total = sum(widths)
    return Layout(
        size, tuple(width / total for width in widths), tuple(width * room / total for width in widths), sum(easy)
    )


def fit_to_page(table: Table, *, landscape: bool) -> Layout:
    """Give the layout of a table on the printed page (A4; the margins stand in ``report.typ`` and ``print.css``).

    A landscape table has a page of its own, so its type is made a little smaller where that saves a second page.
    """
    millimetres = 297 - 22 - 22 if landscape else 210 - 24 - 22
    points = millimetres * _POINTS_PER_MM
    sizes = _LISTING_SIZES if table.listing else _SIZES
    layout = compute_layout(table, points, sizes)
    if not landscape:
        return layout
    floor = min(_SMALLEST_FOR_ONE_PAGE, layout.size - 0.5)
    smaller = [size for size in sizes if floor <= size < layout.size]
    for candidate in (layout, *(compute_layout(table, points, (size,)) for size in smaller)):
        if _height(table, candidate) <= _LANDSCAPE_ROOM:
            return candidate
    return relieve_squeezed(table, points, layout)


def relieve_squeezed(table: Table, points: float, layout: Layout) -> Layout:
    """Give a layout of smaller type, as long as each step makes a table of squeezed texts much shorter.

    Args:
        table: The table.
        points: Width that there is, pt.
        layout: Its layout on that width.
    """
    measured = _measure(table)
    for size in (size for size in _SIZES if _SMALLEST_FOR_RELIEF <= size < layout.size):
        candidate = _lay_out(table, points, size, *measured)
        if _height(table, candidate) > _height(table, layout) * _RELIEF:
            break
        layout = candidate
    return layout


def fit_to_screen(table: Table, *, room: float) -> Layout:
    """Give layout of a table on a screen ``room`` em wide, or on the width at which it reads well if that is more."""
    easy = compute_layout(table, room, (1.0,)).easy
    ample = easy * 1.25 if any(column.weight for column in table.columns) else easy
    return compute_layout(table, max(room, ample), (1.0,))


def _height(table: Table, layout: Layout) -> float:
    """About the height of a table with its title, header and notes, pt; rather too much than too little."""
    lines = 0.0
    inset = 0.0
    for row in table.rows:
        lines += max(count_lines(c.text, width) for c, width in zip(row.cells, layout.widths, strict=True))
        inset += _ROW_INSET
    header = header_lines(table, layout)
    body = (lines + header) * _LINE_PITCH + inset + _ROW_INSET * len(table.header)
    title = 42.0 if table.official else 30.0
    notes = sum(count_lines(note, sum(layout.widths) * layout.size / _NOTE_SIZE) for note in table.notes)
    return body * layout.size + title + notes * _NOTE_SIZE * 1.5


def header_lines(table: Table, layout: Layout) -> float:
    """About how many lines of text a table's header is high."""
    placed = place_header(table)
    spanning = [0] * len(table.header)
    single = 0
    for down, across, cell in placed:
        lines = count_lines(cell.text, sum(layout.widths[across : across + cell.colspan]))
        if cell.colspan > 1:
            spanning[down] = max(spanning[down], lines)
        else:
            single = max(single, lines if cell.rowspan == 1 else lines - cell.rowspan + 1)
    return sum(spanning) + single


def repeats_header(table: Table, layout: Layout) -> bool:
    """Give False for a header that fills the page: it would leave no room for rows beneath each of its repetitions."""
    return header_lines(table, layout) <= _UNBROKEN_LINES


def stays_whole(row: TableRow, layout: Layout) -> bool:
    """Give True for a row that is short enough to be kept on one page; typst would drop what does not fit."""
    lines = (count_lines(cell.text, width) for cell, width in zip(row.cells, layout.widths, strict=True))
    return max(lines, default=0) <= _UNBROKEN_LINES


def _first_fit(widths: Sequence[float], points: float, sizes: tuple[float, ...]) -> float | None:
    return next((size for size in sizes if sum(widths) * size <= points), None)


def _share_out(
    weights: list[float], least: Sequence[float], easy: Sequence[float], wanted: Sequence[float], room: float
) -> Sequence[float]:
    """Give every column what it must have, then what is easy to read, then what it would like, as far as room goes."""
    if sum(least) >= room:
        return least
    if sum(easy) >= room:
        return _grant(least, easy, weights, room)
    if sum(wanted) >= room:
        # Columns that ask for text room take what is left by their weight.
        return _towards(easy, wanted, [weight or 0.3 for weight in weights], room)
    return [width * room / sum(wanted) for width in wanted]


def _grant(now: Sequence[float], goal: Sequence[float], weights: list[float], room: float) -> list[float]:
    """Widen all columns alike, those of running text, used to wrapping, less; then finish those that lack a little."""
    widths = _towards(now, goal, [1.0 if weight == 0 else 0.3 for weight in weights], room)
    for i in sorted(range(len(widths)), key=lambda i: (goal[i] - widths[i], i)):
        lack = goal[i] - widths[i]
        donor = max(range(len(widths)), key=lambda j: (goal[j] - widths[j], j))
        if 0 < lack <= _A_LITTLE and donor != i and widths[donor] - now[donor] >= lack:
            widths[i] += lack
            widths[donor] -= lack
    return widths


def _towards(now: Sequence[float], goal: Sequence[float], weights: list[float], room: float) -> list[float]:
    """Widen columns towards their goals by weight until the room is used; none passes its goal."""
    widths = list(now)
    for _ in range(len(widths)):
        open_ = [i for i, width in enumerate(widths) if goal[i] - width > 1e-9]
        spare = room - sum(widths)
        if not open_ or spare <= 1e-9:
            break
        total = sum(weights[i] for i in open_)
        for i in open_:
            widths[i] += min(goal[i] - widths[i], spare * weights[i] / total)
    return widths


def _single_headers(table: Table) -> list[str]:
    """Give the lowest header text over each column that spans no other."""
    texts = [""] * len(table.columns)
    for _, across, cell in place_header(table):
        if cell.colspan == 1:
            texts[across] = cell.text
    return texts


def balanced_width(text: str, width: float) -> float | None:
    """Width at which a header of several lines is about evenly long, em; None where it stands well as it is."""
    room = max(width - PADDING, 0.1)
    total = text_width(text)
    # Rounded, so that a text that just fits is not broken by a float's last digit.
    lines = max(1, math.ceil(round(total / room, 6)))
    even = math.ceil(total / lines) + 0.1
    return even if lines > 1 and "\n" not in text and even < room else None


def place_header(table: Table) -> list[tuple[int, int, HeaderCell]]:
    """Each header cell with its row and column in the grid, spans taken into account."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for down, row in enumerate(table.header):
        across = 0
        for cell in row:
            while (down, across) in taken:
                across += 1
            placed.append((down, across, cell))
            taken |= {(down + i, across + j) for i in range(cell.rowspan) for j in range(cell.colspan)}
            across += cell.colspan
    return placed
