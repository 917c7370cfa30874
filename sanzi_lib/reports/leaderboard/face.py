"""The first page of a board: three to five findings as sentences, then the key figures (docs/指标口径.md 报告)."""

from __future__ import annotations

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Board
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Findings, KeyFigures
from sanzi_lib.reports.elements.key_figures import (
    NOTHING_THIS_MONTH,
    build_accepted_figure,
    build_receipts_figures,
    build_span_figure,
    build_standing_figures,
    say_target,
)
from sanzi_lib.reports.elements.open_findings import say_open
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
    if still_open := say_open(board):  # never left out, however much else there is to say
        sentences.append(still_open)
    return Findings(tuple(sentences))


def build_key_figures(board: Board) -> KeyFigures:
    """Benefit, attainment, the month, treasury, available, returns: the row of figures under the findings."""
    totals, rows = board.totals, board.rows
    accepted = sum(row.state == "accepted" for row in rows)
    return KeyFigures(
        (
            *build_standing_figures(totals, _target_note(board)),
            build_span_figure(name_figure("benefit"), totals.benefit, totals.projects, NOTHING_THIS_MONTH),
            *build_receipts_figures(totals),
            build_accepted_figure("通过核验的单位", accepted, len(rows), "个"),
        )
    )


def _target_note(board: Board) -> str:
    partly = any(row.amounts.target is None for row in board.rows)
    said = say_target(board.totals)
    return f"{'单列的' if partly else ''}{said}" if said else NO_TARGET


def _stop(sentence: str) -> str:
    return f"{sentence}。" if sentence else ""
