"""Read a programme's folder; the only place that opens YAML and CSV parameter files.

Every problem of a folder is collected and told at once, with file and place (domain §1, §2).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.messages import describe_errors
from sanzi_lib.params.programme import Programme, spellings_of

PROGRAMME, ENUMERATIONS = "programme.yaml", "enumerations.yaml"
TARGETS, FIELDS, UNITS = "targets.csv", "fields.csv", "units.csv"
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
_LISTS = {"aliases", "tasks"}
_YES_NO = {"是": True, "否": False}


def read_programme(folder: Path) -> Programme:
    """Read and check one programme.

    Args:
        folder: ``params/<programme>/``.

    Returns:
        The programme, its sums and references checked.

    Raises:
        ProgrammeError: With every problem found, each naming file and place.
    """
    texts: dict[str, str] = {}
    problems: list[str] = []
    for name in FILES:
        try:
            texts[name] = read_text(folder / name)
        except OSError:
            problems.append(f"{folder / name}：文件不存在或无法打开，年度方案缺少这个文件。")
        except UnicodeDecodeError:
            problems.append(f"{folder / name}：不是UTF-8或GBK编码的文本，请另存为UTF-8。")
    if problems:
        raise ProgrammeError(problems)
    values: dict[str, Any] = {}
    for name in (PROGRAMME, ENUMERATIONS):
        values[name] = _read_yaml(folder / name, texts[name], problems)
    for name, columns in _COLUMNS.items():
        values[name] = _read_table(folder / name, texts[name], columns, problems)
    if problems:
        raise ProgrammeError(problems)
    data = {
        **values[PROGRAMME],
        "enumerations": values[ENUMERATIONS],
        "targets": values[TARGETS],
        "fields": values[FIELDS],
        "units": values[UNITS],
        "digest": _digest(texts),
    }
    try:
        programme = Programme.model_validate(data)
    except ValidationError as error:
        raise ProgrammeError(describe_errors(error, lambda place: _locate(folder, place))) from None
    problems.extend(_check_references(programme, folder))
    problems.extend(_check_sums(programme, folder))
    if problems:
        raise ProgrammeError(problems)
    return programme


def find_programme(params: Path, *, year: int | None = None, name: str | None = None) -> Programme:
    """The programme of that name, or the one whose year it is.

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
    folders = sorted(path.parent for path in params.glob(f"*/{PROGRAMME}"))
    names = "、".join(folder.name for folder in folders) or "（没有）"
    if name is not None:
        if name not in [folder.name for folder in folders]:
            raise ParameterError(f"参数 programme：找不到年度方案“{name}”，{params} 下现有：{names}。")
        programme = read_programme(params / name)
        if year is not None and programme.year != year:
            raise ParameterError(f"参数 programme：年度方案“{name}”是{programme.year}年的，与月份（{year}年）不符。")
        return programme
    fitting = [folder for folder in folders if _year_of(folder) == year]
    if not fitting:
        raise ParameterError(f"{params} 下没有{year}年的年度方案，现有：{names}。请先建立该年度的方案文件夹。")
    if len(fitting) > 1:
        several = "、".join(folder.name for folder in fitting)
        raise ParameterError(f"{year}年有不止一个年度方案：{several}。请用 --programme 指明用哪一个。")
    return read_programme(fitting[0])


def read_text(path: Path) -> str:
    """Text of a parameter file: UTF-8 with or without a mark, or GBK as Excel saves CSV.

    Raises:
        OSError: It cannot be opened.
        UnicodeDecodeError: It is neither.
    """
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _year_of(folder: Path) -> int | None:
    try:
        value = yaml.safe_load(read_text(folder / PROGRAMME))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    year = value.get("year") if isinstance(value, dict) else None
    return year if isinstance(year, int) else None


def _digest(texts: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(f"{name}\0{len(texts[name])}\0{texts[name]}".encode())
    return digest.hexdigest()


def _read_yaml(path: Path, text: str, problems: list[str]) -> dict[str, Any]:
    try:
        value = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506  a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"第{mark.line + 1}行" if mark else ""
        problems.append(f"{path}{line}：YAML格式有误（{error.problem}），请对照样例检查缩进、冒号和引号。")
        return {}
    except yaml.YAMLError:
        problems.append(f"{path}：YAML格式有误，请检查是否混入了不可见字符。")
        return {}
    if not isinstance(value, dict):
        problems.append(f"{path}：应当是“名称: 值”的形式。")
        return {}
    return value


class UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, which YAML would silently overwrite."""


def _construct_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=deep)


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def _read_table(path: Path, text: str, columns: dict[str, str], problems: list[str]) -> list[dict[str, Any]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[dict[str, Any]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(columns):
            problems.append(f"{path}第1行：表头应为“{'，'.join(columns)}”，现为“{'，'.join(header)}”。")
            return []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.append(f"{path}第{reader.line_num}行：有{len(cells)}格，应为{len(header)}格。")
                continue
            rows.append({columns[h]: _cell(columns[h], cell.strip()) for h, cell in zip(header, cells, strict=True)})
    except csv.Error as error:
        problems.append(f"{path}第{reader.line_num}行：CSV格式有误（{error}），请检查引号。")
    return rows


def _cell(name: str, text: str) -> Any:
    if name in _LISTS:
        return [part.strip() for part in text.split("；") if part.strip()]
    if name == "by_field":
        return _YES_NO.get(text, text)
    if name == "proposed_field":
        return text or None
    return text


def _locate(folder: Path, place: tuple[str | int, ...]) -> str:
    files = {"enumerations": ENUMERATIONS, "targets": TARGETS, "fields": FIELDS, "units": UNITS}
    head = place[0] if place else ""
    if head in files and head != "enumerations":
        name = files[str(head)]
        headers = {key: header for header, key in _COLUMNS[name].items()}
        row = f"第{int(place[1]) + 2}行" if len(place) > 1 else ""
        column = f"“{headers.get(str(place[2]), place[2])}”" if len(place) > 2 else ""
        return f"{folder / name}{row}{column}"
    rest = place[1:] if head == "enumerations" else place
    keys = " → ".join(f"第{part + 1}项" if isinstance(part, int) else part for part in rest)
    return f"{folder / (ENUMERATIONS if head == 'enumerations' else PROGRAMME)}“{keys}”"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _check_references(programme: Programme, folder: Path) -> list[str]:
    problems: list[str] = []
    units, fields, targets = folder / UNITS, folder / FIELDS, folder / TARGETS
    if programme.id != folder.name:
        problems.append(f"{folder / PROGRAMME}“id”：“{programme.id}”应与文件夹名“{folder.name}”一致。")
    for path, what, names in (
        (units, "代码", [unit.code for unit in programme.units]),
        (units, "单位", [unit.name for unit in programme.units]),
        (fields, "工作领域", [field.name for field in programme.fields]),
        (targets, "地区", [row.name for row in programme.targets]),
        (folder / PROGRAMME, "groups", [group.id for group in programme.groups]),
        (folder / PROGRAMME, "groups", [group.name for group in programme.groups]),
        (folder / ENUMERATIONS, "三资小类", [n for c in programme.enumerations.categories for n in c.subcategories]),
        (folder / ENUMERATIONS, "measure_units", [m.name for m in programme.enumerations.measure_units]),
    ):
        problems += [f"{path}“{what}”：“{name}”出现了两次。" for name in _twice(names)]
    rows = {row.name for row in programme.targets}
    if sum(row.by_field for row in programme.targets) > 1:
        problems.append(f"{targets}“按工作领域分解”：只能有一行为“是”。")
    for unit in programme.units:
        if unit.group not in programme.group_by_id:
            problems.append(f"{units}：{unit.name}的组“{unit.group}”不在 {PROGRAMME} 的 groups 中。")
        if unit.counts_in not in rows:
            problems.append(f"{units}：{unit.name}计入“{unit.counts_in}”，{TARGETS} 中没有这一行。")
        if unit.proposed_field is not None and unit.proposed_field not in programme.field_by_name:
            problems.append(f"{units}：{unit.name}的建议领域“{unit.proposed_field}”不在 {FIELDS} 中。")
    own = Counter(u.counts_in for u in programme.units if u.counts_in != programme.own_row)
    problems += [f"{units}：“{row}”一行有{n}个单位计入，只能有一个。" for row, n in own.items() if n > 1]
    for field in programme.fields:
        if field.lead not in programme.unit_by_code:
            problems.append(f"{fields}：{field.name}的牵头单位“{field.lead}”不在 {UNITS} 中。")
        elif not programme.counts_by_field(field.lead):
            problems.append(f"{fields}：{field.name}的牵头单位“{field.lead}”不计入按工作领域分解的一行。")
    if problems:
        return problems
    owners: dict[str, str] = {}
    for unit in programme.units:
        for spelling in spellings_of(programme, unit):
            if owners.setdefault(spelling, unit.name) != unit.name:
                problems.append(f"{units}：“{spelling}”既指{owners[spelling]}又指{unit.name}，请修改别名。")
    return problems


def _check_sums(programme: Programme, folder: Path) -> list[str]:
    problems: list[str] = []
    total = sum(row.target for row in programme.targets)
    if total != programme.total_target:
        problems.append(
            f"{folder / TARGETS}：各行之和{to_wan(total)}万元，与{programme.total_name}{to_wan(programme.total_target)}万元"
            f"相差{to_wan(total - programme.total_target)}万元，请核对 {TARGETS} 与 {PROGRAMME} 的 total_target。"
        )
    own = next((row for row in programme.targets if row.by_field), None)
    if own is not None:
        parts = sum(field.target for field in programme.fields)
        if parts != own.target:
            problems.append(
                f"{folder / FIELDS}：各领域之和{to_wan(parts)}万元，与{own.name}{to_wan(own.target)}万元"
                f"相差{to_wan(parts - own.target)}万元，请核对 {FIELDS} 与 {TARGETS}。"
            )
    elif programme.fields:
        problems.append(f"{folder / TARGETS}：有工作领域目标，但没有一行“按工作领域分解”为“是”。")
    return problems


def months_before(programme: Programme, month: Month) -> bool:
    """True for a month before the programme's first board month (its boards are 试编)."""
    return month < programme.first_board_month
