"""The blank return: what a unit finds when it opens it, and what is read of it."""

import io
import shutil
import subprocess
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.layout import COVER_LABELS, SHEETS, TEMPLATE_SHEETS
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.ledger.template.content import Cumulative, Prefill
from sanzi_lib.ledger.template.write import build_template, write_template
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.values import normalise_name

JUNE = Month(2024, 6)
FIRST = "430424-ZY05-2024-0001"
SECOND = "430424-ZC01-2024-0002"


def project(code, **others):
    row = {
        "project": code,
        "name": "老旧校区盘活",
        "category": "资产" if "ZC" in code else "资源",
        "subcategory": "实物" if "ZC" in code else "土地",
        "description": "校舍",
        "holder": "县教育局",
        "method": "租",
        "method_detail": "出租",
        "expected": Decimal("1000.00"),
        "due_on": "2024年12月",
        "status": "推进中",
        "responsible_unit": "县教育局",
        "responsible_person": "张三",
    }
    return row | others


@pytest.fixture(scope="module")
def prefill():
    return Prefill(
        (project(FIRST), project(SECOND)), {FIRST: Cumulative(Decimal("300.000001"), Decimal("200.5"), Decimal("100"))}
    )


@pytest.fixture(scope="module")
def unit(hengyang):
    return hengyang.find_unit("衡东县")


@pytest.fixture(scope="module")
def content(hengyang, unit, prefill):
    return build_template(hengyang, unit, JUNE, prefill=prefill)


@pytest.fixture(scope="module")
def book(content):
    return load_workbook(io.BytesIO(content))


def header_row(sheet, anchor):
    return next(row for row in range(1, 11) if anchor in [cell.value for cell in sheet[row]])


def column_of(sheet, header):
    row = header_row(sheet, "项目编号")
    return next(cell.column for cell in sheet[row] if cell.value == header)


def test_headers_are_the_legal_ones_after_normalisation(book):
    for spec in SHEETS:
        sheet = book[spec.name]
        found = [normalise_name(str(cell.value)) for cell in sheet[header_row(sheet, spec.anchor)]]
        assert found == [normalise_name(column.header) for column in spec.columns]


def test_helper_sheets_are_the_known_ones(book):
    assert set(book.sheetnames) == {"报送封面", *(spec.name for spec in SHEETS), *TEMPLATE_SHEETS}


def test_the_cover_is_filled_as_far_as_it_is_known(book):
    cover = {row[0].value: row[1].value for row in book["报送封面"].iter_rows(max_col=2)}
    assert [label.label for label in COVER_LABELS if label.label not in cover] == []
    assert cover["报送单位"] == "衡东县"
    assert cover["报送月份"] == "2024-06"
    assert cover["报送类型"] == "月报"
    assert cover["金额单位"] == "万元"
    assert cover["报送时间"] is None
    assert str(cover["项目数"]).startswith("=COUNTA(")
    assert str(cover["本月经济效益合计"]).startswith("=SUM(")


def test_headers_are_protected_and_data_cells_are_not(book):
    for spec in SHEETS:
        sheet = book[spec.name]
        row = header_row(sheet, spec.anchor)
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert all(cell.protection.locked for cell in sheet[row])
        for letter in (cell.column_letter for cell in sheet[row]):
            assert not sheet.column_dimensions[letter].protection.locked
        assert not sheet.cell(row + 3, 1).protection.locked or sheet.cell(row + 3, 1).value is None
    assert not book["盘活情况表"]["E6"].protection.locked


def test_print_set_up_and_frozen_panes(book):
    for spec in SHEETS:
        sheet = book[spec.name]
        row = header_row(sheet, spec.anchor)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == f"$1:${row}"
        assert int("".join(filter(str.isdigit, sheet.freeze_panes))) > row


def test_drop_downs_hold_the_enumerations(book, hengyang):
    words = hengyang.enumerations
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["数据字典"].columns}
    assert lists["工作领域"] == [field.name for field in hengyang.fields]
    assert lists["项目状态"] == list(words.statuses.names)
    assert lists["实物单位"] == [unit.name for unit in words.measure_units]
    assert lists["资源"] == ["矿产", "林业", "水利", "能源", "土地", "数据", "文旅"]
    assert lists["租"] == ["出租", "承包", "委托运营", "特许经营"]
    sources = {
        validation.formula1.split("!")[0]
        for name in ("项目台账", "盘活情况表", "存量资金")
        for validation in book[name].data_validations.dataValidation
        if validation.type == "list" and validation.formula1.startswith("数据字典")
    }
    assert sources == {"数据字典"}
    dependent = [v.formula1 for v in book["项目台账"].data_validations.dataValidation if "OFFSET" in (v.formula1 or "")]
    assert len(dependent) == 2
    assert all(len(formula) < 255 for formula in dependent)


def test_tasks_and_tags_are_offered_and_others_are_let_in(book, hengyang):
    dictionary = book["数据字典"]
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in dictionary.columns}
    assert lists["主要任务"] == [task for field in hengyang.fields for task in field.tasks]
    assert len(lists["主要任务"]) == 22
    assert lists["专项"] == list(hengyang.enumerations.tags)
    sheet = book["项目台账"]
    for header in ("主要任务", "专项"):
        cell = sheet.cell(header_row(sheet, "项目编号") + 1, column_of(sheet, header)).coordinate
        (offered,) = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
        place = next(column for column in dictionary.columns if column[0].value == header)
        assert offered.formula1.startswith(f"数据字典!${place[0].column_letter}$2:")
        # An unknown one is only a 提示, and several 专项 stand in one cell: Excel must not refuse them.
        assert not offered.showErrorMessage or offered.errorStyle in ("warning", "information")


def test_notes_fit_what_excel_allows(book):
    for sheet in book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            assert len(validation.promptTitle or "") <= 32
            assert len(validation.prompt or "") <= 255


def test_amounts_show_up_to_six_decimals(book):
    sheet = book["盘活情况表"]
    assert sheet["E6"].number_format == "#,##0.00####"
    assert sheet.column_dimensions["E"].number_format == "#,##0.00####"


def test_last_months_projects_and_figures_stand_in_it(book):
    ledger, moved = book["项目台账"], book["盘活情况表"]
    row = header_row(ledger, "项目编号") + 1
    assert [ledger.cell(row + step, 1).value for step in (0, 1)] == [FIRST, SECOND]
    row = header_row(moved, "项目编号") + 1
    assert moved.cell(row, 1).value == "合计"
    assert moved.cell(row + 1, 1).value == FIRST
    assert moved.cell(row + 2, 1).value is None
    assert moved.cell(row + 1, column_of(moved, "年初至上月累计经济效益(万元)")).value == pytest.approx(300.000001)


def test_it_is_read_without_being_opened_first(tmp_path, hengyang, content):
    """Formulas carry their values, so only what the unit must still fill in is missing."""
    (tmp_path / "模板.xlsx").write_bytes(content)
    (returned,) = read_month(tmp_path, hengyang, JUNE).returns
    errors = [(f.rule, f.sheet, f.cell) for f in returned.findings if f.level == "错误"]
    assert errors == [("V03", "报送封面", "B5"), ("V03", "报送封面", "B6")]
    assert returned.cover.project_count == 2
    assert returned.cover.zero_report is False
    assert len(returned.projects.rows) == 2
    (row,) = returned.movements.rows
    assert row.fen("benefit_before") == row.fen("benefit_to_date") == 300_000_001
    assert row.fen("treasury_to_date") == 200_500_000
    assert row.fen("available_to_date") == 100_000_000
    (total,) = returned.movements.totals
    assert total.values["benefit_to_date"] == 300_000_001


def test_a_blank_one_says_zero_report(tmp_path, yunxiu):
    unit = yunxiu.units[0]
    write_template(tmp_path / "new" / "模板.xlsx", yunxiu, unit, Month(2025, 1))
    (returned,) = read_month(tmp_path / "new", yunxiu, Month(2025, 1)).returns
    assert returned.cover.unit == unit.code
    assert returned.cover.zero_report is True
    assert returned.projects.rows == returned.movements.rows == ()


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "\t=1"])
def test_text_from_data_never_becomes_a_formula(hengyang, unit, text):
    made = build_template(hengyang, unit, JUNE, prefill=Prefill((project(FIRST, name=text, holder=text),)))
    sheet = load_workbook(io.BytesIO(made))["项目台账"]
    row = header_row(sheet, "项目编号") + 1
    for cell in (sheet.cell(row, 2), sheet.cell(row, column_of(sheet, "资产持有人"))):
        assert cell.value == text
        assert cell.data_type == "s"
    assert sheet.cell(row, 2).quotePrefix == (text[0] in "=+-@\t")


def test_control_characters_and_endless_text_do_not_stop_it(hengyang, unit):
    rows = (project(FIRST, name="甲\x00乙\x0b", description="长" * 40_000),)
    sheet = load_workbook(io.BytesIO(build_template(hengyang, unit, JUNE, prefill=Prefill(rows))))["项目台账"]
    row = header_row(sheet, "项目编号") + 1
    assert sheet.cell(row, 2).value == "甲乙"
    assert len(sheet.cell(row, column_of(sheet, "项目基本情况")).value) == 32_000


def funds_rows(number, kind="项目支出结转"):
    return tuple({"fund_kind": kind, "fund": f"第{n}项", "carried": Decimal("0.000001")} for n in range(number))


def test_funds_are_carried_over_and_read_back(tmp_path, hengyang, unit):
    row = {"fund_kind": "“三公”经费结余", "fund": "公务接待费", "income": Decimal(0),
           "carried": Decimal("90071992547.41"), "years": Decimal("1.5"),
           "research": "否", "recovered": Decimal("0.000001")}  # fmt: skip
    prefill = Prefill(funds=(row, *funds_rows(1, kind="部门结转结余")))
    (tmp_path / "模板.xlsx").write_bytes(build_template(hengyang, unit, JUNE, prefill=prefill))
    (returned,) = read_month(tmp_path, hengyang, JUNE).returns
    first, second = returned.funds.rows
    assert dict(first.values) == {
        "fund_kind": "“三公”经费结余",
        "fund": "公务接待费",
        "income": 0,
        "carried": 90071992547410000,
        "years": Decimal("1.5"),
        "research": False,
        "recovered": 1,
    }
    assert (second.text("fund_kind"), second.given) == ("部门结转结余", {"fund_kind", "fund", "carried"})
    assert not [finding for finding in returned.findings if finding.sheet == "存量资金"]


def test_new_kinds_of_funds_are_offered_and_the_former_one_is_not(book):
    lists, funds = book["数据字典"], book["存量资金"]
    column = next(cell.column for cell in lists[1] if cell.value == "资金类别")
    offered = [cell.value for (cell,) in lists.iter_rows(2, min_col=column, max_col=column) if cell.value]
    assert offered == [
        *("政府性基金", "国有资本经营预算", "部门基本支出结余", "“三公”经费结余", "项目支出结转", "单位资金沉淀结余"),
    ]
    letter = lists.cell(1, column).column_letter
    sources = [
        one.formula1 for one in funds.data_validations.dataValidation if next(iter(one.sqref.ranges)).min_col == 1
    ]
    assert sources == [f"数据字典!${letter}$2:${letter}$7"]


def test_many_funds_leave_room_for_new_ones(hengyang, unit):
    made = build_template(hengyang, unit, JUNE, prefill=Prefill(funds=funds_rows(150)))
    sheet = load_workbook(io.BytesIO(made))["存量资金"]
    first = header_row(sheet, "资金项目") + 1
    (reach,) = {next(iter(one.sqref.ranges)).max_row for one in sheet.data_validations.dataValidation}
    assert reach == first + 150 + 100 - 1


def test_same_arguments_same_bytes(hengyang, unit, prefill, content):
    assert build_template(hengyang, unit, JUNE, prefill=prefill) == content


def test_a_folder_in_the_way_is_named(tmp_path, hengyang, unit):
    with pytest.raises(RecordError, match="模板写不进"):
        write_template(tmp_path, hengyang, unit, JUNE)


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_its_formulas_work_in_an_office_program(tmp_path, hengyang, content):
    """Filled in by hand: a known project, one that is new, and words where an amount is nothing."""
    book = load_workbook(io.BytesIO(content))
    cover, moved, ledger = book["报送封面"], book["盘活情况表"], book["项目台账"]
    cover["B5"], cover["B6"] = datetime(2024, 6, 24, 16, 30), "李四"
    row = header_row(moved, "项目编号") + 2
    for header, value in (
        ("本月经济效益(万元)", 50.000001),
        ("本月入库收益(万元)", "无"),
        ("追溯调整(万元)", -0.5),
        ("调整原因", "核减"),
    ):
        moved.cell(row, column_of(moved, header)).value = value
    for column, value in ((1, SECOND), (2, "是"), (5, 7.25)):
        moved.cell(row + 1, column).value = value
    formula = next(v.formula1 for v in ledger.data_validations.dataValidation if "OFFSET" in (v.formula1 or ""))
    first = header_row(ledger, "项目编号") + 1
    assert f"$D{first}" in formula
    ledger["AK5"] = f"=ROWS({formula})"
    source, out = tmp_path / "filled.xlsx", tmp_path / "out"
    book.save(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert load_workbook(out / "filled.xlsx", data_only=True)["项目台账"]["AK5"].value == 7  # 矿产 … 文旅
    shutil.copy(out / "filled.xlsx", tmp_path / "filled.xlsx")
    (returned,) = read_month(out, hengyang, JUNE).returns
    known, new = returned.movements.rows
    assert [to_wan(known.fen(key)) for key in ("benefit_to_date", "treasury_to_date")] == [
        Decimal("349.500002"),
        Decimal("200.50"),
    ]
    assert to_wan(new.fen("benefit_before")) == 0
    assert to_wan(new.fen("benefit_to_date")) == Decimal("7.25")
    assert to_wan(returned.cover.benefit_total) == Decimal("57.250001")
    assert returned.cover.zero_report is False
