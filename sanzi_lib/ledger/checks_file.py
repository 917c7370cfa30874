"""checks.json: what checking a month gave, for other programs (docs/文件与命令.md checks.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.model import Finding, Level, MonthChecks, Override, ReturnState, State

FORMAT = 2
"""Of checks.json; 1 are those that state none."""


def build_checks(checks: MonthChecks) -> str:
    """Build the text of a month's checks.json, UTF-8, indented, with a newline at its end."""
    data = {
        "format": FORMAT,
        "month": str(checks.month),
        "returns": [_build_return(state) for state in checks.returns],
        "findings": [_build_finding(finding) for finding in checks.findings],
        "unread": [{"file": unread.file, "message": unread.message} for unread in checks.unread],
    }
    return build_json_text(data, indent=1)


def read_checks(data: Mapping[str, Any]) -> tuple[dict[tuple[str, str], State], tuple[Finding, ...]]:
    """Read states, by SHA-256 and file name, and findings of a checks.json.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    states = {
        (item["sha256"], item["file"]): _read_word(item["state"], get_args(State))
        for item in data["returns"]
        if item["file"] is not None
    }
    return states, tuple(_read_finding(item) for item in data["findings"])


def _read_word(value: Any, among: tuple[Any, ...]) -> Any:
    if value not in among:
        raise ValueError(value)
    return value


def _read_finding(item: Mapping[str, Any]) -> Finding:
    override = item["override"]
    return Finding(
        **{
            field.name: item[field.name]
            for field in fields(Finding)
            if field.name not in ("level", "override", "first", "answer")
        },
        level=_read_word(item["level"], get_args(Level)),
        first=bool(item.get("first", False)),
        override=None if override is None else Override(**override),
    )


def _build_return(state: ReturnState) -> dict[str, Any]:
    return {
        "unit": state.unit or None,
        "file": state.file,
        "sha256": state.sha256,
        "kind": state.kind,
        "submitted_on": state.submitted_on.isoformat() if state.submitted_on is not None else None,
        "days_late": state.days_late,
        "state": state.state,
    }


def _build_finding(finding: Finding) -> dict[str, Any]:
    by = finding.override
    accepted = None if by is None else {"reason": by.reason, "by": by.by, "date": by.date}
    return {
        "rule": finding.rule,
        "level": finding.level,
        "unit": finding.unit,
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "project": finding.project,
        "value": finding.value,
        "message": finding.message,
        "override": accepted,
        **({"first": True} if finding.first else {}),
    }
