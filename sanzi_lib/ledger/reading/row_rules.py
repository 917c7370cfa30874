"""What one row's own spelling breaks: V03 of ids and lists, V04 of signs, V10 of months.

See docs/指标口径.md 用语范围; docs/核验规则.md 规则.

Rules that compare cells with other rows, months or units are in :mod:`sanzi_lib.ledger.check`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sanzi_lib.ledger.layout import CASES, MOVEMENTS, PROJECTS, SheetSpec
from sanzi_lib.ledger.model import Value
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme

_WITH_REASON = frozenset(("benefit", "cash", "financing", "injection", "savings"))
"""A month's benefit and its kinds: below zero only with 调整原因 (V04)."""

JUDGED_BY_ROW = frozenset(("method_detail",))
"""Required columns of which only the row can say whether its cell must be filled."""


class Breach(NamedTuple):
    """A rule that a row breaks by itself.

    Attributes:
        key: Column of the cell to correct.
        problem: What is wrong and what to do, without the place.
        bad: True where the cell's value cannot be used by later rules.
    """

    rule: str
    key: str
    problem: str
    bad: bool = True


@dataclass(frozen=True)
class IdShape:
    """What a 项目编号 looks like in a programme: ``<unit code>-<ZY|ZC|ZJ><2 digits>-<year>-<4 digits>``."""

    pattern: re.Pattern[str]
    codes: frozenset[str]

    @classmethod
    def of(cls, programme: Programme) -> IdShape:
        """Give the shape of a programme's ids."""
        prefixes = "|".join(re.escape(category.prefix) for category in programme.enumerations.categories)
        codes = frozenset(programme.enumerations.subcategory_code.values())
        return cls(re.compile(rf".+-((?:{prefixes})[0-9]{{2}})-20[0-9]{{2}}-[0-9]{{4}}"), codes)

    def match(self, project: str) -> str | None:
        """``ZY05`` of a well-formed id, known or not."""
        match = self.pattern.fullmatch(project)
        return match[1] if match else None


class RowContext(NamedTuple):
    """What a row is judged by.

    Attributes:
        month: Month of the return by its cover, None where it cannot be read.
        given: Keys of the row's cells that say anything.
        bad: Keys of its cells that could not be read.
    """

    programme: Programme
    month: Month | None
    values: Mapping[str, Value]
    given: frozenset[str]
    bad: frozenset[str]
    shape: IdShape

    def text(self, key: str) -> str | None:
        """Give a readable, filled text."""
        value = self.values.get(key)
        return value if isinstance(value, str) and key in self.given and key not in self.bad else None

    @property
    def id_code(self) -> str | None:
        """``ZY05`` of the row's 项目编号, None where it is malformed."""
        project = self.text("project")
        code = self.shape.match(project) if project else None
        return code if code in self.shape.codes else None


def check_row(spec: SheetSpec, context: RowContext, *, signs: bool) -> Iterator[Breach]:
    """Tell what a data row breaks by itself; ``signs`` says that some amount of the sheet is below zero."""
    if signs:
        yield from _check_signs(spec, context)
    for rule in _RULES.get(spec.name, ()):
        yield from rule(context)


def _check_signs(spec: SheetSpec, context: RowContext) -> Iterator[Breach]:
    for column in spec.columns:
        value = context.values.get(column.key)
        if column.kind != "amount" or column.negative or not isinstance(value, int) or value >= 0:
            continue
        if spec.name == MOVEMENTS and column.key in _WITH_REASON:
            if "reason" in context.given or "reason" in context.bad:
                continue
            yield Breach("V04", column.key, "为负数而没有填写调整原因，请核对金额，确需冲减的请填写“调整原因”")
        else:
            instead = "；更正以前月份的数请用追溯调整栏" if spec.name == MOVEMENTS else ""
            yield Breach("V04", column.key, f"不能为负数，请核对后重填{instead}")


def _check_id(context: RowContext) -> Iterator[Breach]:
    project = context.text("project")
    if project is None or context.id_code is not None:
        return
    code = context.shape.match(project)
    if code:
        yield Breach("V03", "project", f"中的类别代码“{code}”不存在，请按三资大类、小类的顺序号改正")
    else:
        example = (
            f"单位代码-{context.programme.enumerations.categories[0].members[0].code}-{context.programme.year}-0001"
        )
        yield Breach("V03", "project", f"格式不对，应为“单位代码-类别代码-年份-4位序号”，如 {example}，请改正")


def _check_category(context: RowContext) -> Iterator[Breach]:
    category, subcategory = context.text("category"), context.text("subcategory")
    if category is None or subcategory is None:
        return
    code = context.programme.enumerations.subcategory_code.get((category, subcategory))
    if code is None:
        yield Breach("V03", "subcategory", f"“{subcategory}”不属于三资大类“{category}”，请改正大类或小类")
    elif context.id_code is not None and context.id_code != code:
        yield Breach(
            "V03",
            "project",
            f"中的类别代码“{context.id_code}”与三资大类“{category}”、小类“{subcategory}”（应为{code}）不一致，请改正",
            bad=False,  # the id can still be told apart from others
        )


def _check_method(context: RowContext) -> Iterator[Breach]:
    if "method_detail" in context.bad:
        return
    method, detail = context.text("method"), context.text("method_detail")
    details = next((m.details for m in context.programme.enumerations.methods if m.name == method), None)
    if detail is not None:
        if details is not None and detail not in details:
            problem = f"“{detail}”不属于盘活方式“{method}”，请改填：{'、'.join(details)}，或改正盘活方式"
            yield Breach("V03", "method_detail", problem)
    elif details is None:
        yield Breach("V03", "method_detail", "为必填项，不能为空，也不能填“无”“-”，请补填")
    elif details:
        problem = f"为必填项，不能为空，也不能填“无”“-”，请按盘活方式“{method}”从下列选项中选填：{'、'.join(details)}"
        yield Breach("V03", "method_detail", problem)


def _check_restated_month(context: RowContext) -> Iterator[Breach]:
    restated = context.values.get("restated_month")
    if not isinstance(restated, Month):
        return
    year = context.month.year if context.month else context.programme.year
    if restated.year != year or (context.month and restated >= context.month):
        yield Breach("V10", "restated_month", f"“{restated}”应是本年度早于报送月份的月份，请改正，不清楚的可留空")


_RULES: Mapping[str, tuple[Callable[[RowContext], Iterator[Breach]], ...]] = {
    PROJECTS: (_check_id, _check_category, _check_method),
    MOVEMENTS: (_check_id, _check_restated_month),
    CASES: (_check_id,),
}
