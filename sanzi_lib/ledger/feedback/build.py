"""Build the workbook that goes back to a unit: its own, marked, with the sheet 核验意见 (docs/核验规则.md 退回修改)."""

from __future__ import annotations

from typing import Any

from lxml import etree

from sanzi_lib.ledger.feedback.edited_book import MAIN, RELATIONS, CannotMarkError, EditedBook, read_number
from sanzi_lib.ledger.feedback.marking import BookParts, make_plain, mark_cells, open_book
from sanzi_lib.ledger.feedback.opinion import OPINION, add_opinion_styles, build_opinion, tell_feedback
from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.feedback.styles import EMPTY_STYLES, StyleSheet
from sanzi_lib.zips import RETURNS, build_zip

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
                 "functionGroups", "externalReferences")  # fmt: skip
_ONLY_ON_SHEET = "原文件无法直接标注（{reason}），请对照下表在原文件中修改。"
_WITHOUT_MACROS = "本文件是所报工作簿的副本，原有的宏未保留，其余内容未作改动。"
_MARKED_AGAIN = "所报工作簿带有上次的核验意见和标注，本次意见以本表为准，请删除上次的意见表。"
_MARKED = (
    "本文件是所报工作簿的副本，内容未作改动；涉及的单元格已标底色并加批注（红色为错误，黄色为核实），批注作者为“核验”。"
)

_EMPTY_BOOK = {
    "[Content_Types].xml": (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        b'<Override PartName="/xl/styles.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode(),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews><sheets/></workbook>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ).encode(),
    "xl/styles.xml": EMPTY_STYLES,
}


def build_feedback(original: bytes | None, feedback: Feedback) -> bytes:
    """Build what goes back for one file.

    The unit's own workbook comes back as it was but for a fill and a comment on each cell that an 错误 or a 核实 names,
    and the sheet 核验意见 behind its own. Where it cannot be marked without the risk of harming it (.xls, damaged,
    signed, strict format …) the sheet comes alone and says why.

    Args:
        original: Bytes of the unit's file as it was read, None where there are none; never changed.
        feedback: What :func:`sanzi_lib.ledger.feedback.plan.plan_feedback` gave for it.

    Returns:
        Bytes of an .xlsx; the same arguments give the same bytes.
    """
    if feedback.unread or original is None:
        return _build_alone(feedback, ())
    try:
        return _build_marked(original, feedback)
    except CannotMarkError as reason:
        return _build_alone(feedback, (_ONLY_ON_SHEET.format(reason=reason),))


def _build_marked(original: bytes, feedback: Feedback) -> bytes:
    if original[:2] != b"PK":
        raise CannotMarkError("原文件是 .xls 等旧格式，下次请另存为 .xlsx 报送")
    package = EditedBook(original)
    book = open_book(package)
    without_macros = make_plain(package, book.main)
    styles = StyleSheet(package.read_xml(book.styles))
    told = {id(finding) for line in tell_feedback(feedback) for finding in line.findings}
    notes = mark_cells(package, book, styles, [finding for finding in feedback.findings if id(finding) in told])
    if OPINION in (name for name, _ in book.sheets):
        notes = (_MARKED_AGAIN, *notes)
    if without_macros:
        notes = (_WITHOUT_MACROS, *notes)
    _add_sheet(package, book, styles, feedback, (_MARKED, *notes))
    return package.build()


def _build_alone(feedback: Feedback, notes: tuple[str, ...]) -> bytes:
    package = EditedBook(build_zip(_EMPTY_BOOK, RETURNS))
    book = open_book(package)
    _add_sheet(package, book, StyleSheet(package.read_xml(book.styles)), feedback, notes)
    return package.build()


def _add_sheet(
    package: EditedBook, book: BookParts, styles: StyleSheet, feedback: Feedback, notes: tuple[str, ...]
) -> None:
    content, header = build_opinion(
        feedback, add_opinion_styles(styles), notes=notes, find_sheet=book.find_name, alone=not book.sheets
    )
    package.write_xml(book.styles, styles.root)
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.add(part, content, _SHEET_TYPE)
    relation = package.relate(book.main, "worksheet", part)
    root = package.read_xml(book.main)
    listed = root.find(f"{{{MAIN}}}sheets")
    if listed is None:
        raise CannotMarkError("原文件的内部结构不完整")
    there = [child for child in listed if isinstance(child.tag, str)]  # a comment has no tag
    taken = {child.get("name", "").casefold() for child in there}
    name, again = OPINION, 1
    while name in taken:
        again += 1
        name = f"{OPINION}（{again}）"
    numbers = [read_number(child.get("sheetId", "")) or 0 for child in there]
    sheet = etree.SubElement(listed, f"{{{MAIN}}}sheet", name=name, sheetId=str(max(numbers, default=0) + 1))
    sheet.set(f"{{{RELATIONS}}}id", relation)
    _repeat_header(root, name, len(there), header)
    package.write_xml(book.main, root)


def _repeat_header(root: Any, name: str, index: int, header: int) -> None:
    """Print the header of the sheet on each of its pages."""
    names = root.find(f"{{{MAIN}}}definedNames")
    if names is None:
        names = root.makeelement(f"{{{MAIN}}}definedNames")
        before = [child for child in root if child.tag in {f"{{{MAIN}}}{tag}" for tag in _BEFORE_NAMES}]
        before[-1].addnext(names)
    title = etree.SubElement(names, f"{{{MAIN}}}definedName", name="_xlnm.Print_Titles", localSheetId=str(index))
    title.text = f"'{name}'!$1:${header}" if header == 1 else f"'{name}'!${header}:${header}"
