"""Sentences on 期初数: what projects first accepted brought from earlier months (docs/核验规则.md V07)."""

from __future__ import annotations

from collections.abc import Sequence

from sanzi_lib.measures.figures import MONEY_NAMES
from sanzi_lib.measures.model import Opening, add_proceeds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.formats import show_amount

IN_MONTH = {"when": "本月", "counted": "累计数，不计入本月数"}
"""How a report of a month says it."""


def say_openings(openings: Sequence[Opening], programme: Programme, *, when: str, counted: str) -> list[str]:
    """Say a sentence per unit that brought any, in register order.

    Args:
        openings: 期初数 by project.
        programme: Names and order of the units.
        when: The time in which the projects were first accepted: ``本月``, ``二季度``.
        counted: Which figures hold them: ``累计数，不计入本月数``.
    """
    items = []
    for unit in sorted({item.unit for item in openings}, key=programme.register_order.__getitem__):
        brought = [item for item in openings if item.unit == unit]
        sums = [
            f"{word}{show_amount(fen)}"
            for word, fen in zip(MONEY_NAMES.values(), add_proceeds(item.proceeds for item in brought), strict=True)
            if fen
        ]
        if sums:
            items.append(
                f"期初数：{programme.unit_by_code[unit].name}{len(brought)}个项目{when}首次通过核验，"
                f"以前月份的{'、'.join(sums)}计入{counted}。"
            )
    return items
