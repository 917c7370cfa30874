"""One cause, one line: what is told together, what is not told beside its cause, and that nothing goes lost."""

from __future__ import annotations

import pytest

from sanzi_lib.ledger.causes import tell_causes
from sanzi_lib.ledger.model import Finding, Override

SHEET, COVER = "盘活情况表", "报送封面"


def find(cell, message="请改正。", *, rule="V04", level="错误", sheet=SHEET, value=None, project=None, **other):
    return Finding(rule, level, "衡南县", "衡南县.xlsx", sheet, cell, project, value, message, **other)


def lines(*findings):
    return [(line.first.rule, line.place, line.message) for line in tell_causes(findings)]


def test_a_column_without_stored_results_is_one_line():
    found = [
        find(f"{column}{row}", f"“{name}”是没有结果的公式。")
        for row in range(3, 29)
        for column, name in (("P", "累计"), ("M", "以前"), ("Q", "入库"))
    ]
    told = tell_causes(found)
    assert [line.place for line in told] == [f"{SHEET}!{column}3:{column}28" for column in "PMQ"]
    assert [len(line.findings) for line in told] == [26, 26, 26]


def test_cells_that_differ_in_their_figures_are_one_line_that_says_each():
    first, second, third = (
        find(f"M{row}", f"累计{gap}.00万元，与核定的0.00万元相差{gap}.00万元，请改正。", rule="V07", value=str(gap))
        for row, gap in ((3, 1), (4, 2), (9, 3))
    )
    assert lines(first, second, third) == [
        (
            "V07",
            f"{SHEET}!M3:M4、M9",
            "M3：累计1.00万元，与核定的0.00万元相差1.00万元，请改正。同类的还有："
            "M4（2.00万元、0.00万元、2.00万元）、M9（3.00万元、0.00万元、3.00万元）（数字次序相同）。",
        )
    ]


def test_cells_are_listed_as_they_stand_and_a_total_row_shares_its_column_s_cause():
    found = [
        find("P10", "合计行“累计”公式没有结果。"),
        *(find(f"P{n}", "“累计”公式没有结果。") for n in (6, 9, 5, 8, 7)),
    ]
    assert lines(*found) == [("V04", f"{SHEET}!P5:P10", "“累计”公式没有结果。")]
    assert lines(found[0]) == [("V04", f"{SHEET}!P10", "合计行“累计”公式没有结果。")]


def test_months_are_one_figure_and_what_is_the_same_everywhere_is_said_once():
    said = "补计2024年04月、2024年05月：期初数{}.50万元，计划2024-06-30完成，请核实。"
    found = [find(f"N{row}", said.format(amount), rule="V07") for row, amount in ((4, 9), (8, 8100), (10, 423))]
    (line,) = tell_causes(found)
    assert line.message == f"N4：{said.format(9)}同类的还有：N8（8100.50万元）、N10（423.50万元）。"


@pytest.mark.parametrize("why", ["没有表头", "没有自己的表头（被合并单元格占去）"])
def test_what_only_follows_from_a_header_that_is_gone_is_counted_at_its_line(why):
    gone = find("K4", f"K列{why}，数据行却填有内容，不知道是什么数，无法读取。", rule="V02", value="12")
    followed = [find(f"L{row}", "可用财力大于入库收益。", rule="V05") for row in (4, 5)]
    ((rule, place, message),) = lines(gone, *followed)
    assert (rule, place) == ("V02", f"{SHEET}!K4")
    assert message.endswith("由此引起的V05 2处不另列，改正后重新核验。")


def test_values_are_told_where_they_differ():
    (line,) = tell_causes(
        [find("E3", "“约300”不是数字。", value="约300"), find("E5", "“三百”不是数字。", value="三百")]
    )
    assert (line.value, line.message) == (None, "E3：“约300”不是数字。同类的还有：E5（三百）。")


def test_projects_that_are_gone_are_one_line_that_says_each():
    def gone(project, name, fen):
        message = f"所列项目“{name}”（累计经济效益{fen}.00万元）不在本月台账中，请补回。"
        return find(None, message, rule="V36", level="核实", sheet="项目台账", project=project, value=name)

    assert lines(gone("甲-1", "码头", 5), gone("甲-2", "鱼塘", 0)) == [
        (
            "V36",
            "项目台账",
            "甲-1：所列项目“码头”（累计经济效益5.00万元）不在本月台账中，请补回。同类的还有：甲-2（鱼塘、0.00万元）（数字次序相同）。",
        )
    ]


def test_another_rule_column_file_level_or_acceptance_is_another_line():
    accepted = Override("有纪要", "李四", "2024-06-26")
    found = [
        find("E3"),
        find("F3"),
        find("E4", rule="V05"),
        find("E5", level="核实"),
        find("E6", override=accepted),
        find("E7", "请补填。"),
    ]
    assert len(tell_causes(found)) == len(found)


def test_a_deleted_row_is_one_line_whatever_totals_it_puts_in_the_wrong():
    totals = [
        find(f"{column}12", f"合计（小计）行填{stated}，所属各行之和为{right}，请核对。", rule="V09", value=str(stated))
        for column, stated, right in (("E", 120, 100), ("F", 60, 40), ("K", 80, 75))
    ]
    cover = find(
        "B12",
        "封面本月经济效益合计120.00万元，与盘活情况表各行之和100.00万元不符。",
        rule="V09",
        sheet=COVER,
        value="120",
    )
    zero = find("B10", "封面填报为零报告，盘活情况表却有3行。", rule="V09", sheet=COVER)
    told = lines(cover, *totals, zero)
    assert told == [
        (
            "V09",
            f"{COVER}!B12、{SHEET}!E12:E12、{SHEET}!F12、{SHEET}!K12".replace("E12:E12", "E12"),
            "4处合计与明细各行之和不符（所填、各行之和依次为：封面B12（120.00万元、100.00万元）、E12（120、100）、"
            "F12（60、40）、K12（80、75）），多因增删或改动了行而没有更新合计，请核对。",
        ),
        ("V09", f"{COVER}!B10", "封面填报为零报告，盘活情况表却有3行。"),
    ]


def test_what_follows_from_a_cover_in_yuan_is_counted_at_its_line():
    cause = find("B10", "封面“金额单位”应为“万元”，现为“元”，请换算。", rule="V02", sheet=COVER, value="元")
    carried = [find(f"M{row}", "与核定的不符。", rule="V07") for row in range(3, 10)]
    slips = [find(f"E{row}", "请核实。", rule="V12", level="核实") for row in range(3, 11)]
    own = find("B4", "为必填项。", rule="V03")
    assert lines(cause, *carried, *slips, own) == [
        (
            "V02",
            f"{COVER}!B10",
            "封面“金额单位”应为“万元”，现为“元”，请换算。由此引起的V07 7处、V12 8处不另列，改正后重新核验。",
        ),
        ("V03", f"{SHEET}!B4", "为必填项。"),
    ]
    # Without the cause each is told.
    assert [rule for rule, _, _ in lines(*carried, *slips)] == ["V07", "V12"]


def test_a_header_that_is_named_in_the_missing_one_is_not_told_twice():
    missing = find("E1", "缺少“本月经济效益(万元)”一列；E1的“本月经济效应”与之相近。", rule="V02")
    unknown = find("E1", "“本月经济效应”不是规定的列。", rule="V02", level="提示", value="本月经济效应")
    other = find("W1", "“备用”不是规定的列。", rule="V02", level="提示", value="备用")
    assert [place for _, place, _ in lines(unknown, missing, other)] == [f"{SHEET}!E1", f"{SHEET}!W1"]


def test_lines_of_overrides_that_matched_nothing_stay_apart():
    unused = [
        Finding("V18", "提示", "衡南县", None, None, None, None, None, f"overrides.csv 第{n}行没有对应。")
        for n in (2, 3)
    ]
    assert len(tell_causes(unused)) == 2


def test_no_finding_goes_lost():
    found = [find(f"{column}{row}", rule=rule) for row in (3, 4) for column in "EF" for rule in ("V04", "V05", "V09")]
    assert sum(len(line.findings) for line in tell_causes(found)) == len(found)
