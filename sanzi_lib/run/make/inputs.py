"""What a report is made of, by content: what its manifest records and what decides whether it is made again.

Touching a file changes nothing here; one changed character in a return changes the inputs of the reports that contain
its unit, and of no other (docs/文件与命令.md 输出文件夹).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.masked import list_masked, mask_accepted
from sanzi_lib.ledger.model import Accepted, ReturnState
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.marks import contained_units
from sanzi_lib.run.ask.job import Job
from sanzi_lib.run.ask.kinds import REOPENED
from sanzi_lib.run.digests import digest_of, library_digest, versions
from sanzi_lib.run.published.baseline import (
    describe_against_published,
    find_previous,
    find_previous_ranks,
    find_published_overview,
)
from sanzi_lib.run.published.month import Publication


@dataclass(frozen=True)
class ReturnedFile:
    """A workbook that arrived, by content: its name decides nothing, and a unit may have written a person into it."""

    sha256: str
    state: str


@dataclass(frozen=True)
class UnitArrivals:
    """What arrived of one unit for one month.

    Attributes:
        month: ``2024-06``.
        unit: Name as in the register.
        state: Of the unit: accepted, sent_back or not_reported.
        days_late: Calendar days of its files, in the order of ``files``.
        files: By content.
    """

    month: str
    unit: str
    state: str
    days_late: tuple[int | None, ...] = ()
    files: tuple[ReturnedFile, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """Everything that a report is made of.

    Attributes:
        parameters: Of the notebook, without 制表时间 and without folders.
        returns: Of the units that the report contains, January to the month.
        overrides: SHA-256 of each line that accepts a finding of these units.
        persons: SHA-256 over the report's texts in which persons were masked; another unit's return may name them.
        programme: SHA-256 of the programme's files.
        notebook: SHA-256 of the notebook.
        library: SHA-256 over the library's files, templates included.
        versions: Python and every package that the project depends on.
        checks: SHA-256 of the month's checks.json where the report shows findings and file names, "" otherwise.
        previous: What was published before and this is held against: for a board ranks by unit code, for the overview
            ranks by group and the figures of city and units.
        published: Whether the month is published, for a report that says so; None for others.
        year_before: SHA-256 of what the checks knew of the year before, None where the record holds nothing of it.
    """

    parameters: Mapping[str, Any]
    returns: tuple[UnitArrivals, ...]
    overrides: tuple[str, ...]
    persons: str
    programme: str
    notebook: str
    library: str
    versions: Mapping[str, str]
    checks: str = ""
    previous: Mapping[str, Any] | None = None
    published: bool | None = None
    year_before: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, for the manifest."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), ensure_ascii=False))
        return plain


_FOLDERS = frozenset({"params", "ledgers", "record", "as_of", REOPENED})
"""Parameters that say where, when or on what occasion, not what: a report is the same wherever its inputs stand."""


@dataclass(frozen=True)
class Task:
    """A report that is to stand in its folder, and what it is made of."""

    job: Job
    inputs: Inputs


def build_tasks(
    jobs: Sequence[Job], accepted: Accepted, overrides: Sequence[OverrideLine], base: Publication | None
) -> tuple[Task, ...]:
    """Build the tasks of one programme's jobs.

    Args:
        jobs: What is asked for.
        accepted: January to the last month of them, or later.
        overrides: The lines that accept findings.
        base: What closes its month and those before.

    Raises:
        ParameterError: A notebook is missing.
        RecordError: A published month is damaged.
    """
    masked = {month: _find_masked(accepted.until(month), jobs[0].programme) for month in {job.month for job in jobs}}
    return tuple(Task(job, _build_inputs(job, accepted, masked[job.month], overrides, base)) for job in jobs)


def _find_masked(accepted: Accepted, programme: Programme) -> Mapping[str, tuple[str, ...]]:
    return list_masked(accepted, mask_accepted(accepted, programme, circulated=False))


def _build_inputs(
    job: Job,
    accepted: Accepted,
    masked: Mapping[str, tuple[str, ...]],
    overrides: Sequence[OverrideLine],
    base: Publication | None,
) -> Inputs:
    programme, month = job.programme, job.month
    try:
        notebook = digest_of(job.notebook)
    except OSError as error:
        raise ParameterError(f"找不到笔记本 {job.notebook}，请恢复 notebooks 文件夹后再运行。") from error
    # A unit's own report also says where it stands in its group.
    units = contained_units(programme, programme.unit_by_code[job.unit].group if job.unit else job.group)
    return Inputs(
        parameters={name: value for name, value in job.write_parameters().items() if name not in _FOLDERS},
        returns=returns_of(accepted, programme, month, units),
        overrides=overrides_of(overrides, programme, month, units),
        persons=persons_of(masked, units),
        programme=programme.digest,
        notebook=notebook,
        library=library_digest(),
        versions=versions(),
        checks=checks_digest(accepted, month) if job.kind.shows_checks else "",
        previous=_describe_baseline(job),
        published=base is not None and month <= base.month if job.kind.provisional else None,
        year_before=None
        if accepted.year_before is None
        else hashlib.sha256(accepted.year_before.to_text().encode("utf-8")).hexdigest(),
    )


def _describe_baseline(job: Job) -> Mapping[str, Any] | None:
    """Say what was published before and the report is held against."""
    compared = (job.folders.record, job.programme, job.month)
    if job.kind.compares:
        return describe_against_published(find_previous_ranks(*compared), find_published_overview(*compared))
    return None if job.rule is None or job.group is None else find_previous(*compared, job.group, job.rule)


def checks_digest(accepted: Accepted, month: Month) -> str:
    """SHA-256 over what checking a month gave, unknown senders, unread files and units' answers included."""
    checks = next(checks for checks in accepted.months if checks.month == month)
    digest = hashlib.sha256(build_checks(checks).encode("utf-8"))
    if any(finding.answer is not None for finding in checks.findings):
        digest.update(repr([finding.answer for finding in checks.findings]).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def returns_of(
    accepted: Accepted, programme: Programme, month: Month, units: Iterable[str]
) -> tuple[UnitArrivals, ...]:
    """Tell what arrived of these units from January to the month."""
    found: list[UnitArrivals] = []
    wanted = tuple(units)
    for checks in accepted.months:
        if checks.month > month:
            continue
        by_unit: dict[str, list[ReturnState]] = {}
        for state in checks.returns:
            # An answer changes no figure, so that no board is made again for it.
            if state.code is not None and state.sha256 is not None and state.state != "answer":
                by_unit.setdefault(state.code, []).append(state)
        for code in wanted:
            states = sorted(by_unit.get(code, []), key=lambda state: (state.sha256 or "", state.state))
            found.append(
                UnitArrivals(
                    str(checks.month),
                    programme.unit_by_code[code].name,
                    _state_of(states),
                    tuple(state.days_late for state in states),
                    tuple(ReturnedFile(state.sha256 or "", state.state) for state in states),
                )
            )
    return tuple(found)


def _state_of(states: list[ReturnState]) -> str:
    for wanted in ("accepted", "sent_back"):
        if any(state.state == wanted for state in states):
            return wanted
    return "not_reported"


def overrides_of(
    lines: Iterable[OverrideLine], programme: Programme, month: Month, units: Iterable[str]
) -> tuple[str, ...]:
    """SHA-256 of each override that may bear on a report.

    A line may accept a 风险 finding, and a manifest stands beside what is circulated: its words stay out
    (docs/核验规则.md 级别).
    """
    wanted = set(units)
    chosen = []
    for line in lines:
        unit = programme.find_unit_or_code(line.unit)
        if line.month <= month and (unit is None or unit.code in wanted):
            # Where it stands in the file decides nothing.
            content = line.model_dump(exclude={"line"}, exclude_none=True)
            text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
            chosen.append(hashlib.sha256(text.encode()).hexdigest())
    return tuple(sorted(chosen))


def persons_of(masked: Mapping[str, Iterable[str]], units: Iterable[str]) -> str:
    """SHA-256 over what stands in the place of the texts of these units in which a person or a number was masked.

    Args:
        masked: By unit, from :func:`sanzi_lib.ledger.masked.list_masked`, of the record up to the report's month.
        units: Those that the report contains.
    """
    texts = (text for unit in units for text in masked.get(unit, ()))
    return hashlib.sha256("\n".join(sorted(texts)).encode("utf-8", "surrogatepass")).hexdigest()


_STATES = {"accepted": "已接收", "sent_back": "退回修改", "not_reported": "未报送"}
_MOST_NAMED = 3


def compare_inputs(old: Mapping[str, Any], new: Inputs) -> tuple[str, ...]:
    """Sentences on what has changed since a report was made.

    Args:
        old: The ``inputs`` of its manifest.
        new: What it would be made of now.

    Returns:
        Empty where nothing has.
    """
    now = new.to_json()
    returns = _returns(old.get("returns"), now["returns"])
    checks = () if returns or old.get("checks", "") == now["checks"] else ("核验结果有变动",)
    return (
        *returns,
        *checks,
        *_values("参数", old.get("parameters"), now["parameters"]),
        *(_changed(old, now, "previous", "对比所依据的上期定稿数据有变动")),
        *(_changed(old, now, "published", "本月已定稿")),
        *(_changed(old, now, "overrides", "核验认可（overrides.csv）有变动")),
        *(_changed(old, now, "year_before", "上年度的记录有变动")),
        *(_changed(old, now, "persons", "文字中须隐去的姓名有变动")),
        *(_changed(old, now, "programme", "年度方案有修改")),
        *(_changed(old, now, "notebook", "笔记本有修改")),
        *(_changed(old, now, "library", "程序有更新")),
        *_values("软件包", old.get("versions"), now["versions"]),
    )


def _changed(old: Mapping[str, Any], now: Mapping[str, Any], key: str, sentence: str) -> tuple[str, ...]:
    return () if old.get(key) == now.get(key) else (sentence,)


def _values(what: str, old: object, now: Mapping[str, Any]) -> tuple[str, ...]:
    before = old if isinstance(old, dict) else {}
    return tuple(
        f"{what} {name} 由 {_shown(before.get(name))} 变为 {_shown(now.get(name))}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    )


def _shown(value: object) -> str:
    return "（未设）" if value is None else str(value)


def _returns(old: object, now: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    before = {_key(item): item for item in old if isinstance(item, dict)} if isinstance(old, list) else {}
    after = {_key(item): item for item in now}
    found = [
        _describe(key, before.get(key, {}), after.get(key, {}))
        for key in dict.fromkeys([*after, *before])
        if _content(before.get(key, {})) != _content(after.get(key, {}))
    ]
    if len(found) > _MOST_NAMED:
        return (*found[:_MOST_NAMED], f"另有{len(found) - _MOST_NAMED}份月报有变动")
    return tuple(found)


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return str(item.get("month")), str(item.get("unit"))


def _content(item: Mapping[str, Any]) -> object:
    """Tell what counts of a unit's month: everything but file names."""
    files = [(file.get("sha256"), file.get("state")) for file in item.get("files", ()) if isinstance(file, dict)]
    return item.get("state", "not_reported"), item.get("days_late", []), files


def _describe(key: tuple[str, str], old: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    month, unit = key
    was, is_ = old.get("state", "not_reported"), now.get("state", "not_reported")
    if was != is_:
        return f"{unit}{month}月报由{_STATES.get(was, was)}变为{_STATES.get(is_, is_)}"
    return f"{unit}{month}月报内容有变"
