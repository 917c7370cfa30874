"""Writes a Book to a workbook: plainly (addresses can be foretold), or with the legal mess of returns."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import spellings as spell
from annex_one import NAME
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from return_book import Book, Fen, Measure, Month, PlanDay, Raw, Sheet, Unit, Word
from return_columns import COVER, FUNDS, LEDGER, REQUIRED

TEXT_MERGES = ("责任单位", "责任人", "资产持有人", "决策批准文号")
SIGNATURES = [
    "填表人：王填报",
    "审核人:李审核",
    "单位负责人：",
    "填报日期：2024年6月25日",
    "备注：金额单位为万元",
    "注：本表数据已核对",
    "说明: 无",
]
STAMP = datetime(2024, 1, 1)


def plain_value(value: Any) -> Any:
    match value:
        case Fen():
            return spell.plain_number(value.wan)
        case Decimal():
            return spell.plain_number(value)
        case Word() | Measure() | Raw() | PlanDay():
            return value.value
        case Unit():
            return NAME[value.code]
        case Month():
            return f"{value.year}-{value.month:02}"
    return value


def messy_value(rng: Random, value: Any, *, required: bool) -> Any:
    match value:
        case None:
            return spell.nothing(rng)
        case Raw():
            return value.value
        case Fen():
            if value.value == 0 and required:
                return spell.zero(rng)
            return spell.number(rng, value.wan)
        case Decimal():
            return spell.number(rng, value)
        case Word():
            return spell.word(rng, value.value)
        case Measure():
            return spell.measure(rng, value.value)
        case PlanDay():
            last = value.value.month == 12 and value.value.day == 31
            return spell.day(rng, value.value, month_end=last)
        case Unit():
            return spell.unit_name(rng, value.code)
        case Month():
            return spell.month(rng, value.year, value.month)
        case datetime():
            return spell.moment(rng, value)
        case str():
            return value
    return spell.day(rng, value)


def _save(book: Workbook, path: Path, formulas: dict[str, set[str]] | None = None) -> None:
    book.properties.created = book.properties.modified = STAMP
    raw = path.with_name(path.name + ".part")
    book.save(raw)
    names = {f"xl/worksheets/sheet{n}.xml": sheet.title for n, sheet in enumerate(book.worksheets, 1)}
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item.filename)
            cells = (formulas or {}).get(names.get(item.filename, ""), set())
            for cell in cells:
                data = re.sub(rf'(<c r="{cell}"[^>]*>)<v'.encode(), rb"\1<f>SUM(1,1)</f><v", data)
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2024-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(item.filename, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    raw.unlink()


def write_plain(book: Book, path: Path) -> None:
    """Cover from A1, headers in row 1, one row each below."""
    work = Workbook()
    cover = work.active
    cover.title = COVER
    for row, (label, value) in enumerate(book.cover, 1):
        cover.cell(row, 1, label)
        cover.cell(row, 2, plain_value(value))
    for sheet in book.sheets:
        page = work.create_sheet(sheet.name)
        for column, name in enumerate(sheet.columns, 1):
            page.cell(sheet.first_row - 1, column, name)
        for number, row in enumerate(sheet.rows):
            for column, name in enumerate(sheet.columns, 1):
                page.cell(sheet.first_row + number, column, plain_value(row.get(name)))
        for number, name in sheet.merges:
            at = sheet.cell(number, name)
            page.merge_cells(f"{at}:{sheet.cell(number + 1, name)}")
    if all(sheet.name != COVER for sheet in book.sheets) and not book.cover:
        del work[COVER]
    _save(work, path)


@dataclass
class Messy:
    """One workbook in the making, with the numeric cells that may become formulas with a stored value."""

    rng: Random
    work: Workbook
    numeric: dict[str, list[str]] = field(default_factory=dict)

    def put(self, page: Worksheet, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        cell = page.cell(row, column, value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.numeric.setdefault(page.title, []).append(cell.coordinate)


def write_messy(book: Book, path: Path, rng: Random) -> None:
    """The same return as an office would send it."""
    work = Workbook()
    work.remove(work.active)
    if rng.random() < 0.15:
        work.epoch = CALENDAR_MAC_1904
    messy = Messy(rng, work)
    steps: list[Callable[[], None]] = [lambda: _cover(messy, book)]
    steps += [lambda sheet=sheet: _table(messy, sheet) for sheet in book.sheets]
    if rng.random() < 0.3:
        steps.append(lambda: _unknown(messy))
    rng.shuffle(steps)
    for step in steps:
        step()
    pages = work.worksheets
    for page in pages[1:]:
        if rng.random() < 0.25:
            page.sheet_state = rng.choice(["hidden", "veryHidden"])
    formulas = {}
    if rng.random() < 0.5:
        formulas = {title: set(rng.sample(cells, min(3, len(cells)))) for title, cells in messy.numeric.items()}
        work.calculation.fullCalcOnLoad = None  # the stored values are results
    _save(work, path, formulas)


def _title(rng: Random, name: str) -> str:
    return rng.choice([name, name, name + " ", " " + name, name[:2] + "\u3000" + name[2:], name + "\u200b"])


def _unknown(messy: Messy) -> None:
    page = messy.work.create_sheet(messy.rng.choice(["Sheet3", "填报说明", "字典"]))
    page["A1"] = "项目编号填写说明"
    page["B3"] = "约300"


def _cover(messy: Messy, book: Book) -> None:
    rng = messy.rng
    page = messy.work.create_sheet(_title(rng, COVER))
    cover = list(book.cover)
    cover = [
        (label, value)
        for label, value in cover
        if label not in {"联系电话", "审核人", "数据性质"} or rng.random() < 0.7
    ]
    if rng.random() < 0.3:
        rng.shuffle(cover)
    row = rng.choice([1, 1, 2, 3])
    if row > 1:
        page.cell(1, 1, "国有“三资”盘活月报封面")
    for label, value in cover:
        page.cell(row, 1, spell.header(rng, label))
        messy.put(page, row, 2, messy_value(rng, value, required=True))
        row += rng.choice([1, 1, 1, 2])
    if rng.random() < 0.2:
        page.cell(row, 1, "经办科室")
        page.cell(row, 2, "资产管理科")


def _columns(rng: Random, sheet: Sheet) -> list[str]:
    columns = [
        name
        for name in sheet.columns
        if name in REQUIRED[sheet.name] or any(row.get(name) is not None for row in sheet.rows) or rng.random() < 0.6
    ]
    if rng.random() < 0.3:
        rng.shuffle(columns)
    if rng.random() < 0.6:
        columns.insert(0, "序号")
    if rng.random() < 0.3:
        columns.insert(rng.randrange(1, len(columns) + 1), "经办科室")
    return columns


def _table(messy: Messy, sheet: Sheet) -> None:
    rng = messy.rng
    page = messy.work.create_sheet(_title(rng, sheet.name))
    columns = _columns(rng, sheet)
    at = 1
    for text in ["附件2　国有“三资”盘活月报（" + sheet.name + "）", "单位：万元", "二〇二四年"][
        : rng.choice([0, 1, 2, 2, 3])
    ]:
        page.cell(at, 1, text)
        if rng.random() < 0.5:
            page.merge_cells(start_row=at, end_row=at, start_column=1, end_column=min(8, len(columns)))
        at += 1
    at += rng.choice([0, 0, 1])
    headers = [spell.header(rng, name) for name in columns]
    rows: list[int] = []

    def head() -> None:
        nonlocal at
        for column, name in enumerate(headers, 1):
            page.cell(at, column, name)
        at += 1

    head()
    since: list[dict[str, Any]] = []
    for number, row in enumerate(sheet.rows, 1):
        for column, name in enumerate(columns, 1):
            if name == "序号":
                messy.put(page, at, column, number)
            elif name == "经办科室":
                page.cell(at, column, "资产科")
            else:
                required = name in REQUIRED[sheet.name]
                messy.put(page, at, column, messy_value(rng, row.get(name), required=required))
        if rng.random() < 0.1:
            page.row_dimensions[at].hidden = True
        rows.append(at)
        since.append(row)
        at += 1
        pick = rng.random()
        if pick < 0.06:
            at += 1
        elif pick < 0.12 and columns[0] == "序号":
            page.cell(at, 1, number + 1)
            at += 1
        elif pick < 0.17:
            head()
        elif pick < 0.27:
            _total(messy, page, at, columns, since, "小计")
            since = []
            at += 1
    if rng.random() < 0.5 and sheet.rows:
        _total(messy, page, at, columns, sheet.rows, rng.choice(["合计", "总计", "共计", "合 计", "合\u3000计"]))
        at += 1
    for text in rng.sample(SIGNATURES, rng.choice([0, 1, 2])):
        page.cell(at, rng.choice([1, 2, 4]), text)
        at += 1
    _merges(rng, page, sheet, columns, rows)


def _total(messy: Messy, page: Worksheet, at: int, columns: list[str], rows: list[dict[str, Any]], text: str) -> None:
    rng = messy.rng
    places = [name for name in ("序号", "项目编号", "项目名称") if name in columns]
    if "项目编号" not in columns and not places:
        return
    page.cell(at, columns.index(rng.choice(places)) + 1, text)
    for column, name in enumerate(columns, 1):
        values = [row.get(name) for row in rows if row.get(name) is not None]
        if values and all(isinstance(value, Fen) for value in values) and rng.random() < 0.6:
            messy.put(page, at, column, spell.number(rng, Fen(sum(value.value for value in values)).wan))


def _merges(rng: Random, page: Worksheet, sheet: Sheet, columns: list[str], rows: list[int]) -> None:
    """A merged text cell holds for all its rows; a merged amount or date only for the first."""
    if len(rows) < 2 or rng.random() < 0.5:
        return
    at = rng.randrange(len(rows) - 1)
    upper, lower = rows[at], rows[at + 1]
    if lower != upper + 1:
        return
    first, second = sheet.rows[at], sheet.rows[at + 1]
    for name in columns:
        one, two = first.get(name), second.get(name)
        text = name in TEXT_MERGES and isinstance(one, str) and one == two
        number = sheet.name != FUNDS and isinstance(one, Fen) and two is None
        day = sheet.name == LEDGER and name == "盘活完成时间" and one is not None and two is None
        if (text or number or day) and rng.random() < 0.7:
            column = columns.index(name) + 1
            page.merge_cells(start_row=upper, end_row=lower, start_column=column, end_column=column)
