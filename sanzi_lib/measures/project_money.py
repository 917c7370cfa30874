"""What single projects brought: the month's and the cumulative figures of each, exact (docs/指标口径.md 累计)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sanzi_lib.measures.details import iter_rows
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.scope import is_accepted

ProjectKey = tuple[str, str]
"""Code of the unit that returns a project, and its 项目编号."""

_KINDS = ("cash", "financing", "injection", "savings")


@dataclass(frozen=True)
class ProjectMoney:
    """The figures of one project or of several, 分.

    Attributes:
        benefit: 本月经济效益; None where the unit's month is not accepted, which is not zero. For several projects it
            is over those whose month is accepted, None where none is. ``treasury`` and ``financing`` likewise.
        treasury: 本月入库收益.
        financing: 本月融资到位; None also where the return gives no kinds of the benefit.
        benefit_cumulative: Accepted months plus restatements plus 期初数.
        treasury_cumulative: The same.
        financing_cumulative: 融资到位 of the accepted months, as far as returns give it: restatements and 期初数 are
            not parted by kind.
        unparted: Cumulative benefit of which no return says the kind.
    """

    benefit: int | None
    treasury: int | None
    financing: int | None
    benefit_cumulative: int
    treasury_cumulative: int
    financing_cumulative: int
    unparted: int


def compute_project_money(facts: Facts, wanted: Collection[ProjectKey]) -> Mapping[ProjectKey, ProjectMoney]:
    """Compute the figures of the wanted projects; one without any accepted row has zeros, or None for its month.

    Args:
        facts: The year to the report month.
        wanted: Unit codes and 项目编号.
    """
    month = facts.month.month
    rows: dict[ProjectKey, list[dict[str, Any]]] = {key: [] for key in wanted}
    projects = {project for _, project in wanted}
    for row in iter_rows(facts.movements[facts.movements["project"].isin(projects)]):
        if (row["unit"], row["project"]) in rows:
            rows[row["unit"], row["project"]].append(row)
    return {key: _sum_project(own, month, known=is_accepted(facts.returns, key[0], month)) for key, own in rows.items()}


def add_money(parts: Iterable[ProjectMoney]) -> ProjectMoney:
    """Add the sum over projects, each given once."""
    every = tuple(parts)
    return ProjectMoney(
        benefit=_add(part.benefit for part in every),
        treasury=_add(part.treasury for part in every),
        financing=_add(part.financing for part in every),
        benefit_cumulative=sum(part.benefit_cumulative for part in every),
        treasury_cumulative=sum(part.treasury_cumulative for part in every),
        financing_cumulative=sum(part.financing_cumulative for part in every),
        unparted=sum(part.unparted for part in every),
    )


def _add(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _sum_project(rows: Iterable[dict[str, Any]], month: int, *, known: bool) -> ProjectMoney:
    every = list(rows)
    own = [row for row in every if row["month"] == month]
    financing = [_financing(row) for row in own]
    unparted = sum(
        row["restated_benefit"] + row["opening_benefit"] + (row["benefit"] if _financing(row) is None else 0)
        for row in every
    )
    return ProjectMoney(
        benefit=sum(row["benefit"] for row in own) if known else None,
        treasury=sum(row["treasury"] for row in own) if known else None,
        financing=sum(amount or 0 for amount in financing) if known and None not in financing else None,
        benefit_cumulative=sum(row["benefit"] + row["restated_benefit"] + row["opening_benefit"] for row in every),
        treasury_cumulative=sum(row["treasury"] + row["restated_treasury"] + row["opening_treasury"] for row in every),
        financing_cumulative=sum(_financing(row) or 0 for row in every),
        unparted=unparted,
    )


def _financing(row: Mapping[str, Any]) -> int | None:
    """融资到位 of a row; None where it has a benefit and none of the kinds, which make it up (docs/核验规则.md V08)."""
    given = [row[kind] for kind in _KINDS if isinstance(row[kind], int)]
    if not given:
        return None if row["benefit"] else 0
    return int(row["financing"]) if isinstance(row["financing"], int) else 0
