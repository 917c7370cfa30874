"""The leaderboard (分组榜单): one group's board of a month as blocks, section by section (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from sanzi_lib.measures.board import RankHistory
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Board, BoardRow, History
from sanzi_lib.measures.month_projects import MonthProjects
from sanzi_lib.measures.portions import GroupKinds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import head, official, progress_charts, standing, structure
from sanzi_lib.reports.elements.blocks import Block, DocumentHead, FiguresData, Findings, Heading, KeyFigures, Table
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.elements.columns import text_column
from sanzi_lib.reports.elements.formats import show_rank
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
from sanzi_lib.reports.elements.reporting import count_asked, say_reporting, say_restated
from sanzi_lib.reports.elements.standing import NO_TARGET
from sanzi_lib.reports.elements.working import build_amounts_frame
from sanzi_lib.reports.leaderboard import movement, tables

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
        say_largest_month(board),
        say_reporting(rows),
        _stop(say_restated(board.restatements)),
    ]
    sentences = [sentence for sentence in needed if sentence]
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
            build_accepted_figure("通过核验的单位", accepted, len(rows), "个", asked=count_asked(rows)),
        )
    )


def _target_note(board: Board) -> str:
    partly = any(row.amounts.target is None for row in board.rows)
    said = say_target(board.totals)
    return f"{'单列的' if partly else ''}{said}" if said else NO_TARGET


def _stop(sentence: str) -> str:
    return f"{sentence}。" if sentence else ""


def build_frame(board: Board) -> pd.DataFrame:
    """Build the board's rows with their place and what it is reckoned of, for the analyst; in no document."""
    ranks = text_column("rank", "位次", _say_place)
    return build_amounts_frame(board.rows, "单位", ranks)


def _say_place(row: BoardRow) -> str:
    return show_rank(row.rank, tied=row.tied)


def build_head(board: Board, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        board: The board.
        programme: Gives the title.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, 试算, as far as they hold.
    """
    return head.build_board_head(board, programme, tabulated_on, marks)


def build_opening(board: Board, programme: Programme) -> tuple[Block, ...]:
    """Build the first page: findings as sentences, then the key figures."""
    return (
        Heading("主要情况"),
        build_findings(board, programme),
        Heading("关键数据"),
        build_key_figures(board),
    )


def build_board(board: Board, programme: Programme, tabulated_on: date) -> tuple[Block, ...]:
    """Annex 3, to the letter."""
    return (Heading("盘活榜单"), official.build_official_table(board, programme, tabulated_on))


def build_standing(board: Board, programme: Programme) -> tuple[Block, ...]:
    """附表 完成率与位次, with its rule."""
    return (Heading("完成率与位次"), standing.build_standing_table(board, programme))


def build_charts(
    board: Board, histories: Sequence[History], ranks: Sequence[RankHistory], programme: Programme
) -> tuple[Block, ...]:
    """Attainment against time progress, places by month, each unit's months, and the group's year so far.

    Args:
        board: The board.
        histories: Its rows by month.
        ranks: Its rows' places by month.
        programme: Says what the time progress of each month is.
    """
    return (
        Heading("进度与走势"),
        progress_charts.build_progress_chart(board),
        *movement.build_movement(board, ranks, histories),
        progress_charts.build_month_chart(histories, board.totals, programme, board.group_name),
    )


def build_structure(board: Board, kinds: GroupKinds) -> tuple[Block, ...]:
    """Build the four kinds of benefit per unit."""
    return structure.build_structure(board, kinds)


def build_cases(board: Board, programme: Programme) -> tuple[Block, ...]:
    """Build the month's cases in full."""
    return tables.build_cases(board, programme)


def build_notes(board: Board, programme: Programme) -> tuple[Block, ...]:
    """Build the notes that end the report."""
    return (tables.build_board_notes(board, programme),)


def build_appendix(board: Board, projects: MonthProjects, programme: Programme) -> tuple[Block, ...]:
    """Build the month's projects behind each row."""
    return tables.build_appendix(board, projects, programme)


def build_data(
    board: Board, histories: Sequence[History], ranks: Sequence[RankHistory], tabulated_on: date
) -> tuple[Table, Table, FiguresData]:
    """Tell what is not shown: the sheets 数据 and 各月走势, and leaderboard.json."""
    return (
        tables.build_tidy_table(board),
        movement.build_month_sheet(board, ranks, histories),
        build_leaderboard_figures(board, tabulated_on),
    )
