"""The kernel of a run: this interpreter's own, whatever the machine has registered.

Jupyter looks a kernel up by name, and a user's ``python3`` may point at another Python, where this library is missing
or older. A user's IPython profile may also run start-up files that change results. So a run's kernel is always
``sys.executable`` with an empty profile, and on POSIX it talks over private sockets rather than TCP in clear.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import default
from traitlets.config import Config

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
