"""When a report is made again, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sanzi_lib.run.make.batch import decide
from sanzi_lib.run.manifest import Found, Manifest

TODAY = date(2024, 7, 3)
OLD_DAY = date(2024, 6, 30)
FORMATS = ("html", "pdf", "xlsx")


@pytest.fixture
def manifest_of(inputs_of):
    def build(inputs=None, formats=FORMATS, as_of=OLD_DAY):
        return Manifest(
            report="overview",
            report_name="试验报告",
            programme="p-2024",
            city="某市",
            month="2024-06",
            group=None,
            place="全市",
            position=1,
            trial={},
            as_of=as_of.isoformat(),
            formats=formats,
            title="试验报告",
            marks=(),
            inputs=(inputs or inputs_of()).to_json(),
            outputs=(),
            reasons=("首次生成",),
            made_at="2024-06-30T12:00:00+08:00",
            seconds=1.0,
        )

    return build


@pytest.fixture
def decided(task_of, inputs_of):
    def run(found, inputs=None, *, as_of=None, formats=FORMATS, force=False):
        task = task_of(Path(), Path("x.ipynb"), inputs or inputs_of(), as_of=as_of)
        return decide(task, found, formats=formats, force=force, today=TODAY)

    return run


def test_a_report_that_is_not_there_is_made_with_todays_date(decided):
    decision = decided(Found(None))
    assert (decision.reasons, decision.tabulated_on) == (("首次生成",), TODAY)


def test_an_unchanged_report_is_left_alone(decided, manifest_of):
    assert decided(Found(manifest_of())).reasons == ()


def test_force_makes_it_again_and_keeps_its_date(decided, manifest_of):
    decision = decided(Found(manifest_of()), force=True)
    assert decision.tabulated_on == OLD_DAY
    assert decision.reasons == ("按要求重新生成",)


def test_names_of_workbooks_decide_nothing_and_stand_in_no_manifest(decided, manifest_of, inputs_of):
    made = manifest_of()
    (unit,) = made.inputs["returns"]
    assert [set(file) for file in unit["files"]] == [{"sha256", "state"}]
    named = [{**file, "file": "改了名.xlsx"} for file in unit["files"]]  # as an earlier version wrote them
    before = made.model_copy(update={"inputs": {**made.inputs, "returns": [{**unit, "files": named}]}})
    assert decided(Found(before), inputs_of()).reasons == ()


def test_a_report_on_the_checks_is_made_again_when_they_say_something_else(decided, manifest_of, inputs_of):
    old = Found(manifest_of(replace(inputs_of(), checks="1")))
    assert decided(old, replace(inputs_of(), checks="1")).reasons == ()
    assert decided(old, replace(inputs_of(), checks="2")).reasons == ("核验结果有变动",)
    # Where a return has changed that says it already.
    assert decided(old, replace(inputs_of("b" * 64), checks="2")).reasons == ("甲县2024-06月报内容有变",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sha": "b" * 64}, "甲县2024-06月报内容有变"),
        ({"state": "sent_back"}, "甲县2024-06月报由已接收变为退回修改"),
        ({"library": "m"}, "程序有更新"),
        ({"metric": "benefit"}, "参数 metric 由 （未设） 变为 benefit"),
    ],
)
def test_what_has_changed_is_said_and_the_date_is_todays(decided, manifest_of, inputs_of, change, reason):
    decision = decided(Found(manifest_of()), inputs_of(**change))
    assert decision.reasons == (reason,)
    assert decision.tabulated_on == TODAY


def test_a_file_that_disagrees_with_the_manifest_is_made_again_under_the_old_date(decided, manifest_of):
    decision = decided(Found(manifest_of(), ("缺少 甲.pdf",)))
    assert (decision.reasons, decision.tabulated_on) == (("缺少 甲.pdf",), OLD_DAY)


def test_another_date_that_is_asked_for_makes_it_again(decided, manifest_of):
    decision = decided(Found(manifest_of()), as_of=date(2024, 7, 1))
    assert decision.reasons == ("制表时间由 2024-06-30 改为 2024-07-01",)
    assert decision.tabulated_on == date(2024, 7, 1)


def test_the_date_that_it_has_already_changes_nothing(decided, manifest_of):
    assert decided(Found(manifest_of()), as_of=OLD_DAY).reasons == ()


def test_a_missing_format_is_added_to_those_that_are_there(decided, manifest_of):
    decision = decided(Found(manifest_of(formats=("html",))), formats=("pdf",))
    assert decision.reasons == ("尚未生成PDF",)
    assert set(decision.formats) == {"html", "pdf"}


def test_fewer_formats_than_there_are_leave_none_behind_in_an_older_state(decided, manifest_of, inputs_of):
    decision = decided(Found(manifest_of()), inputs_of(sha="b" * 64), formats=("html",))
    assert set(decision.formats) == set(FORMATS)
