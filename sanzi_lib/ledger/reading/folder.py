"""Read a month's folder of returned workbooks (docs/核验规则.md 文件)."""

from __future__ import annotations

import gc
import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

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


def read_month(  # noqa: PLR0913  where a month stands, what of it is wanted and how it is read
    folder: Path,
    programme: Programme,
    month: Month,
    *,
    jobs: int = 1,
    readings: Path | None = None,
    anew: bool = False,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
) -> MonthFiles:
    """Read all workbooks of a month.

    A workbook that cannot be read is named with what to do, and never keeps another from being read.

    Args:
        folder: ``<ledgers>/<YYYY-MM>/``.
        programme: Units and enumerations.
        month: The month of the folder; a return's own month stands on its cover and is judged by the checks.
        jobs: Reader processes side by side.
        readings: Folder that keeps what was read, by content; None reads everything anew.
        anew: Believe nothing that is kept: read everything, and keep that instead.
        only: SHA-256 of the workbooks that are wanted; None for all.
        without: SHA-256 of workbooks that are not wanted.
    """
    listed = list_month(folder, month)
    files = [file for file in listed.files if (only is None or file.sha256 in only) and file.sha256 not in without]
    unread = list(listed.unread)
    kept = Readings(readings, programme) if readings is not None else None
    returns = []
    with _without_collecting():
        for file, result in zip(files, _read_all(files, programme, kept, jobs, anew=anew), strict=True):
            if isinstance(result, ReadReturn):
                returns.append(result)
            else:
                unread.append(Unread(file.name, result))
    unread.sort(key=lambda item: item.file)
    return MonthFiles(tuple(returns), tuple(unread), has_folder=listed.has_folder)


class ListedFile(NamedTuple):
    """A file to be read; its bytes are fetched when their turn comes, lest a full folder fill the memory."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True)
class ListedMonth:
    """What lies in a month's folder, before any of it is read.

    Attributes:
        files: What may be a return, by content.
        unread: What is none whatever it holds.
        has_folder: False where the month has no folder.
    """

    files: tuple[ListedFile, ...] = ()
    unread: tuple[Unread, ...] = ()
    has_folder: bool = True

    def describe(self) -> str:
        """Say all of it that decides what reading gives."""
        return repr((self.has_folder, [(file.name, file.sha256) for file in self.files], self.unread))


def list_month(folder: Path, month: Month) -> ListedMonth:
    """List the files of a month with their SHA-256, and why others cannot be read."""
    try:
        entries = list_entries(folder)
    except OSError as error:
        if not folder.is_dir():
            return ListedMonth(has_folder=False)
        reason = f"{month.label}的文件夹无法打开（{error.strerror}），请检查访问权限。"
        return ListedMonth(unread=(Unread(folder.name, reason),))
    files: list[ListedFile] = []
    unread: list[Unread] = []
    for name, entry in entries.items():
        try:
            _check_kind(entry)
            files.append(ListedFile(name, entry.path, hashlib.sha256(_read_bytes(entry.path)).hexdigest()))
        except UnreadableError as error:
            unread.append(Unread(name, str(error)))
    return ListedMonth(tuple(files), tuple(unread))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for cycles among millions of cells, where there are none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def list_entries(folder: Path) -> dict[str, os.DirEntry[str]]:
    """Tell what lies in a month's folder, in order, by names that can be shown; what is passed over is left out.

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


def _check_kind(entry: os.DirEntry[str]) -> None:
    """Refuse what is no plain file with a known ending.

    Raises:
        UnreadableError: It is something else.
    """
    if entry.is_symlink() or (hasattr(entry, "is_junction") and entry.is_junction()):
        raise UnreadableError(f"是链接，不予读取。{_SAVE_AS}，请把文件本身放进文件夹。")
    if entry.is_dir(follow_symlinks=False):
        raise UnreadableError("是文件夹，不予读取。请把其中的月报直接放在当月文件夹下。")
    if not entry.is_file(follow_symlinks=False):
        raise UnreadableError(f"不是普通文件（管道或设备），不予读取。{_SAVE_AS}，请将它移走。")
    if not entry.name.lower().endswith(ENDINGS):
        raise UnreadableError(f"不是 Excel 工作簿，不予读取。{_SAVE_AS}；如是月报，请另存为 .xlsx 再放回，否则请移走。")


def _read_bytes(path: str) -> bytes:
    """Bytes of a plain file.

    Raises:
        UnreadableError: It cannot be opened, is too large, or has become something else.
    """
    # Between the look and the opening the name may have come to stand for a pipe; opening one must not hang.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise UnreadableError(f"不是普通文件，不予读取。{_SAVE_AS}，请将它移走。")
            if about.st_size > MAX_FILE:
                raise UnreadableError(f"文件超过{MAX_FILE >> 20}兆，不予读取。请删除图片和多余内容后再放回。")
            return stream.read(MAX_FILE + 1)
    except OSError as error:
        raise UnreadableError(f"文件无法打开（{error.strerror}）。请关闭正在使用它的程序、检查权限后重试。") from None


def _read_all(
    files: Sequence[ListedFile], programme: Programme, kept: Readings | None, jobs: int, *, anew: bool
) -> Iterator[ReadReturn | str]:
    """For each file its return, or why there is none; equal bytes are read once."""
    done: dict[str, ReadReturn | str] = {}
    waiting: dict[str, ListedFile] = {}
    for file in files:
        if file.sha256 not in done and file.sha256 not in waiting:
            found = kept.read(file.sha256, file.name) if kept and not anew else None
            if found is None:
                waiting[file.sha256] = file
            else:
                done[file.sha256] = found
    if waiting:
        with ExitStack() as stack:
            boxes: SimpleQueue[Sandbox] = SimpleQueue()
            workers = max(1, min(jobs, len(waiting)))
            for _ in range(workers):
                boxes.put(stack.enter_context(Sandbox()))
            pool = stack.enter_context(ThreadPoolExecutor(workers))

            def read(file: ListedFile) -> ReadReturn | str:
                box = boxes.get()
                try:
                    return _read_one(box, file, programme)
                finally:
                    boxes.put(box)

            for file, result in zip(waiting.values(), pool.map(read, waiting.values()), strict=True):
                done[file.sha256] = result
                if kept and isinstance(result, ReadReturn):
                    kept.write(result)
    for file in files:
        result = done[file.sha256]
        yield rename(result, file.name) if isinstance(result, ReadReturn) else result


def _read_one(box: Sandbox, file: ListedFile, programme: Programme) -> ReadReturn | str:
    try:
        data = _read_bytes(file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            return "文件在读取时被改动。请等正在使用它的程序保存完毕、关闭后重试。"
        heads, sheets = box.read(data, choose_sheets)
    except UnreadableError as error:
        return str(error)
    return read_return(heads, sheets, programme, file=file.name, sha256=file.sha256)


def rename(returned: ReadReturn, file: str) -> ReadReturn:
    """Give the same reading under another file name."""
    if returned.file == file:
        return returned
    return replace(returned, file=file, findings=tuple(replace(f, file=file) for f in returned.findings))
