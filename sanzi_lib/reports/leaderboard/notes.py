"""The notes that end a board (domain §6)."""

from __future__ import annotations

from sanzi_lib.measures.model import Board
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Notes
from sanzi_lib.reports.elements.notes import (
    KINDS_NOTE,
    RANKS_NOTE,
    ROUNDING_NOTE,
    say_period,
    say_restatements,
    say_states,
    say_targets,
)
from sanzi_lib.reports.elements.openings import IN_MONTH, say_openings
from sanzi_lib.reports.elements.rule import describe_rule


def build_board_notes(board: Board, programme: Programme) -> Notes:
    """Everything that a reader must know to take the board's figures as they are meant."""
    items = [
        say_period(board.period, board.month, board.time_progress),
        KINDS_NOTE,
        describe_rule(board.rule),
        ROUNDING_NOTE,
        *((RANKS_NOTE,) if len(board.rows) > 1 and board.month.month > 1 else ()),
        *say_states(board.rows),
        *say_targets(board, programme),
        *say_restatements(board.restatements, programme),
        *say_openings(board.openings, programme, **IN_MONTH),
    ]
    return Notes(tuple(items))
