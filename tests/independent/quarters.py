"""A quarter straight from the truth records: sums of what each accepted row of its months adds to the year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from annex_one import CODES, FIELDS, GROUP, LEAD, METHODS, NAME, SUBCATEGORIES, counts_at_city_level
from calculator import Calculator
from records import WAN, Move, Project, Year, period

KINDS = ("现金收入", "融资到位", "资产注入", "节约支出")
AMOUNTS = ("benefit", "treasury", "available")


@dataclass(frozen=True)
class Entry:
    """An accepted row with what it adds to the year."""

    unit: str
    field: str | None
    month: int
    project: Project
    move: Move
    new: bool
    adds: tuple[int, int, int]


class Quarters:
    """The quarters of one year's truth."""

    def __init__(self, year: Year) -> None:
        self.truth = Calculator(year)
        self.entries = list(self._entries())

    def _entries(self) -> Iterator[Entry]:
        seen: set[str] = set()
        counted: set[str] = set()
        for month in range(1, 13):
            for code in CODES:
                item = self.truth.accepted.get((code, month))
                if item is None:
                    continue
                standing = {one.project.code: one for one in item.standings}
                for move in item.moves:
                    adds = [
                        move.benefit + move.restated,
                        move.treasury + move.restated_treasury,
                        move.available + move.restated_available,
                    ]
                    if move.project not in seen:
                        seen.add(move.project)
                        adds[0] += move.before
                        if move.total_treasury is not None:
                            adds[1] = move.total_treasury
                        if move.total_available is not None:
                            adds[2] = move.total_available
                    new = move.new and move.project not in counted
                    if new:
                        counted.add(move.project)
                    one = standing[move.project]
                    yield Entry(code, one.field, month, one.project, move, new, (adds[0], adds[1], adds[2]))

    def report(self, number: int, unit: str | None) -> dict[str, Any]:
        """What quarterly.json must say of a quarter, of the city (None) or of a unit; amounts in 万元 as fractions."""
        last = 3 * number
        mine = self._scope(unit)
        whole = self.truth.overview(last)["city"] if unit is None else self.truth.row(unit, last)
        out: dict[str, Any] = {
            "quarter": f"2024-Q{number}",
            "month": f"2024-{last:02}",
            "period": [period(last - 2)[0].isoformat(), period(last)[1].isoformat()],
            "figures": {key: whole[key] for key in ("target", "attainment", "gap")}
            | {f"{key}_cumulative": whole[f"{key}_cumulative"] for key in AMOUNTS}
            | self._brought(number, mine, unit),
            "quarters": [self._brought(earlier, mine, unit) for earlier in range(1, number + 1)],
            "projects": self._projects(number, mine),
            "kinds": self._kinds(number, mine),
            "methods": {name: self._sum(number, mine, method=name) for name in METHODS},
            "categories": {
                (category, name): self._sum(number, mine, subcategory=name)
                for category, (_, names) in SUBCATEGORIES.items()
                for name in names
            },
            "states": [[self.truth.state(code, month) for month in range(last - 2, last + 1)] for code in CODES],
        }
        if unit is not None:
            board = self.truth.board(GROUP[unit], last)
            row = next(row for row in board["units"] if row["code"] == unit)
            out["rank"] = (row["rank"], row["tied"], sum(one["rank"] is not None for one in board["units"]))
        return out

    def _scope(self, unit: str | None) -> Callable[[Entry], bool]:
        if unit is None:
            return lambda entry: True
        if GROUP[unit] != "municipal":
            return lambda entry: entry.unit == unit
        led = {field for field in FIELDS if LEAD[field] == unit}
        return lambda entry: entry.field in led and counts_at_city_level(entry.unit)

    def _of(self, number: int, mine: Callable[[Entry], bool]) -> list[Entry]:
        return [entry for entry in self.entries if mine(entry) and 3 * number - 2 <= entry.month <= 3 * number]

    def _heard(self, number: int, mine: Callable[[Entry], bool], unit: str | None) -> bool:
        """Whether any return of the row was accepted in the quarter."""
        for month in range(3 * number - 2, 3 * number + 1):
            members = set(CODES) if unit is None else {unit}
            if unit is not None:
                members |= {entry.unit for entry in self.entries if mine(entry) and entry.month <= month}
            if any(self.truth.state(code, month) == "accepted" for code in members):
                return True
        return False

    def _brought(self, number: int, mine: Callable[[Entry], bool], unit: str | None) -> dict[str, Any]:
        if not self._heard(number, mine, unit):
            return dict.fromkeys([*(f"{key}_quarter" for key in AMOUNTS), "projects_quarter"])
        found = self._of(number, mine)
        out: dict[str, Any] = {
            f"{key}_quarter": Fraction(sum(entry.adds[place] for entry in found), WAN)
            for place, key in enumerate(AMOUNTS)
        }
        return out | {"projects_quarter": sum(entry.new for entry in found)}

    def _projects(self, number: int, mine: Callable[[Entry], bool]) -> list[tuple[Any, ...]]:
        rows = []
        for key in {(entry.unit, entry.project.code) for entry in self._of(number, mine)}:
            year = [entry for entry in self.entries if mine(entry) and (entry.unit, entry.project.code) == key]
            year = [entry for entry in year if entry.month <= 3 * number]
            now = [entry for entry in year if entry.month > 3 * number - 3]
            quantities: dict[str, Fraction] = {}
            for entry in now:
                if entry.move.measure is not None and entry.move.quantity is not None:
                    before = quantities.get(entry.move.measure, Fraction(0))
                    quantities[entry.move.measure] = before + Fraction(entry.move.quantity)
            sums = [
                tuple(Fraction(sum(e.adds[place] for e in part), WAN) for place in range(3)) for part in (now, year)
            ]
            project = now[-1].project
            rows.append(
                (
                    NAME[key[0]],
                    project.name,
                    now[-1].field if counts_at_city_level(key[0]) else "",
                    project.method,
                    any(entry.new for entry in now),
                    *sums,
                    tuple(sorted(quantities.items())),
                )
            )
        return sorted(rows, key=str)

    def _kinds(self, number: int, mine: Callable[[Entry], bool]) -> dict[str, Fraction]:
        found = self._of(number, mine)
        out = {
            name: Fraction(sum(entry.move.kinds[place] or 0 for entry in found), WAN)
            for place, name in enumerate(KINDS)
        }
        whole = Fraction(sum(entry.adds[0] for entry in found), WAN)
        return out | {"未分类": whole - sum(out.values())}

    def _sum(
        self, number: int, mine: Callable[[Entry], bool], *, method: str | None = None, subcategory: str | None = None
    ) -> Fraction:
        found = [
            entry
            for entry in self._of(number, mine)
            if method in (None, entry.project.method) and subcategory in (None, entry.project.subcategory)
        ]
        return Fraction(sum(entry.adds[0] for entry in found), WAN)
