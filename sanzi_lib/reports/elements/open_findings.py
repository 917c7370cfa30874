"""待核实 in a sentence: how many, how much, and the figures without it (docs/核验规则.md 待核实).

Whatever is circulated says only this; no text of a finding stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow, OpenCount, OpenTotals, Overview
from sanzi_lib.reports.elements.formats import show_amount, show_rate

_PLACES_NAMED = 3


def say_open(board: Board) -> str:
    """Say what is open on a board, its attainment without it, and the first three where they change; "" for nothing."""
    text, then = _say(board.open, board.totals), _list_changed(board)
    if text and then:
        text += f"{'，' if '剔除后' in text else '；剔除后'}居前的依次为{'、'.join(then)}"
    return f"{text}。" if text else ""


def say_city_open(overview: Overview) -> str:
    """Say what is open in the city, its attainment without it, and of each group the first three where they change."""
    text = _say(overview.open, overview.city)
    groups = [f"{board.group_name}{'、'.join(then)}" for board in overview.groups if (then := _list_changed(board))]
    if text and groups:
        text += f"{'，' if '剔除后' in text else '；剔除后'}前三位变为：{'；'.join(groups)}"
    return f"{text}。" if text else ""


def say_unasked(totals: OpenTotals) -> list[str]:
    """Say, as a note, which months' findings do not count; nothing where nothing is open."""
    if not totals.findings or not totals.unasked:
        return []
    first, last = totals.unasked[0].month, totals.unasked[-1].month
    months = f"{first}月" if first == last else f"{first}月至{last}月"
    return [f"{months}按此前的核验规则定稿，其核实事项不计入待核实。"]


def say_count(count: OpenCount) -> str:
    """``待核实3项，涉及2.31亿元``."""
    money = f"涉及{show_amount(count.amount)}" if count.amount else "未涉及已计入的金额"
    return f"待核实{count.findings}项，{money}"


def _say(count: OpenTotals, totals: Amounts) -> str:
    if not count.findings:
        return ""
    text = say_count(count)
    if count.amount and totals.benefit_cumulative > 0:
        text += f"，占年初以来{show_rate(Fraction(count.amount, totals.benefit_cumulative))}"
    if count.amount and count.attainment is not None:
        text += f"；剔除后{name_figure('attainment')}{show_rate(count.attainment)}"
    return text


def _list_changed(board: Board) -> list[str]:
    """Names of the first three places without what is open; nothing where they are the same with it."""
    now = _list_first(board, lambda row: row.rank)
    then = _list_first(board, lambda row: board.open.ranks.get(row.unit))
    return then if board.open.findings and now != then else []


def _list_first(board: Board, rank_of: Callable[[BoardRow], int | None]) -> list[str]:
    """Names of the first three places, in their order; equal ones stand as on the board."""
    ranked = [(rank, row.name) for row in board.rows if (rank := rank_of(row)) is not None and rank <= _PLACES_NAMED]
    return [name for _, name in sorted(ranked, key=lambda item: item[0])]
