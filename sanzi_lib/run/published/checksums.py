"""SHA256SUMS: what a frozen folder holds, in the format of ``sha256sum``, so that anybody can check it without us."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from sanzi_lib.errors import RecordError
from sanzi_lib.filenames import shown_name
from sanzi_lib.run.digests import digest_of

SUMS = "SHA256SUMS"

_LINE = re.compile(r"(?P<escaped>\\?)(?P<sha256>[0-9a-f]{64}) [ *](?P<name>.+)", re.DOTALL)
_CHANGED = "定稿校验文件 {path} 的内容不完整或已被改动，请从备份恢复。"
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def write_sums(folder: Path, beside: Mapping[str, str] | None = None) -> None:
    """Write the SHA256SUMS of a folder over every file in it but itself.

    Args:
        folder: The folder.
        beside: Names and digests of files that are still to be moved in.

    Raises:
        OSError: A file cannot be read, or SHA256SUMS not written.
    """
    digests = {name: digest_of(folder / name) for name in list_files(folder) if name != SUMS}
    digests.update(beside or {})
    lines = [_line(name, digests[name]) for name in sorted(digests)]
    (folder / SUMS).write_bytes(os.fsencode("".join(lines)))


def read_sums(folder: Path) -> dict[str, str]:
    """Names, from the folder, and digests that its SHA256SUMS states.

    Raises:
        RecordError: It is missing or no such file.
    """
    path = folder / SUMS
    try:
        text = os.fsdecode(path.read_bytes())
    except OSError as error:
        raise RecordError(f"定稿校验文件 {path} 无法打开（{error.strerror}），请从备份恢复。") from error
    stated: dict[str, str] = {}
    lines = text.split("\n")
    if lines.pop() or not lines:  # the last line is cut off, or all of it
        raise RecordError(_CHANGED.format(path=path))
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or "\r" in line:
            raise RecordError(_CHANGED.format(path=path))
        name = match["name"]
        if match["escaped"]:
            name = re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), name)
        if stated.setdefault(name, match["sha256"]) != match["sha256"]:
            raise RecordError(_CHANGED.format(path=path))
    return stated


def check_sums(
    folder: Path, *, under: str = "", without: str | None = None, may_add: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Hold the files of a folder against its SHA256SUMS.

    Args:
        folder: The folder.
        under: Only names that begin so.
        without: Not those that begin so.
        may_add: Files whose own names begin so may be there without being listed.

    Returns:
        A phrase for each file that is missing, changed or not listed; empty where everything holds.

    Raises:
        RecordError: SHA256SUMS cannot be read.
    """

    def meant(name: str) -> bool:
        return name != SUMS and name.startswith(under) and not (without and name.startswith(without))

    stated = {name: sha256 for name, sha256 in read_sums(folder).items() if meant(name)}
    there = {name for name in list_files(folder) if meant(name)}
    problems = []
    for name in sorted({*stated, *there}):
        if name not in there:
            problems.append(f"缺少 {shown_name(name)}")
        elif name not in stated:
            if not PurePosixPath(name).name.startswith(may_add):
                problems.append(f"多出 {shown_name(name)}")
        else:
            problems += _changed(folder, name, stated[name])
    return tuple(problems)


def check_stated(folder: Path, stated: Mapping[str, str]) -> tuple[str, ...]:
    """Hold files against digests that are stated elsewhere, in the same words.

    Args:
        folder: The folder.
        stated: Digests by name from there.
    """
    problems = []
    for name in sorted(stated):
        there = os.path.lexists(folder / name)
        problems += _changed(folder, name, stated[name]) if there else [f"缺少 {shown_name(name)}"]
    return tuple(problems)


def list_files(folder: Path) -> Iterator[str]:
    """Every file under a folder, links among them, by its name from there."""
    for place, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*files, *linked):
            yield (Path(place) / name).relative_to(folder).as_posix()


def _changed(folder: Path, name: str, sha256: str) -> list[str]:
    path = folder / name
    try:
        same = path.is_file() and not path.is_symlink() and digest_of(path) == sha256
    except OSError as error:
        return [f"{shown_name(name)} 无法打开（{error.strerror}）"]
    return [] if same else [f"{shown_name(name)} 已被改动"]


def _line(name: str, sha256: str) -> str:
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in name)
    return f"{chr(92) if escaped != name else ''}{sha256}  {escaped}\n"
