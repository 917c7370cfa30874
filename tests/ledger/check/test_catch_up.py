"""补计, V07, V30 and V32: what a return says of earlier months (docs/核验规则.md 补计). Amounts by hand, 万元."""

from __future__ import annotations

from datetime import datetime

import pytest

from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"
R = "430422-ZY05-2024-0003"
WRONG = {"project": R, "benefit": 1, "cash": 2}
"""A row with an 错误 of its own (V08), which sends its return back."""


@pytest.fixture
def found(build, errors):
    """Findings of V07, V30 and V32, and any other 核实, of the last month, which is accepted."""

    def find(*returns):
        accepted = build.accept(*returns)
        assert errors(accepted) == []
        return [
            (f.rule, f.level, f.cell, f.project)
            for f in accepted.months[-1].findings
            # A return here lists only what moved, so that projects seem to be gone (V36).
            if f.rule in ("V07", "V30", "V32") or (f.level == "核实" and f.rule != "V36")
        ]

    return find


@pytest.fixture
def january(build):
    return build.make([{"project": P, "benefit": 100, "treasury": 50}], month="2024-01")


def caught_up(amount, before=100, **values):
    return {"project": P, "benefit_before": before, "restated_benefit": amount, "reason": "补计2月"} | values


def test_a_month_never_reported_is_caught_up(build, found, january):
    """By 追溯调整 and by 期初数, small beside the target of 500 228.24: no question."""
    march = build.make([caught_up(10), {"project": Q, "benefit": 5, "benefit_before": 20}], month="2024-03")
    assert found(january, march) == [("V07", "提示", "M4", Q), ("V30", "提示", "N3", P)]


def test_a_month_never_reported_out_of_proportion_is_asked(build, found, january):
    """Half of the target is 250 114.12; two missed months of that each are 500 228.24."""

    def find(amount):
        april = build.make([{"project": Q, "benefit": 5, "benefit_before": amount}], month="2024-04")
        return [item[:2] for item in found(january, april) if item[3] == Q and item[0] == "V07"]

    assert find("500228.24") == [("V07", "提示")]
    assert find("500228.250000") == [("V07", "核实")]


def test_after_the_first_board_month_too(build, found):
    june = build.make([{"project": P, "benefit": 100}], month="2024-06")
    august = build.make([caught_up(10), {"project": Q, "benefit": 5, "benefit_before": 20}], month="2024-08")
    assert found(june, august) == [("V07", "提示", "M4", Q), ("V30", "提示", "N3", P)]


def test_a_correction_catches_up_as_the_return_did(build, found, january):
    returns = (
        build.make([caught_up(10)], month="2024-03"),
        build.make([caught_up(12)], month="2024-03", kind="更正", sent=datetime(2024, 3, 25), file="更正.xlsx"),
    )
    assert found(january, *returns) == [("V30", "提示", "N3", P)]


def test_a_month_sent_back_is_caught_up_by_its_year_to_date(build, found, january):
    """February's row: 5 before and 30 in the month, so 35 is due; 30, the month alone, is right too."""
    february = build.make(
        [WRONG, {"project": Q, "benefit": 30, "benefit_before": 5}], month="2024-02", sent=datetime(2024, 2, 24)
    )

    def find(amount):
        march = build.make(
            [{"project": Q, "benefit": 1, "benefit_before": amount}, {"project": R, "benefit_before": 1}],
            month="2024-03",
        )
        return [level for rule, level, _, project in found(january, february, march) if (rule, project) == ("V07", Q)]

    assert find(35) == find(30) == ["提示"]
    assert find(34) == ["核实"]


def test_two_months_sent_back_are_caught_up_by_their_sum(build, found, january):
    """March's row may hold February's 10 as standing before, though it was not accepted, or leave it out."""
    february = build.make([WRONG, {"project": P, "benefit": 10, "benefit_before": 100}], month="2024-02")

    def find(before, amount):
        march = build.make([WRONG, {"project": P, "benefit": 7, "benefit_before": before}], month="2024-03")
        april = build.make([caught_up(amount), {"project": R, "benefit_before": 1}], month="2024-04")
        told = found(january, february, march, april)
        return [level for rule, level, _, project in told if (rule, project) == ("V30", P)]

    assert find(110, 17) == ["提示"]
    assert find(100, 17) == ["提示"]
    assert find(100, 7) == ["提示"]  # the newest year to date, 107, less 100
    assert find(110, 16) == ["核实"]
    assert find(105, 17) == ["核实"]  # 105 was never true: March's row has an 错误 of its own, February's 10 is left


def test_opening_and_restatement_are_one_amount(build, found, january):
    february = build.make([WRONG, {"project": Q, "benefit": 30}], month="2024-02")
    row = {"project": Q, "benefit": 1, "benefit_before": 20, "restated_benefit": 10, "reason": "补计2月"}
    march = build.make([row, {"project": R, "benefit_before": 1}], month="2024-03")
    assert [item for item in found(january, february, march) if item[3] == Q] == [("V07", "提示", "M3", Q)]


def test_treasury_is_held_by_itself(build, found, january):
    february = build.make(
        [WRONG, {"project": P, "benefit": 10, "benefit_before": 100, "treasury": 6, "treasury_to_date": 56}],
        month="2024-02",
    )

    def find(treasury):
        march = build.make(
            [caught_up(10, restated_treasury=treasury), {"project": R, "benefit_before": 1}], month="2024-03"
        )
        return [item[1:3] for item in found(january, february, march) if item[0] == "V30" and item[3] == P]

    assert find(6) == [("提示", "N3"), ("提示", "S3")]
    assert find(7) == [("提示", "N3"), ("核实", "S3")]


def test_a_doubtful_row_sent_back_explains_nothing(build, found, january):
    """5 386 300 万元 drew V12 and V21 in February; the same amount in March is asked again."""
    february = build.make([WRONG, {"project": P, "benefit": 5386300, "benefit_before": 100}], month="2024-02")
    march = build.make([caught_up(5386300), {"project": R, "benefit_before": 1}], month="2024-03")
    assert [item[:2] for item in found(january, february, march) if item[3] == P] == [("V12", "核实"), ("V30", "核实")]


def test_what_was_sent_after_this_return_explains_nothing(build, found, january):
    late = build.make(
        [WRONG, {"project": P, "benefit": 10, "benefit_before": 100}], month="2024-02", sent=datetime(2024, 3, 28)
    )
    march = build.make([caught_up(9)], month="2024-03")
    assert found(january, late, march) == [("V30", "提示", "N3", P)]  # as a month never reported


def test_a_project_sent_back_with_money_and_not_brought_is_a_note(build, found, january):
    february = build.make([WRONG, {"project": Q, "benefit": 30}], month="2024-02")
    listed = [{"project": P}, {"project": Q}, {"project": R}]
    march = build.make([{"project": R, "benefit_before": 1}], month="2024-03", projects=listed)
    assert found(january, february, march) == [
        ("V07", "核实", "M3", R),  # its row in February had an 错误, so nothing explains its 期初数
        ("V30", "提示", "A4", Q),
    ]


def test_what_v07_names_is_not_called_left_out_too(build, january):
    february = build.make([WRONG, {"project": P, "benefit": 10, "benefit_before": 100}], month="2024-02")
    march = build.make([{"project": P, "benefit": 1, "benefit_before": 110}], month="2024-03")
    found = [f for f in build.accept(january, february, march).months[-1].findings if f.project == P]
    assert [(f.rule, f.level) for f in found if f.rule in ("V07", "V30")] == [("V07", "错误")]


def test_months_before_the_last_accepted_one_are_not_caught_up(build, found, january):
    """February is missed, March accepted: April catches nothing up, and 10 of 107 is above 5 %."""
    march = build.make([{"project": P, "benefit": 7, "benefit_before": 100}], month="2024-03")
    april = build.make([caught_up(10, before=107, restated_month=Month(2024, 2))], month="2024-04")
    assert found(january, march, april) == [("V30", "核实", "N3", P)]


def test_a_restatement_of_an_accepted_month_is_none_of_the_missed_ones(build, found, january):
    march = build.make([caught_up(10, restated_month=Month(2024, 1))], month="2024-03")
    assert found(january, march) == [("V30", "核实", "N3", P)]
    assert found(january, build.make([caught_up(10, restated_month=Month(2024, 2))], month="2024-03")) == [
        ("V30", "提示", "N3", P)
    ]


def test_newly_in_a_missed_month_needs_no_money_of_this_month(build, found, january):
    row = {"project": Q, "newly": True, "benefit_before": 20}
    assert found(january, build.make([row], month="2024-03")) == [("V07", "提示", "M3", Q)]


def test_an_opening_without_a_missed_month(build, found, january):
    """Up to the first board month (June) it is asked; in the unit's first accepted return it is a note."""
    february = build.make([{"project": Q, "benefit": 5, "benefit_before": 20}], month="2024-02")
    assert found(january, february) == [("V07", "核实", "M3", Q)]
    assert found(february) == [("V07", "提示", "M3", Q)]


def test_v32_an_invented_opening_after_the_first_board_month(build, errors):
    june = build.make([{"project": P, "benefit": 100}], month="2024-06")
    row = {"project": Q, "benefit": 5, "benefit_before": 100000, "treasury": 5, "treasury_to_date": 15}
    july = build.make([row], month="2024-07")
    accepted = build.accept(june, july)
    assert errors(accepted) == [("V32", "盘活情况表", "M3", Q), ("V32", "盘活情况表", "Q3", Q)]
    assert not [f for f in accepted.months[-1].findings if f.rule == "V07"]
    assert accepted.movements["project"].tolist() == [P]


def test_v32_accepted_by_an_override_brings_its_opening(build, errors):
    june = build.make([{"project": P, "benefit": 100}], month="2024-06")
    july = build.make([{"project": Q, "benefit": 5, "benefit_before": 20}], month="2024-07")
    august = build.make([{"project": Q, "benefit": 1, "benefit_before": 25}], month="2024-08")
    line = OverrideLine(
        month="2024-07", unit="衡南县", rule="V32", project=Q, reason="已核实", by="赵六", date="2024-08-01", line=2
    )
    accepted = build.accept(june, july, august, overrides=(line,))
    assert errors(accepted, 6) == errors(accepted, 7) == []
    rows = accepted.movements[accepted.movements["project"] == Q]
    assert rows["opening_benefit"].tolist() == [20_000_000, 0]


def test_v07_names_the_months_sent_back_that_explain_it_together(build, january):
    february = build.make([WRONG, {"project": P, "benefit": 10, "benefit_before": 100}], month="2024-02")
    march = build.make([WRONG, {"project": P, "benefit": 7, "benefit_before": 110}], month="2024-03")
    april = build.make([{"project": P, "benefit": 1, "benefit_before": 117}], month="2024-04")
    (message,) = [
        f.message for f in build.accept(january, february, march, april).months[-1].findings if "V07" in f.rule
    ]
    assert "差额正是2024年02月、2024年03月被退回报表中的本月数" in message


def test_v30_above_a_share_of_what_stood_before(build, found, january):
    def find(**values):
        return found(january, build.make([{"project": P, "benefit_before": 100, **values}], month="2024-02"))

    at = [("V30", "核实", "N3", P)]
    assert find(restated_benefit=-5, reason="多报") == find(restated_benefit=5, reason="少报") == []
    assert find(restated_benefit="-5.000001", reason="多报") == find(restated_benefit="5.000001", reason="少报") == at
    assert find(restated_benefit=1) == at  # no reason


def test_v30_above_where_nothing_stood_before(build, found, january):
    row = {"project": Q, "restated_benefit": "0.01", "reason": "漏报"}
    assert found(january, build.make([row], month="2024-02")) == [("V30", "核实", "N3", Q)]


def test_v30_small_restatements_add_up(build, found, january):
    """5 of 100, 4 of 95, 4 of 91: each at most 5 %; together 9 of 95 is below 10 %, 13 of 91 above."""

    def row(before, amount):
        return {"project": P, "benefit_before": before, "restated_benefit": amount, "reason": "调整"}

    february = build.make([row(100, -5)], month="2024-02")
    march = build.make([row(95, -4)], month="2024-03")
    assert found(january, february, march) == []
    april = build.make([row(91, 4)], month="2024-04")
    assert found(january, february, march, april) == [("V30", "核实", "N3", P)]


def test_v30_leaves_what_caught_up_out_of_the_sum(build, found, january):
    """30 caught up in March is 补计; April's 5 of 130 is small, and all that counts."""
    march = build.make([caught_up(30)], month="2024-03")
    april = build.make([caught_up(5, before=130)], month="2024-04")
    assert found(january, march, april) == []


def test_v30_a_month_whose_return_came_after_this_one(build, found, january):
    february = build.make([{"project": P, "benefit": 7, "benefit_before": 100}], month="2024-02", kind="补报")
    late = build.make(
        [{"project": P, "benefit": 7, "benefit_before": 100}], month="2024-02", kind="补报", sent=datetime(2024, 3, 28)
    )

    def find(before, other):
        row = {"project": P, "benefit_before": before, "restated_benefit": 1, "reason": "少报"}
        return found(january, other, build.make([row | {"restated_month": Month(2024, 2)}], month="2024-03"))

    assert find(107, february) == []
    assert find(100, late) == [("V07", "提示", "M3", P), ("V30", "核实", "N3", P)]
