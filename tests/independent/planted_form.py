"""Planted errors of a file, a sheet or an id: V01, V02, V03."""

from __future__ import annotations

import copy
from datetime import datetime

from annex_one import CODES
from plant_kit import LEDGER, MOVES, Expect, Kit, plant
from return_book import Book, Month, Raw, Sheet, Word
from return_columns import COVER

BENEFIT = "本月经济效益(万元)"
BEFORE = "年初至上月累计经济效益(万元)"


# Rule V01, who and when. Kit.more are further files of the same unit and month; `file` findings are looked at per file.
@plant("unit unknown")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V01", COVER, kit.book.label("报送单位", Raw("衡阳县市")))]


@plant("unit with one character too many")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V01", COVER, kit.book.label("报送单位", Raw("衡南县财政局")))]


@plant("another month")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V01", COVER, kit.book.label("报送月份", Month(2024, 1)))]


@plant("another year")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V01", COVER, kit.book.label("报送月份", Month(2023, 2)))]


def _further(kit: Kit, kind: str, sent: datetime) -> Book:
    book = kit.copy()
    book.label("报送类型", Word(kind))
    book.label("报送时间", sent)
    kit.more.append(book)
    return book


@plant("two 月报")
def _(kit: Kit) -> list[Expect]:
    _further(kit, "月报", datetime(2024, 2, 24, 9, 0))
    return [Expect("V01")]


@plant("月报 and 补报")
def _(kit: Kit) -> list[Expect]:
    _further(kit, "补报", datetime(2024, 3, 2, 9, 0))
    return [Expect("V01")]


@plant("two 更正 at the same time")
def _(kit: Kit) -> list[Expect]:
    kit.book.label("报送类型", Word("更正"))
    other = _further(kit, "更正", datetime(2024, 2, 23, 10, 0))
    other.label("填报人", "另一人")
    return [Expect("V01")]


# Rule V02, form
@plant("no 项目台账")
def _(kit: Kit) -> list[Expect]:
    kit.book.sheets.remove(kit.book[LEDGER])
    return [Expect("V02", None)]


@plant("no 盘活情况表")
def _(kit: Kit) -> list[Expect]:
    kit.book.sheets.remove(kit.book[MOVES])
    return [Expect("V02", None)]


def _without(kit: Kit, sheet: str, column: str) -> list[Expect]:
    kit.book[sheet].columns.remove(column)
    return [Expect("V02", sheet)]


@plant("no column 资产持有人: one finding, not one per row")
def _(kit: Kit) -> list[Expect]:
    return _without(kit, LEDGER, "资产持有人")


@plant("no column 年初至上月累计经济效益")
def _(kit: Kit) -> list[Expect]:
    return _without(kit, MOVES, BEFORE)


@plant("no column 本月经济效益")
def _(kit: Kit) -> list[Expect]:
    return _without(kit, MOVES, BENEFIT)


@plant("no column 工作领域", city_level=True)
def _(kit: Kit) -> list[Expect]:
    return _without(kit, LEDGER, "工作领域")


@plant("a column twice")
def _(kit: Kit) -> list[Expect]:
    kit.book[MOVES].columns.append("本月经济效益（万元）")
    return [Expect("V02", MOVES)]


@plant("a label twice")
def _(kit: Kit) -> list[Expect]:
    kit.book.cover.append(("报送 单位", dict(kit.book.cover)["报送单位"]))
    return [Expect("V02", COVER)]


@plant("a label missing")
def _(kit: Kit) -> list[Expect]:
    kit.book.cover = [pair for pair in kit.book.cover if pair[0] != "填报人"]
    return [Expect("V02", COVER)]


@plant("a control total's label missing")
def _(kit: Kit) -> list[Expect]:
    kit.book.cover = [pair for pair in kit.book.cover if pair[0] != "项目数"]
    return [Expect("V02", COVER)]


@plant("two sheets with one name")
def _(kit: Kit) -> list[Expect]:
    old = kit.book[MOVES]
    kit.book.sheets.append(Sheet("盘活 情况表", list(old.columns), copy.deepcopy(old.rows)))
    return [Expect("V02", None)]


@plant("amounts in 元")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V02", COVER, kit.book.label("金额单位", Word("元")))]


@plant("the header in the eleventh row")
def _(kit: Kit) -> list[Expect]:
    kit.book[LEDGER].first_row = 12
    return [Expect("V02", LEDGER)]


# V03 of the cover and of ids
@plant("cover value blank")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V03", COVER, kit.book.label("填报人", None))]


@plant("kind of return unknown")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V03", COVER, kit.book.label("报送类型", Word("季报")))]


@plant("zero report neither yes nor no")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V03", COVER, kit.book.label("零报告", Word("有")))]


def _renamed(kit: Kit, old: str, new: str) -> list[Expect]:
    cells = [(sheet, kit.set(sheet, old, "项目编号", Word(new))) for sheet in (LEDGER, MOVES)]
    # said at the id itself in 项目台账; once more in 盘活情况表 is no fault
    return [Expect("V03", LEDGER, cells[0][1]), Expect("V03", MOVES, cells[1][1], optional=True)]


@plant("id malformed")
def _(kit: Kit) -> list[Expect]:
    return _renamed(kit, kit.three, kit.three[:-1])


@plant("id of another unit")
def _(kit: Kit) -> list[Expect]:
    other = next(code for code in CODES if code != kit.unit)
    return _renamed(kit, kit.three, kit.three.replace(kit.unit, other))


@plant("letters of the id do not fit 三资大类")
def _(kit: Kit) -> list[Expect]:
    out = _renamed(kit, kit.three, kit.three.replace("ZC01", "ZY01"))
    # the finding may stand at the id or at 三资大类/三资小类
    return [Expect("V03", LEDGER), *out[1:]]


@plant("digits of the id do not fit 三资小类")
def _(kit: Kit) -> list[Expect]:
    out = _renamed(kit, kit.three, kit.three.replace("ZC01", "ZC02"))
    return [Expect("V03", LEDGER), *out[1:]]
