"""Where things stand in an output folder (contracts: What a run leaves)."""

from __future__ import annotations

import os
import re
from pathlib import Path

MANIFEST = "manifest.json"
CHECKS_FOLDER = "报送核验"
CHECKS_FILE = "checks.json"
FEEDBACK_FOLDER = "退回修改"
FEEDBACK_LIST = ".made.json"
CATALOGUE = "index.html"
STAGING = ".staging"
LOCK = ".lock"
CITY = ".city.json"
RECORD_LEDGER = "ledger"
READINGS = "readings"
TRIAL = "试算-"

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80


def safe_name(text: str) -> str:
    """A name for a file or folder that every system takes: the text, its illegal characters replaced by ``_``."""
    name = _ILLEGAL.sub("_", text).strip(" .")[:_LONGEST_NAME].strip(" .")
    if not name or _RESERVED.fullmatch(name):
        return f"_{name}"
    return name


def is_plain_name(name: str) -> bool:
    """True for a bare file name: what a manifest may list and a link may lead to."""
    return bool(name) and name not in (".", "..") and not _ILLEGAL.search(name)


def readings_folder(record: Path) -> Path:
    """Where read workbooks are kept, by content."""
    return record / RECORD_LEDGER / READINGS


def checks_path(output: Path, month: str) -> Path:
    """Where a month's checks.json stands."""
    return output / month / CHECKS_FOLDER / CHECKS_FILE


def feedback_folder(output: Path, month: str) -> Path:
    """Where the workbooks stand that go back to units."""
    return output / month / CHECKS_FOLDER / FEEDBACK_FOLDER


def shown(path: Path, root: Path) -> str:
    """A path as the analyst knows it: from the project root where it is inside, otherwise whole."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return str(path)


def write_whole(path: Path, content: str) -> None:
    """Write a text file so that nobody ever sees half of it.

    Raises:
        OSError: The folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(content, encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
