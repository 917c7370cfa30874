"""Which rows of a sheet are totals, and which are signatures and notes (docs/核验规则.md 行).

A row with an amount in it, or with a 项目编号, is never a note, whatever words it holds: it is read, and what it lacks
is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sanzi_lib.ledger.reading.grid import DATES, NUMBER, TEXT, UNCALCULATED, RawCell, RawColumn, RawSheet
from sanzi_lib.ledger.reading.header import Header
from sanzi_lib.ledger.reading.spelling import is_blank, is_nothing, parse_moment, parse_number
from sanzi_lib.params.values import normalise_name

_TOTALS = {"合计": True, "总计": True, "共计": True, "小计": False}
_TOTAL_HEADS = frozenset("合总共小")
_LONGEST_NAME = 40


def find_totals(raw: RawSheet, header: Header) -> dict[int, bool]:
    """Total rows below the header: their places in ``raw.rows``, with True for 合计, 总计 and 共计, False for 小计.

    A total row says so in 序号, 项目编号 or 项目名称, or in a cell that is merged over one of them from the left.
    """
    found: dict[int, bool] = {}
    for number in header.label_columns:
        below = range(bisect_right(raw.rows, header.row), len(raw.rows))
        label = raw.column(number)
        for place, whole in _places(label, _total_of, below):
            found.setdefault(place, whole)
        for left, places in _reached_from(raw, number).items():
            blank = [place for place in places if place in below and not label.codes[place]]
            for place, whole in _places(raw.column(left), _total_of, blank):
                found.setdefault(place, whole)
    return found


_LIKE_A_TOTAL = re.compile(
    r"(?:本?[月期年季]度?|全[年县市区部]?|各[项类]|所有|项目|以上|累计)*(?:金额|项目)?"
    r"(?:合计|总计|共计|小计|汇总|累计)(?:数|行|金额|\(万元\))?:?"
)


def find_like_totals(raw: RawSheet, header: Header, totals: Collection[int]) -> dict[int, tuple[int, str]]:
    """Rows that are meant as totals and do not say so as they must: ``合计：``, ``本月合计``, ``汇总``.

    Only 合计, 总计, 共计 and 小计 are totals (docs/核验规则.md 行); nobody guesses which rows another word sums.

    Returns:
        Places in ``raw.rows`` with the label's column number and text; none where the row has a 项目编号.
    """
    found: dict[int, tuple[int, str]] = {}
    project = header.columns.get("project", 0)
    ids = raw.column(project) if project else None
    for number in header.label_columns:
        label = raw.column(number)
        like = [cell.kind == TEXT and _is_like_a_total(cell) for cell in label.cells()]
        for place in range(bisect_right(raw.rows, header.row), len(raw.rows)) if any(like) else ():
            if not like[label.codes[place]] or place in totals or place in found:
                continue
            if number == project or ids is None or not _is_id(RawCell(ids.kinds[c := ids.codes[place]], ids.texts[c])):
                found[place] = (number, label.texts[label.codes[place]].strip())
    return found


def _is_like_a_total(cell: RawCell) -> bool:
    return len(cell.text) < _LONGEST_NAME and _LIKE_A_TOTAL.fullmatch(normalise_name(cell.text)) is not None


def _reached_from(raw: RawSheet, number: int) -> dict[int, list[int]]:
    """Columns from which merged ranges reach over a column, and the places of their first rows in ``raw.rows``."""
    reaching: dict[int, list[int]] = {}
    for merge in raw.merges:
        if merge.first_column < number <= merge.last_column:
            place = bisect_left(raw.rows, merge.first_row)
            if place < len(raw.rows) and raw.rows[place] == merge.first_row:
                reaching.setdefault(merge.first_column, []).append(place)
    return reaching


def _places(
    column: RawColumn, judge: Callable[[RawCell], bool | None], places: Iterable[int]
) -> Iterator[tuple[int, bool]]:
    """Of some rows those in which a column's cell says something by ``judge``, and what."""
    said = [judge(cell) for cell in column.cells()]
    if any(what is not None for what in said):
        for place in places:
            what = said[column.codes[place]]
            if what is not None:
                yield place, what


def _total_of(cell: RawCell) -> bool | None:
    if cell.kind != TEXT or len(cell.text) >= _LONGEST_NAME:
        return None
    head = cell.text.strip()[:1]  # spares the normalising of every project id
    if head in _TOTAL_HEADS or not head.isalnum():
        return _TOTALS.get(normalise_name(cell.text))
    return None


_HEADED = re.compile(r"(?:填表人|填报人|制表人|审核人|负责人|单位负责人|填报日期|制表日期|联系电话|备注|注|说明):")
_SIGNED = re.compile(r"\((?:盖章|签字|签章)\)")
_HEADS = frozenset("填制审负单联备注说")

_SEAL = r"(?:加?盖(?:单位)?(?:公|印)?章|签字|签章|签名|公章|印章)"
_UNIT = r"(?:填表|填报|制表|报送|申报|主管)单位"
_WHO = (
    r"(?:填表人|填报人|制表人|报送人|审核人|复核人|审批人|经办人|联系人|负责人|领导|日期|时间|联系电话|电话|手机"
    rf"|{_SEAL}|{_UNIT})"
)
_HAN = r"[\u3400-\u9fff·]"
_DAY = r"(?:\d{4})?年(?:\d{1,2})?月(?:(?:\d{1,2})?[日号])?"
_BRACKETS = rf"(?:\({_HAN}{{1,8}}\))?"
_WORD = re.compile(
    rf"(?:备注|注|说明)(?::.*)?|\({_SEAL}\)(?:{_DAY})?"
    rf"|{_HAN}{{0,6}}?{_WHO}{_BRACKETS}(?::.*|{_HAN}{{2,4}}|{_DAY}|[\d+-]{{7,20}}|.*{_WHO}.*)?"
    rf"|(?:填表|填报|制表|审核|复核|审批|批准|经办){_BRACKETS}(?::.*)?"
    rf"|{_UNIT}{_BRACKETS}{_HAN}{{2,20}}{_BRACKETS}"
)
"""Words of a signature, alone or with the name, date or number that they ask for; whatever stands behind a colon."""

_DATE = re.compile(_DAY)
_NAME = re.compile(rf"{_HAN}{{2,20}}{_BRACKETS}")
_ASKS_FOR_DIGITS = re.compile(r".*(?:电话|手机|手机号|号码|日期|时间|联系方式):?")
_LONGEST = 200
_LONGEST_ANCHOR = 40


def find_notes(raw: RawSheet, header: Header, anchor: str, places: Sequence[int], amounts: Collection[int]) -> set[int]:
    """Of some rows those that are notes, signatures, or the header once more.

    Args:
        raw: The sheet.
        header: Its header.
        anchor: The header that finds it.
        places: Places in ``raw.rows`` of the rows in question.
        amounts: Numbers of the columns that hold amounts and quantities.
    """
    column = raw.column(header.anchor)
    is_header = [_is_header(cell, anchor) for cell in column.cells()]
    found = {place for place in places if is_header[column.codes[place]]}
    project = header.columns.get("project", 0)
    for place in _find_headed(raw, places):
        row = raw.row(place)
        if not _has_amount(row, amounts) and not (project in row and _is_id(row[project])):
            found.add(place)
    return found | _find_signatures(raw, project, places, found, amounts)


def _find_headed(raw: RawSheet, places: Sequence[int]) -> Iterator[int]:
    """Rows whose first filled cell says that they are a note or a signature."""
    left = list(places)
    for known in raw.columns:
        if not left:
            break
        column = raw.column(known.number)
        cells = column.cells()
        says = [_heads_a_note(cell) for cell in cells]
        yield from (place for place in left if says[column.codes[place]])
        blank = [cell.kind == TEXT and is_blank(cell.text) for cell in cells]
        left = [place for place in left if blank[column.codes[place]]]


def _find_signatures(
    raw: RawSheet, project: int, places: Sequence[int], notes: Collection[int], amounts: Collection[int]
) -> set[int]:
    """Rows behind the last project that hold nothing but words of a signature, names and dates."""
    behind: list[int] = []
    column = raw.column(project) if project else None
    for place in reversed(places):
        if column is None:
            ends = _has_amount(raw.row(place), amounts)
        else:
            code = column.codes[place]
            ends = _is_id(RawCell(column.kinds[code], column.texts[code]))
        if ends and place not in notes:
            break
        behind.append(place)
    found: set[int] = set()
    above: set[int] = set()
    for place in reversed(behind):
        row = raw.row(place)
        words = {number for number, cell in row.items() if _is_word(cell)}
        if place in notes:
            above = words
        elif _is_signature(row, words, above, amounts):
            found.add(place)
            above = words
        else:
            above = set()
    return found


def _is_signature(
    row: Mapping[int, RawCell], words: Collection[int], above: Collection[int], amounts: Collection[int]
) -> bool:
    if _has_amount(row, amounts):
        return False
    names = False
    before = ""
    for number, cell in row.items():
        if number in words or _is_date(cell) or _is_empty(cell):
            pass
        elif cell.kind == NUMBER:
            if float(cell.text) and not _ASKS_FOR_DIGITS.fullmatch(before):
                return False
        elif cell.kind == TEXT and (_ASKS_FOR_DIGITS.fullmatch(before) or _is_name(cell)):
            names = names or number not in above
        else:
            return False
        before = _normalise(cell)
    # A name by itself is no signature unless it stands under the word that asks for it.
    return bool(words) or not names


def _has_amount(row: Mapping[int, RawCell], amounts: Collection[int]) -> bool:
    """Tell whether a column of amounts holds one, or what may be meant as one; 0 is none."""
    before = ""
    for number, cell in row.items():
        if number in amounts and _is_amount(cell) and not _ASKS_FOR_DIGITS.fullmatch(before):
            return True
        before = _normalise(cell)
    return False


def _is_amount(cell: RawCell) -> bool:
    if cell.kind == NUMBER:
        return bool(float(cell.text))
    if cell.kind != TEXT or _is_date(cell) or _is_word(cell):
        return False
    number = parse_number(cell.text)
    return bool(number) if number is not None else any(c.isdigit() for c in _normalise(cell))


def _is_id(cell: RawCell) -> bool:
    """Give True for what may be meant as a 项目编号: it has a digit and is no date and no signature."""
    if cell.kind == NUMBER:
        return True
    if cell.kind != TEXT or not any(c.isdigit() for c in cell.text):
        return False
    return not (_is_date(cell) or _is_word(cell) or _heads_a_note(cell))


def _is_empty(cell: RawCell) -> bool:
    return cell.kind == UNCALCULATED or (cell.kind == TEXT and is_nothing(cell.text))


def _is_date(cell: RawCell) -> bool:
    if cell.kind in DATES:
        return True
    text = _normalise(cell) if cell.kind == TEXT else ""
    return bool(_DATE.fullmatch(text)) or (cell.kind == TEXT and parse_moment(cell.text[:_LONGEST]) is not None)


def _is_word(cell: RawCell) -> bool:
    return cell.kind == TEXT and _WORD.fullmatch(_normalise(cell)) is not None


def _is_name(cell: RawCell) -> bool:
    return _NAME.fullmatch(_normalise(cell)) is not None


def _heads_a_note(cell: RawCell) -> bool:
    if cell.kind != TEXT:
        return False
    head = cell.text.strip()[:1]  # spares the normalising of every project id
    if head.isalnum() and head not in _HEADS and "章" not in cell.text and "签" not in cell.text:
        return False
    text = _normalise(cell)
    return _HEADED.match(text) is not None or _SIGNED.search(text) is not None


@lru_cache(maxsize=1 << 14)
def _normalise(cell: RawCell) -> str:
    return normalise_name(cell.text[:_LONGEST]) if cell.kind == TEXT else ""


def _is_header(cell: RawCell, anchor: str) -> bool:
    if cell.kind != TEXT or len(cell.text) >= _LONGEST_ANCHOR:
        return False
    head = cell.text.strip()[:1]
    return (head == anchor[0] or not head.isalnum()) and normalise_name(cell.text).strip("*") == anchor
