"""What changed from one reading of the boards to another (变动对比), as one document for analysts.

It names files and cells, so every page carries 内部资料.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sanzi_lib.measures.diff_model import Diff, GroupDiff
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.diff.tables import build_figures_table, build_ranks_table, build_rows_table
from sanzi_lib.reports.diff.texts import count_figures, count_rows, describe_origin, show_move
from sanzi_lib.reports.elements.blocks import Block, DocumentHead, Findings, Heading, Notes, Paragraph
from sanzi_lib.reports.elements.formats import join_names, show_date
from sanzi_lib.reports.elements.head import build_file_stem
from sanzi_lib.reports.elements.marks import DEMO_MARK, INTERNAL_MARK
from sanzi_lib.reports.elements.rule import describe_rule

_NAMED = 6


def build_diff_head(
    diff: Diff,
    programme: Programme,
    tabulated_on: date,
    *,
    group_names: Sequence[str] = (),
    demo: bool = False,
) -> DocumentHead:
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
    return DocumentHead(
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


def build_diff_blocks(diff: Diff) -> tuple[Block, ...]:
    """Everything below the title."""
    opening = (Heading("主要变动"), Findings(tuple(say_findings(diff))))
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


def _build_group(group: GroupDiff) -> Iterator[Block]:
    yield Heading(group.name)
    if not group.differs:
        yield Paragraph("没有变动。")
        return
    if group.rule_then and group.rule_now and group.rule_then != group.rule_now:
        yield Paragraph(
            f"排名规则有变。原：{describe_rule(group.rule_then)}现：{describe_rule(group.rule_now)}", role="warn"
        )
    yield build_ranks_table(group)
    for table in (build_figures_table(group), build_rows_table(group)):
        if table is not None:
            yield table


def _build_notes(diff: Diff) -> Notes:
    same_month = diff.then.month == diff.now.month
    return Notes(
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
