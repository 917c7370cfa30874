"""Who sent what when, what could not be read, and the control totals of the month (domain §3, §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.model import ControlTotals
from sanzi_lib.ledger.tally import LEVELS, FileTally, Tally
from sanzi_lib.reports.elements.blocks import Cell, Role, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING, RETURN_WORDS, STATE_WORDS, count_cell, money_cell, show_day
from sanzi_lib.reports.elements.plain_table import LONGEST_VALUE, Headers, build_plain_table, tally_cell, text_cell

ARRIVALS_SHEET, CONTROL_SHEET = "报送情况", "控制数核对"
USUAL_KIND = "月报"
UNREAD_WORD = "未读取"

_STANDING_WORDS = {**RETURN_WORDS, "accepted": STATE_WORDS["accepted"]}
"""A file's state as the boards say a unit's: 已报送 rather than 接收."""

_ARRIVALS: Headers = (
    ("unit", "单位", "left", 0),
    ("state", "状态", "center", 0),
    ("kind", "报送类型", "center", 0),
    ("submitted_on", "报送时间", "center", 0),
    ("days_late", "迟报天数", "center", 0),
    *((level, level, "right", 0) for level in LEVELS),
    ("file", "文件", "left", 1),
)
_SHORT: Headers = (
    ("unit", "单位", "left", 0),
    ("state", "状态", "center", 0),
    ("submitted_on", "报送时间", "center", 0),
    ("days_late", "迟报天数", "center", 0),
    ("found", "问题", "left", 0),
    ("file", "文件", "left", 0),
)
_CONTROL: Headers = (
    ("unit", "单位", "left", 0),
    ("stated_projects", "项目数（封面）", "right", 0),
    ("projects", "项目数（明细）", "right", 0),
    ("stated_benefit", "经济效益（封面）", "right", 0),
    ("benefit", "经济效益（明细）", "right", 0),
    ("stated_treasury", "入库收益（封面）", "right", 0),
    ("treasury", "入库收益（明细）", "right", 0),
    ("result", "核对结果", "center", 0),
)


def build_arrivals_table(tally: Tally) -> Table:
    """Every file of the month and every unit without one, the most urgent first."""
    return build_plain_table(
        f"{tally.month.label}月报报送情况",
        _SHORT,
        (_build_short(item, RETURN_WORDS) for item in tally.files),
        notes=(
            f"报送截止{show_day(tally.cutoff)}24时；迟报天数按每份文件计，以自然日计算。"
            "问题数不含已认可的；空白表示没有。",
        ),
    )


def build_standing_table(tally: Tally) -> Table:
    """Who has reported: every file and every unit without one in the words of the boards, unread files among them."""
    shown = [_build_short(item, _STANDING_WORDS) for item in tally.files]
    urgent = sum(item.state.state in ("not_reported", "sent_back") for item in tally.files)
    unread = [_build_unread(item) for item in tally.unread]
    return build_plain_table(
        f"{tally.month.label}月报报送情况",
        _SHORT,
        (*shown[:urgent], *unread, *shown[urgent:]),
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
    """The same with a column for each level, for the workbook only."""
    return build_plain_table(
        f"{tally.month.label}月报报送情况",
        _ARRIVALS,
        (_build_arrival(item) for item in tally.files),
        sheet=ARRIVALS_SHEET,
        shown=False,
    )


def _build_short(item: FileTally, words: Mapping[str, str]) -> Row:
    state = item.state
    role: Role = "warn" if state.state in ("sent_back", "not_reported") else "plain"
    word = words[state.state]
    if state.kind is not None and state.kind != USUAL_KIND:
        word += f"（{state.kind[:LONGEST_VALUE]}）"
    time = f"{show_day(state.submitted_on.date())} {state.submitted_on:%H:%M}" if state.submitted_on else None
    found = "，".join(f"{level}{item.counts[level]}" for level in LEVELS if item.counts[level])
    return Row(
        (
            text_cell(state.unit, limit=LONGEST_VALUE),
            text_cell(word, role=role),
            text_cell(time),
            tally_cell(state.days_late or 0, role="warn"),
            Cell(found, role="warn" if item.counts["错误"] else "plain"),
            text_cell(state.file),
        )
    )


def _build_unread(item: Feedback) -> Row:
    nothing = Cell(NOTHING, role="muted")
    return Row(
        (
            nothing,
            Cell(UNREAD_WORD, role="warn"),
            nothing,
            tally_cell(0),
            text_cell(item.unread, role="warn"),
            text_cell(item.file),
        )
    )


def _build_arrival(item: FileTally) -> Row:
    state = item.state
    role: Role = "warn" if state.state in ("sent_back", "not_reported") else "plain"
    return Row(
        (
            text_cell(state.unit, limit=LONGEST_VALUE),
            Cell(RETURN_WORDS[state.state], role=role),
            text_cell(state.kind, limit=LONGEST_VALUE),
            text_cell(f"{state.submitted_on:%Y-%m-%d %H:%M}" if state.submitted_on else None),
            tally_cell(state.days_late or 0, role="warn"),
            *(tally_cell(item.counts[level], role="warn" if level == "错误" else "plain") for level in LEVELS),
            text_cell(state.file),
        )
    )


def build_unread_table(tally: Tally) -> Table:
    """Files that could not be read, and why."""
    headers: Headers = (("file", "文件", "left", 1), ("message", "原因和办法", "left", 2))
    return build_plain_table(
        "未读取的文件",
        headers,
        (Row((text_cell(item.file), text_cell(item.unread, role="warn"))) for item in tally.unread),
        notes=("未读取的文件按没有收到处理；单位没有其他月报的，列为未报送。",),
    )


def build_control_table(tally: Tally) -> Table:
    """Cover totals beside the sums of the rows, a line per return that is not replaced; the total sums the accepted."""
    items = [item for item in tally.files if item.state.control is not None and item.state.state != "replaced"]
    # Those that disagree first; the sort is stable.
    items.sort(key=lambda item: _judge(item.state.control)[0])
    return build_plain_table(
        "封面控制数与明细核对",
        _CONTROL,
        (*(_build_control(item) for item in items), _build_total(items)),
        above_right="金额单位：万元，本月数",
        notes=(f"“{NOTHING}”为封面未填，或明细有无法读取的单元格；合计只计已接收的月报。",),
        sheet=CONTROL_SHEET,
    )


def _build_control(item: FileTally) -> Row:
    control = item.state.control
    assert control is not None
    _, word, role = _judge(control)
    name = item.state.unit or NOTHING
    if item.state.state == "sent_back":
        name += "（退回修改）"
    return Row((text_cell(name, limit=LONGEST_VALUE), *_figures(control), Cell(word, role=role)))


def _build_total(items: list[FileTally]) -> Row:
    counted = [item.state.control for item in items if item.state.state == "accepted" and item.state.control]
    sums = ControlTotals(
        stated_projects=sum(control.stated_projects or 0 for control in counted),
        stated_benefit=sum(control.stated_benefit or 0 for control in counted),
        stated_treasury=sum(control.stated_treasury or 0 for control in counted),
        projects=sum(control.projects or 0 for control in counted),
        benefit=sum(control.benefit or 0 for control in counted),
        treasury=sum(control.treasury or 0 for control in counted),
    )
    return Row((Cell(f"已接收{len(counted)}份合计"), *_figures(sums), Cell(_judge(sums)[1])), style="total")


def _figures(control: ControlTotals) -> tuple[Cell, ...]:
    return (
        count_cell(control.stated_projects),
        count_cell(control.projects),
        money_cell(control.stated_benefit),
        money_cell(control.benefit),
        money_cell(control.stated_treasury),
        money_cell(control.treasury),
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
