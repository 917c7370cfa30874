"""Projects that the tests of several commands start from: a small programme and its sample returns."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sanzi_lib.cli.app import run_command

YUNXIU = Path(__file__).resolve().parents[1] / "programmes" / "yunxiu-2025"


@pytest.fixture(scope="session")
def start_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a maker of projects: the small programme, its sample returns through a month, and commands that ran."""

    def start(
        name: str, through: str, *commands: tuple[str, ...], change: Mapping[str, Callable[[str], str]] | None = None
    ) -> Path:
        root = tmp_path_factory.mktemp(name)
        shutil.copytree(YUNXIU, root / "params" / YUNXIU.name)
        for file, edit in (change or {}).items():
            path = root / "params" / YUNXIU.name / file
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(root)
            for command in (("sample", "ledgers", "--through", through), *commands):
                assert run_command(list(command)) == 0
        return root

    return start


@pytest.fixture
def copy(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the test's project to break, and to stand in."""
    root = tmp_path / "副本"
    shutil.copytree(project, root)
    monkeypatch.chdir(root)
    return root
