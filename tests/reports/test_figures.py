"""leaderboard.json as docs/文件与命令.md leaderboard.json has it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sanzi_lib.measures.model import Part
from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures

DAY = date(2024, 6, 30)

UNIT_KEYS = [
    "code",
    "unit",
    "state",
    "days_late",
    "projects",
    "quantities",
    "social_benefit",
    "cases",
    "case_results",
    "benefit",
    "treasury",
    "available",
    "target",
    "benefit_cumulative",
    "treasury_cumulative",
    "available_cumulative",
    "attainment",
    "gap",
    "rank",
    "tied",
    "previous_rank",
    "rank_change",
    "open",
    "of_which",
]


def read(board):
    figures = build_leaderboard_figures(board, DAY)
    assert figures.name == "leaderboard.json"
    assert figures.text.endswith("}\n")
    return json.loads(figures.text)


def test_head(board):
    data = read(board)
    head = "format programme month group group_name tabulated_on period time_progress rule units totals"
    assert list(data) == head.split()
    assert data["month"] == "2024-06"
    assert data["period"] == ["2024-05-26", "2024-06-25"]
    assert data["time_progress"] == "0.5000000000"
    assert data["rule"] == {"metric": "attainment", "tie_breakers": []}


def test_an_accepted_unit(board):
    unit = read(board)["units"][0]
    assert list(unit) == UNIT_KEYS
    assert unit == {
        "code": "430423",
        "unit": "衡山县",
        "state": "accepted",
        "days_late": 0,
        "projects": 3,
        "quantities": [{"unit": "亩", "quantity": "120.5"}, {"unit": "平方米", "quantity": "3200"}],
        "social_benefit": ["带动就业120人。", "新增停车位300个", "改善老旧小区环境"],
        "cases": ["老旧校区变身康养中心"],
        "case_results": [],
        "benefit": "30000.00",
        "treasury": "12000.00",
        "available": "8000.00",
        "target": "453600.00",
        "benefit_cumulative": "272160.00",
        "treasury_cumulative": "90000.00",
        "available_cumulative": "60000.00",
        "attainment": "0.6000000000",
        "gap": "0.1000000000",
        "rank": 1,
        "tied": False,
        "previous_rank": None,
        "rank_change": None,
        "open": {"findings": 0, "amount": "0.00"},
        "of_which": [],
    }


def test_all_digits_that_are_there(board):
    units = read(board)["units"]
    assert units[1]["benefit"] == "1234.565"
    assert units[3]["benefit"] == "0.000001"
    assert units[2]["benefit"] == "-500.00"


def test_nothing_is_not_zero(board):
    missing = read(board)["units"][6]
    assert [missing[key] for key in ("projects", "quantities", "benefit", "treasury", "available")] == [
        None,
        [],
        None,
        None,
        None,
    ]
    assert (missing["days_late"], missing["state"], missing["benefit_cumulative"]) == (
        None,
        "not_reported",
        "51056.823",
    )


def test_totals(board):
    # 1652921.972 / 3811441.48 = 0.433673711290...
    assert read(board)["totals"] == {
        "projects": 20,
        "benefit": "32734.565001",
        "treasury": "13800.00",
        "available": "9500.00",
        "target": "3811441.48",
        "benefit_cumulative": "1652921.972",
        "treasury_cumulative": "430000.00",
        "available_cumulative": "230000.00",
        "attainment": "0.4336737113",
        "gap": "-0.0663262887",
        "open": {"findings": 0, "amount": "0.00"},
        "attainment_without_open": None,
        "ranks_without_open": {},
    }


def test_parts_have_the_same_keys_less_the_rank(board, enterprises):
    part = Part("4304E1", "市城发集团", "accepted", 0, enterprises.rows[0].amounts, ("带动就业",), ())
    changed = replace(board, rows=(replace(board.rows[0], of_which=(part,)),))
    written = read(changed)["units"][0]["of_which"][0]
    assert list(written) == [*UNIT_KEYS[:-6], "open"]
    assert (written["target"], written["attainment"], written["social_benefit"]) == (None, None, ["带动就业"])


def test_no_target_anywhere(enterprises):
    totals = read(enterprises)["totals"]
    assert (totals["target"], totals["attainment"], totals["gap"]) == (None, None, None)


def test_weights_are_told(board):
    rule = RankRule.model_validate({"metric": "weighted", "weights": {"attainment": "0.60"}})
    assert read(replace(board, rule=rule))["rule"]["weights"] == {"attainment": "0.60"}


def test_the_same_board_gives_the_same_text(board):
    first, second = (build_leaderboard_figures(board, DAY).text for _ in range(2))
    assert first == second
    assert "\\u" not in first
