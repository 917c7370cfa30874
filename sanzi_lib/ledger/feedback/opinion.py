"""The sheet 核验意见: what was found in a return, where, and what to do (docs/核验规则.md 退回修改)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from sanzi_lib.ledger.causes import Told, list_cells, tell_causes
from sanzi_lib.ledger.feedback.edited_book import MAIN
from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.feedback.styles import StyleSheet
from sanzi_lib.ledger.layout import FEEDBACK_SHEET, REPLIED_BY, REPLIED_ON, REPLY, REPLY_MARK
from sanzi_lib.ledger.model import Finding, column_letter

OPINION = FEEDBACK_SHEET
HEADERS = ("序号", "规则", "级别", "工作表", "单元格", "项目编号", "发现的值", "处理意见", REPLY)
COLOURS = {"错误": "FFC7CE", "核实": "FFEB9C"}
"""Fill of a marked cell, and of the level in the sheet."""

MOST_LISTED = 10_000
"""Lines of the sheet; Excel takes 65 530 links in a sheet."""

_WIDTHS = (5, 6, 6, 12, 8, 23, 16, 45, 24)
_LONGEST_TEXT = 4_000
_LONGEST_MARK = 30_000
_MOST_CELLS = 8_000
_ORDER = ("错误", "核实", "提示")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class OpinionStyles:
    """Numbers of the cell formats of the sheet."""

    title: int
    note: int
    head: int
    text: int
    centre: int
    link: int
    reply: int
    levels: dict[str, int]


def add_opinion_styles(styles: StyleSheet) -> OpinionStyles:
    """Add the sheet's formats to a workbook's."""
    plain = styles.add("fonts", '<font><sz val="10"/><name val="宋体"/><charset val="134"/></font>')
    bold = styles.add("fonts", '<font><b/><sz val="10"/><name val="宋体"/><charset val="134"/></font>')
    large = styles.add("fonts", '<font><sz val="16"/><name val="黑体"/><charset val="134"/></font>')
    blue = styles.add(
        "fonts", '<font><u/><sz val="10"/><color rgb="FF0563C1"/><name val="宋体"/><charset val="134"/></font>'
    )
    side = '{0} style="thin"><color rgb="FFA6A6A6"/></{0}'
    sides = "".join(f"<{side.format(name)}>" for name in ("left", "right", "top", "bottom"))
    grid = styles.add("borders", f"<border>{sides}<diagonal/></border>")

    def make(font: int, horizontal: str, *, fill: int = 0, border: int = 0) -> int:
        # A quote prefix keeps a text that begins with "=" a text even when it is edited.
        return styles.add(
            "cellXfs",
            f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" quotePrefix="1" '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment horizontal="{horizontal}" vertical="center" wrapText="1"/></xf>',
        )

    return OpinionStyles(
        title=make(large, "center"),
        note=make(plain, "left"),
        head=make(bold, "center", fill=styles.fill("DDEBF7"), border=grid),
        text=make(plain, "left", border=grid),
        centre=make(plain, "center", border=grid),
        link=make(blue, "center", border=grid),
        reply=make(plain, "left", border=grid),
        levels={
            level: make(bold, "center", fill=styles.fill(colour), border=grid) for level, colour in COLOURS.items()
        },
    )


def build_opinion(
    feedback: Feedback,
    styles: OpinionStyles,
    *,
    notes: tuple[str, ...] = (),
    find_sheet: Callable[[str | None], str | None] = lambda _: None,
    alone: bool = False,
) -> tuple[bytes, int]:
    """Build the sheet's XML.

    Args:
        feedback: What goes back.
        styles: Numbers of the formats.
        notes: Further sentences above the table, such as why nothing is marked.
        find_sheet: The workbook's own name of a sheet that a finding names, None where there is none to link to.
        alone: True where the workbook has no other sheet.

    Returns:
        The part's bytes, and the number of its header row.
    """
    rows = [_head_row(1, _title(feedback), styles.title, 30)]
    for number, text in enumerate((*_introduction(feedback), *notes), start=2):
        rows.append(_head_row(number, text, styles.note, 15 * (1 + _width(text) // sum(_WIDTHS))))
    writer = len(rows) + 1
    merged = [f"A{n}:{column_letter(len(HEADERS))}{n}" for n in range(1, writer)]
    merged += [f"{span[0]}{writer}:{span[1]}{writer}" for span in ("AB", "CF", "HI")]
    merges = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
    labels = (REPLIED_BY, "", "", "", "", "", REPLIED_ON, "", "")
    asks = [(text, styles.head if column in (0, 1, 6) else styles.reply) for column, text in enumerate(labels)]
    rows.append(_row(writer, asks, height=20))
    header = writer + 1
    rows.append(_row(header, [(text, styles.head) for text in HEADERS], height=24))
    links = []
    lines = tell_feedback(feedback)
    for number, line in enumerate(lines[:MOST_LISTED], start=1):
        row = header + number
        sheet = find_sheet(line.first.sheet)
        if sheet is not None:
            quoted = sheet.replace("'", "''")
            place = f"'{quoted}'!{line.first.cell or 'A1'}"
            links.append(f"<hyperlink ref={quoteattr(f'E{row}')} location={quoteattr(_clean(place))}/>")
        cells = _line_cells(number, line, styles, linked=sheet is not None)
        rows.append(_row(row, cells, mark=_mark(feedback, line)))
    if len(lines) > MOST_LISTED:
        text = f"另有{len(lines) - MOST_LISTED}条未列出，请按以上意见检查全表。"
        cells = [("", styles.centre)] * 7 + [(text, styles.text), ("", styles.reply)]
        rows.append(_row(header + MOST_LISTED + 1, cells))
    if not lines:
        message = feedback.unread or "本报表退回修改，请核对后重新报送。"
        cells = [("1", styles.centre), ("—", styles.centre), ("错误", styles.levels["错误"])]
        cells += [("—", styles.centre)] * 4 + [(message, styles.text), ("", styles.reply)]
        rows.append(_row(header + 1, cells))
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, start=1)
    )
    hidden = len(HEADERS) + 1
    widths += f'<col min="{hidden}" max="{hidden}" width="5" hidden="1" customWidth="1"/>'
    selected = ' tabSelected="1"' if alone else ""
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0">'
        f'<pane ySplit="{header}" topLeftCell="A{header + 1}" activePane="bottomLeft" state="frozen"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="{len(merged)}">{merges}</mergeCells>{linked}'
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )
    return xml.encode(), header


def tell_feedback(feedback: Feedback) -> tuple[Told, ...]:
    """Give the lines with what must be corrected first; within a level as the checks gave them."""
    told = tell_causes(feedback.findings)
    return tuple(line for level in _ORDER for line in told if line.first.level == level)


def _title(feedback: Feedback) -> str:
    return f"{feedback.unit or '（单位不明）'}{feedback.month.label}月报核验意见"


def _introduction(feedback: Feedback) -> tuple[str, ...]:
    if feedback.unread:
        return (
            f"文件：{feedback.file}　　处理：未能读取，数据未计入",
            "请按下表“处理意见”办理后重新报送；需说明的，请填“回复栏”。",
        )
    counts: Counter[str] = Counter(line.first.level for line in tell_feedback(feedback))
    counted = "、".join(f"{level}{counts[level]}条" for level in _ORDER if counts[level]) or "无"
    fate = "退回修改，本表数据未计入" if feedback.sent_back else "已接收，本月数照常计入，请核实"
    if feedback.sent_back:
        advice = (
            "请改正全部“错误”，并将封面“报送类型”改为“更正”、“报送时间”改为重新报送的时间后再报送；"
            "“核实”请在“回复栏”说明或一并改正；“提示”供参考。"
        )
    else:
        advice = "“核实”请在“回复栏”说明；数据有误的，请改正后以“更正”重新报送；“提示”供参考。"
    return f"文件：{feedback.file}　　处理：{fate}　　意见：{counted}", advice


def _line_cells(number: int, line: Told, styles: OpinionStyles, *, linked: bool) -> list[tuple[str, int]]:
    finding, value = line.first, line.value
    return [
        (str(number), styles.centre),
        (finding.rule, styles.centre),
        (finding.level, styles.levels.get(finding.level, styles.centre)),
        (line.sheet or "—", styles.centre),
        (line.cells or "—", styles.link if linked else styles.centre),
        (line.project or "—", styles.centre),
        (value if value is not None else "—", styles.text),
        (line.message, styles.text),
        ("", styles.reply),
    ]


def _head_row(number: int, text: str, style: int, height: int) -> str:
    return _row(number, [(text, style)] + [("", style)] * (len(HEADERS) - 1), height=height)


def _mark(feedback: Feedback, line: Told) -> str:
    """Say what a line is about, for the reader of the answer: unit, month, the return's SHA-256, rule and cells."""
    if feedback.sha256 is None:
        return ""
    places: dict[str, list[Finding]] = {}
    for finding in line.findings:
        places.setdefault(finding.sheet or "", []).append(finding)
    listed = [(sheet, list_cells(several) or "") for sheet, several in places.items()]
    told = [REPLY_MARK, feedback.unit, str(feedback.month), feedback.sha256, line.first.rule]
    text = json.dumps([*told, listed], ensure_ascii=False, separators=(",", ":"))
    # A cell holds 32 767 characters; a line about more cells than that says where they begin.
    return text if len(text) <= _LONGEST_MARK else json.dumps([*told, [(s, c[:_MOST_CELLS]) for s, c in listed]])


def _row(number: int, cells: list[tuple[str, int]], *, height: int = 0, mark: str = "") -> str:
    if not height:  # a row that says nothing of its height is fitted by some programs only
        lines = max(
            sum(1 + _width(line) // (width - 1) for line in _clean(text).split("\n"))
            for (text, _), width in zip(cells, _WIDTHS, strict=True)
        )
        height = min(6 + 14 * max(lines, 1), 400)
    inner = "".join(_cell(f"{column_letter(c)}{number}", text, style) for c, (text, style) in enumerate(cells, start=1))
    if mark:
        inner += _cell(f"{column_letter(len(cells) + 1)}{number}", mark, cells[-1][1], longest=_LONGEST_MARK)
    return f'<row r="{number}" ht="{height}" customHeight="1">{inner}</row>'


def _cell(address: str, text: str, style: int, *, longest: int = _LONGEST_TEXT) -> str:
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    words = escape(_ESCAPED.sub("_x005F_", clean(text[:longest])))
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _clean(text: str) -> str:
    """Text that XML can hold, in bounds."""
    return clean(text[:_LONGEST_TEXT])


def clean(text: str) -> str:
    """Text without what XML cannot hold: control characters and lone surrogates."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in lines if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
    )


def _width(text: str) -> int:
    """Width in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
