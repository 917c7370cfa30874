"""What a blank return already holds: projects and 存量资金 as last accepted, and the accepted cumulative figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd

from sanzi_lib.ledger.layout import NO, PROJECT_SHEET, YES
from sanzi_lib.ledger.model import Accepted, ReadReturn, Row
from sanzi_lib.ledger.reading.folder import read_month
from sanzi_lib.ledger.template.content import CellInput, Cumulative, Prefill, RowInput
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.params.values import normalise_name

_FROM_FRAME = ("project", "name", "field", "category", "subcategory", "method", "status")


def read_prefill(
    accepted: Accepted,
    programme: Programme,
    ledgers: Path,
    unit: Unit,
    month: Month,
    *,
    readings: Path | None = None,
    closed: Mapping[Month, Path] | None = None,
) -> Prefill:
    """Prefill from the unit's last accepted return, read again for the cells that the record does not carry.

    Args:
        accepted: The accepted record, at least to the month before.
        programme: The programme.
        ledgers: Folder of the returns.
        unit: Whose template it is.
        month: The month that the template is for.
        readings: Cache of readings, as for ``read_month``.
        closed: Folders of the frozen returns of closed months.
    """
    last = _last_return(accepted, unit, month)
    if last is None:
        return prefill_from(accepted, programme, unit, month)
    of_month, sha256 = last
    folder = (closed or {}).get(of_month, ledgers / str(of_month))
    files = read_month(folder, programme, of_month, readings=readings)
    found = next((returned for returned in files.returns if returned.sha256 == sha256), None)
    return prefill_from(accepted, programme, unit, month, last=found)


def prefill_from(
    accepted: Accepted, programme: Programme, unit: Unit, month: Month, *, last: ReadReturn | None = None
) -> Prefill:
    """Prefill from the accepted record alone.

    Args:
        accepted: The accepted record; months from ``month`` on are left out.
        programme: The programme.
        unit: Whose template it is.
        month: The month that the template is for.
        last: The unit's last accepted return; without it only the columns that the record carries are filled.

    Returns:
        Rows of 项目台账, cumulative figures in 万元 (accepted months, restatements and 期初数), and rows of 存量资金:
        each item as the newest accepted return lists it (docs/指标口径.md).
    """
    end = _end(accepted, month)
    if last is not None:
        rows = tuple(_row_of(row) for row in last.projects.rows)
    else:
        rows = _rows_of_frame(accepted.projects, unit, end)
    proposed = unit.proposed_field or next((field.name for field in programme.fields_led_by(unit.code)), "")
    if programme.counts_by_field(unit.code) and proposed:
        rows = tuple(row if row.get("field") else {**row, "field": proposed} for row in rows)
    return Prefill(rows, _cumulative(accepted.movements, unit, end), tuple(_funds(accepted.funds, unit, end)))


def keep_open(prefill: Prefill, programme: Programme) -> Prefill:
    """Keep the projects that are neither done nor given up, for a new year: their ids stay, figures begin at 0."""
    statuses = programme.enumerations.statuses
    over = (*statuses.done, *statuses.ended)
    return Prefill(tuple(row for row in prefill.projects if row.get("status") not in over))


def _end(accepted: Accepted, month: Month) -> int:
    """Give the month of the record's year from which rows are left out; none of an earlier year."""
    return month.month if month.year == accepted.through.year else 13


def _last_return(accepted: Accepted, unit: Unit, month: Month) -> tuple[Month, str] | None:
    returns = accepted.returns
    fitting = returns[
        (returns["unit"] == unit.code) & (returns["state"] == "accepted") & (returns["month"] < _end(accepted, month))
    ]
    if fitting.empty:
        return None
    newest = fitting.sort_values("month").iloc[-1]
    return Month(accepted.through.year, int(newest["month"])), str(newest["sha256"])


def _row_of(row: Row) -> RowInput:
    values: dict[str, CellInput] = {}
    for column in PROJECT_SHEET.columns:
        value = row.values.get(column.key)
        if column.key not in row.given or column.key in row.bad or value is None:
            continue
        if column.kind == "amount":
            values[column.key] = to_wan(row.fen(column.key))
        elif isinstance(value, bool):
            values[column.key] = YES if value else NO
        elif isinstance(value, (str, Decimal, date)):
            values[column.key] = value
    return values


def _rows_of_frame(projects: pd.DataFrame, unit: Unit, end: int) -> tuple[RowInput, ...]:
    own = projects[(projects["unit"] == unit.code) & (projects["month"] < end)]
    if own.empty:
        return ()
    newest = own[own["month"] == own["month"].max()]
    rows: list[RowInput] = []
    for record in newest.to_dict("records"):
        row: dict[str, CellInput] = {key: str(record[key]) for key in _FROM_FRAME}
        row["expected"] = to_wan(int(record["expected"]))
        rows.append(row)
    return tuple(rows)


def _funds(funds: pd.DataFrame, unit: Unit, end: int) -> Iterator[RowInput]:
    own = funds[(funds["unit"] == unit.code) & (funds["month"] < end)]
    items = own["item"].map(normalise_name)
    newest = own[own["month"] == own.groupby(items)["month"].transform("max")]
    for record in newest.sort_values(["month", "row"], ascending=[False, True]).to_dict("records"):
        row: dict[str, CellInput] = {"fund_kind": str(record["kind"]), "fund": str(record["item"])}
        for key, name in (("income", "income"), ("carried", "carryover"), ("recovered", "recovered")):
            if pd.notna(record[name]):
                row[key] = to_wan(int(record[name]))
        if pd.notna(record["years"]):
            row["years"] = record["years"]
        if pd.notna(record["research"]):
            row["research"] = YES if record["research"] else NO
        yield row


def _cumulative(movements: pd.DataFrame, unit: Unit, end: int) -> dict[str, Cumulative]:
    own = movements[(movements["unit"] == unit.code) & (movements["month"] < end)]
    sums: dict[str, list[int]] = {}
    for record in own.to_dict("records"):
        project = sums.setdefault(str(record["project"]), [0, 0, 0])
        for place, name in enumerate(("benefit", "treasury", "available")):
            project[place] += _sum(record[key] for key in (name, f"opening_{name}", f"restated_{name}"))
    return {project: Cumulative(*(to_wan(fen) for fen in parts)) for project, parts in sums.items()}


def _sum(parts: Iterable[object]) -> int:
    return sum(int(str(part)) for part in parts)
