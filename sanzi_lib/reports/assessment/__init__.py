"""The annual assessment (年度考核): the whole, the groups' indicators, a page per unit.

See docs/指标口径.md 年度考核、报告.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.assessment import AssessedUnit, Assessment, AssessmentTally, GroupAssessment
from sanzi_lib.measures.model import Amounts
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import AssessmentRule
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.assessment import face, tables
from sanzi_lib.reports.assessment.texts import say_months_word
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.blocks import Block, DocumentHead, FiguresData, Heading, PageBreak, Table
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.reports.elements.columns import CellColumn, text_column
from sanzi_lib.reports.elements.exact import exact_money, exact_rate
from sanzi_lib.reports.elements.formats import count_cell, rate_cell
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.working import RECKONED, working_column


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
        "period": [day.isoformat() for day in assessment.period.days],
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
    whose = {"code": row.unit, "unit": row.name, "state": row.state, "days_late": row.days_late}
    return {
        **whose,
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


def build_frame(assessment: Assessment) -> pd.DataFrame:
    """Every unit's six indicators with numerators and denominators, for the analyst; in no document."""
    columns: tuple[CellColumn[AssessedUnit], ...] = (
        text_column("unit", "单位", lambda unit: unit.row.name),
        *(working_column(key, lambda unit: unit.row.amounts) for key in RECKONED[1:]),
        CellColumn("on_time", "按时月数", lambda unit: count_cell(unit.tally.on_time.months)),
        CellColumn("due", "应报月数", lambda unit: count_cell(unit.tally.on_time.due)),
        CellColumn(
            "on_time_share", "按时报送率（按时月数÷应报月数，%）", lambda unit: rate_cell(unit.tally.on_time.share)
        ),
        CellColumn("sent_back", "退回修改的月数", lambda unit: count_cell(unit.tally.sent_back)),
        CellColumn("open", "未办结问题", lambda unit: count_cell(unit.tally.errors + unit.tally.queries)),
        CellColumn("cases", "典型案例", lambda unit: count_cell(unit.tally.cases)),
    )
    return working.build_frame(columns, assessment.units)


def build_head(
    assessment: Assessment, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()
) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        assessment: The year to the month.
        programme: Gives the city.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, 未定稿, as far as they hold.
    """
    year, subject = assessment.month.year, programme.titles.subject
    title = f"{programme.city}{year}年{subject}盘活年度考核指标（{say_months_word(assessment)}）"
    said = f"{year}年{say_months_word(assessment)}{subject}盘活年度考核指标，{len(assessment.units)}个单位。"
    return build_report_head(
        "assessment", title, said, period=assessment.period.days, tabulated_on=tabulated_on, marks=marks, over="考核期"
    )


def build_opening(assessment: Assessment, programme: Programme) -> tuple[Block, ...]:
    """Build the first page: findings, key figures, the groups."""
    return (
        Heading("主要情况"),
        face.build_findings(assessment, programme),
        face.build_key_figures(assessment),
        face.build_groups_table(assessment),
    )


def build_groups(assessment: Assessment, programme: Programme) -> tuple[Block, ...]:
    """Build a table per group: every unit with every indicator, its numerator and denominator."""
    blocks: list[Block] = [Heading("分组考核指标")]
    for group in assessment.groups:
        blocks.append(Heading(group.board.group_name, level=2))
        blocks.append(tables.build_group_table(group, assessment, programme))
    return tuple(blocks)


def build_units(assessment: Assessment) -> tuple[Block, ...]:
    """Build a page per unit, group by group in the groups' order."""
    return tuple(
        block
        for group in assessment.groups
        for unit in group.units
        for block in face.build_unit_page(unit, group, assessment)
    )


def build_notes(assessment: Assessment, programme: Programme) -> tuple[Block, ...]:
    """Build the notes that end the report, on a page after the last unit's."""
    return (PageBreak(), face.build_notes(assessment, programme))


def build_data(assessment: Assessment, tabulated_on: date) -> tuple[Table, FiguresData]:
    """Tell what is not shown: the sheet 数据 and assessment.json."""
    return tables.build_tidy_table(assessment), build_assessment_figures(assessment, tabulated_on)
