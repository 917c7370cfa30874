"""A table of one header row, as lists of things to do need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Role, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING

Headers = Sequence[tuple[str, str, Align, float]]
"""Key, header text, alignment and weight of each column."""

LONGEST_VALUE = 60
"""Characters of a text from a return that a document shows."""

LONGEST_LISTED = 500
"""Characters of such a text in the workbook; checks.json has all of them."""


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


def text_cell(text: str | None, *, role: Role = "plain", limit: int = 0) -> Cell:
    """A cell with a text that a unit wrote, on one line and, beyond ``limit`` characters, cut; ``—`` for nothing."""
    plain = " ".join((text or "").split())
    if not plain:
        return Cell(NOTHING, role="muted")
    if limit and len(plain) > limit:
        plain = f"{plain[: limit - 2]}……"
    return Cell(plain, role=role)


def tally_cell(count: int, *, role: Role = "plain") -> Cell:
    """A cell with a count; nothing where it is none, so that what is there stands out."""
    if not count:
        return Cell("", role="muted")
    return Cell(f"{count:,}", number=str(count), places=0, role=role)
