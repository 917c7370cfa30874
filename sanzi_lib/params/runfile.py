"""The parameter file of a month, ``params/runs/<month>.yaml``: the same that papermill takes with ``-f``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.months import Month
from sanzi_lib.params.tables import parse_yaml, read_text

RUNS = "runs"


def runfile_path(params: Path, month: Month) -> Path:
    """Where a month's parameter file stands."""
    return params / RUNS / f"{month}.yaml"


def read_runfile(params: Path, month: Month) -> Mapping[str, Any]:
    """Read the parameters of a month.

    Args:
        params: The folder ``params/``.
        month: The report month.

    Returns:
        Parameter names and values as written; empty where there is no file. Names are checked by whoever uses them,
        because each report knows its own.

    Raises:
        ParameterError: The file is not readable, no YAML, no mapping, or is of another month.
    """
    path = runfile_path(params, month)
    try:
        text = read_text(path)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"无法读取参数文件 {path}（{error}），请检查文件是否为UTF-8文本。") from error
    if not text.strip():
        return {}
    problems: list[str] = []
    value = parse_yaml(path, text, problems)
    if problems:
        raise ProgrammeError(problems)
    if not all(isinstance(name, str) for name in value):
        raise ParameterError(f"参数文件 {path}：应当是“名称: 值”的形式。")
    if value.get("month", str(month)) != str(month):
        raise ParameterError(f"参数文件 {path}：month 为“{value['month']}”，与文件名的月份 {month} 不一致，请改正。")
    return value
