"""The overview: first page, tables, notes and overview.json, on figures worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sanzi_lib.measures.model import History, HistoryPoint, NamedAmounts, Overview
from sanzi_lib.months import Month
from sanzi_lib.report import overview as report
from sanzi_lib.report.blocks import Chart, Findings, KeyFigures, Notes, Table
from sanzi_lib.report.sections import city

DAY = date(2024, 6, 30)


@pytest.fixture
def overview(board, enterprises, parks, amounts_of):
    """市本级 48 %, 衡山县 60 %, together 4591750.62 of which 2258472.2976 is done: 49.19 %."""
    own = amounts_of(
        ("100.00", "60.00", "0.00"), ("1986312.2976", "500000.00", "250000.00"), projects=5, target="4138150.62"
    )
    county = board.rows[0].amounts
    whole = amounts_of(
        ("30100.00", "12060.00", "8000.00"),
        ("2258472.2976", "590000.00", "310000.00"),
        projects=8,
        target="4591750.62",
    )
    field = amounts_of(("100.00", "60.00", "0.00"), ("1986312.2976", "500000.00", "250000.00"), target="4138150.62")
    return Overview(
        programme="hengyang-2024",
        month=Month(2024, 6),
        period=board.period,
        time_progress=Fraction(1, 2),
        rows=(NamedAmounts("市本级", own), NamedAmounts("衡山县", county)),
        fields=(NamedAmounts("自然资源领域", field),),
        groups=(board, enterprises, parks),
        city=whole,
        kinds=(("现金收入", 3_000_000), ("未分类", 1_000_000)),
        by_category=(("资源", "矿产", 3_000_000), ("资源", "土地", 0), ("资产", "实物", 1_000_000)),
        by_method=(("用", 1_000_000), ("售", 3_000_000)),
    )


def one(blocks, kind):
    return next(block for block in blocks if isinstance(block, kind))


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_first_page(overview, programme):
    opening = report.build_opening(overview, programme)
    # 2258472.2976 / 4591750.62 = 0.491854...; the gap is -0.81 points
    assert one(opening, Findings).sentences == (
        "截至6月25日，全市累计实现经济效益225.85亿元（其中本月3.01亿元），完成年度目标的49.19%，滞后序时进度0.8个百分点。",
        "同期全市累计入库收益59.00亿元，其中形成本级可用财力31.00亿元，入库率为26.12%。",
        "衡阳县、衡东县滞后序时进度超过10个百分点，列为需关注单位，其中衡阳县滞后最多，为40.0个百分点。",
        "11个报送单位中9个通过核验，衡阳县未报送，衡东县退回修改，耒阳市迟报2天；"
        "本月对以前月份数据追溯调整2笔，累计经济效益净调减9.50万元，详见文后说明。",
    )
    figures = {figure.label: figure.value for figure in one(opening, KeyFigures).figures}
    assert figures["累计经济效益"] == "225.85"
    assert figures["通过核验的单位"] == "9/11"
    assert texts(one(opening, Table)) == [
        ["县市组", "165.29", "43.37%", "滞后6.6", "衡山县（60.00%）", "衡阳县（10.00%）"],
        ["国有企业组", "20.00", "—", "—", "市城发集团（12.00亿元）", "市国投集团（8.00亿元）"],
        ["园区组", "7.00", "60.00%", "超序时10.0", "高新区（6.08亿元）", "松木经开区（9,160.00万元）"],
    ]


def test_nobody_lags_and_all_reported(overview, enterprises, parks, programme):
    fine = replace(overview, groups=(enterprises, parks))
    said = city.build_findings(fine, programme).sentences
    assert said[2:] == ("没有单位滞后序时进度超过10个百分点。", "4个报送单位均已按时报送本月月报并通过核验。")


def test_one_lags_and_one_is_late(overview, board, programme):
    rows = (board.rows[1], board.rows[5])
    said = city.build_findings(replace(overview, groups=(replace(board, rows=rows, restatements=()),)), programme)
    assert said.sentences[2:] == (
        "衡东县滞后序时进度25.0个百分点，列为需关注单位。",
        "2个报送单位中1个通过核验，衡东县退回修改，耒阳市迟报2天。",
    )


def test_tables(overview, programme):
    table = one(report.build_regions(overview, programme), Table)
    assert texts(table) == [
        ["市本级", "4,138,150.62", "100.00", "1,986,312.30", "48.00%", "滞后2.0"],
        ["衡山县", "453,600.00", "30,000.00", "272,160.00", "60.00%", "超序时10.0"],
        ["全市合计", "4,591,750.62", "30,100.00", "2,258,472.30", "49.19%", "滞后0.8"],
    ]
    fields = one(report.build_fields(overview, programme), Table)
    assert fields.caption == "市本级分领域完成情况"
    assert texts(fields)[-1][0] == "市本级合计"
    treasury = [block for block in report.build_regions(overview, programme) if isinstance(block, Table)][1]
    # 500000 / 1986312.2976 = 25.1722 %
    assert texts(treasury)[0] == ["市本级", "1,986,312.30", "500,000.00", "250,000.00", "25.17%"]


def test_structure(overview):
    kinds, categories, methods = (block for block in report.build_structure(overview) if isinstance(block, Table))
    assert texts(kinds) == [["现金收入", "3.00", "75.00%"], ["未分类", "1.00", "25.00%"], ["合计", "4.00", "100.00%"]]
    assert texts(categories) == [
        ["资源", "小计", "3.00", "75.00%"],
        ["", "矿产", "3.00", "75.00%"],
        ["", "土地", "0.00", "0.00%"],
        ["资产", "小计", "1.00", "25.00%"],
        ["", "实物", "1.00", "25.00%"],
        ["合计", "", "4.00", "100.00%"],
    ]
    assert texts(methods)[0] == ["用", "1.00", "25.00%"]


def test_structure_of_nothing_has_no_shares(overview):
    empty = replace(overview, kinds=(("现金收入", 0),), by_category=(), by_method=(("用", -5_000_000), ("售", 0)))
    kinds, _, methods = (block for block in report.build_structure(empty) if isinstance(block, Table))
    assert texts(kinds) == [["现金收入", "0.00", "—"], ["合计", "0.00", "—"]]
    assert texts(methods)[0] == ["用", "-5.00", "—"]


def test_a_programme_without_fields(overview, programme):
    assert report.build_fields(replace(overview, fields=()), programme) == ()


def test_trend(overview, programme):
    history = History("", "全市合计", (HistoryPoint(1, None, 10_000_000_000), HistoryPoint(2, None, 30_000_000_000)))
    chart = one(report.build_trend(overview, history, programme), Chart)
    assert "1月1.00亿元，2月3.00亿元" in chart.alt


def test_notes(overview, programme):
    items = one(report.build_notes(overview, programme), Notes).items
    assert (
        "排名规则：国有企业组、园区组按累计经济效益由高到低排列，以未舍入的数值比较，数值相等的位次并列，按名册顺序列示。"
        in items
    )
    assert (
        "市城发集团、市国投集团、松木经开区的数据已含在市本级合计中，各组之和因此大于全市合计，全市合计中每个项目只计一次。"
        in items
    )
    assert sum(item.startswith("追溯调整") for item in items) == 2
    assert sum(item.startswith("期初数") for item in items) == 1


def test_json(overview, programme):
    (figures,) = report.build_data(overview, programme, DAY)
    data = json.loads(figures.text)
    totals = [
        "projects",
        "benefit",
        "treasury",
        "available",
        "target",
        "benefit_cumulative",
        "treasury_cumulative",
        "available_cumulative",
        "attainment",
        "gap",
    ]
    assert figures.name == "overview.json"
    assert list(data) == ["programme", "month", "tabulated_on", "period", "time_progress", "rows", "groups", "city"]
    assert list(data["rows"][0]) == ["name", *totals, "fields"]
    assert list(data["rows"][0]["fields"][0]) == ["name", *totals]
    assert list(data["rows"][1]) == ["name", *totals]
    assert list(data["groups"]) == ["counties", "enterprises", "parks"]
    assert data["city"]["benefit_cumulative"] == "2258472.2976"
    assert data["rows"][0]["attainment"] == "0.4800000000"


def test_restatements_of_memo_items_are_named_once(overview, board):
    twice = replace(overview, groups=(board, replace(board, group="other")))
    assert len(city.list_restatements(twice)) == 2
    assert len(city.list_openings(twice)) == 2
