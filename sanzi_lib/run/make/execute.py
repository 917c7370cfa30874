"""Execute one notebook by papermill, in a kernel of this interpreter, and leave nothing but the executed notebook."""

from __future__ import annotations

import contextlib
import math
import os
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Container, Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import papermill
import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets import Type, default
from traitlets.config import Config

from sanzi_lib.errors import NotebookFailedError
from sanzi_lib.run.documents import read_notebook, write_notebook
from sanzi_lib.run.make.provisioner import ReadyProvisioner

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


def execute_notebook(
    notebook: Path, parameters: Mapping[str, Any], target: Path, *, cwd: Path, kernels: str = ""
) -> None:
    """Run a notebook and write it executed.

    The same notebook, parameters and results give the same bytes: papermill's times, paths and random ids are left out.

    Args:
        notebook: Where it stands; it is never written to.
        parameters: For papermill to inject.
        target: File for the executed notebook; written also on failure, up to the cell that failed.
        cwd: The kernel's working folder; this process stays where it is.
        kernels: Address of a server of ready kernels; "" for a kernel that is started for this notebook.

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
                config=build_config(Path(folder), kernels),
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


_HEARD_SECONDS = 0.05
"""What iopub says of a request has come by the time of the reply, or never comes."""


_RECONNECT_MS = 4


class OwnKernelClient(AsyncKernelClient):
    """Waits for a kernel by its own answers; the base sits out time-outs of 0.2 s to find that nothing more comes."""

    @default("context")
    def _eager_context(self) -> zmq.asyncio.Context:
        context = self._context_default()
        # A client connects before its kernel listens, and by default tries again only after a tenth of a second.
        context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT_MS)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered a request both on its shell channel and on iopub.

        Raises:
            RuntimeError: It has not within ``timeout`` seconds, or has ended.
        """
        deadline = time.monotonic() + (math.inf if timeout is None else timeout)
        asked: set[str] = set()
        while True:
            # iopub may subscribe late and lose what was said before, so the question is asked again until it is heard.
            asked.add(self.kernel_info())
            with contextlib.suppress(Empty):
                reply = await self.shell_channel.get_msg(timeout=1)
                while reply["parent_header"].get("msg_id") not in asked:
                    reply = await self.shell_channel.get_msg(timeout=1)
                if await self._hears(asked):
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _hears(self, asked: Container[str]) -> bool:
        """Tell whether iopub says that the kernel is idle again after one of these requests."""
        while True:
            try:
                heard = await self.iopub_channel.get_msg(timeout=_HEARD_SECONDS)
            except Empty:
                return False
            idle = heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle"
            if idle and heard["parent_header"].get("msg_id") in asked:
                return True


class OwnKernelManager(AsyncKernelManager):
    """Starts ``sys.executable -m ipykernel_launcher``, or takes a ready kernel, with a profile of its own."""

    client_factory = Type(OwnKernelClient)

    @default("kernel_spec_manager")
    def _no_registered_kernels(self) -> KernelSpecManager:
        # Without folders to look in, the only kernel left is ipykernel's own, which is described with sys.executable.
        return KernelSpecManager(kernel_dirs=[])

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # its base is synchronous
        """Start the kernel with an empty IPython profile beside its connection file."""
        profile = str(Path(self.connection_file).parent / "ipython")
        if ready_kernels := self.config.get("ReadyProvisioner"):
            self.kernel_id = str(uuid.uuid4())
            self.provisioner = ReadyProvisioner(
                parent=self, kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, **ready_kernels
            )
        await super().start_kernel(**{**kwargs, "env": {**os.environ, "IPYTHONDIR": profile}})


def build_config(folder: Path, kernels: str) -> Config:
    """Where and how a kernel listens, and where it comes from.

    Args:
        folder: A private, short-lived folder for its connection file, sockets and profile.
        kernels: As in :func:`execute_notebook`.
    """
    connection = folder / "kernel.json"
    if kernels:
        return Config(
            ConnectionFileMixin={"connection_file": str(connection), "transport": "ipc"},
            ReadyProvisioner={"address": kernels},
        )
    if sys.platform != "win32" and len(os.fsencode(connection)) <= _LONGEST_SOCKET:
        return Config(ConnectionFileMixin={"connection_file": str(connection), "transport": "ipc"})
    return Config(
        ConnectionFileMixin={"connection_file": str(connection)},
        KernelManager={"transport_encryption": "auto"},
    )
