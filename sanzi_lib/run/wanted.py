"""From a request to the reports that are wanted, parameters checked, before anything is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.filenames import safe_name
from sanzi_lib.measures.figures import METRICS, find_figure
from sanzi_lib.measures.rank import check_rules, resolve_rule
from sanzi_lib.months import Month, parse_through
from sanzi_lib.params.programme import Group, Programme, Unit
from sanzi_lib.params.runfile import read_runfile, runfile_path
from sanzi_lib.run.places import TRIAL
from sanzi_lib.run.reports import ReportKind
from sanzi_lib.run.request import (
    Request,
    build_params,
    check_names,
    choose_groups,
    choose_kinds,
    choose_units,
    read_day,
    settings_for,
)


@dataclass(frozen=True)
class Wanted:
    """A report that is asked for, its parameters checked, before anything is read.

    Attributes:
        kind: Its kind.
        month: Report month; of several months the last.
        group: The group, None for the city.
        trial: What differs from the programme's rules; empty for a board.
        as_of: 制表时间 as asked for, None where it was not.
        unit: The unit, None for a group or the city.
        first: The first of several months, None for a report on one.
    """

    kind: ReportKind
    month: Month
    group: Group | None
    trial: Mapping[str, Any]
    as_of: date | None
    unit: Unit | None = None
    first: Month | None = None


def choose_reports(request: Request, programme: Programme, months: Iterable[Month]) -> tuple[Wanted, ...]:
    """What is to be made for these months of one programme; nothing is read but the months' parameter files.

    Raises:
        ParameterError: A report, group, parameter or parameter file is wrong.
    """
    check_rules(programme)
    kinds = choose_kinds(request)
    groups = choose_groups(programme, request.groups)
    units = choose_units(programme, request.units)
    months = tuple(months)
    if not any(kind.exists(month) for kind in kinds for month in months):
        raise ParameterError("；".join(_say_months(kind) for kind in kinds))
    wanted: list[Wanted] = []
    for month in months:
        from_file = read_runfile(request.folders.params, month)
        check_names(from_file, runfile_path(request.folders.params, month), request.registry)
        as_of = request.as_of or read_day(from_file.get("as_of"), f"参数 as_of（{month}.yaml）")
        for kind in (kind for kind in kinds if kind.exists(month)):
            settings = settings_for(kind, request.settings, from_file)
            through = settings.pop("through", None) if kind.span else None
            last = parse_through(month, str(through), where="参数 through：") if through is not None else month
            first = month if last != month else None
            for group, unit in _subjects(kind, groups, units):
                values = {"month": str(month), "programme": programme.id, **settings, **name_subject(group, unit)}
                checked = build_params(kind, values).model_dump(mode="json")
                trial = find_trial(programme, group, {name: checked[name] for name in settings})
                # What says the same as the programme is left unsaid, so that it is the board itself.
                wanted.append(Wanted(kind, last, group, trial, as_of, unit, first))
    return tuple(wanted)


def _subjects(
    kind: ReportKind, groups: Sequence[Group], units: Sequence[Unit]
) -> Iterator[tuple[Group | None, Unit | None]]:
    """What a kind's reports are about: groups, the units that were named, or the whole."""
    if kind.per_group:
        yield from ((group, None) for group in groups)
    elif kind.per_unit and units:
        yield from ((None, unit) for unit in units)
    else:
        yield None, None


def name_subject(group: Group | None, unit: Unit | None) -> dict[str, str]:
    """The parameters that say whom a report is about."""
    return {**({"group": group.id} if group else {}), **({"unit": unit.code} if unit else {})}


def _say_months(kind: ReportKind) -> str:
    months = "、".join(f"{number}月" for number in sorted(kind.months))
    return f"{kind.name}（{kind.id}）只有{months}的，请改写月份。"


def find_trial(programme: Programme, group: Group | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What of these settings differs from the programme's own rules; a result by them is a 试算.

    Raises:
        ParameterError: ``weighted`` without weights.
    """
    trial = {name: value for name, value in settings.items() if value is not None}
    if trial.get("metric") is not None:
        find_figure(str(trial["metric"]), METRICS, "参数 metric")
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


def folder_of(item: Wanted, programme: Programme) -> PurePosixPath:
    """Folder of a report, from the output folder; a unit's own stands within that of the whole."""
    place = place_of(item, programme)
    if item.first is not None:
        place = f"{place}（{item.first.month}月至{item.month.month}月）"
    parts = [place, *([item.unit.name] if item.unit else [])]
    trial = [_trial_folder(item.trial)] if item.trial else []
    return PurePosixPath(str(item.month), *trial, *map(safe_name, parts))


def place_of(item: Wanted, programme: Programme) -> str:
    """What a report is about, as its folder says: 县市组, 全市, 季度报告."""
    return item.group.name if item.group else item.kind.place or programme.titles.city_word


def _trial_folder(trial: Mapping[str, Any]) -> str:
    text = json.dumps(dict(trial), ensure_ascii=False, sort_keys=True)
    return f"{TRIAL}{hashlib.sha256(text.encode()).hexdigest()[:8]}"
