"""The annual assessment: the first page, and a page per unit (docs/指标口径.md 年度考核)."""

from __future__ import annotations

from typing import NamedTuple

from sanzi_lib.measures.assessment import AssessedMonth, AssessedUnit, Assessment, GroupAssessment
from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts
from sanzi_lib.params.assessment import Indicator
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.assessment import texts as wording
from sanzi_lib.reports.elements import blocks as el
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    MONEY_LINE,
    CellColumn,
    build_table,
    figure_column,
    text_column,
    value_column,
)
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    count_cell,
    join_names,
    show_number,
    show_rate,
    show_wan,
    state_cell,
)
from sanzi_lib.reports.elements.notes import KINDS_NOTE, ROUNDING_NOTE, say_period, say_states
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.reporting import say_lacking_parts
from sanzi_lib.reports.elements.standing import NO_TARGET

GROUPS_SHEET = "各组情况"

_CASES_NAMED = 5
_LONGEST_TITLE = 30


def build_findings(assessment: Assessment, programme: Programme) -> el.Findings:
    """Tell what is assessed, what ranks, who stands first, how units report."""
    sentences = (
        f"{wording.say_scope(assessment, programme.titles.city_word)}{wording.say_basis(assessment)}",
        wording.say_on_time(assessment),
        wording.say_findings(assessment),
        wording.say_cases(assessment),
    )
    return el.Findings(tuple(sentence for sentence in sentences if sentence))


def build_key_figures(assessment: Assessment) -> el.KeyFigures:
    """Build the whole in four figures."""
    total = assessment.tally
    share = total.on_time.share
    figures = (
        el.KeyFigure(
            name_figure("on_time_share"),
            show_rate(share),
            "",
            f"{total.on_time.months}/{total.on_time.due}份" if share is not None else "",
        ),
        el.KeyFigure("曾退回修改", str(total.sent_back), "个月次", f"未更正{total.standing_back}个月次"),
        el.KeyFigure(
            "未办结问题", f"{total.errors + total.queries:,}", "处", f"错误{total.errors}，核实{total.queries}"
        ),
        el.KeyFigure(
            "典型案例", f"{total.cases:,}", "个", f"{sum(u.tally.cases > 0 for u in assessment.units)}个单位报送"
        ),
    )
    return el.KeyFigures(figures)


def build_groups_table(assessment: Assessment) -> el.Table:
    """Build the groups beside each other, each on its own units only."""
    columns: tuple[CellColumn[GroupAssessment], ...] = (
        text_column("group", "组别", lambda group: group.board.group_name),
        CellColumn("units", "单位", lambda group: count_cell(len(group.units)), "right"),
        figure_column("attainment", _totals),
        figure_column("cash_share", _totals),
        value_column("on_time_share", lambda group: group.tally.on_time.share, key="on_time"),
        CellColumn("sent_back", "退回月次", lambda group: count_cell(group.tally.sent_back), "right"),
        CellColumn("open", "未办结问题", lambda group: count_cell(group.tally.errors + group.tally.queries), "right"),
        CellColumn("cases", "典型案例", lambda group: count_cell(group.tally.cases), "right"),
        text_column("first", "位次居首", _name_first),
    )
    return build_table(
        "各组考核指标",
        columns,
        assessment.groups,
        notes=("完成率只按单列年度目标的单位计算，各组之间不作比较。",),
        sheet=GROUPS_SHEET,
    )


def _totals(group: GroupAssessment) -> Amounts:
    return group.board.totals


def _name_first(group: GroupAssessment) -> str:
    first = [unit.row.name for unit in group.units if unit.rank == 1]
    return NOTHING if len(first) == len(group.units) else join_names(first, limit=3)


def build_unit_page(unit: AssessedUnit, group: GroupAssessment, assessment: Assessment) -> tuple[el.Block, ...]:
    """Build a unit's page: where it stands, its indicators, its months, its cases; it fits one A4 page."""
    return (
        el.PageBreak(),
        el.Heading(unit.row.name),
        el.Findings((wording.say_place(unit, group), wording.say_progress(unit, assessment))),
        _build_indicators(unit, group),
        _build_months(unit, assessment),
    )


class _Line(NamedTuple):
    """An indicator of a unit in words, or its composite."""

    indicator: str
    numerator: str
    denominator: str
    value: str
    weight: str
    points: str


_INDICATORS: tuple[CellColumn[_Line], ...] = (
    text_column("indicator", "指标", lambda line: line.indicator),
    CellColumn("numerator", "分子", lambda line: _shown_cell(line.numerator), "right"),
    CellColumn("denominator", "分母", lambda line: _shown_cell(line.denominator), "right"),
    CellColumn("value", "结果", lambda line: _shown_cell(line.value), "right"),
)

_POINTS: tuple[CellColumn[_Line], ...] = (
    CellColumn("weight", "权重（分）", lambda line: _shown_cell(line.weight), "right"),
    CellColumn("points", "得分", lambda line: _shown_cell(line.points), "right"),
)


def _build_indicators(unit: AssessedUnit, group: GroupAssessment) -> el.Table:
    weighed = group.rule is not None
    points = {item.indicator: item for item in unit.points}
    lines = []
    for key, texts in _list_indicators(unit):
        got = points.get(key)
        shown = (NOTHING, NOTHING) if got is None else (show_number(got.weight, 2), wording.show_points(got.points))
        lines.append(_Line(wording.INDICATOR_WORDS[key], *texts, *shown))
    score = NOTHING if unit.composite is None else wording.show_points(unit.composite)
    whole = show_number(sum(item.weight for item in unit.points), 2) if unit.points else NOTHING
    return build_table(
        f"{unit.row.name}考核指标",
        (*_INDICATORS, *_POINTS) if weighed else _INDICATORS,
        lines,
        total=_Line("综合得分", "", "", "", whole, score) if weighed else None,
        notes=(f"{NO_TARGET}，不计算完成率。",) if unit.row.amounts.target is None else (),
    )


def _list_indicators(unit: AssessedUnit) -> tuple[tuple[Indicator, tuple[str, str, str]], ...]:
    """Numerator, denominator and value of every indicator, as text; a count has no denominator but the months."""
    amounts, tally = unit.row.amounts, unit.tally
    on_time, sent = tally.on_time, tally.sent
    target = NOTHING if amounts.target is None else f"{name_figure('target')}{show_wan(amounts.target)}万元"
    benefit = f"{name_figure('benefit_cumulative')}{show_wan(amounts.benefit_cumulative)}万元"
    due = (f"按时{on_time.months}个月", f"应报{on_time.due}个月") if on_time.due else (NOTHING, NOTHING)
    back = (
        (f"曾退回{tally.sent_back}个月（未更正{tally.standing_back}个月）", f"报送{sent}个月", f"{tally.sent_back}个月")
        if sent
        else (NOTHING,) * 3
    )
    still = (
        (f"错误{tally.errors}处，核实{tally.queries}处", NOTHING, f"{tally.errors + tally.queries}处")
        if sent
        else (NOTHING,) * 3
    )
    return (
        ("attainment", (benefit, target, show_rate(amounts.attainment))),
        (
            "cash_share",
            (
                f"{name_figure('treasury_cumulative')}{show_wan(amounts.treasury_cumulative)}万元",
                benefit,
                show_rate(amounts.cash_share),
            ),
        ),
        ("on_time_share", (*due, show_rate(on_time.share))),
        ("sent_back", back),
        ("open_findings", still),
        ("cases", (f"{tally.cases}个项目", NOTHING, f"{tally.cases}个")),
    )


_MONTHS: tuple[CellColumn[AssessedMonth], ...] = (
    text_column("month", "月份", lambda item: f"{item.month}月", "center"),
    CellColumn("state", "报送情况", lambda item: state_cell(item.state, item.days_late), "center"),
    value_column("benefit", lambda item: item.benefit),
    value_column("benefit_cumulative", lambda item: item.benefit_cumulative),
)


def _build_months(unit: AssessedUnit, assessment: Assessment) -> el.Table:
    return build_table(
        f"{unit.row.name}{wording.say_months_word(assessment)}情况",
        _MONTHS,
        unit.months,
        notes=(*_note_row(unit), _say_titles(unit)),
        above_right=MONEY_LINE,
    )


def _note_row(unit: AssessedUnit) -> tuple[str, ...]:
    """Tell what the row of a lead department holds besides its own, and lacks."""
    parts = [part.name for part in unit.row.of_which]
    notes = [f"金额含{'、'.join(parts)}在其牵头领域报送的数据；报送情况为本单位月报。"] if parts else []
    if lacking := say_lacking_parts([unit.row]):
        notes.append(f"{lacking}。")
    return tuple(notes)


def _say_titles(unit: AssessedUnit) -> str:
    if not unit.cases:
        return "典型案例：未报送。"
    titles = [_clip(tidy_text(entry.texts[0].title)) for entry in unit.cases]
    return f"典型案例：{wording.name_cases(titles, _CASES_NAMED)}。"


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 2]}……"


def build_notes(assessment: Assessment, programme: Programme) -> el.Notes:
    """Build the notes that end the report."""
    rows = [unit.row for unit in assessment.units]
    return el.Notes(
        (
            say_period(assessment.period, assessment.month, programme.period),
            KINDS_NOTE,
            *say_states(rows),
            ROUNDING_NOTE,
        )
    )


def _shown_cell(text: str) -> el.Cell:
    return ABSENT if text == NOTHING else el.Cell(text)
