"""Whose rows stand where: lead departments, 其中, memo units, the city (docs/指标口径.md 每个项目计一次)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hand_facts import gather

from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.overview import compute_overview
from sanzi_lib.measures.portions import compute_categories, compute_methods
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

JUNE = Month(2024, 6)
WATER, ENERGY, SASAC, FRANCHISE = "4304B2", "4304B4", "4304B9", "特许经营权领域"
CITY_BUILD, PARK, HIGHTECH, COUNTY = "4304E1", "4304P2", "4304P1", "430481"


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def record(movements):
    """June: 水利局 10 in its field, 3 in 发改委's; 城发 20 for 国资委; 松木 7 and 1 for 发改委; 高新区 5, 耒阳 2."""
    return movements(
        {
            "unit": WATER,
            "month": 6,
            "project": "w1",
            "field": "水利资源领域",
            "newly": True,
            "benefit": "10",
            "social_benefit": "清淤",
        },
        {
            "unit": WATER,
            "month": 6,
            "project": "w2",
            "field": FRANCHISE,
            "newly": True,
            "benefit": "3",
            "quantity": "2",
            "measure": "处",
        },
        {"unit": CITY_BUILD, "month": 5, "project": "e1", "field": "企业国有资产领域", "newly": True, "benefit": "4"},
        {"unit": CITY_BUILD, "month": 6, "project": "e1", "field": "企业国有资产领域", "newly": True, "benefit": "20"},
        {
            "unit": PARK,
            "month": 6,
            "project": "p1",
            "field": "园区和能源资源领域",
            "benefit": "7",
            "social_benefit": "招商",
        },
        {"unit": PARK, "month": 6, "project": "p2", "field": FRANCHISE, "benefit": "1", "social_benefit": "供热"},
        {"unit": HIGHTECH, "month": 6, "project": "g1", "field": "园区和能源资源领域", "benefit": "5", "newly": True},
        {"unit": COUNTY, "month": 6, "project": "c1", "field": "水利资源领域", "benefit": "2"},
    )


@pytest.fixture
def compute(record, cases, returns, programme):
    def run(group, states=None, frame=record, **options):
        return compute_board(gather(frame, cases(), returns(6, states), programme, JUNE), group, **options)

    return run


def row_of(board, unit):
    return next(row for row in board.rows if row.unit == unit)


def test_a_departments_project_in_anothers_field_stands_in_that_leads_row_only(compute):
    board = compute("municipal")
    assert row_of(board, WATER).amounts.benefit == wan("10")
    assert row_of(board, WATER).amounts.projects == 1
    assert row_of(board, WATER).of_which == ()
    lead = row_of(board, ENERGY)
    assert (lead.amounts.benefit, lead.amounts.projects) == (wan("11"), 1)  # 3 + 7 + 1; w2
    assert [(part.name, part.amounts.benefit, part.amounts.target) for part in lead.of_which] == [
        ("市水利局", wan("3"), None),
        ("松木经开区", wan("8"), None),
    ]
    assert lead.of_which[0].amounts.quantities == lead.amounts.quantities != ()
    assert lead.of_which[1].social_benefit == lead.social_benefit == ("招商", "供热")


def test_a_region_counts_in_its_own_row_whatever_field_it_names(compute):
    assert row_of(compute("parks"), HIGHTECH).amounts.benefit == wan("5")
    assert row_of(compute("counties"), COUNTY).amounts.benefit == wan("2")
    assert wan("5") + wan("2") + compute("municipal").totals.benefit == wan("48")


def test_enterprises_and_parks_show_everything_they_returned_and_totals_are_the_groups(compute):
    parks = compute("parks")
    assert row_of(parks, PARK).amounts.benefit == wan("8")
    assert parks.totals.benefit == wan("13")
    # only 高新区 has a target: 5 ÷ 101400
    assert parks.totals.target == wan("101400")
    assert parks.totals.attainment == row_of(parks, HIGHTECH).amounts.attainment
    assert parks.rule.metric == "benefit_cumulative"
    enterprises = compute("enterprises")
    assert row_of(enterprises, CITY_BUILD).amounts.benefit_cumulative == wan("24")
    assert row_of(enterprises, CITY_BUILD).amounts.projects == 0  # new in May already
    assert (enterprises.totals.target, enterprises.totals.attainment) == (None, None)


def test_a_leads_month_is_null_only_when_nothing_of_its_row_was_accepted(compute):
    lead = row_of(compute("municipal", {(SASAC, 6): "sent_back"}), SASAC)
    assert (lead.amounts.benefit, lead.state, lead.missing) == (wan("20"), "sent_back", ("市国资委",))
    both = {(SASAC, 6): "sent_back", (CITY_BUILD, 6): "not_reported"}
    lead = row_of(compute("municipal", both), SASAC)
    assert (lead.amounts.benefit, lead.amounts.projects, lead.amounts.quantities) == (None, None, ())
    assert lead.amounts.benefit_cumulative == wan("24")  # the frame holds what was accepted
    assert lead.missing == ("市国资委", "市城发集团")
    part = lead.of_which[0]
    assert (part.state, part.days_late, part.amounts.benefit) == ("not_reported", None, None)


def test_a_leads_month_is_zero_where_an_accepted_return_has_no_row_in_its_fields(compute):
    lead = row_of(compute("municipal"), "4304B3")
    assert (lead.amounts.benefit, lead.amounts.projects, lead.amounts.quantities) == (0, 0, ())


def test_an_accepted_part_without_rows_this_month_keeps_the_leads_month_at_zero(compute, movements):
    frame = movements({"unit": CITY_BUILD, "month": 2, "project": "e1", "field": "企业国有资产领域", "benefit": "4"})
    lead = row_of(compute("municipal", {(SASAC, 6): "sent_back"}, frame), SASAC)
    assert (lead.amounts.benefit, lead.amounts.benefit_cumulative) == (0, wan("4"))
    assert [(part.unit, part.amounts.benefit) for part in lead.of_which] == [(CITY_BUILD, 0)]


def test_a_unit_never_heard_of_is_named_as_missing_by_its_proposed_field_and_changes_no_figure(compute):
    states = {("4304E2", 6): "not_reported", (SASAC, 6): "sent_back", (CITY_BUILD, 6): "sent_back"}
    lead = row_of(compute("municipal", states), SASAC)
    assert lead.missing == ("市国资委", "市城发集团", "市国投集团")
    assert [part.unit for part in lead.of_which] == [CITY_BUILD]
    # accepted, but nothing of it stands in the row: the row's month stays —
    states[("4304E2", 6)] = "accepted"
    lead = row_of(compute("municipal", states), SASAC)
    assert (lead.amounts.benefit, lead.missing) == (None, ("市国资委", "市城发集团"))


def test_a_part_needs_an_amount_in_the_year(compute, movements):
    empty = {"unit": CITY_BUILD, "month": 6, "project": "e1", "field": "企业国有资产领域", "social_benefit": "只有文字"}
    lead = row_of(compute("municipal", frame=movements(empty)), SASAC)
    assert (lead.of_which, lead.social_benefit) == ((), ("只有文字",))
    for figure in ({"newly": True}, {"quantity": "1", "measure": "处"}):
        lead = row_of(compute("municipal", frame=movements(empty | figure)), SASAC)
        assert lead.of_which == (), figure
        assert lead.missing == ()
    for figure in ({"restated_treasury": "-1"}, {"opening_available": "1"}, {"benefit": "1"}):
        lead = row_of(compute("municipal", frame=movements(empty | figure)), SASAC)
        assert [part.unit for part in lead.of_which] == [CITY_BUILD], figure


def test_a_case_stands_in_its_field_even_if_its_project_moved_nothing(record, cases, returns, programme):
    given = cases(
        {
            "unit": CITY_BUILD,
            "month": 6,
            "project": "e9",
            "field": "文旅资源领域",
            "title": "甲",
            "practice": "做法",
            "result": "成效",
        },
        {"unit": COUNTY, "month": 6, "project": "c1", "field": "文旅资源领域", "title": "乙"},
        {"unit": "4304B6", "month": 6, "project": "t1", "field": "文旅资源领域", "title": "丙"},
        {"unit": "4304B6", "month": 5, "project": "t1", "field": "文旅资源领域", "title": "丁"},
    )
    board = compute_board(gather(record, given, returns(6), programme, JUNE), "municipal")
    assert row_of(board, "4304B6").cases == ("丙", "甲")  # register order, whatever the frame's
    assert [case.title for case in board.cases] == ["丙", "甲"]
    assert board.cases[1].practice == "做法"
    assert row_of(compute_board(gather(record, given, returns(6), programme, JUNE), "counties"), COUNTY).cases == (
        "乙",
    )
    assert row_of(
        compute_board(gather(record, given, returns(6), programme, JUNE), "enterprises"), CITY_BUILD
    ).cases == ("甲",)


def test_social_benefits_in_order_of_benefit_then_register_then_row(movements, cases, returns, programme):
    field = "企业国有资产领域"
    frame = movements(
        {"unit": "4304E2", "month": 6, "project": "a", "field": field, "benefit": "5", "social_benefit": "国投"},
        {
            "unit": CITY_BUILD,
            "month": 6,
            "project": "b",
            "field": field,
            "benefit": "5",
            "social_benefit": "城发二",
            "row": 9,
        },
        {
            "unit": CITY_BUILD,
            "month": 6,
            "project": "c",
            "field": field,
            "benefit": "5",
            "social_benefit": "城发一",
            "row": 8,
        },
        {"unit": SASAC, "month": 6, "project": "d", "field": field, "benefit": "-1", "social_benefit": "末位"},
        {"unit": SASAC, "month": 6, "project": "e", "field": field, "benefit": "6", "social_benefit": "首位"},
        {"unit": SASAC, "month": 6, "project": "f", "field": field, "benefit": "9"},
    )

    def texts(**options):
        row = row_of(compute_board(gather(frame, cases(), returns(6), programme, JUNE), "municipal", **options), SASAC)
        return row.social_benefit, row.social_benefit_count

    assert texts() == (("首位", "城发一", "城发二"), 5)
    assert texts(social_benefits=9) == (("首位", "城发一", "城发二", "国投", "末位"), 5)
    assert texts(social_benefits=0) == ((), 5)


def test_the_city_holds_each_project_once_through_annex_1(record, cases, returns, programme):
    overview = compute_overview(gather(record, cases(), returns(6), programme, JUNE))
    rows = {row.name: row.amounts for row in overview.rows}
    fields = {row.name: row.amounts for row in overview.fields}
    assert [row.name for row in overview.rows] == [row.name for row in programme.targets]
    assert [row.name for row in overview.fields] == [row.name for row in programme.fields]
    # 10 + 3 + 20 + 7 + 1 in 市本级, 4 of May besides
    assert (rows["市本级"].benefit, rows["市本级"].benefit_cumulative) == (wan("41"), wan("45"))
    assert fields["水利资源领域"].benefit == wan("10")
    assert fields["园区和能源资源领域"].benefit == wan("7")
    assert fields[FRANCHISE].benefit == wan("4")
    assert fields["企业国有资产领域"].benefit_cumulative == wan("24")
    assert rows["高新区"].benefit == wan("5")
    assert (overview.city.benefit, overview.city.benefit_cumulative) == (wan("48"), wan("52"))
    assert overview.city.projects == 3  # w1, w2, g1; e1 was new in May
    assert overview.city.target == wan("9227807.04")
    assert overview.city.attainment == overview.city.benefit_cumulative / Fraction(wan("9227807.04"))
    assert sum(row.benefit_cumulative for row in fields.values()) == rows["市本级"].benefit_cumulative
    assert sum(row.benefit_cumulative for row in rows.values()) == overview.city.benefit_cumulative
    assert [board.group for board in overview.groups] == [group.id for group in programme.groups]


def test_rows_and_fields_are_null_only_when_nothing_of_them_was_accepted(record, cases, returns, programme):
    nobody = {(unit.code, 6): "not_reported" for unit in programme.units}
    overview = compute_overview(gather(record, cases(), returns(6, nobody), programme, JUNE))
    assert overview.city.benefit is None
    assert {row.amounts.benefit for row in (*overview.rows, *overview.fields)} == {None}
    assert overview.city.benefit_cumulative == wan("52")
    nobody[(PARK, 6)] = "accepted"
    overview = compute_overview(gather(record, cases(), returns(6, nobody), programme, JUNE))
    fields = {row.name: row.amounts.benefit for row in overview.fields}
    assert fields[FRANCHISE] == wan("4")
    assert fields["企业国有资产领域"] is None
    assert {row.name: row.amounts.benefit for row in overview.rows}["市本级"] == wan("41")


def test_structure_by_category_and_method_adds_up_to_the_city(movements, cases, returns, programme):
    frame = movements(
        {
            "unit": COUNTY,
            "month": 1,
            "project": "a",
            "category": "资产",
            "subcategory": "债权",
            "method": "售",
            "benefit": "3",
        },
        {
            "unit": COUNTY,
            "month": 6,
            "project": "a",
            "category": "资产",
            "subcategory": "实物",
            "method": "租",
            "benefit": "4",
        }
        | {"opening_benefit": "1", "restated_benefit": "-2", "cash": "1", "savings": "-3"},
        {
            "unit": COUNTY,
            "month": 6,
            "project": "b",
            "category": "其他",
            "subcategory": "其他",
            "method": "其他",
            "benefit": "9",
        },
    )
    facts = gather(frame, cases(), returns(6), programme, JUNE)
    overview = compute_overview(facts)
    categories = {part.names: part.benefit_cumulative for part in compute_categories(facts)}
    methods = {part.names[0]: part.benefit_cumulative for part in compute_methods(facts)}
    assert list(categories)[:2] == [("资源", "矿产"), ("资源", "林业")]
    assert (categories["资产", "债权"], categories["资产", "实物"]) == (wan("3"), wan("3"))
    assert list(categories.items())[-1] == (("其他", "其他"), wan("9"))  # what an override let through is not lost
    assert list(methods.items())[-1] == ("其他", wan("9"))
    assert methods["租"] == wan("3")
    assert sum(categories.values()) == sum(methods.values()) == overview.city.benefit_cumulative
    assert sum(dict(overview.kinds).values()) == overview.city.benefit_cumulative == wan("15")
    assert dict(overview.kinds)["节约支出"] == wan("-3")


def test_a_project_counts_once_even_if_two_units_return_it(movements, cases, returns, programme):
    """V03 overridden: the same project from two counties. The first in register order counts it, in every sum."""
    frame = movements(
        {"unit": "430482", "month": 6, "project": "x", "newly": True},
        {"unit": COUNTY, "month": 6, "project": "x", "newly": True},
    )
    board = compute_board(gather(frame, cases(), returns(6), programme, JUNE), "counties")
    assert (row_of(board, COUNTY).amounts.projects, row_of(board, "430482").amounts.projects) == (1, 0)
    assert board.totals.projects == 1


def test_a_department_that_leads_nothing_shows_what_it_returned_and_adds_nothing_twice(
    record, cases, returns, programme, changed
):
    units = tuple(
        unit.model_copy(update={"group": "municipal"}) if unit.code == PARK else unit for unit in programme.units
    )
    board = compute_board(gather(record, cases(), returns(6), changed(units=units), JUNE), "municipal")
    assert row_of(board, PARK).amounts.benefit == wan("8")
    assert board.totals.benefit == wan("41")
    assert board.totals.attainment == wan("45") / Fraction(wan("4138150.62"))


def test_rows_after_the_month_are_left_out(compute, record, movements):
    later = movements(
        {"unit": COUNTY, "month": 7, "project": "c1", "newly": True, "benefit": "99", "social_benefit": "七月"}
    )
    with_later = pd.concat([record, later], ignore_index=True)
    assert compute("counties", frame=with_later) == compute("counties")


def test_a_target_of_zero_is_none(compute, programme, changed, cases, returns, record):
    rows = tuple(row.model_copy(update={"target": 0}) if row.name == "高新区" else row for row in programme.targets)
    board = compute_board(gather(record, cases(), returns(6), changed(targets=rows), JUNE), "parks")
    assert row_of(board, HIGHTECH).amounts == replace(
        row_of(board, HIGHTECH).amounts, target=None, attainment=None, gap=None
    )
