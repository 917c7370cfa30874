"""Find a sheet's header row and its columns (domain §3, Header; V02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanzi_lib.ledger.layout import SEQUENCE, SheetSpec
from sanzi_lib.ledger.model import column_letter
from sanzi_lib.ledger.reading.cells import show
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import TEXT, Cell, RawSheet
from sanzi_lib.params.values import normalise_name

_LAST_HEADER_ROW = 10


@dataclass(frozen=True)
class Header:
    """Where a sheet's columns are.

    Attributes:
        row: Row number of the header.
        anchor: Column number of the header that found it.
        columns: Column key to column number; of a column that is there twice the first.
        label_columns: Columns in which a total row names itself (序号, 项目编号, 项目名称).
        unusable: Keys of required columns that are missing, and of columns that are there twice.
    """

    row: int
    anchor: int
    columns: Mapping[str, int]
    label_columns: tuple[int, ...]
    unusable: frozenset[str]


def find_header(
    raw: RawSheet, spec: SheetSpec, sheet: str, present: frozenset[str], collector: Collector
) -> Header | None:
    """Find the header within the first ten rows; every problem goes to the collector.

    Args:
        raw: The sheet's cells.
        spec: What the sheet should hold.
        sheet: Its name in the workbook.
        present: Keys of columns that must be there.
        collector: Takes the findings (V02).

    Returns:
        None where there is no header row.
    """
    for index, number in enumerate(raw.rows[:_LAST_HEADER_ROW]):
        cells = raw.row(index) if number <= _LAST_HEADER_ROW else {}
        names = {c: normalise_name(cell.text).strip("*") for c, cell in cells.items() if cell.kind == TEXT}
        if spec.anchor in names.values():
            return _match(number, cells, names, spec, sheet=sheet, present=present, collector=collector)
    if raw.rows or spec.required:
        message = f"前{_LAST_HEADER_ROW}行内找不到含“{spec.anchor}”的表头，请按模板恢复表头。"
        collector.add("V02", message, sheet=sheet)
    return None


def _match(
    row: int,
    cells: Mapping[int, Cell],
    names: Mapping[int, str],
    spec: SheetSpec,
    *,
    sheet: str,
    present: frozenset[str],
    collector: Collector,
) -> Header:
    keys = {normalise_name(column.header): column.key for column in spec.columns}
    columns: dict[str, int] = {}
    unusable: set[str] = set()
    sequence = 0
    for column, name in names.items():
        address = f"{column_letter(column)}{row}"
        key = keys.get(name)
        if name == SEQUENCE:
            sequence = sequence or column
        elif key is None:
            if name:
                shown = show(cells[column])
                message = f"“{shown}”不是规定的列，不予读取，如无需要请删除。"
                collector.add("V02", message, sheet=sheet, cell=address, value=shown, level="提示")
        elif key in columns:
            unusable.add(key)
            message = f"“{spec.column(key).header}”一列出现了不止一次，请只保留一列。"
            collector.add("V02", message, sheet=sheet, cell=address, value=show(cells[column]))
        else:
            columns[key] = column
    for wanted in spec.columns:
        if wanted.key in present and wanted.key not in columns:
            unusable.add(wanted.key)
            collector.add("V02", f"缺少“{wanted.header}”一列，请按模板补上。", sheet=sheet)
    labels = (sequence, columns.get("project", 0), columns.get("name", 0))
    anchor = next(column for column, name in names.items() if name == spec.anchor)
    return Header(row, anchor, columns, tuple(c for c in dict.fromkeys(labels) if c), frozenset(unusable))
