"""Legal spellings of one value, and messy but legal headers. Every choice comes from the given Random.

See docs/核验规则.md 月报.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from annex_one import SYNONYMS, names_of

NARROW = "0123456789.,-()ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in NARROW}
FILL = ["\n", " ", "\u3000", "\u200b", "\t", "\u00a0", "\ufeff", "\u200d"]
NOTHING = [None, None, None, "-", "—", "/", "无", " "]


def nothing(rng: Random) -> Any:
    return rng.choice(NOTHING)


def stuffed(rng: Random, text: str) -> str:
    """The text with a blank, a line break or a zero-width character somewhere."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(FILL) + text[at:]


def header(rng: Random, text: str) -> str:
    pick = rng.randrange(6)
    if pick == 0:
        return text.replace("(", "（").replace(")", "）")
    if pick == 1:
        return text.replace("(", "\n（").replace(")", "）").replace("：", ":")
    if pick == 2:
        return stuffed(rng, stuffed(rng, text))
    if pick == 3:
        return f" {text.replace('：', ': ')}\u3000"
    return text


def word(rng: Random, text: str) -> str:
    """An enumeration, unit or id: full-width letters and digits, blanks, zero-width characters."""
    pick = rng.randrange(8)
    if pick == 0:
        return text.translate(WIDE)
    if pick == 1:
        return stuffed(rng, text)
    if pick == 2:
        return text + rng.choice(FILL)
    return text


def noisy(rng: Random, value: float) -> float:
    """A float that Excel shows (at fifteen digits) as the given one, such as 0.30000000000000004."""
    shown = f"{value:.15g}"
    for _ in range(rng.randint(1, 3)):
        further = math.nextafter(value, math.inf)
        if f"{further:.15g}" != shown:
            break
        value = further
    return value


def plain_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def number(rng: Random, value: Decimal) -> Any:
    exact = format(value, "f")
    pick = rng.randrange(12)
    if pick == 0:
        return f"{value:,f}"
    if pick == 1:
        return exact.translate(WIDE)
    if pick == 2:
        return "￥" + f"{value:,f}" if value >= 0 else exact
    if pick == 3:
        return f"{value:,f}".translate(WIDE)
    if pick == 4:
        return "¥" + exact if value >= 0 else exact
    if pick == 5:
        return exact
    if pick in {6, 7}:
        return noisy(rng, float(value))
    return plain_number(value)


def zero(rng: Random) -> Any:
    """A required amount of nothing: it must say so."""
    return rng.choice([0, 0, 0.0, "0", "0.00", "０", "-", "—", "/", "无"])


def day(rng: Random, value: date, *, month_end: bool = False) -> Any:
    y, m, d = value.year, value.month, value.day
    forms: list[Any] = [
        value,
        datetime(y, m, d, 9, 30),
        f"{y}-{m:02}-{d:02}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{y}{m:02}{d:02}",
        int(f"{y}{m:02}{d:02}"),
        f"{y}-{m}-{d} 08:15",
        f"{y}年{m}月{d}日 18:05:09",
    ]
    if month_end:
        forms += [f"{y}年{m}月", f"{y}年{m:02}月"]
    return rng.choice(forms)


def moment(rng: Random, value: datetime) -> Any:
    y, m, d = value.year, value.month, value.day
    if (value.hour, value.minute, value.second) == (0, 0, 0):
        return f"{y}年{m}月{d}日"
    clock = f"{value:%H:%M:%S}" if value.second else rng.choice([f"{value:%H:%M}", f"{value:%H:%M:%S}"])
    forms: list[Any] = [
        value,
        value,
        f"{y}-{m:02}-{d:02} {clock}",
        f"{y}/{m}/{d} {clock}",
        f"{y}.{m}.{d} {clock}",
        f"{y}年{m}月{d}日 {clock}",
        f"{y}{m:02}{d:02} {clock}",
    ]
    return rng.choice(forms)


def month(rng: Random, year: int, value: int) -> Any:
    return rng.choice(
        [
            f"{year}-{value:02}",
            f"{year}年{value}月",
            f"{year}年{value:02}月",
            f"{year}{value:02}",
            int(f"{year}{value:02}"),
            date(year, value, 1),
            date(year, value, 25),
        ]
    )


def unit_name(rng: Random, code: str) -> str:
    name = rng.choice(names_of(code))
    return stuffed(rng, name) if rng.random() < 0.2 else name


def measure(rng: Random, value: str) -> str:
    return rng.choice([value, *SYNONYMS.get(value, [])])
