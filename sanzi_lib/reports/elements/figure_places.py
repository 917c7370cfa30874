"""A value of leaderboard.json or overview.json in words: where it stands, what it is called, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sanzi_lib.measures.figures import FIGURES
from sanzi_lib.reports.elements.formats import STATE_WORDS

OF_UNIT: Mapping[str, str] = {
    "state": "报送情况",
    "days_late": "迟报天数",
    "social_benefit": "社会效益",
    "cases": "典型案例",
}
"""What a row of a board says besides figures."""

PLACE_NAMES: Mapping[str, str] = {
    "case_results": "案例成效",
    "open": "待核实",
    "findings": "项数",
    "amount": "涉及金额",
    "attainment_without_open": "剔除待核实后的完成率",
    "ranks_without_open": "剔除待核实后的位次",
    **{key: figure.name for key, figure in FIGURES.items()},
    **OF_UNIT,
    "format": "格式",
    "programme": "年度方案",
    "month": "月份",
    "group": "组",
    "group_name": "组名",
    "tabulated_on": "制表时间",
    "period": "统计时段",
    "time_progress": "序时进度",
    "rule": "排名规则",
    "metric": "指标",
    "tie_breakers": "同分比较项",
    "weights": "权重",
    "units": "",  # the units' own names say it
    "code": "代码",
    "unit": "名称",
    "quantity": "数量",
    "tied": "并列",
    "previous_rank": "上期位次",
    "rank_change": "位次变化",
    "of_which": "其中",
    "totals": "合计",
    "rows": "分地区",
    "fields": "工作领域",
    "groups": "分组",
    "city": "合计",
    "name": "名称",
    "attention": "需关注单位",
    "reasons": "情形",
    "kinds": "效益类型",
    "categories": "三资类别",
    "category": "三资大类",
    "subcategory": "三资小类",
    "methods": "盘活方式",
    "outlook": "测算",
    "needed_pace": "后续月均需完成",
    "mean_pace": "年初以来月均",
    "recent_pace": "近期月均",
    "recent_months": "近期月数",
    "year_end": "全年测算",
    "year_end_attainment": "全年完成率测算",
    "restatements": "追溯调整",
    "reason": "调整原因",
    "comparison": "与上期定稿相比",
    "months": "其间各月",
    "restated": "追溯调整",
    "opened": "期初数",
    "newly_lagging": "新落后单位",
    "no_longer_lagging": "不再落后单位",
    "back_on_time": "恢复按时单位",
    "previous_gap": "上期与序时进度之差",
}
"""What the keys are called, for analysts; "" for one that need not be said."""

_RATES = frozenset({"time_progress", "attainment", "gap", "previous_gap", "year_end_attainment"})
_MONEY = frozenset(
    {
        *("benefit", "treasury", "available", "target", "months", "restated", "opened"),
        *("benefit_cumulative", "treasury_cumulative", "available_cumulative"),
        *("needed_pace", "mean_pace", "recent_pace", "year_end"),
    }
)
_LONGEST = 60


def name_place(path: Sequence[str], groups: Mapping[str, str]) -> str:
    """``甲县　累计经济效益`` of ``("units", "[甲县]", "benefit_cumulative")``.

    Args:
        path: Keys from the outside in; an item of a list in brackets, by its name or its number from 0.
        groups: Names of the groups by id.
    """
    words = (
        _name_item(part) if part.startswith("[") else PLACE_NAMES.get(part, groups.get(part, part)) for part in path
    )
    return "　".join(word for word in words if word)


def show_json_value(path: Sequence[str], value: Any) -> str:
    """Show a value with all its digits: ``401,234.56万元``, ``51.01716957%``, ``已报送``; 无 where there is none."""
    key = next((part for part in reversed(path) if not part.startswith("[")), "")
    text = _show(key, value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _name_item(part: str) -> str:
    name = part[1:-1]
    return f"第{int(name) + 1}项" if name.isascii() and name.isdigit() else name


def _show(key: str, value: Any) -> str:
    match value:
        case None | [] | {} | "":
            return "无"
        case bool():
            return "是" if value else "否"
        case dict():
            return "有此项"
        case list():
            return "；".join(_show(key, item) for item in value)
        case str() if key == "state":
            return dict[str, str](STATE_WORDS).get(value, value)  # type: ignore[arg-type]
        case str() if key in _MONEY or key in _RATES:
            return _show_number(key, value)
    return str(value)


def _show_number(key: str, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number:,f}万元" if key in _MONEY else f"{(number * 100).normalize():f}%"
