"""The registry of formats, and what is read from it."""

from __future__ import annotations

import subprocess
import sys

from render_reading import docx_words
from render_samples import HEAD, demonstration

from sanzi_lib.render.document import Document
from sanzi_lib.render.docx.blocks import render_docx
from sanzi_lib.render.formats import BESIDE_PAGE, FORMATS, SAME_EVERYWHERE, USUAL_FORMATS
from sanzi_lib.render.html import render_html
from sanzi_lib.reports.elements.blocks import Paragraph


def test_names_suffixes_and_words_are_each_formats_own() -> None:
    assert list(FORMATS)[:4] == ["html", "pdf", "xlsx", "docx"]
    for told in ("suffix", "word"):
        assert len({getattr(each, told) for each in FORMATS.values()}) == len(FORMATS)
    assert [each.suffix for each in FORMATS.values()][:4] == [".html", ".pdf", ".xlsx", ".docx"]
    assert [each.word for each in FORMATS.values()][:4] == ["网页", "PDF", "表格", "文档"]


def test_what_every_kind_has_and_what_rests_on_no_machine() -> None:
    assert USUAL_FORMATS[:3] == ("html", "pdf", "xlsx")
    assert "docx" not in USUAL_FORMATS
    assert {"html", "xlsx"} <= SAME_EVERYWHERE
    assert not {"pdf", "docx"} & SAME_EVERYWHERE
    assert BESIDE_PAGE.startswith("PDF、XLSX、")
    assert BESIDE_PAGE.endswith("、JSON")


def test_each_entry_gives_its_renderers_file() -> None:
    document = demonstration()
    made = {name: each.render(document) for name, each in FORMATS.items()}
    assert made["html"] == render_html(document).encode("utf-8")
    assert (made["pdf"] or b"").startswith(b"%PDF-")
    assert (made["xlsx"] or b"").startswith(b"PK")
    assert docx_words(made["docx"] or b"") == docx_words(render_docx(document))


def test_a_document_without_tables_has_no_workbook() -> None:
    assert FORMATS["xlsx"].render(Document(HEAD, (Paragraph("甲"),))) is None


def test_naming_the_formats_loads_no_renderer() -> None:
    source = (
        "import sys, sanzi_lib.render.formats as f; assert f.FORMATS;"
        "print([name for name in ('typst', 'openpyxl', 'docx', 'jinja2', 'lxml') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, encoding="utf-8")
    assert told.stdout.strip() == "[]"
