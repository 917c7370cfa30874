"""What was found, finding by finding: sent back and why, to be explained, risks, and the whole list.

See docs/核验规则.md 规则.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sanzi_lib.ledger.causes import Told, say_answer, tell_causes
from sanzi_lib.ledger.model import Finding, Level, Override
from sanzi_lib.ledger.tally import LEVELS, Tally
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.blocks import Cell, Role, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    LONGEST_LISTED,
    LONGEST_VALUE,
    CellColumn,
    build_table,
    text_cell,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING
from sanzi_lib.reports.intake.still_open import StillOpen

FINDINGS_SHEET = "核验问题"

MOST_OF_A_KIND = 5
"""Lines of one file and rule that a document lists; the workbook lists every single cell."""

MOST_LISTED = 10_000
"""Findings that the workbook lists; checks.json has all of them."""

_ROLES: dict[str, Role] = {"错误": "warn", "风险": "warn"}


class _Rest(NamedTuple):
    """The lines of one file and rule that a document does not list, with the number of their findings."""

    first: Finding
    sheets: str
    number: int


_Line = Told | _Rest


def build_back_table(tally: Tally) -> Table | None:
    """Every 错误 that sends a return back; None where there is none."""
    files = {item.file for item in tally.back}
    return _build_table("退回修改的原因", [line for line in _tell(tally, "错误") if line.first.file in files])


def build_query_table(tally: Tally) -> Table | None:
    """Every open 核实; None where there is none. Beside a project that is gone stands what 风险 it had."""
    return _build_table("待核实的问题", _tell(tally, "核实"), tally)


def build_earlier_table(still_open: StillOpen, tally: Tally) -> Table | None:
    """Build what is open of earlier months, a line per cause; None where nothing is."""
    if not still_open.earlier:
        return None
    months = {id(line): month for month, line in still_open.earlier}
    column: CellColumn[_Line] = CellColumn("month", "月份", lambda line: Cell(_say_month(line, months)), "center")
    return build_table(
        "以前月份的待核实",
        (column, *_build_columns(tally)),
        [line for _, line in still_open.earlier],
        notes=("说明采纳的用 sanzi accept 认可，月份写问题所在的月份；已定稿月份的数字不变。",),
    )


def _say_month(line: _Line, months: Mapping[int, Month]) -> str:
    return f"{months[id(line)].month}月"


def build_risk_table(tally: Tally) -> Table | None:
    """Every open 风险; None where there is none. Never on a circulated report (docs/核验规则.md 级别)."""
    return _build_table("风险提示", _tell(tally, "风险"))


def build_list(tally: Tally) -> Table:
    """All findings, the heaviest level first, those that an override accepted too; for the workbook only."""
    ordered = [finding for level in LEVELS for finding in tally.findings if finding.level == level]
    left_out = len(ordered) - MOST_LISTED
    return build_table(
        f"{tally.month.label}月报核验问题",
        _LISTED,
        ordered[:MOST_LISTED],
        notes=(f"另有{left_out:,}条未列出，见 checks.json。",) if left_out > 0 else (),
        sheet=FINDINGS_SHEET,
        shown=False,
    )


def _tell(tally: Tally, level: Level) -> list[Told]:
    return [line for line in tell_causes(tally.open) if line.first.level == level]


def _build_table(caption: str, lines: Sequence[Told], tally: Tally | None = None) -> Table | None:
    if not lines:
        return None
    return build_table(
        caption, _build_columns(tally), _bound(lines), style=lambda line: "part" if isinstance(line, _Rest) else "plain"
    )


def _bound(lines: Iterable[Told]) -> Iterator[_Line]:
    """Give the first lines of each file and rule, and one for the rest of them."""
    groups: dict[tuple[str | None, str], list[Told]] = {}
    for line in lines:
        groups.setdefault((line.first.file, line.first.rule), []).append(line)
    for several in groups.values():
        yield from several[:MOST_OF_A_KIND]
        if rest := [finding for line in several[MOST_OF_A_KIND:] for finding in line.findings]:
            sheets = "、".join(name or NOTHING for name in Counter(finding.sheet for finding in rest))
            yield _Rest(several[0].first, sheets, len(rest))


def _rule_cell(line: _Line) -> Cell:
    finding = line.first
    return Cell(finding.rule, role="plain" if isinstance(line, _Rest) else _ROLES.get(finding.level, "plain"))


def _message_cell(line: _Line, tally: Tally | None) -> Cell:
    if isinstance(line, _Rest):
        return Cell(f"同类问题另有{line.number:,}处，见表格“{FINDINGS_SHEET}”和退回的工作簿。", role="muted")
    answers = [text_cell(f"单位答复（{say_answer(answer)}）", limit=LONGEST_LISTED).text for answer in line.answers]
    risks = [text_cell(text, limit=LONGEST_LISTED).text for text in _say_risks(line, tally)]
    return Cell("\n".join((text_cell(line.message, limit=LONGEST_LISTED).text, *risks, *answers)))


def _say_risks(line: Told, tally: Tally | None) -> Iterator[str]:
    """Say what 风险 was found of projects that are gone, while they were there."""
    if tally is None or line.first.rule != "V36":
        return
    for key in dict.fromkeys((finding.unit or "", finding.project or "") for finding in line.findings):
        for month, risk in tally.former_risks.get(key, ()):
            accepted = "，已认可" if risk.override else ""
            yield f"原有风险（{key[1]}，{month.month}月，{risk.rule}{accepted}）：{risk.message}"


def _listed_role(finding: Finding) -> Role:
    return _ROLES.get(finding.level, "plain") if finding.override is None else "plain"


def _say_answer(finding: Finding) -> str | None:
    return None if finding.answer is None else say_answer(finding.answer)


def _say_override(line: Override | None) -> str | None:
    return None if line is None else f"{line.by} {line.date}：{line.reason}"


def _place_cell(line: _Line) -> Cell:
    """``盘活情况表!E7:E9``, the projects and the value found, each on a line of its own."""
    if isinstance(line, _Rest):
        return text_cell(line.sheets, limit=LONGEST_VALUE)
    parts = (line.place, line.project, line.value and f"所填：{line.value}")
    lines = [text_cell(text, limit=LONGEST_VALUE).text for text in parts if text]
    return Cell("\n".join(lines)) if lines else ABSENT


def _build_columns(tally: Tally | None) -> tuple[CellColumn[_Line], ...]:
    return (
        written_column("unit", "单位", lambda line: line.first.unit, limit=LONGEST_VALUE),
        CellColumn("rule", "规则", _rule_cell, "center"),
        CellColumn("place", "位置、项目和所填内容", _place_cell),
        CellColumn("message", "处理意见", lambda line: _message_cell(line, tally), "left", 1),
    )


_LISTED: tuple[CellColumn[Finding], ...] = (
    CellColumn("level", "级别", lambda finding: Cell(finding.level, role=_listed_role(finding)), "center"),
    text_column("rule", "规则", lambda finding: finding.rule, "center"),
    written_column("unit", "单位", lambda finding: finding.unit, limit=LONGEST_LISTED),
    written_column("file", "文件", lambda finding: finding.file),
    written_column("sheet", "工作表", lambda finding: finding.sheet),
    written_column("cell", "单元格", lambda finding: finding.cell, align="center"),
    written_column("project", "项目编号", lambda finding: finding.project, limit=LONGEST_LISTED),
    written_column("value", "所填内容", lambda finding: finding.value, limit=LONGEST_LISTED),
    written_column("message", "处理意见", lambda finding: finding.message, limit=LONGEST_LISTED, weight=1),
    written_column("answer", "单位答复", _say_answer, limit=LONGEST_LISTED),
    written_column("accepted", "认可", lambda finding: _say_override(finding.override), limit=LONGEST_LISTED),
)
