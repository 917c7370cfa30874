"""The overview (全市总览): the city on one page first, then what it consists of (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil

import pandas as pd

from sanzi_lib.measures.attention import list_attention
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import NamedAmounts, Overview
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import amount_tables, head, notes, progress_charts
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements.attention import say_city_attention
from sanzi_lib.reports.elements.key_figures import (
    NOTHING_THIS_MONTH,
    build_accepted_figure,
    build_receipts_figures,
    build_span_figure,
    build_standing_figures,
    say_target,
)
from sanzi_lib.reports.elements.open_findings import say_city_open, say_unasked
from sanzi_lib.reports.elements.outlook import say_outlook, say_pace
from sanzi_lib.reports.elements.reporting import count_asked, say_restated
from sanzi_lib.reports.elements.structure import UNCLASSIFIED_NOTE
from sanzi_lib.reports.elements.working import build_amounts_frame
from sanzi_lib.reports.overview import published, tables
from sanzi_lib.reports.overview.json import build_city_figures
from sanzi_lib.reports.overview.published import say_against_published
from sanzi_lib.reports.overview.texts import list_restatements, list_rows, say_city

RESTATED_WHERE = "详见文后追溯调整"
"""Where the month's restatements stand line by line."""

_MOST_LINES = 12
"""Lines of findings beside which the key figures and the longest table of the groups still stand on the page."""

_LINE, _LAST_NARROW = 58, 0xFF
"""Narrow characters in a line, and the last of them."""


def build_findings(city: CityMonth, programme: Programme) -> el.Findings:
    """Build the city against target and time, who needs attention, what changed since publication, the year's outlook.

    Who leads stands in the table of the groups beneath, treasury and available in the key figures. Where all of it
    would not stay on the page, what is open is said all the same: the outlook has a chapter of its own, and so have
    the units that need attention or came to lag.
    """
    overview, gap = city.overview, programme.thresholds.attention_gap
    first, last = say_city(overview, programme), say_city_open(overview)
    outlook = say_outlook(city.outlook, overview.month)
    pace = f"{say_pace(city.outlook, overview.month)}。" if outlook else ""
    full = [say_city_attention(overview, gap), _say_against_published(city, gap)]
    short = [say_city_attention(overview, gap, named=(1,)), _say_against_published(city, gap, crossings=False)]
    forms = (
        [first, *full, outlook, last],
        [first, *full, pace, last],
        [first, *full, last],
        [first, *short, last],
    )
    chosen = next((form for form in forms if sum(map(_count_lines, form)) <= _MOST_LINES), forms[-1])
    return el.Findings(tuple(sentence for sentence in chosen if sentence))


def _count_lines(sentence: str) -> int:
    """Count the lines that a sentence takes in print, about."""
    return ceil(sum(2 if ord(character) > _LAST_NARROW else 1 for character in sentence) / _LINE)


def _say_against_published(city: CityMonth, attention_gap: Decimal, *, crossings: bool = True) -> str:
    """Against the last published month; the month's restatements where that sentence does not name them."""
    restated = say_restated(list_restatements(city.overview), where=RESTATED_WHERE)
    if city.against_published is None:
        return f"{restated}。" if restated else ""
    said = say_against_published(city.against_published, city.overview.city, attention_gap, crossings=crossings)
    if not restated or city.against_published.moved is not None:
        return said
    return f"{said.removesuffix('。')}；{restated}。"


def build_key_figures(overview: Overview) -> el.KeyFigures:
    """Build the city's row of figures."""
    city, rows = overview.city, list_rows(overview)
    accepted = sum(row.state == "accepted" for row in rows)
    return el.KeyFigures(
        (
            *build_standing_figures(city, say_target(city)),
            build_span_figure(name_figure("benefit"), city.benefit, city.projects, NOTHING_THIS_MONTH),
            *build_receipts_figures(city),
            build_accepted_figure("通过核验的单位", accepted, len(rows), "个", asked=count_asked(rows)),
        )
    )


_REGION, _FIELD = "地区", "工作领域"


def build_frame(city: CityMonth, programme: Programme) -> pd.DataFrame:
    """Build the rows of annex 1 with what their 完成率 and 入库率 are reckoned of, for the analyst; in no document."""
    overview = city.overview
    total = NamedAmounts(programme.total_name, overview.city)
    return build_amounts_frame((*overview.rows, *overview.fields, total), f"{_REGION}、{_FIELD}")


def build_head(city: CityMonth, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> el.DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        city: The city in a month.
        programme: Gives the title.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, as far as they hold.
    """
    return head.build_overview_head(city.overview, programme, tabulated_on, marks)


def build_opening(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """Build the first page: findings, key figures, the groups."""
    return (  # without a heading, so that all of it stays on one page
        build_findings(city, programme),
        build_key_figures(city.overview),
        amount_tables.build_groups_table(city.overview),
    )


def build_attention(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """需关注单位 one by one, then city and units against the last published month."""
    return (*tables.build_attention(city, programme), *published.build_against_published(city))


def build_regions(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """Table 1 of annex 1, what of it reached the treasury, and charts of both."""
    overview = city.overview
    total = NamedAmounts(programme.total_name, overview.city)
    filled = city.against_published is not None or list_attention(overview, programme.thresholds.attention_gap)
    return _given(
        el.PageBreak() if filled else None,
        el.Heading("分地区情况"),
        amount_tables.build_amounts_table(overview.rows, total, "分地区完成情况", _REGION),
        amount_tables.build_treasury_table(overview.rows, total, _REGION),
        progress_charts.build_rows_chart(overview),
        tables.build_cash_chart(city),
    )


def build_fields(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """Table 2 of annex 1 and its chart; nothing where the programme has no fields."""
    overview = city.overview
    own = next((row for row in overview.rows if row.name == programme.own_row), None)
    if own is None or not overview.fields:
        return ()
    total = NamedAmounts(f"{own.name}合计", own.amounts)
    return (
        el.PageBreak(),
        el.Heading("分领域情况"),
        amount_tables.build_amounts_table(overview.fields, total, f"{own.name}分领域完成情况", _FIELD),
        progress_charts.build_fields_chart(overview, own.name),
        amount_tables.build_treasury_table(overview.fields, total, _FIELD),
    )


def build_portions(city: CityMonth) -> tuple[el.Block, ...]:
    """By 三资大类 and 小类, and by 盘活方式."""
    return _given(
        el.Heading("分三资类别和盘活方式情况"),
        tables.build_category_table(city),
        tables.build_method_table(city),
        tables.build_category_chart(city),
        tables.build_method_chart(city),
    )


def build_benefit(city: CityMonth) -> tuple[el.Block, ...]:
    """Build the four kinds of benefit."""
    return _given(
        el.Heading("分效益类型情况"),
        amount_tables.build_structure_table(
            city.overview.kinds, "分效益类型情况", "效益类型", notes=(UNCLASSIFIED_NOTE,)
        ),
        tables.build_kind_chart(city),
    )


def build_outlook(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """Build the year so far, and where it ends at the present pace; the rule of the 测算 stands under its table."""
    return _given(
        el.PageBreak(),
        el.Heading("全年走势和测算"),
        progress_charts.build_month_chart(
            (city.history,), city.overview.city, programme, programme.titles.city_word, outlook=city.outlook
        ),
        tables.build_outlook_table(city, programme, _REGION),
    )


def build_restated(city: CityMonth, programme: Programme) -> tuple[el.Block, ...]:
    """Tell what the month corrected of earlier ones."""
    return tables.build_restated(city.overview, programme)


def build_notes(city: CityMonth, programme: Programme) -> tuple[el.Notes, ...]:
    """Build the notes that end the report."""
    overview = city.overview
    items = [
        notes.say_period(overview.period, overview.month, programme.period),
        notes.KINDS_NOTE,
        notes.ROUNDING_NOTE,
        *notes.say_groups(overview, programme),
        *notes.say_states(list_rows(overview)),
        *say_unasked(overview.open),
    ]
    return (el.Notes(tuple(items)),)


def build_data(city: CityMonth, programme: Programme, tabulated_on: date) -> tuple[el.FiguresData]:
    """Tell what is not shown: overview.json."""
    return (build_city_figures(city, programme, tabulated_on),)


def _given(*blocks: el.Block | None) -> tuple[el.Block, ...]:
    return tuple(block for block in blocks if block is not None)
