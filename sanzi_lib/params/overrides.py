"""``overrides.csv``: findings that an analyst accepts, each with reason, person and date (docs/核验规则.md 认可)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError, field_validator, model_validator

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.load import read_text
from sanzi_lib.params.messages import describe_errors
from sanzi_lib.params.programme import Model, normalise_name


def append_lines(content: bytes | None, lines: Iterable[OverrideLine]) -> bytes:
    """Give the file with lines behind its own; what stands in it stays byte for byte.

    Args:
        content: The file, as :func:`~sanzi_lib.params.overrides.read_overrides` reads it without a problem; None where
            there is none. A new one is UTF-8 with a mark, as Excel wants it.
        lines: Written so that no spreadsheet computes them.
    """
    if not content:
        content = codecs.BOM_UTF8 + f"{','.join(HEADERS)}\n".encode()
    encoding, text = _decode(content)
    ending = "\r\n" if "\r\n" in text else "\n"
    names = name_columns(next(csv.reader(io.StringIO(text, newline=""))))
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator=ending)
    for line in lines:
        cells = line.write_cells()
        writer.writerow([cells[name] for name in names])
    joint = "" if text.endswith("\n") else ending
    return content + f"{joint}{added.getvalue()}".encode(encoding)


def _decode(content: bytes) -> tuple[str, str]:
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030", content.decode("gb18030")


OVERRIDES = "overrides.csv"

HEADERS: Mapping[str, str] = {
    "month": "month",
    "unit": "unit",
    "rule": "rule",
    "项目编号": "project",
    "reason": "reason",
    "by": "by",
    "date": "date",
}
"""Header of each column to its name here, in the file's order."""

_OTHER_HEADERS = {"月份": "month", "单位": "unit", "规则": "rule", "理由": "reason", "批准人": "by", "日期": "date"}
_RULE = re.compile(r"V\d{2}")

LASTING = ("V16", "V18", "V20", "V23", "V24", "V25", "V33")
"""Rules whose findings come back every month; a line may accept one for several months (docs/核验规则.md 认可)."""

_COMPUTES = ("=", "+", "-", "@")
"""Beginnings of a text that a spreadsheet would compute; an apostrophe before them keeps it a text."""


class OverrideLine(Model):
    """A line that accepts the findings of one rule for one project in one unit's returns of one month or several.

    Attributes:
        month: The month, or the first of several.
        through: The last of several months, as in ``2024-06..2024-12``; None for one month.
        unit: Name, alias or code of the unit.
        project: 项目编号; "" for a finding that belongs to no project.
        reason: Why it is accepted.
        by: Who accepts it.
        date: When, ``2024-06-30``.
        line: Line number in the file, from 1.
    """

    month: Month
    through: Month | None = None
    unit: str
    rule: str
    project: str = ""
    reason: str
    by: str
    date: str
    line: int = 0

    @property
    def last(self) -> Month:
        """The last month that it is for."""
        return self.through or self.month

    @property
    def span(self) -> str:
        """``2024-06``, or ``2024-06..2024-12``."""
        return str(self.month) if self.through is None else f"{self.month}..{self.through}"

    def write_cells(self) -> dict[str, str]:
        """Give its cells by column, as they stand in the file."""
        values = (self.span, self.unit, self.rule, self.project, self.reason, self.by, self.date)
        return {name: guard_text(value) for name, value in zip(HEADERS.values(), values, strict=True)}

    @model_validator(mode="after")
    def _lasts_where_it_may(self) -> OverrideLine:
        if self.through is not None:
            if self.rule not in LASTING:
                raise ValueError(f"{self.rule}的问题只能按月认可；可以写几个月的只有{'、'.join(LASTING)}")
            if self.through.year != self.month.year or self.through < self.month:
                raise ValueError("月份范围应在同一年内，较早的月份写在前面")
        return self

    @field_validator("month", "through", mode="before")
    @classmethod
    def _is_a_month(cls, value: object) -> object:
        if value is None or isinstance(value, Month):
            return value
        try:
            return parse_month(str(value))
        except ParameterError:
            raise ValueError("应写成 2024-06 这样的月份，或 2024-06..2024-12 这样的范围") from None

    @field_validator("unit", "reason", "by")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value:
            raise ValueError("不能留空")
        return value

    @field_validator("rule")
    @classmethod
    def _is_a_rule(cls, value: str) -> str:
        if not _RULE.fullmatch(value):
            raise ValueError("应写规则编号，如 V07")
        return value

    @field_validator("date")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        try:
            written = date.fromisoformat(value)
        except ValueError:
            raise ValueError("应写成 2024-06-30 这样真实存在的日期") from None
        if written.isoformat() != value:
            raise ValueError("应写成 2024-06-30 这样的日期")
        return value


def guard_text(text: str) -> str:
    """Write a text so that no spreadsheet computes it; :func:`read_overrides` reads it as it was."""
    return f"'{text}" if text.startswith(_COMPUTES) else text


def _unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_COMPUTES) else text


def read_overrides(folder: Path) -> tuple[OverrideLine, ...]:
    """Read ``overrides.csv`` of a programme; a folder without one has no overrides.

    Args:
        folder: ``params/<programme>/``.

    Returns:
        The lines in the file's order.

    Raises:
        ProgrammeError: With every problem found, each naming file, line and column.
    """
    path = folder / OVERRIDES
    if not path.exists():
        return ()
    try:
        text = read_text(path)
    except OSError:
        raise ProgrammeError([f"{path}：文件无法打开，请检查是否被其他程序占用。"]) from None
    except UnicodeDecodeError:
        raise ProgrammeError([f"{path}：不是UTF-8或GBK编码的文本，请另存为UTF-8。"]) from None
    lines: list[OverrideLine] = []
    problems: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [normalise_name(name) for name in next(reader, [])]
        names = name_columns(header)
        if sorted(names) != sorted(HEADERS.values()):
            raise ProgrammeError([f"{path}第1行：表头应为“{','.join(HEADERS)}”，现为“{','.join(header)}”。"])
        for cells in reader:
            where = f"{path}第{reader.line_num}行"
            if len(cells) == len(names):
                values = {name: _unguard(cell.strip()) for name, cell in zip(names, cells, strict=True)}
                lines += _read_line(where, reader.line_num, values, problems)
            elif any(cell.strip() for cell in cells):
                problems.append(f"{where}：有{len(cells)}格，应为{len(names)}格。")
    except csv.Error as error:
        problems.append(f"{path}第{reader.line_num}行：CSV格式有误（{error}），请检查引号。")
    problems += _find_repeats(path, lines)
    if problems:
        raise ProgrammeError(problems)
    return tuple(lines)


def name_columns(header: Iterable[str]) -> list[str]:
    """Give the name here of each column of the file, in the file's order; an unknown one keeps its own."""
    names = map(normalise_name, header)
    return [HEADERS.get(name) or _OTHER_HEADERS.get(name) or name for name in names]


def _read_line(where: str, number: int, values: dict[str, str], problems: list[str]) -> list[OverrideLine]:
    if not any(values.values()):
        return []
    first, dots, last = (part.strip() for part in values["month"].partition(".."))
    months = {"month": first, "through": last if dots else None}
    project = normalise_name(values["project"])
    try:
        return [OverrideLine.model_validate({**values, **months, "project": project, "line": number})]
    except ValidationError as error:
        shown = {name: header for header, name in HEADERS.items()} | {"through": "month"}
        problems.extend(describe_errors(error, lambda place: f"{where}“{shown[str(place[0]) if place else 'month']}”"))
        return []


def _find_repeats(path: Path, lines: list[OverrideLine]) -> list[str]:
    first: dict[tuple[str, str, str, str], int] = {}
    problems = []
    for line in lines:
        key = (line.span, normalise_name(line.unit), line.rule, line.project)
        if first.setdefault(key, line.line) != line.line:
            problems.append(f"{path}第{line.line}行：与第{first[key]}行重复，请只保留一行。")
    return problems
