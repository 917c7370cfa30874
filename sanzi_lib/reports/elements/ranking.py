"""Sentences on who leads, who moved, who lags and who needs attention on a board (docs/指标口径.md 排名、报告)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    join_names,
    round_gap,
    say_gap,
    show_amount,
    show_end,
    show_number,
    show_rank_change,
    show_rate,
)
from sanzi_lib.reports.elements.progress import say_attainment, say_benefit
from sanzi_lib.reports.elements.reporting import NAMED
from sanzi_lib.reports.elements.rule import say_unranked, show_metric

_PLACES_NAMED = 3
_MOVES_NAMED = 4
_MOST_NAMED = 5


def say_overall(board: Board) -> str:
    """Say the group's benefit and where it stands against its target and the time."""
    rows, totals = board.heard, board.totals
    if not rows:
        return f"截至{show_end(board.period)}，{board.group_name}尚未报送数据。"
    who = f"{board.group_name}{rows[0].name}" if len(rows) == 1 else f"{board.group_name}{len(rows)}个单位"
    text = f"截至{show_end(board.period)}，{who}{say_benefit(totals, board.month)}"
    having = [row for row in rows if row.amounts.target is not None]
    if totals.attainment is None or totals.gap is None:
        return f"{text}；{'该单位' if len(rows) == 1 else '各单位'}未单列年度目标，不计算完成率。"
    stands = say_attainment(totals.attainment, totals.gap)
    if len(having) == len(rows):
        return f"{text}，{stands}。"
    which = having[0].name if len(having) == 1 else f"{len(having)}个单位"
    return f"{text}；其中单列年度目标的{which}{stands}。"


def say_places(board: Board) -> str:
    """Who stands first to third; ``""`` where there is nobody to compare with."""
    rows, unranked = board.ranked, say_unranked(board)
    if len(rows) < 2:
        return unranked
    word = name_figure(str(board.rule.metric))
    if all(row.rank == 1 for row in rows):
        value = show_metric(board, rows[0])
        return f"按{word}排名，{len(rows)}个单位{f'均为{value}，' if value else ''}位次并列。{unranked}"
    parts, named = [], 0
    for _, equals in groupby(rows, key=lambda row: row.rank):
        if named >= _PLACES_NAMED:
            break
        same = list(equals)
        parts.append(_say_place(board, same))
        named += len(same)
    moves = say_moves(rows)
    return f"按{word}排名，{'，'.join(parts)}{f'；{moves}' if moves else ''}。{unranked}"


def say_moves(rows: Sequence[BoardRow]) -> str:
    """Who moved since the last published board, the furthest first, without the full stop; "" where none compares."""
    changes = [(row.name, row.rank_change) for row in rows if row.rank_change is not None]
    if not changes:
        return ""
    moved = sorted(((name, change) for name, change in changes if change), key=lambda item: -abs(item[1]))
    if not moved:
        return "与上期定稿榜单相比位次均无变化"
    named = sorted(moved[:_MOVES_NAMED], key=lambda item: -item[1])
    parts = [
        f"{'、'.join(name for name, _ in same)}{show_rank_change(change)}"
        for change, same in ((key, list(items)) for key, items in groupby(named, key=lambda item: item[1]))
    ]
    others = len(moved) - len(named)
    return f"与上期定稿榜单相比，{'，'.join(parts)}{f'，另有{others}个单位位次有变化' if others else ''}"


def say_largest_month(board: Board) -> str:
    """Say why the unit with the largest month does not lead: where it stands, and by what; ``""`` where it does.

    A reader of the official board sees the month's figures in the order of another one (docs/指标口径.md 排名).
    """
    months = [(row.amounts.benefit, row) for row in board.ranked if row.amounts.benefit is not None]
    if not months or board.rule.metric == "benefit":
        return ""
    largest, row = max(months, key=lambda item: item[0])
    if largest <= 0 or row.rank is None or row.rank <= _PLACES_NAMED or [fen for fen, _ in months].count(largest) > 1:
        return ""
    value, word = show_metric(board, row), name_figure(str(board.rule.metric))
    ranked = f"按{word}{f'（{value}）' if value else ''}列第{row.rank}位"
    if board.rule.metric != "attainment" or row.amounts.target is None:
        return f"{row.name}本月经济效益最多（{show_amount(largest)}），{ranked}。"
    year = f"年初以来{show_amount(row.amounts.benefit_cumulative)}，年度目标{show_amount(row.amounts.target)}"
    return f"{row.name}本月经济效益最多（{show_amount(largest)}），{year}，{ranked}。"


def say_mover(board: Board) -> str:
    """Who moved furthest since the last published board, for a table: ``甲县前进2位；乙县后退2位``.

    Returns:
        ``—`` where none compares, 无变化 where none moved.
    """
    changes = {row.name: row.rank_change for row in board.rows if row.rank_change is not None}
    if not changes:
        return NOTHING
    furthest = max(abs(change) for change in changes.values())
    if not furthest:
        return "无变化"
    ends = ((change, [name for name, moved in changes.items() if moved == change]) for change in (furthest, -furthest))
    return "；".join(f"{join_names(names, limit=1)}{show_rank_change(change)}" for change, names in ends if names)


def say_lag(board: Board, attention_gap: Decimal) -> str:
    """Who lags behind the time, and who needs attention; in December who has not reached the target."""
    heard = board.heard
    having = [row for row in heard if row.amounts.gap is not None]
    if not having:
        return _say_last(board)
    noted = sorted((row for row in having if _gap(row) < -Fraction(attention_gap)), key=_gap)
    if len(having) == 1:  # the first sentence has said how it stands
        return f"{having[0].name}列为需关注单位。" if noted else ""
    if board.month.month == 12:
        attention = f"；{say_attention(noted, attention_gap)}" if noted else ""
        return f"{_say_year_end(having, heard)}{attention}。"
    behind = sorted((row for row in having if round_gap(_gap(row)) < 0), key=_gap)
    if not behind:
        return f"{_units(len(having), having, heard)}均达到或超过序时进度。"
    if noted:
        others = len(behind) - len(noted)
        return f"{say_attention(noted, attention_gap)}{f'；另有{others}个单位滞后于序时进度' if others else ''}。"
    if len(behind) == 1:
        rest = _units(len(having) - 1, having, heard)
        return f"{behind[0].name}{say_gap(_gap(behind[0]))}，其余{rest}达到或超过序时进度。"
    if _are_level(behind):
        return f"{join_names((row.name for row in behind), limit=NAMED)}均{say_gap(_gap(behind[0]))}。"
    if len(behind) == len(having):
        return f"{_units(len(having), having, heard)}均滞后于序时进度{_say_worst(behind)}。"
    return f"{join_names((row.name for row in behind), limit=NAMED)}滞后于序时进度{_say_worst(behind)}。"


def say_attention(noted: Sequence[BoardRow], attention_gap: Decimal) -> str:
    """Say the 需关注单位, without the full stop.

    Args:
        noted: Rows that lag by more than ``attention_gap``, the furthest behind first; at least one.
        attention_gap: Share of the programme.
    """
    if len(noted) == 1:
        return f"{noted[0].name}{say_gap(_gap(noted[0]))}，列为需关注单位"
    names = join_names((row.name for row in noted), limit=_MOST_NAMED)
    if _are_level(noted):
        return f"{names}均{say_gap(_gap(noted[0]))}，列为需关注单位"
    limit = show_number(attention_gap * 100, 0 if attention_gap * 100 % 1 == 0 else 1)
    return f"{names}滞后序时进度超过{limit}个百分点，列为需关注单位{_say_worst(noted)}"


def _say_place(board: Board, rows: Sequence[BoardRow]) -> str:
    names = join_names((row.name for row in rows), limit=NAMED + 1)
    value = show_metric(board, rows[0])
    if len(rows) == 1:
        return f"{names}列第{rows[0].rank}位{f'（{value}）' if value else ''}"
    return f"{names}并列第{rows[0].rank}位{f'（均为{value}）' if value else ''}"


def _say_last(board: Board) -> str:
    ranked = board.ranked
    last = [row for row in ranked if row.rank == ranked[-1].rank]
    if len(ranked) <= _PLACES_NAMED or len(last) == len(ranked):
        return ""
    value = show_metric(board, last[0])
    names = join_names((row.name for row in last), limit=NAMED)
    return f"{names}位次靠后{f'（{value}）' if value else ''}。"


def _say_worst(behind: Sequence[BoardRow]) -> str:
    points = [round_gap(_gap(row)) for row in behind]
    if points[0] == points[1]:
        return ""
    return f"，其中{behind[0].name}滞后最多，为{abs(points[0]):,}个百分点"


def _are_level(behind: Sequence[BoardRow]) -> bool:
    return round_gap(_gap(behind[0])) == round_gap(_gap(behind[-1]))


def _say_year_end(having: Sequence[BoardRow], rows: Sequence[BoardRow]) -> str:
    done = [row for row in having if row.amounts.attainment is not None and row.amounts.attainment >= 1]
    short = sorted((row for row in having if row not in done), key=_gap)
    if not short:
        return f"{_units(len(having), having, rows)}均完成年度目标"
    rates = [show_rate(row.amounts.attainment) for row in short]
    lowest = f"，其中{short[0].name}完成率为{rates[0]}，为最低" if len(short) > 1 and rates[0] != rates[1] else ""
    if not done:
        return f"{_units(len(having), having, rows)}均未完成年度目标{lowest}"
    first = f"{join_names((row.name for row in done), limit=_MOST_NAMED)}完成年度目标"
    if len(short) == 1:
        return f"{first}，{short[0].name}未完成，完成率为{rates[0]}"
    return f"{first}，其余{len(short)}个单位未完成{lowest}"


def _units(count: int, having: Sequence[BoardRow], rows: Sequence[BoardRow]) -> str:
    return f"{'' if len(having) == len(rows) else '单列年度目标的'}{count}个单位"


def _gap(row: BoardRow) -> Fraction:
    assert row.amounts.gap is not None
    return row.amounts.gap
