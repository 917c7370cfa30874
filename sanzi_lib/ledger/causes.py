"""One cause, one line: findings as people read them (docs/核验规则.md 一因一条).

checks.json names each cell. On a screen, in the intake report and in 核验意见 the findings of one return, rule, column
and cause are one line that lists the cells, and what only follows from a V02 is counted at its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sanzi_lib.ledger.layout import COVER, MOVEMENTS, PROJECTS
from sanzi_lib.ledger.model import Finding, UnitAnswer
from sanzi_lib.params.values import normalise_name

_MOST_TOLD = 50
"""Cells whose own figures a line repeats; their addresses are all there."""

_MOST_PROJECTS = 3
_OF_A_TOTAL = "合计行"
"""How reading begins a sentence about a cell of a total row; the cause is the column's all the same."""

_NUMBER = re.compile(
    r"\d{4}年\d{1,2}月(?:、\d{4}年\d{1,2}月)*|\d{4}-\d{2}(?:-\d{2})?(?!\d)|-?\d[\d,]*(?:\.\d+)?(?:%|万元|亿元)?"
)
"""A figure of a sentence: months and a day are one each."""
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")

_BY_MONEY_UNIT = frozenset(("V07", "V12", "V20", "V21", "V29", "V30", "V31", "V32", "V33", "V34", "V37"))
"""Rules that hold amounts against the record, the target or a threshold: all follow from a cover not in 万元."""

_BY_HEADLESS = {
    MOVEMENTS: frozenset(("V05", "V06", "V07", "V08", "V09", "V19", "V20", "V31", "V32")),
    PROJECTS: frozenset(("V09", "V11", "V12", "V23", "V33")),
}
"""Rules that miss the values of a column whose header is gone."""


@dataclass(frozen=True)
class Told:
    """A line for people.

    Attributes:
        findings: What it tells, in the checks' order.
        cells: Their addresses, ``E7:E9、E12``; with the sheet where they stand in several. None where none has one.
        message: What to do, with each cell's own figures where they differ.
    """

    findings: tuple[Finding, ...]
    cells: str | None
    message: str

    @property
    def first(self) -> Finding:
        """The finding whose rule, level, file and sheet are those of the line."""
        return self.findings[0]

    @property
    def sheet(self) -> str | None:
        """The sheet of all its cells; None where there are several, or none."""
        sheets = {finding.sheet for finding in self.findings}
        return sheets.pop() if len(sheets) == 1 else None

    @property
    def place(self) -> str:
        """``盘活情况表!E7:E9``, "" where there is none."""
        return "!".join(part for part in (self.sheet, self.cells) if part)

    @property
    def project(self) -> str | None:
        """Its 项目编号, at most three and then 等N个; None where it concerns none."""
        names = list(dict.fromkeys(finding.project for finding in self.findings if finding.project))
        shown = "、".join(names[:_MOST_PROJECTS])
        return f"{shown}等{len(names)}个" if len(names) > _MOST_PROJECTS else shown or None

    @property
    def answers(self) -> tuple[UnitAnswer, ...]:
        """What the unit answered, each answer once."""
        return tuple(dict.fromkeys(finding.answer for finding in self.findings if finding.answer is not None))

    @property
    def value(self) -> str | None:
        """The value found, None where the cells differ (the message then says each)."""
        values = {finding.value for finding in self.findings}
        return values.pop() if len(values) == 1 else None


def say_answer(answer: UnitAnswer) -> str:
    """``李四 2024-06-28：已开工``: who, when and what a unit answered."""
    return f"{' '.join(part for part in (answer.by, answer.on) if part)}：{answer.text}"


def say_line(line: Told) -> str:
    """Say a line of findings: level, rule, whose, where and what to do."""
    finding = line.first
    accepted = "（已认可）" if finding.override else ""
    parts = (finding.level + accepted, finding.rule, finding.unit, finding.file, line.place, line.project)
    answers = "".join(f"〔单位答复 {say_answer(answer)}〕" for answer in line.answers)
    return f"{'  '.join(part for part in parts if part)}：{line.message}{answers}"


def tell_causes(findings: Iterable[Finding]) -> tuple[Told, ...]:
    """Put findings into lines, one per return, rule, column and cause; pure.

    Args:
        findings: Of any number of returns, all levels together: a V02 explains findings of other levels.

    Returns:
        The lines, each where its first finding stood.
    """
    found = list(findings)
    by_file: dict[str | None, list[Finding]] = {}
    for finding in found:
        by_file.setdefault(finding.file, []).append(finding)
    causes = {id(one): cause for several in by_file.values() for one, cause in _find_causes(several)}
    followed: dict[int, list[Finding]] = {}
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in found:
        cause = causes.get(id(finding))
        if cause is None:
            groups.setdefault(_key(finding), []).append(finding)
        else:
            followed.setdefault(id(cause), []).append(finding)
    return tuple(
        _tell(several, [one for cause in several for one in followed.get(id(cause), ())]) for several in groups.values()
    )


def _find_causes(findings: Sequence[Finding]) -> Iterable[tuple[Finding, Finding]]:
    """Pair each finding of a return that only follows from another with that other."""
    errors = [finding for finding in findings if finding.rule == "V02" and finding.level == "错误"]
    ids = [finding for finding in findings if finding.rule == "V03" and "项目编号" in finding.message]
    money = next((one for one in errors if _sheet(one) == COVER and "“金额单位”应为" in one.message), None)
    for finding in findings:
        if finding.override is not None:
            continue
        if finding.rule == "V02" and finding.level == "提示":
            name = f"“{finding.value or finding.sheet}”"
            cause = next((one for one in errors if name in one.message), None)
        elif money is not None and finding.rule in _BY_MONEY_UNIT:
            cause = money
        elif finding.rule == "V36":
            cause = next((one for one in (*errors, *ids) if _sheet(one) == PROJECTS), None)
        else:
            cause = next((one for one in errors if "数据行却填有内容" in one.message and _misses(one, finding)), None)
        if cause is not None:
            yield finding, cause


def _misses(headless: Finding, finding: Finding) -> bool:
    if finding.rule not in _BY_HEADLESS.get(_sheet(headless), ()):
        return False
    return _summed_sheet(finding) == _sheet(headless)


def _sheet(finding: Finding) -> str:
    return normalise_name(finding.sheet or "")


def _summed_sheet(finding: Finding) -> str:
    """Tell whose rows a finding is about; a control total is about the rows that it sums."""
    if _sheet(finding) != COVER:
        return _sheet(finding)
    return PROJECTS if PROJECTS in finding.message else MOVEMENTS


def _key(finding: Finding) -> tuple[object, ...]:
    """Tell what findings of one line have in common."""
    shared = (finding.unit, finding.file, finding.rule, finding.level, finding.override)
    if finding.file is None:
        return (*shared, finding.message)
    if finding.rule == "V09" and "零报告" not in finding.message:
        # A row that is gone or changed puts every total over it in the wrong, whatever its column.
        return (*shared, _summed_sheet(finding))
    match = _ADDRESS.fullmatch(finding.cell or "")
    return (*shared, finding.sheet, match[1] if match else finding.cell, _strip_figures(finding))


def _strip_figures(finding: Finding) -> str:
    """Give the sentence without the value and the figures that differ from cell to cell."""
    text = finding.message.removeprefix(_OF_A_TOTAL)
    if finding.value:
        text = text.replace(f"“{finding.value}”", "“”")
    return _NUMBER.sub("#", text)


def _figures(finding: Finding) -> tuple[str, ...]:
    """Give what :func:`_strip_figures` leaves out."""
    quoted = f"“{finding.value}”"
    value = (finding.value,) if finding.value and quoted in finding.message else ()
    return (*value, *_NUMBER.findall(finding.message.replace(quoted, "")))


def _tell(findings: Sequence[Finding], following: Sequence[Finding]) -> Told:
    findings = sorted(findings, key=_place_in_sheet)  # stable: within a cell as the checks gave them
    first = findings[0]
    bare = [finding.message for finding in findings if not finding.message.startswith(_OF_A_TOTAL)]
    message = first.message if not bare else first.message.removeprefix(_OF_A_TOTAL)
    if len(findings) > 1 and first.rule == "V09":
        listed = _list_figures(findings)
        message = (
            f"{len(findings)}处合计与明细各行之和不符（所填、各行之和依次为：{listed}），"
            "多因增删或改动了行而没有更新合计，请核对。"
        )
    elif len({_figures(finding) for finding in findings}) > 1:
        others = [finding for finding in findings if _figures(finding) != _figures(first)]
        place = _find_only_difference([first, *others])
        order = "（数字次序相同）" if place is None else ""
        listed = _list_figures(others, place)
        message = f"{first.cell or first.project or ''}：{message}同类的还有：{listed}{order}。"
    if following:
        counts = Counter(finding.rule for finding in following if finding.rule != "V02")
        listed = "、".join(f"{rule} {count}处" for rule, count in sorted(counts.items()))
        message += f"由此引起的{listed}不另列，改正后重新核验。" if listed else ""
    return Told(tuple(findings), list_cells(findings), message)


def _place_in_sheet(finding: Finding) -> tuple[bool, str, int, str, int]:
    match = _ADDRESS.fullmatch(finding.cell or "")
    column, row = (match[1], int(match[2])) if match else ("", 0)
    return _sheet(finding) != COVER, finding.sheet or "", len(column), column, row


def _find_only_difference(findings: Sequence[Finding]) -> int | None:
    """Tell which figure of a sentence alone is another in each finding; None where several are, or they do not pair."""
    told = [_figures(finding) for finding in findings]
    if len({len(figures) for figures in told}) > 1:
        return None
    differing = [place for place, values in enumerate(zip(*told, strict=True)) if len(set(values)) > 1]
    return differing[0] if len(differing) == 1 else None


def _list_figures(findings: Sequence[Finding], place: int | None = None) -> str:
    """List places with their figures, or with the one at ``place``."""
    told = []
    for finding in findings[:_MOST_TOLD]:
        figures = _figures(finding)
        told.append(f"{_place(finding)}（{'、'.join(figures) if place is None else figures[place]}）")
    return "、".join(told) + (f"等{len(findings)}处" if len(findings) > _MOST_TOLD else "")


def _place(finding: Finding) -> str:
    """Say where a finding is: at its cell; what has no row in the sheet (V36) at its project."""
    return f"封面{finding.cell or ''}" if _sheet(finding) == COVER else finding.cell or finding.project or ""


def list_cells(findings: Sequence[Finding]) -> str | None:
    """Give ``E7:E9、E12``, cells of a column that follow each other as a range; None where no finding has one."""
    several = len({finding.sheet for finding in findings}) > 1
    listed: list[str] = []
    for sheet, group in groupby(findings, key=lambda finding: finding.sheet):
        cells = list(dict.fromkeys(finding.cell for finding in group if finding.cell))
        places = [(match[1], int(match[2])) for cell in cells if (match := _ADDRESS.fullmatch(cell))]
        lead = f"{sheet}!" if several and sheet else ""
        for (column, _), run in groupby(enumerate(places), key=lambda item: (item[1][0], item[1][1] - item[0])):
            rows = [row for _, (_, row) in run]
            listed.append(f"{lead}{column}{rows[0]}" + (f":{column}{rows[-1]}" if len(rows) > 1 else ""))
        listed += [lead + cell for cell in cells if not _ADDRESS.fullmatch(cell)]
    return "、".join(listed) or None
