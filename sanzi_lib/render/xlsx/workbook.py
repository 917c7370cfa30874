"""Tables to XLSX: annex 3 ready to print, the tables beside it, and tidy rows for further work.

Numbers are numbers where Excel keeps all their digits, text that a unit wrote never becomes a formula, and the same
document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from sanzi_lib.render.document import Document, read_day
from sanzi_lib.render.glyphs import make_safe
from sanzi_lib.render.xlsx.cells import Pen, Styles
from sanzi_lib.render.xlsx.sheets import write_listing, write_table, write_tidy
from sanzi_lib.reports.elements.blocks import DocumentHead, Table
from sanzi_lib.zips import DOCUMENTS, PROPERTIES, build_zip, date_properties, read_parts, sort_parts

_CREATED = re.compile(rb"<dcterms:created[^>]*>(\d{4}-\d{2}-\d{2})T")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@lru_cache(maxsize=1)
def render_xlsx(document: Document) -> bytes | None:
    """Render the workbook of a document's tables (docs/文件与命令.md 文件格式).

    A table that is not shown elsewhere is tidy data: a plain header and rows; one with frozen columns is a long list to
    filter and work in. Tables of one sheet stand below each other. The last workbook is kept, because a document's PDF
    has it attached and its own file is the same.

    Returns:
        The file, or None where no table has a sheet.

    Raises:
        ReportError: The shipped faces are missing.
    """
    safe = make_safe(document)
    tables = [block for block in safe.blocks if isinstance(block, Table) and block.sheet is not None]
    if not tables:
        return None
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]  # a new workbook has one
    names: set[str] = set()
    styles: Styles = {}
    for wanted, group in groupby(sorted(tables, key=lambda t: _first_place(tables, t.sheet)), key=lambda t: t.sheet):
        pen = Pen(workbook.create_sheet(_sheet_name(wanted or "", names)), styles)
        row = 1
        for table in group:
            write = write_listing if table.frozen else write_table if table.shown else write_tidy
            row = write(pen, table, safe.head, row)
    _describe(workbook, safe.head)
    return _pack(workbook)


def read_tabulated_on(content: bytes) -> date | None:
    """制表时间 of a workbook that :func:`render_xlsx` made, None where it is something else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _CREATED.search(archive.read(PROPERTIES))
        return date.fromisoformat(found[1].decode()) if found else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError, NotImplementedError):
        return None


def _first_place(tables: list[Table], sheet: str | None) -> int:
    return next(number for number, table in enumerate(tables) if table.sheet == sheet)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    base = _FORBIDDEN_IN_NAME.sub("_", wanted).strip("' ")[:31] or "表"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: 31 - len(str(number))]}{number}"
    taken.add(name.casefold())
    return name


def _describe(workbook: Workbook, head: DocumentHead) -> None:
    day = read_day(head)
    properties = workbook.properties
    properties.title = head.title
    properties.subject = head.subject or None
    properties.creator = head.author or ""
    properties.lastModifiedBy = head.author or None
    properties.created = datetime(day.year, day.month, day.day)
    properties.language = "zh-CN"


def _pack(workbook: Workbook) -> bytes:
    """Give the file's parts in a fixed order with fixed times; openpyxl stamps the moment of writing everywhere."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(workbook, archive).save()
    parts = read_parts(written.getvalue())
    parts[PROPERTIES] = date_properties(parts[PROPERTIES], workbook.properties.created)
    return build_zip(sort_parts(parts), DOCUMENTS)
