"""Odd but legal writing: a return that is accepted without a word."""

from __future__ import annotations

from datetime import date, datetime

from plant_kit import Kit
from planted_soft import BENEFIT, TREASURY, Found, benefit_of_two, soft
from records import WAN
from return_book import Fen, Measure, PlanDay, Raw, Sheet
from return_columns import LEDGER, MOVES


@soft("legal: a negative month with its reason, full-width minus")
def _(kit: Kit) -> Found:
    benefit_of_two(kit, -2 * WAN)
    kit.set(MOVES, kit.two, BENEFIT, Raw("－２．００"))
    kit.set(MOVES, kit.two, "调整原因", "退租")
    kit.set(MOVES, kit.two, "其中：现金收入(万元)", Raw("-3"))
    kit.set(MOVES, kit.two, "其中：节约支出(万元)", Raw(1))
    return set()


@soft("legal: done on the last day of the period, with a time of day")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "盘活完成时间", Raw(datetime(2024, 2, 25, 18, 30)))
    return set()


@soft("legal: a float's noise")
def _(kit: Kit) -> Found:
    benefit_of_two(kit, 300_000)
    kit.set(MOVES, kit.two, BENEFIT, Raw(0.1 + 0.2))
    kit.set(MOVES, kit.two, TREASURY, None)
    kit.book.label("本月入库收益合计", Fen(13 * WAN))
    return set()


@soft("legal: a date as a number, a plan by its month, a unit by its sign")
def _(kit: Kit) -> Found:
    kit.set(LEDGER, kit.three, "盘活完成时间", Raw(20240220))
    kit.set(LEDGER, kit.three, "计划完成时间", Raw("2024年2月"))
    kit.set(LEDGER, kit.three, "实物数量", Raw("１，２００．５"))
    kit.set(LEDGER, kit.three, "实物单位", Measure("m²"))
    kit.set(MOVES, kit.three, "实物单位", Measure("㎡"))
    kit.set(LEDGER, kit.two, "计划完成时间", PlanDay(date(2099, 12, 31)))
    return set()


@soft("legal: the header in the tenth row, totals and notes below")
def _(kit: Kit) -> Found:
    page = kit.book[MOVES]
    page.first_row = 11
    page.rows.append({"项目编号": Raw("合 计"), BENEFIT: Fen(21 * WAN + 1), TREASURY: Fen(14 * WAN)})
    page.rows.append({"项目编号": Raw("填表人：王某")})
    page.rows.append({"本月是否新盘活": Raw("说明: 本表已核对")})
    return set()


@soft("legal: subtotals that begin anew")
def _(kit: Kit) -> Found:
    page = kit.book[MOVES]
    page.columns.insert(0, "序号")
    page.rows.insert(1, {"序号": Raw("小　计"), BENEFIT: Fen(5 * WAN + 1)})
    page.rows.append({"序号": Raw("小计"), BENEFIT: Fen(16 * WAN)})
    page.rows.append({"序号": Raw("总计"), BENEFIT: Raw("21.000001")})
    return set()


@soft("legal: a merged answer holds for both rows, a merged optional amount for the first")
def _(kit: Kit) -> Found:
    page = kit.book[MOVES]
    page.merges += [(0, "本月是否新盘活"), (1, "其中：现金收入(万元)")]
    kit.set(MOVES, kit.two, "其中：现金收入(万元)", Fen(7 * WAN))
    for column in ("其中：现金收入(万元)", "其中：融资到位(万元)", "其中：资产注入(万元)", "其中：节约支出(万元)"):
        kit.set(MOVES, kit.three, column, None)
    kit.book[LEDGER].merges += [(0, "责任单位"), (1, "责任人"), (2, "盘活完成时间")]
    return set()


@soft("legal: blanks around a number, and an amount in full width with the sign")
def _(kit: Kit) -> Found:
    kit.set(MOVES, kit.two, BENEFIT, Raw(" 7.000000 "))
    kit.set(MOVES, kit.two, TREASURY, Raw("￥１．００"))
    kit.set(LEDGER, kit.two, "账面价值(万元)", Raw("1,234,567.5"))
    return set()


@soft("legal: a restatement alone, the month's benefit a dash")
def _(kit: Kit) -> Found:
    benefit_of_two(kit, 0)
    kit.set(MOVES, kit.two, BENEFIT, Raw("—"))
    kit.set(MOVES, kit.two, TREASURY, None)
    kit.set(MOVES, kit.two, "追溯调整(万元)", Fen(100_000))
    kit.set(MOVES, kit.two, "调整原因", "补记")
    kit.set(MOVES, kit.two, "年初至本月累计经济效益(万元)", Fen(8_100_000))
    kit.book.label("本月入库收益合计", Fen(13 * WAN))
    return set()


@soft("legal: a title that speaks of 项目编号, and an example sheet")
def _(kit: Kit) -> Found:
    kit.book[MOVES].first_row = 5
    kit.book.sheets.append(Sheet("填写示例", ["项目编号", BENEFIT], [{"项目编号": Raw("示例"), BENEFIT: Raw("约3万")}]))
    return set()
