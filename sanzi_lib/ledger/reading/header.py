"""Find a sheet's header row and its columns (docs/核验规则.md 工作表与表头、V02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sanzi_lib.ledger.layout import SEQUENCE, SheetSpec
from sanzi_lib.ledger.model import column_letter
from sanzi_lib.ledger.reading.cells import show
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import DATES, NUMBER, TEXT, YES_NO, RawCell, RawSheet
from sanzi_lib.ledger.reading.spelling import find_near, is_nothing
from sanzi_lib.params.values import normalise_name

_LAST_HEADER_ROW = 10
_SHOWN = frozenset((TEXT, NUMBER, YES_NO, *DATES))


@dataclass(frozen=True)
class Header:
    """Where a sheet's columns are.

    Attributes:
        row: Row number of the header.
        anchor: Column number of the header that found it.
        columns: Column key to column number; of a column that is there twice the first.
        label_columns: Columns in which a total row names itself (序号, 项目编号, 项目名称).
        unusable: Keys of required columns that are missing, and of columns that are there twice.
        named: Numbers of all columns that have a header of their own, known or not.
    """

    row: int
    anchor: int
    columns: Mapping[str, int]
    label_columns: tuple[int, ...]
    unusable: frozenset[str]
    named: frozenset[int]


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
        names = {c: normalise_name(show(cell)).strip("*") for c, cell in cells.items() if cell.kind in _SHOWN}
        if spec.anchor in names.values():
            return _match(number, cells, names, spec, sheet=sheet, present=present, collector=collector)
    if raw.rows or spec.required:
        message = f"前{_LAST_HEADER_ROW}行内找不到含“{spec.anchor}”的表头，请按模板恢复表头。{_near_anchor(raw, spec)}"
        collector.add("V02", message, sheet=sheet)
    return None


def _near_anchor(raw: RawSheet, spec: SheetSpec) -> str:
    """Name a header that is nearly the one that finds the row."""
    for index, number in enumerate(raw.rows[:_LAST_HEADER_ROW]):
        cells = raw.row(index) if number <= _LAST_HEADER_ROW else {}
        near = find_near(spec.anchor, [cell.text for cell in cells.values() if cell.kind == TEXT])
        if near is not None:
            address = next(f"{column_letter(c)}{number}" for c, cell in cells.items() if cell.text == near)
            return f"{address}的“{near}”与之相近，如就是这一列，请改为“{spec.anchor}”。"
    return ""


def _match(
    row: int,
    cells: Mapping[int, RawCell],
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
    strangers: dict[str, int] = {}
    sequence = 0
    for column, name in names.items():
        address = f"{column_letter(column)}{row}"
        key = keys.get(name)
        if name == SEQUENCE:
            sequence = sequence or column
        elif key is None:
            if name:
                shown = show(cells[column])
                strangers.setdefault(name, column)
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
            message, cell = f"缺少“{wanted.header}”一列，请按模板补上。", None
            near = find_near(normalise_name(wanted.header), strangers)
            if near is not None:
                number = strangers[near]
                cell = f"{column_letter(number)}{row}"
                message = (
                    f"缺少“{wanted.header}”一列；{cell}的“{show(cells[number])}”与之相近，如就是这一列，"
                    f"请改为“{wanted.header}”，否则请按模板补上。"
                )
            collector.add("V02", message, sheet=sheet, cell=cell)
    labels = (sequence, columns.get("project", 0), columns.get("name", 0))
    anchor = next(column for column, name in names.items() if name == spec.anchor)
    named = frozenset(column for column, name in names.items() if name)
    return Header(row, anchor, columns, tuple(c for c in dict.fromkeys(labels) if c), frozenset(unusable), named)


def check_headless(raw: RawSheet, header: Header, data: Sequence[int], sheet: str, collector: Collector) -> None:
    """V02 of columns that hold values in data rows and have no header: nobody knows what the values are.

    Args:
        raw: The sheet's cells.
        header: Its header.
        data: Places of the data rows in ``raw.rows``.
        sheet: The sheet's name in the workbook.
        collector: Takes the findings.
    """
    swallowed = [merge for merge in raw.merges if merge.first_row <= header.row <= merge.last_row]
    for column in raw.columns:
        if column.number in header.named:
            continue
        cells = column.cells()
        says = [not (cell.kind == TEXT and is_nothing(cell.text)) for cell in cells]
        place = next((place for place in data if place < len(column.codes) and says[column.codes[place]]), None)
        if place is None:
            continue
        letter = column_letter(column.number)
        merged = any(merge.first_column <= column.number <= merge.last_column for merge in swallowed)
        why = "没有自己的表头（被合并单元格占去）" if merged else "没有表头"
        first = show(cells[column.codes[place]])
        message = (
            f"{letter}列{why}，数据行却填有内容，不知道是什么数，无法读取。"
            f"请{'取消表头的合并，' if merged else ''}按模板补上这一列的表头；内容多余的请清空该列。"
        )
        collector.add("V02", message, sheet=sheet, cell=f"{letter}{raw.rows[place]}", value=first)
