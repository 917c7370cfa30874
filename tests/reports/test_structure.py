"""What each unit's benefit consists of: amounts that add up, and shares in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from sanzi_lib.measures.portions import GroupKinds, UnitKinds
from sanzi_lib.reports.elements.blocks import Paragraph
from sanzi_lib.reports.elements.structure import build_structure

WAN = 1_000_000
NAMES = ("现金收入", "融资到位", "资产注入", "节约支出", "未分类")


def words(svg):
    return ["".join(element.itertext()) for element in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def kinds_of(enterprises):
    """Kinds of the two firms, 万元."""

    def build(*amounts):
        units = [
            UnitKinds(row.unit, row.name, tuple(zip(NAMES, (fen * WAN for fen in parts), strict=True)))
            for row, parts in zip(enterprises.rows, amounts, strict=True)
        ]
        sums = [sum(parts) * WAN for parts in zip(*amounts, strict=True)]
        return GroupKinds(tuple(reversed(units)), tuple(zip(NAMES, sums, strict=True)))

    return build


def test_amounts_and_shares(enterprises, kinds_of):
    heading, table, chart = build_structure(enterprises, kinds_of((30, 60, 0, 0, 10), (5, 0, 0, 0, 15)))
    assert heading.text == "效益构成"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["市城发集团", "30.00", "60.00", "0.00", "0.00", "10.00", "100.00"],
        ["市国投集团", "5.00", "0.00", "0.00", "0.00", "15.00", "20.00"],
        ["合计", "35.00", "60.00", "0.00", "0.00", "25.00", "120.00"],
    ]
    assert chart.alt == (
        "条形图：截至6月25日国有企业组各单位累计经济效益由哪几类构成，各类占本单位累计经济效益的比重。"
        "市城发集团现金收入30.00%，融资到位60.00%，未分类10.00%；市国投集团现金收入25.00%，未分类75.00%。"
    )
    said = words(chart.svg)
    assert {*NAMES, "市城发集团", "市国投集团", "30.00%", "60.00%", "25.00%", "75.00%", "—"} <= set(said)
    assert len(said) == 5 + 2 + 10


def test_a_negative_part_is_hatched_and_said(enterprises, kinds_of):
    _, table, chart = build_structure(enterprises, kinds_of((120, 0, 0, 0, -20), (5, 0, 0, 0, 0)))
    assert table.rows[0].cells[5].text == "-20.00"
    assert "市城发集团现金收入120.00%，未分类-20.00%" in chart.alt
    assert "斜线为负数" in chart.caption
    assert "<pattern" in chart.svg


def test_a_unit_without_benefit_has_no_shares(enterprises, kinds_of):
    _, _, chart = build_structure(enterprises, kinds_of((0, 0, 0, 0, -5), (5, 0, 0, 0, 0)))
    assert "市城发集团尚无经济效益" in chart.alt
    assert words(chart.svg).count("—") == 9


def test_nothing_at_all(enterprises, kinds_of):
    _, sentence = build_structure(enterprises, kinds_of((0,) * 5, (0,) * 5))
    assert sentence == Paragraph("本组尚无经济效益，没有构成可列。", role="muted")
    _, sentence = build_structure(replace(enterprises, rows=()), kinds_of((0,) * 5, (0,) * 5))
    assert isinstance(sentence, Paragraph)
