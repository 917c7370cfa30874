"""A server of ready kernels: a process that has imported what notebooks need and forks a kernel on request.

:func:`start_server` starts it (:mod:`sanzi_lib.run.make.fork_server`), :mod:`sanzi_lib.run.make.provisioner` asks it.
Wherever that cannot be — another system than Linux, a server that did not come up, an environment other than the
server's — a kernel is started the ordinary way, and all that is lost is a second.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_SOCKET = "kernels"
_LAST_SECONDS = 0.1
"""A server that does not end by then still imports, and has nothing that could be lost."""

_LONGEST_SOCKET = 100
"""A socket's path may have 108 bytes on Linux."""

OWN_ENVIRONMENT = {
    # One thread: only the thread that forks is copied. A board's sums gain nothing from more.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # As ipykernel sets it before a notebook imports matplotlib.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # The debugger warns of frozen modules, which no notebook steps through.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What the server is started with beside its owner's environment."""

_HARMLESS = frozenset(
    {"IPYTHONDIR", "JPY_PARENT_PID", "JPY_SESSION_NAME", "PWD", "OLDPWD", "SHLVL", "_", "LINES", "COLUMNS"}
)
"""What may differ between server and kernel: nothing that is imported reads it."""


class ForkServer:
    """A server that this process has started.

    Attributes:
        address: Path of its socket.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = str(folder / _SOCKET)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            # Requests wait from now on, also while the server still imports; where it ends they are refused.
            listener.listen(64)
            self._process = subprocess.Popen(  # noqa: S603  this interpreter with a module of ours
                [sys.executable, "-m", "sanzi_lib.run.make.fork_server", str(listener.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env={**os.environ, **OWN_ENVIRONMENT},
                start_new_session=True,  # Ctrl-C is for its owner, who then lets go of it
            )

    def close(self) -> None:
        """End the server and every kernel that it still has."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        with contextlib.suppress(FileNotFoundError):
            Path(self.address).unlink()


@contextlib.contextmanager
def start_server() -> Iterator[str]:
    """Give the address of a fork server that ends with the block; "" where there can be none."""
    if sys.platform != "linux":
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="sanzi-", ignore_cleanup_errors=True) as folder:
        server = _start(Path(folder))
        try:
            yield "" if server is None else server.address
        finally:
            if server is not None:
                server.close()


def _start(folder: Path) -> ForkServer | None:
    paths = [Path(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    if len(os.fsencode(folder / _SOCKET)) > _LONGEST_SOCKET or not all(path.is_absolute() for path in paths):
        return None  # what lies at a relative path depends on the kernel's own folder
    try:
        return ForkServer(folder)
    except OSError:
        return None  # no sockets in this folder, no memory for a process: ordinary kernels say what is wrong


def differs(env: Mapping[str, str], server: Mapping[str, str]) -> bool:
    """Tell whether a kernel's environment is another than the one its server imported everything in."""

    def read(one: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in one.items() if key not in _HARMLESS and OWN_ENVIRONMENT.get(key) != value}

    return read(env) != read(server)
