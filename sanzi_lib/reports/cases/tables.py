"""The compendium's tables: the list of cases, and one row per text for further work (docs/指标口径.md 典型案例)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from sanzi_lib.measures.casebook import CaseBook, CaseEntry, CaseText, ListedProject
from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Proceeds, add_proceeds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.cases.texts import number_entries, show_method, show_title
from sanzi_lib.reports.elements.blocks import Align, Cell, Table
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
from sanzi_lib.reports.elements.formats import count_cell
from sanzi_lib.reports.elements.spans import say_months

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
