"""Mark the cells that findings name in a unit's own workbook (docs/核验规则.md 退回修改)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sanzi_lib.ledger.feedback.edited_book import MAIN, RELATIONS, CannotMarkError, EditedBook, read_number, render_xml
from sanzi_lib.ledger.feedback.opinion import COLOURS, clean
from sanzi_lib.ledger.feedback.sheet_map import LAST_COLUMN, LAST_ROW, Place, SheetMap, map_sheet, parse_place
from sanzi_lib.ledger.feedback.sheet_splice import splice_sheet
from sanzi_lib.ledger.feedback.styles import EMPTY_STYLES, StyleSheet
from sanzi_lib.ledger.model import Finding, column_letter
from sanzi_lib.ledger.reading.xlsx_parts import unescape
from sanzi_lib.params.values import normalise_name

AUTHOR = "核验"

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREAD = "tc="
"""The author of a comment that stands for a conversation begins so; its text is made anew from there."""

_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    '<v:shapetype{spaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape{spaces} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:240pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_IDMAP = re.compile(r"(<(?:\w+:)?idmap\b[^>]*?\bdata\s*=\s*[\"'])([0-9, ]*)([\"'])")
_SHAPE_ID = re.compile(r"_s([0-9]{1,9})\b")
_CLOSE = re.compile(r"</(?:[\w.-]+:)?xml\s*>\s*$")
_PER_CLUSTER = 1024
"""Numbers of shapes come in clusters of this size; each drawing owns some."""

_LAST_CLUSTER = 60_000
"""Numbers beyond are nobody's honest ones."""

_HEAD = 1_000
"""Characters at a drawing's beginning that hold its root element."""

_CHARACTERS_PER_LINE = 18


@dataclass(frozen=True)
class Added:
    """What adding comments gave.

    Attributes:
        drawing: Relation id that the worksheet must name, "" where it names a drawing already.
        skipped: Cells that hold a conversation, where a comment would be lost.
    """

    drawing: str
    skipped: frozenset[Place]


def add_comments(package: EditedBook, part: str, sheet: SheetMap, texts: Mapping[Place, str]) -> Added:
    """Add comments to a worksheet; one to a cell that has a comment is put behind the unit's own words.

    Args:
        package: The workbook.
        part: The worksheet.
        sheet: Its map.
        texts: Cell to what the comment says.

    Raises:
        CannotMarkError: The comments that are there cannot be read.
    """
    relations = package.relations(part)
    known = next((r.target for r in relations if r.kind == f"{RELATIONS}/comments" and not r.external), None)
    if known is None:
        root = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
        etree.SubElement(root, f"{{{MAIN}}}authors")
        etree.SubElement(root, f"{{{MAIN}}}commentList")
    else:
        root = package.read_xml(known)
    fresh, skipped = _merge(root, texts)
    if known is not None:
        package.write_xml(known, root)
    elif fresh:
        name = package.free_name("xl/comments{}.xml")
        package.add(name, render_xml(root), _COMMENTS_TYPE)
        package.relate(part, "comments", name)
    drawing = next((r.target for r in relations if r.id == sheet.drawing and not r.external), None)
    if sheet.drawing and drawing is None:
        raise CannotMarkError("原文件的批注不完整")
    if not fresh:
        return Added("", skipped)
    if drawing is not None:
        package.write(drawing, _extend(package, package.read(drawing), fresh))
        return Added("", skipped)
    name = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.set_default_type("vml", _DRAWING_TYPE)
    empty = (
        f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
    ).encode()
    package.add(name, _extend(package, empty, fresh), _DRAWING_TYPE)
    return Added(package.relate(part, "vmlDrawing", name), skipped)


def _merge(root: Any, texts: Mapping[Place, str]) -> tuple[dict[Place, str], frozenset[Place]]:
    """Put texts into a list of comments; gives those of cells without one so far, and the cells passed over."""
    authors, listed = root.find(f"{{{MAIN}}}authors"), root.find(f"{{{MAIN}}}commentList")
    if authors is None or listed is None:
        raise CannotMarkError("原文件的批注不完整")
    names = [author.text or "" for author in authors.iterchildren(f"{{{MAIN}}}author")]
    there = {parse_place(comment.get("ref")): comment for comment in listed.iterchildren(f"{{{MAIN}}}comment")}
    if AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
        names.append(AUTHOR)
    own = names.index(AUTHOR)
    fresh: dict[Place, str] = {}
    skipped: set[Place] = set()
    for place, text in sorted(texts.items()):
        comment = there.get(place)
        if comment is None:
            row, column = place
            comment = etree.SubElement(
                listed, f"{{{MAIN}}}comment", ref=f"{column_letter(column)}{row}", authorId=str(own), shapeId="0"
            )
            _append_run(etree.SubElement(comment, f"{{{MAIN}}}text"), text)
            fresh[place] = text
            continue
        number = read_number(comment.get("authorId", ""))
        author = names[number] if number is not None and number < len(names) else ""
        body = comment.find(f"{{{MAIN}}}text")
        if author.startswith(_THREAD) or body is None:
            skipped.add(place)
        elif author == AUTHOR:  # of the last time that this return went back
            for child in list(body):
                body.remove(child)
            _append_run(body, text)
        else:
            _append_behind(body, text)
    return fresh, frozenset(skipped)


def _append_behind(body: Any, text: str) -> None:
    """Put a text behind the unit's own, which becomes a run where it is plain: Excel shows either, never both."""
    plain = body.find(f"{{{MAIN}}}t")
    if plain is not None:
        run = etree.Element(f"{{{MAIN}}}r")
        body.replace(plain, run)
        run.append(plain)
    behind = [*body.iterchildren(f"{{{MAIN}}}rPh"), *body.iterchildren(f"{{{MAIN}}}phoneticPr")]
    _append_run(body, f"\n\n{AUTHOR}：\n{text}", before=behind[0] if behind else None)


def _append_run(body: Any, text: str, before: Any = None) -> None:
    run = body.makeelement(f"{{{MAIN}}}r")
    look = etree.SubElement(run, f"{{{MAIN}}}rPr")
    etree.SubElement(look, f"{{{MAIN}}}sz", val="9")
    etree.SubElement(look, f"{{{MAIN}}}color", indexed="81")
    etree.SubElement(look, f"{{{MAIN}}}rFont", val="宋体")
    etree.SubElement(look, f"{{{MAIN}}}charset", val="134")
    words = etree.SubElement(run, f"{{{MAIN}}}t")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = text
    if before is None:
        body.append(run)
    else:
        before.addprevious(run)


def _extend(package: EditedBook, drawing: bytes, texts: Mapping[Place, str]) -> bytes:
    """Add the comments' shapes to a drawing. It is spliced as text: Excel's own drawings are not always XML."""
    try:
        words = drawing.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotMarkError("原文件的批注编码不常见") from None
    close = _CLOSE.search(words)
    if close is None:
        raise CannotMarkError("原文件的批注不完整")
    cluster = _free_cluster(package, words)
    most = _PER_CLUSTER - 1  # the first number of a cluster stands for the cluster itself
    clusters = range(cluster, cluster + (len(texts) + most - 1) // most)
    # Excel and most others declare the usual prefixes once; some give every element others.
    spaces = "" if all(declared in words[:_HEAD] for declared in _SPACES.split()) else f" {_SPACES}"
    shapes = [] if 'id="_x0000_t202"' in words else [_SHAPE_TYPE.format(spaces=spaces)]
    for order, (place, text) in enumerate(sorted(texts.items())):
        number = clusters[order // most] * _PER_CLUSTER + order % most + 1
        shapes.append(_shape(number, order + 1, place, text, spaces))
    words = words[: close.start()] + "".join(shapes) + words[close.start() :]
    own = ",".join(str(number) for number in clusters)

    def own_clusters(match: re.Match[str]) -> str:
        return f"{match[1]}{','.join(part for part in (match[2].strip(), own) if part)}{match[3]}"

    return _IDMAP.sub(own_clusters, words, count=1).encode()


def _free_cluster(package: EditedBook, words: str) -> int:
    """Give the first cluster of shape numbers behind all that drawings of the workbook use."""
    last = 0
    for text in (words, *(package.read(n).decode("utf-8", "replace") for n in package.names() if n.endswith(".vml"))):
        owned = [read_number(part.strip()) or 0 for match in _IDMAP.finditer(text) for part in match[2].split(",")]
        used = [int(match[1]) // _PER_CLUSTER for match in _SHAPE_ID.finditer(text)]
        last = max((number for number in (last, *owned, *used) if number <= _LAST_CLUSTER), default=0)
    return last + 1


def _shape(number: int, order: int, place: Place, text: str, spaces: str) -> str:
    row, column = place[0] - 1, place[1] - 1
    lines = sum(1 + len(line) // _CHARACTERS_PER_LINE for line in text.split("\n"))
    height = max(3, min(lines, 20))
    left = min(column + 1, LAST_COLUMN - 4)
    top = max(0, min(row - 1, LAST_ROW - height - 2))
    anchor = f"{left}, 15, {top}, 2, {left + 3}, 15, {top + height}, 4"
    return _SHAPE.format(
        spaces=spaces, id=number, order=order, height=height * 14, anchor=anchor, row=row, column=column
    )


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
