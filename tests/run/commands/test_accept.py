"""What may be accepted is listed: what is asked first, and nothing that a line accepts already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from accepted_samples import make_accepted, return_row

from sanzi_lib.ledger.acceptance.accepting import Asked, choose_lines
from sanzi_lib.ledger.model import Finding, MonthChecks, Override, ReturnState, UnitAnswer
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.archive.returns import Recorded
from sanzi_lib.run.commands.accept import _tell_accepted, list_acceptable

ROOT = Path(__file__).resolve().parents[3]
JUNE = Month(2024, 6)
EAST = "430424"
P, Q = f"{EAST}-ZY05-2024-0001", f"{EAST}-ZY05-2024-0002"
ANSWERS = tuple(UnitAnswer(text, "李四", "2024-06-28", "答复.xlsx") for text in ("已开工", "已补证"))


def find(rule, project, level="核实", *, cell="E3", **values):
    return Finding(rule, level, "衡东县", "东.xlsx", "项目台账", cell, project, "1", "请说明。", **values)


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def record(*findings, late=()):
    """衡东县's June; ``late`` are rule and project of lines that came after it was closed."""
    state = ReturnState("衡东县", EAST, "东.xlsx", "a" * 64, "月报", None, 0, "accepted")
    rows = [
        {"unit": EAST, "month": 6, "rule": one.rule, "project": one.project or "", "first": False,
         "explained": one.override is not None or (one.rule, one.project) in late}
        for one in findings if one.level == "核实"
    ]  # fmt: skip
    checks = MonthChecks(JUNE, (state,), tuple(findings), (), has_folder=True)
    return Recorded(make_accepted(6, [return_row(EAST, 6)], findings=rows, checks={6: checks}), (), None)


def test_what_one_line_accepts_is_one_thing_with_all_answers(programme):
    year = record(
        find("V24", P, "风险"),
        find("V23", P, answer=ANSWERS[0]),
        find("V23", P, cell="F3", answer=ANSWERS[1]),
        find("V12", Q),
        find("V27", None, "提示"),
        find("V01", None),
    )
    listed = list_acceptable(programme, None, year)
    assert [(one.level, one.rule, one.project, one.lasts) for one in listed] == [
        ("核实", "V23", P, True),
        ("核实", "V12", Q, False),
        ("风险", "V24", P, True),
    ]
    assert listed[0].reason == "已开工；已补证"
    assert listed[0].answers == ("李四 2024-06-28：已开工", "李四 2024-06-28：已补证")
    assert listed[0].lines == ("项目台账!E3：请说明。", "项目台账!F3：请说明。")


def test_what_a_line_accepts_is_no_longer_offered_also_where_it_came_late(programme):
    line = Override("属实", "王五", "2024-07-01")
    year = record(find("V12", P, override=line), find("V12", Q), find("V31", P), late={("V12", Q)})
    assert [(one.rule, one.project) for one in list_acceptable(programme, None, year)] == [("V31", P)]


def test_a_finding_accepted_late_needs_no_second_line(programme):
    year = record(find("V12", Q), late={("V12", Q)})
    asked = Asked(JUNE, "衡东县", "V12", None, None, "赵六", "2024-07-01")
    given = (asked, year.accepted.months[-1], ())
    may, why = {"can_accept": lambda _: True}, {"find_reason": lambda _: "属实"}
    chosen = choose_lines(*given, **may, **why, is_accepted=_tell_accepted(programme, year, JUNE))
    assert (chosen.lines, chosen.unmatched) == ((), ("衡东县2024年06月V12：都已认可，不必再写。",))
    fresh = choose_lines(*given, **may, **why, is_accepted=lambda _: False)
    assert [line.project for line in fresh.lines] == [Q]


def test_a_return_with_another_unit_on_its_cover_is_nobody_s_to_accept(programme):
    year = record(find("V12", P))
    checks = year.accepted.months[-1]
    strange = replace(checks, returns=(replace(checks.returns[0], wrong_cover=True),))
    months = (*year.accepted.months[:-1], strange)
    assert list_acceptable(programme, None, replace(year, accepted=replace(year.accepted, months=months))) == ()
