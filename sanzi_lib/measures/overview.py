"""The city in a month: rows of annex 1, boards of all groups, and what the benefit consists of (domain §2, §5, §6)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanzi_lib.measures.amounts import compute_amounts
from sanzi_lib.measures.attainment import compute_time_progress
from sanzi_lib.measures.board import Facts, board_from_facts, build_facts
from sanzi_lib.measures.model import Amounts, NamedAmounts, Overview
from sanzi_lib.measures.scope import Scope, is_month_known, scope_of_fields, units_in
from sanzi_lib.measures.totals import moved, sum_exactly
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, TargetRow, WorkField

KINDS = {"cash": "现金收入", "financing": "融资到位", "injection": "资产注入", "savings": "节约支出"}
"""The four kinds of benefit, in the order of the return."""

UNCLASSIFIED = "未分类"


def compute_overview(
    movements: pd.DataFrame,
    cases: pd.DataFrame,
    returns: pd.DataFrame,
    programme: Programme,
    month: Month,
    *,
    previous: Mapping[str, Mapping[str, int]] | None = None,
) -> Overview:
    """Compute the city's figures, each project once through its row of annex 1.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month or further.
        cases: Frame of :data:`sanzi_lib.schema.CASES`.
        returns: Frame of :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme of the month's year.
        month: The report month.
        previous: By id of the group, the ranks on its last published board, as for
            :func:`sanzi_lib.measures.board.compute_board`.
    """
    facts = build_facts(movements, cases, returns, programme, month)
    before = previous or {}
    rows = movements[movements["month"] <= month.month]
    return Overview(
        programme=programme.id,
        month=month,
        period=programme.period.period(month),
        time_progress=compute_time_progress(month),
        rows=tuple(NamedAmounts(row.name, _compute_row(facts, row)) for row in programme.targets),
        fields=tuple(NamedAmounts(field.name, _compute_field(facts, field)) for field in programme.fields),
        groups=tuple(board_from_facts(facts, group.id, previous=before.get(group.id)) for group in programme.groups),
        city=_compute_city(facts),
        kinds=compute_kinds(rows),
        by_category=sum_by_category(rows, programme),
        by_method=sum_by_method(rows, programme),
    )


def compute_kinds(rows: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Cumulative benefit by its kinds, 分 (domain §5).

    The kinds are given for the month's benefit only, and not by every return: all else, 期初数 and 追溯调整 among it,
    is 未分类. The parts add up to the cumulative benefit exactly.
    """
    parts = [(name, sum(rows[kind].dropna().astype("int64").tolist())) for kind, name in KINDS.items()]
    total = sum(moved(rows, "benefit").tolist())
    return (*parts, (UNCLASSIFIED, total - sum(amount for _, amount in parts)))


def _compute_row(facts: Facts, row: TargetRow) -> Amounts:
    units = [unit.code for unit in facts.programme.units if unit.counts_in == row.name]
    return _compute(facts, Scope(frozenset(units)), units, row.target)


def _compute_field(facts: Facts, field: WorkField) -> Amounts:
    scope = scope_of_fields(facts.programme, [field.name])
    members = units_in(facts.record, facts.programme, field.lead, scope.places(facts.record), facts.month.month)
    return _compute(facts, scope, members, field.target)


def _compute_city(facts: Facts) -> Amounts:
    units = [unit.code for unit in facts.programme.units]
    return _compute(facts, Scope(frozenset(units)), units, facts.programme.total_target)


def _compute(facts: Facts, scope: Scope, members: list[str], target: int) -> Amounts:
    return compute_amounts(
        facts.record,
        scope.places(facts.record),
        facts.month,
        known=is_month_known(facts.returns, members, facts.month.month),
        target=target,
    )


def sum_by_category(rows: pd.DataFrame, programme: Programme) -> tuple[tuple[str, str, int], ...]:
    """What rows brought by 三资大类 and 小类, 分, in the programme's order."""
    sums = _sum_moved(rows, ["category", "subcategory"])
    known = [(c.name, sub) for c in programme.enumerations.categories for sub in c.subcategories]
    others = sorted(key for key in sums if key not in known)
    return tuple((*key, sums.get(key, 0)) for key in (*known, *((str(a), str(b)) for a, b in others)))


def sum_by_method(rows: pd.DataFrame, programme: Programme) -> tuple[tuple[str, int], ...]:
    """What rows brought by 盘活方式, 分, in the programme's order."""
    sums = _sum_moved(rows, ["method"])
    known = [method.name for method in programme.enumerations.methods]
    others = sorted(str(key[0]) for key in sums if key[0] not in known)
    return tuple((name, sums.get((name,), 0)) for name in (*known, *others))


def _sum_moved(rows: pd.DataFrame, keys: list[str]) -> dict[tuple[object, ...], int]:
    worked = rows[keys].assign(amount=moved(rows, "benefit"))
    return {key: sums[0] for key, sums in sum_exactly(worked, keys, ["amount"]).items()}
