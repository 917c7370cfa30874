"""V04–V11: amounts, dates and quantities that must agree with something else (docs/核验规则.md 规则).

Amounts are 分.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Context, Decimal
from itertools import accumulate

from sanzi_lib.ledger.book import LedgerFigure
from sanzi_lib.ledger.check.catch_up import judge_caught_up
from sanzi_lib.ledger.check.comparison import ERRORS, Comparison
from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, Level, ReadSheet, Row, TotalRow
from sanzi_lib.months import Month

_EXACT = Context(prec=80)
_COVER_SUMS = (("benefit_total", "benefit", "本月经济效益"), ("treasury_total", "treasury", "本月入库收益"))


def check_cover_totals(checked: Checked) -> Iterator[Finding]:
    """V09: the cover's control totals equal the sums of the rows of 盘活情况表, 分."""
    cover, sheet = checked.returned.cover, checked.movements
    for label, key, name in _COVER_SUMS:
        stated = getattr(cover, label)
        if stated is None or checked.lacks(sheet, key) or any(key in row.bad for row in sheet.rows):
            continue
        total = sum(row.fen(key) for row in sheet.rows)
        if stated != total:
            message = f"封面{name}合计{show_money(stated)}，与盘活情况表各行之和{show_money(total)}不符，请核对。"
            yield checked.find_cover("V09", label, message)


def check_project_count(checked: Checked) -> Iterator[Finding]:
    """V09: 项目数 equals the rows of 项目台账."""
    stated, sheet = checked.returned.cover.project_count, checked.projects
    if stated is not None and not checked.lacks(sheet) and stated != len(sheet.rows):
        message = f"封面项目数{stated}，与项目台账的{len(sheet.rows)}行不符，请核对。"
        yield checked.find_cover("V09", "project_count", message)


def check_zero_report(checked: Checked) -> Iterator[Finding]:
    """V09: 零报告 = 是 without a row in 盘活情况表, 否 with one (docs/核验规则.md 封面)."""
    zero, sheet = checked.returned.cover.zero_report, checked.movements
    if zero is None or checked.lacks(sheet):
        return
    if zero and sheet.rows:
        message = f"封面填报为零报告，盘活情况表却有{len(sheet.rows)}行，请改为“否”，或删除盘活情况表的数据行。"
        yield checked.find_cover("V09", "zero_report", message)
    elif not zero and not sheet.rows:
        message = "封面填报为非零报告，盘活情况表却没有数据行，请改为“是”，或补填盘活情况表。"
        yield checked.find_cover("V09", "zero_report", message)


def check_total_rows(checked: Checked) -> Iterator[Finding]:
    """V09: a 合计 or 小计 row equals the sum of its rows, cell by cell where it is filled (docs/核验规则.md 行)."""
    returned = checked.returned
    for sheet in (returned.projects, returned.movements, returned.cases, returned.funds):
        sums: dict[str, _ColumnSums] = {}
        for total in sheet.totals:
            for key, stated in total.values.items():
                if key not in sums:
                    sums[key] = _ColumnSums(sheet, key, money=isinstance(stated, int))
                found = sums[key].sum(total)
                if found is not None and stated != found:
                    shown, right = _show(stated), _show(found)
                    message = f"合计（小计）行填{shown}，所属各行之和为{right}，请核对。"
                    yield checked.find_cell("V09", sheet, key, total.number, message, value=shown)


class _ColumnSums:
    """Running sums of a column, so that a sheet full of 小计 rows is no harder than one without."""

    def __init__(self, sheet: ReadSheet, key: str, *, money: bool) -> None:
        self._numbers = [row.number for row in sheet.rows]
        self._bad = [0, *accumulate(int(key in row.bad) for row in sheet.rows)]
        self._money = [0, *accumulate(row.fen(key) for row in sheet.rows)] if money else []
        quantities = () if money else (row.decimal(key) or Decimal(0) for row in sheet.rows)
        self._quantity = [Decimal(0), *accumulate(quantities, _EXACT.add)]

    def sum(self, total: TotalRow) -> int | Decimal | None:
        """Sum the sum of the total row's rows; None where one of their cells is bad."""
        first, last = 0, len(self._numbers)
        if not total.whole:
            first, last = bisect_left(self._numbers, total.first_row), bisect_left(self._numbers, total.number)
        if self._bad[last] > self._bad[first]:
            return None
        if self._money:
            return self._money[last] - self._money[first]
        return _EXACT.subtract(self._quantity[last], self._quantity[first])


def _show(amount: int | Decimal) -> str:
    return show_fen(amount) if isinstance(amount, int) else f"{amount:f}"


def check_carried(checked: Checked) -> Iterator[Finding]:
    """V07: what stood before is what was accepted; first rows bring 期初数 (docs/核验规则.md V07)."""
    caught_up = {
        (one.comparison.row.number, one.comparison.figure.key): (one, level, message)
        for one, level, message in judge_caught_up(checked)
    }
    for comparison in checked.comparisons:
        row, figure = comparison.row, comparison.figure
        level = _level_of(checked, comparison)
        message = "" if level is None else _describe(checked, comparison)
        if comparison.opening and (row.number, figure.key) in caught_up:
            one, judged, why = caught_up[row.number, figure.key]
            if level != "提示" or one.restated:
                level, message = judged, why
        if level is not None:
            value = show_fen(row.fen(figure.before))
            yield checked.find_row("V07", checked.movements, row, figure.before, message, level=level, value=value)


def _level_of(checked: Checked, comparison: Comparison) -> Level | None:
    if comparison.relation in ERRORS:
        return "错误"
    if comparison.relation in ("later_change", "withdrawn"):
        return "提示"
    if comparison.opening and checked.month <= checked.programme.first_board_month:
        return "核实" if checked.book.months else "提示"
    return None  # later 期初数 is 补计 or else V32


def _describe(checked: Checked, comparison: Comparison) -> str:
    figure, stated = comparison.figure, comparison.stated or 0
    shown = f"{_name_before(figure)}{show_money(stated)}"
    if comparison.relation == "january":
        return f"1月是年初第一期，{shown}，应为0，请改正。"
    if comparison.relation == "negative":
        return f"项目首次报送，{shown}，期初数不能为负，请改正。"
    if comparison.relation == "opening":
        return f"项目本年首次核定，{shown}作为期初数计入累计，请核对是否属实并备齐依据。"
    expected = show_money(comparison.expected)
    gap = stated - comparison.expected
    if comparison.relation in ("later_change", "withdrawn"):
        why = f"差额{show_money(gap)}正是本表报送之后核定数的变动"
        return f"{shown}，现核定为{expected}，{why}，累计按核定数计算，下期请按核定数填报。"
    return f"{shown}，与核定的{expected}相差{show_money(gap)}，{_explain(checked, comparison, gap)}"


def _name_before(figure: LedgerFigure) -> str:
    if figure.key == "benefit":
        return "年初至上月累计经济效益"
    return f"年初至上月累计{figure.name}（年初至本月累计减本月和追溯调整）"


def _explain(checked: Checked, comparison: Comparison, gap: int) -> str:
    project, figure = comparison.row.text("project"), comparison.figure
    first = checked.book.accounts[project].first
    gaps = [gap_ for gap_ in checked.gaps if gap_.month > first]
    changes: dict[Month, list[int]] = {}
    for missing in gaps:
        for back in missing.sent_back:
            for row in back.returned.movements.rows:
                if row.text("project") == project:
                    changes.setdefault(missing.month, []).append(figure.change(row))
    telling = [month for month, amounts in changes.items() if gap in amounts][:1]
    if not telling and gap == sum(amounts[-1] for amounts in changes.values()):
        telling = list(changes)
    remedy = "请补正并重报该月月报，或按核定数填报，差额填入“追溯调整”。"
    if telling:
        return f"差额正是{'、'.join(month.label for month in telling)}被退回报表中的本月数，{remedy}"
    if gaps:
        named = "、".join(f"{m.month.label}（{'退回修改' if m.reported else '未报送'}）" for m in gaps)
        return f"{named}的数未计入核定累计，{remedy}"
    return "请按核定数填报；以前月份有误的，请填“追溯调整”。"


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
