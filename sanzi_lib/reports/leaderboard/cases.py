"""The month's 典型案例 in full (domain §6)."""

from __future__ import annotations

from sanzi_lib.measures.model import Board, Case
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Article, Block, Heading, Paragraph
from sanzi_lib.reports.elements.official import tidy_text


def build_cases(board: Board, programme: Programme) -> tuple[Block, ...]:
    """A heading and an article per case; one sentence where there is none."""
    heading = Heading("典型案例")
    if not board.cases:
        return (heading, Paragraph("本月未报送典型案例。", role="muted"))
    return (heading, *(_build_case(case, programme) for case in board.cases))


def _build_case(case: Case, programme: Programme) -> Article:
    unit = programme.unit_by_code.get(case.unit)
    parts = (("主要做法", case.practice), ("取得成效", case.result))
    return Article(
        title=tidy_text(case.title),
        lead=unit.name if unit else case.unit,
        parts=tuple((label, text.strip()) for label, text in parts if text.strip()),
    )
