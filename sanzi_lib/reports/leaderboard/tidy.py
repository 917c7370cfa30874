"""数据: every figure of the board, one per row."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.measures.figures import OF_ROW, name_figure
from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.reports.elements.formats import STATE_WORDS
from sanzi_lib.reports.elements.tidy import TidyLine, build_tidy, exact_count, list_figures

_HEAD = (("month", "月份"), ("group", "组"), ("unit", "单位"), ("part", "其中单位"), ("state", "报送情况"))


def build_tidy_table(board: Board) -> Table:
    """Every figure of the board: amounts in 万元 with all digits, rates in percent.

    A missing figure is an empty cell, never a zero. 其中 rows name their unit in a column of its own; they are part of
    their lead's row.
    """
    return build_tidy(f"{board.group_name}数据", _HEAD, _iter_lines(board), row_header=2)


def _iter_lines(board: Board) -> Iterator[tuple[tuple[str, ...], TidyLine]]:
    for row in board.rows:
        head = (str(board.month), board.group_name, row.name)
        for line in (*_list_places(row), *list_figures(OF_ROW, row.amounts)):
            yield (*head, "", STATE_WORDS[row.state]), line
        for part in row.of_which:
            for line in list_figures(OF_ROW, part.amounts):
                yield (*head, part.name, STATE_WORDS[part.state]), line


def _list_places(row: BoardRow) -> Iterator[TidyLine]:
    yield TidyLine(name_figure("rank"), "位", exact_count(row.rank))
    yield TidyLine("位次变化", "位", exact_count(row.rank_change))
    yield TidyLine("迟报天数", "天", exact_count(row.days_late))
