"""What a changed text is told by, and what is left out of one because no two runs share it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from freeze import _days, _in_order, _normalise, compare


def test_a_difference_is_told_by_its_lines_and_the_rest_is_counted():
    kept = "".join(f"第{number}行\n" for number in range(100))
    assert compare(kept, kept, "a.txt") == ""
    told = compare(kept, kept.replace("第7行", "第七行"), "a.txt").splitlines()
    assert told == ["--- kept/a.txt", "+++ made/a.txt", "@@ -7,3 +7,3 @@", " 第6行", "-第7行", "+第七行", " 第8行"]
    assert compare(kept, "", "a.txt", most=3).splitlines()[3:] == ["… and 100 lines more"]


def test_day_time_place_speed_and_digests_are_left_out_and_nothing_else():
    digest = "0123456789abcdef" * 4
    lines = [
        "定稿第1版，2026年12月1日 | 2026-12-01 22:06:26+00:00 | 2026-12-01",
        "用时2.5秒，写入 /tmp/某处/output",
        f"{digest} | {digest[4:16]} | 43048100003 | 52.945647058812 | 4304B1-ZY05-2024-0006 | 2024-06-30",
    ]
    assert _normalise(lines, Path("/tmp/某处"), _days(date(2026, 12, 1))).splitlines() == [
        "定稿第1版，<today> | <now> | <today>",
        "用时…秒，写入 <work>/output",
        "<sha256> | <sha256> | 43048100003 | 52.945647058812 | 4304B1-ZY05-2024-0006 | 2024-06-30",
    ]


def test_reports_that_end_in_another_order_are_the_same():
    first, second = "2024-06 全市总览：已生成（首次生成）", "2024-06 典型案例：已生成（首次生成）"
    assert _in_order(["读取", first, second, "完成"]) == _in_order(["读取", second, first, "完成"])
