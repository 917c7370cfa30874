"""What is chosen is what the command asks, and only what exists can be chosen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.notebook.console.form import EVERY, SOME
from sanzi_lib.run.ask.request import build_request


def labels(dropdown):
    return [text for text, _ in dropdown.options]


def choose(checks, *keys):
    checks.value = keys


def test_at_first_the_parameters_choose(open_desk):
    form = open_desk().form
    assert (form.programme.value, form.month.value) == ("hengyang-2024", "2024-06")
    assert form.ledgers.value == "output/sample/ledgers"
    assert form.reports.value == ("leaderboard", "overview")
    assert form.groups.value == ("municipal", "counties", "districts", "enterprises", "parks")
    form = open_desk(month="2025-02", ledgers="ledgers").form
    assert (form.programme.value, form.month.value) == ("yunxiu-2025", "2025-02")


@pytest.mark.parametrize(("parameters", "words"), [({"month": "6月"}, "month"), ({"programme": "nowhere"}, "nowhere")])
def test_a_wrong_parameter_is_refused(open_desk, parameters, words):
    with pytest.raises(ParameterError, match=words):
        open_desk(**parameters)


def test_months_are_the_programmes_and_say_where_there_are_returns(desk):
    assert len(desk.form.month.options) == 12
    assert desk.form.month.options[5] == ("2024年06月", "2024-06")
    assert desk.form.month.options[6] == ("2024年07月（没有月报）", "2024-07")
    desk.form.programme.value = "yunxiu-2025"
    assert desk.form.month.value == "2025-02", "the last month with returns"
    assert desk.form.chosen_month == Month(2025, 2)


def test_folders_of_returns_are_named(open_desk, project):
    assert labels(open_desk().form.ledgers) == ["演示数据（output/sample/ledgers）", "正式月报（ledgers）"]
    form = open_desk(ledgers="月报 2").form
    assert labels(form.ledgers)[0] == "正式月报（月报 2，文件夹尚未建立）"
    assert len(form.ledgers.options) == 3


def test_only_reports_of_the_month_can_be_ticked(desk):
    form = desk.form
    choose(form.reports, "seasonal", "overview")
    assert len(form.reports.box.children) == 4
    form.month.value = "2024-07"
    assert [box.description for box in form.reports.box.children] == ["分组榜单", "全市总览", "报送核验"]
    assert form.reports.value == ("overview",)
    form.month.value = "2024-09"
    assert form.reports.value == ("overview", "seasonal"), "what was ticked comes back"


def test_groups_and_units_show_where_they_matter(desk):
    form = desk.form
    groups, scope = form._rows["groups"].layout, form._rows["scope"].layout
    assert (groups.display, scope.display) == ("", "none")
    choose(form.reports, "seasonal")
    assert (groups.display, scope.display) == ("none", "")
    assert form.units.layout.display == "none"
    form.scope.value = SOME
    assert form.units.layout.display == ""
    assert len(form.units.options) == 25
    assert labels(form.scope)[0] == "全市一份"
    form.programme.value = "yunxiu-2025"
    assert labels(form.scope)[0] == "全县一份"
    assert form.scope.value == SOME


@pytest.mark.parametrize(
    ("reports", "groups", "scope", "units", "command"),
    [
        (("leaderboard", "overview"), None, None, (), "sanzi run 2024-06 --ledgers ledgers"),
        (("overview",), None, None, (), "sanzi run 2024-06 --report overview --ledgers ledgers"),
        (("overview",), (), None, (), "sanzi run 2024-06 --report overview --ledgers ledgers"),
        (
            ("leaderboard",),
            ("counties",),
            None,
            (),
            "sanzi run 2024-06 --report leaderboard --group 县市组 --ledgers ledgers",
        ),
        (("seasonal",), None, EVERY, (), "sanzi run 2024-06 --report seasonal --unit all --ledgers ledgers"),
        (
            ("seasonal",),
            None,
            SOME,
            ("430481", "4304B2"),
            "sanzi run 2024-06 --report seasonal --unit 市水利局 --unit 耒阳市 --ledgers ledgers",
        ),
        (("seasonal",), None, None, ("430481",), "sanzi run 2024-06 --report seasonal --ledgers ledgers"),
    ],
)
def test_the_command_of_a_choice(desk, parse_command, project, reports, groups, scope, units, command):
    form = desk.form
    choose(form.reports, *reports)
    if groups is not None:
        choose(form.groups, *groups)
    if scope is not None:
        form.scope.value = scope
    form.units.value = units
    assert f">{command}<" in desk.commands["run"].value
    asked = build_request(form.build_options("run"), project)
    assert build_request(parse_command(desk.commands["run"]), project) == asked


def test_everything_at_once_and_hostile_folders(open_desk, parse_command, project):
    parameters = {"output": "它's $(id) “出”", "record": "记\u2019录", "ledgers": "月 报;`x`", "params": "params/."}
    desk = open_desk(problems=("另一个方案有误。",), **parameters)
    desk.form.force.value = True
    desk.form.as_of.value = date(2024, 6, 30)
    for verb in ("check", "run"):
        asked = build_request(desk.form.build_options(verb), project)
        assert build_request(parse_command(desk.commands[verb]), project) == asked
        assert (asked.force, asked.tabulated_on, asked.programme) == (True, date(2024, 6, 30), "hengyang-2024")
        assert asked.folders.output == project / "它's $(id) “出”"
        assert asked.folders.record == project / "记\u2019录"
        assert "PowerShell：" in desk.commands[verb].value


def test_an_odd_name_is_written_as_its_code(desk):
    form = desk.form
    unit = form.chosen_programme.unit_by_code["430481"]
    object.__setattr__(unit, "name", "耒阳（本级）")
    choose(form.reports, "seasonal")
    form.scope.value, form.units.value = SOME, ("430481",)
    assert form.build_options("run").units == ("430481",)


def test_what_is_left_out_is_said(desk):
    form = desk.form
    choose(form.groups)
    assert "还没有选组" in desk.commands["run"].value
    choose(form.reports, "seasonal")
    assert "sanzi run" in desk.commands["run"].value
    form.scope.value = SOME
    assert "还没有选单位" in desk.commands["run"].value
    choose(form.reports)
    assert "还没有选报告" in desk.commands["run"].value
    assert "sanzi check 2024-06 --ledgers ledgers" in desk.commands["check"].value


def test_the_check_takes_the_same_place(desk, project):
    options = desk.form.build_options("check")
    assert (options.reports, options.groups, options.units) == ((), (), ())
    assert options.ledgers == Path("ledgers")
    assert options.output is None
    assert build_request(options, project).folders.output == project / "output"
