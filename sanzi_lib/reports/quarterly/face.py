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
    NOTHING,
    STATE_WORDS,
    gap_role,
    say_gap,
    show_rank,
    show_rate,
    show_yi,
    split_amount,
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
    name = texts.name_quarter(report.month)
    benefit, unit = split_amount(amounts.benefit_cumulative)
    target = NO_TARGET if amounts.target is None else f"{name_figure('target')}{show_yi(amounts.target)}亿元"
    figures = [KeyFigure(name_figure("benefit_cumulative"), benefit, unit, target)]
    if amounts.attainment is not None and amounts.gap is not None:
        rate, gap = show_rate(amounts.attainment), amounts.gap
        figures.append(KeyFigure(name_figure("attainment"), rate, "", say_gap(gap), gap_role(gap)))
    if brought.benefit is None:
        figures.append(KeyFigure(f"{name}{MONEY_NAMES['benefit']}", NOTHING, "", "没有通过核验的月报", "muted"))
    else:
        value, unit = split_amount(brought.benefit)
        figures.append(
            KeyFigure(f"{name}{MONEY_NAMES['benefit']}", value, unit, f"新盘活项目{brought.projects or 0:,}个")
        )
    treasury, unit = split_amount(amounts.treasury_cumulative)
    share = amounts.cash_share
    figures.append(
        KeyFigure(
            name_figure("treasury_cumulative"),
            treasury,
            unit,
            "" if share is None else f"{name_figure('cash_share')}{show_rate(share)}",
        )
    )
    available, unit = split_amount(amounts.available_cumulative)
    figures.append(KeyFigure(name_figure("available_cumulative"), available, unit))
    figures.append(_build_last_figure(report))
    return KeyFigures(tuple(figures))


def _build_last_figure(report: Quarterly) -> KeyFigure:
    """Build a unit's rank; for the city how many returns of the quarter were accepted."""
    if report.unit_row is not None and report.board is not None:
        rank = show_rank(report.unit_row.rank, tied=report.unit_row.tied)
        return KeyFigure(
            f"{report.board.group_name}{name_figure('rank')}", rank, "", f"共{len(report.board.ranked)}个单位"
        )
    due = sum(len(item.states) for item in report.returns)
    accepted = sum(state == "accepted" for item in report.returns for state in item.states)
    note = "全部通过" if accepted == due else f"{due - accepted}份未报送或退回修改"
    return KeyFigure("通过核验的月报", f"{accepted}/{due}", "份", note, "plain" if accepted == due else "warn")
