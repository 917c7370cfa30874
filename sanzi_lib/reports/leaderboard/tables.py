"""The board's tables behind the board: the projects of the month, and every figure for the workbook.

See docs/指标口径.md 每个项目计一次、报告.

No persons, no codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sanzi_lib.measures.figures import MONEY_NAMES, OF_ROW, name_figure
from sanzi_lib.measures.model import Board, BoardRow, Case
from sanzi_lib.measures.month_projects import MonthProject, MonthProjects
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Align, Article, Block, Cell, Heading, Notes, Paragraph, Table
from sanzi_lib.reports.elements.columns import (
    BLANK,
    MONEY_LINE,
    CellColumn,
    Moneys,
    build_table,
    money_columns,
    text_cell,
)
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    STATE_WORDS,
    count_cell,
    show_quantities,
    show_quantity,
)
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
from sanzi_lib.reports.elements.reporting import say_change
from sanzi_lib.reports.elements.rule import describe_rule
from sanzi_lib.reports.elements.tidy import TidyLine, build_tidy, exact_count, list_figures


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


SHEET = "项目明细"

LONGEST_NAME = 100
"""Characters of a project's name that are shown."""

APPENDIX_NOTE = (
    "各单位一行为本月合计，与榜单一致；其下为本月有数据的项目，按经济效益由高到低排列。"
    "“新盘活”为“是”的计入项目总数，年内再次标为新盘活的不重复计数。"
)

_Line = MonthProject | tuple[BoardRow, tuple[MonthProject, ...]]
"""A project, or a row of the board with its projects."""


def build_appendix(board: Board, projects: MonthProjects, programme: Programme) -> tuple[Block, ...]:
    """Each row of the board with the projects that add up to it, those of other units in a lead's row included.

    Args:
        board: The board.
        projects: Of the month, by unit in whose row they stand.
        programme: Names units.
    """

    def of_project(
        key: str, header: str, text: Callable[[MonthProject], str], align: Align = "left"
    ) -> CellColumn[_Line]:
        """Give a column that says something of projects alone."""
        return CellColumn(
            key, header, lambda line: Cell(text(line)) if isinstance(line, MonthProject) else BLANK, align
        )

    columns: list[CellColumn[_Line]] = [
        CellColumn("name", "项目名称", _name_cell),
        of_project("category", "三资类别", lambda line: f"{line.category}·{line.subcategory}"),
        of_project("method", "盘活方式", lambda line: line.method, "center"),
        of_project("status", "项目状态", lambda line: line.status, "center"),
        CellColumn("newly", "新盘活", _newly_cell, "center"),
        CellColumn("quantity", "实物量", _quantity_cell, "right"),
        *money_columns(_moneys),
    ]
    if any(project.unit != unit for unit, of_row in projects.items() for project in of_row):
        whose = of_project("returned_by", "报送单位", lambda line: programme.unit_by_code[line.unit].name)
        columns.insert(1, whose)
    lines: list[_Line] = []
    for row in board.rows:
        of_row = projects.get(row.unit, ())
        lines += [(row, of_row), *of_row]
    table = build_table(
        f"{board.group_name}本月盘活项目明细",
        columns,
        lines,
        style=lambda line: "plain" if isinstance(line, MonthProject) else "total",
        notes=(APPENDIX_NOTE, *_say_restated(board, projects)),
        landscape=True,
        listing=True,
        above_right=MONEY_LINE,
        sheet=SHEET,
    )
    return (Heading("附录　项目明细"), table)


def _moneys(line: _Line) -> Moneys:
    return line.proceeds if isinstance(line, MonthProject) else line[0].amounts


def _name_cell(line: _Line) -> Cell:
    if isinstance(line, MonthProject):
        return text_cell(tidy_text(line.name), limit=LONGEST_NAME)
    row, projects = line
    if row.amounts.projects is None:
        return Cell(f"{row.name}（{STATE_WORDS[row.state]}，本月没有通过核验的数据）")
    own = "" if row.state == "accepted" else f"本单位{STATE_WORDS[row.state]}，"
    return Cell(f"{row.name}（{own}{f'合计{len(projects)}个项目' if projects else '本月没有项目数据'}）")


def _newly_cell(line: _Line) -> Cell:
    if isinstance(line, MonthProject):
        return Cell("是" if line.newly else "否")
    return count_cell(line[0].amounts.projects)


def _quantity_cell(line: _Line) -> Cell:
    if not isinstance(line, MonthProject):
        return Cell("\n".join(show_quantities((item,)) for item in line[0].amounts.quantities) or NOTHING)
    return Cell(NOTHING if line.quantity is None else f"{show_quantity(line.quantity)} {line.measure}")


def _say_restated(board: Board, projects: MonthProjects) -> list[str]:
    """Say what these projects correct of earlier months, which is no part of the month."""
    notes = []
    for project in (project for row in board.rows for project in projects.get(row.unit, ())):
        changes = [
            f"{word}{say_change(fen)}" for word, fen in zip(MONEY_NAMES.values(), project.restated, strict=True) if fen
        ]
        if changes:
            name = text_cell(tidy_text(project.name), limit=LONGEST_NAME).text
            notes.append(f"{name}另有追溯调整{'，'.join(changes)}，不计入本月数。")
    return notes


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
