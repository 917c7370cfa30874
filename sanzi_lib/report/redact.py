"""Keep persons out of circulated reports (domain §6, last paragraph).

Every text that a unit wrote and a circulated report shows passes through here before a block or a figure is made of
it: names of persons that the returns gave are replaced, phone and identity-card numbers are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sanzi_lib.masking import Mask, looks_like_person
from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.measures.city import CityMonth
from sanzi_lib.measures.funds import FundItem, Funds
from sanzi_lib.measures.model import Board, Overview
from sanzi_lib.measures.month_projects import MonthProjects


def redact_board(board: Board, persons: Iterable[str]) -> Board:
    """A board whose texts name no person (domain §6).

    Args:
        board: As computed.
        persons: From :func:`collect_persons`.
    """
    mask = Mask(persons, _texts_of(board))

    def mask_all(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(mask(text) for text in texts)

    return replace(
        board,
        rows=tuple(
            replace(
                row,
                social_benefit=mask_all(row.social_benefit),
                cases=mask_all(row.cases),
                of_which=tuple(
                    replace(part, social_benefit=mask_all(part.social_benefit), cases=mask_all(part.cases))
                    for part in row.of_which
                ),
            )
            for row in board.rows
        ),
        cases=tuple(
            replace(case, title=mask(case.title), practice=mask(case.practice), result=mask(case.result))
            for case in board.cases
        ),
        restatements=tuple(replace(item, reason=mask(item.reason)) for item in board.restatements),
    )


def redact_overview(overview: Overview, persons: Iterable[str]) -> Overview:
    """An overview whose boards name no person."""
    names = tuple(persons)
    return replace(overview, groups=tuple(redact_board(board, names) for board in overview.groups))


def redact_casebook(book: CaseBook, persons: Iterable[str], natural_person: str) -> CaseBook:
    """A book of cases whose texts name no person; a 资产持有人 that is a person is left out altogether.

    Args:
        book: As computed.
        persons: From :func:`collect_persons`.
        natural_person: The programme's word for a 自然人.
    """
    mask = Mask(persons, (text for entry in book.entries for text in _texts_of_case(entry)))

    def redact_entry(entry: CaseEntry) -> CaseEntry:
        facts = entry.facts
        if facts is not None:
            held = mask.names_person(facts.holder)
            holder = "" if held or looks_like_person(facts.holder, natural_person) else facts.holder
            # An override lets a word pass that is on no list, and with it whatever the unit wrote there.
            values = {name: mask(value) for name, value in vars(replace(facts, holder=holder)).items()}
            facts = replace(facts, **values)
        return replace(
            entry,
            project=mask(entry.project),
            facts=facts,
            texts=tuple(
                replace(text, title=mask(text.title), practice=mask(text.practice), result=mask(text.result))
                for text in entry.texts
            ),
            earlier=tuple(replace(item, title=mask(item.title)) for item in entry.earlier),
        )

    return replace(book, entries=tuple(redact_entry(entry) for entry in book.entries))


def _texts_of_case(entry: CaseEntry) -> Iterator[str]:
    for text in entry.texts:
        yield from (text.title, text.practice, text.result)
    yield from (entry.project, *(item.title for item in entry.earlier))
    if entry.facts is not None:
        yield from vars(entry.facts).values()


def redact_funds(funds: Funds, persons: Iterable[str]) -> Funds:
    """Idle funds whose items name no person."""
    mask = Mask(persons, (item.item for item in funds.items))

    def mask_all(items: Iterable[FundItem]) -> tuple[FundItem, ...]:
        return tuple(replace(item, item=mask(item.item)) for item in items)

    return replace(
        funds,
        units=tuple(replace(unit, items=mask_all(unit.items)) for unit in funds.units),
        kinds=tuple(replace(kind, items=mask_all(kind.items)) for kind in funds.kinds),
    )


def redact_city(city: CityMonth, persons: Iterable[str]) -> CityMonth:
    """The city in a month with an overview that names no person."""
    return replace(city, overview=redact_overview(city.overview, persons))


def redact_projects(projects: MonthProjects, persons: Iterable[str]) -> MonthProjects:
    """Projects of a month whose names name no person.

    Args:
        projects: As computed.
        persons: From :func:`collect_persons`.
    """
    mask = Mask(persons, (project.name for of_unit in projects.values() for project in of_unit))
    return {
        unit: tuple(replace(project, name=mask(project.name)) for project in of_unit)
        for unit, of_unit in projects.items()
    }


def _texts_of(board: Board) -> Iterator[str]:
    for row in board.rows:
        yield from (*row.social_benefit, *row.cases)
        for part in row.of_which:
            yield from (*part.social_benefit, *part.cases)
    for case in board.cases:
        yield from (case.title, case.practice, case.result)
    for item in board.restatements:
        yield item.reason
