"""待核实: 核实 of accepted returns that nobody has explained, and the figures without them (docs/核验规则.md 待核实).

Nothing here holds a finding's text; only how many are open and how much money is at stake. Amounts are 分.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzi_lib.params.values import normalise_name
from sanzi_lib.schema import KEPT

if TYPE_CHECKING:
    import pandas as pd

STANDING = frozenset({"V16", "V18", "V20", "V23", "V33"})
"""Rules that come back every month: each counts once, and only while the unit's last accepted return raises it."""

RESTORED = frozenset({"V35", "V36"})
"""Rules whose findings close where a later accepted return restores what was."""

OF_THE_YEAR = frozenset({"V20", "V23", "V33", "V36"})
"""Rules that question a project's rows of the whole year."""

_AMOUNTS = tuple((what, (what, f"restated_{what}", f"opening_{what}")) for what in ("benefit", "treasury", "available"))


@dataclass(frozen=True)
class OpenFinding:
    """A finding that is open, with the accepted rows that it concerns.

    Attributes:
        unit: Code of the unit that returned it.
        month: 1..12.
        project: "" where it names none.
        rows: Positions in the frame of movements.
    """

    unit: str
    month: int
    rule: str
    project: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class OpenFindings:
    """All that is open at the end of a month.

    Attributes:
        findings: In the findings' order.
        amounts: Absolute 本月 + 追溯调整 + 期初数 of 经济效益 of each row concerned, 分, by its position.
        places: Unit and field in which each such row counts, by its position.
    """

    findings: tuple[OpenFinding, ...]
    amounts: Mapping[int, int]
    places: Mapping[int, tuple[str, str]]

    @property
    def rows(self) -> frozenset[int]:
        """Positions of all rows concerned."""
        return frozenset(self.amounts)


NOTHING_OPEN = OpenFindings((), {}, {})


def list_open(
    findings: pd.DataFrame, movements: pd.DataFrame, projects: pd.DataFrame, returns: pd.DataFrame
) -> OpenFindings:
    """List what is open at the end of the frames' last month.

    Args:
        findings: ``FINDINGS``, January to the month.
        movements: ``MOVEMENTS``, likewise.
        projects: ``PROJECTS``, likewise.
        returns: ``RETURNS``, likewise.
    """
    if findings.empty:
        return NOTHING_OPEN
    accepted = returns[returns["state"] == "accepted"]
    months = {unit: sorted(group["month"].tolist()) for unit, group in accepted.groupby("unit")}
    listed = _Listed(projects)
    rows = _index_rows(movements)
    found: dict[tuple[str, int, str, str, int], OpenFinding] = {}
    columns = (findings[name].tolist() for name in ("unit", "month", "rule", "project", "explained", "first"))
    for number, (unit, month, rule, project, explained, first) in enumerate(zip(*columns, strict=True)):
        if explained or not _is_open(rule, month, project, months[unit], listed, unit):
            continue
        own = number if rule not in STANDING else 0
        concerned = () if first else _find_rows(rows, unit, month, rule, project)
        found.setdefault((unit, month, rule, project, own), OpenFinding(unit, month, rule, project, concerned))
    concerned_rows = sorted({position for one in found.values() for position in one.rows})
    frame = movements.iloc[concerned_rows]
    amounts = [abs(sum(parts)) for parts in zip(*(frame[column].tolist() for column in _AMOUNTS[0][1]), strict=True)]
    places = zip(frame["unit"].tolist(), frame["field"].tolist(), strict=True)
    return OpenFindings(
        tuple(found.values()),
        dict(zip(concerned_rows, amounts, strict=True)),
        dict(zip(concerned_rows, places, strict=True)),
    )


def leave_out(movements: pd.DataFrame, rows: Iterable[int]) -> pd.DataFrame:
    """Leave rows out of the accepted ones.

    With a row go later restatements of its project of opposite sign, up to its amount; what remains of a project is
    never below 0.

    Args:
        movements: ``MOVEMENTS``.
        rows: Positions in it.

    Returns:
        The same rows in the same order, with other amounts.
    """
    gone = sorted(set(rows))
    columns = {name: movements[name].tolist() for _, names in _AMOUNTS for name in names}
    units, projects, months = (movements[name].tolist() for name in ("unit", "project", "month"))
    of_project: dict[tuple[str, str], list[int]] = {}
    for position, key in enumerate(zip(units, projects, strict=True)):
        of_project.setdefault(key, []).append(position)
    touched = {(units[position], projects[position]) for position in gone}
    left = set(gone)
    for key in touched:
        own = sorted(of_project[key], key=lambda position: months[position])
        for _, (now, restated, opening) in _AMOUNTS:
            for position in own:
                if position in left:
                    amount = sum(columns[name][position] for name in (now, restated, opening))
                    columns[now][position] = columns[restated][position] = columns[opening][position] = 0
                    later = [one for one in own if months[one] > months[position] and one not in left]
                    _take_along(columns[restated], later, amount)
            _raise_to_zero(columns, (now, restated, opening), own)
    changed = {name: type(movements[name])(values, index=movements.index) for name, values in columns.items()}
    return movements.assign(**changed)


def _take_along(restated: list[int], later: list[int], amount: int) -> None:
    """Take restatements of opposite sign back, up to the amount that is left out."""
    rest = abs(amount)
    for position in later:
        value = restated[position]
        if amount and value and (value > 0) != (amount > 0):
            taken = min(rest, abs(value))
            restated[position] += taken if value < 0 else -taken
            rest -= taken


def _raise_to_zero(columns: dict[str, list[int]], names: tuple[str, str, str], own: list[int]) -> None:
    whole = sum(columns[name][position] for name in names for position in own)
    if whole < 0:
        columns[names[1]][own[-1]] -= whole


def _is_open(rule: str, month: int, project: str, months: list[int], listed: _Listed, unit: str) -> bool:
    if rule in STANDING:
        return month == months[-1]
    if rule in RESTORED:
        return not any(listed.restores(rule, unit, project, month, later) for later in months if later > month)
    return True


def _index_rows(movements: pd.DataFrame) -> Mapping[tuple[str, str], list[tuple[int, int]]]:
    rows: dict[tuple[str, str], list[tuple[int, int]]] = {}
    names = (movements[name].tolist() for name in ("unit", "project", "month"))
    for position, (unit, project, month) in enumerate(zip(*names, strict=True)):
        rows.setdefault((unit, project), []).append((month, position))
        rows.setdefault((unit, ""), []).append((month, position))
    return rows


def _find_rows(
    rows: Mapping[tuple[str, str], list[tuple[int, int]]], unit: str, month: int, rule: str, project: str
) -> tuple[int, ...]:
    """Find the rows that a finding concerns: the project's of month or year; all of the month where it names none."""
    of_year = rule in OF_THE_YEAR and project
    return tuple(position for at, position in rows.get((unit, project), ()) if of_year or at == month)


class _Listed:
    """What 项目台账 said of each project, month by month."""

    def __init__(self, projects: pd.DataFrame) -> None:
        self.rows: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
        names = [projects[name].tolist() for name in ("unit", "project", "month", *KEPT)]
        for unit, project, month, *kept in zip(*names, strict=True):
            texts = tuple(normalise_name(text) for text in kept)
            self.rows.setdefault((unit, project), {}).setdefault(month, texts)

    def restores(self, rule: str, unit: str, project: str, month: int, later: int) -> bool:
        """Tell whether a later accepted 项目台账 holds the project again, or what it said before the change."""
        months = self.rows.get((unit, project), {})
        if later not in months:
            return False
        if rule == "V36":
            return True
        before = max((one for one in months if one < month), default=None)
        if before is None or month not in months:
            return False
        was, now, then = months[before], months[month], months[later]
        changed = [place for place in range(len(KEPT)) if was[place] and was[place] != now[place]]
        return all(then[place] == was[place] for place in changed)
