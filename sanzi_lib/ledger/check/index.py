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
        unit: Code.
        title: 项目名称, normalised.
        certificates: Of the project.
        fen: 资产注入 of the month.
    """

    unit: str
    month: Month
    title: str
    certificates: tuple[Certificate, ...]
    fen: int


@dataclass(frozen=True)
class MonthIndex:
    """What several units' returns have in common.

    Attributes:
        certificates: 权属证号 by what its spellings share, with the names of the units that return it; only those of
            several units.
        names: Normalised (项目名称, 资产持有人) to names of the units that return it, likewise.
        injections: Accepted 资产注入 of this and the months before it that may be a pair.
    """

    certificates: Mapping[tuple[bool, str, str], tuple[tuple[Certificate, str], ...]] = field(default_factory=dict)
    names: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    injections: tuple[Injection, ...] = ()
