"""The 典型案例 of a month or of several, each with its project and what that brought (docs/指标口径.md 典型案例)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sanzi_lib.measures.details import iter_rows
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.model import NO_PROCEEDS, DaysCovered, Proceeds, add_proceeds
from sanzi_lib.measures.project_money import ProjectKey
from sanzi_lib.measures.scope import is_accepted
from sanzi_lib.measures.totals import moved
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme


@dataclass(frozen=True)
class CaseText:
    """One text about a project: a row of 典型案例.

    Attributes:
        title: 案例标题.
        practice: 主要做法.
        result: 取得成效.
    """

    title: str
    practice: str
    result: str


@dataclass(frozen=True)
class EarlierCase:
    """A text of an earlier month, which the latest one stands for.

    Attributes:
        month: 1..12.
        title: 案例标题.
    """

    month: int
    title: str


@dataclass(frozen=True)
class ListedProject:
    """What 项目台账 says of a project in the last month that has it; texts are as the unit wrote them."""

    name: str
    category: str
    subcategory: str
    method: str
    method_detail: str
    holder: str


@dataclass(frozen=True)
class CaseEntry:
    """A case: a project with the texts of the last month in which one was returned.

    Attributes:
        unit: Code of the unit that returned it.
        group: Id of that unit's group.
        project: 项目编号; "" where the return has none.
        listed: None where no accepted 项目台账 has the project.
        month: The month that its texts are of.
        texts: One, or more where a return has several on one project.
        earlier: Texts of earlier months of the span, in order.
        benefit: 经济效益 of the span's months, 分, without 追溯调整 and 期初数; None where the project has no accepted
            row from January to the span's last month.
        cumulative: Year to date at the span's last month; None like ``benefit``.
    """

    unit: str
    group: str
    project: str
    listed: ListedProject | None
    month: int
    texts: tuple[CaseText, ...]
    earlier: tuple[EarlierCase, ...]
    benefit: int | None
    cumulative: Proceeds | None

    @property
    def method(self) -> str:
        """盘活方式; "" where nothing says it."""
        return self.listed.method if self.listed else ""


@dataclass(frozen=True)
class CaseBook:
    """The cases of a span, by group, method (both in the programme's order) and unit (register order).

    Attributes:
        first: First month of the span.
        month: Its last month; the same for one month.
        period: First day of the first report period, last day of the last.
        units: Units with an accepted return in the span, in register order.
    """

    programme: str
    first: Month
    month: Month
    period: DaysCovered
    entries: tuple[CaseEntry, ...]
    units: tuple[str, ...]

    @property
    def cumulative(self) -> Proceeds:
        """What the cases' projects brought in the year, each project once."""
        return add_proceeds(entry.cumulative for entry in self.entries if entry.cumulative is not None)

    def entries_of(self, unit: str) -> tuple[CaseEntry, ...]:
        """Give the cases that a unit returned."""
        return tuple(entry for entry in self.entries if entry.unit == unit)


def compute_casebook(facts: Facts, first: Month | None = None) -> CaseBook:
    """Gather the accepted cases of a span, one per project.

    Several texts on one project are one case: those of the latest month are its texts (more than one where that
    month's return has several), those of earlier months are only named. A text without 项目编号, which only an
    override lets pass, is a case of its own.

    Args:
        facts: The year to the span's last month.
        first: First month of the span; None for January.
    """
    programme, month = facts.programme, facts.month
    first = first or Month(month.year, 1)
    assert first.year == month.year, f"{first} to {month} is not in {programme.id}"
    cases, projects = facts.frames.cases, facts.frames.projects
    within = cases[(cases["month"] >= first.month) & (cases["month"] <= month.month)]
    gathered: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in iter_rows(within):
        own = (row["unit"], row["project"]) if row["project"] else (row["unit"], "", str(row["month"]), str(row["row"]))
        gathered.setdefault(own, []).append(row)
    keys = {(rows[0]["unit"], rows[0]["project"]) for rows in gathered.values() if rows[0]["project"]}
    listed = _find_listed(projects[projects["month"] <= month.month], keys)
    moves = _sum_moves(facts.movements, keys, first.month)
    entries = [_build_entry(rows, programme, listed, moves) for rows in gathered.values()]
    span = range(first.month, month.month + 1)
    return CaseBook(
        programme=programme.id,
        first=first,
        month=month,
        period=facts.find_days((unit.code for unit in programme.units), first),
        entries=tuple(sorted(entries, key=lambda entry: _place(entry, programme))),
        units=tuple(
            unit.code
            for unit in programme.units
            if any(is_accepted(facts.returns, unit.code, number) for number in span)
        ),
    )


def _build_entry(
    rows: list[dict[str, Any]],
    programme: Programme,
    listed: Mapping[ProjectKey, ListedProject],
    moves: Mapping[ProjectKey, tuple[int, Proceeds]],
) -> CaseEntry:
    rows = sorted(rows, key=lambda row: (row["month"], row["row"]))
    last = rows[-1]
    key = (str(last["unit"]), str(last["project"]))
    benefit, cumulative = moves.get(key, (None, None))
    return CaseEntry(
        unit=key[0],
        group=programme.unit_by_code[key[0]].group,
        project=key[1],
        listed=listed.get(key),
        month=int(last["month"]),
        texts=tuple(
            CaseText(row["title"], row["practice"], row["result"]) for row in rows if row["month"] == last["month"]
        ),
        earlier=tuple(EarlierCase(int(row["month"]), row["title"]) for row in rows if row["month"] < last["month"]),
        benefit=benefit,
        cumulative=cumulative,
    )


def _find_listed(projects: pd.DataFrame, keys: set[ProjectKey]) -> dict[ProjectKey, ListedProject]:
    found: dict[ProjectKey, tuple[int, ListedProject]] = {}
    for row in iter_rows(projects[projects["project"].isin({project for _, project in keys})]):
        key = (row["unit"], row["project"])
        if key in keys and (key not in found or row["month"] > found[key][0]):
            found[key] = (row["month"], ListedProject(**{name: row[name] for name in ListedProject.__annotations__}))
    return {key: listed for key, (_, listed) in found.items()}


def _sum_moves(movements: pd.DataFrame, keys: set[ProjectKey], first: int) -> dict[ProjectKey, tuple[int, Proceeds]]:
    """Benefit of the span and cumulative figures, 分, as Python integers."""
    rows = movements[movements["project"].isin({project for _, project in keys})]
    columns = [rows["unit"], rows["project"], rows["month"], rows["benefit"]]
    columns += [moved(rows, what) for what in ("benefit", "treasury", "available")]
    sums: dict[ProjectKey, tuple[int, Proceeds]] = {}
    for unit, project, month, now, benefit, treasury, available in zip(*(c.tolist() for c in columns), strict=True):
        key = (unit, project)
        if key in keys:
            span, old = sums.get(key, (0, NO_PROCEEDS))
            sums[key] = (span + (now if month >= first else 0), old + Proceeds(benefit, treasury, available))
    return sums


def _place(entry: CaseEntry, programme: Programme) -> tuple[int, int, str, int]:
    """Group, method (the programme's, then others, then none), unit."""
    groups = [group.id for group in programme.groups]
    methods = [method.name for method in programme.enumerations.methods]
    number = methods.index(entry.method) if entry.method in methods else len(methods) + (not entry.method)
    return groups.index(entry.group), number, entry.method, programme.register_order[entry.unit]
