"""The row of key figures on a first page: the same figures in the same order on every board, overview and quarter.

Each is shown as its kind is everywhere (docs/指标口径.md 报告).
"""

from __future__ import annotations

from sanzi_lib.measures.figures import name_figure
from sanzi_lib.measures.model import Amounts
from sanzi_lib.reports.elements.blocks import KeyFigure
from sanzi_lib.reports.elements.formats import NOTHING, gap_role, say_gap, show_rate, show_yi, split_amount

NOTHING_THIS_MONTH = "本月尚无通过核验的月报"


def say_target(amounts: Amounts, nothing: str = "") -> str:
    """Say the annual target, ``nothing`` where there is none."""
    return nothing if amounts.target is None else f"{name_figure('target')}{show_yi(amounts.target)}亿元"


def build_standing_figures(amounts: Amounts, target: str) -> list[KeyFigure]:
    """Build 累计经济效益 with ``target`` beneath, and 完成率 where there is a target."""
    figures = [_money("benefit_cumulative", amounts.benefit_cumulative, target)]
    if amounts.attainment is not None and amounts.gap is not None:
        rate = show_rate(amounts.attainment)
        figures.append(KeyFigure(name_figure("attainment"), rate, "", say_gap(amounts.gap), gap_role(amounts.gap)))
    return figures


def build_span_figure(label: str, benefit: int | None, projects: int | None, nothing: str) -> KeyFigure:
    """Build the benefit of a month or a quarter, 分, with its new projects; ``nothing`` where none was accepted."""
    if benefit is None:
        return KeyFigure(label, NOTHING, "", nothing, "muted")
    value, unit = split_amount(benefit)
    return KeyFigure(label, value, unit, f"新盘活项目{projects or 0:,}个")


def build_receipts_figures(amounts: Amounts) -> list[KeyFigure]:
    """Build 累计入库收益, with 入库率 where there is one, and 累计本级可用财力."""
    share = "" if amounts.cash_share is None else f"{name_figure('cash_share')}{show_rate(amounts.cash_share)}"
    return [
        _money("treasury_cumulative", amounts.treasury_cumulative, share),
        _money("available_cumulative", amounts.available_cumulative),
    ]


def build_accepted_figure(label: str, accepted: int, due: int, unit: str, *, asked: int = 0) -> KeyFigure:
    """Build how many of those that were due passed the checks; ``asked`` are those of which something is open."""
    lacking = f"{due - accepted}{unit}未报送或退回修改" if accepted < due else ""
    doubtful = f"{asked}个单位有待核实事项" if asked else ""
    note = "，".join(part for part in (lacking, doubtful) if part)
    return KeyFigure(label, f"{accepted}/{due}", unit, note or "全部通过", "warn" if note else "plain")


def _money(figure: str, fen: int, note: str = "") -> KeyFigure:
    value, unit = split_amount(fen)
    return KeyFigure(name_figure(figure), value, unit, note)
