"""From the reports that are wanted and the accepted record to the reports that are to stand, one task each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month
from sanzi_lib.params.overrides import OverrideLine
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.reports.elements.marks import contained_units
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
from sanzi_lib.run.places import shown
from sanzi_lib.run.previous import find_previous
from sanzi_lib.run.published import find_base
from sanzi_lib.run.published_overview import describe_comparison, find_before, find_previous_ranks
from sanzi_lib.run.reports import ReportKind
from sanzi_lib.run.request import (
    Folders,
    build_params,
)
from sanzi_lib.run.wanted import Wanted, folder_of, name_subject, place_of

_FOLDERS = frozenset({"params", "ledgers", "record", "as_of", "reopened"})
"""Parameters that say where, when or on what occasion, not what: a report is the same wherever its inputs stand."""


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
        place: 县市组, 全市; a unit's name.
        position: Its place among the catalogue's columns.
        folder: From the output folder.
        notebook: The notebook.
        root: The kernel's working folder.
        parameters: For the notebook, without 制表时间.
        trial: What differs from the programme's rules; empty for a board.
        inputs: What it is made of.
        as_of: 制表时间 as asked for, None where it was not.
        unit: Code of the unit, None for a group or the city.
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
    unit: str | None = None


@dataclass(frozen=True)
class _Year:
    """What the tasks of one programme have in common."""

    folders: Folders
    programme: Programme
    accepted: Accepted
    overrides: Sequence[OverrideLine]
    reopened: bool
    closed: Month | None


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
    base = find_base(folders.record, programme)
    year = _Year(folders, programme, accepted, overrides, reopened, base.month if base else None)
    return tuple(_task(item, year) for item in wanted)


def _task(item: Wanted, year: _Year) -> Task:
    programme, group = year.programme, item.group
    notebook = year.folders.notebooks / item.kind.notebook
    parameters = _parameters(item, year)
    place = item.unit.name if item.unit else place_of(item, programme)
    name = f"{item.kind.name}（{place}）" if group or item.unit else item.kind.name
    return Task(
        kind=item.kind,
        label=f"{item.month} {name}{'（试算）' if item.trial else ''}",
        programme=programme.id,
        city=programme.city,
        month=item.month,
        group=group.id if group else None,
        place=place,
        position=_position(item, programme),
        folder=folder_of(item, programme),
        notebook=notebook,
        root=year.folders.root,
        parameters=parameters,
        trial=item.trial,
        inputs=_inputs(item, year, notebook, parameters),
        as_of=item.as_of,
        unit=item.unit.code if item.unit else None,
    )


def _position(item: Wanted, programme: Programme) -> int:
    if item.group is not None:
        return programme.groups.index(item.group)
    return len(programme.groups) + (1 + programme.register_order[item.unit.code] if item.unit else 0)


def _parameters(item: Wanted, year: _Year) -> dict[str, Any]:
    folders = year.folders
    values = {
        "month": str(item.first or item.month),
        "programme": year.programme.id,
        "params": shown(folders.params, folders.root),
        "ledgers": shown(folders.ledgers, folders.root),
        "record": shown(folders.record, folders.root),
        **item.trial,
    }
    values |= name_subject(item.group, item.unit)
    if item.first is not None:
        values["through"] = str(item.month)
    if year.reopened and "reopened" in item.kind.params.model_fields:
        values["reopened"] = True
    return build_params(item.kind, values).model_dump(mode="json")


def _inputs(item: Wanted, year: _Year, notebook: Path, parameters: Mapping[str, Any]) -> Inputs:
    try:
        notebook_digest = digest_of(notebook)
    except OSError as error:
        raise ParameterError(f"找不到笔记本 {notebook}，请恢复 notebooks 文件夹后再运行。") from error
    # A unit's own report also says where it stands in its group.
    group = item.unit.group if item.unit else item.group.id if item.group else None
    units = contained_units(year.programme, group)
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
        published=year.closed is not None and item.month <= year.closed if item.kind.provisional else None,
    )


def _previous(item: Wanted, year: _Year) -> Mapping[str, Any] | None:
    if item.kind.compares:
        compared = (year.folders.record, year.programme, item.month)
        return describe_comparison(find_previous_ranks(*compared), find_before(*compared))
    if item.group is None:
        return None
    rule = resolve_rule(year.programme, item.group.id)
    if metric := item.trial.get("metric"):
        rule = RankRule.model_validate({"metric": metric, "tie_breakers": rule.tie_breakers})
    return find_previous(year.folders.record, year.programme, item.month, item.group.id, rule)
