"""What last month gives to this month's template; worked out by hand."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sanzi_lib.ledger.model import Accepted, Cover, ReadReturn, ReadSheet, Row
from sanzi_lib.ledger.template.content import Cumulative, Prefill
from sanzi_lib.ledger.template.prefill import keep_open, prefill_from
from sanzi_lib.months import Month
from sanzi_lib.schema import CASES, CONTACTS, FUNDS, MOVEMENTS, PROJECTS, RETURNS, Schema

FIRST, SECOND = "4304B2-ZY03-2024-0001", "4304B2-ZC04-2024-0002"


def frame(schema: Schema, rows):
    defaults = {"str": "", "int64": 0, "Int64": None, "bool": False, "boolean": None, "object": None}
    filled = [{key: row.get(key, defaults[kind]) for key, kind in schema.items()} for row in rows]
    return pd.DataFrame(filled, columns=list(schema)).astype(dict(schema))


@pytest.fixture
def accepted():
    wan = 1_000_000
    movements = [
        {"unit": "4304B2", "month": 2, "project": FIRST, "benefit": 100 * wan + 1, "treasury": 60 * wan,
         "opening_benefit": 20 * wan, "opening_treasury": 5 * wan},
        {"unit": "4304B2", "month": 3, "project": FIRST, "benefit": 10 * wan, "restated_benefit": -3 * wan,
         "restated_treasury": -1 * wan, "available": 2 * wan},
        {"unit": "4304B2", "month": 4, "project": FIRST, "benefit": 999 * wan},
        {"unit": "4304B3", "month": 3, "project": "4304B3-ZY02-2024-0001", "benefit": 7 * wan},
    ]  # fmt: skip
    projects = [
        {"unit": "4304B2", "month": 2, "project": FIRST, "name": "旧名", "category": "资源", "expected": wan},
        {"unit": "4304B2", "month": 3, "project": FIRST, "name": "河砂", "category": "资源", "expected": 2 * wan,
         "persons": ("张三",)},
        {"unit": "4304B2", "month": 3, "project": SECOND, "name": "停车场", "field": "特许经营权领域", "expected": wan},
        {"unit": "4304B2", "month": 4, "project": FIRST, "name": "以后的名"},
    ]  # fmt: skip
    funds = [
        {"unit": "4304B2", "month": 2, "kind": "政府性基金", "item": "水资源费", "income": 9 * wan,
         "carryover": 5 * wan, "recovered": 1, "row": 5},
        {"unit": "4304B2", "month": 2, "kind": "部门结转结余", "item": "专户 一", "carryover": 7 * wan, "row": 6},
        {"unit": "4304B2", "month": 3, "kind": "单位资金沉淀结余", "item": "专户一", "carryover": 90071992547410000,
         "years": Decimal("0.5"), "research": False, "recovered": 0, "row": 5},
        {"unit": "4304B2", "month": 3, "kind": "项目支出结转", "item": "两行", "row": 6},
        {"unit": "4304B2", "month": 3, "kind": "项目支出结转", "item": "两行", "research": True, "row": 7},
        {"unit": "4304B2", "month": 4, "kind": "项目支出结转", "item": "以后的", "row": 5},
        {"unit": "4304B3", "month": 3, "kind": "项目支出结转", "item": "别人的", "row": 5},
    ]  # fmt: skip
    return Accepted(Month(2024, 4), frame(MOVEMENTS, movements), frame(CASES, []), frame(PROJECTS, projects),
                    frame(CONTACTS, []), frame(FUNDS, funds), frame(RETURNS, []), ())  # fmt: skip


def test_cumulative_figures_are_months_openings_and_restatements(accepted, hengyang):
    unit = hengyang.unit_by_code["4304B2"]
    prefill = prefill_from(accepted, hengyang, unit, Month(2024, 4))
    # 效益 100.000001 + 10 + 期初 20 − 3；入库 60 + 5 − 1；可用财力 2。四月的数不计入四月模板。
    assert prefill.cumulative == {FIRST: Cumulative(Decimal("127.000001"), Decimal(64), Decimal(2))}


def test_projects_are_those_of_the_last_accepted_month(accepted, hengyang):
    prefill = prefill_from(accepted, hengyang, hengyang.unit_by_code["4304B2"], Month(2024, 4))
    assert [row["name"] for row in prefill.projects] == ["河砂", "停车场"]
    assert prefill.projects[0]["expected"] == 2
    assert [row["field"] for row in prefill.projects] == ["水利资源领域", "特许经营权领域"]  # the first one is proposed
    assert all("responsible_person" not in row for row in prefill.projects)


def test_a_unit_with_nothing_accepted_gets_nothing(accepted, hengyang):
    prefill = prefill_from(accepted, hengyang, hengyang.unit_by_code["430481"], Month(2024, 4))
    assert (prefill.projects, prefill.funds) == ((), ())
    assert prefill.cumulative == {}


def test_funds_are_carried_over_as_each_was_last_listed(accepted, hengyang):
    """水资源费 was left out in March and stands as in February; 专户一 moved to another kind and is one item."""
    prefill = prefill_from(accepted, hengyang, hengyang.unit_by_code["4304B2"], Month(2024, 4))
    assert prefill.funds == (
        {"fund_kind": "单位资金沉淀结余", "fund": "专户一", "carried": Decimal("90071992547.41"),
         "years": Decimal("0.5"), "research": "否", "recovered": Decimal(0)},
        {"fund_kind": "项目支出结转", "fund": "两行"},
        {"fund_kind": "项目支出结转", "fund": "两行", "research": "是"},
        {"fund_kind": "政府性基金", "fund": "水资源费", "income": Decimal(9), "carried": Decimal(5),
         "recovered": Decimal("0.000001")},
    )  # fmt: skip
    assert prefill_from(accepted, hengyang, hengyang.unit_by_code["4304B2"], Month(2024, 1)).funds == ()


def test_the_return_itself_gives_every_cell(accepted, hengyang):
    values = {"project": FIRST, "name": "河砂", "expected": 12_345_600, "quantity": Decimal("1.5"), "guarantee": True,
              "due_on": date(2024, 12, 31), "book_value": 0, "field": "", "status": "坏值"}  # fmt: skip
    given = frozenset(values) - {"book_value", "field"}
    empty = ReadSheet("", {}, (), ())
    sheet = ReadSheet("项目台账", {}, (Row(5, values, given, frozenset({"status"})),), ())
    last = ReadReturn("a.xlsx", "0" * 64, Cover(), sheet, empty, empty, empty, ())
    unit = hengyang.unit_by_code["4304B2"]
    (row,) = prefill_from(accepted, hengyang, unit, Month(2024, 4), last=last).projects
    assert row == {
        "project": FIRST,
        "name": "河砂",
        "expected": Decimal("12.3456"),
        "quantity": Decimal("1.5"),
        "guarantee": "是",
        "due_on": date(2024, 12, 31),
        "field": "水利资源领域",
    }


def test_a_new_year_begins_with_what_is_open(accepted, hengyang):
    """Ids stay; neither cumulative figures nor funds go over, and what is done or given up stays behind."""
    unit = hengyang.unit_by_code["4304B2"]
    whole = prefill_from(accepted, hengyang, unit, Month(2025, 1))
    assert whole.projects == prefill_from(accepted, hengyang, unit, Month(2024, 5)).projects != ()
    assert keep_open(whole, hengyang) == Prefill(whole.projects)
    statuses = ("已盘活", "退出", "推进中")
    several = Prefill(tuple({**whole.projects[0], "status": status} for status in statuses))
    assert [row["status"] for row in keep_open(several, hengyang).projects] == ["推进中"]
