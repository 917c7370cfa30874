"""Jupyter's seam for ready kernels: a provisioner that asks for one, in a run, JupyterLab and plain papermill alike."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import json
import math
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

from sanzi_lib.run.make.ready_kernels import start_server

_GONE = -signal.SIGKILL
"""What is told of a kernel whose server is gone, and took it along."""


@functools.cache
def _own_server() -> str:
    """Start the server of this process, for JupyterLab and plain papermill, once."""
    stack = contextlib.ExitStack()
    address = stack.enter_context(start_server())
    atexit.register(stack.close)
    return address


class _ForkedKernel:
    """A kernel that is another process's child, told of by its server; what a provisioner needs of a Popen."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int, told: bytes) -> None:
        self._connection, self.pid, self._told = connection, pid, told
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            try:
                told = self._told or self._connection.recv(1 << 12)
            except BlockingIOError:
                return None
            except ConnectionError:
                told = b""
            self.returncode = json.loads(told)["status"] if told else _GONE
            self._connection.close()
        return self.returncode

    def wait(self) -> int | None:
        """Give the status of a kernel that has ended."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ReadyProvisioner(LocalProvisioner):
    """Asks a fork server for a kernel; starts one the ordinary way where that cannot be."""

    address = Unicode("", help="Socket of a fork server; one of this process's own where there is none.").tag(
        config=True
    )

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel."""
        if cmd[1:3] == ["-m", "ipykernel_launcher"]:
            address = self.address or _own_server()
            env = kwargs.get("env") or dict(os.environ)
            # An interactive shell's own folder where none is given, as for a process.
            folder = os.fspath(kwargs.get("cwd") or Path.cwd())
            kernel = await _ask(address, cmd[3:], folder, env) if address else None
            if kernel is not None:
                self.process = kernel  # type: ignore[assignment]  # what its base asks of a Popen
                self.pid, self.pgid, self.cwd = kernel.pid, kernel.pid, folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def wait(self) -> int | None:
        """Wait for the kernel to end."""
        await self._wait_briefly(math.inf)
        return await super().wait()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once; who asks next finds it gone, and need not look again a tenth of a second later."""
        await super().kill(restart)
        await self._wait_briefly(1)

    async def _wait_briefly(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while self.process is not None and self.process.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(0.002)


async def _ask(address: str, argv: list[str], folder: str, env: dict[str, str]) -> _ForkedKernel | None:
    """Ask for a kernel; None where the server is gone or will not have this environment."""
    loop = asyncio.get_running_loop()
    connection = socket.socket(socket.AF_UNIX)
    connection.setblocking(False)
    request = {"argv": argv, "cwd": folder, "env": env}
    try:
        await loop.sock_connect(connection, address)
        await loop.sock_sendall(connection, json.dumps(request).encode() + b"\n")
        answer = await loop.sock_recv(connection, 1 << 12)
    except OSError:
        answer = b""
    first, _, rest = answer.partition(b"\n")
    pid = json.loads(first)["pid"] if first else None
    if pid is None:
        connection.close()
        return None
    return _ForkedKernel(connection, pid, rest)
