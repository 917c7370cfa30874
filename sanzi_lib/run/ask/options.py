"""From what a command line says to a request: folders found, the months' parameter files heard, defaults filled in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sanzi_lib
from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month, parse_month_range
from sanzi_lib.params.root import find_root
from sanzi_lib.params.runfile import read_runfile
from sanzi_lib.run.ask.kinds import FORMATS, REPORTS, Registry
from sanzi_lib.run.ask.request import Folders, Request, read_day

LEDGERS, OUTPUT, PARAMS, NOTEBOOKS = "ledgers", "output", "params", "notebooks"

_LIBRARY = Path(sanzi_lib.__file__).resolve().parent.parent
"""The checkout that the library was installed from."""


@dataclass(frozen=True)
class Options:
    """What a command line says, as written; None and empty where it says nothing.

    Attributes:
        months: ``2024-06`` or ``2024-01..2024-12``, any number.
        reports: ``--report``.
        groups: ``--group``.
        units: ``--unit``.
        programme: ``--programme``.
        params: ``--params``.
        ledgers: ``--ledgers``.
        output: ``--output``.
        record: ``--record``.
        jobs: ``--jobs``.
        force: ``--force``.
        formats: ``--format``, separated by commas.
        as_of: ``--as-of``.
        settings: ``-p``, each NAME=VALUE.
    """

    months: Sequence[str]
    reports: Sequence[str] = ()
    groups: Sequence[str] = ()
    units: Sequence[str] = ()
    programme: str | None = None
    params: Path | None = None
    ledgers: Path | None = None
    output: Path | None = None
    record: Path | None = None
    jobs: int | None = None
    force: bool = False
    formats: str | None = None
    as_of: str | None = None
    settings: Sequence[str] = field(default=())


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


def read_months(texts: Sequence[str]) -> tuple[Month, ...]:
    """Months and ranges of months, each month once, in order.

    Raises:
        ParameterError: One is not a month.
    """
    return tuple(sorted({month for text in texts for month in parse_month_range(text)}))


def find_project(start: Path, params: Path | None) -> Path:
    """The project root: the nearest folder upward that has ``params/``.

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
    """An absolute path; a relative one starts at the project root."""
    return Path(os.path.normpath(root / Path(path or default).expanduser()))


def find_notebooks(root: Path) -> Path:
    """The project's notebooks; where a project has none, those that the library came with."""
    own = root / NOTEBOOKS
    return own if own.is_dir() else _LIBRARY / NOTEBOOKS


def read_jobs(jobs: int | None) -> int:
    """Number of processes; the cores that this process may use where none is given.

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
        return FORMATS
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
