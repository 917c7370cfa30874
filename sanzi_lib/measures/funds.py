"""存量资金: what is due of each carry-over, what came back, what is open (docs/指标口径.md 存量资金).

Shares of 分 are kept as exact fractions; nothing is rounded here and nothing is netted between items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sanzi_lib.measures.details import iter_rows
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import UnitState
from sanzi_lib.measures.scope import state_of
from sanzi_lib.months import Month
from sanzi_lib.params.programme import FundRule, Programme, Thresholds
from sanzi_lib.params.values import normalise_name

Doubt = Literal[
    "no_income",  # 当年收入 is needed and not given: counts as 0 (docs/核验规则.md 单元格)
    "no_carryover",  # 年末结转 is not given: counts as 0
    "no_years",  # 结转年限 is needed and not given: nothing can be said to be due
    "no_research",  # 是否科研经费 is not given: the exception is not claimed, so it does not hold
    "no_rule",  # the programme has no rule for the kind
    "former_kind",  # the kind is a former one: which of those that replaced it holds, only the unit can say
    "several",  # the return lists the item more than once: each row stands for itself
    "less",  # less has come back than an earlier return of the year said
    "other_kind",  # an earlier return had the item under another kind, and no former one: the newest holds
]
"""Why an item needs a second look, in the order in which it is told."""


@dataclass(frozen=True)
class FundItem:
    """A row of 存量资金 as the unit's newest accepted return that lists the item has it; amounts are 分.

    Attributes:
        kind: 资金类别.
        item: 资金项目, as written.
        rule: The programme's rule for the kind.
        month: Month of the return, 1..12.
        row: Row number in its sheet.
        income: 当年收入; None where not given.
        carryover: 年末结转; None where not given.
        years: 结转年限; None where not given.
        research: 是否科研经费; None where not given.
        recovered: 已收回或调出, up to the month; None where not given.
        due: 应收回或调出; None where it cannot be said (``no_years``, ``no_rule``).
        doubts: What needs a second look.
    """

    unit: str
    kind: str
    item: str
    rule: FundRule | None
    month: int
    row: int
    income: int | None
    carryover: int | None
    years: Decimal | None
    research: bool | None
    recovered: int | None
    due: Fraction | None
    doubts: tuple[Doubt, ...] = ()

    @property
    def done(self) -> int:
        """已收回或调出, 0 where not given."""
        return self.recovered or 0

    @property
    def open(self) -> Fraction | None:
        """待收回或调出: due less done, never below 0; None where nothing can be said to be due."""
        return None if self.due is None else max(Fraction(0), self.due - self.done)

    @property
    def over(self) -> Fraction | None:
        """超额: what came back beyond what is due; it settles no other item."""
        return None if self.due is None else max(Fraction(0), self.done - self.due)


@dataclass(frozen=True)
class FundSums:
    """Sums over items, 分; never netted: ``open`` is the sum of the items' own.

    ``due`` less ``open`` is ``done`` less ``over`` and ``done_unsettled``.

    Attributes:
        items: How many items.
        unsettled: How many of them have no ``due``; their ``done`` is in the sum, nothing else of them is.
        carryover: 年末结转.
        due: 应收回或调出.
        done: 已收回或调出.
        done_unsettled: The part of it that came of items without ``due``.
        over: 超额.
        open: 待收回或调出.
    """

    items: int
    unsettled: int
    carryover: int
    due: Fraction
    done: int
    done_unsettled: int
    over: Fraction
    open: Fraction

    @property
    def progress(self) -> Fraction | None:
        """Share of what is due that has come back, without 超额; None where nothing is due."""
        return (self.due - self.open) / self.due if self.due else None


@dataclass(frozen=True)
class UnitFunds:
    """A unit's idle funds.

    Attributes:
        unit: Code.
        state: Of its return for the report month.
        items: Each with its newest accepted state, in the return's order.
        sums: None where no accepted return of the year lists any item: not reported, which is not zero.
    """

    unit: str
    name: str
    state: UnitState
    items: tuple[FundItem, ...]
    sums: FundSums | None

    @property
    def months(self) -> tuple[int, ...]:
        """The months that its items stand for, in order."""
        return tuple(sorted({item.month for item in self.items}))


@dataclass(frozen=True)
class KindFunds:
    """The items of a 资金类别, in register order of their units.

    Attributes:
        former: True for a 旧类别.
    """

    kind: str
    rule: FundRule | None
    items: tuple[FundItem, ...]
    sums: FundSums
    former: bool = False


@dataclass(frozen=True)
class Funds:
    """The city's idle funds at the end of a month.

    Attributes:
        units: Every unit of the programme, in register order.
        kinds: Every 资金类别 of the programme, in its order, a former one only where an item has it, then any other
            that an item has.
        city: None where no unit lists any item.
    """

    programme: str
    month: Month
    units: tuple[UnitFunds, ...]
    kinds: tuple[KindFunds, ...]
    city: FundSums | None

    @property
    def items(self) -> tuple[FundItem, ...]:
        """Every item, in register order of the units."""
        return tuple(item for unit in self.units for item in unit.items)


def compute_funds(facts: Facts) -> Funds:
    """Reckon every item by its kind's rule (docs/指标口径.md 存量资金).

    An item is a 资金项目 of a unit. It stands as the unit's newest accepted return up to the month that lists it: a
    return that is missing, was sent back or lists it no more leaves it as it was. What came back is the newest return's
    figure, which is up to the month, and not a sum over months.

    Args:
        facts: The year to the report month.
    """
    programme, month, funds = facts.programme, facts.month, facts.frames.funds
    listed: dict[str, dict[str, dict[int, list[dict[str, Any]]]]] = {}
    for row in iter_rows(funds[funds["month"] <= month.month]):
        own = listed.setdefault(row["unit"], {}).setdefault(normalise_name(row["item"]), {})
        own.setdefault(int(row["month"]), []).append(row)
    units = []
    for unit in programme.units:
        items = tuple(_reckon_all(listed.get(unit.code, {}).values(), programme))
        state = state_of(facts.returns, unit.code, month.month).state
        units.append(UnitFunds(unit.code, unit.name, state, items, sum_items(items) if items else None))
    every = [item for unit in units for item in unit.items]
    kinds = []
    known = {kind.name: kind for kind in programme.enumerations.fund_kinds}
    # A kind that the programme does not know passes only by an override; what it holds must still be seen.
    for name in dict.fromkeys((*known, *(item.kind for item in every))):
        kind = known.get(name)
        own_kind = tuple(item for item in every if item.kind == name)
        if own_kind or (kind is not None and not kind.former):
            rule, former = (kind.rule, kind.former) if kind is not None else (None, False)
            kinds.append(KindFunds(name, rule, own_kind, sum_items(own_kind), former))
    return Funds(programme.id, month, tuple(units), tuple(kinds), sum_items(every) if every else None)


def sum_items(items: Sequence[FundItem]) -> FundSums:
    """Add items up, exactly."""
    return FundSums(
        items=len(items),
        unsettled=sum(item.due is None for item in items),
        carryover=sum(item.carryover or 0 for item in items),
        due=sum((item.due for item in items if item.due is not None), Fraction(0)),
        done=sum(item.done for item in items),
        done_unsettled=sum(item.done for item in items if item.due is None),
        over=sum((item.over for item in items if item.over is not None), Fraction(0)),
        open=sum((item.open for item in items if item.open is not None), Fraction(0)),
    )


def compute_due(
    rule: FundRule | None,
    thresholds: Thresholds,
    *,
    income: int | None,
    carryover: int | None,
    years: Decimal | None,
    research: bool | None,
) -> Fraction | None:
    """Tell what is due of one carry-over, 分 (docs/指标口径.md 存量资金).

    ``above_income``: max(0, carry-over − share × income). ``share``: share × carry-over. ``full``: all of it.
    ``aged``: all of it where it is carried over for the programme's years or more (一年以上 includes one year). Of the
    latter two nothing where it is research money. An amount that is not given is 0 (docs/核验规则.md 单元格), one below
    0, which only an override lets pass, too. None where years are needed and not given, and for a kind without a rule.
    """
    carried = Fraction(max(0, carryover or 0))
    match rule:
        case "above_income":
            return max(Fraction(0), carried - Fraction(thresholds.fund_share) * max(0, income or 0))
        case "share":
            return Fraction(thresholds.capital_share) * carried
        case "full":
            return Fraction(0) if research else carried
        case "aged":
            if research:
                return Fraction(0)
            if years is None:
                return None
            return carried if years >= thresholds.fund_years else Fraction(0)
        case None:
            return None


def _reckon_all(by_item: Iterable[Mapping[int, Sequence[dict[str, Any]]]], programme: Programme) -> Iterator[FundItem]:
    """Give the newest rows of each item, in the order of months and rows."""
    found = [item for months in by_item for item in _reckon_item(months, programme)]
    yield from sorted(found, key=lambda item: (-item.month, item.row))


def _reckon_item(months: Mapping[int, Sequence[dict[str, Any]]], programme: Programme) -> Iterator[FundItem]:
    newest, *earlier = sorted(months, reverse=True)
    rows = months[newest]
    about: list[Doubt] = ["several"] if len(rows) > 1 else []
    before = [row for number in earlier for row in months[number]]
    if earlier and sum(_amount(r, "recovered") or 0 for r in rows) < max(
        sum(_amount(row, "recovered") or 0 for row in months[number]) for number in earlier
    ):
        about.append("less")
    if _kinds_of(before, programme) - _kinds_of(rows, programme):
        about.append("other_kind")
    return (_reckon(row, about, programme) for row in rows)


def _kinds_of(rows: Iterable[Mapping[str, Any]], programme: Programme) -> set[str]:
    """Give the kinds that rows name; who leaves a former one has done what was asked."""
    found = {row["kind"]: programme.enumerations.find_fund_kind(row["kind"]) for row in rows}
    return {name if kind is None else kind.name for name, kind in found.items() if kind is None or not kind.former}


def _reckon(row: dict[str, Any], about: Sequence[Doubt], programme: Programme) -> FundItem:
    kind = programme.enumerations.find_fund_kind(row["kind"])
    rule = kind.rule if kind is not None else None
    income, carryover, years = _amount(row, "income"), _amount(row, "carryover"), row["years"]
    research = None if row["research"] is not True and row["research"] is not False else bool(row["research"])
    due = compute_due(rule, programme.thresholds, income=income, carryover=carryover, years=years, research=research)
    lacking = {
        "no_income": rule == "above_income" and income is None,
        "no_carryover": rule is not None and carryover is None,
        "no_years": rule == "aged" and years is None and not research,
        "no_research": rule in ("full", "aged") and research is None,
        "no_rule": rule is None,
        "former_kind": kind is not None and kind.former,
    }
    doubts: tuple[Doubt, ...] = tuple(doubt for doubt, holds in lacking.items() if holds)  # type: ignore[misc]
    return FundItem(
        unit=row["unit"],
        kind=row["kind"] if kind is None else kind.name,
        item=row["item"],
        rule=rule,
        month=int(row["month"]),
        row=int(row["row"]),
        income=income,
        carryover=carryover,
        years=years,
        research=research,
        recovered=_amount(row, "recovered"),
        due=due,
        doubts=(*doubts, *about),
    )


def _amount(row: Mapping[str, Any], key: str) -> int | None:
    value = row[key]
    return int(value) if isinstance(value, int) else None
