"""What was found, finding by finding: sent back and why, to be explained, risks, and the whole list (domain §4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sanzi_lib.ledger.model import Finding
from sanzi_lib.ledger.tally import LEVELS, Tally
from sanzi_lib.reports.elements.blocks import Cell, Role, Row, Table
from sanzi_lib.reports.elements.formats import NOTHING
from sanzi_lib.reports.elements.plain_table import (
    LONGEST_LISTED,
    LONGEST_VALUE,
    Headers,
    build_plain_table,
    text_cell,
)

FAULTS_SHEET = "核验问题"

MOST_OF_A_KIND = 5
"""Findings of one file and rule that a document lists; the workbook lists them all."""

MOST_LISTED = 10_000
"""Findings that the workbook lists; checks.json has all of them."""

_HEADERS: Headers = (
    ("unit", "单位", "left", 0),
    ("rule", "规则", "center", 0),
    ("place", "位置、项目和所填内容", "left", 0),
    ("message", "处理意见", "left", 1),
)
_LISTED: Headers = (
    ("level", "级别", "center", 0),
    ("rule", "规则", "center", 0),
    ("unit", "单位", "left", 0),
    ("file", "文件", "left", 0),
    ("sheet", "工作表", "left", 0),
    ("cell", "单元格", "center", 0),
    ("project", "项目编号", "left", 0),
    ("value", "所填内容", "left", 0),
    ("message", "处理意见", "left", 1),
    ("accepted", "认可", "left", 0),
)
_ROLES: dict[str, Role] = {"错误": "warn", "风险": "warn"}


def build_back_table(tally: Tally) -> Table | None:
    """Every 错误 that sends a return back; None where there is none."""
    files = {item.file for item in tally.back}
    found = [finding for finding in tally.open if finding.level == "错误" and finding.file in files]
    return _build_table("退回修改的原因", found)


def build_query_table(tally: Tally) -> Table | None:
    """Every open 核实; None where there is none."""
    return _build_table("待核实的问题", [finding for finding in tally.open if finding.level == "核实"])


def build_risk_table(tally: Tally) -> Table | None:
    """Every open 风险; None where there is none. Never on a circulated report (domain §4)."""
    return _build_table("风险提示", [finding for finding in tally.open if finding.level == "风险"])


def build_list(tally: Tally) -> Table:
    """All findings, the heaviest level first, those that an override accepted too; for the workbook only."""
    ordered = [finding for level in LEVELS for finding in tally.findings if finding.level == level]
    left_out = len(ordered) - MOST_LISTED
    return build_plain_table(
        f"{tally.month.label}月报核验问题",
        _LISTED,
        (_build_listed(finding) for finding in ordered[:MOST_LISTED]),
        notes=(f"另有{left_out:,}条未列出，见 checks.json。",) if left_out > 0 else (),
        sheet=FAULTS_SHEET,
        shown=False,
    )


def _build_table(caption: str, findings: Sequence[Finding]) -> Table | None:
    if not findings:
        return None
    return build_plain_table(caption, _HEADERS, _bound(findings))


def _bound(findings: Iterable[Finding]) -> Iterator[Row]:
    """The first findings of each file and rule, and one line for the rest of them."""
    groups: dict[tuple[str | None, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.file, finding.rule), []).append(finding)
    for several in groups.values():
        yield from (_build_row(finding) for finding in several[:MOST_OF_A_KIND])
        if (left_out := len(several) - MOST_OF_A_KIND) > 0:
            first = several[0]
            sheets = "、".join(name or NOTHING for name in Counter(f.sheet for f in several[MOST_OF_A_KIND:]))
            told = f"同类问题另有{left_out:,}处，见表格“{FAULTS_SHEET}”和退回的工作簿。"
            yield Row(
                (
                    text_cell(first.unit, limit=LONGEST_VALUE),
                    Cell(first.rule),
                    text_cell(sheets, limit=LONGEST_VALUE),
                    Cell(told, role="muted"),
                ),
                style="part",
            )


def _build_row(finding: Finding) -> Row:
    return Row(
        (
            text_cell(finding.unit, limit=LONGEST_VALUE),
            Cell(finding.rule, role=_ROLES.get(finding.level, "plain")),
            _place_cell(finding),
            text_cell(finding.message, limit=LONGEST_LISTED),
        )
    )


def _build_listed(finding: Finding) -> Row:
    line = finding.override
    return Row(
        (
            Cell(finding.level, role=_ROLES.get(finding.level, "plain") if line is None else "plain"),
            Cell(finding.rule),
            text_cell(finding.unit, limit=LONGEST_LISTED),
            text_cell(finding.file),
            text_cell(finding.sheet),
            text_cell(finding.cell),
            text_cell(finding.project, limit=LONGEST_LISTED),
            text_cell(finding.value, limit=LONGEST_LISTED),
            text_cell(finding.message, limit=LONGEST_LISTED),
            text_cell(f"{line.by} {line.date}：{line.reason}" if line else None, limit=LONGEST_LISTED),
        )
    )


def _place_cell(finding: Finding) -> Cell:
    """``盘活情况表!E7``, the project and the value found, each on a line of its own."""
    place = "!".join(part for part in (finding.sheet, finding.cell) if part)
    parts = (place, finding.project, finding.value and f"所填：{finding.value}")
    lines = [text_cell(text, limit=LONGEST_VALUE).text for text in parts if text]
    return Cell("\n".join(lines)) if lines else Cell(NOTHING, role="muted")
