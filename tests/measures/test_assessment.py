"""The annual assessment's indicators, worked out by hand, and its ranks held to the board's.

See docs/指标口径.md 年度考核.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hand_facts import gather

from sanzi_lib.measures.assessment import AssessmentTally, compute_assessment, score_indicators
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.rank import OnTime
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule
from sanzi_lib.params.load import read_programme
from sanzi_lib.schema import CHECK_COUNTS, PROJECTS, assert_schema

LEIYANG, CHANGNING, QIDONG = "430481", "430482", "430426"
LEAD, FIRM, WATER = "4304B9", "4304E1", "4304B2"
FIELD = "企业国有资产领域"
NO_PROJECTS = pd.DataFrame({column: pd.Series([], dtype=dtype) for column, dtype in PROJECTS.items()})
EQUAL = AssessmentRule(weights={"attainment": "60", "cash_share": "20", "on_time_share": "20"})

HALF = OnTime(3, 6)


def wan(text):
    return to_fen(Decimal(text))


def count(programme, through, found=None):
    """Check counts: nothing found, unless ``found`` says (sent back, errors, queries) for a unit and month."""
    rows = [
        {"unit": unit.code, "month": month, "sent_back": back, "errors": errors, "queries": queries}
        for unit in programme.units
        for month in range(1, through + 1)
        for back, errors, queries in [(found or {}).get((unit.code, month), (False, 0, 0))]
    ]
    frame = pd.DataFrame({name: pd.Series([r[name] for r in rows], dtype=kind) for name, kind in CHECK_COUNTS.items()})
    assert_schema(frame, CHECK_COUNTS, "check counts")
    return frame


def assess(programme, movements, cases, returns, month, found=None):
    last = Month(programme.year, month)
    return compute_assessment(gather(movements, cases, returns, programme, last), count(programme, month, found))


def unit_of(assessment, code):
    return next(unit for unit in assessment.units if unit.row.unit == code)


@pytest.fixture
def money(movements):
    return movements(
        {"unit": LEIYANG, "month": 2, "project": "a", "benefit": "78646.966", "treasury": "7864.6966"},  # 10 %
        {"unit": CHANGNING, "month": 3, "project": "b", "benefit": "131618.59"},  # 20 % of 658092.95
        {"unit": LEAD, "month": 2, "project": "c", "field": FIELD, "benefit": "100"},
        {"unit": FIRM, "month": 3, "project": "d", "field": FIELD, "benefit": "50", "treasury": "30"},
        {"unit": WATER, "month": 3, "project": "e", "field": FIELD, "benefit": "4"},
    )


def test_indicators_by_hand(programme, money, cases, returns):
    states = {(unit.code, 1): "not_reported" for unit in programme.units}
    states |= {
        (LEIYANG, 2): 3,  # late
        (LEIYANG, 3): "not_reported",
        (CHANGNING, 3): ("sent_back", 0),
        (QIDONG, 2): "not_reported",
        (QIDONG, 3): "not_reported",
    }
    found = {
        (CHANGNING, 2): (True, 0, 1),  # corrected since
        (CHANGNING, 3): (True, 2, 3),
        (LEIYANG, 2): (False, 0, 4),
    }
    told = cases(
        {"unit": LEIYANG, "month": 2, "project": "a", "title": "旧"},
        {"unit": LEIYANG, "month": 3, "project": "a", "title": "新"},
        {"unit": FIRM, "month": 3, "project": "d", "field": FIELD, "title": "集团的"},
    )
    assessment = assess(programme, money, told, returns(3, states), 3, found)
    # February and March are due: nobody sent anything for January
    assert unit_of(assessment, LEIYANG).tally == AssessmentTally(OnTime(0, 2), 1, 0, 0, 0, 4, 1)
    assert unit_of(assessment, CHANGNING).tally == AssessmentTally(OnTime(2, 2), 2, 2, 1, 2, 4, 0)
    assert unit_of(assessment, QIDONG).tally == AssessmentTally(OnTime(0, 2), 0, 0, 0, 0, 0, 0)
    assert unit_of(assessment, LEIYANG).row.amounts.attainment == Fraction(1, 10)
    assert unit_of(assessment, LEIYANG).row.amounts.cash_share == Fraction(1, 10)
    assert [(e.project, e.month) for e in unit_of(assessment, LEIYANG).cases] == [("a", 3)]
    counties = assessment.groups[1]
    # 7 units, 2 months each; Leiyang 0, Qidong 0, the other five 2 each
    assert counties.tally == AssessmentTally(OnTime(10, 14), 1 + 2 + 0 + 4 * 2, 2, 1, 2, 8, 1)
    assert assessment.tally.cases == 2
    assert assessment.tally.on_time == OnTime(46, 50)


def test_a_lead_departments_rates_are_its_boards_and_its_reporting_is_its_own(programme, money, cases, returns):
    told = cases({"unit": FIRM, "month": 3, "project": "d", "field": FIELD, "title": "集团的"})
    found = {(FIRM, 3): (True, 0, 5)}
    assessment = assess(programme, money, told, returns(3, {(FIRM, 3): 9}), 3, found)
    lead, firm, water = (unit_of(assessment, code) for code in (LEAD, FIRM, WATER))
    assert lead.row.amounts.benefit_cumulative == wan("154")
    assert lead.row.amounts.cash_share == Fraction(30, 154)
    assert lead.tally == AssessmentTally(OnTime(3, 3), 3, 0, 0, 0, 0, 0)
    assert firm.tally == AssessmentTally(OnTime(2, 3), 3, 1, 0, 0, 5, 1)
    assert (firm.row.amounts.target, firm.row.amounts.attainment) == (None, None)
    assert firm.row.amounts.benefit_cumulative == wan("50")
    # its project in another's field stands in that field's lead's row
    assert water.row.amounts.benefit_cumulative == 0


def test_months_are_the_boards_of_each_month(programme, money, cases, returns):
    states = returns(3, {(LEAD, 1): "sent_back", (LEIYANG, 3): "not_reported", (CHANGNING, 2): 4})
    assessment = assess(programme, money, cases(), states, 3)
    for group in assessment.groups:
        for month in (1, 2, 3):
            board = compute_board(gather(money, cases(), states, programme, Month(2024, month)), group.board.group)
            rows = {row.unit: row for row in board.rows}
            for unit in group.units:
                item, row = unit.months[month - 1], rows[unit.row.unit]
                assert (item.month, item.state, item.days_late) == (month, row.state, row.days_late)
                assert item.benefit == row.amounts.benefit
                assert item.benefit_cumulative == row.amounts.benefit_cumulative
    assert [item.benefit for item in unit_of(assessment, LEIYANG).months] == [0, wan("78646.966"), None]


@pytest.mark.parametrize("month", [1, 2, 3, 12])
def test_without_weights_ranks_are_the_boards(programme, money, cases, returns, month):
    assessment = assess(programme, money, cases(), returns(month), month)
    for group in assessment.groups:
        board = compute_board(gather(money, cases(), returns(month), programme, Month(2024, month)), group.board.group)
        assert [(unit.row.unit, unit.rank, unit.tied) for unit in group.units] == [
            (row.unit, row.rank, row.tied) for row in board.rows
        ]
        assert group.rule is None
        assert {unit.composite for unit in group.units} == {None}
        assert group.board.totals == board.totals


def test_no_text_of_a_board_is_carried_along(programme, movements, cases, returns):
    frame = movements(
        {"unit": LEAD, "month": 3, "project": "c", "field": FIELD, "benefit": "1", "social_benefit": "张三牵头"},
        {"unit": FIRM, "month": 3, "project": "d", "field": FIELD, "benefit": "1", "social_benefit": "张三牵头"},
        {"unit": LEIYANG, "month": 3, "project": "x", "restated_benefit": "1", "reason": "张三说的"},
    )
    told = cases({"unit": LEIYANG, "month": 3, "project": "a", "title": "张三的经验"})
    assessment = assess(programme, frame, told, returns(3), 3)
    assert "张三牵头" not in repr(assessment)
    assert "张三说的" not in repr(assessment)


def amounts(benefit=0, treasury=0, target=None):
    attainment = Fraction(benefit, target) if target else None
    return Amounts(0, (), 0, 0, 0, benefit, treasury, 0, target, attainment, None)


def tally(on_time=HALF, sent=6, back=1, errors=1, queries=2, cases=2):
    return AssessmentTally(on_time, sent, back, 0, errors, queries, cases)


def points_of(rule, *args):
    return {item.indicator: (item.weight, item.points) for item in score_indicators(rule, *args)}


def test_points_by_hand():
    # 60 × 40/100, 20 × 10/40, 20 × 3/6
    assert points_of(EQUAL, amounts(40, 10, 100), tally()) == {
        "attainment": (60, 24),
        "cash_share": (20, 5),
        "on_time_share": (20, 10),
    }
    # above 100 % is fine where no scale bounds it
    assert points_of(EQUAL, amounts(150, 0, 100), tally())["attainment"] == (60, 90)
    bounded = AssessmentRule(
        weights={"attainment": "50", "sent_back": "20", "open_findings": "20", "cases": "10"},
        scales={
            "attainment": {"full": "1", "zero": "0"},
            "sent_back": {"full": 0, "zero": 4},
            "open_findings": {"full": 0, "zero": 10},
            "cases": {"full": 4, "zero": 0},
        },
    )
    # 50 at most; 20 × (4 - 1)/4; 20 × (10 - 3)/10; 10 × 2/4
    assert points_of(bounded, amounts(150, 0, 100), tally()) == {
        "attainment": (50, 50),
        "sent_back": (20, 15),
        "open_findings": (20, 14),
        "cases": (10, 5),
    }


def test_what_a_unit_cannot_have_is_dropped_and_the_rest_scaled_to_100():
    # no target: 20 and 20 become 50 and 50; 50 × 10/40 + 50 × 3/6
    assert points_of(EQUAL, amounts(40, 10), tally()) == {
        "cash_share": (50, Fraction(25, 2)),
        "on_time_share": (50, 25),
    }
    # before anything was due only attainment and 入库率 are left; without benefit the latter is 0 and not dropped
    assert points_of(EQUAL, amounts(0, 0, 100), tally(OnTime(0, 0), 0)) == {
        "attainment": (75, 0),
        "cash_share": (25, 0),
    }
    counts = AssessmentRule(
        weights={"attainment": "40", "sent_back": "30", "open_findings": "30"},
        scales={"sent_back": {"full": 0, "zero": 4}, "open_findings": {"full": 0, "zero": 10}},
    )
    # whoever sent nothing had nothing sent back: no points for that
    assert points_of(counts, amounts(50, 0, 100), tally(OnTime(0, 6), 0, 0, 0, 0, 0)) == {"attainment": (100, 50)}
    assert points_of(counts, amounts(50, 0), tally(OnTime(0, 6), 0, 0, 0, 0, 0)) == {}


def test_with_weights_the_composite_ranks(programme, changed, money, cases, returns):
    weighed = changed(assessment=EQUAL)
    assessment = assess(weighed, money, cases(), returns(3, {(CHANGNING, 3): 2, (CHANGNING, 2): 2}), 3)
    counties = assessment.groups[1]
    # Leiyang 60 × 10 % + 20 × 10 % + 20 = 28; Changning 60 × 20 % + 0 + 20 × 1/3 = 18.67; the others 20 each
    assert [(unit.row.unit, unit.rank, unit.tied) for unit in counties.units] == [
        (LEIYANG, 1, False),
        *((unit.code, 2, True) for unit in programme.units_of("counties") if unit.code not in (LEIYANG, CHANGNING)),
        (CHANGNING, 7, False),
    ]
    assert [unit.composite for unit in counties.units] == [28, 20, 20, 20, 20, 20, Fraction(56, 3)]
    # the board's own ranks stand as they were
    assert [row.unit for row in counties.board.rows][:2] == [CHANGNING, LEIYANG]
    # an enterprise has no target: 50 and 50; the firm 50 × 30/50 + 50
    firm = unit_of(assessment, FIRM)
    assert (firm.composite, firm.rank) == (80, 1)


def test_a_group_with_weights_beside_groups_without(programme, changed, money, cases, returns):
    groups = [g.model_copy(update={"assessment": EQUAL}) if g.id == "parks" else g for g in programme.groups]
    assessment = assess(changed(groups=tuple(groups)), money, cases(), returns(3), 3)
    assert {group.board.group: group.rule is not None for group in assessment.groups} == {
        "municipal": False,
        "counties": False,
        "districts": False,
        "enterprises": False,
        "parks": True,
    }
    # no benefit at all: the park with a target 20 of 100, the one without 20 × 100/40
    parks = assessment.groups[-1]
    assert [(unit.row.name, unit.composite, unit.rank) for unit in parks.units] == [
        ("松木经开区", 50, 1),
        ("高新区", 20, 2),
    ]


def test_nobody_has_reported(programme, changed, movements, cases, returns):
    silent = {(unit.code, month): "not_reported" for unit in programme.units for month in (1, 2)}
    assessment = assess(programme, movements(), cases(), returns(2, silent), 2)
    assert assessment.tally == AssessmentTally(OnTime(0, 0), 0, 0, 0, 0, 0, 0)
    assert {unit.tally.on_time.share for unit in assessment.units} == {None}
    only = changed(assessment=AssessmentRule(weights={"on_time_share": "100"}))
    unscored = assess(only, movements(), cases(), returns(2, silent), 2)
    assert {(unit.composite, unit.rank) for unit in unscored.units} == {(None, 1)}


def test_the_second_programme(movements, cases, returns):
    county = read_programme(Path(__file__).parents[1] / "programmes" / "yunxiu-2025")
    frame = movements(
        {"unit": "339900101", "month": 4, "project": "a", "benefit": "520", "treasury": "1"},
        {"unit": "339900001", "month": 3, "project": "b", "benefit": "630", "treasury": "2"},
        {"unit": "3399Q1", "month": 4, "project": "e", "field": "结余资金", "benefit": "60"},
    )
    assessment = assess(county, frame, cases(), returns(4, programme=county), 4)
    for group in assessment.groups:
        board = compute_board(
            gather(frame, cases(), returns(4, programme=county), county, Month(2025, 4)), group.board.group
        )
        assert [(unit.row.unit, unit.rank) for unit in group.units] == [(row.unit, row.rank) for row in board.rows]
    assert [unit.row.name for unit in assessment.groups[0].units][:2] == ["溪口街道", "青禾镇"]  # parted by treasury
    assert [day.isoformat() for day in assessment.period.days] == ["2025-01-01", "2025-04-30"]
    finance = next(unit for unit in assessment.units if unit.row.name == "县财政局")
    assert finance.row.amounts.benefit_cumulative == wan("60")
