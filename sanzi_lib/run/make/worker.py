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
from sanzi_lib.run.make.pool import Failed, Made, Work
from sanzi_lib.run.manifest import failure_names


def make_report(work: Work) -> Made | Failed:
    """Execute and render one report into its staging folder."""
    started = time.perf_counter()
    try:
        document, files = _make(work)
    except ExecutionFailedError as error:
        return _fail(work, str(error), error.detail)
    except SanziError as error:
        return _fail(work, str(error), traceback.format_exc())
    except Exception as error:  # noqa: BLE001  the one place where a defect must not take the other reports with it
        return _fail(
            work,
            f"程序内部出错（{type(error).__name__}: {error}），请把 failed.txt 交给维护人员。",
            traceback.format_exc(),
        )
    return Made(files, document.head.title, document.head.marks, time.perf_counter() - started)


def _make(work: Work) -> tuple[Document, tuple[str, ...]]:
    executed = work.staging / f"{work.report}.ipynb"
    execute_notebook(work.notebook, work.parameters, executed, cwd=work.root, kernels=work.kernels)
    return write_documents(read_notebook(executed), work.staging, work.formats, executed.name)


def _fail(work: Work, message: str, detail: str) -> Failed:
    kept, told = failure_names(work.report)
    files = [told]
    text = f"{message}\n\n笔记本：{work.notebook.name}\n参数：{dict(work.parameters)}\n\n{detail}\n"
    (work.staging / told).write_text(text, encoding="utf-8", newline="\n")
    executed = work.staging / f"{work.report}.ipynb"
    if executed.exists():
        executed.replace(work.staging / kept)
        files.insert(0, kept)
    return Failed(message, tuple(files), detail)
