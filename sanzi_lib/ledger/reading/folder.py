"""Read a month's folder of returned workbooks (domain §3, Files)."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from sanzi_lib.errors import UnreadableError
from sanzi_lib.filenames import shown_name
from sanzi_lib.ledger.model import ReadReturn, Unread
from sanzi_lib.ledger.reading.read import choose_sheets, read_return
from sanzi_lib.ledger.reading.readings import Readings
from sanzi_lib.ledger.reading.sandbox import MAX_FILE, Sandbox
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

ENDINGS = (".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods")
"""Endings of names whose content is looked at; the content then decides."""

PASSED_OVER = ("~$", ".")
"""Beginnings of names that are no returns: what Excel keeps beside an open file, and hidden files."""

_SAVE_AS = "月报应为 .xlsx、.xlsm 或 .xls 工作簿"


@dataclass(frozen=True)
class MonthFiles:
    """What a month's folder held.

    Attributes:
        returns: Workbooks that were read, by file name; two with the same bytes are both there.
        unread: Everything else in the folder, by file name, with what to do.
        has_folder: False where there is no such folder.
    """

    returns: tuple[ReadReturn, ...]
    unread: tuple[Unread, ...]
    has_folder: bool


def read_month(
    folder: Path, programme: Programme, month: Month, *, jobs: int = 1, readings: Path | None = None
) -> MonthFiles:
    """Read all workbooks of a month.

    A workbook that cannot be read is named with what to do, and never keeps another from being read.

    Args:
        folder: ``<ledgers>/<YYYY-MM>/``.
        programme: Units and enumerations.
        month: The month of the folder; a return's own month stands on its cover and is judged by the checks.
        jobs: Reader processes side by side.
        readings: Folder that keeps what was read, by content; None reads everything anew.
    """
    try:
        entries = list_entries(folder)
    except OSError as error:
        if not folder.is_dir():
            return MonthFiles((), (), has_folder=False)
        reason = f"{month.label}的文件夹无法打开（{error.strerror}），请检查访问权限。"
        return MonthFiles((), (Unread(folder.name, reason),), has_folder=True)
    files: list[tuple[str, bytes]] = []
    unread: list[Unread] = []
    for name, entry in entries.items():
        try:
            files.append((name, _read_bytes(entry)))
        except UnreadableError as error:
            unread.append(Unread(name, str(error)))
    kept = Readings(readings, programme) if readings is not None else None
    returns = []
    for name, result in zip([name for name, _ in files], _read_all(files, programme, kept, jobs), strict=True):
        if isinstance(result, ReadReturn):
            returns.append(result)
        else:
            unread.append(Unread(name, result))
    return MonthFiles(tuple(returns), tuple(sorted(unread, key=lambda item: item.file)), has_folder=True)


def list_entries(folder: Path) -> dict[str, os.DirEntry[str]]:
    """What lies in a month's folder, in order, by names that can be shown; what is passed over is left out.

    No two have one name: findings and what goes back to a unit are told apart by it.

    Raises:
        OSError: The folder cannot be opened.
    """
    found: dict[str, os.DirEntry[str]] = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(PASSED_OVER):
            continue
        name = shown_name(entry.name)
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name in found:
            number += 1
            name = f"{stem}（{number}）{dot}{ending}"
        found[name] = entry
    return found


def _read_bytes(entry: os.DirEntry[str]) -> bytes:
    """Bytes of a plain file with a known ending.

    Raises:
        UnreadableError: It is something else, or cannot be opened.
    """
    if entry.is_symlink() or (hasattr(entry, "is_junction") and entry.is_junction()):
        raise UnreadableError(f"是链接，不予读取。{_SAVE_AS}，请把文件本身放进文件夹。")
    if entry.is_dir(follow_symlinks=False):
        raise UnreadableError("是文件夹，不予读取。请把其中的月报直接放在当月文件夹下。")
    if not entry.is_file(follow_symlinks=False):
        raise UnreadableError(f"不是普通文件（管道或设备），不予读取。{_SAVE_AS}。")
    if not entry.name.lower().endswith(ENDINGS):
        raise UnreadableError(f"不是 Excel 工作簿，不予读取。{_SAVE_AS}；如是月报，请另存为 .xlsx 再放回，否则请移走。")
    # Between the look and the opening the name may have come to stand for a pipe; opening one must not hang.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(entry.path, flags), "rb") as stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise UnreadableError(f"不是普通文件，不予读取。{_SAVE_AS}。")
            if about.st_size > MAX_FILE:
                raise UnreadableError(f"文件超过{MAX_FILE >> 20}兆，不予读取。请删除图片和多余内容后再放回。")
            return stream.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(f"文件无法打开（{error.strerror}）。请关闭正在使用它的程序、检查权限后重试。") from None


def _read_all(
    files: list[tuple[str, bytes]], programme: Programme, kept: Readings | None, jobs: int
) -> Iterator[ReadReturn | str]:
    """For each file its return, or why there is none; equal bytes are read once."""
    digests = [hashlib.sha256(data).hexdigest() for _, data in files]
    done: dict[str, ReadReturn | str] = {}
    waiting: dict[str, tuple[str, bytes]] = {}
    for (name, data), digest in zip(files, digests, strict=True):
        if digest not in done and digest not in waiting:
            found = kept.read(digest, name) if kept else None
            if found is None:
                waiting[digest] = (name, data)
            else:
                done[digest] = found
    if waiting:
        with ExitStack() as stack:
            boxes: SimpleQueue[Sandbox] = SimpleQueue()
            workers = max(1, min(jobs, len(waiting)))
            for _ in range(workers):
                boxes.put(stack.enter_context(Sandbox()))
            pool = stack.enter_context(ThreadPoolExecutor(workers))

            def read(digest: str) -> ReadReturn | str:
                name, data = waiting[digest]
                box = boxes.get()
                try:
                    return _read_one(box, data, programme, file=name, sha256=digest)
                finally:
                    boxes.put(box)

            for digest, result in zip(waiting, pool.map(read, waiting), strict=True):
                done[digest] = result
                if kept and isinstance(result, ReadReturn):
                    kept.write(result)
    for (name, _), digest in zip(files, digests, strict=True):
        result = done[digest]
        yield rename(result, name) if isinstance(result, ReadReturn) else result


def _read_one(box: Sandbox, data: bytes, programme: Programme, *, file: str, sha256: str) -> ReadReturn | str:
    try:
        heads, sheets = box.read(data, choose_sheets)
    except UnreadableError as error:
        return str(error)
    return read_return(heads, sheets, programme, file=file, sha256=sha256)


def rename(returned: ReadReturn, file: str) -> ReadReturn:
    """The same reading under another file name."""
    if returned.file == file:
        return returned
    return replace(returned, file=file, findings=tuple(replace(f, file=file) for f in returned.findings))
