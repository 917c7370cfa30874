"""盘活情况表 of the quarter: what each project that moved brought in the quarter and so far (domain §6, quarterly).

Projects stand by name; 项目编号 is for the office and in no circulated report.
"""

from __future__ import annotations

from sanzi_lib.measures.cumulative import Cumulative
from sanzi_lib.measures.quarter_model import ProjectLine, Quarterly
from sanzi_lib.report.blocks import Cell, Column, HeaderCell, Row, Table
from sanzi_lib.report.formats import NOTHING, money_cell, show_quantity
from sanzi_lib.report.sections.city_tables import MONEY_LINE
from sanzi_lib.report.wording.quarter import name_quarter, title_quarter

SHEET = "盘活情况表"

_AMOUNTS = (("benefit", "经济效益"), ("treasury", "入库收益"), ("available", "其中：本级可用财力"))


def build_projects_table(report: Quarterly) -> Table:
    """The table; its last rows make the cumulative columns complete, so that both sums are the row's own figures."""
    with_unit = len({line.unit for line in report.projects}) > 1
    name = name_quarter(report.month)
    heads = [("number", "序号", "center", 0.0), ("name", "项目名称", "left", 3.0)]
    if with_unit:
        heads.insert(1, ("unit", "单位", "left", 0.0))
    heads += [
        ("field", "领域和类别", "left", 2.0),
        ("method", "盘活方式", "center", 0.0),
        ("quantity", "实物数量", "right", 0.0),
        ("measure", "实物单位", "center", 0.0),
        ("newly", "是否新盘活", "center", 0.0),
    ]
    columns = [Column(key, align, weight) for key, _, align, weight in heads]  # type: ignore[arg-type]
    columns += [Column(f"{key}_{span}", "right") for span in ("quarter", "cumulative") for key, _ in _AMOUNTS]
    rows = [_build_line(number, line, with_unit) for number, line in enumerate(report.projects, start=1)]
    return Table(
        caption=f"{report.whole.name}{title_quarter(report.month)}盘活情况表",
        columns=tuple(columns),
        header=(
            (
                *(HeaderCell(text, rowspan=2) for _, text, _, _ in heads),
                HeaderCell(name, colspan=len(_AMOUNTS)),
                HeaderCell("年初以来累计", colspan=len(_AMOUNTS)),
            ),
            tuple(HeaderCell(text) for _ in range(2) for _, text in _AMOUNTS),
        ),
        rows=(*rows, *_build_sums(report, len(heads))),
        above_right=MONEY_LINE,
        notes=(
            f"列示{name}有通过核验数据的项目；金额含追溯调整和期初数，实物数量为{name}各月之和，不同实物单位不相加。",
            "同一项目全年只计一次新盘活。",
        ),
        landscape=True,
        sheet=SHEET,
        row_header=2 if with_unit else 1,
    )


def _build_line(number: int, line: ProjectLine, with_unit: bool) -> Row:
    what = f"{line.category}·{line.subcategory}"
    unit = (Cell(line.unit_name),) if with_unit else ()
    return Row(
        (
            Cell(str(number), number=str(number), places=0),
            *unit,
            Cell(" ".join(line.name.split())),
            Cell(f"{line.field}\n{what}" if line.field else what),
            Cell(line.method),
            Cell("\n".join(show_quantity(item.quantity) for item in line.quantities) or NOTHING),
            Cell("\n".join(item.measure for item in line.quantities) or NOTHING),
            Cell("是" if line.newly else "否"),
            *_amount_cells(line.quarter),
            *_amount_cells(line.cumulative),
        )
    )


def _build_sums(report: Quarterly, before: int) -> tuple[Row, ...]:
    amounts = report.whole.amounts
    whole = Cumulative(amounts.benefit_cumulative, amounts.treasury_cumulative, amounts.available_cumulative)
    listed = [sum(line.cumulative[place] for line in report.projects) for place in range(len(_AMOUNTS))]
    rest = Cumulative(*(fen - done for fen, done in zip(whole, listed, strict=True)))
    quarter = Cumulative(*(sum(line.quarter[place] for line in report.projects) for place in range(len(_AMOUNTS))))
    place = 2 if before == 8 else 1
    total = _build_sum("合计", quarter, whole, before, place, total=True)
    if not any(rest):
        return (total,)
    others = f"其他项目（{name_quarter(report.month)}没有变动）"
    return (_build_sum(others, None, rest, before, place, total=False), total)


def _build_sum(
    name: str, quarter: Cumulative | None, cumulative: Cumulative, before: int, place: int, *, total: bool
) -> Row:
    head = [Cell("") for _ in range(before)]
    head[place] = Cell(name)
    nothing = tuple(Cell(NOTHING, role="muted") for _ in _AMOUNTS)
    of_quarter = nothing if quarter is None else _amount_cells(quarter)
    return Row((*head, *of_quarter, *_amount_cells(cumulative)), style="total" if total else "part")


def _amount_cells(amounts: Cumulative) -> tuple[Cell, ...]:
    return tuple(money_cell(fen) for fen in amounts)
