"""What is due, done and open of 存量资金, straight from the truth records, in Decimal 万元.

See docs/指标口径.md 存量资金.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from typing import Any

from annex_one import CODES
from funds_maker import FORMER, KINDS
from records import Fund, Year

ZERO = Decimal(0)
Row = tuple[str, str, int, Decimal | None, Decimal, Decimal | None]
"""Item, kind, month, due, done, open."""


class FundCalculator:
    """The idle funds of one year's truth."""

    def __init__(self, year: Year) -> None:
        self.accepted = [item for item in year.returns if item.verdict == "accepted"]

    def rows(self, unit: str, month: int) -> list[Row]:
        """The unit's items, each as the newest accepted return up to the month lists it."""
        newest: dict[str, tuple[int, list[Fund]]] = {}
        for item in sorted((x for x in self.accepted if x.unit == unit and x.month <= month), key=lambda x: x.month):
            now: dict[str, list[Fund]] = {}
            for fund in item.funds:
                now.setdefault(plain(fund.item), []).append(fund)
            newest |= {name: (item.month, funds) for name, funds in now.items()}
        with localcontext(Context(prec=80)):
            return [_row(name, at, fund) for name, (at, funds) in newest.items() for fund in funds]

    def sums(self, rows: Iterable[Row]) -> dict[str, Decimal | int] | None:
        """Sums of due, done and open, each item by itself; None of nothing."""
        listed = list(rows)
        if not listed:
            return None
        with localcontext(Context(prec=80)):
            return {
                "items": len(listed),
                "due": sum((row[3] or ZERO for row in listed), ZERO),
                "done": sum((row[4] for row in listed), ZERO),
                "open": sum((row[5] or ZERO for row in listed), ZERO),
            }


def funds_differences(found: dict[str, Any], truth: FundCalculator, month: int) -> list[str]:
    """What funds.json says otherwise than the truth."""
    differences: list[str] = []

    def compare(where: str, said: Any, right: Any) -> None:
        if said != right:
            differences.append(f"{month} {where}: {said}, not {right}")

    every: list[Row] = []
    for unit in found["units"]:
        rows = truth.rows(unit["code"], month)
        every += rows
        said = [_said(item) for item in found["items"] if item["code"] == unit["code"]]
        compare(unit["unit"], sorted(said, key=str), sorted(rows, key=str))
        compare(f"{unit['unit']} sums", _said_sums(unit), truth.sums(rows))
    compare("units", [unit["code"] for unit in found["units"]], CODES)
    compare("city", _said_sums(found["city"]), truth.sums(every))
    for kind in found["kinds"]:
        own = [row for row in every if row[1] == kind["kind"]]
        compare(kind["kind"], _said_sums(kind), truth.sums(own))
    former = [FORMER] if FORMER in {row[1] for row in every} else []
    compare("kinds", [kind["kind"] for kind in found["kinds"]], [*KINDS, *former])
    compare("former kinds", [kind["kind"] for kind in found["kinds"] if kind["former"]], former)
    return differences


def plain(name: str) -> str:
    """A name as docs/指标口径.md 单位与目标 compares names: NFKC, without blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def kind_of(fund: Fund) -> str:
    """The kind as the programme spells it: the reader compares without quotation marks."""
    bare = "".join(letter for letter in plain(fund.kind) if letter not in '“”"「」『』')
    return "“三公”经费结余" if bare == "三公经费结余" else bare


def _row(name: str, month: int, fund: Fund) -> Row:
    income, carried, done = (Decimal(x or 0).scaleb(-6) for x in (fund.income, fund.carried, fund.done))
    kind = kind_of(fund)
    due: Decimal | None
    if kind == "政府性基金":
        due = carried - income * Decimal("0.2")
        due = ZERO if due < 0 else due
    elif kind == "国有资本经营预算":
        due = carried / 2
    elif fund.research:
        due = ZERO
    elif kind in {"部门基本支出结余", "“三公”经费结余", "单位资金沉淀结余"}:
        due = carried
    elif fund.years is None:
        due = None
    else:
        due = carried if fund.years >= 1 else ZERO
    left = None if due is None else ZERO if done > due else due - done
    return name, kind, month, _short(due), done.normalize(), _short(left)


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


def _said(item: dict[str, Any]) -> Row:
    due, done, left = (_read(item[key]) for key in ("due", "done", "open"))
    assert done is not None
    return plain(item["item"]), item["kind"], item["month"], due, done, left


def _said_sums(place: dict[str, Any]) -> dict[str, Decimal | int] | None:
    if place["due"] is None:
        return None
    return {"items": place["items"]} | {key: Decimal(place[key]) for key in ("due", "done", "open")}


def _read(text: str | None) -> Decimal | None:
    if text is None:
        return None
    with localcontext(Context(prec=80)):
        return Decimal(text).normalize()
