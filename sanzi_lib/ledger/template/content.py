"""What goes into a return's workbook: values for the template and the sample, and how they may be laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

CellInput = str | int | Decimal | date | None
"""A value to write: text, a count, an amount of 万元 or a quantity, a date (or a ``datetime``), nothing."""

RowInput = Mapping[str, CellInput]
"""A row by the column keys of :mod:`sanzi_lib.ledger.layout`."""


@dataclass(frozen=True)
class Cumulative:
    """A project's accepted cumulative figures, 万元: what 年初至上月累计 must say (docs/核验规则.md V07)."""

    benefit: Decimal = Decimal(0)
    treasury: Decimal = Decimal(0)
    available: Decimal = Decimal(0)


@dataclass(frozen=True)
class Prefill:
    """What a blank return already holds.

    Attributes:
        projects: Rows of 项目台账 as last accepted.
        cumulative: Accepted cumulative figures by 项目编号, of the projects that have any this year.
        funds: Rows of 存量资金, each item as last accepted.
    """

    projects: tuple[RowInput, ...] = ()
    cumulative: Mapping[str, Cumulative] = field(default_factory=dict)
    funds: tuple[RowInput, ...] = ()


@dataclass(frozen=True)
class ReturnContent:
    """The values of a whole return.

    Attributes:
        cover: By label key.
        projects: Rows of 项目台账.
        movements: Rows of 盘活情况表.
        cases: Rows of 典型案例.
        funds: Rows of 存量资金.
        totals: What the 合计 row of 盘活情况表 says, by column key.
    """

    cover: Mapping[str, CellInput]
    projects: tuple[RowInput, ...] = ()
    movements: tuple[RowInput, ...] = ()
    cases: tuple[RowInput, ...] = ()
    funds: tuple[RowInput, ...] = ()
    totals: RowInput = field(default_factory=dict)


@dataclass(frozen=True)
class Looks:
    """How a workbook is laid out; every choice is legal (docs/核验规则.md 工作表与表头).

    Attributes:
        title: A title line above the header.
        notes: Further lines above the header: the template's note, and the row of 必填/选填.
        extra_line: A line with the unit's name above the header, as units like to add.
        full_width: Full-width brackets and colons in headers.
        broken_headers: Line breaks within headers.
        sequence: A leading column 序号.
        total: Where the 合计 row of 盘活情况表 stands.
        signature: A line 填表人：… 审核人：… under the rows.
        guide: The sheet 填报说明 is still there.
        cases_first: 典型案例 stands before 项目台账.
    """

    title: bool = True
    notes: bool = True
    extra_line: bool = False
    full_width: bool = False
    broken_headers: bool = False
    sequence: bool = False
    total: Literal["none", "top", "bottom"] = "top"
    signature: bool = False
    guide: bool = True
    cases_first: bool = False
