"""Read .xlsx and .xlsm (domain §3).

Every part is unpacked once against its checksum and a size limit before anything is parsed. All of it is read by expat
without document types, so no entity is ever expanded. Nothing is kept of blank cells, however large a sheet says it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED, SAVE_AS, RawSheet, SheetHead
from sanzi_lib.ledger.reading.xlsx_package import Package
from sanzi_lib.ledger.reading.xlsx_parts import BookScan, StringScan, StyleScan
from sanzi_lib.ledger.reading.xlsx_sheet import scan_sheet

_MAIN = "xl/workbook.xml"


@dataclass
class XlsxGrid:
    """An opened .xlsx; sheets are read when they are asked for.

    Attributes:
        package: Its parts.
        heads: Its sheets.
        paths: The part of each sheet; None for a chart sheet.
        strings_path: The part of the shared strings.
        date_kinds: For each cell format the kind of the dates that it shows, "" where it shows none.
        epoch_1904: True where days count from 1904.
        on_load: True where the workbook asks to be calculated when it is opened.
    """

    package: Package
    heads: Sequence[SheetHead]
    paths: Sequence[str | None]
    strings_path: str | None
    date_kinds: Sequence[str]
    epoch_1904: bool
    on_load: bool

    def read(self, index: int) -> RawSheet:
        """The cells of one sheet; a chart sheet has none.

        Raises:
            UnreadableError: The sheet's part is missing or damaged.
        """
        path = self.paths[index]
        if path is None:
            return RawSheet([], [], [])
        with self.package.open(path) as pieces:
            return scan_sheet(pieces, self._strings, self.date_kinds, epoch_1904=self.epoch_1904, on_load=self.on_load)

    @cached_property
    def _strings(self) -> Sequence[str]:
        """The shared strings."""
        scan = StringScan()
        if self.strings_path is not None:
            self.package.parse(self.strings_path, scan)
        return scan.strings


def open_xlsx(data: bytes) -> XlsxGrid:
    """Open the bytes of a zip as a workbook.

    Raises:
        UnreadableError: It is no .xlsx inside, or is damaged, encrypted or too large.
    """
    package = Package(data)
    main = _find_main(package)
    book = BookScan()
    package.parse(main, book)
    relations = package.relations(main)
    paths: list[str | None] = []
    for relation in book.relations:
        kind, target = relations.get(relation, ("", ""))
        if kind.endswith("/worksheet") and target not in package:
            raise UnreadableError(DAMAGED)
        paths.append(target if kind.endswith("/worksheet") else None)
    strings_path, styles_path = (
        next((target for name, target in relations.values() if name.endswith(kind) and target in package), None)
        for kind in ("/sharedStrings", "/styles")
    )
    styles = StyleScan()
    if styles_path is not None:
        package.parse(styles_path, styles)
    heads = [SheetHead(name) for name in book.names]
    return XlsxGrid(package, heads, paths, strings_path, styles.date_kinds(), book.epoch_1904, book.on_load)


def _find_main(package: Package) -> str:
    names = [target for kind, target in package.relations("").values() if kind.endswith("/officeDocument")]
    main = next((name for name in names if name in package), None)
    if main is None and _MAIN in package:
        main = _MAIN
    if main is not None and main.endswith(".xml") and main.startswith("xl/"):
        return main
    if (main or "").endswith(".bin") or "xl/workbook.bin" in package:
        raise UnreadableError("文件内容是 .xlsb（二进制工作簿），请另存为 .xlsx 再放回。")
    if "mimetype" in package and b"opendocument" in package.read("mimetype")[:100]:
        raise UnreadableError("文件内容是 .ods（开放文档表格），请另存为 .xlsx 再放回。")
    if main is not None and main.startswith(("word/", "ppt/")):
        raise UnreadableError(f"文件内容是 Word 或 PPT 文档，不是 Excel 工作簿。{SAVE_AS}")
    if main is None:
        raise UnreadableError(f"文件内容是压缩包，不是 Excel 工作簿。{SAVE_AS}")
    return main
