"""A table of one header row, as lists of things to do need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanzi_lib.reports.elements.blocks import Align, Column, HeaderCell, Row, Table

Headers = Sequence[tuple[str, str, Align, float]]
"""Key, header text, alignment and weight of each column."""


def build_plain_table(
    caption: str,
    headers: Headers,
    rows: Iterable[Row],
    *,
    notes: tuple[str, ...] = (),
    landscape: bool = False,
    listing: bool = False,
    sheet: str | None = None,
    shown: bool = True,
    row_header: int = 0,
    above_right: str = "",
) -> Table:
    """A table with one header row.

    Args:
        caption: Title of the table.
        headers: Its columns.
        rows: Body rows, one cell per column.
        notes: Lines beneath.
        landscape: True to stand on landscape pages.
        listing: True for a long list whose type may be small.
        sheet: XLSX sheet, None for none.
        shown: False for a table that is in the workbook only.
        row_header: Index of the column that names the row.
        above_right: Line above the table at the right.
    """
    return Table(
        caption=caption,
        columns=tuple(Column(key, align, weight) for key, _, align, weight in headers),
        header=(tuple(HeaderCell(text) for _, text, _, _ in headers),),
        rows=tuple(rows),
        above_right=above_right,
        notes=notes,
        landscape=landscape,
        listing=listing,
        sheet=sheet,
        shown=shown,
        row_header=row_header,
    )
