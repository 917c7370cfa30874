"""V07: what stood before is what was accepted (docs/核验规则.md V07)."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.ledger.book import Figure
from sanzi_lib.ledger.check.comparison import ERRORS, Comparison
from sanzi_lib.ledger.check.context import Checked, show_fen, show_money
from sanzi_lib.ledger.model import Finding, Level


def check_carried(checked: Checked) -> Iterator[Finding]:
    """V07: what stood before is what was accepted; first rows bring 期初数 (docs/核验规则.md V07)."""
    for comparison in checked.comparisons:
        level = _level_of(checked, comparison)
        if level is not None:
            row, figure = comparison.row, comparison.figure
            assert comparison.stated is not None
            yield checked.find_row(
                "V07",
                checked.movements,
                row,
                figure.before,
                _describe(checked, comparison),
                level=level,
                value=show_fen(row.fen(figure.before)),
            )


def _level_of(checked: Checked, comparison: Comparison) -> Level | None:
    if comparison.relation in ERRORS:
        return "错误"
    if comparison.relation in ("later_change", "withdrawn"):
        return "提示"
    if comparison.relation == "opening":
        return "提示" if checked.month <= checked.programme.first_board_month else "核实"
    return None


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


def _name_before(figure: Figure) -> str:
    if figure.key == "benefit":
        return "年初至上月累计经济效益"
    return f"年初至上月累计{figure.name}（年初至本月累计减本月和追溯调整）"


def _explain(checked: Checked, comparison: Comparison, gap: int) -> str:
    project, figure = comparison.row.text("project"), comparison.figure
    first = checked.book.accounts[project].first
    gaps = [gap_ for gap_ in checked.gaps if gap_.month > first]
    for missing in gaps:
        changes = {
            figure.change(row)
            for back in missing.sent_back
            for row in back.movements.rows
            if row.text("project") == project
        }
        if gap in changes:
            return f"差额正是{missing.month.label}被退回报表中的本月数，请先补正并重报{missing.month.label}月报。"
    if gaps:
        named = "、".join(f"{m.month.label}（{'退回修改' if m.sent_back else '未报送'}）" for m in gaps)
        return f"{named}的数未计入核定累计，请先补齐该月报表，或按核定数填报。"
    return "请按核定数填报；以前月份有误的，请填“追溯调整”。"
