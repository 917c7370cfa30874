from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from render_samples import HEAD, HOSTILE, bar_svg, demonstration, every_block, official_table, standing_table

from sanzi_lib.render.document import Document
from sanzi_lib.render.html import render_fragment, render_html
from sanzi_lib.reports.elements.blocks import Chart, FiguresData, Heading, Paragraph, TableRow


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(demonstration())


@pytest.fixture(scope="module")
def tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


class TestOneFile:
    def test_language_title_and_policy(self, tree: html.HtmlElement) -> None:
        assert tree.get("lang") == "zh-CN"
        assert tree.findtext(".//title") == HEAD.title
        assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")

    def test_nothing_points_outside(self, page: str, tree: html.HtmlElement) -> None:
        assert not tree.xpath("//script | //link | //iframe | //object | //base")
        assert not tree.xpath("//@*[starts-with(name(), 'on')]")
        for address in tree.xpath("//@src | //@href | //@action"):
            assert address.startswith(("#", "data:image/png;base64,"))
        outside = set(re.findall(r"https?://[^\s'\"<>)]+", page)) - {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert outside == set()
        assert "@import" not in page
        assert "<?xml" not in page

    def test_same_document_same_text(self, page: str) -> None:
        assert render_html(demonstration()) == page


class TestStructure:
    def test_headings_skip_no_level(self, tree: html.HtmlElement) -> None:
        levels = [int(element.tag[1]) for element in tree.iter("h1", "h2", "h3", "h4", "h5")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(there - here <= 1 for here, there in itertools.pairwise(levels))

    def test_tables_have_caption_and_scopes(self, tree: html.HtmlElement) -> None:
        tables = tree.xpath("//table")
        assert len(tables) == 2
        for table in tables:
            assert table.xpath("string(caption)").strip()
            assert all(cell.get("scope") in ("col", "colgroup") for cell in table.xpath("thead//th"))
            for row in table.xpath("tbody/tr"):
                assert [cell.get("scope") for cell in row.xpath("th")] == ["row"]

    def test_official_header_is_annex_three(self, tree: html.HtmlElement) -> None:
        rows = tree.xpath("(//table)[1]/thead/tr")
        first = [(cell.text_content(), cell.get("colspan"), cell.get("rowspan")) for cell in rows[0]]
        assert first == [
            ("序号", None, "2"),
            ("县市/城区/市级/园区/国有企业名称", None, "2"),
            ("本月盘活的项目总数", None, "2"),
            ("本月盘活项目实物总量", "2", None),
            ("本月形成盘活收益", "2", None),
            ("入库收益（万元）", None, "2"),
            ("其中：形成本级可用财力（万元）", None, "2"),
            ("典型案例说明", None, "2"),
        ]
        assert len(rows[1]) == 4

    def test_charts_have_words(self, tree: html.HtmlElement) -> None:
        (chart,) = tree.xpath("//figure//*[@role='img']")
        assert "耒阳市51.02%最高" in chart.get("aria-label")

    def test_marks_are_visible_and_in_the_printed_head(self, page: str, tree: html.HtmlElement) -> None:
        assert tree.xpath("//header//strong/text()") == ["演示数据"]
        words = "".join(f"\\{ord(c):06x}" for c in "演示数据")
        assert f'@top-right {{ content: "{words}"; }}' in page

    def test_hostile_mark_stays_in_its_string(self) -> None:
        page = render_html(Document(replace(HEAD, marks=('"; } </style><script>alert(1)</script>',)), ()))
        assert "<script" not in page
        assert page.count("</style>") == 1

    def test_two_equal_charts_have_ids_of_their_own(self) -> None:
        chart = Chart(bar_svg(), "甲", "乙")
        ids = html.document_fromstring(render_html(Document(HEAD, (chart, chart)))).xpath("//@id")
        assert len(ids) == len(set(ids)) > 10

    def test_what_is_not_shown_is_not_there(self, page: str) -> None:
        assert "430481" in page
        assert "<caption>数据" not in page.replace('<span class="title">', "")
        assert "hengyang-2024" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    page = render_html(Document(replace(HEAD, title=text, subtitle=text), every_block(text)))
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script")
    assert page.count("<style>") == page.count("</style>") == 1
    assert not [href for href in tree.xpath("//@href") if not href.startswith("#")]
    assert "〔U+E123〕" in page or "\ue123" not in text


class TestFragment:
    def test_table_for_the_notebook(self) -> None:
        fragment = render_fragment(standing_table())
        assert fragment.count("<table") == 1
        assert "并列第4位" in fragment
        assert 'class="sanzi"' in fragment

    def test_data_that_is_not_shown(self) -> None:
        assert render_fragment(FiguresData("x.json", "{}")) == ""
        assert render_fragment(replace(official_table(), shown=False)) == ""

    def test_head_and_chart(self) -> None:
        assert "演示数据" in render_fragment(HEAD)
        first, second = (
            render_fragment(Chart(bar_svg(), "a", "b")),
            render_fragment(Chart("<svg xmlns='http://www.w3.org/2000/svg'/>", "a", "b")),
        )
        assert first != second
        assert render_fragment(Heading("甲", 2)).count("<h3>甲</h3>") == 1


@pytest.mark.browser
@pytest.mark.slow
class TestInABrowser:
    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("hostile", [False, True])
    def test_no_request_no_script_and_no_sideways_scrolling(
        self, browser, tmp_path: Path, width: int, hostile: bool
    ) -> None:  # type: ignore[no-untyped-def]
        document = Document(HEAD, every_block("a" * 400 + " ".join(HOSTILE))) if hostile else demonstration()
        file = tmp_path / "x.html"
        file.write_text(render_html(document), encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": 844})
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(file.as_uri())
        assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()

    def test_wide_table_scrolls_inside_and_key_figures_stack_on_a_phone(self, browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        file = tmp_path / "x.html"
        file.write_text(render_html(demonstration()), encoding="utf-8")
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(file.as_uri())
        assert page.evaluate("(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll'))")
        lefts = page.evaluate(
            "[...document.querySelectorAll('.key-figures > div')].map(d => d.getBoundingClientRect().left)"
        )
        assert len(set(lefts)) == 1
        page.close()

    def test_prints_on_a4_with_the_board_across(self, browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        from io import BytesIO

        from pypdf import PdfReader

        file = tmp_path / "x.html"
        rows = official_table().rows
        many = tuple(TableRow(row.cells) for _ in range(5) for row in rows)
        document = Document(HEAD, (Paragraph("前"), official_table(many), Paragraph("后")))
        file.write_text(render_html(document), encoding="utf-8")
        page = browser.new_page()
        page.goto(file.as_uri())
        pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        sizes = [(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in pages]
        assert sizes[0] == sizes[-1]
        assert sizes[0][0] in range(594, 597)
        assert sizes[0][1] in range(841, 844)
        assert len(sizes) >= 4
        assert all(size == sizes[0][::-1] for size in sizes[1:-1])
        page.close()
