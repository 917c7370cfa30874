"""What happens to whose return: late, missing, sent back, corrected, restated.

Each story is told to the end: after a month that did not count, the unit's next return brings its figures as
追溯调整 (or as 期初数, for a project that was never accepted), so nothing but the intended return is sent back
(docs/核验规则.md V07).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sanzi_lib.params.programme import Programme
from sanzi_lib.sample.streams import Tie
from sanzi_lib.sample.vocabulary import draw

StoryEvent = Literal[
    "missing",  # no return at all
    "sent_back",  # a return with an error, never corrected
    "sent_back_corrected",  # a return with an error, then a 更正 that is right
    "corrected",  # an accepted return, replaced by a 更正 within days
    "corrected_late",  # the same, but the 更正 comes after the next month's return
    "correction_sent_back",  # an accepted return, and a 更正 with an error, which replaces nothing
    "supplement",  # a 补报, late
    "late",
    "zero",  # 零报告
    "opening",  # a project that comes into the 台账 with figures of earlier months
    "restated_up",
    "restated_down",
    "questions",  # rows that a finding of level 核实 asks about
]


@dataclass(frozen=True)
class Story:
    """One event of one month.

    Attributes:
        rule: The check that the planted error breaks, for events with one.
    """

    event: StoryEvent
    month: int
    rule: str = ""


STORIES = (
    Story("sent_back", 6, "V05"),
    Story("missing", 6),
    Story("late", 6),
    Story("restated_down", 6),
    Story("sent_back", 6, "V09"),
    Story("sent_back_corrected", 2, "V09"),
    Story("sent_back", 3, "V06"),
    Story("corrected", 4),
    Story("supplement", 3),
    Story("corrected_late", 4),
    Story("opening", 4),
    Story("restated_up", 5),
    Story("zero", 2),
    Story("missing", 1),
    Story("correction_sent_back", 5, "V08"),
    Story("questions", 6),
    Story("sent_back_corrected", 4, "V04"),
    Story("late", 3),
    Story("late", 5),
    Story("restated_up", 6),
    Story("sent_back_corrected", 8, "V08"),
    Story("missing", 9),
    Story("sent_back", 10, "V11"),
    Story("corrected", 9),
    Story("restated_down", 11),
    Story("supplement", 8),
    Story("late", 12),
    Story("opening", 9),
    Story("questions", 10),
    Story("sent_back_corrected", 12, "V03"),
)
"""Told in this order to one unit after the other; a programme with few units gets as many as fit."""

_ROWS_ONLY: tuple[StoryEvent, ...] = ("zero", "opening", "restated_up", "restated_down")


@dataclass(frozen=True)
class Plot:
    """A unit's stories by month."""

    stories: Mapping[int, tuple[Story, ...]] = field(default_factory=dict)

    def main(self, month: int) -> Story | None:
        """Give the month's story where it decides what is sent, and when."""
        found = self.stories.get(month, ())
        return next((story for story in found if story.event not in _ROWS_ONLY), None)

    def find(self, month: int, *events: StoryEvent) -> Story | None:
        """Find the story of one of these events in that month, if there is one."""
        return next((story for story in self.stories.get(month, ()) if story.event in events), None)


def assign_stories(programme: Programme, seed: int, tie: Tie | None) -> dict[str, Plot]:
    """Give every story to a unit, spread over the groups.

    Args:
        programme: The programme.
        seed: The sample's seed.
        tie: Units that end June equal keep out of what would part them.
    """
    order = _interleaved(programme, seed)
    tied = set(tie.benefit) if tie is not None else set()
    given: dict[str, list[Story]] = {code: [] for code in order}
    place = 0
    for story in STORIES:
        for step in range(len(order)):
            code = order[(place + step) % len(order)]
            if _fits(story, given[code], tied=code in tied):
                given[code].append(story)
                place += step + 1
                break
    return {
        code: Plot({month: tuple(s for s in stories if s.month == month) for month in {s.month for s in stories}})
        for code, stories in given.items()
    }


def _interleaved(programme: Programme, seed: int) -> list[str]:
    """Units in drawn order, one of each group in turn, so that no group has all the trouble."""
    rng = draw(seed, programme.id, "stories")
    columns = []
    for group in programme.groups:
        keys = {unit.code: rng.random() for unit in programme.units_of(group.id)}
        columns.append(sorted(keys, key=keys.__getitem__))
    columns = sorted(filter(None, columns), key=lambda codes: -len(codes))
    longest = max((len(codes) for codes in columns), default=0)
    return [codes[number] for number in range(longest) for codes in columns if number < len(codes)]


def _fits(story: Story, others: list[Story], *, tied: bool) -> bool:
    if tied and story.month <= 6 and story.event != "late":
        return False
    # A month that did not count reaches into the next one; stories keep two months' distance.
    return all(abs(story.month - other.month) > 2 for other in others)
