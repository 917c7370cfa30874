"""存量资金 of a unit's return: stable items with gaps, two rows of one item, other spellings, a kind put right in July.

Some name the former kind, until July or for good.

Its chance is its own, so that the rest of the truth is what it was without it.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from records import WAN, Fund

KINDS = ("政府性基金", "国有资本经营预算", "部门基本支出结余", "“三公”经费结余", "项目支出结转", "单位资金沉淀结余")
FORMER = "部门结转结余"
THREE = ("“三公”经费结余", '"三公"经费结余', "「三公」经费结余", "『三公』经费结余", "三公经费结余", "“三公“ 经费结余")
UNITS = frozenset({"4304B2", "4304B5", "4304B9", "430408", "430412", "4304P1", "430482", "430426", "430421", "4304E1"})
YEARS = (None, None, Decimal("0.5"), Decimal(1), Decimal(1), Decimal("1.01"), Decimal(2), Decimal(5))


def make_funds(unit: str, month: int) -> tuple[Fund, ...]:
    """The rows that a unit lists in a month; most items in most months."""
    if unit not in UNITS:
        return ()
    rows = []
    for number in range(1, 10):
        item = Random(f"fund/{unit}/{number}")
        now = Random(f"fund/{unit}/{number}/{month}")
        kind, before_july = item.choice((*KINDS, FORMER)), item.choice((*KINDS, FORMER))
        if item.random() < 0.2 and month < 7:
            kind = before_july
        fine = item.random() < 0.3
        carried = None if item.random() < 0.08 else _amount(item, fine)
        income = None if item.random() < 0.3 else _amount(item, fine) * item.choice((1, 5, 20))
        years, research = item.choice(YEARS), item.choice((None, False, False, False, True))
        pace = item.choice((0, 3, 8, 20))
        done = None if not pace else (carried or 5 * WAN) * pace * month // 100 + now.randrange(3)
        name = now.choice(
            (
                f"{number}号专项资金",
                f" {number}号专项资金",
                f"{number}号 专项资金",
                f"{'０１２３４５６７８９'[number]}号专项资金",
            )
        )
        kind = now.choice(THREE) if kind == KINDS[3] else kind
        row = Fund(kind, name, income, carried, years, research, done)
        if now.random() < 0.15:
            continue
        rows.append(row)
        if now.random() < 0.08:
            rows.append(Fund(kind, name, income, _amount(now, fine), Decimal(3), False, None))
    return tuple(rows)


def _amount(rng: Random, fine: bool) -> int:
    return rng.randrange(10**6, 10**10) if fine else rng.randrange(1, 10**6) * 10**4
