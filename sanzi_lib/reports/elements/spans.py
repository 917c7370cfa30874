"""How a span of months is said, in a title and in a sentence."""

from __future__ import annotations

from sanzi_lib.months import Month


def show_span(first: Month, last: Month) -> str:
    """For titles: ``2024年06月``, ``2024年01月至06月``."""
    return first.label if first == last else f"{first.label}至{last.month:02d}月"


def say_span(first: Month, last: Month) -> str:
    """For sentences: ``2024年6月``, ``2024年1月至6月``."""
    return f"{first.year}年{say_months(first, last)}"


def say_months(first: Month, last: Month) -> str:
    """Say the months alone: ``6月``, ``1月至6月``."""
    return f"{first.month}月" if first == last else f"{first.month}月至{last.month}月"
