"""A row's benefit by kind, and the projects of its month: both add up to the board."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import NO_PROCEEDS, Proceeds, add_proceeds
from sanzi_lib.measures.month_projects import compute_month_projects
from sanzi_lib.measures.portions import compute_group_kinds
from sanzi_lib.months import Month

LEAD, FIRM, WATER = "4304B9", "4304E1", "4304B2"
FIELD, CONCESSION = "企业国有资产领域", "特许经营权领域"
MARCH = Month(2024, 3)


@pytest.fixture
def frame(movements):
    """The state assets office and a firm in its field; water affairs in another lead's field."""
    return movements(
        {"unit": LEAD, "month": 2, "project": "a", "name": "甲", "field": FIELD, "newly": True, "benefit": "7"},
        {
            "unit": LEAD,
            "month": 3,
            "project": "a",
            "name": "甲",
            "field": FIELD,
            "newly": True,  # a second time: counts once
            "benefit": "10",
            "cash": 6_000_000,
            "savings": 4_000_000,
            "treasury": "3",
            "restated_benefit": "-2",
        },
        {
            "unit": FIRM,
            "month": 3,
            "project": "b",
            "name": "乙",
            "field": FIELD,
            "category": "资产",
            "subcategory": "股权",
            "method": "融",
            "status": "已盘活",
            "newly": True,
            "quantity": "2.5",
            "measure": "亩",
            "benefit": "20",
            "financing": 20_000_000,
            "opening_benefit": "1",
        },
        {"unit": FIRM, "month": 3, "project": "c", "name": "丙", "field": CONCESSION, "benefit": "4"},
        {"unit": WATER, "month": 3, "project": "d", "name": "丁", "field": CONCESSION, "benefit": "20"},
        {"unit": WATER, "month": 4, "project": "d", "name": "丁", "field": CONCESSION, "benefit": "99"},
    )


def test_kinds_of_rows_and_of_the_group(frame, programme):
    kinds = compute_group_kinds(gather(frame, None, None, programme, MARCH), "municipal")
    parts = {unit.unit: dict(unit.parts) for unit in kinds.units}
    # the lead's row: 7 without kinds; 10 of which 6 cash and 4 saved, 2 taken back; the firm's 20, financed, and 1
    assert parts[LEAD] == {
        "现金收入": 6_000_000,
        "融资到位": 20_000_000,
        "资产注入": 0,
        "节约支出": 4_000_000,
        "未分类": 6_000_000,
    }
    assert sum(parts["4304B4"].values()) == 24_000_000  # the concessions that the firm and water affairs returned
    assert sum(parts[WATER].values()) == 0
    assert dict(kinds.totals)["未分类"] == 30_000_000
    firms = compute_group_kinds(gather(frame, None, None, programme, MARCH), "enterprises")
    assert [dict(unit.parts)["融资到位"] for unit in firms.units] == [20_000_000, 0]


def test_kinds_add_up_to_the_board(frame, cases, returns, programme):
    for group in programme.groups:
        kinds = compute_group_kinds(gather(frame, None, None, programme, MARCH), group.id)
        board = compute_board(gather(frame, cases(), returns(3), programme, MARCH), group.id)
        found = {unit.unit: sum(fen for _, fen in unit.parts) for unit in kinds.units}
        assert found == {row.unit: row.amounts.benefit_cumulative for row in board.rows}
        assert sum(fen for _, fen in kinds.totals) == board.totals.benefit_cumulative


def test_projects_of_a_leads_row(frame, programme):
    projects = compute_month_projects(gather(frame, None, None, programme, MARCH), "municipal")
    assert [(item.unit, item.name, item.newly, item.proceeds.benefit) for item in projects[LEAD]] == [
        (FIRM, "乙", True, 20_000_000),
        (LEAD, "甲", False, 10_000_000),
    ]
    first, second = projects[LEAD]
    assert (first.category, first.subcategory, first.method, first.status) == ("资产", "股权", "融", "已盘活")
    assert (first.quantity, first.measure) == (Decimal("2.5"), "亩")
    assert (first.restated, second.restated) == (NO_PROCEEDS, Proceeds(-2_000_000, 0, 0))
    assert second.quantity is None
    assert [item.name for item in projects["4304B4"]] == ["丁", "丙"]
    assert projects[WATER] == ()


def test_projects_add_up_to_the_board(frame, cases, returns, programme):
    for group in programme.groups:
        projects = compute_month_projects(gather(frame, None, None, programme, MARCH), group.id)
        board = compute_board(gather(frame, cases(), returns(3), programme, MARCH), group.id)
        for row in board.rows:
            of_row = projects[row.unit]
            amounts = row.amounts
            assert sum(item.newly for item in of_row) == amounts.projects
            assert add_proceeds(item.proceeds for item in of_row) == amounts.month
            quantities = {item.measure: item.quantity for item in amounts.quantities}
            assert {item.measure: item.quantity for item in of_row if item.quantity is not None} == quantities


def test_equal_amounts_stand_in_register_order(movements, programme):
    frame = movements(
        {"unit": FIRM, "month": 3, "project": "b", "name": "乙", "field": FIELD, "benefit": "1"},
        {"unit": LEAD, "month": 3, "project": "a", "name": "甲", "field": FIELD, "benefit": "1"},
        {"unit": LEAD, "month": 3, "project": "c", "name": "丙", "field": FIELD, "benefit": "1"},
    )
    projects = compute_month_projects(gather(frame, None, None, programme, MARCH), "municipal")
    assert [item.name for item in projects[LEAD]] == ["甲", "丙", "乙"]
