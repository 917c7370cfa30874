"""Whole returns: the legal mess of domain §3 gives no 错误, and each planted error is found by rule, sheet and cell."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from sanzi_lib.months import Month

ID, OTHER = "430424-ZY05-2024-0007", "430424-ZY05-2024-0008"


def test_the_sound_return(book, read):
    returned = read(book)
    assert returned.findings == ()
    cover = returned.cover
    assert (cover.unit, cover.month, cover.kind) == ("430424", Month(2024, 6), "月报")
    assert cover.submitted_on == datetime(2024, 6, 24, 16, 30)
    assert (cover.zero_report, cover.project_count) == (False, 1)
    assert (cover.benefit_total, cover.treasury_total) == (100_000_000, 80_000_000)
    assert cover.persons == ("李四",)
    assert cover.cells["unit"] == "B1"
    row = returned.movements.rows[0]
    assert (row.number, row.text("project"), row.flag("newly")) == (2, ID, True)
    assert row.fen("benefit") == 100_000_000
    assert "cash" not in row.given
    assert row.fen("cash") == 0
    project = returned.projects.rows[0]
    assert project.day("due_on") == date(2024, 12, 31)
    assert set(project.values) >= {"remark", "guarantee"}
    assert project.text("remark") == ""
    assert project.flag("guarantee") is None


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("本月经济效益(万元)", "1,234.5"),
        ("本月经济效益(万元)", "￥1,234.50"),
        ("本月经济效益(万元)", "—"),
        ("本月经济效益(万元)", 0.1 + 0.2),
        ("本月是否新盘活", " 否 "),
        ("年初至上月累计经济效益(万元)", None),
        ("追溯调整(万元)", -5),
        ("追溯调整入库收益(万元)", "-5"),
        ("追溯调整所属月份", "2024年5月"),
        ("追溯调整所属月份", 202401),
        ("追溯调整所属月份", date(2024, 5, 31)),
        ("其中：现金收入(万元)", "/"),
        ("社会效益", "无"),
        ("实物单位", "㎡"),
        ("实物单位", "台套"),
    ],
)
def test_legal_movement_cells(book, errors, header, value):
    book.set(book.movements, header, value)
    assert errors(book) == []


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("本月经济效益(万元)", None, "V03"),
        ("本月经济效益(万元)", "约300", "V04"),
        ("本月经济效益(万元)", "3.2万", "V04"),
        ("本月经济效益(万元)", "10²", "V04"),
        ("本月经济效益(万元)", "①", "V04"),
        ("本月经济效益(万元)", "1e5", "V04"),
        ("本月经济效益(万元)", 0.0000001, "V04"),
        ("本月经济效益(万元)", -1, "V04"),
        ("本月经济效益(万元)", date(2024, 6, 1), "V04"),
        ("其中：现金收入(万元)", -1, "V04"),
        ("本月入库收益(万元)", -1, "V04"),
        ("年初至本月累计经济效益(万元)", -1, "V04"),
        ("本月实物数量", "120亩", "V04"),
        ("本月实物数量", -1, "V04"),
        ("实物单位", "间房", "V11"),
        ("本月是否新盘活", "√", "V03"),
        ("本月是否新盘活", "无", "V03"),
        ("项目编号", "430424-ZY9-2024-0007", "V03"),
        ("项目编号", "430424-ZY09-2024-0007", "V03"),
        ("项目编号", "430424ZY0520240007", "V03"),
        ("追溯调整所属月份", "2024-06", "V10"),
        ("追溯调整所属月份", "2023-12", "V10"),
        ("追溯调整所属月份", "2024-13", "V10"),
    ],
)
def test_wrong_movement_cells(book, read, errors, header, value, rule):
    cell = book.set(book.movements, header, value)
    assert errors(book) == [(rule, "盘活情况表", cell)]
    finding = next(f for f in read(book).findings if f.level == "错误")
    assert finding.unit == "衡东县"
    assert "请" in finding.message


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("计划完成时间", "2024年12月"),
        ("计划完成时间", "2024.12.31"),
        ("计划完成时间", 20241231),
        ("盘活完成时间", "2024-06-20 10:00"),
        ("盘活完成时间", "—"),
        ("三资大类", "资 源"),
        ("具体方式", None),
        ("受让方性质", "无"),
        ("是否涉及政府担保", "否"),
        ("联系电话", 13800000000),
        ("项目名称", 12345),
        ("工作领域", "数据资源领域"),
        ("账面价值(万元)", "１２３"),
    ],
)
def test_legal_project_cells(book, errors, header, value):
    book.set(book.projects, header, value)
    assert errors(book) == []


@pytest.mark.parametrize(
    ("header", "value", "rule"),
    [
        ("项目名称", None, "V03"),
        ("项目名称", "无", "V03"),
        ("项目名称", "\u200b ", "V03"),
        ("三资大类", "资金", None),
        ("三资小类", "实物", "V03"),
        ("三资小类", "土地类", "V03"),
        ("具体方式", "抵押融资", "V03"),
        ("盘活方式", "卖", "V03"),
        ("项目状态", "完成", "V03"),
        ("受让方性质", "外企", "V03"),
        ("工作领域", "其他领域", "V03"),
        ("计划完成时间", "2024-06-31", "V10"),
        ("计划完成时间", None, "V03"),
        ("盘活完成时间", "6月25日", "V10"),
        ("盘活完成时间", "2024年6月", "V10"),
        ("盘活完成时间", 45468, "V10"),
        ("盘活完成时间", date(1999, 1, 1), "V10"),
        ("预期盘活效益(万元)", None, "V03"),
        ("预期盘活效益(万元)", -5, "V04"),
        ("评估价值(万元)", "约1000", "V04"),
        ("实物单位", "里", "V11"),
        ("项目编号", None, "V03"),
        ("责任人", "-", "V03"),
    ],
)
def test_wrong_project_cells(book, errors, header, value, rule):
    cell = book.set(book.projects, header, value)
    if header == "三资大类":  # 土地 is no 小类 of 资金
        assert errors(book) == [("V03", "项目台账", "E2")]
    else:
        assert errors(book) == [(rule, "项目台账", cell)]


def test_letters_of_an_id_that_do_not_fit_its_category_leave_the_id_usable(book, read):
    book.set(book.projects, "项目编号", "430424-ZC01-2024-0007")
    returned = read(book)
    assert [(f.rule, f.cell) for f in returned.findings] == [("V03", "A2")]
    assert "project" not in returned.projects.rows[0].bad


def test_a_negative_month_needs_a_reason(book, errors):
    book.set(book.movements, "本月经济效益(万元)", -5)
    book.set(book.movements, "其中：现金收入(万元)", -5)
    assert [rule for rule, _, _ in errors(book)] == ["V04", "V04"]
    book.set(book.movements, "调整原因", "退回多计")
    assert errors(book) == []


def test_a_bad_cell_keeps_later_rules_silent(book, read):
    book.set(book.movements, "本月经济效益(万元)", "约300")
    row = read(book).movements.rows[0]
    assert row.bad == {"benefit"}
    assert "benefit" in row.given
    assert row.fen("benefit") == 0


def test_a_wrong_cell_says_something_and_a_missing_one_does_not(book, read):
    book.add_movement(**{"项目编号": OTHER, "本月是否新盘活": "?"})
    book.add_movement(**{"项目编号": "430424-ZY05-2024-0009", "本月是否新盘活": None})
    book.movements.append([None, "#"])
    returned = read(book)
    rows = returned.movements.rows
    assert [("newly" in row.given, "newly" in row.bad) for row in rows] == [(1, 0), (1, 1), (0, 1), (1, 1)]
    messages = [f.message for f in returned.findings if f.cell in ("B3", "B4", "B5")]
    assert ["“?”不在" in messages[0], "必填" in messages[1], "“#”不在" in messages[2]] == [True] * 3


def test_units_that_count_by_field_must_state_it(book, errors):
    book.cover["B1"] = "市水利局"
    assert ("V03", "项目台账", "C2") in errors(book)
    book.set(book.projects, "工作领域", "水利资源领域")
    assert errors(book) == []
    book.projects.delete_cols(3)
    assert errors(book) == [("V02", "项目台账", None)]


def test_headers_below_titles_with_breaks_width_and_another_order(book, read):
    book.movements.insert_rows(1, 3)
    book.movements["A1"] = "衡东县盘活情况表"
    book.movements["A2"] = "填报说明：金额单位为万元"
    for column in range(1, len(book.MOVEMENT_HEADERS) + 1):
        cell = book.movements.cell(4, column)
        cell.value = cell.value.replace("(", "（").replace(")", "）").replace("本月", "本月\n ")
    book.movements.move_range("A4:U5", cols=1)
    book.movements["A4"], book.movements["A5"] = "序号", 1
    returned = read(book)
    assert returned.findings == ()
    assert returned.movements.rows[0].number == 5
    assert returned.movements.cell("benefit", 5) == "F5"


def test_header_must_be_within_ten_rows(book, errors):
    book.movements.insert_rows(1, 10)
    assert errors(book) == [("V02", "盘活情况表", None)]


def test_missing_double_and_unknown_columns(book, read):
    book.movements.delete_cols(book.MOVEMENT_HEADERS.index("年初至本月累计经济效益(万元)") + 1)
    book.movements["U1"], book.movements["V1"] = "社会 效益", "经办人意见"
    returned = read(book)
    assert [(f.rule, f.level, f.cell) for f in returned.findings] == [
        ("V02", "错误", "U1"),
        ("V02", "提示", "V1"),
        ("V02", "错误", None),
    ]
    assert returned.movements.rows[0].bad == {"social_benefit", "benefit_to_date"}


def test_sheets_missing_double_hidden_and_unknown(book, read):
    book.projects.title = "项目台账 "
    book.movements.sheet_state = "veryHidden"
    book.book.create_sheet("项目 台账")
    book.book.create_sheet("草稿")
    assert [(f.rule, f.level, f.sheet) for f in read(book).findings] == [
        ("V02", "错误", "项目 台账"),
        ("V02", "提示", "草稿"),
    ]
    del book.book["盘活情况表"]
    assert ("V02", "错误", "盘活情况表") in [(f.rule, f.level, f.sheet) for f in read(book).findings]


def test_rows_that_are_no_data(book, read):
    sheet = book.movements
    sheet.append(["小 计", None, None, None, 100])
    sheet.append(book.MOVEMENT_HEADERS)
    book.add_movement(**{"项目编号": OTHER, "本月经济效益(万元)": "5.5"})
    sheet.append([None] * 30 + ["旁注"])
    sheet.append(["小计", None, None, None, "5.5"])
    sheet.append(["合　计", None, 3, None, "105.5", "-"])
    sheet.append(["-", "无", "/"])
    sheet.append(["填表人：王五", None, None, "联系电话：123"])
    sheet.append([None, "备 注:以上属实"])
    sheet.append(["注：金额为万元"])
    sheet.row_dimensions[2].hidden = True
    returned = read(book)
    assert returned.findings == ()
    assert [row.number for row in returned.movements.rows] == [2, 5]
    totals = [(t.number, t.first_row, dict(t.values), t.whole) for t in returned.movements.totals]
    assert totals == [
        (3, 2, {"benefit": 100_000_000}, False),
        (7, 4, {"benefit": 5_500_000}, False),
        (8, 2, {"benefit": 105_500_000, "quantity": Decimal(3)}, True),
    ]


def test_everything_else_is_data(book, errors):
    book.movements.append(["本月合计", None, None, None, 100])
    assert ("V03", "盘活情况表", "A3") in errors(book)
    assert ("V03", "盘活情况表", "B3") in errors(book)


def test_a_row_with_only_a_sequence_number_is_empty_and_its_name_may_head_a_total(book, read):
    book.movements.insert_cols(1)
    book.movements["A1"], book.movements["A2"], book.movements["A3"], book.movements["A4"] = "序号", 1, 2, "合计"
    book.movements["F4"] = 100
    returned = read(book)
    assert returned.findings == ()
    assert len(returned.movements.rows) == 1
    assert dict(returned.movements.totals[0].values) == {"benefit": 100_000_000}


def test_a_total_label_merged_over_the_id_is_a_total(book, read):
    book.movements.insert_cols(1)
    book.movements["A1"], book.movements["A3"], book.movements["F3"] = "经办", "合计", 100
    book.movements.merge_cells("A3:C3")
    returned = read(book)
    assert [f.level for f in returned.findings] == ["提示"]
    assert len(returned.movements.totals) == 1


def test_merged_text_holds_for_all_rows_and_a_merged_amount_only_for_the_first(book, read):
    for number in (8, 9):
        book.add_movement(**{"项目编号": f"430424-ZY05-2024-000{number}", "本月是否新盘活": None, "社会效益": None})
    book.set(book.movements, "社会效益", "带动就业")
    book.set(book.movements, "实物单位", "亩")
    book.set(book.movements, "本月实物数量", 5)
    book.set(book.movements, "本月实物数量", 6, row=3)
    book.movements["E3"] = book.movements["E4"] = None
    for letter in "BDEJ":
        book.movements.merge_cells(f"{letter}2:{letter}4")
    returned = read(book)
    rows = returned.movements.rows
    assert [row.flag("newly") for row in rows] == [True, True, True]
    assert [row.text("social_benefit") for row in rows] == ["带动就业"] * 3
    assert [row.fen("benefit") for row in rows] == [100_000_000, 0, 0]
    # A merged unit of measure belongs to the rows that have a quantity.
    assert [row.text("measure") for row in rows] == ["亩", "亩", ""]
    # The merged benefit is blank in the other rows, where it is required.
    assert [(f.rule, f.cell) for f in returned.findings] == [("V03", "E3"), ("V03", "E4")]


def test_a_merged_id_is_not_held_for_the_next_row(book, errors):
    book.add_movement(**{"项目编号": None})
    book.movements.merge_cells("A2:A3")
    assert errors(book) == [("V03", "盘活情况表", "A3")]


def test_what_a_merged_range_hides_is_not_read(book, read, patch_part):
    book.add_movement(**{"项目编号": OTHER})

    def merge(text):
        return text.replace("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="K2:K3"/></mergeCells>')

    returned = read(patch_part(book.data(), "xl/worksheets/sheet3.xml", merge))
    assert [row.fen("treasury") for row in returned.movements.rows] == [80_000_000, 0]


@pytest.mark.parametrize(
    ("label", "value", "rule"),
    [
        ("B1", None, "V03"),
        ("B2", "6月", "V10"),
        ("B3", "季报", "V03"),
        ("B4", "2024-06-31", "V10"),
        ("B5", "无", "V03"),
        ("B6", "元", "V02"),
        ("B6", None, "V03"),
        ("B7", "不是", "V03"),
        ("B8", "12个", "V04"),
        ("B8", 1.5, "V04"),
        ("B8", -1, "V04"),
        ("B9", "约3", "V04"),
        ("B9", None, "V03"),
        ("B10", -1, "V04"),
        ("B10", "=1/0", "V04"),
    ],
)
def test_wrong_cover_cells(book, errors, label, value, rule):
    book.cover[label] = value
    assert errors(book) == [(rule, "报送封面", label)]


def test_legal_covers(book, errors, read):
    book.cover.insert_rows(1)
    book.cover["A1"] = "月报封面"
    book.cover["A2"], book.cover["B2"] = "报 送单位：", "衡阳市衡东县人民政府"
    book.cover["B3"], book.cover["B5"] = "2024年6月", "2024年6月24日 16:30"
    book.cover["B10"], book.cover["B11"] = -5, "-"
    book.cover["A12"], book.cover["B12"] = "数据性质", "演示"
    returned = read(book)
    assert returned.findings == ()
    assert (returned.cover.unit, returned.cover.demo) == ("430424", True)
    assert (returned.cover.benefit_total, returned.cover.treasury_total) == (-5_000_000, 0)
    assert returned.cover.submitted_on == datetime(2024, 6, 24, 16, 30)


def test_cover_labels_missing_double_and_unknown(book, read):
    book.cover["A5"], book.cover["A11"], book.cover["B11"] = "填报者", "报送月份", "2024-05"
    assert [(f.rule, f.level, f.cell) for f in read(book).findings] == [
        ("V02", "错误", "B11"),
        ("V02", "错误", None),
        ("V02", "提示", "A5"),
    ]
    assert read(book).cover.month == Month(2024, 6)


def test_an_unknown_unit_stands_as_written(book, read):
    book.cover["B1"] = "衡北县"
    book.set(book.movements, "本月是否新盘活", "?")
    returned = read(book)
    assert (returned.cover.unit, returned.cover.unit_name) == (None, "衡北县")
    assert {f.unit for f in returned.findings} == {"衡北县"}


def test_optional_sheets(book, read):
    cases = book.book.create_sheet("典型案例")
    funds = book.book.create_sheet("存量资金")
    assert read(book).findings == ()
    cases.append(["项目编号", "案例标题", "主要做法", "取得成效"])
    cases.append([ID, "变身", "做法", None])
    funds.append(
        ["资金类别", "资金项目", "当年收入(万元)", "年末结转(万元)", "结转年限", "是否科研经费", "已收回或调出(万元)"]
    )
    funds.append(["政府性基金", "基金甲", 100, 50, 1.5, "否", None])
    returned = read(book)
    assert returned.findings == ()
    assert returned.cases.rows[0].text("title") == "变身"
    assert returned.funds.rows[0].fen("carried") == 50_000_000
    for kind, read_as in (
        ("「三公」经费结余", "“三公”经费结余"),
        ('"三公"经费结余', "“三公”经费结余"),
        ("“项目支出”结转", "项目支出结转"),
        ("部门结转结余", "部门结转结余"),  # a former kind
    ):
        funds["A2"] = kind
        returned = read(book)
        assert (returned.findings, returned.funds.rows[0].text("fund_kind")) == ((), read_as)
    funds["A2"], funds["D2"] = "基金", "五十"
    cases["B2"] = "—"
    assert [(f.rule, f.sheet, f.cell) for f in read(book).findings] == [
        ("V03", "典型案例", "B2"),
        ("V03", "存量资金", "A2"),
        ("V04", "存量资金", "D2"),
    ]
    advice = next(f.message for f in read(book).findings if f.cell == "A2")
    assert "单位资金沉淀结余" in advice
    assert "部门结转结余" not in advice


def test_formulas_filled_down_and_never_calculated_are_no_data(book, read):
    book.movements["E3"], book.movements["P3"] = "=SUM(F3:I3)", "=M3+E3"
    assert len(read(book).movements.rows) == 1


def test_an_unreadable_total_is_named(book, errors):
    book.movements["A3"], book.movements["E3"], book.movements["C3"] = "合计", "=SUM(E2:E2)", "5亩，3公里"
    assert errors(book) == [("V04", "盘活情况表", "E3")]


def test_a_return_that_is_wrong_in_every_row_is_reported_in_bounds(book, read):
    for number in range(1500):
        book.add_movement(**{"项目编号": f"430424-ZY05-2024-{number:04d}", "本月是否新盘活": "?"})
    findings = read(book).findings
    assert len(findings) == 1001
    assert "还有500处" in findings[-1].message


def test_a_workbook_without_any_known_sheet(book, read):
    for title, sheet in zip("甲乙丙", (book.cover, book.projects, book.movements), strict=True):
        sheet.title = title
    returned = read(book)
    assert sum(f.level == "错误" for f in returned.findings) == 3
    assert returned.cover.unit is None
    assert {f.unit for f in returned.findings} == {None}


def test_a_thousand_unknown_columns_are_no_error(book, read):
    for column in range(30, 1100):
        book.movements.cell(1, column).value = f"列{column}"
    findings = read(book).findings
    assert len(findings) == 1001
    assert {f.level for f in findings} == {"提示"}


@pytest.mark.parametrize("extra", ["核验意见", "核验意见（2）", "填报说明", "数据字典", "上月累计"])
def test_a_marked_copy_that_comes_back_is_read_without_a_word_about_its_extra_sheet(book, read, extra):
    book.book.create_sheet(extra)["A1"] = "任意"
    assert read(book).findings == ()
