"""Writes the sheets of rows of a return's workbook, and single cells safely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.ledger.layout import SEQUENCE, ColumnSpec, SheetSpec
from sanzi_lib.ledger.model import column_letter
from sanzi_lib.ledger.template.content import CellInput, Looks, RowInput
from sanzi_lib.ledger.template.lists import Lists, add_validations
from sanzi_lib.ledger.template.style import (
    CODE,
    DATE,
    HEAD,
    HEAD_AUTO,
    HEAD_MUST,
    MARK,
    MARK_MUST,
    NOTE,
    TIME,
    TITLE,
    TOTAL,
    TOTAL_LABEL,
    protect,
    set_up_print,
    style_of,
    width_of,
)

_FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000
AUTO_KEYS = frozenset({"benefit_to_date", "treasury_to_date", "available_to_date"})
"""Columns that the template computes."""


@dataclass(frozen=True)
class SheetPlan:
    """What one sheet of rows holds.

    Attributes:
        spec: Its layout.
        rows: Its rows.
        title: The title line.
        note: The line under it.
        required: Keys that are required beyond the layout (工作领域 of units that count by field).
        blank_rows: Drop-downs reach at least so many rows.
        total: Keys that the 合计 row sums; none for no such row.
    """

    spec: SheetSpec
    rows: tuple[RowInput, ...]
    title: str
    note: str
    required: frozenset[str] = frozenset()
    blank_rows: int = 300
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetPlace:
    """Where things came to stand on a sheet.

    Attributes:
        sheet: The sheet.
        header_row: Row of the header.
        total_row: Row of the 合计, None where there is none.
        first_row: First data row.
        last_row: Last row that takes data.
        columns: Column key to number.
    """

    sheet: Worksheet
    header_row: int
    total_row: int | None
    first_row: int
    last_row: int
    columns: Mapping[str, int]

    def span(self, key: str) -> str:
        """Range of a column's data cells, with the sheet's name."""
        letter = column_letter(self.columns[key])
        return f"{self.sheet.title}!${letter}${self.first_row}:${letter}${self.last_row}"

    def address(self, key: str, row: int) -> str:
        """``E7`` of a column and row."""
        return f"{column_letter(self.columns[key])}{row}"


def write_cell(cell: Cell | MergedCell, value: CellInput, style: str) -> None:
    """Write a value; text is always text, whatever it starts with (text from returns is hostile)."""
    assert isinstance(cell, Cell), "nothing is written into a merged cell"
    cell.style = style
    if value is None or value == "":
        return
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA_HEADS):
            cell.quotePrefix = True
        return
    cell.value = value
    if isinstance(value, datetime):
        cell.style = TIME
    elif isinstance(value, date):
        cell.style = DATE


def write_sheet(book: Workbook, plan: SheetPlan, looks: Looks, lists: Lists) -> SheetPlace:
    """Write one sheet of rows (docs/核验规则.md 月报).

    Args:
        book: The workbook.
        plan: What the sheet holds.
        looks: How it is laid out.
        lists: Where the lists of the drop-downs stand.
    """
    sheet = book.create_sheet(plan.spec.name)
    specs = plan.spec.columns
    shift = 1 if looks.sequence else 0
    columns = {column.key: number for number, column in enumerate(specs, start=1 + shift)}
    width = len(specs) + shift
    row = _write_lines(sheet, plan, looks, width, columns)
    header_row = row
    for column in specs:
        cell = sheet.cell(header_row, columns[column.key])
        write_cell(cell, _header(column.header, looks), _head_style(column, plan.required))
    sheet.row_dimensions[header_row].height = 42
    if looks.sequence:
        write_cell(sheet.cell(header_row, 1), SEQUENCE, HEAD)
    total_on_top = bool(plan.total) and looks.total == "top"
    first_row = header_row + (2 if total_on_top else 1)
    _write_rows(sheet, plan, columns, first_row, sequence=looks.sequence)
    end = first_row + len(plan.rows) - 1
    total_row: int | None = header_row + 1 if total_on_top else None
    if plan.total and looks.total == "bottom" and plan.rows:
        end += 1
        total_row = end
    if total_row is not None:
        _label_total(sheet, total_row, columns, plan)
    if looks.signature:
        write_cell(sheet.cell(end + 2, 1), "填表人：　　　　　　审核人：", NOTE)
    last_row = max(first_row + len(plan.rows) - 1, first_row + plan.blank_rows - 1)
    for column in specs:
        dimension = sheet.column_dimensions[column_letter(columns[column.key])]
        dimension.width = width_of(column)
        # Blank rows below are unlocked and formatted through their column; openpyxl has no public way to say so.
        sample = Cell(sheet, row=1, column=1)
        sample.style = style_of(column)
        dimension._style = sample._style  # type: ignore[attr-defined]
    add_validations(sheet, plan.spec, columns, lists, (first_row, last_row))
    sheet.freeze_panes = sheet.cell(first_row, columns[specs[0].key] + (2 if "name" in columns else 1))
    # The first columns come again on a sheet's second page, so that a row can be followed across.
    set_up_print(sheet, header_row, pages_wide=2 if len(specs) > 12 else 1, repeat=columns[specs[0].key])
    protect(sheet)
    return SheetPlace(sheet, header_row, total_row, first_row, last_row, columns)


def write_total(place: SheetPlace, keys: Iterable[str], value_of: Callable[[str], CellInput]) -> None:
    """Fill the 合计 row with amounts or formulas (written by the library, so ``=`` is meant)."""
    if place.total_row is None:
        return
    for key in keys:
        cell = place.sheet.cell(place.total_row, place.columns[key])
        cell.style = TOTAL
        cell.value = value_of(key)


def _write_lines(sheet: Worksheet, plan: SheetPlan, looks: Looks, width: int, columns: Mapping[str, int]) -> int:
    row = 1
    lines = [(plan.title, TITLE, 30.0)] if looks.title else []
    if looks.extra_line:
        lines.append((f"附表：{plan.spec.name}　　金额单位：万元", NOTE, 18.0))
    if looks.notes:
        lines.append((plan.note, NOTE, 32.0))
    for text, style, height in lines:
        write_cell(sheet.cell(row, 1), text, style)
        # Not merge_cells, which spends longer on formatting the hidden cells than everything else takes.
        sheet.merged_cells.add(f"A{row}:{column_letter(width)}{row}")
        sheet.row_dimensions[row].height = height
        row += 1
    if looks.notes:
        for column in plan.spec.columns:
            must = column.required or column.key in plan.required
            auto = column.key in AUTO_KEYS
            text, style = ("公式", MARK) if auto else ("必填", MARK_MUST) if must else ("选填", MARK)
            write_cell(sheet.cell(row, columns[column.key]), text, style)
        row += 1
    return row


def _head_style(column: ColumnSpec, required: frozenset[str]) -> str:
    if column.key in AUTO_KEYS:
        return HEAD_AUTO
    return HEAD_MUST if column.required or column.key in required else HEAD


def _header(text: str, looks: Looks) -> str:
    if looks.full_width:
        text = text.replace("(", "（").replace(")", "）").replace(":", "：")
    if looks.broken_headers:
        for mark in ("其中:", "其中：", "年初至上月累计", "年初至本月累计"):
            text = text.replace(mark, f"{mark}\n", 1)
        text = text.replace("(", "\n(").replace("（", "\n（")
    return text


def _write_rows(
    sheet: Worksheet, plan: SheetPlan, columns: Mapping[str, int], first_row: int, *, sequence: bool
) -> None:
    styles = [(column.key, columns[column.key], style_of(column)) for column in plan.spec.columns]
    tall = any(column.kind == "text" and column.required for column in plan.spec.columns)
    for number, values in enumerate(plan.rows):
        row = first_row + number
        if tall:  # room for two lines of a description
            sheet.row_dimensions[row].height = 28
        if sequence:
            write_cell(sheet.cell(row, 1), number + 1, CODE)
        for key, column, style in styles:
            value = values.get(key)
            if value is not None and value != "":  # blank cells have their column's style
                write_cell(sheet.cell(row, column), value, style)


def _label_total(sheet: Worksheet, row: int, columns: Mapping[str, int], plan: SheetPlan) -> None:
    for column in plan.spec.columns:
        sheet.cell(row, columns[column.key]).style = TOTAL
    write_cell(sheet.cell(row, columns[plan.spec.columns[0].key]), "合计", TOTAL_LABEL)
