"""What each unit works for in the year, and how far it gets: its streams of money."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from random import Random

from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.vocabulary import draw

CENT = 10_000
"""0.01 万元 in 分: what most amounts are rounded to."""

_TIED_BY = (None, "attainment", "benefit_cumulative")


@dataclass(frozen=True)
class Stream:
    """A unit's part of one target.

    Attributes:
        field: 工作领域 that its projects state; None for a unit that counts in its own row.
        target: What it is measured by, 分.
        half: Cumulative benefit at the end of June, 分.
        year: Cumulative benefit at the end of December, 分.
        company: True where receipts do not go to the treasury.
    """

    field: str | None
    target: int
    half: int
    year: int
    company: bool = False


def plan_streams(programme: Programme, unit: Unit, seed: int, tie: Tie | None) -> tuple[Stream, ...]:
    """Plan a unit's streams.

    Units with a target end June between about 35 and 65 % of it, and the year between about 90 and 112 %. The row
    of a lead department is the sum of the projects in its fields, so what others are planned to bring there is taken
    off its own.

    Args:
        programme: The programme.
        unit: The unit.
        seed: The sample's seed.
        tie: The tie in June, where the unit is part of one.
    """
    rng = draw(seed, programme.id, unit.code, "streams")
    half, year = _shares(programme, unit, seed, rng)
    if tie is not None and unit.code in tie.benefit:
        exact = tie.benefit[unit.code]
        target = programme.target_of(unit.code) or exact * 2
        field = _guest_field(programme, unit) if programme.counts_by_field(unit.code) else None
        return (Stream(field, target, exact, max(_cent(target * year), exact * 2), field is not None),)
    if not programme.counts_by_field(unit.code):
        target = programme.target_of(unit.code) or 0
        return (Stream(None, target, _cent(target * half), _cent(target * year)),)
    led = programme.fields_led_by(unit.code)
    if not led:
        field = _guest_field(programme, unit)
        target = programme.field_by_name[field].target if field in programme.field_by_name else 0
        share = _guest_share(programme, unit, seed)
        return (Stream(field, target, _cent(target * share * half), _cent(target * share * year), company=True),)
    streams: list[Stream] = []
    for row in led:
        guests = sum(
            _guest_share(programme, other, seed)
            for other in programme.units
            if _is_guest(programme, other) and _guest_field(programme, other) == row.name
        )
        own = max(0.3, 1 - guests)
        streams.append(Stream(row.name, row.target, _cent(row.target * half * own), _cent(row.target * year * own)))
    away = _field_elsewhere(programme, unit, rng)
    if away is not None:
        small = programme.field_by_name[away].target // 200
        streams.append(Stream(away, small, _cent(small * half), _cent(small * year)))
    return tuple(streams)


@dataclass(frozen=True)
class Tie:
    """Units of one group that end June with exactly equal figures: unit code to cumulative benefit, 分."""

    group: str
    benefit: dict[str, int]


def plan_tie(programme: Programme, seed: int) -> Tie | None:
    """Plan the one tie of June; None where no group has two units whose figures stand for themselves.

    Equal attainment in a group that is ranked on it, else equal benefit (docs/指标口径.md 排名).
    """
    own = [(group, _self_standing(programme, group.id)) for group in programme.groups]
    # A group with tie-breakers, or one that ranks by the month, would show no tie: such a group comes last.
    shown = [(g.rule.metric in _TIED_BY and not g.rule.tie_breakers, len(units), g, units) for g, units in own]
    fitting = sorted((item for item in shown if item[1] >= 2), key=lambda item: (not item[0], -item[1]))
    for _, _, group, units in fitting:
        rng = draw(seed, programme.id, group.id, "tie")
        first, second = _two_of(units, rng)
        targets = [programme.target_of(unit.code) for unit in (first, second)]
        by_share = group.rule.metric in (None, "attainment") and all(
            programme.target_of(unit.code) for unit in programme.units_of(group.id)
        )
        share = 0.46 + 0.08 * rng.random()
        if not by_share:
            size = max(CENT, programme.total_target // (30 * len(programme.units)))
            return Tie(group.id, dict.fromkeys((first.code, second.code), _cent(size * share)))
        one, two = targets[0] or 0, targets[1] or 0
        unit_step = gcd(one, two)
        steps = round(unit_step * share)
        if steps > 0 and abs(steps / unit_step - share) < 0.1:
            return Tie(group.id, {first.code: one // unit_step * steps, second.code: two // unit_step * steps})
    return None


def _self_standing(programme: Programme, group: str) -> tuple[Unit, ...]:
    return tuple(
        unit
        for unit in programme.units_of(group)
        if not programme.counts_by_field(unit.code) or _is_guest(programme, unit)
    )


def _two_of(units: tuple[Unit, ...], rng: Random) -> tuple[Unit, Unit]:
    first = rng.randrange(len(units))
    second = (first + 1 + rng.randrange(len(units) - 1)) % len(units)
    return units[min(first, second)], units[max(first, second)]


def _shares(programme: Programme, unit: Unit, seed: int, rng: Random) -> tuple[float, float]:
    """Shares of the target at the end of June and of December; spread evenly over the units, so that boards differ."""
    order = {other.code: draw(seed, programme.id, other.code, "place").random() for other in programme.units}
    place = sorted(order, key=order.__getitem__).index(unit.code)
    half = 0.36 + 0.27 * (place + rng.random()) / len(order)
    return half, max(0.90 + 0.22 * rng.random(), half + 0.3)


def _is_guest(programme: Programme, unit: Unit) -> bool:
    """Give True for a unit whose projects count in fields that others lead."""
    return programme.counts_by_field(unit.code) and not programme.fields_led_by(unit.code)


def _guest_field(programme: Programme, unit: Unit) -> str | None:
    if unit.proposed_field is not None:
        return unit.proposed_field
    return programme.fields[0].name if programme.fields else None


def _guest_share(programme: Programme, unit: Unit, seed: int) -> float:
    rng = draw(seed, programme.id, unit.code, "guest")
    return 0.06 + 0.06 * rng.random()


def _field_elsewhere(programme: Programme, unit: Unit, rng: Random) -> str | None:
    others = [field.name for field in programme.fields if field.lead != unit.code]
    if not others or rng.random() > 0.5:
        return None
    return rng.choice(others)


def _cent(amount: float) -> int:
    return max(0, round(amount / CENT) * CENT)
