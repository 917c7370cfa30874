"""Where a programme's targets are written, so that a target can be traced to its file and cell.

See docs/指标口径.md 单位与目标.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sanzi_lib.params.references import FIELDS, TARGETS
from sanzi_lib.params.tables import read_text

TargetKey = tuple[Literal["row", "field"], str]
"""A row of table 1 (a unit's own target) or of table 2 (a field's), by name."""

_AMOUNT = "预期盘活效益(万元)"
_NAMES: Mapping[Literal["row", "field"], tuple[str, str]] = {"row": (TARGETS, "地区"), "field": (FIELDS, "工作领域")}


@dataclass(frozen=True)
class TargetCell:
    """A cell of a programme's file.

    Attributes:
        file: Base name, ``targets.csv``.
        cell: Address as a spreadsheet shows the file, ``B2``.
        sha256: Of the file's bytes.
    """

    file: str
    cell: str
    sha256: str


def read_target_cells(folder: Path) -> dict[TargetKey, TargetCell]:
    """Find the cell of every target of a programme that has been read without a problem.

    Args:
        folder: ``params/<programme>/``.

    Raises:
        OSError: A file has disappeared since.
    """
    cells: dict[TargetKey, TargetCell] = {}
    for kind, (file, name_header) in _NAMES.items():
        path = folder / file
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines = list(csv.reader(io.StringIO(read_text(path), newline="")))
        header = [text.strip() for text in lines[0]]
        name, amount = header.index(name_header), header.index(_AMOUNT)
        for number, line in enumerate(lines[1:], start=2):
            if len(line) == len(header) and any(text.strip() for text in line):
                address = f"{chr(ord('A') + amount)}{number}"  # these tables have a handful of columns
                cells[kind, line[name].strip()] = TargetCell(file, address, digest)
    return cells
