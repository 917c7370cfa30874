"""risk.json: the 风险 findings with their projects' figures; internal, as the report is (docs/核验规则.md 级别)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.project_money import ProjectMoney
from sanzi_lib.money import to_wan
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.risk.tally import RiskEntry, RiskTally, count_projects, sum_money


def build_risk_figures(tally: RiskTally, tabulated_on: date) -> FiguresData:
    """Build the list of a month; amounts are texts of 万元 with all digits, or null."""
    data = {
        "programme": tally.programme,
        "month": str(tally.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in tally.period],
        "units": {
            state: [name for name, own in tally.units if own == state]
            for state in ("accepted", "sent_back", "not_reported")
        },
        "totals": _build_totals(tally.entries),
        "rules": [{"rule": rule, **_build_totals(tally.of_rule(rule))} for rule in tally.rules],
        "entries": [_build_entry(entry) for entry in tally.entries],
    }
    return FiguresData("risk.json", build_json_text(data))


def _build_totals(entries: tuple[RiskEntry, ...]) -> dict[str, Any]:
    return {
        "projects": count_projects(entries),
        "open": count_projects(entry for entry in entries if entry.override is None),
        **_build_money(sum_money(entries)),
    }


def _build_entry(entry: RiskEntry) -> dict[str, Any]:
    line = entry.override
    return {
        "rule": entry.rule,
        "code": entry.code or None,
        "unit": entry.unit,
        "project": entry.project or None,
        "name": entry.name or None,
        "month": entry.month,
        "state": entry.state,
        "counterparty": entry.facts.get("counterparty") or None,
        "counterparty_kind": entry.facts.get("counterparty_kind") or None,
        **_build_money(entry.money),
        "findings": [
            {"sheet": finding.sheet, "cell": finding.cell, "value": finding.value, "message": finding.message}
            for finding in entry.findings
        ],
        "override": None if line is None else {"reason": line.reason, "by": line.by, "date": line.date},
    }


def _build_money(money: ProjectMoney | None) -> dict[str, Any]:
    keys = ("benefit", "treasury", "financing", "benefit_cumulative", "treasury_cumulative", "financing_cumulative")
    amounts = {key: None if money is None else getattr(money, key) for key in keys}
    return {key: None if fen is None else f"{to_wan(fen):f}" for key, fen in amounts.items()}
