"""The layout of a return: its sheets, columns and cover labels (docs/核验规则.md 月报).

The reader, the checks, the template and the sample all go by these tables; nothing else knows a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sanzi_lib.schema import CORRECTION

Kind = Literal["text", "project", "choice", "yes_no", "amount", "quantity", "measure", "date", "date_or_month", "month"]

COVER, PROJECTS, MOVEMENTS, CASES, FUNDS = "报送封面", "项目台账", "盘活情况表", "典型案例", "存量资金"

TEMPLATE_GUIDE, TEMPLATE_LISTS, TEMPLATE_BEFORE = "填报说明", "数据字典", "上月累计"
TEMPLATE_SHEETS = (TEMPLATE_GUIDE, TEMPLATE_LISTS, TEMPLATE_BEFORE)
"""Sheets that the template adds for the unit's convenience; the reader passes over them without a word."""

FEEDBACK_SHEET = "核验意见"
"""Sheet that a marked copy brings back to its unit; units correct inside the copy, so the reader passes over it."""

REPLY, REPLIED_BY, REPLIED_ON = "回复栏", "答复人", "答复日期"
"""Where a unit answers in that sheet, and the labels of who and when."""

REPLY_MARK = "sanzi-reply-1"
"""Beginning of the hidden cell that says what a line of the sheet is about."""

SEQUENCE = "序号"
"""Known optional column of every sheet; it carries nothing."""


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a sheet.

    Attributes:
        key: Name in code.
        header: Header as printed; compared after normalisation.
        kind: How its cells are read.
        required: V03 where a data row's cell is nothing (for an amount: blank).
        present: V02 where the column is missing.
        negative: True where an amount below zero is legal by itself (restatements).
    """

    key: str
    header: str
    kind: Kind = "text"
    required: bool = False
    present: bool = False
    negative: bool = False


@dataclass(frozen=True)
class SheetSpec:
    """A sheet of rows.

    Attributes:
        name: Sheet name.
        anchor: Header that finds the header row within the first ten.
        columns: Its columns, in the template's order.
        required: V02 where the sheet is missing.
    """

    name: str
    anchor: str
    columns: tuple[ColumnSpec, ...]
    required: bool

    def column(self, key: str) -> ColumnSpec:
        """Give the column of that key."""
        return next(column for column in self.columns if column.key == key)


def _must(key: str, header: str, kind: Kind = "text", *, negative: bool = False) -> ColumnSpec:
    return ColumnSpec(key, header, kind, required=True, present=True, negative=negative)


def _may(key: str, header: str, kind: Kind = "text", *, present: bool = False, negative: bool = False) -> ColumnSpec:
    return ColumnSpec(key, header, kind, present=present, negative=negative)


PROJECT_SHEET = SheetSpec(
    PROJECTS,
    "项目编号",
    (
        _must("project", "项目编号", "project"),
        _must("name", "项目名称"),
        _may("field", "工作领域", "choice"),  # required of units that count by field
        _must("category", "三资大类", "choice"),
        _must("subcategory", "三资小类", "choice"),
        _must("description", "项目基本情况"),
        _must("holder", "资产持有人"),
        _may("certificate", "权属证号"),
        _may("book_value", "账面价值(万元)", "amount"),
        _may("appraised_value", "评估价值(万元)", "amount"),
        _may("quantity", "实物数量", "quantity"),
        _may("measure", "实物单位", "measure"),
        _must("method", "盘活方式", "choice"),
        _must("method_detail", "具体方式", "choice"),  # not of a 盘活方式 that has no finer ones
        _may("platform", "交易平台及公告号"),
        _may("counterparty", "受让方"),
        _may("counterparty_kind", "受让方性质", "choice"),
        _may("approval", "决策批准文号"),
        _must("expected", "预期盘活效益(万元)", "amount"),
        _must("due_on", "计划完成时间", "date_or_month"),
        _must("status", "项目状态", "choice"),
        _may("done_on", "盘活完成时间", "date"),
        _must("responsible_unit", "责任单位"),
        _must("responsible_person", "责任人"),
        _may("phone", "联系电话"),
        _may("guarantee", "是否涉及政府担保", "yes_no"),
        _may("task", "主要任务"),  # of the field's in annex 1 table 2; an unknown one is a 提示
        _may("tags", "专项"),  # several separated by 、; likewise
        _may("evidence", "佐证材料"),
        _may("difficulties", "问题与困难"),
        _may("remark", "备注"),
    ),
    required=True,
)

MOVEMENT_SHEET = SheetSpec(
    MOVEMENTS,
    "项目编号",
    (
        _must("project", "项目编号", "project"),
        _must("newly", "本月是否新盘活", "yes_no"),
        _may("quantity", "本月实物数量", "quantity"),
        _may("measure", "实物单位", "measure"),
        _must("benefit", "本月经济效益(万元)", "amount"),
        _may("cash", "其中：现金收入(万元)", "amount"),
        _may("financing", "其中：融资到位(万元)", "amount"),
        _may("injection", "其中：资产注入(万元)", "amount"),
        _may("savings", "其中：节约支出(万元)", "amount"),
        _may("social_benefit", "社会效益"),
        _may("treasury", "本月入库收益(万元)", "amount"),
        _may("available", "其中：形成本级可用财力(万元)", "amount"),
        _may("benefit_before", "年初至上月累计经济效益(万元)", "amount", present=True),
        _may("restated_benefit", "追溯调整(万元)", "amount", negative=True),
        _may("reason", "调整原因"),
        _may("benefit_to_date", "年初至本月累计经济效益(万元)", "amount", present=True),
        _may("treasury_to_date", "年初至本月累计入库收益(万元)", "amount"),
        _may("available_to_date", "年初至本月累计可用财力(万元)", "amount"),
        _may("restated_treasury", "追溯调整入库收益(万元)", "amount", negative=True),
        _may("restated_available", "追溯调整可用财力(万元)", "amount", negative=True),
        _may("restated_month", "追溯调整所属月份", "month"),
    ),
    required=True,
)

CASE_SHEET = SheetSpec(
    CASES,
    "项目编号",
    (
        _must("project", "项目编号", "project"),
        _must("title", "案例标题"),
        _may("practice", "主要做法"),
        _may("result", "取得成效"),
    ),
    required=False,
)

FUND_SHEET = SheetSpec(
    FUNDS,
    "资金项目",
    (
        _must("fund_kind", "资金类别", "choice"),
        _must("fund", "资金项目"),
        _may("income", "当年收入(万元)", "amount"),
        _may("carried", "年末结转(万元)", "amount"),
        _may("years", "结转年限", "quantity"),
        _may("research", "是否科研经费", "yes_no"),
        _may("recovered", "已收回或调出(万元)", "amount"),
    ),
    required=False,
)

SHEETS = (PROJECT_SHEET, MOVEMENT_SHEET, CASE_SHEET, FUND_SHEET)


@dataclass(frozen=True)
class LabelSpec:
    """A label of the cover: label in column A, value in B."""

    key: str
    label: str
    required: bool


COVER_LABELS = (
    LabelSpec("unit", "报送单位", True),
    LabelSpec("month", "报送月份", True),
    LabelSpec("kind", "报送类型", True),
    LabelSpec("submitted_on", "报送时间", True),
    LabelSpec("filled_by", "填报人", True),
    LabelSpec("phone", "联系电话", False),
    LabelSpec("reviewed_by", "审核人", False),
    LabelSpec("nature", "数据性质", False),
    LabelSpec("money_unit", "金额单位", True),
    LabelSpec("zero_report", "零报告", True),
    LabelSpec("project_count", "项目数", True),
    LabelSpec("benefit_total", "本月经济效益合计", True),
    LabelSpec("treasury_total", "本月入库收益合计", True),
)

RETURN_KINDS = ("月报", "补报", CORRECTION)
NATURES = ("正式", "演示")
DEMO = "演示"
MONEY_UNIT = "万元"
YES, NO = "是", "否"
