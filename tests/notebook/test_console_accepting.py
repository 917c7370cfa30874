"""Findings are accepted and months published from the console by what the commands beside the buttons say."""

from __future__ import annotations

import shlex

import pytest

from sanzi_lib.run.commands.accept import Acceptable, Words
from sanzi_lib.run.commands.background import ClickFailed, Done, Said
from sanzi_lib.run.commands.click import Arrivals, Ended, Reasons

from .conftest import read_commands

P, Q = "430424-ZY05-2024-0007", "430424-ZY05-2024-0008"
HOSTILE = "<img src=x onerror=alert(1)>\u202e"


def finding(
    project=P, *, rule="V18", level="核实", answers=(), reason="", line="盘活情况表!E7：请说明。", unit="衡东县"
):
    given = {"project": project, "reason": reason, "lines": (line,), "lasts": rule == "V18", "answers": answers}
    return Acceptable(unit, rule, level, **given)


ANSWERED = finding(Q, answers=("李四 2024-06-28：已开工",), reason="已开工")
ERROR = finding("", rule="V05", level="错误")


def arrive(desk, *findings, opened="2024-06待核实2项，涉及150.00万元（衡东县）。", news=0, closed=""):
    if desk.played.click is None:
        desk.refresh_button.click()
    desk.played.tell(Done(Arrivals("25个单位。", None, opened, news, closed, findings)), last=True)


@pytest.fixture
def ready(desk):
    arrive(desk, finding(), ANSWERED, ERROR, news=2)
    desk.accepting.by.value = "赵六"
    return desk


def words_of(desk, verb="accept"):
    """What the command beside a button says, as a shell would hand it on."""
    return shlex.split(read_commands(desk.commands[verb])[-1])


def test_what_is_open_is_said_with_the_unit_s_answer_beside(ready):
    labels = [text for text, _ in ready.accepting.findings.options]
    assert [label.split("  ")[:3] for label in labels] == [
        ["核实", "V18", "衡东县"], ["核实", "V18", "衡东县"], ["错误", "V05", "衡东县"],
    ]  # fmt: skip
    assert "有答复" not in labels[0]
    assert "有答复" in labels[1]
    assert "待核实2项，涉及150.00万元" in ready.accepting.opened.value
    ready.accepting.findings.value = ("衡东县", "V18", Q)
    assert "单位答复　李四 2024-06-28：已开工" in ready.accepting.detail.value
    assert "盘活情况表!E7：请说明。" in ready.accepting.detail.value


def test_a_reason_a_name_and_months_make_the_command(ready):
    ready.buttons["accept"].click()
    assert ready.played.verbs == ["look"]
    assert "请写明认可的理由" in ready.said["accept"].value
    ready.accepting.reason.value = "  现场看过 'A' "
    ready.accepting.through.value = "2024-12"
    flags = ["--unit", "衡东县", "--rule", "V18", "--project", P, "--through", "2024-12", "--reason", "现场看过 'A'"]
    assert words_of(ready) == ["sanzi", "accept", "2024-06", *flags, "--by", "赵六", "--ledgers", "ledgers"]
    ready.buttons["accept"].click()
    click = ready.played.click
    assert (click.verb, click.options.months) == ("accept", ["2024-06"])
    assert click.words == Words("衡东县", "V18", P, "2024-12", "现场看过 'A'", "赵六")
    ready.accepting.by.value = " "
    ready.buttons["accept"].click()
    assert "请写明认可人" in ready.said["accept"].value


def test_the_answer_is_taken_up_only_where_there_is_one(ready):
    accepting = ready.accepting
    assert accepting.replies.disabled
    accepting.findings.value = ("衡东县", "V18", Q)
    accepting.replies.value = True
    assert accepting.reason.disabled
    assert accepting.build_words() == Words("衡东县", "V18", Q, None, None, "赵六")
    assert "--replies" in words_of(ready)
    accepting.whole.value = True
    assert accepting.build_words().project is None
    assert P in accepting.detail.value, "all that would be accepted is shown"
    assert Q in accepting.detail.value


def test_months_and_the_whole_rule_only_where_they_may_be(ready):
    accepting = ready.accepting
    assert accepting.through.index == 0, "that it is for the month alone is written there"
    accepting.through.value = "2024-08"
    assert [value for _, value in accepting.through.options][:3] == ["", "2024-07", "2024-08"]
    accepting.findings.value = ("衡东县", "V05", "")
    assert accepting.through.disabled
    assert accepting.whole.disabled
    accepting.reason.value = "属实"
    assert accepting.build_words() == Words("衡东县", "V05", None, None, "属实", "赵六"), "no empty word on a shell"


def test_afterwards_the_desk_shows_the_new_state(ready):
    ready.accepting.reason.value = "属实"
    ready.buttons["accept"].click()
    ready.played.tell(Said("已写入 overrides.csv：1行。", warns=False))
    assert "已写入" in ready.said["accept"].value
    ready.played.tell(Done(Ended(whole=True)), last=True)
    assert ready.played.verbs == ["look", "accept", "look"]
    assert not ready.accepting.findings.options, "nothing is offered until the returns have been looked at again"
    arrive(ready, ANSWERED, ERROR, opened="2024-06待核实1项，涉及50.00万元（衡东县）。", news=1)
    assert "待核实1项" in ready.accepting.opened.value
    assert ready.accepting.findings.value == ("衡东县", "V18", Q)
    assert ready.accepting.reason.value == "", "a reason is one finding's"
    assert ready.accepting.by.value == "赵六"
    arrive(ready, opened="")
    assert "没有待核实的问题" in ready.accepting.opened.value
    assert "没有可以认可的问题" in ready.commands["accept"].value


def test_findings_of_another_month_are_not_offered(ready):
    ready.refresh_button.click()
    ready.form.month.value = "2024-07"
    ready.played.tell(Done(Arrivals("", None, "", 0, "", (finding(),))), last=True)
    assert not ready.accepting.findings.options


def test_a_month_with_something_open_is_published_for_a_reason_only(ready):
    assert "其中2项此前定稿没有记下" in ready.publishing.said.value
    ready.publishing.meant.value = True
    ready.buttons["publish"].click()
    assert ready.played.verbs == ["look"]
    assert "写明先行定稿的理由" in ready.said["publish"].value
    ready.publishing.reason.value = "已逐项问过"
    assert words_of(ready, "publish")[:5] == ["sanzi", "publish", "2024-06", "--open", "已逐项问过"]
    ready.buttons["publish"].click()
    click = ready.played.click
    assert (click.verb, click.reasons) == ("publish", Reasons("已逐项问过", None))
    ready.played.tell(ClickFailed("2024-06的报告不全。"), last=True)
    assert "2024-06的报告不全。" in ready.said["publish"].value
    assert ready.said["accept"].value == ""


def test_publishing_must_be_meant_each_time(ready):
    arrive(ready, opened="")
    ready.buttons["publish"].click()
    assert "请勾选" in ready.said["publish"].value
    ready.publishing.meant.value = True
    ready.publishing.reissue.value = "更正"
    assert words_of(ready, "publish")[3:5] == ["--reissue", "更正"]
    ready.form.month.value = "2024-07"
    assert not ready.publishing.meant.value


def test_a_command_of_accept_and_publish_takes_neither_date_nor_force(ready):
    ready.form.force.value = True
    ready.accepting.reason.value = "属实"
    ready.publishing.reason.value, ready.publishing.meant.value = "问过", True
    assert "--force" in words_of(ready, "check")
    assert "--force" not in words_of(ready, "accept")
    assert "--force" not in words_of(ready, "publish")


def test_hostile_texts_stay_text(ready):
    arrive(ready, finding(f"{P}{HOSTILE}", line=HOSTILE, answers=(HOSTILE,), unit=HOSTILE), opened=HOSTILE, news=1)
    ready.accepting.reason.value = HOSTILE
    shown = (ready.accepting.detail, ready.accepting.opened, ready.publishing.said, ready.commands["accept"])
    for widget in shown:
        assert "&lt;img src=x" in widget.value
        assert "<img" not in widget.value
        assert "\u202e" not in widget.value
    assert all("\u202e" not in text for text, _ in ready.accepting.findings.options)
