"""The Word document: official paper, real headings, no surprises in the package (GB/T 9704-2012; ECMA-376)."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image
from render_reading import WORD, docx_part, docx_words, squeeze
from render_samples import HEAD, HOSTILE, PIXEL, bar_svg, demonstration, every_block, official_table, standing_table

from sanzi_lib.errors import ReportError
from sanzi_lib.render.document import Document
from sanzi_lib.render.docx.blocks import render_docx
from sanzi_lib.reports.elements import blocks as el

# Children in the order that the standard's schema wants; word processors refuse a file that breaks it.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents jc textDirection textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps strike color spacing w kern position sz szCs highlight u bdr shd lang",
    "tblPr": "tblStyle tblpPr tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "tblBorders": "top left bottom right insideH insideV",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "sectPr": "reference type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols docGrid",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


def made(*blocks: el.Block, marks: tuple[str, ...] = ()) -> bytes:
    return render_docx(Document(replace(HEAD, marks=marks), blocks))


def local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def value(element: Any, name: str = "val") -> str | None:
    found: str | None = element.get(f"{WORD}{name}")
    return found


def styles_of(content: bytes) -> list[tuple[str | None, str]]:
    """Style and words of each paragraph of the body that is in no table."""
    body = docx_part(content).find(f"{WORD}body")
    assert body is not None
    return [
        (value(paragraph.find(f"{WORD}pPr/{WORD}pStyle")), "".join(t.text or "" for t in paragraph.iter(f"{WORD}t")))
        for paragraph in body.findall(f"{WORD}p")
    ]


@pytest.fixture(scope="module")
def demo_docx() -> bytes:
    return render_docx(demonstration())


def test_headings_are_heading_styles_with_outline_levels(demo_docx: bytes) -> None:
    content = made(
        el.Heading("一、总体进展"), el.Heading("（一）分地区", 2), el.Heading("1.土地", 3), el.Paragraph("正文")
    )
    assert [style for style, _ in styles_of(content)] == [
        *("Title", "Subtitle", "Heading1", "Heading2", "Heading3", "BodyText")
    ]
    styles = {value(style, "styleId"): style for style in docx_part(content, "word/styles.xml").iter(f"{WORD}style")}
    levels = [value(styles[f"Heading{level}"].find(f"{WORD}pPr/{WORD}outlineLvl")) for level in (1, 2, 3)]
    assert levels == ["0", "1", "2"]
    names = [value(styles[f"Heading{level}"].find(f"{WORD}name")) for level in (1, 2, 3)]
    assert names == ["heading 1", "heading 2", "heading 3"]


def test_faces_and_sizes_are_the_standards(demo_docx: bytes) -> None:
    """Title 22 pt 小标宋, body 16 pt 仿宋, 一、黑体 （一）楷体 (sizes are half points)."""
    part = docx_part(demo_docx, "word/styles.xml")
    styles = {value(style, "styleId"): style for style in part.iter(f"{WORD}style")}

    def face(style: Any) -> str | None:
        return value(style.find(f"{WORD}rPr/{WORD}rFonts"), "eastAsia")

    assert value(styles["Title"].find(f"{WORD}rPr/{WORD}sz")) == "44"
    assert face(styles["Title"]) == "方正小标宋简体"
    assert (face(styles["Heading1"]), face(styles["Heading2"])) == ("黑体", "楷体_GB2312")
    usual = part.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")
    assert usual is not None
    assert value(usual.find(f"{WORD}rFonts"), "eastAsia") == "仿宋_GB2312"
    assert value(usual.find(f"{WORD}sz")) == "32"
    assert value(usual.find(f"{WORD}lang"), "eastAsia") == "zh-CN"
    substitutes = {
        value(font, "name"): value(font.find(f"{WORD}altName")) or ""
        for font in docx_part(demo_docx, "word/fontTable.xml").iter(f"{WORD}font")
        if font.find(f"{WORD}altName") is not None
    }
    assert "宋体" in substitutes["方正小标宋简体"]
    assert "仿宋" in substitutes["仿宋_GB2312"]


def test_paper_and_margins(demo_docx: bytes) -> None:
    """A4, margins 37, 28, 26, 35 mm; held sideways 28 top, 37 right, 26 bottom, 35 left."""
    document = docx.Document(io.BytesIO(demo_docx))

    def paper(section: Any) -> tuple[int, ...]:
        sides = (section.page_width, section.page_height)
        margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        return tuple(round(length.mm) for length in (*sides, *margins))

    assert [paper(section) for section in document.sections] == [
        (210, 297, 37, 26, 35, 28),
        (297, 210, 28, 37, 26, 35),
        (210, 297, 37, 26, 35, 28),
    ]


def test_every_page_has_its_number_and_the_marks() -> None:
    content = made(el.Paragraph("甲"), official_table(), el.Paragraph("乙"), marks=("演示数据", "未定稿"))
    footer = docx_part(content, "word/footer1.xml")
    assert "".join(t.text or "" for t in footer.iter(f"{WORD}t")) == "— 1 —"
    assert [value(field, "instr") for field in footer.iter(f"{WORD}fldSimple")] == [" PAGE "]
    header = docx_part(content, "word/header1.xml")
    assert squeeze("".join(t.text or "" for t in header.iter(f"{WORD}t"))) == "演示数据未定稿"
    for section in docx_part(content).iter(f"{WORD}sectPr"):
        assert {local(child) for child in section[:2]} == {"headerReference", "footerReference"}


def test_without_marks_no_head() -> None:
    with zipfile.ZipFile(io.BytesIO(made(el.Paragraph("甲")))) as archive:
        assert not [name for name in archive.namelist() if "header" in name]


def test_tables_repeat_their_header_and_fill_the_page() -> None:
    for table, width in ((official_table(), 225), (standing_table(), 156)):
        grid = next(docx_part(made(table)).iter(f"{WORD}tbl"))
        rows = grid.findall(f"{WORD}tr")
        heads = [row for row in rows if row.find(f"{WORD}trPr/{WORD}tblHeader") is not None]
        assert heads == rows[: len(table.header)]
        columns = [int(value(column, "w") or 0) for column in grid.iter(f"{WORD}gridCol")]
        assert sum(columns) == round(width * 1440 / 25.4)
        for row in rows:
            spans = [cell.find(f"{WORD}tcPr/{WORD}gridSpan") for cell in row.findall(f"{WORD}tc")]
            assert sum(1 if span is None else int(value(span) or 0) for span in spans) == len(columns)
            widths = [cell.find(f"{WORD}tcPr/{WORD}tcW") for cell in row.findall(f"{WORD}tc")]
            assert sum(int(value(cell, "w") or 0) for cell in widths if cell is not None) == sum(columns)
        assert squeeze(value(grid.find(f"{WORD}tblPr/{WORD}tblCaption")) or "") == squeeze(table.caption)


def test_merged_header_cells_of_annex_three() -> None:
    rows = next(docx_part(made(official_table())).iter(f"{WORD}tbl")).findall(f"{WORD}tr")
    merges = [
        [value(merge) if (merge := cell.find(f"{WORD}tcPr/{WORD}vMerge")) is not None else "" for cell in row]
        for row in ([cell for cell in line if local(cell) == "tc"] for line in rows[:2])
    ]
    assert merges[0] == ["restart"] * 3 + ["", ""] + ["restart"] * 3
    assert merges[1] == ["continue"] * 3 + [""] * 4 + ["continue"] * 3


def test_lists_count_from_one_each() -> None:
    content = made(el.Bullets(("甲", "乙"), ordered=True), el.Notes(("丙",)), el.Bullets(("丁",)))
    used = [value(number) for number in docx_part(content).iter(f"{WORD}numId")]
    assert used == ["1", "1", "2", "3"]
    numbers = {value(num, "numId"): num for num in docx_part(content, "word/numbering.xml").iter(f"{WORD}num")}
    starts = [numbers[name].find(f"{WORD}lvlOverride/{WORD}startOverride") for name in ("1", "2")]
    assert [value(start) for start in starts if start is not None] == ["1", "1"]


def test_a_break_begins_a_page_once() -> None:
    content = made(
        el.Heading("一"), el.PageBreak(), el.KeyFigures((el.KeyFigure("甲", "1"),)), el.Paragraph("丙"), el.PageBreak()
    )
    breaks = list(docx_part(content).iter(f"{WORD}pageBreakBefore"))
    assert len(breaks) == 1


def test_charts_are_pictures_with_their_words() -> None:
    content = made(el.Chart(bar_svg(), "各县市完成率：耒阳市51.02%。", "完成率"), el.Picture(PIXEL, "一点", ""))
    about = [(item.get("descr"), item.get("id")) for item in docx_part(content).iter("{*}docPr")]
    assert [text for text, _ in about] == ["各县市完成率：耒阳市51.02%。", "一点"]
    assert len({number for _, number in about}) == 2
    extents = [int(item.get("cx", 0)) for item in docx_part(content).iter("{*}extent")]
    assert extents[0] == 156 * 36000
    assert extents[1] < 36000, "a picture of one pixel is not blown up"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        picture = Image.open(io.BytesIO(archive.read("word/media/image1.png")))
        assert picture.format == "PNG"
        assert picture.width > 1200
        # bars are drawn: a good part of the picture is neither paper nor black
        colours = picture.convert("RGB").getcolors(1 << 24) or []
        assert sum(count for count, colour in colours if colour == (0x4A, 0x6B, 0x8A)) > 20_000


def test_properties_are_the_heads(demo_docx: bytes) -> None:
    properties = docx.Document(io.BytesIO(demo_docx)).core_properties
    assert (properties.title, properties.author, properties.language) == (HEAD.title, HEAD.author, "zh-CN")
    assert properties.created == properties.modified
    assert f"{properties.created:%Y-%m-%d}" == HEAD.tabulated_on


def test_the_same_document_gives_the_same_bytes(demo_docx: bytes) -> None:
    assert render_docx(demonstration()) == demo_docx
    with zipfile.ZipFile(io.BytesIO(demo_docx)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_nothing_in_the_package_leads_out(demo_docx: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(demo_docx)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b"TargetMode" not in archive.read(name)
        assert not [name for name in archive.namelist() if "thumbnail" in name or "custom" in name]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    content = render_docx(Document(HEAD, every_block(text)))
    document = docx_part(content)
    assert not list(document.iter(f"{WORD}instrText", f"{WORD}fldSimple", f"{WORD}hyperlink", f"{WORD}object"))
    docx.Document(io.BytesIO(content))  # opens


def test_children_stand_in_the_order_of_the_standard() -> None:
    content = render_docx(Document(HEAD, every_block("文")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
    for name in names:
        for element in docx_part(content, name).iter(f"{WORD}*"):
            if order := ORDERS.get(local(element)):
                wanted = order.split()
                children = [local(child) for child in element if isinstance(child.tag, str)]
                # References to heads and feet may stand in any order among themselves.
                found = [wanted.index("reference" if child.endswith("Reference") else child) for child in children]
                assert found == sorted(found), (name, local(element), children)


def test_figures_and_tables_of_the_workbook_stay_out() -> None:
    content = made(el.FiguresData("a.json", '{"甲": 1}'), replace(standing_table(), shown=False), el.Paragraph("正文"))
    assert docx_words(content).endswith("正文")
    assert "耒阳市" not in docx_words(content)


def test_a_date_that_is_none_is_told() -> None:
    with pytest.raises(ReportError, match="制表时间"):
        render_docx(Document(replace(HEAD, tabulated_on="昨天"), ()))


@pytest.mark.office
@pytest.mark.slow
def test_office_opens_it_and_sets_every_page(office_path: str, tmp_path: Path, demo_docx: bytes) -> None:
    from pypdf import PdfReader

    (tmp_path / "x.docx").write_bytes(demo_docx)
    profile = (tmp_path / "profile").as_uri()
    command = [office_path, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "x.docx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=180)
    pages = PdfReader(tmp_path / "x.pdf").pages
    wide = [float(page.mediabox.width) > float(page.mediabox.height) for page in pages]
    assert wide[0] is False
    assert wide[1] is True
    assert wide[-1] is False
    texts = [squeeze(page.extract_text()) for page in pages]
    assert all("演示数据" in text and f"—{number}—" in text for number, text in enumerate(texts, start=1))
    assert "盘活榜单（县市组）" in texts[0]
    # the header stands on every page of the board
    assert sum("典型案例说" in text for text in texts) == sum(wide)
