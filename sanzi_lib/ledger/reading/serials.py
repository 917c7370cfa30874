"""Excel's numbers as Excel shows them: fifteen digits, and which of them are dates.

See docs/核验规则.md 单元格; docs/指标口径.md 金额与数量.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

from sanzi_lib.ledger.reading.grid import DATE, NUMBER, YEAR_MONTH

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in number formats that show dates and times, with those of the Chinese locale (27–36, 50–58)."""

_BUILT_IN_MONTHS = frozenset((17, 27, 36, 50, 52, 57))
"""Those of them that show year and month only: ``mmm-yy`` and, in the Chinese locale, ``yyyy年m月``."""

_NOT_LETTERS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_DATE_LETTERS = re.compile(r"[ymdhs]|aaa", re.IGNORECASE)
_MONTH_LETTERS = re.compile(r"[^a-z]*(?:[ye]+[^a-z]*m+|m+[^a-z]*[ye]+)[^a-z]*", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")

_DAY_SECONDS = 86_400
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_END = datetime(9999, 12, 31)
_LEAP_BUG = 61
"""Excel's 1900 calendar counts a 29 February 1900; before it the epoch is a day later. No return is that old."""


def is_number(text: str) -> bool:
    """Tell whether a stored value is a finite number."""
    return _NUMBER.fullmatch(text) is not None and len(text) < 400 and math.isfinite(float(text))


def show_number(text: str) -> str:
    """Show a stored number at fifteen significant digits, never with an exponent.

    ``0.30000000000000004`` gives ``0.3``.
    """
    shown = f"{float(text) + 0.0:.15g}"  # -0.0 is 0
    return f"{Decimal(shown):f}" if "e" in shown else shown


def is_date_format(number_format: int, code: str | None) -> bool:
    """Tell whether a number format shows dates or times.

    Args:
        number_format: The format's id.
        code: Its code where the workbook defines one.
    """
    if code is None:
        return number_format in _BUILT_IN_DATES
    return _DATE_LETTERS.search(_NOT_LETTERS.sub("", code)) is not None


def find_date_kind(number_format: int, code: str | None) -> str:
    """Kind of the cells that a number format shows as dates; "" where it shows none.

    Args:
        number_format: The format's id.
        code: Its code where the workbook defines one.
    """
    if not is_date_format(number_format, code):
        return ""
    if code is None:
        return YEAR_MONTH if number_format in _BUILT_IN_MONTHS else DATE
    shown = _NOT_LETTERS.sub("", code).partition(";")[0]
    return YEAR_MONTH if _MONTH_LETTERS.fullmatch(shown) else DATE


def show_date(text: str, *, epoch_1904: bool, kind: str = DATE) -> tuple[str, str]:
    """Show a date-formatted number as kind and value: an ISO date and time to the second, or the bare number.

    Args:
        text: The stored serial number.
        kind: :data:`DATE` or :data:`YEAR_MONTH`.
        epoch_1904: True for workbooks that count from 1904.
    """
    serial = float(text)
    epoch, lowest = (_EPOCH_1904, 0) if epoch_1904 else (_EPOCH_1900, _LEAP_BUG)
    if not lowest <= serial < (_END - epoch).days:
        return kind, show_number(text)
    return kind, (epoch + timedelta(seconds=round(serial * _DAY_SECONDS))).isoformat()


def show_cell(text: str, *, date_kind: str, epoch_1904: bool) -> tuple[str, str]:
    """Show a numeric cell as kind and value; ``date_kind`` is "" for a cell that shows no date."""
    return show_date(text, epoch_1904=epoch_1904, kind=date_kind) if date_kind else (NUMBER, show_number(text))
