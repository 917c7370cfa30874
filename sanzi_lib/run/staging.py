"""Make a set of files aside, then put it in place as a whole (docs/文件与命令.md 输出文件夹).

One run at a time writes to an output folder. The lock is the operating system's, so it ends with the process however
that ends; whatever still stands in the staging folder when the lock is had is a dead run's and is removed.
"""

from __future__ import annotations

import errno
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.run.places import LOCK, MANIFEST, STAGING
from sanzi_lib.run.progress import Progress

_WAIT_SECONDS = 0.5
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


@contextmanager
def open_staging(output: Path, progress: Progress) -> Iterator[Path]:
    """Hold an output folder for this run and give it an empty staging folder on the same disk.

    Raises:
        ParameterError: The folder cannot be written to.
    """
    staging = output / STAGING
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock = (output / LOCK).open("a+b")
    except OSError as error:
        raise ParameterError(
            f"无法写入输出文件夹 {output}（{error.strerror}），请检查权限或用 --output 另指文件夹。"
        ) from error
    with lock:
        _acquire(lock, progress)
        try:
            _empty(staging)
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            _release(lock)


def _empty(staging: Path) -> None:
    try:
        if staging.exists():
            shutil.rmtree(staging)
        staging.mkdir()
    except OSError as error:
        raise ParameterError(
            f"无法建立或清理临时文件夹 {staging}（{error.strerror}），请检查权限；有残留的请手工删除后再运行。"
        ) from error


def _acquire(lock: IO[bytes], progress: Progress) -> None:
    told = False
    while not _try_lock(lock):
        if not told:
            progress.say("另有一个 sanzi 正在写入同一输出文件夹，等它结束后继续……")
            told = True
        time.sleep(_WAIT_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(lock: IO[bytes]) -> bool:
        lock.seek(0)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

    def _release(lock: IO[bytes]) -> None:
        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    _UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}

    def _try_lock(lock: IO[bytes]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            if error.errno not in _UNSUPPORTED:  # some network shares have no locks; then there is none to wait for
                raise
        return True

    def _release(lock: IO[bytes]) -> None:
        fcntl.flock(lock, fcntl.LOCK_UN)


def place_set(made: Path, target: Path, names: Sequence[str], stale: Sequence[str]) -> None:
    """Move a finished set into its folder one by one, the manifest last.

    Where a file cannot be replaced, those already replaced are put back, so that the last good set stays whole.

    Args:
        made: Folder with the new files and their manifest.
        target: The report's folder.
        names: Files of the set, without the manifest.
        stale: Files of the last set, and of failures, that the new one does not have.

    Raises:
        RecordError: A file is locked or protected; names it.
    """
    keep = made / "previous"
    try:
        target.mkdir(parents=True, exist_ok=True)
        keep.mkdir()
    except OSError as error:
        raise RecordError(f"无法写入文件夹 {target}（{error.strerror}），请检查权限后再运行。") from error
    replaced: list[str] = []
    ordered = (*names, MANIFEST)
    for name in ordered:
        _assert_free(target / name)
    name = ""
    try:
        for name in ordered:
            if (target / name).exists():
                shutil.copy2(target / name, keep / name)
            replaced.append(name)
            (made / name).replace(target / name)
    except OSError as error:
        for done in replaced:
            if (keep / done).exists():
                (keep / done).replace(target / done)
        raise RecordError(_locked(target / name)) from error
    for name in stale:
        try:
            (target / name).unlink(missing_ok=True)
        except OSError as error:
            raise RecordError(f"{_locked(target / name)}（这是上一次的旧文件。）") from error


def place_file(made: Path, target: Path) -> None:
    """Move one finished file into place.

    Raises:
        RecordError: The file that stands there is locked or protected, or the folder cannot be written; names it.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)
    except OSError as error:
        raise RecordError(
            f"文件 {target} 无法写入（{error.strerror}），原有文件保持不变。"
            "请关闭正在使用它的程序（如Excel）或检查权限后再运行。"
        ) from error


def place_failure(made: Path, target: Path, names: Sequence[str]) -> None:
    """Put what a failed report left beside the last good one.

    Raises:
        RecordError: A file is locked; names it.
    """
    for name in names:
        try:
            target.mkdir(parents=True, exist_ok=True)
            (made / name).replace(target / name)
        except OSError as error:
            raise RecordError(_locked(target / name)) from error


def _assert_free(path: Path) -> None:
    """Refuse before anything is moved: a document open in Excel cannot be opened for writing."""
    if not path.exists():
        return
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise RecordError(_locked(path)) from error


def _locked(path: Path) -> str:
    return f"文件 {path} 被占用或被保护，无法更新；原有报告保持不变。请关闭正在使用它的程序（如Excel）后再运行。"
