"""The city by 三资 kind and by method: benefit, treasury and available side by side, never added (domain §1, §6)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.measures.portions import Portion, add_portions
from sanzi_lib.money import FEN_PER_YI
from sanzi_lib.reports.elements.blocks import Cell, Chart, Row, Table
from sanzi_lib.reports.elements.charts.bars import Bar, draw_bars
from sanzi_lib.reports.elements.columns import MONEY_LINE
from sanzi_lib.reports.elements.formats import count_cell, money_cell, rate_cell, show_amount, show_day, show_rate
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table

PORTION_NOTE = (
    "占比为占累计经济效益的比重；入库率＝累计入库收益÷累计经济效益；新盘活项目为年初以来首次盘活的项目。"
    "经济效益、入库收益、本级可用财力口径不同，不相加。"
)

_FIGURES: Headers = (
    ("projects", "新盘活项目（个）", "right", 0),
    ("benefit", "本月经济效益", "right", 0),
    ("benefit_cumulative", "累计经济效益", "right", 0),
    ("share", "占比", "right", 0),
    ("treasury_cumulative", "累计入库收益", "right", 0),
    ("available_cumulative", "其中：本级可用财力", "right", 0),
    ("cash_share", "入库率", "right", 0),
)


def build_category_table(city: CityMonth) -> Table:
    """By 三资大类 and 小类, each 大类 with its sum before its 小类."""
    total = add_portions(city.categories)
    known = city.overview.city.benefit is not None
    rows: list[Row] = []
    for category in dict.fromkeys(part.names[0] for part in city.categories):
        parts = tuple(part for part in city.categories if part.names[0] == category)
        rows.append(_build_row(Cell(category, role="strong"), add_portions(parts), total, known=known))
        rows += [_build_row(Cell(part.names[1]), part, total, known=known, style="part") for part in parts]
    rows.append(_build_row(Cell("合计"), total, total, known=known, style="total"))
    return _build_table("分三资类别情况", (("category", "三资类别", "left", 0), *_FIGURES), rows)


def build_method_table(city: CityMonth) -> Table:
    """By 盘活方式."""
    total = add_portions(city.methods)
    known = city.overview.city.benefit is not None
    rows = [_build_row(Cell(part.names[0]), part, total, known=known) for part in city.methods]
    rows.append(_build_row(Cell("合计"), total, total, known=known, style="total"))
    return _build_table("分盘活方式情况", (("method", "盘活方式", "left", 0), *_FIGURES), rows)


def build_category_chart(city: CityMonth) -> Chart | None:
    """Which 三资小类 brought the benefit, the largest first; None where there is nothing to draw."""
    parts = [(f"{part.names[0]}·{part.names[1]}", part.benefit_cumulative) for part in city.categories]
    moved = sorted((item for item in parts if item[1]), key=lambda item: -item[1])
    return _draw(city, moved, "累计经济效益来自哪些三资小类", "三资小类")


def build_method_chart(city: CityMonth) -> Chart | None:
    """What each 盘活方式 brought, in the programme's order; None where there is nothing to draw."""
    parts = [(part.names[0], part.benefit_cumulative) for part in city.methods]
    return _draw(city, parts, "各盘活方式带来多少累计经济效益", "盘活方式")


def build_kind_chart(city: CityMonth) -> Chart | None:
    """What each of the four kinds brought; None where there is nothing to draw."""
    return _draw(city, city.overview.kinds, "累计经济效益由哪几类构成", "效益类型")


def build_cash_chart(city: CityMonth) -> Chart | None:
    """How much of the benefit reached the treasury, and how much of that is available; None where all is nothing."""
    amounts = city.overview.city
    steps = (
        ("累计经济效益", amounts.benefit_cumulative, ""),
        ("累计入库收益", amounts.treasury_cumulative, _say_share("入库率", amounts.cash_share)),
        (
            "其中：本级可用财力",
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


def _build_table(caption: str, headers: Headers, rows: Sequence[Row]) -> Table:
    return build_plain_table(
        caption,
        headers,
        rows,
        notes=(PORTION_NOTE,),
        above_right=MONEY_LINE,
        sheet=caption,
        row_header=len(headers) - 8,
    )


def _build_row(
    head: Cell,
    part: Portion,
    total: Portion,
    *,
    known: bool,
    style: Literal["plain", "total", "part"] = "plain",
) -> Row:
    return Row(
        (
            head,
            count_cell(part.projects),
            money_cell(part.benefit if known else None),
            money_cell(part.benefit_cumulative),
            rate_cell(_share(part.benefit_cumulative, total.benefit_cumulative)),
            money_cell(part.cumulative.treasury),
            money_cell(part.cumulative.available),
            rate_cell(part.cumulative.cash_share),
        ),
        style=style,
    )


def _share(fen: int, whole: int) -> Fraction | None:
    return Fraction(fen, whole) if whole > 0 else None


def _say_share(word: str, share: Fraction | None) -> str:
    return "" if share is None else f"（{word}{show_rate(share)}）"


def _length(fen: int) -> float:
    return float(Fraction(fen, FEN_PER_YI))
