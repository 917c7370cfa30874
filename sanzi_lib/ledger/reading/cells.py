"""One cell to one value, or to what is wrong with it (docs/核验规则.md 单元格; V03, V04, V10, V11 of single cells).

Every reader is a pure function of the cell, so that equal cells of a column need reading only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sanzi_lib.ledger.layout import NO, YES
from sanzi_lib.ledger.model import Value
from sanzi_lib.ledger.reading.grid import DATE, DATES, ERROR, NUMBER, TEXT, UNCALCULATED, YEAR_MONTH, YES_NO, RawCell
from sanzi_lib.ledger.reading.spelling import (
    clean_text,
    is_blank,
    is_nothing,
    is_plainly_something,
    parse_last_day,
    parse_moment,
    parse_month_text,
    parse_number,
)
from sanzi_lib.money import to_fen
from sanzi_lib.params.values import normalise_name, normalise_word

_MAX_SHOWN = 100
_LARGEST_QUANTITY = 15
"""Decimal exponent beyond which a quantity cannot be meant."""


class Reading(NamedTuple):
    """What a cell says.

    Attributes:
        value: The value; None for nothing and for a cell with a problem.
        given: True where the cell says anything (0 does, ``-`` does not).
        rule: Rule that the cell breaks, "" where it breaks none.
        problem: What is wrong and what to write, without the place.
        blank: True for an empty cell, other than one that says nothing by ``-`` or 无.
    """

    value: Value
    given: bool
    rule: str = ""
    problem: str = ""
    blank: bool = False


Reader = Callable[[RawCell], Reading]

_BLANK = Reading(None, given=False, blank=True)
_NONE = Reading(None, given=False)


def show(cell: RawCell) -> str:
    """Show a cell as a finding quotes it."""
    text = {"1": "TRUE", "0": "FALSE"}[cell.text] if cell.kind == YES_NO else cell.text
    if cell.kind == DATE:
        text = text.replace("T00:00:00", "").replace("T", " ")
    if cell.kind == YEAR_MONTH:
        day = parse_moment(cell.text)
        text = f"{day.year}年{day.month}月" if day else text
    if cell.kind == UNCALCULATED:
        text = "（公式没有存储结果）"
    text = clean_text(text)
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"


def _bad(rule: str, problem: str) -> Reading:
    return Reading(None, given=True, rule=rule, problem=problem)


def _broken(cell: RawCell, rule: str) -> Reading | None:
    """Give an error cell or a formula without a stored value (docs/核验规则.md 单元格)."""
    if cell.kind == ERROR:
        return _bad(rule, f"单元格是错误值“{show(cell)}”，请改正公式或直接填写内容")
    if cell.kind == UNCALCULATED:
        return _bad(rule, "单元格的公式没有存储计算结果，请在 Excel 或 WPS 中打开、重新计算并保存")
    return None


def _empty(cell: RawCell) -> Reading | None:
    if cell.kind != TEXT:
        return None
    if is_nothing(cell.text):
        return _BLANK if is_blank(cell.text) else _NONE
    return None


def _number(cell: RawCell) -> Decimal | None:
    if cell.kind == NUMBER:
        return Decimal(cell.text)
    return parse_number(cell.text) if cell.kind == TEXT else None


def _not_a_number(cell: RawCell, advice: str) -> Reading:
    if cell.kind in DATES:
        return _bad("V04", f"应填数字，现为日期“{show(cell)}”，请把单元格格式改为数值后重填")
    return _bad("V04", f"应填数字，现为“{show(cell)}”，{advice}")


def read_amount(cell: RawCell) -> Reading:
    """Read an amount of 万元 as 分 (V04); its sign is judged by the row."""
    early = _empty(cell) or _broken(cell, "V04")
    if early:
        return early
    number = _number(cell)
    if number is None:
        return _not_a_number(cell, "请只写以万元为单位的阿拉伯数字（如 1234.5），不带“约”“万”“元”等字和指数、上标")
    try:
        return Reading(to_fen(number), given=True)
    except ValueError:
        if number.adjusted() > _LARGEST_QUANTITY - 4:
            return _bad("V04", f"金额“{show(cell)}”大得超出范围，请核对后以万元为单位重填")
        return _bad("V04", f"金额“{show(cell)}”精确到了分以下，以万元为单位最多六位小数，请四舍五入到分后重填")


def read_quantity(cell: RawCell) -> Reading:
    """Read a quantity, never negative (V04)."""
    early = _empty(cell) or _broken(cell, "V04")
    if early:
        return early
    number = _number(cell)
    if number is None:
        return _not_a_number(cell, "请只写阿拉伯数字（如 120.5），不带单位等字（实物数量的单位另填在实物单位栏）")
    if number < 0:
        return _bad("V04", f"数量不能为负数，现为“{show(cell)}”，请核对后重填")
    if number and not -_LARGEST_QUANTITY <= number.adjusted() <= _LARGEST_QUANTITY:
        return _bad("V04", f"数量“{show(cell)}”超出范围，请核对后重填")
    return Reading(number, given=True)


def read_text(cell: RawCell) -> Reading:
    """Free text; numbers and dates as they are shown."""
    if cell.kind == TEXT and cell.text.isprintable() and is_plainly_something(cell.text):
        return Reading(cell.text.strip(), given=True)
    early = _empty(cell) or _broken(cell, "V03")
    if early:
        return early
    return Reading(_as_text(cell), given=True)


def _as_text(cell: RawCell) -> str:
    if cell.kind == NUMBER:
        return f"{Decimal(cell.text):f}"
    if cell.kind in (*DATES, YES_NO):
        return show(cell)
    return clean_text(cell.text)


def read_id(cell: RawCell) -> Reading:
    """Read a 项目编号, normalised; its make-up is judged by the row."""
    early = _empty(cell) or _broken(cell, "V03")
    if early:
        return early
    return Reading(normalise_name(_as_text(cell)), given=True)


def make_choice_reader(spellings: Mapping[str, str], *, rule: str, advice: str) -> Reader:
    """Make a reader of a closed list.

    Args:
        spellings: Spelling, by :func:`normalise_word`, to the value that it stands for.
        rule: V03 for enumerations, V11 for units of measure.
        advice: What to write instead.
    """

    def read(cell: RawCell) -> Reading:
        early = _empty(cell) or _broken(cell, "V03")
        if early:
            return early
        value = spellings.get(normalise_word(_as_text(cell)))
        if value is None:
            return _bad(rule, f"“{show(cell)}”不在规定的范围内，{advice}")
        return Reading(value, given=True)

    return read


def read_yes_no(cell: RawCell) -> Reading:
    """是 or 否 (V03)."""
    early = _empty(cell) or _broken(cell, "V03")
    if early:
        return early
    text = normalise_name(_as_text(cell))
    if text not in (YES, NO):
        return _bad("V03", f"“{show(cell)}”不在规定的范围内，请填“是”或“否”")
    return Reading(text == YES, given=True)


_DATE_ADVICE = "请填实际存在的日期（2000—2099年），写成 2024-06-25 这样的形式"


def read_moment(cell: RawCell) -> Reading:
    """Read a date with its time of day, as a datetime (V10)."""
    early = _empty(cell) or _broken(cell, "V10")
    if early:
        return early
    moment = None if cell.kind == YES_NO else parse_moment(cell.text)
    if moment is None:
        return _bad("V10", f"“{show(cell)}”不是有效的日期，{_DATE_ADVICE}")
    return Reading(moment, given=True)


def read_date(cell: RawCell) -> Reading:
    """Read a date; a time of day is dropped (V10)."""
    reading = read_moment(cell)
    return _day_of(reading)


def read_date_or_month(cell: RawCell) -> Reading:
    """Read a date, or ``2024年12月`` as its last day, also as a date that shows year and month only (V10)."""
    last = (
        parse_last_day(show(cell) if cell.kind == YEAR_MONTH else cell.text)
        if cell.kind in (TEXT, YEAR_MONTH)
        else None
    )
    return Reading(last, given=True) if last else _day_of(read_moment(cell))


def _day_of(reading: Reading) -> Reading:
    return reading._replace(value=reading.value.date()) if isinstance(reading.value, datetime) else reading


def read_month(cell: RawCell) -> Reading:
    """Read a month, or a date in it (V10)."""
    early = _empty(cell) or _broken(cell, "V10")
    if early:
        return early
    month = None if cell.kind == YES_NO else parse_month_text(cell.text)
    if month is None:
        return _bad("V10", f"“{show(cell)}”不是有效的月份，请写成 2024-06 这样的形式（2000—2099年）")
    return Reading(month, given=True)
