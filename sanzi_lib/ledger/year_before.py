"""What the record holds of the year before, which the first months of a year are asked about.

V36 asks for the projects that were open at its end, V37 for 资产注入 of its last months (docs/核验规则.md V36, V37).
Plain data, so that a publication freezes it. Amounts are 分, in the file 万元.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.json_text import build_json_text
from sanzi_lib.money import FEN_PER_WAN, to_wan
from sanzi_lib.months import Month, parse_month


@dataclass(frozen=True)
class LeftOpen:
    """A project that the unit's last accepted 项目台账 of the year before lists as open.

    Attributes:
        unit: Name of the unit.
        benefit: Cumulative 经济效益 of that year.
        treasury: Cumulative 入库收益 of that year.
        risks: What 风险 was found of it in that year, by rule.
    """

    unit: str
    project: str
    name: str
    benefit: int
    treasury: int
    risks: tuple[FormerRisk, ...] = ()


@dataclass(frozen=True)
class LastInjection:
    """An accepted row with 资产注入.

    Attributes:
        unit: What the unit was called in that year.
        name: 项目名称.
        certificate: 权属证号 as written.
        amount: 资产注入 of the month.
    """

    unit: str
    month: Month
    name: str
    certificate: str
    amount: int


@dataclass(frozen=True)
class YearBefore:
    """What the record holds of the year before.

    Attributes:
        left_open: In register order of units, then by 项目编号.
        injections: Those that may be a pair with one of this year, in order of unit and month.
    """

    left_open: tuple[LeftOpen, ...] = ()
    injections: tuple[LastInjection, ...] = ()

    def to_text(self) -> str:
        """Give the file's content."""
        left_open = [
            [one.unit, one.project, one.name, f"{to_wan(one.benefit)}", f"{to_wan(one.treasury)}", *_pack(one.risks)]
            for one in self.left_open
        ]
        injections = [
            [one.unit, str(one.month), one.name, one.certificate, f"{to_wan(one.amount)}"] for one in self.injections
        ]
        return build_json_text({"left_open": left_open, "injections": injections}, indent=1)


@dataclass(frozen=True)
class FormerRisk:
    """A 风险 that was found of a project while it was there; for the intake report alone.

    Attributes:
        month: When it was found last.
        accepted: True where an override accepted it.
    """

    month: Month
    rule: str
    message: str
    accepted: bool = False


def parse_year_before(text: str) -> YearBefore:
    """Read what :meth:`YearBefore.to_text` wrote.

    Raises:
        RecordError: It is no such text.
    """
    try:
        data: Any = json.loads(text)
        left_open = tuple(
            LeftOpen(str(unit), str(project), str(name), _read_money(benefit), _read_money(treasury), _unpack(risks))
            for unit, project, name, benefit, treasury, *risks in data["left_open"]
        )
        injections = tuple(
            LastInjection(str(unit), parse_month(month), str(name), str(certificate), _read_money(amount))
            for unit, month, name, certificate, amount in data["injections"]
        )
    except (ParameterError, ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise RecordError("不是上年记录") from error
    return YearBefore(left_open, injections)


def _pack(risks: tuple[FormerRisk, ...]) -> list[list[list[Any]]]:
    """Give nothing where there is no 风险: so did files of releases that kept none."""
    return [[[str(one.month), one.rule, one.message, one.accepted] for one in risks]] if risks else []


def _unpack(packed: list[list[list[Any]]]) -> tuple[FormerRisk, ...]:
    return tuple(
        FormerRisk(parse_month(month), str(rule), str(message), accepted is True)
        for risks in packed
        for month, rule, message, accepted in risks
    )


def _read_money(text: str) -> int:
    return int(Decimal(text) * FEN_PER_WAN)
