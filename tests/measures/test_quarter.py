"""A quarter worked out by hand: cumulative at its end less cumulative at the end of the one before.

See docs/指标口径.md 季度.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Proceeds, Quantity
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.quarter import compute_quarter
from sanzi_lib.measures.quarter_model import Brought
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme

MARCH, JUNE, DECEMBER = Month(2024, 3), Month(2024, 6), Month(2024, 12)
LAND, WATER, FIRMS = "自然资源领域", "水利资源领域", "企业国有资产领域"
COUNTY, LAND_BUREAU, WATER_BUREAU, FIRM, FIRMS_BUREAU = "430424", "4304B1", "4304B2", "4304E1", "4304B9"


def wan(text: str) -> int:
    return to_fen(Decimal(text))


@pytest.fixture
def quarter(movements, cases, returns, programme, projects):
    """Compute a quarter of rows; returns are accepted unless told otherwise."""

    def compute(*rows, month=JUNE, unit=None, exceptions=None, told=(), books=()):
        year = gather(movements(*rows), cases(*told), returns(12, exceptions), programme, month, projects(*books))
        return compute_quarter(year, unit=unit)

    return compute


def row(unit, month, project, benefit="0", treasury="0", available="0", **more):
    return {
        "unit": unit,
        "month": month,
        "project": project,
        "name": f"{project}项目",
        "benefit": benefit,
        "treasury": treasury,
        "available": available,
    } | more


YEAR = (
    row(COUNTY, 1, "a", "100", "40", "30", newly=True, quantity="3", measure="亩"),
    row(COUNTY, 3, "a", "50"),
    # June restates January's money; it stands in the second quarter
    row(COUNTY, 4, "b", "10.5", "10", "5", newly=True, quantity="2", measure="宗"),
    row(COUNTY, 6, "a", "20", "20", "0", restated_benefit="-70", restated_month=1, quantity="1.5", measure="亩"),
    # a project first heard of in May brings 期初数 of the months before
    row(COUNTY, 5, "c", "7", "1", "1", opening_benefit="200", opening_treasury="100", opening_available="60"),
    row(COUNTY, 7, "a", "1000"),
)


def test_a_countys_second_quarter(quarter):
    report = quarter(*YEAR, unit=COUNTY)
    # 10.5 + 20 - 70 + 7 + 200; 10 + 20 + 1 + 100; 5 + 0 + 1 + 60
    assert report.whole.brought == Brought(1, Proceeds(wan("167.5"), wan("131"), wan("66")))
    assert report.quarters == (Brought(1, Proceeds(wan("150"), wan("40"), wan("30"))), report.whole.brought)
    assert report.whole.amounts.benefit_cumulative == wan("317.5")
    assert report.whole.amounts.attainment == Fraction(3175, 10) / Fraction("480372.40")
    assert report.period.days == (date(2024, 3, 26), date(2024, 6, 25))
    assert report.time_progress == Fraction(1, 2)
    assert [(item.proceeds.benefit, item.month) for item in report.restatements] == [(wan("-70"), Month(2024, 1))]
    assert [item.proceeds.benefit for item in report.openings] == [wan("200")]


def test_its_projects_add_up_to_it(quarter):
    report = quarter(*YEAR, unit=COUNTY)
    assert [(line.project, line.newly, tuple(line.quarter), tuple(line.cumulative)) for line in report.projects] == [
        ("c", False, (wan("207"), wan("101"), wan("61")), (wan("207"), wan("101"), wan("61"))),
        ("b", True, (wan("10.5"), wan("10"), wan("5")), (wan("10.5"), wan("10"), wan("5"))),
        ("a", False, (wan("-50"), wan("20"), 0), (wan("100"), wan("60"), wan("30"))),
    ]
    assert [line.quantities for line in report.projects] == [
        (),
        (Quantity("宗", Decimal(2)),),
        (Quantity("亩", Decimal("1.5")),),
    ]
    assert report.quantities == (Quantity("亩", Decimal("1.5")), Quantity("宗", Decimal(2)))
    assert {line.unit_name for line in report.projects} == {"衡东县"}


def test_the_first_quarter_is_the_year_so_far(quarter):
    report = quarter(*YEAR, unit=COUNTY, month=MARCH)
    assert report.whole.brought.benefit == report.whole.amounts.benefit_cumulative == wan("150")
    assert report.period.first == date(2024, 1, 1)
    assert len(report.quarters) == 1


def test_quarters_add_up_to_december(quarter):
    report = quarter(*YEAR, unit=COUNTY, month=DECEMBER)
    assert [brought.benefit for brought in report.quarters] == [wan("150"), wan("167.5"), wan("1000"), 0]
    assert sum(brought.benefit for brought in report.quarters) == report.whole.amounts.benefit_cumulative
    assert report.projects == ()
    assert report.period.days == (date(2024, 9, 26), date(2024, 12, 25))


def test_kinds_methods_and_categories_of_the_quarter(quarter):
    rows = (
        row(COUNTY, 2, "a", "5", cash="5", method="售", category="资产", subcategory="实物"),
        row(COUNTY, 4, "a", "9", cash="4", financing="5", method="融", category="资产", subcategory="实物"),
        row(COUNTY, 5, "b", "3", method="用", opening_benefit="1"),
    )
    report = quarter(*rows, unit=COUNTY)

    def told(portions):
        return [(part.names, part.benefit, part.benefit_cumulative) for part in portions if part.benefit_cumulative]

    assert told(report.kinds) == [
        (("现金收入",), wan("4"), wan("9")),
        (("融资到位",), wan("5"), wan("5")),
        (("未分类",), wan("4"), wan("4")),
    ]
    assert told(report.methods) == [
        (("用",), wan("4"), wan("4")),
        (("售",), 0, wan("5")),
        (("融",), wan("9"), wan("9")),
    ]
    assert told(report.categories) == [
        (("资源", "水利"), wan("4"), wan("4")),
        (("资产", "实物"), wan("9"), wan("14")),
    ]


def test_a_leads_row_holds_its_fields_whoever_returned_them(quarter):
    rows = (
        row(FIRMS_BUREAU, 4, "a", "10", field=FIRMS, newly=True),
        row(FIRMS_BUREAU, 4, "w", "1000", field=WATER),
        row(FIRM, 5, "e", "30", field=FIRMS, newly=True),
        row(FIRM, 5, "l", "500", field=LAND),
        row(WATER_BUREAU, 6, "v", "7", field=WATER),
    )
    report = quarter(*rows, unit=FIRMS_BUREAU)
    assert report.whole.brought == Brought(2, Proceeds(wan("40"), 0, 0))
    assert [(part.unit, part.brought.benefit) for part in report.parts] == [
        (FIRMS_BUREAU, wan("10")),
        (FIRM, wan("30")),
    ]
    assert [(field.row.name, field.row.brought.benefit, field.row.amounts.target) for field in report.fields] == [
        (FIRMS, wan("40"), wan("1807664.76"))
    ]
    assert report.fields[0].tasks[0] == "盘活、充实市属国有企业资产"
    assert [(field.row.name, field.lead, field.row.brought.benefit) for field in report.elsewhere] == [
        (WATER, "市水利局", wan("1000"))
    ]
    assert [line.project for line in report.projects] == ["a", "e"]


def test_an_enterprise_stands_with_everything_that_it_returned(quarter):
    rows = (
        row(FIRM, 5, "e", "30", field=FIRMS, newly=True),
        row(FIRM, 5, "l", "500", field=LAND),
        row(FIRMS_BUREAU, 4, "a", "10", field=FIRMS),
    )
    report = quarter(*rows, unit=FIRM)
    assert report.whole.brought.benefit == wan("530")
    assert (report.whole.amounts.target, report.whole.amounts.attainment) == (None, None)
    assert [(field.row.name, field.row.brought.benefit, field.row.amounts.target) for field in report.fields] == [
        (LAND, wan("500"), None),
        (FIRMS, wan("30"), None),
    ]
    assert (report.parts, report.elsewhere) == ((), ())


def test_a_project_counts_as_new_once_wherever_it_is_returned(quarter):
    """New in the land bureau's field in February; called new again in June in the water bureau's field."""
    rows = (
        row(LAND_BUREAU, 2, "a", "1", field=LAND, newly=True),
        row(LAND_BUREAU, 6, "a", "2", field=WATER, newly=True),
    )
    report = quarter(*rows, unit=WATER_BUREAU)
    assert report.whole.brought.projects == 0
    assert [(line.project, line.newly, line.cumulative.benefit) for line in report.projects] == [("a", False, wan("2"))]


def test_nothing_accepted_is_not_zero(quarter):
    missing = {(COUNTY, month): "not_reported" for month in (4, 5, 6)}
    report = quarter(row(COUNTY, 3, "a", "50"), unit=COUNTY, exceptions=missing)
    assert report.whole.brought == Brought()
    assert report.whole.amounts.benefit_cumulative == wan("50")
    assert report.returns[0].states == ("not_reported",) * 3
    assert report.returns[0].last_accepted == MARCH
    assert quarter(unit=COUNTY).whole.brought == Brought(0, Proceeds(0, 0, 0))


def test_one_month_accepted_makes_the_quarter_known(quarter):
    exceptions = {(COUNTY, 5): "not_reported", (COUNTY, 6): "sent_back"}
    report = quarter(row(COUNTY, 4, "a", "50"), unit=COUNTY, exceptions=exceptions)
    assert report.whole.brought.benefit == wan("50")
    assert report.unit_row is not None
    assert (report.unit_row.state, report.unit_row.amounts.benefit) == ("sent_back", None)
    assert report.returns[0].states == ("accepted", "not_reported", "sent_back")
    assert report.returns[0].last_accepted == Month(2024, 4)


def test_a_negative_quarter(quarter):
    report = quarter(row(COUNTY, 3, "a", "50"), row(COUNTY, 4, "a", "-80", reason="退款"), unit=COUNTY)
    assert report.whole.brought.benefit == wan("-80")
    assert report.whole.brought.cash_share is None


def test_it_is_the_board_and_the_overview_of_its_month(quarter, movements, cases, returns, programme):
    facts = gather(movements(*YEAR), cases(), returns(12), programme, JUNE)
    report = quarter(*YEAR, unit=COUNTY)
    board = compute_board(facts, "counties")
    assert report.board == board
    assert report.unit_row == next(row for row in board.rows if row.unit == COUNTY)
    city = quarter(*YEAR)
    overview = compute_overview(facts)
    assert city.overview == overview
    assert city.whole.amounts == overview.city
    assert [row.amounts for row in city.rows] == [row.amounts for row in overview.rows]
    assert [field.row.amounts for field in city.fields] == [field.amounts for field in overview.fields]
    assert sum(row.brought.benefit for row in city.rows) == city.whole.brought.benefit == wan("167.5")
    assert len(city.units) == 25
    histories = facts.compute_histories("counties")
    assert report.history == next(history for history in histories if history.unit == COUNTY)
    assert city.history == facts.row().compute_history()


def test_cases_of_the_quarter_the_last_of_each_project(quarter):
    told = (
        {"unit": COUNTY, "month": 3, "project": "a", "title": "三月"},
        {"unit": COUNTY, "month": 4, "project": "a", "title": "四月"},
        {"unit": COUNTY, "month": 6, "project": "a", "title": "六月"},
        {"unit": COUNTY, "month": 5, "project": "z", "title": "没有变动的"},
        {"unit": COUNTY, "month": 5, "project": "c", "title": "最大的"},
        {"unit": "430422", "month": 5, "project": "n", "title": "邻县的"},
    )
    books = ({"unit": COUNTY, "month": 5, "project": "z", "name": "老粮站"},)
    found = quarter(*YEAR, unit=COUNTY, told=told, books=books).cases
    assert [(item.case.title, item.project_name, item.quarter) for item in found] == [
        ("最大的", "c项目", wan("207")),
        ("六月", "a项目", wan("-50")),
        ("没有变动的", "老粮站", None),
    ]


def test_difficulties_are_those_of_the_last_accepted_return(quarter):
    books = (
        {"unit": COUNTY, "month": 4, "project": "a", "name": "甲", "difficulties": "旧的"},
        {"unit": COUNTY, "month": 5, "project": "a", "name": "甲", "difficulties": "权属不清"},
        {"unit": COUNTY, "month": 5, "project": "b", "name": "乙"},
        {"unit": "430422", "month": 6, "project": "n", "name": "丙", "difficulties": "评估待备案"},
        {"unit": "430422", "month": 7, "project": "n", "name": "丙", "difficulties": "以后的"},
    )
    exceptions = {(COUNTY, 6): "sent_back", (COUNTY, 7): "accepted"}
    own = quarter(unit=COUNTY, exceptions=exceptions, books=books).difficulties
    assert [(item.unit_name, item.project_name, item.text) for item in own] == [("衡东县", "甲", "权属不清")]
    city = quarter(exceptions=exceptions, books=books).difficulties
    assert [item.text for item in city] == ["评估待备案", "权属不清"]


def test_amounts_beyond_a_floats_digits(quarter):
    huge = "90071992547.41"  # 9007199254741 × 10^4 分 is beyond 2^53
    rows = (row(COUNTY, 3, "a", huge), row(COUNTY, 4, "a", "0.000001"), row(COUNTY, 5, "a", huge))
    report = quarter(*rows, unit=COUNTY)
    assert report.whole.brought.benefit == wan(huge) + 1
    assert report.projects[0].cumulative == Proceeds(2 * wan(huge) + 1, 0, 0)


def test_another_citys_quarter(movements, cases, returns, projects):
    county = read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")
    base = {"category": "自然资源", "subcategory": "林地", "method": "招租"}
    rows = movements(
        base | row("339900101", 2, "a", "100"),
        base | row("339900101", 6, "a", "20", newly=True),
        base | row("3399Q1", 5, "e", "60", field="结余资金"),
    )
    year = gather(rows, cases(), returns(6, programme=county), county, Month(2025, 6), projects())
    town = compute_quarter(year, unit="339900101")
    assert (town.whole.brought.benefit, town.whole.brought.projects) == (wan("20"), 1)
    assert town.period.days == (date(2025, 4, 1), date(2025, 6, 30))
    finance = compute_quarter(year, unit="3399D3")
    assert [(field.row.name, field.row.brought.benefit) for field in finance.fields] == [
        ("国有股份", 0),
        ("结余资金", wan("60")),
    ]
    city = compute_quarter(year)
    assert city.whole.name == "全县"
    assert city.whole.brought.benefit == wan("80")


def test_frames_of_another_shape_are_refused(movements, cases, returns, programme):
    with pytest.raises(AssertionError, match="projects"):
        gather(movements(), cases(), returns(6), programme, JUNE, pd.DataFrame())
    with pytest.raises(AssertionError, match="ends no quarter"):
        compute_quarter(gather(movements(), cases(), returns(6), programme, Month(2024, 5)))
