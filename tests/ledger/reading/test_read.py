"""Whole returns: the legal mess of returns gives no 错误, and each planted error is found by rule, sheet and cell."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import partial

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
        ("具体方式", None, "V03"),
        ("具体方式", "无", "V03"),
        ("具体方式", "—", "V03"),
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


def test_a_missing_detail_names_the_ways_of_its_method(book, read):
    book.set(book.projects, "具体方式", None)
    (finding,) = read(book).findings
    assert "请按盘活方式“售”从下列选项中选填：出让、协议出让" in finding.message
    book.set(book.projects, "盘活方式", None)
    assert [(f.rule, f.cell) for f in read(book).findings] == [("V03", "M2"), ("V03", "N2")]


def test_a_method_without_finer_ways_needs_none(book, read, programme):
    lists = programme.enumerations
    methods = tuple(m.model_copy(update={"details": () if m.name == "售" else m.details}) for m in lists.methods)
    bare = programme.model_copy(update={"enumerations": lists.model_copy(update={"methods": methods})})
    book.set(book.projects, "具体方式", None)
    assert read(book, bare).findings == ()


def test_a_ledger_without_the_column_of_details_lacks_it(book, read):
    book.projects.delete_cols(book.PROJECT_HEADERS.index("具体方式") + 1)
    assert [(f.rule, f.cell) for f in read(book).findings] == [("V02", None)]


@pytest.mark.parametrize("shows", ['yyyy"年"m"月"', "yyyy/mm", "mmm-yy"])
def test_a_date_due_that_shows_year_and_month_only_is_the_months_last_day(book, read, shows):
    book.projects[book.set(book.projects, "计划完成时间", date(2024, 12, 1))].number_format = shows
    returned = read(book)
    assert returned.findings == ()
    assert returned.projects.rows[0].day("due_on") == date(2024, 12, 31)


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


def test_a_column_whose_header_a_merged_neighbour_has_swallowed_is_told(book, read):
    book.movements.merge_cells("J1:K1")  # 社会效益 over 本月入库收益
    findings = read(book).findings
    assert [(f.rule, f.level, f.cell, f.value) for f in findings] == [("V02", "错误", "K2", "80")]
    assert "取消表头的合并" in findings[0].message
    book.set(book.movements, "本月入库收益(万元)", "—")
    assert read(book).findings == (), "what says nothing is no value"


@pytest.mark.parametrize("value", [5, "5", date(2024, 6, 1), True, "=1/0", "=A1", "经办"])
def test_a_column_with_values_and_no_header_is_told(book, read, value):
    book.movements["W2"] = value
    book.movements["W4"] = "旁注"  # in no data row
    assert [(f.rule, f.level, f.cell) for f in read(book).findings] == [("V02", "错误", "W2")]
    book.movements["W1"] = "\u200b*"
    assert [(f.rule, f.level, f.cell) for f in read(book).findings] == [("V02", "错误", "W2")]
    book.movements["W1"] = 2024
    assert [(f.rule, f.level, f.cell, f.value) for f in read(book).findings] == [("V02", "提示", "W1", "2024")]


def test_a_column_without_a_header_may_hold_what_is_no_data(book, read):
    book.movements["W1"] = None
    book.movements["W2"], book.movements["W3"] = "无", "旁注"
    book.movements.append(["合计", *[None] * 21, 100])
    assert read(book).findings == ()


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


SIGNATURES = [
    ["报送单位（盖章）：衡东县财政局"],
    [None, "单位（签章）", None, None, None, "2024年6月25日"],
    ["主要领导（签字）", None, "张三"],
    ["填报单位", "衡东县财政局", None, None, "填报人", "李四", None, None, "联系电话", 13800000000],
    ["单位负责人 李四", None, None, "财务负责人　王五", None, "日期", 20240625],
    ["填报人　李四　审核人　王五　电话　0734-8223456"],
    ["填报人", None, "审核人", None, datetime(2024, 6, 25)],
    [None, None, None, None, None, None, "2024年 月 日"],
    ["（公章）2024年6月25日", None, None, "备注"],
    ["经办人：李四", "复核：无", None, None, "联系电话：8223456"],
]


@pytest.mark.parametrize("row", SIGNATURES)
def test_signatures_under_the_rows_are_no_data(book, read, row):
    for sheet in (book.movements, book.projects):
        sheet.append([None])
        sheet.append(row)
    returned = read(book)
    assert returned.findings == ()
    assert (len(returned.movements.rows), len(returned.projects.rows)) == (1, 1)


def test_names_and_a_date_under_the_words_that_ask_for_them(book, read):
    book.movements.append(["填报人", None, "审核人", None, None, "日期"])
    book.movements.append(["李四", None, "王五", None, None, date(2024, 6, 25)])
    book.movements["P3"], book.movements["P4"] = "=SUM(M3,E3)", 0  # formulas that were filled down
    assert read(book).findings == ()


def test_signatures_under_an_empty_table_and_under_funds(book, read):
    book.movements.delete_rows(2)
    book.cover["B7"], book.cover["B9"], book.cover["B10"] = "是", 0, 0
    book.movements.append(["填报人李四"])
    funds = book.book.create_sheet("存量资金")
    funds.append(["资金类别", "资金项目", "当年收入(万元)", "年末结转(万元)"])
    funds.append(["政府性基金", "基金甲", 100, 50])
    funds.append(["单位负责人", "张三", None, "2024年6月25日"])
    returned = read(book)
    assert returned.findings == ()
    assert (returned.movements.rows, len(returned.funds.rows)) == ((), 1)


@pytest.mark.parametrize(
    "row",
    [
        ["填报人：李四", None, None, None, 5],
        ["备注：补报", "是", None, None, "约300"],
        ["说明：补报", None, None, None, None, None, None, None, None, None, "￥5.00"],
        ["衡东大厦（盖章）", "是", 3],
        [None, "单位（盖章）", None, None, "3.2万"],
        ["填报人", "李四", None, None, "5"],
        ["审核人", "王五", None, None, 20240625],
        ["项目待定", "李四", None, None, "—"],
        [None, "是", None, None, None, None, None, None, None, "带动就业"],
        ["填报人", "李四", None, None, None, None, None, None, None, "就业200人"],
    ],
)
def test_a_row_with_an_amount_is_data_whatever_it_says(book, read, row):
    book.movements.append(row)
    returned = read(book)
    assert [row.number for row in returned.movements.rows] == [2, 3]
    assert {f.rule for f in returned.findings if f.cell and f.cell.endswith("3")} & {"V03", "V04"}


def test_a_row_with_an_id_is_data_whatever_stands_before_it(book, read):
    book.movements.insert_cols(1)
    book.movements["A1"], book.movements["A2"] = "备注", "说明：新增"
    assert len(read(book).movements.rows) == 1


def test_words_of_a_signature_above_the_last_id_are_data(book, read):
    book.movements.insert_rows(2)
    book.movements["A2"], book.movements["B2"] = "填报人", "李四"
    assert [row.number for row in read(book).movements.rows] == [2, 3]


@pytest.mark.parametrize("label", ["合计：", "本月合计", "汇总", "全县总计", "项目小计"])
def test_a_row_that_is_meant_as_a_total_is_told_once_and_is_no_data(book, read, label):
    book.movements.append([label, None, None, None, 100, 60])
    returned = read(book)
    (finding,) = returned.findings
    assert (finding.rule, finding.level, finding.cell, finding.value) == ("V03", "错误", "A3", label)
    assert f"“{label}”一行像是合计行" in finding.message
    assert len(returned.movements.rows) == 1
    assert returned.movements.totals == ()


def test_a_project_may_be_called_a_total(book, read):
    book.set(book.projects, "项目名称", "汇总")
    returned = read(book)
    assert returned.findings == ()
    assert len(returned.projects.rows) == 1


def test_everything_else_is_data(book, errors):
    book.movements.append(["合计项目", None, None, None, 100])
    assert ("V03", "盘活情况表", "A3") in errors(book)
    assert ("V03", "盘活情况表", "B3") in errors(book)


def test_what_is_nearly_a_name_is_named_and_never_taken_for_it(book, read):
    book.movements["E1"] = "本月经济效应(万元)"
    book.projects.title = "项目台帐"
    book.cover["A5"] = "填表人员"
    messages = [f.message for f in read(book).findings if f.level == "错误"]
    assert any("缺少“本月经济效益(万元)”一列；E1的“本月经济效应(万元)”与之相近" in text for text in messages)
    assert any("缺少工作表“项目台账”" in text and "工作表“项目台帐”与之相近" in text for text in messages)
    assert read(book).projects.rows == ()


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
    assert all("是合并单元格，本行没有自己的内容，请取消合并，逐行填写" in f.message for f in returned.findings)


def test_a_merged_id_is_not_held_for_the_next_row(book, errors, read):
    book.add_movement(**{"项目编号": None})
    book.movements.merge_cells("A2:A3")
    assert errors(book) == [("V03", "盘活情况表", "A3")]
    assert "是合并单元格" in read(book).findings[0].message


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


@pytest.mark.parametrize("unit", ["衡东县\ufe0f", "衡\U000e0100东县", "\u3164衡东县\u2800"])
def test_what_nobody_sees_is_no_part_of_a_unit_a_label_or_a_header(book, read, unit):
    book.cover["B1"], book.cover["A2"] = unit, "报送\ufe0f月份"
    book.movements["E1"] = "本月经济效益\u3164(万元)"
    returned = read(book)
    assert returned.findings == ()
    assert (returned.cover.unit, returned.cover.month) == ("430424", Month(2024, 6))


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


@pytest.fixture
def store(patch_part):
    """The book's bytes with what another program stores for its formulas, and how it asks for calculation."""

    def run(book, stored, calculation='fullCalcOnLoad="1"'):
        data = book.data()
        for part in ("sheet1", "sheet2", "sheet3"):
            fill = partial(re.compile(r"</f><v\s*/?>(</v>)?").sub, f"</f>{stored}")
            data = patch_part(data, f"xl/worksheets/{part}.xml", fill)
        ask = partial(re.compile(r'fullCalcOnLoad="1"').sub, calculation)
        return patch_part(data, "xl/workbook.xml", ask)

    return run


UNFINISHED = {"B10": "V04", "B4": "V10", "B5": "V03", "J2": "V04", "V2": "V10", "AC2": "V03", "E2": "V04", "N2": "V04"}


def _put_formulas(book):
    """Formulas in required and optional amounts, dates and texts, in the cover and in a total."""
    for cell in ("B4", "B5", "B10"):
        book.cover[cell] = "=1"
    for header in ("评估价值(万元)", "盘活完成时间", "备注"):
        book.set(book.projects, header, "=1")
    for header in ("本月经济效益(万元)", "追溯调整(万元)"):
        book.set(book.movements, header, "=1")
    book.movements.append(["合计", None, "=1", None, "=1"])


@pytest.mark.parametrize(
    ("stored", "calculation"),
    [
        ("", ""),
        ("<v></v>", 'fullCalcOnLoad="1"'),
        ("<v>0</v>", 'fullCalcOnLoad="1"'),
        ("<v>-0.0</v>", 'fullCalcOnLoad="true"'),
        ("<v>0</v>", 'calcCompleted="0"'),
    ],
)
def test_a_formula_without_a_result_is_an_error_wherever_it_stands(book, errors, store, stored, calculation):
    _put_formulas(book)
    found = errors(store(book, stored, calculation))
    expected = {**UNFINISHED, "E3": "V04", "C3": "V04"}
    assert {cell: rule for rule, _, cell in found} == expected
    assert len(found) == len(expected)


def test_a_stored_zero_of_a_workbook_that_was_calculated_is_zero(book, read, store):
    book.set(book.movements, "追溯调整(万元)", "=1-1")
    data = store(book, "<v>0</v>", "")
    assert read(data).findings == ()
    assert "restated_benefit" in read(data).movements.rows[0].given


def test_other_results_of_a_workbook_to_be_calculated_on_load_stand(book, read, store):
    book.set(book.movements, "本月经济效益(万元)", "=99+1")
    assert read(store(book, "<v>100</v>")).findings == ()
    book.set(book.movements, "追溯调整(万元)", 0)
    assert read(store(book, "<v>100</v>")).findings == (), "a 0 that is no formula is 0"


def test_an_empty_text_of_a_workbook_to_be_calculated_on_load_is_no_result(book, errors, patch_part):
    book.set(book.movements, "其中：现金收入(万元)", '=""')
    data = patch_part(
        book.data(),
        "xl/worksheets/sheet3.xml",
        lambda xml: re.sub(r'<c r="F2"><f>(.*?)</f><v\s*/?>(</v>)?', r'<c r="F2" t="str"><f>\1</f><v></v>', xml),
    )
    assert errors(data) == [("V04", "盘活情况表", "F2")]
    calculated = patch_part(data, "xl/workbook.xml", lambda xml: xml.replace(' fullCalcOnLoad="1"', ""))
    assert errors(calculated) == []


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
