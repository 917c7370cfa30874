"""台账 and 各月数: a row per project of the internal 台账 workbook."""

from __future__ import annotations

from sanzi_lib.ledger.layout import PROJECT_SHEET, ColumnSpec
from sanzi_lib.measures.project_ledger_model import ProjectLedger, ProjectLine
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.ledger.cells import (
    absent_cells,
    exact_cell,
    exact_cells,
    flag_cell,
    moved_cells,
    number_cell,
    quantity_cell,
    source_cells,
)
from sanzi_lib.reports.ledger.lists import HEAD, MONEY, SOURCE, HeaderGroup, build_list, spec_of

PROJECTS_SHEET, MONTHS_SHEET = "台账", "各月数"


def build_projects_table(ledger: ProjectLedger, title: str, above: tuple[str, str]) -> Table:
    """台账: a row per project, its particulars in the order of the return's sheet, its figures and its source."""
    particulars = [column for column in PROJECT_SHEET.columns if column.key not in ("project", "name")]
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("组", "center", 0), ("计入", "center", 0)]),
        ("", [spec_of(column) for column in particulars]),
        ("期初数（万元）", MONEY),
        ("本月（万元）", MONEY),
        ("追溯调整（万元）", MONEY),
        ("年初至本月累计（万元）", MONEY),
        ("", [("尚余（万元）", "right", 0), ("首次新盘活", "center", 0)]),
        SOURCE,
    ]
    rows = []
    for number, line in enumerate(ledger.projects, start=1):
        month = line.months[-1]
        rows.append(
            [
                *_head_cells(number, line),
                Cell(line.group_name),
                Cell(line.counts_in),
                *(_particular(line, column) for column in particulars),
                *moved_cells(line.opening),
                *(absent_cells() if ledger.month.month not in line.known else exact_cells(month)),
                *moved_cells(line.restated),
                *exact_cells(line.cumulative),
                exact_cell(line.remaining),
                Cell(str(line.newly or "")),
                *source_cells(line.source),
            ]
        )
    return build_list(PROJECTS_SHEET, title, groups, rows, above, "没有认可的项目。")


def build_months_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """各月数: a row per project, the three figures of each month beside each other."""
    months = ledger.month.months_of_year()
    groups: list[HeaderGroup] = [HEAD, ("期初数（万元）", MONEY)]
    groups += [(f"{month.month}月（万元）", MONEY) for month in months]
    groups += [("追溯调整（万元）", MONEY), ("年初至本月累计（万元）", MONEY)]
    rows = []
    for number, line in enumerate(ledger.projects, start=1):
        cells = [*_head_cells(number, line), *moved_cells(line.opening)]
        for month, amounts in zip(months, line.months, strict=True):
            cells += exact_cells(amounts) if month.month in line.known else absent_cells()
        rows.append([*cells, *moved_cells(line.restated), *exact_cells(line.cumulative)])
    return build_list(MONTHS_SHEET, f"{ledger.month.label}项目各月数", groups, rows, above, "没有认可的项目。")


def _head_cells(number: int, line: ProjectLine) -> list[Cell]:
    return [
        number_cell(number),
        Cell(line.unit_name),
        Cell(line.project),
        Cell(line.particulars.get("name", "")),
    ]


def _particular(line: ProjectLine, column: ColumnSpec) -> Cell:
    if column.key == "counterparty":
        return Cell(line.contact.get("natural_counterparty") or line.particulars.get("counterparty", ""))
    value = {**line.particulars, **line.contact}.get(column.key)
    match column.kind:
        case "amount":
            return exact_cell(value)
        case "quantity":
            return quantity_cell(value)
        case "yes_no":
            return flag_cell(value)
        case _:
            return Cell(value or "")
