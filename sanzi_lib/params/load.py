"""Read a programme's folder; with :mod:`sanzi_lib.params.tables` the only place that opens programme files.

Every problem of a folder is collected and told at once, with file and place (docs/指标口径.md 用语、单位与目标).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.params.messages import describe_errors
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.references import ENUMERATIONS, FIELDS, PROGRAMME, TARGETS, UNITS, check_programme
from sanzi_lib.params.tables import TableText, UniqueKeyLoader, parse_table, parse_yaml, read_text

__all__ = ["FILES", "UniqueKeyLoader", "find_programme", "read_programme", "read_programmes", "read_text"]

FILES = (PROGRAMME, ENUMERATIONS, TARGETS, FIELDS, UNITS)

_COLUMNS = {
    TARGETS: {"地区": "name", "预期盘活效益(万元)": "target", "按工作领域分解": "by_field"},
    FIELDS: {"工作领域": "name", "牵头单位": "lead", "主要任务": "tasks", "预期盘活效益(万元)": "target"},
    UNITS: {
        "代码": "code",
        "单位": "name",
        "别名": "aliases",
        "组": "group",
        "计入": "counts_in",
        "建议领域": "proposed_field",
    },
}
_PARTS = {"enumerations": ENUMERATIONS, "targets": TARGETS, "fields": FIELDS, "units": UNITS}
"""Keys of a programme that other files than programme.yaml fill."""


def read_programme(folder: Path) -> Programme:
    """Read and check one programme.

    Args:
        folder: ``params/<programme>/``.

    Returns:
        The programme, its sums and references checked.

    Raises:
        ProgrammeError: With every problem found, each naming file and place.
    """
    problems: list[str] = []
    texts = _read_texts(folder, problems)
    if problems:
        raise ProgrammeError(problems)
    values = {name: parse_yaml(folder / name, texts[name], problems) for name in (PROGRAMME, ENUMERATIONS)}
    tables = {name: parse_table(folder / name, texts[name], columns, problems) for name, columns in _COLUMNS.items()}
    problems += [
        f"{folder / PROGRAMME}“{key}”：没有这个名称，请检查拼写。"
        for key in (*_PARTS, "digest")
        if key in values[PROGRAMME]
    ]
    if problems:
        raise ProgrammeError(problems)
    data: dict[Any, Any] = {**values[PROGRAMME], "enumerations": values[ENUMERATIONS], "digest": _digest(texts)}
    data |= {key: tables[name].rows for key, name in _PARTS.items() if name in tables}
    try:
        programme = Programme.model_validate(data)
    except ValidationError as error:
        raise ProgrammeError(describe_errors(error, lambda place: _locate(folder, place, tables))) from None
    problems = check_programme(programme, folder)
    if problems:
        raise ProgrammeError(problems)
    return programme


def find_programme(params: Path, *, year: int | None = None, name: str | None = None) -> Programme:
    """Read the programme of that name, or the one whose year it is.

    Args:
        params: The folder ``params/``.
        year: Year of the report month; used where no name is given.
        name: Folder name of the programme.

    Raises:
        ParameterError: There is none, or more than one for the year.
        ProgrammeError: The programme's files do not hold together.
    """
    if not params.is_dir():
        raise ParameterError(f"找不到参数文件夹 {params}，请用 --params 指明，或在项目文件夹内运行。")
    folders = _find_folders(params)
    names = "、".join(folder.name for folder in folders) or "（没有）"
    if name is not None:
        if name not in [folder.name for folder in folders]:
            raise ParameterError(
                f"参数 programme：找不到年度方案“{name}”，{params} 下现有：{names}。"
                "请检查 --programme，或 runs 下当月参数文件中的 programme。"
            )
        programme = read_programme(params / name)
        if year is not None and programme.year != year:
            raise ParameterError(f"参数 programme：年度方案“{name}”是{programme.year}年的，与月份（{year}年）不符。")
        return programme
    years = {folder: _year_of(folder) for folder in folders}
    fitting = [folder for folder in folders if years[folder] == year]
    if len(fitting) > 1:
        several = "、".join(folder.name for folder in fitting)
        raise ParameterError(f"{year}年有不止一个年度方案：{several}。请用 --programme 指明用哪一个。")
    if fitting:
        return read_programme(fitting[0])
    for folder in folders:
        if years[folder] is None:
            read_programme(folder)  # says what is wrong with it: it may be the one that is wanted
    raise ParameterError(f"{params} 下没有{year}年的年度方案，现有：{names}。请先建立该年度的方案文件夹。")


def list_years(params: Path) -> tuple[int, ...]:
    """List the years of which there is just one programme, in order."""
    years = [year for folder in _find_folders(params) if (year := _year_of(folder)) is not None]
    return tuple(sorted(year for year in set(years) if years.count(year) == 1))


def read_programmes(params: Path) -> tuple[tuple[Programme, ...], tuple[str, ...]]:
    """Every programme under ``params/``, by folder name, for someone who chooses one.

    Args:
        params: The folder ``params/``.

    Returns:
        Those that hold together, and every problem of the others.

    Raises:
        ParameterError: There is no such folder, or no programme in it.
    """
    if not params.is_dir() or not (folders := _find_folders(params)):
        raise ParameterError(f"{params} 下没有年度方案，请检查参数 params，或先建立年度方案文件夹。")
    programmes: list[Programme] = []
    problems: list[str] = []
    for folder in folders:
        try:
            programmes.append(read_programme(folder))
        except ProgrammeError as error:
            problems += error.problems
    return tuple(programmes), tuple(problems)


def _find_folders(params: Path) -> list[Path]:
    return sorted({path.parent for file in FILES for path in params.glob(f"*/{file}")})


def _read_texts(folder: Path, problems: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in FILES:
        try:
            texts[name] = read_text(folder / name)
        except OSError:
            problems.append(f"{folder / name}：文件不存在或无法打开，年度方案缺少这个文件。")
        except UnicodeDecodeError:
            problems.append(f"{folder / name}：不是UTF-8或GBK编码的文本，请另存为UTF-8。")
    return texts


def _year_of(folder: Path) -> int | None:
    """Read the year that a programme says, None where that cannot be read."""
    try:
        value = yaml.safe_load(read_text(folder / PROGRAMME))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    year = value.get("year") if isinstance(value, dict) else None
    return year if isinstance(year, int) else None


def _digest(texts: Mapping[str, str]) -> str:
    """SHA-256 of the content; line ends, which change from system to system, do not count."""
    digest = hashlib.sha256()
    for name in FILES:
        text = texts[name].replace("\r\n", "\n")
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def _locate(folder: Path, place: tuple[str | int, ...], tables: Mapping[str, TableText]) -> str:
    head = str(place[0]) if place else ""
    name = _PARTS.get(head, PROGRAMME)
    if name in tables:
        headers = {key: header for header, key in _COLUMNS[name].items()}
        row = f"第{tables[name].lines[int(place[1])]}行" if len(place) > 1 else ""
        column = f"“{headers.get(str(place[2]), place[2])}”" if len(place) > 2 else ""
        return f"{folder / name}{row}{column}"
    rest = place[1:] if head in _PARTS else place
    keys = " → ".join(f"第{part + 1}项" if isinstance(part, int) else part for part in rest)
    return f"{folder / name}“{keys}”" if keys else f"{folder / name}"
