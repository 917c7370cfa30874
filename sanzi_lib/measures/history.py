"""Cumulative benefit month by month, for the charts (domain §5, Cumulative; Not reported is not zero)."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from sanzi_lib.measures.cumulative import compute_cumulative
from sanzi_lib.measures.model import History, HistoryPoint
from sanzi_lib.measures.scope import Returns, Scope, build_returns, is_month_known, scope_of_unit, units_in
from sanzi_lib.measures.totals import Record, build_record, lines_of
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.schema import MOVEMENTS, RETURNS, assert_schema


def compute_history(
    movements: pd.DataFrame, returns: pd.DataFrame, programme: Programme, month: Month, group: str
) -> tuple[History, ...]:
    """A group's rows, January to the month, in register order.

    Args:
        movements: Frame of :data:`sanzi_lib.schema.MOVEMENTS`.
        returns: Frame of :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme of the month's year.
        month: The report month.
        group: Id of the group.

    Returns:
        One history per unit; each point is what the unit's row on the board of that month says.
    """
    record, facts = _index(movements, returns, programme, month)
    histories = []
    for unit in programme.units_of(group):
        scope = scope_of_unit(programme, unit.code)
        places = scope.places(record)
        points = tuple(
            _compute_point(record, facts, scope, units_in(record, programme, unit.code, places, number), number)
            for number in range(1, month.month + 1)
        )
        histories.append(History(unit.code, unit.name, points))
    return tuple(histories)


def compute_city_history(movements: pd.DataFrame, returns: pd.DataFrame, programme: Programme, month: Month) -> History:
    """The city, January to the month, each project once; ``unit`` is "" and ``name`` the programme's total row."""
    record, facts = _index(movements, returns, programme, month)
    units = [unit.code for unit in programme.units]
    scope = Scope(frozenset(units))
    points = tuple(_compute_point(record, facts, scope, units, number) for number in range(1, month.month + 1))
    return History("", programme.total_name, points)


def compute_row_histories(
    movements: pd.DataFrame, returns: pd.DataFrame, programme: Programme, month: Month
) -> tuple[History, ...]:
    """The rows of annex 1 table 1, January to the month, in its order; ``unit`` is ""."""
    record, facts = _index(movements, returns, programme, month)
    histories = []
    for row in programme.targets:
        units = [unit.code for unit in programme.units if unit.counts_in == row.name]
        scope = Scope(frozenset(units))
        points = tuple(_compute_point(record, facts, scope, units, number) for number in range(1, month.month + 1))
        histories.append(History("", row.name, points))
    return tuple(histories)


def _index(
    movements: pd.DataFrame, returns: pd.DataFrame, programme: Programme, month: Month
) -> tuple[Record, Returns]:
    assert_schema(movements, MOVEMENTS, "movements")
    assert_schema(returns, RETURNS, "returns")
    return build_record(movements, programme, month.month), build_returns(returns)


def _compute_point(record: Record, returns: Returns, scope: Scope, members: list[str], number: int) -> HistoryPoint:
    places = scope.places(record)
    known = is_month_known(returns, members, number)
    benefit = sum(line.benefit for line in lines_of(record, places, number))
    return HistoryPoint(
        month=number,
        benefit=benefit if known else None,
        benefit_cumulative=compute_cumulative(record, places, number).benefit,
    )


def history_of(
    record: Record, returns: Returns, scope: Scope, members: Callable[[int], Collection[str]], row: tuple[str, str, int]
) -> History:
    """One row's months, from a record that is indexed already.

    Args:
        record: The accepted record.
        returns: Facts by unit and month.
        scope: What stands in the row.
        members: Units whose returns make the row's month known, by month.
        row: Code ("" for the city), name, and the last month, 1..12.
    """
    unit, name, through = row
    points = (_compute_point(record, returns, scope, list(members(n)), n) for n in range(1, through + 1))
    return History(unit, name, tuple(points))
