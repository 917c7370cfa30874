"""V04–V06, V08, V10 and V11: amounts, dates and quantities that must agree with something else (docs/核验规则.md 规则).

Amounts are 分.
"""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.check.comparison import Comparison
from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, Row

KINDS = ("cash", "financing", "injection", "savings")
"""The four kinds of benefit (docs/指标口径.md 效益构成)."""


def check_negative_cumulative(checked: Checked) -> Iterator[Finding]:
    """V04: no project's cumulative figure becomes negative (docs/核验规则.md V04)."""
    for comparison in checked.comparisons:
        row, figure = comparison.row, comparison.figure
        if comparison.after >= 0 or row.bad.intersection((figure.key, figure.restated, figure.to_date)):
            continue
        if comparison.stated is not None and comparison.stated < 0:
            continue  # the negative figure before is the error, V07 names it
        key = figure.restated if row.fen(figure.restated) < 0 else figure.key
        message = (
            f"该项目累计{figure.name}将成为{show_money(comparison.after)}，累计数不能为负，请核对本月数和追溯调整。"
        )
        yield checked.find_row("V04", checked.movements, row, key, message)


def check_available(checked: Checked) -> Iterator[Finding]:
    """V05: 可用财力 ≤ 入库收益, for the month and year to date (docs/核验规则.md V05)."""
    for row in checked.movements.rows:
        treasury, available = row.fen("treasury"), row.fen("available")
        if available > treasury and row.bad.isdisjoint(("treasury", "available")):
            amounts = f"本级可用财力{show_money(available)}大于本月入库收益{show_money(treasury)}"
            message = f"本月{amounts}，请核对两项金额。"
            yield checked.find_row("V05", checked.movements, row, "available", message)
            continue  # the year to date is above by the same amount
        yield from _check_available_to_date(
            checked,
            row,
            checked.compared.get((row.number, "treasury")),
            checked.compared.get((row.number, "available")),
        )


def _check_available_to_date(
    checked: Checked, row: Row, treasury: Comparison | None, available: Comparison | None
) -> Iterator[Finding]:
    if row.bad.intersection(("treasury_to_date", "available_to_date")):
        return
    if {"treasury_to_date", "available_to_date"} <= row.given:
        over, under = row.fen("available_to_date"), row.fen("treasury_to_date")
    elif treasury is not None and available is not None:
        over, under = available.after, treasury.after  # not both are stated, so the computed figures are held
    else:
        return
    if over > under >= 0:
        message = f"年初至本月累计可用财力{show_money(over)}大于累计入库收益{show_money(under)}，请核对两项累计数。"
        yield checked.find_row("V05", checked.movements, row, "available_to_date", message, value=show_fen(over))


def check_cumulative_sum(checked: Checked) -> Iterator[Finding]:
    """V06: 累计经济效益 = 年初至上月累计 + 本月 + 追溯调整 (docs/核验规则.md V06)."""
    keys = ("benefit_before", "benefit", "restated_benefit", "benefit_to_date")
    for row in checked.movements.rows:
        if not row.bad.isdisjoint(keys):
            continue
        total = row.fen("benefit_before") + row.fen("benefit") + row.fen("restated_benefit")
        stated = row.fen("benefit_to_date")
        if stated != total:
            message = (
                f"年初至本月累计经济效益{show_money(stated)}，与年初至上月累计、本月、追溯调整之和{show_money(total)}不符，"
                f"相差{show_money(stated - total)}，请核对。"
            )
            yield checked.find_row("V06", checked.movements, row, "benefit_to_date", message, value=show_fen(stated))


def check_kinds(checked: Checked) -> Iterator[Finding]:
    """V08: where any of the four kinds is given, 本月经济效益 is their sum (docs/核验规则.md V08)."""
    for row in checked.movements.rows:
        if row.given.isdisjoint(KINDS) or not row.bad.isdisjoint(("benefit", *KINDS)):
            continue
        total = sum(row.fen(key) for key in KINDS)
        if row.fen("benefit") != total:
            stated = show_money(row.fen("benefit"))
            kinds = "现金收入、融资到位、资产注入、节约支出四项之和"
            message = f"本月经济效益{stated}，与{kinds}{show_money(total)}不符，请核对。"
            yield checked.find_row("V08", checked.movements, row, "benefit", message)


def check_done_on(checked: Checked) -> Iterator[Finding]:
    """V10: 盘活完成时间 is not after the report period (docs/核验规则.md V10; docs/指标口径.md 报告期)."""
    if not checked.placed:
        return
    end = checked.last_day
    for row in checked.projects.rows:
        done = row.day("done_on")
        if done is not None and "done_on" not in row.bad and done > end:
            message = (
                f"盘活完成时间{done.isoformat()}晚于本报告期截止日{end.isoformat()}，"
                "尚未完成的请留空，已完成的请改正日期。"
            )
            yield checked.find_row("V10", checked.projects, row, "done_on", message)


def check_measure(checked: Checked) -> Iterator[Finding]:
    """V11: quantity and unit of measure both or neither, in both sheets (docs/核验规则.md V11)."""
    for sheet in (checked.projects, checked.movements):
        for row in sheet.rows:
            if ("quantity" in row.given) == ("measure" in row.given):
                continue
            if not row.bad.isdisjoint(("quantity", "measure")):
                continue
            missing = "measure" if "quantity" in row.given else "quantity"
            name = checked.spec_of(sheet).column(missing).header
            message = f"实物数量与实物单位应同时填写或同时留空，请补填“{name}”，或清空另一项。"
            other = "quantity" if missing == "measure" else "measure"
            yield checked.find_missing("V11", sheet, row, missing, message, beside=other, level="错误")


def check_same_measure(checked: Checked) -> Iterator[Finding]:
    """V11: a project has the same unit of measure in both sheets (docs/核验规则.md V11)."""
    for row in checked.movements.rows:
        listed = checked.project_rows.get(row.text("project"))
        if listed is None or "measure" in row.bad or "measure" in listed.bad:
            continue
        mine, theirs = row.text("measure"), listed.text("measure")
        if mine and theirs and mine != theirs:
            message = f"实物单位“{mine}”与项目台账的“{theirs}”不一致，请统一为同一实物单位。"
            yield checked.find_row("V11", checked.movements, row, "measure", message)
