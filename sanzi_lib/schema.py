"""The columns of the frames that pass from the ledger to the measures.

The ledger and the measures never import each other; what they agree on stands here. A schema maps each
column to its dtype. Money is ``int64`` 分 (``Int64`` where a value may be missing), text is ``str`` with ``""``
for nothing, quantities are ``object`` columns of :class:`~decimal.Decimal` or None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd

Schema = Mapping[str, str]


@dataclass(frozen=True)
class Texts:
    """The columns of a frame in which a unit may have named a person (docs/指标口径.md 印发).

    Whatever is circulated is made of frames in which they are masked (:mod:`sanzi_lib.ledger.masked`).

    Attributes:
        shown: What the unit wrote in its own words, and is only shown.
        keys: Codes, words of closed lists and names by which rows are found and added up: an override lets anything
            pass there. Masked, different ones stay different.
        holders: Whom an asset belongs to; where that is a person nothing of it is left.
    """

    shown: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


MOVEMENTS: Schema = {
    "unit": "str",  # code of the unit that returned the row
    "month": "int64",  # 1..12, the month of the return
    "project": "str",
    "name": "str",
    "field": "str",  # 工作领域 stated by that return; "" where the unit counts in its own row
    "category": "str",  # 三资大类
    "subcategory": "str",
    "method": "str",  # 盘活方式
    "status": "str",
    "newly": "bool",  # 本月是否新盘活
    "quantity": "object",  # Decimal or None
    "measure": "str",  # unit of measure, "" where there is no quantity
    "benefit": "int64",
    "cash": "Int64",  # the four kinds: missing where the return does not give them
    "financing": "Int64",
    "injection": "Int64",
    "savings": "Int64",
    "treasury": "int64",
    "available": "int64",
    "opening_benefit": "int64",  # 期初数: only in the first accepted row of the project in the year, else 0
    "opening_treasury": "int64",
    "opening_available": "int64",
    "restated_benefit": "int64",  # 追溯调整
    "restated_treasury": "int64",
    "restated_available": "int64",
    "restated_month": "Int64",  # 追溯调整所属月份, 1..12
    "reason": "str",
    "social_benefit": "str",
    "file": "str",  # base name of the workbook
    "sha256": "str",
    "row": "int64",  # row number in the sheet 盘活情况表, from 1
}
"""Accepted rows of 盘活情况表, January to the month, in register order of units, then month, then row."""

MOVEMENT_TEXTS = Texts(
    shown=("name", "reason", "social_benefit"),
    keys=("project", "field", "category", "subcategory", "method", "status", "measure"),
)

CASES: Schema = {
    "unit": "str",
    "month": "int64",
    "project": "str",
    "field": "str",
    "title": "str",
    "practice": "str",
    "result": "str",
    "file": "str",
    "row": "int64",
}
"""Accepted rows of 典型案例, in the same order."""

CASE_TEXTS = Texts(shown=("title", "practice", "result"), keys=("project", "field"))

PROJECTS: Schema = {
    "unit": "str",
    "month": "int64",
    "project": "str",
    "name": "str",
    "field": "str",  # 工作领域; "" where the unit counts in its own row
    "category": "str",
    "subcategory": "str",
    "description": "str",  # 项目基本情况
    "holder": "str",  # 资产持有人
    "certificate": "str",  # 权属证号
    "book_value": "Int64",  # 账面价值, 分; missing where the return gives none
    "appraised_value": "Int64",  # 评估价值, 分; missing where the return gives none
    "quantity": "object",  # Decimal or None
    "measure": "str",  # unit of measure, "" where there is no quantity
    "method": "str",
    "method_detail": "str",  # 具体方式
    "platform": "str",  # 交易平台及公告号
    "counterparty": "str",  # 受让方; "" where it is a 自然人, whose name stands in CONTACTS
    "counterparty_kind": "str",  # 受让方性质
    "approval": "str",  # 决策批准文号
    "expected": "int64",  # 预期盘活效益, 分
    "due_on": "str",  # 计划完成时间, ISO date, "" where there is none
    "status": "str",
    "done_on": "str",  # 盘活完成时间, ISO date, "" where there is none
    "responsible_unit": "str",  # 责任单位
    "guarantee": "boolean",  # 是否涉及政府担保; missing where the return does not say
    "task": "str",  # 主要任务, "" where there is none, as in rows of records from before the column
    "tags": "str",  # 专项 in the programme's spelling, joined by 、; likewise
    "evidence": "str",  # 佐证材料
    "difficulties": "str",  # 问题与困难
    "remark": "str",  # 备注
    # tuple of names that no circulated report may show (docs/指标口径.md 印发); empty once they are masked
    "persons": "object",
    "file": "str",
    "sheet": "str",  # name of 项目台账 as in that workbook
    "row": "int64",
}
"""Accepted rows of 项目台账, January to the month, in the same order."""

KEPT = ("field", "category", "subcategory", "method", "holder", "certificate")
"""Columns of 项目台账 that do not change from month to month (docs/核验规则.md V35)."""

PROJECT_TEXTS = Texts(
    shown=(
        *("name", "description", "certificate", "platform", "counterparty", "approval", "responsible_unit"),
        *("evidence", "difficulties", "remark"),
    ),
    keys=(
        *("project", "field", "category", "subcategory", "method", "method_detail", "status", "measure"),
        *("counterparty_kind", "task", "tags"),
    ),
    holders=("holder",),
)

CONTACTS: Schema = {
    "unit": "str",
    "month": "int64",
    "project": "str",
    "responsible_person": "str",  # 责任人
    "phone": "str",  # 联系电话
    "natural_counterparty": "str",  # 受让方 where it is a 自然人, else ""
}
"""The persons of accepted rows of 项目台账, row for row as ``PROJECTS``.

For the internal 台账 alone (``sanzi ledger``), which must say whom to call: no report reads this frame
(docs/指标口径.md 印发), and where persons are masked it has no rows.
"""

FUNDS: Schema = {
    "unit": "str",
    "month": "int64",
    "kind": "str",  # 资金类别
    "item": "str",  # 资金项目
    # 当年收入, 分; an amount is missing where the return gives none, and counts as 0 (docs/核验规则.md 单元格)
    "income": "Int64",
    "carryover": "Int64",  # 年末结转, 分
    "years": "object",  # 结转年限, Decimal or None
    "research": "boolean",  # 是否科研经费; missing where the return does not say
    "recovered": "Int64",  # 已收回或调出, 分
    "file": "str",
    "sheet": "str",  # name of 存量资金 as in that workbook
    "row": "int64",
}
"""Accepted rows of 存量资金, January to the month, in the same order."""

FUND_TEXTS = Texts(keys=("kind", "item"))

CORRECTION = "更正"
"""The kind of return that replaces what was sent before it."""

RETURNS: Schema = {
    "unit": "str",
    "month": "int64",
    "state": "str",  # accepted | sent_back | not_reported
    "days_late": "Int64",  # of the unit's first return for the month; missing where nothing was sent
    "submitted_on": "str",  # ISO time of the return that counts, "" where there is none
    "kind": "str",  # 月报 补报 更正, "" where there is none
    "demo": "bool",  # 数据性质 演示 on the cover
    "file": "str",
    "sha256": "str",
    "sheet": "str",  # name of 盘活情况表 as in that workbook, "" where no return counts
    "columns": "str",  # letters of that sheet's columns by key, "benefit=E treasury=K"
    "fund_columns": "str",  # likewise of 存量资金, whose name its rows hold
    "persons": "object",  # names in any of the unit's returns of the month, also one that does not count; likewise
}
"""One row per unit of the programme and month from January to the month, in register order, then month."""

CHECK_COUNTS: Schema = {
    "unit": "str",
    "month": "int64",
    "sent_back": "bool",  # a return of the month is sent back, or was before another replaced it
    "errors": "int64",  # 错误 that stand: neither corrected nor accepted by an override
    "queries": "int64",  # 核实 that stand
}
"""Counts of what checking found, a row per unit and month as ``RETURNS``.

For circulated reports, which must tell neither what was found nor that there is a 风险 (docs/指标口径.md 印发).
"""

FINDINGS: Schema = {
    "unit": "str",  # code of the unit whose accepted return raised it
    "month": "int64",  # 1..12, the month of the return
    "rule": "str",  # V07
    "project": "str",  # "" where it names none
    "explained": "bool",  # a line of overrides.csv accepts it
    "first": "bool",  # of several projects that are one asset this one was accepted first
}
"""核实 of accepted returns, January to the month (docs/核验规则.md 待核实).

Those of months that releases before the rules of today published are left out. No text of a finding is in it.
"""

FINDING_TEXTS = Texts(keys=("project",))

TEXTS: Mapping[str, Texts] = {
    "movements": MOVEMENT_TEXTS,
    "cases": CASE_TEXTS,
    "projects": PROJECT_TEXTS,
    "funds": FUND_TEXTS,
    "findings": FINDING_TEXTS,
}
"""By the frame's name; the other frames hold no text of a unit."""


def build_empty(schema: Schema) -> pd.DataFrame:
    """Build a frame of a schema without rows."""
    import pandas as pd  # noqa: PLC0415  what only needs the schemas must not wait for pandas

    return pd.DataFrame({column: pd.Series([], dtype=cast("Any", kind)) for column, kind in schema.items()})


def assert_schema(frame: pd.DataFrame, schema: Schema, name: str) -> None:
    """Assert that a frame has exactly the columns and dtypes of a schema, in order.

    pandas turns int64 into float64 on reindex, merge and pivot; this keeps such a frame from going on.

    Raises:
        AssertionError: A column is missing, unknown, out of order, or of another dtype.
    """
    found = {str(column): str(dtype) for column, dtype in frame.dtypes.items()}
    if list(found.items()) != list(schema.items()):
        wrong = {key: found.get(key) for key in {*found, *schema} if found.get(key) != schema.get(key)}
        raise AssertionError(f"frame {name}: {wrong or 'columns out of order'}")
