"""V09: cover totals, total rows, 项目数 and 零报告 agree with the rows (docs/核验规则.md V09)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Context, Decimal
from itertools import accumulate

from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, ReadSheet, TotalRow

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
