"""What is asked of a unit's project rows held against its earlier ones (V33, V35, V36, V38), by the truth's returns.

Worked out from plain records: the last accepted month, the first row of the year, dates and sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from records import Return, Standing, Year, period

OVER = ("已盘活", "退出")
Note = tuple[int, str, str, str, str | None]


def note_rows(year: Year) -> None:
    """Adds to the notes what is asked of every return that stands or was sent back, of its own month."""
    accepted = {(item.unit, item.month): item for item in year.returns if item.verdict == "accepted"}
    for item in year.returns:
        if item.verdict == "replaced" or item.cover_month is not None:
            continue
        earlier = [accepted[item.unit, month] for month in range(1, item.month) if (item.unit, month) in accepted]
        year.notes |= set(_of_past(item, earlier)) | set(_over_value(item, earlier))


def _of_past(item: Return, earlier: list[Return]) -> Iterator[Note]:
    end = period(item.month)[1]
    last = {one.project.code: one for one in earlier[-1].standings} if earlier else {}
    first: dict[str, Standing] = {}
    # What a return left out is held against the return that listed it last.
    newest: dict[str, tuple[int, Standing]] = {}
    for old in earlier:
        for one in old.standings:
            first.setdefault(one.project.code, one)
            newest[one.project.code] = old.month, one
    now = {one.project.code: one for one in item.standings}
    for code in last.keys() - now.keys():
        if last[code].status != "退出":
            yield item.month, item.unit, "V36", "核实", code
    for code, one in now.items():
        month, was = newest.get(code, (0, None))
        began = first.get(code)
        if was is not None and _changed(was, one):
            yield item.month, item.unit, "V35", "核实", code
        told = was is not None and _is_overdue(was, month) and was.project.plan == one.project.plan
        late = one.status not in OVER and one.project.plan < end and not told
        moved = began is not None and was is not None and began.project.plan < one.project.plan != was.project.plan
        cut = began is not None and was is not None and one.project.expected * 5 < began.project.expected * 4
        if late or moved or (cut and was is not None and was.project.expected != one.project.expected):
            yield item.month, item.unit, "V38", "提示", code


def _is_overdue(one: Standing, month: int) -> bool:
    return one.status not in OVER and one.project.plan < period(month)[1]


def _changed(was: Standing, one: Standing) -> bool:
    field = was.field is not None and was.field != one.field
    return field or was.project.holder != one.project.holder


def _over_value(item: Return, earlier: list[Return]) -> Iterator[Note]:
    """V33: sold, and more than twice its value has come in."""
    total = {move.project: move.total for old in [*earlier, item] for move in old.moves}
    for one in item.standings:
        value = one.project.appraised
        if one.project.method == "售" and value and Fraction(total.get(one.project.code, 0), value) > 2:
            yield item.month, item.unit, "V33", "核实", one.project.code
