"""What tests of several rooms need; and it lets tests of every room import what lies beside this file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Other Pythons than the one the project is developed on try every property on fewer examples (`.ci/run`).
settings.register_profile("few", max_examples=15)

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)


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
