"""The first page on 存量资金: findings as sentences, key figures, and where the open money is.

See docs/指标口径.md 存量资金.
"""

from __future__ import annotations

from datetime import date

from sanzi_lib.measures.funds import Funds, UnitFunds
from sanzi_lib.money import FEN_PER_WAN
from sanzi_lib.reports.elements.blocks import Chart, Findings, KeyFigure, KeyFigures
from sanzi_lib.reports.elements.charts.bars import Bar, draw_bars
from sanzi_lib.reports.elements.formats import NOTHING, show_rate, show_wan, split_amount
from sanzi_lib.reports.funds import texts as wording

MOST_DRAWN = 15
"""Units that the chart shows; the table has them all."""


def build_findings(funds: Funds, period: tuple[date, date], city_word: str) -> Findings:
    """Build the whole, the kinds, where the open money is, what is doubtful, whose figures are old or missing."""
    sentences = [wording.say_funds(funds, period, city_word)]
    if funds.city is not None:
        sentences += [
            wording.say_kinds(funds.kinds),
            wording.say_open(funds.units, funds.city),
            wording.say_doubtful(funds.items, funds.city),
        ]
    sentences.append(wording.say_sources(funds.units, funds.month.month))
    return Findings(tuple(sentence for sentence in sentences if sentence))


def build_key_figures(funds: Funds) -> KeyFigures:
    """Due, done, open, progress, and how many units list anything."""
    sums = funds.city
    listing = sum(unit.sums is not None for unit in funds.units)
    who = KeyFigure("填报单位", f"{listing}/{len(funds.units)}", "个", f"{sums.items if sums else 0}项资金")
    if sums is None:
        return KeyFigures((*(KeyFigure(word, NOTHING, role="muted") for word in ("应收回调出", "已收回或调出")), who))
    (due, unit), (done, done_unit) = split_amount(sums.due), split_amount(sums.done)
    left, open_unit = split_amount(sums.open)
    unsettled = f"另有{sums.unsettled}项不能确定" if sums.unsettled else ""
    return KeyFigures(
        (
            KeyFigure("应收回调出", due, unit, unsettled),
            KeyFigure("已收回或调出", done, done_unit, wording.say_done_parts(sums)),
            KeyFigure("待收回", left, open_unit, role="warn" if sums.open else "good"),
            KeyFigure("收回进度", show_rate(sums.progress), role="plain" if sums.progress is not None else "muted"),
            who,
        )
    )


def build_open_chart(funds: Funds) -> tuple[Chart, ...]:
    """With which units the open money is; nothing where fewer than two have any."""
    waiting = wording.rank_open(funds.units)
    if len(waiting) < 2:
        return ()
    shown = waiting[:MOST_DRAWN]
    bars = [_build_bar(unit) for unit in shown]
    left_out = f"，待收回最多的{len(shown)}个单位" if len(waiting) > len(shown) else ""
    caption = f"待收回的资金在哪些单位（万元{left_out}；括号内为收回进度）"
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return (Chart(svg=draw_bars(bars), alt=f"条形图：各单位待收回资金，单位万元。{said}。", caption=caption),)


def _build_bar(unit: UnitFunds) -> Bar:
    assert unit.sums is not None
    text = f"{show_wan(unit.sums.open)}（{show_rate(unit.sums.progress)}）"
    return Bar(unit.name, float(unit.sums.open / FEN_PER_WAN), text)
