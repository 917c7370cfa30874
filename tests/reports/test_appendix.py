"""附录: every project behind a row, whose it is, and sums that are the row's own; no code, no person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.month_projects import MonthProject
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.reports.leaderboard.tables import build_appendix

WAN = 1_000_000


def project(unit, name, benefit, **more):
    values = {
        "category": "资产",
        "subcategory": "实物",
        "method": "租",
        "status": "部分盘活",
        "newly": False,
        "quantity": None,
        "measure": "",
        "restated": Proceeds(0, 0, 0),
    }
    own = Proceeds(benefit * WAN, more.pop("treasury", 0), more.pop("available", 0))
    return MonthProject(unit=unit, name=name, proceeds=own, **(values | more))


@pytest.fixture
def projects():
    return {
        "430423": (
            project(
                "430423",
                "老旧校区变身康养中心。",
                20000,
                newly=True,
                quantity=Decimal("120.5"),
                measure="亩",
                treasury=12000 * WAN,
                available=8000 * WAN,
            ),
            project("430423", "旧仓库", 10000, restated=Proceeds(-2 * WAN, 0, -WAN)),
        ),
        "430426": (),
    }


def rows_of(blocks):
    table = next(block for block in blocks if isinstance(block, Table))
    return table, [[cell.text for cell in row.cells] for row in table.rows]


def test_rows(board, projects, programme):
    table, rows = rows_of(build_appendix(board, projects, programme))
    kind = ["资产·实物", "租", "部分盘活"]
    assert rows[:3] == [
        ["衡山县（合计2个项目）", "", "", "", "3", "120.50 亩\n3,200 平方米", "30,000.00", "12,000.00", "8,000.00"],
        ["老旧校区变身康养中心", *kind, "是", "120.50 亩", "20,000.00", "12,000.00", "8,000.00"],
        ["旧仓库", *kind, "否", "—", "10,000.00", "0.00", "0.00"],
    ]
    names = [row[0] for row in rows]
    assert "祁东县（本月没有项目数据）" in names
    assert names[-2:] == [
        "衡东县（退回修改，本月没有通过核验的数据）",
        "衡阳县（未报送，本月没有通过核验的数据）",
    ]
    assert rows[-1][4:] == ["—"] * 5
    assert table.notes[1:] == ("旧仓库另有追溯调整经济效益调减2.00万元，本级可用财力调减1.00万元，不计入本月数。",)
    assert table.listing
    assert table.landscape


def test_another_units_project_is_named_in_the_leads_row(board, projects, programme):
    lead = replace(board.rows[0], state="sent_back")
    foreign = {"430423": (*projects["430423"], project("4304E1", "检测中心", 5))}
    table, rows = rows_of(build_appendix(replace(board, rows=(lead,)), foreign, programme))
    assert [cell.text for cell in table.header[0]][:2] == ["项目名称", "报送单位"]
    assert rows[0][0] == "衡山县（本单位退回修改，合计3个项目）"
    assert [row[:2] for row in rows[1:]] == [
        ["老旧校区变身康养中心", "衡山县"],
        ["旧仓库", "衡山县"],
        ["检测中心", "市城发集团"],
    ]


def test_a_name_without_end_is_cut(board, programme):
    endless = {"430423": (project("430423", "名" * 5000, 1, restated=Proceeds(0, WAN, 0)), project("430423", "。", 2))}
    table, rows = rows_of(build_appendix(board, endless, programme))
    assert rows[1][0] == "名" * 98 + "……"
    assert rows[2][0] == "—"
    assert table.notes[1].startswith("名" * 98 + "……另有追溯调整入库收益调增1.00万元")
