"""The reader's child process: takes workbooks on standard input, gives raw cells on standard output.

For each workbook two exchanges of length-prefixed frames: its bytes for the names of its sheets, then the numbers of
the sheets that are wanted for their cells. Only JSON comes back, so that nothing in a workbook can reach further than
this process.
"""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
from typing import IO, Any

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.grid import Grid, Merge, RawColumn, RawSheet

FRAME = struct.Struct(">Q")
TOO_LARGE = "文件内容过多，超出读取所允许的内存。请删除多余的行、列和工作表后另存为 .xlsx 再放回。"

MOST_ANSWERED = 192 << 20
"""Bytes of one sheet's answer: what this process may ask of the memory of the one that reads it."""


def read_frame(stream: IO[bytes]) -> bytes | None:
    """One frame; None where the other side has closed."""
    head = stream.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    (length,) = FRAME.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame."""
    stream.write(FRAME.pack(len(body)))
    stream.write(body)
    stream.flush()


def encode_sheet(sheet: RawSheet) -> bytes:
    """Give a sheet's cells as JSON."""
    plain = {"rows": list(sheet.rows), "columns": sheet.columns, "merges": sheet.merges}
    return json.dumps(plain, separators=(",", ":")).encode()


def decode_sheet(plain: Any) -> RawSheet:
    """Give the cells of a sheet from what :func:`encode_sheet` wrote."""
    columns = [RawColumn(*column) for column in plain["columns"]]
    return RawSheet(plain["rows"], columns, [Merge(*merge) for merge in plain["merges"]])


def main(memory: int) -> None:
    """Serve until standard input closes.

    Args:
        memory: Bytes of address space that this process may take, where the system can limit it.
    """
    stdin = sys.stdin.buffer
    # Whatever a library prints must not get between the frames.
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _limit(memory)
    gc.disable()  # millions of cells and no cycles among them: collecting in between only costs time
    while (data := read_frame(stdin)) is not None:
        grid: Grid | None = None
        answer: dict[str, object]
        try:
            opened = open_grid(data)
            grid, answer = opened, {"heads": [head.name for head in opened.heads]}
        except UnreadableError as error:
            answer = {"unreadable": str(error)}
        except MemoryError:
            answer = {"unreadable": TOO_LARGE}
        del data
        write_frame(stdout, json.dumps(answer).encode())
        if grid is not None:
            _serve_sheets(grid, stdin, stdout)
        del grid
        gc.collect()


def _serve_sheets(grid: Grid, stdin: IO[bytes], stdout: IO[bytes]) -> None:
    wanted = read_frame(stdin)
    for index in json.loads(wanted) if wanted else ():
        try:
            body = encode_sheet(grid.read(index))
            if len(body) > MOST_ANSWERED:
                body = json.dumps({"unreadable": TOO_LARGE}).encode()
        except UnreadableError as error:
            body = json.dumps({"unreadable": str(error)}).encode()
        except MemoryError:
            body = json.dumps({"unreadable": TOO_LARGE}).encode()
        write_frame(stdout, body)


def _limit(memory: int) -> None:
    if sys.platform == "win32":  # has no such limit; the size limits of the scanners hold there
        return
    import resource  # noqa: PLC0415  # POSIX only

    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ValueError, OSError):  # macOS refuses; the size limits of the scanners still hold
        return
