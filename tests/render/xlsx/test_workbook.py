from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from render_samples import COUNTIES, HEAD, HOSTILE, demonstration, official_table, standing_table

from sanzi_lib.render.document import Document
from sanzi_lib.render.xlsx.workbook import render_xlsx
from sanzi_lib.reports.elements.blocks import Cell, Column, HeaderCell, Paragraph, Table, TableRow


def book(*blocks: Table, marks: tuple[str, ...] = ()) -> openpyxl.Workbook:
    content = render_xlsx(Document(replace(HEAD, marks=marks), blocks))
    assert content is not None
    return openpyxl.load_workbook(io.BytesIO(content))


def money(text: str, number: str) -> Cell:
    return Cell(text, number=number, kind="money")


def column(*cells: Cell) -> Table:
    return Table("表", (Column("a"),), ((HeaderCell("甲"),),), tuple(TableRow((cell,)) for cell in cells), sheet="表")


@pytest.fixture(scope="module")
def demo_book() -> openpyxl.Workbook:
    content = render_xlsx(demonstration())
    assert content is not None
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def board(demo_book: openpyxl.Workbook) -> Worksheet:
    return demo_book["榜单"]


def test_sheets_in_order(demo_book: openpyxl.Workbook) -> None:
    assert demo_book.sheetnames == ["榜单", "完成率与位次", "数据"]


def test_no_table_with_a_sheet_no_workbook() -> None:
    assert render_xlsx(Document(HEAD, (Paragraph("甲"), replace(official_table(), sheet=None)))) is None


class TestBoard:
    def test_title_and_line_above(self, board: Worksheet) -> None:
        assert board["A1"].value == HEAD.title
        assert board["A1"].font.name == "方正小标宋简体"
        assert board["A2"].value == "制表时间：2024年6月30日"
        assert board["A2"].alignment.horizontal == "left"
        assert board["G2"].value == "单位：万元、公里、平方米、吨、亩、立方米等"
        assert board["G2"].alignment.horizontal == "right"

    def test_header_merges_are_annex_three(self, board: Worksheet) -> None:
        merged = {str(area) for area in board.merged_cells.ranges}
        assert {"A1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "H3:H4", "I3:I4", "J3:J4"} <= merged
        assert [board.cell(3, n).value for n in (1, 4, 6, 10)] == [
            "序号",
            "本月盘活项目实物总量",
            "本月形成盘活收益",
            "典型案例说明",
        ]
        assert [board.cell(4, n).value for n in (4, 5, 6, 7)] == [
            "实物数量",
            "实物单位（公里、平方米等）",
            "经济效益（万元）",
            "社会效益",
        ]

    def test_rows(self, board: Worksheet) -> None:
        for number, row in enumerate(COUNTIES, start=1):
            assert board.cell(4 + number, 2).value == row[0]
        assert board["F5"].value == 68204.1
        assert board["F5"].number_format == "#,##0.00"
        assert board["F11"].value == "—"
        assert board["D5"].value == "120.50\n3,200"
        assert board["D5"].alignment.wrap_text

    def test_page(self, board: Worksheet) -> None:
        assert board.page_setup.orientation == "landscape"
        assert int(board.page_setup.paperSize) == 9
        assert board.page_setup.fitToWidth == 1
        assert board.page_setup.fitToHeight == 0
        assert board.sheet_properties.pageSetUpPr is not None
        assert board.sheet_properties.pageSetUpPr.fitToPage
        assert board.print_title_rows == "$3:$4"

    def test_every_cell_is_framed(self, board: Worksheet) -> None:
        for row in board.iter_rows(min_row=5, max_row=11, min_col=1, max_col=10):
            for cell in row:
                assert cell.border.left.style == cell.border.bottom.style == "thin"
        assert board["D3"].border.left.style == board["E3"].border.right.style == board["E3"].border.top.style == "thin"
        assert board["A4"].border.bottom.style == "thin"

    def test_marks_in_a_cell_and_in_the_page_head(self, demo_book: openpyxl.Workbook) -> None:
        assert demo_book["榜单"]["D2"].value == "【演示数据】"
        for sheet in demo_book:
            assert sheet.oddHeader.right.text == "演示数据"
        assert [cell.value for cell in demo_book["数据"]["G"]] == ["标注", *["演示数据"] * 7]

    def test_long_text_makes_a_high_row(self) -> None:
        row = official_table().rows[0]
        long = TableRow((*row.cells[:6], Cell("盘活闲置资产" * 60), *row.cells[7:]))
        sheet = book(replace(official_table(), rows=(row, long)))["榜单"]
        heights = [sheet.row_dimensions[number].height for number in (5, 6)]
        assert heights[0] is not None
        assert heights[1] is not None
        assert heights[1] > 2 * heights[0]


class TestTidy:
    def test_plain_header_and_rows(self, demo_book: openpyxl.Workbook) -> None:
        rows = list(demo_book["数据"].iter_rows(values_only=True))
        assert rows[0][:6] == ("月份", "组", "代码", "单位", "指标", "数值")
        assert rows[1][:6] == ("2024-06", "县市组", "430481", "耒阳市", "累计经济效益", 401234.56)
        assert not demo_book["数据"].merged_cells.ranges

    def test_no_column_for_no_marks(self) -> None:
        sheet = book(replace(standing_table(), shown=False))["完成率与位次"]
        assert sheet.max_column == 9


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "value", "style"),
        [
            (money("1,234.57", "1234.567890"), 1234.56789, "#,##0.00"),
            (money("0.00", "0.000001"), 0.000001, "#,##0.00"),
            (money("-12.30", "-12.3"), -12.3, "#,##0.00"),
            (money("12.33", "12.3333333333"), 12.333333, "#,##0.00"),  # to the 分
            (money("90,071,992,547.41", "90071992547.412345"), 90071992547.41, "#,##0.00"),
            (money("325,047.32", "325047.3223333333"), 325047.322333, "#,##0.00"),
            (money("999,999,999,999.99", "999999999999.985"), 999999999999.985, "#,##0.00"),
            (money("0.00", "0.0049999999"), 0, "#,##0.00"),  # rounded twice it would be 0.01
            (Cell("3", number="3", places=0, kind="count"), 3, "#,##0"),
            (Cell("12,345", number="12345", places=0, kind="count"), 12345, "#,##0"),
            (Cell("51.02%", number="0.510171695700", kind="rate"), 0.5102, "#,##0.00%"),
            (Cell("1,234.50%", number="12.345", kind="rate"), 12.345, "#,##0.00%"),
            (Cell("4.01", number="4.0123456789", kind="quantity"), 4.0123456789, "#,##0.00"),
            (Cell("1,200.5", number="1200.5", places=1, kind="quantity"), 1200.5, "#,##0.0"),
            (Cell("12.3456", number="12.3456", places=4), 12.3456, "0.0000"),
            (Cell("12345", number="12345", places=0), 12345, "0"),
        ],
    )
    def test_what_a_number_is_decides_how_it_is_stored_and_shown(self, cell: Cell, value: float, style: str) -> None:
        written = book(column(cell))["表"]["A3"]
        assert written.value == value
        assert written.data_type == "n"
        assert written.number_format == style

    @pytest.mark.parametrize(
        "cell",
        [
            Cell("90071992547.412345", number="90071992547.412345"),  # exact digits, as in 数据
            Cell("—"),
            Cell("120.50"),
            Cell("1.00", number="x"),
            Cell("430481"),
        ],
    )
    def test_text_where_there_is_no_number_or_one_with_more_digits_than_excel_keeps(self, cell: Cell) -> None:
        written = book(column(cell))["表"]["A3"]
        assert written.value == cell.text
        assert written.data_type == "s"

    def test_fifteen_digits_are_a_number(self) -> None:
        written = book(column(Cell("90,071,992,547.41", number="90071992547.41")))["表"]["A3"]
        assert written.value == 90071992547.41
        assert written.data_type == "n"


class TestHostileText:
    @pytest.mark.parametrize(
        "text", [*HOSTILE, "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", '=HYPERLINK("http://x")', "_x000d_", "a" * 40_000]
    )
    def test_never_a_formula_and_never_broken(self, text: str) -> None:
        table = replace(column(Cell(text)), caption=text, notes=(text,), above_left=text, header=((HeaderCell(text),),))
        content = render_xlsx(
            Document(
                replace(HEAD, marks=(text[:20],), title=text[:200]), (table, replace(table, shown=False, sheet="数据"))
            )
        )
        assert content is not None
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert b"<f>" not in archive.read(name)

    def test_mark_of_excel_for_text_that_looks_like_a_formula(self) -> None:
        assert book(column(Cell("=1+1")))["表"]["A3"].quotePrefix
        assert not book(column(Cell("甲")))["表"]["A3"].quotePrefix


class TestSheets:
    def test_names_that_excel_refuses(self) -> None:
        tables = [replace(column(Cell("x")), sheet=name) for name in ("a/b:c", "A" * 40, "a" * 40, "'")]
        names = book(*tables).sheetnames
        assert names[0] == "a_b_c"
        assert len({name.casefold() for name in names}) == 4
        assert all(len(name) <= 31 for name in names)

    def test_two_tables_on_one_sheet_stand_below_each_other(self) -> None:
        sheet = book(column(Cell("一")), column(Cell("二")))["表"]
        assert [cell.value for cell in sheet["A"]] == ["表", "甲", "一", None, "表", "甲", "二"]


class TestBytes:
    def test_same_document_same_bytes(self) -> None:
        assert render_xlsx(demonstration()) == render_xlsx(demonstration())

    def test_times_are_the_documents(self) -> None:
        content = render_xlsx(demonstration())
        assert content is not None
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert core.count("2024-06-30T00:00:00Z") == 2


@pytest.mark.office
@pytest.mark.slow
def test_office_opens_it_and_prints_the_board_on_one_landscape_page(office_path: str, tmp_path: Path) -> None:
    from pypdf import PdfReader

    content = render_xlsx(demonstration())
    assert content is not None
    (tmp_path / "x.xlsx").write_bytes(content)
    profile = (tmp_path / "profile").as_uri()
    command = [
        office_path,
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        "x.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=180)
    pages = PdfReader(tmp_path / "x.pdf").pages
    assert len(pages) == 3
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
    text = pages[0].extract_text()
    assert "68,204.10" in text
