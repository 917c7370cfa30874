"""The accepted year, kept by the content of what it was made of, so that nobody judges it again.

See docs/文件与命令.md 输出文件夹.

What reading, checking and accepting give — frames, states, checks — is one file per programme and last month. It names
the content that it was made of and holds a checksum over all of it; one that is of other content, damaged or foreign is
as good as none. It spares time and is evidence of nothing, like a reading (:mod:`sanzi_lib.ledger.reading.readings`).
Arrow columns and JSON, never a pickle: the folder may come from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields
from datetime import datetime
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sanzi_lib.errors import SanziError
from sanzi_lib.ledger.model import (
    Accepted,
    ControlTotals,
    Finding,
    MonthChecks,
    Override,
    ReturnState,
    UnitAnswer,
    Unread,
)
from sanzi_lib.ledger.year_before import parse_year_before
from sanzi_lib.months import Month, parse_month
from sanzi_lib.schema import CASES, CONTACTS, FINDINGS, FUNDS, MOVEMENTS, PROJECTS, RETURNS, Schema, assert_schema

_FORMAT = 1
_FRAMES: Mapping[str, Schema] = {
    "movements": MOVEMENTS,
    "cases": CASES,
    "projects": PROJECTS,
    "contacts": CONTACTS,
    "funds": FUNDS,
    "returns": RETURNS,
    "findings": FINDINGS,
}
_DECIMALS = frozenset({"quantity", "years"})
_LISTS = frozenset({"persons"})
"""The object columns, by what they hold."""

_STATE, _FINDING = (tuple(field.name for field in fields(kind)) for kind in (ReturnState, Finding))

_DAMAGED = (OSError, ValueError, KeyError, TypeError, AssertionError, DecimalException, pa.ArrowException, SanziError)


class KeptYears:
    """A folder of accepted years.

    Args:
        folder: Where they are kept; made when the first is written.
        rests_on: What decides beside the returns: the library and what it rests on.
    """

    def __init__(self, folder: Path, rests_on: str) -> None:
        self._folder, self._rests_on = folder, rests_on

    def compute_key(self, parts: Iterable[str]) -> str:
        """SHA-256 over everything that a year is made of."""
        digest = hashlib.sha256(f"{_FORMAT}\n{self._rests_on}\n".encode())
        for part in parts:
            text = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d\n" % len(text) + text)
        return digest.hexdigest()

    def read(self, programme: str, through: Month, key: str) -> Accepted | None:
        """Read the year made of this content, None where none is kept."""
        try:
            head, _, content = self._path(programme, through).read_bytes().partition(b"\n")
            if head != _head(key, content):
                return None
            return _decode(content, through)
        except _DAMAGED:
            return None

    def write(self, programme: str, key: str, accepted: Accepted) -> None:
        """Keep a year; where the folder cannot be written nothing is kept, and the year is judged again."""
        path = self._path(programme, accepted.through)
        aside: str | None = None
        try:
            content = _encode(accepted)
            # Names and telephone numbers of persons are in it.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".year-")
            with os.fdopen(handle, "wb") as stream:
                stream.write(_head(key, content) + b"\n" + content)
            Path(aside).replace(path)
        except (OSError, UnicodeError):  # a lone surrogate stands in no column of text
            if aside is not None:
                Path(aside).unlink(missing_ok=True)

    def _path(self, programme: str, through: Month) -> Path:
        return self._folder / f"{programme}-{through}.arrow"


def _head(key: str, content: bytes) -> bytes:
    return f"{key} {hashlib.sha256(content).hexdigest()}".encode()


def _encode(accepted: Accepted) -> bytes:
    """One Arrow table of one row: a column of bytes per frame, and what is no frame as JSON."""
    packed: dict[str, bytes] = {name: _encode_frame(getattr(accepted, name)) for name in _FRAMES}
    before = accepted.year_before
    about = {
        "months": [_pack_month(checks) for checks in accepted.months],
        "year_before": None if before is None else before.to_text(),
    }
    packed["about"] = json.dumps(about, ensure_ascii=True, separators=(",", ":")).encode()
    return _to_bytes(pa.table({name: pa.array([content], pa.large_binary()) for name, content in packed.items()}))


def _decode(content: bytes, through: Month) -> Accepted:
    table = _from_bytes(content)
    packed = {name: table.column(name)[0].as_buffer() for name in (*_FRAMES, "about")}
    about: dict[str, Any] = json.loads(packed["about"].to_pybytes())
    frames = {name: _decode_frame(packed[name], schema, name) for name, schema in _FRAMES.items()}
    before = about["year_before"]
    return Accepted(
        through=through,
        months=tuple(_unpack_month(values) for values in about["months"]),
        year_before=None if before is None else parse_year_before(before),
        **frames,
    )


def _encode_frame(frame: pd.DataFrame) -> bytes:
    plain = {}
    for name in frame.columns:
        values = frame[name]
        if name in _DECIMALS:
            plain[name] = pa.array([None if value is None else str(value) for value in values], pa.string())
        elif name in _LISTS:
            plain[name] = pa.array([list(value) for value in values], pa.list_(pa.string()))
        else:
            plain[name] = pa.array(values, from_pandas=True)
    return _to_bytes(pa.table(plain))


def _decode_frame(content: pa.Buffer, schema: Schema, name: str) -> pd.DataFrame:
    table = _from_bytes(content)
    columns = {}
    for column, kind in schema.items():
        values = table.column(column)
        if column in _DECIMALS:
            texts = values.to_pylist()
            columns[column] = pd.Series([None if one is None else Decimal(one) for one in texts], dtype=object)
        elif column in _LISTS:
            columns[column] = pd.Series([tuple(one) for one in values.to_pylist()], dtype=object)
        elif kind in ("int64", "bool"):
            columns[column] = pd.Series(values.to_numpy(), dtype=kind)
        else:
            columns[column] = pd.Series(values.to_pylist(), dtype=kind)
    frame = pd.DataFrame(columns, columns=list(schema))
    assert_schema(frame, schema, name)
    return frame


def _to_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _from_bytes(content: bytes | pa.Buffer) -> pa.Table:
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()


def _pack_month(checks: MonthChecks) -> list[Any]:
    return [
        str(checks.month),
        [_pack_state(state) for state in checks.returns],
        [_pack_finding(finding) for finding in checks.findings],
        [[one.file, one.message] for one in checks.unread],
        checks.has_folder,
        checks.otherwise,
        checks.late_answers,
        checks.asks,
    ]


def _unpack_month(values: list[Any]) -> MonthChecks:
    month, states, findings, unread, has_folder, otherwise, late_answers, asks = values
    return MonthChecks(
        month=parse_month(month),
        returns=tuple(_unpack_state(state) for state in states),
        findings=tuple(_unpack_finding(finding) for finding in findings),
        unread=tuple(Unread(*one) for one in unread),
        has_folder=has_folder,
        otherwise=tuple(otherwise),
        late_answers=tuple(late_answers),
        asks=asks,
    )


def _pack_state(state: ReturnState) -> list[Any]:
    told = {name: getattr(state, name) for name in _STATE}
    told["submitted_on"] = None if state.submitted_on is None else state.submitted_on.isoformat()
    told["control"] = None if state.control is None else astuple(state.control)
    return list(told.values())


def _unpack_state(values: list[Any]) -> ReturnState:
    told = dict(zip(_STATE, values, strict=True))
    if told["submitted_on"] is not None:
        told["submitted_on"] = datetime.fromisoformat(told["submitted_on"])
    if told["control"] is not None:
        told["control"] = ControlTotals(*told["control"])
    return ReturnState(**told)


def _pack_finding(finding: Finding) -> list[Any]:
    told = {name: getattr(finding, name) for name in _FINDING}
    told["override"] = None if finding.override is None else astuple(finding.override)
    told["answer"] = None if finding.answer is None else astuple(finding.answer)
    return list(told.values())


def _unpack_finding(values: list[Any]) -> Finding:
    told = dict(zip(_FINDING, values, strict=True))
    if told["override"] is not None:
        told["override"] = Override(*told["override"])
    if told["answer"] is not None:
        told["answer"] = UnitAnswer(*told["answer"])
    return Finding(**told)
