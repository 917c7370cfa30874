"""Cells of the internal 台账: amounts with all their digits, never rounded."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sanzi_lib.ledger.layout import NO, YES
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.project_ledger_model import Source
from sanzi_lib.money import to_wan
from sanzi_lib.reports.elements.blocks import Cell
from sanzi_lib.reports.elements.formats import NOTHING

SHA_SHOWN = 12
"""Characters of a SHA-256 that a line shows; the sheet of versions has all of them."""

FIGURES = ("经济效益", "入库收益", "可用财力")
"""The three figures of a :class:`~sanzi_lib.measures.model.Proceeds`, as headers call them."""

SOURCE_HEADERS = ("月报月份", "月报文件", "工作表", "行号", "SHA-256（前12位）")

EMPTY = Cell("")


def exact_cell(fen: int | None) -> Cell:
    """Give an amount of 分 in 万元 with all its decimals, at least two; empty where there is none."""
    if fen is None:
        return EMPTY
    wan = to_wan(fen)
    return Cell(f"{wan:,}", number=str(wan), places=max(2, -int(wan.as_tuple().exponent)), kind="money")


def moved_cell(fen: int) -> Cell:
    """Give the same, empty where it is 0: what did not move leaves the eye in peace."""
    return exact_cell(fen) if fen else EMPTY


def exact_cells(three: Proceeds | None) -> tuple[Cell, ...]:
    """Benefit, treasury and available; empty where there are none."""
    return tuple(exact_cell(fen) for fen in three) if three is not None else (EMPTY,) * len(FIGURES)


def moved_cells(three: Proceeds) -> tuple[Cell, ...]:
    """Give the same, each empty where it is 0."""
    return tuple(moved_cell(fen) for fen in three)


def absent_cells() -> tuple[Cell, ...]:
    """For a month in which the unit has no accepted return."""
    return (Cell(NOTHING, role="muted"),) * len(FIGURES)


def quantity_cell(quantity: Decimal | None) -> Cell:
    """Give a quantity as the return gives it; empty where there is none."""
    if quantity is None:
        return EMPTY
    text = f"{quantity:f}"
    return Cell(f"{quantity:,f}", number=text, places=len(text.partition(".")[2]), kind="quantity")


def number_cell(number: int) -> Cell:
    """Give a whole number that counts or points: without separators."""
    return Cell(str(number), number=str(number), places=0)


def flag_cell(flag: bool | None) -> Cell:
    """是 or 否; empty where the return does not say."""
    return EMPTY if flag is None else Cell(YES if flag else NO)


def source_cells(source: Source) -> Iterable[Cell]:
    """Where a line comes from, as :data:`SOURCE_HEADERS` has it."""
    return (
        Cell(str(source.month)),
        Cell(source.file),
        Cell(source.sheet),
        number_cell(source.row),
        Cell(source.sha256[:SHA_SHOWN]),
    )
