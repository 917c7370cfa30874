"""Figures as the JSON of every report writes them (docs/文件与命令.md leaderboard.json).

Amounts are strings of 万元 with all digits that are there; rates are strings with ten decimals, half up, or null.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.model import Amounts
from sanzi_lib.money import round_half_up, to_wan

RATE_PLACES = 10


def exact_money(fen: int | None) -> str | None:
    """Give an amount of 分 in 万元 with all its digits; None stays None."""
    return None if fen is None else f"{to_wan(fen):f}"


def exact_rate(share: Fraction | None) -> str | None:
    """Give a share, or points of a composite, with ten decimals; None stays None."""
    return None if share is None else f"{round_half_up(share, RATE_PLACES):f}"


def exact_figure(key: str, amounts: Amounts) -> str | None:
    """Give a figure of the catalogue that is money or a rate."""
    figure = FIGURES[key]
    assert figure.value is not None and figure.kind in ("money", "rate"), key  # noqa: PT018
    value: Any = figure.value(amounts)
    return exact_money(value) if figure.kind == "money" else exact_rate(value)


def exact_number(value: Decimal) -> str:
    """Give a quantity or a number of a rule, with all its digits and without needless zeros: ``120.5``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
