"""Read .xlsx and .xlsm: the cells of a zip of XML parts, with what other readers hide (domain §3).

Every part is unpacked once against its checksum and a size limit before anything is parsed. The XML is read by expat
without document types, so no entity is ever expanded. Nothing is kept of blank cells, however large a sheet says it is.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED, ENCRYPTED, SAVE_AS, RawSheet, SheetHead
from sanzi_lib.ledger.reading.xlsx_parts import (
    BookScan,
    RelationScan,
    Scan,
    StringScan,
    StyleScan,
    parse_part,
)
from sanzi_lib.ledger.reading.xlsx_sheet import scan_sheet

MAX_UNPACKED = 1 << 30
"""Bytes of all parts together."""

_MAX_PARTS = 20_000
_CHUNK = 1 << 18
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TOO_LARGE = "文件展开后过大（疑似异常压缩），不予读取。请删除图片和多余内容后另存为 .xlsx 再放回。"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass
class XlsxGrid:
    """An opened .xlsx; sheets are parsed when they are asked for."""

    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    heads: Sequence[SheetHead]
    paths: Sequence[str | None]
    strings: Sequence[str]
    date_styles: Sequence[bool]
    epoch_1904: bool

    def read(self, index: int) -> RawSheet:
        """The cells of one sheet; a chart sheet has none.

        Raises:
            UnreadableError: The sheet's part is missing or damaged.
        """
        path = self.paths[index]
        if path is None:
            return RawSheet([], [])
        try:
            with self.archive.open(self.parts[path]) as part:
                return scan_sheet(_pieces(part), self.strings, self.date_styles, epoch_1904=self.epoch_1904)
        except _BROKEN:
            raise UnreadableError(DAMAGED) from None


def open_xlsx(data: bytes) -> XlsxGrid:
    """Open the bytes of a zip as a workbook.

    Raises:
        UnreadableError: It is no .xlsx inside, or is damaged, encrypted or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        _check_parts(archive, infos)
    except _BROKEN:
        raise UnreadableError(DAMAGED) from None
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
    main = _find_main(archive, parts)
    book = BookScan()
    _parse(archive, parts, main, book)
    relations = _relations(archive, parts, main)
    paths: list[str | None] = []
    for relation in book.relations:
        kind, target = relations.get(relation, ("", ""))
        if kind.endswith("/worksheet") and target not in parts:
            raise UnreadableError(DAMAGED)
        paths.append(target if kind.endswith("/worksheet") else None)
    strings, styles = StringScan(), StyleScan()
    for kind, scan in (("/sharedStrings", strings), ("/styles", styles)):
        part = next((target for name, target in relations.values() if name.endswith(kind)), None)
        if part in parts:
            _parse(archive, parts, part, scan)
    heads = [SheetHead(name) for name in book.names]
    return XlsxGrid(archive, parts, heads, paths, strings.strings, styles.dates(), book.epoch_1904)


def _check_parts(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack every part once, in pieces: its checksum must hold, and sizes must stay within bounds."""
    if len(infos) > _MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UnreadableError(_TOO_LARGE)
    for info in infos:
        if info.flag_bits & 0x1:
            raise UnreadableError(ENCRYPTED)
        if info.compress_type not in _METHODS:
            raise UnreadableError(DAMAGED)
        with archive.open(info) as part:
            while part.read(_CHUNK):
                pass


def _find_main(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    names = {target for kind, target in _relations(archive, parts, "").values() if kind.endswith("/officeDocument")}
    main = next((name for name in names if name in parts), None)
    if main is None and "xl/workbook.xml" in parts:
        main = "xl/workbook.xml"
    if main is not None and main.endswith(".xml") and main.startswith("xl/"):
        return main
    if (main or "").endswith(".bin") or "xl/workbook.bin" in parts:
        raise UnreadableError("文件内容是 .xlsb（二进制工作簿），请另存为 .xlsx 再放回。")
    if "mimetype" in parts and b"opendocument" in archive.read(parts["mimetype"])[:100]:
        raise UnreadableError("文件内容是 .ods（开放文档表格），请另存为 .xlsx 再放回。")
    if main is not None and main.startswith(("word/", "ppt/")):
        raise UnreadableError(f"文件内容是 Word 或 PPT 文档，不是 Excel 工作簿。{SAVE_AS}")
    if main is None:
        raise UnreadableError(f"文件内容是压缩包，不是 Excel 工作簿。{SAVE_AS}")
    return main


def _relations(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], part: str) -> dict[str, tuple[str, str]]:
    """Relation id to its type and target (a part name in lower case)."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    scan = RelationScan()
    if path in parts:
        _parse(archive, parts, path, scan)
    found = {}
    for key, (kind, target) in scan.targets.items():
        whole = target if target.startswith("/") else posixpath.join(folder, target)
        found[key] = (kind, posixpath.normpath(whole.replace("\\", "/")).lstrip("/").lower())
    return found


def _parse(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], path: str, scan: Scan) -> None:
    try:
        with archive.open(parts[path]) as part:
            parse_part(_pieces(part), scan)
    except _BROKEN:
        raise UnreadableError(DAMAGED) from None


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    while piece := part.read(_CHUNK):
        yield piece
