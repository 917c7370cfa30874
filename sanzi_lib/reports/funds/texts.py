"""Sentences on 存量资金: what is due, what came back, what is open, how each figure was reached.

See docs/指标口径.md 存量资金.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sanzi_lib.measures.funds import Doubt, FundItem, Funds, FundSums, KindFunds, UnitFunds
from sanzi_lib.params.programme import FundRule, Thresholds
from sanzi_lib.reports.elements.formats import (
    STATE_WORDS,
    join_names,
    show_amount,
    show_day,
    show_exact_wan,
    show_percent,
    show_plain,
    show_rate,
    show_wan,
)

NOT_LISTED = "未填报"
"""A unit whose accepted returns list no item: it may have none, or have left the sheet out; it is not zero."""

NO_KIND = "（未注明类别）"

_NAMED = 5
_LEADING = 3

_DOUBT_WORDS: dict[Doubt, str] = {
    "no_income": "当年收入未填，按零测算",
    "no_carryover": "年末结转未填，按零测算",
    "no_years": "",  # how the figure was reached says it
    "no_research": "未填是否科研经费，按非科研经费测算",
    "no_rule": "",
    "former_kind": "旧类别，请单位改报新类别",
    "several": "同一月报列有多行，逐行测算，请核实是否重复",
    "less": "已收回或调出数少于此前月报，请核实",
    "other_kind": "此前列在其他资金类别，以最近一次为准",
}


def say_funds(funds: Funds, period: tuple[date, date], city_word: str) -> str:
    """How much is carried over, due, done and open in the whole."""
    until = f"截至{show_day(period[1])}，"
    sums = funds.city
    if sums is None:
        return f"{until}{city_word}没有单位填报存量资金，无法测算应收回或调出的数额。"
    listing = [unit for unit in funds.units if unit.sums is not None]
    who = f"{city_word}{len(listing)}个单位" if len(listing) > 1 else listing[0].name
    carried = f"年末结转{'合计' if sums.items > 1 else ''}{show_amount(sums.carryover)}"
    return f"{until}{who}填报存量资金{sums.items}项，{carried}；{say_due(sums)}。"


def say_due(sums: FundSums) -> str:
    """``按规定应收回或调出1.20亿元，已收回或调出…，待收回…，收回进度为…``, without the full stop."""
    if sums.unsettled == sums.items:
        return f"应收回或调出的数额均不能确定{_say_done(sums)}"
    if not sums.due:
        return f"按规定没有应收回或调出的资金{_say_done(sums)}"
    due = f"按规定应收回或调出{show_amount(sums.due)}"
    if not sums.open:
        return f"{due}，已全部收回或调出"
    if not sums.done:
        return f"{due}，均未收回或调出"
    return f"{due}{_say_done(sums)}，待收回{show_amount(sums.open)}，收回进度为{show_rate(sums.progress)}"


def _say_done(sums: FundSums) -> str:
    return f"，已收回或调出{show_amount(sums.done)}{say_done_parts(sums, '（', '）')}" if sums.done else ""


def say_done_parts(sums: FundSums, before: str = "", after: str = "") -> str:
    """Say what of the money that came back settles nothing that is due; ``""`` where all of it does."""
    parts = [f"超额{show_amount(sums.over)}"] if sums.over else []
    if sums.done_unsettled and sums.unsettled < sums.items:
        parts.append(f"应收数不能确定的{show_amount(sums.done_unsettled)}")
    return f"{before}其中{'、'.join(parts)}{after}" if parts else ""


def say_rule(kind: str, rule: FundRule | None, thresholds: Thresholds) -> str:
    """By which rule a kind is reckoned, for the foot of its table."""
    match rule:
        case "above_income":
            share = show_percent(thresholds.fund_share)
            how = f"应调出数＝年末结转－当年收入×{share}，逐项计算，不足零的按零计，各项之间不相抵"
        case "share":
            how = f"应调出数＝年末结转×{show_percent(thresholds.capital_share)}，逐项计算"
        case "full":
            how = "全额收回，不论结转年限，科研经费除外"
        case "aged":
            years = show_plain(thresholds.fund_years)
            how = f"年限满{years}年的全额收回（含恰为{years}年的），科研经费除外"
        case None:
            how = "年度方案没有规定测算办法，只列示，不测算应收数"
    return f"测算规则：{kind}{how}。"


def name_kind(kind: str, *, former: bool) -> str:
    """Name a 资金类别 as texts and tables name it."""
    return f"{kind or NO_KIND}{'（旧类别）' if former else ''}"


def say_kinds(kinds: Sequence[KindFunds]) -> str:
    """Say what each kind has due and open; ``""`` where only one kind has any item."""
    having = [kind for kind in kinds if kind.items]
    if len(having) < 2:
        return ""
    parts = [
        f"{name_kind(kind.kind, former=kind.former)}{kind.sums.items}项，{_say_kind(kind.sums)}" for kind in having
    ]
    return f"分类别看，{'；'.join(parts)}。"


def _say_kind(sums: FundSums) -> str:
    if sums.unsettled == sums.items:
        return "应收数不能确定"
    if not sums.due:
        return "没有应收回或调出的"
    due = f"应收回或调出{show_amount(sums.due)}"
    return f"{due}，待收回{show_amount(sums.open)}" if sums.open else f"{due}，已全部到位"


def say_open(units: Sequence[UnitFunds], total: FundSums) -> str:
    """With which units the most is open; ``""`` where nothing is."""
    waiting = rank_open(units)
    if not waiting:
        return ""
    first = waiting[:_LEADING]
    if len(waiting) == 1:
        return f"待收回的资金全部在{first[0].name}。"
    parts = [f"{unit.name}{show_amount(_open(unit))}" for unit in first]
    if len(waiting) == len(first):
        return f"待收回的资金在{len(first)}个单位：{'、'.join(parts)}。"
    share = sum((_open(unit) for unit in first), Fraction(0)) / total.open
    others = len(waiting) - len(first)
    return f"待收回较多的是{'、'.join(parts)}，合计占{show_rate(share)}；另有{others}个单位有待收回的资金。"


def rank_open(units: Sequence[UnitFunds]) -> list[UnitFunds]:
    """Units with anything open, the most first, equal ones in register order."""
    return sorted((unit for unit in units if unit.sums is not None and unit.sums.open), key=_open, reverse=True)


def _open(unit: UnitFunds) -> Fraction:
    assert unit.sums is not None
    return unit.sums.open


def say_doubtful(items: Sequence[FundItem], sums: FundSums | None) -> str:
    """Say what is over, and what lacks a figure or cannot be settled; ``""`` where nothing is."""
    parts = []
    if sums is not None and sums.over:
        count = sum(bool(item.over) for item in items)
        parts.append(f"{count}项收回或调出超过应收数，超额{show_amount(sums.over)}，不冲抵其他项目")
    if unsettled := sum(item.due is None for item in items):
        parts.append(f"{unsettled}项不能确定应收数，未计入应收和待收回")
    told = {"no_years", "no_rule", "former_kind"}
    doubtful = sum(bool(set(item.doubts) - told) for item in items if item.due is not None)
    if doubtful:
        parts.append(f"{doubtful}项填报不全或前后不一致，已按规则测算，须核实")
    if former := sum("former_kind" in item.doubts for item in items):
        parts.append(f"{former}项仍列在旧类别，应收数待单位改报新类别后确定，暂按旧类别的规则测算")
    return f"{'；'.join(parts)}。" if parts else ""


def say_sources(units: Sequence[UnitFunds], month: int) -> str:
    """Whose figures are of an earlier month, and who lists nothing; ``""`` where all is of the month."""
    kept = [unit.name for unit in units if any(number != month for number in unit.months)]
    parts = []
    if kept:
        parts.append(f"{join_names(kept, limit=_NAMED)}的部分或全部项目沿用此前通过核验的月报")
    missing = [unit for unit in units if unit.sums is None]
    absent = [unit.name for unit in missing if unit.state == "accepted"]
    others = [unit.name for unit in missing if unit.state != "accepted"]
    if absent and len(missing) < len(units):
        parts.append(f"{join_names(absent, limit=_NAMED)}没有填报存量资金，不等于没有存量资金")
    if others:
        parts.append(f"{join_names(others, limit=_NAMED)}未报送或退回修改，尚无数据")
    return f"{'；'.join(parts)}。" if parts else ""


def say_standing(unit: UnitFunds, month: int) -> str:
    """Of which months a unit's figures are: ``本月``, ``沿用5月数（未报送）``, ``未填报``."""
    if unit.sums is None:
        return NOT_LISTED if unit.state == "accepted" else STATE_WORDS[unit.state]
    older = [number for number in unit.months if number != month]
    if not older:
        return "本月"
    part = "" if len(older) == len(unit.months) else "部分"
    why = "" if unit.state == "accepted" else f"（{STATE_WORDS[unit.state]}）"
    return f"{part}沿用{'、'.join(f'{number}月' for number in older)}数{why}"


def say_reckoning(item: FundItem, thresholds: Thresholds) -> str:
    """How an item's figure was reached, with every digit: ``1,200.00 − 20% × 3,000.00 = 600.00``."""
    carried = _shown(item.carryover)
    match item.rule:
        case "above_income":
            rest = max(0, item.carryover or 0) - Fraction(thresholds.fund_share) * max(0, item.income or 0)
            done = f"{carried} − {show_percent(thresholds.fund_share)} × {_shown(item.income)} = {_signed(rest)}"
            return done if rest >= 0 else f"{done}，不足零，按零计"
        case "share":
            return f"{show_percent(thresholds.capital_share)} × {carried} = {_signed(item.due or Fraction(0))}"
        case "full" | "aged" if item.research:
            return "科研经费，按规定保留"
        case "full":
            return f"不论年限，全额{carried}"
        case "aged":
            if item.years is None:
                return "结转年限未填，不能确定应收数"
            limit, age = f"{show_plain(thresholds.fund_years)}年", f"结转{show_plain(item.years)}年"
            return f"{age}，满{limit}，全额{carried}" if item.years >= thresholds.fund_years else f"{age}，未满{limit}"
        case None:
            return "方案没有规定测算办法，不能确定应收数"


def _shown(fen: int | None) -> str:
    if fen is None:
        return "0.00（未填）"
    return f"0.00（所填{_signed(Fraction(fen))}，按零计）" if fen < 0 else show_exact_wan(fen)


def _signed(fen: Fraction) -> str:
    return f"−{show_exact_wan(-fen)}" if fen < 0 else show_exact_wan(fen)


def say_remarks(item: FundItem, unit: UnitFunds, month: int) -> str:
    """Say what a reader must know of an item beside its figures; ``""`` where there is nothing."""
    parts = []
    if item.month != month:
        why = "本月月报未列" if unit.state == "accepted" else f"本月{STATE_WORDS[unit.state]}"
        parts.append(f"{why}，沿用{item.month}月数")
    if item.over:
        parts.append(f"超额{show_wan(item.over)}")
    parts += [word for doubt in item.doubts if (word := _DOUBT_WORDS[doubt])]
    return "；".join(parts)
