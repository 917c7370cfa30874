"""A version as the bytes of a Parquet file, and back; pyarrow lives here and nowhere else.

The rows stand in one table; what the version is stands in the file's key-value metadata, sealed with a SHA-256 over
itself, so that a changed byte is found wherever it is.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

import pyarrow as pa
from pyarrow import parquet as pq

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.journal.model import FRAMES, EntryState, Head, JournalOverride, Reason
from sanzi_lib.ledger.journal.rows import DECIMALS, FRAME, LISTS, JournalEntry, PlainRow, compute_content
from sanzi_lib.ledger.model import Override
from sanzi_lib.months import parse_month

FORMAT = "1"
_SEAL = "seal"
_TEXTS = ("unit", "file", "sha256", "kind", "submitted_on", "posted_at", "programme", "library", "checks", "content")
_DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, pa.ArrowException)
_FIELDS = {"int64": pa.int64(), "Int64": pa.int64(), "bool": pa.bool_(), "boolean": pa.bool_(), "str": pa.string()}


@dataclass(frozen=True)
class Unopened:
    """A file of the journal whose head was read and sealed, and whose rows were not looked at."""

    head: Head
    content: bytes

    def open(self) -> JournalEntry:
        """Open the version with its rows.

        Raises:
            RecordError: The rows are not those that were written.
        """
        try:
            table = pq.read_table(io.BytesIO(self.content), page_checksum_verification=True)
            rows = tuple(_filled(row) for row in table.to_pylist())
        except _DAMAGED as error:
            raise RecordError("明细已损坏，无法读取") from error
        if self.head.state == "accepted":
            if compute_content(rows, self.head.sha256, self.head.overrides) != self.head.content:
                raise RecordError("明细与校验值不符")
        elif rows:
            raise RecordError("撤回的版本不应有明细")
        return JournalEntry(self.head, rows)


def build_parquet(head: Head, rows: Sequence[PlainRow]) -> bytes:
    """Build the file of a version; the same version gives the same bytes.

    Args:
        head: What the version is.
        rows: Its rows; none for a withdrawal.
    """
    about = _plain(head)
    schema = _schema().with_metadata({**about, _SEAL: _seal(about)})
    stream = io.BytesIO()
    pq.write_table(
        pa.Table.from_pylist(list(rows), schema=schema),
        stream,
        compression="zstd",
        version="2.6",
        write_statistics=False,
        write_page_checksum=True,
    )
    return stream.getvalue()


def read_parquet(content: bytes) -> Unopened:
    """Read the head of a version, from the bytes of its file.

    Raises:
        RecordError: The bytes are no file of the journal, or the head is not what was written.
    """
    try:
        raw: Mapping[bytes, bytes] = pq.read_metadata(io.BytesIO(content)).metadata or {}
        about = {key.decode(): value.decode() for key, value in raw.items()}
    except _DAMAGED as error:
        raise RecordError("文件已损坏，无法读取") from error
    about.pop("ARROW:schema", None)
    seal = about.pop(_SEAL, None)
    if seal is None or "format" not in about:
        raise RecordError("不是台账版本文件")
    if seal != _seal(about):
        raise RecordError("版本信息与校验值不符")
    if about["format"] != FORMAT:
        raise RecordError(f"由其他版本的程序写成（格式{about['format']}），请用较新的程序读取")
    try:
        return Unopened(_head(about), content)
    except (*_DAMAGED, ParameterError) as error:
        raise RecordError("版本信息不全") from error


def _plain(head: Head) -> dict[str, str]:
    return {
        "format": FORMAT,
        **{name: str(getattr(head, name)) for name in _TEXTS},
        "month": str(head.month),
        "number": str(head.number),
        "state": head.state,
        "reason": head.reason,
        "demo": json.dumps(head.demo),
        "overrides": json.dumps([asdict(applied) for applied in head.overrides], ensure_ascii=False, sort_keys=True),
    }


def _head(about: Mapping[str, str]) -> Head:
    state, reason = about["state"], about["reason"]
    if state not in get_args(EntryState) or reason not in get_args(Reason):
        raise ValueError("unknown state")
    return Head(
        **{name: about[name] for name in _TEXTS},
        month=parse_month(about["month"]),
        number=int(about["number"]),
        state=state,  # type: ignore[arg-type]  # looked at above
        reason=reason,  # type: ignore[arg-type]
        demo=json.loads(about["demo"]),
        overrides=tuple(
            JournalOverride(item["rule"], item["project"], Override(**item["override"]))
            for item in json.loads(about["overrides"])
        ),
    )


def _seal(about: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(about, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def _schema() -> pa.Schema:
    fields: dict[str, Any] = {FRAME: pa.string()}
    for columns in FRAMES.values():
        for column, kind in columns.items():
            field = pa.string() if column in DECIMALS else pa.list_(pa.string()) if column in LISTS else _FIELDS[kind]
            assert fields.setdefault(column, field) == field, f"column {column} is of two kinds"
    return pa.schema(list(fields.items()))


def _filled(row: Mapping[str, Any]) -> PlainRow:
    return {column: value for column, value in row.items() if value is not None}
