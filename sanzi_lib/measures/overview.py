"""The city in a month: rows of annex 1, boards of all groups, and what the benefit consists of.

See docs/指标口径.md 每个项目计一次、报告.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sanzi_lib.measures.against_published import AgainstPublished, PublishedOverview, compute_against_published
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import History, NamedAmounts, OpenTotals, Overview
from sanzi_lib.measures.outlook import Outlook, compute_outlook
from sanzi_lib.measures.portions import Portion, compute_categories, compute_kinds, compute_methods


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
        against_published: Against the last published month; None where there is none.
    """

    overview: Overview
    history: History
    outlook: Outlook
    row_outlooks: tuple[Outlook, ...]
    categories: tuple[Portion, ...]
    methods: tuple[Portion, ...]
    against_published: AgainstPublished | None


def compute_overview(facts: Facts, *, previous: Mapping[str, Mapping[str, int | None]] | None = None) -> Overview:
    """Compute the city's figures, each project once through its row of annex 1.

    Args:
        facts: The year to the report month.
        previous: By id of the group, the ranks on its last published board, as for
            :func:`sanzi_lib.measures.board.compute_board`.
    """
    programme, month, ranks = facts.programme, facts.month, previous or {}
    city = facts.row()
    without = facts.without_open().row() if city.open.amount else city
    return Overview(
        programme=programme.id,
        month=month,
        period=facts.find_days(unit.code for unit in programme.units),
        time_progress=facts.time_progress,
        rows=tuple(NamedAmounts(row.name, facts.row(row).compute_amounts()) for row in programme.targets),
        fields=tuple(NamedAmounts(field.name, facts.row(field).compute_amounts()) for field in programme.fields),
        groups=tuple(compute_board(facts, group.id, previous=ranks.get(group.id)) for group in programme.groups),
        city=city.compute_amounts(),
        kinds=compute_kinds(facts.movements),
        open=OpenTotals(
            city.open.findings, city.open.amount, without.compute_amounts().attainment, unasked=facts.unasked
        ),
    )


def compute_city(
    facts: Facts,
    *,
    previous: Mapping[str, Mapping[str, int | None]] | None = None,
    published: PublishedOverview | None = None,
) -> CityMonth:
    """Compute the overview of a month with all that it is held against.

    Args:
        facts: The year to the report month.
        previous: By id of the group, the ranks on its last published board.
        published: The overview of the last published month; None where there is none.
    """
    overview, month = compute_overview(facts, previous=previous), facts.month
    history = facts.row().compute_history()
    rows = [facts.row(row).compute_history() for row in facts.programme.targets]
    return CityMonth(
        overview=overview,
        history=history,
        outlook=compute_outlook(overview.city, history, month),
        row_outlooks=tuple(
            compute_outlook(row.amounts, past, month) for row, past in zip(overview.rows, rows, strict=True)
        ),
        categories=compute_categories(facts),
        methods=compute_methods(facts),
        against_published=compute_against_published(overview, facts, published),
    )
