"""The console's clicks are the commands' own functions, told in the commands' own sentences."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.model import MonthChecks, ReturnState, Unread
from sanzi_lib.measures.open_findings import OpenFinding
from sanzi_lib.months import Month
from sanzi_lib.run.archive import sample as sample_ledgers
from sanzi_lib.run.archive.feedback import SentBack
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.ask.request import build_request
from sanzi_lib.run.commands import click as click_module
from sanzi_lib.run.commands.accept import Words
from sanzi_lib.run.commands.check import CheckedMonth
from sanzi_lib.run.commands.click import Click, Ended, Reasons, do_click
from sanzi_lib.run.make.batch import Outcome

ROOT = Path(__file__).resolve().parents[3]
JUNE = Month(2024, 6)


@pytest.fixture
def project(tmp_path):
    shutil.copytree(ROOT / "params" / "hengyang-2024", tmp_path / "params" / "hengyang-2024")
    return tmp_path.resolve()


def errand_for(project, verb, months=("2024-06",), **options):
    return Click(verb, Options(months=months, **options), project)


def test_a_run_is_the_commands(project, monkeypatch, listener):
    asked = []

    def run(request, progress):
        asked.append(request)
        return Outcome(made=["甲"], failed=["乙"])

    monkeypatch.setattr(click_module, "run_months", run)
    click = errand_for(project, "run", reports=("overview",), ledgers=Path("ledgers"))
    assert do_click(click, listener) == Ended(whole=False)
    assert asked == [build_request(click.options, project)]
    assert listener.said == [f"完成：生成1份，未变0份，未成1项。目录：{project / 'output' / 'index.html'}"]
    assert listener.warned == ["未成：乙。"]


@pytest.mark.parametrize(
    ("state", "unread", "whole"), [("accepted", 0, True), ("sent_back", 0, False), ("accepted", 1, False)]
)
def test_a_check_is_the_commands(project, monkeypatch, listener, state, unread, whole):
    returns = (ReturnState("甲县", "1", "甲.xlsx", "0" * 64, "月报", None, None, state),)
    checks = MonthChecks(JUNE, returns, (), (Unread("乙.docx", "读不了。"),) * unread, has_folder=True)
    done = CheckedMonth(checks, SentBack(made=["甲县.xlsx"], removed=["丙县.xlsx"]), Outcome())
    monkeypatch.setattr(click_module, "check_month", lambda request, progress: done)
    assert do_click(errand_for(project, "check", ledgers=Path("ledgers")), listener) == Ended(whole=whole)
    told = "".join(listener.said)
    assert (
        f"接收{int(state == 'accepted')}份，退回修改{int(state == 'sent_back')}份，未报送0家，未读取{unread}个文件"
        in told
    )
    assert "退回修改：1个工作簿" in told
    assert "删除旧的：丙县.xlsx" in told


def test_the_sample_is_made_where_it_is_asked_for_and_missing(project, monkeypatch, listener):
    made = []

    def write(folder, programme, *, through, jobs):
        made.append((programme.id, through))
        (folder / "2024-06").mkdir()

    monkeypatch.setattr("sanzi_lib.sample.write_sample", write)
    monkeypatch.setattr(click_module, "run_months", lambda *_: Outcome())
    do_click(errand_for(project, "run", ledgers=Path("ledgers")), listener)
    assert made == []
    for _ in range(2):
        do_click(errand_for(project, "run", ledgers=Path("output/sample/ledgers")), listener)
    assert made == [("hengyang-2024", JUNE)]
    assert sum("没有找到样例月报，正在生成" in text for text in listener.said) == 1
    assert sample_ledgers.SAMPLE_MONTHS == 6


def test_one_month_at_a_time(project, listener):
    with pytest.raises(ParameterError, match="只选一个月份"):
        do_click(errand_for(project, "run", months=("2024-01..2024-02",)), listener)


def test_months_that_left_something_open_are_named_in_a_look():
    def is_open(month):
        return OpenFinding("430424", month, "V12", "", ())

    said = click_module._say_earlier([is_open(6), is_open(5), is_open(4), is_open(4)], JUNE)
    assert said == "其中4月2项、5月1项，要认可请先选那个月份。"
    assert click_module._say_earlier([is_open(6)], JUNE) == ""


def test_publishing_is_the_command_s_with_its_reasons(project, monkeypatch, listener):
    asked = []
    monkeypatch.setattr(
        click_module, "publish_month", lambda request, progress, **given: asked.append((request, given))
    )
    monkeypatch.setattr(click_module, "sum_up_publish", lambda published, progress: progress.say("已定稿。"))
    click = Click(
        "publish", Options(months=["2024-06"], ledgers=Path("ledgers")), project, reasons=Reasons("问过", "更正")
    )
    assert do_click(click, listener) == Ended(whole=True)
    assert asked == [(build_request(click.options, project), {"reason": "更正", "open_reason": "问过"})]
    assert listener.said == ["已定稿。"]


def test_accepting_in_the_sample_is_warned_of(project, monkeypatch, listener):
    monkeypatch.setattr(click_module, "accept_and_tell", lambda *_: False)
    monkeypatch.setattr(click_module, "make_sample", lambda *_, **__: None)
    words = Words("衡东县", "V18", None, None, "属实", "赵六")
    click = Click("accept", Options(months=["2024-06"], ledgers=Path("output/sample/ledgers")), project, words)
    assert do_click(click, listener) == Ended(whole=False)
    assert "正式月报也用" in listener.warned[0]
