"""The same workbook gives the same bytes; formulas carry the values that they would show.

openpyxl stamps the time of saving into the file and writes no stored value for a formula. A formula without a stored
value is an error in a return (docs/核验规则.md 单元格), so a template that was filled by another program than Excel or
WPS would go back; the values are put in here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from openpyxl import Workbook

from sanzi_lib.zips import PROPERTIES, RETURNS, build_zip, date_properties, read_parts

StoredValues = Mapping[str, Mapping[str, Decimal | int | str]]
"""Sheet name to cell address to the stored value of the formula there."""

_FORMULA_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>', re.DOTALL)
_TYPE = re.compile(r'\st="[^"]*"')


def build_bytes(book: Workbook, *, stamp: datetime, stored: StoredValues | None = None) -> bytes:
    """Bytes of a workbook, without a trace of when they were made.

    Args:
        book: The workbook.
        stamp: What the file's properties say as its time of making.
        stored: Values of its formulas.
    """
    book.properties.created = stamp
    book.calculation.fullCalcOnLoad = None  # a stored 0 would be taken for one that nobody calculated
    raw = io.BytesIO()
    book.save(raw)
    sheets = {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(book.sheetnames, start=1)}
    parts = read_parts(raw.getvalue())
    parts[PROPERTIES] = date_properties(parts[PROPERTIES], stamp)
    for name, values in (stored or {}).items():
        parts[sheets[name]] = _store_values(parts[sheets[name]].decode("utf-8"), values).encode()
    return build_zip(parts, RETURNS)


def _store_values(xml: str, values: Mapping[str, Decimal | int | str]) -> str:
    def fill(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        if address not in values:
            return match[0]
        value = values[address]
        kind = ' t="str"' if isinstance(value, str) else ""
        return f'<c r="{address}"{_TYPE.sub("", attributes)}{kind}><f>{formula}</f><v>{escape(str(value))}</v></c>'

    return _FORMULA_CELL.sub(fill, xml)
