"""Planted errors of sums, of what stood before, and of projects that stand twice or nowhere: V05–V09, V15."""

from __future__ import annotations

from plant_kit import FUNDS, LEDGER, MOVES, Expect, Kit, plant
from return_book import Fen, Raw, Word
from return_columns import COVER

BENEFIT = "本月经济效益(万元)"
BEFORE = "年初至上月累计经济效益(万元)"
TOTAL = "年初至本月累计经济效益(万元)"
TOTAL_TREASURY = "年初至本月累计入库收益(万元)"
TOTAL_AVAILABLE = "年初至本月累计可用财力(万元)"
AVAILABLE = "其中：形成本级可用财力(万元)"


# V05
@plant("可用财力 above 入库收益 in the month")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.three, AVAILABLE, Fen(9_000_001))
    # a project's first row: the month is the year to date, so a second V05 on the same row would be right too
    return [Expect("V05", MOVES, project=kit.three)]


@plant("可用财力 above 入库收益 year to date")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.three, TOTAL_TREASURY, Fen(9_000_000))
    kit.set(MOVES, kit.three, TOTAL_AVAILABLE, Fen(9_000_001))
    return [Expect("V05", MOVES, project=kit.three)]


# V06
@plant("the year's sum is wrong by one 分")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, TOTAL, Fen(15_000_001))
    return [Expect("V06", MOVES, project=kit.two)]


@plant("the year's sum is blank, that is 0")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, TOTAL, None)
    return [Expect("V06", MOVES, project=kit.two)]


# V07
@plant("what stood before is not what was accepted")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, BEFORE, Fen(8_000_001))
    kit.set(MOVES, kit.two, TOTAL, Fen(15_000_001))
    return [Expect("V07", MOVES, project=kit.two)]


@plant("what stood before is blank, that is 0")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, BEFORE, None)
    kit.set(MOVES, kit.two, TOTAL, Fen(7_000_000))
    return [Expect("V07", MOVES, project=kit.two)]


@plant("treasury before is not what was accepted")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.one, TOTAL_TREASURY, Fen(10_000_001))
    return [Expect("V07", MOVES, project=kit.one)]


@plant("可用财力 before is not what was accepted")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.one, TOTAL_AVAILABLE, Fen(4_999_999))
    return [Expect("V07", MOVES, project=kit.one)]


@plant("an opening in January", month=1)
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, BEFORE, Fen(1))
    kit.set(MOVES, kit.two, TOTAL, Fen(8_000_001))
    return [Expect("V07", MOVES, project=kit.two)]


@plant("a treasury opening in January", month=1)
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, TOTAL_TREASURY, Fen(1))
    return [Expect("V07", MOVES, project=kit.two)]


# V08
@plant("kinds do not add up")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.one, "其中：节约支出(万元)", Fen(1))
    return [Expect("V08", MOVES, project=kit.one)]


@plant("a kind of 0 is given")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, "其中：融资到位(万元)", Fen(0))
    return [Expect("V08", MOVES, project=kit.two)]


# V09
@plant("cover: benefit")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V09", COVER, kit.book.label("本月经济效益合计", Fen(21_000_002)))]


@plant("cover: treasury")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V09", COVER, kit.book.label("本月入库收益合计", Fen(14_000_001)))]


@plant("cover: number of projects")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V09", COVER, kit.book.label("项目数", Raw(3)))]


@plant("a zero report with rows")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V09", COVER, kit.book.label("零报告", Word("是")))]


@plant("no zero report, and no row")
def _(kit: Kit) -> list[Expect]:
    kit.book[MOVES].rows.clear()
    kit.book.label("本月经济效益合计", Fen(0))
    kit.book.label("本月入库收益合计", Fen(0))
    return [Expect("V09", COVER, kit.book.cover_cell("零报告"))]


def _total(kit: Kit, sheet: str, mark: str, column: str, fen: int) -> list[Expect]:
    page = kit.book[sheet]
    if "序号" not in page.columns:
        page.columns.insert(0, "序号")
    page.rows.append({"序号": Raw(mark), column: Fen(fen)})
    return [Expect("V09", sheet, page.cell(len(page.rows) - 1, column))]


@plant("total row of 盘活情况表")
def _(kit: Kit) -> list[Expect]:
    return _total(kit, MOVES, "合 计", BENEFIT, 21_000_002)


@plant("total row of 项目台账")
def _(kit: Kit) -> list[Expect]:
    return _total(kit, LEDGER, "共计", "预期盘活效益(万元)", 2_000_000_001)


@plant("total row of 存量资金")
def _(kit: Kit) -> list[Expect]:
    return _total(kit, FUNDS, "总计", "年末结转(万元)", 51_000_001)


@plant("second subtotal holds the first one's rows")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[MOVES]
    page.columns.insert(0, "序号")
    page.rows.insert(2, {"序号": Raw("小计"), BENEFIT: Fen(12_000_001)})
    page.rows.append({"序号": Raw("小计"), BENEFIT: Fen(21_000_001)})
    return [Expect("V09", MOVES, page.cell(4, BENEFIT))]


# V15
@plant("a project twice in 项目台账")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    page.rows.append(dict(page.row(kit.two)))
    kit.book.label("项目数", Raw(5))
    return [Expect("V15", LEDGER, project=kit.two)]


@plant("a project twice in 盘活情况表")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[MOVES]
    again = dict(page.row(kit.two))
    again |= {BENEFIT: Fen(0), "本月入库收益(万元)": None, TOTAL: Fen(8_000_000)}
    page.rows.append(again)
    return [Expect("V15", MOVES, project=kit.two)]


@plant("a moved project that is not in 项目台账")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    page.rows.remove(page.row(kit.two))
    kit.book.label("项目数", Raw(3))
    return [Expect("V15", MOVES, project=kit.two)]
