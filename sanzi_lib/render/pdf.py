"""Blocks to PDF: PDF/A-3a and PDF/UA-1 by typst, with the report's figures attached.

Blocks reach the typst templates as JSON data, never as markup, so no text can become code. Pictures, charts and
attachments stand beside it as files in a folder that lives only while the document is set.
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, assert_never

import typst

from sanzi_lib.errors import ReportError
from sanzi_lib.render.document import Document, Section, inner_level, read_day, split_sections
from sanzi_lib.render.fonts import read_faces
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.svg import scope_svg
from sanzi_lib.render.widths import (
    LONGEST_TOKEN,
    balanced_width,
    fit_to_page,
    place_header,
    repeats_header,
    stays_whole,
)
from sanzi_lib.render.xlsx.workbook import render_xlsx
from sanzi_lib.reports.elements import blocks as el

_TEMPLATES = Path(__file__).parent / "templates" / "pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render_pdf(document: Document) -> bytes:
    """Render the whole document as a PDF (docs/文件与命令.md 文件格式).

    The report's figures (JSON) and its workbook are attached. The same document gives the same bytes on machines
    with the same faces; the date of the file is the document's 制表时间.

    Raises:
        ReportError: The shipped faces are missing, a chart is not an SVG, the date is not one, or typst refuses.
    """
    faces, fonts = read_faces()
    safe = make_safe(document)
    with tempfile.TemporaryDirectory(prefix="sanzi-pdf-") as name:
        folder = Path(name)
        for template in sorted(_TEMPLATES.glob("*.typ")):
            shutil.copyfile(template, folder / template.name)
        data = {
            "head": _head_data(safe.head),
            "faces": asdict(faces),
            "longest": LONGEST_TOKEN,
            "sections": _Walk(folder).sections(split_sections(safe.blocks)),
            "attachments": _write_attachments(document, folder),
        }
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return _compile(folder, fonts, read_day(safe.head))


def _compile(folder: Path, fonts: typst.Fonts, day: date) -> bytes:
    try:
        compiled = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=fonts,
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise ReportError(f"PDF 排版未通过（{error}），请把这份报告的笔记本交给维护人员。") from error
    assert isinstance(compiled, bytes)
    return compiled


def _head_data(head: el.DocumentHead) -> dict[str, Any]:
    day = read_day(head)
    return {**asdict(head), "date": [day.year, day.month, day.day]}


def _write_attachments(document: Document, folder: Path) -> list[dict[str, str]]:
    attachments = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, el.FiguresData):
            (folder / f"figures-{number}.json").write_bytes(block.text.encode("utf-8"))
            attachments.append(
                {
                    "name": block.name,
                    "file": f"figures-{number}.json",
                    "mime": "application/json",
                    "relationship": "data",
                    "description": "本报告的数据（JSON）",
                }
            )
    workbook = render_xlsx(document)
    if workbook is not None:
        (folder / "workbook.xlsx").write_bytes(workbook)
        attachments.append(
            {
                # Plain letters: many readers know only the file name's older, undecoded form.
                "name": f"{document.head.report}.xlsx",
                "file": "workbook.xlsx",
                "mime": _XLSX,
                "relationship": "alternative",
                "description": "本报告的表格（XLSX）",
            }
        )
    return attachments


class _Walk:
    """Turns blocks into data for the templates, in order; remembers the heading level and numbers the pictures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._level = 0
        self._pictures = 0

    def sections(self, sections: tuple[Section, ...]) -> list[dict[str, Any]]:
        return [
            {
                "landscape": section.landscape,
                "new_page": section.new_page,
                "blocks": [self._block(block, landscape=section.landscape) for block in section.blocks],
            }
            for section in sections
        ]

    def _block(self, block: el.Block, *, landscape: bool) -> dict[str, Any]:
        match block:
            case el.Heading():
                self._level = block.level
                return asdict(block)
            case el.Table():
                return _table_data(block, landscape=landscape)
            case el.Chart():
                file = self._write("svg", scope_svg(block.svg, "tu").encode("utf-8"))
                return {"kind": "picture", "file": file, "alt": block.alt, "caption": block.caption}
            case el.Picture():
                file = self._write("png", base64.b64decode(block.png))
                return {"kind": "picture", "file": file, "alt": block.alt, "caption": block.caption}
            case el.Article():
                return {**asdict(block), "level": inner_level(self._level)}
            case el.Paragraph() | el.Findings() | el.KeyFigures() | el.Notes() | el.Bullets() | el.Preformatted():
                return asdict(block)
            case el.DocumentHead() | el.FiguresData() | el.PageBreak():
                raise AssertionError(f"{block.kind} is no part of a section")
            case _:
                assert_never(block)

    def _write(self, ending: str, content: bytes) -> str:
        self._pictures += 1
        name = f"picture-{self._pictures}.{ending}"
        (self._folder / name).write_bytes(content)
        return name


def _table_data(table: el.Table, *, landscape: bool) -> dict[str, Any]:
    layout = fit_to_page(table, landscape=landscape)
    return {
        "kind": "table",
        "caption": table.caption,
        "above_left": table.above_left,
        "above_right": table.above_right,
        "notes": table.notes,
        "official": table.official,
        "size": layout.size,
        "shares": layout.shares,
        "align": [column.align for column in table.columns],
        "row_header": table.row_header,
        "repeat": repeats_header(table, layout),
        "header": [
            {**asdict(cell), "even": balanced_width(cell.text, sum(layout.widths[across : across + cell.colspan]))}
            for _, across, cell in place_header(table)
        ],
        "header_rows": len(table.header),
        "rows": [
            {
                "style": row.style,
                "whole": stays_whole(row, layout),
                "cells": [{"text": cell.text, "role": cell.role} for cell in row.cells],
            }
            for row in table.rows
        ],
    }
