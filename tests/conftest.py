"""What tests of several rooms need; and it lets tests of every room import what lies beside this file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import settings

from sanzi_lib.cli.app import app
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.ask import request
from sanzi_lib.run.ask.options import Options

# Other Pythons than the one the project is developed on try every property on fewer examples (`.ci/run`).
settings.register_profile("few", max_examples=15)

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def hengyang() -> Programme:
    """The city's programme."""
    return read_programme(HERE.parent / "params" / "hengyang-2024")


@pytest.fixture(scope="session")
def yunxiu() -> Programme:
    """A county that is not Hengyang, small enough to run whole."""
    return read_programme(HERE / "programmes" / "yunxiu-2025")


@pytest.fixture
def parse(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[str]], Options]:
    """Options that the command line's own parser makes of words."""
    caught: list[Options] = []

    def catch(options: Options, *_: object) -> None:
        caught.append(options)
        raise typer.Exit(0)

    monkeypatch.setattr(request, "build_request", catch)
    monkeypatch.setattr(request, "ask_of_one_month", catch)

    def go(words: Sequence[str]) -> Options:
        assert words[0] == "sanzi"
        assert typer.main.get_command(app).main(args=list(words[1:]), prog_name="sanzi", standalone_mode=False) == 0
        return caught.pop()

    return go


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
