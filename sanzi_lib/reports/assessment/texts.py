"""Sentences of the annual assessment: what is assessed, what ranks, how units report (docs/指标口径.md 年度考核)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sanzi_lib.measures.assessment import AssessedUnit, Assessment, GroupAssessment
from sanzi_lib.measures.figures import FIGURES, name_figure
from sanzi_lib.months import Month
from sanzi_lib.params.assessment import COUNTS, WHOLE, AssessmentRule, Indicator, Scale
from sanzi_lib.reports.elements.formats import (
    join_names,
    show_end,
    show_number,
    show_plain,
    show_rank,
    show_rate,
)
from sanzi_lib.reports.elements.progress import say_attainment, say_benefit, say_treasury
from sanzi_lib.reports.elements.rule import RULE_PREFIX, describe_rule
from sanzi_lib.reports.elements.spans import say_months, say_span

INDICATOR_WORDS: dict[Indicator, str] = {
    "attainment": name_figure("attainment"),
    "cash_share": name_figure("cash_share"),
    "on_time_share": name_figure("on_time_share"),
    "sent_back": "退回修改",
    "open_findings": "未办结问题",
    "cases": "典型案例",
}

_MEASURES: dict[Indicator, str] = {"sent_back": "个月", "open_findings": "处", "cases": "个"}
_NAMED = 5


def say_scope(assessment: Assessment, city_word: str) -> str:
    """Whom and what the assessment is of.

    Args:
        assessment: The year to the month.
        city_word: How texts call the whole (全市).
    """
    span = say_span(Month(assessment.month.year, 1), assessment.month)
    return (
        f"考核期为{span}，截至{show_end(assessment.period)}，{city_word}{len(assessment.groups)}个组"
        f"{len(assessment.units)}个报送单位。"
    )


def say_basis(assessment: Assessment) -> str:
    """Whether there is a composite, and what ranks the groups."""
    weighed = [group.board.group_name for group in assessment.groups if group.rule is not None]
    if not weighed:
        return "年度方案没有规定考核权重，不计算综合得分，各组位次与当月榜单一致。"
    if len(weighed) == len(assessment.groups):
        return f"各组按年度方案规定的权重计算综合得分（满分{WHOLE}分），位次按综合得分由高到低排列。"
    return (
        f"{'、'.join(weighed)}按年度方案规定的权重计算综合得分（满分{WHOLE}分）并排定位次；"
        "其余各组没有规定权重，不计算综合得分，位次与当月榜单一致。"
    )


def say_on_time(assessment: Assessment) -> str:
    """How many came on time, and who was on time least."""
    total, units = assessment.tally.on_time, assessment.units
    if total.share is None:
        return "尚无单位报送月报，不计算按时报送率。"
    if total.months == total.due:
        return f"{len(units)}个单位应报的月报均按时报送，按时报送率为{show_rate(total.share)}。"
    head = f"按时报送率为{show_rate(total.share)}（应报{total.due}份，按时{total.months}份）"
    punctual = sum(unit.tally.on_time.share == 1 for unit in units)
    shares = [unit.tally.on_time.share or Fraction(0) for unit in units]
    lowest = [unit.row.name for unit, share in zip(units, shares, strict=True) if share == min(shares)]
    if len(lowest) == len(units):
        return f"{head}，各单位相同。" if len(units) > 1 else f"{head}。"
    last = f"{join_names(lowest, limit=_NAMED)}最低，为{show_rate(min(shares))}"
    timely = "按时" if assessment.month.month == 1 else "各月均按时"
    return f"{head}，{f'{punctual}个单位{timely}' if punctual else f'没有单位{timely}'}，{last}。"


def say_findings(assessment: Assessment) -> str:
    """Say Returns sent back and what stands; numbers only, since the report is circulated (docs/指标口径.md 印发)."""
    total, units = assessment.tally, assessment.units
    if not total.sent:
        return ""
    if total.sent_back:
        back = sum(unit.tally.sent_back > 0 for unit in units)
        standing = [unit.row.name for unit in units if unit.tally.standing_back]
        rest = (
            f"其中{join_names(standing, limit=_NAMED)}{total.standing_back}个月次至今未更正" if standing else "均已更正"
        )
        first = f"{back}个单位的月报曾退回修改，共{total.sent_back}个月次，{rest}"
    else:
        first = "没有月报退回修改"
    if not total.errors and not total.queries:
        return f"{first}；没有未办结的核验问题。"
    having = sum(unit.tally.errors + unit.tally.queries > 0 for unit in units)
    kinds = [f"{word}{count}处" for word, count in (("错误", total.errors), ("核实", total.queries)) if count]
    return f"{first}；未办结的核验问题有{'、'.join(kinds)}，涉及{having}个单位。"


def say_cases(assessment: Assessment) -> str:
    """How many cases from how many units."""
    if not assessment.tally.cases:
        return "各单位均未报送典型案例。" if assessment.tally.sent else ""
    having = sum(unit.tally.cases > 0 for unit in assessment.units)
    return f"{having}个单位报送典型案例{assessment.tally.cases}个。"


def say_place(unit: AssessedUnit, group: GroupAssessment) -> str:
    """Where a unit stands in its group and by what."""
    count, name = len(group.units), group.board.group_name
    score = ""
    if group.rule is not None:
        score = "没有可以计分的指标" if unit.composite is None else f"综合得分{show_points(unit.composite)}分"
    if count == 1:
        return f"{f'{score}；' if score else ''}{name}只有1个单位，不排位次。"
    if unit.rank is None:
        return f"{name}位次：{FIGURES[str(group.board.rule.metric)].lacking}，不排名。"
    by = f"{score}，" if score else f"按{name_figure(str(group.board.rule.metric))}排名，"
    return f"{by}在{name}{count}个单位中{'' if unit.tied else '列'}{show_rank(unit.rank, tied=unit.tied)}。"


def say_progress(unit: AssessedUnit, assessment: Assessment) -> str:
    """Say a unit's benefit, attainment and treasury, as its board's row has them."""
    amounts = unit.row.amounts
    text = f"截至{show_end(assessment.period)}，{say_benefit(amounts, assessment.month)}"
    if amounts.attainment is None or amounts.gap is None:
        return f"{text}，{say_treasury(amounts)}；未单列年度目标，不计算完成率。"
    return f"{text}，{say_attainment(amounts.attainment, amounts.gap)}；{say_treasury(amounts)}。"


def describe_ranking(group: GroupAssessment) -> str:
    """Say what ranks a group: the weights, or the board's rule."""
    if group.rule is None:
        rule = describe_rule(group.board.rule).removesuffix("。")
        return f"{rule}，与当月榜单一致；年度方案没有规定权重，不计算综合得分。"
    return f"{RULE_PREFIX}按综合得分由高到低排列，以未舍入的数值比较，得分相等的位次并列，按名册顺序列示。"


def describe_weights(rule: AssessmentRule) -> str:
    """How the composite is reckoned."""
    parts = "＋".join(f"{INDICATOR_WORDS[name]}{show_plain(weight)}分" for name, weight in rule.weights.items())
    plain = [INDICATOR_WORDS[name] for name in rule.weights if name not in rule.scales]
    ways = [f"{'、'.join(plain)}以比率乘以权重"] if plain else []
    ways += [_describe_scale(name, scale) for name, scale in rule.scales.items()]
    return (
        f"综合得分满分{WHOLE}分：{parts}。{'；'.join(ways)}。单位没有的指标不计，其余权重按比例放大到{WHOLE}分；"
        "没有经济效益的，入库率按0计。"
    )


def _describe_scale(name: Indicator, scale: Scale) -> str:
    word, full, zero = INDICATOR_WORDS[name], _show_value(name, scale.full), _show_value(name, scale.zero)
    if scale.full > scale.zero:
        return f"{word}{full}及以上得满分，{zero}{'及以下' if scale.zero else ''}不得分，其间按比例折算"
    return f"{word}{full}{'及以下' if scale.full else ''}得满分，{zero}及以上不得分，其间按比例折算"


def _show_value(name: Indicator, value: Decimal) -> str:
    return f"{show_plain(value)}{_MEASURES[name]}" if name in COUNTS else f"{show_plain(value * 100)}%"


def show_points(points: Fraction) -> str:
    """Points of a composite with two decimals."""
    return show_number(points, 2)


def say_months_word(assessment: Assessment) -> str:
    """``1月至6月``, ``1月``."""
    return say_months(Month(assessment.month.year, 1), assessment.month)


def name_cases(titles: Sequence[str], most: int) -> str:
    """Titles of cases as one line, at most so many: ``《甲》《乙》等5个``."""
    named = "".join(f"《{title}》" for title in titles[:most])
    return f"{named}等{len(titles)}个" if len(titles) > most else named
