"""Planted errors of one cell: V03, V04, V10, V11."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plant_kit import FUNDS, LEDGER, MOVES, Expect, Kit, plant, put
from return_book import Fen, Measure, PlanDay, Raw, Word
from return_columns import COVER

BENEFIT = "本月经济效益(万元)"
DONE = "盘活完成时间"

# Rule V03, required cells, enumerations, 项目编号
put("required cell blank", "V03", LEDGER, "one", "资产持有人", None)
put("required cell is a dash", "V03", LEDGER, "one", "责任人", Raw("—"))
put("required cell is 无", "V03", LEDGER, "two", "项目名称", Raw("无"))
put("required amount blank", "V03", MOVES, "two", BENEFIT, None)
put("expected benefit blank", "V03", LEDGER, "two", "预期盘活效益(万元)", None)
put("plan date blank", "V03", LEDGER, "two", "计划完成时间", None)
put("method unknown", "V03", LEDGER, "one", "盘活方式", Word("卖"))
put("status unknown", "V03", LEDGER, "one", "项目状态", Word("完成"))
put("counterparty kind unknown", "V03", LEDGER, "one", "受让方性质", Word("个体户"))
put("guarantee neither yes nor no", "V03", LEDGER, "one", "是否涉及政府担保", Word("Y"))
put("new neither yes nor no", "V03", MOVES, "two", "本月是否新盘活", Word("Y"))
put("new blank", "V03", MOVES, "two", "本月是否新盘活", None)
put("detail blank", "V03", LEDGER, "one", "具体方式", None)
put("detail is 无", "V03", LEDGER, "two", "具体方式", Raw("无"))
put("detail not of method", "V03", LEDGER, "one", "具体方式", Word("拍卖"))
put("subcategory not of category", "V03", LEDGER, "one", "三资小类", Word("股权"))
put("field missing at city level", "V03", LEDGER, "one", "工作领域", None, city_level=True)
put("field unknown", "V03", LEDGER, "one", "工作领域", Word("交通领域"), city_level=True)
put("error cell in a text cell", "V03", LEDGER, "one", "项目基本情况", Raw("#REF!"))
put("error cell in an optional text cell", "V03", LEDGER, "one", "备注", Raw("#N/A"))
put("formula without a value in optional text", "V03", MOVES, "one", "社会效益", Raw('="带动"&"就业"'))
put("fund kind unknown", "V03", FUNDS, "one", "资金类别", Word("其他资金"))

# Rule V04, amounts and quantities
for _text in ["约300", "3.2万", "1e5", "10²", "①", "三百", "12%", "#REF!", "#DIV/0!"]:
    put(f"amount {_text}", "V04", MOVES, "two", BENEFIT, Raw(_text))
put("quantity 120亩", "V04", LEDGER, "one", "实物数量", Raw("120亩"))
put("moved quantity 约20", "V04", MOVES, "one", "本月实物数量", Raw("约20"))
put("formula without a value", "V04", MOVES, "two", BENEFIT, Raw("=3+4"))
put("formula without a value, optional amount", "V04", LEDGER, "two", "账面价值(万元)", Raw("=100*2"))
put("seven decimals", "V04", LEDGER, "two", "账面价值(万元)", Raw("200.0000001"))
put("seven decimals as a number", "V04", LEDGER, "one", "评估价值(万元)", Raw(300.1234567))
put("book value negative", "V04", LEDGER, "two", "账面价值(万元)", Fen(-1))
put("expected benefit 约500万", "V04", LEDGER, "two", "预期盘活效益(万元)", Raw("约500万"))
put("negative quantity", "V04", LEDGER, "one", "实物数量", Decimal("-5"))
put("fund amount 5万", "V04", FUNDS, "one", "年末结转(万元)", Raw("5万"))


@plant("negative treasury")
def _(kit: Kit) -> list[Expect]:
    """Project two states no year-to-date treasury; the cover's total follows."""
    cell = kit.set(MOVES, kit.two, "本月入库收益(万元)", Fen(-1))
    kit.book.label("本月入库收益合计", Raw("12.999999"))
    # treasury below 可用财力 0 is V05 by the letter of the table; the cumulative figure is negative, V04 again
    return [
        Expect("V04", MOVES, cell, kit.two),
        Expect("V04", MOVES, project=kit.two, optional=True),
        Expect("V05", MOVES, project=kit.two, optional=True),
    ]


@plant("negative benefit without a reason")
def _(kit: Kit) -> list[Expect]:
    cell = kit.set(MOVES, kit.two, BENEFIT, Fen(-2_000_000))
    kit.set(MOVES, kit.two, "本月入库收益(万元)", None)
    kit.set(MOVES, kit.two, "年初至本月累计经济效益(万元)", Fen(6_000_000))
    kit.book.label("本月经济效益合计", Raw("12.000001"))
    kit.book.label("本月入库收益合计", Raw("13"))
    return [Expect("V04", MOVES, cell, kit.two)]


@plant("restatement makes the cumulative benefit negative")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, "追溯调整(万元)", Fen(-20_000_000))
    kit.set(MOVES, kit.two, "调整原因", "核减")
    kit.set(MOVES, kit.two, "年初至本月累计经济效益(万元)", Fen(-5_000_000))
    return [Expect("V04", MOVES, project=kit.two)]


@plant("cover total is no number")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V04", COVER, kit.book.label("本月经济效益合计", Raw("约21万")))]


# Rule V10, dates
put("31 June", "V10", LEDGER, "three", DONE, Raw("2024年6月31日"))
put("30 February", "V10", LEDGER, "three", DONE, Raw("2024-02-30"))
put("12月32日", "V10", LEDGER, "three", DONE, Raw("2024年12月32日"))
put("20240230 as a number", "V10", LEDGER, "three", DONE, Raw(20240230))
put("a day without a year", "V10", LEDGER, "three", DONE, Raw("2月20日"))
put("month 13", "V10", LEDGER, "one", "计划完成时间", Raw("2024年13月"))
put("plan without a year", "V10", LEDGER, "one", "计划完成时间", Raw("12月32日"))
put("year 2100", "V10", LEDGER, "one", "计划完成时间", PlanDay(date(2100, 1, 1)))
put("year 1999", "V10", LEDGER, "one", "计划完成时间", Raw("1999-12-31"))
put("done with a month alone", "V10", LEDGER, "three", DONE, Raw("2024年2月"))
put("done after the period", "V10", LEDGER, "three", DONE, date(2024, 2, 26))
put("error cell in a date cell", "V10", LEDGER, "three", DONE, Raw("#VALUE!"))
put("formula without a value in a date cell", "V10", LEDGER, "three", DONE, Raw("=TODAY()"))


def _restated(kit: Kit, month: object) -> list[Expect]:
    kit.set(MOVES, kit.one, "追溯调整(万元)", Fen(1))
    kit.set(MOVES, kit.one, "调整原因", "审计调整")
    kit.set(MOVES, kit.one, "年初至本月累计经济效益(万元)", Fen(15_000_002))
    return [Expect("V10", MOVES, kit.set(MOVES, kit.one, "追溯调整所属月份", Raw(month)), kit.one)]


@plant("restated month is this month")
def _(kit: Kit) -> list[Expect]:
    return _restated(kit, "2024-02")


@plant("restated month of the year before")
def _(kit: Kit) -> list[Expect]:
    return _restated(kit, "2023年12月")


@plant("restated month is no month")
def _(kit: Kit) -> list[Expect]:
    return _restated(kit, "上个月")


@plant("time of sending does not exist")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V10", COVER, kit.book.label("报送时间", Raw("2024-02-30 10:00")))]


# Rule V11, quantities
put("quantity without a unit in 项目台账", "V11", LEDGER, "two", "实物数量", Decimal(5))
put("unit without a quantity in 项目台账", "V11", LEDGER, "two", "实物单位", Measure("亩"))
put("quantity without a unit in 盘活情况表", "V11", MOVES, "two", "本月实物数量", Decimal(5))
put("unit of measure unknown", "V11", LEDGER, "one", "实物单位", Measure("亩地"))
put("different units in the two sheets", "V11", MOVES, "one", "实物单位", Measure("公顷"))
put("unit without a quantity in 盘活情况表", "V11", MOVES, "one", "本月实物数量", None)
