"""Compares quarterly.json with the truth's quarters and names every difference."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from figures_match import rate_text, same_amount
from library_doors import TABULATED, Doors

AMOUNTS = ("benefit", "treasury", "available")


def read_quarter(doors: Doors, month: int, unit: str | None) -> dict[str, Any]:
    """quarterly.json of one reading."""
    from sanzi_lib.measures.facts import build_facts
    from sanzi_lib.measures.quarter import compute_quarter
    from sanzi_lib.months import Month
    from sanzi_lib.reports.quarterly.json import build_quarter_figures

    made = compute_quarter(build_facts(doors.accepted, doors.programme, Month(2024, month)), unit=unit)
    return json.loads(build_quarter_figures(made, doors.programme, TABULATED).text)


def quarter_differences(found: dict[str, Any], want: dict[str, Any], where: str) -> list[str]:
    out = [
        f"{where}.{key}: found {found.get(key)!r}, expected {want[key]!r}"
        for key in ("quarter", "month", "period")
        if found.get(key) != want[key]
    ]
    figures = found["figures"]
    for key, value in want["figures"].items():
        if key == "projects_quarter":
            same = figures.get(key, "absent") == value
        elif key in ("attainment", "gap"):
            same = figures.get(key, "absent") == rate_text(value)
        else:
            same = same_amount(figures.get(key, "absent"), value)
        if not same:
            out.append(f"{where}.figures.{key}: found {figures.get(key, 'absent')!r}, expected {value!r}")
    for number, wanted in enumerate(want["quarters"], start=1):
        given = found["quarters"][number - 1]
        for key in AMOUNTS:
            if not same_amount(given[key], wanted[f"{key}_quarter"]):
                out.append(f"{where}.quarters[{number}].{key}: found {given[key]}, expected {wanted[f'{key}_quarter']}")
        if given["projects"] != wanted["projects_quarter"]:
            out.append(f"{where}.quarters[{number}].projects: found {given['projects']}")
    if len(found["quarters"]) != len(want["quarters"]):
        out.append(f"{where}.quarters: {len(found['quarters'])}")
    for key, name in (("kinds", "name"), ("methods", "name")):
        given = {item[name]: Fraction(item["quarter"]) for item in found[key]}
        if given != want[key]:
            out.append(f"{where}.{key}: found {given}, expected {want[key]}")
    given = {(item["category"], item["name"]): Fraction(item["quarter"]) for item in found["categories"]}
    if given != want["categories"]:
        out.append(f"{where}.categories: found {given}, expected {want['categories']}")
    projects = sorted((_project(item) for item in found["projects"]), key=str)
    if projects != want["projects"]:
        more = [item for item in projects if item not in want["projects"]]
        less = [item for item in want["projects"] if item not in projects]
        out.append(f"{where}.projects: found {more[:3]}, expected {less[:3]}")
    if "rank" in want:
        unit = found["unit"]
        if (unit["rank"], unit["tied"], unit["ranked"]) != want["rank"]:
            out.append(f"{where}.rank: found {unit}, expected {want['rank']}")
    elif [item["states"] for item in found["returns"]] != want["states"]:
        out.append(f"{where}.returns: {found['returns']}")
    return out


def _project(item: dict[str, Any]) -> tuple[Any, ...]:
    return (
        item["unit"],
        item["project"],
        item["field"],
        item["method"],
        item["new"],
        *(tuple(Fraction(item[span][key]) for key in AMOUNTS) for span in ("quarter", "cumulative")),
        tuple(sorted((one["unit"], Fraction(one["quantity"])) for one in item["quantities"])),
    )
