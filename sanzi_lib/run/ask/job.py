"""One report to make, resolved once: of an argv, of a click in the console, or of a notebook's own parameters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Self

from sanzi_lib.errors import ParameterError
from sanzi_lib.filenames import safe_name
from sanzi_lib.measures.figures import METRICS, find_figure
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.params.runfile import read_runfile, runfile_path
from sanzi_lib.params.runs import ReportParams
from sanzi_lib.run.ask.kinds import REOPENED, ReportKind
from sanzi_lib.run.ask.request import (
    Folders,
    Request,
    build_params,
    check_names,
    choose_group,
    choose_groups,
    choose_kinds,
    choose_unit,
    choose_units,
    read_day,
    settings_for,
)
from sanzi_lib.run.places import TRIAL, shown


@dataclass(frozen=True)
class Job:
    """A report to make; what it is called, where it goes and what its notebook is given follow from it.

    Attributes:
        kind: Its kind.
        programme: The programme.
        month: Report month; of several months the last.
        first: The first of several months, otherwise the report month.
        group: Id of the group, None for a report on the whole city or a unit.
        unit: Code of the unit whose own report it is, None for others.
        folders: Where things stand.
        parameters: As they were given, checked.
        rule: The rule that ranks the group, its metric filled in; None without a group.
        trial: What differs from the programme's own rules (试算); empty for a board.
        tabulated_on: 制表时间 as asked for, None where it was not.
        reopened: The month is being reissued: computed from the returns as they are now although it is published.
    """

    kind: ReportKind
    programme: Programme
    month: Month
    first: Month
    group: str | None
    unit: str | None
    folders: Folders
    parameters: ReportParams
    rule: RankRule | None
    trial: Mapping[str, Any]
    tabulated_on: date | None
    reopened: bool = False

    @classmethod
    def of(
        cls,
        kind: ReportKind,
        params: ReportParams,
        programme: Programme,
        folders: Folders,
        *,
        reopened: bool = False,
    ) -> Self:
        """Resolve the job that checked parameters describe.

        Args:
            kind: The kind of report.
            params: Checked by type; what they name is looked up here.
            programme: The programme of the month.
            folders: Where things stand.
            reopened: The month is being reissued.

        Raises:
            ParameterError: A value is wrong, with what would be right.
        """
        first, month = params.read_months()
        group = None if params.of_group is None else choose_group(programme, params.of_group, "参数 group").id
        unit = None if params.of_unit is None else choose_unit(programme, params.of_unit, "参数 unit").code
        trial = _find_trial(kind, params, programme, group)
        rule = None
        if group is not None:
            rule = resolve_rule(programme, group)
            if metric := trial.get("metric"):
                chosen = RankRule.model_validate({"metric": metric, "tie_breakers": rule.tie_breakers})
                rule = resolve_rule(programme, group, chosen)
        return cls(
            kind=kind,
            programme=programme,
            month=month,
            first=first,
            group=group,
            unit=unit,
            folders=folders,
            parameters=params,
            rule=rule,
            trial=trial,
            tabulated_on=read_day(params.as_of, "参数 as_of"),
            reopened=reopened,
        )

    @property
    def place(self) -> str:
        """What it is about, as its folder says: 县市组, 全市, 季度报告, a unit's name."""
        return self.programme.unit_by_code[self.unit].name if self.unit else self._whole

    @property
    def label(self) -> str:
        """How messages call it: ``2024-06 分组榜单（县市组）``."""
        about = f"（{self.place}）" if self.group or self.unit else ""
        return f"{self.month} {self.kind.name}{about}{'（试算）' if self.trial else ''}"

    @property
    def folder(self) -> PurePosixPath:
        """Its folder, from the output folder; a unit's own stands within that of the whole."""
        span = f"（{self.first.month}月至{self.month.month}月）" if self.first != self.month else ""
        parts = [f"{self._whole}{span}", *([self.place] if self.unit else [])]
        trial = [_name_trial(self.trial)] if self.trial else []
        return PurePosixPath(str(self.month), *trial, *map(safe_name, parts))

    @property
    def position(self) -> int:
        """Its place among the catalogue's columns."""
        groups = [group.id for group in self.programme.groups]
        if self.group is not None:
            return groups.index(self.group)
        return len(groups) + (1 + self.programme.register_order[self.unit] if self.unit else 0)

    @property
    def notebook(self) -> Path:
        """Its notebook."""
        return self.folders.notebooks / self.kind.notebook

    def write_parameters(self, tabulated_on: date | None = None) -> dict[str, Any]:
        """Tell what its notebook is given, as plain values.

        What says the same as the programme is left unsaid, so that it is the board itself.

        Args:
            tabulated_on: 制表时间.
        """
        fields, root = self.kind.params.model_fields, self.folders.root
        own = {name: self.trial.get(name, fields[name].default) for name in self.kind.settings}
        if self.kind.span:
            own["through"] = str(self.month) if self.first != self.month else None
        values = {
            **self.parameters.model_dump(mode="json"),
            "month": str(self.first),
            "programme": self.programme.id,
            **{name: shown(getattr(self.folders, name), root) for name in ("params", "ledgers", "record")},
            **own,
            **_name_subject(self.group, self.unit),
            "as_of": tabulated_on.isoformat() if tabulated_on else None,
        }
        return {**values, REOPENED: True} if self.reopened else values

    @property
    def _whole(self) -> str:
        if self.group is not None:
            return self.programme.group_by_id[self.group].name
        return self.kind.place or self.programme.titles.city_word


def build_jobs(
    request: Request, programme: Programme, months: Iterable[Month], *, reopened: bool = False
) -> tuple[Job, ...]:
    """Tell what is to be made for these months of one programme; nothing is read but the months' parameter files.

    Args:
        request: What is asked.
        programme: The programme.
        months: Months of its year.
        reopened: The months are being reissued.

    Raises:
        ParameterError: A report, group, parameter or parameter file is wrong.
    """
    kinds = choose_kinds(request)
    groups = tuple(group.id for group in choose_groups(programme, request.groups))
    units = tuple(unit.code for unit in choose_units(programme, request.units))
    months = tuple(months)
    if not any(kind.exists(month) for kind in kinds for month in months):
        raise ParameterError(
            "；".join(f"{kind.name}（{kind.id}）只有{kind.say_months()}的，请改写月份。" for kind in kinds)
        )
    jobs: list[Job] = []
    for month in months:
        from_file = read_runfile(request.folders.params, month)
        check_names(from_file, runfile_path(request.folders.params, month), request.registry)
        day = request.tabulated_on or read_day(from_file.get("as_of"), f"参数 as_of（{month}.yaml）")
        for kind in (kind for kind in kinds if kind.exists(month)):
            settings = settings_for(kind, request.settings, from_file)
            for group, unit in _list_subjects(kind, groups, units):
                said = {"month": str(month), "as_of": day.isoformat() if day else None, **_name_subject(group, unit)}
                params = build_params(kind, {**settings, **said})
                jobs.append(Job.of(kind, params, programme, request.folders, reopened=reopened))
    return tuple(jobs)


def _find_trial(kind: ReportKind, params: ReportParams, programme: Programme, group: str | None) -> dict[str, Any]:
    """Tell what of a kind's own settings differs from the programme's rules; a result by them is a 试算.

    Raises:
        ParameterError: ``weighted`` without weights.
    """
    given = params.model_dump(mode="json", include=set(kind.settings) - ({"through"} if kind.span else set()))
    fields = kind.params.model_fields
    trial = {name: value for name, value in given.items() if value is not None and value != fields[name].default}
    if group is not None and trial.get("metric") is not None:
        trial["metric"] = find_figure(str(trial["metric"]), METRICS, "参数 metric").key
        if trial["metric"] == resolve_rule(programme, group).metric:
            del trial["metric"]
        elif trial["metric"] == "weighted":
            raise ParameterError(
                "参数 metric：加权排名（weighted）需要权重（weights），"
                f"{programme.group_by_id[group].name}在年度方案中没有设定，请先在方案的 groups 中写明。"
            )
    if trial.get("social_benefits") == programme.thresholds.social_benefits:
        del trial["social_benefits"]
    return trial


def _list_subjects(
    kind: ReportKind, groups: Sequence[str], units: Sequence[str]
) -> Iterator[tuple[str | None, str | None]]:
    """Tell what a kind's reports are about: groups, the units that were named, or the whole."""
    if kind.per_group:
        yield from ((group, None) for group in groups)
    elif kind.per_unit and units:
        yield from ((None, unit) for unit in units)
    else:
        yield None, None


def _name_subject(group: str | None, unit: str | None) -> dict[str, str]:
    """Name the parameters that say whom a report is about."""
    return {**({"group": group} if group else {}), **({"unit": unit} if unit else {})}


def _name_trial(trial: Mapping[str, Any]) -> str:
    text = json.dumps(dict(trial), ensure_ascii=False, sort_keys=True)
    return f"{TRIAL}{hashlib.sha256(text.encode()).hexdigest()[:8]}"
