"""Counts by unit and month: what was sent back, what stands (docs/指标口径.md 年度考核)."""

from __future__ import annotations

from datetime import datetime

import pytest

from sanzi_lib.ledger.check_counts import count_checks
from sanzi_lib.params.overrides import OverrideLine

P = "430422-ZY05-2024-0001"
ROW = {"project": P, "benefit": 5, "newly": True}
WRONG = {"benefit_total": 1}  # V09: the cover does not agree with the rows


def at(hour):
    return datetime(2024, 1, 24, hour)


def counts_of(programme, accepted, unit="430422", month=1):
    frame = count_checks(programme, accepted.months)
    found = frame[(frame["unit"] == unit) & (frame["month"] == month)]
    return bool(found["sent_back"].item()), int(found["errors"].item()), int(found["queries"].item())


def make(build, hour, *, kind="月报", rows=(ROW,), **more):
    return build.make(rows, month="2024-01", kind=kind, sent=at(hour), file=f"{kind}{hour}.xlsx", **more)


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        ([], (False, 0)),
        ([("月报", 8, {})], (False, 0)),
        ([("月报", 8, WRONG)], (True, 1)),
        # corrected since: no error stands any more, but it was sent back
        ([("月报", 8, WRONG), ("更正", 9, {})], (True, 0)),
        ([("月报", 8, {}), ("更正", 9, {})], (False, 0)),
        # the month is accepted, and still a return of it was sent back
        ([("月报", 8, {}), ("更正", 9, WRONG)], (True, 1)),
        # two 月报 are V01 each, until a 更正 replaces both
        ([("月报", 8, {}), ("月报", 9, {})], (True, 2)),
        ([("月报", 8, {}), ("月报", 9, {}), ("更正", 10, {})], (True, 0)),
        ([("更正", 8, WRONG), ("更正", 9, WRONG), ("更正", 10, {})], (True, 0)),
    ],
)
def test_sent_back_now_or_before(programme, build, returns, expected):
    made = [make(build, hour, kind=kind, **more) for kind, hour, more in returns]
    accepted = build.accept(*made, through="2024-01")
    assert counts_of(programme, accepted)[:2] == expected


def test_a_return_without_a_time_was_sent_back_before_its_correction(programme, build):
    first = build.make((ROW,), month="2024-01", sent=None, file="a.xlsx", **WRONG)
    accepted = build.accept(first, make(build, 9, kind="更正"))
    states = {state.file: (state.state, state.was_back) for state in accepted.months[0].returns if state.file}
    assert states == {"a.xlsx": ("replaced", True), "更正9.xlsx": ("accepted", False)}


def test_a_return_in_another_months_folder_counts_where_it_lies(programme, build):
    accepted = build.accept(("2024-02", make(build, 8)))
    assert counts_of(programme, accepted, month=1) == (False, 0, 0)
    assert counts_of(programme, accepted, month=2)[:2] == (True, 1)


def test_what_an_override_accepts_does_not_stand(programme, build):
    # V18: money in a 未启动 project is a question
    projects = [{"project": P, "status": "未启动"}]
    asked = build.accept(make(build, 8, projects=projects))
    assert counts_of(programme, asked) == (False, 0, 1)
    line = OverrideLine(
        month=asked.through, unit="衡南县", rule="V18", project=P, reason="已核实", by="赵六", date="2024-02-01", line=2
    )
    assert counts_of(programme, build.accept(make(build, 8, projects=projects), overrides=(line,))) == (False, 0, 0)


def test_a_risk_is_counted_nowhere(programme, build, errors):
    # V25: 融 with 政府担保 is a 风险; V24: land sold to a state-owned company of the city
    projects = [
        {"project": P, "method": "融", "guarantee": True, "name": "学校地块"},
        {"project": "430422-ZY05-2024-0002", "method": "售", "counterparty": "某公司", "counterparty_kind": "市属国企"},
    ]
    accepted = build.accept(make(build, 8, projects=projects))
    assert {rule for rule, *_ in errors(accepted, level="风险")} == {"V24", "V25"}
    questions = errors(accepted, level="核实")
    assert counts_of(programme, accepted) == (False, 0, len(questions))


def test_what_an_unknown_unit_sent_counts_for_nobody(programme, build):
    accepted = build.accept(make(build, 8, unit="衡西县"))
    frame = count_checks(programme, accepted.months)
    assert not frame["sent_back"].any()
    assert (frame["errors"] == 0).all()
    assert len(frame) == len(programme.units)
