"""Read a sheet of rows: header, data, totals, notes, merged cells (docs/核验规则.md 工作表与表头、行、单元格).

A column is read as a whole, each of its different cells once; rows are then put together from the columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import compress, repeat
from typing import NamedTuple

from sanzi_lib.ledger.layout import ColumnSpec, SheetSpec
from sanzi_lib.ledger.model import ReadSheet, Row, TotalRow, Value, column_letter
from sanzi_lib.ledger.reading.cells import Reader, Reading, read_amount, read_quantity, show
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import BLANK, ERROR, UNCALCULATED, RawCell, RawColumn, RawSheet
from sanzi_lib.ledger.reading.header import Header, check_headless
from sanzi_lib.ledger.reading.row_kinds import find_like_totals, find_notes, find_totals
from sanzi_lib.ledger.reading.row_rules import IdShape, RowContext, check_row
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

_HOLDS_FOR_ALL = frozenset(("text", "choice", "yes_no", "measure"))
"""Kinds of columns whose merged cells hold for all their rows."""

_NOTHING: Mapping[str, Value] = {"amount": 0, "text": "", "project": "", "choice": "", "measure": ""}


class _Column(NamedTuple):
    """A known column, read.

    Attributes:
        raw: Its different cells, and which of them stands in each row of the sheet.
        said: What each of the different cells says; one that is missing breaks V03. What is wrong is said without
            words, because a column may be wrong in every row and only so many of them are told.
    """

    spec: ColumnSpec
    raw: RawColumn
    said: Sequence[Reading]

    def cell(self, place: int) -> RawCell:
        """Give the cell of a row, by its place."""
        code = self.raw.codes[place]
        return RawCell(self.raw.kinds[code], self.raw.texts[code])


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

    def read(self) -> ReadSheet:
        """Read the sheet's data and total rows; every problem goes to the collector."""
        known = [spec for spec in self.spec.columns if spec.key in self.header.columns]
        columns = {spec.key: self._read_column(spec) for spec in known}
        totals = find_totals(self.raw, self.header)
        like_totals = find_like_totals(self.raw, self.header, totals)
        self._report_like_totals(like_totals)
        data = self._find_data(columns, {*totals, *like_totals})
        check_headless(self.raw, self.header, data, self.name, self.collector)
        self._fill_merged(columns, data)
        read = self._read_rows(columns, data)
        rows: list[Row] = []
        sums: list[TotalRow] = []
        last_subtotal = self.header.row
        for place in sorted((*data, *totals)):
            whole = totals.get(place)
            if whole is None:
                rows.append(next(read))
                continue
            first = self.header.row if whole else last_subtotal
            sums.append(self._read_total(columns, place, first + 1, whole=whole))
            last_subtotal = last_subtotal if whole else self.raw.rows[place]
        return ReadSheet(self.name, dict(self.header.columns), tuple(rows), tuple(sums))

    def _read_column(self, spec: ColumnSpec) -> _Column:
        raw = self.raw.column(self.header.columns[spec.key])
        broken: dict[tuple[str, bool], Reading] = {}
        said = []
        for cell in map(RawCell, raw.kinds, raw.texts):
            reading = self._judge(spec, cell)
            if reading.rule:
                kind = (reading.rule, reading.given)
                if kind not in broken:
                    broken[kind] = reading._replace(problem="")
                reading = broken[kind]
            said.append(reading)
        return _Column(spec, raw, said)

    def _judge(self, spec: ColumnSpec, cell: RawCell) -> Reading:
        reading = self.readers[spec.key](cell)
        if reading.value is not None or reading.rule or spec.key not in self.required:
            return reading
        missing = reading.blank or spec.kind != "amount"
        return reading._replace(rule="V03", problem=_blank(spec)) if missing else reading

    def _find_data(self, columns: Mapping[str, _Column], totals: Collection[int]) -> list[int]:
        """Places of the rows in which a known column says anything, other than totals, notes and repeated headers."""
        places = range(bisect_right(self.raw.rows, self.header.row), len(self.raw.rows))
        left = rows = [place for place in places if place not in totals]
        for column in columns.values():
            if not left:
                break
            # A formula that was filled down ahead of the data and never calculated is not data by itself.
            pairs = zip(column.raw.kinds, column.said, strict=True)
            says = [said.given and kind != UNCALCULATED for kind, said in pairs]
            left = [place for place in left if not says[column.raw.codes[place]]]
        silent = set(left)
        rows = [place for place in rows if place not in silent]
        amounts = [self.header.columns[key] for key, c in columns.items() if c.spec.kind in ("amount", "quantity")]
        notes = find_notes(self.raw, self.header, self.spec.anchor, rows, amounts)
        return [place for place in rows if place not in notes]

    def _report_like_totals(self, found: Mapping[int, tuple[int, str]]) -> None:
        """V03 of rows that are meant as totals: they are neither summed nor compared until they say so."""
        for place, (number, label) in found.items():
            message = (
                f"“{label}”一行像是合计行，但写法不在规定之内，未作数据读取，也未核对。"
                "请改写为“合计”（全部行）或“小计”（上一个小计以后的行），或删除这一行。"
            )
            cell = f"{column_letter(number)}{self.raw.rows[place]}"
            self.collector.add("V03", message, sheet=self.name, key="project", cell=cell, value=label)

    @cached_property
    def _hidden(self) -> Mapping[int, frozenset[int]]:
        """Numbers of the rows whose cell a merged one above hides, by column."""
        hidden: dict[int, set[int]] = {}
        for merge in self.raw.merges:
            if merge.last_row > merge.first_row:
                first = bisect_right(self.raw.rows, merge.first_row)
                rows = self.raw.rows[first : bisect_right(self.raw.rows, merge.last_row)]
                for number in self.header.columns.values():
                    if merge.first_column <= number <= merge.last_column:
                        hidden.setdefault(number, set()).update(rows)
        return {number: frozenset(rows) for number, rows in hidden.items()}

    def _fill_merged(self, columns: Mapping[str, _Column], data: Sequence[int]) -> None:
        """Let merged cells hold for all their rows."""
        by_number = {self.header.columns[key]: column for key, column in columns.items()}
        quantity = columns.get("quantity")
        filled_to: dict[int, int] = {}
        for merge in self.raw.merges:
            column = by_number.get(merge.first_column)
            place = bisect_left(self.raw.rows, merge.first_row)
            if (
                column is None
                or column.spec.kind not in _HOLDS_FOR_ALL
                or merge.first_row <= self.header.row
                or place == len(self.raw.rows)
                or self.raw.rows[place] != merge.first_row
                or not column.raw.codes[place]
            ):
                continue
            # Ranges never overlap in a sound workbook; in another one each row is filled only once.
            start = max(place + 1, filled_to.get(merge.first_column, 0))
            end = bisect_right(self.raw.rows, merge.last_row)
            for below in data[bisect_left(data, start) : bisect_left(data, end)]:
                if column.spec.key == "measure" and not (quantity and quantity.said[quantity.raw.codes[below]].given):
                    continue  # a merged unit of measure belongs to the rows that have a quantity
                column.raw.codes[below] = column.raw.codes[below] or column.raw.codes[place]
            filled_to[merge.first_column] = max(start, end)

    def _read_rows(self, columns: Mapping[str, _Column], data: Sequence[int]) -> Iterator[Row]:
        """Read the data rows in order, each put together from the columns."""
        keys = [spec.key for spec in self.spec.columns]
        values: list[Iterable[Value]] = []
        given: list[Iterable[bool]] = []
        problems: dict[int, list[tuple[str, str]]] = {}
        for spec in self.spec.columns:
            column, nothing = columns.get(spec.key), _NOTHING.get(spec.kind)
            if column is None:
                values.append(repeat(nothing))
                given.append(repeat(False))
                continue
            codes = [column.raw.codes[place] for place in data]
            read = [nothing if said.value is None else said.value for said in column.said]
            values.append(map(read.__getitem__, codes))
            given.append(map([said.given for said in column.said].__getitem__, codes))
            broken = {code: (said.rule, spec.key) for code, said in enumerate(column.said) if said.rule}
            for place, code in zip(data, codes, strict=True) if broken else ():
                if code in broken:
                    problems.setdefault(place, []).append(broken[code])
        signs = any(type(said.value) is int and said.value < 0 for column in columns.values() for said in column.said)
        shape = IdShape.of(self.programme)
        sets: dict[tuple[bool, ...], frozenset[str]] = {}
        bads: dict[frozenset[str], frozenset[str]] = {}
        for place, row, flags in zip(data, zip(*values, strict=False), zip(*given, strict=False), strict=False):
            if flags not in sets:
                sets[flags] = frozenset(compress(keys, flags))
            found = problems.pop(place, ())
            bad = self.header.unusable.union(key for _, key in found) if found else self.header.unusable
            context = RowContext(self.programme, self.month, dict(zip(keys, row, strict=True)), sets[flags], bad, shape)
            if found:
                self._report_cells(columns, place, context, found)
            for breach in check_row(self.spec, context, signs=signs):
                self._report(columns[breach.key], place, context, breach.rule, breach.problem)
                bad = bad | {breach.key} if breach.bad else bad
            yield Row(self.raw.rows[place], context.values, context.given, bads.setdefault(bad, bad))

    def _report_cells(
        self, columns: Mapping[str, _Column], place: int, context: RowContext, problems: Iterable[tuple[str, str]]
    ) -> None:
        for rule, key in problems:
            if self.collector.takes(rule, sheet=self.name, key=key):
                column = columns[key]
                problem = self._judge(column.spec, column.cell(place)).problem
                hidden = self._hidden.get(self.header.columns.get(key, 0), frozenset())
                if rule == "V03" and self.raw.rows[place] in hidden:
                    own = ("编号", "编号") if key == "project" else ("内容", "数")
                    problem = f"是合并单元格，本行没有自己的{own[0]}，请取消合并，逐行填写各项目的{own[1]}"
                self._report(column, place, context, rule, problem)

    def _report(self, column: _Column, place: int, context: RowContext, rule: str, problem: str) -> None:
        project = context.values.get("project")
        self.collector.add(
            rule,
            f"“{column.spec.header}”{problem}。",
            sheet=self.name,
            key=column.spec.key,
            cell=self._address(column.spec.key, place),
            project=project if isinstance(project, str) else None,
            value=show(column.cell(place)) or None,
        )

    def _read_total(self, columns: Mapping[str, _Column], place: int, first: int, *, whole: bool) -> TotalRow:
        values: dict[str, int | Decimal] = {}
        for key, column in columns.items():
            cell = column.cell(place)
            if column.spec.kind not in ("amount", "quantity") or cell == BLANK:
                continue
            reading = read_amount(cell) if column.spec.kind == "amount" else read_quantity(cell)
            if reading.rule and (column.spec.kind == "amount" or cell.kind in (ERROR, UNCALCULATED)):
                message = f"合计行“{column.spec.header}”{reading.problem}。"
                address = self._address(key, place)
                self.collector.add("V04", message, sheet=self.name, key=key, cell=address, value=show(cell) or None)
            elif isinstance(reading.value, int | Decimal):
                values[key] = reading.value
        return TotalRow(self.raw.rows[place], first, values, whole)

    def _address(self, key: str, place: int) -> str:
        return f"{column_letter(self.header.columns[key])}{self.raw.rows[place]}"


def _blank(spec: ColumnSpec) -> str:
    if spec.kind == "amount":
        return "为必填项，请补填，没有发生额的请填 0"
    return "为必填项，不能为空，也不能填“无”“-”，请补填"
