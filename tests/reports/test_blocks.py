"""Blocks on their way through a notebook's outputs."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum

import pytest

from sanzi_lib.reports.elements.blocks import (
    Article,
    Bullets,
    Cell,
    Chart,
    Column,
    DocumentHead,
    FiguresData,
    Findings,
    HeaderCell,
    Heading,
    KeyFigure,
    KeyFigures,
    Notes,
    PageBreak,
    Paragraph,
    Picture,
    Preformatted,
    Table,
    TableRow,
    block_from_json,
    block_to_json,
)

TABLE = Table(
    "表",
    (Column("a"), Column("b", "right", 1.5)),
    ((HeaderCell("甲", 2, 1),), (HeaderCell("乙"), HeaderCell("丙"))),
    (TableRow((Cell("x"), Cell("1.20", "1.2", 2, "warn")), "total"), TableRow((Cell("\ud800"), Cell("—")))),
    notes=("注",),
    sheet=None,
)
EVERY = (
    DocumentHead("leaderboard", "题", "名", "副", "2024-06-30", ("演示数据",)),
    Heading("一", 2),
    Paragraph("文", "muted"),
    Findings(("甲", "乙")),
    KeyFigures((KeyFigure("累计", "1.00", "亿元"),)),
    TABLE,
    Chart("<svg/>", "图", "题"),
    Picture("AAAA", "图"),
    Article("题", "引", (("做法", "一"), ("成效", "二"))),
    Notes(("一", "二")),
    Bullets(("一",), ordered=True),
    Preformatted("a  b"),
    FiguresData("x.json", "{}"),
    PageBreak(),
)


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.kind)
def test_a_block_comes_back_as_it_was(block):
    there = json.loads(json.dumps(block_to_json(block)))
    assert block_from_json(there) == block
    assert there["kind"] == block.kind


def test_the_json_of_a_block_is_spelt_out():
    assert block_to_json(Article("题", "", (("做法", "一"),))) == {
        "title": "题",
        "lead": "",
        "parts": [["做法", "一"]],
        "kind": "article",
    }


def test_a_text_of_a_type_of_its_own_becomes_plain_and_anything_else_is_refused():
    class Word(StrEnum):
        GOOD = "good"

    assert type(block_to_json(Paragraph(Word.GOOD))["text"]) is str
    with pytest.raises(TypeError):
        block_to_json(Paragraph(Decimal("1.2")))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"kind": "unheard"}, KeyError),
        ({"kind": "paragraph"}, TypeError),
        ({"kind": "paragraph", "text": "文", "colour": "red"}, TypeError),
        ({"kind": "table", **{name: [] for name in ("columns", "header")}, "caption": "", "rows": ["x"]}, TypeError),
        ({"kind": "article", "title": "", "lead": "", "parts": [["做法", "一", "二"]]}, ValueError),
    ],
)
def test_what_is_no_block_is_refused(value, error):
    with pytest.raises(error):
        block_from_json(value)
