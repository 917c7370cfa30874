"""Which rows of a sheet are totals (domain §3, Rows)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator

from sanzi_lib.ledger.reading.grid import TEXT, Cell, RawColumn, RawSheet
from sanzi_lib.ledger.reading.header import Header
from sanzi_lib.params.values import normalise_name

_TOTALS = {"合计": True, "总计": True, "共计": True, "小计": False}
_TOTAL_HEADS = frozenset("合总共小")
_LONGEST_NAME = 40


def find_totals(raw: RawSheet, header: Header) -> dict[int, bool]:
    """Total rows below the header: their places in ``raw.rows``, with True for 合计, 总计 and 共计, False for 小计.

    A total row says so in 序号, 项目编号 or 项目名称, or in a cell that is merged over one of them from the left.
    """
    found: dict[int, bool] = {}
    for number in header.label_columns:
        below = range(bisect_right(raw.rows, header.row), len(raw.rows))
        label = raw.column(number)
        for place, whole in _places(label, _total_of, below):
            found.setdefault(place, whole)
        for left, places in _reached_from(raw, number).items():
            blank = [place for place in places if place in below and not label.codes[place]]
            for place, whole in _places(raw.column(left), _total_of, blank):
                found.setdefault(place, whole)
    return found


def _reached_from(raw: RawSheet, number: int) -> dict[int, list[int]]:
    """Columns from which merged ranges reach over a column, and the places of their first rows in ``raw.rows``."""
    reaching: dict[int, list[int]] = {}
    for merge in raw.merges:
        if merge.first_column < number <= merge.last_column:
            place = bisect_left(raw.rows, merge.first_row)
            if place < len(raw.rows) and raw.rows[place] == merge.first_row:
                reaching.setdefault(merge.first_column, []).append(place)
    return reaching


def _places(
    column: RawColumn, judge: Callable[[Cell], bool | None], places: Iterable[int]
) -> Iterator[tuple[int, bool]]:
    """Of some rows those in which a column's cell says something by ``judge``, and what."""
    said = [judge(cell) for cell in column.cells()]
    if any(what is not None for what in said):
        for place in places:
            what = said[column.codes[place]]
            if what is not None:
                yield place, what


def _total_of(cell: Cell) -> bool | None:
    if cell.kind != TEXT or len(cell.text) >= _LONGEST_NAME:
        return None
    head = cell.text.strip()[:1]  # spares the normalising of every project id
    if head in _TOTAL_HEADS or not head.isalnum():
        return _TOTALS.get(normalise_name(cell.text))
    return None
