"""The values that parameter files hold, and the base of all their models.

Validators speak Chinese: what they raise is shown to the analyst as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

_AMOUNT = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d{1,6})?", re.ASCII)
_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)
_FORBIDDEN = set('\\/:*?"<>|')
_QUOTATION_MARKS = str.maketrans("", "", '“”"「」『』')


def _read_amount(value: object) -> object:
    """Read 万元 written as text; a bare YAML float has lost its exactness and is refused."""
    if isinstance(value, float):
        raise ValueError('金额不加引号会失真，请写在引号里，如 "7626.50"')
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        value = str(value)
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value.strip()):
        raise ValueError('金额应当是不小于0的数，单位万元，最多六位小数，如 "7626.50"')
    try:
        return to_fen(Decimal(value.strip().replace(",", "")))
    except ValueError:
        raise ValueError("金额超出1000亿万元，请检查单位是否为万元") from None


def _read_month(value: object) -> object:
    if isinstance(value, Month):
        return value
    match = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('月份请写成 "2024-06" 这样的形式（年4位、月2位，写在引号里）')
    return Month(int(match[1]), int(match[2]))


def _check_name(value: str) -> str:
    if not normalise_name(value):
        raise ValueError("不能为空")
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in value):
        raise ValueError("不能有换行、制表符等控制字符")
    return value


def _check_file_name(value: str) -> str:
    if _FORBIDDEN & set(value) or value != value.strip(" ."):
        raise ValueError('要用作文件夹名，不能有 \\ / : * ? " < > |，首尾不能是空格或点')
    return value


def matching(pattern: str, sentence: str) -> AfterValidator:
    """Make a validator of text that must match a pattern as a whole; ``sentence`` says in Chinese what to write."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


Fen = Annotated[int, BeforeValidator(_read_amount)]
"""An amount in 分, zero or more, written in the file as text of 万元."""

ExactShare = Annotated[Decimal, Field(ge=0)]
"""A share, zero or more: 0.10 is 10 %."""

MonthValue = Annotated[Month, BeforeValidator(_read_month)]
"""A month, written ``"2024-06"``."""

Name = Annotated[str, AfterValidator(_check_name)]
"""A text of one line that is not empty."""

FileName = Annotated[str, AfterValidator(_check_name), AfterValidator(_check_file_name)]
"""A name that also names a folder or a file, on every system."""


class Model(BaseModel):
    """Base of all parameter models: frozen, strict about keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, ignored_types=(cached_property,)
    )


_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Joiners, fillers, variation selectors and the blank of Braille: what nobody sees, and Unicode calls letters or marks
(its ``Default_Ignorable_Code_Point`` without the categories Cc and Cf)."""


def strip_unseen(text: str) -> str:
    """Give a text without the characters that have no width or are default-ignorable; blanks and line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", text)
    if seen.isprintable():
        return seen
    return "".join(c for c in seen if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))


def normalise_name(text: str) -> str:
    """NFKC without blanks, line breaks, and what has no width or is default-ignorable.

    See docs/指标口径.md 单位与目标; docs/核验规则.md 工作表与表头.
    """
    folded = strip_unseen(unicodedata.normalize("NFKC", text))
    return folded.replace(" ", "") if folded.isprintable() else "".join(folded.split())


def normalise_word(text: str) -> str:
    """Give a word of a closed list as it is compared: :func:`normalise_name` without quotation marks.

    Which offices vary.
    """
    return normalise_name(text).translate(_QUOTATION_MARKS)
