"""Make one report in a process of its own: execute its notebook, then set the documents from it, all aside.

Nothing escapes as an exception: one failure never stops the rest.
"""

from __future__ import annotations

import time
import traceback

from sanzi_lib.errors import SanziError
from sanzi_lib.render.document import Document
from sanzi_lib.run.documents import read_notebook, write_documents
from sanzi_lib.run.make.execute import ExecutionFailedError, execute_notebook
from sanzi_lib.run.make.order import Failed, Made, Order
from sanzi_lib.run.manifest import failure_names


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
