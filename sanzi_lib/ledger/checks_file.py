"""checks.json: what checking a month gave, for other programs (docs/文件与命令.md checks.json)."""

from __future__ import annotations

from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.model import Finding, MonthChecks, ReturnState


def build_checks(checks: MonthChecks) -> str:
    """Build the text of a month's checks.json, UTF-8, indented, with a newline at its end."""
    data = {
        "month": str(checks.month),
        "returns": [_build_return(state) for state in checks.returns],
        "findings": [_build_finding(finding) for finding in checks.findings],
        "unread": [{"file": unread.file, "message": unread.message} for unread in checks.unread],
    }
    return build_json_text(data, indent=1)


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
    override = finding.override
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
        "override": None if override is None else {"reason": override.reason, "by": override.by, "date": override.date},
    }
