"""What is known of each project on the list of risks, as the unit reports it (docs/指标口径.md 风险提示)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sanzi_lib.ledger.tally import NO_UNIT
from sanzi_lib.measures.project_money import ProjectMoney
from sanzi_lib.reports.elements.blocks import Article
from sanzi_lib.reports.elements.columns import LONGEST_LISTED, text_cell
from sanzi_lib.reports.elements.formats import show_amount, show_quantity
from sanzi_lib.reports.risk import texts as wording
from sanzi_lib.reports.risk.tables import show_counterparty, show_place
from sanzi_lib.reports.risk.tally import RiskEntry, RiskTally

ProjectRow = Mapping[str, Any]
Fact = tuple[str, str]

MOST_TOLD = 60
"""Projects of a rule that are told in full; the table lists more of them."""


def build_articles(tally: RiskTally, rule: str) -> tuple[Article, ...]:
    """Each project of a rule: what was found where, basic facts, amounts, whether it is accepted."""
    return tuple(_build_article(entry, tally.month.month) for entry in tally.of_rule(rule)[:MOST_TOLD])


def _build_article(entry: RiskEntry, month: int) -> Article:
    lead = (entry.unit or NO_UNIT, entry.project, entry.facts.get("status", ""), wording.say_origin(entry, month))
    return Article(
        title=_one_line(entry.name or entry.project or "（没有项目编号）"),
        lead="　".join(part for part in lead if part),
        parts=tuple((label, _one_line(text)) for label, text in _list_parts(entry) if text.strip()),
    )


def _list_parts(entry: RiskEntry) -> Iterator[tuple[str, str]]:
    facts = entry.facts
    for finding in entry.findings:
        place = show_place(finding.sheet, finding.cell)
        yield "提示", f"{finding.message}{f'（{place}）' if place else ''}"
    if facts:
        yield "情况", facts["description"]
        yield "资产", _join(*_list_asset(facts))
        yield "交易", _join(*_list_deal(entry))
        yield "填报", _join(*_list_report(facts))
    else:
        yield "情况", "没有通过核验的项目台账，待单位更正后补列。"
    if entry.money is not None:
        yield "金额", _join(*_list_money(entry.money, facts))
    if entry.override is not None:
        yield "核查", wording.say_override(entry)


def _list_asset(facts: ProjectRow) -> Iterator[Fact]:
    yield "持有人", facts["holder"]
    yield "权属证号", facts["certificate"]
    yield "数量", "" if facts["quantity"] is None else f"{show_quantity(facts['quantity'])}{facts['measure']}"
    yield "评估价值", _show_money(facts["appraised_value"])
    yield "账面价值", _show_money(facts["book_value"])


def _list_deal(entry: RiskEntry) -> Iterator[Fact]:
    facts = entry.facts
    detail = f"（{facts['method_detail']}）" if facts["method_detail"] else ""
    yield "盘活方式", f"{facts['method']}{detail}"
    kind, name = facts["counterparty_kind"], show_counterparty(entry)
    yield "受让方", f"{name}（{kind}）" if kind and name not in (kind, wording.NO_PERSON) else name
    yield "交易平台及公告号", facts["platform"]
    yield "决策批准文号", facts["approval"]
    yield "是否涉及政府担保", {True: "是", False: "否"}.get(facts["guarantee"], "")


def _list_report(facts: ProjectRow) -> Iterator[Fact]:
    yield "责任单位", facts["responsible_unit"]
    yield "佐证材料", facts["evidence"]
    yield "问题与困难", facts["difficulties"]


def _list_money(money: ProjectMoney, facts: ProjectRow) -> Iterator[Fact]:
    """Tell what the table does not say."""
    yield "预期盘活效益", _show_money(facts.get("expected"))
    yield "本月入库收益", _show_money(money.treasury)
    yield "本月融资到位", _show_money(money.financing)
    yield "累计经济效益中未分类型", show_amount(money.unparted) if money.unparted else ""


def _show_money(fen: object) -> str:
    return show_amount(fen) if isinstance(fen, int) else ""


def _join(*pairs: Fact) -> str:
    return "；".join(f"{label}：{text}" for label, text in pairs if text)


def _one_line(text: str) -> str:
    return text_cell(text, limit=LONGEST_LISTED).text
