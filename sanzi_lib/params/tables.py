"""Text, YAML and CSV of a programme's folder, read strictly; what is wrong is said in Chinese with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_LISTS = {"aliases", "tasks"}
_YES_NO = {"是": True, "否": False}
_YAML_PROBLEMS = {
    "mapping values are not allowed here": "这里不应有冒号，含冒号的文字请加引号",
    "could not find expected ':'": "缺少冒号，或冒号后没有空格",
    "found character '\\t' that cannot start any token": "缩进请用空格，不要用制表符",
    "found unexpected end of stream": "引号或括号没有成对",
    "expected <block end>": "这一行或上面的缩进、引号不对",
    "while scanning a quoted scalar": "引号没有成对",
    "found undefined alias": "以 * 开头的文字请加引号",
}


@dataclass(frozen=True)
class TableText:
    """Rows of a CSV file by column key.

    Attributes:
        rows: One mapping per data row.
        lines: Line of the file on which each row ends, from 1.
    """

    rows: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]


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


def parse_yaml(path: Path, text: str, problems: list[str]) -> dict[str, Any]:
    """Parse a YAML file of names and values.

    Args:
        path: Named in the problems.
        text: The file's text.
        problems: What is wrong is added here.
    """
    try:
        value = yaml.load(text, Loader=UniqueKeyLoader)  # noqa: S506  a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"第{mark.line + 1}行" if mark else ""
        problems.append(f"{path}{line}：YAML格式有误（{_translate(error.problem)}）。")
        return {}
    except (yaml.YAMLError, RecursionError):
        problems.append(f"{path}：YAML格式有误，请检查是否混入了不可见字符。")
        return {}
    if not isinstance(value, dict):
        problems.append(f"{path}：应当是“名称: 值”的形式。")
        return {}
    return value


def _translate(problem: str | None) -> str:
    text = problem or ""
    if not text.isascii():
        return text
    hint = next((hint for start, hint in _YAML_PROBLEMS.items() if text.startswith(start)), None)
    return hint or "请对照样例检查缩进、冒号和引号"


class UniqueKeyLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, which YAML would silently overwrite."""


def _construct_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "名称应当是文本", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=deep)


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def parse_table(path: Path, text: str, columns: dict[str, str], problems: list[str]) -> TableText:
    """Parse a CSV file with exactly these headers, in any order.

    Args:
        path: Named in the problems.
        text: The file's text.
        columns: Header to key.
        problems: What is wrong is added here.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(columns):
            problems.append(f"{path}第1行：表头应为“{','.join(columns)}”，现为“{','.join(header)}”。")
            return TableText((), ())
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.append(
                    f"{path}第{reader.line_num}行：有{len(cells)}格，应为{len(header)}格，请检查逗号，含逗号的文字请加引号。"
                )
                continue
            rows.append({columns[h]: _cell(columns[h], cell.strip()) for h, cell in zip(header, cells, strict=True)})
            lines.append(reader.line_num)
    except csv.Error:
        problems.append(f"{path}第{reader.line_num}行：CSV格式有误，请检查引号是否成对。")
    return TableText(tuple(rows), tuple(lines))


def _cell(name: str, text: str) -> Any:
    if name in _LISTS:
        return [part.strip() for part in text.split("；") if part.strip()]
    if name == "by_field":
        return _YES_NO.get(text, text)
    if name == "proposed_field":
        return text or None
    return text
