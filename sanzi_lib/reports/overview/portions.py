"""The city by 三资 kind and by method: benefit, treasury and available side by side, never added.

See docs/指标口径.md 用语、报告.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from sanzi_lib.measures.figures import name_figure, name_part
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.measures.portions import Portion, add_portions
from sanzi_lib.money import FEN_PER_YI
from sanzi_lib.reports.elements.blocks import Cell, Chart, Table
from sanzi_lib.reports.elements.charts.bars import Bar, draw_bars
from sanzi_lib.reports.elements.columns import MONEY_LINE, CellColumn, build_table, value_column
from sanzi_lib.reports.elements.formats import count_cell, rate_cell, show_amount, show_day, show_rate

PORTION_NOTE = (
    "占比为占累计经济效益的比重；入库率＝累计入库收益÷累计经济效益；新盘活项目为年初以来首次盘活的项目。"
    "经济效益、入库收益、本级可用财力口径不同，不相加。"
)


class _Line(NamedTuple):
    """A portion, or a sum of several.

    Attributes:
        name: In the first column.
        portion: Its figures.
        share: 占比.
        style: How it is set apart; a sum above its parts is ``lead``.
    """

    name: str
    portion: Portion
    share: Fraction | None
    style: Literal["plain", "total", "part", "lead"]


def build_category_table(city: CityMonth) -> Table:
    """By 三资大类 and 小类, each 大类 with its sum before its 小类."""
    total = add_portions(city.categories)
    lines: list[_Line] = []
    for category in dict.fromkeys(part.names[0] for part in city.categories):
        parts = tuple(part for part in city.categories if part.names[0] == category)
        lines.append(_line(category, add_portions(parts), total, "lead"))
        lines += [_line(part.names[1], part, total, "part") for part in parts]
    return _build_table(city, "category", "三资类别", lines, total)


def build_method_table(city: CityMonth) -> Table:
    """By 盘活方式."""
    total = add_portions(city.methods)
    return _build_table(city, "method", "盘活方式", [_line(part.names[0], part, total) for part in city.methods], total)


def build_category_chart(city: CityMonth) -> Chart | None:
    """Which 三资小类 brought the benefit, the largest first; None where there is nothing to draw."""
    parts = [(f"{part.names[0]}·{part.names[1]}", part.benefit_cumulative) for part in city.categories]
    moved = sorted((item for item in parts if item[1]), key=lambda item: -item[1])
    return _draw(city, moved, "累计经济效益来自哪些三资小类", "三资小类")


def build_method_chart(city: CityMonth) -> Chart | None:
    """Tell what each 盘活方式 brought, in the programme's order; None where there is nothing to draw."""
    parts = [(part.names[0], part.benefit_cumulative) for part in city.methods]
    return _draw(city, parts, "各盘活方式带来多少累计经济效益", "盘活方式")


def build_kind_chart(city: CityMonth) -> Chart | None:
    """Tell what each of the four kinds brought; None where there is nothing to draw."""
    return _draw(city, city.overview.kinds, "累计经济效益由哪几类构成", "效益类型")


def build_cash_chart(city: CityMonth) -> Chart | None:
    """How much of the benefit reached the treasury, and how much of that is available; None where all is nothing."""
    amounts = city.overview.city
    steps = (
        (name_figure("benefit_cumulative"), amounts.benefit_cumulative, ""),
        (
            name_figure("treasury_cumulative"),
            amounts.treasury_cumulative,
            _say_share(name_figure("cash_share"), amounts.cash_share),
        ),
        (
            name_part("available_cumulative"),
            amounts.available_cumulative,
            _say_share("占入库收益的", _share(amounts.available_cumulative, amounts.treasury_cumulative)),
        ),
    )
    if not any(fen for _, fen, _ in steps):
        return None
    bars = [Bar(name, _length(fen), f"{show_amount(fen)}{share}") for name, fen, share in steps]
    caption = f"截至{show_day(city.overview.period[1])}，效益有多少入库、多少形成财力"
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return Chart(
        svg=draw_bars(bars),
        alt=f"条形图：{caption}。{said}。三者口径不同，不相加。",
        caption=f"{caption}（三者口径不同，不相加）",
    )


def _draw(city: CityMonth, parts: Sequence[tuple[str, int]], caption: str, what: str) -> Chart | None:
    if not any(fen for _, fen in parts):
        return None
    total = city.overview.city.benefit_cumulative
    bars = [
        Bar(name, _length(fen), f"{show_amount(fen)}{_say_share('', _share(fen, total))}", solid=fen >= 0)
        for name, fen in parts
    ]
    said = "，".join(f"{bar.label}{bar.text}" for bar in bars)
    return Chart(
        svg=draw_bars(bars), alt=f"条形图：{caption}。按{what}：{said}。", caption=f"{caption}（括号内为占比）"
    )


def _build_table(city: CityMonth, key: str, name_header: str, lines: Sequence[_Line], total: Portion) -> Table:
    known = city.overview.city.benefit is not None
    columns: tuple[CellColumn[_Line], ...] = (
        CellColumn(key, name_header, lambda line: Cell(line.name, role="strong" if line.style == "lead" else "plain")),
        CellColumn("projects", "新盘活项目（个）", lambda line: count_cell(line.portion.projects), "right"),
        value_column("benefit", lambda line: line.portion.benefit if known else None),
        value_column("benefit_cumulative", lambda line: line.portion.benefit_cumulative),
        CellColumn("share", "占比", lambda line: rate_cell(line.share), "right"),
        value_column("treasury_cumulative", lambda line: line.portion.cumulative.treasury),
        value_column("available_cumulative", lambda line: line.portion.cumulative.available, within=True),
        value_column("cash_share", lambda line: line.portion.cumulative.cash_share),
    )
    caption = f"分{name_header}情况"
    return build_table(
        caption,
        columns,
        lines,
        total=_line("合计", total, total, "total"),
        style=lambda line: "plain" if line.style == "lead" else line.style,
        notes=(PORTION_NOTE,),
        above_right=MONEY_LINE,
        sheet=caption,
    )


def _line(
    name: str, part: Portion, total: Portion, style: Literal["plain", "total", "part", "lead"] = "plain"
) -> _Line:
    return _Line(name, part, _share(part.benefit_cumulative, total.benefit_cumulative), style)


def _share(fen: int, whole: int) -> Fraction | None:
    return Fraction(fen, whole) if whole > 0 else None


def _say_share(word: str, share: Fraction | None) -> str:
    return "" if share is None else f"（{word}{show_rate(share)}）"


def _length(fen: int) -> float:
    return float(Fraction(fen, FEN_PER_YI))
