"""Make one report in a process of its own: execute its notebook, then set the documents from it, all aside.

Nothing escapes as an exception: one failure never stops the rest.
"""

from __future__ import annotations

import time
import traceback
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ReportError, SanziError
from sanzi_lib.filenames import is_plain_name
from sanzi_lib.render.document import Document, read_document
from sanzi_lib.render.docx import render_docx
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.render.xlsx import render_xlsx
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.run.execute import ExecutionFailedError, execute_notebook
from sanzi_lib.run.notebook_file import read_notebook
from sanzi_lib.run.order import Failed, Made, Order, failure_names


def make_report(order: Order) -> Made | Failed:
    """Execute and render one report into its staging folder."""
    started = time.perf_counter()
    try:
        document, files = _make(order)
    except ExecutionFailedError as error:
        return _fail(order, str(error), error.detail)
    except SanziError as error:
        return _fail(order, str(error), traceback.format_exc())
    except Exception as error:  # noqa: BLE001  the one place where a defect must not take the other reports with it
        return _fail(
            order,
            f"程序内部出错（{type(error).__name__}: {error}），请把 failed.txt 交给维护人员。",
            traceback.format_exc(),
        )
    return Made(files, document.head.title, document.head.marks, time.perf_counter() - started)


def _make(order: Order) -> tuple[Document, tuple[str, ...]]:
    executed = order.staging / f"{order.report}.ipynb"
    execute_notebook(order.notebook, order.parameters, executed, cwd=order.root)
    return write_documents(read_notebook(executed), order.staging, order.formats, executed.name)


def write_documents(
    notebook: Any, folder: Path, formats: tuple[str, ...], *beside: str
) -> tuple[Document, tuple[str, ...]]:
    """Set an executed notebook's documents, as the nbconvert exporters do.

    Args:
        notebook: As read from its file.
        folder: Where the documents go.
        formats: Which of html, pdf, xlsx and docx; the JSON of figures is always written.
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
    if "html" in formats:
        contents.append((f"{stem}.html", render_html(document).encode("utf-8")))
    if "pdf" in formats:
        contents.append((f"{stem}.pdf", render_pdf(document)))
    if "xlsx" in formats and (workbook := render_xlsx(document)) is not None:
        contents.append((f"{stem}.xlsx", workbook))
    if "docx" in formats:
        contents.append((f"{stem}.docx", render_docx(document)))
    names = (*beside, *(name for name, _ in contents))
    if len({name.lower() for name in names}) != len(names) or not all(map(is_plain_name, names)):
        raise ReportError(f"报告文件名有重复或含有不允许的字符：{'、'.join(names)}。请检查年度方案中的标题。")
    for name, content in contents:
        (folder / name).write_bytes(content)
    return document, names


def _fail(order: Order, message: str, detail: str) -> Failed:
    kept, told = failure_names(order.report)
    files = [told]
    text = f"{message}\n\n笔记本：{order.notebook.name}\n参数：{dict(order.parameters)}\n\n{detail}\n"
    (order.staging / told).write_text(text, encoding="utf-8", newline="\n")
    executed = order.staging / f"{order.report}.ipynb"
    if executed.exists():
        executed.replace(order.staging / kept)
        files.insert(0, kept)
    return Failed(message, tuple(files), detail)
