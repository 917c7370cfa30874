"""One return at a time: V01, V03–V06, V08–V11, V15 (docs/核验规则.md 规则)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sanzi_lib.ledger.model import TotalRow

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"


@pytest.fixture
def found(build, errors):
    """The errors of one return made of rows."""

    def find(*rows, level="错误", **settings):
        return errors(build.accept(build.make(rows, **settings)), level=level)

    return find


def test_a_sound_return_has_no_error(found):
    row = {
        "project": P,
        "newly": True,
        "quantity": "12.5",
        "measure": "亩",
        "benefit": 100,
        "cash": 60,
        "savings": 40,
        "treasury": 50,
        "available": 50,
        "treasury_to_date": 50,
        "available_to_date": 50,
    }
    assert found(row, month="2024-01") == []


def test_v01_unknown_unit(build, errors):
    accepted = build.accept(build.make([{"project": P, "benefit": 1}], unit="衡北县"))
    assert errors(accepted) == [("V01", "报送封面", "B2", None)]
    (finding,) = [f for f in accepted.months[-1].findings if f.level == "错误"]
    assert (finding.unit, finding.value) == ("衡北县", "衡北县")
    assert accepted.months[-1].returns[-1].state == "sent_back"


def test_v01_another_month(build, errors, state_of):
    accepted = build.accept(
        ("2024-06", build.make([{"project": P, "benefit": 1, "benefit_before": 9}], month="2024-05"))
    )
    assert errors(accepted) == [("V01", "报送封面", "B3", None)]
    assert state_of(accepted, month=6) == "sent_back"
    assert state_of(accepted, month=5) == "not_reported"


def test_v01_another_months_return_beside_the_right_one(build, state_of):
    accepted = build.accept(
        ("2024-06", build.make([{"project": P, "benefit": 1}], month="2024-05")),
        build.make([{"project": P, "benefit": 1}], month="2024-06"),
    )
    assert state_of(accepted, month=6) == "accepted"
    assert [s.state for s in accepted.months[-1].returns if s.code == "430422"] == ["sent_back", "accepted"]


def test_v03_foreign_project(found):
    foreign = "430424-ZY05-2024-0001"
    assert found({"project": foreign, "benefit": 1}) == [
        ("V03", "项目台账", "A3", foreign),
        ("V03", "盘活情况表", "A3", foreign),
    ]


def test_v03_foreign_in_one_sheet_is_no_v15(found):
    foreign = "430424-ZY05-2024-0001"
    assert found({"project": P, "benefit": 1}, projects=[{"project": foreign}]) == [("V03", "项目台账", "A3", foreign)]
    assert found({"project": foreign, "benefit": 1}, projects=[{"project": P}]) == [
        ("V03", "盘活情况表", "A3", foreign)
    ]


def test_v05_month_and_year_to_date(found):
    row = {"project": P, "benefit": 10, "treasury": 4, "available": 5}
    assert found(row, month="2024-01") == [("V05", "盘活情况表", "L3", P)]
    row = {"project": P, "benefit": 10, "treasury": 5, "available": 5, "treasury_to_date": 20, "available_to_date": 21}
    assert found(row, month="2024-06") == [("V05", "盘活情况表", "R3", P)]


def test_v05_year_to_date_that_is_not_stated_is_computed(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 10, "treasury": 10, "available": 10}], month="2024-01"),
        build.make([{"project": P, "benefit_before": 10, "restated_treasury": -1, "reason": "退款"}], month="2024-02"),
    )
    assert errors(accepted) == [("V05", "盘活情况表", "R3", P)]


def test_v06_with_blank_cells_as_zero(found):
    assert found({"project": P, "benefit": 10, "benefit_to_date": None}) == [("V06", "盘活情况表", "P3", P)]
    assert found({"project": P, "benefit": 0, "benefit_to_date": None}) == []
    assert found({"project": P, "benefit": 10, "benefit_to_date": "10.000001"}) == [("V06", "盘活情况表", "P3", P)]


def test_v06_is_silent_where_the_column_is_missing(found):
    assert found({"project": P, "benefit": 10}, without=("benefit_to_date",)) == []


def test_v08_where_any_kind_is_given(found):
    assert found({"project": P, "benefit": 10}) == []
    assert found({"project": P, "benefit": 10, "cash": 0}) == [("V08", "盘活情况表", "E3", P)]
    assert found({"project": P, "benefit": 10, "cash": 7, "financing": "2.9"}) == [("V08", "盘活情况表", "E3", P)]
    assert found({"project": P, "benefit": -2, "cash": -2, "reason": "冲回", "benefit_before": 5}) == []


def test_v09_cover(found):
    row = {"project": P, "benefit": 10, "treasury": 2}
    assert found(row, benefit_total=10_000_001) == [("V09", "报送封面", "B13", None)]
    assert found(row, treasury_total=0) == [("V09", "报送封面", "B14", None)]
    assert found(row, project_count=2) == [("V09", "报送封面", "B12", None)]
    assert found(row, zero_report=True) == [("V09", "报送封面", "B11", None)]
    assert found(zero_report=False) == [("V09", "报送封面", "B11", None)]
    assert found(row, benefit_total=None, treasury_total=None, project_count=None, zero_report=None) == []


def test_v09_total_rows(build, errors):
    rows = [{"project": P, "benefit": 10}, {"project": Q, "benefit": 20}]

    def find(*totals):
        return errors(build.accept(build.make(rows, totals=totals)))

    assert find(build.total(5, benefit=30)) == []
    assert find(build.total(5, benefit=31)) == [("V09", "盘活情况表", "E5", None)]
    # 小计 after the first row (row 3) would stand in row 4; here it sums row 4 alone.
    assert find(build.total(5, first_row=4, benefit=20)) == []
    whole = TotalRow(2, 2, {"benefit": 30_000_000}, whole=True)
    assert find(whole) == []
    assert find(TotalRow(5, 3, {"quantity": Decimal(1)})) == [("V09", "盘活情况表", "C5", None)]


def test_v09_total_row_over_a_bad_cell_is_silent(build, errors):
    returned = build.make([{"project": P, "benefit": 10}], bad={0: {"benefit"}}, totals=[build.total(4, benefit=99)])
    assert errors(build.accept(returned)) == []


def test_v10_done_after_the_period(found):
    listed = [{"project": P, "done_on": date(2024, 6, 25)}]
    assert found({"project": P}, projects=listed) == []
    listed = [{"project": P, "done_on": date(2024, 6, 26)}]
    assert found({"project": P}, projects=listed) == [("V10", "项目台账", "V3", P)]
    assert found({"project": P}, projects=[{"project": P, "done_on": date(2024, 12, 25)}], month="2024-12") == []


def test_v11_both_or_neither(found):
    assert found({"project": P, "quantity": 3}) == [("V11", "盘活情况表", "D3", P)]
    assert found({"project": P, "measure": "亩"}) == [("V11", "盘活情况表", "C3", P)]
    assert found({"project": P}, projects=[{"project": P, "quantity": 0}]) == [("V11", "项目台账", "L3", P)]


@pytest.mark.parametrize(("given", "missing"), [("quantity", "measure"), ("measure", "quantity")])
def test_v11_names_the_other_half_where_the_missing_one_has_no_column(build, errors, given, missing):
    returned = build.make([{"project": P, given: {"quantity": 3, "measure": "亩"}[given]}])
    columns = {key: number for key, number in returned.movements.columns.items() if key != missing}
    accepted = build.accept(replace(returned, movements=replace(returned.movements, columns=columns)))
    cell = {"quantity": "C3", "measure": "D3"}[given]
    assert [item[:3] for item in errors(accepted)] == [("V11", "盘活情况表", cell)]


def test_v11_same_measure_in_both_sheets(found):
    row = {"project": P, "quantity": 3, "measure": "亩"}
    assert found(row, projects=[{"project": P, "quantity": 3, "measure": "公顷"}]) == [("V11", "盘活情况表", "D3", P)]
    assert found(row, projects=[{"project": P, "quantity": 3, "measure": "亩"}]) == []
    assert found(row, projects=[{"project": P}]) == []


def test_v15_once_in_each_sheet(found):
    rows = [{"project": P, "benefit": 1}, {"project": P, "benefit": 2}]
    assert found(*rows) == [("V15", "盘活情况表", "A4", P)]
    assert found(rows[0], projects=[{"project": P}, {"project": P}]) == [("V15", "项目台账", "A4", P)]


def test_v15_in_the_list_of_projects(found):
    assert found({"project": P, "benefit": 1}, projects=[{"project": Q}]) == [("V15", "盘活情况表", "A3", P)]


def test_v15_is_silent_where_a_mistyped_id_explains_it(found):
    rows = [{"project": P, "benefit": 1}, {"project": Q, "benefit": 1}]
    listed = [{"project": "430422-ZY5-2024-0001"}, {"project": Q}]
    assert found(*rows, projects=listed, project_bad={0: {"project"}}) == []
    assert found(*rows, projects=listed[:1], project_bad={0: {"project"}}) == [
        ("V15", "盘活情况表", "A3", P),
        ("V15", "盘活情况表", "A4", Q),
    ]


def test_a_case_outside_the_list_is_a_note(found):
    assert found({"project": P}, cases=[{"project": Q, "title": "例"}], level="提示")[0] == ("V15", "典型案例", "A3", Q)
    assert found({"project": P}, cases=[{"project": Q, "title": "例"}]) == []
