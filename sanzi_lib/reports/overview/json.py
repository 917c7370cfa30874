"""overview.json: what docs/文件与命令.md names, and beside it what else the overview shows.

Beside the keys of the boards' totals stand, in this order: ``units`` (every unit with its place), ``attention``
(需关注单位 with their reasons), ``kinds``, ``categories``, ``methods`` (they add up to ``city``), ``outlook`` (测算),
``restatements`` and ``comparison`` (null where nothing is published to compare with). A pace or a year end that a
division gave has ten decimals, 万元.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.against_published import AgainstPublished, UnitGap
from sanzi_lib.measures.attention import list_attention
from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.measures.outlook import Outlook
from sanzi_lib.measures.overview import CityMonth
from sanzi_lib.measures.portions import Portion
from sanzi_lib.money import FEN_PER_WAN, round_half_up
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.board_json import build_overview_data
from sanzi_lib.reports.elements.exact import RATE_PLACES, exact_money, exact_rate
from sanzi_lib.reports.overview.texts import list_restatements


def build_city_figures(city: CityMonth, programme: Programme, tabulated_on: date) -> FiguresData:
    """overview.json of a month.

    Args:
        city: The city in a month.
        programme: Names the row by field, the units, and the attention gap.
        tabulated_on: 制表时间.
    """
    overview = city.overview
    known = overview.city.benefit is not None
    data = {
        **build_overview_data(overview, programme, tabulated_on),
        "units": [_build_unit(board, row) for board in overview.groups for row in board.rows],
        "attention": [
            {"code": item.row.unit, "unit": item.row.name, "reasons": list(item.reasons)}
            for item in list_attention(overview, programme.thresholds.attention_gap)
        ],
        "kinds": [{"name": name, "benefit_cumulative": exact_money(fen)} for name, fen in overview.kinds],
        "categories": [
            {"category": part.names[0], "subcategory": part.names[1], **_build_portion(part, known=known)}
            for part in city.categories
        ],
        "methods": [{"name": part.names[0], **_build_portion(part, known=known)} for part in city.methods],
        "outlook": {
            **_build_outlook(city.outlook),
            "rows": [
                {"name": row.name, **_build_outlook(outlook)}
                for row, outlook in zip(overview.rows, city.row_outlooks, strict=True)
            ],
        },
        "restatements": [
            {
                "unit": programme.unit_by_code[item.unit].name,
                "month": None if item.month is None else str(item.month),
                "benefit": exact_money(item.proceeds.benefit),
                "treasury": exact_money(item.proceeds.treasury),
                "available": exact_money(item.proceeds.available),
                "reason": item.reason,
            }
            for item in list_restatements(overview)
        ],
        "comparison": None if city.against_published is None else _build_against_published(city.against_published),
    }
    return FiguresData("overview.json", build_json_text(data))


def _build_unit(board: Board, row: BoardRow) -> dict[str, Any]:
    amounts = row.amounts
    whose = {"code": row.unit, "unit": row.name, "group": board.group, "state": row.state}
    return {
        **whose,
        "target": exact_money(amounts.target),
        "benefit_cumulative": exact_money(amounts.benefit_cumulative),
        "treasury_cumulative": exact_money(amounts.treasury_cumulative),
        "available_cumulative": exact_money(amounts.available_cumulative),
        "attainment": exact_rate(amounts.attainment),
        "gap": exact_rate(amounts.gap),
        "rank": row.rank,
        "tied": row.tied,
        "previous_rank": row.previous_rank,
        "rank_change": row.rank_change,
    }


def _build_portion(part: Portion, *, known: bool) -> dict[str, Any]:
    return {
        "projects": part.projects,
        "benefit": exact_money(part.benefit if known else None),
        "benefit_cumulative": exact_money(part.cumulative.benefit),
        "treasury_cumulative": exact_money(part.cumulative.treasury),
        "available_cumulative": exact_money(part.cumulative.available),
    }


def _build_outlook(outlook: Outlook) -> dict[str, Any]:
    ends = None if outlook.low is None or outlook.high is None else (outlook.low, outlook.high)
    return {
        "needed_pace": _quotient(outlook.needed),
        "mean_pace": _quotient(outlook.mean),
        "recent_pace": _quotient(outlook.recent),
        "recent_months": outlook.recent_months,
        "year_end": None if ends is None else [_quotient(end) for end in ends],
        "year_end_attainment": None if outlook.shares is None else [exact_rate(share) for share in outlook.shares],
    }


def _build_against_published(against: AgainstPublished) -> dict[str, Any]:
    moved = against.moved
    return {
        "month": str(against.published.month),
        "attainment": exact_rate(against.published.attainment_of()),
        "benefit_cumulative": exact_money(against.change.benefit),
        "treasury_cumulative": exact_money(against.change.treasury),
        "available_cumulative": exact_money(against.change.available),
        "months": None if moved is None else exact_money(moved.months),
        "restated": None if moved is None else exact_money(moved.restated),
        "opened": None if moved is None else exact_money(moved.opened),
        "newly_lagging": _build_gaps(against.newly_lagging),
        "no_longer_lagging": _build_gaps(against.no_longer_lagging),
        "back_on_time": _build_gaps(against.back_on_time),
    }


def _build_gaps(gaps: tuple[UnitGap, ...]) -> list[dict[str, Any]]:
    return [
        {"code": gap.unit, "unit": gap.name, "previous_gap": exact_rate(gap.then), "gap": exact_rate(gap.now)}
        for gap in gaps
    ]


def _quotient(fen: Fraction | None) -> str | None:
    return None if fen is None else f"{round_half_up(fen / FEN_PER_WAN, RATE_PLACES):f}"
