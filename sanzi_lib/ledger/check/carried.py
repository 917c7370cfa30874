"""V07: what stood before is what was accepted (docs/核验规则.md V07)."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.book import LedgerFigure
from sanzi_lib.ledger.check.catch_up import judge_caught_up
from sanzi_lib.ledger.check.comparison import ERRORS, Comparison
from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, Level
from sanzi_lib.months import Month


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
