"""Where things stand in an output folder (docs/文件与命令.md 输出文件夹)."""

from __future__ import annotations

import os
from pathlib import Path

MANIFEST = "manifest.json"
CHECKS_FOLDER = "报送核验"
CHECKS_FILE = "checks.json"
FEEDBACK_FOLDER = "退回修改"
FEEDBACK_LIST = ".made.json"
LEDGER_FOLDER = "台账"
CATALOGUE = "index.html"
STAGING = ".staging"
LOCK = ".lock"
CITY = ".city.json"
RECORD_LEDGER = "ledger"
READINGS = "readings"
YEARS = "years"
TRIAL = "试算-"
DIFFERENCE_FOLDER = "变动对比"


def readings_folder(record: Path) -> Path:
    """Where read workbooks are kept, by content."""
    return record / RECORD_LEDGER / READINGS


def years_folder(record: Path) -> Path:
    """Where accepted years are kept, by content."""
    return record / RECORD_LEDGER / YEARS


def journal_folder(record: Path) -> Path:
    """Where accepted returns are kept, version by version; the readings stand in it too."""
    return record / RECORD_LEDGER


def checks_path(output: Path, month: str) -> Path:
    """Where a month's checks.json stands."""
    return output / month / CHECKS_FOLDER / CHECKS_FILE


def feedback_folder(output: Path, month: str) -> Path:
    """Where the workbooks stand that go back to units."""
    return output / month / CHECKS_FOLDER / FEEDBACK_FOLDER


def ledger_folder(output: Path, month: str) -> Path:
    """Where the internal 台账 workbooks of a month stand."""
    return output / month / LEDGER_FOLDER


def diff_folder(output: Path, month: str) -> Path:
    """Where it stands what changed in a month."""
    return output / month / DIFFERENCE_FOLDER


def shown(path: Path, root: Path) -> str:
    """Give a path as the analyst knows it: from the project root where it is inside, otherwise whole."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return str(path)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, a text as UTF-8, so that nobody ever sees half of it.

    Raises:
        OSError: The folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
