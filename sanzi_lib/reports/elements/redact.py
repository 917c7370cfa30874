"""Keep persons out of circulated reports (domain §6, last paragraph).

Every text that a unit wrote and a circulated report shows passes through here before a block or a figure is made of
it: names of persons that the returns gave are replaced, phone and identity-card numbers are masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sanzi_lib.contact_numbers import GAP, NUMBER_MASK, mask_numbers
from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.measures.city import CityMonth
from sanzi_lib.measures.funds import FundItem, Funds
from sanzi_lib.measures.model import Board, Overview
from sanzi_lib.measures.month_projects import MonthProjects

if TYPE_CHECKING:
    import pandas as pd

NAME_MASK = "某某"
_LONG_NUMBER = re.compile(r"\d[\d\-－—（）()·.．]{5,}\d")
"""What stands in 联系电话 and the like; shorter ones point at nobody."""

_LONGEST_NUMBER = 20
"""Digits; what is longer is no phone and no identity card, and is only looked for as it is written."""

_LONGEST_TITLED = 24
"""Characters of a name with its titles; a longer text in a name's cell is hostile or a list, and is not taken apart."""

_TITLES = (
    "副?(?:董事长|总经理|局长|主任|科长|处长|县长|市长|区长|镇长|乡长|村长|校长|院长|所长|站长|股长|部长|厂长|经理|书记|主席)"
    "|会计|出纳|科员|先生|女士|同志|老师|负责人|经办人|联系人"
)
_WITH_TITLE = re.compile(rf"^(?:{_TITLES})?[：:]?(.+?)(?:等\d*人?|(?:{_TITLES}))*$")

_ORGANISATIONS = frozenset(
    "局委办府厅院校学社司团站所厂场村镇乡街道区县市州省园馆会队库部处科室行店组心厦矿港业企旗屯寨坊里"
)
"""What the name of an office, a company or a place ends with."""

_BETWEEN = re.compile(r"[\s·•.]+")
_SEPARATORS = re.compile(
    r"[、，,；;：:/／|\n\r\t（）()]+|[+＋]?\d[\d\s\-－]*|(?<=[^\x00-\x7f]{2})\s+(?=[^\x00-\x7f]{2})"
)


def collect_persons(*frames: pd.DataFrame) -> frozenset[str]:
    """The names that no circulated report may show, of whatever unit: one unit may write another's people.

    Args:
        frames: Those that name persons: :data:`sanzi_lib.schema.PROJECTS` and :data:`sanzi_lib.schema.RETURNS`, whose
            returns may have been sent back or have no project at all.

    Returns:
        Every value of their columns ``persons``, as written.
    """
    return frozenset(name for frame in frames for names in frame["persons"] for name in names or () if name)


def find_held(persons: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the given persons whose name or phone stands in one of these texts, in whatever spelling, in order."""
    whole = "\n".join(texts)
    held, digits = _compact(whole), _digits_of(whole)
    return tuple(
        sorted(
            {
                name
                for person in split_persons(persons)
                if (name := _compact(person)) in held or (name.isdigit() and name in digits)
            }
        )
    )


def split_persons(persons: Iterable[str]) -> tuple[str, ...]:
    """Single names and phone numbers out of values such as ``张三、李四（副局长）``, longest first.

    A name with a title is also taken without it (``李四副局长``, ``张三等3人``), a phone number with an area code also
    without that. A single character is left out: it would mask half of every text and points at nobody.
    """
    parts: set[str] = set()
    for value in persons:
        for part in (value, *_SEPARATORS.split(value)):
            parts.add(part.strip())
            if bare := _without_title(part.strip()):
                parts.add(bare)
        for number in map(_digits_of, _LONG_NUMBER.findall(unicodedata.normalize("NFKC", value))):
            if len(number) > _LONGEST_NUMBER:
                continue
            parts.add(number)
            if number.startswith("0"):
                parts |= {number[-7:], number[-8:]}
    return tuple(sorted((part for part in parts if len(_compact(part)) > 1), key=lambda part: (-len(part), part)))


def _without_title(part: str) -> str:
    """The bare name of one with a title; "" where there is none, or where what is left names an office."""
    match = _WITH_TITLE.match(part) if len(part) <= _LONGEST_TITLED else None
    bare = match[1].strip() if match else ""
    return bare if bare != part and 2 <= len(bare) <= 4 and bare[-1] not in _ORGANISATIONS else ""


def _digits_of(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isdigit())


def redact_text(text: str, persons: Iterable[str]) -> str:
    """A text without the given persons, phone numbers and identity-card numbers.

    Args:
        text: What a unit wrote.
        persons: Values of 责任人, 填报人 and the like, as the returns gave them.
    """
    return _mask(text, _compile(persons, (text,)))


def build_mask(persons: Iterable[str], texts: Iterable[str]) -> Callable[[str], str]:
    """What makes each of these texts one without the given persons and numbers, made once for all of them.

    Args:
        persons: As for :func:`redact_text`.
        texts: Every text that will be masked.
    """
    names = _compile(persons, texts)
    return lambda text: _mask(text, names)


def redact_board(board: Board, persons: Iterable[str]) -> Board:
    """A board whose texts name no person (domain §6).

    Args:
        board: As computed.
        persons: From :func:`collect_persons`.
    """
    names = _compile(persons, _texts_of(board))

    def mask(text: str) -> str:
        return _mask(text, names)

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
    names = _compile(persons, (text for entry in book.entries for text in _texts_of_case(entry)))

    def mask(text: str) -> str:
        return _mask(text, names)

    def redact_entry(entry: CaseEntry) -> CaseEntry:
        facts = entry.facts
        if facts is not None:
            held = names is not None and names.search(_strip_invisible(facts.holder)) is not None
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


def looks_like_person(text: str, natural_person: str) -> bool:
    """True for what says that it is a 自然人, and for two to four characters that end like no organisation.

    The policy's holders are offices, companies and villages; a bare name among them is a person whom no column names.
    """
    plain, word = _compact(text), _compact(natural_person)
    if word and word in plain:
        return True
    short = 2 <= len(plain) <= 4 and all("\u4e00" <= letter <= "\u9fff" for letter in plain)
    return short and plain[-1] not in _ORGANISATIONS


def _texts_of_case(entry: CaseEntry) -> Iterator[str]:
    for text in entry.texts:
        yield from (text.title, text.practice, text.result)
    yield from (entry.project, *(item.title for item in entry.earlier))
    if entry.facts is not None:
        yield from vars(entry.facts).values()


def redact_funds(funds: Funds, persons: Iterable[str]) -> Funds:
    """Idle funds whose items name no person."""
    mask = build_mask(persons, (item.item for item in funds.items))

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
    names = _compile(persons, (project.name for of_unit in projects.values() for project in of_unit))
    return {
        unit: tuple(replace(project, name=_mask(project.name, names)) for project in of_unit)
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


def _compact(text: str) -> str:
    """A text as names are compared: NFKC, lower case, without blanks, dots and invisible characters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", _strip_invisible(text))).casefold()


def _strip_invisible(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _compile(persons: Iterable[str], texts: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern of those names that the texts hold, in whatever spelling; None where they hold none."""
    found = sorted(find_held(persons, texts), key=lambda name: (-len(name), name))
    pattern = "|".join(_spell(name) for name in found if len(name) > 1)
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def _spell(name: str) -> str:
    """A pattern of a name, its letters apart or not; of a number, its groups apart and no part of a longer one."""
    if name.isdigit() and len(name) <= _LONGEST_NUMBER:
        return rf"(?<!\d)(?<!\d[.．]){GAP.join(map(_letter, name))}(?!\d)"
    return r"[\s·•.]*".join(map(_letter, name))


def _letter(letter: str) -> str:
    # A name may be written in full-width letters.
    if "!" <= letter <= "~":
        return f"[{re.escape(letter)}{chr(ord(letter) + 0xFEE0)}]"
    return re.escape(letter)


def _mask(text: str, names: re.Pattern[str] | None) -> str:
    # Invisible characters would part a number or a name; where there is nothing to mask the text stays as it was.
    plain = _strip_invisible(text)
    masked = mask_numbers(plain)
    if names is not None:
        masked = names.sub(lambda match: NUMBER_MASK if match[0][0].isdigit() else NAME_MASK, masked)
    return text if masked == plain else masked
