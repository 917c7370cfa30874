"""What an analyst asks of a run, checked before anything is read (docs/文件与命令.md 命令)."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

import sanzi_lib
from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.measures.rank import check_rules
from sanzi_lib.months import Month, parse_month_range
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.messages import ParameterPlace, describe_errors
from sanzi_lib.params.programme import Group, Model, Programme, Unit
from sanzi_lib.params.root import find_root
from sanzi_lib.params.runfile import read_runfile
from sanzi_lib.params.runs import ReportParams
from sanzi_lib.render.formats import FORMATS
from sanzi_lib.run.ask.kinds import (
    ALL_REPORTS,
    DEFAULT_REPORTS,
    REOPENED,
    REPORTS,
    RUN_OPTIONS,
    Registry,
    ReportKind,
)
from sanzi_lib.run.ask.options import Options

LEDGERS, OUTPUT, PARAMS, NOTEBOOKS = "ledgers", "output", "params", "notebooks"

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
    formats: tuple[str, ...] = tuple(FORMATS)
    tabulated_on: date | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    registry: Registry = field(default_factory=lambda: REPORTS)

    def read_programme(self, year: int) -> Programme:
        """Read the programme that is asked for, its rules held against the catalogue of figures.

        Args:
            year: Year of the months.

        Raises:
            ParameterError: There is none, or several.
            ProgrammeError: It does not hold together.
        """
        programme = find_programme(self.folders.params, year=year, name=self.programme)
        check_rules(programme)
        asked = [month for month in self.months if month.year == year]
        if (early := programme.period.find_early_cutoff(asked)) is not None:
            ends, due = programme.period.period(early)[1], programme.period.cutoff(early)
            what = f"{early.month}月的报送截止日{due.isoformat()}早于报告期截止日{ends.isoformat()}，单位无法按时报送"
            remedy = "请改 cutoff_day、december；次月报送的，写 cutoff_next_month: true 并改 cutoff_day（如5）"
            raise ProgrammeError([f"年度方案 {programme.id} 的 programme.yaml“period”：{what}。{remedy}。"])
        return programme


def choose_kinds(request: Request) -> tuple[ReportKind, ...]:
    """Choose the kinds of report that are asked for and take every parameter given.

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
    """Give the kinds of which there is a document in one of the formats asked for.

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
    """Choose the groups of these ids or Chinese names, in the programme's order; all where none is named.

    Raises:
        ParameterError: A group is unknown.
    """
    named = {choose_group(programme, name, "参数 --group").id for name in names}
    return tuple(group for group in programme.groups if not named or group.id in named)


def choose_group(programme: Programme, name: str, where: str) -> Group:
    """Choose the group of that id or Chinese name.

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
    """Choose the units of these names, aliases or codes, in register order; every unit for ``all``.

    Raises:
        ParameterError: A unit is unknown.
    """
    if ALL_REPORTS in names:
        return programme.units
    named = {choose_unit(programme, name, "参数 --unit", also="；全部单位写 all").code for name in names}
    return tuple(unit for unit in programme.units if unit.code in named)


def choose_unit(programme: Programme, name: str, where: str, *, also: str = "") -> Unit:
    """Choose the unit of that name, alias or code.

    Args:
        programme: The programme.
        name: As given.
        where: What gave it, for the message.
        also: What else may be written there, for the message.

    Raises:
        ParameterError: There is none.
    """
    unit = programme.find_unit_or_code(name)
    if unit is None:
        known = "、".join(unit.name for unit in programme.units)
        raise ParameterError(f"{where}：年度方案中没有“{name}”，请写全称、方案中的别名或代码，现有：{known}{also}。")
    return unit


def settings_for(kind: ReportKind, given: Mapping[str, str], from_file: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what a kind's parameters are set to: the month's file, then ``-p``; ``None`` and ``null`` mean not set.

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
    """Build the checked parameters of one report.

    Raises:
        ParameterError: A value is of the wrong type or out of range.
    """
    return check_values(kind.params, values)


def check_values(model: type[_Values], values: Mapping[str, Any]) -> _Values:
    """Check the checked values of a model of parameters.

    Raises:
        ParameterError: A value is of the wrong type or out of range.
    """

    def locate(place: ParameterPlace) -> str:
        return f"参数 {'.'.join(str(part) for part in place)}"

    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise ParameterError("\n".join(describe_errors(error, locate))) from None


def read_day(value: object, where: str) -> date | None:
    """Read a day as an analyst writes it: ``2024-06-30``; None for nothing.

    Raises:
        ParameterError: It is no such day.
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ParameterError(f"{where}：“{value}”不是日期，请写成 2024-06-30 这样的形式。") from None


_LIBRARY = Path(sanzi_lib.__file__).resolve().parent.parent
"""The checkout that the library was installed from."""


def build_request(options: Options, start: Path, registry: Registry = REPORTS) -> Request:
    """Check and complete what a command line says. An option goes before the months' parameter files.

    Args:
        options: As written.
        start: The working folder; relative paths begin at the project root above it.
        registry: Kinds of reports that there are.

    Raises:
        ParameterError: A value is wrong, or the months' parameter files do not agree.
    """
    months = read_months(options.months)
    base = find_project(start, options.params)
    params = resolve(base, options.params, PARAMS)
    from_files = {month: read_runfile(params, month) for month in months}
    ledgers = options.ledgers or _agreed(from_files, "ledgers")
    record = options.record or _agreed(from_files, "record")
    output = resolve(base, options.output, OUTPUT)
    return Request(
        months=months,
        folders=Folders(
            root=find_kernel_root(base),
            params=params,
            ledgers=resolve(base, ledgers, LEDGERS),
            output=output,
            record=resolve(base, record, OUTPUT) if record else output,
            notebooks=find_notebooks(base),
        ),
        reports=tuple(options.reports),
        groups=tuple(options.groups),
        units=tuple(options.units),
        programme=options.programme or _agreed(from_files, "programme"),
        jobs=read_jobs(options.jobs),
        force=options.force,
        formats=read_formats(options.formats),
        tabulated_on=read_day(options.as_of, "参数 --as-of"),
        settings=read_settings(options.settings),
        registry=registry,
    )


def ask_of_one_month(options: Options, start: Path, refusal: str) -> Request:
    """Check and complete what a command says that is about one month.

    Args:
        options: As written.
        start: The working folder.
        refusal: What is said where there are several.

    Raises:
        ParameterError: A value is wrong, or there is not exactly one month.
    """
    request = build_request(options, start)
    if len(request.months) != 1:
        raise ParameterError(refusal)
    return request


def read_months(texts: Sequence[str]) -> tuple[Month, ...]:
    """Months and ranges of months, each month once, in order.

    Raises:
        ParameterError: One is not a month.
    """
    return tuple(sorted({month for text in texts for month in parse_month_range(text)}))


def find_project(start: Path, params: Path | None) -> Path:
    """Find the project root: the nearest folder upward that has ``params/``.

    With ``--params`` an analyst may also work elsewhere; then relative paths start where she stands.

    Raises:
        ParameterError: There is none, and no ``--params`` either.
    """
    try:
        return find_root(start)
    except ParameterError:
        if params is None:
            raise
        return start.resolve()


def find_kernel_root(base: Path) -> Path:
    """Where kernels work. Notebooks look for a project root upwards, so it must be one, whatever ``--params`` says.

    Raises:
        ParameterError: Neither the working folder nor the library stands in a project.
    """
    try:
        return find_root(base)
    except ParameterError:
        return find_root(_LIBRARY)


def resolve(root: Path, path: Path | str | None, default: str) -> Path:
    """Give an absolute path; a relative one starts at the project root."""
    return Path(os.path.normpath(root / Path(path or default).expanduser()))


def find_notebooks(root: Path) -> Path:
    """Find the project's notebooks; where a project has none, those that the library came with."""
    own = root / NOTEBOOKS
    return own if own.is_dir() else _LIBRARY / NOTEBOOKS


def read_jobs(jobs: int | None) -> int:
    """Read Number of processes; the cores that this process may use where none is given.

    Raises:
        ParameterError: It is not positive.
    """
    if jobs is None:
        if sys.platform == "linux":
            return max(1, len(os.sched_getaffinity(0)))
        return os.cpu_count() or 1
    if jobs < 1:
        raise ParameterError(f"参数 --jobs：“{jobs}”应当是不小于1的整数。")
    return jobs


def read_formats(text: str | None) -> tuple[str, ...]:
    """``html,pdf`` as formats, in the usual order; all where nothing is said.

    Raises:
        ParameterError: One is unknown.
    """
    if text is None:
        return tuple(FORMATS)
    named = {part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()}
    if not named or named - set(FORMATS):
        raise ParameterError(f"参数 --format：“{text}”应为 {'、'.join(FORMATS)} 中的一种或几种，用逗号隔开。")
    return tuple(name for name in FORMATS if name in named)


def read_settings(texts: Sequence[str]) -> dict[str, str]:
    """``NAME=VALUE`` texts; the names are checked against the reports later.

    Raises:
        ParameterError: One has no ``=`` or no name, or a name is given twice.
    """
    settings: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise ParameterError(f"参数 -p：“{text}”应写成 名称=值，例如 -p metric=benefit。")
        if name.strip() in settings:
            raise ParameterError(f"参数 -p：“{name.strip()}”给了两次，请只保留一个。")
        settings[name.strip()] = value.strip()
    return settings


def _agreed(from_files: Mapping[Month, Mapping[str, Any]], name: str) -> str | None:
    given = {str(values[name]): month for month, values in from_files.items() if values.get(name) is not None}
    if len(given) > 1:
        places = "、".join(f"{month}.yaml（{value}）" for value, month in given.items())
        raise ParameterError(f"各月参数文件的 {name} 不一致：{places}。请分月运行，或用 --{name} 统一指定。")
    return next(iter(given), None)
