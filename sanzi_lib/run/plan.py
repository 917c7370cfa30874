"""From a request and the accepted record to the reports that are to stand, one task each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.filenames import safe_name
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Group, Programme, RankRule
from sanzi_lib.params.runfile import read_runfile, runfile_path
from sanzi_lib.report.scope import contained_units
from sanzi_lib.run.inputs import (
    Inputs,
    checks_digest,
    digest_of,
    library_digest,
    overrides_of,
    persons_of,
    returns_of,
    versions,
)
from sanzi_lib.run.places import TRIAL, shown
from sanzi_lib.run.previous import find_previous
from sanzi_lib.run.reports import ReportKind
from sanzi_lib.run.request import (
    Folders,
    Request,
    build_params,
    check_names,
    choose_groups,
    choose_kinds,
    read_day,
    settings_for,
)

_FOLDERS = frozenset({"params", "ledgers", "record", "as_of", "reopened"})
"""Parameters that say where, when or on what occasion, not what: a report is the same wherever its inputs stand."""


@dataclass(frozen=True)
class Wanted:
    """A report that is asked for, its parameters checked, before anything is read.

    Attributes:
        kind: Its kind.
        month: Report month.
        group: The group, None for the city.
        trial: What differs from the programme's rules; empty for a board.
        as_of: 制表时间 as asked for, None where it was not.
    """

    kind: ReportKind
    month: Month
    group: Group | None
    trial: Mapping[str, Any]
    as_of: date | None


@dataclass(frozen=True)
class Task:
    """A report that is to stand in its folder.

    Attributes:
        kind: Its kind.
        label: How messages call it: ``2024-06 分组榜单（县市组）``.
        programme: Id of the programme.
        city: City of the programme.
        month: Report month.
        group: Id of the group, None for the city.
        place: 县市组, 全市.
        position: Its place among the catalogue's columns.
        folder: From the output folder.
        notebook: The notebook.
        root: The kernel's working folder.
        parameters: For the notebook, without 制表时间.
        trial: What differs from the programme's rules; empty for a board.
        inputs: What it is made of.
        as_of: 制表时间 as asked for, None where it was not.
    """

    kind: ReportKind
    label: str
    programme: str
    city: str
    month: Month
    group: str | None
    place: str
    position: int
    folder: PurePosixPath
    notebook: Path
    root: Path
    parameters: Mapping[str, Any]
    trial: Mapping[str, Any]
    inputs: Inputs
    as_of: date | None = None


def choose_reports(request: Request, programme: Programme, months: Iterable[Month]) -> tuple[Wanted, ...]:
    """What is to be made for these months of one programme; nothing is read but the months' parameter files.

    Raises:
        ParameterError: A report, group, parameter or parameter file is wrong.
    """
    kinds = choose_kinds(request)
    groups = choose_groups(programme, request.groups)
    wanted: list[Wanted] = []
    for month in months:
        from_file = read_runfile(request.folders.params, month)
        check_names(from_file, runfile_path(request.folders.params, month), request.registry)
        as_of = request.as_of or read_day(from_file.get("as_of"), f"参数 as_of（{month}.yaml）")
        for kind in kinds:
            settings = settings_for(kind, request.settings, from_file)
            for group in groups if kind.per_group else (None,):
                values = {"month": str(month), "programme": programme.id, **settings}
                if group is not None:
                    values["group"] = group.id
                checked = build_params(kind, values).model_dump(mode="json")
                trial = find_trial(programme, group, {name: checked[name] for name in settings})
                # What says the same as the programme is left unsaid, so that it is the board itself.
                wanted.append(Wanted(kind, month, group, trial, as_of))
    return tuple(wanted)


def find_trial(programme: Programme, group: Group | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What of these settings differs from the programme's own rules; a result by them is a 试算.

    Raises:
        ParameterError: ``weighted`` without weights.
    """
    trial = {name: value for name, value in settings.items() if value is not None}
    if group is not None and trial.get("metric") is not None:
        own = resolve_rule(programme, group.id)
        if trial["metric"] == own.metric:
            del trial["metric"]
        elif trial["metric"] == "weighted":
            raise ParameterError(
                f"参数 metric：加权排名（weighted）需要权重，{group.name}在年度方案中没有设定，"
                "请先在方案的 groups 中写明。"
            )
    if trial.get("social_benefits") == programme.thresholds.social_benefits:
        del trial["social_benefits"]
    return trial


@dataclass(frozen=True)
class _Year:
    """What the tasks of one programme have in common."""

    folders: Folders
    programme: Programme
    accepted: Accepted
    overrides: Sequence[OverrideLine]
    reopened: bool


def build_tasks(
    wanted: Sequence[Wanted],
    folders: Folders,
    programme: Programme,
    accepted: Accepted,
    overrides: Sequence[OverrideLine],
    *,
    reopened: bool = False,
) -> tuple[Task, ...]:
    """The tasks of one programme's reports, with what each is made of.

    Args:
        wanted: What is asked for.
        folders: Where things stand.
        programme: The programme.
        accepted: January to the last month wanted, or later.
        overrides: The lines that accept findings.
        reopened: The month is being reissued.

    Raises:
        ParameterError: A notebook is missing.
        RecordError: A published month is damaged.
    """
    year = _Year(folders, programme, accepted, overrides, reopened)
    return tuple(_task(item, year) for item in wanted)


def _task(item: Wanted, year: _Year) -> Task:
    programme, group = year.programme, item.group
    notebook = year.folders.notebooks / item.kind.notebook
    parameters = _parameters(item, year)
    place = group.name if group else item.kind.place or programme.titles.city_word
    name = f"{item.kind.name}（{place}）" if group else item.kind.name
    return Task(
        kind=item.kind,
        label=f"{item.month} {name}{'（试算）' if item.trial else ''}",
        programme=programme.id,
        city=programme.city,
        month=item.month,
        group=group.id if group else None,
        place=place,
        position=programme.groups.index(group) if group else len(programme.groups),
        folder=folder_of(item, programme),
        notebook=notebook,
        root=year.folders.root,
        parameters=parameters,
        trial=item.trial,
        inputs=_inputs(item, year, notebook, parameters),
        as_of=item.as_of,
    )


def folder_of(item: Wanted, programme: Programme) -> PurePosixPath:
    """Folder of a report, from the output folder."""
    place = item.group.name if item.group else item.kind.place or programme.titles.city_word
    return PurePosixPath(str(item.month), *([_trial_folder(item.trial)] if item.trial else []), safe_name(place))


def _parameters(item: Wanted, year: _Year) -> dict[str, Any]:
    folders = year.folders
    values = {
        "month": str(item.month),
        "programme": year.programme.id,
        "params": shown(folders.params, folders.root),
        "ledgers": shown(folders.ledgers, folders.root),
        "record": shown(folders.record, folders.root),
        **item.trial,
    }
    if item.group is not None:
        values["group"] = item.group.id
    if year.reopened and "reopened" in item.kind.params.model_fields:
        values["reopened"] = True
    return build_params(item.kind, values).model_dump(mode="json")


def _inputs(item: Wanted, year: _Year, notebook: Path, parameters: Mapping[str, Any]) -> Inputs:
    try:
        notebook_digest = digest_of(notebook)
    except OSError as error:
        raise ParameterError(f"找不到笔记本 {notebook}，请恢复 notebooks 文件夹后再运行。") from error
    units = contained_units(year.programme, item.group.id if item.group else None)
    return Inputs(
        parameters={name: value for name, value in parameters.items() if name not in _FOLDERS},
        returns=returns_of(year.accepted, year.programme, item.month, units),
        overrides=overrides_of(year.overrides, year.programme, item.month, units),
        persons=persons_of(year.accepted, item.month, units),
        programme=year.programme.digest,
        notebook=notebook_digest,
        library=library_digest(),
        versions=versions(),
        checks=checks_digest(year.accepted, item.month) if item.kind.shows_checks else "",
        previous=_previous(item, year),
    )


def _previous(item: Wanted, year: _Year) -> Mapping[str, int] | None:
    if item.group is None:
        return None
    rule = resolve_rule(year.programme, item.group.id)
    if metric := item.trial.get("metric"):
        rule = RankRule.model_validate({"metric": metric, "tie_breakers": rule.tie_breakers})
    return find_previous(year.folders.record, year.programme, item.month, item.group.id, rule)


def _trial_folder(trial: Mapping[str, Any]) -> str:
    text = json.dumps(dict(trial), ensure_ascii=False, sort_keys=True)
    return f"{TRIAL}{hashlib.sha256(text.encode()).hexdigest()[:8]}"
