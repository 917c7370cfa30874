"""Places by month and each unit's months: every word and figure of the charts, in every odd case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from sanzi_lib.measures.board import RankHistory
from sanzi_lib.measures.model import History, HistoryPoint
from sanzi_lib.measures.rank import RankPlace
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.blocks import Chart
from sanzi_lib.reports.leaderboard.movement import build_month_sheet, build_movement

WAN = 1_000_000
YI = 10_000 * WAN


def words(svg):
    return ["".join(element.itertext()) for element in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def year(amounts_of, row_of, board_of):
    """A board, places and months of units given as (name, target, months' 万元); ranked as they stand."""

    def build(*units, month=None):
        count = len(units[0][2])
        rows, histories, ranks = [], [], []
        for number, (name, target, benefits) in enumerate(units, start=1):
            code = f"4304{number:02d}"
            total = sum(benefit or 0 for benefit in benefits)
            figures = amounts_of(("0.00", "0.00", "0.00"), (f"{total}.00", "0.00", "0.00"), target=target)
            rows.append(row_of(code, name, number, figures))
            sums = [sum(item or 0 for item in benefits[: place + 1]) * WAN for place in range(count)]
            points = (
                HistoryPoint(place, None if benefit is None else benefit * WAN, done)
                for place, (benefit, done) in enumerate(zip(benefits, sums, strict=True), start=1)
            )
            histories.append(History(code, name, tuple(points)))
            ranks.append(RankHistory(code, name, (RankPlace(number, False),) * count))
        return board_of(rows, amounts_of(), month=Month(2024, month or count)), tuple(ranks), tuple(histories)

    return build


def test_counties(board, ranks, histories):
    chart, months = build_movement(board, ranks, histories)
    said = words(chart.svg)
    # each name at both ends, a place for each of seven units in six months, six months
    assert len(said) == 2 * 7 + 7 * 6 + 6
    for row in board.rows:
        assert said.count(row.name) == 2
    assert said.count("1") == 6
    assert said.count("3") == 6 + 2  # in May and June two share the third place
    assert said.count("4") == 4  # and none has the fourth
    assert chart.alt.startswith("折线图：县市组各单位1月至6月的位次。衡山县1月第1位，2月第1位，3月第2位，4月第1位，")
    assert "祁东县1月第3位，2月第4位，3月第3位，4月第3位，5月并列第3位，6月并列第3位；" in chart.alt
    assert "常宁市各月均为第5位；" in chart.alt
    assert "按目前通过核验的数据" in chart.caption
    assert months.alt.count("完成率") == 7


def test_months_say_every_month(year):
    board, ranks, histories = year(("甲县", "1200.00", (90, -40, None, 250)), ("乙县", "60000.00", (11000, 0, 3000, 5)))
    months = build_movement(board, ranks, histories)[-1]
    said = words(months.svg)
    # 甲县 in whole 万元, 乙县 in 亿元, because one of its months reached one
    assert {"90", "-40", "—", "250", "万元", "累计300.00万元", "完成率25.00%"} <= set(said)
    assert {"1.10", "0.00", "0.30", "亿元", "累计1.40亿元"} <= set(said)
    assert "甲县（万元）1月90，2月-40，3月—，4月250，累计300.00万元，完成率25.00%；" in months.alt
    assert "乙县（亿元）1月1.10，2月0.00，3月0.30，4月0.00，累计1.40亿元，完成率23.34%。" in months.alt
    assert "虚线为年度目标的十二分之一" in months.caption


def test_without_targets_nothing_is_held_against_the_months(year):
    board, ranks, histories = year(("甲公司", None, (5, 6)), ("乙公司", None, (5, 6)))
    months = build_movement(board, ranks, histories)[-1]
    assert "虚线" not in months.caption
    assert "完成率" not in months.alt
    assert "<pattern" not in months.svg


def test_the_first_month_has_no_movement(year):
    board, ranks, histories = year(("甲县", "1200.00", (90,)), ("乙县", "1200.00", (80,)))
    note, months = build_movement(board, ranks, histories)
    assert note.text == "1月为首月，尚无各月位次可比。"
    assert {"甲县", "90", "1月"} <= set(words(months.svg))


def test_one_unit_is_not_ranked_by_month(year):
    note, months = build_movement(*year(("甲县", "1200.00", (90, 80))))
    assert note.text == "本组只有一个单位，不比较各月位次。"
    assert isinstance(months, Chart)


def test_nobody(year, board):
    assert build_movement(replace(board, rows=()), (), ()) == ()


def test_all_equal_stand_apart_with_the_same_place(year):
    board, _, histories = year(*((f"{name}县", "1200.00", (10, 10)) for name in "甲乙丙"))
    shared = tuple(RankHistory(row.unit, row.name, (RankPlace(1, True),) * 2) for row in board.rows)
    chart = build_movement(board, shared, histories)[0]
    said = words(chart.svg)
    assert said.count("1") == 6
    assert "甲县各月均为并列第1位" in chart.alt
    heights = {
        element.get("y")
        for element in etree.fromstring(chart.svg).iter("{http://www.w3.org/2000/svg}text")
        if element.text in ("甲县", "乙县", "丙县")
    }
    assert len(heights) == 3


def test_ten_units_with_long_names_in_december(year):
    names = [f"第{number}个名称特别特别长的市直部门和单位" for number in range(10)]
    board, ranks, histories = year(*((name, "1200.00", tuple(range(100, 112))) for name in names))
    chart, months = build_movement(board, ranks, histories)
    for drawn in (chart, months):
        root = etree.fromstring(drawn.svg)
        assert float(root.get("height").removesuffix("pt")) <= 8.4 * 72 + 1
        assert set(names) <= set(words(drawn.svg))
    assert len(words(chart.svg)) == 2 * 10 + 10 * 12 + 12


def test_many_units_take_several_pages(year):
    board, ranks, histories = year(*((f"{number}号", "1200.00", (1, 2)) for number in range(30)))
    places, *charts = build_movement(board, ranks, histories)
    assert isinstance(places, Chart)
    assert [chart.caption.partition("（")[0] for chart in charts] == ["县市组各单位每月实现多少经济效益"] * 3
    assert [("（续）" in chart.caption) for chart in charts] == [False, True, True]
    assert sum(chart.alt.count("完成率") for chart in charts) == 30


def test_too_many_lines_to_be_told_apart(year):
    note, *_ = build_movement(*year(*((f"{number}号", "1200.00", (1, 2)) for number in range(31))))
    assert note.text == "本组单位较多，各月位次见工作簿“各月走势”表。"


def test_months_without_data_are_faint_and_said(board, ranks, histories):
    known = tuple(
        replace(item, points=tuple(replace(point, benefit=point.benefit_cumulative) for point in item.points))
        for item in histories
    )
    plain, faint = (build_movement(board, ranks, item)[0] for item in (known, histories))
    assert "细灰圈" not in plain.caption
    assert "细灰圈为当月没有通过核验的数据" in faint.caption
    assert "#6b6b6b" not in plain.svg
    assert "#6b6b6b" in faint.svg


def test_the_same_figures_give_the_same_bytes(board, ranks, histories):
    first, second = (build_movement(board, ranks, histories) for _ in range(2))
    assert first == second


def test_sheet(board, ranks, histories):
    table = build_month_sheet(board, ranks, histories)
    assert not table.shown
    assert len(table.rows) == 7 * 6
    assert [cell.text for cell in table.rows[5].cells] == ["2024-06", "县市组", "衡山县", "1", "", "272160.00"]
    assert table.rows[12].cells[2].text == "祁东县"
