"""Long lists: header and first columns in sight, filters, pages, exact numbers, and nothing that becomes a formula."""

import io

import openpyxl
import pytest
from render_samples import HEAD, HOSTILE

from sanzi_lib.render.document import Document
from sanzi_lib.render.xlsx.workbook import read_tabulated_on, render_xlsx
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Table, TableRow


def listing(rows, *, columns=3, notes=()):
    names = [chr(0x7532 + number) for number in range(columns)]
    return Table(
        caption="清单",
        columns=tuple(Column(name, "right" if number else "left") for number, name in enumerate(names)),
        header=(
            (HeaderCell(names[0], rowspan=2), HeaderCell("组", colspan=columns - 1)),
            tuple(HeaderCell(name) for name in names[1:]),
        ),
        rows=tuple(TableRow(tuple(cells)) for cells in rows),
        above_left="制表时间",
        above_right="单位：万元",
        notes=notes,
        sheet="清单",
        frozen=1,
    )


def open_sheet(table):
    content = render_xlsx(Document(HEAD, (table,)))
    return openpyxl.load_workbook(io.BytesIO(content))["清单"]


def test_header_and_first_columns_stay_in_sight_and_rows_can_be_filtered():
    sheet = open_sheet(listing([[Cell("a"), Cell("1"), Cell("2")], [Cell("b"), Cell("3"), Cell("4")]]))
    assert sheet["A1"].value == "清单"
    assert "制表时间" in sheet["A2"].value
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:C6"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.print_title_cols == "$A:$A"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet["A5"].value == "a"


def test_a_wide_list_goes_over_several_pages():
    wide = [[Cell("项目")] + [Cell("很长的一段文字" * 4)] * 19]
    assert open_sheet(listing([[Cell("a"), Cell("b"), Cell("c")]])).page_setup.fitToWidth == 1
    assert open_sheet(listing(wide, columns=20)).page_setup.fitToWidth > 2


@pytest.mark.parametrize(
    ("text", "number", "places", "value", "form"),
    [
        ("90,071,992,547.41", "90071992547.41", 2, 90071992547.41, "#,##0.00"),
        ("0.000001", "0.000001", 6, 0.000001, "#,##0.000000"),
        ("-1,234.567801", "-1234.567801", 6, -1234.567801, "#,##0.000000"),
        # beyond what Excel keeps it is a number all the same, and shows no digits that it does not have
        ("1,234,567,890,123.456789", "1234567890123.456789", 6, 1234567890123.46, "#,##0.00"),
    ],
)
def test_amounts_keep_all_the_digits_that_excel_does(text, number, places, value, form):
    sheet = open_sheet(listing([[Cell("a"), Cell(text, number=number, places=places, kind="money"), Cell("")]]))
    assert sheet["B5"].value == value
    assert sheet["B5"].number_format == form


def test_no_text_becomes_a_formula():
    sheet = open_sheet(listing([[Cell(text), Cell("=1+1"), Cell("")] for text in HOSTILE]))
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n"), cell.coordinate
    assert sheet["B5"].value == "=1+1"
    assert sheet["B5"].quotePrefix


def test_a_list_without_rows_says_so():
    sheet = open_sheet(listing([], notes=("没有项目。",)))
    assert sheet["A5"].value == "没有项目。"
    assert sheet.auto_filter.ref == "A4:C4"


def test_long_texts_do_not_make_rows_without_end():
    sheet = open_sheet(listing([[Cell("长" * 5000), Cell("1"), Cell("2")]]))
    assert sheet.row_dimensions[5].height < 130
    assert len(sheet["A5"].value) == 5000


def test_the_day_of_a_workbook_can_be_read_back():
    content = render_xlsx(Document(HEAD, (listing([]),)))
    assert read_tabulated_on(content).isoformat() == HEAD.tabulated_on
    assert read_tabulated_on(b"") is None
    assert read_tabulated_on(content[:300]) is None


def test_the_same_list_gives_the_same_bytes():
    table = listing([[Cell("a"), Cell("1.00", number="1.00"), Cell("2")]])
    assert render_xlsx(Document(HEAD, (table,))) == render_xlsx(Document(HEAD, (table,)))
