"""Who sent what when, what could not be read, and the control totals of the month (docs/核验规则.md 月报、V09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.model import ControlTotals
from sanzi_lib.ledger.tally import LEVELS, FileTally, Tally
from sanzi_lib.reports.elements.blocks import Cell, Role, Table
from sanzi_lib.reports.elements.columns import (
    LONGEST_VALUE,
    CellColumn,
    build_table,
    tally_cell,
    tally_column,
    text_cell,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING, RETURN_WORDS, STATE_WORDS, count_cell, money_cell, show_day

ARRIVALS_SHEET, CONTROL_SHEET = "报送情况", "控制数核对"
USUAL_KIND = "月报"
UNREAD_WORD = "未读取"

_STANDING_WORDS = {**RETURN_WORDS, "accepted": STATE_WORDS["accepted"]}
"""A file's state as the boards say a unit's: 已报送 rather than 接收."""


def build_arrivals_table(tally: Tally) -> Table:
    """Every file of the month and every unit without one, the most urgent first."""
    files: tuple[_Arrival, ...] = tally.files
    return build_table(
        f"{tally.month.label}月报报送情况",
        _build_columns(RETURN_WORDS),
        files,
        notes=(
            f"报送截止{show_day(tally.cutoff)}24时；迟报天数按每份文件计，以自然日计算。"
            "问题数不含已认可的；空白表示没有。",
        ),
    )


def build_standing_table(tally: Tally) -> Table:
    """Who has reported: every file and every unit without one in the words of the boards, unread files among them."""
    urgent = sum(item.state.state in ("not_reported", "sent_back") for item in tally.files)
    files: tuple[_Arrival, ...] = (*tally.files[:urgent], *tally.unread, *tally.files[urgent:])
    return build_table(
        f"{tally.month.label}月报报送情况",
        _build_columns(_STANDING_WORDS),
        files,
        notes=(f"报送截止{show_day(tally.cutoff)}24时；迟报天数以自然日计。问题数不含已认可的；空白表示没有。",),
    )


def say_standing(tally: Tally) -> str:
    """``25个单位：已报送22个，退回修改2个，未报送1个；未读取的文件1个，待解决的问题：错误3处。``."""
    counts = "，".join(f"{word}{len(tally.names_in(state))}个" for state, word in STATE_WORDS.items())
    unread = f"{UNREAD_WORD}的文件{len(tally.unread)}个，" if tally.unread else ""
    found = Counter(finding.level for finding in tally.open)
    return (
        f"{len(tally.units)}个单位：{counts}；{unread}"
        f"待解决的问题：{'，'.join(f'{level}{found[level]}处' for level in LEVELS if found[level]) or '没有'}。"
    )


def build_arrivals_list(tally: Tally) -> Table:
    """Build the same with a column for each level, for the workbook only."""
    return build_table(f"{tally.month.label}月报报送情况", _ARRIVALS, tally.files, sheet=ARRIVALS_SHEET, shown=False)


_Arrival = FileTally | Feedback
"""A file of the month or a unit without one; or a file that could not be read."""


def _build_columns(words: Mapping[str, str]) -> tuple[CellColumn[_Arrival], ...]:
    def state_cell(item: _Arrival) -> Cell:
        if isinstance(item, Feedback):
            return Cell(UNREAD_WORD, role="warn")
        word, kind = words[item.state.state], item.state.kind
        if kind is not None and kind != USUAL_KIND:
            word += f"（{kind[:LONGEST_VALUE]}）"
        return text_cell(word, role=_role(item))

    return (
        written_column("unit", "单位", _unit, limit=LONGEST_VALUE),
        CellColumn("state", "状态", state_cell, "center"),
        written_column("submitted_on", "报送时间", _say_time, align="center"),
        CellColumn("days_late", "迟报天数", _late_cell, "center"),
        CellColumn("found", "问题", _found_cell),
        written_column("file", "文件", _file),
    )


def _unit(item: _Arrival) -> str | None:
    return None if isinstance(item, Feedback) else item.state.unit


def _file(item: _Arrival) -> str | None:
    return item.file if isinstance(item, Feedback) else item.state.file


def _role(item: FileTally) -> Role:
    return "warn" if item.state.state in ("sent_back", "not_reported") else "plain"


def _say_time(item: _Arrival) -> str | None:
    time = None if isinstance(item, Feedback) else item.state.submitted_on
    return None if time is None else f"{show_day(time.date())} {time:%H:%M}"


def _late_cell(item: _Arrival) -> Cell:
    return tally_cell(0 if isinstance(item, Feedback) else item.state.days_late or 0, role="warn")


def _found_cell(item: _Arrival) -> Cell:
    if isinstance(item, Feedback):
        return text_cell(item.unread, role="warn")
    found = "，".join(f"{level}{item.counts[level]}" for level in LEVELS if item.counts[level])
    return Cell(found, role="warn" if item.counts["错误"] else "plain")


def _level_column(level: str) -> CellColumn[FileTally]:
    return tally_column(level, level, lambda item: item.counts[level], role="warn" if level == "错误" else "plain")


_ARRIVALS: tuple[CellColumn[FileTally], ...] = (
    written_column("unit", "单位", lambda item: item.state.unit, limit=LONGEST_VALUE),
    CellColumn("state", "状态", lambda item: Cell(RETURN_WORDS[item.state.state], role=_role(item)), "center"),
    written_column("kind", "报送类型", lambda item: item.state.kind, limit=LONGEST_VALUE, align="center"),
    written_column(
        "submitted_on",
        "报送时间",
        lambda item: f"{item.state.submitted_on:%Y-%m-%d %H:%M}" if item.state.submitted_on else None,
        align="center",
    ),
    CellColumn("days_late", "迟报天数", _late_cell, "center"),
    *map(_level_column, LEVELS),
    written_column("file", "文件", _file, weight=1),
)


def build_unread_table(tally: Tally) -> Table:
    """Files that could not be read, and why."""
    columns: tuple[CellColumn[Feedback], ...] = (
        written_column("file", "文件", _file, weight=1),
        written_column("message", "原因和办法", lambda item: item.unread, role="warn", weight=2),
    )
    return build_table(
        "未读取的文件",
        columns,
        tally.unread,
        notes=("未读取的文件按没有收到处理；单位没有其他月报的，列为未报送。",),
    )


def build_control_table(tally: Tally) -> Table:
    """Cover totals beside the sums of the rows, a line per return that is not replaced; the total sums the accepted."""
    items = [item for item in tally.files if item.state.control is not None and item.state.state != "replaced"]
    # Those that disagree first; the sort is stable.
    items.sort(key=lambda item: _judge(item.state.control)[0])
    return build_table(
        "封面控制数与明细核对",
        _CONTROL,
        [_control_line(item) for item in items],
        total=_control_total(items),
        above_right="金额单位：万元，本月数",
        notes=(f"“{NOTHING}”为封面未填，或明细有无法读取的单元格；合计只计已接收的月报。",),
        sheet=CONTROL_SHEET,
    )


class _ControlLine(NamedTuple):
    name: str
    control: ControlTotals
    role: Role


def _control_line(item: FileTally) -> _ControlLine:
    control = item.state.control
    assert control is not None
    back = "（退回修改）" if item.state.state == "sent_back" else ""
    return _ControlLine(f"{item.state.unit or NOTHING}{back}", control, _judge(control)[2])


def _control_total(items: list[FileTally]) -> _ControlLine:
    counted = [item.state.control for item in items if item.state.state == "accepted" and item.state.control]
    sums = ControlTotals(
        stated_projects=sum(control.stated_projects or 0 for control in counted),
        stated_benefit=sum(control.stated_benefit or 0 for control in counted),
        stated_treasury=sum(control.stated_treasury or 0 for control in counted),
        projects=sum(control.projects or 0 for control in counted),
        benefit=sum(control.benefit or 0 for control in counted),
        treasury=sum(control.treasury or 0 for control in counted),
    )
    return _ControlLine(f"已接收{len(counted)}份合计", sums, "plain")


_CONTROL: tuple[CellColumn[_ControlLine], ...] = (
    written_column("unit", "单位", lambda line: line.name, limit=LONGEST_VALUE),
    CellColumn("stated_projects", "项目数（封面）", lambda line: count_cell(line.control.stated_projects), "right"),
    CellColumn("projects", "项目数（明细）", lambda line: count_cell(line.control.projects), "right"),
    CellColumn("stated_benefit", "经济效益（封面）", lambda line: money_cell(line.control.stated_benefit), "right"),
    CellColumn("benefit", "经济效益（明细）", lambda line: money_cell(line.control.benefit), "right"),
    CellColumn("stated_treasury", "入库收益（封面）", lambda line: money_cell(line.control.stated_treasury), "right"),
    CellColumn("treasury", "入库收益（明细）", lambda line: money_cell(line.control.treasury), "right"),
    CellColumn("result", "核对结果", lambda line: Cell(_judge(line.control)[1], role=line.role), "center"),
)


def _judge(control: ControlTotals | None) -> tuple[int, str, Role]:
    """Place in the order, word and role: what disagrees before what cannot be compared before what agrees."""
    if control is None:
        return 1, "无法核对", "muted"
    pairs = (
        (control.stated_projects, control.projects),
        (control.stated_benefit, control.benefit),
        (control.stated_treasury, control.treasury),
    )
    if any(stated is not None and found is not None and stated != found for stated, found in pairs):
        return 0, "不一致", "warn"
    if any(stated is None or found is None for stated, found in pairs):
        return 1, "无法核对", "warn"
    return 2, "一致", "good"
