"""V04, V05, V06 and V08: what the amounts of one row say about each other (domain §4). Amounts are 分."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.check.comparison import Comparison
from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, Row

KINDS = ("cash", "financing", "injection", "savings")
"""The four kinds of benefit (domain §5)."""


def check_negative_cumulative(checked: Checked) -> Iterator[Finding]:
    """V04: no project's cumulative figure becomes negative (domain §4, V04)."""
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
    """V05: 可用财力 ≤ 入库收益, for the month and year to date (domain §4, V05)."""
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
    """V06: 累计经济效益 = 年初至上月累计 + 本月 + 追溯调整 (domain §4, V06)."""
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
    """V08: where any of the four kinds is given, 本月经济效益 is their sum (domain §4, V08)."""
    for row in checked.movements.rows:
        if row.given.isdisjoint(KINDS) or not row.bad.isdisjoint(("benefit", *KINDS)):
            continue
        total = sum(row.fen(key) for key in KINDS)
        if row.fen("benefit") != total:
            stated = show_money(row.fen("benefit"))
            kinds = "现金收入、融资到位、资产注入、节约支出四项之和"
            message = f"本月经济效益{stated}，与{kinds}{show_money(total)}不符，请核对。"
            yield checked.find_row("V08", checked.movements, row, "benefit", message)
