"""The journal on disk: ``<record>/ledger/<month>/<unit code>/0001.parquet`` (docs/文件与命令.md 输出文件夹).

Nothing in it is ever overwritten. A file that is damaged or does not belong there is named in a sentence; the other
versions count as they stand.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.journal.model import Head, Key
from sanzi_lib.ledger.journal.parquet import Unopened, build_parquet, read_parquet
from sanzi_lib.ledger.journal.pending import Pending, Situation, Standing, build_pending
from sanzi_lib.ledger.journal.rows import JournalEntry
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.returns import Recorded
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.places import LOCK, READINGS, STAGING, YEARS, journal_folder
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.staging import open_staging

_UNIT = re.compile(r"[0-9A-Z]+")
_NUMBER = re.compile(r"(\d{4,6})\.parquet")
_OURS = frozenset({READINGS, YEARS, LOCK, STAGING})


@dataclass(frozen=True)
class Journal:
    """What the journal holds.

    Attributes:
        entries: Every version that can be read, in order of month, unit code and number.
        problems: A sentence for each file that is damaged, missing or does not belong there.
    """

    entries: tuple[JournalEntry, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Posted:
    """What was added to the journal.

    Attributes:
        heads: Of the new versions.
        problems: A sentence for each file of the open months that is damaged, missing or does not belong there.
    """

    heads: tuple[Head, ...] = ()
    problems: tuple[str, ...] = ()


def read_journal(record: Path, months: Collection[Month]) -> Journal:
    """Every version of these months.

    Args:
        record: Record folder.
        months: Months to read.

    Raises:
        RecordError: The folder cannot be listed.
    """
    entries: list[JournalEntry] = []
    problems: list[str] = []
    for path, found in _iter_versions(record, months, problems):
        if isinstance(found, Unopened):
            try:
                entries.append(found.open())
            except RecordError as error:
                problems.append(_damaged(path, str(error)))
    return Journal(tuple(sorted(entries, key=lambda one: (*one.head.key, one.head.number))), tuple(problems))


def post_accepted(recorded: Recorded, programme: Programme, record: Path, progress: Progress) -> Posted:
    """Add what is accepted now and not yet in the journal; closed months get no new version.

    Args:
        recorded: January to the last month.
        programme: Its programme.
        record: Record folder.
        progress: Is told what was added.

    Raises:
        RecordError: The journal cannot be read or written.
    """
    accepted, base = recorded.accepted, recorded.base
    months = [month for month in accepted.through.months_of_year() if base is None or month > base.month]
    now = datetime.now().astimezone()
    standing, problems = _read_standing(record, months)
    if not build_pending(Situation(accepted, programme, months, standing, now)):
        return Posted((), problems)
    try:
        with open_staging(journal_folder(record), progress) as staging:
            # Another run may have posted the same while this one waited for its turn.
            standing, problems = _read_standing(record, months)
            pending = build_pending(Situation(accepted, programme, months, standing, now))
            for one in pending:
                _write(one, record, staging)
    except ParameterError as error:
        raise RecordError(str(error)) from error
    heads = tuple(one.head for one in pending)
    if heads:
        withdrawn = sum(head.state == "withdrawn" for head in heads)
        gone = f"，其中撤回{withdrawn}个" if withdrawn else ""
        progress.say(f"台账记录：新增{len(heads)}个版本{gone}。")
    return Posted(heads, problems)


def version_path(record: Path, head: Head) -> Path:
    """Where a version stands."""
    return journal_folder(record) / str(head.month) / head.unit / f"{head.number:04d}.parquet"


def _read_standing(record: Path, months: Collection[Month]) -> tuple[dict[Key, Standing], tuple[str, ...]]:
    standing: dict[Key, Standing] = {}
    problems: list[str] = []
    for path, found in _iter_versions(record, months, problems):
        key = (parse_month(path.parent.parent.name), path.parent.name)
        number = int(path.stem)
        before = standing.get(key)
        if before is None or number > before.number:
            standing[key] = Standing(number, found.head if isinstance(found, Unopened) else None)
    return standing, tuple(problems)


def _iter_versions(
    record: Path, months: Collection[Month], problems: list[str]
) -> Iterator[tuple[Path, Unopened | None]]:
    """Files of versions with what they hold, None where they are damaged; what is wrong is told in ``problems``."""
    top = journal_folder(record)
    for month in _list(top):
        if month.name in _OURS:
            continue
        of_month = _month_of(month.name)
        if of_month is None or not month.is_dir():
            problems.append(_foreign(month))
        elif of_month in months:
            for unit in _list(month):
                if _UNIT.fullmatch(unit.name) and unit.is_dir():
                    yield from _iter_unit(unit, (of_month, unit.name), problems)
                else:
                    problems.append(_foreign(unit))


def _iter_unit(folder: Path, key: Key, problems: list[str]) -> Iterator[tuple[Path, Unopened | None]]:
    expected = 1
    for path in _list(folder):
        shape = _NUMBER.fullmatch(path.name)
        if shape is None or not path.is_file():
            problems.append(_foreign(path))
            continue
        number = int(shape[1])
        if number > expected:
            missing = f"第{expected}版" if number == expected + 1 else f"第{expected}至{number - 1}版"
            problems.append(f"台账记录 {folder}：缺少{missing}，请从备份恢复。")
        expected = number + 1
        yield path, _read_version(path, key, number, problems)


def _read_version(path: Path, key: Key, number: int, problems: list[str]) -> Unopened | None:
    try:
        found = read_parquet(path.read_bytes())
    except RecordError as error:
        problems.append(_damaged(path, str(error)))
        return None
    except OSError as error:
        problems.append(_damaged(path, f"无法打开（{error.strerror}）"))
        return None
    if (*found.head.key, found.head.number) != (*key, number):
        head = found.head
        problems.append(_damaged(path, f"内容是{head.month}、{head.unit}、第{head.number}版，与所在位置不符"))
        return None
    return found


def _write(one: Pending, record: Path, staging: Path) -> None:
    target = version_path(record, one.head)
    aside = staging / f"{one.head.month}-{one.head.unit}-{target.name}"
    try:
        aside.write_bytes(build_parquet(one.head, one.rows))
        aside.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        target.parent.mkdir(parents=True, exist_ok=True)
        _move_new(aside, target)
    except OSError as error:
        raise RecordError(f"无法写入台账记录 {target}（{error.strerror}），请检查权限或磁盘空间后再运行。") from error


def _move_new(aside: Path, target: Path) -> None:
    """Move a file to a place that must be free; a rename would overwrite on every system but Windows."""
    if sys.platform != "win32":
        try:
            os.link(aside, target)
        except FileExistsError:
            raise
        except OSError:  # some network shares have no hard links; there the lock alone keeps others away
            if target.exists():
                raise FileExistsError(17, "已有同名文件", str(target)) from None
        else:
            aside.unlink()
            return
    aside.rename(target)


def _list(folder: Path) -> list[Path]:
    try:
        return sorted((path for path in folder.iterdir() if not _is_passed_over(path)), key=lambda path: path.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordError(f"无法读取台账记录文件夹 {folder}（{error.strerror}），请检查权限后再运行。") from error


def _is_passed_over(path: Path) -> bool:
    """Tell what systems leave in folders."""
    return path.name.startswith((".", "~$")) or path.name.casefold() in ("thumbs.db", "desktop.ini")


def _month_of(name: str) -> Month | None:
    try:
        return parse_month(name)
    except ParameterError:
        return None


def _damaged(path: Path, why: str) -> str:
    return f"台账记录 {path}：{why}，未采用，请从备份恢复。"


def _foreign(path: Path) -> str:
    return f"台账记录文件夹中的 {path} 不是台账版本，未读取，请移走。"


def post_to_journal(year: Recorded, programme: Programme, folders: Folders, progress: Progress) -> list[str]:
    """Add what is accepted now to the journal, and name what is damaged there.

    Returns:
        What was not done; a damaged version is named and fails nothing, because no figure rests on it.
    """
    try:
        posted = post_accepted(year, programme, folders.record, progress)
    except RecordError as error:
        progress.warn(str(error))
        return ["台账记录"]
    for problem in posted.problems:
        progress.warn(problem)
    return []
