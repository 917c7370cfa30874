"""Notebook files; nbformat has no types, so it is spoken to here alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import ValidationError

from sanzi_lib.errors import ReportError


def read_notebook(path: Path) -> Any:
    """A notebook as a ``NotebookNode``.

    Raises:
        ReportError: It is missing or no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, KeyError, TypeError, ValidationError) as error:
        raise ReportError(f"无法读取笔记本 {path}（{type(error).__name__}），请恢复该文件后再运行。") from error


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook, the same bytes on every system.

    Raises:
        OSError: It cannot be written.
    """
    path.write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]


def build_notebook(parameters: str, source: str) -> Any:
    """A notebook of a parameters cell and one more, to try a kernel with."""
    v4: Any = nbformat.v4
    first = v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})
    return v4.new_notebook(cells=[first, v4.new_code_cell(source, id="source")])
