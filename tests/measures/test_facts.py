"""The year's facts and the rows that stand in them (docs/指标口径.md 每个项目计一次)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hand_facts import gather

from sanzi_lib.measures.model import NO_PROCEEDS, Proceeds, add_proceeds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month

COUNTY, LEAD, FIRM, FIELD = "430481", "4304B9", "4304E1", "企业国有资产领域"
MARCH = Month(2024, 3)


def wan(text):
    return to_fen(Decimal(text))


@pytest.fixture
def facts(movements, returns, programme):
    frame = movements(
        {"unit": COUNTY, "month": 1, "project": "a", "benefit": "10", "treasury": "4", "available": "1"},
        {"unit": COUNTY, "month": 3, "project": "a", "benefit": "5", "restated_benefit": "-2"},
        {"unit": LEAD, "month": 3, "project": "b", "field": FIELD, "benefit": "7"},
        {"unit": FIRM, "month": 3, "project": "c", "field": FIELD, "benefit": "20"},
        {"unit": FIRM, "month": 3, "project": "d", "field": "水利资源领域", "benefit": "3"},
        {"unit": COUNTY, "month": 4, "project": "a", "benefit": "999"},
    )
    return gather(frame, None, returns(4, {(FIRM, 3): "sent_back"}), programme, MARCH)


def test_a_unit_a_field_a_row_of_annex_1_and_the_city(facts, programme):
    county = facts.row(programme.unit_by_code[COUNTY])
    amounts = county.compute_amounts()
    assert (county.name, amounts.month, amounts.cumulative) == (
        programme.unit_by_code[COUNTY].name,
        Proceeds(wan("5"), 0, 0),
        Proceeds(wan("13"), wan("4"), wan("1")),
    )
    assert amounts.attainment == Fraction(wan("13"), programme.target_of(COUNTY))
    lead = facts.row(programme.unit_by_code[LEAD]).compute_amounts()
    field = facts.row(programme.field_by_name[FIELD]).compute_amounts()
    assert lead.benefit == field.benefit == wan("27")
    own = next(row for row in programme.targets if row.name == programme.own_row)
    assert facts.row(own).compute_amounts().benefit_cumulative == wan("30")
    city = facts.row()
    assert (city.name, city.compute_amounts().benefit_cumulative) == (programme.total_name, wan("43"))


def test_a_part_is_what_one_unit_returned_of_a_row_and_has_no_target(facts, programme):
    part = facts.row(programme.unit_by_code[LEAD]).part(FIRM)
    assert (part.unit, part.name, part.target) == (FIRM, programme.unit_by_code[FIRM].name, None)
    amounts = part.compute_amounts()
    assert (amounts.month, amounts.benefit_cumulative) == (None, wan("20"))  # its month is sent back
    assert facts.row(programme.unit_by_code[FIRM]).compute_amounts().benefit_cumulative == wan("23")


def test_an_earlier_month_and_what_a_quarter_brought(facts, programme):
    county = programme.unit_by_code[COUNTY]
    assert facts.at(Month(2024, 1)).row(county).compute_amounts().cumulative == Proceeds(wan("10"), wan("4"), wan("1"))
    assert facts.row(county).compute_brought().proceeds == Proceeds(wan("13"), wan("4"), wan("1"))
    points = facts.row(county).compute_history().points
    assert [(point.benefit, point.benefit_cumulative) for point in points] == [
        (wan("10"), wan("10")),
        (0, wan("10")),
        (wan("5"), wan("13")),
    ]


def test_another_years_month_and_another_shape_are_refused(movements, programme):
    with pytest.raises(AssertionError, match="2023-03 is not in"):
        gather(None, None, None, programme, Month(2023, 3))
    with pytest.raises(AssertionError, match="movements"):
        gather(movements().astype({"benefit": "float64"}), None, None, programme, MARCH)


def test_proceeds_add_up_and_tell_their_cash_share():
    large = Proceeds(90_071_992_547_410_001, 3, 1)
    assert large + large - large == large
    assert add_proceeds([large, Proceeds(-1, -3, 0)]) == Proceeds(90_071_992_547_410_000, 0, 1)
    assert add_proceeds([]) == NO_PROCEEDS
    assert Proceeds(8, 2, 1).cash_share == Fraction(1, 4)
    assert Proceeds(0, 2, 1).cash_share is None
    assert Proceeds(-8, 2, 1).cash_share is None
