"""Draws a unit's 存量资金: carry-overs of every kind that the programme offers, taken back bit by bit over the year.

Some are below what may be kept, exactly one year old, research money, taken back beyond what is due, lacking a figure,
listed twice or dropped after some months, as real ones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sanzi_lib.ledger.layout import NO, YES
from sanzi_lib.ledger.template.content import RowInput
from sanzi_lib.months import Month
from sanzi_lib.params.programme import FundKind, Programme, Thresholds, Unit
from sanzi_lib.sample.spelling import Habits
from sanzi_lib.sample.streams import CENT
from sanzi_lib.sample.vocabulary import draw, read_vocabulary

_DEPARTMENTAL = ("full", "aged", None)
"""Rules of what departments have; the others are of whole budgets."""

_AGES = (Decimal("0.5"), Decimal(1), Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3), Decimal(4))


@dataclass(frozen=True)
class Fund:
    """A carry-over with its year; amounts are 分, None where the unit gives none.

    Attributes:
        pace: Percent of what is due that comes back in a month.
        limit: Percent of what is due at which it ends; above 100 for one that gives more than it must.
        last: The last month in which the unit lists it.
    """

    kind: FundKind
    name: str
    income: int | None
    carried: int
    years: Decimal | None
    research: bool | None
    pace: int
    limit: int
    last: int = 12


def build_fund_rows(programme: Programme, unit: Unit, habits: Habits, seed: int, month: Month) -> tuple[RowInput, ...]:
    """Rows of 存量资金 of a unit's return; none for a unit without any.

    Args:
        programme: Names the kinds and says what is due.
        unit: The unit.
        habits: How it fills its sheets.
        seed: The sample's seed.
        month: Month of the return; what is taken back grows with it, nothing else changes.
    """
    funds = draw_funds(programme, unit, draw(seed, programme.id, unit.code, "funds"))
    return tuple(_row(fund, programme.thresholds, habits, month.month) for fund in funds if fund.last >= month.month)


def draw_funds(programme: Programme, unit: Unit, rng: Random) -> tuple[Fund, ...]:
    """Tell what a unit carries over.

    Regions have every kind; others mostly what departments have.

    Args:
        programme: Names the kinds.
        unit: The unit.
        rng: Source of chance.
    """
    kinds: Sequence[FundKind] = [kind for kind in programme.enumerations.fund_kinds if not kind.former]
    if not kinds or rng.random() < 0.3:
        return ()
    if not programme.group_by_id[unit.group].region and rng.random() < 0.75:
        kinds = [kind for kind in kinds if kind.rule in _DEPARTMENTAL] or kinds
    funds: list[Fund] = []
    used: set[str] = set()
    known = read_vocabulary().fund_names
    for kind in kinds:
        names = [name for name in known.get(kind.name) or known[kind.rule or "plain"] if name not in used]
        for name in rng.sample(names, min(len(names), rng.choice((0, 1, 1, 2)))):
            used.add(name)
            funds.append(_draw(kind, name, rng))
    if rng.random() < 0.15 and (twice := [fund for fund in funds if fund.years is not None]):
        funds.append(_draw(twice[0].kind, twice[0].name, rng))
    return tuple(funds)


def due_of(fund: Fund, thresholds: Thresholds) -> int:
    """About what a fund has to give back, 分, rounded down: enough to draw believable returns of it."""
    match fund.kind.rule:
        case "above_income":
            return max(0, int(fund.carried - thresholds.fund_share * (fund.income or 0)))
        case "share":
            return int(thresholds.capital_share * fund.carried)
        case "full":
            return 0 if fund.research else fund.carried
        case "aged":
            due = fund.years is not None and fund.years >= thresholds.fund_years and not fund.research
            return fund.carried if due else 0
        case None:
            return fund.carried // 2


def _draw(kind: FundKind, name: str, rng: Random) -> Fund:
    step = 1 if rng.random() < 0.15 else CENT
    income = rng.randrange(300_000, 6_000_000) * CENT // step * step + (rng.randrange(CENT) if step == 1 else 0)
    if kind.rule == "above_income":
        carried = income * rng.randint(4, 60) // 100 // step * step
    else:
        carried = rng.randrange(8_000, 900_000) * CENT + (rng.randrange(CENT) if step == 1 else 0)
    own = kind.rule in _DEPARTMENTAL
    gap = rng.random()
    research: bool | None = read_vocabulary().research in name
    return Fund(
        kind=kind,
        name=name,
        income=None if own or (kind.rule == "above_income" and gap < 0.06) else income,
        carried=carried,
        years=None if not own or gap < 0.06 else rng.choice(_AGES),
        research=None if not own or gap > 0.9 else research,
        pace=rng.randint(3, 14),
        limit=112 if rng.random() < 0.07 else 100,
        last=rng.choice((5, 8)) if rng.random() < 0.07 else 12,
    )


def _row(fund: Fund, thresholds: Thresholds, habits: Habits, month: int) -> RowInput:
    # One that gives more than it must has done so early; the others come slowly.
    percent = min(fund.limit, fund.pace * month * (3 if fund.limit > 100 else 1))
    recovered = due_of(fund, thresholds) * percent // 100 // CENT * CENT
    return {
        "fund_kind": fund.kind.name,
        "fund": fund.name,
        "income": habits.nothing if fund.income is None else habits.spell_amount(fund.income),
        "carried": habits.spell_amount(fund.carried),
        "years": habits.nothing if fund.years is None else fund.years,
        "research": "" if fund.research is None else YES if fund.research else NO,
        "recovered": habits.spell_optional(recovered),
    }
