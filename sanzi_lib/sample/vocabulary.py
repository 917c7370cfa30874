"""What the sample's projects are called and how they are put to use; the words stand in ``vocabulary.json``.

Nothing there names a place. Every word that a programme enumerates is looked up in the programme when a project is
drawn; what it does not know is passed over, and a 小类 without an entry gets the plain ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from random import Random
from typing import Any


@dataclass(frozen=True)
class Asset:
    """A kind of thing that can be put to use.

    Attributes:
        name: Ending of the project's name.
        description: What it is; ``{place}`` and ``{amount}`` (quantity with unit) are filled in.
        measure: Unit of measure, "" for any.
        low: Smallest quantity.
        high: Largest quantity.
        ways: (盘活方式, 具体方式) that fit.
        social: Texts of 社会效益; ``{n}`` is filled in.
        weight: Size of the money compared with others.
        places: Where it lies, where not every place fits.
    """

    name: str
    description: str
    measure: str
    low: int
    high: int
    ways: tuple[tuple[str, str], ...]
    social: tuple[str, ...]
    weight: float
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All words of the sample.

    Attributes:
        assets: By 三资小类.
        plain: For a 小类 without an entry.
        field_words: Words in a field's name, and the 小类 that its projects are of.
        places_by: Where projects of a 小类 lie, or what they are about.
        places: The same for a 小类 without an entry.
        holders: 资产持有人 in a region; ``{unit}`` is filled in.
        holders_elsewhere: The same for departments and companies.
        holder_after: Who holds an asset that has been handed over.
        replies: What a unit answers, by rule; ``plain`` for any other.
        fund_names: 资金项目 by their 资金类别, or by its rule where it has none of its own; ``plain`` without a rule.
        research: Word by which research money is known among them.
        practice: 主要做法 of a case; ``{place}``, ``{amount}`` and ``{method}`` are filled in.
    """

    assets: Mapping[str, tuple[Asset, ...]]
    plain: tuple[Asset, ...]
    field_words: tuple[tuple[str, tuple[str, ...]], ...]
    places_by: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    holders: tuple[str, ...]
    holders_elsewhere: tuple[str, ...]
    holder_after: str
    surnames: str
    given: tuple[str, ...]
    buyers: tuple[str, ...]
    reasons_up: tuple[str, ...]
    reasons_down: tuple[str, ...]
    difficulties: tuple[str, ...]
    replies: Mapping[str, str]
    fund_names: Mapping[str, tuple[str, ...]]
    research: str
    practice: str


@cache
def read_vocabulary() -> Vocabulary:
    """Read the words, once per process."""
    text = resources.files(__package__).joinpath("vocabulary.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    data["assets"] = {name: tuple(map(_asset, items)) for name, items in data["assets"].items()}
    data["places_by"] = {name: tuple(items) for name, items in data["places_by"].items()}
    data["fund_names"] = {rule: tuple(names) for rule, names in data["fund_names"].items()}
    data["plain"] = tuple(map(_asset, data["plain"]))
    data["field_words"] = tuple((word, tuple(names)) for word, names in data["field_words"])
    for field in fields(Vocabulary):
        if isinstance(data[field.name], list):
            data[field.name] = tuple(data[field.name])
    return Vocabulary(**data)


def draw(*parts: object) -> Random:
    """Draw a source of chance of its own for every purpose: the same parts give the same numbers, on every system."""
    return Random("|".join(map(str, parts)))  # noqa: S311  nothing here is secret


def _asset(data: dict[str, Any]) -> Asset:
    return Asset(
        **{
            **data,
            "ways": tuple(map(tuple, data["ways"])),
            "social": tuple(data["social"]),
            "places": tuple(data.get("places", ())),
        }
    )
