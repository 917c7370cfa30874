"""The notebooks under plain papermill, in a kernel of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from sanzi_lib.render.document import read_document
from sanzi_lib.report.blocks import FiguresData, Table

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path):
    """A project where nobody has reported for June."""
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "ledgers" / "2024-06").mkdir(parents=True)
    return tmp_path


def execute(project, name, **parameters):
    target = project / "out.ipynb"
    papermill.execute_notebook(
        str(ROOT / "notebooks" / f"{name}.ipynb"),
        str(target),
        parameters={"ledgers": "ledgers", "as_of": "2024-06-30", **parameters},
        cwd=str(project),
        progress_bar=False,
    )
    return read_document(nbformat.read(target, as_version=4))


def test_leaderboard(project):
    document = execute(project, "leaderboard", group="园区组")
    assert document.head.title == "衡阳市2024年06月国有“三资”盘活榜单（园区组）"
    assert document.head.tabulated_on == "2024-06-30"
    assert document.head.marks == ()
    sheets = [block.sheet for block in document.blocks if isinstance(block, Table)]
    assert sheets == ["榜单", "完成率与位次", "项目明细", "数据", "各月走势"]
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    data = json.loads(figures.text)
    assert [(unit["unit"], unit["state"], unit["benefit"]) for unit in data["units"]] == [
        ("高新区", "not_reported", None),
        ("松木经开区", "not_reported", None),
    ]


def test_overview(project):
    document = execute(project, "overview")
    assert document.head.file_stem == "衡阳市2024年06月国有三资盘活情况总览"
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    data = json.loads(figures.text)
    assert data["city"]["target"] == "9227807.04"
    assert data["city"]["benefit"] is None
    assert [row["name"] for row in data["rows"]][:2] == ["市本级", "蒸湘区"]
    assert len(data["rows"][0]["fields"]) == 10


def test_intake(project):
    document = execute(project, "intake")
    assert document.head.file_stem == "衡阳市2024年06月国有三资月报核验情况"
    assert document.head.marks == ("内部资料",)
    sheets = [block.sheet for block in document.blocks if isinstance(block, Table) and block.sheet]
    assert sheets == ["报送情况", "核验问题", "控制数核对"]
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    assert figures.name == "intake.json"
    assert len(json.loads(figures.text)["units"]["not_reported"]) == 25


def test_a_misspelt_parameter_is_refused(project):
    with pytest.raises(PapermillExecutionError) as caught:
        execute(project, "leaderboard", gruop="x")
    assert "没有名为“gruop”的参数（是否应为“group”？）" in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert not (project / "output").exists()
