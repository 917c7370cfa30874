"""A sound return of very many rows, written the way Excel writes it: shared strings, cell formats, one line of XML.

openpyxl would take half a minute for 100 000 rows. Every row is worked out from its number, so sums are known.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_DATE = 45_657
"""31 December 2024."""

_NEEDED: Mapping[str, str | int | float] = {
    **{"项目编号": "430424-ZY05-20{century:02}-{number:04}", "项目名称": "洣水镇地块{row}号"},
    **{"三资大类": "资源", "三资小类": "土地", "项目基本情况": "闲置地块，位于洣水镇，第{row}宗", "资产持有人": "县局"},
    **{"盘活方式": "售", "具体方式": "出让", "预期盘活效益(万元)": 500, "计划完成时间": _DATE, "项目状态": "推进中"},
    **{"责任单位": "县自然资源局", "责任人": "张三"},
}
_PROJECTS = {
    **_NEEDED,
    **{"工作领域": "自然资源领域", "权属证号": "湘(2024)不动产权第{row:07}号", "账面价值(万元)": "={row}.25"},
    **{"评估价值(万元)": "={row}.000001", "实物数量": "={row}.5", "实物单位": "亩", "具体方式": "出让"},
    **{
        "交易平台及公告号": "公告〔2024〕{row}号",
        "受让方": "某公司",
        "受让方性质": "民企",
        "决策批准文号": "东政函〔2024〕1号",
    },
    **{"盘活完成时间": "", "联系电话": "13800000000", "是否涉及政府担保": "否", "佐证材料": "无", "问题与困难": "无"},
    **{"备注": "备注{row}"},
}
_MOVED: Mapping[str, str | int | float] = {
    **{"项目编号": _NEEDED["项目编号"], "本月是否新盘活": "是", "本月经济效益(万元)": "={row}.01"},
    **{"年初至上月累计经济效益(万元)": 0, "年初至本月累计经济效益(万元)": "={row}.01"},
}
_MOVEMENTS = {
    **_MOVED,
    **{"本月实物数量": "={row}", "实物单位": "亩", "其中：现金收入(万元)": "={row}.01", "其中：融资到位(万元)": 0},
    **{"其中：资产注入(万元)": 0, "其中：节约支出(万元)": 0, "社会效益": "带动就业{row}人", "本月入库收益(万元)": 0.01},
    **{"其中：形成本级可用财力(万元)": 0.01, "年初至本月累计入库收益(万元)": 0.01},
    **{"年初至本月累计可用财力(万元)": 0.01, "追溯调整(万元)": "", "调整原因": ""},
}


def sum_of_benefit(rows: int) -> int:
    """The month's benefit of such a return, 分: 1.01 + 2.01 + … 万元."""
    return rows * (rows + 1) // 2 * 1_000_000 + rows * 10_000


def make_big_return(rows: int, *, full: bool = False) -> bytes:
    """A return of 衡东县 for June 2024 with that many projects, all of them moved; ``full`` fills all columns."""
    strings: dict[str, int] = {}
    benefit = sum_of_benefit(rows)
    cover = {
        **{"报送单位": "衡东县", "报送月份": "2024-06", "报送类型": "月报", "报送时间": "2024-06-24", "填报人": "李四"},
        **{"金额单位": "万元", "零报告": "否", "项目数": rows},
        **{"本月经济效益合计": f"={benefit // 10**6}.{benefit % 10**6:06}", "本月入库收益合计": f"={rows // 100}"},
    }
    sheets = {
        "报送封面": _sheet(([label, value] for label, value in cover.items()), strings),
        "项目台账": _sheet(_rows(_PROJECTS if full else _NEEDED, rows), strings),
        "盘活情况表": _sheet(_rows(_MOVEMENTS if full else _MOVED, rows), strings),
    }
    parts = {
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, start=1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, 4)}
            | {"rId8": ("sharedStrings", "sharedStrings.xml"), "rId9": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), start=1)},
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in strings)}</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _relations(relations: Mapping[str, tuple[str, str]]) -> str:
    links = (f'<Relationship Id="{k}" Type="{OFFICE}/{t}" Target="{target}"/>' for k, (t, target) in relations.items())
    return f'<Relationships xmlns="{PACKAGE}">{"".join(links)}</Relationships>'


def _rows(columns: Mapping[str, str | int | float], rows: int) -> Iterable[list[str | int | float]]:
    yield list(columns)
    for row in range(1, rows + 1):
        century, number = divmod(row, 10_000)
        filled = {"row": row, "century": century, "number": number}
        yield [value.format_map(filled) if isinstance(value, str) else value for value in columns.values()]


def _sheet(rows: Iterable[list[str | int | float]], strings: dict[str, int]) -> str:
    written = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}" if column < 26 else f"A{chr(39 + column)}{number}"
            if value == _DATE:
                cells.append(f'<c r="{place}" s="1"><v>{value}</v></c>')
            elif isinstance(value, str) and value.startswith("="):
                cells.append(f'<c r="{place}"><v>{value[1:]}</v></c>')
            elif isinstance(value, str):
                if value:
                    cells.append(f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        written.append(f'<row r="{number}" spans="1:{len(row)}">{"".join(cells)}</row>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'
    )
