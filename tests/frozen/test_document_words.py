"""The readers of the frozen texts see what a reader sees: nothing changes in a document that no line shows."""

from __future__ import annotations

import docx
import openpyxl
from document_words import read_words
from openpyxl.comments import Comment


def test_a_page_gives_blocks_rows_charts_and_links(tmp_path):
    path = tmp_path / "页.html"
    path.write_text(
        "<html><head><title>榜单</title><style>p{}</style></head><body>首<h1>一、 总体<b>进展</b></h1>"
        "<table><caption>附表</caption><tr><th rowspan='2'>单位</th><th>金额</th></tr>"
        "<tr><td>甲<br>乙</td><td>1.00</td></tr></table>"
        "<div role='img' aria-label='折线图'><svg><text>1月</text></svg></div>"
        "<p>见<a href='别处.html'>别处</a>和<a href='#t1'>附表</a>。</p>尾</body></html>",
        encoding="utf-8",
    )
    assert read_words(path) == [
        "title  榜单",
        "body  首",
        "h1  一、 总体进展",
        "caption  附表",
        "tr  单位[rowspan 2] | 金额",
        "tr  甲 乙 | 1.00",
        "div aria-label  折线图",
        "text  1月",
        "a href  别处.html",
        "p  见别处和附表。",
        "body  尾",
    ]


def test_a_workbook_gives_values_as_stored_and_its_comments(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "数据"
    book.active.append(["甲\n乙", None, 0.25, 3])
    book.active.append([None, None])
    book.active["C3"] = "=1+1"
    book.active["C3"].comment = Comment("怎么改", "财政局")
    book.create_sheet("内").sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    assert read_words(tmp_path / "表.xlsx") == [
        "# 数据  A1:D3",
        "甲 ⏎ 乙 |  | 0.25 | 3",
        " |  | =1+1【批注：怎么改】",
        "# 内（hidden）  A1:A1",
    ]


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "演示数据"
    document.add_heading("一、总体", 1)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "单位", "金额"
    document.add_paragraph("完。")
    document.save(str(tmp_path / "文.docx"))
    assert read_words(tmp_path / "文.docx") == [
        "header 1  演示数据",
        "Heading 1  一、总体",
        "tr  单位 | 金额",
        "Normal  完。",
    ]


def test_figures_give_one_value_a_line(tmp_path):
    path = tmp_path / "f.json"
    path.write_text(
        '{"month": "2024-06", "units": [{"unit": "甲", "of_which": [{"a": []}]}], "rank": null, "n": {}}',
        encoding="utf-8",
    )
    assert read_words(path) == [
        "{",
        ' month: "2024-06"',
        " units: [",
        "  -: {",
        '   unit: "甲"',
        "   of_which: [",
        "    -: {",
        "     a: []",
        " rank: null",
        " n: {}",
    ]
