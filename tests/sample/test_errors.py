"""Planted errors break the check that they are meant to break."""

from decimal import Decimal

import pytest

from sanzi_lib.ledger.template.content import ReturnContent
from sanzi_lib.sample.errors import plant_error

ROW = {
    "project": "330001-NR01-2025-0001", "newly": "是", "quantity": Decimal(3), "measure": "亩", "benefit": "1,200.50",
    "cash": "1,200.50", "treasury": Decimal(800), "available": Decimal(300), "benefit_before": Decimal(100),
    "restated_benefit": "", "benefit_to_date": Decimal("1300.50"),
}  # fmt: skip
RETURN = ReturnContent(
    cover={"project_count": 1, "benefit_total": Decimal("1200.50")},
    projects=({"project": ROW["project"], "responsible_person": "张三"},),
    movements=(ROW,),
)


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("V04", {"cash": "约300"}),
        ("V05", {"available": "1,200.50", "treasury_to_date": None, "available_to_date": None}),
        ("V06", {"benefit_to_date": Decimal(100)}),
        ("V08", {"cash": Decimal("1300.50")}),
        ("V11", {"measure": ""}),
    ],
)
def test_one_row_is_changed(rule, changed):
    content, broken = plant_error(RETURN, rule)
    assert broken == rule
    assert content.movements == ({**ROW, **changed},)
    assert content.cover == RETURN.cover


def test_the_cover_forgets_the_last_row():
    content, broken = plant_error(RETURN, "V09")
    assert (broken, content.cover["benefit_total"]) == ("V09", Decimal(0))


def test_nobody_is_responsible():
    content, broken = plant_error(RETURN, "V03")
    assert (broken, content.projects[0]["responsible_person"]) == ("V03", "")


@pytest.mark.parametrize("rule", ["V04", "V05", "V06", "V08", "V09", "V11"])
def test_without_a_row_to_change_the_cover_miscounts(rule):
    content, broken = plant_error(ReturnContent({"project_count": 4, "benefit_total": Decimal(0)}), rule)
    assert (broken, content.cover["project_count"]) == ("V09", 1)
