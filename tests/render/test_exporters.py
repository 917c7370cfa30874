from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import nbformat.v4 as nb
import pandas as pd
import pytest
from nbconvert.exporters import get_exporter
from render_reading import html_words, pdf_words
from render_samples import HEAD, PIXEL, demonstration

from sanzi_lib.errors import NotebookFailedError
from sanzi_lib.render.document import read_document
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports.elements.blocks import MIME, block_to_json


def executed() -> Any:
    document = demonstration()
    outputs = [nb.new_output("display_data", {MIME: block_to_json(block)}) for block in (HEAD, *document.blocks)]
    cells = [
        nb.new_code_cell('month = "2024-06"', execution_count=1, metadata={"tags": ["parameters"]}),
        nb.new_code_cell("show()", outputs=outputs, execution_count=2),
        nb.new_markdown_cell("## 分析人员的话\n\n补充一段。"),
    ]
    return nb.new_notebook(cells=cells, metadata={"papermill": {"start_time": "2024-07-01T00:00:00"}})


@pytest.mark.parametrize(("name", "ending"), [("sanzi_html", ".html"), ("sanzi_pdf", ".pdf")])
def test_registered_by_entry_point(name: str, ending: str) -> None:
    assert get_exporter(name)().file_extension == ending


def test_same_bytes_as_the_renderers() -> None:
    notebook = executed()
    document = read_document(notebook)
    assert get_exporter("sanzi_html")().from_notebook_node(notebook)[0] == render_html(document)
    assert get_exporter("sanzi_pdf")().from_notebook_node(notebook)[0] == render_pdf(document)


def test_papermill_metadata_changes_nothing() -> None:
    first, second = executed(), executed()
    second.metadata["papermill"]["start_time"] = "2025-01-01T00:00:00"
    second.cells[1].metadata["papermill"] = {"duration": 3}
    export = get_exporter("sanzi_html")().from_notebook_node
    assert export(first)[0] == export(second)[0]


def test_what_an_analyst_added_stands_in_both_documents() -> None:
    frame = pd.DataFrame({"单位": ["耒阳市", "常宁市"], "增量": ["7,711.01", "—"]})
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 90 20'><text x='2' y='15'>补充图字</text></svg>"
    notebook = executed()
    notebook.cells += [
        nb.new_code_cell(
            "frame",
            outputs=[
                nb.new_output("stream", name="stdout", text="打印的一行\n"),
                nb.new_output(
                    "execute_result", {"text/html": frame._repr_html_(), "text/plain": "x"}, execution_count=3
                ),
                nb.new_output("display_data", {"image/svg+xml": svg}, metadata={"alt": "补充的图意"}),
                nb.new_output("display_data", {"image/png": PIXEL}),
            ],
            execution_count=3,
        )
    ]
    page = html_words(get_exporter("sanzi_html")().from_notebook_node(notebook)[0])
    sheet = pdf_words(get_exporter("sanzi_pdf")().from_notebook_node(notebook)[0])
    for words in ("分析人员的话", "补充一段。", "打印的一行", "0耒阳市7,711.01", "分析人员添加的表", "补充图字"):
        assert words in page
        assert words in sheet


def test_failed_notebook_is_refused_in_process() -> None:
    notebook = executed()
    notebook.cells[1].execution_count = None
    with pytest.raises(NotebookFailedError, match="没有运行"):
        get_exporter("sanzi_pdf")().from_notebook_node(notebook)


@pytest.mark.slow
class TestCommandLine:
    def convert(self, folder: Path, kind: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "nbconvert", "--to", kind, "x.ipynb"]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
        )

    @pytest.mark.parametrize(("kind", "name"), [("sanzi_html", "x.html"), ("sanzi_pdf", "x.pdf")])
    def test_writes_the_document(self, tmp_path: Path, kind: str, name: str) -> None:
        nbformat.write(executed(), tmp_path / "x.ipynb")
        done = self.convert(tmp_path, kind)
        assert done.returncode == 0, done.stderr
        document = read_document(executed())
        wanted = render_pdf(document) if kind == "sanzi_pdf" else render_html(document).encode()
        assert (tmp_path / name).read_bytes() == wanted

    def test_failed_notebook_ends_with_a_sentence(self, tmp_path: Path) -> None:
        notebook = executed()
        notebook.cells[1].outputs = [nb.new_output("error", ename="ParameterError", evalue="月份不对", traceback=[])]
        nbformat.write(notebook, tmp_path / "x.ipynb")
        done = self.convert(tmp_path, "sanzi_html")
        assert done.returncode == 1
        assert "未生成报告：笔记本第2个单元格运行出错（ParameterError：月份不对）" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "x.html").exists()
