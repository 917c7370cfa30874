"""Keep persons out of the quarterly report, which is circulated (domain §6, last paragraph)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.measures.quarter_model import Portion, ProjectLine, Quarterly
from sanzi_lib.reports.elements.redact import build_mask, redact_board, redact_overview


def redact_quarter(report: Quarterly, persons: Iterable[str]) -> Quarterly:
    """A quarter whose texts name no person; the names of projects are texts that units wrote, too.

    Args:
        report: As computed.
        persons: From :func:`sanzi_lib.reports.elements.redact.collect_persons`.
    """
    names = tuple(persons)
    mask = build_mask(names, _texts_of(report))
    board = None if report.board is None else redact_board(report.board, names)
    return replace(
        report,
        board=board,
        unit_row=_find_row(report, board),
        overview=None if report.overview is None else redact_overview(report.overview, names),
        quantities=tuple(replace(item, measure=mask(item.measure)) for item in report.quantities),
        kinds=_mask_portions(report.kinds, mask),
        categories=_mask_portions(report.categories, mask),
        methods=_mask_portions(report.methods, mask),
        projects=tuple(_mask_line(line, mask) for line in report.projects),
        cases=tuple(
            replace(
                item,
                case=replace(
                    item.case,
                    title=mask(item.case.title),
                    practice=mask(item.case.practice),
                    result=mask(item.case.result),
                ),
                project_name=mask(item.project_name),
            )
            for item in report.cases
        ),
        social_benefits=tuple(mask(text) for text in report.social_benefits),
        restatements=tuple(replace(item, reason=mask(item.reason)) for item in report.restatements),
        difficulties=tuple(
            replace(item, project_name=mask(item.project_name), text=mask(item.text)) for item in report.difficulties
        ),
    )


def _mask_line(line: ProjectLine, mask: Callable[[str], str]) -> ProjectLine:
    return replace(
        line,
        name=mask(line.name),
        # An override lets a word pass that is on no list, and with it whatever the unit wrote there.
        field=mask(line.field),
        category=mask(line.category),
        subcategory=mask(line.subcategory),
        method=mask(line.method),
        quantities=tuple(replace(item, measure=mask(item.measure)) for item in line.quantities),
    )


def _mask_portions(portions: Iterable[Portion], mask: Callable[[str], str]) -> tuple[Portion, ...]:
    return tuple(replace(part, names=tuple(mask(name) for name in part.names)) for part in portions)


def _find_row(report: Quarterly, board: Board | None) -> BoardRow | None:
    if board is None or report.unit_row is None:
        return None
    return next(row for row in board.rows if row.unit == report.unit_row.unit)


def _texts_of(report: Quarterly) -> Iterator[str]:
    for line in report.projects:
        yield from (line.name, line.field, line.category, line.subcategory, line.method)
        yield from (item.measure for item in line.quantities)
    for part in (*report.kinds, *report.categories, *report.methods):
        yield from part.names
    for item in report.cases:
        yield from (item.case.title, item.case.practice, item.case.result, item.project_name)
    yield from report.social_benefits
    for restatement in report.restatements:
        yield restatement.reason
    for difficulty in report.difficulties:
        yield from (difficulty.project_name, difficulty.text)
