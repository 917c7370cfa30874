"""What stands in words at a board's end: the month's cases in full, and the notes (docs/指标口径.md 典型案例)."""

from __future__ import annotations

from sanzi_lib.measures.model import Board, Case
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Article, Block, Heading, Notes, Paragraph
from sanzi_lib.reports.elements.notes import (
    KINDS_NOTE,
    RANKS_NOTE,
    ROUNDING_NOTE,
    say_period,
    say_restatements,
    say_states,
    say_targets,
)
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.open_findings import say_unasked
from sanzi_lib.reports.elements.openings import IN_MONTH, say_openings
from sanzi_lib.reports.elements.rule import describe_rule


def build_cases(board: Board, programme: Programme) -> tuple[Block, ...]:
    """Build a heading and an article per case; one sentence where there is none."""
    heading = Heading("典型案例")
    if not board.cases:
        return (heading, Paragraph("本月未报送典型案例。", role="muted"))
    return (heading, *(_build_case(case, programme) for case in board.cases))


def _build_case(case: Case, programme: Programme) -> Article:
    unit = programme.unit_by_code.get(case.unit)
    parts = (("主要做法", case.practice), ("取得成效", case.result))
    return Article(
        title=tidy_text(case.title),
        lead=unit.name if unit else case.unit,
        parts=tuple((label, text.strip()) for label, text in parts if text.strip()),
    )


def build_board_notes(board: Board, programme: Programme) -> Notes:
    """Everything that a reader must know to take the board's figures as they are meant."""
    items = [
        say_period(board.period, board.month, programme.period),
        KINDS_NOTE,
        describe_rule(board.rule),
        ROUNDING_NOTE,
        *((RANKS_NOTE,) if len(board.rows) > 1 and board.month.month > 1 else ()),
        *say_states(board.rows),
        *say_unasked(board.open),
        *say_targets(board, programme),
        *say_restatements(board.restatements, programme),
        *say_openings(board.openings, programme, **IN_MONTH),
    ]
    return Notes(tuple(items))
