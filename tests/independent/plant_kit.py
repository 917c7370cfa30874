"""What a planted error starts from: one unit's clean January and February, written plainly so that cells are known."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from annex_one import CODES, LEAD, NAME, counts_at_city_level
from records import WAN, Fund, Move, Project, Return, Standing
from return_book import Book, Word, book_of
from return_columns import FUNDS, LEDGER, MOVES


@dataclass(frozen=True)
class Expect:
    """A finding of level 错误 that must be there. None means: not said here."""

    rule: str
    sheet: str | None = None
    cell: str | None = None
    project: str | None = None
    optional: bool = False  # legitimate, but no rule demands it
    message: str | None = None  # a piece of text that the sentence must hold

    def fits(self, finding: dict[str, Any]) -> bool:
        if finding["rule"] != self.rule:
            return False
        if self.sheet is not None and finding["sheet"] != self.sheet:
            return False
        if self.cell is not None and finding["cell"] != self.cell:
            return False
        return self.project is None or finding["project"] == self.project


@dataclass
class Kit:
    """One unit's January (clean, sent) and the month to be spoilt."""

    unit: str
    month: int
    january: Return
    now: Return
    book: Book
    one: str
    two: str
    three: str
    more: list[Book] = field(default_factory=list)

    def ledger(self, project: str) -> dict[str, Any]:
        return self.book[LEDGER].row(project)

    def move(self, project: str) -> dict[str, Any]:
        return self.book[MOVES].row(project)

    def at(self, sheet: str, project: str, column: str) -> str:
        page = self.book[sheet]
        return page.cell(page.row(project), column)

    def set(self, sheet: str, project: str, column: str, value: Any) -> str:
        page = self.book[sheet]
        row = page.row(project)
        row[column] = value
        return page.cell(row, column) if column in page.columns else ""

    def copy(self) -> Book:
        return copy.deepcopy(self.book)


def _project(unit: str, number: int, prefix: str, *words: str, measure: str | None, physical: bool = False) -> Project:
    category, subcategory, method, detail = words
    field = None
    if counts_at_city_level(unit):
        field = next((name for name, lead in LEAD.items() if lead == unit), "企业国有资产领域")
    return Project(
        code=f"{unit}-{prefix}-2024-{number:04}",
        unit=unit,
        name=f"{NAME[unit]}{number}号项目",
        category=category,
        subcategory=subcategory,
        method=method,
        detail=detail,
        field=field,
        holder=f"{NAME[unit]}第{number}科",
        certificate=f"证{unit}{number}",
        book_value=200 * WAN,
        appraised=300 * WAN,
        quantity=None if measure is None else Decimal("120.5"),
        measure=measure,
        expected=500 * WAN,
        plan=date(2024, 11, 30),
        starts=1,
        done=99,
        idle=False,
        counterparty="民企",
        platform="平台公告1号",
    )


def make_kit(unit: str, month: int = 2) -> Kit:
    """Projects: one (all four kinds and year-to-date columns), two (no kinds), three (new this month), four (idle)."""
    assert unit in CODES
    one = _project(unit, 1, "ZY05", "资源", "土地", "租", "出租", measure="亩")
    two = _project(unit, 2, "ZC02", "资产", "债权", "用", "自用", measure=None)
    three = _project(unit, 3, "ZC01", "资产", "实物", "售", "拍卖", measure="平方米")
    four = _project(unit, 4, "ZJ01", "资金", "闲置资金", "统筹", "收回", measure=None)
    base = [Standing(item, item.field, "部分盘活", None) for item in (one, two)]
    first = Move(
        one.code,
        True,
        10 * WAN,
        6 * WAN,
        3 * WAN,
        (10 * WAN, 0, 0, 0),
        Decimal("20.5"),
        "亩",
        "带动就业5人",
        total=10 * WAN,
    )
    second = Move(two.code, True, 8 * WAN, 0, 0, total=8 * WAN)
    january = Return(unit, 1, "月报", datetime(2024, 1, 24, 10, 0), tuple(base), (first, second))
    if month == 1:
        now = Return(unit, 1, "月报", datetime(2024, 1, 24, 10, 0), tuple(base), (first, second))
        return Kit(unit, 1, january, now, book_of(now), one.code, two.code, three.code)
    standings = (
        *base,
        Standing(three, three.field, "已盘活", date(2024, 2, 20)),
        Standing(four, four.field, "未启动", None),
    )
    moves = (
        Move(
            one.code,
            False,
            5 * WAN + 1,
            4 * WAN,
            2 * WAN,
            (4 * WAN, WAN, 1, 0),
            Decimal("3.25"),
            "亩",
            before=10 * WAN,
            total=15 * WAN + 1,
            total_treasury=10 * WAN,
            total_available=5 * WAN,
        ),
        Move(two.code, False, 7 * WAN, WAN, 0, before=8 * WAN, total=15 * WAN),
        Move(three.code, True, 9 * WAN, 9 * WAN, 0, (9 * WAN, None, None, None), Decimal(300), "平方米", total=9 * WAN),
    )
    funds = (
        Fund("政府性基金", "基金甲", 100 * WAN, 50 * WAN, Decimal(1), False, 5 * WAN),
        Fund("项目支出结转", "项目乙", 0, WAN, 2, True, 0),
    )
    now = Return(unit, 2, "月报", datetime(2024, 2, 23, 10, 0), standings, moves, funds=funds)
    return Kit(unit, 2, january, now, book_of(now), one.code, two.code, three.code)


Change = Callable[[Kit], list[Expect]]


@dataclass(frozen=True)
class Plant:
    """One planted error; `city_level`: only where 工作领域 is required; `others`: what befalls the other files."""

    name: str
    change: Change
    month: int = 2
    city_level: bool = False
    state: str = "sent_back"
    skip_january: bool = False


PLANTS: list[Plant] = []


def plant(name: str, **options: Any) -> Callable[[Change], Change]:
    def keep(change: Change) -> Change:
        PLANTS.append(Plant(name, change, **options))
        return change

    return keep


def put(name: str, rule: str, sheet: str, project: str, column: str, value: Any, **options: Any) -> None:
    """The commonest planted error: one wrong cell. `project` is one, two or three."""

    def change(kit: Kit) -> list[Expect]:
        code = getattr(kit, project)
        cell = kit.set(sheet, code, column, value)
        # of a pair that must stand together (V11) either cell may be named
        return [Expect(rule, sheet, None if rule == "V11" else cell, code)]

    PLANTS.append(Plant(name, change, **options))


def word(text: str) -> Word:
    return Word(text)


__all__ = ["FUNDS", "LEDGER", "MOVES", "PLANTS", "Expect", "Kit", "Plant", "make_kit", "plant", "put", "word"]
