"""The 台账 of a small year, every figure worked out by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from accepted_samples import LARGE, make_accepted, movement_row, project_row, return_row

from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.project_ledger import compute_project_ledger
from sanzi_lib.months import Month

COUNTY, DEPARTMENT = "430422", "4304B2"
P, Q, R = f"{COUNTY}-ZY05-2024-0001", f"{COUNTY}-ZY05-2024-0002", f"{DEPARTMENT}-ZY03-2024-0001"
NONE = Proceeds(0, 0, 0)
MARCH = Month(2024, 3)


def year(**changes):
    """January accepted, February sent back, March accepted with a correction; a department with money in two fields."""
    given = {
        "returns": [
            return_row(COUNTY, 1, sha="1" * 64), return_row(COUNTY, 2, state="sent_back"),
            return_row(COUNTY, 3, sha="3" * 64), return_row(DEPARTMENT, 1), return_row(DEPARTMENT, 2),
            return_row(DEPARTMENT, 3),
        ],
        "projects": [
            project_row(COUNTY, 1, P, name="旧名", status="推进中", expected=100, row=3),
            project_row(COUNTY, 1, Q, name="后来不列", expected=50, row=4),
            project_row(COUNTY, 3, P, name="新名", status="部分盘活", expected=120, row=8),
            project_row(DEPARTMENT, 1, R, field="水利资源领域", expected=5),
        ],
        "contacts": [
            {"unit": COUNTY, "month": 1, "project": P, "responsible_person": "张三", "phone": "1"},
            {"unit": COUNTY, "month": 3, "project": P, "responsible_person": "李四", "phone": "2"},
        ],
        "movements": [
            movement_row(COUNTY, 1, P, benefit=30, treasury=20, available=10, newly=True, row=3),
            movement_row(COUNTY, 3, P, benefit=40, treasury=5, available=1, cash=40, opening_treasury=2,
                         restated_benefit=-7, restated_treasury=-1, restated_month=1, reason="核减", newly=True, row=8),
            movement_row(COUNTY, 3, Q, benefit=LARGE, opening_benefit=LARGE, row=9),
            movement_row(DEPARTMENT, 1, R, field="水利资源领域", benefit=3),
            movement_row(DEPARTMENT, 2, R, field="特许经营权领域", benefit=4, treasury=4),
        ],
        "funds": [
            {"unit": COUNTY, "month": 1, "kind": "政府性基金", "item": "甲", "income": 9, "row": 3},
            {"unit": COUNTY, "month": 3, "kind": "政府性基金", "item": "甲", "income": 8, "carryover": 0, "row": 5},
            {"unit": COUNTY, "month": 3, "kind": "政府性基金", "item": "甲", "income": 1, "row": 6},
            {"unit": COUNTY, "month": 1, "kind": "部门结转结余", "item": "乙", "years": Decimal("1.5"), "row": 4},
            {"unit": COUNTY, "month": 2, "kind": "部门结转结余", "item": "丙 丁", "income": 7, "row": 4},
            {"unit": COUNTY, "month": 3, "kind": "单位资金沉淀结余", "item": "丙丁", "income": 6, "row": 7},
        ],
    }  # fmt: skip
    given |= changes
    return make_accepted(3, given.pop("returns"), **given)


def compute(accepted, programme, month=MARCH, unit=None):
    return compute_project_ledger(accepted, programme, month, unit)


@pytest.fixture
def ledger(programme):
    return compute(year(), programme)


def test_a_project_stands_as_last_accepted_with_its_whole_year(ledger):
    first = next(line for line in ledger.projects if line.project == P)
    assert first.particulars["name"] == "新名"
    assert first.contact["responsible_person"] == "李四"
    assert (first.group_name, first.counts_in) == ("县市组", "衡南县")
    assert first.months == (Proceeds(30, 20, 10), None, Proceeds(40, 5, 1))
    assert first.known == {1, 3}
    assert first.opening == Proceeds(0, 2, 0)
    assert first.restated == Proceeds(-7, -1, 0)
    assert first.cumulative == Proceeds(63, 26, 11)  # 30+40−7；20+5−1+2；10+1
    assert first.remaining == 57
    assert first.newly == Month(2024, 1)
    assert (first.source.month, first.source.row, first.source.sha256) == (MARCH, 8, "3" * 64)


def test_a_project_that_later_returns_leave_out_stays(ledger):
    second = next(line for line in ledger.projects if line.project == Q)
    assert second.particulars["name"] == "后来不列"
    assert second.latest == Month(2024, 1)
    assert second.cumulative.benefit == 2 * LARGE
    assert second.remaining == 50 - 2 * LARGE


def test_projects_stand_in_register_order(ledger):
    assert [line.project for line in ledger.projects] == [R, P, Q]


def test_movements_carry_a_running_sum_and_their_cell(ledger):
    lines = [line for line in ledger.movements if line.project == P]
    assert [line.cumulative.benefit for line in lines] == [30, 63]
    assert lines[1].kinds == (40, None, None, None)
    assert lines[1].restated_month == Month(2024, 1)
    assert (lines[1].source.sheet, lines[1].source.row) == ("盘活情况表", 8)
    assert [line.project for line in ledger.restatements] == [P]


def test_funds_stand_as_last_accepted_and_nothing_is_merged(ledger):
    assert [(line.item, line.income, line.carryover, line.source.row) for line in ledger.funds] == [
        ("乙", None, None, 4),
        ("甲", 8, 0, 5),
        ("甲", 1, None, 6),
        ("丙丁", 6, None, 7),  # one item, although it was of another kind and written with a blank before
    ]
    assert ledger.funds[0].years == Decimal("1.5")


def test_control_totals_are_those_of_the_boards(ledger, programme):
    lines = {(line.name, line.of_month): line for line in ledger.control}
    assert ledger.holds
    assert lines["衡南县", False].ledger == Proceeds(63 + 2 * LARGE, 26, 11)
    assert lines["衡南县", True].ledger == Proceeds(40 + LARGE, 5, 1)
    assert lines["水利资源领域", False].boards == Proceeds(3, 0, 0)
    assert lines["特许经营权领域", False].boards == Proceeds(4, 4, 0)
    assert lines["市本级", False].ledger == Proceeds(7, 4, 0)
    assert lines["全市合计", False].boards == Proceeds(70 + 2 * LARGE, 30, 11)
    assert lines["常宁市", True].boards is None
    assert lines["常宁市", True].ledger == NONE
    assert ledger.control[-1].name == programme.total_name


def test_one_unit_alone_is_held_against_its_own_figures(programme):
    ledger = compute(year(), programme, unit=DEPARTMENT)
    assert ledger.unit == "市水利局"
    assert [line.project for line in ledger.projects] == [R]
    assert [(line.name, line.of_month, line.ledger, line.boards) for line in ledger.control] == [
        ("市水利局", True, NONE, NONE),
        ("市水利局", False, Proceeds(7, 4, 0), Proceeds(7, 4, 0)),
    ]


def test_later_months_are_left_out(programme):
    ledger = compute(year(), programme, month=Month(2024, 1))
    first = next(line for line in ledger.projects if line.project == P)
    assert first.particulars["name"] == "旧名"
    assert first.cumulative == Proceeds(30, 20, 10)
    assert ledger.holds


def test_a_project_that_only_moves_has_no_particulars(programme):
    # An override can accept a movement whose project is not listed (V15).
    ledger = compute(year(projects=[], contacts=[]), programme)
    first = next(line for line in ledger.projects if line.project == P)
    assert first.particulars == {}
    assert first.remaining is None
    assert first.source.sheet == "盘活情况表"
    assert first.latest == MARCH


def test_the_order_of_rows_decides_nothing(programme):
    accepted = year()
    frames = ("movements", "cases", "projects", "contacts", "funds", "returns")
    turned = replace(accepted, **{name: getattr(accepted, name).iloc[::-1] for name in frames})
    assert compute(turned, programme) == compute(accepted, programme)
