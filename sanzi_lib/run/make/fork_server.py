"""A process that has imported what notebooks need and forks a fresh kernel of itself on request.

Run as ``python -m sanzi_lib.run.make.fork_server SOCKET_FD``; standard input is a pipe that its owner holds open and
never writes to. A request is a line of JSON on a connection of its own: the kernel's arguments, working folder and
environment. The answer is a line with the kernel's process id; when the kernel has ended a second line tells how.
Whoever goes takes its kernels along: a closed connection ends its kernel, a closed standard input all of them.

A fork copies a process as it is, but only the thread that forks. So nothing here may start a thread, and a kernel is
made the way an ordinary one begins: a session, an environment, a folder, random states and signals of its own, and no
descriptor but the standard ones.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy.random
from ipykernel import kernelapp

from sanzi_lib.run.make.ready_kernels import differs

PRELOADED = (
    "ipykernel.debugger",
    "ipykernel.iostream",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "pandas",
    "pyarrow.parquet",
    "sqlite3",
    "tornado.platform.asyncio",
    "sanzi_lib.notebook",
    "sanzi_lib.reports.assessment",
    "sanzi_lib.reports.cases",
    "sanzi_lib.reports.funds",
    "sanzi_lib.reports.intake",
    "sanzi_lib.reports.leaderboard",
    "sanzi_lib.reports.overview",
    "sanzi_lib.reports.quarterly",
    "sanzi_lib.reports.risk",
    "sanzi_lib.ledger.accept",
    "sanzi_lib.measures.assessment",
    "sanzi_lib.measures.casebook",
    "sanzi_lib.measures.funds",
    "sanzi_lib.measures.outlook",
    "sanzi_lib.measures.quarter",
)
"""What ordinary kernels of the suite spend their first second on; all of it is without effect when imported."""

_LINE = 1 << 20
"""No request is longer; an environment has at most some hundred thousand bytes."""


def serve(listener: socket.socket, life: int, environment: Mapping[str, str]) -> None:
    """Fork a kernel per request until the owner is gone.

    Args:
        listener: Takes connections.
        life: Descriptor that is readable once the owner has closed its end.
        environment: What everything was imported in.
    """
    ended, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    selector = selectors.DefaultSelector()
    kernels: dict[int, socket.socket] = {}
    selector.register(listener, selectors.EVENT_READ)
    selector.register(life, selectors.EVENT_READ)
    selector.register(ended, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj == life:
                for pid in kernels:
                    _end(pid)
                return
            if key.fileobj == ended:
                os.read(ended, 4096)
                _reap(kernels, selector)
            elif key.fileobj is listener:
                connection, _ = listener.accept()
                selector.register(connection, selectors.EVENT_READ)
            elif isinstance(key.fileobj, socket.socket) and (request := _hear(key.fileobj, kernels, selector)):
                kernels.update(_make_kernel(request, key.fileobj, environment))


def _hear(
    connection: socket.socket, kernels: Mapping[int, socket.socket], selector: selectors.BaseSelector
) -> dict[str, Any] | None:
    """Take a request, or end the kernel of whoever is gone."""
    line = _read_line(connection)
    if not line:
        for pid, own in kernels.items():
            if own is connection:
                _end(pid)
        selector.unregister(connection)
        connection.close()
        return None
    request: dict[str, Any] = json.loads(line)
    return request


def _make_kernel(
    request: dict[str, Any], connection: socket.socket, environment: Mapping[str, str]
) -> dict[int, socket.socket]:
    """Fork a kernel and tell its process id, or that there is none."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = None if differs(request["env"], environment) else _fork()
    if pid == 0:
        _become_kernel(request)
    _tell(connection, {"pid": pid})
    return {} if pid is None else {pid: connection}


def _fork() -> int | None:
    try:
        return os.fork()
    except OSError:
        return None  # no memory or no process left: who asks starts one the ordinary way, which tells


def _read_line(connection: socket.socket) -> bytes:
    """Read a request; nothing where the other end is gone."""
    read = b""
    try:
        while not read.endswith(b"\n") and len(read) < _LINE and (some := connection.recv(1 << 16)):
            read += some
    except ConnectionError:
        return b""
    return read if read.endswith(b"\n") else b""


def _reap(kernels: dict[int, socket.socket], selector: selectors.BaseSelector) -> None:
    """Tell of every kernel that has ended how it did."""
    while kernels:
        ended, status = os.waitpid(-1, os.WNOHANG)
        if ended == 0:
            return
        connection = kernels.pop(ended)
        if connection.fileno() != -1:
            _tell(connection, {"status": os.waitstatus_to_exitcode(status)})
            selector.unregister(connection)
            connection.close()


def _tell(connection: socket.socket, answer: dict[str, int | None]) -> None:
    try:
        connection.sendall(json.dumps(answer).encode() + b"\n")
    except ConnectionError:
        return  # the next read of it finds nothing, and ends the kernel


def _end(pid: int) -> None:
    """End a kernel with all that it started; it is its session's leader as soon as it runs."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _become_kernel(request: dict[str, Any]) -> NoReturn:
    """Turn this copy into a kernel that has nothing of the process that it was forked from but modules."""
    status = 1
    try:
        os.setsid()
        _take_surroundings(request)
        _run_kernel(request["argv"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  this copy must not go on as the server that it was
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _take_surroundings(request: dict[str, Any]) -> None:
    signal.set_wakeup_fd(-1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    # The objects of these descriptors stay where they are until this process ends, so nothing closes a number twice.
    os.closerange(3, max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + 1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    random.seed()
    numpy.random.seed()
    gc.enable()


def _run_kernel(argv: list[str]) -> None:
    sys.argv = [str(Path(kernelapp.__file__).parents[1] / "ipykernel_launcher.py"), *argv]
    # The class read its parent from the environment when it was imported.
    kernelapp.IPKernelApp.launch_instance(argv=sys.argv[1:], parent_handle=os.getppid())


def main() -> None:
    """Import, see that no thread came of it, and serve."""
    environment = dict(os.environ)  # debugpy adds to it when it is imported
    listener = socket.socket(fileno=int(sys.argv[1]))
    listener.set_inheritable(False)
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]  # a kernel puts its own folder first
    for name in PRELOADED:
        importlib.import_module(name)
    if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
        sys.exit("a thread runs in the process that is to be forked")
    gc.collect()
    gc.disable()
    gc.freeze()
    serve(listener, 0, environment)
    os._exit(0)  # nothing is left to be tidied, and its owner waits


if __name__ == "__main__":
    main()
