"""How a ranking rule is said (domain §5, Rank: the rule is printed under every table it orders)."""

from __future__ import annotations

from sanzi_lib.measures.model import Amounts, Board, BoardRow
from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.formats import show_amount, show_number, show_rate

RULE_PREFIX = "排名规则："

METRIC_WORDS = {
    "attainment": "完成率",
    "benefit_cumulative": "累计经济效益",
    "benefit": "本月经济效益",
    "treasury_cumulative": "累计入库收益",
    "available_cumulative": "累计形成本级可用财力",
    "weighted": "加权得分",
}

SHARE_WORDS = {"attainment": "完成率", "cash_share": "入库率", "on_time_share": "按时报送率"}

_EXPLANATIONS = {"attainment": "（年初以来累计经济效益÷年度预期盘活效益）"}


def describe_rule(rule: RankRule) -> str:
    """The rule in one sentence, for the foot of a table.

    Args:
        rule: A resolved rule, its metric filled in.
    """
    assert rule.metric is not None
    metric = METRIC_WORDS[rule.metric] + _EXPLANATIONS.get(rule.metric, "")
    if rule.metric == "weighted":
        parts = "＋".join(
            f"{SHARE_WORDS[name]}×{show_number(weight, max(2, _places(str(weight))))}"
            for name, weight in rule.weights.items()
        )
        metric = f"加权得分（{parts}）"
    ties = "数值相等的位次并列，按名册顺序列示"
    if rule.tie_breakers:
        breakers = "、".join(METRIC_WORDS[name] for name in rule.tie_breakers)
        ties = f"数值相等的依次比较{breakers}，仍相等的位次并列"
    return f"{RULE_PREFIX}按{metric}由高到低排列，以未舍入的数值比较，{ties}。"


def show_metric(board: Board, row: BoardRow) -> str:
    """The value by which a row is ranked, as text; ``""`` for a weighted score, which no table shows."""
    return metric_text(board.rule, row.amounts)


def metric_text(rule: RankRule, amounts: Amounts) -> str:
    """The value of a rule's metric, as text; ``""`` where there is none to show."""
    if rule.metric == "weighted":
        return ""
    if rule.metric == "attainment":
        return "" if amounts.attainment is None else show_rate(amounts.attainment)
    fen: int | None = getattr(amounts, str(rule.metric))
    return "" if fen is None else show_amount(fen)


def _places(text: str) -> int:
    return len(text.partition(".")[2])
