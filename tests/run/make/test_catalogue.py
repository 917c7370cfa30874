from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from sanzi_lib.months import Month
from sanzi_lib.run.make.catalogue import read_month, read_years, render_catalogue, write_catalogue
from sanzi_lib.run.manifest import Manifest, Output
from sanzi_lib.run.places import MANIFEST


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.hrefs = []
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.hrefs += [value for name, value in attrs if name in ("href", "src")]


def _report(
    output,
    month,
    place,
    *,
    position=0,
    group="g",
    trial=None,
    files=("甲.html",),
    title="榜单",
    folder=None,
    unit=None,
    report="leaderboard",
    report_name="分组榜单",
    inputs=None,
):
    path = output / (folder or f"{month}/{place}")
    path.mkdir(parents=True)
    for name in files:
        (path / name).write_bytes(b"x")
    manifest = Manifest(
        report=report,
        report_name=report_name,
        programme="p",
        city="某市",
        month=month,
        group=group,
        unit=unit,
        place=place,
        position=position,
        trial=trial or {},
        as_of="2024-06-30",
        formats=("html",),
        title=title,
        marks=("演示数据",),
        inputs=inputs or {},
        outputs=tuple(Output(file=name, sha256="0" * 64) for name in files),
        reasons=(),
        made_at="2024-06-30T12:00:00+08:00",
        seconds=1.0,
    )
    (path / MANIFEST).write_text(manifest.to_text(), encoding="utf-8")
    return path


@pytest.fixture
def page(tmp_path):
    def render():
        write_catalogue(tmp_path)
        return (tmp_path / "index.html").read_text(encoding="utf-8")

    return render


def test_an_empty_folder_says_so(page):
    assert "还没有报告" in page()


def test_months_stand_newest_first_and_groups_in_their_order(tmp_path, page):
    _report(tmp_path, "2024-05", "乙组", position=1)
    _report(tmp_path, "2024-06", "甲组", position=0)
    (year,) = read_years(tmp_path)
    assert year.columns == ("分组榜单（甲组）", "分组榜单（乙组）")
    assert [row.label for row in year.rows] == ["2024年06月", "2024年05月"]
    assert [cell is not None for cell in year.rows[0].cells] == [True, False]
    text = page()
    assert "某市2024年" in text
    assert "演示数据" in text


def test_one_month_is_the_catalogues_row(tmp_path):
    _report(tmp_path, "2024-06", "乙组", position=1)
    _report(tmp_path, "2024-06", "甲组", position=0)
    _report(tmp_path, "2024-06", "甲组", trial={"metric": "benefit"}, folder="2024-06/试算-1/甲组")
    (year,) = read_years(tmp_path)
    assert read_month(tmp_path, Month(2024, 6)) == (*year.rows[0].cells, *year.rows[0].trials)
    assert [entry.column for entry in read_month(tmp_path, Month(2024, 6))][:2] == [
        "分组榜单（甲组）",
        "分组榜单（乙组）",
    ]
    assert read_month(tmp_path, Month(2024, 7)) == ()
    assert read_month(tmp_path / "没有", Month(2024, 6)) == ()


def test_links_are_relative_encoded_and_lead_to_the_files(tmp_path, page):
    _report(tmp_path, "2024-06", "县市组", files=("榜单（县 市）#1%.html", "榜单.pdf", "leaderboard.json"))
    parser = _Links()
    parser.feed(page())
    assert len(parser.hrefs) == 3
    for href in parser.hrefs:
        assert re.fullmatch(r"[A-Za-z0-9%._/~-]+", href)
        assert (tmp_path / unquote(href)).is_file()
    assert "script" not in parser.tags
    assert "link" not in parser.tags


def test_hostile_texts_stay_texts(tmp_path, page):
    evil = '<script>alert(1)</script>"onmouseover="x'
    _report(tmp_path, "2024-06", evil, title=evil, trial={"metric": evil}, folder="2024-06/试算-1/甲")
    _report(tmp_path, "2024-06", evil + "2", folder="2024-06/乙")
    text = page()
    assert "<script" not in text
    assert '"onmouseover' not in text


def test_a_failure_a_missing_file_and_a_trial_are_told(tmp_path, page):
    failed = _report(tmp_path, "2024-06", "甲组")
    (failed / "leaderboard.failed.txt").write_text("x")
    cut = _report(tmp_path, "2024-06", "乙组", position=1)
    (cut / "甲.html").unlink()
    _report(tmp_path, "2024-06", "甲组", trial={"metric": "benefit"}, folder="2024-06/试算-12345678/甲组")
    never = tmp_path / "2024-06" / "丙组"
    never.mkdir()
    (never / "leaderboard.failed.txt").write_text("x")
    (year,) = read_years(tmp_path)
    (row,) = year.rows
    assert [cell.state for cell in row.cells] == ["未能更新，为上次结果", "文件不全，请重新生成"]
    assert [(item.column, item.trial, item.state) for item in row.trials] == [
        ("丙组", "", "未能生成"),
        ("分组榜单（甲组）", "metric=benefit", "已生成"),
    ]
    assert "试算：metric=benefit" in page()


def test_a_report_of_several_months_hides_none_of_its_last_month(tmp_path, page):
    span = {"parameters": {"month": "2024-01", "through": "2024-06"}}
    alone = {"parameters": {"month": "2024-06", "through": None}}
    _report(tmp_path, "2024-06", "典型案例", group=None, report_name="典型案例", inputs=alone)
    _report(
        tmp_path,
        "2024-06",
        "典型案例",
        group=None,
        report_name="典型案例",
        inputs=span,
        folder="2024-06/典型案例（1月至6月）",
    )
    (year,) = read_years(tmp_path)
    (row,) = year.rows
    assert year.columns == ("典型案例",)
    assert unquote(row.cells[0].links[0].href) == "2024-06/典型案例/甲.html"
    assert [(item.column, unquote(item.links[0].href)) for item in row.trials] == [
        ("典型案例（1月至6月）", "2024-06/典型案例（1月至6月）/甲.html")
    ]
    assert "典型案例（1月至6月）" in page()


@pytest.mark.parametrize("text", ["{", "[]", '{"returns": [1], "unread": []}', '{"returns": null}'])
def test_a_broken_checks_file_stops_nothing(tmp_path, page, text):
    folder = tmp_path / "2024-06" / "报送核验"
    folder.mkdir(parents=True)
    (folder / "checks.json").write_text(text)
    assert "未核验" in page()


def test_the_intake_of_a_month_counts_units_not_files(tmp_path, page):
    folder = tmp_path / "2024-06" / "报送核验"
    folder.mkdir(parents=True)
    states = [("甲", "replaced"), ("甲", "accepted"), ("乙", "sent_back"), ("乙", "sent_back"), ("丙", "not_reported")]
    returns = [{"unit": unit, "state": state} for unit, state in states]
    (folder / "checks.json").write_text(json.dumps({"returns": returns, "unread": []}), encoding="utf-8")
    assert "接收1家，退回1家，未报1家" in page()


def test_the_same_folder_gives_the_same_page(tmp_path):
    _report(tmp_path, "2024-06", "甲组")
    assert render_catalogue(read_years(tmp_path)) == render_catalogue(read_years(tmp_path))


def test_units_reports_stand_beside_the_one_on_the_whole(tmp_path, page):
    about = {"group": None, "report": "quarterly", "report_name": "季报"}
    _report(tmp_path, "2024-06", "全市", folder="2024-06/季报", **about)
    for position, name in ((3, "乙局"), (2, "甲局")):
        _report(tmp_path, "2024-06", name, folder=f"2024-06/季报/{name}", unit=name, position=position, **about)
    (year,) = read_years(tmp_path)
    assert year.columns == ("季报",)
    (cell,) = year.rows[0].cells
    assert [part.unit for part in cell.parts] == ["甲局", "乙局"]
    links = _Links()
    links.feed(page())
    assert {unquote(href) for href in links.hrefs} == {
        "2024-06/季报/甲.html",
        "2024-06/季报/甲局/甲.html",
        "2024-06/季报/乙局/甲.html",
    }


def test_what_never_leaves_the_office_stands_in_a_table_of_its_own(tmp_path, page):
    _report(tmp_path, "2024-06", "县市组")
    _report(tmp_path, "2024-05", "县市组")
    inside = {"group": None, "report": "intake", "report_name": "报送核验"}
    _report(tmp_path, "2024-06", "报送核验", **inside)
    shown, kept = read_years(tmp_path)
    assert (shown.columns, shown.internal) == (("分组榜单（县市组）",), False)
    assert (kept.columns, kept.internal) == (("报送核验",), True)
    assert [row.label for row in kept.rows] == ["2024年06月"]
    text = page()
    assert text.index("某市2024年报告") < text.index("某市2024年内部资料（不印发）")
