"""What the console does with clicks and with what the background tells it."""

from __future__ import annotations

import threading

import pytest

from sanzi_lib.notebook.console import desk as desk_module
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Table, TableRow
from sanzi_lib.run.ask.request import build_request
from sanzi_lib.run.commands.background import Begun, ClickFailed, Done, Over, Said, Stepped, Stopped
from sanzi_lib.run.commands.click import Arrivals, Ended
from sanzi_lib.run.manifest import Manifest

HOSTILE = "<img src=x onerror=alert(1)>\u202e甲.xlsx"


def standing(file="6月报.xlsx"):
    cells = (Cell("甲县"), Cell("已报送"), Cell(file))
    header = (tuple(HeaderCell(text) for text in ("单位", "状态", "文件")),)
    table = Table("报送情况", (Column("unit"), Column("state"), Column("file")), header, (TableRow(cells),))
    return Done(Arrivals("1个单位：已报送1个。", table))


@pytest.fixture
def ready(desk):
    """A console that has seen who has reported."""
    desk.played.tell(standing(), last=True)
    return desk


def put_report(project, *marks, month="2024-06", place="县市组", files=("6月报.xlsx",)):
    folder = project / "output" / month / place
    folder.mkdir(parents=True)
    (folder / "榜 单.html").write_text("x", encoding="utf-8")
    manifest = Manifest(
        report="leaderboard",
        report_name="分组榜单",
        programme="p",
        city="某市",
        month=month,
        group="g",
        place=place,
        position=0,
        trial={},
        as_of="2024-06-30",
        formats=("html",),
        title="榜单",
        marks=marks,
        inputs={"returns": [{"month": month, "unit": "甲县", "files": [{"file": file} for file in files]}]},
        outputs=({"file": "榜 单.html", "sha256": "0" * 64},),
        reasons=(),
        made_at="2024-06-30T12:00:00+08:00",
        seconds=1.0,
    )
    (folder / "manifest.json").write_text(manifest.to_text(), encoding="utf-8")


def test_it_looks_at_once_and_after_every_change_of_place(desk):
    assert desk.played.verbs == ["look"]
    assert "正在读取报送情况" in desk.standing.value
    desk.played.tell(standing(), last=True)
    assert "1个单位：已报送1个。" in desk.standing.value
    assert "6月报.xlsx" in desk.standing.value
    desk.form.groups.value = ("parks",)
    assert desk.played.verbs == ["look"], "a group changes nothing of that"
    desk.form.month.value = "2024-07"
    assert desk.played.verbs == ["look", "look"]
    assert desk.played.click.options.months == ["2024-07"]
    desk.form.programme.value = "yunxiu-2025"
    assert desk.played.verbs == ["look", "look"], "one look at a time"
    desk.played.tell(standing(), last=True)
    assert desk.played.click.options.months == ["2025-02"]


def test_a_click_asks_what_its_command_says(ready, parse_command, project):
    for verb in ("check", "run"):
        ready.buttons[verb].click()
        given = ready.played.given[-1]
        assert given.verb == verb
        assert build_request(given.options, given.start) == build_request(parse_command(ready.commands[verb]), project)
        ready.played.tell(Done(Ended(whole=True)), last=True)
        assert ready.played.verbs[-1] == "look", "and then sees who has reported now"
        ready.played.tell(standing(), last=True)


def test_progress_and_messages(ready):
    ready.buttons["run"].click()
    assert not ready.stop_button.disabled
    ready.played.tell(Said("读取……", warns=False))
    ready.played.tell(Said("2024-06未报送：甲县。", warns=True))
    ready.played.tell(Begun("生成报告", 3))
    ready.played.tell(Stepped())
    ready.played.tell(Stepped())
    assert (ready.progress.value, ready.progress.max) == (2, 3)
    assert "已做2份，共3份" in ready.status.value
    ready.played.tell(Over())
    ready.played.tell(Done(Ended(whole=False)), last=True)
    assert ready.stop_button.disabled
    assert ready.progress.value == ready.progress.max
    assert ready.progress.bar_style == "warning"
    log = ready.log.value
    assert log.index("没做成的") < log.index("未报送：甲县") < log.index("读取……"), "the newest is first in the page"
    assert '<li class="sc-warn">' in log


def test_a_second_click_is_refused_in_a_sentence(ready):
    ready.buttons["run"].click()
    ready.buttons["run"].click()
    assert "正在生成报告，请等它结束" in ready.status.value
    ready.buttons["check"].click()
    assert ready.played.verbs == ["look", "run"]
    ready.form.month.value = "2024-07"
    assert ready.played.verbs == ["look", "run"], "a look waits"
    ready.played.tell(Done(Ended(whole=True)), last=True)
    assert ready.played.click.options.months == ["2024-07"]


def test_a_click_during_a_look_waits_for_it(desk):
    desk.buttons["run"].click()
    assert desk.played.verbs == ["look"]
    desk.buttons["run"].click()
    assert "请等它结束" in desk.status.value
    desk.form.month.value = "2024-07"
    desk.played.tell(standing(), last=True)
    assert desk.played.verbs == ["look", "run"]
    assert desk.played.click.options.months == ["2024-06"], "as it was when it was clicked"


def test_stop(ready):
    ready.stop_button.click()
    assert ready.played.stops == 0
    ready.buttons["run"].click()
    ready.stop_button.click()
    assert ready.played.stops == 1
    ready.played.tell(Stopped(asked=True), last=True)
    assert "已停止；没有写完的报告不会留下" in ready.status.value
    assert ready.stop_button.disabled
    ready.refresh_button.click()
    ready.buttons["check"].click()
    ready.stop_button.click()
    assert "已停止" in ready.status.value
    ready.played.tell(standing(), last=True)
    assert ready.played.verbs == ["look", "run", "look"], "what waited was called off"


def test_failures_are_sentences(desk):
    desk.played.tell(ClickFailed("找不到月报文件夹 x。"), last=True)
    assert "找不到月报文件夹 x。" in desk.standing.value
    desk.buttons["run"].click()
    desk.played.tell(ClickFailed("参数 --group：没有这个组。"), last=True)
    assert "没有这个组" in desk.status.value
    desk.buttons["run"].click()
    desk.played.tell(Stopped(asked=False), last=True)
    assert "意外退出" in desk.status.value
    desk.form.reports.value = ()
    desk.buttons["run"].click()
    assert "还没有选报告" in desk.status.value


def test_a_defect_is_a_sentence_too(ready, monkeypatch):
    monkeypatch.setattr(ready.played, "start", lambda _: 1 / 0)
    ready.buttons["run"].click()
    assert "控制台内部出错（ZeroDivisionError" in ready.status.value
    assert "Traceback" not in ready.log.value


def test_hostile_names_stay_text_everywhere(desk, project):
    desk.played.tell(standing(HOSTILE), last=True)
    desk.buttons["check"].click()
    desk.played.tell(Said(f"未读取：{HOSTILE}——\x1b[2J", warns=True))
    put_report(project, "<script>", place="<b>组")
    desk.played.tell(ClickFailed(HOSTILE), last=True)
    for widget in (desk.standing, desk.status, desk.log, desk.results.box):
        assert not [bad for bad in ("<img", "<script>", "<b>组", "\u202e", "\x1b") if bad in widget.value]
    assert "&lt;img src=x" in desk.standing.value
    assert "&lt;img src=x" in desk.log.value
    assert "&lt;script&gt;" in desk.results.box.value


def test_reports_of_the_sample_never_take_the_place_of_real_ones(open_desk, project):
    put_report(project, "试编")
    desk = open_desk()
    desk.played.tell(standing(), last=True)
    desk.buttons["run"].click()
    assert desk.played.verbs == ["look"]
    assert "没有用演示数据替换" in desk.status.value
    desk.form.ledgers.value = "ledgers"
    desk.played.tell(standing(), last=True)
    desk.buttons["run"].click()
    assert desk.played.verbs[-1] == "run"


def test_reports_of_the_sample_take_the_place_of_such_and_of_empty_ones(open_desk, project):
    put_report(project, "演示数据")
    put_report(project, place="园区组", files=())
    desk = open_desk()
    desk.played.tell(standing(), last=True)
    desk.buttons["run"].click()
    assert desk.played.verbs == ["look", "run"]


def test_problems_of_another_programme_are_told_and_stop_nothing(open_desk):
    desk = open_desk(problems=("方案 x 有误。",))
    assert "方案 x 有误。" in desk.log.value


def test_what_a_look_says_stands_where_its_answer_will(desk):
    desk.played.tell(Said("没有找到样例月报，正在生成……", warns=False))
    assert "正在生成" in desk.standing.value
    assert "正在生成" in desk.log.value
    assert desk.status.value == ""


def test_the_two_threads_do_not_lose_messages(ready):
    ready.buttons["run"].click()
    run = ready.played.click
    threads = [
        threading.Thread(target=lambda n=n: [ready._hear(run, Said(f"第{n}-{i}句", warns=False)) for i in range(20)])
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"第{n}-{i}句" in ready.log.value for n in range(4) for i in range(20))


def test_without_a_front_end_it_is_a_sentence(ready, monkeypatch):
    shown = []
    monkeypatch.setattr(desk_module, "display", lambda bundle, raw: shown.append(bundle))
    ready.show()
    ready.form.reports.value = ()
    ready.show()
    assert "sanzi run 2024-06 --ledgers ledgers" in shown[0]["text/plain"]
    assert "还没有选报告" in shown[1]["text/plain"]
    assert all("application/vnd.jupyter.widget-view+json" in bundle for bundle in shown)
