"""How numbers, dates and ranks are shown (docs/指标口径.md 四舍五入).

Every figure of a report, in a sentence as in a table, is made by one of these functions, half up from the exact value,
so the two can never disagree. Amounts come in as 分, rates and gaps as exact shares.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sanzi_lib.measures.model import DaysCovered, Quantity, UnitState
from sanzi_lib.money import FEN_PER_WAN, FEN_PER_YI, round_half_up, to_exact_wan, to_wan
from sanzi_lib.reports.elements.blocks import Cell, Role
from sanzi_lib.reports.elements.exact import exact_number

NOTHING = "—"
"""Shown where there is no figure, which is not the same as zero."""

STATE_WORDS: dict[UnitState, str] = {"accepted": "已报送", "sent_back": "退回修改", "not_reported": "未报送"}

RETURN_WORDS = {
    "accepted": "接收",
    "sent_back": "退回修改",
    "not_reported": "未报送",
    "replaced": "已被替代",
    "answer": "答复",
}
"""A file's state, for analysts; a board says a unit's in :data:`STATE_WORDS`."""

EXACT_PLACES = 10
"""Decimals of a rate where it is handed on as a number (JSON, XLSX)."""

FEN_PLACES = 6
"""Decimals of 万元 that are 分."""


def show_number(value: Decimal | Fraction | int, places: int) -> str:
    """Show a number with thousands separators and exactly ``places`` decimals, half up."""
    return f"{round_half_up(value, places):,}"


def show_wan(fen: int | Fraction) -> str:
    """Show an amount of 分 in 万元 with two decimals, without the unit: ``1,234.56``."""
    return show_number(Fraction(fen) / FEN_PER_WAN, 2)


def show_exact_wan(fen: int | Fraction) -> str:
    """Show amount of 分 or shares of 分 in 万元 with every digit that it has, for a sum that a reader can do again."""
    return f"{to_exact_wan(fen):,f}"


def show_yi(fen: int | Fraction) -> str:
    """Show an amount of 分 in 亿元 with two decimals, without the unit: ``40.12``."""
    return show_number(Fraction(fen) / FEN_PER_YI, 2)


def split_amount(fen: int | Fraction) -> tuple[str, str]:
    """Split an amount of 分 as number and unit: 亿元 from one 亿元 upwards, else 万元."""
    return (show_yi(fen), "亿元") if abs(Fraction(fen)) >= FEN_PER_YI else (show_wan(fen), "万元")


def show_amount(fen: int | Fraction) -> str:
    """Show an amount of 分 for a sentence: ``40.12亿元``, ``1,234.56万元``."""
    return "".join(split_amount(fen))


def show_rate(share: Fraction | None) -> str:
    """Show a share with two decimals: ``51.02%``; ``—`` where there is none."""
    return NOTHING if share is None else f"{show_number(share * 100, 2)}%"


def round_gap(gap: Fraction) -> Decimal:
    """Give a gap in 百分点 with one decimal, from the unrounded share (docs/指标口径.md 完成率与序时进度)."""
    return round_half_up(gap * 100, 1)


def show_gap(gap: Fraction | None) -> str:
    """Show a gap to the time progress as a table says it: ``超序时1.0``, ``滞后3.2``, ``持平`` (百分点)."""
    if gap is None:
        return NOTHING
    points = round_gap(gap)
    if not points:
        return "持平"
    return f"{'超序时' if points > 0 else '滞后'}{abs(points):,}"


def say_gap(gap: Fraction) -> str:
    """Say the same gap as a sentence says it: ``超序时进度1.0个百分点``, ``与序时进度持平``."""
    points = round_gap(gap)
    if not points:
        return "与序时进度持平"
    return f"{'超' if points > 0 else '滞后'}序时进度{abs(points):,}个百分点"


def show_points(then: Fraction | None, now: Fraction | None) -> str:
    """Show the change of a rate in 百分点, from the unrounded shares: ``+14.52``, ``-0.30``, ``0.00``.

    ``—`` without one.
    """
    if then is None or now is None:
        return NOTHING
    points = round_half_up((now - then) * 100, 2)
    return f"{'+' if points > 0 else ''}{points:,}"


def show_quantity(quantity: Decimal) -> str:
    """Show a quantity: whole numbers without decimals, others with two."""
    return show_number(quantity, 0 if quantity == quantity.to_integral_value() else 2)


def show_quantities(quantities: Iterable[Quantity]) -> str:
    """Quantities of several units of measure: ``120.50 亩；3,200 平方米``; ``—`` where there are none."""
    return "；".join(f"{show_quantity(item.quantity)} {item.measure}" for item in quantities) or NOTHING


def show_plain(value: Decimal) -> str:
    """Show a number of a rule (years, percent) without needless zeros: ``1``, ``2.5``, ``33.3``."""
    return exact_number(value)


def show_percent(share: Decimal) -> str:
    """Show a share of a rule in percent, every digit of it: ``20%``, ``33.3%``."""
    return f"{show_plain(share * 100)}%"


def show_date(day: date) -> str:
    """``2024年6月30日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_day(day: date) -> str:
    """``6月25日``."""
    return f"{day.month}月{day.day}日"


def show_period(period: tuple[date, date]) -> str:
    """Show a report period: ``2024年5月26日至6月25日``."""
    first, last = period
    return f"{show_date(first)}至{show_day(last) if first.year == last.year else show_date(last)}"


def show_end(period: DaysCovered) -> str:
    """Show until when figures count: ``6月25日``, ``12月31日（年终更新）``."""
    return f"{show_day(period.last)}{'' if period.behind is None else '（年终更新）'}"


def show_rank(rank: int | None, *, tied: bool) -> str:
    """``第1位``, ``并列第1位``; ``—`` for a row that is not ranked."""
    return NOTHING if rank is None else f"{'并列' if tied else ''}第{rank}位"


def show_rank_change(change: int | None) -> str:
    """Places gained since the last published board: ``前进2位``, ``后退1位``, ``持平``, ``—``."""
    if change is None:
        return NOTHING
    if not change:
        return "持平"
    return f"{'前进' if change > 0 else '后退'}{abs(change)}位"


def show_state(state: UnitState, days_late: int | None = None) -> str:
    """Show a return's state, with the days it came late: ``已报送``, ``已报送（迟报2天）``, ``未报送``."""
    late = f"（迟报{days_late}天）" if days_late else ""
    return STATE_WORDS[state] + late


def money_cell(fen: int | None, *, role: Role = "plain") -> Cell:
    """Give a cell with an amount of 分 in 万元; ``—`` where it is None."""
    if fen is None:
        return Cell(NOTHING, role="muted")
    return Cell(show_wan(fen), number=str(to_wan(fen)), role=role, kind="money")


def yi_cell(fen: int) -> Cell:
    """Give a cell with an amount of 分 in 亿元, every 分 of it behind the text."""
    exact = Fraction(fen, FEN_PER_YI)
    return Cell(show_yi(fen), number=str(round_half_up(exact, EXACT_PLACES)), kind="quantity")


def share_of_money_cell(fen: Fraction) -> Cell:
    """Give a cell with an amount in 分 that a division gave (a monthly pace), in 万元."""
    return Cell(show_wan(fen), number=str(round_half_up(fen / FEN_PER_WAN, FEN_PLACES)), kind="money")


def exact_money_cell(fen: Fraction | int | None, *, role: Role = "plain") -> Cell:
    """Give a cell with an exact amount of 分 or shares of 分, in 万元, all digits behind it; ``—`` where it is None."""
    if fen is None:
        return Cell(NOTHING, role="muted")
    return Cell(show_wan(fen), number=f"{to_exact_wan(fen):f}", role=role, kind="money")


def rate_cell(share: Fraction | None, *, role: Role = "plain") -> Cell:
    """Give a cell with a share in percent, the share itself behind it: ``51.02%`` and ``0.510171695700``."""
    if share is None:
        return Cell(NOTHING, role="muted")
    return Cell(show_rate(share), number=str(round_half_up(share, EXACT_PLACES + 2)), role=role, kind="rate")


def gap_cell(gap: Fraction | None) -> Cell:
    """Give a cell with a gap in words; colour is only a second sign."""
    return Cell(show_gap(gap), role=gap_role(gap))


def gap_role(gap: Fraction | None) -> Role:
    """``good`` ahead of time, ``warn`` behind, by the figure that is shown."""
    if gap is None:
        return "muted"
    points = round_gap(gap)
    return "plain" if not points else "good" if points > 0 else "warn"


def count_cell(count: int | None) -> Cell:
    """Count a cell with a whole number; ``—`` where it is None."""
    if count is None:
        return Cell(NOTHING, role="muted")
    return Cell(f"{count:,}", number=str(count), places=0, kind="count")


def state_cell(state: UnitState, days_late: int | None = None, still_open: int = 0) -> Cell:
    """Give a cell with a return's state, and how many findings are open on what it counts (docs/核验规则.md 待核实)."""
    marked = f"{show_state(state, days_late)}{f'，待核实{still_open}项' if still_open else ''}"
    return Cell(marked, role="plain" if state == "accepted" and not days_late and not still_open else "warn")


def join_names(names: Iterable[str], *, limit: int = 0) -> str:
    """Names as a sentence lists them: ``甲县、乙县``; beyond ``limit`` (0: none) ``甲县、乙县等7个单位``.

    Args:
        names: Names in their order.
        limit: How many are named at most before 等.
    """
    listed = list(names)
    if limit and len(listed) > limit:
        return f"{'、'.join(listed[:limit])}等{len(listed)}个单位"
    return "、".join(listed)
