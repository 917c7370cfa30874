"""A trace as JSON (docs/文件与命令.md 命令) and in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.measures.trace_model import Trace, TraceForm, TracePart
from sanzi_lib.money import round_half_up, to_exact_wan, to_wan

RATE_PLACES = 10

_UNITS: Mapping[TraceForm, str] = {
    "money": "万元",
    "count": "个",
    "quantity": "",
    "rate": "",
    "list": "",
    "total": "万元",
    "reckoned": "万元",
}


def build_trace_json(trace: Trace, *, ascii_only: bool = False) -> str:
    """Build the trace as JSON: amounts as strings of 万元 with all digits, rates with ten decimals.

    A figure that is computed rather than summed has no ``parts`` but ``terms``, of the same form, that it is made of.

    Args:
        trace: The trace.
        ascii_only: Escape what is not ASCII, for a stream that may lack it.
    """
    data = {"figure": _figure_json(trace), **_content_json(trace)}
    return json.dumps(data, ensure_ascii=ascii_only, indent=2) + "\n"


def _content_json(trace: Trace) -> dict[str, Any]:
    content: dict[str, Any] = {"parts": [_part_json(part, trace.form) for part in trace.parts]}
    if trace.terms:
        content["terms"] = [_term_json(term) for term in trace.terms]
    return content


def _term_json(term: Trace) -> dict[str, Any]:
    label = {"quantity_unit": term.label} if term.label else {}
    if term.item is not None:
        label = {"kind": term.item.kind, "item": term.item.item, "rule": term.item.rule or ""}
    head = {"measure": term.measure, "unit": term.name, **label, "figure": _figure_json(term)}
    return {**head, **_content_json(term)}


def _figure_json(trace: Trace) -> Any:
    if trace.form == "list":
        return [{"unit": term.label, "quantity": _figure_json(term)} for term in trace.terms]
    return None if trace.figure is None else _plain(trace.figure, trace.form)


def _part_json(part: TracePart, form: TraceForm) -> dict[str, Any]:
    return {
        "unit": part.name,
        "month": None if part.month is None else str(part.month),
        "file": part.file,
        "sheet": part.sheet,
        "cell": part.cell,
        "amount": _plain(part.amount, form),
        "sha256": part.sha256,
    }


def _plain(value: int | Decimal | Fraction, form: TraceForm) -> str:
    match form:
        case "money":
            return f"{to_wan(int(value)):f}"
        case "total" | "reckoned":
            return f"{to_exact_wan(Fraction(value)):f}"
        case "rate":
            return f"{round_half_up(value, RATE_PLACES):f}"
        case _:
            text = f"{value:f}" if isinstance(value, Decimal) else str(value)
            return text.rstrip("0").rstrip(".") if "." in text else text


def measure_name(trace: Trace) -> str:
    """Tell what the figure is called."""
    return FIGURES["quantities" if trace.measure == "quantity" else trace.measure].name


def show_figure(trace: Trace) -> str:
    """Show the figure with its unit, all digits, thousands separated; ``—`` where there is none."""
    if trace.form == "list":
        return "；".join(show_figure(term) for term in trace.terms) or "—"
    if trace.figure is None:
        return "—"
    if trace.measure == "rank":
        return f"第{trace.figure}位"
    return show_value(trace.figure, trace.form) + (_UNITS[trace.form] or trace.label)


def show_value(value: int | Decimal | Fraction, form: TraceForm) -> str:
    """Show a value as an analyst reads it, all digits, thousands separated."""
    whole, point, decimals = _plain(value, form).partition(".")
    digits = whole.removeprefix("-")
    grouped = f"{int(digits):,}" if digits.isdigit() else digits
    return f"{'-' if whole.startswith('-') else ''}{grouped}{point}{decimals}"
