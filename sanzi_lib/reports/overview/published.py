"""The month against the last published one: what is said of it, and the city and every unit beside it.

It follows docs/指标口径.md (Published months, Rank change) and §6 (全市总览).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sanzi_lib.measures.against_published import AgainstPublished, Moved, PublishedOverview, UnitGap
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.attention import say_points, shorten
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, Paragraph, Table
from sanzi_lib.reports.elements.columns import (
    MONEY_LINE,
    CellColumn,
    build_table,
    figure_column,
    text_column,
    value_cell,
    value_column,
)
from sanzi_lib.reports.elements.formats import (
    join_names,
    money_cell,
    show_amount,
    show_points,
    show_rank,
    show_rank_change,
    show_rate,
)
from sanzi_lib.reports.elements.reporting import say_change

NOTHING_PUBLISHED = "尚无定稿月份可比"

_LONGEST = 62
"""Characters on units that crossed a line; more would not leave the first page to itself."""


def build_against_published(city: CityMonth) -> tuple[Block, ...]:
    """Build the city and every unit; one sentence where there is no published month to compare with."""
    heading = Heading("与上期定稿相比")
    if city.against_published is None:
        return (heading, Paragraph(f"{NOTHING_PUBLISHED}。"))
    return (
        heading,
        _build_city_table(city, city.against_published),
        _build_units_table(city, city.against_published.published),
    )


def say_against_published(
    against: AgainstPublished | None, city: Amounts, attention_gap: Decimal, *, crossings: bool = True
) -> str:
    """``与2024年6月定稿数据相比，累计经济效益增加…（…），完成率由…升至…；甲县转为滞后…。``.

    Args:
        against: Against the last published month; None where nothing is published.
        city: The city's figures now.
        attention_gap: Share of the programme.
        crossings: Say too which units crossed a line.
    """
    if against is None:
        return f"{NOTHING_PUBLISHED}。"
    parts = [_say_benefit(against)]
    then, now = against.published.attainment_of(), city.attainment
    if then is not None and now is not None:
        parts.append(_say_rates(show_rate(then), show_rate(now), risen=now > then))
    text = f"与{say_month(against.published.month)}定稿数据相比，{'，'.join(parts)}"
    crossed = say_crossings(against, attention_gap) if crossings else ""
    return f"{text}；{crossed}。" if crossed else f"{text}。"


def say_crossings(against: AgainstPublished, attention_gap: Decimal) -> str:
    """Which units came to lag by more than the attention gap, which are back on time, and which are nearer to it.

    Where many did, fewer are named, and those that are nearer only stand in the table of all units.

    Args:
        against: Against the last published month.
        attention_gap: Share of the programme.

    Returns:
        Without the full stop; "" where no unit crossed.
    """
    points = say_points(attention_gap)
    newly = (against.newly_lagging, f"转为滞后序时进度超过{points}")
    back = (against.back_on_time, "由滞后转为达到序时进度")
    nearer = (against.no_longer_lagging, f"滞后收窄到{points}以内")
    shorter = (([newly, nearer, back], 4), ([newly, back], 4), ([newly, back], 1))
    return shorten((_join(crossings, limit) for crossings, limit in shorter), _LONGEST)


def say_make_up(moved: Moved) -> str:
    """Say what the change of the cumulative benefit consists of: the months since, restatements, 期初数."""
    parts = [f"其间各月经济效益{show_amount(moved.months)}"]
    if moved.restated:
        parts.append(f"追溯调整净{say_change(moved.restated)}")
    if moved.opened:
        parts.append(f"期初数{show_amount(moved.opened)}")
    return f"累计经济效益的增减为{'、'.join(parts)}。"


def say_month(month: Month) -> str:
    """``2024年6月``."""
    return f"{month.year}年{month.month}月"


def _say_benefit(against: AgainstPublished) -> str:
    text = _say_amount(name_figure("benefit_cumulative"), against.change.benefit)
    parts = _say_moved(against.moved) if against.moved is not None else []
    return f"{text}（{'，'.join(parts)}）" if parts else text


def _say_moved(moved: Moved) -> list[str]:
    """Say what besides the months' own benefit moved the cumulative figure."""
    parts = []
    if moved.restated:
        parts.append(f"追溯调整净{say_change(moved.restated)}")
    elif moved.restatements:
        parts.append(f"追溯调整{moved.restatements}笔，不影响累计经济效益")
    if moved.opened:
        parts.append(f"期初数计入{show_amount(moved.opened)}")
    return [f"其中{parts[0]}", *parts[1:]] if parts else []


def _say_amount(word: str, fen: int) -> str:
    if not fen:
        return f"{word}没有变化"
    return f"{word}{'增加' if fen > 0 else '减少'}{show_amount(abs(fen))}"


def _say_rates(then: str, now: str, *, risen: bool) -> str:
    return f"完成率仍为{now}" if then == now else f"完成率由{then}{'升至' if risen else '降至'}{now}"


def _join(crossings: Sequence[tuple[Sequence[UnitGap], str]], limit: int) -> str:
    parts = (f"{join_names((gap.name for gap in gaps), limit=limit)}{what}" for gaps, what in crossings if gaps)
    return "，".join(parts)


class _Figure(NamedTuple):
    """A figure of the city, published and now, and its change: 万元, or 百分点 without the word."""

    key: str
    then: int | Fraction | None
    now: int | Fraction | None
    change: Cell


def _amount(key: str, then: int, now: int) -> _Figure:
    return _Figure(key, then, now, money_cell(now - then))


def _rate(key: str, then: Fraction | None, now: Fraction | None) -> _Figure:
    return _Figure(key, then, now, Cell(show_points(then, now)))


def _build_city_table(city: CityMonth, against: AgainstPublished) -> Table:
    now, published = city.overview.city, against.published
    then = published.city
    columns: tuple[CellColumn[_Figure], ...] = (
        text_column("figure", "全市", lambda of: name_figure(of.key)),
        CellColumn("then", f"{published.month.month}月定稿", lambda of: value_cell(of.key, of.then), "right"),
        CellColumn("now", f"{city.overview.month.month}月", lambda of: value_cell(of.key, of.now), "right"),
        CellColumn("change", "增减", lambda of: of.change, "right"),
    )
    figures = (
        _amount("benefit_cumulative", then.cumulative.benefit, now.benefit_cumulative),
        _amount("treasury_cumulative", then.cumulative.treasury, now.treasury_cumulative),
        _amount("available_cumulative", then.cumulative.available, now.available_cumulative),
        _rate("attainment", published.attainment_of(), now.attainment),
        _rate("cash_share", then.cumulative.cash_share, now.cash_share),
    )
    make_up = say_make_up(against.moved) if against.moved else ""
    return build_table(
        f"与{say_month(published.month)}定稿数据相比",
        columns,
        figures,
        notes=(f"{make_up}率的增减单位为百分点。",),
        above_right=MONEY_LINE,
    )


def _build_units_table(city: CityMonth, published: PublishedOverview) -> Table:
    then, now = f"{published.month.month}月", f"{city.overview.month.month}月"
    attainment, gap, rank = map(name_figure, ("attainment", "gap", "rank"))

    def change(of: tuple[Board, BoardRow]) -> int | None:
        was = published.units.get(of[1].unit)
        return None if was is None else of[1].amounts.benefit_cumulative - was.cumulative.benefit

    def amounts(of: tuple[Board, BoardRow]) -> Amounts:
        return of[1].amounts

    columns: tuple[CellColumn[tuple[Board, BoardRow]], ...] = (
        text_column("group", "组别", lambda of: of[0].group_name),
        text_column("unit", "单位", lambda of: of[1].name),
        value_column("benefit_cumulative", change, key="change", header=f"{name_figure('benefit_cumulative')}增减"),
        value_column(
            "attainment", lambda of: published.attainment_of(of[1].unit), key="then", header=then + attainment
        ),
        figure_column("attainment", amounts, key="now", header=now + attainment),
        value_column("gap", lambda of: published.gap_of(of[1].unit), key="then_gap", header=then + gap),
        figure_column("gap", amounts, key="now_gap", header=now + gap),
        text_column("rank", now + rank, lambda of: show_rank(of[1].rank, tied=of[1].tied), "center"),
        text_column("rank_change", "位次变化", lambda of: show_rank_change(of[1].rank_change), "center"),
    )
    return build_table(
        f"各单位与{say_month(published.month)}定稿数据相比",
        columns,
        ((board, row) for board in city.overview.groups for row in board.rows),
        notes=(
            f"{then}数据以定稿为准。{gap}的单位为百分点；位次变化与同组上一期定稿榜单相比，没有可比榜单的以“—”表示。",
        ),
        listing=True,
        above_right=MONEY_LINE,
        sheet="与上期定稿相比",
        row_header=1,
    )
