from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import HEAD, demonstration, every_block, official_table

from sanzi_lib.render.document import Document
from sanzi_lib.render.fonts import choose_faces, covered_characters, find_font_folder
from sanzi_lib.render.glyphs import make_block_safe, make_safe
from sanzi_lib.reports.elements.blocks import Cell, Chart, FiguresData, Notes, Paragraph, Preformatted, TableRow


def safe_text(text: str) -> str:
    block = make_block_safe(Paragraph(text))
    assert isinstance(block, Paragraph)
    return block.text


@pytest.mark.parametrize("text", ["洣水镇 ㎡ ▼ 〇", "“三资”——…·", "①⑳ ≥ ± ℃ ‰", "𠀾 全角ＡＢＣ１２３", "一行\n二行"])
def test_ordinary_text_stays(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\ue123", "〔U+E123〕"),
        ("甲\ud800乙", "甲〔U+D800〕乙"),
        ("\U0001f600", "〔U+1F600〕"),
        ("\u202e", "〔U+202E〕"),
        ("\u200b", "〔U+200B〕"),
        ("\x00\x1b", "〔U+0000〕〔U+001B〕"),
        ("\U000f0000", "〔U+F0000〕"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\tb", "a   b"),
    ],
)
def test_what_cannot_be_set_is_shown_as_its_code(text: str, shown: str) -> None:
    assert safe_text(text) == shown


def test_listed_in_the_last_notes_with_where() -> None:
    row = official_table().rows[0]
    table = replace(official_table(), rows=(row, TableRow((*row.cells[:-1], Cell("\ue123案例")))))
    document = Document(HEAD, (table, Notes(("甲",)), Paragraph("\ue123\ue124"), Notes(("乙",))))
    safe = make_safe(document)
    last = safe.blocks[-1]
    assert isinstance(last, Notes)
    assert last.items[0] == "乙"
    assert "〔U+E123〕见表“衡阳市2024年06月国有“三资”盘活榜…”第2行、正文" in last.items[1]
    assert "〔U+E124〕见正文" in last.items[1]
    assert len(safe.blocks) == 4


def test_notes_are_made_where_there_are_none() -> None:
    safe = make_safe(Document(HEAD, (Paragraph("\ue123"),)))
    assert isinstance(safe.blocks[-1], Notes)


def test_many_places_are_counted() -> None:
    rows = tuple(TableRow((Cell("\ue123"), *row.cells[1:])) for row in official_table().rows)
    safe = make_safe(Document(HEAD, (replace(official_table(), rows=rows),)))
    notes = safe.blocks[-1]
    assert isinstance(notes, Notes)
    assert "等7处" in notes.items[0]


def test_the_figures_stay_as_the_unit_wrote_them() -> None:
    figures = FiguresData("x.json", '{"unit": "\ue123"}')
    assert make_safe(Document(HEAD, (figures,))).blocks == (figures,)


def test_a_clean_document_stays_as_it_is() -> None:
    assert make_safe(demonstration()) == demonstration()


def test_twice_is_once() -> None:
    once = make_safe(Document(HEAD, every_block("\ue123\u202e😀")))
    assert make_safe(once) == once


def test_words_in_a_chart() -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><text>衡&#xE123;阳\ue124</text></svg>"
    block = make_block_safe(Chart(svg, "甲", "乙"))
    assert isinstance(block, Chart)
    assert "衡〔U+E123〕阳〔U+E124〕" in block.svg


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_ends_in_characters_that_the_faces_have(text: str) -> None:
    block = make_block_safe(Preformatted(text))
    assert isinstance(block, Preformatted)
    assert covered_characters() | {"\n"} >= set(block.text)
    block.text.encode("utf-8")


def test_official_faces_come_first_where_the_machine_has_them() -> None:
    faces = choose_faces({"FangSong_GB2312", "方正小标宋简体", "SimHei"})
    assert faces.title[0] == "方正小标宋简体"
    assert faces.official_title
    assert faces.body == ("FangSong_GB2312", "Noto Serif CJK SC", "Noto Sans CJK SC")
    assert faces.black[0] == "SimHei"
    assert faces.kai[0] == "Noto Serif CJK SC"


def test_without_official_faces_the_shipped_ones_serve() -> None:
    faces = choose_faces(())
    assert not faces.official_title
    assert {name for stack in (faces.title, faces.body, faces.black, faces.kai) for name in stack} == {
        "Noto Serif CJK SC",
        "Noto Sans CJK SC",
    }


def test_faces_come_with_a_wheel() -> None:
    assert (find_font_folder() / "NotoSerifCJKsc-Regular.otf").is_file()
