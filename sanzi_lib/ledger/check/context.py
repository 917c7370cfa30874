"""What a rule sees: one return, the unit's accepted record before it, and the month around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from sanzi_lib.ledger.book import FIGURES, Book, FigureKey, group_rows
from sanzi_lib.ledger.check.comparison import BookAt, Comparison, compare_return
from sanzi_lib.ledger.check.index import MonthIndex
from sanzi_lib.ledger.layout import CASE_SHEET, COVER, FUND_SHEET, MOVEMENT_SHEET, PROJECT_SHEET, SheetSpec
from sanzi_lib.ledger.model import Finding, Level, ReadReturn, ReadSheet, Row
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import CORRECTION

_OF_SHEET = ((PROJECT_SHEET, "projects"), (MOVEMENT_SHEET, "movements"), (CASE_SHEET, "cases"), (FUND_SHEET, "funds"))


@dataclass(frozen=True)
class EarlierReturn:
    """A return of an earlier month that was sent back.

    Attributes:
        doubted: Projects whose row in 盘活情况表 has an 错误 of its own or a V12.
        heavy: True where it drew V21, judged as if it and those sent back before it had been accepted.
    """

    returned: ReadReturn
    doubted: frozenset[str]
    heavy: bool


@dataclass(frozen=True)
class Gap:
    """An earlier month of the year that does not count for the unit.

    Attributes:
        sent_back: The returns of the month that were sent back; none where there is none that is its own.
        reported: False where the month is 未报送.
    """

    month: Month
    sent_back: tuple[EarlierReturn, ...]
    reported: bool = False


@dataclass(frozen=True)
class Checked:
    """A return under check.

    Attributes:
        month: The month asked for, whose folder holds the file.
        book: The unit's accepted record before the month.
        book_at: The same as it stood at a time of sending.
        gaps: Earlier months of the year that do not count, in order.
    """

    programme: Programme
    month: Month
    returned: ReadReturn
    book: Book = field(default_factory=Book)
    book_at: BookAt | None = None
    gaps: tuple[Gap, ...] = ()
    index: MonthIndex = field(default_factory=MonthIndex)

    @property
    def unit(self) -> str | None:
        """Code of the unit, None where it is unknown."""
        return self.returned.cover.unit

    @property
    def placed(self) -> bool:
        """True where the return is a known unit's for the month asked; the record can be compared only then."""
        return self.unit is not None and self.returned.cover.month in (None, self.month)

    @property
    def to_year_end(self) -> bool:
        """True of a 年终更新: it may state what came up to 31 December (docs/指标口径.md 报告期)."""
        cover = self.returned.cover
        sent, correction = cover.submitted_on, cover.kind == CORRECTION
        return sent is not None and self.programme.period.is_year_end(self.month, sent.date(), correction=correction)

    @property
    def last_day(self) -> date:
        """The last day that the return may speak of."""
        return self.month.last_day if self.to_year_end else self.programme.period.period(self.month)[1]

    @property
    def projects(self) -> ReadSheet:
        """Sheet 项目台账."""
        return self.returned.projects

    @property
    def movements(self) -> ReadSheet:
        """Sheet 盘活情况表."""
        return self.returned.movements

    @cached_property
    def missed(self) -> tuple[Gap, ...]:
        """The months that the return catches up: all since the unit's last accepted one (docs/核验规则.md 补计)."""
        last = max(self.book.months, default=None)
        return tuple(gap for gap in self.gaps if last is None or gap.month > last)

    @cached_property
    def missed_months(self) -> frozenset[Month]:
        """The same as months."""
        return frozenset(gap.month for gap in self.missed)

    @cached_property
    def project_rows(self) -> dict[str, Row]:
        """The first row of 项目台账 of each project."""
        rows: dict[str, Row] = {}
        for row in self.projects.rows:
            if row.text("project"):
                rows.setdefault(row.text("project"), row)
        return rows

    @cached_property
    def movement_rows(self) -> dict[str, Row]:
        """The first row of 盘活情况表 of each project."""
        return {project: rows[0] for project, rows in group_rows(self.returned).items()}

    def has_money(self, project: str) -> bool:
        """Tell whether the project had money in the year, this return included."""
        account, row = self.book.accounts.get(project), self.movement_rows.get(project)
        return (account is not None and account.moved) or (row is not None and self.find_money(row) is not None)

    def cumulative(self, project: str, figure: FigureKey) -> int:
        """Give a project's cumulative figure with this return, 分."""
        row, account = self.movement_rows.get(project), self.book.accounts.get(project)
        comparison = None if row is None else self.compared.get((row.number, figure))
        if comparison is not None:
            return comparison.after
        return 0 if account is None else account.cumulative[figure]

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What the rows state as standing before, against the record; none where the return has no place in it."""
        if not self.placed:
            return ()
        return compare_return(self.returned, self.month, self.book, self.book_at)

    @cached_property
    def compared(self) -> Mapping[tuple[int, FigureKey], Comparison]:
        """The comparisons by row number and figure."""
        return {(comparison.row.number, comparison.figure.key): comparison for comparison in self.comparisons}

    def opening(self, row: Row, figure: FigureKey) -> int:
        """期初数 that a row brings, 分."""
        comparison = self.compared.get((row.number, figure))
        return 0 if comparison is None else comparison.opening

    def find_money(self, row: Row) -> str | None:
        """Find the first column with money: 本月, 追溯调整 or 期初数 of any figure that is not 0; None without any."""
        for figure in FIGURES:
            amounts = {
                figure.key: row.fen(figure.key),
                figure.restated: row.fen(figure.restated),
                figure.before: self.opening(row, figure.key),
            }
            for key, amount in amounts.items():
                if amount and key not in row.bad:
                    return key
        return None

    def lacks(self, sheet: ReadSheet, *keys: str) -> bool:
        """Tell whether the sheet, or a column that must be there, is missing (V02, said already).

        Rows need not be asked: they carry a missing column among their bad cells.
        """
        spec = self.spec_of(sheet)
        return not sheet.columns or any(spec.column(key).present and key not in sheet.columns for key in keys)

    def spec_of(self, sheet: ReadSheet) -> SheetSpec:
        """Give the layout of one of the return's sheets."""
        return next(spec for spec, name in _OF_SHEET if getattr(self.returned, name) is sheet)

    def find_row(
        self,
        rule: str,
        sheet: ReadSheet,
        row: Row,
        key: str,
        message: str,
        *,
        level: Level = "错误",
        value: str | None = None,
    ) -> Finding:
        """Find a finding at a cell of a data row; ``value`` defaults to what the cell holds."""
        found = show_value(row, key) if value is None else value
        project = row.text("project") or None
        cell = sheet.cell(key, row.number)
        return Finding(rule, level, self.unit_name, self.returned.file, sheet.name, cell, project, found, message)

    def find_missing(
        self, rule: str, sheet: ReadSheet, row: Row, key: str, message: str, *, beside: str, level: Level = "核实"
    ) -> Finding:
        """Find something missing: at its cell, or where its column is not there at the cell of ``beside``."""
        return self.find_row(rule, sheet, row, key if key in sheet.columns else beside, message, level=level)

    def find_sheet(self, rule: str, sheet: ReadSheet, project: str, message: str, *, value: str) -> Finding:
        """Find a 核实 on a project that has no row in the sheet; ``value`` is what it is called elsewhere."""
        return Finding(rule, "核实", self.unit_name, self.returned.file, sheet.name, None, project, value, message)

    def find_cell(
        self, rule: str, sheet: ReadSheet, key: str, number: int, message: str, *, value: str | None
    ) -> Finding:
        """Find a finding at a cell that belongs to no project, a total row's for example."""
        cell = sheet.cell(key, number)
        return Finding(rule, "错误", self.unit_name, self.returned.file, sheet.name, cell, None, value, message)

    def find_cover(
        self, rule: str, key: str, message: str, *, level: Level = "错误", value: str | None = None
    ) -> Finding:
        """Find a finding at the value of a cover label."""
        finding = find_on_cover(rule, self.returned, key, message, level=level, value=value)
        return replace(finding, unit=self.unit_name)

    @property
    def unit_name(self) -> str | None:
        """Name as in the register, or as written where the unit is unknown."""
        return name_of(self.programme, self.returned)


def name_of(programme: Programme, returned: ReadReturn) -> str | None:
    """Name the unit's name in the register, or as the cover writes it where it is unknown; None where it is blank."""
    cover = returned.cover
    return programme.unit_by_code[cover.unit].name if cover.unit is not None else cover.unit_name or None


def find_on_cover(
    rule: str, returned: ReadReturn, key: str, message: str, *, level: Level = "错误", value: str | None = None
) -> Finding:
    """Find a finding at the value of a cover label of a return, its unit as the cover writes it."""
    cover = returned.cover
    found = cover.raw.get(key) if value is None else value
    return Finding(rule, level, cover.unit_name, returned.file, COVER, cover.cells.get(key), None, found, message)


def show_fen(fen: int) -> str:
    """分 as 万元 without trailing zeros: ``120``, ``0.5``."""
    return f"{to_wan(fen).normalize():f}"


def show_money(fen: int) -> str:
    """分 as 万元 for a sentence: ``120.00万元``."""
    return f"{to_wan(fen)}万元"


def show_value(row: Row, key: str) -> str | None:
    """Show a cell's value as text; None where nothing is given."""
    value = row.values.get(key)
    if value is None or value == "" or key not in row.given:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return show_fen(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def join_names(names: Iterable[str]) -> str:
    """Names in a sentence: 甲、乙."""
    return "、".join(sorted(names))
