"""The intake report (报送核验): what must be followed up, who reported, what was found; for analysts only.

See docs/指标口径.md 报告.

It names files, cells and 风险 findings, so every page carries 内部资料.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.model import ControlTotals
from sanzi_lib.ledger.tally import LEVELS, FileTally, Tally
from sanzi_lib.money import to_wan
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.blocks import Block, Cell, DocumentHead, FiguresData, Heading, Notes, Paragraph, Table
from sanzi_lib.reports.elements.columns import CellColumn, text_column
from sanzi_lib.reports.elements.formats import RETURN_WORDS, count_cell, show_date, show_day, show_period
from sanzi_lib.reports.elements.head import build_file_stem
from sanzi_lib.reports.elements.marks import DEMO_MARK, INTERNAL_MARK
from sanzi_lib.reports.intake import arrivals, face, findings
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


LEVELS_NOTE = (
    "级别：错误——退回修改，当月不计入；核实——请说明或更正，照常计入；"
    "风险——只进内部清单，不得出现在印发的报告里；提示——供参考。"
)


def build_frame(tally: Tally) -> pd.DataFrame:
    """Every file, and every unit without one, with its open findings by level, for the analyst; in no document."""
    columns: tuple[CellColumn[FileTally], ...] = (
        text_column("unit", "单位", lambda item: item.state.unit),
        text_column("file", "文件", lambda item: item.state.file or ""),
        text_column("state", "情况", lambda item: RETURN_WORDS[item.state.state]),
        CellColumn("days_late", "迟报天数", lambda item: count_cell(item.state.days_late)),
        *(CellColumn(level, level, partial(_count_level, level=level)) for level in LEVELS),
    )
    return working.build_frame(columns, tally.files)


def _count_level(item: FileTally, level: str) -> Cell:
    return count_cell(item.counts[level])


def build_head(tally: Tally, programme: Programme, tabulated_on: date) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        tally: The month.
        programme: Gives the city.
        tabulated_on: 制表时间.
    """
    title = f"{programme.city}{tally.month.label}{programme.titles.subject}月报核验情况"
    return DocumentHead(
        report="intake",
        title=title,
        file_stem=build_file_stem(title),
        subtitle=f"报告期：{show_period(tally.period)}　报送截止：{show_day(tally.cutoff)}　"
        f"制表时间：{show_date(tabulated_on)}",
        tabulated_on=tabulated_on.isoformat(),
        marks=(INTERNAL_MARK, *((DEMO_MARK,) if tally.demo else ())),
        subject=f"{tally.month.label}月报的报送、核验和退回情况，供内部催办，不印发。",
    )


def build_opening(tally: Tally, still_open: StillOpen | None = None) -> tuple[Block, ...]:
    """One glance: what must be followed up today.

    Args:
        tally: The month.
        still_open: What is open of the year so far; None says nothing of earlier months.
    """
    return (
        Heading("今日须办"),
        face.build_findings(tally, still_open),
        face.build_key_figures(tally, still_open),
        *_shown(face.build_matters_table(tally)),
    )


def build_arrivals(tally: Tally) -> tuple[Block, ...]:
    """Who reported when, days late, state; and what could not be read."""
    unread = (arrivals.build_unread_table(tally),) if tally.unread else (Paragraph("没有读不了的文件。"),)
    return (Heading("报送情况"), *unread, arrivals.build_arrivals_table(tally), arrivals.build_arrivals_list(tally))


def build_back(tally: Tally) -> tuple[Block, ...]:
    """Tell what was sent back and why."""
    return (Heading("退回修改"), *_shown(findings.build_back_table(tally), "没有退回修改的月报。"))


def build_queries(tally: Tally, still_open: StillOpen | None = None) -> tuple[Block, ...]:
    """Tell what units must explain, also of earlier months, and the internal list of risks."""
    return (
        Heading("待核实和风险"),
        *_shown(findings.build_query_table(tally), "没有待核实的问题。"),
        *_shown(None if still_open is None else findings.build_earlier_table(still_open, tally)),
        *_shown(findings.build_risk_table(tally), "没有风险提示。"),
        findings.build_list(tally),
    )


def build_spread(tally: Tally) -> tuple[Block, ...]:
    """Build Findings by unit and by rule."""
    return (
        Heading("问题分布"),
        *_shown(findings.build_matrix(tally), "本月月报没有发现问题。"),
        *_shown(findings.build_rules_table(tally)),
    )


def build_overrides(tally: Tally) -> tuple[Block, ...]:
    """Build Overrides applied and unused."""
    return (
        Heading("认可情况"),
        *_shown(findings.build_applied_table(tally), "本月没有认可的问题。"),
        *_shown(findings.build_unused_table(tally)),
    )


def build_control(tally: Tally) -> tuple[Block, ...]:
    """Control totals of the month, cover against rows."""
    return (Heading("控制数核对"), arrivals.build_control_table(tally))


def build_notes(tally: Tally) -> tuple[Block, ...]:
    """Build the notes that end the report."""
    return (
        Notes(
            (
                LEVELS_NOTE,
                f"一个单位同一月份有多份月报的，以已接收的为准；更正被退回的，仍按此前通过核验的月报计入。"
                f"报送截止为{show_date(tally.cutoff)}24时。",
                f"正文中每份月报的每条规则最多列{findings.MOST_OF_A_KIND}处，全部问题见所附表格“{findings.FINDINGS_SHEET}”"
                "和同一文件夹的 checks.json。",
                "本报告列有文件名、单元格和风险提示，仅供内部催办和核对，不得印发。",
            )
        ),
    )


def build_data(tally: Tally, tabulated_on: date, still_open: StillOpen | None = None) -> tuple[FiguresData]:
    """Tell what is not shown: intake.json."""
    return (build_intake_figures(tally, tabulated_on, still_open),)


def _shown(table: Table | None, otherwise: str = "") -> tuple[Block, ...]:
    if table is not None:
        return (table,)
    return (Paragraph(otherwise),) if otherwise else ()
