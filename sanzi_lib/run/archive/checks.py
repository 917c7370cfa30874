"""Read and check the returns once for a whole run, and leave each month's checks.json (contracts: checks.json)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.model import Accepted, MonthChecks
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.returns import Recorded, list_ignored, month_folder, read_record
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.places import checks_path, readings_folder, write_whole
from sanzi_lib.run.progress import Narrator
from sanzi_lib.run.published.month import Publication

_MOST_NAMED = 8


def has_folder(ledgers: Path, month: Month, base: Publication | None = None) -> bool:
    """True where a month has a folder of returns, a frozen one where it is closed."""
    return month_folder(ledgers, month, base).is_dir()


def read_returns(
    programme: Programme,
    through: Month,
    folders: Folders,
    narrator: Narrator,
    *,
    jobs: int,
    anew: bool = False,
    reopened: bool = False,
) -> Recorded:
    """Read and check January to a month, once; kernels then take what was read from the record.

    Files that arrived, changed or went after their month was published are named and change nothing.

    Args:
        programme: The programme of that year.
        through: The last month.
        folders: Where things stand.
        narrator: Is told that this takes its time.
        jobs: Processes.
        anew: Read every workbook whatever the cache of readings holds; kernels then find what was read now.
        reopened: The last month is being reissued.

    Raises:
        ParameterError: The folder of returns is missing, or the record cannot be written.
        ProgrammeError: ``overrides.csv`` is wrong.
        RecordError: A published month is damaged, or would no longer be accepted as it was.
    """
    if not folders.ledgers.is_dir():
        raise ParameterError(
            f"找不到月报文件夹 {folders.ledgers}。请建立该文件夹，把各单位月报放入其中的“{through}”等月份文件夹，"
            "或用 --ledgers 指明；想先看样例，请运行 sanzi demo。"
        )
    readings = readings_folder(folders.record)
    if not readings.parent.exists():
        narrator.say(f"新建记录文件夹：{readings.parent}（保存已读取的月报，请勿删除）。")
    try:
        readings.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(
            f"无法写入记录文件夹 {readings}（{error.strerror}），请检查权限或用 --record 另指。"
        ) from error
    how = "重新读取" if anew else "读取"
    narrator.say(f"{how}并核验{programme.year}年1月至{through.month}月的月报……")
    recorded = read_record(
        programme,
        through,
        params=folders.params,
        ledgers=folders.ledgers,
        record=folders.record,
        jobs=jobs,
        readings=readings,
        anew=anew,
        reopened=reopened,
    )
    if base := recorded.base:
        narrator.say(f"{base.label}，{base.month}及以前各月按定稿计算。")
        for sentence in list_ignored(base, folders.ledgers, folders.params, programme, through):
            narrator.warn(sentence)
    return recorded


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


def tell_months(accepted: Accepted, months: Sequence[Month], narrator: Narrator) -> None:
    """Say in plain lines what is missing, sent back or unread in these months, and which months have no folder.

    Args:
        accepted: January to the last month.
        months: The months that reports are asked for; only these are told in detail.
        narrator: Is told.
    """
    tell_folders(accepted, narrator)
    for checks in accepted.months:
        if checks.month in months and checks.has_folder:
            _tell_month(checks, narrator)


def tell_folders(accepted: Accepted, narrator: Narrator) -> None:
    """Say which months of the year have no folder; a gap explains differences of all later months."""
    first = next((checks.month for checks in accepted.months if checks.has_folder), None)
    without = [checks.month for checks in accepted.months if not checks.has_folder]
    early = [str(month) for month in without if first is not None and month < first]
    late = [str(month) for month in without if first is None or month > first]
    if early:
        narrator.say(f"{'、'.join(early)}没有月报文件夹，自{first}起读取。")
    if late:
        narrator.warn(f"{'、'.join(late)}没有月报文件夹，各单位按未报送处理。")


def _tell_month(checks: MonthChecks, narrator: Narrator) -> None:
    accepted, sent_back, missing = (
        units_in_state(checks, state) for state in ("accepted", "sent_back", "not_reported")
    )
    counts = f"接收{len(accepted)}家、退回修改{len(sent_back)}家、未报送{len(missing)}家"
    narrator.say(f"{checks.month}月报：{counts}。")
    for names, what in ((sent_back, "退回修改"), (missing, "未报送")):
        if names:
            narrator.warn(f"{checks.month}{what}：{_listed(names)}。")
    for unread in checks.unread:
        narrator.warn(f"{checks.month}未读取：{unread.file}——{unread.message}")


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
