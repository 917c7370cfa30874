"""Who ranks, who does not, and why the unit with the largest month does not lead (docs/指标口径.md 排名)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.official import build_official_table
from sanzi_lib.reports.elements.ranking import say_lag, say_largest_month, say_overall, say_places
from sanzi_lib.reports.elements.rule import say_order
from sanzi_lib.reports.elements.standing import build_standing_table
from sanzi_lib.reports.leaderboard import build_findings


def _silence(board, name):
    """The board with a unit of which nothing was accepted all year, which stands last."""
    rows = [row for row in board.rows if row.name != name]
    (silent,) = (row for row in board.rows if row.name == name)
    amounts = replace(
        silent.amounts,
        projects=None,
        benefit=None,
        treasury=None,
        available=None,
        benefit_cumulative=0,
        treasury_cumulative=0,
        available_cumulative=0,
    )
    never = replace(silent, rank=None, tied=False, heard=False, state="not_reported", amounts=amounts)
    return replace(board, rows=(*rows, never))


def _with_month(board, name, fen):
    rows = (replace(row, amounts=replace(row.amounts, benefit=fen)) if row.name == name else row for row in board.rows)
    return replace(board, rows=tuple(rows))


def test_a_unit_never_heard_of_is_named_and_counts_in_no_number_of_units(board, programme):
    silent = _silence(board, "衡阳县")
    assert "县市组6个单位" in say_overall(silent)
    assert say_places(silent).endswith("衡阳县尚未报送数据，暂不排名。")
    said = say_lag(silent, programme.thresholds.attention_gap)
    assert "衡阳县" not in said
    table = build_standing_table(silent, programme)
    last = [cell.text for cell in table.rows[-2].cells]  # before 合计
    # 位次、单位、年度目标、then nothing that is not known, 位次变化, 报送情况
    assert last[:2] == ["—", "衡阳县"]
    assert last[2] != "—"
    assert last[3:11] == ["—"] * 8
    assert "衡阳县尚未报送数据，暂不排名。" in table.notes


def test_a_group_that_sent_nothing_yet(board, programme):
    for name in [row.name for row in board.rows]:
        board = _silence(board, name)
    sentences = build_findings(board, programme).sentences
    assert sentences[0] == "截至6月25日，县市组尚未报送数据。"
    assert "尚未报送数据，暂不排名" in sentences[1]


def test_why_the_unit_with_the_largest_month_does_not_lead(board):
    """衡东县 stands sixth with a month of 90 000 万元, the largest by far."""
    sixth = next(row for row in board.rows if row.rank == 6)
    largest = _with_month(board, sixth.name, 90_000 * 1_000_000)
    said = say_largest_month(largest)
    assert said.startswith(f"{sixth.name}本月经济效益最多（9.00亿元），年初以来")
    assert said.endswith("按完成率（25.00%）列第6位。")
    first = next(row for row in board.rows if row.rank == 1)
    assert say_largest_month(_with_month(board, first.name, 90_000 * 1_000_000)) == ""


def test_the_order_stands_under_the_title(board, programme):
    assert say_order(board.rule) == "按年初以来完成率排列"
    assert say_order(RankRule(metric="benefit_cumulative")) == "按累计经济效益排列"
    assert say_order(RankRule(metric="benefit")) == "按本月经济效益排列"
    assert say_order(RankRule(metric="weighted", weights={"attainment": "1"})) == "按加权得分排列"
    official = build_official_table(board, programme, date(2024, 6, 30))
    assert official.above_left == "制表时间：2024年6月30日　　按年初以来完成率排列"
    assert build_standing_table(board, programme).above_left.startswith("按年初以来完成率排列；")
