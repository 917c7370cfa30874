"""The sheet 数据: one exact figure per row."""

from __future__ import annotations

from dataclasses import replace

from sanzi_lib.measures.model import Part
from sanzi_lib.reports.leaderboard.tables import build_tidy_table


def figures(table):
    return {
        (row.cells[2].text, row.cells[3].text, row.cells[5].text, row.cells[6].text): row.cells[7].number
        for row in table.rows
    }


def test_every_figure_is_exact(board):
    table = build_tidy_table(board)
    assert (table.sheet, table.shown) == ("数据", False)
    found = figures(table)
    assert found["衡山县", "", "实物数量", "亩"] == "120.50"
    assert found["耒阳市", "", "本月经济效益", "万元"] == "1234.565"
    assert found["常宁市", "", "完成率", "%"] == "48.0000000000"
    assert found["常宁市", "", "与序时进度差", "百分点"] == "-2.0000000000"
    assert found["衡南县", "", "位次", "位"] == "3"


def test_missing_figures_are_empty(board):
    found = figures(build_tidy_table(board))
    assert found["衡阳县", "", "本月经济效益", "万元"] is None
    assert found["衡阳县", "", "迟报天数", "天"] is None
    assert found["衡阳县", "", "累计经济效益", "万元"] == "51056.823"


def test_parts_name_their_own_unit(board, enterprises):
    part = Part("4304E1", "市城发集团", "accepted", 0, enterprises.rows[0].amounts, (), ())
    found = figures(build_tidy_table(replace(board, rows=(replace(board.rows[0], of_which=(part,)),))))
    assert found["衡山县", "市城发集团", "累计经济效益", "万元"] == "120000.00"
    assert ("衡山县", "市城发集团", "位次", "位") not in found
