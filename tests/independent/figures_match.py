"""Compares JSON figures with the calculator's and names every difference."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

AMOUNTS = ["benefit", "treasury", "available"]
MONEY = [*AMOUNTS, *(f"{key}_cumulative" for key in AMOUNTS), "target"]
RATES = ["attainment", "gap"]
UNIT_TEXT = ["code", "unit", "state", "days_late", "projects"]
RANKS = ["rank", "tied", "previous_rank", "rank_change"]
AMOUNT = re.compile(r"-?\d+(\.\d+)?\Z")
UNIT_KEYS = {*UNIT_TEXT, *RANKS, *MONEY, *RATES, "quantities", "social_benefit", "cases", "of_which"}
UNIT_KEYS |= {"case_results", "open"}
HEAD_KEYS = {
    "format",
    "programme",
    "month",
    "group",
    "group_name",
    "tabulated_on",
    "period",
    "time_progress",
    "rule",
    "units",
    "totals",
}
RATE = re.compile(r"-?\d+\.\d{10}\Z")


def rate_text(value: Fraction | None) -> str | None:
    """A share with ten decimals, half up (away from zero)."""
    if value is None:
        return None
    scaled = abs(value) * 10**10
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as context:
        context.prec = 60
        text = Decimal(whole).scaleb(-10).quantize(Decimal("1e-10"), ROUND_HALF_UP)
    return f"-{text:f}" if value < 0 and whole else f"{text:f}"


def same_amount(found: Any, want: Fraction | None) -> bool:
    if want is None or found is None:
        return found is want
    return isinstance(found, str) and AMOUNT.match(found) is not None and Fraction(found) == want


def _amounts(where: str, found: dict[str, Any], want: dict[str, Any], out: list[str]) -> None:
    for key in MONEY:
        if not same_amount(found.get(key, "absent"), want[key]):
            shown = None if want[key] is None else float(want[key])
            out.append(f"{where}.{key}: found {found.get(key, 'absent')!r}, expected {shown!r}")
    for key in RATES:
        if found.get(key, "absent") != rate_text(want[key]):
            out.append(f"{where}.{key}: found {found.get(key, 'absent')!r}, expected {rate_text(want[key])!r}")
    if found.get("projects", "absent") != want["projects"]:
        out.append(f"{where}.projects: found {found.get('projects', 'absent')!r}, expected {want['projects']!r}")


def _texts(where: str, found: dict[str, Any], want: dict[str, Any], out: list[str]) -> None:
    measures = [item["unit"] for item in found["quantities"]]
    if measures != sorted(measures):
        out.append(f"{where}.quantities: not sorted by unit: {measures}")
    quantities = {item["unit"]: Fraction(item["quantity"]) for item in found["quantities"]}
    if quantities != want["quantities"] or len(quantities) != len(found["quantities"]):
        out.append(f"{where}.quantities: found {found['quantities']}, expected {want['quantities']}")
    if found["social_benefit"] != want["social_benefit"]:
        out.append(f"{where}.social_benefit: found {found['social_benefit']}, expected {want['social_benefit']}")
    if sorted(found["cases"]) != sorted(want["cases"]):
        out.append(f"{where}.cases: found {found['cases']}, expected {want['cases']}")


def _fields(where: str, found: dict[str, Any], want: dict[str, Any], keys: list[str], out: list[str]) -> None:
    out += [
        f"{where}.{key}: found {found.get(key, 'absent')!r}, expected {want[key]!r}"
        for key in keys
        if found.get(key, "absent") != want[key]
    ]


def board_differences(found: dict[str, Any], want: dict[str, Any]) -> list[str]:
    out: list[str] = []
    where = f"{want['month']}/{want['group']}"
    _fields(where, found, want, ["programme", "month", "group", "group_name", "period", "rule"], out)
    if found.get("time_progress") != rate_text(want["time_progress"]):
        out.append(f"{where}.time_progress: {found.get('time_progress')}")
    if set(found) != HEAD_KEYS:
        out.append(f"{where}: keys {sorted(set(found) ^ HEAD_KEYS)} more or less than docs/文件与命令.md has")
    order, wanted = ([row["code"] for row in board["units"]] for board in (found, want))
    if order != wanted:
        out.append(f"{where}: order {order}, expected {wanted}")
    rows = {row["code"]: row for row in found["units"]}
    for row in want["units"]:
        if row["code"] not in rows:
            out.append(f"{where}: no row {row['code']}")
            continue
        here, mine = f"{where}/{row['unit']}", rows[row["code"]]
        _fields(here, mine, row, [*UNIT_TEXT, *RANKS], out)
        _amounts(here, mine, row, out)
        _texts(here, mine, row, out)
        if set(mine) != UNIT_KEYS:
            out.append(f"{here}: keys {sorted(set(mine) ^ UNIT_KEYS)} more or less than docs/文件与命令.md has")
        parts, wanted = ([part["code"] for part in unit["of_which"]] for unit in (mine, row))
        if parts != wanted:
            out.append(f"{here}.of_which: {parts}, expected {wanted}")
        for part, expected in zip(mine["of_which"], row["of_which"], strict=False):
            inner = f"{here}/其中{expected['unit']}"
            _fields(inner, part, expected, UNIT_TEXT, out)
            _amounts(inner, part, expected | {"attainment": None, "gap": None}, out)
            _texts(inner, part, expected, out)
    _amounts(f"{where}/totals", found["totals"], want["totals"], out)
    return out


def overview_differences(found: dict[str, Any], want: dict[str, Any], month: int) -> list[str]:
    out: list[str] = []
    where = f"{month}/overview"
    names, wanted = ([row["name"] for row in one["rows"]] for one in (found, want))
    if names != wanted:
        out.append(f"{where}: rows {names}, expected {wanted}")
    for row, expected in zip(found["rows"], want["rows"], strict=False):
        _amounts(f"{where}/{expected['name']}", row, expected, out)
    fields = found["rows"][0].get("fields", [])
    if [field["name"] for field in fields] != [field["name"] for field in want["rows"][0]["fields"]]:
        out.append(f"{where}: fields {[field['name'] for field in fields]}")
    for field, expected in zip(fields, want["rows"][0]["fields"], strict=False):
        _amounts(f"{where}/{expected['name']}", field, expected, out)
    for group, expected in want["groups"].items():
        _amounts(f"{where}/groups/{group}", found["groups"].get(group, {}), expected, out)
    if list(found["groups"]) != list(want["groups"]):
        out.append(f"{where}: groups in the order {list(found['groups'])}")
    _amounts(f"{where}/city", found["city"], want["city"], out)
    return out
