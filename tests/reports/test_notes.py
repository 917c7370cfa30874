"""The notes that end a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sanzi_lib.measures.model import DaysCovered, Opening, Proceeds
from sanzi_lib.months import Month
from sanzi_lib.params.rules import December, PeriodRule
from sanzi_lib.reports.elements.notes import say_period, say_states
from sanzi_lib.reports.leaderboard.tables import build_board_notes


def test_a_board_with_everything(board, programme):
    items = build_board_notes(board, programme).items
    assert items[0] == (
        "本月数的报告期为2024年5月26日至6月25日；累计数自2024年1月1日起，截至6月25日。序时进度按6÷12计算，为50.00%，"
        "比按天数计算的48.36%高1.64个百分点。"
    )
    assert items[4] == "各月位次图按本月的排名规则和目前通过核验的数据计算，已定稿月份印发的位次以定稿榜单为准。"
    assert items[5:] == (
        "衡阳县未报送本月月报，本月数以“—”表示（不等于零），累计数沿用此前通过核验的数据，并据此排名。",
        "衡东县的本月月报退回修改，本月数以“—”表示（不等于零），累计数沿用此前通过核验的数据，并据此排名。",
        "迟报天数按首次报送时间计算：耒阳市2天、衡东县1天。",
        "追溯调整：耒阳市4月经济效益调减12.00万元（原因：重复计入）。",
        "追溯调整：祁东县以前月份经济效益调增2.50万元，入库收益调增1.00万元（未说明原因）。",
        "期初数：衡南县2个项目本月首次通过核验，以前月份的经济效益123.45万元、入库收益50.00万元计入累计数，不计入本月数。",
    )


def test_memo_items_and_missing_targets(enterprises, programme):
    items = build_board_notes(enterprises, programme).items
    assert items[-2:] == (
        "市城发集团、市国投集团未单列年度目标，不计算完成率。",
        "市城发集团、市国投集团的数据已含在市本级合计中，本榜单列示其全部报送数据，全市合计不重复计算。",
    )


def test_a_lead_with_other_units_figures(board):
    lead = replace(board.rows[0], state="sent_back", missing=("衡山县", "市国投集团"))
    assert say_states([lead]) == [
        "衡山县的本月月报退回修改，本月数仅含其他单位在其牵头领域报送的数据，累计数沿用此前通过核验的数据，并据此排名。",
        "衡山县一行暂缺市国投集团的本月数。",
    ]


def test_openings_of_nothing_are_not_named(board, programme):
    empty = replace(board, openings=(Opening("430422", "x", Proceeds(0, 0, 0)),))
    assert not any(item.startswith("期初数") for item in build_board_notes(empty, programme).items)


DECEMBER = Month(2024, 12)


def test_december_that_ends_early_says_what_is_to_come():
    """The 25th is day 360 of 366: 98.36 %, and twelve twelfths run 1.64 points ahead of it."""
    early = say_period(DaysCovered(date(2024, 11, 26), date(2024, 12, 25)), DECEMBER, PeriodRule())
    assert early.endswith(
        "序时进度按12÷12计算，为100.00%，比按天数计算的98.36%高1.64个百分点。12月26日至31日的数据年度终了另行更新。"
    )
    whole = say_period(
        DaysCovered(date(2024, 11, 26), date(2024, 12, 31)),
        DECEMBER,
        PeriodRule(december=December(ends_on=31, due_on=31)),
    )
    assert whole.endswith("序时进度按12÷12计算，为100.00%。")


@pytest.mark.parametrize(
    ("behind", "said"),
    [(("甲县", "乙县"), "甲县、乙县没有报送年终更新，数据截至12月25日。"), ((), "各单位均已报送年终更新。")],
)
def test_the_update_at_the_years_end_names_who_sent_none(behind, said):
    days = DaysCovered(date(2024, 11, 26), date(2024, 12, 31), behind)
    text = say_period(days, DECEMBER, PeriodRule())
    assert "截至12月31日（年终更新）。" in text
    assert text.endswith(f"序时进度按12÷12计算，为100.00%。{said}")


def test_time_by_days():
    """25 June is day 177 of a leap year: 48.36 %; half a year by months runs 1.64 points ahead."""
    june = DaysCovered(date(2024, 5, 26), date(2024, 6, 25))
    by_month, by_day = (say_period(june, Month(2024, 6), PeriodRule(time_progress=word)) for word in ("month", "day"))
    assert by_month.endswith("序时进度按6÷12计算，为50.00%，比按天数计算的48.36%高1.64个百分点。")
    assert by_day.endswith("序时进度按天数计算（年初至6月25日的天数÷全年天数），为48.36%。")
