"""How an exact figure is written in a JSON of figures (contracts: leaderboard.json)."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanzi_lib.money import round_half_up, to_wan

RATE_PLACES = 10


def money_text(fen: int | None) -> str | None:
    """An amount of 分 in 万元 with all digits that are there; None stays None."""
    return None if fen is None else f"{to_wan(fen):f}"


def share_text(share: Fraction | None) -> str | None:
    """A share with ten decimals, half up; None stays None."""
    return None if share is None else f"{round_half_up(share, RATE_PLACES):f}"


def quantity_text(quantity: Decimal) -> str:
    """A quantity without trailing zeros."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def dump_figures(data: dict[str, Any]) -> str:
    """The file's text."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
