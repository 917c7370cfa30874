"""The compendium of cases (典型案例汇编): a month's or several months' cases, section by section.

See docs/指标口径.md 典型案例.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd

from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.measures.figures import MONEY_NAMES
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.cases import tables, texts
from sanzi_lib.reports.cases.json import build_cases_figures
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.blocks import Block, Cell, DocumentHead, FiguresData, Heading, Table
from sanzi_lib.reports.elements.columns import CellColumn, text_column
from sanzi_lib.reports.elements.formats import exact_money_cell
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.spans import say_span, show_span


def build_frame(book: CaseBook, programme: Programme) -> pd.DataFrame:
    """Every case with what its project brought, for the analyst; in no document."""
    columns: tuple[CellColumn[CaseEntry], ...] = (
        text_column("unit", "报送单位", lambda entry: programme.unit_by_code[entry.unit].name),
        text_column("title", "案例", lambda entry: entry.texts[0].title),
        text_column("project", "项目编号", lambda entry: entry.project),
        text_column("method", "盘活方式", lambda entry: entry.method),
        CellColumn("benefit", "所编月份经济效益（万元）", lambda entry: exact_money_cell(entry.benefit)),
        *(
            CellColumn(key, f"累计{name}（万元）", partial(_say_cumulative, key=key))
            for key, name in MONEY_NAMES.items()
        ),
    )
    return working.build_frame(columns, book.entries)


def _say_cumulative(entry: CaseEntry, key: str) -> Cell:
    return exact_money_cell(None if entry.cumulative is None else getattr(entry.cumulative, key))


def build_head(book: CaseBook, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        book: The cases.
        programme: Gives the city.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, as far as they hold.
    """
    span, subject = show_span(book.first, book.month), programme.titles.subject
    title = f"{programme.city}{span}{subject}典型案例汇编"
    if book.first != book.month:  # too long for a line: the months stand on their own
        title = f"{programme.city}{subject}典型案例汇编（{span}）"
    said = f"{say_span(book.first, book.month)}{subject}典型案例，{len(book.entries)}个。"
    return build_report_head("cases", title, said, period=book.period, tabulated_on=tabulated_on, marks=marks)


def build_opening(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """How many cases from whom, what their projects brought, and the list of them; one sentence where there is none."""
    found = texts.build_findings(book, programme)
    if not book.entries:
        return (Heading("主要情况"), found)
    return (
        Heading("主要情况"),
        found,
        texts.build_key_figures(book),
        Heading("案例目录"),
        tables.build_list(book, programme),
    )


def build_cases(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """Every case in full, by group and method."""
    return texts.build_articles(book, programme)


def build_notes(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """Build the notes that end the report; none where there is no case."""
    return (texts.build_notes(book, programme),) if book.entries else ()


def build_data(book: CaseBook, programme: Programme, tabulated_on: date) -> tuple[Table | FiguresData, ...]:
    """Tell what is not shown: the sheet 数据 and cases.json."""
    shown = (tables.build_tidy_table(book, programme),) if book.entries else ()
    return (*shown, build_cases_figures(book, programme, tabulated_on))
