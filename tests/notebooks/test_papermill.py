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
from sanzi_lib.reports.elements.blocks import FiguresData, Findings, Table

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


def test_cases_of_several_months(project):
    document = execute(project, "cases", month="2024-04", through="2024-06")
    assert document.head.title == "衡阳市国有“三资”典型案例汇编（2024年04月至06月）"
    (found,) = [block.sentences for block in document.blocks if isinstance(block, Findings)]
    assert found == ("2024年4月至6月没有通过核验的月报，本期没有典型案例。",)
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    data = json.loads(figures.text)
    assert (figures.name, data["first"], data["month"], data["cases"]) == ("cases.json", "2024-04", "2024-06", [])


def test_assessment(project):
    document = execute(project, "assessment")
    assert document.head.title == "衡阳市2024年国有“三资”盘活年度考核指标（1月至6月）"
    assert document.head.marks == ("未定稿",)
    sheets = [block.sheet for block in document.blocks if isinstance(block, Table) and block.sheet]
    assert sheets == ["各组情况", "市级组", "县市组", "城区组", "国有企业组", "园区组", "数据"]
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    totals = json.loads(figures.text)["totals"]
    assert (figures.name, totals["due"], totals["on_time_share"], totals["cases"]) == ("assessment.json", 0, None, 0)


def test_funds(project):
    document = execute(project, "funds")
    assert document.head.file_stem == "衡阳市2024年06月存量资金情况"
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    assert figures.name == "funds.json"
    assert (json.loads(figures.text)["city"]["due"], len(json.loads(figures.text)["units"])) == (None, 25)


def test_console(project):
    """Without a front end it says what it would do, and makes nothing."""
    target = project / "out.ipynb"
    notebook = str(ROOT / "notebooks" / "console.ipynb")
    parameters = {"ledgers": "ledgers", "output": "别处"}
    papermill.execute_notebook(notebook, str(target), parameters, cwd=str(project), progress_bar=False)
    (output,) = nbformat.read(target, as_version=4).cells[-1].outputs
    assert output.output_type == "display_data"
    assert "sanzi run 2024-06 --ledgers ledgers --output 别处" in output.data["text/plain"]
    assert not (project / "别处" / "2024-06").exists()


def test_a_misspelt_parameter_is_refused(project):
    with pytest.raises(PapermillExecutionError) as caught:
        execute(project, "leaderboard", gruop="x")
    assert "没有名为“gruop”的参数（是否应为“group”？）" in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert not (project / "output").exists()


def test_quarterly(project):
    """Nobody has reported; the quarter goes before the month, and a unit may be named by an alias."""
    document = execute(project, "quarterly", quarter="2024-Q2", month="2024-01", unit="市发改委")
    assert document.head.title == "市发展和改革委员会2024年第二季度国有“三资”盘活情况汇报材料"
    assert document.head.marks == ("未定稿",)
    mark = document.blocks[0]
    assert mark.text.startswith("注意：市发展和改革委员会6月月报未报送，本年度尚无通过核验的月报")
    headings = [block.text for block in document.blocks if block.kind == "heading"]
    assert headings == [
        "一、总体进展",
        "二、分领域情况",
        "（一）园区和能源资源领域",
        "（二）特许经营权领域",
        "三、盘活方式与收益结构",
        "四、资金情况",
        "五、项目盘活情况",
        "六、典型案例",
        "七、问题与困难",
        "八、下步打算",
    ]
    figures = next(block for block in document.blocks if isinstance(block, FiguresData))
    data = json.loads(figures.text)
    assert (data["figures"]["benefit_quarter"], data["figures"]["benefit_cumulative"]) == (None, "0.00")
    assert data["unit"]["last_accepted"] is None
