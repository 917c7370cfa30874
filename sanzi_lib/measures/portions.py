"""What a year's benefit consists of: its kinds, 三资类别 and 盘活方式; the parts add up to the row.

See docs/指标口径.md 用语、效益构成.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import Proceeds, add_proceeds
from sanzi_lib.measures.scope import Scope, mark_held
from sanzi_lib.measures.totals import mark_new_projects, moved, sum_exactly

KINDS = {"cash": "现金收入", "financing": "融资到位", "injection": "资产注入", "savings": "节约支出"}
"""The four kinds of benefit, in the order of the return."""

UNCLASSIFIED = "未分类"

_YEAR = ("benefit", "treasury", "available")


@dataclass(frozen=True)
class BenefitPortion:
    """A part of a row's benefit.

    Attributes:
        names: What it is: (效益类型,), (三资大类, 三资小类), or (盘活方式,).
        benefit: 经济效益 of the report period, 分: 本月经济效益 in a report of a month; in one of a quarter what it
            brought, 追溯调整 and 期初数 with it.
        benefit_cumulative: 分.
    """

    names: tuple[str, ...]
    benefit: int
    benefit_cumulative: int


@dataclass(frozen=True)
class Portion:
    """A part of a row's year, by 三资类别 or 盘活方式.

    Attributes:
        names: (三资大类, 三资小类), or (盘活方式,).
        projects: Projects put to use this year, each in its first accepted such month only.
        benefit: As in :class:`BenefitPortion`.
        cumulative: 分, accepted months plus restatements plus 期初数.
    """

    names: tuple[str, ...]
    projects: int
    benefit: int
    cumulative: Proceeds

    @property
    def benefit_cumulative(self) -> int:
        """累计经济效益, 分."""
        return self.cumulative.benefit


AnyPortion = BenefitPortion | Portion
"""A part that has a name and a benefit."""


@dataclass(frozen=True)
class UnitKinds:
    """A row's cumulative benefit by kind.

    Attributes:
        unit: Code.
        name: Name as in the register.
        parts: Kind and 分, in the order of the return, 未分类 last; they add up to the row's cumulative benefit.
    """

    unit: str
    name: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class GroupKinds:
    """A group's rows by kind, in register order, and their sum with each accepted row once."""

    units: tuple[UnitKinds, ...]
    totals: tuple[tuple[str, int], ...]


def compute_kinds(rows: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Cumulative benefit by its kinds, 分 (docs/指标口径.md 效益构成).

    The kinds are given for the month's benefit only, and not by every return: all else, 期初数 and 追溯调整 among it,
    is 未分类. The parts add up to the cumulative benefit exactly.
    """
    parts = [(name, sum(rows[kind].dropna().astype("int64").tolist())) for kind, name in KINDS.items()]
    total = sum(moved(rows, "benefit").tolist())
    return (*parts, (UNCLASSIFIED, total - sum(amount for _, amount in parts)))


def compute_group_kinds(facts: Facts, group: str) -> GroupKinds:
    """Part the cumulative benefit of a group's rows into its kinds.

    Args:
        facts: The year to the report month.
        group: Id of the group.
    """
    rows, sources = facts.movements, facts.rows_of(group)
    return GroupKinds(
        units=tuple(
            UnitKinds(code, source.name, compute_kinds(rows[mark_held(rows, [source.scope])]))
            for code, source in sources.items()
        ),
        totals=compute_kinds(rows[mark_held(rows, [source.scope for source in sources.values()])]),
    )


def compute_quarter_kinds(facts: Facts, scope: Scope) -> tuple[BenefitPortion, ...]:
    """Tell what a row's quarter and year consist of, by kind.

    Args:
        facts: The year to the quarter's last month.
        scope: What stands in the row.
    """
    rows = facts.movements[mark_held(facts.movements, [scope])]
    quarter = compute_kinds(rows[rows["month"] > facts.month.month - 3])
    return tuple(
        BenefitPortion((name,), brought, fen)
        for (name, fen), (_, brought) in zip(compute_kinds(rows), quarter, strict=True)
    )


def compute_categories(facts: Facts, scope: Scope | None = None, *, by_quarter: bool = False) -> tuple[Portion, ...]:
    """Give a row by 三资大类 and 小类, in the programme's order; a row counts where its month's return puts it.

    Args:
        facts: The year to the report month.
        scope: What stands in the row; None for the city.
        by_quarter: ``benefit`` is of the quarter that ends with the month.
    """
    lists = facts.programme.enumerations
    known = [(category.name, sub) for category in lists.categories for sub in category.subcategories]
    return _compute(facts, scope, ("category", "subcategory"), known, by_quarter=by_quarter)


def compute_methods(facts: Facts, scope: Scope | None = None, *, by_quarter: bool = False) -> tuple[Portion, ...]:
    """Compute a row by 盘活方式, in the programme's order; otherwise as :func:`compute_categories`."""
    known = [(item.name,) for item in facts.programme.enumerations.methods]
    return _compute(facts, scope, ("method",), known, by_quarter=by_quarter)


def add_portions(portions: tuple[Portion, ...], *names: str) -> Portion:
    """Add the sum of portions, under names of its own."""
    return Portion(
        names,
        sum(portion.projects for portion in portions),
        sum(portion.benefit for portion in portions),
        add_proceeds(portion.cumulative for portion in portions),
    )


def _compute(
    facts: Facts, scope: Scope | None, keys: tuple[str, ...], known: Sequence[tuple[str, ...]], *, by_quarter: bool
) -> tuple[Portion, ...]:
    rows, last = facts.movements, facts.month.month
    this_period = (
        moved(rows, "benefit").where(rows["month"] > last - 3, 0)
        if by_quarter
        else rows["benefit"].where(rows["month"] == last, 0)
    )
    worked = rows[list(keys)].assign(
        projects=mark_new_projects(rows, facts.programme),
        this_period=this_period,
        **{name: moved(rows, name) for name in _YEAR},
    )
    if scope is not None:
        worked = worked[mark_held(rows, [scope])]
    sums = sum_exactly(worked, keys, ["projects", "this_period", *_YEAR])
    found = {tuple(str(name) for name in key): values for key, values in sums.items()}
    others = sorted(key for key in found if key not in known)
    return tuple(
        Portion(key, projects, benefit, Proceeds(*cumulative))
        for key in (*known, *others)
        for projects, benefit, *cumulative in [found.get(key, [0] * 5)]
    )
