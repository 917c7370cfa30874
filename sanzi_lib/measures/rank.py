"""Ranking a group (docs/指标口径.md 排名): on exact values, equal values share a rank unless tie-breakers part them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, cast

from sanzi_lib.errors import ParameterError, ProgrammeError
from sanzi_lib.measures.figures import FIGURES, METRICS, TIE_BREAKERS, WEIGHABLE
from sanzi_lib.measures.model import Amounts
from sanzi_lib.measures.scope import Returns, state_of
from sanzi_lib.params.programme import Programme, RankRule

RankValue = Fraction | int | None
"""An exact value; None where the unit has none, which ranks below every value."""


@dataclass(frozen=True)
class RankPlace:
    """位次, a unit's place in its group: ``rank`` is 1, 1, 3 on equal values."""

    rank: int
    tied: bool


def resolve_rule(programme: Programme, group: str, rule: RankRule | None = None) -> RankRule:
    """Give the rule that ranks a group, its metric filled in.

    Args:
        programme: The programme.
        group: Id of the group.
        rule: A rule instead of the programme's (试算).

    Returns:
        The rule. Where it names no metric: attainment where every unit of the group has a target, otherwise cumulative
        benefit.

    Raises:
        ProgrammeError: The programme's rule names a figure that cannot rank.
        ParameterError: The other one does.
    """
    chosen = programme.group_by_id[group].rule if rule is None else rule
    if problems := list(_iter_problems(chosen)):
        if rule is not None:
            raise ParameterError("\n".join(f"参数 {place}：{what}" for place, what in problems))
        number = [one.id for one in programme.groups].index(group) + 1
        where = f"年度方案 {programme.id} 的 programme.yaml“groups → 第{number}项 → rule"
        raise ProgrammeError([f"{where} → {place}”：{what}" for place, what in problems])
    if chosen.metric is not None:
        return chosen
    all_have = all(programme.target_of(unit.code) for unit in programme.units_of(group))
    return chosen.model_copy(update={"metric": "attainment" if all_have else "benefit_cumulative"})


def check_rules(programme: Programme) -> None:
    """Refuse a programme of which a group's rule names a figure that cannot rank.

    Raises:
        ProgrammeError: With the place in programme.yaml and what may stand there.
    """
    for group in programme.groups:
        resolve_rule(programme, group.id)


def _iter_problems(rule: RankRule) -> Iterator[tuple[str, str]]:
    named = (
        ("metric", (rule.metric,) if rule.metric is not None else (), METRICS),
        ("tie_breakers", rule.tie_breakers, TIE_BREAKERS),
        ("weights", tuple(rule.weights), WEIGHABLE),
    )
    for place, names, known in named:
        if unknown := [name for name in names if name not in known]:
            yield place, f"只能是 {'、'.join(known)}，现为“{'、'.join(unknown)}”。"


def rank_values(values: Mapping[str, Sequence[RankValue] | None]) -> dict[str, RankPlace | None]:
    """Rank by values, the larger the better; later values part equal earlier ones.

    Args:
        values: For each unit its metric, then its tie-breakers, all of one length; None for a unit that is not ranked.

    Returns:
        Rank = 1 + number of units strictly better; None for a unit that is not ranked.
    """
    keys = {unit: tuple(_sortable(value) for value in row) for unit, row in values.items() if row is not None}
    ordered = sorted(keys.values(), reverse=True)
    first: dict[tuple[tuple[int, Fraction], ...], int] = {}
    count: dict[tuple[tuple[int, Fraction], ...], int] = {}
    for number, key in enumerate(ordered, start=1):
        first.setdefault(key, number)
        count[key] = count.get(key, 0) + 1
    places = {unit: RankPlace(first[key], count[key] > 1) for unit, key in keys.items()}
    return {unit: places.get(unit) for unit in values}


def values_of(rule: RankRule, amounts: Amounts, on_time: Fraction | None) -> tuple[RankValue, ...] | None:
    """Give a unit's metric and tie-breakers, in order; None where the unit is not ranked because it has no such metric.

    Args:
        rule: A resolved rule (:func:`resolve_rule`).
        amounts: The unit's row.
        on_time: The unit's on-time share.
    """
    metric = value_of(rule, amounts, on_time)
    if metric is None and FIGURES[str(rule.metric)].lacking:
        return None
    return (metric, *(_value(name, amounts) for name in rule.tie_breakers))


def value_of(rule: RankRule, amounts: Amounts, on_time: Fraction | None = None) -> RankValue:
    """Give a unit's metric; None where it has none.

    Args:
        rule: A resolved rule (:func:`resolve_rule`).
        amounts: The unit's row.
        on_time: The unit's on-time share, for a weighted rule.
    """
    assert rule.metric is not None
    return weigh_shares(rule, amounts, on_time) if rule.metric == "weighted" else _value(rule.metric, amounts)


def _value(key: str, amounts: Amounts) -> RankValue:
    figure = FIGURES[key]
    assert figure.value is not None, key
    return cast(RankValue, figure.value(amounts))


def weigh_shares(rule: RankRule, amounts: Amounts, on_time: Fraction | None) -> Fraction | None:
    """Give the weighted sum of shares (docs/指标口径.md 排名).

    A share that a unit cannot have (attainment without a target, on-time share before anything was due) is dropped and
    the other weights are scaled up to the same sum, as in the annual assessment. 入库率 without benefit counts as 0 and
    is not dropped: otherwise a unit that brought nothing would be ranked on its punctuality alone.

    Returns:
        The sum; None where the unit can have none of the shares.
    """
    cash = amounts.cash_share
    shares: dict[str, Fraction | None] = {
        "attainment": amounts.attainment,
        "cash_share": Fraction(0) if cash is None else cash,
        "on_time_share": on_time,
    }
    weights: dict[str, Fraction] = {name: Fraction(weight) for name, weight in rule.weights.items()}
    scaled = rescale_weights(weights, [name for name in weights if shares[name] is not None])
    return sum((weight * (shares[name] or 0) for name, weight in scaled.items()), Fraction(0)) if scaled else None


def rescale_weights(weights: Mapping[str, Fraction], had: Collection[str]) -> dict[str, Fraction]:
    """Drop what a unit cannot have and scale the other weights up to the same sum (docs/指标口径.md 排名、年度考核).

    Args:
        weights: By name.
        had: Names that the unit has.

    Returns:
        Weights of those that it has, in order; nothing where they weigh nothing.
    """
    kept = {name: weight for name, weight in weights.items() if name in had}
    whole = sum(kept.values(), Fraction(0))
    return {name: weight * sum(weights.values()) / whole for name, weight in kept.items()} if whole else {}


class OnTime(NamedTuple):
    """Months with a return on time, and months with a return due."""

    months: int
    due: int

    @property
    def share(self) -> Fraction | None:
        """按时报送率; None where nothing was due yet."""
        return Fraction(self.months, self.due) if self.due else None


def compute_on_time_shares(returns: Returns, units: Iterable[str], through: int) -> dict[str, Fraction | None]:
    """Compute Returns on time ÷ returns due (:func:`count_on_time`), by unit.

    None where nobody has sent anything yet.
    """
    return {unit: counted.share for unit, counted in count_on_time(returns, units, through).items()}


def count_on_time(returns: Returns, units: Iterable[str], through: int) -> dict[str, OnTime]:
    """Count Returns on time and returns due so far.

    Due is one return for each month from the first for which any unit of the programme sent one, to the report month.
    On time is one whose first file came by the cut-off, whether or not it was sent back later
    (docs/指标口径.md 报告期); a month without a return, or whose time cannot be read, is not on time.

    Args:
        returns: Facts by unit and month, of all units.
        units: Codes to compute it for.
        through: Report month, 1..12.
    """
    sent = [month for (_, month), facts in returns.items() if month <= through and facts.state != "not_reported"]
    due = range(min(sent, default=through + 1), through + 1)
    return {
        unit: OnTime(sum(state_of(returns, unit, month).days_late == 0 for month in due), len(due)) for unit in units
    }


def _sortable(value: RankValue) -> tuple[int, Fraction]:
    return (0, Fraction(0)) if value is None else (1, Fraction(value))
