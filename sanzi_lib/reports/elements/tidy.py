"""数据: one figure per row, exact, for further work in a workbook; not shown in the documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.model import Amounts
from sanzi_lib.money import round_half_up, to_wan
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.elements.columns import CellColumn, build_table, text_column
from sanzi_lib.reports.elements.formats import EXACT_PLACES

SHEET = "数据"

TidyHead = Sequence[tuple[str, str]]
"""Key and header of the columns that say whose figure it is."""


class TidyLine(NamedTuple):
    """A figure: 名称, its unit of measure, and the exact number; None where there is none, which is not zero."""

    name: str
    unit: str
    number: str | None


def list_figures(keys: Iterable[str], amounts: Amounts) -> Iterator[TidyLine]:
    """List the lines of figures of the catalogue: 万元 with all digits, rates in percent, gaps in 百分点."""
    for key in keys:
        figure = FIGURES[key]
        assert figure.value is not None, key
        value: Any = figure.value(amounts)
        match figure.kind:
            case "money":
                yield TidyLine(figure.name, "万元", exact_wan(value))
            case "rate":
                yield TidyLine(figure.name, "百分点" if key == "gap" else "%", exact_percent(value))
            case "count":
                yield TidyLine(figure.name, "个", exact_count(value))
            case "quantities":
                for item in value:
                    yield TidyLine(figure.name, item.measure, f"{item.quantity:f}")


def exact_wan(fen: int | None) -> str | None:
    """Give an amount of 分 in 万元 with all its digits."""
    return None if fen is None else str(to_wan(fen))


def exact_percent(share: Fraction | None) -> str | None:
    """Give a share in percent with ten decimals, half up."""
    return None if share is None else str(round_half_up(share * 100, EXACT_PLACES))


def exact_count(count: int | None) -> str | None:
    """Give a whole number."""
    return None if count is None else str(count)


def exact_decimal(value: Decimal | Fraction | None) -> str | None:
    """Give a number with ten decimals, half up."""
    return None if value is None else str(round_half_up(value, EXACT_PLACES))


def build_tidy(
    caption: str,
    head: TidyHead,
    lines: Iterable[tuple[Sequence[str], TidyLine]],
    *,
    sheet: str = SHEET,
    row_header: int = 0,
) -> Table:
    """Build a sheet of one figure per row.

    Args:
        caption: Title of the table.
        head: The columns before the figure.
        lines: What stands in them, and the figure.
        sheet: Name of the sheet.
        row_header: Index of the column that names the row.
    """

    def said(place: int) -> CellColumn[tuple[Sequence[str], TidyLine]]:
        key, header = head[place]
        return text_column(key, header, lambda line: line[0][place], "left", 1)

    columns: list[CellColumn[tuple[Sequence[str], TidyLine]]] = [
        *(said(place) for place in range(len(head))),
        text_column("measure", "指标", lambda line: line[1].name, "left", 1),
        text_column("unit_of_measure", "计量单位", lambda line: line[1].unit, "left", 1),
        CellColumn("value", "数值", lambda line: _value_cell(line[1].number), "right", 1),
    ]
    return build_table(caption, columns, lines, sheet=sheet, shown=False, row_header=row_header)


def _value_cell(number: str | None) -> Cell:
    places = len(number.partition(".")[2]) if number else 0
    return Cell(number or "", number=number, places=places)
