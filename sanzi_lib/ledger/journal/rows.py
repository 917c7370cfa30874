"""The accepted frames as plain rows of one table, and back, with nothing lost on the way.

A row is a mapping of column to value without missing ones, and names its frame under :data:`FRAME`. Money stays a whole
number of 分, a quantity is the text of its :class:`~decimal.Decimal`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from sanzi_lib.ledger.acceptance.frames import build_frame
from sanzi_lib.ledger.journal.model import FRAMES, Head, JournalOverride, Key
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.months import Month
from sanzi_lib.schema import Schema

FRAME = "frame"
"""Column that says which frame a row is of; ``sheet`` is a column of the frames themselves."""

DECIMALS = frozenset({"quantity", "years"})
LISTS = frozenset({"persons"})
"""The object columns, by what they hold."""

_LATER = frozenset({"task", "tags", "fund_columns"})
"""Columns that versions of earlier releases do not have: an empty one is left out, so that it makes no new version."""

PlainRow = dict[str, Any]

_NO_CONTENT = frozenset({"file", "persons", "fund_columns"})
"""A workbook that is only renamed is the same return, and its bytes say where its columns stand. Names to mask are
gathered from all that a unit sent, also from what does not count; accepted rows have a frame of their own for them."""


@dataclass(frozen=True)
class JournalEntry:
    """A version with its rows.

    Attributes:
        rows: Plain rows in order; none where the version is a withdrawal.
    """

    head: Head
    rows: tuple[PlainRow, ...]

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames of :data:`~sanzi_lib.ledger.journal.model.FRAMES`, as they were accepted."""
        return build_frames(self.rows)


def build_rows(accepted: Accepted, months: Iterable[Month]) -> dict[Key, list[PlainRow]]:
    """Build the rows of every accepted return of these months, in the order of the frames and of their rows.

    Args:
        accepted: January to the last month.
        months: Months of that year.
    """
    by_number = {month.month: month for month in months}
    returns = accepted.returns
    standing = returns[(returns["state"] == "accepted") & returns["month"].isin(list(by_number))]
    rows: dict[Key, list[PlainRow]] = {
        (by_number[month], unit): [] for unit, month in zip(standing["unit"], standing["month"], strict=True)
    }
    for name, schema in FRAMES.items():
        for row in _iter_plain(getattr(accepted, name), name, schema):
            month = by_number.get(row["month"])
            if month is not None and (month, row["unit"]) in rows:
                rows[month, row["unit"]].append(row)
    return rows


def build_frames(rows: Sequence[Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """Build the frames of plain rows, dtype for dtype as :mod:`sanzi_lib.schema` has them.

    A text column that the rows do not know yet (an older version of the library wrote them) is empty.

    Raises:
        ValueError, TypeError, ArithmeticError: A value does not fit its column.
    """
    frames = {}
    for name, schema in FRAMES.items():
        own = [row for row in rows if row[FRAME] == name]
        frames[name] = build_frame(
            [{column: _revive(row.get(column), column, kind) for column, kind in schema.items()} for row in own],
            schema,
            name,
        )
    return frames


def compute_content(rows: Iterable[Mapping[str, Any]], sha256: str, overrides: Iterable[JournalOverride]) -> str:
    """SHA-256 over what a version says, independent of how it is stored and of the workbook's name.

    Args:
        rows: Plain rows in order.
        sha256: Of the source workbook.
        overrides: That were applied.
    """
    digest = hashlib.sha256(sha256.encode())
    for row in rows:
        digest.update(_line({column: value for column, value in row.items() if column not in _NO_CONTENT}))
    for applied in overrides:
        by = applied.override
        digest.update(_line([applied.rule, applied.project, by.reason, by.by, by.date]))
    return digest.hexdigest()


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _iter_plain(frame: pd.DataFrame, name: str, schema: Schema) -> Iterator[PlainRow]:
    columns = [[FRAME] * len(frame)]
    columns += [_plain_column(frame[column], column, kind) for column, kind in schema.items()]
    names = (FRAME, *schema)
    for values in zip(*columns, strict=True):
        present = zip(names, values, strict=True)
        row = {column: value for column, value in present if value is not None and (value or column not in _LATER)}
        row[FRAME] = name
        yield row


def _plain_column(series: pd.Series[Any], column: str, kind: str) -> list[Any]:
    if column in DECIMALS:
        return [None if value is None else str(value) for value in series]
    if column in LISTS:
        return [list(value) for value in series]
    convert: Callable[[Any], Any] = {"int64": int, "Int64": int, "bool": bool, "boolean": bool, "str": str}[kind]
    return [None if value is None or value is pd.NA else convert(value) for value in series.tolist()]


def _revive(value: Any, column: str, kind: str) -> Any:
    if column in DECIMALS:
        return None if value is None else Decimal(value)
    if column in LISTS:
        return tuple(value or ())
    return "" if value is None and kind == "str" else value
