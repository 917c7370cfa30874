"""What comes back: the unit's own workbook, byte for byte but for the marks, and the sheet 核验意见."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from sanzi_lib.ledger.feedback.build import build_feedback

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def load(data, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def texts(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table(sheet):
    """Rows of the table as dictionaries."""
    rows = texts(sheet)
    start = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def links(sheet):
    """Places that the sheet leads to."""
    return [cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink]


def same_look(before, after):
    for what in ("font", "border", "number_format", "alignment", "protection"):
        assert repr(getattr(before, what)) == repr(getattr(after, what))


def test_only_what_must_change_is_written_and_the_rest_stays_byte_for_byte(tools):
    parts = tools.make_parts()
    back = tools.unpack(build_feedback(tools.pack(parts), tools.ask(tools.find("B3"))))
    touched = {
        *("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
        *("xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"),
    }
    assert {name for name in parts if back[name] != parts[name]} == touched
    assert set(back) - set(parts) == {"xl/worksheets/sheet3.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}


def test_a_marked_sheet_differs_by_the_cells_format_and_the_drawing_alone(tools):
    parts = tools.make_parts()
    back = tools.unpack(build_feedback(tools.pack(parts), tools.ask(tools.find("B2"), tools.find("E2", level="核实"))))
    was, now = parts["xl/worksheets/sheet1.xml"].decode(), back["xl/worksheets/sheet1.xml"].decode()
    now = re.sub(r'<legacyDrawing xmlns:r="[^"]*" r:id="[^"]*"/>(?=<extLst>)', "", now)
    assert now == was.replace("r=\"B2\" s='2'", 'r="B2" s="3"').replace('r="E2" t="str"', 'r="E2" t="str" s="4"')


def test_the_mark_is_the_cells_own_format_with_another_fill(tools):
    data = tools.pack(tools.make_parts())
    findings = tools.find("B2", "金额过大。"), tools.find("D2", "请核实。", rule="V12", level="核实")
    before, after = load(data)["盘活情况表"], load(build_feedback(data, tools.ask(*findings)))["盘活情况表"]
    for address, colour in (("B2", RED), ("D2", YELLOW)):
        same_look(before[address], after[address])
        assert after[address].fill.fgColor.rgb == colour
        assert after[address].value == before[address].value
    assert after["B2"].comment.text == "【错误】V05：金额过大。"
    assert after["B2"].comment.author == "核验"
    assert after["D2"].comment.text == "【核实】V12：请核实。"
    assert after["B3"].fill.fill_type is None


def test_stored_values_rich_text_rules_and_layout_are_as_they_were(tools):
    data = tools.pack(tools.make_parts())
    back = build_feedback(data, tools.ask(tools.find("B3"), tools.find("D2")))
    assert load(back, data_only=True)["盘活情况表"]["D2"].value == 201
    assert isinstance(load(back, rich_text=True)["盘活情况表"]["B1"].value, CellRichText)
    before, after = load(data)["盘活情况表"], load(back)["盘活情况表"]
    assert texts(after) == texts(before)
    assert after["D2"].value == "=B2*2"
    assert {str(merged) for merged in after.merged_cells.ranges} == {"A2:A3", "D9:E9"}
    assert [rule.formula1 for rule in after.data_validations.dataValidation] == ['"是,否"']
    assert str(after.data_validations.dataValidation[0].sqref) == "E2:E9"
    assert (after.column_dimensions["A"].width, after.column_dimensions["C"].hidden) == (23.5, True)
    assert after.row_dimensions[4].hidden
    assert after.protection.sheet
    assert len(after.conditional_formatting) == 1


def test_cells_that_are_not_there_are_made_in_order(tools):
    data = tools.pack(tools.make_parts())
    wanted = ("C2", "G3", "B4", "G7", "A12", "A9")
    back = build_feedback(data, tools.ask(*(tools.find(address) for address in wanted)))
    xml = tools.unpack(back)["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<row r="(\d+)"', xml) == ["1", "2", "3", "4", "7", "9", "12"]
    cells = [re.findall(r'<c r="([A-Z]+)', row) for row in re.findall(r"<row .*?</row>", xml)]
    assert cells == [["A", "B"], ["A", "B", "C", "D", "E"], ["A", "B", "G"], ["B"], ["G"], ["A"], ["A"]]
    assert '<dimension ref="A1:G12"/>' in xml
    sheet = load(back)["盘活情况表"]
    for address in wanted:
        assert sheet[address].fill.fgColor.rgb == RED
        assert sheet[address].comment is not None
    # The format of the row, or else of the column, is that of a blank cell.
    assert {sheet[address].number_format for address in ("B4", "G7", "G3")} == {"#,##0.00####"}
    assert sheet["C2"].number_format == "General"
    assert sheet["B9"].value == 3


def test_a_sheet_without_rows_and_with_a_prefix_can_be_marked(tools):
    back = build_feedback(tools.pack(tools.make_parts()), tools.ask(tools.find("B2", sheet="项目 台账")))
    xml = tools.unpack(back)["xl/worksheets/sheet2.xml"].decode()
    assert '<x:sheetData><x:row r="2"><x:c r="B2" s="3"/></x:row></x:sheetData>' in xml
    assert xml.index("<x:pageMargins") < xml.index("<x:legacyDrawing")
    assert load(back)["项目台账"]["B2"].comment.text == "【错误】V05：请改正。"


def test_all_findings_of_a_cell_stand_in_one_comment_and_the_gravest_colours_it(tools):
    findings = (
        tools.find("B3", "甲。", level="核实", rule="V12"),
        tools.find("B3", "乙。"),
        tools.find("B3", "丙。", level="核实", rule="V21"),
    )
    sheet = load(build_feedback(tools.pack(tools.make_parts()), tools.ask(*findings)))["盘活情况表"]
    assert sheet["B3"].comment.text == "【核实】V12：甲。\n【错误】V05：乙。\n【核实】V21：丙。"
    assert sheet["B3"].fill.fgColor.rgb == RED


def test_a_cell_under_a_merged_range_is_commented_where_the_range_is_seen(tools):
    back = build_feedback(tools.pack(tools.make_parts()), tools.ask(tools.find("A3", "甲。"), tools.find("A2", "乙。")))
    sheet = load(back)["盘活情况表"]
    assert sheet["A2"].comment.text == "【错误】V05：乙。\n【错误】V05（A3）：甲。"
    assert sheet["A2"].fill.fgColor.rgb == RED
    assert b'r="A3" t="s" s=' in tools.unpack(back)["xl/worksheets/sheet1.xml"]


def test_the_units_own_comments_stay_and_ours_are_put_behind(tools):
    parts = tools.make_parts(commented=True)
    findings = tools.find("B2", "甲。"), tools.find("B3", "乙。"), tools.find("D2", "丙。")
    back = build_feedback(tools.pack(parts), tools.ask(*findings))
    book = load(back)
    sheet = book["盘活情况表"]
    assert (sheet["B2"].comment.author, sheet["B2"].comment.text) == ("李四", "请看合同\n\n核验：\n【错误】V05：甲。")
    assert sheet["B3"].comment.text == "[会话]"
    assert sheet["B3"].fill.fgColor.rgb == RED
    assert (sheet["D2"].comment.author, sheet["D2"].comment.text) == ("核验", "【错误】V05：丙。")
    assert any("“盘活情况表”的B3等单元格已有批注会话" in str(row[0]) for row in texts(book["核验意见"]))
    drawing = tools.unpack(back)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.startswith(parts["xl/drawings/vmlDrawing1.vml"].decode()[:300].split('data="1"')[0])
    assert 'data="1,2"' in drawing
    assert re.findall(r'id="(_x0000_s\d+)"', drawing) == ["_x0000_s1025", "_x0000_s2049"]
    assert "<div>按钮<br></div>" in drawing
    assert drawing.count("<v:shapetype") == 1


def test_what_was_marked_the_last_time_is_marked_anew(tools):
    once = build_feedback(tools.pack(tools.make_parts()), tools.ask(tools.find("B3", "甲。")))
    twice = load(build_feedback(once, tools.ask(tools.find("B3", "乙。"))))
    assert twice["盘活情况表"]["B3"].comment.text == "【错误】V05：乙。"
    assert twice.sheetnames[-2:] == ["核验意见", "核验意见（2）"]
    assert any("上次的核验意见" in str(row[0]) for row in texts(twice["核验意见（2）"]))


def test_the_sheet_says_what_and_where_and_leaves_room_for_the_answer(tools):
    findings = (
        tools.find("B2", "请核实。", level="核实", rule="V12", value="100.5", project="430422-ZY05-2024-0001"),
        tools.find(None, "缺少“项目名称”一列，请按模板补上。", rule="V02", sheet="项目台账", value=None),
        tools.find("B5", "逾期1天。", level="提示", rule="V27", sheet="报送封面", value="2024-06-26"),
    )
    book = load(build_feedback(tools.pack(tools.make_parts()), tools.ask(*findings)))
    sheet = book["核验意见"]
    assert sheet["A1"].value == "衡南县2024年06月月报核验意见"
    assert "6月报.xlsx" in sheet["A2"].value
    assert "错误1条、核实1条、提示1条" in sheet["A2"].value
    rows = table(sheet)
    assert [tuple(row.values()) for row in rows] == [
        ("1", "V02", "错误", "项目台账", "—", "—", "—", "缺少“项目名称”一列，请按模板补上。", None),
        ("2", "V12", "核实", "盘活情况表", "B2", "430422-ZY05-2024-0001", "100.5", "请核实。", None),
        ("3", "V27", "提示", "报送封面", "B5", "—", "2024-06-26", "逾期1天。", None),
    ]
    first = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "1")
    assert links(sheet) == ["'项目台账'!A1", "'盘活情况表'!B2"]
    assert sheet.cell(first + 1, 5).hyperlink.location == "'盘活情况表'!B2"
    assert all(sheet.cell(row, 9).border.bottom.style == "thin" for row in range(first, first + 3))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == f"${first - 1}:${first - 1}"
    assert book["盘活情况表"]["B2"].comment is not None
    assert book.active.title == "项目台账"  # it opens where the unit left it


def test_hints_are_listed_and_never_marked(tools):
    finding = tools.find("B2", "逾期1天。", level="提示", rule="V27")
    parts = tools.make_parts()
    back = build_feedback(tools.pack(parts), tools.ask(finding))
    assert tools.unpack(back)["xl/worksheets/sheet1.xml"] == parts["xl/worksheets/sheet1.xml"]
    assert [row["规则"] for row in table(load(back)["核验意见"])] == ["V27"]


def test_a_units_text_is_never_a_formula(tools):
    hostile = '=HYPERLINK("http://x","y")\x0b_x0041_\ud800<b>&'
    book = load(build_feedback(tools.pack(tools.make_parts()), tools.ask(tools.find("B2", "改。", value=hostile))))
    cell = next(cell for row in book["核验意见"] for cell in row if str(cell.value).startswith("=HYPERLINK"))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    # openpyxl shows the escape that Excel undoes.
    assert cell.value.replace("_x005F_", "_") == '=HYPERLINK("http://x","y")_x0041_<b>&'


def test_a_quote_in_a_sheets_name_stays_in_the_link(tools):
    parts = tools.make_parts(names=("盘活情况表", "乙's"))
    book = load(build_feedback(tools.pack(parts), tools.ask(tools.find("B2", sheet="乙's"))))
    assert links(book["核验意见"]) == ["'乙''s'!B2"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, id="xls"),
        pytest.param(b"PK\x03\x04 cut off", id="cut off"),
        pytest.param(b"", id="empty"),
        pytest.param(None, id="gone"),
    ],
)
def test_what_cannot_be_marked_gets_the_sheet_alone(tools, data):
    book = load(build_feedback(data, tools.ask(tools.find("B3", "甲。"))))
    assert book.sheetnames == ["核验意见"]
    assert [row["处理意见"] for row in table(book["核验意见"])] == ["甲。"]
    assert links(book["核验意见"]) == []
    if data is not None:
        assert any("原文件无法直接标注" in str(row[0]) for row in texts(book["核验意见"]))


def change(part, old, new, times=-1):
    def run(parts):
        assert old in parts[part]
        return parts | {part: parts[part].replace(old, new, times)}

    return run


STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(
            change("xl/workbook.xml", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", STRICT),
            "严格开放格式",
            id="strict",
        ),
        pytest.param(lambda parts: parts | {"_xmlsignatures/sig1.xml": b"<x/>"}, "数字签名", id="signed"),
        pytest.param(change("xl/worksheets/sheet1.xml", b"</sheetData>", b""), "损坏", id="not well formed"),
        pytest.param(
            change("xl/styles.xml", b"<styleSheet", b'<!DOCTYPE x [<!ENTITY a "b">]><styleSheet'),
            "不规范",
            id="entities",
        ),
        pytest.param(
            lambda parts: {name: content for name, content in parts.items() if name != "xl/styles.xml"},
            "不完整",
            id="no styles",
        ),
        pytest.param(
            change("xl/worksheets/sheet1.xml", b"<row", b"<!-- <row> --><row"), "不常见", id="comments in rows"
        ),
        pytest.param(change("xl/comments1.xml", b"<authors>", b"<other>"), "损坏", id="comments not well formed"),
        pytest.param(change("xl/drawings/vmlDrawing1.vml", b"</xml>", b""), "批注不完整", id="drawing cut off"),
    ],
)
def test_a_workbook_that_could_be_harmed_is_left_alone_and_the_sheet_says_why(tools, spoil, reason):
    parts = spoil(tools.make_parts(commented=True))
    book = load(build_feedback(tools.pack(parts), tools.ask(tools.find("D2"))))
    assert book.sheetnames == ["核验意见"]
    assert any(reason in str(row[0]) for row in texts(book["核验意见"]))


def test_remarks_in_the_list_of_sheets_do_no_harm(tools):
    parts = change("xl/workbook.xml", b"<sheets>", b"<sheets><!-- a -->")(tools.make_parts())
    xml = tools.unpack(build_feedback(tools.pack(parts), tools.ask(tools.find("B2"))))["xl/workbook.xml"].decode()
    assert '<!-- a --><sheet name="盘活情况表"' in xml
    assert 'name="核验意见" sheetId="3"' in xml
    assert 'name="_xlnm.Print_Titles" localSheetId="2"' in xml


def test_a_file_that_was_not_read_gets_one_page(tools):
    asked = tools.ask(unit="", unread="文件设有打开密码，请取消密码后另存为 .xlsx。", file="密.xlsx")
    book = load(build_feedback(b"anything", asked))
    sheet = book["核验意见"]
    assert sheet["A1"].value == "（单位不明）2024年06月月报核验意见"
    assert "密.xlsx" in sheet["A2"].value
    assert [row["处理意见"] for row in table(sheet)] == ["文件设有打开密码，请取消密码后另存为 .xlsx。"]


def test_a_workbook_with_macros_comes_back_as_a_plain_one(tools):
    parts = tools.make_parts()
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = change("[Content_Types].xml", plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")(parts)
    kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    macro = b'<Relationship Id="rId9" Type="%b" Target="vbaProject.bin"/>' % kind
    parts = change("xl/_rels/workbook.xml.rels", b"</Relationships>", macro + b"</Relationships>")(parts)
    binary = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    parts = change("[Content_Types].xml", b"<Override", binary + b"<Override", 1)(parts)
    parts["xl/vbaProject.bin"] = b"macro"
    back = build_feedback(tools.pack(parts), tools.ask(tools.find("B2")))
    after = tools.unpack(back)
    assert not [name for name, content in after.items() if "vba" in name or b"vbaProject" in content]
    assert plain in after["[Content_Types].xml"]
    assert any("宏未保留" in str(row[0]) for row in texts(load(back)["核验意见"]))


def test_the_same_gives_the_same_and_the_original_is_not_touched(tools):
    data = tools.pack(tools.make_parts(commented=True))
    copy = bytes(data)
    asked = tools.ask(tools.find("B2"), tools.find("G7"))
    assert build_feedback(data, asked) == build_feedback(data, asked)
    assert data == copy


def make_common_book():
    """A workbook as openpyxl writes one."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "盘活情况表"
    for row in (["项目编号", "金额"], ["甲", 1], ["乙", "=B2+1"], [None, None], ["丙", 4]):
        sheet.append(row)
    sheet.merge_cells("C1:D2")
    sheet["A5"].comment = Comment("自己的", "李四")
    rule = DataValidation("list", formula1='"甲,乙"')
    rule.add("A2:A9")
    sheet.add_data_validation(rule)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


COMMON = make_common_book()


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 30)), min_size=1, max_size=12))
def test_whatever_cells_are_named_every_value_stays_and_every_one_is_marked(places):
    from sanzi_lib.ledger.feedback.plan import Feedback
    from sanzi_lib.ledger.model import Finding, column_letter
    from sanzi_lib.months import Month

    addresses = [f"{column_letter(column)}{row}" for row, column in sorted(places)]
    findings = tuple(Finding("V03", "错误", "甲县", "a.xlsx", "盘活情况表", a, None, None, "改。") for a in addresses)
    asked = Feedback("甲县.xlsx", Month(2024, 6), "a.xlsx", None, "甲县", True, findings)
    before, after = load(COMMON)["盘活情况表"], load(build_feedback(COMMON, asked))["盘活情况表"]
    merged = {"D1", "C2", "D2"}
    for row in range(1, 13):
        for column in range(1, 31):
            was, now = before.cell(row, column), after.cell(row, column)
            assert was.value == now.value
            marked = was.coordinate in addresses
            if was.coordinate in merged:
                continue
            if was.coordinate == "C1":
                marked = marked or bool(merged & set(addresses))
            assert (now.fill.fgColor.rgb == RED) == marked
            if marked:
                assert "【错误】V03" in now.comment.text
    assert after["A5"].comment.text.startswith("自己的")
    assert str(after.data_validations.dataValidation[0].sqref) == "A2:A9"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spoilt_part_never_ends_in_a_traceback(data):
    """Whatever stands in the parts, something comes back that can be opened."""
    import zipfile

    from sanzi_lib.ledger.feedback.plan import Feedback
    from sanzi_lib.ledger.model import Finding
    from sanzi_lib.months import Month

    with zipfile.ZipFile(io.BytesIO(COMMON)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for part, text in parts.items():
            target.writestr(part, bytes(content) if part == name else text)
    finding = Finding("V03", "错误", "甲县", "a.xlsx", "盘活情况表", "B2", None, None, "改。")
    asked = Feedback("甲县.xlsx", Month(2024, 6), "a.xlsx", None, "甲县", True, (finding,))
    back = build_feedback(stream.getvalue(), asked)
    with zipfile.ZipFile(io.BytesIO(back)) as made:
        assert made.testzip() is None


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_opens_it_with_formats_formulas_drop_downs_and_merged_cells(tools, tmp_path):
    data = tools.pack(tools.make_parts(commented=True))
    back = build_feedback(data, tools.ask(tools.find("B2", "甲。"), tools.find("G7", "乙。")))
    (tmp_path / "a.xlsx").write_bytes(back)
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *(
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(tmp_path / "out"),
                str(tmp_path / "a.xlsx"),
            ),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    book = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx")
    sheet = book["盘活情况表"]
    assert book.sheetnames == ["盘活情况表", "项目台账", "核验意见"]
    assert sheet["D2"].value == "=B2*2"
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A2:A3", "D9:E9"}
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["E2:E9"]
    assert (sheet["B2"].fill.fgColor.rgb, sheet["G7"].fill.fgColor.rgb) == (RED, RED)
    assert "甲。" in sheet["B2"].comment.text
    assert "请看合同" in sheet["B2"].comment.text
    assert "乙。" in sheet["G7"].comment.text
    assert sheet["B2"].number_format == "#,##0.00####"
    assert book["核验意见"]["A1"].value == "衡南县2024年06月月报核验意见"
