"""Containers: what the zip and the XML hold, and what is no workbook (docs/核验规则.md 文件、单元格)."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from sanzi_lib.errors import UnreadableError
from sanzi_lib.ledger.reading.container import open_grid
from sanzi_lib.ledger.reading.grid import DATE, ERROR, NUMBER, TEXT, UNCALCULATED, YES_NO

SHEET = "xl/worksheets/sheet3.xml"


def cells(data, index=2):
    sheet = open_grid(data).read(index)
    return {
        (row, column): tuple(cell) for place, row in enumerate(sheet.rows) for column, cell in sheet.row(place).items()
    }


@pytest.fixture
def with_rows(book, patch_part):
    """The sound workbook, as a program saves it that calculates, with XML put behind the last row of 盘活情况表."""

    def make(xml):
        book.book.calculation.fullCalcOnLoad = None
        return patch_part(book.data(), SHEET, lambda text: text.replace("</sheetData>", f"{xml}</sheetData>"))

    return make


def test_kinds_of_cells(with_rows):
    xml = (
        '<row r="5"><c r="A5" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B5" t="e"><v>#SPILL!</v></c>'
        '<c r="C5"><f>A1</f></c>'
        '<c r="D5"><f>A1</f><v/></c><c r="E5" t="str"><f>A1</f><v></v></c><c r="F5" t="str"><f>A1</f><v>是</v></c>'
        '<c r="G5" t="b"><v>1</v></c><c r="H5" t="inlineStr"><is><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t> 乙</t></r>'
        "</is></c>"
        '<c r="I5"><v>0.30000000000000004</v></c><c r="J5" t="d"><v>2024-06-25T00:00:00Z</v></c><c r="K5" s="1"/>'
        '<c r="L5" t="inlineStr"><is><t>a_x000D_b_xD800_</t></is></c><c><v>7</v></c><c r="N5"><v>NaN</v></c></row>'
    )
    found = {column: cell for (row, column), cell in cells(with_rows(xml)).items() if row == 5}
    assert found == {
        1: (ERROR, "#DIV/0!"),
        2: (ERROR, "#SPILL!"),
        3: (UNCALCULATED, ""),
        4: (UNCALCULATED, ""),
        6: (TEXT, "是"),
        7: (YES_NO, "1"),
        8: (TEXT, "甲 乙"),
        9: (NUMBER, "0.3"),
        10: (DATE, "2024-06-25T00:00:00"),
        12: (TEXT, "a\rb\ufffd"),
        13: (NUMBER, "7"),
        14: (ERROR, "NaN"),
    }


def test_a_cell_in_the_last_corner_and_rows_out_of_order(with_rows):
    xml = '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'
    xml += '<row r="9"><c r="B9"><v>2</v></c><c r="A9"><v>1</v></c></row>'
    found = cells(with_rows(xml))
    assert found[1_048_576, 16_384] == (NUMBER, "5")
    assert list(found)[-3:] == [(9, 1), (9, 2), (1_048_576, 16_384)]


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1048577"><c r="A1048577"><v>5</v></c></row>',
        '<row r="5"><c r="XFE5"><v>5</v></c></row>',
        '<row r="5"><c r="a5"><v>5</v></c></row>',
        '<row r="-5"/>',
        '<row r="5"><c r="A5" t="s"><v>99999</v></c></row>',
        '<row r="5">',
        "<row>&nbsp;</row>",
    ],
)
def test_damaged_sheets(with_rows, xml):
    with pytest.raises(UnreadableError, match="损坏"):
        cells(with_rows(xml))


def test_an_entity_is_never_expanded(book, patch_part):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        data = patch_part(book.data(), part, lambda text: laughs + text.removeprefix("<?xml version='1.0'?>"))
        with pytest.raises(UnreadableError):
            cells(data)


def test_1904_dates_and_the_strict_namespace(book, patch_part):
    plain = cells(book.data(), 1)[2, 20]
    assert plain == (DATE, "2024-12-31T00:00:00")
    data = patch_part(
        book.data(), "xl/workbook.xml", lambda x: x.replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    )
    assert cells(data, 1)[2, 20] == (DATE, "2029-01-01T00:00:00")  # 1462 days later
    transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    data = patch_part(book.data(), SHEET, lambda x: x.replace(transitional, strict))
    assert cells(data) == cells(book.data())
    data = patch_part(
        book.data(),
        SHEET,
        lambda x: x.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="),
    )
    assert cells(data) == cells(book.data())


def test_values_agree_with_an_independent_reader(book):
    for number in range(30):
        book.add_movement(
            **{"项目编号": f"甲{number}", "本月经济效益(万元)": number / 7, "社会效益": f" 文字 {number}\n"}
        )
    sheet = openpyxl.load_workbook(io.BytesIO(book.data()), data_only=True)["盘活情况表"]
    theirs = {
        (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")
    }
    ours = cells(book.data())
    assert theirs.keys() == ours.keys()
    for place, (kind, value) in ours.items():
        assert theirs[place] == (pytest.approx(float(value), rel=1e-14) if kind == NUMBER else value)


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"\x00" * 100, "空"),
        ("项目编号,金额".encode("gbk"), "文本"),
        (b"\xef\xbb\xbf<html><table>", "网页"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04" + b"x" * 50, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3000, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "另存为 .xlsx"),
        (zipped({"xl/workbook.bin": "x"}), "另存为 .xlsx"),
        (zipped({"a.txt": "x"}), "压缩包"),
    ],
)
def test_what_is_no_workbook(data, said):
    with pytest.raises(UnreadableError, match=said):
        open_grid(data)


def test_every_cut_and_every_spoilt_part_is_noticed(book):
    data = book.data()
    for length in range(30, len(data), 997):
        with pytest.raises(UnreadableError):
            cells(data[:length])
    archive = zipfile.ZipFile(io.BytesIO(data))
    for info in archive.infolist():
        spoilt = bytearray(data)
        place = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
        spoilt[place] ^= 0xFF
        with pytest.raises(UnreadableError):
            cells(bytes(spoilt))


def test_a_missing_sheet_part_is_noticed(book):
    archive = zipfile.ZipFile(io.BytesIO(book.data()))
    parts = {name: archive.read(name) for name in archive.namelist() if name != SHEET}
    with pytest.raises(UnreadableError):
        open_grid(zipped(parts))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(strings, rows):
    """A workbook of four parts with shared strings, absolute targets and no styles."""
    return zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
            'Target="/xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="甲" sheetId="1" '
            'r:id="b"/><sheet name="图" sheetId="2" r:id="d"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="b" Type="{OFFICE}/worksheet" Target="/xl/Worksheets/one.xml"/>'
            f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="strings.xml"/>'
            f'<Relationship Id="d" Type="{OFFICE}/chartsheet" Target="charts/a.xml"/></Relationships>',
            "xl/strings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/worksheets/one.xml": f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
            "</worksheet>",
        }
    )


def test_shared_strings_and_chart_sheets():
    data = by_hand(
        "<si><t>甲</t></si><si><r><t xml:space='preserve'> 乙</t></r><r><t>丙</t></r><rPh><t>x</t></rPh></si>"
        "<si><t/></si>",
        '<row><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v> 0 </v></c></row>',
    )
    assert cells(data, 0) == {(1, 1): (TEXT, " 乙丙"), (1, 3): (TEXT, "甲")}
    assert cells(data, 1) == {}
    with pytest.raises(UnreadableError):
        cells(by_hand("<!-- --><si><t>&x;</t></si>", ""), 0)
