"""The zip of an .xlsx: its parts, each held against its checksum and all of them against a size.

See docs/核验规则.md 文件.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.grid import DAMAGED, ENCRYPTED
from sanzi_lib.ledger.reading.xlsx_parts import RelationScan, Scan, parse_part

MAX_UNPACKED = 1 << 30
"""Bytes of all parts together."""

_MAX_PARTS = 20_000
_CHUNK = 1 << 18
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TOO_LARGE = "文件展开后过大（疑似异常压缩），不予读取。请删除图片和多余内容后另存为 .xlsx 再放回。"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Package:
    """An opened zip of parts; names of parts are compared in lower case, as the format says.

    Args:
        data: The bytes of the zip.

    Raises:
        UnreadableError: It is damaged (two parts of one name are, since nobody knows which counts), encrypted or too
            large.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            infos = self._archive.infolist()
            _check_parts(self._archive, infos)
        except _BROKEN:
            raise UnreadableError(DAMAGED) from None
        self._infos = {_name(info.filename): info for info in infos}
        if len(self._infos) < len(infos):
            raise UnreadableError(DAMAGED)

    def __contains__(self, path: str) -> bool:
        return path in self._infos

    @contextmanager
    def open(self, path: str) -> Iterator[Iterator[bytes]]:
        """Open a part in pieces.

        Raises:
            UnreadableError: It is damaged; also what damages the reading of its pieces.
        """
        try:
            with self._archive.open(self._infos[path]) as part:
                yield _pieces(part)
        except _BROKEN:
            raise UnreadableError(DAMAGED) from None

    def read(self, path: str) -> bytearray:
        """Read a whole part.

        Raises:
            UnreadableError: It is damaged.
        """
        whole = bytearray()
        with self.open(path) as pieces:
            for piece in pieces:
                whole += piece
        return whole

    def parse(self, path: str, scan: Scan) -> None:
        """Run a part through a scan.

        Raises:
            UnreadableError: It is damaged.
        """
        with self.open(path) as pieces:
            parse_part(pieces, scan)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Relation id of a part (``""`` for the package) to type and target, a part's name.

        Raises:
            UnreadableError: The relations are damaged.
        """
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        scan = RelationScan()
        if relations in self:
            self.parse(relations, scan)
        found = {}
        for key, (kind, target) in scan.targets.items():
            whole = target if target.startswith("/") else posixpath.join(folder, target)
            found[key] = (kind, _name(whole))
        return found


def _name(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").lower()


def _check_parts(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
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


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    while piece := part.read(_CHUNK):
        yield piece
