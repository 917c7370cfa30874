"""Compares checks.json of a month of the made year with the truth."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from annex_one import CODES, NAME
from records import Year, days_late

# Rules below 错误 whose findings are known by construction; the others (V29, V02 and V01 提示) are not looked at.
KNOWN = {
    *("V07", "V12", "V16", "V18", "V19", "V20", "V21", "V23", "V24", "V25", "V27", "V28", "V30"),
    *("V31", "V33", "V34", "V35", "V36", "V37", "V38"),
}


def checks_differences(found: dict[str, Any], year: Year, month: int) -> list[str]:
    out = _returns(found, year, month)
    out += _errors(found, year, month)
    out += _notes(found, year, month)
    if sorted(item["file"] for item in found["unread"]) != year.unread[month]:
        out.append(f"{month}: unread {[item['file'] for item in found['unread']]}, expected {year.unread[month]}")
    return out


def _returns(found: dict[str, Any], year: Year, month: int) -> list[str]:
    out = []
    want: dict[str | None, tuple[Any, ...]] = {}
    for item in year.returns:
        if item.month == month:
            late = days_late(item.sent, item.cover_month or month)
            want[item.file] = (NAME[item.unit], item.verdict, item.kind, item.sent, late)
    for at, unit, file in year.copies:
        if at == month:
            item = next(x for x in year.returns if (x.month, x.unit) == (month, unit))
            want[file] = (NAME[unit], "replaced", item.kind, item.sent, days_late(item.sent, month))
    rows = {item["file"]: item for item in found["returns"] if item["file"] is not None}
    for file, (unit, state, kind, sent, late) in want.items():
        if file not in rows:
            out.append(f"{month}: {file} is not among the returns")
            continue
        row = rows.pop(file)
        mine = (row["unit"], row["state"], row["kind"], datetime.fromisoformat(row["submitted_on"]), row["days_late"])
        if mine != (unit, state, kind, sent, late):
            out.append(f"{month}: {file}: {mine}, expected {(unit, state, kind, sent, late)}")
    out += [f"{month}: {file} should not be among the returns" for file in rows]
    absent = {item["unit"] for item in found["returns"] if item["file"] is None and item["state"] == "not_reported"}
    silent = {NAME[code] for code in CODES if not any((x.unit, x.month) == (code, month) for x in year.returns)}
    if absent != silent:
        out.append(f"{month}: not_reported {sorted(absent)}, expected {sorted(silent)}")
    return out


def _errors(found: dict[str, Any], year: Year, month: int) -> list[str]:
    out = []
    errors = [item for item in found["findings"] if item["level"] == "错误"]
    for item in year.returns:
        if item.month != month:
            continue
        wanted = item.errors if item.verdict != "replaced" else set()
        mine = [finding for finding in errors if finding["file"] == item.file]
        for rule, project in wanted:
            if not any(x["rule"] == rule and (project is None or x["project"] == project) for x in mine):
                out.append(f"{month}: {item.file} ({NAME[item.unit]}): no {rule} {project}")
        for x in mine:
            if not any(x["rule"] == rule and project in {None, x["project"]} for rule, project in wanted):
                out.append(
                    f"{month}: {item.file} ({NAME[item.unit]}): too much: {x['rule']} {x['sheet']}!{x['cell']}"
                    f" {x['project']} {x['value']!r}: {x['message']}"
                )
    return out


def _notes(found: dict[str, Any], year: Year, month: int) -> list[str]:
    names = {NAME[code]: code for code in CODES}
    mine = {
        (month, names.get(item["unit"], item["unit"]), item["rule"], item["level"], item["project"]): item["message"]
        for item in found["findings"]
        if item["level"] != "错误" and item["rule"] in KNOWN
    }
    want = {note for note in year.notes if note[0] == month}
    may = {note for note in year.may if note[0] == month}
    out = [f"{month}: no finding {note}" for note in sorted(want - set(mine), key=str)]
    out += [f"{month}: too much: {note}: {mine[note]}" for note in sorted(set(mine) - want - may, key=str)]
    return out
