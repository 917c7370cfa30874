"""What reading a workbook gave, kept by content, so that an unchanged one is never read again.

See docs/文件与命令.md 输出文件夹.

The key is made of the workbook's bytes, the programme's data, the reader's own source and the versions of what it reads
through. The file name is no part of it. An entry holds a checksum over its key and its content; one that is damaged,
changed or stands under another's name is as good as none. It spares time and is evidence of nothing: whoever rewrites
the checksum as well is found out by ``publish``, ``verify`` and ``trace``, which read the workbooks. Plain JSON, never
a pickle: the folder may come from elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, DecimalException
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sanzi_lib.ledger.model import Cover, Finding, ReadReturn, ReadSheet, Row, TotalRow, Value
from sanzi_lib.ledger.reading.replies import decode_reply, encode_reply
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

_FORMAT = 3
_BEYOND = (  # what reading rests on outside its own room, from the library's folder
    *("money.py", "months.py", "ledger/layout.py", "ledger/model.py"),
    *("params/enumerations.py", "params/programme.py", "params/values.py"),
)
_READERS = ("xlrd",)
_DAMAGED = (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, DecimalException)


class Readings:
    """A folder of readings.

    Args:
        folder: Where they are kept; made when the first is written.
        programme: The programme that returns are read by.
    """

    def __init__(self, folder: Path, programme: Programme) -> None:
        self._folder = folder
        self._salt = f"{_FORMAT}\n{programme.digest}\n{_source_digest()}\n"
        self._usable = bool(programme.digest)  # a programme that was not read from files has no digest to go by

    def read(self, sha256: str, file: str) -> ReadReturn | None:
        """Read the reading of those bytes under the file's present name, None where there is none."""
        if not self._usable:
            return None
        path = self._path(sha256)
        try:
            checksum, _, content = gzip.decompress(path.read_bytes()).partition(b"\n")
            if checksum != _checksum(path, content):
                return None
            return _decode(json.loads(content), sha256, file)
        except _DAMAGED:
            return None

    def write(self, returned: ReadReturn) -> None:
        """Keep a reading; where the folder cannot be written nothing is kept, and the workbook is read again."""
        if not self._usable:
            return
        path = self._path(returned.sha256)
        content = json.dumps(_encode(returned), ensure_ascii=True, separators=(",", ":")).encode()
        packed = gzip.compress(_checksum(path, content) + b"\n" + content, compresslevel=3, mtime=0)
        aside: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".reading-")
            with os.fdopen(handle, "wb") as stream:
                stream.write(packed)
            Path(aside).replace(path)
        except OSError:
            if aside is not None:
                Path(aside).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        key = hashlib.sha256(f"{self._salt}{sha256}".encode()).hexdigest()
        return self._folder / key[:2] / f"{key}.json.gz"


def _checksum(path: Path, content: bytes) -> bytes:
    """Over name and content, so that another workbook's entry does not fit either."""
    return hashlib.sha256(path.name.encode() + b"\n" + content).hexdigest().encode()


@cache
def _source_digest() -> str:
    digest = hashlib.sha256(" ".join(version(name) for name in _READERS).encode())
    here = Path(__file__).parent
    library = here.parent.parent
    for path in (*sorted(here.glob("*.py")), *(library / name for name in _BEYOND)):
        digest.update(b"\n" + path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()


def _encode(returned: ReadReturn) -> dict[str, Any]:
    sheets = (returned.projects, returned.movements, returned.cases, returned.funds)
    cover = {key: _pack(value) for key, value in _plain(returned.cover).items()}
    findings = [[f.rule, f.level, f.unit, f.sheet, f.cell, f.project, f.value, f.message] for f in returned.findings]
    return {
        "cover": cover,
        "sheets": [_encode_sheet(sheet) for sheet in sheets],
        "findings": findings,
        "opinion": [returned.has_opinion, returned.only_opinion],
        "replies": [encode_reply(reply) for reply in returned.replies],
    }


def _plain(cover: Cover) -> dict[str, Any]:
    plain = {name: getattr(cover, name) for name in cover.__dataclass_fields__}
    return {**plain, "persons": list(cover.persons), "cells": dict(cover.cells), "raw": dict(cover.raw)}


def _encode_sheet(sheet: ReadSheet) -> dict[str, Any]:
    keys = list(sheet.rows[0].values) if sheet.rows else []
    return {
        "name": sheet.name,
        "columns": dict(sheet.columns),
        "keys": keys,
        "rows": [
            [row.number, [_pack(row.values[key]) for key in keys], sorted(row.given), sorted(row.bad)]
            for row in sheet.rows
        ],
        "totals": [
            [total.number, total.first_row, {key: _pack(value) for key, value in total.values.items()}, total.whole]
            for total in sheet.totals
        ],
    }


def _pack(value: Any) -> Any:
    """Give a value as JSON; kinds that JSON lacks as ``[mark, text]``."""
    if isinstance(value, Decimal):
        return ["q", str(value)]
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Month):
        return ["m", value.year, value.month]
    return value


def _unpack(packed: Any) -> Any:
    if not isinstance(packed, list):
        return packed
    match packed:
        case ["q", str(text)]:
            return Decimal(text)
        case ["t", str(text)]:
            return datetime.fromisoformat(text)
        case ["d", str(text)]:
            return date.fromisoformat(text)
        case ["m", int(year), int(month)]:
            return Month(year, month)
    raise ValueError("unknown kind of value")


def _decode(packed: Any, sha256: str, file: str) -> ReadReturn:
    plain = packed["cover"]
    persons = tuple(plain.pop("persons"))
    cover = Cover(persons=persons, **{key: _unpack(value) for key, value in plain.items()})
    projects, movements, cases, funds = (_decode_sheet(sheet) for sheet in packed["sheets"])
    findings = tuple(
        Finding(rule, level, unit, file, sheet, cell, project, value, message)
        for rule, level, unit, sheet, cell, project, value, message in packed["findings"]
    )
    replies = tuple(decode_reply(reply) for reply in packed["replies"])
    return ReadReturn(file, sha256, cover, projects, movements, cases, funds, findings, replies, *packed["opinion"])


def _decode_sheet(packed: Any) -> ReadSheet:
    keys = packed["keys"]
    sets: dict[tuple[str, ...], frozenset[str]] = {}

    def shared(names: list[str]) -> frozenset[str]:
        return sets.setdefault(tuple(names), frozenset(names))

    def values(cells: list[Any]) -> Mapping[str, Value]:
        return dict(zip(keys, map(_unpack, cells), strict=True))

    rows = tuple(Row(number, values(cells), shared(given), shared(bad)) for number, cells, given, bad in packed["rows"])
    totals = tuple(
        TotalRow(number, first, {key: _unpack(value) for key, value in sums.items()}, whole)
        for number, first, sums, whole in packed["totals"]
    )
    return ReadSheet(packed["name"], packed["columns"], rows, totals)
