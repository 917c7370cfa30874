"""What a month's returns have in common across units, for V16 and V37 (docs/核验规则.md 规则)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanzi_lib.ledger.check.certificates import Certificate
from sanzi_lib.months import Month


@dataclass(frozen=True)
class Injection:
    """An accepted row with 资产注入, to be held against other units' (V37).

    Attributes:
        unit: Code; its name where the unit was one of the year before only.
        title: 项目名称, normalised.
        certificates: Of the project.
        fen: 资产注入 of the month.
        name: Of the unit.
    """

    unit: str
    month: Month
    title: str
    certificates: tuple[Certificate, ...]
    fen: int
    name: str


@dataclass(frozen=True, order=True)
class Claim:
    """A project that claims an asset; of several claims the least one was accepted first, or else is the largest.

    Attributes:
        since: First month of the year in which its 项目台账 was accepted, or the month at hand.
        less: What it brings this month, 分, below 0 so that the larger comes first.
        order: Place of the unit in the register.
        project: 项目编号.
        unit: Name of the unit.
    """

    since: Month
    less: int
    order: int
    project: str
    unit: str


@dataclass(frozen=True)
class MonthIndex:
    """What several units' returns have in common.

    Attributes:
        certificates: 权属证号 by what its spellings share, with who claims it; only those of several units.
        names: Normalised (项目名称, 资产持有人) to who claims it, likewise.
        injections: Accepted 资产注入 of this and the months before it that may be a pair.
    """

    certificates: Mapping[tuple[bool, str, str], tuple[tuple[Certificate, Claim], ...]] = field(default_factory=dict)
    names: Mapping[tuple[str, str], frozenset[Claim]] = field(default_factory=dict)
    injections: tuple[Injection, ...] = ()
