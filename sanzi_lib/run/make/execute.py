"""Execute one notebook by papermill, in a kernel of this interpreter, and leave nothing but the executed notebook."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets import default
from traitlets.config import Config

from sanzi_lib.errors import NotebookFailedError
from sanzi_lib.run.documents import read_notebook, write_notebook

START_SECONDS = 180
"""A kernel that has not answered by then never will; a cold start from a slow disk takes up to a minute."""

CELL_SECONDS = 1800
"""No cell of the suite takes a minute; one that takes half an hour hangs."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TIMES = ("start_time", "end_time", "duration")


class ExecutionFailedError(NotebookFailedError):
    """A notebook did not run to its end.

    Attributes:
        detail: Source and traceback of the failed cell, for ``<report>.failed.txt``.
    """

    def __init__(self, message: str, detail: str) -> None:
        self.detail = detail
        super().__init__(message)


def execute_notebook(notebook: Path, parameters: Mapping[str, Any], target: Path, *, cwd: Path) -> None:
    """Run a notebook and write it executed.

    The same notebook, parameters and results give the same bytes: papermill's times, paths and random ids are left out.

    Args:
        notebook: Where it stands; it is never written to.
        parameters: For papermill to inject.
        target: File for the executed notebook; written also on failure, up to the cell that failed.
        cwd: The kernel's working folder; this process stays where it is.

    Raises:
        ExecutionFailedError: A cell failed, took too long, or the kernel died.
        ReportError: The notebook cannot be read.
    """
    source = read_notebook(notebook)
    options: dict[str, Any] = {
        "parameters": dict(parameters),
        "kernel_name": KERNEL_NAME,
        "language": "python",
        "progress_bar": False,
        "request_save_on_cell_execute": False,
    }
    # papermill fills {…} in paths from the parameters; a folder's own braces must survive that.
    path = str(target).replace("{", "{{").replace("}", "}}")
    # The kernel must be gone before its folder goes: on Windows an open file keeps a folder.
    with tempfile.TemporaryDirectory(prefix="sanzi-", ignore_cleanup_errors=True) as folder:
        try:
            papermill.execute_notebook(
                source,
                path,
                **options,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                kernel_manager_class=OwnKernelManager,
                config=build_config(Path(folder)),
                resources={"metadata": {"path": str(cwd)}},
                shutdown_kernel="immediate",  # nothing in it is worth waiting for
                record_timing=False,
            )
        except PapermillExecutionError as error:
            _tidy(target)
            raise _describe(error) from error
        except (CellTimeoutError, DeadKernelError, RuntimeError, TimeoutError) as error:
            papermill.execute_notebook(source, path, **options, prepare_only=True)
            _tidy(target)
            raise ExecutionFailedError(_sentence(error), str(error)) from error
    _tidy(target)


def _sentence(error: Exception) -> str:
    if isinstance(error, CellTimeoutError):
        return f"笔记本有一个单元超过{CELL_SECONDS // 60}分钟没有完成，已停止。请检查该单元后再运行。"
    if isinstance(error, DeadKernelError):
        return "执行笔记本的内核中途退出，可能是内存不足。请关闭其他程序，或用 --jobs 1 再试。"
    return f"执行笔记本的内核没有启动（{error}）。请运行 sanzi doctor 查明原因。"


def _describe(error: PapermillExecutionError) -> ExecutionFailedError:
    number = error.exec_count if error.exec_count is not None else error.cell_index + 1
    reason = _ANSI.sub("", str(error.evalue)).strip() or error.ename
    traceback = _ANSI.sub("", "\n".join(error.traceback))
    detail = f"单元 In [{number}]：\n\n{error.source}\n\n{error.ename}: {reason}\n\n{traceback}\n"
    return ExecutionFailedError(f"笔记本第 [{number}] 个单元出错：{reason}", detail)


def _tidy(path: Path) -> None:
    """Write a papermill notebook anew without what differs from run to run."""
    notebook = read_notebook(path)
    about = notebook.metadata.get("papermill", {})
    for key in (*_TIMES, "input_path", "output_path", "environment_variables"):
        about.pop(key, None)
    for number, cell in enumerate(notebook.cells):
        for key in _TIMES:
            cell.metadata.get("papermill", {}).pop(key, None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        elif "papermill-error-cell-tag" in tags:
            cell["id"] = f"papermill-error-{number}"
    write_notebook(notebook, path)


KERNEL_NAME = NATIVE_KERNEL_NAME

_LONGEST_SOCKET = 90
"""A socket's path may have 104 bytes on macOS and 108 on Linux; ``-ipc-5`` is put behind it."""


class OwnKernelManager(AsyncKernelManager):
    """Starts ``sys.executable -m ipykernel_launcher`` with a profile of its own."""

    @default("kernel_spec_manager")
    def _no_registered_kernels(self) -> KernelSpecManager:
        # Without folders to look in, the only kernel left is ipykernel's own, which is described with sys.executable.
        return KernelSpecManager(kernel_dirs=[])

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # its base is synchronous
        """Start the kernel with an empty IPython profile beside its connection file."""
        profile = str(Path(self.connection_file).parent / "ipython")
        await super().start_kernel(**{**kwargs, "env": {**os.environ, "IPYTHONDIR": profile}})


def build_config(folder: Path) -> Config:
    """Where and how a kernel listens.

    Args:
        folder: A private, short-lived folder for its connection file, sockets and profile.
    """
    connection = folder / "kernel.json"
    if sys.platform != "win32" and len(os.fsencode(connection)) <= _LONGEST_SOCKET:
        return Config(ConnectionFileMixin={"connection_file": str(connection), "transport": "ipc"})
    return Config(
        ConnectionFileMixin={"connection_file": str(connection)},
        KernelManager={"transport_encryption": "auto"},
    )
