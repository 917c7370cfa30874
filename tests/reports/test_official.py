"""Annex 3 to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sanzi_lib.reports.elements.official import build_official_table, join_social_benefits

DAY = date(2024, 6, 30)


def grid(table):
    """Header cells on their grid, as a reader sees them."""
    width = len(table.columns)
    filled = [[None] * width for _ in table.header]
    for place, line in enumerate(table.header):
        for cell in line:
            column = filled[place].index(None)
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    assert filled[place + down][column + across] is None
                    filled[place + down][column + across] = cell.text
    return filled


def test_frame(board, programme):
    table = build_official_table(board, programme, DAY)
    assert table.caption == "衡阳市2024年06月国有“三资”盘活榜单（县市组）"
    assert table.above_left == "制表时间：2024年6月30日　　按年初以来完成率排列"
    assert table.above_right == "单位：万元、公里、平方米、吨、亩、立方米等"
    assert (table.official, table.landscape, table.sheet) == (True, True, "榜单")


def test_header_is_that_of_the_policy(board, programme):
    name = "县市/城区/市级/园区/国有企业名称"
    assert grid(build_official_table(board, programme, DAY)) == [
        [
            "序号",
            name,
            "本月盘活的项目总数",
            "本月盘活项目实物总量",
            "本月盘活项目实物总量",
            "本月形成盘活收益",
            "本月形成盘活收益",
            "入库收益（万元）",
            "其中：形成本级可用财力（万元）",
            "典型案例说明",
        ],
        [
            "序号",
            name,
            "本月盘活的项目总数",
            "实物数量",
            "实物单位（公里、平方米等）",
            "经济效益（万元）",
            "社会效益",
            "入库收益（万元）",
            "其中：形成本级可用财力（万元）",
            "典型案例说明",
        ],
    ]


def test_rows_hold_the_month_in_board_order(board, programme):
    rows = [[cell.text for cell in row.cells] for row in build_official_table(board, programme, DAY).rows]
    assert rows == [
        [
            "1",
            "衡山县",
            "3",
            "120.50\n3,200",
            "亩\n平方米",
            "30,000.00",
            "带动就业120人。\n新增停车位300个\n改善老旧小区环境等5项",
            "12,000.00",
            "8,000.00",
            "老旧校区变身康养中心",
        ],
        ["2", "耒阳市", "12", "2", "宗", "1,234.57", "带动就业50人", "800.00", "500.00", "—"],
        ["3", "祁东县", "0", "—", "—", "-500.00", "—", "0.00", "0.00", "—"],
        ["4", "衡南县", "1", "—", "—", "0.00", "—", "0.00", "0.00", "—"],
        ["5", "常宁市", "4", "—", "—", "2,000.00", "—", "1,000.00", "1,000.00", "—"],
        ["6", "衡东县", "退回修改", "—", "—", "—", "—", "—", "—", "—"],
        ["7", "衡阳县", "未报送", "—", "—", "—", "—", "—", "—", "—"],
    ]


def test_numbers_are_exact_behind_the_text(board, programme):
    row = build_official_table(board, programme, DAY).rows[1]
    assert row.cells[5].number == "1234.565"
    assert (row.cells[3].number, row.cells[3].places) == ("2", 0)


def test_no_target_rate_rank_total_or_part(board, programme):
    table = build_official_table(board, programme, DAY)
    words = " ".join(cell.text for row in table.rows for cell in row.cells)
    for word in ("%", "第1位", "合计", "其中", "453,600"):
        assert word not in words


def test_the_rule_and_the_dash_are_explained(board, programme):
    assert build_official_table(board, programme, DAY).notes == (
        "排名规则：按完成率（年初以来累计经济效益÷年度预期盘活效益）由高到低排列，以未舍入的数值比较，数值相等的位次并列，按名册顺序列示。",
        "“—”表示本月没有通过核验的数据，不等于零。",
    )


def test_a_lead_that_was_sent_back_but_has_others_figures(board, programme):
    lead = replace(board.rows[0], state="sent_back", missing=("衡山县", "市国投集团"))
    table = build_official_table(replace(board, rows=(lead,)), programme, DAY)
    assert table.rows[0].cells[2].text == "3"
    assert table.notes[1:] == (
        "衡山县退回修改，本行为其他单位在其牵头领域报送的数据。",
        "衡山县一行暂缺市国投集团的本月数。",
    )


def test_social_benefits():
    assert join_social_benefits((), 0) == "—"
    assert join_social_benefits((), 4) == "共4项"
    assert join_social_benefits(("甲", "乙"), 2) == "甲\n乙"
    assert join_social_benefits(("甲", "乙"), 3) == "甲\n乙等3项"
