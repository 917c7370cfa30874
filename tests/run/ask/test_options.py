from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.render.formats import FORMATS
from sanzi_lib.run.ask.job import build_jobs
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.ask.request import build_request, choose_kinds, read_formats, read_months, read_settings

HENGYANG = Path(__file__).resolve().parents[3] / "params" / "hengyang-2024"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "params" / "runs").mkdir(parents=True)
    (tmp_path / "深处" / "更深").mkdir(parents=True)
    return tmp_path.resolve()


def _request(project, **options):
    return build_request(Options(**{"months": ["2024-06"], **options}), project)


def test_relative_paths_start_at_the_project_root(project):
    folders = build_request(Options(months=["2024-06"], ledgers=Path("月报")), project / "深处" / "更深").folders
    assert folders.root == project
    assert folders.ledgers == project / "月报"
    assert folders.output == project / "output"
    assert folders.record == folders.output


def test_an_output_folder_is_its_own_record_unless_another_is_named(project, tmp_path):
    assert _request(project, output=Path("甲")).folders.record == project / "甲"
    assert _request(project, output=Path("甲"), record=Path("乙")).folders.record == project / "乙"


def test_ranges_and_single_months_are_one_list_in_order():
    assert read_months(["2024-12", "2024-01..2024-02", "2024-02"]) == (Month(2024, 1), Month(2024, 2), Month(2024, 12))


@pytest.mark.parametrize("text", ["2024-13", "2024-6", "六月", "2024-06..2024-05", "2024-06..", ""])
def test_a_wrong_month_is_refused(text):
    with pytest.raises(ParameterError, match="月份"):
        read_months([text])


def test_formats_are_read_in_any_order_and_refused_by_name():
    assert read_formats(None) == tuple(FORMATS)
    assert read_formats("PDF，html") == ("html", "pdf")
    for text in ("doc", "", "html,exe"):
        with pytest.raises(ParameterError, match="--format"):
            read_formats(text)


def test_settings_are_names_and_values():
    assert read_settings(["metric=benefit", "a = b=c"]) == {"metric": "benefit", "a": "b=c"}
    for texts in (["metric"], ["=x"], ["a=1", "a=2"]):
        with pytest.raises(ParameterError, match="-p"):
            read_settings(texts)


def test_options_go_before_the_months_file(project):
    (project / "params" / "runs" / "2024-06.yaml").write_text(
        'month: "2024-06"\nledgers: 甲\nas_of: "2024-06-30"\n', encoding="utf-8"
    )
    assert _request(project).folders.ledgers == project / "甲"
    assert _request(project, ledgers=Path("乙")).folders.ledgers == project / "乙"


def test_months_files_that_disagree_are_refused(project):
    for month in ("2024-05", "2024-06"):
        (project / "params" / "runs" / f"{month}.yaml").write_text(f"ledgers: {month}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="ledgers 不一致"):
        build_request(Options(months=["2024-05..2024-06"]), project)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reports": ("leaderbord",)}, "leaderbord"),
        ({"settings": {"group": "counties"}}, "--group"),
        ({"settings": {"as_of": "2024-06-30"}}, "--as-of"),
        ({"settings": {"metrik": "benefit"}}, "metrik"),
        ({"reports": ("overview",), "settings": {"metric": "benefit"}}, "metric"),
    ],
)
def test_a_wrong_report_or_parameter_name_is_refused(project, options, words):
    request = _request(project, **{**options, "settings": [f"{k}={v}" for k, v in options.get("settings", {}).items()]})
    with pytest.raises(ParameterError, match=words):
        choose_kinds(request)


def test_a_parameter_of_boards_asks_for_boards_only(project):
    assert [kind.id for kind in choose_kinds(_request(project, settings=["metric=benefit"]))] == ["leaderboard"]
    assert [kind.id for kind in choose_kinds(_request(project))] == ["leaderboard", "overview"]


@pytest.mark.parametrize(
    "settings", [["metric=fastest"], ["social_benefits=many"], ["social_benefits=-1"], ["metric=weighted"]]
)
def test_a_wrong_value_is_refused_before_anything_is_read(project, hengyang, settings):
    with pytest.raises(ParameterError):
        build_jobs(_request(project, settings=settings), hengyang, [Month(2024, 6)])


def test_groups_are_named_by_id_or_in_chinese_and_come_in_the_programmes_order(project, hengyang):
    jobs = build_jobs(_request(project, groups=["园区组", "counties"]), hengyang, [Month(2024, 6)])
    assert [item.group for item in jobs] == ["counties", "parks"]
    both = _request(project, groups=["counties"], reports=["overview", "leaderboard"])
    jobs = build_jobs(both, hengyang, [Month(2024, 6)])
    assert [item.group for item in jobs] == [None, "counties"]
    with pytest.raises(ParameterError, match="县城组"):
        build_jobs(_request(project, groups=["县城组"]), hengyang, [Month(2024, 6)])


def test_a_rule_of_the_programmes_own_is_no_trial(project, hengyang):
    request = _request(project, groups=["counties", "parks"], settings=["metric=attainment", "social_benefits=3"])
    trials = [item.trial for item in build_jobs(request, hengyang, [Month(2024, 6)])]
    assert trials == [{}, {"metric": "attainment"}]  # the parks have a unit without a target


def test_the_date_of_the_months_file_holds_for_its_month(project, hengyang):
    path = project / "params" / "runs" / "2024-06.yaml"
    path.write_text("as_of: 2024-06-30\n", encoding="utf-8")
    request = _request(project, groups=["counties"], months=["2024-05..2024-06"])
    days = {str(item.month): item.tabulated_on for item in build_jobs(request, hengyang, request.months)}
    assert days == {"2024-05": None, "2024-06": date(2024, 6, 30)}
    path.write_text("gruop: counties\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="gruop"):
        build_jobs(request, hengyang, request.months)
