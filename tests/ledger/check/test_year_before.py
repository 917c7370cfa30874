"""What the first months of a year are asked about the year before: V36 and V37."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.acceptance.before import build_year_before
from sanzi_lib.ledger.acceptance.year import MonthInput, accept_year
from sanzi_lib.ledger.year_before import LastInjection, LeftOpen, YearBefore, parse_year_before
from sanzi_lib.months import Month, parse_month

P, Q, R = (f"430422-ZY05-2024-000{number}" for number in (1, 2, 3))
OTHER = "430424-ZY05-2024-0001"


@pytest.fixture(scope="module")
def next_year(programme):
    return programme.model_copy(update={"id": "hengyang-2025", "year": 2025, "first_board_month": Month(2025, 6)})


@pytest.fixture
def accept(next_year):
    """Accept returns of 2025 after a year before; gives (unit, month, rule, project, message) of a rule's findings."""

    def find(rule, before, *returns, through=None):
        last = parse_month(through) if through else max(one.cover.month for one in returns)
        months = [
            MonthInput(month, tuple(one for one in returns if one.cover.month == month))
            for month in last.months_of_year()
        ]
        accepted = accept_year(next_year, months, (), before)
        assert accepted.year_before == before
        found = [(checks.month.month, one) for checks in accepted.months for one in checks.findings]
        assert not [one for _, one in found if one.level == "错误"]
        return [(one.unit, month, one.project, one.message) for month, one in found if one.rule == rule]

    return find


def _year(build, programme, next_year, *returns, through="2024-12"):
    return build_year_before(build.accept(*returns, through=through), programme, next_year)


def test_the_risks_of_what_is_open_are_taken_along(build, programme, next_year):
    """Land is sold with money, and nobody says to whom."""
    sold = {"project": P, "method": "售", "subcategory": "土地", "buyer": None, "buyer_kind": None}
    november = build.make([{"project": P, "benefit": 5}], projects=[sold], month="2024-11")
    before = _year(build, programme, next_year, november)
    (left,) = before.left_open
    assert [(risk.month, risk.rule, risk.accepted) for risk in left.risks] == [(Month(2024, 11), "V24", False)]
    assert parse_year_before(before.to_text()) == before
    without = YearBefore((replace(left, risks=()),))
    assert json.loads(without.to_text())["left_open"][0] == ["衡南县", P, left.name, "5.00", "0.00"]  # as ever
    assert parse_year_before(without.to_text()) == without


def test_what_is_taken_of_the_year_before(build, programme, next_year):
    done = {"status": "已盘活", "done_on": date(2024, 10, 8)}
    november = build.make(
        [
            {"project": P, "benefit": 100, "injection": 100, "treasury": 0},
            {"project": Q, "benefit": 5, "cash": 5, "treasury": 2, "restated_benefit": 1, "reason": "更正"},
        ],
        projects=[
            {"project": P, "name": "旧厂房", "certificate": "衡国用（2005）第123号"} | done,
            {"project": Q, "name": "码头"},
            {"project": R, "name": "鱼塘", "status": "暂缓"},
        ],
        month="2024-11",
    )
    early = build.make(
        [{"project": OTHER, "benefit": 7, "injection": 7}],
        unit="衡东县",
        month="2024-09",
        projects=[{"project": OTHER}],
    )
    before = _year(build, programme, next_year, early, november)
    # 衡东县 and its September: open with its 台账, too long ago for V37.
    assert before.left_open == (
        LeftOpen("衡南县", Q, "码头", 6_000_000, 2_000_000),
        LeftOpen("衡南县", R, "鱼塘", 0, 0),
        LeftOpen("衡东县", OTHER, f"项目{OTHER}", 7_000_000, 0),
    )
    assert before.injections == (
        LastInjection("衡南县", Month(2024, 11), "旧厂房", "衡国用（2005）第123号", 100_000_000),
    )
    assert parse_year_before(before.to_text()) == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"left_open": [[1]], "injections": []}'])
def test_a_damaged_file_is_told(text):
    with pytest.raises(RecordError):
        parse_year_before(text)


def test_v36_january_asks_for_what_was_open(build, accept):
    before = YearBefore((LeftOpen("衡南县", P, "码头", 6_000_000, 2_000_000), LeftOpen("衡南县", Q, "鱼塘", 0, 0)))
    january = build.make(projects=[{"project": Q}], month="2025-01")
    assert accept("V36", before, january) == [
        (
            "衡南县",
            1,
            P,
            "上年末尚未完成的项目“码头”（上年累计经济效益6.00万元、入库收益2.00万元）不在本月台账中，请补回；"
            "已完成或退出的，请保留该行并改填项目状态。",
        )
    ]
    assert accept("V36", None, january) == []
    # Another unit's is none of its own; one that is there, in whatever state, is not asked for.
    assert accept("V36", YearBefore((LeftOpen("衡东县", OTHER, "塘", 0, 0),)), january) == []
    assert accept("V36", before, build.make(projects=[{"project": P}, {"project": Q}], month="2025-01")) == []


def test_v36_asks_once_in_the_first_return_that_is_accepted(build, accept):
    before = YearBefore((LeftOpen("衡南县", P, "码头", 0, 0),))
    months = [build.make(projects=[{"project": Q}], month=month) for month in ("2025-01", "2025-02", "2025-03")]
    assert [found[1] for found in accept("V36", before, *months)] == [1]
    assert [found[1] for found in accept("V36", before, *months[1:])] == [2]  # January is missing


def test_v37_pairs_with_the_year_before(build, accept):
    def find(month, then, *, amount=100, name="旧厂房", unit="市城发集团"):
        before = YearBefore((), (LastInjection(unit, Month(2024, then), "旧 厂房", "", 100_000_000),))
        row = {"project": P, "benefit": amount, "injection": amount}
        listed = {"project": P, "name": name, "evidence": "批复"}
        return [
            found[:3]
            for found in accept("V37", before, build.make([row], projects=[listed], month=f"2025-{month:02d}"))
        ]

    assert find(1, 12) == [("衡南县", 1, P)]
    assert find(1, 10) == [("衡南县", 1, P)]  # three months apart
    assert find(2, 11) == [("衡南县", 2, P)]
    assert find(2, 10) == []
    assert find(4, 12) == []
    assert find(1, 12, amount="98.9") == []
    assert find(1, 12, name="新厂房") == []
    assert find(1, 12, unit="衡南县") == []  # its own is V16's and V36's
    assert find(1, 12, unit="市旧投集团") == [("衡南县", 1, P)]  # a unit that is no more


def test_v37_names_who_injected_and_when(build, accept):
    before = YearBefore((), (LastInjection("市城发集团", Month(2024, 12), "", "衡国用（2005）第123号", 100_000_000),))
    listed = {"project": P, "certificate": "土地证：衡国用(2005)第123号", "evidence": "批复"}
    january = build.make([{"project": P, "benefit": 100, "injection": 100}], projects=[listed], month="2025-01")
    ((*_, message),) = accept("V37", before, january)
    assert message.startswith("资产注入100.00万元，与市城发集团2024年12月报送的资产注入100.00万元")
