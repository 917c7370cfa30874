"""Read and check the returns once for a whole run, and leave each month's checks.json.

See docs/文件与命令.md checks.json.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.model import Accepted, MonthChecks
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.returns import Recorded
from sanzi_lib.run.places import checks_path, write_whole
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import Publication
from sanzi_lib.run.published.open import say_open

_MOST_NAMED = 8


def write_checks(accepted: Accepted, output: Path, base: Publication | None = None) -> None:
    """Write the checks.json of every month that has a folder; one that says the same is left alone.

    Args:
        accepted: January to the last month.
        output: Output folder.
        base: What closes months; theirs are written as they were published.

    Raises:
        RecordError: A file cannot be written; names it.
    """
    for checks in accepted.months:
        if not checks.has_folder:
            continue
        path = checks_path(output, str(checks.month))
        try:
            if base is not None and checks.month <= base.month:
                text = base.checks_of(checks.month).read_text(encoding="utf-8")
            else:
                text = build_checks(checks)
            if path.is_file() and path.read_bytes() == text.encode("utf-8"):
                continue
            write_whole(path, text)
        except OSError as error:
            raise RecordError(
                f"无法写入 {path}（{error.strerror}），请关闭正在使用它的程序或检查权限后再运行。"
            ) from error


def keep_checks(recorded: Recorded, output: Path, progress: Progress) -> list[str]:
    """Write the checks.json of every month, or say that it cannot be done.

    Returns:
        What was not written.
    """
    try:
        write_checks(recorded.accepted, output, recorded.base)
    except RecordError as error:
        progress.warn(str(error))
        return ["核验结果 checks.json"]
    return []


def tell_months(accepted: Accepted, months: Sequence[Month], progress: Progress) -> None:
    """Say in plain lines what is missing, sent back or unread in these months, and which months have no folder.

    Args:
        accepted: January to the last month.
        months: The months that reports are asked for; only these are told in detail.
        progress: Is told.
    """
    tell_folders(accepted, progress)
    for checks in accepted.months:
        if checks.month in months and checks.has_folder:
            _tell_month(checks, progress)


def tell_open(accepted: Accepted, programme: Programme, months: Sequence[Month], progress: Progress) -> None:
    """Say how much is open at the end of these months, and of which units (docs/核验规则.md 待核实).

    Args:
        accepted: January to the last month.
        programme: Names the units.
        months: Those that are asked for.
        progress: Is told.
    """
    for month in months:
        if said := say_open(accepted, programme, month):
            progress.warn(said)


def tell_folders(accepted: Accepted, progress: Progress) -> None:
    """Say which months of the year have no folder; a gap explains differences of all later months."""
    first = next((checks.month for checks in accepted.months if checks.has_folder), None)
    without = [checks.month for checks in accepted.months if not checks.has_folder]
    early = [str(month) for month in without if first is not None and month < first]
    late = [str(month) for month in without if first is None or month > first]
    if early:
        progress.say(f"{'、'.join(early)}没有月报文件夹，自{first}起读取。")
    if late:
        progress.warn(f"{'、'.join(late)}没有月报文件夹，各单位按未报送处理。")


def _tell_month(checks: MonthChecks, progress: Progress) -> None:
    accepted, sent_back, missing = (
        units_in_state(checks, state) for state in ("accepted", "sent_back", "not_reported")
    )
    counts = f"接收{len(accepted)}家、退回修改{len(sent_back)}家、未报送{len(missing)}家"
    progress.say(f"{checks.month}月报：{counts}。")
    for names, what in ((sent_back, "退回修改"), (missing, "未报送")):
        if names:
            progress.warn(f"{checks.month}{what}：{_listed(names)}。")
    for unread in checks.unread:
        progress.warn(f"{checks.month}未读取：{unread.file}——{unread.message}")


def units_in_state(checks: MonthChecks, state: str) -> list[str]:
    """Names of the units that stand so in a month, each once: accepted before sent back before not reported."""
    accepted = {item.unit for item in checks.returns if item.state == "accepted"}
    sent_back = {item.unit for item in checks.returns if item.state == "sent_back"} - accepted
    chosen = {
        "accepted": accepted,
        "sent_back": sent_back,
        "not_reported": {item.unit for item in checks.returns if item.state == "not_reported"} - accepted - sent_back,
    }[state]
    return list(dict.fromkeys(item.unit for item in checks.returns if item.unit in chosen))


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _MOST_NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:_MOST_NAMED])}等{len(names)}家"
