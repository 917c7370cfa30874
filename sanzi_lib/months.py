"""Months, report periods and cut-off days (docs/指标口径.md 报告期)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sanzi_lib.errors import ParameterError

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; ``str`` gives ``2024-06``."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month}")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """``2024年06月``, as in the official title."""
        return f"{self.year}年{self.month:02d}月"

    @property
    def first_day(self) -> date:
        """The first day of the calendar month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the calendar month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> int:
        """Number of the quarter that it stands in, 1..4."""
        return (self.month + 2) // 3

    def months_of_year(self) -> tuple[Month, ...]:
        """January to this month of the same year, in order."""
        return tuple(Month(self.year, number) for number in range(1, self.month + 1))

    def day(self, number: int) -> date:
        """Day ``number`` of this month, or its last day where the month is shorter."""
        return date(self.year, self.month, min(number, self.last_day.day))


def parse_month(text: str, *, where: str = "月份") -> Month:
    """Read ``2024-06``.

    Args:
        text: What the analyst gave.
        where: Name of the parameter, for the message.

    Raises:
        ParameterError: The text is not a month from 2000-01 to 2099-12.
    """
    match = _MONTH.fullmatch(text)
    if match and 2000 <= int(match[1]) <= 2099 and 1 <= int(match[2]) <= 12:
        return Month(int(match[1]), int(match[2]))
    raise ParameterError(f"{where}“{text}”不是月份，请写成 2024-06 这样的形式（年4位、月2位）。")


def is_quarter(text: str) -> bool:
    """Tell whether a text is written like a quarter, ``2024-Q2`` or ``2024Q2``."""
    return _QUARTER.fullmatch(text) is not None


def parse_quarter(text: str, *, where: str = "季度") -> Month:
    """Read the last month of a quarter written as ``2024-Q2``.

    Raises:
        ParameterError: The text is not a quarter from 2000 to 2099.
    """
    match = _QUARTER.fullmatch(text)
    if match and 2000 <= int(match[1]) <= 2099:
        return Month(int(match[1]), 3 * int(match[2]))
    raise ParameterError(f"{where}“{text}”不是季度，请写成 2024-Q2 这样的形式。")


def parse_through(first: Month, text: str, *, where: str = "截至月份") -> Month:
    """Read the last month of a span that begins with ``first``.

    Raises:
        ParameterError: The text is not a month of the same year, from ``first`` on.
    """
    last = parse_month(text, where=where)
    if last.year != first.year or last < first:
        raise ParameterError(f"{where}“{text}”应是 {first} 或同年以后的月份。")
    return last


def parse_month_range(text: str) -> tuple[Month, ...]:
    """Read ``2024-06`` or ``2024-01..2024-12`` into its months, in order.

    Raises:
        ParameterError: A part is not a month, or the range runs backwards.
    """
    first, dots, last = text.partition("..")
    start = parse_month(first)
    end = parse_month(last) if dots else start
    if end < start:
        raise ParameterError(f"月份范围“{text}”首尾颠倒，请把较早的月份写在前面。")
    return tuple(iter_months(start, end))


def iter_months(start: Month, end: Month) -> Iterator[Month]:
    """Yield the months from ``start`` to ``end``, both included."""
    number = start.year * 12 + start.month - 1
    while number <= end.year * 12 + end.month - 1:
        yield Month(number // 12, number % 12 + 1)
        number += 1


def report_period(month: Month, *, last_day: int, natural: bool, december: int | None = None) -> tuple[date, date]:
    """Give the first and the last day of a report period (docs/指标口径.md 报告期).

    January begins on the 1st, whatever ``last_day`` says.

    Args:
        month: The report month.
        last_day: Day of the month on which a period ends (25); the next one begins the day after.
        natural: True for calendar months.
        december: Day on which December ends; None for ``last_day``.
    """
    if natural:
        return month.first_day, month.last_day
    end = month.day(december if december is not None and month.month == 12 else last_day)
    if month.month == 1:
        return month.first_day, end
    previous = Month(month.year, month.month - 1)
    return previous.day(last_day) + timedelta(days=1), end
