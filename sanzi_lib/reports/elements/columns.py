"""Columns that know their cell: header, figure, cell and alignment are said once, and a table is a list of them.

A column takes a row of the table's data, whatever that is, and gives its cell. The columns of figures come from the
catalogue (:mod:`sanzi_lib.measures.figures`), so a figure has the same name and the same form in every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, Literal, Protocol, TypeVar

from sanzi_lib.measures.figures import FIGURES, MONEY_NAMES, What, name_figure, name_part
from sanzi_lib.measures.model import Amounts
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Role, Table, TableRow
from sanzi_lib.reports.elements.formats import NOTHING, count_cell, gap_cell, money_cell, rate_cell, show_quantities

Of = TypeVar("Of")
"""A row of a table's data."""

RowStyle = Literal["plain", "total", "part"]

MONEY_LINE = "金额单位：万元"

LONGEST_VALUE = 60
"""Characters of a text from a return that a document shows."""

LONGEST_LISTED = 500
"""Characters of such a text in the workbook; checks.json has all of them."""

BLANK = Cell("")

ABSENT = Cell(NOTHING, role="muted")
"""Where there is no figure, which is not the same as zero."""


@dataclass(frozen=True)
class CellColumn(Generic[Of]):
    """A column of a table and the way from a row of data to its cell.

    Attributes:
        key: Name of the column in tidy data.
        header: Its header.
        cell: A row of data to the cell.
        align: How its cells stand.
        weight: Relative room that its text needs; 0 for as little as it takes.
        over: Header over this and the neighbouring columns with the same one; "" for a column that stands alone.
    """

    key: str
    header: str
    cell: Callable[[Of], Cell]
    align: Align = "left"
    weight: float = 0
    over: str = ""


def figure_column(
    figure: str,
    amounts: Callable[[Of], Amounts | None],
    *,
    key: str = "",
    header: str = "",
    within: bool = False,
    over: str = "",
) -> CellColumn[Of]:
    """Give the column of a figure of the catalogue, named and shown as everywhere.

    Args:
        figure: Key of the figure.
        amounts: A row of data to its amounts; None for a row that has no such figure.
        key: Key of the column, where it is not the figure's.
        header: Another header, where a table's own heading says part of the name; the figure's 名称 otherwise.
        within: True where the figure is part of the one in the column before it, which says month or year (其中：).
        over: Header over this and the neighbouring columns.
    """
    value = FIGURES[figure].value
    assert value is not None, figure

    def of_amounts(of: Of) -> Any:
        row = amounts(of)
        return None if row is None else value(row)

    return value_column(figure, of_amounts, key=key, header=header, within=within, over=over)


def value_column(
    figure: str,
    value: Callable[[Of], Any],
    *,
    key: str = "",
    header: str = "",
    within: bool = False,
    over: str = "",
) -> CellColumn[Of]:
    """Give the column of a figure of the catalogue that does not come from a row's amounts: of a quarter, as published.

    Args:
        figure: Key of the figure.
        value: A row of data to its value; None for a row that has no such figure.
        key: The column's own key, where it is not the figure's.
        header: Its own header, where it says of when the figure is; otherwise the figure's 名称.
        within: As in :func:`figure_column`.
        over: Likewise.
    """
    align: Align = "center" if figure == "gap" else "right"
    named = header or name_figure(figure)
    if within:
        named = f"其中：{header}" if header else name_part(figure)
    return CellColumn(key or figure, named, lambda of: value_cell(figure, value(of)), align, over=over)


class Moneys(Protocol):
    """Whatever has the three amounts, 分; None where there is none."""

    @property
    def benefit(self) -> int | None:
        """经济效益."""

    @property
    def treasury(self) -> int | None:
        """入库收益."""

    @property
    def available(self) -> int | None:
        """本级可用财力."""


def money_columns(
    moneys: Callable[[Of], Moneys | None],
    *,
    what: Sequence[What] = ("benefit", "treasury", "available"),
    when: tuple[str, str] = ("", ""),
    within: bool = True,
    unit: str = "",
    over: str = "",
) -> tuple[CellColumn[Of], ...]:
    """Give the columns of what was brought: benefit, treasury and, as part of it, available.

    Args:
        moneys: A row of data to its amounts; None for a row that has none.
        what: Those that the table shows.
        when: Ending of the keys (``_quarter``) and beginning of the headers (``二季度``).
        unit: Ending of the headers (``（万元）``), where the table does not say it above.
        within: True where available stands beside treasury as part of it (其中：).
        over: Header over the columns.
    """

    def column(name: What) -> CellColumn[Of]:
        def fen(of: Of) -> int | None:
            row = moneys(of)
            return None if row is None else getattr(row, name)

        part, header = within and name == "available", f"{when[1]}{MONEY_NAMES[name]}{unit}"
        return value_column(name, fen, key=f"{name}{when[0]}", header=header, within=part, over=over)

    return tuple(map(column, what))


def figure_cell(key: str, amounts: Amounts) -> Cell:
    """Give the cell of a figure of a row's amounts."""
    figure = FIGURES[key]
    assert figure.value is not None, key
    return value_cell(key, figure.value(amounts))


def value_cell(key: str, value: Any) -> Cell:
    """Give the cell of a value of the catalogue's figure: 万元, percent, a count, or quantities by unit of measure."""
    if key == "gap":
        return gap_cell(value)
    match FIGURES[key].kind:
        case "money":
            return money_cell(value)
        case "rate":
            return rate_cell(value)
        case "count":
            return count_cell(value)
        case "quantities":
            return ABSENT if value is None else Cell(show_quantities(value))


def text_column(
    key: str, header: str, text: Callable[[Of], str], align: Align = "left", weight: float = 0
) -> CellColumn[Of]:
    """Give a column of our own words."""
    return CellColumn(key, header, lambda of: Cell(text(of)), align, weight)


def written_column(
    key: str,
    header: str,
    text: Callable[[Of], str | None],
    *,
    limit: int = 0,
    role: Role = "plain",
    align: Align = "left",
    weight: float = 0,
) -> CellColumn[Of]:
    """Give a column of texts that units or analysts wrote (:func:`text_cell`)."""
    return CellColumn(key, header, lambda of: text_cell(text(of), role=role, limit=limit), align, weight)


def tally_column(key: str, header: str, count: Callable[[Of], int], *, role: Role = "plain") -> CellColumn[Of]:
    """Give a column of counts, empty where there is none (:func:`tally_cell`)."""
    return CellColumn(key, header, lambda of: tally_cell(count(of), role=role), "right")


def build_table(
    caption: str,
    columns: Sequence[CellColumn[Of]],
    rows: Iterable[Of],
    *,
    total: Of | None = None,
    style: Callable[[Of], RowStyle] = lambda _: "plain",
    **about: Any,
) -> Table:
    """Build a table of one header row, or of two where columns stand under one that is over them.

    Args:
        caption: Title of the table.
        columns: Its columns.
        rows: Its data, one row each.
        total: The last row, set apart.
        style: How a row stands.
        **about: Further fields of :class:`~sanzi_lib.reports.elements.blocks.Table`: notes, sheet, landscape, ….
    """
    body = [TableRow(tuple(column.cell(of) for column in columns), style=style(of)) for of in rows]
    if total is not None:
        body.append(TableRow(tuple(column.cell(total) for column in columns), style="total"))
    return Table(
        caption=caption,
        columns=tuple(Column(column.key, column.align, column.weight) for column in columns),
        header=_build_header(columns),
        rows=tuple(body),
        **about,
    )


def _build_header(columns: Sequence[CellColumn[Of]]) -> tuple[tuple[HeaderCell, ...], ...]:
    if not any(column.over for column in columns):
        return (tuple(HeaderCell(column.header) for column in columns),)
    first: list[HeaderCell] = []
    for over, same in groupby(columns, key=lambda column: column.over):
        under = list(same)
        if over:
            first.append(HeaderCell(over, colspan=len(under)))
        else:
            first += [HeaderCell(column.header, rowspan=2) for column in under]
    return tuple(first), tuple(HeaderCell(column.header) for column in columns if column.over)


def text_cell(text: str | None, *, role: Role = "plain", limit: int = 0) -> Cell:
    """Give cell with a text that a unit wrote, on one line and, beyond ``limit`` characters, cut; ``—`` for nothing."""
    plain = " ".join((text or "").split())
    if not plain:
        return ABSENT
    if limit and len(plain) > limit:
        plain = f"{plain[: limit - 2]}……"
    return Cell(plain, role=role)


def tally_cell(count: int, *, role: Role = "plain") -> Cell:
    """Give a cell with a count; nothing where it is none, so that what is there stands out."""
    if not count:
        return Cell("", role="muted")
    return Cell(f"{count:,}", number=str(count), places=0, role=role, kind="count")
