"""What was found, finding by finding: sent back and why, to be explained, risks, and the whole list.

See docs/核验规则.md 规则.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sanzi_lib.ledger.causes import Told, say_answer, tell_causes
from sanzi_lib.ledger.model import Finding, Level, Override
from sanzi_lib.ledger.tally import LEVELS, NO_UNIT, AppliedOverride, RuleTally, Tally
from sanzi_lib.months import Month
from sanzi_lib.reports.elements.blocks import Cell, Role, Table
from sanzi_lib.reports.elements.columns import (
    ABSENT,
    LONGEST_LISTED,
    LONGEST_VALUE,
    CellColumn,
    build_table,
    tally_cell,
    tally_column,
    text_cell,
    text_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import NOTHING, join_names
from sanzi_lib.reports.intake.still_open import StillOpen

COUNTS_SHEET = "汇总"

MOST_UPRIGHT = 14
"""Columns of rules that an upright page holds."""


def _name_units(item: RuleTally) -> str:
    return join_names((f"{name or NO_UNIT}（{count}）" for name, count in item.units), limit=12)


def _reason_cell(item: AppliedOverride) -> Cell:
    told = (item.override.reason, *(f"单位答复（{say_answer(answer)}）" for answer in item.answers))
    return Cell("\n".join(text_cell(text, limit=LONGEST_LISTED).text for text in told))


_RULES: tuple[CellColumn[RuleTally], ...] = (
    text_column("rule", "规则", lambda item: item.rule, "center"),
    CellColumn(
        "level",
        "级别",
        lambda item: Cell(item.level, role="warn" if item.level in ("错误", "风险") else "plain"),
        "center",
    ),
    text_column("text", "内容", lambda item: item.text, weight=2),
    tally_column("count", "问题数", lambda item: item.count),
    tally_column("units", "单位数", lambda item: len(item.units)),
    written_column("names", "涉及单位（处数）", _name_units, limit=LONGEST_LISTED, weight=2),
)
_APPLIED: tuple[CellColumn[AppliedOverride], ...] = (
    written_column("unit", "单位", lambda item: item.unit, limit=LONGEST_VALUE),
    text_column("rule", "规则", lambda item: item.rule, "center"),
    text_column("level", "级别", lambda item: item.level, "center"),
    written_column("project", "项目编号", lambda item: item.project, limit=LONGEST_VALUE),
    tally_column("count", "处数", lambda item: item.count),
    CellColumn("reason", "认可理由和单位答复", _reason_cell, "left", 1),
    written_column("by", "经办人", lambda item: item.override.by, limit=LONGEST_VALUE, align="center"),
    written_column("date", "日期", lambda item: item.override.date, align="center"),
)
_UNUSED: tuple[CellColumn[Finding], ...] = (
    written_column("unit", "单位", lambda item: item.unit, limit=LONGEST_VALUE),
    text_column("rule", "规则", lambda item: item.rule, "center"),
    written_column("project", "项目编号", lambda item: item.project, limit=LONGEST_VALUE),
    written_column("message", "处理意见", lambda item: item.message, limit=LONGEST_LISTED, role="warn", weight=1),
)


def build_matrix(tally: Tally) -> Table | None:
    """Units with findings against rules, the unit with most 错误 first; None where nothing was found."""
    if not tally.open:
        return None
    rules = sorted({finding.rule for finding in tally.open})
    cells: Counter[tuple[str, str]] = Counter()
    levels: dict[str, Counter[str]] = {}
    wrong = {(f.unit or "", f.rule) for f in tally.open if f.level == "错误"}
    for finding in tally.open:
        name = finding.unit or ""
        cells[name, finding.rule] += 1
        levels.setdefault(name, Counter())[finding.level] += 1
    names = sorted(levels, key=lambda name: tuple(-levels[name][level] for level in LEVELS))

    def column(rule: str) -> CellColumn[str | None]:
        def cell(name: str | None) -> Cell:
            if name is None:
                return tally_cell(sum(cells[one, rule] for one in names))
            return tally_cell(cells[name, rule], role="warn" if (name, rule) in wrong else "plain")

        return CellColumn(rule, rule, cell, "right")

    columns: list[CellColumn[str | None]] = [
        CellColumn("unit", "单位", _unit_cell),
        *map(column, rules),
        tally_column(
            "total", "合计", lambda name: sum(count for (one, _), count in cells.items() if name in (None, one))
        ),
    ]
    return build_table(
        "各单位各规则的问题数",
        columns,
        [*names, None],
        style=lambda name: "total" if name is None else "plain",
        notes=("按错误、核实、风险、提示的处数由多到少排列；不含已认可的问题；空白表示没有。",),
        landscape=len(rules) > MOST_UPRIGHT,
        sheet=COUNTS_SHEET,
    )


def _unit_cell(name: str | None) -> Cell:
    return Cell("合计") if name is None else text_cell(name or NO_UNIT, limit=LONGEST_VALUE)


def build_rules_table(tally: Tally) -> Table | None:
    """Build Findings by rule and level, the heaviest first; None where nothing was found."""
    if not tally.open:
        return None
    return build_table("各规则的问题", _RULES, tally.rules, sheet=COUNTS_SHEET)


def build_applied_table(tally: Tally) -> Table | None:
    """Build Overrides that accepted findings; None where there is none."""
    if not tally.applied:
        return None
    return build_table("已认可的问题", _APPLIED, tally.applied, notes=("认可只使当月照所报计入，从不改动金额。",))


def build_unused_table(tally: Tally) -> Table | None:
    """Lines of overrides.csv that accepted nothing; None where there is none."""
    if not tally.unused:
        return None
    return build_table("没有用上的认可", _UNUSED, tally.unused)


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
        for risk in tally.former_risks.get(key, ()):
            month = f"{risk.month.month}月" if risk.month.year == tally.month.year else f"上年{risk.month.month}月"
            accepted = "，已认可" if risk.accepted else ""
            yield f"原有风险（{key[1]}，{month}，{risk.rule}{accepted}）：{risk.message}"


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
