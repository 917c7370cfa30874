"""逐月明细, 追溯调整 and 存量资金 of the internal 台账 workbook."""

from __future__ import annotations

from sanzi_lib.ledger.layout import FUND_SHEET, MOVEMENT_SHEET, ColumnSpec
from sanzi_lib.measures.project_ledger_model import MovementLine, ProjectLedger
from sanzi_lib.reports.elements.blocks import Cell, Table
from sanzi_lib.reports.ledger.cells import (
    exact_cell,
    exact_cells,
    flag_cell,
    moved_cells,
    number_cell,
    quantity_cell,
    source_cells,
)
from sanzi_lib.reports.ledger.lists import HEAD, MONEY, NUMBER, SOURCE, HeaderGroup, Spec, build_list, spec_of

MOVEMENTS_SHEET, RESTATEMENTS_SHEET, FUNDS_SHEET = "逐月明细", "追溯调整", "存量资金"

_KINDS = ("cash", "financing", "injection", "savings")


def build_movements_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """逐月明细: a row per accepted row of 盘活情况表."""
    kinds: list[Spec] = [(_plain_header(MOVEMENT_SHEET.column(key)), "right", 0) for key in _KINDS]
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("月份", "center", 0), ("项目状态", "center", 0), ("本月是否新盘活", "center", 0)]),
        ("", [("本月实物数量", "right", 0), ("实物单位", "center", 0)]),
        ("本月（万元）", MONEY),
        ("本月经济效益构成（万元）", kinds),
        ("期初数（万元）", MONEY),
        ("追溯调整（万元）", MONEY),
        ("", [("所属月份", "center", 0), ("调整原因", "left", 1), ("社会效益", "left", 1)]),
        ("该项目累计（万元）", MONEY),
        SOURCE,
    ]
    rows = []
    for number, line in enumerate(ledger.movements, start=1):
        rows.append(
            [
                *_moved_head(number, line),
                Cell(str(line.month)),
                Cell(line.status),
                flag_cell(line.newly),
                quantity_cell(line.quantity),
                Cell(line.measure),
                *exact_cells(line.amounts),
                *(exact_cell(kind) for kind in line.kinds),
                *moved_cells(line.opening),
                *moved_cells(line.restated),
                Cell(str(line.restated_month or "")),
                Cell(line.reason),
                Cell(line.social_benefit),
                *exact_cells(line.cumulative),
                *source_cells(line.source),
            ]
        )
    return build_list(MOVEMENTS_SHEET, f"{ledger.month.label}项目逐月明细", groups, rows, above, "没有认可的盘活情况。")


def build_restatements_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """追溯调整: each with the month that it corrects and its reason."""
    groups: list[HeaderGroup] = [
        HEAD,
        ("", [("报送月份", "center", 0), ("所属月份", "center", 0)]),
        ("追溯调整（万元）", MONEY),
        ("", [("调整原因", "left", 1)]),
        ("调整后该项目累计（万元）", MONEY),
        SOURCE,
    ]
    rows = [
        [
            *_moved_head(number, line),
            Cell(str(line.month)),
            Cell(str(line.restated_month or "未填")),
            *moved_cells(line.restated),
            Cell(line.reason or "未填"),
            *exact_cells(line.cumulative),
            *source_cells(line.source),
        ]
        for number, line in enumerate(ledger.restatements, start=1)
    ]
    return build_list(RESTATEMENTS_SHEET, f"{ledger.month.label}追溯调整", groups, rows, above, "本年没有追溯调整。")


def build_funds_table(ledger: ProjectLedger, above: tuple[str, str]) -> Table:
    """存量资金: each item as in the latest accepted return that lists it."""
    keys = ("fund_kind", "fund", "income", "carried", "years", "research", "recovered")
    groups: list[HeaderGroup] = [
        ("", [NUMBER, ("报送单位", "left", 0)]),
        ("", [spec_of(FUND_SHEET.column(key)) for key in keys]),
        SOURCE,
    ]
    rows = [
        [
            number_cell(number),
            Cell(line.unit_name),
            Cell(line.kind),
            Cell(line.item),
            exact_cell(line.income),
            exact_cell(line.carryover),
            quantity_cell(line.years),
            flag_cell(line.research),
            exact_cell(line.recovered),
            *source_cells(line.source),
        ]
        for number, line in enumerate(ledger.funds, start=1)
    ]
    return build_list(
        FUNDS_SHEET, f"{ledger.month.label}存量资金", groups, rows, above, "没有认可的存量资金。", frozen=2
    )


def _moved_head(number: int, line: MovementLine) -> list[Cell]:
    return [number_cell(number), Cell(line.unit_name), Cell(line.project), Cell(line.title)]


def _plain_header(column: ColumnSpec) -> str:
    return column.header.removeprefix("其中：").removesuffix("(万元)")
