"""Planted errors that lie near something legal: spellings that a lenient reader would guess, merges, restatements."""

from __future__ import annotations

from datetime import date

from plant_kit import FUNDS, LEDGER, MOVES, Expect, Kit, plant, put
from return_book import Fen, Raw, Sheet, Word
from return_columns import CASE_COLUMNS, CASES, COVER

BENEFIT = "本月经济效益(万元)"
TOTAL = "年初至本月累计经济效益(万元)"
TREASURY = "本月入库收益(万元)"
KINDS = ("其中：现金收入(万元)", "其中：融资到位(万元)", "其中：资产注入(万元)", "其中：节约支出(万元)")

for _text in [
    "1_000",
    "NaN",
    "Infinity",
    "٣",
    "½",
    "Ⅷ",
    "7元",
    "7,2",
    "7万元",
    "7-8",
    "0x7",
    "七",
    "约7",
    "7.0.0",
    "7 8",
]:
    put(f"amount like {_text}", "V04", MOVES, "two", BENEFIT, Raw(_text))
put("amount is TRUE", "V04", MOVES, "two", BENEFIT, Raw(True))
put("amount is a date", "V04", MOVES, "two", BENEFIT, Raw(date(2024, 1, 7)))
put("amount is the error text #N/A", "V04", MOVES, "one", TREASURY, Raw("#N/A"))
put("years carried in words", "V04", FUNDS, "one", "结转年限", Raw("两年"))
put("research neither yes nor no", "V03", FUNDS, "one", "是否科研经费", Word("不详"))
put("required cell of blanks", "V03", LEDGER, "one", "资产持有人", Raw(" \u3000"))
put("day 号", "V10", LEDGER, "three", "盘活完成时间", Raw("2024年2月20号左右"))
put("a date in words", "V10", LEDGER, "three", "盘活完成时间", Raw("二〇二四年二月"))
put("a year alone", "V10", LEDGER, "one", "计划完成时间", Raw("2024年"))
put("a year alone as a number", "V10", LEDGER, "one", "计划完成时间", Raw(2024))
put("a quarter", "V10", LEDGER, "one", "计划完成时间", Raw("2024年四季度"))


@plant("id in small letters")
def _(kit: Kit) -> list[Expect]:
    new = kit.three.replace("-ZC", "-zc")
    cells = [(sheet, kit.set(sheet, kit.three, "项目编号", Raw(new))) for sheet in (LEDGER, MOVES)]
    return [Expect("V03", LEDGER, cells[0][1]), Expect("V03", MOVES, cells[1][1], optional=True)]


@plant("a project twice, once in full width")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    wide = kit.two.translate({ord(x): ord(x) + 0xFEE0 for x in "0123456789-ZCY"})
    page.rows.append(dict(page.row(kit.two)) | {"项目编号": Raw(wide)})
    kit.book.label("项目数", Raw(5))
    return [Expect("V15", LEDGER, project=kit.two)]


@plant("a control total blank")
def _(kit: Kit) -> list[Expect]:
    return [Expect("V03", COVER, kit.book.label("本月入库收益合计", None))]


@plant("month of the return in words")
def _(kit: Kit) -> list[Expect]:
    # docs/核验规则.md names V10 for dates that cannot be read and V01 for a month that is not the one asked for
    kit.book.label("报送月份", Raw("二月份"))
    return [Expect("V10", COVER, optional=True), Expect("V01", COVER, optional=True)]


@plant("a negative kind without a reason")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, KINDS[0], Fen(9_000_000))
    cell = kit.set(MOVES, kit.two, KINDS[3], Fen(-2_000_000))
    return [Expect("V04", MOVES, cell, kit.two)]


@plant("a restatement makes the treasury negative")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.two, "追溯调整入库收益(万元)", Fen(-1_000_001))
    kit.set(MOVES, kit.two, "调整原因", "核减")
    # 可用财力 0 is then above a negative 入库收益: V05 by the letter
    return [Expect("V04", MOVES, project=kit.two), Expect("V05", MOVES, project=kit.two, optional=True)]


@plant("a restatement lifts 可用财力 above 入库收益, the year-to-date columns blank")
def _(kit: Kit) -> list[Expect]:
    kit.set(MOVES, kit.one, "年初至本月累计入库收益(万元)", None)
    kit.set(MOVES, kit.one, "年初至本月累计可用财力(万元)", None)
    kit.set(MOVES, kit.one, "追溯调整可用财力(万元)", Fen(5_000_001))
    kit.set(MOVES, kit.one, "调整原因", "调增")
    return [Expect("V05", MOVES, project=kit.one)]


@plant("total row that is no number")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[MOVES]
    page.rows.append({"项目编号": Raw("合计"), BENEFIT: Raw("约21")})
    return [Expect("V04", MOVES, page.cell(3, BENEFIT))]


@plant("a merged required amount holds for the first row alone")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[MOVES]
    page.merges.append((1, BENEFIT))
    page.rows[2][BENEFIT] = None
    return [Expect("V03", MOVES, page.cell(2, BENEFIT), kit.three)]


@plant("a merged 项目编号 holds for the first row alone")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    page.merges.append((2, "项目编号"))
    page.rows[3]["项目编号"] = None
    return [Expect("V03", LEDGER, page.cell(3, "项目编号"))]


@plant("a merged required date holds for the first row alone")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    page.merges.append((0, "计划完成时间"))
    page.rows[1]["计划完成时间"] = None
    return [Expect("V03", LEDGER, page.cell(1, "计划完成时间"), kit.two)]


@plant("a case of a project with a malformed id")
def _(kit: Kit) -> list[Expect]:
    rows = [dict(zip(CASE_COLUMNS, [Word("一号项目"), "标题", "做法", "成效"], strict=True))]
    kit.book.sheets.append(Sheet(CASES, list(CASE_COLUMNS), rows))
    return [Expect("V03", CASES)]


@plant("序号 is there, the rest of the row but the name is blank")
def _(kit: Kit) -> list[Expect]:
    page = kit.book[LEDGER]
    page.rows.append({"项目名称": Raw("待定")})
    kit.book.label("项目数", Raw(5))
    return [Expect("V03", LEDGER)]
