"""Gives a unit's projects their money: what comes in each month, of which kind, and what reaches the treasury."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sanzi_lib.sample.projects import Draft
from sanzi_lib.sample.streams import CENT, Stream

_MANY = ("人", "户", "亩", "吨", "万元", "张", "套", "泊位", "充电桩")
"""Words of social benefits that come in dozens rather than in ones."""

KINDS = ("cash", "financing", "injection", "savings")
_MONTH_WEIGHTS = (0.7, 0.5, 1.0, 1.0, 1.1, 1.4, 0.8, 0.9, 1.1, 1.0, 1.1, 1.5)


@dataclass(frozen=True)
class Flow:
    """What one project brings in one month, 分.

    Attributes:
        kinds: The four kinds where the unit states them, else empty (未分类).
        newly: 本月是否新盘活.
    """

    benefit: int
    kinds: Mapping[str, int]
    treasury: int
    available: int
    newly: bool = False
    quantity: Decimal | None = None
    social: str = ""


@dataclass(frozen=True)
class Project:
    """A project with its year.

    Attributes:
        flows: By month, 1..12.
        expected: 预期盘活效益, 分.
        finished: Month of its last payment, None where the year does not see it.
    """

    draft: Draft
    flows: Mapping[int, Flow]
    expected: int
    finished: int | None


def draw_flows(drafts: Sequence[Draft], rng: Random) -> tuple[Project, ...]:
    """Spread each stream's planned money over its projects and months, exactly to the 分.

    Args:
        drafts: The unit's projects.
        rng: Source of chance.
    """
    shapes = {draft.id: _shape(draft, rng) for draft in drafts}
    amounts: dict[str, dict[int, int]] = {draft.id: {} for draft in drafts}
    for stream in dict.fromkeys(draft.stream for draft in drafts):
        members = [draft for draft in drafts if draft.stream == stream]
        _fill(members, shapes, rng)
        for months, total in ((range(1, 7), stream.half), (range(7, 13), stream.year - stream.half)):
            _spread(members, shapes, months, total, amounts, rng)
    return tuple(_project(draft, amounts[draft.id], rng) for draft in drafts)


def _shape(draft: Draft, rng: Random) -> dict[int, float]:
    """Weights by month: instalments of a sale, rent by the quarter, a loan in one or two draws."""
    if draft.started is None:
        return {}
    base = draft.asset.weight * (0.4 + 1.6 * rng.random())
    start = draft.started
    if draft.method == "租":
        step = rng.choice((1, 3, 3))
        return {month: base * (1.0 if month == start else 0.35) for month in range(start, 13, step)}
    later = [start + gap for gap in rng.choice(((), (), (1,), (2,), (1, 3), (3, 5))) if start + gap <= 12]
    return {start: base, **{month: base * (0.25 + 0.4 * rng.random()) for month in later}}


def _fill(members: Sequence[Draft], shapes: dict[str, dict[int, float]], rng: Random) -> None:
    """See to it that each half of the year has a payment to carry its total."""
    first = members[0]
    for months in (range(1, 7), range(7, 13)):
        if not any(month in months for member in members for month in shapes[member.id]):
            start = first.started or first.entered
            month = max(start, months[0] + rng.randrange(3))
            shapes[first.id][month if month in months else months[-1]] = first.asset.weight


def _spread(
    members: Sequence[Draft],
    shapes: Mapping[str, Mapping[int, float]],
    months: range,
    total: int,
    amounts: dict[str, dict[int, int]],
    rng: Random,
) -> None:
    parts = [
        (member.id, month, weight * _MONTH_WEIGHTS[month - 1])
        for member in members
        for month, weight in sorted(shapes[member.id].items())
        if month in months
    ]
    whole = sum(weight for _, _, weight in parts)
    rest = total
    for project, month, weight in parts[1:]:
        step = 1 if rng.random() < 0.15 else CENT
        amount = int(total * weight / whole) // step * step
        amounts[project][month] = amount
        rest -= amount
    project, month, _ = parts[0]
    amounts[project][month] = rest


def _project(draft: Draft, amounts: Mapping[int, int], rng: Random) -> Project:
    rates = (0.55 + 0.45 * rng.random(), 0.35 + 0.6 * rng.random())
    named = rng.random() > 0.12
    mixed = rng.random() < 0.15
    flows: dict[int, Flow] = {}
    for month in sorted(amounts):
        newly = not flows
        social = ""
        if draft.asset.social and (newly or rng.random() < 0.12):
            text = rng.choice(draft.asset.social)
            many = any(word in text for word in _MANY)
            social = text.format(n=rng.randint(3, 40) * rng.choice((5, 10)) if many else rng.randint(2, 12))
        kinds = _kinds(draft, amounts[month], mixed=mixed, rng=rng)
        treasury, available = _receipts(draft, kinds["cash"], rates)
        flows[month] = Flow(
            benefit=amounts[month],
            kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]} if named and amounts[month] else {},
            treasury=treasury,
            available=available,
            newly=newly,
            quantity=draft.quantity if newly else None,
            social=social,
        )
    brought = sum(amounts.values())
    expected = _cents(int(brought * (1 + 0.12 * rng.random()))) if brought else _guess(draft.stream, draft, rng)
    last = max(flows) if flows else None
    finished = last if last is not None and (draft.method != "租" or last < 12) and last < 12 else None
    return Project(draft, flows, max(expected, CENT), finished)


def _kinds(draft: Draft, amount: int, *, mixed: bool, rng: Random) -> dict[str, int]:
    kinds = dict.fromkeys(KINDS, 0)
    main = {"融": "financing", "用": "savings"}.get(draft.method, "cash")
    if draft.detail in ("划转", "作价入股", "公物仓", "置换"):
        main = "injection"
    second = {"cash": "injection", "financing": "cash", "savings": "cash", "injection": "savings"}[main]
    part = _cents(int(amount * (0.1 + 0.2 * rng.random()))) if mixed else 0
    kinds[main] = amount - part
    kinds[second] = part
    return kinds


def _receipts(draft: Draft, cash: int, rates: tuple[float, float]) -> tuple[int, int]:
    """Treasury and available receipts of a month's cash; a company's cash stays with it."""
    if draft.stream.company or draft.method == "融" or cash <= 0:
        return 0, 0
    treasury = _cents(int(cash * rates[0]))
    return treasury, _cents(int(treasury * rates[1]))


def _guess(stream: Stream, draft: Draft, rng: Random) -> int:
    return _cents(int(stream.target * (0.002 + 0.01 * rng.random()) * draft.asset.weight / 3))


def _cents(amount: int) -> int:
    return amount // CENT * CENT
