"""A workbook written by hand as Excel writes it, with all that other writers lose, and findings to mark in it."""

from __future__ import annotations

import io
import zipfile

import pytest

from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.model import Finding
from sanzi_lib.months import Month

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

SHEET = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" \
xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" mc:Ignorable="x14ac">\
<sheetPr codeName="Sheet1"/><dimension ref="A1:E5"/>\
<sheetViews><sheetView workbookViewId="0" tabSelected="1"/></sheetViews>\
<sheetFormatPr defaultRowHeight="14.25" x14ac:dyDescent="0.2"/>\
<cols><col min="1" max="2" width="23.5" customWidth="1"/><col min="3" max="3" width="9" hidden="1"/>\
<col min="7" max="7" width="12" style="2" customWidth="1"/></cols>\
<sheetData><row r="1" spans="1:5"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c></row>\
<row r="2" spans="1:5" x14ac:dyDescent="0.2"><c r="A2" t="s"><v>2</v></c><c r="B2" s='2'><v>100.5</v></c>\
<c r="D2" s="2"><f>B2*2</f><v>201</v></c><c r="E2" t="str"><f>"a&gt;b"</f><v>a&gt;b</v></c></row>\
<row r="3" spans="1:5"><c r="A3" t="s"><v>2</v></c><c r="B3" s="2"><v>7</v></c></row>\
<row r="4" hidden="1" s="2" customFormat="1"/>\
<row r="9"><c r="A9" s="1"/><c><v>3</v></c></row></sheetData>\
<sheetProtection sheet="1" objects="1"/><autoFilter ref="A1:E3"/><mergeCells count="2"><mergeCell ref="A2:A3"/>\
<mergeCell ref="D9:E9"/></mergeCells><conditionalFormatting sqref="B2:B9"><cfRule type="cellIs" dxfId="0" priority="1" \
operator="lessThan"><formula>0</formula></cfRule></conditionalFormatting>\
<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="E2:E9"><formula1>"是,否"</formula1>\
</dataValidation></dataValidations><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" \
footer="0.3"/><drawing r:id="rId1"/>{{legacy}}<extLst><ext uri="{{{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}}}" \
xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="0"/></ext>\
</extLst></worksheet>"""

STRINGS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}" count="4" uniqueCount="3">'
    "<si><t>项目编号</t></si><si><r><rPr><b/></rPr><t>本月经济</t></r><r><rPr><i/></rPr><t>效益(万元)</t></r></si>"
    '<si><t>430424-ZY05-2024-0007</t><phoneticPr fontId="0"/></si></sst>'
)

STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="176" formatCode="#,##0.00####"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="黑体"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"/>'
    '<right style="thin"/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1">'
    '<alignment horizontal="right"/><protection locked="0"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs></styleSheet>'
)

COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}"><authors><author>李四</author>'
    "<author>tc={11111111-2222-3333-4444-555555555555}</author></authors><commentList>"
    '<comment ref="B2" authorId="0" shapeId="0"><text><t>请看合同</t></text></comment>'
    '<comment ref="B3" authorId="1" shapeId="0"><text><t>[会话]</t></text></comment></commentList></comments>'
)

# Excel's own drawings are not XML: <br> is left open.
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout>"
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
    '<v:shape id="_x0000_s1025" type="#_x0000_t202"><v:textbox><div>按钮<br></div></v:textbox><x:ClientData '
    'ObjectType="Note"><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>'
)

DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/>'
    '<xdr:ext cx="1" cy="1"/><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="文本框 1"/><xdr:cNvSpPr '
    'txBox="1"/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>说明</a:t></a:r></a:p></xdr:txBody>'
    "</xdr:sp><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>"
)


def relationships(*links):
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def make_parts(*, commented=False, names=("盘活情况表", "项目台账")):
    """Parts of the workbook; with ``commented`` the unit has comments, one of them a conversation."""
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1))
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {
        "xl/workbook.xml": f"{spreadsheet}.sheet.main+xml",
        "xl/worksheets/sheet1.xml": f"{spreadsheet}.worksheet+xml",
        "xl/worksheets/sheet2.xml": f"{spreadsheet}.worksheet+xml",
        "xl/styles.xml": f"{spreadsheet}.styles+xml",
        "xl/sharedStrings.xml": f"{spreadsheet}.sharedStrings+xml",
        "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    }
    links = [("rId1", "drawing", "../drawings/drawing1.xml")]
    parts = {}
    if commented:
        overrides["xl/comments1.xml"] = f"{spreadsheet}.comments+xml"
        links += [("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId3", "comments", "../comments1.xml")]
        parts |= {"xl/comments1.xml": COMMENTS, "xl/drawings/vmlDrawing1.vml": VML}
    types = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    )
    if commented:
        defaults += '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    head = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView activeTab="1"/></bookViews>'
            f'<sheets>{sheets}</sheets><calcPr calcId="191029"/></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
            ("rId3", "styles", "styles.xml"),
            ("rId4", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": SHEET.format(legacy='<legacyDrawing r:id="rId2"/>' if commented else ""),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(*links),
        "xl/worksheets/sheet2.xml": (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/><x:pageMargins left="1" right="1" top="1" bottom="1" '
            'header="1" footer="1"/></x:worksheet>'
        ),
        "xl/sharedStrings.xml": STRINGS,
        "xl/styles.xml": STYLES,
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/media/image1.png": "not really a picture",
    }
    return {name: text.encode() for name, text in (head | parts).items()}


def pack(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        assert source.testzip() is None
        return {name: source.read(name) for name in source.namelist()}


def find(cell, message="请改正。", *, rule="V05", level="错误", sheet="盘活情况表", value="7", project=None):
    return Finding(rule, level, "衡南县", "6月报.xlsx", sheet, cell, project, value, message)


def ask(*findings, sent_back=True, **changed):
    settings = {
        "name": "衡南县.xlsx",
        "month": Month(2024, 6),
        "file": "6月报.xlsx",
        "sha256": None,
        "unit": "衡南县",
        "sent_back": sent_back,
        "findings": findings,
    }
    return Feedback(**(settings | changed))


@pytest.fixture
def tools():
    """The builders of this folder."""
    from types import SimpleNamespace

    return SimpleNamespace(make_parts=make_parts, pack=pack, unpack=unpack, find=find, ask=ask)
