"""附表 完成率与位次."""

from __future__ import annotations

from dataclasses import replace

from sanzi_lib.measures.model import Part
from sanzi_lib.months import Month
from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.rule import describe_rule
from sanzi_lib.reports.elements.standing import build_standing_table


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_rows_and_total(board, programme):
    table = build_standing_table(board, programme)
    assert table.sheet == "完成率与位次"
    assert [cell.text for cell in table.header[0]] == [
        "位次",
        "单位",
        "年度目标",
        "累计经济效益",
        "完成率",
        "与序时进度差",
        "后续月均需完成",
        "累计入库收益",
        "其中：本级可用财力",
        "入库率",
        "位次变化",
        "报送情况",
    ]
    shown = texts(table)
    # (453600 - 272160) / 6 = 30240; 90000 / 272160 = 33.0688 %
    assert shown[0] == [
        "第1位",
        "衡山县",
        "453,600.00",
        "272,160.00",
        "60.00%",
        "超序时10.0",
        "30,240.00",
        "90,000.00",
        "60,000.00",
        "33.07%",
        "—",
        "已报送",
    ]
    assert [line[0] for line in shown] == ["第1位", "第2位", "并列第3位", "并列第3位", "第5位", "第6位", "第7位", ""]
    assert [line[5] for line in shown[2:7]] == ["持平", "持平", "滞后2.0", "滞后25.0", "滞后40.0"]
    assert [line[-1] for line in shown] == [
        "已报送",
        "已报送（迟报2天）",
        "已报送",
        "已报送",
        "已报送",
        "退回修改（迟报1天）",
        "未报送",
        "已报送5/7",
    ]
    # (3811441.48 - 1652921.972) / 6 = 359753.25133...
    assert shown[-1][1:8] == [
        "合计",
        "3,811,441.48",
        "1,652,921.97",
        "43.37%",
        "滞后6.6",
        "359,753.25",
        "430,000.00",
    ]
    assert table.rows[-1].style == "total"


def test_rates_are_in_percent_for_the_workbook(board, programme):
    cell = build_standing_table(board, programme).rows[4].cells[4]
    assert (cell.text, cell.number, cell.places, cell.kind) == ("48.00%", "0.480000000000", 2, "rate")


def test_no_target(enterprises, programme):
    table = build_standing_table(enterprises, programme)
    assert texts(table)[0][2:7] == ["—", "120,000.00", "—", "—", "—"]
    assert texts(table)[-1][2:7] == ["—", "200,000.00", "—", "—", "—"]
    assert "市城发集团、市国投集团未单列年度目标，不计算完成率。" in table.notes
    assert "市城发集团、市国投集团的数据已含在市本级合计中，全市合计不重复计算。" in table.notes


def test_the_total_counts_benefit_against_targets_only_where_there_is_one(parks, programme):
    table = build_standing_table(parks, programme)
    # (101400 - 60840) / 6 = 6760, although both units together brought 70000
    assert texts(table)[-1][2:7] == ["101,400.00", "70,000.00", "60.00%", "超序时10.0", "6,760.00"]
    assert "松木经开区未单列年度目标，不计算完成率；合计的完成率只按单列年度目标的单位计算。" in table.notes


def test_reached_targets_and_december(board, programme, amounts_of):
    done = replace(board.rows[0], amounts=amounts_of(cumulative=("500.00", "0.00", "0.00"), target="500.00"))
    table = build_standing_table(replace(board, rows=(done, board.rows[1])), programme)
    assert texts(table)[0][6] == "已完成"
    december = replace(board, month=Month(2024, 12), rows=(done, board.rows[1]))
    table = build_standing_table(december, programme)
    assert [line[6] for line in texts(table)] == ["已完成", "—", "—"]


def test_rank_changes(board, programme):
    rows = tuple(
        replace(row, previous_rank=before) for row, before in zip(board.rows, (3, 1, 3, None, 5, 6, 7), strict=True)
    )
    table = build_standing_table(replace(board, rows=rows), programme)
    assert [line[10] for line in texts(table)][:4] == ["前进2位", "后退1位", "持平", "—"]
    assert "位次变化与上一期定稿榜单相比。" in table.notes


def test_parts_stand_under_their_lead(board, programme):
    part = Part("4304E1", "市城发集团", "not_reported", None, board.rows[6].amounts, (), ())
    rows = (replace(board.rows[0], of_which=(part,)), board.rows[1])
    table = build_standing_table(replace(board, rows=rows), programme)
    assert [row.style for row in table.rows] == ["plain", "part", "plain", "total"]
    assert texts(table)[1][:7] == ["", "其中：市城发集团", "—", "51,056.82", "—", "—", "—"]
    assert texts(table)[1][-1] == "未报送"
    assert any(note.startswith("“其中”为") for note in table.notes)


def test_rules_in_words():
    assert describe_rule(RankRule(metric="benefit_cumulative")) == (
        "排名规则：按累计经济效益由高到低排列，以未舍入的数值比较，数值相等的位次并列，按名册顺序列示。"
    )
    breakers = RankRule(metric="treasury_cumulative", tie_breakers=("attainment", "benefit"))
    assert describe_rule(breakers) == (
        "排名规则：按累计入库收益由高到低排列，以未舍入的数值比较，数值相等的依次比较完成率、本月经济效益，仍相等的位次并列。"
    )
    weighted = RankRule.model_validate({"metric": "weighted", "weights": {"attainment": "0.6", "cash_share": "0.375"}})
    assert "加权得分（完成率×0.60＋入库率×0.375）" in describe_rule(weighted)
