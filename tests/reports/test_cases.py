"""The compendium of cases: its sentences for every case, its list, its articles in full, cases.json."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from sanzi_lib.measures.casebook import CaseBook, CaseEntry, CaseText, EarlierCase, ListedProject
from sanzi_lib.measures.model import DaysCovered, Proceeds
from sanzi_lib.money import to_fen
from sanzi_lib.months import Month
from sanzi_lib.render.document import Document
from sanzi_lib.render.html import render_html
from sanzi_lib.render.pdf import render_pdf
from sanzi_lib.reports import cases as report
from sanzi_lib.reports.elements.blocks import Article, Findings, Heading, KeyFigures, Table

DAY = date(2024, 6, 30)
JUNE, JANUARY = Month(2024, 6), Month(2024, 1)
FACTS = ListedProject("闲置校舍", "资产", "实物", "租", "出租", "耒阳市教育局")


def fen(text):
    return to_fen(Decimal(text))


def entry(unit, number, *texts, listed=FACTS, month=6, earlier=(), figures=("1000", "3000", "2000", "500"), group=None):
    project = f"{unit}-ZC01-2024-{number:04d}" if number else ""
    benefit, *rest = (fen(text) for text in figures) if figures else (None,)
    return CaseEntry(
        unit=unit,
        group=group or "counties",
        project=project,
        listed=listed,
        month=month,
        texts=tuple(
            CaseText(*text) if isinstance(text, tuple) else CaseText(text, "做法。", "成效。") for text in texts
        ),
        earlier=earlier,
        benefit=benefit,
        cumulative=Proceeds(*rest) if figures else None,
    )


def make_book(*entries, first=JUNE, month=JUNE, units=("430481", "430482")):
    start = date(2024, 1, 1) if first.month == 1 else date(2024, first.month - 1, 26)
    end = date(2024, 12, 31) if month.month == 12 else date(2024, month.month, 25)
    return CaseBook("hengyang-2024", first, month, DaysCovered(start, end), tuple(entries), units)


@pytest.fixture
def book():
    return make_book(
        entry("4304B2", 1, "水库经营权", listed=replace(FACTS, method="租"), group="municipal"),
        entry("430481", 1, "校舍变康养中心", earlier=(EarlierCase(2, "校舍变康养"),)),
        entry("430481", 2, "土地出让", listed=replace(FACTS, method="售"), figures=None),
        entry("430482", 0, "无编号", listed=None, figures=None),
    )


def one(blocks, kind):
    return next(block for block in blocks if isinstance(block, kind))


def said(book, programme):
    return one(report.build_opening(book, programme), Findings).sentences


def articles(book, programme):
    return [block for block in report.build_cases(book, programme) if isinstance(block, Article)]


def test_first_page(book, programme):
    opening = report.build_opening(book, programme)
    assert one(opening, Findings).sentences == (
        "2024年6月收录典型案例4个，由3个单位报送，其中市级组1个、县市组3个。",
        "按盘活方式分，“租”2个、“售”1个，未列明1个。",
        "截至6月25日，案例所涉项目累计实现经济效益6,000.00万元，累计入库收益4,000.00万元，其中形成本级可用财力1,000.00万元，"
        "入库率为66.67%（另有2个案例的项目年初以来没有盘活数据）。",
        "同一项目在几个月份都报送案例的，收录最近一次的文字，此前的1篇在该案例后注明月份和标题。",
    )
    assert [(figure.label, figure.value, figure.unit) for figure in one(opening, KeyFigures).figures] == [
        ("典型案例", "4", "个"),
        ("累计经济效益", "6,000.00", "万元"),
        ("累计入库收益", "4,000.00", "万元"),
        ("累计本级可用财力", "1,000.00", "万元"),
    ]


def test_list(book, programme):
    table = one(report.build_opening(book, programme), Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "市级组", "1个", "", "", "3,000.00", "2,000.00"],
        ["1", "市水利局", "水库经营权", "租", "实物", "3,000.00", "2,000.00"],
        ["", "县市组", "3个", "", "", "3,000.00", "2,000.00"],
        ["2", "耒阳市", "校舍变康养中心", "租", "实物", "3,000.00", "2,000.00"],
        ["3", "耒阳市", "土地出让", "售", "实物", "—", "—"],
        ["4", "常宁市", "无编号", "未列明", "—", "—", "—"],
        ["", "合计", "4个", "", "", "6,000.00", "4,000.00"],
    ]
    assert "不等于零" in table.notes[0]


def test_articles_are_whole_and_numbered_as_the_list(book, programme):
    blocks = report.build_cases(book, programme)
    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "市级组典型案例",
        "盘活方式：租",
        "县市组典型案例",
        "盘活方式：租",
        "盘活方式：售",
        "盘活方式：未列明",
    ]
    first, second, third, last = articles(book, programme)
    assert first.title == "1．水库经营权"
    assert second == Article(
        "2．校舍变康养中心",
        "耒阳市　2024年6月报送",
        (
            ("项目名称", "闲置校舍。"),
            ("项目概况", "资产—实物；以“租”（出租）方式盘活；资产持有人：耒阳市教育局。"),
            (
                "项目数据",
                "截至6月25日，累计实现经济效益3,000.00万元（其中本月1,000.00万元），累计入库收益2,000.00万元，"
                "其中形成本级可用财力500.00万元，入库率为66.67%。",
            ),
            ("主要做法", "做法。"),
            ("取得成效", "成效。"),
            ("此前报送", "2月《校舍变康养》。"),
        ),
    )
    assert dict(third.parts)["项目数据"] == "年初以来没有盘活数据。"
    assert last.lead == "常宁市　2024年6月报送"
    assert dict(last.parts)["项目名称"] == "报送时没有注明项目编号，不列项目数据。"
    assert "项目数据" not in dict(last.parts)


def test_several_texts_of_a_month_and_none(programme):
    book = make_book(entry("430481", 1, "其一", ("其二", "", "第二种成效"), ("其三", " ", "")))
    (article,) = articles(book, programme)
    assert article.parts[3:] == (
        ("主要做法", "做法。"),
        ("取得成效", "成效。"),
        ("同月另报", "其二"),
        ("取得成效", "第二种成效"),
        ("同月另报", "其三"),
        ("文字", "报送单位没有填写主要做法和取得成效。"),
    )


def test_a_project_that_no_ledger_has(programme):
    (article,) = articles(make_book(entry("430481", 7, "甲", listed=None, figures=None)), programme)
    assert article.parts[0] == ("项目名称", "该项目不在通过核验的项目台账中，不列项目数据。")


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (("0", "0", "0", "0"), "尚未实现经济效益，尚无入库收益。"),
        (("-5", "-3", "0", "0"), "累计经济效益为-3.00万元（本月净减少5.00万元），尚无入库收益。"),
        (
            ("0", "3", "2", "0"),
            "累计实现经济效益3.00万元（本月无新增），累计入库收益2.00万元，尚未形成本级可用财力，入库率为66.67%。",
        ),
    ],
)
def test_a_projects_figures_in_every_sign(programme, figures, words):
    (article,) = articles(make_book(entry("430481", 1, "甲", figures=figures)), programme)
    assert dict(article.parts)["项目数据"] == f"截至6月25日，{words}"


def test_one_case(programme):
    sentences = said(make_book(entry("430481", 1, "甲")), programme)
    assert sentences[0] == "2024年6月收录典型案例1个，由耒阳市报送。"
    assert len(sentences) == 2


def test_one_group_one_method(programme):
    sentences = said(make_book(entry("430481", 1, "甲"), entry("430482", 1, "乙")), programme)
    assert sentences[:2] == ("2024年6月收录典型案例2个，由2个单位报送，均来自县市组。", "盘活方式均为“租”。")


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "案例所涉项目年初以来没有盘活数据。"), (2, "案例所涉项目年初以来均没有盘活数据。")],
)
def test_nothing_moved(programme, count, words):
    entries = [entry("430481", number + 1, "甲", figures=None) for number in range(count)]
    assert words in said(make_book(*entries), programme)


@pytest.mark.parametrize(
    ("units", "sentence"),
    [
        ((), "2024年6月没有通过核验的月报，本期没有典型案例。"),
        (("430481",), "2024年6月只有耒阳市的月报通过核验，未报送典型案例，本期没有典型案例。"),
        (("430481", "430482"), "2024年6月2个单位的月报通过核验，均未报送典型案例，本期没有典型案例。"),
    ],
)
def test_an_empty_month_is_one_sentence(programme, units, sentence):
    empty = make_book(units=units)
    assert said(empty, programme) == (sentence,)
    assert [type(block) for block in report.build_opening(empty, programme)] == [Heading, Findings]
    assert report.build_cases(empty, programme) == report.build_notes(empty, programme) == ()
    (figures,) = report.build_data(empty, programme, DAY)
    assert json.loads(figures.text)["cases"] == []


def test_a_span(programme):
    book = make_book(entry("430481", 1, "甲", month=3), entry("430482", 1, "乙"), first=JANUARY)
    head = report.build_head(book, programme, DAY, ("演示数据",))
    assert head.title == "衡阳市国有“三资”典型案例汇编（2024年01月至06月）"
    assert head.subtitle == "报告期：2024年1月1日至6月25日　制表时间：2024年6月30日"
    assert said(book, programme)[0] == "2024年1月至6月收录典型案例2个，由2个单位报送，均来自县市组。"
    first = articles(book, programme)[0]
    assert first.lead.startswith("耒阳市　2024年3月报送")
    assert "本月" not in dict(first.parts)["项目数据"]  # the span's sum is not the month's
    table = one(report.build_opening(book, programme), Table)
    assert [column.key for column in table.columns][5] == "month"
    assert table.rows[1].cells[5].text == "3月"
    tidy = report.build_data(book, programme, DAY)[0]
    assert "1月至6月经济效益（万元）" in [cell.text for cell in tidy.header[0]]


def test_heads_of_a_month(book, programme):
    head = report.build_head(book, programme, DAY)
    assert head.title == "衡阳市2024年06月国有“三资”典型案例汇编"
    assert head.file_stem == "衡阳市2024年06月国有三资典型案例汇编"
    december = make_book(entry("430481", 1, "甲", month=12), first=Month(2024, 12), month=Month(2024, 12))
    assert "截至12月31日，案例所涉项目累计" in "".join(said(december, programme))
    january = make_book(entry("430481", 1, "甲", month=1), first=JANUARY, month=JANUARY)
    (article,) = articles(january, programme)
    assert "本月" not in dict(article.parts)["项目数据"]


def test_json(book, programme):
    tidy, figures = report.build_data(book, programme, DAY)
    data = json.loads(figures.text)
    assert figures.name == "cases.json"
    assert list(data) == ["programme", "month", "first", "tabulated_on", "period", "cases", "totals"]
    assert data["totals"] == {
        "cases": 4,
        "units": 3,
        "benefit": "2000.00",
        "benefit_cumulative": "6000.00",
        "treasury_cumulative": "4000.00",
        "available_cumulative": "1000.00",
    }
    assert data["cases"][1] == {
        "code": "430481",
        "unit": "耒阳市",
        "group": "counties",
        "project": "430481-ZC01-2024-0001",
        "name": "闲置校舍",
        "category": "资产",
        "subcategory": "实物",
        "method": "租",
        "method_detail": "出租",
        "month": "2024-06",
        "titles": ["校舍变康养中心"],
        "earlier": [{"month": "2024-02", "title": "校舍变康养"}],
        "benefit": "1000.00",
        "benefit_cumulative": "3000.00",
        "treasury_cumulative": "2000.00",
        "available_cumulative": "500.00",
    }
    assert data["cases"][3]["project"] is data["cases"][3]["method"] is data["cases"][3]["benefit"] is None
    assert len(tidy.rows) == 4
    assert (tidy.sheet, tidy.shown) == ("数据", False)


def test_a_case_of_three_thousand_characters_is_whole_in_both_documents(programme):
    text = "".join(f"第{number}句，盘活闲置资产，集体决策，评估备案。" for number in range(150))
    assert len(text) > 3000
    hostile = "<script>alert(1)</script> #set page(width: 1pt) {{ x }} \\ $"
    book = make_book(entry("430481", 1, ("长案例", text, f"{text}\n{hostile}"), earlier=(EarlierCase(2, "旧"),)))
    head = report.build_head(book, programme, DAY)
    document = Document(head, (*report.build_opening(book, programme), *report.build_cases(book, programme)))
    html = render_html(document)
    assert html.count(text) == 2
    assert "<script>alert" not in html
    reader = PdfReader(io.BytesIO(render_pdf(document)))
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    whole = "".join(page.replace(f"—{number}—", "") for number, page in enumerate(pages, start=1))
    assert whole.count("".join(text.split())) == 2
    assert "".join(hostile.split()) in whole
