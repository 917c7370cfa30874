"""A month as a whole: copies, replaced returns, lateness, order, overrides, checks.json.

See docs/指标口径.md 报告期; docs/核验规则.md 认可; docs/文件与命令.md.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.model import Finding, Unread
from sanzi_lib.params.overrides import OverrideLine

P = "430422-ZY05-2024-0001"
Q = "430422-ZY05-2024-0002"


def line(rule, *, project=P, unit="衡南县", month="2024-06", number=2):
    return OverrideLine(
        month=month, unit=unit, rule=rule, project=project, reason="已说明", by="赵六", date="2024-07-01", line=number
    )


def days_late(accepted, unit="430422", month=6):
    frame = accepted.returns
    return frame[(frame["unit"] == unit) & (frame["month"] == month)]["days_late"].item()


def test_the_same_bytes_twice(build, errors, state_of):
    first = build.make([{"project": P, "benefit": 1}], file="甲.xlsx")
    accepted = build.accept(replace(first, file="乙.xlsx"), first)
    assert [(s.file, s.state) for s in accepted.months[-1].returns if s.code == "430422"] == [
        ("乙.xlsx", "accepted"),
        ("甲.xlsx", "replaced"),
    ]
    assert errors(accepted) == []
    (note,) = [f for f in accepted.months[-1].findings if f.rule == "V01"]
    assert (note.level, note.file) == ("提示", "乙.xlsx")
    assert "甲.xlsx" in note.message
    assert len(accepted.movements) == 1


def test_two_returns_send_the_unit_back(build, errors, state_of):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 1}], file="a.xlsx"),
        build.make([{"project": P, "benefit": 1}], file="b.xlsx", kind="补报", sent=datetime(2024, 6, 26)),
    )
    assert errors(accepted) == [("V01", "报送封面", "B4", None)] * 2
    assert state_of(accepted, month=6) == "sent_back"
    assert accepted.movements.empty


def test_findings_of_replaced_returns_are_left_out(build, errors):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 1, "cash": 2}], file="a.xlsx"),
        build.make([{"project": P, "benefit": 2}], file="b.xlsx", kind="更正", sent=datetime(2024, 6, 28)),
    )
    assert errors(accepted) == []
    assert {f.file for f in accepted.months[-1].findings} == {"b.xlsx"}
    assert accepted.movements["benefit"].tolist() == [2_000_000]
    assert days_late(accepted) == 0  # of the unit's first return
    own = [s for s in accepted.months[-1].returns if s.code == "430422"]
    assert [(s.state, s.days_late) for s in own] == [("replaced", 0), ("accepted", 3)]


def test_a_correction_sent_back_leaves_what_was_accepted(build, errors, state_of):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 1}], file="a.xlsx"),
        build.make([{"project": P, "benefit": 2, "cash": 3}], file="b.xlsx", kind="更正", sent=datetime(2024, 6, 28)),
    )
    assert errors(accepted) == [("V08", "盘活情况表", "E3", P)]
    assert state_of(accepted, month=6) == "accepted"
    assert accepted.movements["benefit"].tolist() == [1_000_000]
    assert "继续有效" in next(f.message for f in accepted.months[-1].findings if f.rule == "V01")


def test_nothing_sent(build, state_of):
    accepted = build.accept(build.make(month="2024-06"))
    assert days_late(accepted, unit="430424") is None or str(days_late(accepted, unit="430424")) == "<NA>"
    assert state_of(accepted, unit="430424", month=6) == "not_reported"


def test_overrides_accept_errors_but_not_all(build, errors, state_of):
    rows = [{"project": P, "benefit": 5, "cash": 4}]
    accepted = build.accept(build.make(rows), overrides=(line("V08"),))
    assert errors(accepted) == []
    assert state_of(accepted, month=6) == "accepted"
    assert accepted.movements["benefit"].tolist() == [5_000_000]
    twice = (build.make(rows, file="a.xlsx"), build.make(rows, file="b.xlsx", sent=datetime(2024, 6, 21)))
    accepted = build.accept(*twice, overrides=(line("V08"), line("V01", project="", number=3)))
    assert state_of(accepted, month=6) == "sent_back"
    assert any("第3行" in f.message for f in accepted.months[-1].findings)


def test_an_unreadable_cell_cannot_be_accepted_but_a_broken_rule_can(build, state_of):
    def returned(rule, value, values):
        found = Finding(rule, "错误", None, None, "盘活情况表", "E3", P, value, "……")
        return build.make([{"project": P} | values], findings=[found], bad={0: {"benefit"}}, benefit_total=None)

    unreadable = returned("V04", "约300", {"benefit": 0})
    assert state_of(build.accept(unreadable, overrides=(line("V04"),)), month=6) == "sent_back"
    negative = returned("V04", "-3", {"benefit": -3, "benefit_before": 5})
    accepted = build.accept(negative, overrides=(line("V04"),))
    assert state_of(accepted, month=6) == "accepted"
    assert accepted.movements["benefit"].tolist() == [-3_000_000]


def test_a_line_that_accepts_nothing_is_reported(build):
    accepted = build.accept(
        build.make([{"project": P, "benefit": 5}]), overrides=(line("V08"), line("V07", month="2024-05", number=3))
    )
    (june,) = [f for f in accepted.months[5].findings if "overrides.csv" in f.message]
    assert (june.rule, june.level, june.unit, june.project) == ("V08", "提示", "衡南县", P)
    assert any("第3行" in f.message for f in accepted.months[4].findings)


def test_a_question_can_be_accepted_by_unit_code(build):
    rows = [{"project": P, "benefit": 1, "treasury": 2}]
    accepted = build.accept(build.make(rows), overrides=(line("V20", unit="430422"),))
    (finding,) = [f for f in accepted.months[-1].findings if f.rule == "V20"]
    assert finding.override is not None
    assert finding.override.reason == "已说明"


def test_findings_do_not_depend_on_rows_or_names(build):
    def places(rows, file):
        accepted = build.accept(build.make(rows, file=file), build.make(unit="衡东县", file="x" + file))
        return [(f.rule, f.unit, f.sheet, f.project) for f in accepted.months[-1].findings]

    rows = [{"project": P, "benefit": 1, "cash": 2}, {"project": Q, "benefit": 1, "benefit_to_date": 3}]
    assert places(rows, "a.xlsx") == places(rows[::-1], "z.xlsx")


@given(st.permutations(range(4)))
@settings(max_examples=12, deadline=None)
def test_the_order_of_files_does_not_matter(build, order):
    returns = (
        build.make([{"project": P, "benefit": 1}], month="2024-01"),
        build.make([{"project": P, "benefit": 2}], month="2024-01", kind="更正", sent=datetime(2024, 1, 28), file="b"),
        build.make(unit="衡东县", month="2024-01"),
        build.make([{"project": P, "benefit": 2}], unit="何县", month="2024-01"),
    )
    assert build.accept(*(returns[i] for i in order)).months == build.accept(*returns).months


def test_checks_json(build, programme):
    unknown = build.make(unit="衡北县", file="未知.xlsx")
    accepted = build.accept(
        build.make([{"project": P, "benefit": 5, "cash": 4}], file="6月报.xlsx", sha="ab"),
        unknown,
        unread=[Unread("x.docx", "不是工作簿。")],
        overrides=(line("V08"),),
    )
    data = json.loads(build_checks(accepted.months[-1]))
    assert list(data) == ["format", "month", "returns", "findings", "unread"]
    assert data["format"] == 2
    assert data["month"] == "2024-06"
    assert len(data["returns"]) == len(programme.units) + 1
    own = next(item for item in data["returns"] if item["unit"] == "衡南县")
    assert own == {
        "unit": "衡南县",
        "file": "6月报.xlsx",
        "sha256": "ab",
        "kind": "月报",
        "submitted_on": "2024-06-24T16:30:00",
        "days_late": 0,
        "state": "accepted",
    }
    missing = next(item for item in data["returns"] if item["unit"] == "衡东县")
    assert missing == {
        "unit": "衡东县",
        "file": None,
        "sha256": None,
        "kind": None,
        "submitted_on": None,
        "days_late": None,
        "state": "not_reported",
    }
    assert data["returns"][-1]["unit"] == "衡北县"
    found = next(item for item in data["findings"] if item["rule"] == "V08")
    assert list(found) == ["rule", "level", "unit", "file", "sheet", "cell", "project", "value", "message", "override"]
    assert (found["cell"], found["value"]) == ("E3", "5")
    assert found["override"] == {"reason": "已说明", "by": "赵六", "date": "2024-07-01"}
    assert data["unread"] == [{"file": "x.docx", "message": "不是工作簿。"}]


def test_checks_json_writes_hostile_text(build):
    accepted = build.accept(build.make(unit="坏\ud800", file="坏.xlsx"))
    build_checks(accepted.months[-1]).encode("utf-8")


def test_persons_of_a_project(build):
    listed = {
        "project": P,
        "responsible_person": "张三、钱七",
        "counterparty": "孙八",
        "counterparty_kind": "自然人",
    }
    other = {"project": Q, "counterparty": "某公司", "counterparty_kind": "民企"}
    accepted = build.accept(build.make(projects=[listed, other]))
    assert accepted.projects["persons"].tolist() == [
        ("张三、钱七", "张三", "钱七", "李四", "王五", "孙八"),
        ("张三", "李四", "王五"),
    ]


ROWS = (
    {"project": P, "benefit": "10", "cash": "4", "available": "3", "treasury": "2", "newly": True},  # V05, V08
    {"project": Q, "benefit": "-1", "newly": False},  # V04 without a reason
    {"project": "430422-ZY05-2024-0003", "benefit": "5", "benefit_to_date": "7", "newly": True},  # V06
    {"project": "430422-ZY05-2024-0004", "restated_benefit": "3", "newly": False},  # V30
)


@given(st.permutations(range(len(ROWS))), st.sampled_from(["甲.xlsx", "乙（2）.xlsx"]))
@settings(max_examples=12, deadline=None)
def test_what_is_found_rests_on_no_order_of_rows_and_no_file_name(build, order, file):
    def found(rows, name):
        accepted = build.accept(build.make(rows, month="2024-02", file=name))
        return sorted(
            (f.rule, f.level, f.project or "", f.value or "", f.message) for f in accepted.months[-1].findings
        )

    expected = found(ROWS, "甲.xlsx")
    assert {rule for rule, *_ in expected} >= {"V05", "V06", "V08"}
    assert found([ROWS[i] for i in order], file) == expected
