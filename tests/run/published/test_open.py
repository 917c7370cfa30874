"""What stands in the way of publishing a month, told whole: every cause, and what is sent back, missing and unread."""

from __future__ import annotations

from pathlib import Path

import pytest
from accepted_samples import make_accepted, return_row

from sanzi_lib.ledger.model import Finding, MonthChecks, Override, ReturnState, Unread
from sanzi_lib.measures.model import OpenCount
from sanzi_lib.measures.open_findings import OpenFinding
from sanzi_lib.months import Month
from sanzi_lib.params.load import read_programme
from sanzi_lib.run.published.open import list_changed, list_news, refuse_open

ROOT = Path(__file__).resolve().parents[3]
MAY, JUNE = Month(2024, 5), Month(2024, 6)
EAST, SOUTH = "430424", "430422"


@pytest.fixture(scope="module")
def programme():
    return read_programme(ROOT / "params" / "hengyang-2024")


def project(number):
    return f"{EAST}-ZY05-2024-{number:04d}"


def finding(rule, number, *, cell="E3", value="1", override=None, file="东.xlsx", message="请说明。"):
    named = project(number) if number else None
    return Finding(rule, "核实", "衡东县", file, "盘活情况表", cell, named, value, message, override)


def is_open(rule, number, month=6):
    return OpenFinding(EAST, month, rule, project(number) if number else "", ())


def accepted_of(*findings, may=(), unread=()):
    """May and June of 衡东县, whose return counts, and of 衡南县, whose June was sent back."""

    def state(name, code, file, what):
        return ReturnState(name, code, file, None, "月报", None, None, what)

    def checks(month, found, *states):
        return MonthChecks(month, states, tuple(found), unread if month == JUNE else (), has_folder=True)

    east = state("衡东县", EAST, "东.xlsx", "accepted")
    given = {
        5: checks(MAY, may, east),
        6: checks(
            JUNE, findings, east, state("衡南县", SOUTH, "南.xlsx", "sent_back"),
            state("祁东县", "430426", None, "not_reported"),
        ),
    }  # fmt: skip
    return make_accepted(6, [return_row(EAST, month) for month in (5, 6)], checks=given)


def test_every_open_finding_is_told_one_cause_a_line(programme):
    many = [finding("V12", number, cell=f"E{number + 1}", value=str(number)) for number in range(1, 41)]
    accepted = accepted_of(*many, finding("V21", 0), may=[finding("V30", 7)], unread=(Unread("x.et", "另存。"),))
    found = [is_open("V30", 7, 5), *(is_open("V12", number) for number in range(1, 41)), is_open("V21", 0)]
    lines = str(refuse_open(accepted, programme, JUNE, found, OpenCount(42, 123 * 10**6))).splitlines()
    assert lines[0] == "2024-06有待核实事项42项，涉及123.00万元，其中未经定稿说明的42项，未定稿："
    assert [line.split("  ")[:3] for line in lines[1:4]] == [
        ["　5月　核实", "V30", "衡东县"], ["　6月　核实", "V12", "衡东县"], ["　6月　核实", "V21", "衡东县"],
    ]  # fmt: skip
    assert "盘活情况表!E2:E41" in lines[2], "forty cells of one cause are one line"
    assert lines[4:7] == ["　退回修改：衡南县", "　未报送：祁东县", "　未读取：x.et"]
    assert "月份写 2024-05、2024-06" in lines[7]
    assert "sanzi publish 2024-06 --open 理由" in lines[7]
    assert len(lines) == 8


def test_only_what_is_asked_for_is_told(programme):
    """Of three findings one was frozen as open before and one is accepted."""
    accepted = accepted_of(
        finding("V12", 1, message="甲。"), finding("V12", 2, message="乙。"),
        finding("V31", 3, message="丙。", override=Override("属实", "王五", "2024-07-01")),
    )  # fmt: skip
    found = [is_open("V12", 1), is_open("V12", 2)]
    news = list_news(found, {(EAST, 6, "V12", project(1))})
    said = str(refuse_open(accepted, programme, JUNE, news, OpenCount(2, 0)))
    assert "乙。" in said
    assert "甲。" not in said
    assert "丙。" not in said


def test_a_month_published_anew_asks_again_where_column_or_value_are_others():
    before = [finding("V12", 1), finding("V12", 2), finding("V12", 3), finding("V18", 4, value="未启动")]
    now = accepted_of(
        finding("V12", 1, cell="E9"),  # another row of the workbook
        finding("V12", 2, cell="F3"),
        finding("V12", 3, value="2"),
        finding("V18", 4, value="暂缓"),
    )
    found = [is_open("V12", 1), is_open("V12", 2), is_open("V12", 3), is_open("V18", 4)]
    assert list_news(found, {(EAST, 0 if one.rule == "V18" else 6, one.rule, one.project) for one in found}) == []
    assert list_changed(now, JUNE, found, before) == found[1:]
