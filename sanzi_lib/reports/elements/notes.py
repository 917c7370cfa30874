"""The notes that end a report: what its figures mean and what is missing in them (docs/指标口径.md 未报送、报告)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sanzi_lib.measures.figures import MONEY_NAMES
from sanzi_lib.measures.model import Board, BoardRow, DaysCovered, Overview, Restatement
from sanzi_lib.money import round_half_up
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.rules import PeriodRule
from sanzi_lib.reports.elements.formats import NOTHING, show_day, show_end, show_period, show_rate
from sanzi_lib.reports.elements.marks import memo_units
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.reporting import say_carried, say_change, say_lacking_parts
from sanzi_lib.reports.elements.rule import RULE_PREFIX, describe_rule
from sanzi_lib.reports.elements.standing import NO_TARGET

KINDS_NOTE = (
    "经济效益包括现金收入、融资到位、资产注入和节约支出，与入库收益、形成本级可用财力口径不同，三者不相加、不互相替代。"
)
RANKS_NOTE = "各月位次图按本月的排名规则和目前通过核验的数据计算，已定稿月份印发的位次以定稿榜单为准。"
ROUNDING_NOTE = "列示数据四舍五入，合计和比率按未舍入的数据计算，分项之和与合计的末位可能略有出入。"


def say_period(period: DaysCovered, month: Month, rule: PeriodRule) -> str:
    """Which days the figures of a month cover, and what the year's progress is reckoned by."""
    return (
        f"本月数的报告期为{show_period(period.days)}；累计数自{month.year}年1月1日起，截至{show_end(period)}。"
        f"{say_time(period, month, rule)}"
    )


def say_time(period: DaysCovered, month: Month, rule: PeriodRule) -> str:
    """Say how the time progress is reckoned, and of December what comes after its period."""
    progress, last = rule.progress(month, period.last), period.last
    days, by_month = rule.days_gone(month, last), f"序时进度按{month.month}÷12计算，为{show_rate(progress)}"
    if rule.time_progress == "day":
        said = f"序时进度按天数计算（年初至{show_day(last)}的天数÷全年天数），为{show_rate(progress)}。"
    elif last < month.last_day:
        ahead = round_half_up((progress - days) * 100, 2)
        said = f"{by_month}，比按天数计算的{show_rate(days)}高{ahead}个百分点。"
    else:
        said = f"{by_month}。"
    if month.month < 12 or (period.behind is None and last == month.last_day):
        return said
    early = rule.period(month)[1]
    if period.behind is None:
        return f"{said}12月{early.day + 1}日至31日的数据年度终了另行更新。"
    if not period.behind:
        return f"{said}各单位均已报送年终更新。"
    return f"{said}{'、'.join(period.behind)}没有报送年终更新，数据截至{show_day(early)}。"


def say_states(rows: Sequence[BoardRow]) -> list[str]:
    """Who did not report, was sent back or came late, and what that means for the figures."""
    items = []
    for state in ("not_reported", "sent_back"):
        verb = "未报送本月月报" if state == "not_reported" else "的本月月报退回修改"
        of_state = [row for row in rows if row.state == state and row.heard]
        alone = [row for row in of_state if row.amounts.projects is None]
        if alone:
            names = "、".join(row.name for row in alone)
            items.append(f"{names}{verb}，本月数以“{NOTHING}”表示（不等于零），{say_carried(alone)}，并据此排名。")
        leading = [row for row in of_state if row.amounts.projects is not None]
        if leading:
            names = "、".join(row.name for row in leading)
            items.append(
                f"{names}{verb}，本月数仅含其他单位在其牵头领域报送的数据，{say_carried(leading)}，并据此排名。"
            )
    if fresh := [row.name for row in rows if not row.heard]:
        items.append(
            f"{'、'.join(fresh)}本年度尚无通过核验的月报，本月数和累计数以“{NOTHING}”表示（不等于零），暂不排名。"
        )
    late = [f"{row.name}{row.days_late}天" for row in rows if row.days_late]
    if late:
        items.append(f"迟报天数按首次报送时间计算：{'、'.join(late)}。")
    if lacking := say_lacking_parts(rows):
        items.append(f"{lacking}。")
    return items


def say_targets(board: Board, programme: Programme) -> list[str]:
    """Units without a target, and memo items."""
    items = []
    without = [row.name for row in board.rows if row.amounts.target is None]
    if without:
        items.append(f"{'、'.join(without)}{NO_TARGET}，不计算完成率。")
    if memo := memo_units(programme, board.group):
        items.append(
            f"{'、'.join(memo)}的数据已含在{programme.own_row}合计中，本榜单列示其全部报送数据，"
            f"{programme.titles.city_word}合计不重复计算。"
        )
    return items


def say_groups(overview: Overview, programme: Programme) -> list[str]:
    """How each group is ranked, and why the groups add up to more than the city (docs/指标口径.md 每个项目计一次)."""
    rules: dict[str, list[str]] = {}
    for board in overview.groups:
        rules.setdefault(describe_rule(board.rule), []).append(board.group_name)
    items = [f"{RULE_PREFIX}{'、'.join(names)}{rule.removeprefix(RULE_PREFIX)}" for rule, names in rules.items()]
    memo = [name for group in programme.groups for name in memo_units(programme, group.id)]
    if memo:
        items.append(
            f"{'、'.join(memo)}的数据已含在{programme.own_row}合计中，各组之和因此大于{programme.total_name}，"
            f"{programme.total_name}中每个项目只计一次。"
        )
    without = [row.name for board in overview.groups for row in board.rows if row.amounts.target is None]
    if without:
        items.append(f"{'、'.join(without)}{NO_TARGET}，不计算完成率；所在组的完成率只按单列年度目标的单位计算。")
    return items


def say_restatements(restatements: Iterable[Restatement], programme: Programme) -> list[str]:
    """Each restatement with unit, amount, reason and the month that it corrects (docs/指标口径.md 定稿与追溯调整)."""
    items = []
    for item in restatements:
        changes = [
            f"{word}{say_change(fen)}" for word, fen in zip(MONEY_NAMES.values(), item.proceeds, strict=True) if fen
        ]
        which = "以前月份" if item.month is None else f"{item.month.month}月"
        reason = tidy_text(item.reason)
        items.append(
            f"追溯调整：{_name(programme, item.unit)}{which}{'，'.join(changes) or '数据不变'}"
            f"（{f'原因：{reason}' if reason else '未说明原因'}）。"
        )
    return items


def _name(programme: Programme, code: str) -> str:
    unit = programme.unit_by_code.get(code)
    return unit.name if unit else code
