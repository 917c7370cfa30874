"""The overview: first page, tables, notes and overview.json, on figures worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sanzi_lib.measures.model import History, HistoryPoint
from sanzi_lib.measures.outlook import compute_outlook
from sanzi_lib.months import Month
from sanzi_lib.reports import overview as first_page
from sanzi_lib.reports import overview as report
from sanzi_lib.reports.elements.blocks import Chart, Findings, Heading, KeyFigures, Notes, PageBreak, Paragraph, Table
from sanzi_lib.reports.overview import texts as overview_texts

DAY = date(2024, 6, 30)


def one(blocks, kind):
    return next(block for block in blocks if isinstance(block, kind))


def every(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture
def with_groups(city):
    """The city with other groups."""
    return lambda *groups, **more: replace(city, overview=replace(city.overview, groups=groups, **more))


def test_first_page(city, programme):
    opening = report.build_opening(city, programme)
    # 2258472.2976 / 4591750.62 = 0.491854...; the gap is -0.81 points. 2333278.3224 are left, 388879.7204 a month;
    # so far 376412.0496 a month, lately 40033.33: 2258472.2976 + 6 × 40033.33 = 2498672.2976, or 4516944.5952
    assert one(opening, Findings).sentences == (
        "截至6月25日，全市累计实现经济效益225.85亿元（其中本月3.01亿元），完成年度目标的49.19%，滞后序时进度0.8个百分点。",
        "需关注单位：衡阳县、衡东县滞后序时进度超过10个百分点，其中衡阳县滞后最多，为40.0个百分点；"
        "衡阳县本月未报送；衡东县的本月月报退回修改。",
        "本月对以前月份数据追溯调整2笔，累计经济效益净调减9.50万元，详见文后追溯调整。",
        "后续月均需完成38.89亿元，年初以来月均37.64亿元；测算全年249.87至451.69亿元，为目标的54.42%至98.37%。",
    )
    figures = {figure.label: (figure.value, figure.note) for figure in one(opening, KeyFigures).figures}
    assert figures["累计经济效益"] == ("225.85", "年度目标459.18亿元")
    assert figures["累计入库收益"] == ("59.00", "入库率26.12%")
    assert figures["累计本级可用财力"][0] == "31.00"
    assert figures["通过核验的单位"][0] == "9/11"
    assert texts(one(opening, Table)) == [
        ["县市组", "165.29", "43.37%", "滞后6.6", "衡山县（60.00%）", "衡阳县（10.00%）", "—"],
        ["国有企业组", "20.00", "—", "—", "—", "—", "—"],
        ["园区组", "7.00", "60.00%", "超序时10.0", "—", "—", "—"],
    ]
    assert not every(opening, Heading)
    assert not every(opening, PageBreak)


def test_first_page_against_a_published_month(city, comparison, board, programme):
    moved = {"430423": 3, "430481": 1, "430426": 4, "430422": 2, "430482": 5, "430424": 6, "430421": 7}
    rows = tuple(replace(row, previous_rank=moved[row.unit]) for row in board.rows)
    groups = (replace(board, rows=rows), *city.overview.groups[1:])
    compared = replace(city, against_published=comparison, overview=replace(city.overview, groups=groups))
    opening = report.build_opening(compared, programme)
    # 2158472.2976 / 4591750.62 = 47.0076 %
    assert one(opening, Findings).sentences[2] == (
        "与2024年5月定稿数据相比，累计经济效益增加10.00亿元（其中追溯调整净调减9.50万元），完成率由47.01%升至49.19%；"
        "衡东县转为滞后序时进度超过10个百分点，常宁市滞后收窄到10个百分点以内，祁东县、衡南县由滞后转为达到序时进度。"
    )
    assert texts(one(opening, Table))[0][-1] == "衡山县前进2位"


def test_nobody_lags_and_all_reported(with_groups, enterprises, parks, programme):
    said = first_page.build_findings(with_groups(enterprises, parks), programme).sentences
    assert said[1] == "没有单位滞后序时进度超过10个百分点，各单位均已报送本月月报并通过核验。"
    assert not any("定稿" in sentence for sentence in said)  # nothing to say where nothing compares
    none_aimed = first_page.build_findings(with_groups(enterprises), programme).sentences
    assert none_aimed[1] == "各单位均已报送本月月报并通过核验。"


def test_one_lags_and_one_is_late(with_groups, board, programme):
    rows = (board.rows[1], board.rows[5])
    month = with_groups(replace(board, rows=rows, restatements=()))
    said = first_page.build_findings(month, programme)
    assert said.sentences[1] == "需关注单位：衡东县滞后序时进度25.0个百分点；衡东县的本月月报退回修改。"
    heading, table = every(report.build_attention(month, programme), (Heading, Table))[:2]
    assert heading.text == "需关注单位"
    assert texts(table) == [
        [
            "衡东县",
            "县市组",
            "滞后序时进度超过10个百分点；本月月报退回修改",
            "25.00%",
            "滞后25.0",
            "退回修改（迟报1天）",
        ]
    ]
    assert table.notes[1] == "2个报送单位中1个通过核验，衡东县退回修改，耒阳市迟报2天。"


def test_attention_names_everyone_the_furthest_behind_first(city, comparison, programme):
    blocks = report.build_attention(replace(city, against_published=comparison), programme)
    table = one(blocks, Table)
    assert texts(table) == [
        ["衡阳县", "县市组", "滞后序时进度超过10个百分点；本月未报送", "10.00%", "滞后40.0", "滞后31.7", "未报送"],
        [
            "衡东县",
            "县市组",
            "滞后序时进度超过10个百分点；本月月报退回修改",
            "25.00%",
            "滞后25.0",
            "—",
            "退回修改（迟报1天）",
        ],
    ]
    assert table.header[0][5].text == "5月定稿时与序时进度差"


def test_without_attention_and_without_publication(with_groups, enterprises, programme):
    month = with_groups(enterprises)
    said = [block.text for block in every(report.build_attention(month, programme), (Heading, Paragraph))]
    assert said == [
        "需关注单位",
        "本月没有需关注单位。2个报送单位均已按时报送本月月报并通过核验。",
        "与上期定稿相比",
        "尚无定稿月份可比。",
    ]
    assert not every(report.build_regions(month, programme), PageBreak)


def test_since_the_published_month(city, comparison, programme):
    _, whole, units = every(report.build_attention(replace(city, against_published=comparison), programme), Table)
    assert texts(whole) == [
        ["累计经济效益", "2,158,472.30", "2,258,472.30", "100,000.00"],
        ["累计入库收益", "600,000.00", "590,000.00", "-10,000.00"],
        ["累计本级可用财力", "300,000.00", "310,000.00", "10,000.00"],
        ["完成率", "47.01%", "49.19%", "+2.18"],
        ["入库率", "27.80%", "26.12%", "-1.67"],  # 27.7975 and 26.1239
    ]
    assert whole.notes == (
        "累计经济效益的增减为其间各月经济效益10.00亿元、追溯调整净调减9.50万元。率的增减单位为百分点。",
    )
    rows = {row[1]: row for row in texts(units)}
    assert rows["衡山县"] == [
        "县市组", "衡山县", "45,360.00", "50.00%", "60.00%", "超序时8.3", "超序时10.0", "第1位", "—",
    ]  # fmt: skip
    assert rows["衡阳县"][2:7] == ["0.00", "10.00%", "10.00%", "滞后31.7", "滞后40.0"]
    assert rows["耒阳市"][2:4] == ["—", "—"]  # not in what was published


def test_tables(city, programme):
    completed, treasury = every(report.build_regions(city, programme), Table)
    assert texts(completed) == [
        ["市本级", "4,138,150.62", "100.00", "1,986,312.30", "48.00%", "滞后2.0"],
        ["衡山县", "453,600.00", "30,000.00", "272,160.00", "60.00%", "超序时10.0"],
        ["全市合计", "4,591,750.62", "30,100.00", "2,258,472.30", "49.19%", "滞后0.8"],
    ]
    fields, paid = every(report.build_fields(city, programme), Table)
    assert fields.caption == "市本级分领域完成情况"
    assert texts(fields)[-1][0] == "市本级合计"
    # 500000 / 1986312.2976 = 25.1722 %
    assert texts(treasury)[0] == ["市本级", "1,986,312.30", "500,000.00", "250,000.00", "25.17%"]
    assert texts(paid)[0] == ["自然资源领域", "1,986,312.30", "500,000.00", "250,000.00", "25.17%"]
    assert treasury.above_left == "入库率＝累计入库收益÷累计经济效益"


def test_benefit_treasury_and_available_stand_side_by_side(city, programme):
    chart = every(report.build_regions(city, programme), Chart)[-1]
    # 310000 / 590000 = 52.54 %
    assert chart.alt == (
        "条形图：截至6月25日，效益有多少入库、多少形成财力。累计经济效益225.85亿元，累计入库收益59.00亿元（入库率26.12%），"
        "其中：本级可用财力31.00亿元（占入库收益的52.54%）。三者口径不同，不相加。"
    )


def test_structure(city):
    kinds = one(report.build_benefit(city), Table)
    categories, methods = every(report.build_portions(city), Table)
    assert texts(kinds) == [["现金收入", "3.00", "75.00%"], ["未分类", "1.00", "25.00%"], ["合计", "4.00", "100.00%"]]
    assert texts(categories) == [
        ["资源", "2", "1.00", "3.00", "75.00%", "2.00", "1.00", "66.67%"],
        ["矿产", "2", "1.00", "3.00", "75.00%", "2.00", "1.00", "66.67%"],
        ["土地", "0", "0.00", "0.00", "0.00%", "0.00", "0.00", "—"],
        ["资产", "1", "0.00", "1.00", "25.00%", "0.00", "0.00", "0.00%"],
        ["实物", "1", "0.00", "1.00", "25.00%", "0.00", "0.00", "0.00%"],
        ["合计", "3", "1.00", "4.00", "100.00%", "2.00", "1.00", "50.00%"],
    ]
    assert [row.style for row in categories.rows] == ["plain", "part", "part", "plain", "part", "total"]
    assert texts(methods)[0] == ["用", "1", "0.00", "1.00", "25.00%", "0.00", "0.00", "0.00%"]


def test_structure_of_nothing_has_no_shares(city):
    loss = tuple(
        replace(part, cumulative=replace(part.cumulative, benefit=-5_000_000 * (part.names == ("用",))))
        for part in city.methods
    )
    overview = replace(
        city.overview,
        kinds=(("现金收入", 0),),
        city=replace(city.overview.city, benefit=None, benefit_cumulative=-5_000_000),
    )
    empty = replace(city, overview=overview, categories=(), methods=loss)
    kinds = one(report.build_benefit(empty), Table)
    assert not every(report.build_benefit(empty), Chart)
    categories, methods = every(report.build_portions(empty), Table)
    (chart,) = every(report.build_portions(empty), Chart)
    assert texts(kinds) == [["现金收入", "0.00", "—"], ["合计", "0.00", "—"]]
    assert texts(categories) == [["合计", "0", "—", "0.00", "—", "0.00", "0.00", "—"]]
    assert texts(methods)[0] == ["用", "1", "—", "-5.00", "—", "0.00", "0.00", "—"]
    assert chart.alt == "条形图：各盘活方式带来多少累计经济效益。按盘活方式：用-5.00万元，售0.00万元。"


def test_charts_of_portions_say_their_figures(city):
    categories, methods = (chart.alt for chart in every(report.build_portions(city), Chart))
    # the city's 2258472.2976 万元 is the whole here
    assert categories == (
        "条形图：累计经济效益来自哪些三资小类。按三资小类：资源·矿产3.00万元（0.00%），资产·实物1.00万元（0.00%）。"
    )
    assert "用1.00万元（0.00%），售3.00万元（0.00%）" in methods
    kinds = one(report.build_benefit(city), Chart).alt
    assert "现金收入3.00万元（0.00%），未分类1.00万元（0.00%）" in kinds


def test_a_programme_without_fields(city, programme):
    assert report.build_fields(replace(city, overview=replace(city.overview, fields=())), programme) == ()


def test_outlook(city, programme):
    blocks = report.build_outlook(city, programme)
    chart, table = one(blocks, Chart), one(blocks, Table)
    assert "6月225.85亿元。全年测算249.87至451.69亿元。" in chart.alt
    assert "全年为年度目标" in chart.alt
    # 市本级: 2151838.3224 left; 331052.0496 a month so far, 33.33 in the last three
    assert texts(table) == [
        ["市本级", "358,639.72", "331,052.05", "33.33", "198.65至397.26", "48.00%至96.00%"],
        ["衡山县", "30,240.00", "45,360.00", "40,000.00", "51.22至54.43", "112.91%至120.00%"],
        ["全市合计", "388,879.72", "376,412.05", "40,033.33", "249.87至451.69", "54.42%至98.37%"],
    ]
    assert "以较低者和较高者为年末数的区间" in table.notes[0]
    assert "不作为考核依据" in table.notes[0]
    assert table.notes[1] == "本月未报送、退回修改的单位，其本月数没有计入，测算数可能偏低。"


def at(city, month, benefits):
    """The city at the end of another month."""
    points = tuple(HistoryPoint(number, fen, fen * number) for number, fen in enumerate(benefits, start=1))
    history = History("", "全市合计", points)
    overview = replace(city.overview, month=Month(2024, month))
    outlook = compute_outlook(overview.city, history, overview.month)
    return replace(city, overview=overview, history=history, outlook=outlook, row_outlooks=(outlook, outlook))


def test_january_is_no_base_for_an_outlook(city, programme):
    blocks = report.build_outlook(at(city, 1, [100]), programme)
    assert "全年测算" not in one(blocks, Chart).alt
    table = one(blocks, Table)
    assert [cell.text for cell in table.header[0]] == ["地区", "后续月均需完成", "年初以来月均"]
    assert table.notes == ()
    said = first_page.build_findings(at(city, 1, [100]), programme).sentences[-1]
    # 2333278.3224 万元 in eleven months
    assert said == "后续月均需完成21.21亿元，1月为225.85亿元；只有1个月的数据，暂不测算年末数。"


def test_december_has_no_outlook(city, programme):
    december = at(city, 12, [100] * 12)
    assert [block.kind for block in report.build_outlook(december, programme)] == ["page_break", "heading", "chart"]
    assert len(first_page.build_findings(december, programme).sentences) == 3


def test_trend(city, programme):
    history = History("", "全市合计", (HistoryPoint(1, None, 10_000_000_000), HistoryPoint(2, None, 30_000_000_000)))
    chart = one(report.build_outlook(replace(city, history=history), programme), Chart)
    assert "1月1.00亿元，2月3.00亿元" in chart.alt


def test_restatements(city, programme):
    blocks = report.build_restated(city, programme)
    assert texts(one(blocks, Table)) == [
        ["耒阳市", "4月", "-12.00", "0.00", "0.00", "重复计入"],
        ["祁东县", "以前月份", "2.50", "1.00", "0.00", "未说明原因"],
        ["合计", "2笔", "-9.50", "1.00", "0.00", ""],
    ]
    assert [block.text for block in every(blocks, Paragraph)] == [
        "期初数：衡南县2个项目本月首次通过核验，以前月份的经济效益123.45万元、入库收益50.00万元计入累计数，不计入本月数。"
    ]


def test_no_restatement(with_groups, enterprises, programme):
    blocks = report.build_restated(with_groups(enterprises), programme)
    assert [block.text for block in blocks] == ["追溯调整", "本月没有对以前月份数据的追溯调整。"]


def test_notes(city, programme):
    items = one(report.build_notes(city, programme), Notes).items
    assert (
        "排名规则：国有企业组、园区组按累计经济效益由高到低排列，以未舍入的数值比较，数值相等的位次并列，按名册顺序列示。"
        in items
    )
    assert (
        "市城发集团、市国投集团、松木经开区的数据已含在市本级合计中，各组之和因此大于全市合计，全市合计中每个项目只计一次。"
        in items
    )


_AMOUNTS = "target benefit_cumulative treasury_cumulative available_cumulative attainment gap"
TOTALS = ["projects", "benefit", "treasury", "available", *_AMOUNTS.split()]


def test_json_as_the_contract_has_it(city, programme):
    (figures,) = report.build_data(city, programme, DAY)
    data = json.loads(figures.text)
    assert figures.name == "overview.json"
    contract = ["format", "programme", "month", "tabulated_on", "period", "time_progress", "rows", "groups", "city"]
    assert list(data)[: len(contract)] == contract
    assert list(data["rows"][0]) == ["name", *TOTALS, "fields"]
    assert list(data["rows"][0]["fields"][0]) == ["name", *TOTALS]
    assert list(data["rows"][1]) == ["name", *TOTALS]
    assert list(data["groups"]) == ["counties", "enterprises", "parks"]
    assert data["city"]["benefit_cumulative"] == "2258472.2976"
    assert data["rows"][0]["attainment"] == "0.4800000000"


def test_json_beside_the_contract(city, comparison, programme):
    data = json.loads(report.build_data(replace(city, against_published=comparison), programme, DAY)[0].text)
    beside = ["units", "attention", "kinds", "categories", "methods", "outlook", "restatements", "comparison"]
    assert list(data)[9:] == beside
    first = data["units"][0]
    assert (first["code"], first["group"], first["rank"], first["rank_change"]) == ("430423", "counties", 1, None)
    assert first["attainment"] == "0.6000000000"
    assert data["attention"] == [
        {"code": "430421", "unit": "衡阳县", "reasons": ["lagging", "not_reported"]},
        {"code": "430424", "unit": "衡东县", "reasons": ["lagging", "sent_back"]},
    ]
    assert data["kinds"][0] == {"name": "现金收入", "benefit_cumulative": "3.00"}
    assert data["categories"][0] == {
        "category": "资源",
        "subcategory": "矿产",
        "projects": 2,
        "benefit": "1.00",
        "benefit_cumulative": "3.00",
        "treasury_cumulative": "2.00",
        "available_cumulative": "1.00",
    }
    outlook = data["outlook"]
    assert outlook["needed_pace"] == "388879.7204000000"
    assert (outlook["recent_pace"], outlook["recent_months"]) == ("40033.3333333333", 3)
    assert outlook["year_end"] == ["2498672.2976000000", "4516944.5952000000"]
    assert [row["name"] for row in outlook["rows"]] == ["市本级", "衡山县"]
    assert data["restatements"][0] == {
        "unit": "耒阳市",
        "month": "2024-04",
        "benefit": "-12.00",
        "treasury": "0.00",
        "available": "0.00",
        "reason": "重复计入。",
    }
    compared = data["comparison"]
    assert (compared["month"], compared["benefit_cumulative"]) == ("2024-05", "100000.00")
    assert (compared["months"], compared["restated"], compared["opened"]) == ("100009.50", "-9.50", "0.00")
    assert compared["newly_lagging"] == [
        {"code": "430424", "unit": "衡东县", "previous_gap": "-0.0500000000", "gap": "-0.2500000000"}
    ]


def test_json_of_a_month_without_data(city, programme):
    nothing = replace(city.overview.city, benefit=None)
    data = json.loads(
        report.build_data(replace(city, overview=replace(city.overview, city=nothing)), programme, DAY)[0].text
    )
    assert {part["benefit"] for part in (*data["categories"], *data["methods"])} == {None}
    assert data["comparison"] is None


def test_restatements_of_memo_items_are_named_once(overview, board):
    twice = replace(overview, groups=(board, replace(board, group="other")))
    assert len(overview_texts.list_restatements(twice)) == 2
    assert len(overview_texts.list_openings(twice)) == 2


def test_every_chart_says_its_question_and_its_figures(city, programme):
    blocks = [
        *report.build_regions(city, programme),
        *report.build_fields(city, programme),
        *report.build_portions(city),
        *report.build_benefit(city),
        *report.build_outlook(city, programme),
    ]
    charts = every(blocks, Chart)
    assert len(charts) == 7
    for chart in charts:
        assert chart.caption
        assert chart.alt.endswith("。")
        assert Fraction(sum(letter.isdigit() for letter in chart.alt), len(chart.alt)) > Fraction(1, 10)
