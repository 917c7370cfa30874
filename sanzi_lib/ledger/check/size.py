"""V12, V21 and V31: amounts and numbers out of all proportion (docs/核验规则.md 规则, 补计). Amounts are 分."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from sanzi_lib.ledger.book import MonthSize
from sanzi_lib.ledger.check.context import Checked, show_money
from sanzi_lib.ledger.model import Finding, Row
from sanzi_lib.money import FEN_PER_WAN


def check_slip(checked: Checked) -> Iterator[Finding]:
    """V12: 元 written as 万元: far above the asset's value or the annual target, or a very large integer."""
    if checked.unit is None:
        return
    for row in checked.movements.rows:
        parts = {
            "benefit": ("本月经济效益", row.fen("benefit")),
            "restated_benefit": ("追溯调整", row.fen("restated_benefit")),
            "benefit_before": ("期初数", checked.opening(row, "benefit")),
        }
        readable = {key: part for key, part in parts.items() if key not in row.bad}
        found = {
            key: (name, amount, signs)
            for key, (name, amount) in readable.items()
            if (signs := [*list_slip_signs(checked, row, abs(amount))])
        }
        total = sum(amount for _, amount in readable.values())
        if not found and (signs := [*list_slip_signs(checked, row, abs(total))]):
            key = next(key for key, (_, amount) in readable.items() if amount)
            found = {key: ("本月、追溯调整和期初数之和", total, signs)}
        for key, (name, amount, signs) in found.items():
            message = f"{name}{show_money(amount)}，{'，'.join(signs)}，请核实是否把“元”填成了“万元”。"
            yield checked.find_row("V12", checked.movements, row, key, message, level="核实")


def list_slip_signs(checked: Checked, row: Row, amount: int) -> Iterator[str]:
    """Tell what speaks for 元 in an absolute amount."""
    thresholds, target = checked.programme.thresholds, _target_of(checked)
    listed = checked.project_rows.get(row.text("project"))
    for key, name in (("appraised_value", "评估价值"), ("book_value", "账面价值")):
        value = listed.fen(key) if listed is not None and key not in listed.bad else 0
        if value > 0 and amount >= thresholds.slip_ratio * value:
            yield f"达到{name}的{thresholds.slip_ratio}倍以上"
    if target is not None and amount > target:
        yield "超过本单位全年目标"
    if amount >= thresholds.slip_amount and amount % FEN_PER_WAN == 0:
        yield f"为不小于{show_money(thresholds.slip_amount)}的整数"


def check_month_size(checked: Checked) -> Iterator[Finding]:
    """V21: a unit's month too large for its annual target, or for what its earlier months brought."""
    keys = ("benefit", "restated_benefit")
    if checked.unit is None or any(key in row.bad for row in checked.movements.rows for key in keys):
        return
    brought = _sum_up(checked)
    for amount, name in (
        (Fraction(brought.benefit), "本月经济效益"),
        (brought.benefit_a_month, "本月经济效益加追溯调整和期初数"),
    ):
        excess = find_excess(checked, amount)
        if excess is not None:
            if brought.any_beside and brought.missed and amount != brought.benefit:
                name += f"，按本月和补计的{brought.missed}个月平均每月"  # noqa: PLW2901
            message = f"{name}{show_money(round(amount))}，{excess}，请核实。"
            yield checked.find_cover("V21", "benefit_total", message, level="核实")
            return


def find_excess(checked: Checked, amount: Fraction) -> str | None:
    """Tell by what an amount of a month is too large for the unit; None where it is not (docs/核验规则.md V21).

    Args:
        checked: The return whose unit's target and earlier accepted months are the measure.
        amount: 分 a month.
    """
    thresholds, target = checked.programme.thresholds, _target_of(checked)
    if target and amount > Fraction(thresholds.month_share) * target:
        return f"超过全年目标的{float(thresholds.month_share):.0%}"
    earlier = [month.benefit_a_month for month in checked.book.months.values()]
    if len(earlier) < thresholds.months_compared:
        return None
    factor, mean = thresholds.month_factor, sum(earlier, Fraction(0)) / len(earlier)
    if amount <= Fraction(factor) * mean:
        return None
    compared = f"超过此前{len(earlier)}个月平均数{show_money(round(mean))}的{factor:f}倍"
    if target:
        share = Fraction(thresholds.month_share_lighter)
        return f"超过全年目标的{float(share):.0%}，又{compared}" if amount > share * target else None
    return compared if amount >= thresholds.month_floor else None


def check_newly_size(checked: Checked) -> Iterator[Finding]:
    """V31: 新盘活 with next to nothing; a month with many more of them than the unit's earlier ones."""
    thresholds = checked.programme.thresholds
    for row in checked.movements.rows:
        benefit = row.fen("benefit") + row.fen("restated_benefit") + checked.opening(row, "benefit")
        shown = ("benefit", "restated_benefit", "quantity", "social_benefit")
        bare = not row.decimal("quantity") and not row.text("social_benefit") and row.bad.isdisjoint(shown)
        if row.flag("newly") and bare and 0 < benefit < thresholds.newly_benefit:
            message = (
                f"填报为新盘活，经济效益{show_money(benefit)}，不足{show_money(thresholds.newly_benefit)}，"
                "又没有实物数量和社会效益，请核实是否确已盘活，或补填、改为“否”。"
            )
            yield checked.find_row("V31", checked.movements, row, "benefit", message, level="核实")
    if not checked.placed:
        return
    number, earlier = _sum_up(checked).newly_a_month, [one.newly_a_month for one in checked.book.months.values()]
    if len(earlier) < thresholds.months_compared or number < thresholds.newly_count:
        return
    usual, factor = median(earlier), thresholds.newly_factor
    if number > Fraction(factor) * usual:
        a_month = f"，按本月和补计的{len(checked.missed)}个月平均每月{_show(number)}个" if checked.missed else ""
        message = (
            f"本月新盘活{_sum_up(checked).newly}个{a_month}，"
            f"超过此前{len(earlier)}个月中位数{_show(usual)}个的{factor:f}倍，请核实。"
        )
        yield checked.find_cover("V31", "project_count", message, level="核实")


def _show(number: Fraction) -> str:
    return f"{float(number):.1f}".removesuffix(".0")


def _target_of(checked: Checked) -> int | None:
    return checked.programme.target_of(checked.unit) if checked.unit is not None else None


def _sum_up(checked: Checked) -> MonthSize:
    rows = checked.movements.rows
    beside = [part for row in rows for part in (row.fen("restated_benefit"), checked.opening(row, "benefit"))]
    newly = {row.text("project") for row in rows if row.flag("newly")} - checked.book.newly.keys()
    benefit, sent = sum(row.fen("benefit") for row in rows), checked.returned.cover.submitted_on
    return MonthSize(sent, benefit, sum(beside), any(beside), len(newly), len(checked.missed))
