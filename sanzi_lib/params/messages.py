"""Pydantic's findings as Chinese sentences.

Validators of this suite raise :class:`ValueError` in Chinese, which stands as it is; pydantic's own findings are
translated here, and none of its English reaches the analyst.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

ParameterPlace = tuple[str | int, ...]

_SENTENCES = {
    "extra_forbidden": "没有这个名称，请检查拼写",
    "missing": "缺少这一项",
    "invalid_key": "名称应当是文本，数字作名称时请加引号",
    "string_type": "应当是文本，数字、日期和是否请加引号",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_parsing_size": "数字太大",
    "int_from_float": "应当是整数",
    "bool_type": "应当是“是”或“否”（true 或 false）",
    "bool_parsing": "应当是“是”或“否”（true 或 false）",
    "decimal_parsing": "应当是数字",
    "decimal_type": "应当是数字",
    "finite_number": "应当是有限的数字",
    "tuple_type": "应当是列表，写成 [甲, 乙] 或每行一个“- ”",
    "dict_type": "应当是“名称: 值”的形式",
    "model_type": "应当是“名称: 值”的形式",
    "model_attributes_type": "应当是“名称: 值”的形式",
}
_SHOWN = 40


def describe_errors(error: ValidationError, locate: Callable[[ParameterPlace], str]) -> list[str]:
    """One sentence per error: where, what was found, what to write.

    Args:
        error: What pydantic raised.
        locate: Turns a place in the data into file and place for the reader.
    """
    return [_describe(item, locate) for item in error.errors(include_url=False)]


def _describe(item: ErrorDetails, locate: Callable[[ParameterPlace], str]) -> str:
    place = tuple(part for part in item["loc"] if part != "[key]")
    what = _sentence(item["type"], item.get("ctx", {}))
    return f"{locate(place)}：{what}{_found(item)}。"


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "literal_error":
            names = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            return f"只能是 {'、'.join(names)}"
        case "value_error":
            return str(context["error"])
        case "greater_than":
            return f"应当大于{context['gt']}"
        case "greater_than_equal":
            return f"应当不小于{context['ge']}"
        case "less_than":
            return f"应当小于{context['lt']}"
        case "less_than_equal":
            return f"应当不大于{context['le']}"
        case "too_short":
            return f"至少要有{context['min_length']}项"
        case "too_long":
            return f"最多只能有{context['max_length']}项"
        case _:
            return _SENTENCES.get(kind, "值不正确，请对照样例方案")


def _found(item: ErrorDetails) -> str:
    """Quote what stands there, where it is short enough to help."""
    value = item["input"]
    if item["type"] in ("missing", "extra_forbidden", "too_short", "too_long") or isinstance(value, dict | list):
        return ""
    if value is None or value == "":
        return "，现为空"
    text = str(value)
    return f"，现为“{text if len(text) <= _SHOWN else text[:_SHOWN] + '……'}”"
