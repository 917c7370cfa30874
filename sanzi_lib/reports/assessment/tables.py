"""The annual assessment's tables: a group's indicators with numerators and denominators, and tidy rows.

See docs/指标口径.md 年度考核.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sanzi_lib.measures.assessment import AssessedUnit, Assessment, AssessmentTally, GroupAssessment
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts
from sanzi_lib.money import round_half_up
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.assessment import texts as wording
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    BLANK,
    MONEY_LINE,
    CellColumn,
    build_table,
    figure_column,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.formats import EXACT_PLACES, count_cell, show_end, show_rank
from sanzi_lib.reports.elements.marks import memo_units
from sanzi_lib.reports.elements.standing import NO_TARGET
from sanzi_lib.reports.elements.tidy import (
    TidyLine,
    build_tidy,
    exact_count,
    exact_decimal,
    exact_wan,
    list_figures,
)

DATA_SHEET = "数据"


class _Line(NamedTuple):
    """A unit's line, or the group's sum."""

    rank: str
    name: str
    amounts: Amounts
    tally: AssessmentTally
    points: Cell


def _amounts(line: _Line) -> Amounts:
    return line.amounts


def _of_returns(
    key: str, header: str, count: Callable[[AssessmentTally], int | None], over: str = ""
) -> CellColumn[_Line]:
    return CellColumn(key, header, lambda line: count_cell(count(line.tally)), "right", over=over)


def _of_sent(key: str, header: str, count: Callable[[AssessmentTally], int], over: str) -> CellColumn[_Line]:
    """Give a count that a unit that sent nothing does not have: nothing of it can have been sent back or found."""
    return _of_returns(key, header, lambda tally: count(tally) if tally.sent else None, over)


_ATTAINMENT, _CASH = name_figure("attainment"), name_figure("cash_share")
_ON_TIME, _BACK, _OPEN = "按时报送", wording.INDICATOR_WORDS["sent_back"], wording.INDICATOR_WORDS["open_findings"]

_COLUMNS: tuple[CellColumn[_Line], ...] = (
    text_column("rank", name_figure("rank"), lambda line: line.rank, "center"),
    text_column("unit", "单位", lambda line: line.name),
    figure_column("benefit_cumulative", _amounts, over=_ATTAINMENT),
    figure_column("target", _amounts, over=_ATTAINMENT),
    figure_column("attainment", _amounts, over=_ATTAINMENT),
    figure_column("treasury_cumulative", _amounts, over=_CASH),
    figure_column("cash_share", _amounts, over=_CASH),
    _of_returns("on_time", "按时月数", lambda tally: tally.on_time.months if tally.on_time.due else None, _ON_TIME),
    _of_returns("due", "应报月数", lambda tally: tally.on_time.due or None, _ON_TIME),
    value_column("on_time_share", lambda line: line.tally.on_time.share, over=_ON_TIME),
    _of_sent("sent_back", "退回月数", lambda tally: tally.sent_back, _BACK),
    _of_returns("sent", "报送月数", lambda tally: tally.sent, _BACK),
    _of_sent("standing_back", "未更正", lambda tally: tally.standing_back, _BACK),
    _of_sent("errors", "错误", lambda tally: tally.errors, _OPEN),
    _of_sent("queries", "核实", lambda tally: tally.queries, _OPEN),
    _of_returns("cases", wording.INDICATOR_WORDS["cases"], lambda tally: tally.cases),
)

_POINTS: CellColumn[_Line] = CellColumn("composite", "综合得分", lambda line: line.points, "right")


def build_group_table(group: GroupAssessment, assessment: Assessment, programme: Programme) -> Table:
    """Build a group's units with every indicator, its numerator and denominator, and what they are beneath."""
    return build_table(
        f"{group.board.group_name}年度考核指标",
        (*_COLUMNS, *(() if group.rule is None else (_POINTS,))),
        (
            _Line(show_rank(unit.rank, tied=unit.tied), unit.row.name, unit.row.amounts, unit.tally, _points_cell(unit))
            for unit in group.units
        ),
        total=_Line("", "合计", group.board.totals, group.tally, BLANK),
        above_left=f"{wording.say_months_word(assessment)}，累计数截至{show_end(assessment.period)}",
        above_right=MONEY_LINE,
        notes=_build_notes(group, assessment, programme),
        landscape=True,
        sheet=group.board.group_name,  # of its own: it prints with its own header
        row_header=1,
    )


def _points_cell(unit: AssessedUnit) -> Cell:
    if unit.composite is None:
        return ABSENT
    return Cell(wording.show_points(unit.composite), number=str(round_half_up(unit.composite, EXACT_PLACES)), places=2)


def _build_notes(group: GroupAssessment, assessment: Assessment, programme: Programme) -> tuple[str, ...]:
    span = wording.say_months_word(assessment)
    leads = any(programme.fields_led_by(unit.row.unit) for unit in group.units)
    own = "，其牵头领域内全部项目计入（不论由谁报送）" if leads else ""
    notes = [
        wording.describe_ranking(group),
        *((wording.describe_weights(group.rule),) if group.rule is not None else ()),
        f"完成率＝累计经济效益÷年度目标，入库率＝累计入库收益÷累计经济效益，与当月榜单一致{own}。",
        "按时报送率＝按时月数÷应报月数：自本年度有单位报送的第一个月起，每月应报一份；首份月报在截止日24时前报送的为按时，"
        "其后退回修改的仍为按时。",
        f"退回修改为{span}中月报（含补报、更正）曾被退回的月数，其后更正并通过核验的也计入；“未更正”为至今仍退回的月数。",
        f"未办结问题为{span}各月月报中尚未更正、也未经认可的错误和核实问题；典型案例为通过核验的月报所附案例，同一项目计一个。"
        "以上各项只计单位自己的月报。",
    ]
    without = [unit.row.name for unit in group.units if unit.row.amounts.target is None]
    if without:
        partly = "；合计的完成率只按单列年度目标的单位计算" if len(without) < len(group.units) else ""
        notes.append(f"{'、'.join(without)}{NO_TARGET}，不计算完成率{partly}。")
    if memo := memo_units(programme, group.board.group):
        notes.append(f"{'、'.join(memo)}的金额已含在{programme.own_row}合计中。")
    if any(not unit.tally.sent for unit in group.units):
        notes.append("没有报送过月报的单位，退回修改和未办结问题以“—”表示。")
    return tuple(notes)


_HEAD = (("month", "月份"), ("group", "组"), ("unit", "单位"))


def build_tidy_table(assessment: Assessment) -> Table:
    """Every figure of every unit, one per row: amounts in 万元 with all digits, rates in percent; months as well."""
    return build_tidy("年度考核数据", _HEAD, _iter_lines(assessment), sheet=DATA_SHEET, row_header=2)


def _iter_lines(assessment: Assessment) -> Iterator[tuple[tuple[str, ...], TidyLine]]:
    for group in assessment.groups:
        for unit in group.units:
            head = (group.board.group_name, unit.row.name)
            for line in _list_unit(unit):
                yield (str(assessment.month), *head), line
            for item in unit.months:
                month = str(Month(assessment.month.year, item.month))
                yield (month, *head), TidyLine(name_figure("benefit"), "万元", exact_wan(item.benefit))
                yield (month, *head), TidyLine("迟报天数", "天", exact_count(item.days_late))


def _list_unit(unit: AssessedUnit) -> Iterator[TidyLine]:
    tally = unit.tally
    yield TidyLine(name_figure("rank"), "位", exact_count(unit.rank))
    figures = ("benefit_cumulative", "target", "attainment", "treasury_cumulative", "cash_share")
    yield from list_figures(figures, unit.row.amounts)
    for name, measure, count in (
        ("按时月数", "个月", tally.on_time.months),
        ("应报月数", "个月", tally.on_time.due),
        ("报送月数", "个月", tally.sent),
        ("曾退回月数", "个月", tally.sent_back),
        ("未更正月数", "个月", tally.standing_back),
        ("未办结错误", "处", tally.errors),
        ("未办结核实", "处", tally.queries),
        ("典型案例", "个", tally.cases),
    ):
        yield TidyLine(name, measure, exact_count(count))
    yield TidyLine("综合得分", "分", exact_decimal(unit.composite))
