"""The annual assessment's tables: a group's indicators with numerators and denominators, and tidy rows (domain §5)."""

from __future__ import annotations

from collections.abc import Iterator

from sanzi_lib.measures.assessment import AssessedUnit, Assessment, AssessmentTally, GroupAssessment
from sanzi_lib.measures.model import Amounts
from sanzi_lib.money import round_half_up, to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.assessment import texts as wording
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Row, Table
from sanzi_lib.reports.elements.formats import (
    EXACT_PLACES,
    NOTHING,
    count_cell,
    money_cell,
    rate_cell,
    show_day,
    show_rank,
)
from sanzi_lib.reports.elements.marks import memo_units
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.elements.standing import NO_TARGET

DATA_SHEET = "数据"

_SPANNED: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("完成率", (("benefit_cumulative", "累计经济效益"), ("target", "年度目标"), ("attainment", "完成率"))),
    ("入库率", (("treasury_cumulative", "累计入库收益"), ("cash_share", "入库率"))),
    ("按时报送", (("on_time", "按时月数"), ("due", "应报月数"), ("on_time_share", "按时报送率"))),
    ("退回修改", (("sent_back", "退回月数"), ("sent", "报送月数"), ("standing_back", "未更正"))),
    ("未办结问题", (("errors", "错误"), ("queries", "核实"))),
)


def build_group_table(group: GroupAssessment, assessment: Assessment, programme: Programme) -> Table:
    """A group's units with every indicator, its numerator and denominator, and what they are beneath."""
    weighed = group.rule is not None
    single = (("cases", "典型案例"), *((("composite", "综合得分"),) if weighed else ()))
    keys = [key for _, parts in _SPANNED for key, _ in parts]
    columns: list[tuple[str, Align]] = [("rank", "center"), ("unit", "left")]
    columns += [(key, "right") for key in (*keys, *(key for key, _ in single))]
    return Table(
        caption=f"{group.board.group_name}年度考核指标",
        columns=tuple(Column(key, align) for key, align in columns),
        header=(
            (
                HeaderCell("位次", rowspan=2),
                HeaderCell("单位", rowspan=2),
                *(HeaderCell(text, colspan=len(parts)) for text, parts in _SPANNED),
                *(HeaderCell(text, rowspan=2) for _, text in single),
            ),
            tuple(HeaderCell(text) for _, parts in _SPANNED for _, text in parts),
        ),
        rows=(*(_build_row(unit, weighed=weighed) for unit in group.units), _build_total(group, weighed=weighed)),
        above_left=f"{wording.say_months_word(assessment)}，累计数截至{show_day(assessment.period[1])}",
        above_right="金额单位：万元",
        notes=_build_notes(group, assessment, programme),
        landscape=True,
        sheet=group.board.group_name,  # of its own: it prints with its own header
        row_header=1,
    )


def _build_row(unit: AssessedUnit, *, weighed: bool) -> Row:
    score = (_points_cell(unit),) if weighed else ()
    return Row(
        (
            Cell(show_rank(unit.rank, tied=unit.tied)),
            Cell(unit.row.name),
            *_build_cells(unit.row.amounts, unit.tally),
            *score,
        )
    )


def _build_total(group: GroupAssessment, *, weighed: bool) -> Row:
    score = (Cell(""),) if weighed else ()
    return Row((Cell(""), Cell("合计"), *_build_cells(group.board.totals, group.tally), *score), style="total")


def _build_cells(amounts: Amounts, tally: AssessmentTally) -> tuple[Cell, ...]:
    due, sent = tally.on_time.due, tally.sent
    return (
        money_cell(amounts.benefit_cumulative),
        money_cell(amounts.target),
        rate_cell(amounts.attainment),
        money_cell(amounts.treasury_cumulative),
        rate_cell(amounts.cash_share),
        count_cell(tally.on_time.months if due else None),
        count_cell(due or None),
        rate_cell(tally.on_time.share),
        # A unit that sent nothing cannot have had anything sent back or found.
        count_cell(tally.sent_back if sent else None),
        count_cell(sent),
        count_cell(tally.standing_back if sent else None),
        count_cell(tally.errors if sent else None),
        count_cell(tally.queries if sent else None),
        count_cell(tally.cases),
    )


def _points_cell(unit: AssessedUnit) -> Cell:
    if unit.composite is None:
        return Cell(NOTHING, role="muted")
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


Line = tuple[str, str, str | None]
"""Measure, unit of measure, exact number."""


def build_tidy_table(assessment: Assessment) -> Table:
    """Every figure of every unit, one per row: amounts in 万元 with all digits, rates in percent; months as well."""
    headers: Headers = (
        ("month", "月份", "left", 0),
        ("group", "组", "left", 0),
        ("unit", "单位", "left", 0),
        ("measure", "指标", "left", 0),
        ("unit_of_measure", "计量单位", "left", 0),
        ("value", "数值", "right", 0),
    )
    rows = []
    for group in assessment.groups:
        for unit in group.units:
            head = (group.board.group_name, unit.row.name)
            rows += [_tidy_row(str(assessment.month), head, line) for line in _iter_unit(unit)]
            for item in unit.months:
                month = str(Month(assessment.month.year, item.month))
                rows.append(_tidy_row(month, head, ("本月经济效益", "万元", _wan(item.benefit))))
                rows.append(_tidy_row(month, head, ("迟报天数", "天", _text(item.days_late))))
    return build_plain_table("年度考核数据", headers, rows, sheet=DATA_SHEET, shown=False, row_header=2)


def _tidy_row(month: str, head: tuple[str, str], line: Line) -> Row:
    measure, unit, number = line
    places = len(number.partition(".")[2]) if number else 0
    value = Cell(number or "", number=number, places=places)
    return Row((Cell(month), *(Cell(text) for text in head), Cell(measure), Cell(unit), value))


def _iter_unit(unit: AssessedUnit) -> Iterator[Line]:
    amounts, tally = unit.row.amounts, unit.tally
    yield "位次", "位", None if unit.rank is None else str(unit.rank)
    yield "累计经济效益", "万元", _wan(amounts.benefit_cumulative)
    yield "年度目标", "万元", _wan(amounts.target)
    yield (
        "完成率",
        "%",
        None if amounts.attainment is None else str(round_half_up(amounts.attainment * 100, EXACT_PLACES)),
    )
    yield "累计入库收益", "万元", _wan(amounts.treasury_cumulative)
    yield (
        "入库率",
        "%",
        None if amounts.cash_share is None else str(round_half_up(amounts.cash_share * 100, EXACT_PLACES)),
    )
    yield "按时月数", "个月", str(tally.on_time.months)
    yield "应报月数", "个月", str(tally.on_time.due)
    yield "报送月数", "个月", str(tally.sent)
    yield "曾退回月数", "个月", str(tally.sent_back)
    yield "未更正月数", "个月", str(tally.standing_back)
    yield "未办结错误", "处", str(tally.errors)
    yield "未办结核实", "处", str(tally.queries)
    yield "典型案例", "个", str(tally.cases)
    yield "综合得分", "分", None if unit.composite is None else str(round_half_up(unit.composite, EXACT_PLACES))


def _wan(fen: int | None) -> str | None:
    return None if fen is None else str(to_wan(fen))


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
