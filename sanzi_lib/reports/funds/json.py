"""funds.json: every item with what is due, done and open, by unit, kind and city, all exact.

Amounts are texts of 万元 with all digits, null where not given or not to be said; rates have ten decimals.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from sanzi_lib.json_text import build_json_text
from sanzi_lib.measures.funds import FundItem, Funds, FundSums, UnitFunds
from sanzi_lib.money import round_half_up, to_exact_wan
from sanzi_lib.params.programme import PolicyText, Programme
from sanzi_lib.reports.elements.blocks import FiguresData
from sanzi_lib.reports.elements.formats import EXACT_PLACES, show_plain
from sanzi_lib.reports.funds import texts as wording


def build_funds_figures(funds: Funds, programme: Programme, tabulated_on: date) -> FiguresData:
    """Build the figures of a month.

    Args:
        funds: As computed.
        programme: Gives rules and thresholds.
        tabulated_on: 制表时间.
    """
    thresholds = programme.thresholds
    units = {unit.unit: unit for unit in funds.units}
    data = {
        "programme": funds.programme,
        "policy": programme.policy,
        "month": str(funds.month),
        "tabulated_on": tabulated_on.isoformat(),
        "period": [day.isoformat() for day in programme.period.period(funds.month)],
        "thresholds": {
            "fund_share": show_plain(thresholds.fund_share),
            "capital_share": show_plain(thresholds.capital_share),
            "fund_years": show_plain(thresholds.fund_years),
        },
        "city": _build_sums(funds.city),
        "kinds": [
            {
                "kind": kind.kind,
                "rule": kind.rule,
                "former": kind.former,
                **_build_sums(kind.sums if kind.items else None),
            }
            for kind in funds.kinds
        ],
        "units": [_build_unit(unit) for unit in funds.units],
        "items": [
            {
                **_build_item(item, units[item.unit]),
                "policy": _build_quote(programme.policy_texts.find_fund(item.kind)),
                "reckoning": wording.say_reckoning(item, thresholds),
                "remarks": wording.say_remarks(item, units[item.unit], funds.month.month),
            }
            for item in funds.items
        ],
    }
    return FiguresData("funds.json", build_json_text(data))


def _build_unit(unit: UnitFunds) -> dict[str, Any]:
    head = {"code": unit.unit, "unit": unit.name, "state": unit.state, "months": list(unit.months)}
    return {**head, **_build_sums(unit.sums)}


def _build_sums(sums: FundSums | None) -> dict[str, Any]:
    keys = ("carryover", "due", "done", "done_unsettled", "over", "open")
    if sums is None:
        return {"items": 0, "unsettled": 0, **dict.fromkeys((*keys, "progress"))}
    share = sums.progress
    return {
        "items": sums.items,
        "unsettled": sums.unsettled,
        **{key: _money(getattr(sums, key)) for key in keys},
        "progress": None if share is None else f"{round_half_up(share, EXACT_PLACES):f}",
    }


def _build_item(item: FundItem, unit: UnitFunds) -> dict[str, Any]:
    return {
        "code": item.unit,
        "unit": unit.name,
        "kind": item.kind,
        "item": item.item,
        "month": item.month,
        "row": item.row,
        "income": _money(item.income),
        "carryover": _money(item.carryover),
        "years": None if item.years is None else show_plain(item.years),
        "research": item.research,
        "recovered": _money(item.recovered),
        "due": _money(item.due),
        "done": _money(item.done),
        "over": _money(item.over),
        "open": _money(item.open),
        "doubts": list(item.doubts),
    }


def _build_quote(quote: PolicyText | None) -> dict[str, str] | None:
    return None if quote is None else {"source": quote.source, "text": quote.text}


def _money(fen: Fraction | int | None) -> str | None:
    return None if fen is None else f"{to_exact_wan(fen):f}"
