"""The returns that count: frozen ones of closed months, the folder's of open months (domain §5, Published months).

Everything that needs the accepted record reads it here, so that a file that arrives, changes or goes after a month was
published changes nothing anywhere.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.accept import read_year
from sanzi_lib.ledger.model import Accepted, MonthChecks
from sanzi_lib.ledger.reading.folder import ENDINGS, PASSED_OVER, list_entries
from sanzi_lib.ledger.reading.sandbox import MAX_FILE
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine, read_overrides
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.digests import digest_of
from sanzi_lib.run.published.checksums import check_sums
from sanzi_lib.run.published.month import CHECKS, PARAMS, RETURNS, Publication, find_base

_MOST_NAMED = 3


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


def read_record(
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

    Raises:
        ProgrammeError: ``overrides.csv`` is wrong.
        RecordError: Frozen files are missing or changed, or closed months would no longer be accepted as they were.
    """
    base = find_base(record, programme, before=through if reopened else None)
    overrides = read_overrides(params / programme.id)
    if base is not None:
        assert_whole(base)
        overrides = join_overrides(read_overrides(base.params), overrides, base.month)
    accepted = read_year(
        programme,
        ledgers,
        through,
        overrides=overrides,
        jobs=jobs,
        readings=readings,
        anew=anew,
        closed=closed_months(base, through),
    )
    if base is not None:
        _assert_same_states(base, accepted.months)
    return Recorded(accepted, overrides, base)


def closed_months(base: Publication | None, through: Month) -> dict[Month, Path]:
    """Folders of frozen returns by month, January to the earlier of the base's month and the last month."""
    if base is None:
        return {}
    return {month: base.returns_of(month) for month in through.months_of_year() if month <= base.month}


def month_folder(ledgers: Path, month: Month, base: Publication | None) -> Path:
    """The folder from which a month's returns are read."""
    return closed_months(base, month).get(month, ledgers / str(month))


def join_overrides(
    frozen: Iterable[OverrideLine], present: Iterable[OverrideLine], closed: Month
) -> tuple[OverrideLine, ...]:
    """Frozen lines for months up to the closed one, present lines for later months."""
    return (*(line for line in frozen if line.month <= closed), *(line for line in present if line.month > closed))


def assert_whole(base: Publication) -> None:
    """Refuse to compute on frozen returns that are not what was frozen.

    Raises:
        RecordError: A frozen return or parameter file is missing, changed or added.
    """
    # What reading passes over may lie there: Excel leaves a ~$ file while a frozen workbook is open.
    problems = [
        phrase
        for part in (RETURNS, PARAMS, CHECKS)
        for phrase in check_sums(base.folder, under=f"{part}/", may_add=PASSED_OVER)
    ]
    if problems:
        raise RecordError(
            f"{base.month}的定稿文件与校验值不符：{_listed(problems)}。请从备份恢复 {base.folder}，"
            f"再运行 sanzi verify {base.month} 确认。"
        )


def list_ignored(base: Publication, ledgers: Path, params: Path, programme: Programme, through: Month) -> list[str]:
    """A sentence for each file of a closed month that arrived, changed or went after it was published.

    Args:
        base: What closes the months.
        ledgers: Folder of the returns as they stand now.
        params: Folder of programmes as it stands now.
        programme: The programme as it stands now.
        through: Months up to this one are looked at.
    """
    sentences: list[str] = []
    for month, frozen in closed_months(base, through).items():
        sentences += _compare_folder(month, frozen, ledgers / str(month), _named_in_checks(base, month))
    before = {_content(line) for line in read_overrides(base.params) if line.month <= base.month}
    now = {_content(line) for line in read_overrides(params / programme.id) if line.month <= base.month}
    for content in sorted(before ^ now):
        month, unit, rule, project = json.loads(content)[:4]
        what = "定稿后新增" if content in now else "定稿后删除或改动"
        sentences.append(f"{month}已定稿：overrides.csv 中{unit} {rule} {project}一行{what}，不起作用。")
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
    """What stood in the folder unread when the month was published."""
    return frozenset(str(item.get("file")) for item in read_frozen_checks(base.checks_of(month)).get("unread", ()))


def _assert_same_states(base: Publication, months: Iterable[MonthChecks]) -> None:
    for checks in months:
        if checks.month > base.month:
            continue
        if changed := compare_states(read_frozen_checks(base.checks_of(checks.month)), checks):
            raise RecordError(
                f"{checks.month}的月报按现在的年度方案和程序核验，结果与定稿时不同：{_listed(changed)}。定稿数字不得因此改变，"
                f"请恢复年度方案或程序的原版本；确需改变的，请对{base.month}运行 sanzi publish --reissue 并写明原因。"
            )


def compare_states(frozen: Mapping[str, Any], checks: MonthChecks) -> tuple[str, ...]:
    """Names of returns that are accepted now and were not, or the other way round.

    Args:
        frozen: Content of the month's frozen checks.json.
        checks: What checking gives now.
    """
    returns = frozen.get("returns")
    items = [item for item in returns if isinstance(item, dict)] if isinstance(returns, list) else []
    then = {(item.get("sha256"), item.get("state")): str(item.get("unit")) for item in items if item.get("sha256")}
    now = {(item.sha256, item.state): item.unit for item in checks.returns if item.sha256}
    return tuple(dict.fromkeys(name for key, name in (then | now).items() if (key in then) != (key in now)))


def read_frozen_checks(path: Path) -> dict[str, Any]:
    """A frozen checks.json.

    Raises:
        RecordError: It is missing or damaged.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"定稿核验结果 {path} 缺失或已损坏，请从备份恢复后再运行。") from error
    return found if isinstance(found, dict) else {}


def _content(line: OverrideLine) -> str:
    values = (line.month, line.unit, line.rule, line.project, line.reason, line.by, line.date)
    return json.dumps([str(value) for value in values], ensure_ascii=False)


def _listed(names: Sequence[str]) -> str:
    more = f"等{len(names)}项" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
