"""The first page of the quarterly report: findings as sentences, then the key figures (docs/指标口径.md 季度)."""

from __future__ import annotations

from decimal import Decimal

from sanzi_lib.measures.attention import list_attention, list_for
from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Overview
from sanzi_lib.measures.quarter_model import Quarterly
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import ranking
from sanzi_lib.reports.elements.attention import say_points
from sanzi_lib.reports.elements.blocks import Findings, KeyFigure, KeyFigures, Paragraph
from sanzi_lib.reports.elements.formats import (
    STATE_WORDS,
    show_rank,
)
from sanzi_lib.reports.elements.key_figures import (
    build_accepted_figure,
    build_receipts_figures,
    build_span_figure,
    build_standing_figures,
    say_target,
)
from sanzi_lib.reports.elements.reporting import say_restated
from sanzi_lib.reports.elements.standing import NO_TARGET
from sanzi_lib.reports.quarterly import texts


def build_carried(report: Quarterly) -> tuple[Paragraph, ...]:
    """Build the mark of a unit's report that rests on an earlier month than the quarter's last."""
    if report.unit_row is None or not (carried := texts.say_carried(report.returns[0], report.month)):
        return ()
    state = STATE_WORDS[report.unit_row.state]
    return (Paragraph(f"注意：{report.whole.name}{report.month.month}月月报{state}，{carried}", role="warn"),)


def build_findings(report: Quarterly, programme: Programme) -> Findings:
    """How far it has come, the quarter against the one before, treasury, projects, place, returns, restatements."""
    restated = say_restated(report.restatements, when=texts.name_quarter(report.month))
    sentences = [
        texts.say_progress(report),
        texts.say_against_previous(report),
        texts.say_funds(report),
        texts.say_projects(report, quantities=False),
        *_say_standing(report, programme),
        f"{restated}。" if restated else "",
    ]
    return Findings(tuple(sentence for sentence in sentences if sentence))


def _say_standing(report: Quarterly, programme: Programme) -> tuple[str, ...]:
    """Who needs attention, where a unit ranks, and what was returned."""
    limit = programme.thresholds.attention_gap
    if report.overview is not None:
        said = texts.say_all_returns(report.returns, report.month)
        return _say_lagging(report.overview, limit), said
    assert report.unit_row is not None
    assert report.board is not None
    row, gap = report.unit_row, report.unit_row.amounts.gap
    attention = f"{ranking.say_attention([row], limit)}。" if gap is not None and gap < -limit else ""
    said = texts.say_unit_returns(report.returns[0], report.month)
    return texts.say_rank(report.board, row), attention, said, texts.say_lacking(row, report.month)


def _say_lagging(overview: Overview, limit: Decimal) -> str:
    """Units that lag behind the time; who did not report is said with the returns."""
    if lagging := list_for(list_attention(overview, limit), "lagging"):
        return f"{ranking.say_attention(lagging, limit)}。"
    having = any(row.amounts.gap is not None for board in overview.groups for row in board.rows)
    return f"没有单位滞后序时进度超过{say_points(limit)}。" if having else ""


def build_key_figures(report: Quarterly) -> KeyFigures:
    """Benefit, attainment, the quarter, treasury, available, and rank or returns."""
    amounts, brought = report.whole.amounts, report.whole.brought
    label = f"{texts.name_quarter(report.month)}{MONEY_NAMES['benefit']}"
    return KeyFigures(
        (
            *build_standing_figures(amounts, say_target(amounts, NO_TARGET)),
            build_span_figure(label, brought.benefit, brought.projects, "没有通过核验的月报"),
            *build_receipts_figures(amounts),
            _build_last_figure(report),
        )
    )


def _build_last_figure(report: Quarterly) -> KeyFigure:
    """Build a unit's rank; for the city how many returns of the quarter were accepted."""
    if report.unit_row is not None and report.board is not None:
        rank = show_rank(report.unit_row.rank, tied=report.unit_row.tied)
        return KeyFigure(
            f"{report.board.group_name}{name_figure('rank')}", rank, "", f"共{len(report.board.ranked)}个单位"
        )
    due = sum(len(item.states) for item in report.returns)
    accepted = sum(state == "accepted" for item in report.returns for state in item.states)
    return build_accepted_figure("通过核验的月报", accepted, due, "份")
