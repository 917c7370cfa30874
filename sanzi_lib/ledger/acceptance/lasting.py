"""What a finding that comes back every month shows, so that a line for several months holds only while it stays.

See docs/核验规则.md 认可.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from sanzi_lib.ledger.model import Finding, ReadReturn, Row
from sanzi_lib.params.programme import Programme, normalise_name

Shown = frozenset[str] | Decimal
"""Words that must not become more or others, or an excess (万元) that must not grow."""

_ID = re.compile(r"[0-9A-Z]+-(?:ZY|ZC|ZJ)\d{2}-\d{4}-\d{4}")


def show_finding(programme: Programme, returned: ReadReturn, finding: Finding) -> Shown:
    """Tell what a finding shows by its rule, its project's row of 项目台账 and its sentence."""
    if finding.rule in ("V20", "V33"):
        return _excess(finding)
    row = next((row for row in returned.projects.rows if row.text("project") == finding.project), None)
    words = _WORDS[finding.rule](programme, row, finding) if row is not None else (finding.message,)
    return frozenset(normalise_name(word) for word in words)


def join_shown(one: Shown, other: Shown) -> Shown:
    """Join what two findings of one rule and project show: all of the words, the larger excess."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return max(one, other)
    return one | other if isinstance(one, frozenset) and isinstance(other, frozenset) else other


def stays(then: Shown, now: Shown) -> bool:
    """Tell whether what was shown first is still all that is shown."""
    if isinstance(then, Decimal) and isinstance(now, Decimal):
        return now <= then
    return isinstance(then, frozenset) and isinstance(now, frozenset) and now <= then


def _excess(finding: Finding) -> Shown:
    try:
        return Decimal((finding.value or "").replace(",", "").removesuffix("万元"))
    except InvalidOperation:
        return frozenset((finding.message,))


def _same_asset(programme: Programme, row: Row, finding: Finding) -> tuple[str, ...]:
    units = (unit.name for unit in programme.units if unit.name in finding.message)
    return (row.text("certificate"), *units, *_ID.findall(finding.message))


def _status(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    return (row.text("status"),)


def _blanks(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    blank = {"appraised_value": not row.fen("appraised_value"), "platform": "platform" not in row.given}
    return tuple(key for key, is_blank in blank.items() if is_blank)


def _buyer(_: Programme, row: Row, __: Finding) -> tuple[str, ...]:
    return (f"受让方{row.text('counterparty')}", f"性质{row.text('counterparty_kind')}")


def _debt(programme: Programme, row: Row, _: Finding) -> tuple[str, ...]:
    text = normalise_name(row.text("name") + row.text("description"))
    words = (word for word in programme.check_terms.public_facilities if normalise_name(word) in text)
    return (f"担保{row.flag('guarantee')}", *words)


_WORDS: Mapping[str, Callable[[Programme, Row, Finding], tuple[str, ...]]] = {
    "V16": _same_asset,
    "V18": _status,
    "V23": _blanks,
    "V24": _buyer,
    "V25": _debt,
}
