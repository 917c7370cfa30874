"""The sheet of lists, and the drop-downs and input notes that go by it.

大类 and 小类, 盘活方式 and 具体方式 depend on each other through OFFSET and MATCH, which Excel, WPS and LibreOffice all
evaluate in a drop-down; INDIRECT would need every name of a programme to be a legal defined name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.ledger.layout import NATURES, NO, RETURN_KINDS, TEMPLATE_LISTS, YES, ColumnSpec, SheetSpec
from sanzi_lib.ledger.model import column_letter
from sanzi_lib.ledger.template.style import CODE, HEAD
from sanzi_lib.params.programme import Programme

_FEWEST = 60
"""Rows that the dependent lists are looked for in at least, so that words can be added."""

_NOTES = {
    "project": "单位代码-类别代码-年份-4位流水号，类别代码见“数据字典”（如 ZY05 为资源类第5小类）；编号不得重复使用。",
    "description": "写明位置、规模、现状和盘活思路，请勿填写身份证号、手机号等个人信息。",
    "due_on": "填日期（如 2024-12-31），或只到月份（如 2024年12月，视为当月最后一日）。",
    "done_on": "整体盘活完成后填写，不得晚于报告期末。",
    "measure": "数量和单位要么都填，要么都不填；两张表中同一项目的单位应一致。",
    "quantity": "只填数字，不带单位。",
    "newly": "本年度首次盘活的月份填“是”，以后各月填“否”。",
    "benefit": "本月实现的经济效益合计；填了下列四类中的任何一类，本格应等于四类之和。没有发生填0。",
    "treasury": "本月缴入国库的收入，不等于经济效益。",
    "available": "入库收益中形成的本级可用财力，不得大于入库收益。",
    "benefit_before": "与上月已采用的累计数一致，模板已按上月采用数带出。",
    "restated_benefit": "更正以前月份的数，可为负数；须同时填写调整原因。",
    "restated_month": "填被调整的月份，如 2024年3月。",
    "benefit_to_date": "公式自动计算：年初至上月累计＋本月＋追溯调整。",
    "treasury_to_date": "公式自动计算：上月累计入库＋本月＋追溯调整。",
    "available_to_date": "公式自动计算：上月累计可用财力＋本月＋追溯调整。",
    "social_benefit": "一句话，如“带动就业120人”；请勿填写个人信息。",
    "task": "选填。从所填工作领域的主要任务（方案附件1）中选择。",
    "tags": "选填。从下拉列表中选择；有几项的，用“、”隔开。",
    "counterparty": "自然人只在台账中填写，不会出现在通报材料中。",
}
_OFFERED = ("task", "tags")
"""Columns of text for which words are offered; another one only warns."""

_CHOOSE = ("请从下拉列表中选择", "只能填写下拉列表中的内容。")
_AMOUNT_NOTE = "金额单位万元，最多六位小数（精确到分），只填数字。"


@dataclass(frozen=True)
class Lists:
    """Where the lists stand on their sheet.

    Attributes:
        ranges: List name to its range.
        heads: For the dependent lists (小类, 具体方式): the range of their heads.
        bodies: And of what stands below them.
    """

    ranges: Mapping[str, str]
    heads: Mapping[str, str]
    bodies: Mapping[str, str]

    def dependent(self, name: str, head_cell: str) -> str:
        """Give Formula of the list below the head that ``head_cell`` names."""
        heads, body = self.heads[name], self.bodies[name]
        place = f"MATCH({head_cell},{heads},0)"
        return f"OFFSET({heads.split(':')[0]},1,{place}-1,COUNTA(INDEX({body},0,{place})),1)"


def write_lists(book: Workbook, programme: Programme) -> Lists:
    """Add the sheet of lists from the programme's enumerations (docs/指标口径.md 用语范围)."""
    sheet = book.create_sheet(TEMPLATE_LISTS)
    words = programme.enumerations
    plain: dict[str, Sequence[str]] = {
        "报送类型": RETURN_KINDS,
        "是否": (YES, NO),
        "数据性质": NATURES,
        "工作领域": [field.name for field in programme.fields],
        "三资大类": [category.name for category in words.categories],
        "盘活方式": [method.name for method in words.methods],
        "项目状态": words.statuses.names,
        "实物单位": [unit.name for unit in words.measure_units],
        "受让方性质": words.counterparties,
        "资金类别": words.offered_fund_kinds,
        "主要任务": [task for field in programme.fields for task in field.tasks],
        "专项": words.tags,
        "类别代码": [f"{s.code} {s.name}" for category in words.categories for s in category.members],
    }
    ranges: dict[str, str] = {}
    for number, (name, values) in enumerate(plain.items(), start=1):
        _write_list(sheet, number, name, values)
        letter = column_letter(number)
        ranges[name] = f"{TEMPLATE_LISTS}!${letter}$2:${letter}${max(len(values), 1) + 1}"
    heads, bodies = {}, {}
    start = len(plain) + 2
    for name, blocks in (
        ("三资小类", [(category.name, category.subcategories) for category in words.categories]),
        ("具体方式", [(method.name, method.details) for method in words.methods]),
    ):
        for offset, (head, values) in enumerate(blocks):
            _write_list(sheet, start + offset, head, values)
        longest = max((len(values) for _, values in blocks), default=0)
        first, last = column_letter(start), column_letter(start + max(len(blocks), 1) - 1)
        heads[name] = f"{TEMPLATE_LISTS}!${first}$1:${last}$1"
        bodies[name] = f"{TEMPLATE_LISTS}!${first}$2:${last}${max(longest, _FEWEST) + 1}"
        start += len(blocks) + 1
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    return Lists(ranges, heads, bodies)


def _write_list(sheet: Worksheet, column: int, head: str, values: Sequence[str]) -> None:
    for row, text in enumerate((head, *values), start=1):
        cell = sheet.cell(row, column, text)
        cell.data_type = "s"
        cell.style = HEAD if row == 1 else CODE
    sheet.column_dimensions[column_letter(column)].width = max(10, *(2 * len(text) + 2 for text in (head, *values)))


def add_validations(
    sheet: Worksheet, spec: SheetSpec, columns: Mapping[str, int], lists: Lists, rows: tuple[int, int]
) -> None:
    """Add drop-downs and input notes to the data rows of a sheet.

    Args:
        sheet: The sheet.
        spec: Its layout.
        columns: Column key to column number.
        lists: Where the lists stand.
        rows: First and last data row.
    """
    for column in spec.columns:
        letter = column_letter(columns[column.key])
        validation = _validation(column, columns, lists, rows[0])
        note = _NOTES.get(column.key, "") or (_AMOUNT_NOTE if column.kind == "amount" else "")
        if note:
            validation.promptTitle = column.header[:32]
            validation.prompt = note
            validation.showInputMessage = True
        elif validation.type is None:
            continue
        validation.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
        sheet.add_data_validation(validation)


def add_cover_validation(sheet: Worksheet, cell: str, source: str) -> None:
    """Add a drop-down to one cell of the cover."""
    validation = DataValidation(type="list", formula1=source, allow_blank=True)
    validation.errorTitle, validation.error, validation.showErrorMessage = (
        "请从下拉列表中选择",
        "只能填写列表中的内容。",
        True,
    )
    validation.add(cell)
    sheet.add_data_validation(validation)


def _validation(column: ColumnSpec, columns: Mapping[str, int], lists: Lists, row: int) -> DataValidation:
    source = _source(column, columns, lists, row)
    if source:
        validation = DataValidation(type="list", formula1=source, allow_blank=True)
        # Other spellings of a unit of measure (㎡) are read as well, so they only warn.
        validation.errorStyle = "warning" if column.kind == "measure" or column.key in _OFFERED else "stop"
        validation.errorTitle, validation.error = _CHOOSE
    elif column.kind in ("amount", "quantity"):
        validation = DataValidation(
            type="decimal", operator="between", formula1="-100000000000", formula2="100000000000"
        )
        validation.allow_blank = True
        validation.errorStyle = "warning"  # “-” and 无 are legal: they say that there is nothing
        validation.errorTitle, validation.error = "应当是数字", "请只填数字，不带“约”“万元”等文字；没有数的留空或填0。"
    else:
        return DataValidation(allow_blank=True)
    validation.showErrorMessage = True
    return validation


def _source(column: ColumnSpec, columns: Mapping[str, int], lists: Lists, row: int) -> str:
    if column.key == "subcategory":
        return lists.dependent("三资小类", f"${column_letter(columns['category'])}{row}")
    if column.key == "method_detail":
        return lists.dependent("具体方式", f"${column_letter(columns['method'])}{row}")
    if column.kind == "yes_no":
        return lists.ranges["是否"]
    if column.kind in ("choice", "measure") or column.key in _OFFERED:
        return lists.ranges.get(column.header, "")
    return ""
