"""The annual assessment: its sentences for every case, its tables, a unit's page on one A4 page, assessment.json."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from pypdf import PdfReader

from sanzi_lib.measures.assessment import (
    AssessedMonth,
    AssessedUnit,
    Assessment,
    AssessmentTally,
    GroupAssessment,
    add_tallies,
    score_indicators,
)
from sanzi_lib.measures.casebook import CaseEntry, CaseText
from sanzi_lib.measures.model import DaysCovered, Part
from sanzi_lib.measures.rank import OnTime
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule
from sanzi_lib.render.document import Document
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports import assessment as report
from sanzi_lib.reports.assessment import face
from sanzi_lib.reports.assessment import texts as wording
from sanzi_lib.reports.elements.blocks import Findings, Heading, KeyFigures, Notes, PageBreak, Table

DAY = date(2024, 6, 30)
JUNE = Month(2024, 6)
GOOD = AssessmentTally(OnTime(6, 6), 6, 0, 0, 0, 0, 0)
RULE = AssessmentRule(weights={"attainment": "60", "cash_share": "20", "on_time_share": "20"})
SCALED = AssessmentRule(
    weights={"attainment": "50", "on_time_share": "20", "sent_back": "10", "open_findings": "10", "cases": "10"},
    scales={
        "attainment": {"full": "1", "zero": "0"},
        "sent_back": {"full": 0, "zero": 4},
        "open_findings": {"full": 2, "zero": "12"},
        "cases": {"full": 3, "zero": 1},
    },
)


def case(title):
    return CaseEntry("430481", "counties", "p", None, 6, (CaseText(title, "", ""),), (), None, None)


def months(row, count):
    state = row.state
    return tuple(
        AssessedMonth(number, state if number == count else "accepted", 0, 1_000_000, number * 1_000_000)
        for number in range(1, count + 1)
    )


def assess_group(board, tallies=None, rule=None, cases=()):
    """The board's units with these counts by name; ranks as on the board."""
    units = []
    for row in board.rows:
        tally = (tallies or {}).get(row.name, GOOD)
        points = score_indicators(rule, row.amounts, tally) if rule else ()
        own = tuple(case(title) for title in cases)
        units.append(AssessedUnit(row, row.rank, row.tied, tally, own, points, months(row, board.month.month)))
    return GroupAssessment(rule, board, tuple(units), add_tallies(unit.tally for unit in units))


def assess(*groups, month=JUNE):
    end = date(2024, 12, 31) if month.month == 12 else date(2024, month.month, 25)
    total = add_tallies(group.tally for group in groups)
    period = DaysCovered(date(2024, 1, 1), end)
    return Assessment("hengyang-2024", month, period, Fraction(month.month, 12), groups, total)


@pytest.fixture
def counties(board):
    return assess_group(
        board,
        {
            "耒阳市": AssessmentTally(OnTime(5, 6), 6, 2, 0, 0, 3, 2),
            "衡东县": AssessmentTally(OnTime(5, 6), 6, 1, 1, 1, 0, 1),
            "衡阳县": AssessmentTally(OnTime(3, 6), 3, 0, 0, 0, 0, 0),
        },
    )


def one(blocks, kind):
    return next(block for block in blocks if isinstance(block, kind))


def said(assessment, programme):
    return one(report.build_opening(assessment, programme), Findings).sentences


def test_first_page(counties, enterprises, parks, programme):
    assessment = assess(counties, assess_group(enterprises), assess_group(parks))
    opening = report.build_opening(assessment, programme)
    assert one(opening, Findings).sentences == (
        "考核期为2024年1月至6月，截至6月25日，全市3个组11个报送单位。"
        "年度方案没有规定考核权重，不计算综合得分，各组位次与当月榜单一致。",
        "按时报送率为92.42%（应报66份，按时61份），8个单位各月均按时，衡阳县最低，为50.00%。",
        "2个单位的月报曾退回修改，共3个月次，其中衡东县1个月次至今未更正；"
        "未办结的核验问题有错误1处、核实3处，涉及2个单位。",
        "2个单位报送典型案例3个。",
    )
    assert [(item.label, item.value, item.note) for item in one(opening, KeyFigures).figures] == [
        ("按时报送率", "92.42%", "61/66份"),
        ("曾退回修改", "3", "未更正1个月次"),
        ("未办结问题", "4", "错误1，核实3"),
        ("典型案例", "3", "2个单位报送"),
    ]
    assert [[cell.text for cell in row.cells] for row in one(opening, Table).rows] == [
        ["县市组", "7", "43.37%", "26.01%", "88.10%", "3", "4", "3", "衡山县"],
        ["国有企业组", "2", "—", "0.00%", "100.00%", "0", "0", "0", "市城发集团"],
        ["园区组", "2", "60.00%", "0.14%", "100.00%", "0", "0", "0", "高新区"],
    ]


def test_all_well(parks, programme):
    assert said(assess(assess_group(parks)), programme)[1:] == (
        "2个单位应报的月报均按时报送，按时报送率为100.00%。",
        "没有月报退回修改；没有未办结的核验问题。",
        "各单位均未报送典型案例。",
    )


def test_nobody_has_reported(parks, programme):
    nothing = AssessmentTally(OnTime(0, 0), 0, 0, 0, 0, 0, 0)
    silent = assess(assess_group(parks, dict.fromkeys(("高新区", "松木经开区"), nothing)))
    assert said(silent, programme)[1:] == ("尚无单位报送月报，不计算按时报送率。",)
    table = one(report.build_groups(silent, programme), Table)
    assert [cell.text for cell in table.rows[0].cells[7:]] == ["—", "—", "—", "—", "0", "—", "—", "—", "0"]
    assert "没有报送过月报的单位，退回修改和未办结问题以“—”表示。" in table.notes


@pytest.mark.parametrize(
    ("tallies", "sentence"),
    [
        # one unit of two is late; then both alike; then nobody on time all the year
        (
            {"高新区": OnTime(5, 6)},
            "按时报送率为91.67%（应报12份，按时11份），1个单位各月均按时，高新区最低，为83.33%。",
        ),
        (
            {"高新区": OnTime(5, 6), "松木经开区": OnTime(5, 6)},
            "按时报送率为83.33%（应报12份，按时10份），各单位相同。",
        ),
        (
            {"高新区": OnTime(5, 6), "松木经开区": OnTime(0, 6)},
            "按时报送率为41.67%（应报12份，按时5份），没有单位各月均按时，松木经开区最低，为0.00%。",
        ),
    ],
)
def test_on_time(parks, tallies, sentence):
    counted = {name: replace(GOOD, on_time=on_time) for name, on_time in tallies.items()}
    assert wording.say_on_time(assess(assess_group(parks, counted))) == sentence


def test_all_that_was_sent_back_is_corrected(parks):
    counted = {"高新区": replace(GOOD, sent_back=2)}
    assert wording.say_findings(assess(assess_group(parks, counted))) == (
        "1个单位的月报曾退回修改，共2个月次，均已更正；没有未办结的核验问题。"
    )


def test_one_unit(parks, programme):
    alone = replace(parks, rows=parks.rows[:1])
    group = assess_group(alone, {"高新区": replace(GOOD, on_time=OnTime(5, 6))})
    assessment = assess(group)
    assert said(assessment, programme)[0].startswith("考核期为2024年1月至6月，截至6月25日，全市1个组1个报送单位。")
    assert wording.say_on_time(assessment) == "按时报送率为83.33%（应报6份，按时5份）。"
    assert wording.say_place(group.units[0], group) == "园区组只有1个单位，不排位次。"
    table = one(report.build_opening(assessment, programme), Table)
    assert table.rows[0].cells[-1].text == "—"


def test_places(counties):
    said = {unit.row.name: wording.say_place(unit, counties) for unit in counties.units}
    assert said["衡山县"] == "按完成率排名，在县市组7个单位中列第1位。"
    assert said["祁东县"] == "按完成率排名，在县市组7个单位中并列第3位。"


def test_progress(counties, parks, enterprises):
    assessment = assess(counties)
    said = {unit.row.name: wording.say_progress(unit, assessment) for unit in counties.units}
    assert said["衡山县"] == (
        "截至6月25日，累计实现经济效益27.22亿元（其中本月3.00亿元），完成年度目标的60.00%，超序时进度10.0个百分点；"
        "累计入库收益9.00亿元，其中形成本级可用财力6.00亿元，入库率为33.07%。"
    )
    # the month was sent back: it is left unsaid
    assert said["衡东县"].startswith("截至6月25日，累计实现经济效益12.01亿元，完成年度目标的25.00%")
    (firm, _) = assess_group(enterprises).units
    assert wording.say_progress(firm, assessment) == (
        "截至6月25日，累计实现经济效益12.00亿元（其中本月500.00万元），尚无入库收益；未单列年度目标，不计算完成率。"
    )


def test_only_what_there_is_is_said(parks):
    asked = assess(assess_group(parks, {"高新区": replace(GOOD, queries=1)}))
    assert wording.say_findings(asked) == "没有月报退回修改；未办结的核验问题有核实1处，涉及1个单位。"
    january = replace(
        assess(assess_group(parks, {"高新区": replace(GOOD, on_time=OnTime(0, 1))})), month=Month(2024, 1)
    )
    assert "1个单位按时，高新区最低" in wording.say_on_time(january)


def test_january_and_december(parks, board_of, programme):
    january = board_of(parks.rows, parks.totals, group="parks", name="园区组", month=Month(2024, 1))
    first = assess(assess_group(january), month=Month(2024, 1))
    assert said(first, programme)[0].startswith("考核期为2024年1月，截至1月25日，")
    assert report.build_head(first, programme, DAY).title == "衡阳市2024年国有“三资”盘活年度考核指标（1月）"
    assert "本月" not in wording.say_progress(first.units[0], first)
    december = board_of(parks.rows, parks.totals, group="parks", name="园区组", month=Month(2024, 12))
    last = assess(assess_group(december), month=Month(2024, 12))
    assert said(last, programme)[0].startswith("考核期为2024年1月至12月，截至12月31日，")
    head = report.build_head(last, programme, DAY, ("未定稿",))
    assert head.title == "衡阳市2024年国有“三资”盘活年度考核指标（1月至12月）"
    assert head.subtitle == "考核期：2024年1月1日至12月31日　制表时间：2024年6月30日"
    assert head.marks == ("未定稿",)


def test_group_table(counties, programme):
    table = one(report.build_groups(assess(counties), programme), Table)
    texts = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows}
    assert texts["耒阳市"] == [
        *("第2位", "耒阳市", "432,558.31", "786,469.66", "55.00%", "130,000.00", "30.05%"),
        *("5", "6", "83.33%", "2", "6", "0", "0", "3", "2"),
    ]
    assert texts["合计"] == [
        *("", "合计", "1,652,921.97", "3,811,441.48", "43.37%", "430,000.00", "26.01%"),
        *("37", "42", "88.10%", "3", "39", "1", "1", "3", "3"),
    ]
    spans = [(cell.text, cell.colspan) for cell in table.header[0]]
    assert spans == [
        *(("位次", 1), ("单位", 1), ("完成率", 3), ("入库率", 2), ("按时报送", 3), ("退回修改", 3), ("未办结问题", 2)),
        ("典型案例", 1),
    ]
    assert table.notes[0] == (
        "排名规则：按完成率（年初以来累计经济效益÷年度预期盘活效益）由高到低排列，以未舍入的数值比较，"
        "数值相等的位次并列，按名册顺序列示，与当月榜单一致；年度方案没有规定权重，不计算综合得分。"
    )


def test_units_without_a_target(parks, enterprises, programme):
    tables = [
        block
        for block in report.build_groups(assess(assess_group(enterprises), assess_group(parks)), programme)
        if isinstance(block, Table)
    ]
    assert "市城发集团、市国投集团未单列年度目标，不计算完成率。" in tables[0].notes
    assert "市城发集团、市国投集团的金额已含在市本级合计中。" in tables[0].notes
    assert "松木经开区未单列年度目标，不计算完成率；合计的完成率只按单列年度目标的单位计算。" in tables[1].notes
    assert [cell.text for cell in tables[1].rows[1].cells[3:5]] == ["—", "—"]


def test_weights_are_said_and_add_up(parks, programme):
    group = assess_group(parks, rule=RULE)
    assessment = assess(group)
    assert said(assessment, programme)[0].endswith(
        "各组按年度方案规定的权重计算综合得分（满分100分），位次按综合得分由高到低排列。"
    )
    table = one(report.build_groups(assessment, programme), Table)
    # 60 × 60 % + 20 × 100/60840 + 20; without a target 20 and 20 become 50 and 50, of which on time earns 50
    assert [row.cells[-1].text for row in table.rows] == ["56.03", "50.00", ""]
    assert table.notes[:2] == (
        "排名规则：按综合得分由高到低排列，以未舍入的数值比较，得分相等的位次并列，按名册顺序列示。",
        "综合得分满分100分：完成率60分＋入库率20分＋按时报送率20分。完成率、入库率、按时报送率以比率乘以权重。"
        "单位没有的指标不计，其余权重按比例放大到100分；没有经济效益的，入库率按0计。",
    )
    page = face.build_unit_page(group.units[1], group, assessment)
    assert one(page, Findings).sentences[0] == "综合得分50.00分，在园区组2个单位中列第2位。"
    rows = {row.cells[0].text: [cell.text for cell in row.cells[3:]] for row in one(page, Table).rows}
    assert rows == {
        "完成率": ["—", "—", "—"],
        "入库率": ["0.00%", "50.00", "0.00"],
        "按时报送率": ["100.00%", "50.00", "50.00"],
        "退回修改": ["0个月", "—", "—"],
        "未办结问题": ["0处", "—", "—"],
        "典型案例": ["0个", "—", "—"],
        "综合得分": ["", "100.00", "50.00"],
    }


def test_scales_are_said():
    assert wording.describe_weights(SCALED) == (
        "综合得分满分100分：完成率50分＋按时报送率20分＋退回修改10分＋未办结问题10分＋典型案例10分。"
        "按时报送率以比率乘以权重；完成率100%及以上得满分，0%不得分，其间按比例折算；"
        "退回修改0个月得满分，4个月及以上不得分，其间按比例折算；"
        "未办结问题2处及以下得满分，12处及以上不得分，其间按比例折算；"
        "典型案例3个及以上得满分，1个及以下不得分，其间按比例折算。"
        "单位没有的指标不计，其余权重按比例放大到100分；没有经济效益的，入库率按0计。"
    )


def test_some_groups_have_weights(parks, enterprises):
    assert wording.say_basis(assess(assess_group(enterprises), assess_group(parks, rule=RULE))) == (
        "园区组按年度方案规定的权重计算综合得分（满分100分）并排定位次；"
        "其余各组没有规定权重，不计算综合得分，位次与当月榜单一致。"
    )


def test_no_indicator_can_be_had(parks):
    only = AssessmentRule(weights={"on_time_share": "100"})
    group = assess_group(
        parks, dict.fromkeys(("高新区", "松木经开区"), AssessmentTally(OnTime(0, 0), 0, 0, 0, 0, 0, 0)), only
    )
    assert wording.say_place(group.units[0], group) == "没有可以计分的指标，在园区组2个单位中列第1位。"
    page = face.build_unit_page(group.units[0], group, assess(group))
    assert [cell.text for cell in one(page, Table).rows[-1].cells] == ["综合得分", "", "", "", "—", "—"]


def test_unit_page(counties, programme):
    assessment = assess(counties)
    leiyang = replace(counties.units[1], cases=(case("老旧校区变身康养中心"), case("长" * 40)))
    page = face.build_unit_page(leiyang, counties, assessment)
    assert isinstance(page[0], PageBreak)
    assert one(page, Heading).text == "耒阳市"
    indicators, months = (block for block in page if isinstance(block, Table))
    assert [[cell.text for cell in row.cells] for row in indicators.rows] == [
        ["完成率", "累计经济效益432,558.31万元", "年度目标786,469.66万元", "55.00%"],
        ["入库率", "累计入库收益130,000.00万元", "累计经济效益432,558.31万元", "30.05%"],
        ["按时报送率", "按时5个月", "应报6个月", "83.33%"],
        ["退回修改", "曾退回2个月（未更正0个月）", "报送6个月", "2个月"],
        ["未办结问题", "错误0处，核实3处", "—", "3处"],
        ["典型案例", "2个项目", "—", "2个"],
    ]
    assert [cell.text for cell in months.rows[5].cells] == ["6月", "已报送", "1.00", "6.00"]
    assert months.notes == (f"典型案例：《老旧校区变身康养中心》《{'长' * 28}……》。",)


def test_states_of_a_units_months(counties):
    assessment = assess(counties)
    pages = {
        unit.row.name: [block for block in face.build_unit_page(unit, counties, assessment) if isinstance(block, Table)]
        for unit in counties.units
    }
    assert pages["衡东县"][1].rows[-1].cells[1].text == "退回修改"
    assert pages["衡阳县"][1].rows[-1].cells[1].text == "未报送"
    assert pages["衡阳县"][1].notes == ("典型案例：未报送。",)


def test_notes(counties, programme):
    items = one(report.build_notes(assess(counties), programme), Notes).items
    assert "迟报天数按首次报送时间计算：耒阳市2天、衡东县1天。" in items
    assert any(item.startswith("衡阳县未报送本月月报") for item in items)


def test_json(counties, parks, programme):
    tidy, figures = report.build_data(assess(counties, assess_group(parks, rule=RULE)), DAY)
    data = json.loads(figures.text)
    assert figures.name == "assessment.json"
    assert list(data) == ["programme", "month", "tabulated_on", "period", "time_progress", "groups", "totals"]
    first, second = data["groups"]
    assert (first["rule"], first["weights"]) == ({"metric": "attainment", "tie_breakers": []}, None)
    assert second["rule"] is None
    assert second["weights"]["attainment"] == {"weight": "60", "full": None, "zero": None}
    leiyang = first["units"][1]
    assert (leiyang["benefit_cumulative"], leiyang["attainment"], leiyang["on_time_share"]) == (
        "432558.313",
        "0.5500000000",
        "0.8333333333",
    )
    assert [leiyang[key] for key in ("on_time", "due", "sent", "sent_back", "standing_back", "errors", "queries")] == [
        *(5, 6, 6, 2, 0, 0, 3),
    ]
    assert len(leiyang["months"]) == 6
    assert second["units"][1]["composite"] == "50.0000000000"
    assert second["units"][1]["points"]["on_time_share"] == {"weight": "50.0000000000", "points": "50.0000000000"}
    values = {(row.cells[2].text, row.cells[3].text): row.cells[5] for row in tidy.rows}
    assert values["耒阳市", "累计经济效益"].number == "432558.313"
    assert values["松木经开区", "完成率"].number is None
    assert (tidy.sheet, tidy.shown) == ("数据", False)


def test_the_fullest_page_of_a_unit_is_one_page(board_of, amounts_of, row_of, programme):
    """Twelve months, every indicator weighed, the largest figures, other units in the row, long titles."""
    figures = amounts_of(
        ("9999999.99", "9999999.99", "9999999.99"),
        ("99999999.99", "99999999.99", "99999999.99"),
        target="99999999.98",
        progress=Fraction(1),
    )
    others = ("市发展和改革委员会", "市自然资源和规划局", "市国资委", "市城发集团", "市国投集团")
    full = row_of(
        "4304B1",
        "市自然资源和规划局",
        1,
        figures,
        tied=True,
        state="sent_back",
        missing=("市自然资源和规划局", *others[:3]),
        of_which=tuple(Part("4304B4", name, "accepted", 0, figures, (), ()) for name in others),
    )
    board = board_of([full, full], figures, group="municipal", name="市级组", month=Month(2024, 12))
    group = assess_group(
        board, {full.name: AssessmentTally(OnTime(11, 12), 12, 11, 10, 199, 999, 99)}, SCALED, ["长" * 60] * 9
    )
    assessment = assess(group, month=Month(2024, 12))
    head = report.build_head(assessment, programme, DAY, ("演示数据", "未定稿"))
    document = Document(head, (Heading("前"), *report.build_units(assessment)))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(document))).pages]
    assert len(pages) == 3
    for page in pages[1:]:
        assert "市自然资源和规划局" in page
        assert "等9个。" in page


def test_amounts_above_what_a_float_holds(board_of, amounts_of, row_of, programme):
    figures = amounts_of(("0", "0", "0"), ("90071992547.41", "90071992547.40", "0"), target="90071992547.41")
    board = board_of([row_of("430481", "耒阳市", 1, figures)], figures)
    _, data = report.build_data(assess(assess_group(board)), DAY)
    unit = json.loads(data.text)["groups"][0]["units"][0]
    assert unit["benefit_cumulative"] == "90071992547.41"
    assert unit["treasury_cumulative"] == "90071992547.40"
