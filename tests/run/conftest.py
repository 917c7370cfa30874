"""A small world for the runner: a report that is no board, so that nothing here rests on the other rooms' figures."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path, PurePosixPath

import nbformat
import pytest

from sanzi_lib.months import Month
from sanzi_lib.params.runs import OverviewParams
from sanzi_lib.run.ask.kinds import ReportKind
from sanzi_lib.run.make.inputs import Inputs, ReturnedFile, UnitMonth
from sanzi_lib.run.make.task import Task

MIME = "application/vnd.sanzi.block+json"
KIND = ReportKind("overview", "试验报告", "overview.ipynb", OverviewParams, per_group=False)


class Listener:
    """A narrator that remembers."""

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
        returns=(UnitMonth("2024-06", "甲县", state, (0,), files),),
        overrides=(),
        persons="",
        programme="p",
        notebook="n",
        library=library,
        versions={"python": "3.11.7"},
    )


def build_task(root: Path, notebook: Path, inputs: Inputs, *, as_of: date | None = None, folder="2024-06/全市") -> Task:
    return Task(
        kind=KIND,
        label="2024-06 试验报告",
        programme="p-2024",
        city="某市",
        month=Month(2024, 6),
        group=None,
        place="全市",
        position=1,
        folder=PurePosixPath(folder),
        notebook=notebook,
        root=root,
        parameters={
            "month": "2024-06",
            "programme": "p-2024",
            "params": "params",
            "ledgers": "月报",
            "record": "output",
        },
        trial={},
        inputs=inputs,
        as_of=as_of,
    )


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
