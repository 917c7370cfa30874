"""The return's workbook: blank for a unit to fill, or filled with values (docs/核验规则.md 月报)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.layout import (
    CASE_SHEET,
    CASES,
    COVER,
    COVER_LABELS,
    FUND_SHEET,
    FUNDS,
    MONEY_UNIT,
    MOVEMENT_SHEET,
    MOVEMENTS,
    NATURES,
    NO,
    PROJECT_SHEET,
    PROJECTS,
    RETURN_KINDS,
    TEMPLATE_BEFORE,
    TEMPLATE_GUIDE,
    TEMPLATE_LISTS,
    YES,
    LabelSpec,
)
from sanzi_lib.ledger.template.content import CellInput, Cumulative, Looks, Prefill, ReturnContent, RowInput
from sanzi_lib.ledger.template.lists import Lists, add_cover_validation, write_lists
from sanzi_lib.ledger.template.sheets import SheetPlace, SheetPlan, write_cell, write_sheet, write_total
from sanzi_lib.ledger.template.style import (
    AMOUNT,
    AMOUNT_FORMAT,
    CODE,
    HEAD,
    HEAD_MUST,
    LABEL,
    NOTE,
    TEXT,
    TIME,
    TITLE,
    VALUE,
    add_styles,
    protect,
    set_up_print,
)
from sanzi_lib.ledger.template.workbook_bytes import StoredValues, build_bytes
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit

TOTAL_KEYS = (
    "benefit", "cash", "financing", "injection", "savings", "treasury", "available", "benefit_before",
    "restated_benefit", "benefit_to_date", "treasury_to_date", "available_to_date", "restated_treasury",
    "restated_available",
)  # fmt: skip
"""Columns of 盘活情况表 that the 合计 row sums."""

_COVER_NOTES = {
    "unit": "报送单位名称，按方案中的名称填写。",
    "month": "报告期所属月份，如 2024-06。",
    "kind": "首次报送选“月报”；逾期补送选“补报”；替换已报送的数选“更正”。",
    "submitted_on": "年月日，可带时分，如 2024-06-24 16:30。",
    "filled_by": "只供联系，不出现在通报材料中。",
    "nature": "正式报送选“正式”；演示、测试选“演示”。",
    "money_unit": "固定为万元，请勿改为元或亿元。",
    "zero_report": "盘活情况表没有数据行时为“是”。",
    "project_count": "项目台账的项目数。",
    "benefit_total": "盘活情况表“本月经济效益”合计，万元。",
    "treasury_total": "盘活情况表“本月入库收益”合计，万元。",
}
_MONEY_NOTE = "说明：金额单位：万元（最多六位小数，精确到分）。"
_NOTES = {
    PROJECTS: f"{_MONEY_NOTE}每个项目一行，列示全部项目；标“必填”的列不得留空。",
    MOVEMENTS: f"{_MONEY_NOTE}本月有变动的项目每个一行；累计＝上月累计＋本月＋追溯调整。",
    CASES: "说明：每个案例一行，项目须已在台账中；没有的可不填。",
    FUNDS: f"{_MONEY_NOTE}每笔存量资金一行，列过的以后各月继续列示；“已收回或调出”填至本月末的累计数；没有的可不填。",
}
_GUIDE = (
    "1. 每个单位每月报送一个工作簿，于截止日前报送；文件名不限，以封面为准。",
    "2. 红色表头为必填项，蓝色为选填项，绿色为公式自动计算项；表头行已保护（无密码），请勿改动表头文字和工作表名称。",
    "3. 金额单位一律为万元，最多六位小数（精确到分），只填数字；没有数的选填项可留空，必填金额没有发生的填0。",
    "4. “项目台账”每个项目一行，列示全部项目；“盘活情况表”每个本月有变动的项目一行，项目须已在台账中。",
    "5. “盘活情况表”已带出本年有累计数的项目及其累计数；本月没有发生的行可保留0或整行删除，零报告须全部删除。",
    "6. 填了现金收入、融资到位、资产注入、节约支出中的任何一类，四类之和应等于本月经济效益。",
    "7. 年初至本月累计＝年初至上月累计＋本月＋追溯调整；以前月份的数只能通过追溯调整更正，并写明原因。"
    "缺报、被退回的月份由下一份月报补计：已采用过的项目填追溯调整，首次列入的项目填入年初至上月累计，在缺月里新盘活的填“是”和数量。",
    "8. 可用财力不得大于入库收益；经济效益、入库收益、可用财力含义不同，不得相加或互相替代。",
    "9. 三资小类随三资大类、具体方式随盘活方式联动，请先选前者；“数据字典”列有全部选项和类别代码。",
    "10. 社会效益、典型案例中请勿填写手机号、身份证号等个人信息。",
    "11. “存量资金”已带出本年列过的各项，请把“已收回或调出”改为截至本月末的累计数；资金类别不在下拉列表中的，请改选。",
)


@dataclass(frozen=True)
class ReturnBook:
    """A workbook and where its rows stand.

    Attributes:
        cover: Label key to the address of its value.
        places: Sheet name to its place.
    """

    book: Workbook
    cover_sheet: Worksheet
    cover: Mapping[str, str]
    places: Mapping[str, SheetPlace]
    lists: Lists


def build_book(
    programme: Programme, unit: Unit, month: Month, content: ReturnContent, looks: Looks, *, blank_rows: int = 300
) -> ReturnBook:
    """Build a return's workbook from values (docs/核验规则.md 月报).

    Args:
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        content: The values, in 万元.
        looks: How the sheets are laid out.
        blank_rows: How many rows the drop-downs reach at least.
    """
    book = Workbook()
    add_styles(book)
    cover_sheet = book.worksheets[0]
    cover_sheet.title = COVER
    lists = write_lists(book, programme)
    cover = _write_cover(cover_sheet, unit, month, content.cover, lists, programme.titles.subject)
    must_field = frozenset({"field"} if programme.counts_by_field(unit.code) else ())
    head = f"{unit.name}{month.label}"
    plans = [
        SheetPlan(PROJECT_SHEET, content.projects, head + PROJECTS, _NOTES[PROJECTS], must_field, blank_rows),
        SheetPlan(
            MOVEMENT_SHEET,
            content.movements,
            head + MOVEMENTS,
            _NOTES[MOVEMENTS],
            blank_rows=blank_rows,
            total=TOTAL_KEYS,
        ),
        SheetPlan(CASE_SHEET, content.cases, head + CASES, _NOTES[CASES], blank_rows=min(blank_rows, 50)),
        SheetPlan(
            FUND_SHEET,
            content.funds,
            head + FUNDS,
            _NOTES[FUNDS],
            blank_rows=len(content.funds) + min(blank_rows, 100),
        ),
    ]
    if looks.cases_first:
        plans = [plans[2], *plans[:2], plans[3]]
    places = {plan.spec.name: write_sheet(book, plan, looks, lists) for plan in plans}
    book.move_sheet(TEMPLATE_LISTS, len(book.sheetnames))
    if looks.guide:
        _write_guide(book)
    book.active = 0
    return ReturnBook(book, cover_sheet, cover, places, lists)


def _write_cover(
    sheet: Worksheet, unit: Unit, month: Month, values: Mapping[str, CellInput], lists: Lists, subject: str
) -> dict[str, str]:
    write_cell(sheet.cell(1, 2), f"{unit.name}{month.label}{subject}盘活月报", TITLE)
    sheet.merge_cells("B1:C1")
    sheet.row_dimensions[1].height = 34
    addresses: dict[str, str] = {}
    for row, label in enumerate(COVER_LABELS, start=2):
        write_cell(sheet.cell(row, 1), label.label, HEAD_MUST if label.required else LABEL)
        cell = sheet.cell(row, 2)
        write_cell(cell, values.get(label.key), _cover_style(label))
        if label.key in ("benefit_total", "treasury_total"):
            cell.number_format = AMOUNT_FORMAT
        note = _COVER_NOTES.get(label.key, "")
        write_cell(sheet.cell(row, 3), f"{'必填。' if label.required else '选填。'}{note}", NOTE)
        sheet.row_dimensions[row].height = 24
        addresses[label.key] = f"B{row}"
    for key, name in (("kind", "报送类型"), ("nature", "数据性质"), ("zero_report", "是否")):
        add_cover_validation(sheet, addresses[key], lists.ranges[name])
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 42
    sheet.column_dimensions["C"].width = 52
    set_up_print(sheet, None)
    protect(sheet)
    return addresses


def _cover_style(label: LabelSpec) -> str:
    if label.key == "submitted_on":
        return TIME
    return TEXT if label.key in ("unit", "filled_by", "reviewed_by", "phone") else VALUE


def _write_guide(book: Workbook) -> None:
    sheet = book.create_sheet(TEMPLATE_GUIDE)
    write_cell(sheet.cell(1, 1), TEMPLATE_GUIDE, TITLE)
    for row, text in enumerate(_GUIDE, start=2):
        write_cell(sheet.cell(row, 1), text, NOTE)
        sheet.row_dimensions[row].height = 30
    sheet.column_dimensions["A"].width = 110
    set_up_print(sheet, None)
    sheet.protection.sheet = True


_BEFORE_HEADS = ("项目编号", "项目名称", "累计经济效益(万元)", "累计入库收益(万元)", "累计可用财力(万元)")
_BEFORE_NOTE = "说明：本年截至上月已采用的累计数，供“盘活情况表”公式引用，请勿修改；有出入请通过追溯调整更正。"
_FIRST = 3
_TO_DATE = {
    "treasury_to_date": ("treasury", "restated_treasury", 4),
    "available_to_date": ("available", "restated_available", 5),
}

Stored = dict[str, Decimal | int | str]


def add_formulas(made: ReturnBook, prefill: Prefill, movements: Sequence[RowInput]) -> StoredValues:
    """Put formulas into a blank return: cumulative figures, totals, and the cover's control totals.

    Args:
        made: The workbook, its prefilled rows written.
        prefill: What it was filled with.
        movements: The prefilled rows of 盘活情况表.

    Returns:
        The value of every formula.
    """
    table = _write_before(made, prefill)
    place = made.places[MOVEMENTS]
    cells = _row_formulas(place, table, prefill.cumulative, movements)
    totals = _total_values(prefill.cumulative, movements)
    write_total(place, TOTAL_KEYS, lambda key: f"=SUM({place.span(key).split('!')[1]})")
    if place.total_row is not None:
        cells |= {place.address(key, place.total_row): totals[key] for key in TOTAL_KEYS}
    return {place.sheet.title: cells, made.cover_sheet.title: _cover_formulas(made, prefill, movements)}


def _write_before(made: ReturnBook, prefill: Prefill) -> str:
    """Write the sheet of accepted cumulative figures, where rows that are added later look theirs up."""
    sheet = made.book.create_sheet(TEMPLATE_BEFORE)
    names = {str(row.get("project", "")): row.get("name") for row in prefill.projects}
    write_cell(
        sheet.cell(1, 1),
        "说明：本年截至上月已采用的累计数，供“盘活情况表”公式引用，请勿修改；有出入请通过追溯调整更正。",
        NOTE,
    )
    sheet.merge_cells("A1:E1")
    for column, head in enumerate(_BEFORE_HEADS, start=1):
        write_cell(sheet.cell(2, column), head, HEAD)
    for row, (project, figures) in enumerate(prefill.cumulative.items(), start=_FIRST):
        write_cell(sheet.cell(row, 1), project, CODE)
        write_cell(sheet.cell(row, 2), names.get(project), TEXT)
        for column, amount in enumerate((figures.benefit, figures.treasury, figures.available), start=3):
            write_cell(sheet.cell(row, column), amount, AMOUNT)
    for letter, width in zip("ABCDE", (26, 36, 20, 20, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    sheet.protection.sheet = True
    set_up_print(sheet, 2)
    return f"{TEMPLATE_BEFORE}!$A${_FIRST}:$E${_FIRST + max(len(prefill.cumulative), 1) - 1}"


def _row_formulas(
    place: SheetPlace, table: str, cumulative: Mapping[str, Cumulative], movements: Sequence[RowInput]
) -> Stored:
    sheet, cells = place.sheet, Stored()

    def put(key: str, row: int, formula: str, value: Decimal | None) -> None:
        cell = sheet.cell(row, place.columns[key])
        cell.style = AMOUNT
        cell.value = formula
        cells[place.address(key, row)] = "" if value is None else value

    for row in range(place.first_row, place.last_row + 1):
        number = row - place.first_row
        figures = cumulative[str(movements[number]["project"])] if number < len(movements) else None
        project = f"${place.address('project', row)}"

        def at(key: str, row: int = row) -> str:
            return place.address(key, row)

        def before(column: int, project: str = project) -> str:
            return f"IFERROR(VLOOKUP({project},{table},{column},FALSE),0)"

        if figures is None:  # the prefilled rows hold the accepted figure itself
            put("benefit_before", row, f'=IF({project}="","",{before(3)})', None)
        sums = f"SUM({at('benefit_before')},{at('benefit')},{at('restated_benefit')})"
        put("benefit_to_date", row, f'=IF({project}="","",ROUND({sums},6))', figures.benefit if figures else None)
        for key, (own, restated, column) in _TO_DATE.items():
            sums = f"{before(column)}+SUM({at(own)},{at(restated)})"
            value = (figures.treasury if column == 4 else figures.available) if figures else None
            put(key, row, f'=IF({project}="","",ROUND({sums},6))', value)
    return cells


def _total_values(cumulative: Mapping[str, Cumulative], movements: Sequence[RowInput]) -> dict[str, Decimal]:
    shown = [cumulative[str(row["project"])] for row in movements]
    values = dict.fromkeys(TOTAL_KEYS, Decimal(0))
    values["benefit_before"] = values["benefit_to_date"] = sum((f.benefit for f in shown), Decimal(0))
    values["treasury_to_date"] = sum((f.treasury for f in shown), Decimal(0))
    values["available_to_date"] = sum((f.available for f in shown), Decimal(0))
    return values


def _cover_formulas(made: ReturnBook, prefill: Prefill, movements: Sequence[RowInput]) -> Stored:
    place, projects = made.places[MOVEMENTS], made.places[PROJECTS]
    formulas: dict[str, tuple[str, Decimal | int | str]] = {
        "zero_report": (f'=IF(COUNTA({place.span("project")})=0,"{YES}","{NO}")', NO if movements else YES),
        "project_count": (f"=COUNTA({projects.span('project')})", len(prefill.projects)),
        "benefit_total": (f"=SUM({place.span('benefit')})", Decimal(0)),
        "treasury_total": (f"=SUM({place.span('treasury')})", Decimal(0)),
    }
    for key, (formula, _) in formulas.items():
        made.cover_sheet[made.cover[key]].value = formula
    return {made.cover[key]: value for key, (_, value) in formulas.items()}


BLANK_ROWS = 120
"""Rows for new projects that carry formulas and drop-downs, beside the prefilled ones."""


def write_template(
    path: Path, programme: Programme, unit: Unit, month: Month, *, prefill: Prefill | None = None
) -> None:
    """Write a unit's blank return for a month.

    Args:
        path: The workbook to write; an existing one is replaced.
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        prefill: Last month's projects and funds, and accepted cumulative figures; nothing without it.

    Raises:
        RecordError: The file cannot be written.
    """
    content = build_template(programme, unit, month, prefill=prefill)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise RecordError(
            f"模板写不进 {path}（{error.strerror}），请检查文件夹权限，若该文件正在 Excel 或 WPS 中打开请先关闭。"
        ) from None


def build_template(programme: Programme, unit: Unit, month: Month, *, prefill: Prefill | None = None) -> bytes:
    """Build a unit's blank return; the same arguments give the same bytes.

    Projects with accepted figures stand in 盘活情况表 with 本月经济效益 0; the rest of that sheet takes new rows, whose
    figures of the months before are looked up. Every formula carries its value, so that a file that was filled by
    another program than Excel or WPS is not sent back for it.

    Args:
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        prefill: Last month's projects and funds, and accepted cumulative figures.
    """
    known = prefill or Prefill()
    listed = [str(row.get("project", "")) for row in known.projects]
    movements = tuple(
        _movement(project, known.cumulative[project]) for project in listed if project in known.cumulative
    )
    content = ReturnContent(
        cover={
            "unit": unit.name,
            "month": str(month),
            "kind": RETURN_KINDS[0],
            "nature": NATURES[0],
            "money_unit": MONEY_UNIT,
        },
        projects=known.projects,
        movements=movements,
        funds=known.funds,
    )
    made = build_book(programme, unit, month, content, Looks(), blank_rows=len(listed) + BLANK_ROWS)
    stored = add_formulas(made, known, movements)
    return build_bytes(made.book, stamp=datetime(month.year, month.month, 1), stored=stored)


def build_return(
    programme: Programme, unit: Unit, month: Month, content: ReturnContent, looks: Looks, *, stamp: datetime
) -> bytes:
    """Build a filled return: values where the template has formulas.

    Args:
        programme: As in :func:`build_book`.
        unit: Likewise.
        month: Likewise.
        content: Likewise.
        looks: Likewise.
        stamp: Time of making in the file's properties.
    """
    made = build_book(programme, unit, month, content, looks)
    totals = content.totals
    write_total(made.places[MOVEMENTS], [key for key in TOTAL_KEYS if key in totals], totals.__getitem__)
    return build_bytes(made.book, stamp=stamp)


def _movement(project: str, before: Cumulative) -> RowInput:
    return {"project": project, "newly": NO, "benefit": Decimal(0), "benefit_before": before.benefit}
