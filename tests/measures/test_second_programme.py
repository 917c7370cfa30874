"""The same measures on another city's programme: other groups, fields, enumerations, period and rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board, compute_rank_history
from sanzi_lib.measures.month_projects import compute_month_projects
from sanzi_lib.measures.overview import compute_city, compute_overview
from sanzi_lib.measures.portions import compute_group_kinds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme

APRIL = Month(2025, 4)


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture(scope="module")
def county():
    return read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")


@pytest.fixture
def record(movements):
    """Two towns level in attainment, parted by treasury; the finance bureau leads two fields; a firm works in one."""
    nr = {"category": "自然资源", "subcategory": "林地", "method": "招租"}
    cl = {"category": "存量资产", "subcategory": "闲置厂房", "method": "合作"}
    return movements(
        nr
        | {
            "unit": "339900101",
            "month": 4,
            "project": "a",
            "newly": True,
            "benefit": "520",
            "treasury": "1",
        },  # 10 % of 5200
        nr
        | {
            "unit": "339900001",
            "month": 3,
            "project": "b",
            "newly": True,
            "benefit": "630",
            "treasury": "2",
        },  # 10 % of 6300
        cl | {"unit": "3399D3", "month": 4, "project": "c", "field": "国有股份", "benefit": "100"},
        cl | {"unit": "3399D3", "month": 4, "project": "d", "field": "结余资金", "benefit": "40"},
        cl | {"unit": "3399Q1", "month": 4, "project": "e", "field": "结余资金", "newly": True, "benefit": "60"},
        cl | {"unit": "3399Q3", "month": 4, "project": "f", "benefit": "70"},
        cl | {"unit": "3399Q3", "month": 1, "project": "g", "benefit": "1000"},
    )


def test_towns_are_parted_by_their_tie_breaker(record, cases, returns, county):
    board = compute_board(gather(record, cases(), returns(4, programme=county), county, APRIL), "towns")
    assert (board.rule.metric, board.rule.tie_breakers) == ("attainment", ("treasury_cumulative",))
    assert [(row.rank, row.name, row.amounts.attainment) for row in board.rows] == [
        (1, "溪口街道", Fraction(1, 10)),
        (2, "青禾镇", Fraction(1, 10)),
        (3, "白石镇", 0),
        (3, "望潮街道", 0),
    ]
    assert (board.programme, board.period.days) == ("yunxiu-2025", (date(2025, 4, 1), date(2025, 4, 30)))


def test_companies_are_ranked_by_the_months_benefit(record, cases, returns, county):
    states = returns(4, {("3399Q2", 4): "not_reported"}, county)
    board = compute_board(gather(record, cases(), states, county, APRIL), "companies")
    assert [(row.rank, row.name, row.amounts.benefit) for row in board.rows] == [
        (1, "海湾产业园公司", wan("70")),
        (2, "县城投公司", wan("60")),
        (3, "县水务公司", None),
    ]
    assert board.totals.benefit == wan("130")
    # of a target only the park's firm has: 1070 ÷ 15000
    assert (board.totals.target, board.totals.attainment) == (wan("15000"), Fraction(1070, 15000))
    assert board.totals.benefit_cumulative == wan("1130")


def test_a_lead_of_two_fields_and_the_county(record, cases, returns, county):
    overview = compute_overview(gather(record, cases(), returns(4, programme=county), county, APRIL))
    board = next(board for board in overview.groups if board.group == "departments")
    finance = board.rows[0]
    assert (finance.name, finance.amounts.benefit, finance.amounts.target) == (
        "县财政局",
        wan("200"),
        wan("23399.499999"),
    )
    assert [(part.name, part.amounts.benefit) for part in finance.of_which] == [("县城投公司", wan("60"))]
    assert [(row.name, row.amounts.benefit) for row in overview.fields] == [
        ("林地水域", 0),
        ("公有房产", 0),
        ("国有股份", wan("100")),
        ("结余资金", wan("100")),
    ]
    # 520 + 100 + 40 + 60 + 70 in April; 630 in March and 1000 in January besides
    assert (overview.city.benefit, overview.city.benefit_cumulative) == (wan("790"), wan("2420"))
    assert overview.city.attainment == Fraction(2420, 77351)


def test_the_county_with_all_that_it_is_held_against(record, cases, returns, county):
    city = compute_city(gather(record, cases(), returns(4, programme=county), county, APRIL))
    assert [(part.names, part.projects, part.benefit_cumulative) for part in city.methods] == [
        (("招租",), 2, wan("1150")),
        (("变卖",), 0, 0),
        (("合作",), 1, wan("1270")),
        (("收回",), 0, 0),
    ]
    assert city.categories[0].names == ("自然资源", "林地")
    assert city.categories[0].cumulative.treasury == wan("3")
    # 2420 in four months; 0, 630 and 790 in the last three
    assert (city.outlook.mean, city.outlook.recent) == (wan("605"), Fraction(wan("1420"), 3))
    assert city.outlook.low == wan("2420") + 8 * Fraction(wan("1420"), 3)
    assert city.outlook.needed == Fraction(wan("77351") - wan("2420"), 8)
    assert len(city.row_outlooks) == len(city.overview.rows)
    assert city.against_published is None


def test_places_by_month_follow_each_groups_rule(record, cases, returns, county):
    facts = gather(record, cases(), returns(4, programme=county), county, APRIL)
    # by the month's benefit: 海湾 alone in January, nobody in February and March, 海湾 before 县城投 in April
    places = {item.name: [place.rank for place in item.places] for item in compute_rank_history(facts, "companies")}
    assert places == {"县城投公司": [2, 1, 1, 2], "县水务公司": [2, 1, 1, 3], "海湾产业园公司": [1, 1, 1, 1]}
    # by attainment, parted by treasury: 溪口 in March, level with 青禾 in April but with more paid in
    towns = {item.name: [place.rank for place in item.places] for item in compute_rank_history(facts, "towns")}
    assert (towns["溪口街道"], towns["青禾镇"]) == ([1, 1, 1, 1], [1, 1, 2, 2])


def test_kinds_and_projects_of_a_lead_of_two_fields(record, county):
    kinds = compute_group_kinds(gather(record, None, None, county, APRIL), "departments")
    finance = next(unit for unit in kinds.units if unit.name == "县财政局")
    assert dict(finance.parts) == {"现金收入": 0, "融资到位": 0, "资产注入": 0, "节约支出": 0, "未分类": wan("200")}
    projects = compute_month_projects(gather(record, None, None, county, APRIL), "departments")
    assert [(item.unit, item.proceeds.benefit) for item in projects["3399D3"]] == [
        ("3399D3", wan("100")),
        ("3399Q1", wan("60")),
        ("3399D3", wan("40")),
    ]
