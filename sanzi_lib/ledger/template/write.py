"""The return's workbook: blank for a unit to fill, or filled with values (docs/核验规则.md 月报)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.layout import MONEY_UNIT, MOVEMENTS, NATURES, NO, PROJECTS, RETURN_KINDS, TEMPLATE_BEFORE, YES
from sanzi_lib.ledger.template.book import TOTAL_KEYS, ReturnBook, build_book
from sanzi_lib.ledger.template.content import Cumulative, Looks, Prefill, ReturnContent, RowInput
from sanzi_lib.ledger.template.sheets import SheetPlace, write_cell, write_total
from sanzi_lib.ledger.template.style import AMOUNT, CODE, HEAD, NOTE, TEXT, set_up_print
from sanzi_lib.ledger.template.workbook_bytes import StoredValues, build_bytes
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit

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
        programme: Its enumerations fill the drop-downs.
        unit: Whose return it is.
        month: The month of the return.
        content: The values, in 万元.
        looks: How the sheets are laid out.
        stamp: Time of making in the file's properties.
    """
    made = build_book(programme, unit, month, content, looks)
    totals = content.totals
    write_total(made.places[MOVEMENTS], [key for key in TOTAL_KEYS if key in totals], totals.__getitem__)
    return build_bytes(made.book, stamp=stamp)


def _movement(project: str, before: Cumulative) -> RowInput:
    return {"project": project, "newly": NO, "benefit": Decimal(0), "benefit_before": before.benefit}
