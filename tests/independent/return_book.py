"""A return as sheets of typed values, and the writing of it: plainly, or with all the legal mess of returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from annex_one import NAME, counts_at_city_level
from records import Return
from return_columns import CASE_COLUMNS, CASES, FUND_COLUMNS, FUNDS, LEDGER, LEDGER_COLUMNS, MOVE_COLUMNS, MOVES


@dataclass(frozen=True)
class Fen:
    """An amount in 分, shown in 万元."""

    value: int

    @property
    def wan(self) -> Decimal:
        return Decimal(self.value).scaleb(-6)


@dataclass(frozen=True)
class Word:
    """An enumeration, a unit's name or an id: normalised when read."""

    value: str


@dataclass(frozen=True)
class Month:
    year: int
    month: int


@dataclass(frozen=True)
class Unit:
    code: str


@dataclass(frozen=True)
class Measure:
    value: str


@dataclass(frozen=True)
class PlanDay:
    value: date


@dataclass(frozen=True)
class Raw:
    """Written as it stands, also by the messy writer."""

    value: Any


@dataclass
class Sheet:
    name: str
    columns: list[str]
    rows: list[dict[str, Any]]
    first_row: int = 2
    merges: list[tuple[int, str]] = field(default_factory=list)  # the cell of this row with the one below it

    def cell(self, at: int | dict[str, Any], column: str) -> str:
        """The address in the plain workbook: the header in row 1, row by row below it."""
        number = at if isinstance(at, int) else next(i for i, row in enumerate(self.rows) if row is at)
        return f"{letter(self.columns.index(column))}{number + self.first_row}"

    def row(self, project: str) -> dict[str, Any]:
        return next(row for row in self.rows if row.get("项目编号") == Word(project))


@dataclass
class Book:
    cover: list[tuple[str, Any]]
    sheets: list[Sheet] = field(default_factory=list)

    def __getitem__(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def label(self, label: str, value: Any) -> str:
        """Sets a cover value; the address of its cell comes back."""
        at = next(i for i, (name, _) in enumerate(self.cover) if name == label)
        self.cover[at] = (label, value)
        return f"B{at + 1}"

    def cover_cell(self, label: str) -> str:
        return f"B{[name for name, _ in self.cover].index(label) + 1}"


def letter(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)


def _yes(value: bool) -> Word:
    return Word("是" if value else "否")


def book_of(item: Return) -> Book:
    """The typed sheets of a return; `spoil` puts the one planted error of the year in."""
    benefit, treasury = (sum(getattr(move, key) for move in item.moves) for key in ("benefit", "treasury"))
    cover: list[tuple[str, Any]] = [
        ("报送单位", Unit(item.unit)),
        ("报送月份", Month(2024, item.cover_month or item.month)),
        ("报送类型", Word(item.kind)),
        ("报送时间", item.sent),
        ("填报人", "王填报"),
        ("联系电话", "0734-1234567"),
        ("审核人", "李审核"),
        ("数据性质", Word("正式")),
        ("金额单位", Word("万元")),
        ("零报告", _yes(not item.moves)),
        ("项目数", Decimal(len(item.standings))),
        ("本月经济效益合计", Fen(benefit + (1 if item.spoil == "total" else 0))),
        ("本月入库收益合计", Fen(treasury)),
    ]
    book = Book(cover, [_ledger(item), _moves(item)])
    if item.cases:
        rows = [
            {
                "项目编号": Word(case.project),
                "案例标题": case.title,
                "主要做法": "摸清底数、公开招租",
                "取得成效": "闲置资产得到利用",
            }
            for case in item.cases
        ]
        book.sheets.append(Sheet(CASES, list(CASE_COLUMNS), rows))
    if item.funds:
        funds = []
        for x in item.funds:
            research = None if x.research is None else _yes(x.research)
            facts = [_fen(x.income), _fen(x.carried), x.years, research, _fen(x.done)]
            funds.append(dict(zip(FUND_COLUMNS, [Word(x.kind), x.item, *facts], strict=True)))
        book.sheets.append(Sheet(FUNDS, list(FUND_COLUMNS), funds))
    return book


def _ledger(item: Return) -> Sheet:
    rows = []
    for standing in item.standings:
        x = standing.project
        values = [
            Word(x.code),
            x.name,
            Word(standing.field) if standing.field else None,
            Word(x.category),
            Word(x.subcategory),
            f"{x.name}的基本情况",
            x.holder,
            x.certificate,
            _fen(x.book_value),
            _fen(x.appraised),
            x.quantity,
            Measure(x.measure) if x.measure else None,
            Word(x.method),
            Word(x.detail),
            x.platform,
            "某某公司" if x.counterparty else None,
            Word(x.counterparty) if x.counterparty else None,
            "衡政批〔2024〕3号",
            Fen(x.expected),
            PlanDay(x.plan),
            Word(standing.status),
            standing.done_on,
            NAME[item.unit],
            "赵责任",
            None,
            Word("否"),
            x.evidence,
            None,
            None,
        ]
        rows.append(dict(zip(LEDGER_COLUMNS, values, strict=True)))
    if item.spoil == "holder":
        rows[0]["资产持有人"] = Raw("—")
    columns = list(LEDGER_COLUMNS)
    if not counts_at_city_level(item.unit) and all(row["工作领域"] is None for row in rows):
        columns.remove("工作领域")
        for row in rows:
            del row["工作领域"]
    return Sheet(LEDGER, columns, rows)


def _moves(item: Return) -> Sheet:
    rows = []
    for x in item.moves:
        values = [
            Word(x.project),
            _yes(x.new),
            x.quantity,
            Measure(x.measure) if x.measure else None,
            Fen(x.benefit),
            *[_fen(kind) for kind in x.kinds],
            x.social,
            _fen(x.treasury),
            _fen(x.available),
            Fen(x.before),
            Fen(x.restated) if x.restated else None,
            x.reason,
            Fen(x.total),
            _fen(x.total_treasury),
            _fen(x.total_available),
            Fen(x.restated_treasury) if x.restated_treasury else None,
            Fen(x.restated_available) if x.restated_available else None,
            Month(2024, x.restated_month) if x.restated_month else None,
        ]
        rows.append(dict(zip(MOVE_COLUMNS, values, strict=True)))
    return Sheet(MOVES, list(MOVE_COLUMNS), rows)


def is_date(value: Any) -> bool:
    return isinstance(value, (date, datetime, PlanDay))
