"""What a unit says of a project in some months and otherwise in the rest, its money aside (docs/核验规则.md 规则).

Projects fall behind their plan, are put off or cut, change hands or are put to use in another way than was meant, and
land is sold before its buyer is named. A month of the sample does not look ahead, and no figure depends on any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from sanzi_lib.ledger.template.content import RowInput
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.flows import Project
from sanzi_lib.sample.spelling import Habits
from sanzi_lib.sample.stories import Plot
from sanzi_lib.sample.vocabulary import draw, read_vocabulary


class Plant(NamedTuple):
    """A finding that the sample means to draw.

    Attributes:
        month: 1..12.
        project: 项目编号.
    """

    month: int
    rule: str
    project: str


@dataclass(frozen=True)
class Turn:
    """Cells of a project's row of 项目台账 that say something else in some months.

    Attributes:
        project: 项目编号.
        months: Those months.
        cells: What the cells say in them, by column key.
        plants: What is asked about it.
    """

    project: str
    months: range
    cells: RowInput
    plants: tuple[Plant, ...]


def draw_turns(
    programme: Programme, unit: Unit, projects: Iterable[tuple[Project, int]], habits: Habits, plot: Plot, seed: int
) -> tuple[Turn, ...]:
    """Draw what becomes of a unit's projects, at most one thing of each.

    Args:
        programme: Its enumerations and the words of its checks.
        unit: The unit.
        projects: Its projects, each with the month in which the 台账 first lists it.
        habits: How the unit spells dates and amounts.
        plot: What happens to its returns; something changes only in a month that counts and follows one that does.
        seed: The sample's seed.
    """
    calm = [month for month in range(2, 13) if plot.main(month) is None and plot.main(month - 1) is None]
    drawn = []
    for project, entered in projects:
        rng = draw(seed, programme.id, project.draft.id, "turns")
        found = _Turning(programme, unit, project, entered, habits, calm, rng).draw()
        drawn += [found] if found is not None else []
    return tuple(drawn)


def change_row(row: RowInput, month: int, turns: Sequence[Turn]) -> RowInput:
    """Give a row of 项目台账 with what it says otherwise in a month."""
    changed = dict(row)
    for turn in turns:
        if turn.project == row["project"] and month in turn.months:
            changed |= turn.cells
    return changed


@dataclass(frozen=True)
class _Turning:
    """One project's chance.

    Attributes:
        entered: Month in which the 台账 first lists it.
        calm: Months in which something may change.
    """

    programme: Programme
    unit: Unit
    project: Project
    entered: int
    habits: Habits
    calm: Sequence[int]
    rng: Random

    def draw(self) -> Turn | None:
        chance = self.rng.random()
        if self._is_land_sale and chance < 0.1:
            return self._leave_buyer_blank()
        if not self.project.flows:
            tries = ((0.15, self._fall_behind), (0.35, self._put_off_a_year), (0.5, self._cut))
        else:
            tries = ((0.05, self._fall_behind), (0.09, self._put_off), (0.11, self._hand_over))
        for share, turn in tries:
            if chance < share:
                return turn()
        return self._had_meant_otherwise() if chance < 0.14 else None

    @property
    def _is_land_sale(self) -> bool:
        terms, draft = self.programme.check_terms, self.project.draft
        return draft.subcategory in terms.land_subcategories and draft.method in terms.sale_methods

    def _due(self, month: int, year: int = 0) -> RowInput:
        draft = self.project.draft
        return {"due_on": self.habits.spell_due(draft.number, Month(self.programme.year + year, month))}

    def _turn(self, months: range, cells: RowInput, rule: str, asked: int | None = None) -> Turn:
        name = self.project.draft.id
        plants = [Plant(month, rule, name) for month in (months if asked is None else (asked,))]
        return Turn(name, months, cells, tuple(plants))

    def _choose(self, first: int, last: int) -> int | None:
        """Choose a month that something may change in."""
        fitting = [month for month in self.calm if first <= month <= last]
        return self.rng.choice(fitting) if fitting else None

    def _fall_behind(self) -> Turn | None:
        """Let the day that the plan names pass before the project is done (V38)."""
        draft, statuses = self.project.draft, self.programme.enumerations.statuses
        given_up = draft.started is None and draft.number % 4 == 3
        last = 12 if self.project.finished is None else self.project.finished - 1
        month = self._choose(self.entered + 1, last)
        if month is None or (given_up and statuses.ended):
            return None
        return self._turn(range(1, 13), self._due(month - 1), "V38", month)

    def _put_off(self) -> Turn | None:
        """Move the day, before it passes, to that of the last payment (V38)."""
        last = max(self.project.flows)
        month = self._choose(self.entered + 1, last - 1)
        if month is None:
            return None
        return self._turn(range(1, month), self._due(self.rng.randint(month, last - 1)), "V38", month)

    def _put_off_a_year(self) -> Turn | None:
        """Move the day of what has not begun into the next year (V38)."""
        month = self._choose(self.entered + 1, 12)
        if month is None:
            return None
        return self._turn(range(month, 13), self._due(self.rng.choice((3, 6, 9)), year=1), "V38", month)

    def _cut(self) -> Turn | None:
        """Cut what is expected of a project that has not begun by more than a fifth (V38)."""
        month = self._choose(self.entered + 1, 12)
        if month is None:
            return None
        kept = self.project.expected * self.rng.randint(45, 75) // 100 // 10_000 * 10_000
        return self._turn(range(month, 13), {"expected": self.habits.spell_amount(kept)}, "V38", month)

    def _hand_over(self) -> Turn | None:
        """Hand the asset to the unit's operating company (V35)."""
        month = self._choose(self.entered + 1, 12)
        if month is None:
            return None
        holder = read_vocabulary().holder_after.format(unit=self.unit.name)
        return self._turn(range(month, 13), {"holder": holder, "remark": f"{month}月划转"}, "V35", month)

    def _had_meant_otherwise(self) -> Turn | None:
        """Say before its first money that the project is to be put to use in another way (V35)."""
        month = self._choose(self.entered + 1, min(self.project.flows, default=12))
        other = next(self._other_ways(), None)
        if month is None or other is None:
            return None
        method, detail = other
        return self._turn(range(1, month), {"method": method, "method_detail": detail}, "V35", month)

    def _other_ways(self) -> Iterator[tuple[str, str]]:
        lists, terms, draft = self.programme.enumerations, self.programme.check_terms, self.project.draft
        known = {method.name: method.details for method in lists.methods}
        fitting = [way for way in draft.asset.ways if way[1] in known.get(way[0], ())]
        plain = [(name, details[0]) for name, details in known.items() if details]
        for method, detail in (*fitting, *plain):
            if method != draft.method and method not in (*terms.financing_methods, *terms.sale_methods):
                yield method, detail

    def _leave_buyer_blank(self) -> Turn | None:
        """Name the buyer of land only months after the first money (V24)."""
        flows = self.project.flows
        first = min(flows, default=0)
        months = range(first, first + self.rng.randint(1, 3))
        if not flows or flows[first].benefit <= 0 or not all(month in self.calm for month in months):
            return None
        blank = ("counterparty", "counterparty_kind") if self.rng.random() < 0.6 else ("counterparty_kind",)
        return self._turn(months, dict.fromkeys(blank, ""), "V24")
