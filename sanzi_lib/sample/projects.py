"""Draws a unit's projects: what they are, when they enter the 台账 and when they are put to use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.streams import Stream
from sanzi_lib.sample.vocabulary import Asset, read_vocabulary

_WHOLE = ("吨", "立方米", "宗", "处", "套", "间", "辆", "台", "件", "个", "条", "户", "项")


@dataclass(frozen=True)
class Draft:
    """A project before its money is known.

    Attributes:
        number: 1 for the unit's first project.
        stream: Whose target it works for.
        entered: Month in which the 台账 first lists it, 1..12.
        started: Month in which it is first put to use; None for not this year.
        quantity: Physical size, None where the project states none.
        measure: Unit of measure, "" without a quantity.
    """

    id: str
    number: int
    name: str
    stream: Stream
    category: str
    subcategory: str
    asset: Asset
    method: str
    detail: str
    place: str
    entered: int
    started: int | None
    quantity: Decimal | None
    measure: str


def draw_projects(programme: Programme, unit: Unit, streams: tuple[Stream, ...], rng: Random) -> tuple[Draft, ...]:
    """Draw the projects that a unit lists in the course of the year.

    Args:
        programme: Its enumerations are the words of 大类, 小类, 方式 and units of measure.
        unit: The unit.
        streams: What the unit works for; each gets at least two projects.
        rng: Source of chance.
    """
    count = _count(programme, unit, rng)
    head = unit.name if programme.group_by_id[unit.group].region else ""
    used: set[str] = set()
    drafts: list[Draft] = []
    for number in range(1, count + 1):
        stream = _stream_of(number, streams, rng)
        subcategory = rng.choice(_subcategories(programme, stream))
        place, asset, name = _name(subcategory, head, used, rng)
        method, detail = _way(programme, asset, rng)
        quantity, measure = _quantity(programme, asset, rng)
        entered, started = _months(number, count, rng)
        category = programme.enumerations.category_of[subcategory]
        code = programme.enumerations.subcategory_code[category, subcategory]
        drafts.append(
            Draft(
                id=f"{unit.code}-{code}-{programme.year}-{number:04d}",
                number=number,
                name=name,
                stream=stream,
                category=category,
                subcategory=subcategory,
                asset=asset,
                method=method,
                detail=detail,
                place=place,
                entered=entered,
                started=started,
                quantity=quantity,
                measure=measure,
            )
        )
    return tuple(drafts)


def _count(programme: Programme, unit: Unit, rng: Random) -> int:
    targets = sorted(filter(None, (programme.target_of(other.code) for other in programme.units)))
    own = programme.target_of(unit.code) or 0
    is_big = bool(targets) and own >= targets[len(targets) // 2]
    return rng.randint(34, 44) if is_big else rng.randint(9, 20)


def _stream_of(number: int, streams: tuple[Stream, ...], rng: Random) -> Stream:
    if number <= 2 * len(streams):
        return streams[(number - 1) // 2]
    return rng.choices(streams, [max(stream.target, 1) for stream in streams])[0]


def _subcategories(programme: Programme, stream: Stream) -> tuple[str, ...]:
    known = programme.enumerations.category_of
    words: list[str] = []
    if stream.field is not None:
        words = [name for name in known if name in stream.field]
        for word, names in read_vocabulary().field_words:
            if word in stream.field:
                words += [name for name in names if name in known]
    return tuple(words) or tuple(known)


def _way(programme: Programme, asset: Asset, rng: Random) -> tuple[str, str]:
    known = {method.name: method.details for method in programme.enumerations.methods}
    fitting = [(name, detail) for name, detail in asset.ways if detail in known.get(name, ())]
    if fitting:
        return rng.choice(fitting)
    method = rng.choice(programme.enumerations.methods)
    return method.name, rng.choice(method.details) if method.details else ""


def _quantity(programme: Programme, asset: Asset, rng: Random) -> tuple[Decimal | None, str]:
    known = [unit.name for unit in programme.enumerations.measure_units]
    measure = asset.measure or (rng.choice(known) if known else "")
    if measure not in known or rng.random() < 0.08:
        return None, ""
    low, high = asset.low, asset.high
    number = round(low * (high / low) ** rng.random())  # small sizes are more frequent than large ones
    if measure in _WHOLE or number >= 10_000:
        return Decimal(number), measure
    return Decimal(number * 100 + rng.randrange(0, 100, rng.choice((1, 5, 10, 50)))).scaleb(-2), measure


def _months(number: int, count: int, rng: Random) -> tuple[int, int | None]:
    if number % 9 == 0:
        return rng.randint(1, 6), None
    # Starts are spread over the year, so that every month brings something new.
    started = 1 + (number * 7) % 12 if number > 4 else number
    if number <= count * 2 // 3 and started > 8:
        started -= 6
    entered = min(started, rng.choice((1, 1, 1, 1, 2, 3, 4, 6)))
    return entered, started


def _name(subcategory: str, head: str, used: set[str], rng: Random) -> tuple[str, Asset, str]:
    """Draw place and asset so that no two projects of a unit share a name."""
    words = read_vocabulary()
    places = words.places_by.get(subcategory, words.places)
    assets = words.assets.get(subcategory, words.plain)
    kind = "" if subcategory in words.assets else subcategory
    turn = 1
    while True:
        asset = rng.choice(assets)
        place = rng.choice(asset.places or places)
        name = f"{head}{place}{kind}{asset.name}" + (f"（{turn // 6 + 1}期）" if turn >= 6 else "")
        if name not in used:
            used.add(name)
            return place, asset, name
        turn += 1
