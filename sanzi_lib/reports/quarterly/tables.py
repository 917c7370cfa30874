"""The tables of the quarterly report: what each row, part, source and project brought (docs/指标口径.md 季度).

Projects stand by name; 项目编号 is for the office and in no circulated report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Literal, NamedTuple

from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow, Brought, Proceeds, add_proceeds
from sanzi_lib.measures.portions import AnyPortion, BenefitPortion, Portion
from sanzi_lib.measures.quarter_model import Quarterly, QuarterProject, QuarterRow
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.blocks import Align, Cell, Table
from sanzi_lib.reports.elements.columns import (
    BLANK,
    MONEY_LINE,
    CellColumn,
    Moneys,
    RowStyle,
    build_table,
    figure_column,
    money_columns,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    count_cell,
    rate_cell,
    show_quantity,
    show_rank,
    show_state,
    state_cell,
)
from sanzi_lib.reports.elements.rule import describe_rule, say_unranked
from sanzi_lib.reports.elements.standing import UNIT_LINE
from sanzi_lib.reports.quarterly.texts import name_quarter, title_quarter

PROJECTS_SHEET, DATA_SHEET = "盘活情况表", "数据"

_SUBTOTAL = "小计"

CASH_NOTE = "入库率＝入库收益÷经济效益；经济效益、入库收益、本级可用财力口径不同，不相加、不互相替代。"


def _amounts(row: QuarterRow) -> Amounts:
    return row.amounts


def _brought(row: QuarterRow) -> Moneys:
    return row.brought


def build_units_table(report: Quarterly) -> Table:
    """Every unit in its group's order, as on the boards of the quarter's last month."""
    assert report.overview is not None
    last, groups = report.month.month, report.overview.groups
    brought = {row.unit: row.brought for row in report.units}

    def of_quarter(of: tuple[Board, BoardRow]) -> Moneys:
        return brought[of[1].unit]

    def amounts(of: tuple[Board, BoardRow]) -> Amounts | None:
        return of[1].known

    columns: tuple[CellColumn[tuple[Board, BoardRow]], ...] = (
        text_column("group", "组别", lambda of: of[0].group_name),
        text_column("unit", "单位", lambda of: of[1].name),
        *money_columns(of_quarter, what=("benefit",), when=("_quarter", name_quarter(report.month))),
        *(figure_column(key, amounts) for key in ("benefit_cumulative", "attainment", "gap")),
        text_column("rank", name_figure("rank"), lambda of: show_rank(of[1].rank, tied=of[1].tied), "center"),
        CellColumn("state", f"{last}月月报", lambda of: state_cell(of[1].state, of[1].days_late), "center"),
    )
    notes = [f"位次为{last}月末各组榜单位次。"]
    notes += dict.fromkeys(describe_rule(board.rule) for board in groups)
    notes += dict.fromkeys(unranked for board in groups if (unranked := say_unranked(board)))
    if any(row.state != "accepted" and row.heard for board in groups for row in board.rows):
        notes.append(f"{last}月未报送、退回修改的单位，累计数沿用此前通过核验的数据。")
    caption = "各单位完成情况"
    rows = [(board, row) for board in groups for row in board.rows]
    return build_table(caption, columns, rows, notes=tuple(notes), sheet=caption, row_header=1, above_right=UNIT_LINE)


def build_rows_table(
    rows: Sequence[QuarterRow], total: QuarterRow, caption: str, name_header: str, month: Month
) -> Table:
    """Rows of annex 1 with target, quarter, cumulative figure and attainment, and their total.

    Args:
        rows: Rows of table 1, or fields of table 2.
        total: Their sum.
        caption: Title of the table.
        name_header: Header of the first column.
        month: The quarter's last month.
    """
    columns: tuple[CellColumn[QuarterRow], ...] = (
        text_column("name", name_header, lambda row: row.name),
        figure_column("target", _amounts),
        *money_columns(_brought, what=("benefit",), when=("_quarter", name_quarter(month))),
        *(figure_column(key, _amounts) for key in ("benefit_cumulative", "attainment", "gap")),
    )
    return build_table(caption, columns, rows, total=total, sheet=caption[:31], above_right=UNIT_LINE)


def build_treasury_table(rows: Sequence[QuarterRow], total: QuarterRow, name_header: str, month: Month) -> Table:
    """Treasury and available by region, of the quarter and so far, beside the benefit; never added.

    See docs/指标口径.md 用语.
    """
    columns: tuple[CellColumn[QuarterRow], ...] = (
        text_column("name", name_header, lambda row: row.name),
        *money_columns(_brought, what=("treasury", "available"), when=("_quarter", name_quarter(month))),
        figure_column("benefit_cumulative", _amounts),
        figure_column("treasury_cumulative", _amounts),
        figure_column("available_cumulative", _amounts, header=name_figure("available_cumulative"), within=True),
        figure_column("cash_share", _amounts),
    )
    caption = f"分{name_header}入库情况"
    return build_table(caption, columns, rows, total=total, notes=(CASH_NOTE,), sheet=caption, above_right=MONEY_LINE)


def build_parts_table(report: Quarterly) -> Table:
    """Build a lead's row: the whole, its own part, and the parts that other units returned in its fields (其中)."""
    whole, row = report.whole, report.unit_row
    assert row is not None
    name = name_quarter(report.month)
    states = {part.unit: show_state(part.state, part.days_late) for part in row.of_which}
    states[row.unit] = show_state(row.state, row.days_late)
    columns: tuple[CellColumn[QuarterRow], ...] = (
        text_column("name", "报送单位", lambda part: "合计" if part is whole else f"其中：{part.name}"),
        CellColumn("projects_quarter", f"{name}新盘活项目", lambda part: count_cell(part.brought.projects), "right"),
        *money_columns(_brought, what=("benefit",), when=("_quarter", name)),
        figure_column("benefit_cumulative", _amounts),
        figure_column("treasury_cumulative", _amounts),
        figure_column("available_cumulative", _amounts, header=name_figure("available_cumulative"), within=True),
        text_column(
            "state", f"{report.month.month}月月报", lambda part: "" if part is whole else states[part.unit], "center"
        ),
    )
    caption = "牵头领域分报送单位情况"
    return build_table(
        caption,
        columns,
        (whole, *report.parts),
        style=lambda part: "total" if part is whole else "part",
        notes=("本表为牵头领域的全部数据；“其中”各行为各单位在牵头领域内报送的数据，已含在合计中。",),
        sheet=caption,
        above_right=MONEY_LINE,
    )


def build_quarters_table(report: Quarterly) -> Table:
    """Benefit, treasury and available quarter by quarter, and so far."""

    def brought(line: tuple[str, Brought]) -> Moneys:
        return line[1]

    columns: tuple[CellColumn[tuple[str, Brought]], ...] = (
        text_column("quarter", "季度", lambda line: line[0]),
        CellColumn("projects", "新盘活项目", lambda line: count_cell(line[1].projects), "right"),
        *money_columns(brought),
        value_column("cash_share", lambda line: line[1].cash_share),
    )
    lines = [
        (name_quarter(Month(report.month.year, 3 * number)), quarter)
        for number, quarter in enumerate(report.quarters, start=1)
    ]
    known = [quarter.projects for quarter in report.quarters if quarter.projects is not None]
    total = Brought(sum(known) if known else None, report.whole.amounts.cumulative)
    caption = "分季度效益和入库情况"
    return build_table(
        caption,
        columns,
        lines,
        total=("年初以来累计", total),
        notes=(CASH_NOTE,),
        sheet=caption,
        above_right=MONEY_LINE,
    )


class _Part(NamedTuple):
    """A line of a table of portions: one, or the sum of several, under the words of the first columns."""

    names: tuple[str, ...]
    portion: AnyPortion
    style: RowStyle = "plain"


def build_portions_table(
    portions: Sequence[AnyPortion], caption: str, name_header: str, month: Month, *, notes: tuple[str, ...] = ()
) -> Table:
    """Parts of the benefit of the quarter and so far, with their shares.

    Args:
        portions: One name each; they add up to the whole.
        caption: Title of the table.
        name_header: Header of the first column.
        month: The quarter's last month.
        notes: Lines beneath.
    """
    whole = _sum(portions)
    columns = (text_column("name", name_header, _first_name), *_portion_columns(whole, month))
    lines = [_Part(part.names[-1:], part) for part in portions]
    total = _Part(("合计",), whole)
    return build_table(caption, columns, lines, total=total, notes=notes, sheet=caption, above_right=MONEY_LINE)


def build_categories_table(portions: Sequence[Portion], month: Month) -> Table:
    """Benefit by 三资大类 and 小类, each 大类 with its sum before its 小类."""
    whole = _sum(portions)
    columns: tuple[CellColumn[_Part], ...] = (
        CellColumn(
            "category", "三资大类", lambda of: Cell(of.names[0], role="strong" if of.names[1] == _SUBTOTAL else "plain")
        ),
        text_column("subcategory", "三资小类", lambda of: of.names[1]),
        *_portion_columns(whole, month),
    )
    lines: list[_Part] = []
    for category in dict.fromkeys(part.names[0] for part in portions):
        parts = [part for part in portions if part.names[0] == category]
        lines.append(_Part((category, _SUBTOTAL), _sum(parts)))
        lines += [_Part(("", part.names[-1]), part, "part") for part in parts]
    caption = "分三资类别情况"
    return build_table(
        caption,
        columns,
        lines,
        total=_Part(("合计", ""), whole),
        style=lambda of: of.style,
        sheet=caption,
        above_right=MONEY_LINE,
    )


def _first_name(of: _Part) -> str:
    return of.names[0]


def _portion_columns(whole: AnyPortion, month: Month) -> tuple[CellColumn[_Part], ...]:
    header = f"{name_quarter(month)}{MONEY_NAMES['benefit']}"
    return (
        value_column("benefit", lambda of: of.portion.benefit, key="benefit_quarter", header=header),
        CellColumn("share_quarter", "占比", lambda of: _share_cell(of.portion.benefit, whole.benefit), "right"),
        value_column("benefit_cumulative", lambda of: of.portion.benefit_cumulative),
        CellColumn(
            "share_cumulative",
            "占比",
            lambda of: _share_cell(of.portion.benefit_cumulative, whole.benefit_cumulative),
            "right",
        ),
    )


def _sum(portions: Iterable[AnyPortion]) -> BenefitPortion:
    parts = tuple(portions)
    return BenefitPortion(
        (NOTHING,), sum(part.benefit for part in parts), sum(part.benefit_cumulative for part in parts)
    )


def _share_cell(fen: int, total: int) -> Cell:
    return rate_cell(Fraction(fen, total) if total > 0 else None)


class _Line(NamedTuple):
    """A line of 盘活情况表: a project with its number, or a sum under its name.

    Attributes:
        quarter: What the quarter brought; None for a sum that has no such figure.
        cumulative: At the end of the quarter.
        of: A project and its number, or the name of a sum.
        style: How a sum is set apart; a unit's, above its projects, is ``lead``.
    """

    quarter: Proceeds | None
    cumulative: Proceeds
    of: tuple[int, QuarterProject] | str
    style: Literal["plain", "total", "part", "lead"] = "plain"


def build_projects_table(report: Quarterly) -> Table:
    """盘活情况表: what each project that moved brought, unit by unit where several returned.

    Its last rows make the cumulative columns complete, so that both sums are the row's own figures.
    """
    name = name_quarter(report.month)
    columns: tuple[CellColumn[_Line], ...] = (
        CellColumn("number", "序号", _number_cell, "center"),
        CellColumn("name", "项目名称", _name_cell),
        _of_project("field", "领域和类别", _say_field),
        _of_project("method", "盘活方式", lambda line: line.method, "center"),
        _of_project("quantity", "实物数量", _say_quantities, "right"),
        _of_project("newly", "新盘活", _say_newly, "center"),
        *money_columns(_of_quarter, when=("_quarter", ""), over=name),
        *money_columns(_so_far, when=("_cumulative", ""), over="年初以来累计"),
    )
    return build_table(
        f"{report.whole.name}{title_quarter(report.month)}盘活情况表",
        columns,
        (*_iter_projects(report.projects), *_iter_sums(report)),
        style=lambda line: "plain" if line.style == "lead" else line.style,
        above_right=MONEY_LINE,
        notes=(
            f"列示{name}有通过核验数据的项目；金额含追溯调整和期初数，实物数量为{name}各月之和，不同实物单位不相加。",
            "同一项目全年只计一次新盘活。",
        ),
        landscape=True,
        sheet=PROJECTS_SHEET,
        row_header=1,
    )


def build_tidy_table(report: Quarterly) -> Table:
    """Build the same projects, one per row with its unit, for further work in the workbook alone."""

    def quarter(line: QuarterProject) -> Moneys:
        return line.quarter

    def cumulative(line: QuarterProject) -> Moneys:
        return line.cumulative

    columns: tuple[CellColumn[QuarterProject], ...] = (
        text_column("unit", "单位", lambda line: line.unit_name),
        text_column("name", "项目名称", lambda line: line.name),
        text_column("field", "工作领域", lambda line: line.field),
        text_column("category", "三资大类", lambda line: line.category),
        text_column("subcategory", "三资小类", lambda line: line.subcategory),
        text_column("method", "盘活方式", lambda line: line.method),
        text_column("newly", "新盘活", _say_newly),
        *money_columns(quarter, when=("_quarter", name_quarter(report.month)), within=False),
        *money_columns(cumulative, when=("_cumulative", "累计"), within=False),
    )
    return build_table("盘活项目数据", columns, report.projects, sheet=DATA_SHEET, shown=False, row_header=1)


def _iter_projects(projects: Sequence[QuarterProject]) -> Iterator[_Line]:
    several = len({line.unit for line in projects}) > 1
    number = 0
    for _, of_unit in groupby(projects, key=lambda line: line.unit):
        own = list(of_unit)
        if several:
            head = f"{own[0].unit_name}（{len(own)}个项目）"
            yield _Line(
                add_proceeds(line.quarter for line in own), add_proceeds(line.cumulative for line in own), head, "lead"
            )
        for line in own:
            number += 1
            yield _Line(line.quarter, line.cumulative, (number, line))


def _iter_sums(report: Quarterly) -> Iterator[_Line]:
    whole = report.whole.amounts.cumulative
    rest = whole - add_proceeds(line.cumulative for line in report.projects)
    if any(rest):
        yield _Line(None, rest, f"其他项目（{name_quarter(report.month)}没有变动）", "part")
    yield _Line(add_proceeds(line.quarter for line in report.projects), whole, "合计", "total")


def _of_quarter(line: _Line) -> Moneys | None:
    return line.quarter


def _so_far(line: _Line) -> Moneys:
    return line.cumulative


def _of_project(
    key: str, header: str, text: Callable[[QuarterProject], str], align: Align = "left"
) -> CellColumn[_Line]:
    """Give a column that says something of projects alone."""
    return CellColumn(key, header, lambda line: BLANK if isinstance(line.of, str) else Cell(text(line.of[1])), align)


def _number_cell(line: _Line) -> Cell:
    if isinstance(line.of, str):
        return BLANK
    return Cell(str(line.of[0]), number=str(line.of[0]), places=0)


def _name_cell(line: _Line) -> Cell:
    if isinstance(line.of, str):
        return Cell(line.of, role="strong" if line.style == "lead" else "plain")
    return Cell(" ".join(line.of[1].name.split()))


def _say_field(line: QuarterProject) -> str:
    what = f"{line.category}·{line.subcategory}"
    return f"{line.field}\n{what}" if line.field else what


def _say_quantities(line: QuarterProject) -> str:
    return "\n".join(f"{show_quantity(item.quantity)}{item.measure}" for item in line.quantities) or NOTHING


def _say_newly(line: QuarterProject) -> str:
    return "是" if line.newly else "否"
