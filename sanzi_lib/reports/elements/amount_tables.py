"""The tables of the overview: annex 1, the groups, and what the benefit consists of (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sanzi_lib.measures.board import FEWEST_RANKED
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts, Board, NamedAmounts, Overview
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.reports.elements.columns import MONEY_LINE, CellColumn, build_table, figure_column, text_column
from sanzi_lib.reports.elements.formats import NOTHING, join_names, money_cell, rate_cell, yi_cell
from sanzi_lib.reports.elements.ranking import say_mover
from sanzi_lib.reports.elements.rule import show_metric
from sanzi_lib.reports.elements.standing import UNIT_LINE


def _amounts(row: NamedAmounts) -> Amounts:
    return row.amounts


def _totals(board: Board) -> Amounts:
    return board.totals


def _name(header: str) -> CellColumn[NamedAmounts]:
    return text_column("name", header, lambda row: row.name)


def build_groups_table(overview: Overview) -> Table:
    """Build the groups in the policy's order: benefit, attainment, first, last.

    And who moved furthest since publication.
    """
    columns: tuple[CellColumn[Board], ...] = (
        text_column("group", "组别", lambda board: board.group_name),
        CellColumn(
            "benefit_cumulative",
            f"{name_figure('benefit_cumulative')}（亿元）",
            lambda board: yi_cell(board.totals.benefit_cumulative),
            "right",
        ),
        figure_column("attainment", _totals),
        figure_column("gap", _totals),
        text_column("first", "组内首位", lambda board: _say_end(board, first=True)),
        text_column("last", "组内末位", lambda board: _say_end(board, first=False)),
        text_column("mover", "位次变化最大", say_mover),
    )
    gap = name_figure("gap")
    note = f"{gap}的单位为百分点；括号内为排名所依据的数据；位次变化与上期定稿榜单相比。"
    return build_table("各组完成情况和位次", columns, overview.groups, notes=(note,))


def build_amounts_table(rows: tuple[NamedAmounts, ...], total: NamedAmounts, caption: str, name_header: str) -> Table:
    """Rows of annex 1 with target, cumulative figures, attainment and gap, and their total.

    Args:
        rows: Rows of table 1 or fields of table 2.
        total: Their sum.
        caption: Title of the table.
        name_header: Header of the first column.
    """
    keys = ("target", "benefit", "benefit_cumulative", "attainment", "gap")
    columns = (_name(name_header), *(figure_column(key, _amounts) for key in keys))
    return build_table(caption, columns, rows, total=total, above_right=UNIT_LINE, sheet=caption[:31])


def build_treasury_table(rows: tuple[NamedAmounts, ...], total: NamedAmounts, name_header: str) -> Table:
    """Benefit against treasury against available, three figures that are never added or swapped.

    See docs/指标口径.md 用语.

    Args:
        rows: Rows of table 1.
        total: Their sum.
        name_header: Header of the first column.
    """
    columns = (
        _name(name_header),
        figure_column("benefit_cumulative", _amounts),
        figure_column("treasury_cumulative", _amounts),
        figure_column("available_cumulative", _amounts, within=True),
        figure_column("cash_share", _amounts),
    )
    caption = f"分{name_header}入库情况"
    share = f"{name_figure('cash_share')}＝{name_figure('treasury_cumulative')}÷{name_figure('benefit_cumulative')}"
    return build_table(
        caption, columns, rows, total=total, above_left=share, above_right=MONEY_LINE, sheet=caption[:31]
    )


def build_structure_table(
    parts: Sequence[tuple[str, int]], caption: str, name_header: str, *, notes: tuple[str, ...] = ()
) -> Table:
    """Parts of the cumulative benefit and their shares.

    Args:
        parts: Name and amount in 分; they add up to the whole.
        caption: Title of the table.
        name_header: Header of the first column.
        notes: Lines beneath.
    """
    whole = sum(fen for _, fen in parts)
    columns: tuple[CellColumn[tuple[str, int]], ...] = (
        text_column("name", name_header, lambda part: part[0]),
        CellColumn("benefit_cumulative", name_figure("benefit_cumulative"), lambda part: money_cell(part[1]), "right"),
        CellColumn("share", "占比", lambda part: rate_cell(Fraction(part[1], whole) if whole > 0 else None), "right"),
    )
    return build_table(
        caption, columns, parts, total=("合计", whole), above_right=MONEY_LINE, notes=notes, sheet=caption[:31]
    )


def _say_end(board: Board, *, first: bool) -> str:
    ranked = board.ranked
    if len(ranked) < FEWEST_RANKED:
        return NOTHING
    equals = [row for row in ranked if row.rank == ranked[0 if first else -1].rank]
    if len(equals) == len(ranked):
        return "位次并列" if first else NOTHING
    value = show_metric(board, equals[0])
    return f"{join_names((row.name for row in equals), limit=3)}{f'（{value}）' if value else ''}"
