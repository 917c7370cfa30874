"""The table of rules (docs/核验规则.md 规则): id, level, text, function.

A function takes a :class:`~sanzi_lib.ledger.check.context.Checked` and yields findings; None stands for a rule that
reading itself applies cell by cell, or that the choice among a unit's returns applies. Each finding carries its own
level, which may be lighter than the rule's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sanzi_lib.ledger.check import amounts, assets, catch_up, identity, projects, questions, size
from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.model import Finding, Level

RULES_VERSION = 2
"""By which rules returns are judged and boards ranked; 1 are those of releases that stated none."""

MOST_PER_RULE = 1000
"""Findings of one level that a rule gives for one return; one sentence stands for those beyond it."""

Check = Callable[[Checked], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A row of the table.

    Attributes:
        level: The heaviest level of its findings.
        text: The rule as analysts read it.
        function: What applies it, None where reading or selection does.
        stage: ``return`` for what one return and the record give, ``month`` for what also needs the month's other
            returns; the latter never sends a return back.
    """

    id: str
    level: Level
    text: str
    function: Check | None
    stage: Literal["return", "month"] = "return"


RULES: tuple[Rule, ...] = (
    Rule("V01", "错误", "报送单位在名单中，月份为所报月份", identity.check_unit_and_month),
    Rule("V01", "错误", "每单位每月只有一份有效报表，更正替代此前报表", None),
    Rule("V02", "错误", "规定的工作表、列和封面项目齐全且不重复", None),
    Rule("V03", "错误", "必填项已填，选项在规定范围内，项目编号格式正确", None),
    Rule("V03", "错误", "项目编号的单位代码为本单位代码", identity.check_unit_code),
    Rule("V03", "提示", "存量资金不用旧类别", questions.check_former_kinds),
    Rule("V03", "提示", "主要任务、专项在方案规定的范围内", questions.check_task_and_tags),
    Rule("V04", "错误", "金额和数量为数字，金额精确到分且不为负；本月数为负的须填调整原因", None),
    Rule("V04", "错误", "项目累计数不为负", amounts.check_negative_cumulative),
    Rule("V05", "错误", "可用财力不大于入库收益", amounts.check_available),
    Rule("V06", "错误", "累计经济效益等于年初至上月累计、本月、追溯调整之和", amounts.check_cumulative_sum),
    Rule("V07", "错误", "上期累计与核定累计一致，首次报送的为期初数", amounts.check_carried),
    Rule("V08", "错误", "本月经济效益等于四项构成之和", amounts.check_kinds),
    Rule("V09", "错误", "封面合计与各行之和一致", amounts.check_cover_totals),
    Rule("V09", "错误", "封面项目数与项目台账行数一致", amounts.check_project_count),
    Rule("V09", "错误", "零报告与盘活情况表一致", amounts.check_zero_report),
    Rule("V09", "错误", "合计行、小计行与各行之和一致", amounts.check_total_rows),
    Rule("V10", "错误", "日期真实存在", None),
    Rule("V10", "错误", "盘活完成时间不晚于报告期截止日", amounts.check_done_on),
    Rule("V11", "错误", "实物单位在规定范围内", None),
    Rule("V11", "错误", "实物数量与实物单位同填或同空", amounts.check_measure),
    Rule("V11", "错误", "两表的实物单位一致", amounts.check_same_measure),
    Rule("V12", "核实", "经济效益没有把元填成万元", size.check_slip),
    Rule("V15", "错误", "一个项目每表一行，盘活情况表的项目在项目台账中", identity.check_once),
    Rule("V15", "提示", "典型案例的项目在项目台账中", identity.check_case_listed),
    Rule("V16", "核实", "同一资产不由两个单位报送", assets.check_same_asset, "month"),
    Rule("V16", "核实", "同一权属证号不在两个项目出售、融资或注入", assets.check_sold_twice),
    Rule("V18", "核实", "未启动、暂缓的项目没有资金发生，项目状态不倒退，已盘活的有完成时间", projects.check_status),
    Rule("V19", "核实", "新盘活的项目有数量、金额或社会效益，本年只计一次", questions.check_newly),
    Rule("V20", "核实", "累计入库收益不大于累计经济效益和能够入库的数", projects.check_treasury),
    Rule("V21", "核实", "单月经济效益与年度目标、以前各月相称", size.check_month_size),
    Rule("V23", "核实", "出售、出租的资产有评估价值和交易公告", projects.check_pricing),
    Rule("V24", "风险", "国企购地", projects.check_land_buyer),
    Rule("V25", "风险", "融资涉及政府担保或公益性资产", questions.check_hidden_debt),
    Rule("V27", "提示", "按时报送", questions.check_lateness),
    Rule("V28", "提示", "公开文字中没有电话和身份证号", questions.check_personal_numbers),
    Rule("V29", "提示", "预期盘活效益合计不低于年度目标", questions.check_expected),
    Rule("V30", "核实", "追溯调整有原因，不超过累计数的规定比例；补计有依据", catch_up.check_restatement),
    Rule("V31", "核实", "新盘活有实绩，个数与以前各月相称", size.check_newly_size),
    Rule("V32", "错误", "首期榜单以后不补计的，没有期初数", catch_up.check_opening),
    Rule("V33", "核实", "出售的累计经济效益与评估价值相称", projects.check_over_value),
    Rule("V34", "核实", "大额节约支出、资产注入有佐证材料", projects.check_evidence),
    Rule("V35", "核实", "工作领域、三资类别、盘活方式、资产持有人、权属证号与此前一致", projects.check_kept),
    Rule("V36", "核实", "此前项目台账所列的项目都在", projects.check_gone),
    Rule("V37", "核实", "同一资产不由两个单位注入", assets.check_pairs, "month"),
    Rule("V38", "提示", "项目按计划时间完成，计划时间和预期效益没有变动", projects.check_schedule),
)


def check_return(checked: Checked, stage: Literal["return", "month"] = "return") -> tuple[Finding, ...]:
    """Apply every rule of a stage to a return, in the table's order."""
    return tuple(
        finding
        for rule in RULES
        if rule.function is not None and rule.stage == stage
        for finding in _bound(rule.function(checked))
    )


def _bound(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Give the first findings of each level, and one sentence for the rest of them."""
    count: Counter[Level] = Counter()
    last: dict[Level, Finding] = {}
    for finding in findings:
        count[finding.level] += 1
        if count[finding.level] <= MOST_PER_RULE:
            yield finding
        last[finding.level] = finding
    for level, number in count.items():
        if number > MOST_PER_RULE:
            message = f"同类问题还有{number - MOST_PER_RULE}处，未逐一列出，请按前述意见检查全表。"
            yield replace(last[level], cell=None, project=None, value=None, message=message)
