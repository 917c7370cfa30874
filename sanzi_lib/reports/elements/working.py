"""The figures of a report as a plain table for the analyst, before they become blocks; no part of any document.

A figure's header says how it is reckoned, and its numerator and denominator stand in columns before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

import pandas as pd

from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.model import Amounts
from sanzi_lib.reports.elements.blocks import Cell
from sanzi_lib.reports.elements.columns import CellColumn, Of, figure_column, text_column

RECKONED = ("benefit", "benefit_cumulative", "target", "attainment", "gap", "treasury_cumulative", "cash_share")
"""What boards and overviews rest on: each quotient after what it is made of."""


class Named(Protocol):
    """A row of a board or of the overview."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def amounts(self) -> Amounts: ...  # noqa: D102


def build_frame(columns: Sequence[CellColumn[Of]], rows: Iterable[Of]) -> pd.DataFrame:
    """Rows as a frame: numbers exact, 万元 and percent, everything else as it is shown.

    Args:
        columns: Header and cell of each column.
        rows: The data.
    """
    listed = list(rows)
    return pd.DataFrame({column.header: [_value(column.cell(of)) for of in listed] for column in columns})


def build_amounts_frame(rows: Iterable[Named], name_header: str, *more: CellColumn[Any]) -> pd.DataFrame:
    """Rows with the figures of :data:`RECKONED`.

    Args:
        rows: Rows with a name and amounts.
        name_header: What they are.
        *more: Columns that stand after the name.
    """
    names: CellColumn[Named] = text_column("name", name_header, lambda row: row.name)
    figures: list[CellColumn[Named]] = [working_column(key, lambda row: row.amounts) for key in RECKONED]
    return build_frame((names, *more, *figures), rows)


def working_column(key: str, amounts: Callable[[Of], Amounts]) -> CellColumn[Of]:
    """Give the column of a figure, its header with unit of measure and way of reckoning."""
    figure = FIGURES[key]
    unit = {"money": "（万元）", "rate": "" if key == "gap" else "（%）"}.get(figure.kind, "")
    return figure_column(key, amounts, header=f"{figure.name}{figure.formula}{unit}")


def _value(cell: Cell) -> Decimal | str:
    if cell.number is None:
        return cell.text
    return Decimal(cell.number).scaleb(2 if cell.kind == "rate" else 0)
