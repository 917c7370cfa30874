"""Sentences on the 风险 findings; for internal reports alone, never for a circulated one.

See docs/核验规则.md 级别; docs/指标口径.md 印发.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from sanzi_lib.ledger.tally import describe_rule
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.formats import STATE_WORDS, join_names, show_amount, show_day
from sanzi_lib.reports.risk.tally import RISK, RiskEntry, RiskTally, count_projects, sum_money

OVERRIDE_HINT = (
    "经核实没有问题的，在年度方案的 overrides.csv 写一行（月份、单位、规则、项目编号、理由、经办人、日期）予以认可，"
    "下次核验后列为已认可。"
)
NO_PERSON = "自然人（姓名不列）"

_NAMED = 5
_LARGEST = 3
_ACTIONS = {
    "V24": "请调取出让合同、成交确认书、评估备案和缴库凭证，核实受让方的购地资金来源、是否举债购地，土地收入有无虚增；",
    "V25": "请调取融资合同、担保文件和抵押登记资料，核实有无政府或部门提供担保、承诺，有无以公益性资产抵押；",
}
_ANY_ACTION = "请向单位核实情况，调取相关资料留存；"
_CORRECTION = "所报数需要改正的，由单位报更正或以追溯调整改正并写明原因。"


def name_rule(rule: str) -> str:
    """Name a rule as a heading calls it: ``国企购地（V24）``."""
    text = describe_rule(rule, RISK)
    return f"{text}（{rule}）" if text else rule


def say_condition(rule: str, programme: Programme) -> str:
    """Which projects a rule names, in the words of the programme's own lists (docs/核验规则.md 规则)."""
    terms = programme.check_terms
    match rule:
        case "V24":
            which = (
                f"三资小类为{_either(terms.land_subcategories)}、盘活方式为{_either(terms.sale_methods)}、"
                f"受让方性质为{_either(terms.state_buyers)}的项目"
            )
        case "V25":
            words = "".join(f"“{word}”" for word in terms.public_facilities)
            which = (
                f"盘活方式为{_either(terms.financing_methods)}，且“是否涉及政府担保”填“是”，"
                f"或项目名称、项目基本情况中有{words}等字样的项目"
            )
        case _:
            which = describe_rule(rule, RISK)
    return f"核验规则{rule}：{which}。"


def say_action(rule: str) -> str:
    """Say what to do next about a project that a rule names."""
    return f"核查办法：{_ACTIONS.get(rule, _ANY_ACTION)}{_CORRECTION}"


def _either(names: Sequence[str]) -> str:
    return "或".join(names)


def say_none(tally: RiskTally) -> str:
    """Say That there is nothing, in one sentence; it says whose month is not known."""
    missing = tally.names_in("not_reported", "sent_back")
    if not missing:
        return f"{tally.month.label}各单位月报均没有风险提示。"
    if len(missing) == len(tally.units):
        return f"{tally.month.label}没有通过核验的月报，此前的月报也没有风险提示。"
    names = join_names(missing, limit=_NAMED)
    return f"{tally.month.label}通过核验的月报没有风险提示，{names}本月没有通过核验的月报，其此前的月报也没有风险提示。"


def say_risks(tally: RiskTally) -> str:
    """How many projects of how many units, by rule, and how many are open."""
    units = len({entry.unit for entry in tally.entries})
    head = f"截至{show_day(tally.period[1])}，风险提示涉及{units}个单位的{count_projects(tally.entries)}个项目"
    rules = [
        f"{describe_rule(rule, RISK) or f'规则{rule}的'}{count_projects(tally.of_rule(rule))}个" for rule in tally.rules
    ]
    opened, every = count_projects(tally.open), count_projects(tally.entries)
    stands = "均待核查" if opened == every else f"待核查{opened}个，已认可{every - opened}个" if opened else "均已认可"
    return f"{head}：{'、'.join(rules)}；{stands}。"


def say_amounts(tally: RiskTally) -> str:
    """Say what the projects brought; ``""`` where nothing yet."""
    money = sum_money(tally.entries)
    if not money.benefit_cumulative and not money.treasury_cumulative:
        return "有关项目尚未形成经济效益和入库收益。"
    month = f"（其中本月{show_amount(money.benefit)}）" if money.benefit else ""
    text = f"有关项目累计经济效益{show_amount(money.benefit_cumulative)}{month}"
    text += f"，累计入库收益{show_amount(money.treasury_cumulative)}"
    return f"{text}，累计融资到位{show_amount(money.financing_cumulative)}。"


def say_largest(tally: RiskTally) -> str:
    """Say the open projects with most benefit; ``""`` where fewer than two are open or none has any."""
    seen: dict[tuple[str, str], RiskEntry] = {}
    for entry in tally.open:
        if entry.money is not None and entry.money.benefit_cumulative > 0:
            seen.setdefault((entry.code, entry.project), entry)
    first = sorted(seen.values(), key=_benefit, reverse=True)[:_LARGEST]
    if len(seen) < 2:
        return ""
    named = [f"{entry.unit}“{entry.name or entry.project}”{show_amount(_benefit(entry))}" for entry in first]
    return f"待核查项目中累计经济效益较大的是{'、'.join(named)}。"


def _benefit(entry: RiskEntry) -> int:
    return entry.money.benefit_cumulative if entry.money is not None else 0


def say_origins(tally: RiskTally) -> str:
    """Whose entries are of an earlier month or of a return that was sent back; ``""`` where none is."""
    kept = Counter(entry.unit for entry in tally.entries if entry.month != tally.month.month)
    back = Counter(entry.unit for entry in tally.entries if entry.state != "accepted")
    parts = []
    if kept:
        parts.append(f"{join_names(kept, limit=_NAMED)}本月没有通过核验的月报，沿用此前月报的提示")
    if back:
        parts.append(f"{join_names(back, limit=_NAMED)}的提示来自退回修改的月报")
    return f"{'；'.join(parts)}。" if parts else ""


def say_origin(entry: RiskEntry, month: int) -> str:
    """Of which return an entry is; ``""`` for the month's accepted one."""
    state = "" if entry.state == "accepted" else f"（{STATE_WORDS[_BACK]}）"
    if entry.month != month:
        return f"沿用{entry.month}月月报{state}"
    return f"本月月报{state}" if state else ""


_BACK: Literal["sent_back"] = "sent_back"


def say_override(entry: RiskEntry) -> str:
    """Who accepted it when and why; 待核查 where nobody did."""
    line = entry.override
    return "待核查" if line is None else f"已认可：{line.reason}（{line.by}，{line.date}）"
