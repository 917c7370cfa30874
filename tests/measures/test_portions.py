"""The city by 三资 kind and by method, by hand."""

from __future__ import annotations

from fractions import Fraction

from hand_facts import gather

from sanzi_lib.measures.portions import add_portions, compute_categories, compute_methods
from sanzi_lib.months import Month

MAY = Month(2024, 5)
WAN = 1_000_000


def build(movements):
    land = {"category": "资源", "subcategory": "土地", "method": "售"}
    return movements(
        land | {"unit": "430481", "month": 4, "project": "a", "newly": True, "benefit": "10", "treasury": "8"},
        land
        | {
            "unit": "430481",
            "month": 5,
            "project": "a",
            "newly": True,
            "benefit": "2",
            "restated_benefit": "-3",
            "restated_treasury": "-1",
        },
        # in May the unit calls the same kind of project an asset that is let
        {
            "unit": "430482",
            "month": 5,
            "project": "b",
            "category": "资产",
            "subcategory": "实物",
            "method": "租",
            "newly": True,
            "benefit": "4",
            "treasury": "1",
            "available": "0.5",
            "opening_benefit": "6",
        },
        land | {"unit": "430482", "month": 6, "project": "c", "newly": True, "benefit": "99"},
    )


def test_categories(movements, programme):
    parts = {part.names: part for part in compute_categories(gather(build(movements), None, None, programme, MAY))}
    order = [(category.name, sub) for category in programme.enumerations.categories for sub in category.subcategories]
    assert list(parts) == order
    land, real = parts["资源", "土地"], parts["资产", "实物"]
    assert (land.projects, land.benefit, land.benefit_cumulative, land.cumulative.treasury) == (
        1,
        2 * WAN,
        9 * WAN,
        7 * WAN,
    )
    assert land.cumulative.cash_share == Fraction(7, 9)
    assert (real.projects, real.benefit, real.benefit_cumulative, real.cumulative.available) == (
        1,
        4 * WAN,
        10 * WAN,
        WAN // 2,
    )
    assert parts["资源", "水利"].cumulative.cash_share is None


def test_methods_add_up_to_the_city(movements, programme):
    methods = compute_methods(gather(build(movements), None, None, programme, MAY))
    assert [part.names for part in methods] == [(method.name,) for method in programme.enumerations.methods]
    total = add_portions(methods, "合计")
    categories = add_portions(compute_categories(gather(build(movements), None, None, programme, MAY)), "合计")
    assert total == categories
    assert (total.projects, total.benefit, total.benefit_cumulative) == (2, 6 * WAN, 19 * WAN)


def test_words_that_the_programme_no_longer_knows_are_kept(movements, programme):
    frame = movements(
        {
            "unit": "430481",
            "month": 1,
            "project": "a",
            "category": "旧类",
            "subcategory": "甲",
            "method": "旧法",
            "benefit": "3",
        }
    )
    assert compute_categories(gather(frame, None, None, programme, MAY))[-1].names == ("旧类", "甲")
    assert compute_methods(gather(frame, None, None, programme, MAY))[-1].benefit_cumulative == 3 * WAN


def test_a_year_without_a_row(movements, programme):
    assert add_portions(compute_methods(gather(movements(), None, None, programme, MAY))).benefit_cumulative == 0
