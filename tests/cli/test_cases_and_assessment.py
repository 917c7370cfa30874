"""The compendium and the assessment from returns to documents, with what must not be circulated planted in returns."""

from __future__ import annotations

import io
import json
import shutil
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from pypdf import PdfReader

from sanzi_lib.cli.app import run_command

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MONTH = "2024-01"
PERSON, PHONE, IDENTITY, BUYER = "秦守密", "13912345678", "430424199001011234", "暗河地产公司"
KEPT = ("常宁市", "衡东县", "衡南县", "市国投集团", "松木经开区")
"""Units that report; the others stand as missing."""

WEIGHTS = """
assessment:
  weights: {attainment: "70", on_time_share: "20", open_findings: "10"}
  scales: {open_findings: {full: 0, zero: 10}}
"""


def columns_of(sheet, *names):
    """Header row number and the columns of these headers."""
    for row in sheet.iter_rows(max_row=10):
        found = {"".join(str(cell.value).split()): cell.column for cell in row if cell.value}
        if "项目编号" in found:
            return row[0].row, [next(c for text, c in found.items() if name in text) for name in names]
    raise AssertionError(sheet.title)


def plant(ledgers: Path) -> str:
    """A person, numbers and a long text in a case; land sold to a state-owned company; a guaranteed loan."""
    book = openpyxl.load_workbook(find(ledgers, "常宁市"))
    head, (responsible,) = columns_of(book["项目台账"], "责任人")
    book["项目台账"].cell(head + 1, responsible).value = PERSON
    book.save(find(ledgers, "常宁市"))

    book = openpyxl.load_workbook(find(ledgers, "衡东县"))
    long = "".join(f"第{number}步，清查、确权、评估、进场交易。" for number in range(200))
    head, (title, practice, result) = columns_of(book["典型案例"], "案例标题", "主要做法", "取得成效")
    case = book["典型案例"]
    case.cell(head + 1, title).value = f"{PERSON}盘活记（{PHONE}）"
    case.cell(head + 1, practice).value = f"由{PERSON}牵头，电话{PHONE}，身份证{IDENTITY}。{long}"
    case.cell(head + 1, result).value = f"{PERSON[0]} {PERSON[1:]}说好。"
    sheet = book["项目台账"]
    head, names = columns_of(sheet, "三资小类", "盘活方式", "受让方性质", "是否涉及政府担保", "资产持有人", "项目编号")
    kind, method, nature, guarantee, holder, project = names
    buyer = next(cell.column for cell in sheet[head] if "".join(str(cell.value).split()) == "受让方")
    for row in range(head + 1, sheet.max_row + 1):
        if not str(sheet.cell(row, project).value).startswith("430424-"):
            continue
        sheet.cell(row, holder).value = PERSON
        if (sheet.cell(row, kind).value, sheet.cell(row, method).value) == ("土地", "售"):
            sheet.cell(row, buyer).value, sheet.cell(row, nature).value = BUYER, "市属国企"
        if sheet.cell(row, method).value == "融":
            sheet.cell(row, guarantee).value = "是"
    book.save(find(ledgers, "衡东县"))
    return long


def find(ledgers: Path, name: str) -> Path:
    return next(path for path in (ledgers / MONTH).iterdir() if name in path.name)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("考核")
    shutil.copytree(ROOT / "params" / "hengyang-2024", root / "params" / "hengyang-2024")
    path = root / "params" / "hengyang-2024" / "programme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + WEIGHTS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert run_command(["sample", "ledgers", "--through", MONTH]) == 0
        for path in (root / "ledgers" / MONTH).iterdir():
            if not any(name in path.name for name in KEPT):
                path.unlink()
        long = plant(root / "ledgers")
        words = ["run", MONTH, "--report", "cases", "--report", "assessment", "--as-of", "2024-02-01"]
        assert run_command(words) == 0
    return root / "output" / MONTH, long


@cache
def read_all(folder: Path) -> dict[str, str]:
    """Every word of the documents of a folder, PDF attachments and workbook included, by ending."""
    found: dict[str, str] = {}
    for path in folder.iterdir():
        content = path.read_bytes()
        if path.suffix == ".html":
            found["html"] = html.fromstring(content).text_content()
        elif path.suffix == ".json" and path.name != "manifest.json":
            found["json"] = content.decode("utf-8")
        elif path.suffix == ".xlsx":
            found["xlsx"] = words_of_book(content)
        elif path.suffix == ".pdf":
            reader = PdfReader(io.BytesIO(content))
            found["pdf"] = "".join("".join(page.extract_text().split()) for page in reader.pages)
            for name, (attached,) in reader.attachments.items():
                text = words_of_book(attached) if name.endswith("xlsx") else attached.decode("utf-8")
                found[f"pdf/{name}"] = text
    return found


def words_of_book(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("place", ["典型案例", "年度考核"])
def test_nothing_that_is_not_to_be_circulated_is_in_any_document(made, place):
    output, _ = made
    checks = json.loads((output / "报送核验" / "checks.json").read_text(encoding="utf-8"))
    mine = [finding for finding in checks["findings"] if finding["unit"] == "衡东县"]
    risks = {finding["message"] for finding in mine if finding["level"] == "风险"}
    assert {finding["rule"] for finding in mine} >= {"V24", "V25", "V28"}
    texts = read_all(output / place)
    assert set(texts) == {"html", "json", "xlsx", "pdf", f"pdf/{place_id(place)}.json", f"pdf/{place_id(place)}.xlsx"}
    secrets = (PERSON, f"{PERSON[0]} {PERSON[1:]}", PHONE, IDENTITY, BUYER, "风险", "国企购地", "隐性债务", *risks)
    for name, text in texts.items():
        for secret in secrets:
            assert secret not in text, (name, secret)
        for finding in checks["findings"]:
            assert finding["message"] not in text, name
        assert ".xlsx" not in text, name
    assert "某某盘活记（×××）" in texts["html"]


def place_id(place: str) -> str:
    return {"典型案例": "cases", "年度考核": "assessment"}[place]


def test_a_long_case_is_whole_in_every_document(made):
    output, long = made
    assert len(long) > 3000
    texts = read_all(output / "典型案例")
    assert long in texts["html"]
    assert long in texts["xlsx"]
    pages = texts["pdf"]
    assert all(
        f"第{number}步，清查、确权、评估、进场交易。" in pages or f"第{number}步" in pages for number in range(200)
    )


def test_weights_of_the_programme_rank(made):
    output, _ = made
    data = json.loads((output / "年度考核" / "assessment.json").read_text(encoding="utf-8"))
    for group in data["groups"]:
        scores = [float(unit["composite"]) for unit in group["units"]]
        assert scores == sorted(scores, reverse=True)
        assert list(group["weights"]) == ["attainment", "on_time_share", "open_findings"]
    manifest = json.loads((output / "年度考核" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["marks"] == ["演示数据", "试编", "未定稿"]
