"""Keep persons and their numbers out of what is circulated (docs/指标口径.md 印发; docs/核验规则.md V28).

One set of patterns, so that what a unit is told will be masked is what is masked. Digits may be full-width, and parted
by a blank, a dash, a dot or a few of them; a name may have its letters apart or invisible characters in it.

Texts are masked once, where the accepted record enters a report (:mod:`sanzi_lib.ledger.masked`); nothing that is made
of it masks anything again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

NAME_MASK = "某某"
NUMBER_MASK = "×××"

NumberKind = Literal["身份证号", "电话号码"]

_GAP = r"[\s\-－—‐·.．_＿/／]{0,3}"
"""What may stand between the groups of a number."""

_END = r"(?!\d)"
_START = r"(?<!\d)"
_NO_DECIMAL = r"(?<!\d)(?<!\d[.．])"
"""Not the decimals of an amount; ``Tel.0734…`` is a number all the same."""

_IDENTITY = (
    rf"{_START}\d{{6}}{_GAP}(?:[1１][9９]|[2２][0０])\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXxＸｘ]{_END}",
    rf"{_NO_DECIMAL}\d{{15}}{_END}",
)
_CHINA = rf"(?:[+＋]?(?:86|８６){_GAP})?"
_TAIL = rf"(?:{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{2}}{_GAP}\d{{6}}|{_GAP}\d{{3}}{_GAP}\d{{5}})"  # 3-4-4, 5-6, 3-3-5
_LOCAL = rf"[2-9２-９]\d{{2,3}}{_GAP}\d{{4}}"
_PHONE = (
    rf"{_START}{_CHINA}[1１][3-9３-９]\d{_TAIL}{_END}",
    rf"{_NO_DECIMAL}[(（]?[0０]\d{{2,3}}[)）]?{_GAP}{_LOCAL}{_END}",
    rf"[+＋](?:86|８６){_GAP}[1-9１-９]\d{{1,2}}{_GAP}{_LOCAL}{_END}",
    rf"{_NO_DECIMAL}[48]00[\s\-－—‐]\d{{3}}{_GAP}\d{{4}}{_END}",
)
# A bare number of seven or eight digits may be an amount; behind such a word it is none.
_WORD = r"(?:电话|座机|传真|热线|手机|联系方式|咨询|致电|拨打|话|联系)(?:号码?)?[\s：:（(为是]{0,3}"
_NAMED = rf"(?P<word>{_WORD})\d{{3,4}}{_GAP}\d{{4}}(?![\s\-－—‐·.．]?\d)(?:[、，,/和及或\s]{{1,2}}\d{{7,8}}{_END})*"

_IDENTITIES = re.compile("|".join(_IDENTITY))
_ALL = re.compile("|".join((*_IDENTITY, *_PHONE, _NAMED)))
_ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,4}\d){6}")
"""What every number has; most texts do not, and are spared the search for each kind."""

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
_NO_DIGITS = re.compile(r"\D+")
_SEPARATORS = re.compile(
    r"[、，,；;：:/／|\n\r\t（）()]+|[+＋]?\d[\d\s\-－]*|(?<=[^\x00-\x7f]{2})\s+(?=[^\x00-\x7f]{2})"
)


def find_number(text: str) -> NumberKind | None:
    """Tell what kind of number a text holds, None where it holds none."""
    if _IDENTITIES.search(text):
        return "身份证号"
    return "电话号码" if _ALL.search(text) else None


def mask_numbers(text: str) -> str:
    """Mask the text with every number replaced by :data:`NUMBER_MASK`."""
    if not _ENOUGH_DIGITS.search(text):
        return text
    return _ALL.sub(lambda match: (match["word"] or "") + NUMBER_MASK, text)


def collect_persons(*frames: pd.DataFrame) -> frozenset[str]:
    """Give the names that no circulated report may show, of whatever unit: one unit may write another's people.

    Args:
        frames: Those that name persons: :data:`sanzi_lib.schema.PROJECTS` and :data:`sanzi_lib.schema.RETURNS`, whose
            returns may have been sent back or have no project at all.

    Returns:
        Every value of their columns ``persons``, as written.
    """
    cells = {names for frame in frames for names in frame["persons"].tolist() if names}
    return frozenset(name for names in cells for name in names if name)


class Mask:
    """Makes texts ones without the given persons and numbers: built once for all texts, and each is masked once.

    Args:
        persons: Values of 责任人, 填报人 and the like, as the returns gave them.
        texts: Every text that will be masked.
    """

    def __init__(self, persons: Iterable[str], texts: Iterable[str]) -> None:
        held = _find_held(persons, dict.fromkeys(texts))
        self._names = re.compile("|".join(map(_spell, held)), re.IGNORECASE) if held else None
        self._firsts = frozenset(name[0] for name in held)
        self._masked: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Give the text masked; where there is nothing to mask it stays as it was."""
        if text not in self._masked:
            # Invisible characters would part a number or a name.
            plain = _strip_invisible(text)
            masked = mask_numbers(plain)
            if self._names is not None and self._may_name(text):
                masked = self._names.sub(lambda match: NUMBER_MASK if match[0][0].isdigit() else NAME_MASK, masked)
            self._masked[text] = text if masked == plain else masked
        return self._masked[text]

    def names_person(self, text: str) -> bool:
        """Tell whether one of the persons, or of their numbers, stands in the text."""
        if self._names is None or not self._may_name(text):
            return False
        return self._names.search(_strip_invisible(text)) is not None

    def _may_name(self, text: str) -> bool:
        """Spare most texts the search for every name."""
        return not self._firsts.isdisjoint(_compact(text))

    def tell_apart(
        self, texts: Iterable[str], *, listed: Container[str], identity: Callable[[str], str]
    ) -> dict[str, str]:
        """Mask texts by which rows are found and added up, so that they find and add up the same rows as before.

        Args:
            texts: All of them.
            listed: Words of closed lists and well-formed codes, which stay as they are.
            identity: Texts with equal values of it are one. Others stay different: where their masks would be one, they
                are numbered, ``某某（2）``.

        Returns:
            Each text with its mask.
        """
        masks = {text: text if text in listed else self(text) for text in texts}
        if all(text == mask for text, mask in masks.items()):
            return masks
        owners: dict[str, str] = {}
        for text in sorted(masks, key=lambda text: (masks[text] != text, text)):
            shown, number = masks[text], 1
            while owners.setdefault(identity(shown), identity(text)) != identity(text):
                number += 1
                shown = f"{masks[text]}（{number}）"
            masks[text] = shown
        return masks


def looks_like_person(text: str, natural_person: str) -> bool:
    """Give True for what says that it is a 自然人, and for two to four characters that end like no organisation.

    The policy's holders are offices, companies and villages; a bare name among them is a person whom no column names.

    Args:
        text: A 资产持有人, as the unit wrote it.
        natural_person: The programme's word for a 自然人.
    """
    plain, word = _compact(text), _compact(natural_person)
    if word and word in plain:
        return True
    short = 2 <= len(plain) <= 4 and all("\u4e00" <= letter <= "\u9fff" for letter in plain)
    return short and plain[-1] not in _ORGANISATIONS


def split_persons(persons: Iterable[str]) -> tuple[str, ...]:
    """Single names and phone numbers out of values such as ``张三、李四（副局长）``, longest first.

    A name with a title is also taken without it (``李四副局长``, ``张三等3人``), a phone number with an area code also
    without that. A single character is left out: it would mask half of every text and points at nobody.
    """
    parts: set[str] = set()
    for value in persons:
        found = [value] if value.isalpha() else [value, *_SEPARATORS.split(value)]
        for part in map(str.strip, found):
            parts.add(part)
            if bare := _without_title(part):
                parts.add(bare)
        for number in map(_digits_of, _LONG_NUMBER.findall(unicodedata.normalize("NFKC", value))):
            if len(number) > _LONGEST_NUMBER:
                continue
            parts.add(number)
            if number.startswith("0"):
                parts |= {number[-7:], number[-8:]}
    return tuple(sorted((part for part in parts if len(_compact(part)) > 1), key=lambda part: (-len(part), part)))


def _without_title(part: str) -> str:
    """Give the bare name of one with a title; "" where there is none, or where what is left names an office."""
    match = _WITH_TITLE.match(part) if len(part) <= _LONGEST_TITLED else None
    bare = match[1].strip() if match else ""
    return bare if bare != part and 2 <= len(bare) <= 4 and bare[-1] not in _ORGANISATIONS else ""


def _find_held(persons: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the given persons whose name or number stands in one of these texts, in whatever spelling.

    A year's thousands of names would make a pattern that no expression engine bears.

    Returns:
        Compact, longest first.
    """
    whole = _compact(" ".join(texts))
    letters, digits = set(whole), _digits_of(whole)
    found = {
        name
        for name in map(_compact, split_persons(persons))
        if letters.issuperset(name) and name in (digits if name.isdecimal() else whole)
    }
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _digits_of(text: str) -> str:
    return _NO_DIGITS.sub("", unicodedata.normalize("NFKC", text))


def _compact(text: str) -> str:
    """Give a text as names are compared: NFKC, lower case, without blanks, dots and invisible characters."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", _strip_invisible(text))).casefold()


def _strip_invisible(text: str) -> str:
    if text.isprintable():  # nothing of that category is
        return text
    for letter in set(text):
        if unicodedata.category(letter) == "Cf":
            text = text.replace(letter, "")
    return text


def _spell(name: str) -> str:
    """Spell pattern of a name, its letters apart or not; of a number, its groups apart and no part of a longer one."""
    if name.isdecimal() and len(name) <= _LONGEST_NUMBER:
        return rf"(?<!\d)(?<!\d[.．]){_GAP.join(map(_letter, name))}(?!\d)"
    return r"[\s·•.]*".join(map(_letter, name))


def _letter(letter: str) -> str:
    # A name may be written in full-width letters.
    if "!" <= letter <= "~":
        return f"[{re.escape(letter)}{chr(ord(letter) + 0xFEE0)}]"
    return re.escape(letter)
