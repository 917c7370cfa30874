"""The first page of the intake report: what the analyst must follow up today (docs/指标口径.md 报告)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.tally import NO_UNIT, Tally
from sanzi_lib.reports.elements.blocks import Cell, Findings, KeyFigure, KeyFigures, Role, Table
from sanzi_lib.reports.elements.columns import CellColumn, build_table, written_column
from sanzi_lib.reports.elements.formats import NOTHING, count_cell, join_names, show_day
from sanzi_lib.reports.elements.open_findings import say_count
from sanzi_lib.reports.intake.still_open import StillOpen

FEEDBACK_FOLDER = "退回修改"

_NAMED = 8
_LONGEST_NAME = 80


class _Matter(NamedTuple):
    """Something that must be followed up: what, of whom, how it stands, and what to do."""

    what: str
    unit: str
    state: str
    action: str

    @property
    def cell(self) -> Cell:
        """What it is; only what is asked is no fault."""
        return Cell(self.what, role="plain" if self.what == "待核实" else "warn")


_COLUMNS: tuple[CellColumn[tuple[int, _Matter]], ...] = (
    CellColumn("number", "序号", lambda line: count_cell(line[0]), "center"),
    CellColumn(
        "matter",
        "事项",
        lambda line: Cell(line[1].what, role="plain" if line[1].what == "待核实" else "warn"),
        "center",
    ),
    written_column("unit", "单位", lambda line: line[1].unit),
    written_column("what", "情况", lambda line: line[1].state, limit=600),
    written_column("action", "办理", lambda line: line[1].action),
)


def build_findings(tally: Tally, still_open: StillOpen | None = None) -> Findings:
    """Who must be asked for what, in a few sentences; where there is nothing, that."""
    accepted, back, missing = (len(tally.names_in(state)) for state in ("accepted", "sent_back", "not_reported"))
    head = f"{tally.month.label}月报应报{len(tally.units)}个单位，已接收{accepted}个"
    asked = tuple(_say_open(still_open))
    if not back and not missing and not tally.back and not tally.asked and not tally.unread:
        nothing = "" if asked else "，没有须催办的事项"
        return Findings((f"{head}，全部通过核验{nothing}。", *asked, *_say_late(tally)))
    states = (("退回修改", back), ("未报送", missing))
    parts = [f"{name}{count}个" for name, count in states if count]
    return Findings(("、".join((head, *parts)) + "。", *_say_matters(tally), *asked, *_say_late(tally)))


def _say_matters(tally: Tally) -> Iterator[str]:
    if missing := tally.names_in("not_reported"):
        yield f"未报送（请催报）：{join_names(missing, limit=_NAMED)}。"
    if tally.back:
        named = [f"{_name(item)}（{_count_levels(item, ('错误',)) or '待更正'}）" for item in tally.back]
        yield f"退回修改（请催更正）：{_listed(named, '份')}。"
    if tally.unread:
        yield f"未读取（请查明是谁的、另存后重报）：{_listed([_clip(item.file) for item in tally.unread], '个文件')}。"
    if tally.asked:
        named = [f"{_name(item)}（{_count_levels(item, ('核实',))}）" for item in tally.asked]
        yield f"待核实（已接收，请单位说明）：{_listed(named, '份')}。"


def _say_open(still_open: StillOpen | None) -> Iterator[str]:
    """``1月至6月待核实11项，涉及11.52亿元，其中本月8项；以前月份的：甲县（V30）。``."""
    if still_open is None or not still_open.count.findings:
        return
    text = f"{_say_months(still_open)}{say_count(still_open.count)}"
    if still_open.earlier:
        rules: dict[str, dict[str, None]] = {}
        for _, line in still_open.earlier:
            rules.setdefault(line.first.unit or NO_UNIT, {})[line.first.rule] = None
        named = [f"{unit}（{'、'.join(own)}）" for unit, own in rules.items()]
        text += f"，其中本月{still_open.own}项；以前月份的：{_listed(named, '家')}"
    yield f"{text}。"


def _say_months(still_open: StillOpen) -> str:
    last = still_open.month.month
    return "1月" if last == 1 else f"1月至{last}月"


def _say_late(tally: Tally) -> Iterator[str]:
    if tally.late:
        named = [f"{item.unit or NO_UNIT}迟报{item.days_late}天" for item in tally.late]
        yield f"截止日为{show_day(tally.cutoff)}，{_listed(named, '份')}。"


def build_key_figures(tally: Tally, still_open: StillOpen | None = None) -> KeyFigures:
    """Units by state, unread files and open questions."""
    levels = Counter(finding.level for finding in tally.open)
    asked = ("待核实", levels["核实"], "处", "warn")
    if still_open is not None:
        asked = ("待核实", still_open.count.findings, f"项，其中本月{still_open.own}项", "warn")
    figures = (
        ("已接收", len(tally.names_in("accepted")), f"家，应报{len(tally.units)}家", "good"),
        ("退回修改", len(tally.back), "份", "warn"),
        ("未报送", len(tally.names_in("not_reported")), "家", "warn"),
        ("未读取文件", len(tally.unread), "个", "warn"),
        ("错误", levels["错误"], "处", "warn"),
        asked,
    )
    return KeyFigures(
        tuple(
            KeyFigure(label, f"{count:,}", unit, role=_role(role) if count else "plain")
            for label, count, unit, role in figures
        )
    )


def _role(name: str) -> Role:
    return "good" if name == "good" else "warn"


def build_matters_table(tally: Tally) -> Table | None:
    """Build a line for all who are missing, then one per file that must be followed up; None where there is none."""
    missing = tally.names_in("not_reported")
    alone = len(missing) == 1
    who = missing[0] if alone else f"{len(missing)}个单位"
    told = f"{'' if alone else f'{join_names(missing)}：'}没有收到可以读取的月报"
    lines = [
        *([_Matter("未报送", who, told, f"催报，截止日为{show_day(tally.cutoff)}")] if missing else ()),
        *(_Matter("退回修改", _name(item), _describe_back(item), _send(item, "催更正")) for item in tally.back),
        *(_Matter("未读取", NOTHING, _clip(item.file), _send(item, "查明单位后重报")) for item in tally.unread),
        *(
            _Matter("待核实", _name(item), _describe_asked(item), _send(item, "请单位说明或更正"))
            for item in tally.asked
        ),
    ]
    if not lines:
        return None
    return build_table(
        "须催办事项",
        _COLUMNS,
        enumerate(lines, start=1),
        notes=(f"“{FEEDBACK_FOLDER}”文件夹由 sanzi check 生成，工作簿以单位命名，逐个发回；单位的原件不改动。",),
        row_header=2,
    )


def _send(item: Feedback, action: str) -> str:
    own = item.name == f"{item.unit}.xlsx"
    return f"发回工作簿，{action}" if own else f"发回“{item.name}”，{action}"


def _describe_back(item: Feedback) -> str:
    rules = dict.fromkeys(finding.rule for finding in item.findings if finding.level == "错误")
    errors = _count_levels(item, ("错误",))
    told = f"{errors}（{'、'.join(rules)}）" if errors else "没有列出错误，请核对"
    asked = _count_levels(item, ("核实",))
    return f"{told}{f'，另有{asked}' if asked else ''}"


def _describe_asked(item: Feedback) -> str:
    rules = dict.fromkeys(finding.rule for finding in item.findings if finding.level == "核实")
    return f"{_count_levels(item, ('核实',))}（{'、'.join(rules)}），照常计入"


def _count_levels(item: Feedback, levels: Iterable[str]) -> str:
    counts: Counter[str] = Counter(finding.level for finding in item.findings)
    return "、".join(f"{level}{counts[level]}处" for level in levels if counts[level])


def _name(item: Feedback) -> str:
    return item.unit or NO_UNIT


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 2]}……"


def _listed(names: list[str], what: str) -> str:
    if len(names) <= _NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:_NAMED])}等{len(names)}{what}"
