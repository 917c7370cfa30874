"""What a report contains, and the marks that this puts on its pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

if TYPE_CHECKING:
    import pandas as pd

DEMO_MARK, DRAFT_MARK, TRIAL_MARK, EARLY_MARK = "演示数据", "试编", "试算", "报告期未结束"

UNPUBLISHED_MARK = "未定稿"
"""On every page of a report that rests on months which are not published yet (docs/指标口径.md 季度)."""

INTERNAL_MARK = "内部资料"
"""On every page of what never leaves the office: it may name files, cells and 风险 findings (docs/指标口径.md 报告)."""


def contained_units(programme: Programme, group: str | None) -> tuple[str, ...]:
    """Codes of the units whose returns a report is made of, in register order.

    A board of lead departments holds what any unit returned in their fields (docs/指标口径.md 每个项目计一次).

    Args:
        programme: The programme.
        group: Id of the group; None for the whole city.
    """
    if group is None:
        return tuple(unit.code for unit in programme.units)
    members = {unit.code for unit in programme.units_of(group)}
    if any(programme.fields_led_by(code) for code in members):
        members |= {unit.code for unit in programme.units if programme.counts_by_field(unit.code)}
    return tuple(unit.code for unit in programme.units if unit.code in members)


def build_marks(
    returns: pd.DataFrame,
    programme: Programme,
    month: Month,
    group: str | None,
    *,
    trial: bool = False,
    tabulated_on: date | None = None,
) -> tuple[str, ...]:
    """Words that stand on every page of a report.

    Args:
        returns: As in :data:`sanzi_lib.schema.RETURNS`.
        programme: The programme.
        month: The report month.
        group: Id of the group; None for the whole city.
        trial: True where other rules than the programme's were used.
        tabulated_on: 制表时间; None where it does not matter.

    Returns:
        Those that hold of 演示数据 (a contained unit's return says so; any return where none of them sent one), 试编
        (before the first board month), 试算 and 报告期未结束 (tabulated before the period's end).
    """
    contained = returns[returns["unit"].isin(contained_units(programme, group))]
    silent = bool((contained["state"] == "not_reported").all())
    marks = (
        (DEMO_MARK, bool((returns if silent else contained)["demo"].any())),
        (DRAFT_MARK, month < programme.first_board_month),
        (TRIAL_MARK, trial),
        (EARLY_MARK, tabulated_on is not None and tabulated_on < programme.period.period(month)[1]),
    )
    return tuple(word for word, holds in marks if holds)


def memo_units(programme: Programme, group: str) -> tuple[str, ...]:
    """Names of a group's units that are memo items: counted by field in another's row (已含在市本级合计中)."""
    return tuple(
        unit.name
        for unit in programme.units_of(group)
        if programme.counts_by_field(unit.code) and not programme.fields_led_by(unit.code)
    )
