"""From accepted rows back to the cells in which their amounts stand (docs/核验规则.md 月报; docs/指标口径.md 累计)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from sanzi_lib.measures.details import Holds
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.figures import What
from sanzi_lib.measures.totals import UnitField, mark_new_projects
from sanzi_lib.measures.trace_model import PartKind, TracePart
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, TargetRow, Unit, WorkField
from sanzi_lib.params.target_cells import TargetCell, TargetKey

_COLUMNS = (
    "unit", "month", "project", "name", "field", "quantity", "measure", "benefit", "treasury", "available",
    "opening_benefit", "opening_treasury", "opening_available", "restated_benefit", "restated_treasury",
    "restated_available", "restated_month", "reason", "file", "sha256", "row",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """Where a return's rows stand.

    Attributes:
        name: Sheet name as in the workbook.
        letters: Column key to column letters.
    """

    name: str
    letters: Mapping[str, str]


@dataclass(frozen=True)
class Cells:
    """The accepted rows of a year with the places of their cells.

    Attributes:
        rows: Frame of :data:`sanzi_lib.schema.MOVEMENTS`, January to the month, in register order, then month, then
            row; a column ``counts`` more: 1 in the row by which a project counts.
        sheets: By unit and month, of the returns that count.
    """

    programme: Programme
    year: int
    rows: pd.DataFrame
    sheets: Mapping[tuple[str, int], Sheet]

    def pick(self, holds: Holds, *, only: Container[int] = range(1, 13)) -> list[SourceRow]:
        """Rows that stand in a board's row, in order.

        Args:
            holds: True for a place whose rows do.
            only: Only rows of these months.
        """
        held = [row for place, rows in self._by_place.items() if holds(place) for row in rows]
        return sorted((row for row in held if row.month in only), key=lambda row: row.position)

    @cached_property
    def _by_place(self) -> Mapping[UnitField, Sequence[SourceRow]]:
        """Every row under its place, so that a pick looks at places and not at all rows of the year."""
        found: dict[UnitField, list[SourceRow]] = {}
        columns = {name: self.rows[name].tolist() for name in (*_COLUMNS, "counts")}
        for position, values in enumerate(zip(*columns.values(), strict=True)):
            row = dict(zip(columns, values, strict=True))
            sheet = self.sheets[row["unit"], row["month"]]
            found.setdefault((row["unit"], row["field"]), []).append(SourceRow(self, row, sheet, position))
        return found

    def find(self, positions: Container[int]) -> list[SourceRow]:
        """Rows at these positions of the frame of accepted rows, in order."""
        wanted = [place for place, origin in enumerate(self.rows.index.tolist()) if origin in positions]
        return [row for row in self.pick(lambda _: True) if row.position in set(wanted)]


@dataclass(frozen=True)
class SourceRow:
    """An accepted row of 盘活情况表, its sheet, and its position among all rows."""

    cells: Cells
    values: Mapping[str, Any]
    sheet: Sheet
    position: int

    @property
    def month(self) -> int:
        """Month of its return, 1..12."""
        return int(self.values["month"])

    @property
    def counts(self) -> bool:
        """True where a project counts by this row."""
        return bool(self.values["counts"])

    @property
    def measure(self) -> str:
        """Unit of measure, "" where the row has no quantity."""
        return str(self.values["measure"])

    @property
    def quantity(self) -> Decimal | None:
        """Quantity of the month."""
        quantity: Decimal | None = self.values["quantity"]
        return quantity

    def fen(self, column: str) -> int:
        """Give an amount, 分."""
        return int(self.values[column])

    def part(
        self, key: str, amount: int | Decimal, kind: PartKind, *, opening: int = 0, restated: bool = False
    ) -> TracePart:
        """Give the part that the row's cell in a column is; ``restated`` where a 追溯调整 is in it."""
        values = self.values
        month = values["restated_month"]
        return TracePart(
            unit=values["unit"],
            name=self.cells.programme.unit_by_code[values["unit"]].name,
            month=Month(self.cells.year, values["month"]),
            project=values["project"],
            title=values["name"],
            file=values["file"],
            sheet=self.sheet.name,
            cell=f"{self.sheet.letters[key]}{values['row']}",
            amount=amount,
            sha256=values["sha256"],
            kind=kind,
            opening=opening,
            restated_month=Month(self.cells.year, int(month)) if restated and not pd.isna(month) else None,
            reason=values["reason"] if restated else "",
        )


def build_cells(facts: Facts) -> Cells:
    """Index the accepted rows of January to the month."""
    programme, returns = facts.programme, facts.frames.returns
    rows = facts.movements.reset_index(drop=True)
    ordered = rows.assign(
        counts=mark_new_projects(rows, programme), register=rows["unit"].map(programme.register_order)
    ).sort_values(["register", "month", "row"], kind="stable")
    keys = zip(returns["unit"].tolist(), returns["month"].tolist(), strict=True)
    texts = zip(returns["sheet"].tolist(), returns["columns"].tolist(), strict=True)
    sheets = {key: Sheet(sheet, read_letters(columns)) for key, (sheet, columns) in zip(keys, texts, strict=True)}
    return Cells(programme, facts.month.year, ordered, sheets)


def parts_of_month(rows: Iterable[SourceRow], what: What) -> tuple[TracePart, ...]:
    """Give the cells of a month's amount, 分; a 0 is no part."""
    return tuple(row.part(what, amount, "本月") for row in rows if (amount := row.fen(what)))


def parts_of_year(rows: Iterable[SourceRow], what: What) -> tuple[TracePart, ...]:
    """Give the cells of a cumulative amount: months, 追溯调整 and 期初数, 分."""
    return tuple(part for row in rows for part in _parts_of_row(row, what))


def _parts_of_row(row: SourceRow, what: What) -> Iterator[TracePart]:
    month, restated, opening = row.fen(what), row.fen(f"restated_{what}"), row.fen(f"opening_{what}")
    if opening and what != "benefit":
        # No cell states this 期初数: it is 年初至本月累计 less the two others, so the three together are that cell.
        if whole := opening + month + restated:
            yield row.part(f"{what}_to_date", whole, "年初至本月累计", opening=opening, restated=restated != 0)
        return
    if opening:
        yield row.part("benefit_before", opening, "期初数", opening=opening)
    if month:
        yield row.part(what, month, "本月")
    if restated:
        yield row.part(f"restated_{what}", restated, "追溯调整", restated=True)


def parts_of_projects(rows: Iterable[SourceRow]) -> tuple[TracePart, ...]:
    """Give the cells 本月是否新盘活 by which projects count, 1 each."""
    return tuple(row.part("newly", 1, "新盘活") for row in rows if row.counts)


def parts_of_quantity(rows: Iterable[SourceRow], measure: str) -> tuple[TracePart, ...]:
    """Give the cells of a month's quantities in one unit of measure."""
    given = ((row, row.quantity) for row in rows if row.measure == measure)
    return tuple(row.part("quantity", quantity, "实物数量") for row, quantity in given if quantity is not None)


def parts_of_target(
    programme: Programme, targets: Mapping[TargetKey, TargetCell], aims: Iterable[WorkField | TargetRow]
) -> tuple[TracePart, ...]:
    """Give the cells of a target: rows of table 1 and fields of table 2, with the unit that answers for it."""
    owners = {unit.counts_in: unit.code for unit in programme.units}
    nowhere = TargetCell("", "", "")
    return tuple(
        TracePart(
            unit=owner,
            name=programme.unit_by_code[owner].name,
            month=None,
            project=aim.name,
            title="",
            file=cell.file,
            sheet=None,
            cell=cell.cell,
            amount=aim.target,
            sha256=cell.sha256,
            kind="年度目标",
        )
        for aim in aims
        if aim.target
        for owner in (aim.lead if isinstance(aim, WorkField) else owners[aim.name],)
        for cell in (targets.get(("field" if isinstance(aim, WorkField) else "row", aim.name), nowhere),)
    )


def aims_of(programme: Programme, of: Unit | WorkField | TargetRow | None) -> tuple[WorkField | TargetRow, ...]:
    """Tell where a row's target is written: table 2 for what counts by field, table 1 else; None is the city."""
    match of:
        case WorkField():
            return (of,)
        case TargetRow():
            return programme.fields if of.by_field else (of,)
        case Unit() if programme.counts_by_field(of.code):
            return tuple(programme.fields_led_by(of.code))
        case Unit():
            return tuple(row for row in programme.targets if row.name == of.counts_in)[:1]
        case None:
            return tuple(aim for row in programme.targets for aim in aims_of(programme, row))


def read_letters(columns: str) -> dict[str, str]:
    """Read what :data:`sanzi_lib.schema.RETURNS` has of a sheet's columns: letters by key."""
    return dict(pair.split("=") for pair in columns.split())
