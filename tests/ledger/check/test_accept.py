"""Acceptance month by month, and V07 (docs/核验规则.md 月报、规则)."""

from __future__ import annotations

from datetime import datetime

from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"
UNIT = "430422"


def cumulative(accepted, project=P):
    rows = accepted.movements[accepted.movements["project"] == project]
    return {
        key: sum(int(v) for v in rows[f"opening_{key}"] + rows[key] + rows[f"restated_{key}"])
        for key in ("benefit", "treasury", "available")
    }


def override(month, rule="V07", project=P, unit="衡南县"):
    return OverrideLine(
        month=month, unit=unit, rule=rule, project=project, reason="已核实", by="赵六", date="2024-07-01", line=2
    )


def test_two_months_add_up(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": "100.5", "newly": True}], month="2024-01"),
        build.make([{"project": P, "benefit": 20, "benefit_before": "100.5"}], month="2024-02"),
    )
    assert errors(accepted, 0) == errors(accepted, 1) == []
    assert accepted.movements["benefit"].tolist() == [100_500_000, 20_000_000]
    assert accepted.movements["opening_benefit"].tolist() == [0, 0]
    assert accepted.movements["month"].tolist() == [1, 2]
    assert cumulative(accepted)["benefit"] == 120_500_000


def test_frames_hold_every_unit_and_month(build, programme):
    accepted = build.accept(build.make(month="2024-02"))
    assert len(accepted.returns) == 2 * len(programme.units)
    assert accepted.returns["unit"].tolist()[:2] == ["4304B1", "4304B1"]
    assert set(accepted.returns["state"]) == {"not_reported", "accepted"}
    assert [month.has_folder for month in accepted.months] == [False, True]
    assert accepted.movements.empty


def test_opening_is_an_error_in_january(build, errors):
    accepted = build.accept(build.make([{"project": P, "benefit": 5, "benefit_before": 50}], month="2024-01"))
    assert errors(accepted) == [("V07", "盘活情况表", "M3", P)]
    assert accepted.movements.empty


def test_opening_of_the_first_return_is_a_note_and_after_the_first_board_month_catches_up(build, errors):
    june = build.accept(build.make([{"project": P, "benefit": 5, "benefit_before": 50}], month="2024-06"))
    assert errors(june) == []
    assert errors(june, level="提示") == [("V07", "盘活情况表", "M3", P)]
    assert june.movements["opening_benefit"].tolist() == [50_000_000]
    july = build.accept(build.make([{"project": P, "benefit": 5, "benefit_before": 50}], month="2024-07"))
    assert errors(july) == []
    assert errors(july, level="核实") == []
    assert errors(july, level="提示") == [("V07", "盘活情况表", "M3", P)]
    assert cumulative(july)["benefit"] == 55_000_000


def test_opening_of_treasury_and_available(build, errors):
    row = {
        "project": P,
        "benefit": 10,
        "treasury": 10,
        "available": 4,
        "restated_treasury": -1,
        "reason": "退款",
        "treasury_to_date": 100,
        "available_to_date": 40,
    }
    accepted = build.accept(build.make([row], month="2024-03"))
    assert errors(accepted) == []
    assert accepted.movements["opening_treasury"].tolist() == [91_000_000]
    assert accepted.movements["opening_available"].tolist() == [36_000_000]
    assert cumulative(accepted) == {"benefit": 10_000_000, "treasury": 100_000_000, "available": 40_000_000}


def test_blank_year_to_date_means_no_opening(build, errors):
    accepted = build.accept(build.make([{"project": P, "benefit": 10, "treasury": 10}], month="2024-03"))
    assert accepted.movements["opening_treasury"].tolist() == [0]
    assert errors(accepted, level="提示") == []


def test_negative_opening_is_an_error(build, errors):
    row = {"project": P, "benefit": 100, "treasury": 100, "treasury_to_date": 50}
    accepted = build.accept(build.make([row], month="2024-03"))
    assert errors(accepted) == [("V07", "盘活情况表", "Q3", P)]


def test_opening_difference_is_an_error_and_later_months_go_on(build, errors, state_of):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make([{"project": P, "benefit": 10, "benefit_before": 90}], month="2024-02"),
        build.make([{"project": P, "benefit": 1, "benefit_before": 100}], month="2024-03"),
    )
    assert errors(accepted, 1) == [("V07", "盘活情况表", "M3", P)]
    assert state_of(accepted, month=2) == "sent_back"
    assert state_of(accepted, month=3) == "accepted"
    assert cumulative(accepted)["benefit"] == 101_000_000


def test_the_message_names_the_month_sent_back_that_explains_it(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make([{"project": P, "benefit": 10, "benefit_before": 100, "benefit_to_date": 111}], month="2024-02"),
        build.make([{"project": P, "benefit": 1, "benefit_before": 110}], month="2024-03"),
    )
    assert errors(accepted, 1) == [("V06", "盘活情况表", "P3", P)]
    assert errors(accepted, 2) == [("V07", "盘活情况表", "M3", P)]
    assert "2024年02月" in accepted.months[2].findings[0].message
    assert "退回" in accepted.months[2].findings[0].message


def test_the_message_names_the_missing_month(build):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make([{"project": P, "benefit": 1, "benefit_before": 110}], month="2024-03"),
    )
    assert "2024年02月（未报送）" in accepted.months[2].findings[0].message


def test_what_a_sent_back_month_would_have_brought_is_an_opening(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 10, "benefit_to_date": 11}], month="2024-01"),
        build.make([{"project": P, "benefit": 1, "benefit_before": 10}], month="2024-02"),
    )
    assert errors(accepted, 1) == []
    assert errors(accepted, 1, level="提示") == [("V07", "盘活情况表", "M3", P)]
    assert cumulative(accepted)["benefit"] == 11_000_000


def test_a_correction_sent_later_makes_the_difference_a_note(build, errors):
    january = build.make([{"project": P, "benefit": 100}], month="2024-01")
    correction = build.make(
        [{"project": P, "benefit": 80}], month="2024-01", kind="更正", sent=datetime(2024, 2, 26), file="更正.xlsx"
    )
    february = build.make([{"project": P, "benefit": 5, "benefit_before": 100}], month="2024-02")
    accepted = build.accept(january, correction, february)
    assert errors(accepted, 1) == []
    assert errors(accepted, 1, level="提示") == [("V07", "盘活情况表", "M3", P)]
    assert cumulative(accepted)["benefit"] == 85_000_000
    wrong = build.make([{"project": P, "benefit": 5, "benefit_before": 99}], month="2024-02")
    assert errors(build.accept(january, correction, wrong)) == [("V07", "盘活情况表", "M3", P)]


def test_a_correction_sent_before_is_no_excuse(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make(
            [{"project": P, "benefit": 80}], month="2024-01", kind="更正", sent=datetime(2024, 2, 20), file="g.xlsx"
        ),
        build.make([{"project": P, "benefit": 5, "benefit_before": 100}], month="2024-02"),
    )
    assert errors(accepted, 1) == [("V07", "盘活情况表", "M3", P)]


def test_a_late_return_of_the_month_before(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make(
            [{"project": P, "benefit": 7, "benefit_before": 100}],
            month="2024-02",
            kind="补报",
            sent=datetime(2024, 3, 28),
        ),
        build.make([{"project": P, "benefit": 5, "benefit_before": 100}], month="2024-03"),
    )
    assert errors(accepted, 2) == []
    assert cumulative(accepted)["benefit"] == 112_000_000


def test_a_project_that_a_later_correction_withdrew_brings_no_opening(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make(month="2024-01", kind="更正", sent=datetime(2024, 2, 26), file="更正.xlsx"),
        build.make([{"project": P, "benefit": 5, "benefit_before": 100}], month="2024-02"),
    )
    assert errors(accepted, 1) == []
    assert cumulative(accepted)["benefit"] == 5_000_000


def test_a_difference_that_an_override_accepted_is_carried(build, errors):
    returns = (
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make([{"project": P, "benefit": 10, "benefit_before": 130}], month="2024-02"),
        build.make([{"project": P, "benefit": 1, "benefit_before": 140}], month="2024-03"),
    )
    accepted = build.accept(*returns, overrides=(override("2024-02"),))
    assert [errors(accepted, month) for month in (0, 1, 2)] == [[], [], []]
    assert cumulative(accepted)["benefit"] == 111_000_000
    (finding,) = [f for f in accepted.months[1].findings if f.rule == "V07"]
    assert finding.override is not None
    assert finding.override.by == "赵六"
    wrong = build.make([{"project": P, "benefit": 1, "benefit_before": 150}], month="2024-03")
    assert errors(build.accept(*returns[:2], wrong, overrides=(override("2024-02"),))) == [
        ("V07", "盘活情况表", "M3", P)
    ]


def test_treasury_to_date_is_held_against_the_record_where_it_is_given(build, errors):
    january = build.make([{"project": P, "benefit": 100, "treasury": 60}], month="2024-01")
    february = {"project": P, "benefit": 10, "benefit_before": 100, "treasury": 5}
    assert errors(build.accept(january, build.make([february], month="2024-02"))) == []
    right = february | {"treasury_to_date": 65}
    assert errors(build.accept(january, build.make([right], month="2024-02"))) == []
    wrong = february | {"treasury_to_date": 66}
    assert errors(build.accept(january, build.make([wrong], month="2024-02"))) == [("V07", "盘活情况表", "Q3", P)]


def test_a_restatement_alone_moves_the_cumulative_figure(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make(
            [
                {
                    "project": P,
                    "benefit_before": 100,
                    "restated_benefit": -3,
                    "reason": "多报",
                    "restated_month": Month(2024, 1),
                }
            ],
            month="2024-02",
        ),
    )
    assert errors(accepted) == []
    assert cumulative(accepted)["benefit"] == 97_000_000
    assert accepted.movements["restated_month"].tolist()[1] == 1
    assert accepted.movements["reason"].tolist() == ["", "多报"]


def test_no_cumulative_figure_becomes_negative(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100, "treasury": 10}], month="2024-01"),
        build.make(
            [{"project": P, "benefit_before": 100, "restated_treasury": -11, "reason": "退款"}], month="2024-02"
        ),
    )
    assert errors(accepted) == [("V04", "盘活情况表", "S3", P)]


def test_a_wrong_opening_figure_is_no_negative_cumulative_one(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 10}], month="2024-01"),
        build.make([{"project": P, "benefit_before": 30, "restated_benefit": -20, "reason": "多报"}], month="2024-02"),
    )
    assert errors(accepted) == [("V07", "盘活情况表", "M3", P)]


def test_of_a_project_that_stands_twice_the_row_that_agrees_is_compared(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}, {"project": Q, "benefit": 7}], month="2024-01"),
        build.make(
            [{"project": Q, "benefit": 1, "benefit_before": 100}, {"project": Q, "benefit": 1, "benefit_before": 7}],
            month="2024-02",
        ),
    )
    assert errors(accepted) == [("V15", "盘活情况表", "A4", Q)]


def test_an_unreadable_amount_raises_nothing_else(build, errors):
    accepted = build.accept(
        build.make(
            [{"project": P, "benefit_to_date": 100, "cash": 100, "treasury": 5}],
            month="2024-01",
            bad={0: {"benefit"}},
            benefit_total=100_000_000,
        )
    )
    assert errors(accepted) == []


def test_an_unreadable_opening_cell_is_silent(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 100}], month="2024-01"),
        build.make(
            [{"project": P, "benefit": 1, "benefit_to_date": 101}], month="2024-02", bad={0: {"benefit_before"}}
        ),
    )
    assert errors(accepted, 1) == []


def test_the_field_of_a_movement(build):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 1}], month="2024-01"),
        build.make(
            [{"project": "4304B2-ZY03-2024-0001", "benefit": 1}],
            unit="市水利局",
            month="2024-01",
            projects=[{"project": "4304B2-ZY03-2024-0001", "field": "特许经营权领域"}],
            cases=[{"project": "4304B2-ZY03-2024-0001", "title": "标题"}],
        ),
    )
    assert accepted.movements["unit"].tolist() == ["4304B2", UNIT]
    assert accepted.movements["field"].tolist() == ["特许经营权领域", ""]
    assert accepted.cases["field"].tolist() == ["特许经营权领域"]
    assert accepted.projects["persons"].tolist() == [("张三", "李四", "王五")] * 2


def test_kinds_that_are_not_given_are_missing_and_large_amounts_stay_exact(build):
    accepted = build.accept(
        build.make([{"project": P, "benefit": "90071992547.41", "cash": "90071992547.41"}], month="2024-01")
    )
    assert accepted.movements["benefit"].tolist() == [90_071_992_547_410_000]
    assert accepted.movements["cash"].tolist() == [90_071_992_547_410_000]
    assert accepted.movements["financing"].isna().tolist() == [True]
