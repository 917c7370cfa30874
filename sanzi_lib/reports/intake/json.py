"""intake.json: the counts of the intake report; every single finding stands in checks.json beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.model import ControlTotals
from sanzi_lib.ledger.tally import LEVELS, FileTally, Tally
from sanzi_lib.money import to_wan
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.intake.still_open import StillOpen


def build_intake_figures(tally: Tally, tabulated_on: date, still_open: StillOpen | None = None) -> FiguresData:
    """intake.json: units by state, files with their open findings and control totals, rules, overrides, unread files.

    Amounts are texts of 万元 with all digits, null where a control total is missing or cannot be read.
    """
    data: dict[str, Any] = {
        "programme": tally.programme,
        "month": str(tally.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in tally.period],
        "cutoff": tally.cutoff.isoformat(),
        "units": {state: tally.names_in(state) for state in ("accepted", "sent_back", "not_reported")},
        "files": [_build_file(item) for item in tally.files],
        "rules": [
            {"rule": item.rule, "level": item.level, "count": item.count, "units": dict(item.units)}
            for item in tally.rules
        ],
        "overrides": {
            "applied": [
                {
                    "unit": item.unit,
                    "rule": item.rule,
                    "level": item.level,
                    "project": item.project or None,
                    "count": item.count,
                    "reason": item.override.reason,
                    "by": item.override.by,
                    "date": item.override.date,
                }
                for item in tally.applied
            ],
            "unused": [
                {"unit": item.unit, "rule": item.rule, "project": item.project, "message": item.message}
                for item in tally.unused
            ],
        },
        "unread": [{"file": item.file, "message": item.unread} for item in tally.unread],
    }
    if still_open is not None:
        count = still_open.count
        data["open"] = {"findings": count.findings, "of_month": still_open.own, "amount": _money(count.amount)}
    return FiguresData("intake.json", build_json_text(data))


def _build_file(item: FileTally) -> dict[str, Any]:
    state = item.state
    return {
        "unit": state.unit or None,
        "state": state.state,
        "file": state.file,
        "sha256": state.sha256,
        "kind": state.kind,
        "submitted_on": state.submitted_on.isoformat() if state.submitted_on is not None else None,
        "days_late": state.days_late,
        "findings": {level: item.counts[level] for level in LEVELS},
        "control": None if state.control is None else _build_control(state.control),
    }


def _build_control(control: ControlTotals) -> dict[str, Any]:
    return {
        "projects": {"cover": control.stated_projects, "rows": control.projects},
        "benefit": {"cover": _money(control.stated_benefit), "rows": _money(control.benefit)},
        "treasury": {"cover": _money(control.stated_treasury), "rows": _money(control.treasury)},
    }


def _money(fen: int | None) -> str | None:
    return None if fen is None else f"{to_wan(fen):f}"
