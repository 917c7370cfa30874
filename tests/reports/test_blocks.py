"""Blocks on their way through a notebook's outputs."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum

import pytest

from sanzi_lib.reports.elements import blocks as el

TABLE = el.Table(
    "表",
    (el.Column("a"), el.Column("b", "right", 1.5)),
    ((el.HeaderCell("甲", 2, 1),), (el.HeaderCell("乙"), el.HeaderCell("丙"))),
    (
        el.TableRow((el.Cell("x"), el.Cell("1.20", "1.2", 2, "warn")), "total"),
        el.TableRow((el.Cell("\ud800"), el.Cell("—"))),
    ),
    notes=("注",),
    sheet=None,
)
EVERY = (
    el.DocumentHead("leaderboard", "题", "名", "副", "2024-06-30", ("演示数据",)),
    el.Heading("一", 2),
    el.Paragraph("文", "muted"),
    el.Findings(("甲", "乙")),
    el.KeyFigures((el.KeyFigure("累计", "1.00", "亿元"),)),
    TABLE,
    el.Chart("<svg/>", "图", "题"),
    el.Picture("AAAA", "图"),
    el.Article("题", "引", (("做法", "一"), ("成效", "二"))),
    el.Notes(("一", "二")),
    el.Bullets(("一",), ordered=True),
    el.Preformatted("a  b"),
    el.FiguresData("x.json", "{}"),
    el.PageBreak(),
)


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.kind)
def test_a_block_comes_back_as_it_was(block):
    there = json.loads(json.dumps(el.block_to_json(block)))
    assert el.block_from_json(there) == block
    assert there["kind"] == block.kind


def test_the_json_of_a_block_is_spelt_out():
    assert el.block_to_json(el.Article("题", "", (("做法", "一"),))) == {
        "title": "题",
        "lead": "",
        "parts": [["做法", "一"]],
        "kind": "article",
    }


def test_a_text_of_a_type_of_its_own_becomes_plain_and_anything_else_is_refused():
    class Word(StrEnum):
        GOOD = "good"

    assert type(el.block_to_json(el.Paragraph(Word.GOOD))["text"]) is str
    with pytest.raises(TypeError):
        el.block_to_json(el.Paragraph(Decimal("1.2")))  # type: ignore[arg-type]


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
        el.block_from_json(value)
