"""Boards as they stand against what the workbooks give: every figure that differs has a line, and they are counted."""

from __future__ import annotations

import json

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.run.published import edition
from sanzi_lib.run.published.edition import assert_figures_hold


@pytest.fixture
def held(tmp_path, task_of, inputs_of, monkeypatch):
    """Hold what stands in the folder against what is given."""
    job = task_of(tmp_path, tmp_path / "x.ipynb", inputs_of()).job

    def hold(stands, given):
        folder = job.folders.output / job.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "overview.json").write_text(stands, encoding="utf-8")
        monkeypatch.setattr(edition, "_compute", lambda *_: iter([(job, given)]))
        assert_figures_hold([job], None)

    return hold


def test_what_holds_is_let_pass(held):
    held('{"city": {"benefit": "1.00"}}', {"city": {"benefit": "1.00"}})


def test_every_figure_that_differs_has_a_line(held):
    stands = {"city": {"benefit": "10001.00"}, "units": [{"unit": "耒阳市", "rank": 1}]}
    given = {"city": {"benefit": "1.00"}, "units": [{"unit": "耒阳市", "rank": 2}]}
    with pytest.raises(RecordError) as raised:
        held(json.dumps(stands), given)
    head, *lines, remedy = str(raised.value).splitlines()
    assert "共2处" in head
    assert lines == [
        "全市　合计　本月经济效益：报告为10,001.00万元，按月报应为1.00万元",
        "全市　耒阳市　位次：报告为1，按月报应为2",
    ]
    assert "sanzi run 2024-06 --force" in remedy


def test_many_are_counted(held):
    stands = {"units": [{"unit": f"{number}县", "rank": number} for number in range(1, 41)]}
    given = {"units": [{"unit": f"{number}县", "rank": number + 1} for number in range(1, 41)]}
    with pytest.raises(RecordError) as raised:
        held(json.dumps(stands), given)
    lines = str(raised.value).splitlines()
    assert "共40处" in lines[0]
    assert len(lines) == 33
    assert lines[-2] == "另有10处不同。"


def test_figures_that_cannot_be_read_are_a_line(held):
    with pytest.raises(RecordError, match=r"全市：overview\.json 缺失或已损坏"):
        held("[", {})
