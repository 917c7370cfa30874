"""The compendium's tables: the list of cases, and one row per text for further work (domain §6, 典型案例)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.measures.model import add_proceeds
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.cases.texts import number_entries, show_method, show_title
from sanzi_lib.reports.elements.blocks import Cell, Row, Table
from sanzi_lib.reports.elements.columns import text_cell
from sanzi_lib.reports.elements.formats import count_cell, money_cell
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.elements.spans import say_months

LIST_SHEET, DATA_SHEET = "案例目录", "数据"

MONEY_LINE = "金额单位：万元"


def build_list(book: CaseBook, programme: Programme) -> Table:
    """Every case with its project's figures, in the order of the articles, each group under its sum."""
    several = book.first != book.month
    headers: Headers = (
        ("number", "序号", "center", 0),
        ("unit", "报送单位", "left", 0),
        ("title", "案例", "left", 0),
        ("method", "方式", "center", 0),
        ("subcategory", "类别", "left", 0),
        *((("month", "月份", "center", 0),) if several else ()),
        ("benefit_cumulative", "累计经济效益", "right", 0),
        ("treasury_cumulative", "累计入库收益", "right", 0),
    )
    rows: list[Row] = []
    for group, numbered in groupby(number_entries(book), key=lambda item: item[1].group):
        entries = list(numbered)
        rows.append(_build_sum(programme.group_by_id[group].name, [entry for _, entry in entries], len(headers)))
        rows += [_build_row(number, entry, programme, several=several) for number, entry in entries]
    rows.append(_build_sum("合计", book.entries, len(headers)))
    return build_plain_table(
        f"典型案例目录（{len(book.entries)}个）",
        headers,
        rows,
        notes=("“—”为没有项目台账或年初以来没有盘活数据，不等于零。",) if _lacks_figures(book) else (),
        sheet=LIST_SHEET,
        row_header=2,
        above_right=MONEY_LINE,
    )


def build_tidy_table(book: CaseBook, programme: Programme) -> Table:
    """One row per text, its project's figures beside it, for the workbook only."""
    headers: Headers = (
        ("number", "序号", "right", 0),
        ("group", "组", "left", 0),
        ("unit", "报送单位", "left", 0),
        ("month", "报送月份", "right", 0),
        ("project", "项目编号", "left", 0),
        ("name", "项目名称", "left", 0),
        ("category", "三资大类", "left", 0),
        ("subcategory", "三资小类", "left", 0),
        ("method", "盘活方式", "left", 0),
        ("method_detail", "具体方式", "left", 0),
        ("holder", "资产持有人", "left", 0),
        ("benefit", f"{_benefit_header(book)}（万元）", "right", 0),
        ("benefit_cumulative", "累计经济效益（万元）", "right", 0),
        ("treasury_cumulative", "累计入库收益（万元）", "right", 0),
        ("available_cumulative", "累计本级可用财力（万元）", "right", 0),
        ("title", "案例标题", "left", 0),
        ("practice", "主要做法", "left", 0),
        ("result", "取得成效", "left", 0),
    )
    rows = [
        Row((*_tidy_head(number, entry, programme), Cell(text.title), Cell(text.practice), Cell(text.result)))
        for number, entry in number_entries(book)
        for text in entry.texts
    ]
    return build_plain_table("典型案例数据", headers, rows, sheet=DATA_SHEET, shown=False, row_header=2)


def _benefit_header(book: CaseBook) -> str:
    return "本月经济效益" if book.first == book.month else f"{say_months(book.first, book.month)}经济效益"


def _lacks_figures(book: CaseBook) -> bool:
    return any(entry.cumulative is None or entry.listed is None for entry in book.entries)


def _build_sum(name: str, entries: Sequence[CaseEntry], width: int) -> Row:
    """A group's cases, or all of them: how many, and what their projects brought, each project once."""
    sums = add_proceeds(entry.cumulative for entry in entries if entry.cumulative is not None)
    return Row(
        (
            Cell(""),
            Cell(name),
            Cell(f"{len(entries)}个"),
            *(Cell("") for _ in range(width - 5)),
            money_cell(sums.benefit),
            money_cell(sums.treasury),
        ),
        style="total",
    )


def _build_row(number: int, entry: CaseEntry, programme: Programme, *, several: bool) -> Row:
    facts = entry.listed
    cumulative = entry.cumulative
    return Row(
        (
            Cell(str(number), number=str(number), places=0),
            Cell(programme.unit_by_code[entry.unit].name),
            text_cell(show_title(entry)),
            Cell(show_method(entry)),
            text_cell(facts.subcategory if facts else ""),
            *((Cell(f"{entry.month}月"),) if several else ()),
            money_cell(cumulative.benefit if cumulative else None),
            money_cell(cumulative.treasury if cumulative else None),
        )
    )


def _tidy_head(number: int, entry: CaseEntry, programme: Programme) -> tuple[Cell, ...]:
    facts, cumulative = entry.listed, entry.cumulative
    texts = (
        (facts.name, facts.category, facts.subcategory, facts.method, facts.method_detail, facts.holder)
        if facts
        else ("",) * 6
    )
    return (
        count_cell(number),
        Cell(programme.group_by_id[entry.group].name),
        Cell(programme.unit_by_code[entry.unit].name),
        count_cell(entry.month),
        Cell(entry.project),
        *(Cell(text) for text in texts),
        money_cell(entry.benefit),
        money_cell(cumulative.benefit if cumulative else None),
        money_cell(cumulative.treasury if cumulative else None),
        money_cell(cumulative.available if cumulative else None),
    )
