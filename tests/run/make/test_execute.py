"""The kernel of a run is this interpreter's own, and an executed notebook is the same each time."""

from __future__ import annotations

import json
import sys

import nbformat
import pytest

from sanzi_lib.errors import ReportError
from sanzi_lib.run.documents import build_notebook, read_notebook, write_notebook
from sanzi_lib.run.make.execute import ExecutionFailedError, execute_notebook

pytestmark = pytest.mark.slow


@pytest.fixture
def notebook(tmp_path):
    def write(source):
        write_notebook(build_notebook("value = None", source), tmp_path / "n.ipynb")
        return tmp_path / "n.ipynb"

    return write


def _printed(path):
    return "".join(output["text"] for output in nbformat.read(path, 4).cells[-1].outputs)


def test_a_kernel_that_the_user_registered_is_not_taken(tmp_path, notebook, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    elsewhere = {"argv": ["/nowhere/python", "-f", "{connection_file}"], "display_name": "x", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(elsewhere))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("value_from_startup = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    work = tmp_path / "工作"
    work.mkdir()
    source = "import os, sys\nprint(sys.executable, os.getcwd(), value, 'value_from_startup' in globals())"
    execute_notebook(notebook(source), {"value": "县市组\"'\\{}"}, tmp_path / "out.ipynb", cwd=work)
    assert _printed(tmp_path / "out.ipynb") == f"{sys.executable} {work} 县市组\"'\\{{}} False\n"


def test_the_same_notebook_gives_the_same_bytes(tmp_path, notebook):
    path = notebook("print(value)")
    for name in ("a.ipynb", "b.ipynb"):
        execute_notebook(path, {"value": 1}, tmp_path / name, cwd=tmp_path)
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    assert nbformat.read(tmp_path / "a.ipynb", 4).metadata.papermill.parameters == {"value": 1}


def test_a_failed_cell_is_quoted_and_the_notebook_kept(tmp_path, notebook):
    with pytest.raises(ExecutionFailedError, match="出错：division by zero") as caught:
        execute_notebook(notebook("1 / 0"), {"value": 1}, tmp_path / "out.ipynb", cwd=tmp_path)
    assert "1 / 0" in caught.value.detail
    assert "\x1b" not in caught.value.detail
    assert (tmp_path / "out.ipynb").is_file()


def test_a_kernel_that_dies_is_a_sentence(tmp_path, notebook):
    with pytest.raises(ExecutionFailedError, match="内核中途退出"):
        execute_notebook(notebook("import os; os._exit(1)"), {"value": 1}, tmp_path / "out.ipynb", cwd=tmp_path)
    assert (tmp_path / "out.ipynb").is_file()


def test_a_file_that_is_no_notebook_is_a_sentence(tmp_path):
    (tmp_path / "n.ipynb").write_text("{")
    with pytest.raises(ReportError, match="无法读取笔记本"):
        execute_notebook(tmp_path / "n.ipynb", {}, tmp_path / "out.ipynb", cwd=tmp_path)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"cells": 1, "nbformat": 4}', None])
def test_what_is_no_notebook_is_a_sentence(tmp_path, content):
    path = tmp_path / "n.ipynb"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ReportError, match="请恢复该文件"):
        read_notebook(path)
