"""Pydantic's findings as Chinese sentences."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import ValidationError

Place = tuple[str | int, ...]

_SENTENCES = {
    "extra_forbidden": "没有这个名称，请检查拼写",
    "missing": "缺少这一项",
    "string_type": "应当是文本",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是“是”或“否”（true 或 false）",
    "decimal_parsing": "应当是数字",
    "decimal_type": "应当是数字",
    "tuple_type": "应当是列表",
    "list_type": "应当是列表",
    "dict_type": "应当是“名称: 值”的形式",
    "model_type": "应当是“名称: 值”的形式",
}


def describe_errors(error: ValidationError, locate: Callable[[Place], str]) -> list[str]:
    """One sentence per error: where, what was found, what to write.

    Args:
        error: What pydantic raised.
        locate: Turns a place in the data into file and place for the reader.
    """
    return [_describe(item, locate) for item in error.errors(include_url=False)]


def _describe(item: object, locate: Callable[[Place], str]) -> str:
    assert isinstance(item, dict)
    kind, context = item["type"], item.get("ctx", {})
    if kind == "literal_error":
        what = f"只能是 {context['expected'].replace(' or ', '、')}"
    elif kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        what = "超出允许的范围"
    elif kind in ("value_error", "assertion_error"):
        what = f"值不正确（{context.get('error', '')}）"
    else:
        what = _SENTENCES.get(kind, f"值不正确（{item['msg']}）")
    found = "" if kind in ("missing", "extra_forbidden") else f"，现为“{item['input']}”"
    return f"{locate(tuple(item['loc']))}：{what}{found}。"
