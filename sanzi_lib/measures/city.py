"""Everything that the overview of a month shows, computed together (domain §6, 全市总览)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sanzi_lib.measures.against_published import Before, Comparison, compute_comparison
from sanzi_lib.measures.history import compute_city_history, compute_row_histories
from sanzi_lib.measures.model import History, Overview
from sanzi_lib.measures.outlook import Outlook, compute_outlook
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import Portion, compute_categories, compute_methods
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme


@dataclass(frozen=True)
class CityMonth:
    """The city in a month, its year so far, and what it is held against.

    Attributes:
        overview: Rows of annex 1, boards, the city.
        history: The city, January to the month.
        outlook: The city's pace and year end.
        row_outlooks: The same of each row of annex 1 table 1, in its order.
        categories: By 三资大类 and 小类.
        methods: By 盘活方式.
        comparison: Against the last published month; None where there is none.
    """

    overview: Overview
    history: History
    outlook: Outlook
    row_outlooks: tuple[Outlook, ...]
    categories: tuple[Portion, ...]
    methods: tuple[Portion, ...]
    comparison: Comparison | None


def compute_city(
    movements: pd.DataFrame,
    cases: pd.DataFrame,
    returns: pd.DataFrame,
    programme: Programme,
    month: Month,
    *,
    previous: Mapping[str, Mapping[str, int]] | None = None,
    before: Before | None = None,
) -> CityMonth:
    """Compute the overview of a month with all that it is held against.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        cases: Frame of :data:`sanzi_lib.schema.CASES`.
        returns: Frame of :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme of the month's year.
        month: The report month.
        previous: By id of the group, the ranks on its last published board.
        before: The overview of the last published month; None where there is none.
    """
    overview = compute_overview(movements, cases, returns, programme, month, previous=previous)
    history = compute_city_history(movements, returns, programme, month)
    rows = compute_row_histories(movements, returns, programme, month)
    return CityMonth(
        overview=overview,
        history=history,
        outlook=compute_outlook(overview.city, history, month),
        row_outlooks=tuple(
            compute_outlook(row.amounts, past, month) for row, past in zip(overview.rows, rows, strict=True)
        ),
        categories=compute_categories(movements, programme, month),
        methods=compute_methods(movements, programme, month),
        comparison=compute_comparison(overview, movements, before, programme.thresholds.attention_gap),
    )
