"""盘活情况表 of the quarter: what each project that moved brought in the quarter and so far (domain §6, quarterly).

Projects stand by name; 项目编号 is for the office and in no circulated report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sanzi_lib.measures.model import Proceeds, add_proceeds
from sanzi_lib.measures.quarter_model import Quarterly, QuarterProject
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Row, Table
from sanzi_lib.reports.elements.columns import MONEY_LINE
from sanzi_lib.reports.elements.formats import NOTHING, money_cell, show_quantity
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.quarterly.texts import name_quarter, title_quarter

SHEET, TIDY_SHEET = "盘活情况表", "数据"

_HEADS: tuple[tuple[str, str, Align], ...] = (
    ("number", "序号", "center"),
    ("name", "项目名称", "left"),
    ("field", "领域和类别", "left"),
    ("method", "盘活方式", "center"),
    ("quantity", "实物数量", "right"),
    ("newly", "新盘活", "center"),
)
_AMOUNTS = (("benefit", "经济效益"), ("treasury", "入库收益"), ("available", "其中：本级可用财力"))
_SPANS = ("quarter", "cumulative")
_NAME = 1


def build_projects_table(report: Quarterly) -> Table:
    """The table, unit by unit where several returned.

    Its last rows make the cumulative columns complete, so that both sums are the row's own figures.
    """
    name = name_quarter(report.month)
    return Table(
        caption=f"{report.whole.name}{title_quarter(report.month)}盘活情况表",
        columns=(
            *(Column(key, align) for key, _, align in _HEADS),
            *(Column(f"{key}_{span}", "right") for span in _SPANS for key, _ in _AMOUNTS),
        ),
        header=(
            (
                *(HeaderCell(text, rowspan=2) for _, text, _ in _HEADS),
                HeaderCell(name, colspan=len(_AMOUNTS)),
                HeaderCell("年初以来累计", colspan=len(_AMOUNTS)),
            ),
            tuple(HeaderCell(text) for _ in _SPANS for _, text in _AMOUNTS),
        ),
        rows=(*_build_lines(report.projects), *_build_sums(report)),
        above_right=MONEY_LINE,
        notes=(
            f"列示{name}有通过核验数据的项目；金额含追溯调整和期初数，实物数量为{name}各月之和，不同实物单位不相加。",
            "同一项目全年只计一次新盘活。",
        ),
        landscape=True,
        sheet=SHEET,
        row_header=_NAME,
    )


def _build_lines(lines: Sequence[QuarterProject]) -> Iterable[Row]:
    several = len({line.unit for line in lines}) > 1
    number = 0
    for _, of_unit in groupby(lines, key=lambda line: line.unit):
        own = list(of_unit)
        if several:
            head = f"{own[0].unit_name}（{len(own)}个项目）"
            yield _build_sum(
                head,
                add_proceeds(line.quarter for line in own),
                add_proceeds(line.cumulative for line in own),
                "strong",
            )
        for line in own:
            number += 1
            yield _build_line(number, line)


def _build_line(number: int, line: QuarterProject) -> Row:
    what = f"{line.category}·{line.subcategory}"
    return Row(
        (
            Cell(str(number), number=str(number), places=0),
            Cell(" ".join(line.name.split())),
            Cell(f"{line.field}\n{what}" if line.field else what),
            Cell(line.method),
            Cell("\n".join(f"{show_quantity(item.quantity)}{item.measure}" for item in line.quantities) or NOTHING),
            Cell("是" if line.newly else "否"),
            *_amount_cells(line.quarter),
            *_amount_cells(line.cumulative),
        )
    )


def _build_sums(report: Quarterly) -> Iterable[Row]:
    whole = report.whole.amounts.cumulative
    listed = add_proceeds(line.cumulative for line in report.projects)
    rest = whole - listed
    if any(rest):
        yield _build_sum(f"其他项目（{name_quarter(report.month)}没有变动）", None, rest, "part")
    yield _build_sum("合计", add_proceeds(line.quarter for line in report.projects), whole, "total")


def _build_sum(name: str, quarter: Proceeds | None, cumulative: Proceeds, style: str) -> Row:
    strong = style == "strong"
    head = [Cell("") for _ in _HEADS]
    head[_NAME] = Cell(name, role="strong" if strong else "plain")
    of_quarter = tuple(Cell(NOTHING, role="muted") for _ in _AMOUNTS) if quarter is None else _amount_cells(quarter)
    cells = (*head, *of_quarter, *_amount_cells(cumulative))
    return Row(cells, style="total" if style == "total" else "part" if style == "part" else "plain")


def _amount_cells(amounts: Proceeds) -> tuple[Cell, ...]:
    return tuple(money_cell(fen) for fen in amounts)


def build_tidy_table(report: Quarterly) -> Table:
    """The same projects, one per row with its unit, for further work in the workbook alone."""
    headers: Headers = (
        ("unit", "单位", "left", 0),
        ("name", "项目名称", "left", 0),
        ("field", "工作领域", "left", 0),
        ("category", "三资大类", "left", 0),
        ("subcategory", "三资小类", "left", 0),
        ("method", "盘活方式", "left", 0),
        ("newly", "新盘活", "left", 0),
        *((f"{key}_{span}", f"{word}{text}", "right", 0.0) for span, word in _words(report) for key, text in _AMOUNTS),
    )
    rows = (
        Row(
            (
                *(Cell(text) for text in (line.unit_name, line.name, line.field, line.category, line.subcategory)),
                Cell(line.method),
                Cell("是" if line.newly else "否"),
                *_amount_cells(line.quarter),
                *_amount_cells(line.cumulative),
            )
        )
        for line in report.projects
    )
    return build_plain_table("盘活项目数据", headers, rows, sheet=TIDY_SHEET, shown=False, row_header=1)


def _words(report: Quarterly) -> tuple[tuple[str, str], ...]:
    return (("quarter", name_quarter(report.month)), ("cumulative", "累计"))
