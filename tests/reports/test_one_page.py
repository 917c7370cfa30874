"""The overview's first page is one page, also where all that can be said must be said."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

from pypdf import PdfReader

from sanzi_lib.measures.model import NamedAmounts, OpenTotals
from sanzi_lib.render.document import Document
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports import overview as report
from sanzi_lib.reports.elements.blocks import Heading, PageBreak

AFTER = "其后"


def count_pages(city, programme, marks=()):
    head = report.build_head(city, programme, date(2024, 6, 30), marks)
    blocks = (*report.build_opening(city, programme), PageBreak(), Heading(AFTER))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(Document(head, blocks)))).pages]
    assert AFTER in pages[-1]
    return len(pages) - 1


def make_hard(city, board_of, row_of, amounts_of, programme, state):
    """Every unit of the programme far behind, missing, and moved; two share each end."""
    groups = []
    for group in programme.groups:
        units = programme.units_of(group.id)
        rows = []
        for number, unit in enumerate(units, start=1):
            figures = amounts_of(None, ("100.00", "0.00", "0.00"), target="100000.00" if unit.code[4] != "E" else None)
            rank = 1 if number <= 2 else number
            rows.append(
                row_of(
                    unit.code, unit.name, rank, figures, tied=number <= 2, state=state, previous=len(units) - number + 1
                )
            )
        total = amounts_of(None, ("900.00", "0.00", "0.00"), target="900000.00")
        board = board_of(rows, total, group=group.id, name=group.name)
        ranks = {row.unit: len(rows) + 1 - number for number, row in enumerate(rows, start=1)}
        groups.append(replace(board, open=OpenTotals(12, 10**12, Fraction(1, 3), ranks)))
    whole = amounts_of(None, ("2258472.2976", "590000.00", "310000.00"), target="4591750.62")
    still_open = OpenTotals(123, 5 * 10**12, Fraction(1, 3))
    rows = (NamedAmounts("市本级", whole),)
    overview = replace(city.overview, groups=tuple(groups), city=whole, rows=rows, open=still_open)
    return replace(city, overview=overview)


def test_an_ordinary_month(city, comparison, programme):
    assert count_pages(city, programme) == 1
    assert count_pages(replace(city, against_published=comparison), programme, ("演示数据", "试编")) == 1


def test_the_hardest_month(city, comparison, board_of, row_of, amounts_of, programme):
    crossed = comparison.newly_lagging * 5
    hard = replace(comparison, newly_lagging=crossed, no_longer_lagging=crossed, back_on_time=crossed)
    for state in ("not_reported", "sent_back"):
        month = make_hard(city, board_of, row_of, amounts_of, programme, state)
        month = replace(month, against_published=hard)
        assert count_pages(month, programme, ("演示数据",)) == 1
        said = report.build_opening(month, programme)[0].sentences[-1]
        assert said.startswith("待核实123项"), "what is open is said however much else there is"
        assert all(f"{board.group_name}{board.rows[-1].name}" in said for board in month.overview.groups)
