"""Read a sheet of rows: header, data, totals, notes, merged cells (domain §3, Header, Rows, Formulas)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sanzi_lib.ledger.layout import ColumnSpec, SheetSpec
from sanzi_lib.ledger.model import ReadSheet, Row, TotalRow, Value, column_letter
from sanzi_lib.ledger.reading.cells import Cell, Reader, read_amount, read_quantity, show
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import TEXT, UNCALCULATED, Merge, RawRow, RawSheet
from sanzi_lib.ledger.reading.header import Header
from sanzi_lib.ledger.reading.row_rules import IdShape, RowContext, check_row
from sanzi_lib.ledger.reading.spelling import is_blank, is_nothing
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name

_TOTALS = {"合计": True, "总计": True, "共计": True, "小计": False}
_TOTAL_HEADS = frozenset("合总共小")
_NOTE = re.compile(r"(?:填表人|填报人|制表人|审核人|负责人|单位负责人|填报日期|制表日期|联系电话|备注|注|说明):")
_NOTE_HEADS = frozenset("填制审负单联备注说")
_HOLDS_FOR_ALL = frozenset(("text", "choice", "yes_no", "measure"))
"""Kinds of columns whose merged cells hold for all their rows."""

_NOTHING: Mapping[str, Value] = {"amount": 0, "text": "", "project": "", "choice": "", "measure": ""}


@dataclass
class SheetReader:
    """Reads one sheet of a return.

    Attributes:
        required: Column keys whose cells must be filled.
        month: Month of the return by its cover.
    """

    spec: SheetSpec
    name: str
    raw: RawSheet
    header: Header
    readers: Mapping[str, Reader]
    required: frozenset[str]
    programme: Programme
    month: Month | None
    collector: Collector
    _fills: dict[int, list[tuple[int, Cell]]] = field(default_factory=dict)
    _labels: dict[int, list[Merge]] = field(default_factory=dict)
    _shape: IdShape = field(init=False)

    def __post_init__(self) -> None:
        self._shape = IdShape.of(self.programme)

    def read(self) -> ReadSheet:
        """The sheet's data and total rows; every problem goes to the collector."""
        self._prepare_merges()
        by_column = {self.header.columns[c.key]: c for c in self.spec.columns if c.key in self.header.columns}
        rows: list[Row] = []
        totals: list[TotalRow] = []
        last_subtotal = self.header.row
        for raw in self.raw.rows:
            if raw.number <= self.header.row:
                continue
            cells = {c: Cell(k, v) for c, k, v in zip(raw.columns, raw.kinds, raw.values, strict=True)}
            whole = self._total_label(raw.number, cells)
            if whole is not None:
                first = self.header.row if whole else last_subtotal
                totals.append(self._read_total(raw.number, first + 1, cells, whole=whole))
                last_subtotal = last_subtotal if whole else raw.number
            elif not self._is_skipped(cells, by_column):
                rows.append(self._read_row(raw.number, cells))
        return ReadSheet(self.name, dict(self.header.columns), tuple(rows), tuple(totals))

    def _is_skipped(self, cells: Mapping[int, Cell], by_column: Mapping[int, ColumnSpec]) -> bool:
        """Notes, repeated headers, and rows in which no known column says anything."""
        first = next((cells[c] for c in sorted(cells) if cells[c].kind != TEXT or not is_blank(cells[c].text)), None)
        if first is not None and first.kind == TEXT and _is_note(first.text):
            return True
        anchor = cells.get(self.header.anchor)
        if anchor and anchor.kind == TEXT and len(anchor.text) < 40:
            head = anchor.text.strip()[:1]  # spares the normalising of every project id
            may_repeat = head == self.spec.anchor[0] or not head.isalnum()
            if may_repeat and normalise_name(anchor.text).strip("*") == self.spec.anchor:
                return True
        # A formula that was filled down ahead of the data and never calculated is not data by itself.
        return all(
            column not in by_column or cell.kind == UNCALCULATED or (cell.kind == TEXT and is_nothing(cell.text))
            for column, cell in cells.items()
        )

    def _total_label(self, number: int, cells: Mapping[int, Cell]) -> bool | None:
        """True for 合计, 总计, 共计, False for 小计, None for any other row."""
        for column in self.header.label_columns:
            reaching = (
                m.first_column for m in self._labels.get(number, ()) if m.first_column < column <= m.last_column
            )
            cell = cells.get(column) or cells.get(next(reaching, 0))
            if cell is not None and cell.kind == TEXT and len(cell.text) < 40:
                head = cell.text.strip()[:1]
                if head in _TOTAL_HEADS or not head.isalnum():
                    whole = _TOTALS.get(normalise_name(cell.text))
                    if whole is not None:
                        return whole
        return None

    def _read_row(self, number: int, cells: dict[int, Cell]) -> Row:
        columns = self.header.columns
        for filled, held in self._fills.get(number, ()):
            if filled == columns.get("measure") and not _says(cells.get(columns.get("quantity", 0))):
                continue  # a merged unit of measure belongs to the rows that have a quantity
            cells.setdefault(filled, held)
        values: dict[str, Value] = {}
        given: set[str] = set()
        bad: set[str] = set(self.header.unusable)
        problems: list[tuple[str, str, str]] = []
        for spec in self.spec.columns:
            key = spec.key
            values[key] = _NOTHING.get(spec.kind)
            column = columns.get(key)
            if column is None:
                continue
            cell = cells.get(column)
            if cell is None:
                if key in self.required:
                    bad.add(key)
                    problems.append(("V03", key, _blank(spec)))
                continue
            reading = self.readers[key](cell)
            if reading.given:
                given.add(key)
            if reading.rule:
                bad.add(key)
                problems.append((reading.rule, key, reading.problem))
            elif reading.value is not None:
                values[key] = reading.value
            elif key in self.required and (reading.blank or spec.kind != "amount"):
                bad.add(key)
                problems.append(("V03", key, _blank(spec)))
        context = RowContext(self.programme, self.month, values, frozenset(given), frozenset(bad), self._shape)
        for breach in check_row(self.spec, context):
            problems.append((breach.rule, breach.key, breach.problem))
            if breach.bad:
                bad.add(breach.key)
        if problems:
            self._report(number, cells, values, problems)
        return Row(number, values, context.given, frozenset(bad))

    def _report(
        self, number: int, cells: Mapping[int, Cell], values: Mapping[str, Value], problems: list[tuple[str, str, str]]
    ) -> None:
        project = values.get("project")
        for rule, key, problem in problems:
            spec = self.spec.column(key)
            column = self.header.columns[key]
            cell = cells.get(column)
            self.collector.add(
                rule,
                f"“{spec.header}”{problem}。",
                sheet=self.name,
                key=key,
                cell=f"{column_letter(column)}{number}",
                project=project if isinstance(project, str) else None,
                value=(show(cell) or None) if cell else None,
            )

    def _read_total(self, number: int, first: int, cells: Mapping[int, Cell], *, whole: bool) -> TotalRow:
        values: dict[str, int | Decimal] = {}
        for spec in self.spec.columns:
            cell = cells.get(self.header.columns.get(spec.key, 0))
            if cell is None or spec.kind not in ("amount", "quantity"):
                continue
            reading = read_amount(cell) if spec.kind == "amount" else read_quantity(cell)
            if reading.rule and spec.kind == "amount":
                message = f"合计行“{spec.header}”{reading.problem}。"
                address = f"{column_letter(self.header.columns[spec.key])}{number}"
                self.collector.add(
                    "V04", message, sheet=self.name, key=spec.key, cell=address, value=show(cell) or None
                )
            elif isinstance(reading.value, int | Decimal):
                values[spec.key] = reading.value
        return TotalRow(number, first, values, whole)

    def _prepare_merges(self) -> None:
        """Find the cells that hold for more than one row, and those that reach over more than one column."""
        kinds = {self.header.columns[c.key]: c.kind for c in self.spec.columns if c.key in self.header.columns}
        rows: Mapping[int, RawRow] = {row.number: row for row in self.raw.rows} if self.raw.merges else {}
        numbers = list(rows)
        filled_to: dict[int, int] = {}
        for merge in self.raw.merges:
            row = rows.get(merge.first_row)
            if row is None or merge.first_row <= self.header.row or merge.first_column not in row.columns:
                continue
            if merge.last_column > merge.first_column:
                self._labels.setdefault(merge.first_row, []).append(merge)
            if kinds.get(merge.first_column) not in _HOLDS_FOR_ALL:
                continue
            place = row.columns.index(merge.first_column)
            cell = Cell(row.kinds[place], row.values[place])
            # Ranges never overlap in a sound workbook; in another one each row is filled only once.
            start = max(merge.first_row, filled_to.get(merge.first_column, 0))
            for number in numbers[bisect_right(numbers, start) : bisect_left(numbers, merge.last_row + 1)]:
                self._fills.setdefault(number, []).append((merge.first_column, cell))
            filled_to[merge.first_column] = max(start, merge.last_row)


def _is_note(text: str) -> bool:
    head = text.strip()[:1]
    if head not in _NOTE_HEADS and head.isalnum():
        return False
    return _NOTE.match(normalise_name(text[:200])) is not None


def _says(cell: Cell | None) -> bool:
    return cell is not None and not (cell.kind == TEXT and is_nothing(cell.text))


def _blank(spec: ColumnSpec) -> str:
    if spec.kind == "amount":
        return "为必填项，请补填，没有发生额的请填 0"
    return "为必填项，不能为空，也不能填“无”“-”，请补填"
