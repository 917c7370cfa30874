"""What the console's notebook does first."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from sanzi_lib.errors import ParameterError
from sanzi_lib.notebook import shell as shell_module
from sanzi_lib.notebook.console import Desk, begin
from sanzi_lib.notebook.console import desk as desk_module

from .conftest import ROOT, Played

PARAMETERS, CONSOLE = (
    cell.source
    for cell in nbformat.read(ROOT / "notebooks" / "console.ipynb", as_version=4).cells
    if cell.cell_type == "code"
)


@pytest.fixture
def run(project, monkeypatch):
    """Run cells as a kernel in the notebooks folder does; gives success, what was said, and the names."""
    monkeypatch.setattr(desk_module, "Background", Played)
    (project / "notebooks").mkdir()
    monkeypatch.chdir(project / "notebooks")
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False
    shell = InteractiveShell.instance(config=config)

    def go(*cells):
        for source in cells:
            with capture_output() as printed:
                result = shell.run_cell(source, store_history=True)
        return result.success, printed.stdout + printed.stderr, shell.user_ns

    yield go
    InteractiveShell.clear_instance()


def test_the_notebooks_own_cells_open_it(run, project):
    success, _, names = run(PARAMETERS, CONSOLE)
    assert success
    desk = names["desk"]
    assert isinstance(desk, Desk)
    (look,) = desk._background.given
    assert look.start == project
    assert look.options.ledgers == Path("output/sample/ledgers")


def test_a_second_run_ends_the_first_console(run):
    _, _, names = run(PARAMETERS, CONSOLE)
    first = names["desk"]
    _, _, names = run(PARAMETERS, CONSOLE)
    assert names["desk"] is not first
    assert first._background.closed
    assert not names["desk"]._background.closed


@pytest.mark.parametrize(
    ("injected", "words"),
    [
        ("mnoth = '2024-06'", "没有名为“mnoth”的参数（是否应为“month”？）"),
        ("month = 6", "month"),
        ("month = '6月'", "参数 month：“6月”不是月份"),
        ("programme = 'nowhere'", "没有可用的年度方案“nowhere”"),
        ("params = 'nowhere'", "没有年度方案"),
    ],
)
def test_a_wrong_parameter_is_one_sentence(run, injected, words):
    success, said, names = run(PARAMETERS, f"# Parameters\n{injected}\n", CONSOLE)
    assert not success
    assert words in said
    assert "Traceback" not in said
    assert "desk" not in names


def test_a_broken_programme_beside_a_good_one_is_told(run, project):
    (project / "params" / "yunxiu-2025" / "fields.csv").unlink()
    success, _, names = run(PARAMETERS, CONSOLE)
    assert success
    assert "fields.csv" in names["desk"].log.value
    assert names["desk"].form.build_options("run").programme == "hengyang-2024"
    (project / "params" / "hengyang-2024" / "units.csv").unlink()
    success, said, _ = run(PARAMETERS, CONSOLE)
    assert not success
    assert "units.csv" in said
    assert "fields.csv" in said


def test_only_in_a_notebook(monkeypatch):
    monkeypatch.setattr(shell_module, "get_ipython", lambda: None)
    with pytest.raises(ParameterError, match="只能在笔记本中"):
        begin()


def test_the_cells_are_what_they_look_like():
    assert [type(node).__name__ for node in ast.parse(CONSOLE).body] == ["ImportFrom", "Assign", "Expr"]
