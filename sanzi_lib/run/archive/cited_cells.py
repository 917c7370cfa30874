"""The cells that a trace cites, read from the workbooks themselves (docs/文件与命令.md 命令)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from sanzi_lib.ledger.model import ReadSheet, Value, column_letter
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.measures.trace_model import TracePart
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme


def find_unlike(
    parts: Iterable[TracePart], programme: Programme, folder_of: Callable[[Month], Path], *, jobs: int = 1
) -> dict[TracePart, int | Decimal | None]:
    """Find parts whose cells do not give their amounts; the accepted year may rest on a cache, which is no evidence.

    Args:
        parts: What a figure is made of; targets stand in the programme's own files and are passed over.
        programme: Units and enumerations.
        folder_of: The folder that a month's returns are read from.
        jobs: How many workbooks are read at once.

    Returns:
        For each such part what its cell gives, in the part's own unit; None where it gives nothing.
    """
    cited: dict[Month, dict[str, list[TracePart]]] = {}
    for part in parts:
        if part.month is not None:
            cited.setdefault(part.month, {}).setdefault(part.sha256, []).append(part)
    unlike: dict[TracePart, int | Decimal | None] = {}
    for month, by_file in cited.items():
        found = read_month(folder_of(month), programme, month, jobs=jobs, only=by_file.keys()).returns
        cells = {returned.sha256: _index_cells(returned.movements, returned.funds) for returned in found}
        for sha256, of_file in by_file.items():
            for part in of_file:
                stated = cells.get(sha256, {}).get((part.sheet, part.cell))
                if stated != part.amount:
                    unlike[part] = stated
    return unlike


def _index_cells(*sheets: ReadSheet) -> Mapping[tuple[str | None, str], int | Decimal | None]:
    """Numbers of sheets by sheet name and address; 是 counts as 1."""
    return {
        (sheet.name, f"{column_letter(sheet.columns[key])}{row.number}"): _number(row.values.get(key))
        for sheet in sheets
        for row in sheet.rows
        for key in row.given
        if key in sheet.columns
    }


def _number(value: Value) -> int | Decimal | None:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | Decimal) else None
