"""Phone and identity-card numbers in what units write: found for the check, masked in reports (domain §4 V28, §6).

One set of patterns, so that what a unit is told will be masked is what is masked. Digits may be full-width, and parted
by a blank, a dash, a dot or a few of them.
"""

from __future__ import annotations

import re
from typing import Literal

NUMBER_MASK = "×××"

NumberKind = Literal["身份证号", "电话号码"]

GAP = r"[\s\-－—‐·.．_＿/／]{0,3}"
"""What may stand between the groups of a number."""

_END = r"(?!\d)"
_START = r"(?<!\d)"
_NO_DECIMAL = r"(?<!\d)(?<!\d[.．])"
"""Not the decimals of an amount; ``Tel.0734…`` is a number all the same."""

_IDENTITY = (
    rf"{_START}\d{{6}}{GAP}(?:[1１][9９]|[2２][0０])\d{{2}}{GAP}\d{{4}}{GAP}\d{{3}}[\dXxＸｘ]{_END}",
    rf"{_NO_DECIMAL}\d{{15}}{_END}",
)
_CHINA = rf"(?:[+＋]?(?:86|８６){GAP})?"
_TAIL = rf"(?:{GAP}\d{{4}}{GAP}\d{{4}}|\d{{2}}{GAP}\d{{6}}|{GAP}\d{{3}}{GAP}\d{{5}})"  # 3-4-4, 5-6, 3-3-5
_LOCAL = rf"[2-9２-９]\d{{2,3}}{GAP}\d{{4}}"
_PHONE = (
    rf"{_START}{_CHINA}[1１][3-9３-９]\d{_TAIL}{_END}",
    rf"{_NO_DECIMAL}[(（]?[0０]\d{{2,3}}[)）]?{GAP}{_LOCAL}{_END}",
    rf"[+＋](?:86|８６){GAP}[1-9１-９]\d{{1,2}}{GAP}{_LOCAL}{_END}",
    rf"{_NO_DECIMAL}[48]00[\s\-－—‐]\d{{3}}{GAP}\d{{4}}{_END}",
)
# A bare number of seven or eight digits may be an amount; behind such a word it is none.
_WORD = r"(?:电话|座机|传真|热线|手机|联系方式|咨询|致电|拨打|话|联系)(?:号码?)?[\s：:（(为是]{0,3}"
_NAMED = rf"(?P<word>{_WORD})\d{{3,4}}{GAP}\d{{4}}(?![\s\-－—‐·.．]?\d)(?:[、，,/和及或\s]{{1,2}}\d{{7,8}}{_END})*"

_IDENTITIES = re.compile("|".join(_IDENTITY))
_ALL = re.compile("|".join((*_IDENTITY, *_PHONE, _NAMED)))


def find_number(text: str) -> NumberKind | None:
    """What kind of number a text holds, None where it holds none."""
    if _IDENTITIES.search(text):
        return "身份证号"
    return "电话号码" if _ALL.search(text) else None


def mask_numbers(text: str) -> str:
    """The text with every number replaced by :data:`NUMBER_MASK`."""
    return _ALL.sub(lambda match: (match["word"] or "") + NUMBER_MASK, text)
