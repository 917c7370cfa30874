"""What units wrote, and what the office still has to write: cases, difficulties, plans (docs/指标口径.md 季度)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sanzi_lib.measures.figures import MONEY_NAMES
from sanzi_lib.measures.quarter_model import Difficulty, FieldRow, QuarterCase, Quarterly
from sanzi_lib.reports.elements.blocks import Article, Block, Bullets, Heading, Paragraph, Table
from sanzi_lib.reports.elements.columns import (
    MONEY_LINE,
    CellColumn,
    build_table,
    text_column,
    value_column,
    written_column,
)
from sanzi_lib.reports.elements.formats import join_names, show_amount
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.quarterly.texts import name_quarter, say_row

CASES_SHEET, DIFFICULTIES_SHEET = "典型案例", "问题与困难"

_CASES_IN_FULL = 5
_DIFFICULTIES_LISTED = 10
_NAMED = 3


def ask(what: str) -> Paragraph:
    """Give an empty paragraph that the office fills in."""
    return Paragraph(f"【请填写：{what}】", role="warn")


def build_field(number: int, field: FieldRow, report: Quarterly, *, level: Literal[2, 3]) -> tuple[Block, ...]:
    """Build a field: its figures, its 主要任务 of annex 1, and room for how far they have come.

    Args:
        number: Its place among the fields, from 1.
        field: The field.
        report: The quarter.
        level: Of its heading; 2 is （一）, 3 is 1.
    """
    lead = f"（牵头单位：{field.lead}）" if field.lead != report.whole.name else ""
    figures = say_row(field.row.brought, field.row.amounts, report.month)
    tasks = (Paragraph(f"主要任务：{'；'.join(field.tasks)}。"),) if field.tasks else ()
    wanted = "各项主要任务的推进措施、进展和成效" if field.tasks else "本领域的推进措施、进展和成效"
    return (
        Heading(f"{_number(number, level)}{field.row.name}{lead}", level),
        Paragraph(figures),
        *tasks,
        ask(wanted),
    )


def _number(number: int, level: Literal[2, 3]) -> str:
    tens, ones = divmod(number, 10)
    if level == 3 or tens > 1:
        return f"{number}."
    return f"（{'十' if tens else ''}{'〇一二三四五六七八九'[ones] if ones else ''}）"


def build_cases(report: Quarterly) -> tuple[Block, ...]:
    """Build a unit's cases in full; of the city's all by title, and those of the largest projects in full."""
    name, cases = name_quarter(report.month), report.cases
    if not cases:
        return (Paragraph(f"{name}没有报送典型案例。"),)
    if report.unit_row is not None or len(cases) <= _CASES_IN_FULL:
        return tuple(_build_article(item, report) for item in cases)
    told = f"{name}共报送典型案例{len(cases)}个（同一项目报送多次的取最近一次），按所属项目{name}经济效益由高到低列示；"
    return (
        Paragraph(f"{told}前{_CASES_IN_FULL}个列示全文，其余列题。"),
        *(_build_article(item, report) for item in cases[:_CASES_IN_FULL]),
        _build_cases_table(report),
    )


def _build_article(item: QuarterCase, report: Quarterly) -> Article:
    unit = item.unit_name if report.unit_row is None or item.case.unit != report.unit_row.unit else ""
    money = (
        ""
        if item.quarter is None
        else f"{name_quarter(report.month)}{MONEY_NAMES['benefit']}{show_amount(item.quarter)}"
    )
    parts = (("主要做法", item.case.practice), ("取得成效", item.case.result))
    return Article(
        title=tidy_text(item.case.title),
        lead="　".join(part for part in (unit, tidy_text(item.project_name), money) if part),
        parts=tuple((label, text.strip()) for label, text in parts if text.strip()),
    )


def _build_cases_table(report: Quarterly) -> Table:
    name = name_quarter(report.month)
    columns: tuple[CellColumn[QuarterCase], ...] = (
        text_column("unit", "单位", lambda item: item.unit_name),
        written_column("title", "案例", lambda item: tidy_text(item.case.title), weight=2),
        written_column("project", "项目", lambda item: item.project_name, weight=2),
        value_column(
            "benefit", lambda item: item.quarter, key="benefit_quarter", header=f"{name}{MONEY_NAMES['benefit']}"
        ),
    )
    return build_table(
        f"{name}典型案例", columns, report.cases, sheet=CASES_SHEET, row_header=1, above_right=MONEY_LINE
    )


@dataclass(frozen=True)
class _Matter:
    """The same difficulty of one project or several."""

    text: str
    found: tuple[Difficulty, ...]

    @property
    def units(self) -> dict[str, int]:
        """Names of units and how many of their projects, those with most first, else in register order."""
        counts: dict[str, int] = {}
        for item in self.found:
            counts[item.unit_name] = counts.get(item.unit_name, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: -item[1]))


def build_difficulties(report: Quarterly) -> tuple[Block, ...]:
    """问题与困难 of the last accepted returns, each once, with who has it; one sentence where none is told."""
    matters = _gather(report.difficulties)
    if not matters:
        if any(item.last_accepted is not None for item in report.returns):
            return (Paragraph("截至季度末，最近一次通过核验的项目台账没有填报问题与困难。"),)
        return (Paragraph("本年度没有通过核验的项目台账，问题与困难暂缺。"),)
    single = len({item.unit for item in report.difficulties}) == 1 and report.unit_row is not None
    listed = matters[:_DIFFICULTIES_LISTED]
    count = len(report.difficulties)
    head = f"据最近一次通过核验的项目台账，{count}个项目填报了问题与困难"
    head += f"，归为{len(matters)}项" if len(matters) < count else ""
    more = f"；以下列示涉及项目较多的{len(listed)}项，全部见所附工作簿" if len(matters) > len(listed) else ""
    return (
        Paragraph(f"{head}{more}。"),
        Bullets(tuple(_say_matter(matter, single) for matter in listed), ordered=True),
        _build_difficulties_table(matters),
    )


def _say_matter(matter: _Matter, single: bool) -> str:
    count = len(matter.found)
    if single:
        projects = [f"“{tidy_text(item.project_name)}”" for item in matter.found]
        named = "、".join(projects[:_NAMED])
        return f"{matter.text}（{named}{f'等{count}个项目' if count > _NAMED else ''}）。"
    units = [f"{name}{number}个" for name, number in matter.units.items()]
    if count == 1:
        return f"{matter.text}（{matter.found[0].unit_name}“{tidy_text(matter.found[0].project_name)}”）。"
    if len(units) == 1:
        return f"{matter.text}（{join_names(matter.units)}{count}个项目）。"
    who = f"{'其中' if len(units) > _NAMED else ''}{'、'.join(units[:_NAMED])}"
    return f"{matter.text}（涉及{len(units)}个单位{count}个项目，{who}）。"


def _build_difficulties_table(matters: Sequence[_Matter]) -> Table:
    columns: tuple[CellColumn[Difficulty], ...] = (
        text_column("unit", "单位", lambda item: item.unit_name),
        written_column("project", "项目名称", lambda item: item.project_name, weight=2),
        written_column("text", "问题与困难", lambda item: item.text, weight=3),
    )
    found = (item for matter in matters for item in matter.found)
    return build_table("问题与困难明细", columns, found, sheet=DIFFICULTIES_SHEET, shown=False, row_header=1)


def _gather(difficulties: Iterable[Difficulty]) -> tuple[_Matter, ...]:
    """Equal texts together, spelling and blanks apart; the most frequent first, else in register order."""
    found: dict[str, list[Difficulty]] = {}
    for item in difficulties:
        if text := _compare(item.text):
            found.setdefault(text, []).append(item)
    matters = [_Matter(tidy_text(items[0].text), tuple(items)) for items in found.values()]
    return tuple(sorted(matters, key=lambda matter: -len(matter.found)))


def _compare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if letter.isalnum()).casefold()
