"""The returns that count: frozen ones of closed months, the folder's of open months (docs/指标口径.md 定稿与追溯调整).

Everything that needs the accepted record reads it here, so that a file that arrives, changes or goes after a month was
published changes nothing anywhere.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.kept_years import KeptYears
from sanzi_lib.ledger.model import Accepted, AsPublished, MonthChecks
from sanzi_lib.ledger.reading.folder import ENDINGS, list_entries
from sanzi_lib.ledger.reading.sandbox import MAX_FILE
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine, read_overrides
from sanzi_lib.params.programme import Programme, normalise_name
from sanzi_lib.run.archive.last_year import find_year_before
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.digests import digest_of, library_digest, versions
from sanzi_lib.run.places import readings_folder, years_folder
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.closed import read_closed
from sanzi_lib.run.published.month import (
    Publication,
    assert_whole,
    closed_months,
    find_base,
    list_some,
    read_published_checks,
)


@dataclass(frozen=True)
class Recorded:
    """The accepted record from January to a month.

    Attributes:
        accepted: Frames and checks.
        overrides: The lines that were applied: frozen ones for closed months.
        base: The publication that closes its month and those before; None where nothing is closed.
    """

    accepted: Accepted
    overrides: tuple[OverrideLine, ...]
    base: Publication | None


def read_record(  # noqa: PLR0913  where a record stands and how it is read
    programme: Programme,
    through: Month,
    *,
    params: Path,
    ledgers: Path,
    record: Path,
    jobs: int = 1,
    readings: Path | None = None,
    anew: bool = False,
    reopened: bool = False,
    alone: bool = False,
) -> Recorded:
    """Read, check and accept January to a month; closed months from their frozen files.

    Args:
        programme: The programme of the year.
        through: The last month.
        params: Folder of programmes; its overrides.csv counts for open months.
        ledgers: Returns of open months.
        record: Folder that holds ``published/``.
        jobs: How many workbooks are read at once.
        readings: Cache of readings.
        anew: Read every workbook, and let the cache hold that instead of what it held.
        reopened: The last month is being reissued: it is open although it is published.
        alone: What the record holds of the year before is not asked for.

    Raises:
        ProgrammeError: ``overrides.csv``, or the programme of the year before, is wrong.
        RecordError: Frozen files are missing or changed, or a return that counts in a closed month cannot be read.
    """
    base = find_base(record, programme, before=through if reopened else None)
    overrides = read_overrides(params / programme.id)
    if base is not None:
        assert_whole(base)
        overrides = join_overrides(read_overrides(base.params), overrides, base.month)
    published = read_closed(base, through)

    def read_other(other: Programme, last: Month) -> Accepted:
        return read_record(
            other, last, params=params, ledgers=ledgers, record=record, jobs=jobs, readings=readings, alone=True
        ).accepted

    before = None
    if not alone:
        before = find_year_before(programme, base, read_other, params=params, ledgers=ledgers, record=record)
    accepted = read_year(
        programme,
        ledgers,
        through,
        overrides=overrides,
        jobs=jobs,
        readings=readings,
        anew=anew,
        closed=closed_months(base, through),
        published=published,
        before=before,
        years=None if readings is None else KeptYears(years_folder(record), _rests_on()),
    )
    if base is not None:
        _assert_all_read(base, published, accepted.months)
    return Recorded(accepted, overrides, base)


def _rests_on() -> str:
    """Tell what decides beside the returns and the programme what is accepted."""
    return "\n".join((library_digest(), *(f"{name} {number}" for name, number in versions().items())))


def join_overrides(
    frozen: Iterable[OverrideLine], present: Iterable[OverrideLine], closed: Month
) -> tuple[OverrideLine, ...]:
    """Join frozen lines for months up to the closed one and present lines.

    A line for several months that reaches over the closed one is taken whole where it stands in both. Where it stands
    in one alone, the frozen one ends with the closed month; the present one is taken whole too: it can accept 核实 and
    风险 only, which change no figure of a closed month. Nor does one that came late for a closed month; it only takes
    its findings off what is open (docs/核验规则.md 待核实).
    """
    now = [line for line in present if line.last > closed]
    same = {_content(line) for line in now}
    kept = (line for line in frozen if line.month <= closed and _content(line) not in same)
    ended = [line.model_copy(update={"through": closed}) if line.last > closed else line for line in kept]
    late = [line for line in present if line.last <= closed and not any(_cover(one, line) for one in (*ended, *now))]
    return (*ended, *late, *now)


def _cover(one: OverrideLine, other: OverrideLine) -> bool:
    """Tell whether two lines are about the same finding of some month."""
    same = (normalise_name(one.unit), one.rule, one.project) == (
        normalise_name(other.unit), other.rule, other.project
    )  # fmt: skip
    return same and one.month <= other.last and other.month <= one.last


def list_ignored(
    base: Publication,
    ledgers: Path,
    params: Path,
    programme: Programme,
    through: Month,
    *,
    answers: Mapping[Month, Collection[str]] = MappingProxyType({}),
) -> list[str]:
    """List a sentence for each file of a closed month that arrived, changed or went after it was published.

    Args:
        base: What closes the months.
        ledgers: Folder of the returns as they stand now.
        params: Folder of programmes as it stands now.
        programme: The programme as it stands now.
        through: Months up to this one are looked at.
        answers: Files that were read as answers, which is all that a later file is good for.
    """
    sentences: list[str] = []
    for month, frozen in closed_months(base, through).items():
        read = frozenset(answers.get(month, ()))
        sentences += _compare_folder(month, frozen, ledgers / str(month), _named_in_checks(base, month) | read)
        sentences += [f"{month}已定稿：{name} 中单位的答复已读取，不改变任何数字。" for name in sorted(read)]
    before = {_content(line) for line in read_overrides(base.params) if line.last <= base.month}
    now = {_content(line) for line in read_overrides(params / programme.id) if line.last <= base.month}
    for content in sorted(before ^ now):
        month, unit, rule, project = json.loads(content)[:4]
        if content in now:
            what = "定稿后新增，不改变已定稿的数，只作为对待核实事项的说明"
        else:
            what = "定稿后删除或改动，不起作用"
        sentences.append(f"{month}已定稿：overrides.csv 中{unit} {rule} {project}一行{what}。")
    return sentences


def _compare_folder(month: Month, frozen: Path, live: Path, known: frozenset[str]) -> list[str]:
    then = _digests(frozen)
    if not live.is_dir():
        return [f"{month}已定稿：月报文件夹 {live} 已不在，仍按定稿计算。"] if then else []
    try:
        now = _digests(live)
    except OSError as error:
        return [f"{month}已定稿：月报文件夹 {live} 无法打开（{error.strerror}），仍按定稿计算。"]
    sentences = []
    for name in sorted({*then, *now}):
        if name not in now:
            if then[name] not in now.values():
                sentences.append(f"{month}已定稿：{name} 已被删除，仍按定稿计算。")
        elif name not in then:
            if now[name] not in then.values() and name not in known:
                sentences.append(f"{month}已定稿：{name} 为定稿后放入，不起作用；如需更正请在未定稿月份用追溯调整。")
        elif now[name] != then[name]:
            sentences.append(f"{month}已定稿：{name} 在定稿后有改动，不起作用，仍按定稿计算。")
    return sentences


def _digests(folder: Path) -> dict[str, str]:
    """Files of a folder of returns by name; what cannot be read has no digest.

    Raises:
        OSError: The folder cannot be opened.
    """
    found: dict[str, str] = {}
    if not folder.is_dir():
        return found
    for name, entry in list_entries(folder).items():
        try:
            about = entry.stat(follow_symlinks=False)
            plain = stat.S_ISREG(about.st_mode) and about.st_size <= MAX_FILE and name.lower().endswith(ENDINGS)
            found[name] = digest_of(Path(entry.path)) if plain else ""
        except OSError:
            found[name] = ""
    return found


def _named_in_checks(base: Publication, month: Month) -> frozenset[str]:
    """Tell what stood in the folder unread when the month was published."""
    return frozenset(str(item.get("file")) for item in read_published_checks(base.checks_of(month)).get("unread", ()))


def _assert_all_read(base: Publication, published: Mapping[Month, AsPublished], months: Iterable[MonthChecks]) -> None:
    """Refuse where a return that counts in a closed month can no longer be read; its figures must not go unseen."""
    for checks in months:
        if checks.month not in published:
            continue
        read = {(item.sha256, item.file) for item in checks.returns}
        states = published[checks.month].states
        if gone := [
            file for (sha256, file), state in states.items() if state == "accepted" and (sha256, file) not in read
        ]:
            raise RecordError(
                f"{checks.month}定稿时采用的月报现在无法读取：{list_some(gone)}。定稿数字不得因此改变，"
                f"请用定稿时的程序版本，或从备份恢复 {base.folder}。"
            )


def _content(line: OverrideLine) -> str:
    values = (line.span, line.unit, line.rule, line.project, line.reason, line.by, line.date)
    return json.dumps([str(value) for value in values], ensure_ascii=False)


def read_returns(
    programme: Programme,
    through: Month,
    folders: Folders,
    progress: Progress,
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
        progress: Is told that this takes its time.
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
        progress.say(f"新建记录文件夹：{readings.parent}（保存已读取的月报，请勿删除）。")
    try:
        readings.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(
            f"无法写入记录文件夹 {readings}（{error.strerror}），请检查权限或用 --record 另指。"
        ) from error
    how = "重新读取" if anew else "读取"
    progress.say(f"{how}并核验{programme.year}年1月至{through.month}月的月报……")
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
        progress.say(f"{base.label}，{base.month}及以前各月按定稿计算。")
        answers = {checks.month: checks.late_answers for checks in recorded.accepted.months}
        for sentence in list_ignored(base, folders.ledgers, folders.params, programme, through, answers=answers):
            progress.warn(sentence)
        for checks in recorded.accepted.months:
            if checks.otherwise:
                names = list_some(checks.otherwise, "家")
                progress.say(f"{checks.month}已定稿：{names}的月报按现行规则核验结论会不同，仍按定稿计算。")
    return recorded
