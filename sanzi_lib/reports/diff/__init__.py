"""What changed from one reading of the boards to another (变动对比), as one document for analysts.

It names files and cells, so every page carries 内部资料.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sanzi_lib.measures.diff_model import Diff, FigureDiff, GroupDiff, LineDiff, RowDiff
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.diff.texts import (
    CHANGE_WORDS,
    LISTED,
    count_figures,
    count_rows,
    describe_origin,
    name_figure,
    show_month,
    show_move,
    show_row,
    show_signed,
    show_sources,
    show_standing,
    show_values,
    unit_of,
)
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements.columns import (
    LONGEST_LISTED,
    LONGEST_VALUE,
    CellColumn,
    build_table,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING, join_names, show_date
from sanzi_lib.reports.elements.head import build_file_stem
from sanzi_lib.reports.elements.marks import DEMO_MARK, INTERNAL_MARK
from sanzi_lib.reports.elements.rule import describe_rule

_MAIN = ("benefit_cumulative", "attainment")
_SAME = "未变"


class _FigureLine(NamedTuple):
    """A figure that differs, of a line that is called ``name``."""

    line: LineDiff
    name: str
    figure: FigureDiff


class _CellLine(NamedTuple):
    """A cell of the ledger behind a figure that changed; without one the sum of them all."""

    line: LineDiff
    figure: FigureDiff
    row: RowDiff | None


def build_ranks_table(group: GroupDiff) -> el.Table:
    """Every unit of the group with its rank and its main figures, then and now."""
    return build_table(
        f"{group.name}：位次和主要数字",
        _RANKS,
        group.lines,
        total=group.totals,
        landscape=True,
        above_right="单位：万元",
        notes=(f"“{_SAME}”表示这个数没有变动。",),
    )


def build_figures_table(group: GroupDiff) -> el.Table | None:
    """Build the other figures that differ, a line each; None where there is none."""
    lines = [
        _FigureLine(line, name, figure)
        for line, name, is_part in _iter_named(group)
        for figure in line.figures
        if figure.differs and (is_part or figure.measure not in _MAIN)
    ]
    if not lines:
        return None
    return build_table(
        f"{group.name}：其他数字变动",
        _FIGURES,
        lines,
        style=lambda line: "plain" if line.line.unit else "total",
        above_right="单位：金额为万元",
    )


def build_rows_table(group: GroupDiff) -> el.Table | None:
    """Build the ledger rows behind the units' figures, with a sum for each figure; None where there is none."""
    lines = [
        _CellLine(line, figure, row)
        for line in group.lines
        for measure in LISTED
        for figure in line.figures
        if figure.measure == measure and figure.rows
        for row in (*figure.rows, None)
    ]
    if not lines:
        return None
    return build_table(
        f"{group.name}：所依据的台账变动",
        _ROWS,
        lines,
        style=lambda line: "total" if line.row is None else "plain",
        landscape=True,
        above_right="单位：金额为万元",
        notes=("“小计”为该指标各笔增减之和，等于上表中该指标的增减。其他单位的项目，列在所计入的牵头单位之下。",),
    )


def _rank_column(key: str, header: str, text: Callable[[LineDiff], str]) -> CellColumn[LineDiff]:
    """Rank a column of ranks; 合计 has none."""
    return text_column(key, header, lambda line: text(line) if line.unit else "", "center")


def _move_cell(line: LineDiff) -> el.Cell:
    gained = line.places_gained
    role: el.Role = "good" if gained and gained > 0 else "warn" if gained and gained < 0 else "plain"
    return el.Cell(show_move(line) if line.unit else "", role=role)


def _main_columns(measure: str, headers: tuple[str, str, str]) -> list[CellColumn[LineDiff]]:
    def column(place: int, part: str) -> CellColumn[LineDiff]:
        def cell(line: LineDiff) -> el.Cell:
            change = line.find(measure)
            if change is None or not change.differs:
                return el.Cell(_SAME, role="muted")
            return el.Cell(show_values(change)[place])

        return CellColumn(f"{measure.removesuffix('_cumulative')}_{part}", headers[place], cell, "right")

    return [column(place, part) for place, part in enumerate(("then", "now", "difference"))]


def _difference_cell(line: _FigureLine) -> el.Cell:
    figure, difference = line.figure, show_values(line.figure)[2]
    unit = unit_of(figure) if figure.form in ("rate", "days", "count") and difference != NOTHING else ""
    return el.Cell(f"{difference}{unit}", role="muted" if difference == NOTHING else "plain")


def _cell_column(
    key: str, header: str, text: Callable[[RowDiff, _CellLine], str], align: el.Align = "left"
) -> CellColumn[_CellLine]:
    """Give a column of the cells that changed; nothing in the line of their sum."""
    return text_column(key, header, lambda line: "" if line.row is None else text(line.row, line), align)


def _say_whose(line: _CellLine) -> str:
    if line.row is None or line.row.part.unit == line.line.unit:
        return line.line.name
    return f"{line.line.name}\n其中：{line.row.part.name}"


def _say_project(row: RowDiff, _: _CellLine) -> str:
    part = row.part
    return f"{part.project}\n{part.title[:LONGEST_VALUE]}" if part.title else part.project


def _say_difference(line: _CellLine) -> str:
    if line.row is None:
        return show_signed(line.figure.rows_total, line.figure.form)
    return show_row(line.row, line.figure.form)[2]


def _iter_named(group: GroupDiff) -> Iterator[tuple[LineDiff, str, bool]]:
    """Every line with its name, and whether it is a part of another."""
    for line in group.lines:
        yield line, line.name, False
        for part in line.parts:
            yield part, f"{line.name}其中：{part.name}", True
    yield group.totals, group.totals.name, False


_RANKS: tuple[CellColumn[LineDiff], ...] = (
    text_column("unit", "单位", lambda line: line.name),
    _rank_column("rank_then", "原位次", lambda line: show_standing(line.rank_then)),
    _rank_column("rank_now", "现位次", lambda line: show_standing(line.rank_now)),
    CellColumn("move", "变动", _move_cell, "center"),
    *_main_columns("benefit_cumulative", ("原累计经济效益", "现累计经济效益", "增减")),
    *_main_columns("attainment", ("原完成率", "现完成率", "增减（百分点）")),
)
_FIGURES: tuple[CellColumn[_FigureLine], ...] = (
    written_column("unit", "单位", lambda line: line.name),
    written_column("figure", "指标", lambda line: name_figure(line.figure)),
    written_column("then", "原", lambda line: show_values(line.figure)[0], limit=LONGEST_LISTED, align="right"),
    written_column("now", "现", lambda line: show_values(line.figure)[1], limit=LONGEST_LISTED, align="right"),
    CellColumn("difference", "增减", _difference_cell, "right"),
)
_ROWS: tuple[CellColumn[_CellLine], ...] = (
    text_column("unit", "单位", _say_whose),
    text_column("figure", "指标", lambda line: f"{name_figure(line.figure)}{'' if line.row else '小计'}"),
    _cell_column("month", "月份", lambda row, _: show_month(row.part.month), "center"),
    _cell_column("project", "项目", _say_project),
    _cell_column("kind", "种类", lambda row, _: row.part.kind, "center"),
    _cell_column("change", "变动", lambda row, _: CHANGE_WORDS[row.change], "center"),
    _cell_column("then", "原", lambda row, line: show_row(row, line.figure.form)[0], "right"),
    _cell_column("now", "现", lambda row, line: show_row(row, line.figure.form)[1], "right"),
    text_column("difference", "增减", _say_difference, "right"),
    _cell_column("source", "出处", lambda row, _: show_sources(row)),
)


_NAMED = 6


def build_diff_head(
    diff: Diff,
    programme: Programme,
    tabulated_on: date,
    *,
    group_names: Sequence[str] = (),
    demo: bool = False,
) -> el.DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        diff: What changed.
        programme: Gives the city.
        tabulated_on: 制表时间.
        group_names: Names of the groups where not all are compared.
        demo: True where a return says 演示.
    """
    then, now = diff.then, diff.now
    title = f"{programme.city}{now.month.label}{programme.titles.subject}盘活榜单变动对比"
    part = f"{'、'.join(group_names)}，" if group_names else ""
    return el.DocumentHead(
        report="difference",
        title=title,
        file_stem=build_file_stem(f"{title}（{part}{_say_pair(diff)}）"),
        subtitle=f"原：{describe_origin(then)}\n现：{describe_origin(now)}\n制表时间：{show_date(tabulated_on)}",
        tabulated_on=tabulated_on.isoformat(),
        marks=(INTERNAL_MARK, *((DEMO_MARK,) if demo else ())),
        subject=f"{describe_origin(now)}与{describe_origin(then)}相比的位次、数字和台账变动，供内部核对，不印发。",
    )


def _say_pair(diff: Diff) -> str:
    then, now = diff.then, diff.now
    if then.month != now.month:
        return f"与{then.month.label}比"
    return f"{'现有月报' if now.version is None else f'定稿第{now.version}版'}与定稿第{then.version}版比"


def build_diff_blocks(diff: Diff) -> tuple[el.Block, ...]:
    """Everything below the title."""
    opening = (el.Heading("主要变动"), el.Findings(tuple(say_findings(diff))))
    groups = [block for group in diff.groups for block in _build_group(group)]
    return (*opening, *groups, _build_notes(diff))


def say_findings(diff: Diff) -> Iterator[str]:
    """One sentence per group on who moved and how much changed."""
    if not diff.differs:
        yield "两者相同：位次、数字和所依据的台账没有变动。"
        return
    for group in diff.groups:
        if not group.differs:
            yield f"{group.name}：没有变动。"
            continue
        moved = [f"{line.name}{show_move(line)}" for line in group.lines if line.places_gained]
        gone = [line.name for line in group.lines if line.rank_then is not None and line.rank_now is None]
        new = [line.name for line in group.lines if line.rank_then is None and line.rank_now is not None]
        ranks = f"位次变动{len(moved)}个单位（{_listed(moved)}）" if moved else "位次没有变动"
        others = [f"{word}{join_names(names)}" for word, names in (("新列入", new), ("不再列入", gone)) if names]
        counts = f"数字变动{count_figures(group)}项，台账变动{count_rows(group)}笔"
        yield f"{group.name}：{'，'.join((ranks, *others, counts))}。"


def _listed(names: list[str]) -> str:
    return "、".join(names) if len(names) <= _NAMED else f"{'、'.join(names[:_NAMED])}等{len(names)}个"


def _build_group(group: GroupDiff) -> Iterator[el.Block]:
    yield el.Heading(group.name)
    if not group.differs:
        yield el.Paragraph("没有变动。")
        return
    if group.rule_then and group.rule_now and group.rule_then != group.rule_now:
        yield el.Paragraph(
            f"排名规则有变。原：{describe_rule(group.rule_then)}现：{describe_rule(group.rule_now)}", role="warn"
        )
    yield build_ranks_table(group)
    for table in (build_figures_table(group), build_rows_table(group)):
        if table is not None:
            yield table


def _build_notes(diff: Diff) -> el.Notes:
    same_month = diff.then.month == diff.now.month
    return el.Notes(
        (
            "定稿月份按定稿时冻结的月报、方案和核验认可计算，并与定稿榜单核对一致；未定稿月份按现有月报计算。",
            "金额列出全部位数，增减精确到分；“—”表示没有这个数，不等于零。",
            "台账变动按单位、月份、项目编号和种类对应；数额相同的，即使换了文件或行次，也不算变动。"
            "同一指标各笔增减之和，与该指标的增减一分不差。",
            (
                "本月数的变动已含在累计数的台账变动中，不重复列出。"
                if same_month
                else "两个月份的本月数没有共同的台账，只列数字，不列台账。"
            ),
            "本资料列有文件名和单元格，仅供内部核对，不得印发。",
        )
    )
