"""What an analyst asks of a run, checked before anything is read (contracts: Commands)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.rank import check_rules
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.messages import Place, describe_errors
from sanzi_lib.params.programme import Group, Model, Programme, Unit, normalise_name
from sanzi_lib.params.runs import ReportParams
from sanzi_lib.run.ask.kinds import (
    ALL_REPORTS,
    DEFAULT_REPORTS,
    FORMATS,
    REOPENED,
    REPORTS,
    RUN_OPTIONS,
    Registry,
    ReportKind,
)

_NOTHING = {"none", "null", ""}

_Values = TypeVar("_Values", bound=Model)


@dataclass(frozen=True)
class Folders:
    """The folders of a run, all absolute.

    Attributes:
        root: The project root; kernels work there.
        params: Programmes and run files.
        ledgers: Returns, a folder per month.
        output: Where reports go.
        record: Holds ``ledger/`` and ``published/``.
        notebooks: Where the notebooks stand.
    """

    root: Path
    params: Path
    ledgers: Path
    output: Path
    record: Path
    notebooks: Path


@dataclass(frozen=True)
class Request:
    """What is asked.

    Attributes:
        months: Report months, in order.
        folders: Where things stand.
        reports: Ids as given; empty for the default ones.
        groups: Ids or Chinese names as given; empty for all.
        units: Names, aliases or codes of units as given, or ``all``; empty for reports on the whole only.
        programme: Name as given, None for the one whose year holds the month.
        jobs: Processes.
        force: Read again and make again what is unchanged.
        formats: Documents.
        tabulated_on: 制表时间 as given, None for today or the report's own.
        settings: Notebook parameters as given by ``-p``.
        registry: Kinds of reports that there are.
    """

    months: tuple[Month, ...]
    folders: Folders
    reports: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    programme: str | None = None
    jobs: int = 1
    force: bool = False
    formats: tuple[str, ...] = FORMATS
    tabulated_on: date | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    registry: Registry = field(default_factory=lambda: REPORTS)

    def read_programme(self, year: int) -> Programme:
        """The programme that is asked for, its rules held against the catalogue of figures.

        Args:
            year: Year of the months.

        Raises:
            ParameterError: There is none, or several.
            ProgrammeError: It does not hold together.
        """
        programme = find_programme(self.folders.params, year=year, name=self.programme)
        check_rules(programme)
        return programme


def choose_kinds(request: Request) -> tuple[ReportKind, ...]:
    """The kinds of report that are asked for and take every parameter given.

    With parameters or groups and without ``--report``, only kinds that know all of them are meant: a 试算 of the
    boards, or one group's board, does not ask for the overview.

    Raises:
        ParameterError: A kind or a parameter is unknown, or one that the run itself fills in.
    """
    known = "、".join(f"{kind.id}（{kind.name}）" for kind in request.registry.values())
    named = tuple(dict.fromkeys(request.reports))
    if ALL_REPORTS in named:
        named = tuple(request.registry)
    for name in named:
        if name not in request.registry:
            raise ParameterError(f"参数 --report：没有名为“{name}”的报告，现有：{known}。")
    for name in request.settings:
        if name in RUN_OPTIONS:
            raise ParameterError(f"参数 -p {name}：请改用 {RUN_OPTIONS[name]} 指定。")
    kinds = tuple(request.registry[name] for name in named or DEFAULT_REPORTS if name in request.registry)
    if request.groups and not named:
        kinds = tuple(kind for kind in kinds if kind.per_group)
    if request.groups and not any(kind.per_group for kind in kinds):
        having = "、".join(kind.id for kind in request.registry.values() if kind.per_group)
        raise ParameterError(
            f"参数 --group：所选报告不分组制作；分组的报告有：{having or '（没有）'}，"
            "请用 --report 指定，或去掉 --group。"
        )
    if request.units and not any(kind.per_unit for kind in kinds):
        having = "、".join(kind.id for kind in request.registry.values() if kind.per_unit)
        raise ParameterError(
            f"参数 --unit：所选报告不分单位制作；分单位的报告有：{having or '（没有）'}，请用 --report 指定。"
        )
    kinds = _fit_formats(kinds, request)
    able = tuple(kind for kind in kinds if set(request.settings) <= set(kind.params.model_fields))
    if able == kinds or (able and not named):
        return able
    settable = sorted({name for kind in kinds for name in kind.params.model_fields} - set(RUN_OPTIONS))
    unknown = "、".join(name for name in request.settings if any(name not in k.params.model_fields for k in kinds))
    raise ParameterError(f"参数 -p {unknown}：所选报告没有这个参数，可用的有：{'、'.join(settable) or '（没有）'}。")


def _fit_formats(kinds: tuple[ReportKind, ...], request: Request) -> tuple[ReportKind, ...]:
    """The kinds of which there is a document in one of the formats asked for.

    Raises:
        ParameterError: There is none, or a kind that was named has none.
    """
    fitting = tuple(kind for kind in kinds if set(kind.formats) & set(request.formats))
    lacking = "、".join(kind.name for kind in kinds if kind not in fitting)
    if lacking and (not fitting or (request.reports and ALL_REPORTS not in request.reports)):
        raise ParameterError(
            f"参数 --format：{lacking}没有 {'、'.join(request.formats)} 格式的文件，请改写格式或报告。"
        )
    return fitting


def choose_groups(programme: Programme, names: Sequence[str]) -> tuple[Group, ...]:
    """The groups of these ids or Chinese names, in the programme's order; all where none is named.

    Raises:
        ParameterError: A group is unknown.
    """
    named = {choose_group(programme, name, "参数 --group").id for name in names}
    return tuple(group for group in programme.groups if not named or group.id in named)


def choose_group(programme: Programme, name: str, where: str) -> Group:
    """The group of that id or Chinese name.

    Args:
        programme: The programme.
        name: As given.
        where: What gave it, for the message.

    Raises:
        ParameterError: There is none.
    """
    group = programme.find_group(name)
    if group is None:
        known = "、".join(f"{group.id}（{group.name}）" for group in programme.groups)
        raise ParameterError(f"{where}：没有名为“{name}”的组，现有：{known}。")
    return group


def choose_units(programme: Programme, names: Sequence[str]) -> tuple[Unit, ...]:
    """The units of these names, aliases or codes, in register order; every unit for ``all``.

    Raises:
        ParameterError: A unit is unknown.
    """
    if ALL_REPORTS in names:
        return programme.units
    named = {choose_unit(programme, name, "参数 --unit", also="；全部单位写 all").code for name in names}
    return tuple(unit for unit in programme.units if unit.code in named)


def choose_unit(programme: Programme, name: str, where: str, *, also: str = "") -> Unit:
    """The unit of that name, alias or code.

    Args:
        programme: The programme.
        name: As given.
        where: What gave it, for the message.
        also: What else may be written there, for the message.

    Raises:
        ParameterError: There is none.
    """
    unit = programme.find_unit(name) or programme.unit_by_code.get(normalise_name(name))
    if unit is None:
        known = "、".join(unit.name for unit in programme.units)
        raise ParameterError(f"{where}：年度方案中没有“{name}”，请写全称、方案中的别名或代码，现有：{known}{also}。")
    return unit


def settings_for(kind: ReportKind, given: Mapping[str, str], from_file: Mapping[str, Any]) -> dict[str, Any]:
    """What a kind's parameters are set to: the month's file, then ``-p``; ``None`` and ``null`` mean not set.

    Args:
        kind: The kind of report.
        given: ``-p`` values as text.
        from_file: The month's parameter file.
    """
    values = {name: from_file[name] for name in kind.settings if name in from_file}
    for name, text in given.items():
        if name in kind.settings:
            values[name] = None if text.strip().lower() in _NOTHING else text
    return values


def check_names(from_file: Mapping[str, Any], path: Path, registry: Registry) -> None:
    """Refuse names in a month's parameter file that no report knows.

    Raises:
        ParameterError: With every unknown name.
    """
    known = {name for kind in registry.values() for name in kind.params.model_fields}
    if unknown := [name for name in from_file if name not in known and name != REOPENED]:
        raise ParameterError(
            f"参数文件 {path}：没有名为“{'”“'.join(unknown)}”的参数，请检查拼写；可用的有：{'、'.join(sorted(known))}。"
        )


def build_params(kind: ReportKind, values: Mapping[str, Any]) -> ReportParams:
    """The checked parameters of one report.

    Raises:
        ParameterError: A value is of the wrong type or out of range.
    """
    return check_values(kind.params, values)


def check_values(model: type[_Values], values: Mapping[str, Any]) -> _Values:
    """The checked values of a model of parameters.

    Raises:
        ParameterError: A value is of the wrong type or out of range.
    """

    def locate(place: Place) -> str:
        return f"参数 {'.'.join(str(part) for part in place)}"

    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise ParameterError("\n".join(describe_errors(error, locate))) from None


def read_day(value: object, where: str) -> date | None:
    """A day as an analyst writes it: ``2024-06-30``; None for nothing.

    Raises:
        ParameterError: It is no such day.
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ParameterError(f"{where}：“{value}”不是日期，请写成 2024-06-30 这样的形式。") from None
