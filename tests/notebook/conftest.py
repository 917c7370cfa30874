"""A console without a browser and without a process: widgets are set as a hand would, the background is played."""

from __future__ import annotations

import html
import re
import shlex
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest

from sanzi_lib.notebook.console import desk as desk_module
from sanzi_lib.params.console import ConsoleParams
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.runs import ReportParams
from sanzi_lib.run.ask.kinds import REPORTS, ReportKind

ROOT = Path(__file__).resolve().parents[2]
HENGYANG = ROOT / "params" / "hengyang-2024"
YUNXIU = ROOT / "tests" / "programmes" / "yunxiu-2025"

SEASONAL = ReportKind(
    "seasonal", "某季报", "seasonal.ipynb", ReportParams, per_unit=True, months=frozenset({3, 6, 9, 12}), place="某季报"
)
REGISTRY = MappingProxyType(
    {**{id_: REPORTS[id_] for id_ in ("leaderboard", "overview", "intake")}, SEASONAL.id: SEASONAL}
)


class Played:
    """A background that remembers what it is given and lets a test play what it tells."""

    def __init__(self, hear):
        self.hear = hear
        self.click = None
        self.given = []
        self.stops = 0
        self.closed = False

    def start(self, click):
        if self.click is not None:
            return False
        self.click = click
        self.given.append(click)
        return True

    def stop(self):
        self.stops += 1

    def close(self):
        self.closed = True

    def tell(self, event, *, last=False):
        click = self.click
        if last:
            self.click = None
        self.hear(click, event)

    @property
    def verbs(self):
        return [click.verb for click in self.given]


@pytest.fixture
def project(tmp_path):
    """A project with two programmes and June's returns."""
    for folder in (HENGYANG, YUNXIU):
        shutil.copytree(folder, tmp_path / "params" / folder.name)
    (tmp_path / "ledgers" / "2024-06").mkdir(parents=True)
    (tmp_path / "ledgers" / "2025-02").mkdir()
    return tmp_path.resolve()


@pytest.fixture
def open_desk(project, monkeypatch):
    """A console of these parameters; ``desk.played`` is its background."""
    monkeypatch.setattr(desk_module, "Background", Played)

    def go(*, problems=(), registry=REGISTRY, **parameters):
        programmes = (read_programme(HENGYANG), read_programme(YUNXIU))
        desk = desk_module.Desk(ConsoleParams(**parameters), project, programmes, problems, registry)
        desk.played = desk._background
        return desk

    return go


@pytest.fixture
def desk(open_desk):
    return open_desk(ledgers="ledgers")


@pytest.fixture
def parse_command(parse):
    """Options that the command line makes of the command that the console shows."""
    return lambda widget: parse(shlex.split(read_commands(widget)[-1]))


def read_commands(widget):
    """The commands that a widget shows, as they are copied from the page."""
    return [html.unescape(text) for text in re.findall(r"<code[^>]*>(.*?)</code>", widget.value, re.DOTALL)]
