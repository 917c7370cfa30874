"""Charts: deterministic, with text as text, and told in words."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from lxml import etree

from sanzi_lib.measures.model import History, HistoryPoint
from sanzi_lib.reports.elements.charts.bars import Bar, Pillar, Span, draw_bars, draw_pillars
from sanzi_lib.reports.elements.charts.multiples import Share, draw_shares
from sanzi_lib.reports.elements.progress_charts import build_month_chart, build_progress_chart


def words(svg):
    return ["".join(element.itertext()) for element in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_progress_names_every_unit_with_its_figure(board):
    chart = build_progress_chart(board)
    said = words(chart.svg)
    assert {"衡山县", "60.00%（超序时10.0）", "衡阳县（未报送）", "10.00%（滞后40.0）", "序时进度50.00%"} <= set(said)
    assert chart.alt == (
        "条形图：县市组完成率与序时进度。序时进度50.00%；衡山县60.00%，耒阳市55.00%，祁东县50.00%，衡南县50.00%，常宁市48.00%，"
        "衡东县（退回修改）25.00%，衡阳县（未报送）10.00%。"
    )


def test_benefit_stands_in_where_a_unit_has_no_target(parks):
    chart = build_progress_chart(parks)
    assert {"高新区", "6.08亿元", "松木经开区", "9,160.00万元"} <= set(words(chart.svg))
    assert chart.alt == "条形图：截至6月25日园区组累计经济效益。高新区6.08亿元，松木经开区9,160.00万元。"


def test_months(board, histories, programme):
    chart = build_month_chart(histories, board.totals, programme, board.group_name)
    said = words(chart.svg)
    # 1652921.972 万元 / 6 = 275486.995... 万元 a month
    assert {"1月", "27.55", "6月", "165.29"} <= set(said)
    assert "1月27.55亿元" in chart.alt
    assert "虚线为当月序时进度应达到的数额" in chart.alt


def test_months_without_a_target_have_no_dashes(enterprises, programme):
    points = (HistoryPoint(1, None, -5_000_000_000), HistoryPoint(2, 0, 20_000_000_000))
    chart = build_month_chart((History("4304E1", "甲", points),), enterprises.totals, programme, "国有企业组")
    assert "虚线" not in chart.alt
    assert {"-0.50", "2.00"} <= set(words(chart.svg))


def test_months_of_a_group_where_only_some_have_a_target(parks, programme):
    points = (HistoryPoint(1, 0, 1_000_000),)
    chart = build_month_chart((History("4304P1", "高新区", points),), parks.totals, programme, "园区组")
    assert "虚线" not in chart.alt


def test_the_same_figures_give_the_same_bytes(board, histories, programme):
    first, second = (build_progress_chart(board).svg for _ in range(2))
    assert first == second
    first, second = (build_month_chart(histories, board.totals, programme, "县市组").svg for _ in range(2))
    assert first == second


def test_no_date_no_outline_no_address(board):
    svg = build_progress_chart(board).svg
    assert svg.startswith("<svg")
    assert "metadata" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)


@pytest.mark.parametrize("count", [1, 10, 60])
def test_any_number_of_bars_fits_on_a_page(count):
    svg = draw_bars(
        [Bar(f"单位{number}", number / 10, f"{number}.00%") for number in range(count)], line=0.5, line_text="线"
    )
    root = etree.fromstring(svg)
    assert float(root.get("height").removesuffix("pt")) <= 8.4 * 72 + 1
    assert len(words(svg)) == 2 * count + 1


def test_a_long_name_is_set_smaller():
    svg = draw_bars([Bar("很长的单位名称" * 6, 0.5, "50.00%"), Bar("短", 0.4, "40.00%")])
    sizes = {
        float(size) for size in re.findall(r"font: ([\d.]+)px|font-size: ([\d.]+)px", svg) for size in size if size
    }
    assert min(sizes) * 42 <= 0.4 * 6.2 * 72 + 1


def test_odd_bars():
    svg = draw_bars([Bar("负", -0.2, "-20.00%", solid=False), Bar("空", None, "—"), Bar("$x$", 0.0, "0.00%")])
    assert {"负", "-20.00%", "空", "—", "＄x＄"} <= set(words(svg))
    assert words(draw_bars([])) == []


def test_odd_pillars():
    assert words(draw_pillars([])) == []
    assert "0.00" in words(draw_pillars([Pillar("1月", 0.0, "0.00", mark=0.0)]))


def test_a_span_stands_after_the_months():
    pillars = [Pillar(f"{number}月", 1.0, f"{number}.00") for number in range(1, 12)]
    said = words(draw_pillars(pillars, span=Span("全年测算", 2.0, 3.0, ("2.00亿", "3.00亿"), mark=2.5)))
    assert said[-3:] == ["3.00亿", "2.00亿", "全年测算"]
    same = words(draw_pillars([], span=Span("全年测算", -2.0, -2.0, ("-2.00", "-2.00"))))
    assert same == ["-2.00", "全年测算"]


def test_odd_shares():
    assert words(draw_shares([], [])) == []
    said = words(
        draw_shares([("$甲$", [Share(None, "—"), Share(-0.2, "-20.00%"), Share(0.0, "—")])], ["一", "二", "三"])
    )
    assert set(said) == {"＄甲＄", "—", "-20.00%", "一", "二", "三"}


def test_a_unit_that_reached_its_time_is_solid(board):
    hatched = build_progress_chart(board).svg
    reached = replace(
        board,
        rows=tuple(
            replace(row, amounts=replace(row.amounts, attainment=Fraction(3, 5), gap=Fraction(1, 10)))
            for row in board.rows
        ),
    )
    assert "<pattern" in hatched
    assert "<pattern" not in build_progress_chart(reached).svg
