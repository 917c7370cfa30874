"""The first page of the overview: the city in sentences and key figures (docs/指标口径.md 报告)."""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Overview
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.attention import say_city_attention
from sanzi_lib.reports.elements.blocks import Findings, KeyFigures
from sanzi_lib.reports.elements.key_figures import (
    NOTHING_THIS_MONTH,
    build_accepted_figure,
    build_receipts_figures,
    build_span_figure,
    build_standing_figures,
    say_target,
)
from sanzi_lib.reports.elements.open_findings import say_city_open
from sanzi_lib.reports.elements.outlook import say_outlook, say_pace
from sanzi_lib.reports.elements.reporting import say_restated
from sanzi_lib.reports.overview.published import say_against_published
from sanzi_lib.reports.overview.texts import list_restatements, list_rows, say_city

RESTATED_WHERE = "详见文后追溯调整"
"""Where the month's restatements stand line by line."""

_MOST_LINES = 12
"""Lines of findings beside which the key figures and the longest table of the groups still stand on the page."""

_LINE, _LAST_NARROW = 58, 0xFF
"""Narrow characters in a line, and the last of them."""


def build_findings(city: CityMonth, programme: Programme) -> Findings:
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
    return Findings(tuple(sentence for sentence in chosen if sentence))


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


def build_key_figures(overview: Overview) -> KeyFigures:
    """Build the city's row of figures."""
    city, rows = overview.city, list_rows(overview)
    accepted = sum(row.state == "accepted" for row in rows)
    return KeyFigures(
        (
            *build_standing_figures(city, say_target(city)),
            build_span_figure(name_figure("benefit"), city.benefit, city.projects, NOTHING_THIS_MONTH),
            *build_receipts_figures(city),
            build_accepted_figure("通过核验的单位", accepted, len(rows), "个"),
        )
    )
