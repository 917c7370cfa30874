"""Several hundred hostile and foreign files, each with what must become of it.

Everything is made from a small sound return by rule, nothing is random and nothing is large: what is called a bomb is
one by what it claims or by how little it takes to write it down.
"""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

import openpyxl
from openpyxl.chart import BarChart

Fate = Literal["unread", "same", "intact", "read", "any"]
"""unread: named with what to do. same: read, and every row is that of the sound return. intact: one of these two.
read: read, with other rows or findings. any: unread or read."""


class Hostile(NamedTuple):
    """A file of the folder."""

    name: str
    data: bytes
    fate: Fate


def make_all(make_book: Callable[[], Any], old: bytes) -> list[Hostile]:
    """All files; ``old`` is a sound .xls."""
    sound = still(make_book().data())
    return [
        *_cut_and_flipped(sound, old),
        *_zips(sound),
        *_parts(sound),
        *_sheets(sound),
        *_other_formats(sound, old),
        *_foreign(),
        *_payloads(make_book),
    ]


def still(data: bytes) -> bytes:
    """The same workbook without the time of its making, so that every run has the same bytes."""
    return repack(data, {"docProps/core.xml": None})


def _cut_and_flipped(sound: bytes, old: bytes) -> Iterator[Hostile]:
    for length in (*range(31), *range(31, len(sound), len(sound) // 60)):
        yield Hostile(f"截断{length}.xlsx", sound[:length], "unread")
    for length in range(0, len(old), len(old) // 25):
        yield Hostile(f"截断{length}.xls", old[:length], "unread")
    step = len(sound) // 150
    for place in range(0, len(sound), step):
        # A checksum guards all content; what else is in a zip may be wrong without changing it.
        yield Hostile(f"错位{place}.xlsx", _flip(sound, place), "intact")
    for place in range(0, len(old), len(old) // 60):
        yield Hostile(f"错位{place}.xls", _flip(old, place), "any")  # nothing guards its content
    yield Hostile("前有多余.xlsx", b"\x00" * 100 + sound, "unread")
    yield Hostile("后有多余.xlsx", sound + b"\x00" * 100, "intact")
    yield Hostile("两个相连.xlsx", sound + sound, "intact")
    yield Hostile("反向.xlsx", sound[::-1], "unread")


def _flip(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 0xFF
    return bytes(changed)


# Zips that lie.


def repack(data: bytes, change: dict[str, bytes | None], *, more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """The same zip with parts replaced, left out (None) or added, also under a name that is there."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            text = change.get(info.filename, source.read(info))
            if text is not None:
                target.writestr(zipfile.ZipInfo(info.filename), text, zipfile.ZIP_DEFLATED)
        for name, text in more:
            target.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def _claim(data: bytes, part: str, offset: int, value: bytes) -> bytes:
    """The same zip whose directory says something else of a part."""
    changed, place = bytearray(data), data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    changed[place + offset : place + offset + len(value)] = value
    return bytes(changed)


def _zips(sound: bytes) -> Iterator[Hostile]:
    sheet = "xl/worksheets/sheet2.xml"
    yield Hostile("声称四吉.xlsx", _claim(sound, sheet, 24, struct.pack("<I", 0xFFFF_FFF0)), "unread")
    yield Hostile("声称很小.xlsx", _claim(sound, sheet, 24, struct.pack("<I", 10)), "unread")
    yield Hostile("加密标志.xlsx", _claim(sound, sheet, 8, struct.pack("<H", 1)), "unread")
    yield Hostile("未知压缩.xlsx", _claim(sound, sheet, 10, struct.pack("<H", 14)), "unread")
    yield Hostile("错误校验.xlsx", _claim(sound, sheet, 16, b"\x01\x02\x03\x04"), "unread")
    yield Hostile("错误位置.xlsx", _claim(sound, sheet, 42, struct.pack("<I", 7)), "unread")
    text = zipfile.ZipFile(io.BytesIO(sound)).read(sheet)
    forged = text.replace(b">500<", b">900<")
    twins = (sheet, sheet.upper(), "/" + sheet, sheet.replace("/", "\\"), "xl/./worksheets/sheet2.xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile says that the name is there
        for number, name in enumerate(twins):
            yield Hostile(f"重名部件{number}.xlsx", repack(sound, {}, more=((name, forged),)), "unread")
    yield Hostile("越界部件.xlsx", repack(sound, {}, more=(("../../etc/passwd", b"x"),)), "same")
    many = tuple((f"xl/media/{number}.png", b"") for number in range(20_001))
    yield Hostile("两万部件.xlsx", repack(sound, {}, more=many), "unread")
    yield Hostile("空部件.xlsx", repack(sound, {sheet: b""}), "unread")
    blanks = text.replace(b"<sheetData>", b"<sheetData>" + b" " * 20_000_000)
    yield Hostile("两千万空格.xlsx", repack(sound, {sheet: blanks}), "same")
    nested = b"<a>" * 60_000 + b"</a>" * 60_000
    yield Hostile(
        "六万层.xlsx", repack(sound, {sheet: text.replace(b"</sheetData>", b"</sheetData>" + nested)}), "intact"
    )
    long = text.replace(b"<sheetData>", b'<sheetData a="' + b"x" * 5_000_000 + b'">')
    yield Hostile("长属性.xlsx", repack(sound, {sheet: long}), "same")
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(5, 120_010))
    yield Hostile(
        "十二万行.xlsx", repack(sound, {sheet: text.replace(b"</sheetData>", rows + b"</sheetData>")}), "unread"
    )
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n + 1) for n in range(1, 120_010))
    merged = text.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>")
    yield Hostile("十二万合并.xlsx", repack(sound, {sheet: merged}), "unread")


# Parts that are not what they should be.

_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
_TRICKS = {
    "百亿笑声": _LAUGHS,
    "外部实体": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "参数实体": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>',
    "外部定义": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/a.dtd">',
}
_READ_PARTS = (
    *("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
    "xl/worksheets/sheet2.xml",
)


def _parts(sound: bytes) -> Iterator[Hostile]:
    archive = zipfile.ZipFile(io.BytesIO(sound))
    for part in _READ_PARTS:
        short, text = part.rsplit("/", 1)[-1], archive.read(part)
        body = text[text.index(b"?>") + 2 :] if text.startswith(b"<?xml") else text
        for name, trick in _TRICKS.items():
            yield Hostile(f"{name} {short}.xlsx", repack(sound, {part: trick + body}), "unread")
        for name, broken in {
            "无此部件": None,
            "空": b"",
            "文字": b"x" * 50,
            "半截": text[: len(text) // 2],
            "乱码": bytes(range(256)) * 4,
            "别的根": b"<html/>",
        }.items():
            yield Hostile(f"{name} {short}.xlsx", repack(sound, {part: broken}), "any")
        for encoding in ("UTF-8", "UTF-16"):
            written = f'<?xml version="1.0" encoding="{encoding}"?>'.encode("utf-16") if encoding == "UTF-16" else b""
            coded = written + (body.decode().encode("utf-16-le") if written else b"\xef\xbb\xbf" + body)
            yield Hostile(f"{encoding} {short}.xlsx", repack(sound, {part: coded}), "same")
        declared = b'<?xml version="1.0" encoding="UTF-7"?>' + body
        yield Hostile(f"UTF-7 {short}.xlsx", repack(sound, {part: declared}), "unread")
    styles = archive.read("xl/styles.xml")
    for name, number in {"长格式号": b"9" * 5000, "怪格式号": "²".encode(), "空格式号": b"", "负格式号": b"-1"}.items():
        odd = styles.replace(b'<cellXfs count="', b'<cellXfs n="').replace(
            b'<xf numFmtId="0"', b'<xf numFmtId="%b"' % number
        )
        yield Hostile(f"{name}.xlsx", repack(sound, {"xl/styles.xml": odd}), "same")
    types = "[Content_Types].xml"
    for name, text in {"无类型": None, "错类型": b"<Types/>", "非XML类型": b"x"}.items():
        yield Hostile(f"{name}.xlsx", repack(sound, {types: text}), "same")
    rels, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    links, names = archive.read(rels), archive.read(book)
    for name, old, new in (
        ("绝对路径", b"/xl/worksheets/", b"//xl/worksheets/"),
        ("上级路径", b"/xl/worksheets/", b"../../../xl/worksheets/"),
        ("外部链接", b'Target="/xl/worksheets/sheet2.xml"', b'Target="http://127.0.0.1:9/a" TargetMode="External"'),
        ("指向自己", b"/xl/worksheets/sheet2.xml", b"/xl/workbook.xml"),
        ("指向表格外", b"/xl/worksheets/sheet2.xml", b"/docProps/app.xml"),
    ):
        assert old in links
        yield Hostile(f"{name}.xlsx", repack(sound, {rels: links.replace(old, new)}), "any")
    first = names[names.index(b"<sheet ") : names.index(b"/>", names.index(b"<sheet ")) + 2]
    sheets = b"".join(first.replace(b'name="', b'name="a%d' % number) for number in range(5000))
    yield Hostile("五千表.xlsx", repack(sound, {book: names.replace(b"</sheets>", sheets + b"</sheets>")}), "read")
    yield Hostile(
        "无表.xlsx", repack(sound, {book: names[: names.index(b"<sheet ")] + b"</sheets></workbook>"}), "read"
    )


def _sheets(sound: bytes) -> Iterator[Hostile]:
    part = "xl/worksheets/sheet2.xml"
    text = zipfile.ZipFile(io.BytesIO(sound)).read(part)
    end = b"</sheetData>"

    def sheet(old: bytes, new: bytes) -> bytes:
        assert old in text
        return repack(sound, {part: text.replace(old, new, 1)})

    def with_row(row: bytes) -> bytes:
        return sheet(end, row + end)

    for reference in (b"A1:XFD1048576", b"A1:ZZZZ9999999", b"$$$", b"", b"B2:A1", b"A0"):
        dimension = b'<dimension ref="%b"/><sheetData>' % reference
        yield Hostile(f"范围{reference.decode()}.xlsx".replace(":", "_"), sheet(b"<sheetData>", dimension), "same")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile("最末一格.xlsx", with_row(far), "same")
    yield Hostile("最末一行.xlsx", with_row(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "read")
    wide = b'<row r="9">' + b"".join(b'<c r="%b9"><v>1</v></c>' % _letters(n) for n in range(40, 16_385, 3)) + b"</row>"
    yield Hostile("五千列.xlsx", with_row(wide), "same")
    for name, row in {
        "行号过大": b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        "行号为零": b'<row r="0"><c r="A0"><v>1</v></c></row>',
        "行号为负": b'<row r="-1"/>',
        "行号很长": b'<row r="99999999999999999999"/>',
        "列号过大": b'<row r="9"><c r="XFE9"><v>1</v></c></row>',
        "列号很长": b'<row r="9"><c r="AAAAAAAAAAAA9"><v>1</v></c></row>',
        "没有列号": b'<row r="9"><c r="9"><v>1</v></c></row>',
        "无此字符串": b'<row r="9"><c r="A9" t="s"><v>7</v></c></row>',
        "负字符串": b'<row r="9"><c r="A9" t="s"><v>-1</v></c></row>',
        "未闭合": b'<row r="9"><c r="A9">',
        "错配": b'<row r="9"><c r="A9"></row></c>',
        "零字符": b'<row r="9"><c r="A9" t="str"><v>\x00</v></c></row>',
        "零引用": b'<row r="9"><c r="A9" t="str"><v>&#0;</v></c></row>',
        "半个汉字": b'<row r="9"><c r="A9" t="str"><v>\xe7\x94</v></c></row>',
        "未知实体": b'<row r="9"><c r="A9" t="str"><v>&nbsp;</v></c></row>',
    }.items():
        yield Hostile(f"{name}.xlsx", with_row(row), "unread")
    for name, cell in {
        "未知错误值": b'<c r="A9" t="e"><v>#SPILL!</v></c>',
        "错误值": b'<c r="A9" t="e"><v>#REF!</v></c>',
        "无穷大": b'<c r="S9"><v>1e999</v></c>',
        "非数": b'<c r="S9"><v>NaN</v></c>',
        "十六进制": b'<c r="S9"><v>0x10</v></c>',
        "四百位": b'<c r="S9"><v>' + b"9" * 400 + b"</v></c>",
        "极小": b'<c r="S9"><v>1e-300</v></c>',
        "负日期": b'<c r="T9" s="1"><v>-99999999</v></c>',
        "未来日期": b'<c r="T9" s="1"><v>99999999999</v></c>',
        "无此样式": b'<c r="T9" s="99999"><v>45468</v></c>',
        "未知类型": b'<c r="A9" t="zzz"><v>1</v></c>',
        "又是值又是文字": b'<c r="A9" t="inlineStr"><v>1</v><is><t>2</t></is></c>',
        "公式炸弹": b'<c r="A9"><f>' + b"(" * 100_000 + b"</f><v>1</v></c>",
        "数组公式": b'<c r="A9" cm="1"><f t="array" ref="A9:XFD1048576">1</f><v>1</v></c>',
        "三万字": b'<c r="B9" t="str"><v>' + "甲".encode() * 40_000 + b"</v></c>",
    }.items():
        yield Hostile(f"{name}.xlsx", with_row(b'<row r="9">%b</row>' % cell), "read")
    for name, ranges in {
        "全表合并": (b"A1:XFD1048576",),
        "整行合并": (b"A2:XFD2",),
        "合并重叠": (b"A1:C3", b"B2:D4", b"A1:AC9"),
        "合并倒置": (b"C3:A1",),
    }.items():
        marks = b"".join(b'<mergeCell ref="%b"/>' % reference for reference in ranges)
        yield Hostile(f"{name}.xlsx", sheet(end, end + b"<mergeCells>" + marks + b"</mergeCells>"), "read")
    for reference in (b"A1:XFE1", b"A1:", b"x"):
        marks = b'<mergeCells><mergeCell ref="%b"/></mergeCells>' % reference
        yield Hostile(f"合并{len(reference)}.xlsx", sheet(end, end + marks), "any")


def _letters(number: int) -> bytes:
    return openpyxl.utils.get_column_letter(number).encode()


# Files that are something else.


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def _other_formats(sound: bytes, old: bytes) -> Iterator[Hostile]:
    ole, office = old[:8], b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    package = b"http://schemas.openxmlformats.org/package/2006/relationships"

    def document(target: bytes) -> dict[str, bytes]:
        link = b'<Relationships xmlns="%b"><Relationship Id="a" Type="%b" Target="%b"/></Relationships>'
        return {"_rels/.rels": link % (package, office, target), target.decode(): b"<x/>"}

    for name, data in {
        "空.xlsx": b"",
        "空.xls": b"",
        "零.xlsx": b"\x00" * 4096,
        "空白.xlsx": b" \r\n\t" * 99,
        "表格.ods.xlsx": _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        "表格.ods": _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "二进制.xlsx": _zip(document(b"xl/workbook.bin")),
        "二进制.xlsb": _zip({"xl/workbook.bin": b"x"}),
        "文档.docx.xlsx": _zip(document(b"word/document.xml")),
        "演示.pptx.xlsx": _zip(document(b"ppt/presentation.xml")),
        "压缩包.xlsx": _zip({"月报.xlsx": sound}),
        "空压缩包.xlsx": _zip({}),
        "文本.xlsx": "项目编号,金额\r\n1,2".encode("gbk"),
        "文本.xls": "项目编号\t金额\r\n1\t2".encode("utf-16"),
        "网页.xls": b"<html><table><tr><td>1</td></tr></table></html>",
        "表格2003.xls": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "票据.xlsx": b"%PDF-1.7\n%\xe2\xe3",
        "图片.xlsx": b"\x89PNG\r\n\x1a\n",
        "照片.xlsx": b"\xff\xd8\xff\xe0",
        "存档.xlsx": b"Rar!\x1a\x07",
        "存档7.xlsx": b"7z\xbc\xaf\x27\x1c",
        "存档gz.xlsx": gzip.compress(sound, mtime=0),
        "加密.xlsx": ole + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2000,
        "空容器.xls": ole + b"\x00" * 5000,
        "满容器.xls": ole + b"\xff" * 5000,
        "裸流.xls": b"\x09\x08\x10\x00" + b"\x00" * 500,
        "裸流5.xls": b"\x09\x08\x08\x00\x00\x05\x05\x00" + b"\xff" * 500,
        "改名.et": b"PK\x03\x04" + b"\x00" * 100,
        "只有开头.xlsx": b"PK",
        "命令.xlsx": b"#!/bin/sh\nrm -rf /\n",
        "程序.xlsx": b"MZ\x90\x00" + b"\x00" * 100,
        "程序.xls": b"\x7fELF" + b"\x00" * 100,
    }.items():
        yield Hostile(name, data, "unread")


def _save(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue())


def _foreign() -> Iterator[Hostile]:
    """Other people's spreadsheets."""
    yield Hostile("他人空表.xlsx", _save(openpyxl.Workbook()), "read")
    budget = openpyxl.Workbook()
    for row in (("Budget 2024", None, None), ("Item", "Planned", "Actual"), ("Rent", 1200, "=B3*2")):
        budget.active.append(row)
    budget.active.add_chart(BarChart(), "E5")
    budget.create_chartsheet("Chart")
    yield Hostile("他人预算.xlsx", _save(budget), "read")
    names = openpyxl.Workbook()
    for title in ("报送封面", "项目台账", "盘活情况表", "典型案例", "存量资金"):
        names.create_sheet(title)
    yield Hostile("只有表名.xlsx", _save(names), "read")
    for title in ("项目台账", "盘活情况表", "典型案例", "存量资金", "报送封面"):
        for row in range(1, 40):
            names[title].append([row * column for column in range(1, 30)])
    yield Hostile("表名相同内容不同.xlsx", _save(names), "read")
    for title in ("项目台账", "盘活情况表", "典型案例", "存量资金"):
        names[title]["A1"] = "资金项目" if title == "存量资金" else "项目编号"
    yield Hostile("表头只有编号.xlsx", _save(names), "read")
    chart = openpyxl.Workbook()
    chart.create_chartsheet("项目台账")
    yield Hostile("图表当台账.xlsx", _save(chart), "read")
    many = openpyxl.Workbook()
    for number in range(120):
        many.create_sheet(f"表{number}")["A1"] = "项目编号"
    yield Hostile("一百二十表.xlsx", _save(many), "read")


# Texts that would be something else if anybody let them.

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;&amp;#x3C;",
    '=HYPERLINK("http://127.0.0.1:9","点我")',
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd",
    "+1+1",
    "-1+1",
    "#set page(width: 1pt)",
    '#image("/etc/passwd")',
    '$ x^2 $ #eval("1") \\u{41}',
    "[链接](javascript:alert(1)) ![图](http://127.0.0.1:9/a.png)",
    "# 标题\n\n---\n| a | b |\n|---|---|",
    "{{ config }} {% raw %} ${jndi:ldap://127.0.0.1:9/a}",
    "'; DROP TABLE 台账; --",
    "..\\..\\..\\windows\\win.ini",
    "\u202e反向文字\u202c",
    "零\u200b宽\u200d连\ufeff接",
    "z\u0301\u0302\u0303" * 40,
    "表情👨‍👩‍👧‍👦🇨🇳",
    "私用\ue123\U0010fffd",
    "一行\n二行\r\n三行\t四",
    "_x0007_响_x001B_[31m红",
    "_x0041__x000D__x005F_",
    "%s %n %x {0} \\0 \\n",
    "甲" * 3000,
    "﷽" * 200,
)

READ_AS = {
    "一行\n二行\r\n三行\t四": "一行\n二行\n三行\t四",
    "_x0007_响_x001B_[31m红": "响[31m红",
    "_x0041__x000D__x005F_": "A\n_",
}
"""Those that are not read as they stand: what they say in Excel, without control characters."""


def _payloads(make_book: Callable[[], Any]) -> Iterator[Hostile]:
    for number, payload in enumerate(PAYLOADS, start=1):
        book = make_book()
        for sheet in (book.projects, book.movements):
            for header in PAYLOAD_HEADERS & {cell.value for cell in sheet[1]}:
                _write(sheet.cell(2, [cell.value for cell in sheet[1]].index(header) + 1), payload)
            _write(sheet.cell(1, 40), payload)
            _write(sheet.cell(2, 40), payload)
        for cell in ("A12", "B12", "B5"):
            _write(book.cover[cell], payload)
        book.book.create_sheet("".join(c for c in payload if c not in "\\/*?:[]'")[:30].strip() or "甲")["A1"] = 1
        yield Hostile(f"载荷{number}.xlsx", still(book.data()), "read")


PAYLOAD_HEADERS = {
    *("项目名称", "项目基本情况", "资产持有人", "权属证号", "交易平台及公告号", "受让方", "受让方性质", "决策批准文号"),
    *("责任单位", "责任人", "联系电话", "佐证材料", "问题与困难", "备注", "社会效益", "调整原因", "本月是否新盘活"),
}


def _write(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # openpyxl would make a formula of some
