"""Every notebook is thin: a parameters cell, imports from the library, assignments and calls (house rules)."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from sanzi_lib.params.console import ConsoleParams
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.tables import parse_yaml
from sanzi_lib.render.document import GUIDE_TAG
from sanzi_lib.run.ask.kinds import REPORTS

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

CONSOLE = "console"
"""The one notebook that makes no report: it has parameters of its own and begins in its own way."""

MODELS = {**{kind.id: kind.params for kind in REPORTS.values()}, CONSOLE: ConsoleParams}
"""Parameters of each notebook."""

PLAIN = (
    ast.Module,
    ast.ImportFrom,
    ast.alias,
    ast.Assign,
    ast.Expr,
    ast.Call,
    ast.keyword,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Load,
    ast.Store,
)
"""What a code cell may be made of: no loop, no condition, no definition, no arithmetic, no tuple and no star."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def test_there_is_a_notebook_for_every_report_and_the_console():
    assert {path.name for path in NOTEBOOKS} == {*(kind.notebook for kind in REPORTS.values()), f"{CONSOLE}.ipynb"}
    assert CONSOLE not in REPORTS


def test_format(path, notebook):
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z-]*", name) for name in ids), "ids are words, so that they stay what they are"
    assert path.read_bytes().endswith(b"}\n")
    assert b"\r" not in path.read_bytes()


def test_stored_without_outputs(notebook):
    for cell in code_of(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_guides_are_tagged(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert tags(cell) == ["guide"]
        assert cell.cell_type in ("markdown", "code")


def test_every_section_says_what_it_answers_and_by_which_rule(path, notebook):
    """One line before what is read, computed and shown: the question in bold, then the rule."""
    if path.stem == CONSOLE:
        return
    for before, cell in pairwise(notebook.cells):
        if cell.cell_type == "code" and ("accepted" in cell.id or "notebook.show(" in cell.source):
            assert before.cell_type == "markdown", cell.id
            assert re.fullmatch(r"\*\*\S+[？。]\*\* \S.*", before.source), before.id


def test_the_figures_stand_as_a_plain_table_before_they_become_blocks(path, notebook):
    if path.stem == CONSOLE:
        return
    cells = code_of(notebook)
    (figures,) = (cell for cell in cells if tags(cell) == [GUIDE_TAG])
    assert re.fullmatch(rf"{path.stem}\.build_frame\(.+\)", figures.source)
    first = next(place for place, cell in enumerate(cells) if "notebook.show(" in cell.source)
    assert cells.index(figures) == first - 1


def test_size(notebook):
    cells = [cell for cell in code_of(notebook) if "parameters" not in tags(cell)]
    assert len(cells) <= 15
    assert all(len(cell.source.splitlines()) <= 8 for cell in cells)
    assert all(len(line) <= 120 for cell in code_of(notebook) for line in cell.source.splitlines())


def test_code_is_assignments_and_calls(notebook):
    for cell in code_of(notebook):
        if "parameters" in tags(cell):
            continue
        tree = ast.parse(cell.source)  # a magic is no Python
        for node in ast.walk(tree):
            assert isinstance(node, PLAIN), f"{cell.id}: {type(node).__name__}"
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] == "sanzi_lib"
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "/" not in node.value


def test_the_first_cell_after_the_parameters_checks_them(path, notebook):
    first, second = code_of(notebook)[:2]
    assert tags(first) == ["parameters"]
    begin = "console.begin()" if path.stem == CONSOLE else f'notebook.begin("{path.stem}")'
    assert begin in second.source
    assert sum("parameters" in tags(cell) for cell in notebook.cells) == 1


def test_parameters_are_those_of_the_model(path, notebook):
    fields = MODELS[path.stem].model_fields
    declared = {}
    for node in ast.parse(code_of(notebook)[0].source).body:
        assert isinstance(node, ast.AnnAssign), "parameters are typed"
        declared[node.target.id] = (ast.unparse(node.annotation), ast.literal_eval(node.value))
    assert list(declared) == list(fields)
    for name, (annotation, default) in declared.items():
        assert default == fields[name].default, name
        optional = annotation.strip("'").startswith("Optional[")
        assert optional == (default is None), name
        kind = annotation.strip("'").removeprefix("Optional[").removesuffix("]")
        assert kind == {"social_benefits": "int", "reopened": "bool"}.get(name, "str"), name


def test_every_parameter_says_what_it_is(notebook):
    for line in code_of(notebook)[0].source.splitlines():
        assert re.search(r"  # \S*[\u4e00-\u9fff]", line), line


def test_papermill_knows_every_parameter(path):
    import papermill

    assert list(papermill.inspect_notebook(str(path))) == list(MODELS[path.stem].model_fields)


def test_no_name_of_a_place_stands_in_a_notebook(path):
    programme = read_programme(ROOT / "params" / "hengyang-2024")
    text = path.read_text(encoding="utf-8")
    names = {
        programme.city,
        programme.id,
        *(unit.name for unit in programme.units),
        *(unit.code for unit in programme.units),
    }
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("kind", REPORTS.values(), ids=lambda kind: kind.id)
def test_the_parameter_file_of_june_suits_every_report(kind):
    path = ROOT / "params" / "runs" / "2024-06.yaml"
    problems = []
    values = parse_yaml(path, path.read_text(encoding="utf-8"), problems)
    assert problems == []
    assert set(values) <= set(kind.params.model_fields)
    assert kind.params.model_validate(values).month == "2024-06"
