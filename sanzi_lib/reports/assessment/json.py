"""assessment.json: every unit's indicators with their numerators and denominators, and its months."""

from __future__ import annotations

from datetime import date
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.assessment import AssessedUnit, Assessment, AssessmentTally, GroupAssessment
from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.reports.elements.exact import exact_money, exact_rate


def build_assessment_figures(assessment: Assessment, tabulated_on: date) -> FiguresData:
    """assessment.json; keys that leaderboard.json has too mean the same and hold the same.

    Args:
        assessment: The year to the month.
        tabulated_on: 制表时间.
    """
    data = {
        "programme": assessment.programme,
        "month": str(assessment.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in assessment.period],
        "time_progress": exact_rate(assessment.time_progress),
        "groups": [_build_group(group, assessment.month) for group in assessment.groups],
        "totals": _build_tally(assessment.tally),
    }
    return FiguresData("assessment.json", build_json_text(data))


def _build_group(group: GroupAssessment, month: Month) -> dict[str, Any]:
    return {
        "group": group.board.group,
        "group_name": group.board.group_name,
        "rule": build_rule(group.board.rule) if group.rule is None else None,
        "weights": None if group.rule is None else _build_weights(group.rule),
        "units": [_build_unit(unit, month) for unit in group.units],
        "totals": {**_build_amounts(group.board.totals), **_build_tally(group.tally)},
    }


def _build_weights(rule: AssessmentRule) -> dict[str, Any]:
    return {
        name: {
            "weight": f"{weight:f}",
            "full": f"{rule.scales[name].full:f}" if name in rule.scales else None,
            "zero": f"{rule.scales[name].zero:f}" if name in rule.scales else None,
        }
        for name, weight in rule.weights.items()
    }


def _build_unit(unit: AssessedUnit, month: Month) -> dict[str, Any]:
    row = unit.row
    return {
        "code": row.unit,
        "unit": row.name,
        "state": row.state,
        "days_late": row.days_late,
        "rank": unit.rank,
        "tied": unit.tied,
        **_build_amounts(row.amounts),
        **_build_tally(unit.tally),
        "composite": exact_rate(unit.composite),
        "points": {
            item.indicator: {"weight": exact_rate(item.weight), "points": exact_rate(item.points)}
            for item in unit.points
        },
        "case_titles": [entry.texts[0].title for entry in unit.cases],
        "months": [
            {
                "month": str(Month(month.year, item.month)),
                "state": item.state,
                "days_late": item.days_late,
                "benefit": exact_money(item.benefit),
                "benefit_cumulative": exact_money(item.benefit_cumulative),
            }
            for item in unit.months
        ],
    }


def _build_amounts(amounts: Amounts) -> dict[str, Any]:
    return {
        "target": exact_money(amounts.target),
        "benefit": exact_money(amounts.benefit),
        "benefit_cumulative": exact_money(amounts.benefit_cumulative),
        "treasury_cumulative": exact_money(amounts.treasury_cumulative),
        "available_cumulative": exact_money(amounts.available_cumulative),
        "attainment": exact_rate(amounts.attainment),
        "gap": exact_rate(amounts.gap),
        "cash_share": exact_rate(amounts.cash_share),
    }


def _build_tally(tally: AssessmentTally) -> dict[str, Any]:
    return {
        "on_time": tally.on_time.months,
        "due": tally.on_time.due,
        "on_time_share": exact_rate(tally.on_time.share),
        "sent": tally.sent,
        "sent_back": tally.sent_back,
        "standing_back": tally.standing_back,
        "errors": tally.errors,
        "queries": tally.queries,
        "cases": tally.cases,
    }
