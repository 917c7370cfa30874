"""A small world for the runner: a report that is no board, so that nothing here rests on the other rooms' figures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from sanzi_lib.months import parse_month
from sanzi_lib.params.runs import OverviewParams
from sanzi_lib.run.ask.job import Job
from sanzi_lib.run.ask.kinds import ReportKind
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.make.inputs import Inputs, ReturnedFile, Task, UnitArrivals

MIME = "application/vnd.sanzi.block+json"
_GROUP = SimpleNamespace(id="counties", name="县市组")
KIND = ReportKind("overview", "试验报告", "overview.ipynb", OverviewParams, per_group=False)


class Listener:
    """A progress that remembers."""

    def __init__(self):
        self.said: list[str] = []
        self.warned: list[str] = []

    def say(self, text):
        self.said.append(text)

    def warn(self, text):
        self.warned.append(text)

    def begin(self, what, steps):
        pass

    def step(self):
        pass

    def end(self):
        pass


def write_probe(path: Path, *, extra: str = "", stem: str = "试验报告") -> Path:
    """A notebook that shows a head, a paragraph with its parameters, and figures."""
    head = {
        "kind": "head",
        "report": "overview",
        "title": "试验报告",
        "file_stem": stem,
        "subtitle": "",
        "tabulated_on": "2024-06-30",
        "marks": ["演示数据"],
    }
    source = f"""
import json
from IPython.display import display
head = json.loads('''{json.dumps(head, ensure_ascii=False)}''')
head["tabulated_on"] = as_of
display({{"{MIME}": head, "text/plain": ""}}, raw=True)
display({{"{MIME}": {{"kind": "paragraph", "text": f"{{month}}，{{ledgers}}", "role": "plain"}}}}, raw=True)
figures = {{"kind": "figures", "name": "overview.json", "text": json.dumps({{"month": month, "as_of": as_of}})}}
display({{"{MIME}": figures, "text/plain": ""}}, raw=True)
{extra}
"""
    names = [
        'month = "2024-06"',
        "programme = None",
        'params = "params"',
        'ledgers = "x"',
        'record = "x"',
        "as_of = None",
    ]
    cells = [
        nbformat.v4.new_code_cell("\n".join(names), id="parameters", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(source.strip(), id="report"),
    ]
    metadata = {"kernelspec": {"name": "elsewhere", "display_name": "x", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def build_inputs(sha="a" * 64, *, state="accepted", library="l", **parameters) -> Inputs:
    files = (ReturnedFile(sha, state),)
    return Inputs(
        parameters={"month": "2024-06", **parameters},
        returns=(UnitArrivals("2024-06", "甲县", state, (0,), files),),
        overrides=(),
        persons="",
        programme="p",
        notebook="n",
        library=library,
        versions={"python": "3.11.7"},
    )


def build_task(root: Path, notebook: Path, inputs: Inputs, *, as_of: date | None = None, folder="2024-06/全市") -> Task:
    month, place = folder.split("/")
    programme = SimpleNamespace(id="p-2024", city="某市", titles=SimpleNamespace(city_word=place), groups=(_GROUP,))
    job = Job(
        kind=replace(KIND, notebook=notebook.name),
        programme=programme,
        month=parse_month(month),
        first=parse_month(month),
        group=None,
        unit=None,
        folders=Folders(root, root / "params", root / "月报", root / "output", root / "output", notebook.parent),
        parameters=OverviewParams(),
        rule=None,
        trial={},
        tabulated_on=as_of,
    )
    return Task(job, inputs)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def probe():
    return write_probe


@pytest.fixture
def inputs_of():
    return build_inputs


@pytest.fixture
def task_of():
    return build_task
