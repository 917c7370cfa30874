"""What goes back, to whom, and under which file name."""

from __future__ import annotations

from dataclasses import replace

from sanzi_lib.ledger.feedback.plan import plan_feedback
from sanzi_lib.ledger.model import Finding, MonthChecks, Override, ReturnState, Unread
from sanzi_lib.months import Month


def state(unit, file, state="accepted"):
    return ReturnState(unit, None, file, "0" * 64, "月报", None, None, state)


def finding(file, level="错误", rule="V05", override=None):
    return Finding(rule, level, "甲县", file, "盘活情况表", "B2", None, "1", "改。", override)


def plan(returns, findings=(), unread=()):
    return plan_feedback(MonthChecks(Month(2024, 6), tuple(returns), tuple(findings), tuple(unread), has_folder=True))


def test_what_is_sent_back_or_asked_about_goes_back():
    planned = plan(
        [
            state("甲县", "a.xlsx", "sent_back"),
            state("乙县", "b.xlsx"),
            state("丙县", "c.xlsx"),
            state("丁县", "d.xlsx", "replaced"),
            state("戊县", None, "not_reported"),
        ],
        [finding("a.xlsx"), finding("b.xlsx", "核实"), finding("c.xlsx", "提示"), finding("d.xlsx")],
    )
    assert [(one.name, one.file, one.sent_back) for one in planned] == [
        ("甲县.xlsx", "a.xlsx", True),
        ("乙县.xlsx", "b.xlsx", False),
    ]


def test_risks_and_accepted_findings_never_reach_a_unit():
    accepted = Override("已说明", "王五", "2024-06-27")
    findings = [
        finding("a.xlsx", "风险", "V24"),
        finding("a.xlsx", "核实", "V12", accepted),
        finding("a.xlsx", "核实", "V21"),
        finding("a.xlsx", "提示", "V27"),
    ]
    (one,) = plan([state("甲县", "a.xlsx")], findings)
    assert [found.rule for found in one.findings] == ["V21", "V27"]
    assert plan([state("甲县", "a.xlsx")], findings[:2]) == ()


def test_two_returns_of_a_unit_and_unread_files_have_names_of_their_own():
    planned = plan(
        [state("甲县", "1.xlsx", "sent_back"), state("甲县", "2.xlsx", "sent_back"), state("", "3.xlsx", "sent_back")],
        [finding("1.xlsx"), finding("2.xlsx")],
        [Unread("坏.xlsx", "打不开。"), Unread("坏.XLS", "打不开。"), Unread("文件夹", "是文件夹。")],
    )
    assert [one.name for one in planned] == [
        *("甲县.xlsx", "甲县（2）.xlsx", "3.xlsx"),
        *("未读取-坏.xlsx", "未读取-坏（2）.xlsx", "未读取-文件夹.xlsx"),
    ]
    assert [one.unread for one in planned][3:] == ["打不开。", "打不开。", "是文件夹。"]


def test_each_return_gets_its_own_findings():
    findings = [finding("1.xlsx"), replace(finding("2.xlsx"), rule="V06")]
    first, second = plan([state("甲县", "1.xlsx", "sent_back"), state("甲县", "2.xlsx", "sent_back")], findings)
    assert ([f.rule for f in first.findings], [f.rule for f in second.findings]) == (["V05"], ["V06"])
