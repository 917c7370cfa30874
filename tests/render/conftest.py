"""The modules of this folder are imported by name, so the folder itself goes onto the path."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = str(Path(__file__).resolve().parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from render_samples import demonstration  # noqa: E402 - needs the path above

from sanzi_lib.render.document import Document  # noqa: E402


@pytest.fixture(scope="session")
def demo() -> Document:
    return demonstration()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, playwright's own or one that the machine has."""
    sync_api = pytest.importorskip("playwright.sync_api")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    with sync_api.sync_playwright() as play:
        own = Path(play.chromium.executable_path)
        found = str(own) if own.is_file() else next(filter(None, map(shutil.which, names)), None)
        if found is None:
            pytest.skip("no browser found")
        opened = play.chromium.launch(executable_path=found, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def office_path() -> str:
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    pytest.skip("no LibreOffice found")
