"""How a ranking rule is said (docs/指标口径.md 排名)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sanzi_lib.measures.figures import FIGURES, name_figure
from sanzi_lib.measures.model import Amounts, Board, BoardRow
from sanzi_lib.measures.rank import value_of
from sanzi_lib.params.programme import RankRule
from sanzi_lib.reports.elements.formats import join_names, show_amount, show_number, show_rate

RULE_PREFIX = "排名规则："


def describe_rule(rule: RankRule) -> str:
    """Describe the rule in one sentence, for the foot of a table.

    Args:
        rule: A resolved rule, its metric filled in.
    """
    assert rule.metric is not None
    metric = name_figure(rule.metric) + FIGURES[rule.metric].formula
    if rule.metric == "weighted":
        parts = "＋".join(
            f"{name_figure(name)}×{show_number(weight, max(2, _places(str(weight))))}"
            for name, weight in rule.weights.items()
        )
        metric = f"加权得分（{parts}）"
    ties = "数值相等的位次并列，按名册顺序列示"
    if rule.tie_breakers:
        breakers = "、".join(map(name_figure, rule.tie_breakers))
        ties = f"数值相等的依次比较{breakers}，仍相等的位次并列"
    return f"{RULE_PREFIX}按{metric}由高到低排列，以未舍入的数值比较，{ties}。"


def show_metric(board: Board, row: BoardRow) -> str:
    """Show the value by which a row is ranked, as text; ``""`` for a weighted score, which no table shows."""
    return metric_text(board.rule, row.amounts)


def metric_text(rule: RankRule, amounts: Amounts) -> str:
    """Give the value of a rule's metric, as text; ``""`` where there is none to show."""
    if rule.metric == "weighted":
        return ""
    value = value_of(rule, amounts)
    if value is None:
        return ""
    return show_rate(Fraction(value)) if FIGURES[str(rule.metric)].kind == "rate" else show_amount(value)


def say_order(rule: RankRule) -> str:
    """Say the order of a table's rows in a few words, to stand under its title: ``按年初以来完成率排列``."""
    figure = FIGURES[str(rule.metric)]
    since = "年初以来" if figure.kind == "rate" and figure.value is not None else ""
    return f"按{since}{figure.name}排列"


def say_unranked(board: Board, rows: Sequence[BoardRow] | None = None) -> str:
    """Say which units are not ranked and why, as a sentence; ``""`` where all are.

    Args:
        board: The board.
        rows: Those of its rows that are meant; None for all.
    """
    unranked = [row for row in (board.rows if rows is None else rows) if row.rank is None]
    fresh = [row.name for row in unranked if not row.heard]
    lacking = [row.name for row in unranked if row.heard]
    parts = [f"{join_names(lacking)}{FIGURES[str(board.rule.metric)].lacking}，不排名"] if lacking else []
    parts += [f"{join_names(fresh)}尚未报送数据，暂不排名"] if fresh else []
    return f"{'；'.join(parts)}。" if parts else ""


def _places(text: str) -> int:
    return len(text.partition(".")[2])
