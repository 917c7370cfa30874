"""The intake report: what must be chased stands first, every list is bounded, and nothing is left out unsaid."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sanzi_lib.ledger.model import ControlTotals, Finding
from sanzi_lib.ledger.tally import compute_tally
from sanzi_lib.reports import intake
from sanzi_lib.reports.elements.blocks import FiguresData, Findings, KeyFigures, Notes, Paragraph, Table
from sanzi_lib.reports.intake import arrivals

DAY = date(2024, 6, 26)


def of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def named(blocks, caption):
    return next(block for block in of(blocks, Table) if block.caption == caption)


def test_every_page_is_marked_internal(tally, programme):
    head = intake.build_head(tally, programme, DAY)
    assert head.title == "衡阳市2024年06月国有“三资”月报核验情况"
    assert head.file_stem == "衡阳市2024年06月国有三资月报核验情况"
    assert head.marks == ("内部资料", "演示数据")
    assert "报送截止：6月25日" in head.subtitle


def test_the_first_page_says_what_must_be_chased(tally):
    blocks = intake.build_opening(tally)
    (findings,) = of(blocks, Findings)
    assert findings.sentences[0] == "2024年06月月报应报25个单位，已接收2个、退回修改2个、未报送21个。"
    assert "等21个单位。" in findings.sentences[1]
    assert findings.sentences[2] == (
        "退回修改（请催更正）：耒阳市（错误13处）、衡南县（错误1处）、衡东县（错误1处）、衡西县（错误1处）。"
    )
    assert findings.sentences[3] == "未读取（请查明是谁的、另存后重报）：坏的.xlsx。"
    assert findings.sentences[4] == "待核实（已接收，请单位说明）：衡阳县（核实2处）。"
    assert findings.sentences[5] == "截止日为6月25日，衡东县迟报2天、衡阳县迟报1天。"
    (figures,) = of(blocks, KeyFigures)
    assert [(figure.label, figure.value) for figure in figures.figures] == [
        ("已接收", "2"),
        ("退回修改", "4"),
        ("未报送", "21"),
        ("未读取文件", "1"),
        ("错误", "16"),
        ("待核实", "3"),
    ]
    rows = texts(named(blocks, "须催办事项"))
    assert len(rows) == 1 + 4 + 1 + 1
    assert rows[0][1:3] == ["未报送", "21个单位"]
    assert rows[0][3].startswith("市自然资源和规划局、")
    assert rows[0][4] == "催报，截止日为6月25日"
    assert rows[1][1:] == ["退回修改", "耒阳市", "错误13处（V04、V05），另有核实1处", "发回工作簿，催更正"]
    assert rows[5][1:] == ["未读取", "—", "坏的.xlsx", "发回“未读取-坏的.xlsx”，查明单位后重报"]
    assert rows[6][1:4] == ["待核实", "衡阳县", "核实2处（V18），照常计入"]


def test_a_single_missing_unit_is_named_as_such(accepted_of, state_of, programme):
    states = [state_of(unit.name) for unit in programme.units[1:]]
    tally = compute_tally(accepted_of(states, (), ()), programme)
    assert texts(named(intake.build_opening(tally), "须催办事项")) == [
        ["1", "未报送", "市自然资源和规划局", "没有收到可以读取的月报", "催报，截止日为6月25日"]
    ]


def test_a_month_with_nothing_to_chase_says_so(accepted_of, state_of, programme):
    states = [state_of(unit.name) for unit in programme.units]
    tally = compute_tally(accepted_of(states, (), ()), programme)
    blocks = intake.build_opening(tally)
    (findings,) = of(blocks, Findings)
    assert findings.sentences == ("2024年06月月报应报25个单位，已接收25个，全部通过核验，没有须催办的事项。",)
    assert not of(blocks, Table)
    for build in (intake.build_back, intake.build_spread, intake.build_overrides):
        assert not of(build(tally), Table)
        assert of(build(tally), Paragraph)


def test_arrivals_say_when_how_late_and_what(tally):
    blocks = intake.build_arrivals(tally)
    rows = texts(named(blocks, "未读取的文件"))
    assert rows == [["坏的.xlsx", "文件已损坏，请重新索取。"]]
    shown, listed = (block for block in of(blocks, Table) if block.caption == "2024年06月月报报送情况")
    assert (shown.shown, shown.sheet, listed.shown, listed.sheet) == (True, None, False, "报送情况")
    assert texts(shown)[21] == ["衡东县", "退回修改", "6月27日 09:05", "2", "错误1", "衡东县.xlsx"]
    assert texts(shown)[23][1] == "退回修改（更正）"
    assert texts(listed)[21] == [
        *("衡东县", "退回修改", "月报", "2024-06-27 09:05", "2"),
        *("1", "", "", "", "衡东县.xlsx"),
    ]


def test_who_has_reported_in_the_words_of_the_boards(tally, accepted_of, state_of, programme):
    assert arrivals.say_standing(tally) == (
        "25个单位：已报送2个，退回修改2个，未报送21个；未读取的文件1个，待解决的问题：错误16处，核实3处，风险1处，提示1处。"
    )
    rows = texts(arrivals.build_standing_table(tally))
    # Missing, sent back (one by a unit that the register does not know), unread, accepted, replaced.
    assert [row[1].partition("（")[0] for row in rows] == [
        *["未报送"] * 21,
        *["退回修改"] * 4,
        "未读取",
        *["已报送"] * 2,
        "已被替代",
    ]
    assert rows[25] == ["—", "未读取", "—", "", "文件已损坏，请重新索取。", "坏的.xlsx"]
    assert rows[21] == ["衡东县", "退回修改", "6月27日 09:05", "2", "错误1", "衡东县.xlsx"]
    states = [state_of(unit.name) for unit in programme.units]
    all_well = compute_tally(accepted_of(states, (), ()), programme)
    assert arrivals.say_standing(all_well) == "25个单位：已报送25个，退回修改0个，未报送0个；待解决的问题：没有。"


def test_what_was_sent_back_and_why_is_bounded_and_says_what_it_left_out(tally):
    rows = texts(named(intake.build_back(tally), "退回修改的原因"))
    # V04 in twelve columns of one return: five lines and one for seven; one of V05; one each of V01 in three returns.
    assert len(rows) == 5 + 1 + 1 + 3
    assert rows[0] == [
        "耒阳市",
        "V04",
        "盘活情况表!A5\n430481-ZY05-2024-0007\n所填：约300",
        "请写数字。",
    ]
    assert rows[5][2:] == ["盘活情况表", "同类问题另有7处，见表格“核验问题”和退回的工作簿。"]
    assert rows[6][1] == "V05"


def test_queries_and_risks_are_internal_lists_of_their_own(tally):
    blocks = intake.build_queries(tally)
    # 衡阳县's two V18 in one column have one cause.
    rows = texts(named(blocks, "待核实的问题"))
    assert [row[2].split("\n")[0] for row in rows] == ["盘活情况表!E4", "盘活情况表!E4:E5"]
    assert texts(named(blocks, "风险提示"))[0][1] == "V24"
    listed = named(blocks, "2024年06月月报核验问题")
    assert (listed.sheet, listed.shown) == ("核验问题", False)
    rows = texts(listed)
    assert len(rows) == len(tally.findings)
    assert [row[0] for row in rows[:17]] == ["错误"] * 16 + ["核实"]
    assert [row[10] for row in rows if row[10] != "—"] == ["李四 2024-06-26：有会议纪要"] * 2


def test_the_matrix_sums_both_ways(tally):
    matrix = named(intake.build_spread(tally), "各单位各规则的问题数")
    assert matrix.sheet == "汇总"
    header = [cell.text for cell in matrix.header[0]]
    assert header == ["单位", "V01", "V04", "V05", "V18", "V24", "V27", "合计"]
    rows = texts(matrix)
    assert rows[0] == ["耒阳市", "", "12", "1", "1", "1", "", "15"]
    assert rows[-1] == ["合计", "3", "12", "1", "3", "1", "1", "21"]
    assert sum(int(row[-1]) for row in rows[:-1]) == 21
    assert not matrix.landscape


def test_many_rules_lie_on_their_side(tally):
    template = tally.open[0]
    many = tuple(replace(template, rule=f"V{number:02d}") for number in range(1, 25))
    wide = replace(tally, open=many)
    assert named(intake.build_spread(wide), "各单位各规则的问题数").landscape


def test_control_totals_stand_with_what_disagrees_first(tally):
    table = named(intake.build_control(tally), "封面控制数与明细核对")
    rows = texts(table)
    assert [row[0] for row in rows] == [
        "耒阳市（退回修改）",
        "衡东县（退回修改）",
        "衡南县（退回修改）",
        "衡西县（退回修改）",
        "衡阳县",
        "衡南县",
        "已接收2份合计",
    ]
    assert rows[0][1:] == ["3", "3", "1,200.00", "1,100.00", "0.00", "0.00", "不一致"]
    assert rows[1][1:] == ["—", "2", "100.00", "—", "0.00", "0.00", "无法核对"]
    # 衡阳县 5 projects, 2,000.50 and 300.00; 衡南县 1 project, 900,719,925.47 and 0.000001
    assert rows[-1][1:] == ["6", "6", "900,721,925.97", "900,721,925.97", "300.00", "300.00", "一致"]


def test_the_json_counts_and_leaves_findings_to_the_checks(tally):
    (figures,) = intake.build_data(tally, DAY)
    assert isinstance(figures, FiguresData)
    assert figures.name == "intake.json"
    data = json.loads(figures.text)
    assert data["units"]["sent_back"] == ["耒阳市", "衡东县"]
    assert data["cutoff"] == "2024-06-25"
    assert [rule["count"] for rule in data["rules"]] == [12, 3, 1, 3, 1, 1]
    assert data["overrides"]["applied"][0]["count"] == 2
    assert data["overrides"]["unused"][0]["rule"] == "V07"
    assert data["unread"] == [{"file": "坏的.xlsx", "message": "文件已损坏，请重新索取。"}]
    control = next(file["control"] for file in data["files"] if file["file"] == "衡南县.xlsx")
    assert control["benefit"] == {"cover": "900719925.47", "rows": "900719925.47"}


def test_the_notes_say_that_it_stays_inside(tally):
    (notes,) = intake.build_notes(tally)
    assert isinstance(notes, Notes)
    assert any("不得印发" in item for item in notes.items)


def test_hostile_texts_stay_short_and_on_one_line(accepted_of, state_of, programme):
    value = "=cmd|' /C calc'!A0\r\n\x1b[2J" + "长" * 40_000
    finding = Finding("V04", "错误", "耒阳市", "甲" * 200 + ".xlsx", "盘活情况表", "E1", value, value, "请写数字。")
    state = replace(state_of("耒阳市", "sent_back"), file=finding.file)
    tally = compute_tally(accepted_of((state,), (finding,), ()), programme)
    for build in (intake.build_opening, intake.build_back, intake.build_queries, intake.build_spread):
        for table in of(build(tally), Table):
            for row in texts(table):
                assert max(len(line) for text in row for line in text.split("\n")) <= 600
    (row,) = texts(named(intake.build_back(tally), "退回修改的原因"))
    assert row[2].count("\n") == 2


def test_a_control_total_that_nobody_can_read_is_not_called_equal(accepted_of, state_of, programme):
    nothing = ControlTotals(None, None, None, None, None, None)
    tally = compute_tally(accepted_of((state_of("耒阳市", control=nothing),), (), ()), programme)
    rows = texts(named(intake.build_control(tally), "封面控制数与明细核对"))
    assert rows[0][-1] == "无法核对"
