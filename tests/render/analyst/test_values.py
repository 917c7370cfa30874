"""What an analyst adds: frames become tables, figures become charts."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from matplotlib.figure import Figure

from sanzi_lib.render.analyst.values import build_figure_chart, build_frame_table


def texts(table):
    return [cell.text for cell in table.header[0]], [[cell.text for cell in row.cells] for row in table.rows]


def test_a_plain_frame():
    frame = pd.DataFrame(
        {
            "单位": ["甲", None],
            "数": [1234567, 2],
            "率": [0.5, float("nan")],
            "小": [0.0001, 0.0],
            "准": [Decimal("1.230"), None],
            "真": [True, False],
        }
    )
    header, rows = texts(build_frame_table(frame))
    assert header == ["单位", "数", "率", "小", "准", "真"]
    assert rows == [["甲", "1,234,567", "0.50", "0.0001", "1.230", "是"], ["—", "2", "—", "0.00", "—", "否"]]


def test_an_index_that_says_something_is_kept():
    frame = pd.DataFrame({("a", "x"): [1], ("a", "y"): [2]}, index=pd.Index(["耒阳市"], name="单位"))
    header, rows = texts(build_frame_table(frame))
    assert header == ["单位", "a x", "a y"]
    assert rows == [["耒阳市", "1", "2"]]


def test_several_index_levels():
    frame = pd.DataFrame({"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("甲", 1), ("乙", 2)], names=["单位", "月"]))
    assert texts(build_frame_table(frame)) == (["单位", "月", "v"], [["甲", "1", "1"], ["乙", "2", "2"]])


def test_nullable_numbers_align_right():
    table = build_frame_table(pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": ["x", "y"]}))
    assert [column.align for column in table.columns] == ["right", "left"]


def test_a_long_frame_says_what_it_leaves_out():
    table = build_frame_table(pd.DataFrame({"a": range(1500)}))
    assert len(table.rows) == 500
    assert table.notes == ("另有1,000行未列示。",)


def test_an_empty_frame():
    assert texts(build_frame_table(pd.DataFrame({"a": []}))) == (["a"], [])


def test_a_caption_of_its_own():
    frame = pd.DataFrame({"a": [1]})
    assert build_frame_table(frame).caption == "分析人员添加的表"
    frame.attrs["caption"] = "核对表"
    assert build_frame_table(frame).caption == "核对表"


@pytest.mark.parametrize("title", ["", "各县进度"])
def test_a_figure(title):
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], [3, 4])
    axes.set_xlabel("month")
    axes.set_title(title)
    chart = build_figure_chart(figure)
    assert chart.caption == (title or "分析人员添加的图")
    assert chart.alt == f"{chart.caption}（坐标轴：month）"
    assert "<text" in chart.svg
    assert chart.svg == build_figure_chart(figure).svg
