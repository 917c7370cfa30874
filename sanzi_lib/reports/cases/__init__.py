"""The compendium of cases (典型案例汇编): a month's or several months' cases, section by section.

See docs/指标口径.md 典型案例.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.casebook import CaseBook, CaseEntry, CaseText, ListedProject
from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Proceeds, add_proceeds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.cases import texts
from sanzi_lib.reports.cases.texts import number_entries, show_method, show_title
from sanzi_lib.reports.elements import working
from sanzi_lib.reports.elements.blocks import Align, Block, Cell, DocumentHead, FiguresData, Heading, Table
from sanzi_lib.reports.elements.columns import (
    BLANK,
    MONEY_LINE,
    CellColumn,
    Moneys,
    build_table,
    money_columns,
    text_cell,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.exact import exact_money
from sanzi_lib.reports.elements.formats import count_cell, exact_money_cell
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.spans import say_months, say_span, show_span

LIST_SHEET, DATA_SHEET = "案例目录", "数据"


class _Sum(NamedTuple):
    """A group's cases, or all of them: how many, and what their projects brought, each project once, 分."""

    name: str
    cases: int
    cumulative: Proceeds


_Line = tuple[int, CaseEntry] | _Sum
"""A case with its number, or a sum."""


def build_list(book: CaseBook, programme: Programme) -> Table:
    """Every case with its project's figures, in the order of the articles, each group under its sum."""

    def column(
        key: str,
        header: str,
        of_sum: Callable[[_Sum], str],
        of_case: Callable[[CaseEntry], Cell],
        align: Align = "left",
    ) -> CellColumn[_Line]:
        return CellColumn(
            key, header, lambda line: Cell(of_sum(line)) if isinstance(line, _Sum) else of_case(line[1]), align
        )

    columns: list[CellColumn[_Line]] = [
        CellColumn("number", "序号", _number_cell, "center"),
        column("unit", "报送单位", lambda of: of.name, lambda entry: Cell(programme.unit_by_code[entry.unit].name)),
        column("title", "案例", lambda of: f"{of.cases}个", lambda entry: text_cell(show_title(entry))),
        column("method", "方式", _say_nothing, lambda entry: Cell(show_method(entry)), "center"),
        column("subcategory", "类别", _say_nothing, _subcategory_cell),
        *money_columns(_cumulative, what=("benefit", "treasury"), when=("_cumulative", "累计")),
    ]
    if book.first != book.month:
        columns.insert(5, column("month", "月份", _say_nothing, lambda entry: Cell(f"{entry.month}月"), "center"))
    lines: list[_Line] = []
    for group, numbered in groupby(number_entries(book), key=lambda item: item[1].group):
        entries = list(numbered)
        lines += [_add(programme.group_by_id[group].name, [entry for _, entry in entries]), *entries]
    return build_table(
        f"典型案例目录（{len(book.entries)}个）",
        columns,
        lines,
        total=_add("合计", book.entries),
        style=lambda line: "total" if isinstance(line, _Sum) else "plain",
        notes=("“—”为没有项目台账或年初以来没有盘活数据，不等于零。",) if _lacks_figures(book) else (),
        sheet=LIST_SHEET,
        row_header=2,
        above_right=MONEY_LINE,
    )


class _Text(NamedTuple):
    """A text of a case, with the case's number."""

    number: int
    entry: CaseEntry
    text: CaseText


def build_tidy_table(book: CaseBook, programme: Programme) -> Table:
    """One row per text, its project's figures beside it, for the workbook only."""

    def of_listed(key: str, header: str, text: Callable[[ListedProject], str]) -> CellColumn[_Text]:
        return text_column(key, header, lambda line: text(line.entry.listed) if line.entry.listed else "")

    def cumulative(line: _Text) -> Moneys | None:
        return line.entry.cumulative

    in_span = name_figure("benefit")
    if book.first != book.month:
        in_span = f"{say_months(book.first, book.month)}{MONEY_NAMES['benefit']}"
    columns: tuple[CellColumn[_Text], ...] = (
        CellColumn("number", "序号", lambda line: count_cell(line.number), "right"),
        text_column("group", "组", lambda line: programme.group_by_id[line.entry.group].name),
        text_column("unit", "报送单位", lambda line: programme.unit_by_code[line.entry.unit].name),
        CellColumn("month", "报送月份", lambda line: count_cell(line.entry.month), "right"),
        text_column("project", "项目编号", lambda line: line.entry.project),
        of_listed("name", "项目名称", lambda listed: listed.name),
        of_listed("category", "三资大类", lambda listed: listed.category),
        of_listed("subcategory", "三资小类", lambda listed: listed.subcategory),
        of_listed("method", "盘活方式", lambda listed: listed.method),
        of_listed("method_detail", "具体方式", lambda listed: listed.method_detail),
        of_listed("holder", "资产持有人", lambda listed: listed.holder),
        value_column("benefit", lambda line: line.entry.benefit, header=f"{in_span}（万元）"),
        *money_columns(cumulative, when=("_cumulative", "累计"), within=False, unit="（万元）"),
        text_column("title", "案例标题", lambda line: line.text.title),
        text_column("practice", "主要做法", lambda line: line.text.practice),
        text_column("result", "取得成效", lambda line: line.text.result),
    )
    lines = (_Text(number, entry, text) for number, entry in number_entries(book) for text in entry.texts)
    return build_table("典型案例数据", columns, lines, sheet=DATA_SHEET, shown=False, row_header=2)


def _lacks_figures(book: CaseBook) -> bool:
    return any(entry.cumulative is None or entry.listed is None for entry in book.entries)


def _add(name: str, entries: Sequence[CaseEntry]) -> _Sum:
    sums = add_proceeds(entry.cumulative for entry in entries if entry.cumulative is not None)
    return _Sum(name, len(entries), sums)


def _number_cell(line: _Line) -> Cell:
    return BLANK if isinstance(line, _Sum) else Cell(str(line[0]), number=str(line[0]), places=0)


def _subcategory_cell(entry: CaseEntry) -> Cell:
    return text_cell(entry.listed.subcategory if entry.listed else "")


def _say_nothing(_: _Sum) -> str:
    return ""


def _cumulative(line: _Line) -> Moneys | None:
    return line.cumulative if isinstance(line, _Sum) else line[1].cumulative


def build_cases_figures(book: CaseBook, programme: Programme, tabulated_on: date) -> FiguresData:
    """cases.json of a book.

    ``benefit`` is of the span's months; it and the cumulative figures are null where the project has no accepted row in
    the year. What 项目台账 would say is null where no accepted one has the project.

    Args:
        book: The cases, in the order of the report.
        programme: Gives the names of units and groups.
        tabulated_on: 制表时间.
    """
    total = book.cumulative
    data = {
        "programme": book.programme,
        "month": str(book.month),
        "first": str(book.first),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in book.period.days],
        "cases": [_build_entry(entry, book, programme) for entry in book.entries],
        "totals": {
            "cases": len(book.entries),
            "units": len({entry.unit for entry in book.entries}),
            "benefit": exact_money(sum(entry.benefit or 0 for entry in book.entries)),
            "benefit_cumulative": exact_money(total.benefit),
            "treasury_cumulative": exact_money(total.treasury),
            "available_cumulative": exact_money(total.available),
        },
    }
    return FiguresData("cases.json", build_json_text(data))


def _build_entry(entry: CaseEntry, book: CaseBook, programme: Programme) -> dict[str, Any]:
    facts, cumulative, year = entry.listed, entry.cumulative, book.month.year
    return {
        "code": entry.unit,
        "unit": programme.unit_by_code[entry.unit].name,
        "group": entry.group,
        "project": entry.project or None,
        "name": facts.name if facts else None,
        "category": facts.category if facts else None,
        "subcategory": facts.subcategory if facts else None,
        "method": facts.method if facts else None,
        "method_detail": (facts.method_detail or None) if facts else None,
        "month": f"{year}-{entry.month:02d}",
        "titles": [text.title for text in entry.texts],
        "earlier": [{"month": f"{year}-{item.month:02d}", "title": item.title} for item in entry.earlier],
        "benefit": exact_money(entry.benefit),
        "benefit_cumulative": exact_money(cumulative.benefit if cumulative else None),
        "treasury_cumulative": exact_money(cumulative.treasury if cumulative else None),
        "available_cumulative": exact_money(cumulative.available if cumulative else None),
    }


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
    return build_report_head("cases", title, said, period=book.period.days, tabulated_on=tabulated_on, marks=marks)


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
        build_list(book, programme),
    )


def build_cases(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """Every case in full, by group and method."""
    return texts.build_articles(book, programme)


def build_notes(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """Build the notes that end the report; none where there is no case."""
    return (texts.build_notes(book, programme),) if book.entries else ()


def build_data(book: CaseBook, programme: Programme, tabulated_on: date) -> tuple[Table | FiguresData, ...]:
    """Tell what is not shown: the sheet 数据 and cases.json."""
    shown = (build_tidy_table(book, programme),) if book.entries else ()
    return (*shown, build_cases_figures(book, programme, tabulated_on))
