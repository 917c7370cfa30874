"""Notebook files and the documents set from them; nbformat has no types, so it is spoken to here alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import ValidationError

from sanzi_lib.errors import ReportError
from sanzi_lib.filenames import is_plain_name
from sanzi_lib.render.document import Document, read_document
from sanzi_lib.render.formats import FORMATS
from sanzi_lib.reports.elements.blocks import FiguresData


def read_notebook(path: Path) -> Any:
    """Read a notebook as a ``NotebookNode``.

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
    """Build a notebook of a parameters cell and one more, to try a kernel with."""
    v4: Any = nbformat.v4
    first = v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})
    return v4.new_notebook(cells=[first, v4.new_code_cell(source, id="source")])


def write_documents(
    notebook: Any, folder: Path, formats: tuple[str, ...], *beside: str
) -> tuple[Document, tuple[str, ...]]:
    """Set an executed notebook's documents, as the nbconvert exporters do.

    Args:
        notebook: As read from its file.
        folder: Where the documents go.
        formats: Names of :data:`~sanzi_lib.render.formats.FORMATS`; the JSON of figures is always written.
        beside: Names of files of the set that are there already.

    Returns:
        The document, and the names of the set's files.

    Raises:
        NotebookFailedError: The notebook is no whole report.
        ReportError: Two files of the set would have one name, or a name is not a file name.
    """
    document = read_document(notebook)
    stem = document.head.file_stem
    figures = (block for block in document.blocks if isinstance(block, FiguresData))
    contents = [(block.name, block.text.encode("utf-8")) for block in figures]
    rendered = ((one.suffix, one.render(document)) for one in FORMATS.values() if one.name in formats)
    contents += [(f"{stem}{suffix}", content) for suffix, content in rendered if content is not None]
    names = (*beside, *(name for name, _ in contents))
    if len({name.lower() for name in names}) != len(names) or not all(map(is_plain_name, names)):
        raise ReportError(f"报告文件名有重复或含有不允许的字符：{'、'.join(names)}。请检查年度方案中的标题。")
    for name, content in contents:
        (folder / name).write_bytes(content)
    return document, names
