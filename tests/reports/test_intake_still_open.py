"""What is open of the year so far stands in the intake report, with the 风险 of what is gone and who said what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from accepted_samples import make_accepted, movement_row, return_row

from sanzi_lib.ledger.model import Finding, MonthChecks, Override, ReturnState, UnitAnswer
from sanzi_lib.ledger.tally import compute_tally
from sanzi_lib.ledger.year_before import FormerRisk, LeftOpen, YearBefore
from sanzi_lib.months import Month
from sanzi_lib.reports import intake
from sanzi_lib.reports.elements.blocks import Findings, KeyFigures, Paragraph, Table
from sanzi_lib.reports.intake.still_open import compute_still_open

EAST = "430424"
P, Q, R = (f"{EAST}-ZY05-2024-{number:04d}" for number in (1, 2, 3))
ANSWER = UnitAnswer("已并入另一项目", "李四", "2024-06-28", "答复.xlsx")
HOSTILE = "<script>\n=1+1"


def found(rule, project, level="核实", *, month, cell="E3", **values):
    message = f"{month}月的说明。"
    return Finding(rule, level, "衡东县", f"{month}.xlsx", "项目台账", cell, project, "1", message, **values)


MARCH = (
    found("V12", P, month=3),
    found("V12", Q, month=3, cell="E4"),
    found("V24", R, "风险", month=3),
    found("V18", P, month=3),
)
MAY = (found("V24", R, "风险", month=5), found("V25", R, "风险", month=5))
JUNE = (
    found("V36", R, month=6, answer=ANSWER),
    found("V30", P, month=6, answer=ANSWER, override=Override("有会议纪要", "王五", "2024-06-29")),
)


@pytest.fixture
def year():
    """衡东县's March, May and June: P asked in March for 100.00, R gone in June with 30.00."""
    given = {3: MARCH, 5: MAY, 6: JUNE}
    rows = [
        {"unit": EAST, "month": month, "rule": one.rule, "project": one.project,
         "explained": one.override is not None, "first": False}
        for month, several in given.items() for one in several if one.level == "核实"
    ]  # fmt: skip
    checks = {
        month: MonthChecks(
            Month(2024, month),
            (ReturnState("衡东县", EAST, f"{month}.xlsx", "a" * 64, "月报", None, 0, "accepted"),),
            several,
            (),
            has_folder=True,
        )
        for month, several in given.items()
    }
    money = ((3, P, 10**8), (3, Q, 5 * 10**7), (5, R, 3 * 10**7))
    return make_accepted(
        6,
        [return_row(EAST, month, name=f"{month}.xlsx") for month in (3, 5, 6)],
        movements=[movement_row(EAST, month, project, benefit=fen) for month, project, fen in money],
        findings=rows,
        checks=checks,
    )


def named(blocks, caption):
    return next(block for block in blocks if isinstance(block, Table) and block.caption == caption)


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_first_page_counts_january_to_the_month(year, programme):
    """V12 of P and Q in March, V36 of R in June; V18 of March is no longer raised, V30 is accepted: three."""
    tally, still_open = compute_tally(year, programme), compute_still_open(year, programme)
    blocks = intake.build_opening(tally, still_open)
    (findings,) = (block for block in blocks if isinstance(block, Findings))
    said = [sentence for sentence in findings.sentences if sentence.startswith("1月至6月待核实")]
    assert said == ["1月至6月待核实3项，涉及180.00万元，其中本月1项；以前月份的：衡东县（V12）。"]
    (figures,) = (block for block in blocks if isinstance(block, KeyFigures))
    last = figures.figures[-1]
    assert (last.label, last.value, last.unit) == ("待核实", "3", "项，其中本月1项")
    (data,) = intake.build_data(tally, date(2024, 6, 30), still_open)
    assert json.loads(data.text)["open"] == {"findings": 3, "of_month": 1, "amount": "180.00"}


def test_earlier_months_are_listed_one_cause_a_line(year, programme):
    tally, still_open = compute_tally(year, programme), compute_still_open(year, programme)
    table = named(intake.build_queries(tally, still_open), "以前月份的待核实")
    (line,) = texts(table)
    assert line[:3] == ["3月", "衡东县", "V12"]
    assert line[3].startswith("项目台账!E3:E4")
    assert "写问题所在的月份" in table.notes[0]
    assert not [b for b in intake.build_queries(tally) if isinstance(b, Table) and "以前" in b.caption]


def test_what_risk_it_had_in_the_year_before_stands_there_too(year, programme):
    """V25 as found this year, V16 as found last year; what is not gone is not told."""
    last = Month(2023, 12)
    old = tuple(FormerRisk(last, rule, f"{rule}的说明。", rule == "V16") for rule in ("V16", "V25"))
    before = YearBefore((LeftOpen("衡东县", R, "塘", 0, 0, old), LeftOpen("衡东县", P, "库", 0, 0, old)))
    tally = compute_tally(replace(year, year_before=before), programme)
    (line,) = texts(named(intake.build_queries(tally, compute_still_open(year, programme)), "待核实的问题"))
    assert line[3].split("\n")[1:4] == [
        f"原有风险（{R}，上年12月，V16，已认可）：V16的说明。",
        f"原有风险（{R}，5月，V25）：5月的说明。",
        f"原有风险（{R}，5月，V24）：5月的说明。",
    ]


def test_beside_a_project_that_is_gone_stands_what_risk_it_had(year, programme):
    """V24 as found last, in May, and V25; nowhere else."""
    tally, still_open = compute_tally(year, programme), compute_still_open(year, programme)
    (line,) = texts(named(intake.build_queries(tally, still_open), "待核实的问题"))
    assert line[3].split("\n") == [
        "6月的说明。",
        f"原有风险（{R}，5月，V24）：5月的说明。",
        f"原有风险（{R}，5月，V25）：5月的说明。",
        "单位答复（李四 2024-06-28：已并入另一项目）",
    ]
    assert "原有风险" not in str(texts(named(intake.build_queries(tally, still_open), "以前月份的待核实")))


def test_acceptances_say_who_when_and_what_the_unit_answered(year, programme):
    tally = compute_tally(year, programme)
    (line,) = texts(named(intake.build_overrides(tally), "已认可的问题"))
    assert line[5:] == ["有会议纪要\n单位答复（李四 2024-06-28：已并入另一项目）", "王五", "2024-06-29"]


def test_a_month_that_is_whole_still_asks_what_earlier_months_left(year, programme):
    months = (*year.months[:-1], replace(year.months[-1], findings=()))
    frame = year.findings[year.findings["month"] < 6]
    asked = replace(year, months=months, findings=frame)
    states = tuple((unit.name, "accepted") for unit in programme.units)
    tally = replace(compute_tally(asked, programme), units=states, asked=(), back=(), unread=())
    first, second = intake.build_opening(tally, compute_still_open(asked, programme))[1].sentences
    assert first.endswith("全部通过核验。")
    assert second.startswith("1月至6月待核实2项，涉及150.00万元，其中本月0项")


def test_a_hostile_risk_stays_on_its_line(year, programme):
    bad = replace(MAY[0], message=HOSTILE)
    months = tuple(replace(checks, findings=(bad,)) if checks.month.month == 5 else checks for checks in year.months)
    tally = compute_tally(replace(year, months=months), programme)
    (line,) = texts(named(intake.build_queries(tally), "待核实的问题"))
    assert len(line[3].split("\n")) == 3
    assert Paragraph("没有待核实的问题。") not in intake.build_queries(tally)
