"""Mark the cells that findings name in a unit's own workbook (docs/核验规则.md 退回修改)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanzi_lib.ledger.feedback.comments import add_comments
from sanzi_lib.ledger.feedback.edited_book import MAIN, RELATIONS, CannotMarkError, EditedBook
from sanzi_lib.ledger.feedback.opinion import COLOURS, clean
from sanzi_lib.ledger.feedback.sheet_map import Place, map_sheet, parse_place
from sanzi_lib.ledger.feedback.sheet_splice import splice_sheet
from sanzi_lib.ledger.feedback.styles import EMPTY_STYLES, StyleSheet
from sanzi_lib.ledger.model import Finding, column_letter
from sanzi_lib.ledger.reading.xlsx_parts import unescape
from sanzi_lib.params.values import normalise_name

MOST_COMMENTS = 2_000
"""Comments in one sheet; Excel grows slow beyond. Further cells get the fill alone."""

_MOST_SENTENCES = 20
_LONGEST_TEXT = 8_000
_BOOK_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PLAIN_BOOK = f"{_BOOK_TYPES}sheet.main+xml"
_OTHER_BOOKS = (
    f"{_BOOK_TYPES}template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
)
_MACRO_KINDS = ("/vbaProject", "/attachedToolbars", "/wordVbaData")


@dataclass(frozen=True)
class BookParts:
    """Where a workbook's parts are.

    Attributes:
        main: The workbook part.
        sheets: Name and part of each worksheet, in order.
        styles: The part of its formats.
    """

    main: str
    sheets: tuple[tuple[str, str], ...]
    styles: str

    def find(self, name: str | None) -> tuple[str, str] | None:
        """Name and part of the sheet that a finding names: exactly so, or else as the reader compares names."""
        if name is None:
            return None
        exact = next((sheet for sheet in self.sheets if sheet[0] == name), None)
        wanted = normalise_name(name)
        return exact or next((sheet for sheet in self.sheets if normalise_name(sheet[0]) == wanted), None)

    def find_name(self, name: str | None) -> str | None:
        """Find the workbook's own name of the sheet that a finding names."""
        found = self.find(name)
        return found[0] if found else None


def open_book(package: EditedBook) -> BookParts:
    """Find a workbook's parts; one without formats of its own gets some.

    Raises:
        CannotMarkError: It is no plain .xlsx.
    """
    main = next((r.target for r in package.relations("") if r.kind == f"{RELATIONS}/officeDocument"), "")
    if main not in package or not main.endswith(".xml"):
        raise CannotMarkError("原文件不是通常格式的 .xlsx（如为严格开放格式）")
    root = package.read_xml(main)
    if root.tag != f"{{{MAIN}}}workbook":
        raise CannotMarkError("原文件不是通常格式的 .xlsx（如为严格开放格式）")
    relations = {relation.id: relation for relation in package.relations(main)}
    sheets = []
    for sheet in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        relation = relations.get(sheet.get(f"{{{RELATIONS}}}id", ""))
        if relation is not None and relation.kind == f"{RELATIONS}/worksheet" and relation.target in package:
            sheets.append((unescape(sheet.get("name", "")), relation.target))
    styles = next((r.target for r in relations.values() if r.kind == f"{RELATIONS}/styles"), None)
    if styles is None:
        styles = package.free_name("xl/styles{}.xml")
        package.add(styles, EMPTY_STYLES, f"{_BOOK_TYPES}styles+xml")
        package.relate(main, "styles", styles)
    return BookParts(main, tuple(sheets), styles)


def make_plain(package: EditedBook, main: str) -> bool:
    """Make a workbook with macros or a template a plain .xlsx, so that it opens under that name.

    Returns:
        True where macros were left out.

    Raises:
        CannotMarkError: It is of a kind that cannot be made plain.
    """
    kind = package.content_type(main)
    if any(relation.kind.endswith("Macrosheet") for relation in package.relations(main)):
        raise CannotMarkError("原文件含有宏表")
    macros = [r for r in package.relations(main) if r.kind.endswith(_MACRO_KINDS) and not r.external]
    for relation in macros:
        for inner in package.relations(relation.target):
            if not inner.external and inner.target in package:
                package.remove(inner.target)
        if relation.target in package:
            package.remove(relation.target)
            folder, _, name = relation.target.rpartition("/")
            if f"{folder}/_rels/{name}.rels" in package:
                package.remove(f"{folder}/_rels/{name}.rels")
    if macros:
        package.unrelate(main, {relation.id for relation in macros})
    if kind in _OTHER_BOOKS:
        package.set_content_type(main, _PLAIN_BOOK)
    elif kind != _PLAIN_BOOK:
        raise CannotMarkError("原文件不是通常格式的 .xlsx")
    return bool(macros)


def mark_cells(
    package: EditedBook, book: BookParts, styles: StyleSheet, findings: Sequence[Finding]
) -> tuple[str, ...]:
    """Fill and comment every cell that an 错误 or a 核实 names.

    Args:
        package: The workbook, changed.
        book: Its parts.
        styles: Its formats; the caller writes them back.
        findings: Of the return.

    Returns:
        Sentences about cells that could not be commented.

    Raises:
        CannotMarkError: A sheet cannot be changed safely.
    """
    by_part: dict[str, dict[Place, list[Finding]]] = {}
    for finding in findings:
        sheet, place = book.find(finding.sheet), parse_place(finding.cell)
        if finding.level in COLOURS and sheet is not None and place is not None:
            by_part.setdefault(sheet[1], {}).setdefault(place, []).append(finding)
    notes: list[str] = []
    for part, cells in by_part.items():
        name = next(name for name, at in book.sheets if at == part)
        notes += _mark_sheet(package, part, name, styles, cells)
    return tuple(notes)


def _mark_sheet(
    package: EditedBook, part: str, name: str, styles: StyleSheet, cells: dict[Place, list[Finding]]
) -> list[str]:
    data = package.read(part)
    sheet = map_sheet(data)
    anchors = sheet.anchors(cells)
    colours: dict[Place, str] = {}
    said: dict[Place, list[tuple[Place, Finding]]] = {}
    for place, found in sorted(cells.items()):
        shown = anchors.get(place, place)
        for finding in found:
            for cell in {place, shown}:
                if colours.get(cell) != COLOURS["错误"]:
                    colours[cell] = COLOURS[finding.level]
            said.setdefault(shown, []).append((place, finding))
    texts = {place: _comment(place, found) for place, found in sorted(said.items())[:MOST_COMMENTS]}
    added = add_comments(package, part, sheet, texts)
    package.write(part, splice_sheet(data, sheet, colours, styles.mark, added.drawing))
    notes = []
    if len(said) > MOST_COMMENTS:
        notes.append(f"“{name}”需标注的单元格较多，第{MOST_COMMENTS}个以后的只标底色，意见见下表。")
    if added.skipped:
        listed = "、".join(f"{column_letter(column)}{row}" for row, column in sorted(added.skipped)[:10])
        notes.append(f"“{name}”的{listed}等单元格已有批注会话，只标底色，意见见下表。")
    return notes


def _comment(shown: Place, found: Sequence[tuple[Place, Finding]]) -> str:
    """Tell what a comment says: each finding with its rule, and its cell where a merged range hides that."""
    sentences = []
    for place, finding in found[:_MOST_SENTENCES]:
        cell = "" if place == shown else f"（{column_letter(place[1])}{place[0]}）"
        sentences.append(f"【{finding.level}】{finding.rule}{cell}：{finding.message}")
    if len(found) > _MOST_SENTENCES:
        sentences.append(f"另有{len(found) - _MOST_SENTENCES}条，见“核验意见”。")
    return clean("\n".join(sentences)[:_LONGEST_TEXT])
