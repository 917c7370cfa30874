"""The annual assessment: the first page, and a page per unit (domain §5, Assessment)."""

from __future__ import annotations

from sanzi_lib.measures.assessment import AssessedUnit, Assessment, GroupAssessment
from sanzi_lib.params.assessment import Indicator
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.assessment import texts as wording
from sanzi_lib.reports.elements.blocks import (
    Block,
    Cell,
    Findings,
    Heading,
    KeyFigure,
    KeyFigures,
    Notes,
    PageBreak,
    Role,
    Row,
    Table,
)
from sanzi_lib.reports.elements.formats import (
    NOTHING,
    join_names,
    money_cell,
    rate_cell,
    show_number,
    show_rate,
    show_wan,
    state_cell,
)
from sanzi_lib.reports.elements.notes import KINDS_NOTE, ROUNDING_NOTE, say_period, say_states
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.plain_table import Headers, build_plain_table
from sanzi_lib.reports.elements.reporting import say_lacking_parts
from sanzi_lib.reports.elements.standing import NO_TARGET

GROUPS_SHEET = "各组情况"

_CASES_NAMED = 5
_LONGEST_TITLE = 30


def build_findings(assessment: Assessment, programme: Programme) -> Findings:
    """What is assessed, what ranks, who stands first, how units report."""
    sentences = (
        f"{wording.say_scope(assessment, programme.titles.city_word)}{wording.say_basis(assessment)}",
        wording.say_on_time(assessment),
        wording.say_findings(assessment),
        wording.say_cases(assessment),
    )
    return Findings(tuple(sentence for sentence in sentences if sentence))


def build_key_figures(assessment: Assessment) -> KeyFigures:
    """The whole in four figures."""
    total = assessment.tally
    share = total.on_time.share
    figures = (
        KeyFigure(
            "按时报送率",
            show_rate(share),
            "",
            f"{total.on_time.months}/{total.on_time.due}份" if share is not None else "",
        ),
        KeyFigure("曾退回修改", str(total.sent_back), "个月次", f"未更正{total.standing_back}个月次"),
        KeyFigure("未办结问题", f"{total.errors + total.queries:,}", "处", f"错误{total.errors}，核实{total.queries}"),
        KeyFigure(
            "典型案例", f"{total.cases:,}", "个", f"{sum(u.tally.cases > 0 for u in assessment.units)}个单位报送"
        ),
    )
    return KeyFigures(figures)


def build_groups_table(assessment: Assessment) -> Table:
    """The groups beside each other, each on its own units only."""
    headers: Headers = (
        ("group", "组别", "left", 0),
        ("units", "单位", "right", 0),
        ("attainment", "完成率", "right", 0),
        ("cash_share", "入库率", "right", 0),
        ("on_time", "按时报送率", "right", 0),
        ("sent_back", "退回月次", "right", 0),
        ("open", "未办结问题", "right", 0),
        ("cases", "典型案例", "right", 0),
        ("first", "位次居首", "left", 0),
    )
    return build_plain_table(
        "各组考核指标",
        headers,
        (_build_group(group) for group in assessment.groups),
        notes=("完成率只按单列年度目标的单位计算，各组之间不作比较。",),
        sheet=GROUPS_SHEET,
    )


def _build_group(group: GroupAssessment) -> Row:
    tally = group.tally
    first = [unit.row.name for unit in group.units if unit.rank == 1]
    return Row(
        (
            Cell(group.board.group_name),
            _count(len(group.units)),
            rate_cell(group.board.totals.attainment),
            rate_cell(group.board.totals.cash_share),
            rate_cell(tally.on_time.share),
            _count(tally.sent_back),
            _count(tally.errors + tally.queries),
            _count(tally.cases),
            Cell(NOTHING if len(first) == len(group.units) else join_names(first, limit=3)),
        )
    )


def build_unit_page(unit: AssessedUnit, group: GroupAssessment, assessment: Assessment) -> tuple[Block, ...]:
    """A unit's page: where it stands, its indicators, its months, its cases; it fits one A4 page."""
    return (
        PageBreak(),
        Heading(unit.row.name),
        Findings((wording.say_place(unit, group), wording.say_progress(unit, assessment))),
        _build_indicators(unit, group),
        _build_months(unit, assessment),
    )


def _build_indicators(unit: AssessedUnit, group: GroupAssessment) -> Table:
    weighed = group.rule is not None
    headers: Headers = (
        ("indicator", "指标", "left", 0),
        ("numerator", "分子", "right", 0),
        ("denominator", "分母", "right", 0),
        ("value", "结果", "right", 0),
        *((("weight", "权重（分）", "right", 0), ("points", "得分", "right", 0)) if weighed else ()),
    )
    points = {item.indicator: item for item in unit.points}
    rows = []
    for key, texts in _list_indicators(unit):
        cells = [Cell(wording.INDICATOR_WORDS[key]), *(Cell(text, role=_role(text)) for text in texts)]
        if weighed:
            got = points.get(key)
            shown = (NOTHING, NOTHING) if got is None else (show_number(got.weight, 2), wording.show_points(got.points))
            cells += [Cell(text, role=_role(text)) for text in shown]
        rows.append(Row(tuple(cells)))
    if weighed:
        score = NOTHING if unit.composite is None else wording.show_points(unit.composite)
        whole = show_number(sum(item.weight for item in unit.points), 2) if unit.points else NOTHING
        rows.append(Row((Cell("综合得分"), *(Cell("") for _ in range(3)), Cell(whole), Cell(score)), style="total"))
    without = unit.row.amounts.target is None
    return build_plain_table(
        f"{unit.row.name}考核指标", headers, rows, notes=(f"{NO_TARGET}，不计算完成率。",) if without else ()
    )


def _list_indicators(unit: AssessedUnit) -> tuple[tuple[Indicator, tuple[str, str, str]], ...]:
    """Numerator, denominator and value of every indicator, as text; a count has no denominator but the months."""
    amounts, tally = unit.row.amounts, unit.tally
    on_time, sent = tally.on_time, tally.sent
    target = NOTHING if amounts.target is None else f"年度目标{show_wan(amounts.target)}万元"
    benefit = f"累计经济效益{show_wan(amounts.benefit_cumulative)}万元"
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
            (f"累计入库收益{show_wan(amounts.treasury_cumulative)}万元", benefit, show_rate(amounts.cash_share)),
        ),
        ("on_time_share", (*due, show_rate(on_time.share))),
        ("sent_back", back),
        ("open_findings", still),
        ("cases", (f"{tally.cases}个项目", NOTHING, f"{tally.cases}个")),
    )


def _build_months(unit: AssessedUnit, assessment: Assessment) -> Table:
    headers: Headers = (
        ("month", "月份", "center", 0),
        ("state", "报送情况", "center", 0),
        ("benefit", "本月经济效益", "right", 0),
        ("benefit_cumulative", "累计经济效益", "right", 0),
    )
    rows = [
        Row(
            (
                Cell(f"{item.month}月"),
                state_cell(item.state, item.days_late),
                money_cell(item.benefit),
                money_cell(item.benefit_cumulative),
            )
        )
        for item in unit.months
    ]
    return build_plain_table(
        f"{unit.row.name}{wording.say_months_word(assessment)}情况",
        headers,
        rows,
        notes=(*_note_row(unit), _say_titles(unit)),
        above_right="金额单位：万元",
    )


def _note_row(unit: AssessedUnit) -> tuple[str, ...]:
    """What the row of a lead department holds besides its own, and lacks."""
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


def build_notes(assessment: Assessment, programme: Programme) -> Notes:
    """The notes that end the report."""
    rows = [unit.row for unit in assessment.units]
    return Notes(
        (
            say_period(programme.period.period(assessment.month), assessment.month, assessment.time_progress),
            KINDS_NOTE,
            *say_states(rows),
            ROUNDING_NOTE,
        )
    )


def _count(number: int) -> Cell:
    return Cell(f"{number:,}", number=str(number), places=0)


def _role(text: str) -> Role:
    return "muted" if text == NOTHING else "plain"
