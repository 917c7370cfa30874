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

_PARTS = re.compile(r"[、,;。/|]")
_BEHIND_END = re.compile(r"(?<=号)")
_JOINED = re.compile(r"^(?:以及|及|和|与|另有|另)")
_LABEL = re.compile(r"(?:编号|证书号|证号|号码|号):")
_THROUGH = re.compile(r"(?<=[0-9A-Za-z])(?:号?起?[至到~—–]|号-)第?(?=[0-9A-Za-z])")
_NUMBER = re.compile(r"([0-9A-Za-z]+(?:-[0-9A-Za-z]+)*(?:至[0-9A-Za-z]+)?)(号?)$")
_RANGE = re.compile(r"([A-Za-z]*)(\d+)(?:-|至)\1(\d+)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2}[A-Za-z]?)(?!\d)年?|(?<=[(\[〔【])(\d{2})(?=[)\]〕】])")
_FILLING = re.compile(
    r"\W|国有|集体|国土证|土地|不动产权?|房屋|房地产权|房产|产权|所有权?|使用权?|权属|权利|权证|证书|证件"
    r"|编号|号码|分别为|字|第|证|号"
)
_PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")


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
        same_year = not self.year or not other.year or self.year == other.year
        return self.key == other.key and same_year and _are_one_place(self.place, other.place)

    def is_sure_of(self, other: Certificate) -> bool:
        """Tell whether both give a year, or both a place; a bare number may be another office's.

        A text without 号 is sure where it holds a digit; without any it only says that papers are missing.
        """
        if self.whole and "号" not in self.number:
            return any(character.isdigit() for character in self.number)
        return bool((self.year and other.year) or (self.place and other.place))


def read_certificates(text: str, kinds: tuple[str, ...]) -> tuple[Certificate, ...]:
    """Take a cell apart: every certificate that it names, and its whole text.

    Args:
        text: The cell's text.
        kinds: Words that name a kind of certificate, the longer ones first where one holds another.
    """
    plain = normalise_name(text)
    found = list(_iter_numbers(plain, kinds)) if "号" in plain else []
    if "号" in plain or len(plain) >= FEWEST_CHARACTERS:
        told = next((one for one in found if one.year or one.place), Certificate(""))
        found.append(Certificate(plain, year=told.year, place=told.place, whole=True))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class _Prefix:
    """What stands before a number."""

    kind: str = ""
    year: str = ""
    place: str = ""

    def borrow(self, neighbour: _Prefix) -> _Prefix:
        """Take from a neighbour what is missing; one that names its own kind is whole."""
        if self.kind:
            return self
        return _Prefix(neighbour.kind, self.year or neighbour.year, self.place or neighbour.place)


def _iter_numbers(plain: str, kinds: tuple[str, ...]) -> Iterator[Certificate]:
    joined = _THROUGH.sub("至", _LABEL.sub(":", plain))
    parts = [_JOINED.sub("", part) for piece in _PARTS.split(joined) for part in _BEHIND_END.split(piece)]
    cut = [(match, _read_prefix(part[: match.start()], kinds)) for part in parts if (match := _NUMBER.search(part))]
    last = next((prefix for _, prefix in cut if prefix != _Prefix()), _Prefix())
    for match, own in cut:
        if own.place and not (own.kind or own.year or match[2]):
            continue  # another number with its name: 面积1200
        last = own.borrow(last)
        for run in _expand(match[1]):
            if len(run) >= FEWEST_CHARACTERS or last.year or last.place:
                yield Certificate(run.lstrip("0").upper() or "0", last.kind, last.year, last.place)


def _read_prefix(text: str, kinds: tuple[str, ...]) -> _Prefix:
    """Read kind, year and place; what stands before a colon is a label that may name the kind, never a place."""
    label, _, body = text.rpartition(":")
    kind = _find_kind(body, kinds) or _find_kind(label, kinds)
    match = _YEAR.search(body)
    if match is None:
        return _Prefix(kind, "", _find_place(body, kind))
    year = match[1] or f"{'20' if match[2] < '50' else '19'}{match[2]}"
    # 湘（2019）某市不动产权 names the place behind the year, 某国用（2005） before it.
    behind = _FILLING.sub("", body[match.end() :].replace(kind, ""))
    return _Prefix(kind, year, behind or _find_place(body[: match.start()], kind))


def _find_kind(text: str, kinds: tuple[str, ...]) -> str:
    """Find the kind that stands nearest to the number, the longer one of two."""
    ends = {word: text.rfind(word) + len(word) for word in kinds if word in text}
    return max(ends, key=lambda word: (ends[word], len(word)), default="")


def _find_place(text: str, kind: str) -> str:
    place = _FILLING.sub("", text.replace(kind, "") if kind else text)
    return place[1:] if len(place) > 1 and place[0] in _PROVINCES else place


def _are_one_place(one: str, other: str) -> bool:
    """Tell whether two places may be one: 甲区 is 乙市甲区, and 湘 alone says nothing against a county."""
    short, long = sorted((one, other), key=len)
    if short in _PROVINCES and len(long) > 1:
        return True
    return long.endswith(short) or (long[-1:] in "市县区" and long[:-1].endswith(short))


def _expand(run: str) -> Iterator[str]:
    ends = _RANGE.fullmatch(run)
    first, last = (int(ends[2]), int(ends[3])) if ends else (1, 0)
    if ends and first < last < first + LONGEST_RANGE:
        yield from (f"{ends[1]}{str(number).zfill(len(ends[2]))}" for number in range(first, last + 1))
    else:
        yield run
