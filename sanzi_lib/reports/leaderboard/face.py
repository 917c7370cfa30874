"""The first page of a board: three to five findings as sentences, then the key figures (docs/指标口径.md 报告)."""

from __future__ import annotations

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Board
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Findings, KeyFigure, KeyFigures
from sanzi_lib.reports.elements.formats import NOTHING, gap_role, say_gap, show_rate, show_yi, split_amount
from sanzi_lib.reports.elements.progress import say_treasury
from sanzi_lib.reports.elements.ranking import say_lag, say_largest_month, say_overall, say_places
from sanzi_lib.reports.elements.reporting import say_reporting, say_restated
from sanzi_lib.reports.elements.standing import NO_TARGET

MOST_FINDINGS = 5


def build_findings(board: Board, programme: Programme) -> Findings:
    """Who leads, who lags, how the group stands against time, what is missing, what was restated."""
    rows = board.rows
    if not rows:
        return Findings((f"{board.group_name}没有报送单位。",))
    needed = [
        say_overall(board),
        say_places(board),
        say_lag(board, programme.thresholds.attention_gap),
        say_reporting(rows),
        _stop(say_restated(board.restatements)),
    ]
    sentences = [sentence for sentence in needed if sentence]
    if (largest := say_largest_month(board)) and len(sentences) < MOST_FINDINGS:
        sentences.insert(2, largest)
    if board.heard and len(sentences) < MOST_FINDINGS:
        sentences.insert(1, f"同期{say_treasury(board.totals)}。")
    return Findings(tuple(sentences))


def build_key_figures(board: Board) -> KeyFigures:
    """Benefit, attainment, the month, treasury, available, returns: the row of figures under the findings."""
    totals = board.totals
    benefit, unit = split_amount(totals.benefit_cumulative)
    figures = [KeyFigure(name_figure("benefit_cumulative"), benefit, unit, _target_note(board))]
    if totals.attainment is not None and totals.gap is not None:
        figures.append(
            KeyFigure(
                name_figure("attainment"), show_rate(totals.attainment), "", say_gap(totals.gap), gap_role(totals.gap)
            )
        )
    if totals.benefit is None:
        figures.append(KeyFigure(name_figure("benefit"), NOTHING, "", "本月尚无通过核验的月报", "muted"))
    else:
        month, unit = split_amount(totals.benefit)
        figures.append(KeyFigure(name_figure("benefit"), month, unit, f"新盘活项目{totals.projects or 0}个"))
    treasury, unit = split_amount(totals.treasury_cumulative)
    share = totals.cash_share
    figures.append(
        KeyFigure(
            name_figure("treasury_cumulative"),
            treasury,
            unit,
            "" if share is None else f"{name_figure('cash_share')}{show_rate(share)}",
        )
    )
    available, unit = split_amount(totals.available_cumulative)
    figures.append(KeyFigure(name_figure("available_cumulative"), available, unit))
    accepted = sum(row.state == "accepted" for row in board.rows)
    complete = accepted == len(board.rows)
    figures.append(
        KeyFigure(
            "通过核验的单位",
            f"{accepted}/{len(board.rows)}",
            "个",
            "全部通过" if complete else f"{len(board.rows) - accepted}个未报送或退回修改",
            "plain" if complete else "warn",
        )
    )
    return KeyFigures(tuple(figures))


def _target_note(board: Board) -> str:
    target = board.totals.target
    if target is None:
        return NO_TARGET
    partly = any(row.amounts.target is None for row in board.rows)
    return f"{'单列的' if partly else ''}{name_figure('target')}{show_yi(target)}亿元"


def _stop(sentence: str) -> str:
    return f"{sentence}。" if sentence else ""
