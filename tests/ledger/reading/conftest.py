"""A small sound return, built by openpyxl from the return's own headers, to be spoilt by each test."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sanzi_lib.ledger.model import ReadReturn
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.grid import RawSheet, SheetHead
from sanzi_lib.ledger.reading.read import choose_sheets, read_return
from sanzi_lib.params.load import read_programme
from sanzi_lib.params.programme import Programme

# The maker of hostile files is imported by name, so the folder itself goes onto the path.
if (HERE := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.insert(0, HERE)

PROJECT_HEADERS = [
    *("项目编号", "项目名称", "工作领域", "三资大类", "三资小类", "项目基本情况", "资产持有人", "权属证号"),
    *("账面价值(万元)", "评估价值(万元)", "实物数量", "实物单位", "盘活方式", "具体方式", "交易平台及公告号"),
    *("受让方", "受让方性质", "决策批准文号", "预期盘活效益(万元)", "计划完成时间", "项目状态", "盘活完成时间"),
    *("责任单位", "责任人", "联系电话", "是否涉及政府担保", "佐证材料", "问题与困难", "备注"),
]
MOVEMENT_HEADERS = [
    *("项目编号", "本月是否新盘活", "本月实物数量", "实物单位", "本月经济效益(万元)", "其中：现金收入(万元)"),
    *("其中：融资到位(万元)", "其中：资产注入(万元)", "其中：节约支出(万元)", "社会效益", "本月入库收益(万元)"),
    *("其中：形成本级可用财力(万元)", "年初至上月累计经济效益(万元)", "追溯调整(万元)", "调整原因"),
    *("年初至本月累计经济效益(万元)", "年初至本月累计入库收益(万元)", "年初至本月累计可用财力(万元)"),
    *("追溯调整入库收益(万元)", "追溯调整可用财力(万元)", "追溯调整所属月份"),
]

ID = "430424-ZY05-2024-0007"


class Book:
    """The sound return: 衡东县, June 2024, one project; ``sheets`` are openpyxl's."""

    def __init__(self) -> None:
        self.book = openpyxl.Workbook()
        self.cover = self.book.active
        self.cover.title = "报送封面"
        for label, value in (
            ("报送单位", "衡东县"),
            ("报送月份", "2024-06"),
            ("报送类型", "月报"),
            ("报送时间", datetime(2024, 6, 24, 16, 30)),
            ("填报人", "李四"),
            ("金额单位", "万元"),
            ("零报告", "否"),
            ("项目数", 1),
            ("本月经济效益合计", 100),
            ("本月入库收益合计", 80),
        ):
            self.cover.append((label, value))
        self.projects = self.book.create_sheet("项目台账")
        self.projects.append(PROJECT_HEADERS)
        self.movements = self.book.create_sheet("盘活情况表")
        self.movements.append(MOVEMENT_HEADERS)
        self.add_project()
        self.add_movement()

    ID, MOVEMENT_HEADERS, PROJECT_HEADERS = ID, MOVEMENT_HEADERS, PROJECT_HEADERS

    def add_project(self, **changed: Any) -> None:
        """Append a project; keyword names are headers."""
        row: dict[str, Any] = {
            **{"项目编号": ID, "项目名称": "洣水镇地块", "三资大类": "资源", "三资小类": "土地"},
            **{"项目基本情况": "闲置地块", "资产持有人": "县自然资源局", "盘活方式": "售", "具体方式": "出让"},
            **{"预期盘活效益(万元)": 500, "计划完成时间": date(2024, 12, 31), "项目状态": "推进中"},
            **{"责任单位": "县自然资源局", "责任人": "张三"},
        }
        self._append(self.projects, PROJECT_HEADERS, row | changed)

    def add_movement(self, **changed: Any) -> None:
        """Append a movement; keyword names are headers."""
        row: dict[str, Any] = {
            "项目编号": ID,
            "本月是否新盘活": "是",
            "本月经济效益(万元)": 100,
            "本月入库收益(万元)": 80,
        }
        self._append(self.movements, MOVEMENT_HEADERS, row | changed)

    @staticmethod
    def _append(sheet: Any, headers: list[str], row: dict[str, Any]) -> None:
        assert set(row) <= set(headers), set(row) - set(headers)
        sheet.append([row.get(header) for header in headers])

    def set(self, sheet: Any, header: str, value: Any, row: int = 2) -> str:
        """Set a cell by header; returns its address."""
        headers = PROJECT_HEADERS if sheet is self.projects else MOVEMENT_HEADERS
        cell = sheet.cell(row, headers.index(header) + 1)
        cell.value = value
        return str(cell.coordinate)

    def data(self) -> bytes:
        """The workbook's bytes."""
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


@pytest.fixture(scope="session")
def programme() -> Programme:
    return read_programme(Path(__file__).parents[3] / "params" / "hengyang-2024")


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture(scope="session")
def make_book() -> type[Book]:
    return Book


@pytest.fixture(scope="session")
def old_workbook() -> bytes:
    """The sound return as .xls, see ``test_xls.py``."""
    return Path(__file__).with_name("office_97.xls").read_bytes()


@pytest.fixture
def read(programme: Programme) -> Callable[..., ReadReturn]:
    """Read a book or bytes in this process."""

    def run(source: Any, programme: Programme = programme) -> ReadReturn:
        data = source.data() if isinstance(source, Book) else source
        grid = open_grid(data)
        sheets: dict[int, RawSheet] = {index: grid.read(index) for index in choose_sheets(grid.heads)}
        heads: list[SheetHead] = list(grid.heads)
        return read_return(heads, sheets, programme, file="6月报.xlsx", sha256="0" * 64)

    return run


@pytest.fixture
def sound(read: Callable[..., ReadReturn]) -> ReadReturn:
    """The sound return as read."""
    return read(Book())


@pytest.fixture
def errors(read: Callable[..., ReadReturn]) -> Callable[..., list[tuple[str, str | None, str | None]]]:
    """Rule, sheet and cell of each 错误."""

    def run(source: Any) -> list[tuple[str, str | None, str | None]]:
        return [(f.rule, f.sheet, f.cell) for f in read(source).findings if f.level == "错误"]

    return run


@pytest.fixture
def patch_part() -> Callable[[bytes, str, Callable[[str], str]], bytes]:
    """The same zip with one part changed."""
    return change_part


def change_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The same zip with one part changed."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            text = source.read(info)
            target.writestr(info.filename, change(text.decode()).encode() if info.filename == part else text)
    return out.getvalue()
