from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader
from render_reading import pdf_pages, pdf_words, squeeze
from render_samples import HEAD, OFFICIAL_COLUMNS, demonstration, official_table

from sanzi_lib.errors import ReportError
from sanzi_lib.render.document import Document
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports.elements import blocks as el


def one_column_table(*texts: str, **changes: object) -> el.Table:
    table = el.Table(
        caption="表",
        columns=(el.Column("a"), el.Column("b", "left", 1)),
        header=((el.HeaderCell("甲"), el.HeaderCell("乙")),),
        rows=tuple(el.TableRow((el.Cell(str(number)), el.Cell(text))) for number, text in enumerate(texts)),
    )
    return replace(table, **changes)  # type: ignore[arg-type]


def words_of(*blocks: object) -> str:
    return pdf_words(render_pdf(Document(replace(HEAD, marks=()), tuple(blocks))))  # type: ignore[arg-type]


def numbered(count: int) -> str:
    """A long text in which every place differs, so that a lost piece is noticed."""
    return "".join(f"第{number}句，盘活闲置资产。" for number in range(count))


@pytest.fixture(scope="module")
def finished() -> PdfReader:
    return PdfReader(io.BytesIO(render_pdf(demonstration())))


class TestDocument:
    def test_metadata(self, finished: PdfReader) -> None:
        assert finished.metadata is not None
        assert finished.metadata.title == HEAD.title
        assert finished.metadata.author == HEAD.author
        assert finished.trailer["/Root"]["/Lang"].startswith("zh")
        assert finished.metadata.get("/CreationDate", "").startswith("D:20240630")

    def test_is_tagged_and_claims_both_standards(self, finished: PdfReader) -> None:
        root = finished.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        meta = root["/Metadata"].get_object().get_data().decode()
        assert "<pdfaid:part>3</pdfaid:part>" in meta
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
        assert "<pdfuaid:part>1</pdfuaid:part>" in meta

    def test_all_fonts_are_embedded(self, finished: PdfReader) -> None:
        fonts = {
            str(font.get_object()["/BaseFont"]): font.get_object()
            for page in finished.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert fonts
        for font in fonts.values():
            descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = descendant["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)

    def test_figures_and_workbook_are_attached(self, finished: PdfReader) -> None:
        attached = {name: files[0] for name, files in finished.attachments.items()}
        assert set(attached) == {"leaderboard.json", "leaderboard.xlsx"}
        assert json.loads(attached["leaderboard.json"]) == {"programme": "hengyang-2024", "units": []}
        assert attached["leaderboard.json"] == b'{"programme": "hengyang-2024", "units": []}\n'
        assert attached["leaderboard.xlsx"].startswith(b"PK")

    def test_board_stands_on_landscape_pages_and_the_rest_on_portrait_ones(self, finished: PdfReader) -> None:
        wide = [float(page.mediabox.width) > float(page.mediabox.height) for page in finished.pages]
        assert wide[0] is False
        assert sum(wide) == 1
        board = finished.pages[wide.index(True)].extract_text()
        assert "制表时间：2024年6月30日" in board
        assert "一、本月盘活榜单" in board

    def test_each_page_has_its_number_and_the_marks(self, finished: PdfReader) -> None:
        for number, page in enumerate(finished.pages, start=1):
            text = squeeze(page.extract_text())
            assert f"—{number}—" in text
            assert "演示数据" in text

    def test_headings_are_an_outline(self, finished: PdfReader) -> None:
        titles = [item.title for item in finished.outline if not isinstance(item, list)]
        assert "一、本月盘活榜单" in titles

    def test_same_document_same_bytes(self) -> None:
        assert render_pdf(demonstration()) == render_pdf(demonstration())

    def test_another_date_gives_other_bytes(self) -> None:
        document = demonstration()
        assert render_pdf(replace(document, head=replace(HEAD, tabulated_on="2024-07-01"))) != render_pdf(document)

    def test_date_that_is_none_is_refused_in_chinese(self) -> None:
        with pytest.raises(ReportError, match="制表时间"):
            render_pdf(Document(replace(HEAD, tabulated_on="2024-06-31"), (el.Paragraph("x"),)))


class TestNothingIsLost:
    def test_sixty_units_with_the_header_on_each_page(self) -> None:
        sample = official_table().rows[0]
        rows = tuple(
            el.TableRow(
                (
                    el.Cell(str(number)),
                    el.Cell(f"单位{number}号"),
                    *sample.cells[2:5],
                    el.Cell(f"{number},234.56"),
                    el.Cell(numbered(5)),
                    *sample.cells[7:],
                )
            )
            for number in range(1, 61)
        )
        content = render_pdf(Document(HEAD, (official_table(rows),)))
        pages = [squeeze(page) for page in pdf_pages(content)]
        everything = pdf_words(content, HEAD.marks)
        for row in rows:
            for cell in row.cells:
                for line in cell.text.split("\n"):
                    assert squeeze(line) in everything
        with_rows = [page for page in pages if "单位" in page and "号" in page]
        assert len(with_rows) > 3
        for page in with_rows[1:]:
            assert "典型案例说明" in page

    def test_case_of_three_thousand_characters(self) -> None:
        text = numbered(240)
        assert len(text) > 3000
        assert text in words_of(el.Article("案例", "引语", (("主要做法：", text),)))

    def test_cell_taller_than_a_page(self) -> None:
        text = numbered(700)
        words = words_of(one_column_table("前", text, "后"))
        assert "".join(words.split("表甲乙")[1:]).replace("甲乙", "").count("盘活闲置资产") == 700
        assert words.rstrip().endswith("2后")

    @pytest.mark.parametrize(("columns", "landscape"), [(3, False), (10, True), (16, False)])
    def test_tall_cells_in_narrow_columns(self, columns: int, landscape: bool) -> None:
        table = el.Table(
            caption="窄表",
            columns=tuple(el.Column(str(n)) for n in range(columns)),
            header=(tuple(el.HeaderCell(f"列{n}") for n in range(columns)),),
            rows=tuple(
                el.TableRow(tuple(el.Cell(f"甲{r}乙{c}丙" + "字" * (r * 47 % 200)) for c in range(columns)))
                for r in range(9)
            ),
            landscape=landscape,
        )
        words = words_of(table)
        for row in table.rows:
            for cell in row.cells:
                assert cell.text[:5] in words
        assert words.count("字") == sum(cell.text.count("字") for row in table.rows for cell in row.cells)

    def test_enormous_header(self) -> None:
        words = words_of(one_column_table("甲", "乙", header=((el.HeaderCell(numbered(400)), el.HeaderCell("乙")),)))
        assert words.count("盘活闲置资产") == 400

    @pytest.mark.parametrize(
        "block",
        [
            el.Paragraph(numbered(400)),
            el.Notes((numbered(400), "末条")),
            el.KeyFigures((el.KeyFigure("指标", "1", "亿元", numbered(300)), el.KeyFigure("乙", "2"))),
            el.Preformatted("\n".join(numbered(3) for _ in range(200))),
            el.Heading(numbered(10)),
            el.Paragraph("\n".join(["行"] * 150)),
        ],
    )
    def test_long_blocks_break_across_pages(self, block: object) -> None:
        words = words_of(block)
        for character in "第句资行":
            assert words.count(character) >= str(block).count(character)


class TestNothingRunsOverItsCell:
    @pytest.mark.parametrize(
        "token",
        ["a" * 500, "9" * 80, "，" * 200, "（" * 80, "ж" * 100, "https://example.cn/" + "x" * 300],
        ids=["letters", "digits", "closing", "opening", "cyrillic", "address"],
    )
    def test_runs_without_a_break_opportunity(self, token: str) -> None:
        table = one_column_table(token, columns=(el.Column("a", "left", 1), el.Column("b", "right")))
        content = render_pdf(Document(replace(HEAD, marks=()), (table, el.Paragraph(token), el.Preformatted(token))))
        right_edge = 210 / 25.4 * 72 - 22 / 25.4 * 72

        def check(text: str, _cm: list[float], tm: list[float], *_: object) -> None:
            if text.strip():
                assert tm[4] <= right_edge

        for page in PdfReader(io.BytesIO(content)).pages:
            page.extract_text(visitor_text=check)
        assert pdf_words(content).count(token[-1]) >= 3 * token.count(token[-1])

    def test_large_amounts_stay_on_one_line(self) -> None:
        amounts = ("90,071,992,547.41", "1,000,000,000,000.00")
        table = official_table()
        first = table.rows[0]
        cells = [
            replace(cell, text=amounts[0]) if column.align == "right" else cell
            for cell, column in zip(first.cells, OFFICIAL_COLUMNS, strict=True)
        ]
        content = render_pdf(Document(HEAD, (replace(table, rows=(el.TableRow(tuple(cells)), *table.rows[1:])),)))
        assert "".join(pdf_pages(content)).count(amounts[0]) == 5


class TestPictures:
    def test_two_charts_with_the_same_ids(self) -> None:
        svg = (
            "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>"
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 20'><defs>"
            "<clipPath id='c'><rect width='9' height='9'/></clipPath></defs>"
            "<g clip-path='url(#c)'><text x='1' y='9'>衡东</text></g></svg>"
        )
        assert words_of(el.Chart(svg, "甲", "图甲"), el.Chart(svg, "乙", "图乙")).count("衡东") == 2

    def test_broken_chart_is_refused_in_chinese(self) -> None:
        with pytest.raises(ReportError, match="SVG"):
            words_of(el.Chart("<svg", "甲", "图甲"))
