"""权属证号 as units write them, taken apart so that one is known in two spellings (docs/核验规则.md 权属证号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sanzi_lib.params.programme import normalise_name

LONGEST_RANGE = 500
"""Numbers that a range may stand for; a wider one is read as a number with a hyphen."""

FEWEST_CHARACTERS = 6
"""Of a number without year or place, and of a text without 号, below which it says nothing."""

_PARTS = re.compile(r"[、,;]")
_BEHIND_END = re.compile(r"(?<=号)")
_JOINED = re.compile(r"^(?:及|和|与|以及)")
_NUMBER = re.compile(r"([0-9A-Za-z]+(?:-[0-9A-Za-z]+)*(?:至[0-9A-Za-z]+)?)号?$")
_RANGE = re.compile(r"(\d+)(?:-|至)(\d+)")
_YEAR = re.compile(r"[(\[〔【]?((?:19|20)\d{2})[)\]〕】]?年?")
_FILLING = re.compile(r"[()\[\]〔〕【】第字证]")
_PROVINCE = re.compile(r"^[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新](?=.)")


@dataclass(frozen=True)
class Certificate:
    """One certificate of a cell.

    Attributes:
        number: Without leading zeros, in capitals; the whole text where ``whole``.
        kind: 不动产权, 国用 …; "" where none is named.
        year: "" where none is given.
        place: "" where none is given.
        whole: The text as it stands, which is compared whole.
    """

    number: str
    kind: str = ""
    year: str = ""
    place: str = ""
    whole: bool = False

    @property
    def key(self) -> tuple[bool, str, str]:
        """What two spellings of one certificate have in common."""
        return self.whole, self.kind, self.number

    def is_one_with(self, other: Certificate) -> bool:
        """Tell whether the two are one: neither year nor place differs where both give it."""
        return self.key == other.key and all(
            not mine or not theirs or mine == theirs
            for mine, theirs in ((self.year, other.year), (self.place, other.place))
        )

    def is_sure_of(self, other: Certificate) -> bool:
        """Tell whether both give a year, or both a place; a bare number may be another office's."""
        return self.whole or bool((self.year and other.year) or (self.place and other.place))


def read_certificates(text: str, kinds: tuple[str, ...]) -> tuple[Certificate, ...]:
    """Take a cell apart: every certificate that it names, and its whole text.

    Args:
        text: The cell's text.
        kinds: Words that name a kind of certificate, the longer ones first where one holds another.
    """
    plain = normalise_name(text)
    found = list(_iter_numbers(plain, kinds)) if "号" in plain else []
    if "号" in plain or len(plain) >= FEWEST_CHARACTERS:
        found.append(Certificate(plain, whole=True))
    return tuple(dict.fromkeys(found))


def _iter_numbers(plain: str, kinds: tuple[str, ...]) -> Iterator[Certificate]:
    parts = [part for piece in _PARTS.split(plain) for part in _BEHIND_END.split(piece) if part]
    cut = [(part, match) for part in parts if (match := _NUMBER.search(_JOINED.sub("", part))) is not None]
    prefixes = [_JOINED.sub("", part)[: match.start()] for part, match in cut]
    last = next((prefix for prefix in prefixes if _FILLING.sub("", prefix)), "")
    for (_, match), own in zip(cut, prefixes, strict=True):
        last = own if _FILLING.sub("", own) else last
        kind = next((word for word in kinds if word in last), "")
        year = _YEAR.search(last)
        rest = last.replace(year[0], "", 1) if year else last
        place = _PROVINCE.sub("", _FILLING.sub("", rest.replace(kind, "", 1) if kind else rest))
        for run in _expand(match[1]):
            if len(run) >= FEWEST_CHARACTERS or year or place:
                yield Certificate(run.lstrip("0").upper() or "0", kind, year[1] if year else "", place)


def _expand(run: str) -> Iterator[str]:
    ends = _RANGE.fullmatch(run)
    first, last = (int(ends[1]), int(ends[2])) if ends else (1, 0)
    if ends and first < last < first + LONGEST_RANGE:
        yield from (str(number).zfill(len(ends[1])) for number in range(first, last + 1))
    else:
        yield run
