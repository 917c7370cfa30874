"""Write the workbooks that go back to units, one per return sent back or asked about (docs/核验规则.md 退回修改)."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.filenames import is_plain_name
from sanzi_lib.ledger.feedback.build import build_feedback
from sanzi_lib.ledger.feedback.plan import Feedback, plan_feedback
from sanzi_lib.ledger.model import MonthChecks
from sanzi_lib.ledger.reading.folder import list_entries
from sanzi_lib.run.digests import digest_of, library_digest, versions
from sanzi_lib.run.places import FEEDBACK_LIST, feedback_folder, write_whole
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.staging import open_staging


@dataclass
class SentBack:
    """What became of the workbooks of a month; file names.

    Attributes:
        made: Made or made again.
        unchanged: Left as they were.
        removed: Of an earlier check, asked for no more.
        failed: Not made, not put in place or not removed.
    """

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Made:
    """A workbook as it was written: what it was made of, and its SHA-256."""

    made_of: str
    sha256: str


def write_feedback(checks: MonthChecks, returns: Path, output: Path, progress: Progress) -> SentBack:
    """Write what goes back for a month; what has not changed is left alone, what is asked for no more is removed.

    Only files that an earlier check wrote are ever removed: an analyst may keep replies in the same folder.

    Args:
        checks: The month.
        returns: Folder of the month's returns; only read.
        output: Output folder.
        progress: Is told of each workbook that could not be written.

    Raises:
        ParameterError: The output folder cannot be written.
        RecordError: The list of what was written cannot be kept; nothing was done.
    """
    planned = plan_feedback(checks)
    folder = feedback_folder(output, str(checks.month))
    known = _read_list(folder)
    outcome = SentBack()
    if not planned and not known:
        return outcome
    with open_staging(output, progress) as staging:
        # Written down before anything is placed, so that a check that is cut off leaves nothing that nobody knows of.
        _write_list(folder, {**{item.name: _Made("", "") for item in planned}, **known})
        _remove_stale(folder, {item.name for item in planned}, known, progress, outcome)
        for item in planned:
            try:
                made = _make(item, returns, folder, staging, known.get(item.name))
            except RecordError as error:
                progress.warn(f"{item.name}：{error}")
                outcome.failed.append(item.name)
                continue
            (outcome.unchanged if known.get(item.name) == made else outcome.made).append(item.name)
            known[item.name] = made
        _write_list(folder, known)
        if not known:
            _leave(folder)
    return outcome


def _make(item: Feedback, returns: Path, folder: Path, staging: Path, old: _Made | None) -> _Made:
    """Build one workbook aside and put it in place; one that stands there as it should is left alone.

    Raises:
        RecordError: The unit's file has changed since it was read, the workbook cannot be built, or it is locked.
    """
    key = _key(item)
    target = folder / item.name
    if old is not None and old.made_of == key and _digest(target) == old.sha256:
        return old
    original = None if item.unread else _read_original(returns, item)
    try:
        content = build_feedback(original, item)
    except Exception as error:  # a defect here must not take the other units' workbooks with it
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise RecordError(
            f"未能生成（{type(error).__name__}: {error}，{Path(where.filename).name}第{where.lineno}行），"
            f"请把月报 {item.file} 交给维护人员；核验结果不受影响，可先按 checks.json 告知单位。"
        ) from error
    made = _Made(key, hashlib.sha256(content).hexdigest())
    if _digest(target) != made.sha256:
        aside = staging / item.name
        try:
            aside.write_bytes(content)
            aside.replace(target)
        except OSError as error:
            raise RecordError(_locked(target)) from error
    return made


def _read_original(returns: Path, item: Feedback) -> bytes:
    path = returns / item.file
    try:
        entry = list_entries(returns).get(item.file)  # its name may be one that cannot be shown as it is
        content = Path(entry.path if entry else path).read_bytes()
    except OSError as error:
        raise RecordError(f"月报 {path} 已无法打开（{error.strerror}），请放回后重新核验。") from error
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise RecordError(f"月报 {path} 在核验期间被改动，请重新核验。")
    return content


def _remove_stale(
    folder: Path, wanted: set[str], known: dict[str, _Made], progress: Progress, outcome: SentBack
) -> None:
    # File systems may not tell upper from lower case; a name that only differs so is the new file's own.
    kept = {name.casefold() for name in wanted}
    for name in list(known):
        if name in wanted:
            continue
        try:
            if name.casefold() not in kept:
                (folder / name).unlink(missing_ok=True)
        except OSError:
            progress.warn(f"{name}：{_locked(folder / name)}（这是以前退回的，现在已不需要。）")
            outcome.failed.append(name)
            continue
        del known[name]
        outcome.removed.append(name)


def _key(item: Feedback) -> str:
    """SHA-256 over everything that a workbook is made of."""
    text = json.dumps([repr(item), library_digest(), dict(versions())], ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return ""


def _locked(path: Path) -> str:
    return f"文件 {path} 被占用或被保护，无法更新。请关闭正在使用它的程序（如Excel）后再运行。"


def _read_list(folder: Path) -> dict[str, _Made]:
    """Tell what earlier checks wrote here; nothing where the list is missing or damaged, so that nothing is removed."""
    try:
        found = json.loads((folder / FEEDBACK_LIST).read_text(encoding="utf-8"))
        return {
            name: _Made(str(item["made_of"]), str(item["sha256"]))
            for name, item in found.items()
            if is_plain_name(name) and name != FEEDBACK_LIST
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_list(folder: Path, known: Mapping[str, _Made]) -> None:
    text = json.dumps({name: asdict(known[name]) for name in sorted(known)}, ensure_ascii=False, indent=1) + "\n"
    path = folder / FEEDBACK_LIST
    try:
        if not (path.is_file() and path.read_bytes() == text.encode("utf-8")):
            write_whole(path, text)
    except OSError as error:
        raise RecordError(f"无法写入 {path}（{error.strerror}），请检查权限后再运行。") from error


def _leave(folder: Path) -> None:
    """Take the folder away where nothing is left in it."""
    try:
        (folder / FEEDBACK_LIST).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError:
        return  # an empty folder harms nobody
