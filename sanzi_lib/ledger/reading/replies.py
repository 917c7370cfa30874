"""Read the 回复栏 of a sheet 核验意见 that came back (docs/核验规则.md 答复).

What a line answers is told by its hidden cell, never by its words: a unit may sort, copy or delete lines. The cell has
been in the unit's hands, so whatever is not exactly as it was written is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.layout import REPLIED_BY, REPLIED_ON, REPLY, REPLY_MARK, SEQUENCE
from sanzi_lib.ledger.model import Reply
from sanzi_lib.ledger.reading.cells import show
from sanzi_lib.ledger.reading.grid import DATES, NUMBER, TEXT, RawCell, RawSheet
from sanzi_lib.ledger.reading.spelling import clean_text, is_nothing, parse_moment
from sanzi_lib.months import parse_month
from sanzi_lib.params.values import normalise_name

_LAST_HEADER_ROW = 20
_LONGEST = 2_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_replies(raw: RawSheet) -> tuple[Reply, ...]:
    """Read the lines of a sheet 核验意见; those without an answer too, for they tell of which return it is a copy."""
    header = _find_header(raw)
    if header is None:
        return ()
    place, column = header
    by, on = _find_writer(raw, place)
    found = []
    for below in range(place + 1, len(raw.rows)):
        row = raw.row(below)
        mark = next((m for cell in row.values() if (m := _parse_mark(cell)) is not None), None)
        if mark is not None:
            unit, month, sha256, rule, places = mark
            text = _text(row.get(column))
            found.append(Reply(unit, parse_month(month), sha256, rule, places, text, by, on))
    return tuple(found)


def _find_header(raw: RawSheet) -> tuple[int, int] | None:
    for place, number in enumerate(raw.rows):
        if number > _LAST_HEADER_ROW:
            break
        names = {normalise_name(cell.text): column for column, cell in raw.row(place).items() if cell.kind == TEXT}
        if SEQUENCE in names and REPLY in names:
            return place, names[REPLY]
    return None


def _find_writer(raw: RawSheet, header: int) -> tuple[str, str]:
    """Tell who answered and when, from the cells behind their labels above the table; "" where they say nothing."""
    said: dict[str, str] = {}
    for place in range(header):
        label = ""
        for _, cell in sorted(raw.row(place).items()):
            name = normalise_name(cell.text).rstrip(":") if cell.kind == TEXT else ""
            if name in (REPLIED_BY, REPLIED_ON):
                label = name
            elif label:
                said.setdefault(label, _day(cell) if label == REPLIED_ON else _text(cell))
                label = ""
    return said.get(REPLIED_BY, ""), said.get(REPLIED_ON, "")


def _day(cell: RawCell) -> str:
    moment = parse_moment(cell.text)
    return moment.date().isoformat() if moment is not None else _text(cell)


def _text(cell: RawCell | None) -> str:
    if cell is None or cell.kind not in (TEXT, NUMBER, *DATES):
        return ""
    text = clean_text(show(cell)[:_LONGEST])
    return "" if is_nothing(text) and normalise_name(text) != "无" else text


def _parse_mark(cell: RawCell) -> tuple[str, str, str, str, tuple[tuple[str, str], ...]] | None:
    if cell.kind != TEXT or not cell.text.startswith(f'["{REPLY_MARK}"'):
        return None
    try:
        _, unit, month, sha256, rule, places = json.loads(cell.text)
        parse_month(month)
        listed = tuple(_pairs(places))
    except (ValueError, TypeError, RecursionError, ParameterError):
        return None
    texts = all(isinstance(text, str) for text in (unit, sha256, rule))
    return (unit, month, sha256, rule, listed) if texts and _SHA256.fullmatch(sha256) else None


def _pairs(places: Any) -> Iterator[tuple[str, str]]:
    for sheet, cells in places:
        if not (isinstance(sheet, str) and isinstance(cells, str)):
            raise TypeError
        yield sheet, cells


def encode_reply(reply: Reply) -> list[Any]:
    """Give a reply as JSON."""
    places = [list(place) for place in reply.places]
    return [reply.unit, str(reply.month), reply.sha256, reply.rule, places, reply.text, reply.by, reply.on]


def decode_reply(packed: list[Any]) -> Reply:
    """Give the reply that :func:`encode_reply` gave."""
    unit, month, sha256, rule, places, *said = packed
    return Reply(unit, parse_month(month), sha256, rule, tuple((sheet, cells) for sheet, cells in places), *said)
