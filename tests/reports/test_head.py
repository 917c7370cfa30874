"""Titles, file names and marks."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sanzi_lib.months import Month
from sanzi_lib.reports.elements.head import build_board_head, build_file_stem
from sanzi_lib.reports.elements.marks import build_marks, contained_units, memo_units


def test_board(board, programme):
    head = build_board_head(board, programme, date(2024, 6, 30), ("演示数据",))
    assert head.title == "衡阳市2024年06月国有“三资”盘活榜单（县市组）"
    assert head.file_stem == "衡阳市2024年06月国有三资盘活榜单（县市组）"
    assert head.subtitle == "报告期：2024年5月26日至6月25日　制表时间：2024年6月30日"
    assert (head.report, head.tabulated_on, head.marks) == ("leaderboard", "2024-06-30", ("演示数据",))


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("甲/乙\\丙:丁*戊?己<庚>辛|壬\"癸'", "甲乙丙丁戊己庚辛壬癸"),
        ("末尾. . ", "末尾"),
        ("长" * 200, "长" * 80),
    ],
)
def test_file_stems_are_safe_everywhere(title, stem):
    assert build_file_stem(title) == stem


def returns(**demo):
    return pd.DataFrame({"unit": list(demo), "demo": list(demo.values()), "state": "accepted"}).assign(
        unit=lambda frame: frame["unit"].str.removeprefix("u")
    )


def test_marks(programme):
    june, may = Month(2024, 6), Month(2024, 5)
    frame = returns(u430421=True, u4304E1=False)
    assert build_marks(frame, programme, june, "counties") == ("演示数据",)
    assert build_marks(frame, programme, june, "enterprises") == ()
    assert build_marks(frame, programme, june, None) == ("演示数据",)
    assert build_marks(frame, programme, may, "enterprises", trial=True) == ("试编", "试算")
    early, ends = date(2024, 6, 24), date(2024, 6, 25)
    assert build_marks(frame, programme, june, "enterprises", tabulated_on=early) == ("报告期未结束",)
    assert build_marks(frame, programme, june, "enterprises", tabulated_on=ends) == ()
    silent = frame.assign(state=["accepted", "not_reported"])
    assert build_marks(silent, programme, june, "enterprises") == ("演示数据",), "nobody of the group sent anything"


def test_a_lead_departments_board_contains_every_unit_that_counts_by_field(programme):
    municipal = contained_units(programme, "municipal")
    assert len(municipal) == 12
    assert {"4304E1", "4304E2", "4304P2"} <= set(municipal)
    assert contained_units(programme, "parks") == ("4304P1", "4304P2")
    assert len(contained_units(programme, None)) == 25


def test_memo_units(programme):
    assert memo_units(programme, "parks") == ("松木经开区",)
    assert memo_units(programme, "enterprises") == ("市城发集团", "市国投集团")
    assert memo_units(programme, "municipal") == ()
    assert memo_units(programme, "counties") == ()
