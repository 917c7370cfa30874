"""The quarterly report (季度报告): 汇报材料 of the city or of one unit (docs/指标口径.md 季度; policy 四（五）).

What is known is written; what only the office knows is left to it in paragraphs marked 【请填写：…】.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd

from sanzi_lib.measures.attention import list_attention, list_for
from sanzi_lib.measures.figures import MONEY_NAMES, name_figure
from sanzi_lib.measures.model import Overview
from sanzi_lib.measures.quarter_model import Quarterly, QuarterRow
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements import amount_tables, notes, progress_charts, ranking
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements.attention import say_points
from sanzi_lib.reports.elements.columns import CellColumn
from sanzi_lib.reports.elements.formats import STATE_WORDS, money_cell, show_end, show_rank
from sanzi_lib.reports.elements.head import build_report_head
from sanzi_lib.reports.elements.key_figures import (
    build_accepted_figure,
    build_receipts_figures,
    build_span_figure,
    build_standing_figures,
    say_target,
)
from sanzi_lib.reports.elements.marks import UNPUBLISHED_MARK, memo_units
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.openings import say_openings
from sanzi_lib.reports.elements.reporting import say_restated
from sanzi_lib.reports.elements.rule import describe_rule
from sanzi_lib.reports.elements.standing import NO_TARGET
from sanzi_lib.reports.elements.structure import UNCLASSIFIED_NOTE
from sanzi_lib.reports.elements.working import build_amounts_frame
from sanzi_lib.reports.quarterly import articles, tables, texts
from sanzi_lib.reports.quarterly.articles import ask
from sanzi_lib.reports.quarterly.json import build_quarter_figures


def build_carried(report: Quarterly) -> tuple[el.Paragraph, ...]:
    """Build the mark of a unit's report that rests on an earlier month than the quarter's last."""
    if report.unit_row is None or not (carried := texts.say_carried(report.returns[0], report.month)):
        return ()
    state = STATE_WORDS[report.unit_row.state]
    return (el.Paragraph(f"注意：{report.whole.name}{report.month.month}月月报{state}，{carried}", role="warn"),)


def build_findings(report: Quarterly, programme: Programme) -> el.Findings:
    """How far it has come, the quarter against the one before, treasury, projects, place, returns, restatements."""
    restated = say_restated(report.restatements, when=texts.name_quarter(report.month))
    sentences = [
        texts.say_progress(report),
        texts.say_against_previous(report),
        texts.say_funds(report),
        texts.say_projects(report, quantities=False),
        *_say_standing(report, programme),
        f"{restated}。" if restated else "",
    ]
    return el.Findings(tuple(sentence for sentence in sentences if sentence))


def _say_standing(report: Quarterly, programme: Programme) -> tuple[str, ...]:
    """Who needs attention, where a unit ranks, and what was returned."""
    limit = programme.thresholds.attention_gap
    if report.overview is not None:
        said = texts.say_all_returns(report.returns, report.month)
        return _say_lagging(report.overview, limit), said
    assert report.unit_row is not None
    assert report.board is not None
    row, gap = report.unit_row, report.unit_row.amounts.gap
    attention = f"{ranking.say_attention([row], limit)}。" if gap is not None and gap < -limit else ""
    said = texts.say_unit_returns(report.returns[0], report.month)
    return texts.say_rank(report.board, row), attention, said, texts.say_lacking(row, report.month)


def _say_lagging(overview: Overview, limit: Decimal) -> str:
    """Units that lag behind the time; who did not report is said with the returns."""
    if lagging := list_for(list_attention(overview, limit), "lagging"):
        return f"{ranking.say_attention(lagging, limit)}。"
    having = any(row.amounts.gap is not None for board in overview.groups for row in board.rows)
    return f"没有单位滞后序时进度超过{say_points(limit)}。" if having else ""


def build_key_figures(report: Quarterly) -> el.KeyFigures:
    """Benefit, attainment, the quarter, treasury, available, and rank or returns."""
    amounts, brought = report.whole.amounts, report.whole.brought
    label = f"{texts.name_quarter(report.month)}{MONEY_NAMES['benefit']}"
    return el.KeyFigures(
        (
            *build_standing_figures(amounts, say_target(amounts, NO_TARGET)),
            build_span_figure(label, brought.benefit, brought.projects, "没有通过核验的月报"),
            *build_receipts_figures(amounts),
            _build_last_figure(report),
        )
    )


def _build_last_figure(report: Quarterly) -> el.KeyFigure:
    """Build a unit's rank; for the city how many returns of the quarter were accepted."""
    if report.unit_row is not None and report.board is not None:
        rank = show_rank(report.unit_row.rank, tied=report.unit_row.tied)
        return el.KeyFigure(
            f"{report.board.group_name}{name_figure('rank')}", rank, "", f"共{len(report.board.ranked)}个单位"
        )
    due = sum(len(item.states) for item in report.returns)
    accepted = sum(state == "accepted" for item in report.returns for state in item.states)
    return build_accepted_figure("通过核验的月报", accepted, due, "份")


_LARGEST = 5


def build_frame(report: Quarterly) -> pd.DataFrame:
    """Build whole and its rows, fields, units or parts, the quarter's figure first, for the analyst; in no document."""
    quarter: CellColumn[QuarterRow] = CellColumn(
        "quarter", "本季度经济效益（季度末累计－上季度末累计，万元）", lambda row: money_cell(row.brought.benefit)
    )
    rows = (*report.rows, *(field.row for field in report.fields), *report.units, *report.parts, report.whole)
    return build_amounts_frame(rows, "地区、工作领域、单位", quarter)


def build_head(
    report: Quarterly, programme: Programme, tabulated_on: date, marks: Sequence[str] = ()
) -> el.DocumentHead:
    """Title, file name, 制表时间 and marks.

    Args:
        report: The quarter.
        programme: Gives the city.
        tabulated_on: 制表时间.
        marks: 演示数据, 试编, 未定稿, as far as they hold.
    """
    when, subject = texts.title_quarter(report.month), programme.titles.subject
    whose = programme.city if report.unit_row is None else report.whole.name
    title = f"{whose}{when}{subject}盘活情况{'季度报告' if report.unit_row is None else '汇报材料'}"
    said = f"{report.whole.name}{when}{subject}盘活情况。"
    return build_report_head(
        "quarterly", title, said, period=report.period.days, tabulated_on=tabulated_on, marks=marks
    )


def build_progress(report: Quarterly, programme: Programme) -> tuple[el.Block, ...]:
    """一、总体进展: findings, key figures, where each unit stands, the year so far."""
    return (
        *build_carried(report),
        el.Heading("一、总体进展"),
        build_findings(report, programme),
        build_key_figures(report),
        *_build_standing(report, programme),
        progress_charts.build_month_chart((report.history,), report.whole.amounts, programme, report.whole.name),
    )


def _build_standing(report: Quarterly, programme: Programme) -> tuple[el.Block, ...]:
    if report.overview is not None:
        return amount_tables.build_groups_table(report.overview), tables.build_units_table(report)
    return (tables.build_parts_table(report),) if report.parts else ()


def build_fields(report: Quarterly, programme: Programme) -> tuple[el.Block, ...]:
    """二、分领域情况: annex 1 with its 主要任务; by 三资 for a unit whose projects count in no field."""
    heading = el.Heading("二、分领域情况")
    if report.overview is not None:
        return (heading, *_build_annex(report, programme))
    if report.fields:
        fields = (
            block
            for number, field in enumerate(report.fields, start=1)
            for block in articles.build_field(number, field, report, level=2)
        )
        return heading, *fields
    told = texts.say_portions(report.categories, "三资类别", report.month)
    return (
        heading,
        el.Paragraph(f"{report.whole.name}的项目不分工作领域，按三资类别列示。"),
        el.Paragraph(told or f"{texts.name_quarter(report.month)}没有形成经济效益。"),
        tables.build_categories_table(report.categories, report.month),
        ask("各类国有资源、资产、资金的盘活措施、进展和成效"),
    )


def _build_annex(report: Quarterly, programme: Programme) -> tuple[el.Block, ...]:
    total = replace(report.whole, name=programme.total_name)
    own = next((row for row in report.rows if row.name == programme.own_row), None)
    blocks: list[el.Block] = [
        el.Heading("（一）分地区完成情况", 2),
        tables.build_rows_table(report.rows, total, "分地区完成情况", "地区", report.month),
    ]
    if own is not None and report.fields:
        rows = [field.row for field in report.fields]
        sum_row = QuarterRow(f"{own.name}合计", own.amounts, own.brought)
        caption = f"{own.name}分领域完成情况"
        blocks += [
            el.Heading(f"（二）{own.name}各领域推进情况", 2),
            tables.build_rows_table(rows, sum_row, caption, "工作领域", report.month),
        ]
        for number, field in enumerate(report.fields, start=1):
            blocks += articles.build_field(number, field, report, level=3)
    return tuple(blocks)


def build_structure(report: Quarterly) -> tuple[el.Block, ...]:
    """三、盘活方式与收益结构: by method, 三资 and the four kinds of benefit, of the quarter and so far."""
    month = report.month
    parts: list[el.Block] = [tables.build_portions_table(report.methods, "分盘活方式情况", "盘活方式", month)]
    if report.fields or report.overview is not None:
        parts.append(tables.build_categories_table(report.categories, month))
    kinds = tables.build_portions_table(report.kinds, "分效益类型情况", "效益类型", month, notes=(UNCLASSIFIED_NOTE,))
    told = (
        texts.say_portions(report.methods, "盘活方式", month),
        texts.say_portions(report.kinds, "效益类型", month),
        _say_social(report),
    )
    said = tuple(el.Paragraph(text) for text in told if text)
    empty = el.Paragraph(f"{texts.name_quarter(month)}没有形成经济效益。")
    return (el.Heading("三、盘活方式与收益结构"), *(said or (empty,)), *parts, kinds)


def _say_social(report: Quarterly) -> str:
    texts = list(dict.fromkeys(tidy_text(text) for text in report.social_benefits))
    if not texts:
        return ""
    rest = f"等{len(texts)}项" if len(texts) > _LARGEST else ""
    return f"社会效益方面：{'；'.join(texts[:_LARGEST])}{rest}。"


def build_funds(report: Quarterly) -> tuple[el.Block, ...]:
    """四、资金情况: benefit, treasury and available, never added and never swapped."""
    blocks: list[el.Block] = [
        el.Heading("四、资金情况"),
        el.Paragraph(texts.say_funds(report, f"截至{show_end(report.period)}，{report.whole.name}")),
        tables.build_quarters_table(report),
    ]
    if report.rows:
        whole = replace(report.whole, name="合计")
        blocks.append(tables.build_treasury_table(report.rows, whole, "地区", report.month))
    return tuple(blocks)


def build_projects(report: Quarterly) -> tuple[el.Block, ...]:
    """五、项目盘活情况: in words; every project stands in the table at the end."""
    with_unit = len({line.unit for line in report.projects}) > 1
    name = texts.name_quarter(report.month)
    text = texts.say_projects(report, quantities=True) or f"{name}没有通过核验的月报，项目盘活情况暂缺。"
    largest = texts.say_largest(report.projects, report.month, named=_LARGEST, with_unit=with_unit)
    told = (el.Paragraph(f"{largest}全部项目见附表。"),) if largest else ()
    return (el.Heading("五、项目盘活情况"), el.Paragraph(text), *told)


def build_cases(report: Quarterly) -> tuple[el.Block, ...]:
    """六、典型案例."""
    return (el.Heading("六、典型案例"), *articles.build_cases(report))


def build_outlook(report: Quarterly) -> tuple[el.Block, ...]:
    """七、问题与困难 and 八、下步打算, which the office writes."""
    pace = texts.say_pace(report.whole.amounts, report.month)
    gap = report.whole.amounts.gap
    behind = (ask("加快进度的具体措施、责任单位和完成时限"),) if gap is not None and gap < 0 else ()
    return (
        el.Heading("七、问题与困难"),
        *articles.build_difficulties(report),
        ask("需要说明的其他问题，以及需协调解决的事项"),
        el.Heading("八、下步打算"),
        *((el.Paragraph(pace),) if pace else ()),
        ask("下一步拟推进的重点项目、预期盘活效益和完成时限"),
        ask("针对上述问题与困难的解决措施和责任单位"),
        *behind,
    )


def build_table(report: Quarterly) -> tuple[el.Block, ...]:
    """附表 盘活情况表; nothing where no project moved."""
    if not report.projects:
        return ()
    return (el.Heading("附表"), tables.build_projects_table(report), tables.build_tidy_table(report))


def build_notes(report: Quarterly, programme: Programme, marks: Sequence[str] = ()) -> tuple[el.Notes]:
    """Build the notes that end the report.

    Args:
        report: The quarter.
        programme: The programme.
        marks: As given to the head.
    """
    name = texts.name_quarter(report.month)
    unpublished = f"标注“{UNPUBLISHED_MARK}”的，数据以{report.month.month}月榜单定稿后为准。"
    items = [
        texts.say_period(report, programme),
        texts.DEFINITION,
        *([unpublished] if UNPUBLISHED_MARK in marks else []),
        notes.KINDS_NOTE,
        notes.ROUNDING_NOTE,
        *_say_scope(report, programme),
        *notes.say_restatements(report.restatements, programme),
        *say_openings(report.openings, programme, when=name, counted=f"{name}和累计数"),
    ]
    return (el.Notes(tuple(items)),)


def _say_scope(report: Quarterly, programme: Programme) -> list[str]:
    """How units are ranked, and what counts where (docs/指标口径.md 每个项目计一次)."""
    if report.overview is not None:
        return notes.say_groups(report.overview, programme)
    assert report.board is not None
    items = [describe_rule(report.board.rule)]
    name = report.whole.name
    if report.whole.amounts.target is None:
        items.append(f"{name}{NO_TARGET}，不计算完成率。")
    if name in memo_units(programme, report.board.group):
        items.append(f"{name}的数据已含在{programme.own_row}合计中，本报告列示其全部报送数据。")
    if report.elsewhere:
        items.append(texts.say_elsewhere(name, report.elsewhere, report.month))
    return items


def build_data(report: Quarterly, programme: Programme, tabulated_on: date) -> tuple[el.FiguresData]:
    """Tell what is not shown: quarterly.json."""
    return (build_quarter_figures(report, programme, tabulated_on),)
