"""Where the browser finds a file: the Jupyter server that this kernel works for, and the addresses that it serves."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
from jupyter_core.paths import jupyter_runtime_dir

_SHOWN = {".html", ".json", ".txt"}
"""What a browser shows; everything else is saved."""


@dataclass(frozen=True)
class Server:
    """A Jupyter server.

    Attributes:
        base_url: Path at which it stands, with a slash at both ends.
        root: The folder that it serves.
    """

    base_url: str
    root: Path

    def address_of(self, folder: Path) -> str | None:
        """Address of a folder's files, to be followed by a relative address; None where they are not served."""
        try:
            inside = Path(os.path.realpath(folder)).relative_to(self.root)
        except ValueError:
            return None
        if any(part.startswith(".") for part in inside.parts):
            return None  # hidden files are not served
        path = "/".join(quote(part, safe="") for part in inside.parts)
        return f"{self.base_url}files/{f'{path}/' if path else ''}"


def find_server() -> Server | None:
    """Find the server that started this kernel; None under papermill, in an editor, or where nobody says."""
    runtime = Path(jupyter_runtime_dir())
    # On Windows a virtual environment's python.exe starts another one, so the server may be a grandparent.
    for pid in _ancestors():
        try:
            about: Any = json.loads((runtime / f"jpserver-{pid}.json").read_text(encoding="utf-8"))
            base_url, root = str(about["base_url"]), str(about["root_dir"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        return Server(f"/{base_url.strip('/')}/".replace("//", "/"), Path(os.path.realpath(Path(root).expanduser())))
    return None


def _ancestors() -> list[int]:
    try:
        return [process.pid for process in psutil.Process().parents()]
    except psutil.Error:
        return [os.getppid()]


def place_link(address: str, href: str) -> str:
    """Address of a file, so that it opens where a browser can show it and is saved where it cannot.

    Args:
        address: From :meth:`Server.address_of`.
        href: Relative, percent-encoded address of the file.
    """
    ending = href[href.rfind(".") :].lower()
    return address + href + ("" if ending in _SHOWN else "?download=1")
