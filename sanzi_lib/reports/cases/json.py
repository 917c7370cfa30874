"""cases.json: the cases of the compendium with their projects' figures; the texts stand in the documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.exact import exact_money


def build_cases_figures(book: CaseBook, programme: Programme, tabulated_on: date) -> FiguresData:
    """cases.json of a book.

    ``benefit`` is of the span's months; it and the cumulative figures are null where the project has no accepted row in
    the year. What 项目台账 would say is null where no accepted one has the project.

    Args:
        book: The cases, in the order of the report.
        programme: Gives the names of units and groups.
        tabulated_on: 制表时间.
    """
    total = book.cumulative
    data = {
        "programme": book.programme,
        "month": str(book.month),
        "first": str(book.first),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in book.period],
        "cases": [_build_entry(entry, book, programme) for entry in book.entries],
        "totals": {
            "cases": len(book.entries),
            "units": len({entry.unit for entry in book.entries}),
            "benefit": exact_money(sum(entry.benefit or 0 for entry in book.entries)),
            "benefit_cumulative": exact_money(total.benefit),
            "treasury_cumulative": exact_money(total.treasury),
            "available_cumulative": exact_money(total.available),
        },
    }
    return FiguresData("cases.json", build_json_text(data))


def _build_entry(entry: CaseEntry, book: CaseBook, programme: Programme) -> dict[str, Any]:
    facts, cumulative, year = entry.listed, entry.cumulative, book.month.year
    return {
        "code": entry.unit,
        "unit": programme.unit_by_code[entry.unit].name,
        "group": entry.group,
        "project": entry.project or None,
        "name": facts.name if facts else None,
        "category": facts.category if facts else None,
        "subcategory": facts.subcategory if facts else None,
        "method": facts.method if facts else None,
        "method_detail": (facts.method_detail or None) if facts else None,
        "month": f"{year}-{entry.month:02d}",
        "titles": [text.title for text in entry.texts],
        "earlier": [{"month": f"{year}-{item.month:02d}", "title": item.title} for item in entry.earlier],
        "benefit": exact_money(entry.benefit),
        "benefit_cumulative": exact_money(cumulative.benefit if cumulative else None),
        "treasury_cumulative": exact_money(cumulative.treasury if cumulative else None),
        "available_cumulative": exact_money(cumulative.available if cumulative else None),
    }
