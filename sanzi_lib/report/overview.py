"""The overview (全市总览): the city on one page first, then regions, fields and structure (domain §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sanzi_lib.measures.model import History, NamedAmounts, Overview
from sanzi_lib.params.programme import Programme
from sanzi_lib.report.blocks import Block, DocumentHead, FiguresData, Heading, Notes, PageBreak
from sanzi_lib.report.figures import build_overview_figures
from sanzi_lib.report.sections import city, city_tables, head, notes, pictures

UNCLASSIFIED_NOTE = "“未分类”为月报没有列明类型的部分，以及没有分类型数据的期初数和追溯调整。"


def build_head(overview: Overview, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        overview: The overview.
        programme: Gives the title.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, as far as they hold.
    """
    return head.build_overview_head(overview, programme, tabulated_on, marks)


def build_opening(overview: Overview, programme: Programme) -> tuple[Block, ...]:
    """The first page: findings, key figures, the groups."""
    return (
        Heading("主要情况"),
        city.build_findings(overview, programme),
        city.build_key_figures(overview),
        city_tables.build_groups_table(overview),
    )


def build_regions(overview: Overview, programme: Programme) -> tuple[Block, ...]:
    """Table 1 of annex 1 and its chart."""
    total = NamedAmounts(programme.total_name, overview.city)
    return (
        PageBreak(),
        Heading("分地区情况"),
        city_tables.build_amounts_table(overview.rows, total, "分地区完成情况", "地区"),
        pictures.build_rows_chart(overview),
        city_tables.build_treasury_table(overview.rows, total, "地区"),
    )


def build_fields(overview: Overview, programme: Programme) -> tuple[Block, ...]:
    """Table 2 of annex 1 and its chart; nothing where the programme has no fields."""
    own = next((row for row in overview.rows if row.name == programme.own_row), None)
    if own is None or not overview.fields:
        return ()
    total = NamedAmounts(f"{own.name}合计", own.amounts)
    return (
        Heading("分领域情况"),
        city_tables.build_amounts_table(overview.fields, total, f"{own.name}分领域完成情况", "工作领域"),
        pictures.build_fields_chart(overview, own.name),
    )


def build_structure(overview: Overview) -> tuple[Block, ...]:
    """What the cumulative benefit consists of: kinds, 三资, methods."""
    return (
        Heading("效益构成"),
        city_tables.build_structure_table(overview.kinds, "分效益类型情况", "效益类型", notes=(UNCLASSIFIED_NOTE,)),
        city_tables.build_category_table(overview),
        city_tables.build_structure_table(overview.by_method, "分盘活方式情况", "盘活方式"),
    )


def build_trend(overview: Overview, history: History, programme: Programme) -> tuple[Block, ...]:
    """The city's year so far.

    Args:
        overview: The overview.
        history: The city by month.
        programme: Gives the word for the whole.
    """
    return (
        Heading("全年走势"),
        pictures.build_month_chart((history,), overview.city, programme.titles.city_word),
    )


def build_notes(overview: Overview, programme: Programme) -> tuple[Notes, ...]:
    """The notes that end the report."""
    items = [
        notes.say_period(overview.period, overview.month, overview.time_progress),
        notes.KINDS_NOTE,
        notes.ROUNDING_NOTE,
        *notes.say_groups(overview, programme),
        *notes.say_states(city.list_rows(overview)),
        *notes.say_restatements(city.list_restatements(overview), programme),
        *notes.say_openings(city.list_openings(overview), programme),
    ]
    return (Notes(tuple(items)),)


def build_data(overview: Overview, programme: Programme, tabulated_on: date) -> tuple[FiguresData]:
    """What is not shown: overview.json."""
    return (build_overview_figures(overview, programme, tabulated_on),)
