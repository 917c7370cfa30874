"""What a document is called, and what its file is called (docs/指标口径.md 报告; docs/文件与命令.md 输出文件夹)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sanzi_lib.measures.model import Board, Overview
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import DocumentHead
from sanzi_lib.reports.elements.formats import show_date, show_period

_ILLEGAL = re.compile(r"[“”‘’\"'<>:/\\|?*\x00-\x1f\x7f]")
_STEM_LENGTH = 80


def build_title(template: str, programme: Programme, month_label: str, group_name: str = "") -> str:
    """Fill ``{city}``, ``{month}`` and ``{group}`` of a title of the programme."""
    return template.replace("{city}", programme.city).replace("{month}", month_label).replace("{group}", group_name)


def build_file_stem(title: str) -> str:
    """Build a title as a file name without its ending: no quotation marks, nothing that Windows refuses."""
    return _ILLEGAL.sub("", title)[:_STEM_LENGTH].rstrip(". ")


def build_board_head(board: Board, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()) -> DocumentHead:
    """Build the head of a group's board, title as in annex 3."""
    title = build_title(programme.titles.board, programme, board.month.label, board.group_name)
    subject = f"{board.month.label}{programme.titles.subject}盘活榜单，{board.group_name}，{len(board.heard)}个单位。"
    return build_report_head(
        "leaderboard", title, subject, period=board.period.days, tabulated_on=tabulated_on, marks=marks
    )


def build_overview_head(
    overview: Overview, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()
) -> DocumentHead:
    """Build the head of the overview."""
    title = build_title(programme.titles.overview, programme, overview.month.label)
    subject = f"{overview.month.label}{programme.titles.city_word}{programme.titles.subject}盘活情况。"
    return build_report_head(
        "overview", title, subject, period=overview.period.days, tabulated_on=tabulated_on, marks=marks
    )


def build_report_head(
    report: str,
    title: str,
    subject: str,
    *,
    period: tuple[date, date],
    tabulated_on: date,
    marks: Sequence[str],
    over: str = "报告期",
) -> DocumentHead:
    """Build the head of any report: its file is called as its title, its subtitle says period and 制表时间.

    Args:
        report: Report id.
        title: Title of the document.
        subject: One sentence for the document's metadata.
        period: The report period.
        tabulated_on: 制表时间.
        marks: Words on every page.
        over: What the period is called.
    """
    return DocumentHead(
        report=report,
        title=title,
        file_stem=build_file_stem(title),
        subtitle=f"{over}：{show_period(period)}　制表时间：{show_date(tabulated_on)}",
        tabulated_on=tabulated_on.isoformat(),
        marks=tuple(marks),
        subject=subject,
    )
