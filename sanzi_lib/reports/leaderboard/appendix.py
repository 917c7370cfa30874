"""附录: the projects of the month behind each row of the board; no persons, no codes (domain §2, §6)."""

from __future__ import annotations

from sanzi_lib.measures.figures import MONEY_NAMES
from sanzi_lib.measures.model import Board, BoardRow
from sanzi_lib.measures.month_projects import MonthProject, MonthProjects
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Block, Cell, Heading, Row
from sanzi_lib.reports.elements.columns import MONEY_LINE, text_cell
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    STATE_WORDS,
    count_cell,
    money_cell,
    show_quantities,
    show_quantity,
)
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.elements.reporting import say_change

SHEET = "项目明细"

LONGEST_NAME = 100
"""Characters of a project's name that are shown."""

APPENDIX_NOTE = (
    "各单位一行为本月合计，与榜单一致；其下为本月有数据的项目，按经济效益由高到低排列。"
    "“新盘活”为“是”的计入项目总数，年内再次标为新盘活的不重复计数。"
)

_WHOSE: Headers = (("returned_by", "报送单位", "left", 0),)
_NAME: Headers = (("name", "项目名称", "left", 0),)
_FIGURES: Headers = (
    ("category", "三资类别", "left", 0),
    ("method", "盘活方式", "center", 0),
    ("status", "项目状态", "center", 0),
    ("newly", "新盘活", "center", 0),
    ("quantity", "实物量", "right", 0),
    ("benefit", "经济效益", "right", 0),
    ("treasury", "入库收益", "right", 0),
    ("available", "其中：本级可用财力", "right", 0),
)


def build_appendix(board: Board, projects: MonthProjects, programme: Programme) -> tuple[Block, ...]:
    """Each row of the board with the projects that add up to it, those of other units in a lead's row included.

    Args:
        board: The board.
        projects: Of the month, by unit in whose row they stand.
        programme: Names units.
    """
    several = any(project.unit != unit for unit, of_row in projects.items() for project in of_row)
    rows: list[Row] = []
    for row in board.rows:
        of_row = projects.get(row.unit, ())
        rows.append(_build_unit(row, of_row, several=several))
        rows += [_build_project(project, programme, several=several) for project in of_row]
    table = build_plain_table(
        f"{board.group_name}本月盘活项目明细",
        (*_NAME, *(_WHOSE if several else ()), *_FIGURES),
        rows,
        notes=(APPENDIX_NOTE, *_say_restated(board, projects)),
        landscape=True,
        listing=True,
        above_right=MONEY_LINE,
        sheet=SHEET,
    )
    return (Heading("附录　项目明细"), table)


def _build_unit(row: BoardRow, projects: tuple[MonthProject, ...], *, several: bool) -> Row:
    amounts = row.amounts
    if amounts.projects is None:
        what = f"{STATE_WORDS[row.state]}，本月没有通过核验的数据"
    else:
        own = "" if row.state == "accepted" else f"本单位{STATE_WORDS[row.state]}，"
        what = f"{own}合计{len(projects)}个项目" if projects else f"{own}本月没有项目数据"
    blank = (Cell(""),) * (4 if several else 3)
    return Row(
        (
            Cell(f"{row.name}（{what}）"),
            *blank,
            count_cell(amounts.projects),
            Cell("\n".join(show_quantities((item,)) for item in amounts.quantities) or NOTHING),
            money_cell(amounts.benefit),
            money_cell(amounts.treasury),
            money_cell(amounts.available),
        ),
        style="total",
    )


def _build_project(project: MonthProject, programme: Programme, *, several: bool) -> Row:
    quantity = NOTHING if project.quantity is None else f"{show_quantity(project.quantity)} {project.measure}"
    return Row(
        (
            text_cell(tidy_text(project.name), limit=LONGEST_NAME),
            *((Cell(programme.unit_by_code[project.unit].name),) if several else ()),
            Cell(f"{project.category}·{project.subcategory}"),
            Cell(project.method),
            Cell(project.status),
            Cell("是" if project.newly else "否"),
            Cell(quantity),
            *map(money_cell, project.proceeds),
        )
    )


def _say_restated(board: Board, projects: MonthProjects) -> list[str]:
    """What these projects correct of earlier months, which is no part of the month."""
    notes = []
    for project in (project for row in board.rows for project in projects.get(row.unit, ())):
        changes = [
            f"{word}{say_change(fen)}" for word, fen in zip(MONEY_NAMES.values(), project.restated, strict=True) if fen
        ]
        if changes:
            name = text_cell(tidy_text(project.name), limit=LONGEST_NAME).text
            notes.append(f"{name}另有追溯调整{'，'.join(changes)}，不计入本月数。")
    return notes
