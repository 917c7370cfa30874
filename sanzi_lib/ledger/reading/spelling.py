"""How numbers, dates and months may be written as text (docs/核验规则.md 单元格).

Only what docs/核验规则.md 单元格 lists is read; everything else is a finding, because no figure is ever guessed. Width
is folded by hand here: NFKC would turn ``10²`` into 102 and ``①`` into 1.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sanzi_lib.months import Month
from sanzi_lib.params.values import normalise_name, strip_unseen

NOTHING = frozenset(("", "-", "—", "/", "无"))
"""What stands for nothing."""

_MAY_BE_NOTHING = frozenset("无\u115f\u1160\u3164\uffa0")
"""Letters that stand for nothing, or that nobody sees."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0x2212: 0x2D}
_AMOUNT = re.compile(r"([+-]?)\s*¥?\s*([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)", re.ASCII)
_TIME = (
    r"(?:T|\s)*(上午|下午|[AaPp][Mm])?\s*(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?"
    r"|(\d{1,2})[时点](?:(\d{1,2})分?(?:(\d{1,2})秒?)?)?)\s*([AaPp][Mm])?(Z|[+-]\d{2}(?::?[0-5]\d)?)?"
)
_DAY = (
    r"(?:(\d{4})\s*-\s*(\d{1,2})\s*-\s*(\d{1,2})|(\d{4})\s*/\s*(\d{1,2})\s*/\s*(\d{1,2})"
    r"|(\d{4})\s*\.\s*(\d{1,2})\s*\.\s*(\d{1,2})|(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"
    r"|(\d{4})(\d{2})(\d{2}))"
)
_MOMENT = re.compile(rf"{_DAY}(?:{_TIME})?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月", re.ASCII)
_MONTH = re.compile(r"(?:(\d{4})\s*年\s*(\d{1,2})\s*月份?|(\d{4})\s*[-/]\s*(\d{1,2})|(\d{4})(\d{2}))", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_BEIJING, _LARGEST_OFFSET = timedelta(hours=8), timedelta(hours=14)


_ALIKE = 0.6


def find_near(name: str, others: Iterable[str]) -> str | None:
    """Give the name among others that is most like one that is missing, to be named and never to be taken for it."""
    return next(iter(difflib.get_close_matches(name, list(others), n=1, cutoff=_ALIKE)), None)


def is_nothing(text: str) -> bool:
    """Give True for blank, ``-``, ``—``, ``/`` and ``无`` (docs/核验规则.md 单元格)."""
    return not is_plainly_something(text) and normalise_name(text) in NOTHING


def is_plainly_something(text: str) -> bool:
    """Tell whether the first character alone says that a text is not nothing."""
    head = text[:1]
    return head.isalnum() and head not in _MAY_BE_NOTHING


def is_blank(text: str) -> bool:
    """Give True for a text without any visible character."""
    return not is_plainly_something(text) and normalise_name(text) == ""


def fold(text: str) -> str:
    """Full-width characters as half-width ones, without invisible characters and blanks at the ends."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return strip_unseen(text.translate(_FULL_WIDTH)).strip()


def clean_text(text: str) -> str:
    """Free text as written, without control characters (line breaks stay) and blanks at the ends."""
    if text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip("\ufeff\u200b \t\n\u3000\xa0")


def parse_number(text: str) -> Decimal | None:
    """Read a number such as ``1,234.5``, ``１２３４．５`` or ``￥1,234.50``; None for anything else (V04).

    ``约300``, ``3.2万``, ``120亩``, ``1e5``, ``10²`` and ``①`` are nothing of the kind.
    """
    match = _AMOUNT.fullmatch(fold(text))
    if match is None or (match[1] and match[2]):
        return None
    number = Decimal(match[3].replace(",", ""))
    return -number if "-" in (match[1], match[2]) and number else number


def parse_moment(text: str) -> datetime | None:
    """Read a date with or without a time of day; None where it is none, does not exist, or is outside 2000–2099 (V10).

    24:00 is the last second of its day. A time with ``Z`` or an offset is told as Beijing's.
    """
    match = _MOMENT.fullmatch(fold(text))
    if match is None:
        return None
    parts = match.groups()
    day = [int(part) for part in parts[:15] if part is not None]
    if not _FIRST_YEAR <= day[0] <= _LAST_YEAR:
        return None
    clock = _parse_clock(parts[15:-1])
    if clock is None:
        return None
    try:
        moment = datetime.combine(date(*day), clock)
    except ValueError:  # 6月31日
        return None
    if parts[-1]:
        offset = _parse_offset(parts[-1])
        # Without the T of a machine's time, 8:30-10:30 is a span and no offset.
        if abs(offset) > _LARGEST_OFFSET or (parts[-1][0] == "-" and "T" not in text):
            return None
        moment += _BEIJING - offset
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _parse_offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def _parse_clock(parts: tuple[str | None, ...]) -> time | None:
    half, hour_a, minute_a, second_a, hour_b, minute_b, second_b, after = parts
    if hour_a is None and hour_b is None:
        return time()
    hour, minute, second = int(hour_a or hour_b or 0), int(minute_a or minute_b or 0), int(second_a or second_b or 0)
    mark = (half or after or "").lower()
    if mark in ("下午", "pm") and hour < 12:
        hour += 12
    elif mark in ("上午", "am") and hour == 12:
        hour = 0
    if (hour, minute, second) == (24, 0, 0):
        return time(23, 59, 59)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second)


def parse_last_day(text: str) -> date | None:
    """``2024年12月`` as its last day, for 计划完成时间; None for anything else."""
    match = _YEAR_MONTH.fullmatch(fold(text))
    month = _month_of(match[1], match[2]) if match else None
    return month.last_day if month else None


def parse_month_text(text: str) -> Month | None:
    """``2024-06``, ``2024年6月``, ``202406`` or a date in that calendar month; None for anything else."""
    match = _MONTH.fullmatch(fold(text))
    if match:
        year, number = (part for part in match.groups() if part is not None)
        return _month_of(year, number)
    moment = parse_moment(text)
    return Month(moment.year, moment.month) if moment else None


def _month_of(year: str, number: str) -> Month | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR or not 1 <= int(number) <= 12:
        return None
    return Month(int(year), int(number))
