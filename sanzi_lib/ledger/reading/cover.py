"""Read the cover of a return (docs/核验规则.md 封面)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sanzi_lib.ledger.layout import COVER_LABELS, DEMO, MONEY_UNIT, NATURES, RETURN_KINDS
from sanzi_lib.ledger.model import Cover, column_letter
from sanzi_lib.ledger.reading.cells import (
    Reader,
    Reading,
    make_choice_reader,
    read_amount,
    read_moment,
    read_month,
    read_quantity,
    read_text,
    read_yes_no,
    show,
)
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import BLANK, TEXT, RawCell, RawSheet
from sanzi_lib.ledger.reading.spelling import find_near
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name

_LABELS = {label.label: label for label in COVER_LABELS}
_UNIT_OF_MONEY = f"({MONEY_UNIT})"


def read_cover(raw: RawSheet, sheet: str, programme: Programme, collector: Collector) -> Cover:
    """Read the cover; every problem goes to the collector.

    Args:
        raw: The sheet's cells.
        sheet: Its name in the workbook.
        programme: Knows the units.
        collector: Takes the findings; its ``unit`` is set from the cover.
    """
    pairs, strangers = _find_labels(raw)
    first = {key: places[0] for key, places in pairs.items()}
    unit_cell = first.get("unit", ("", BLANK))[1]
    written = read_text(unit_cell).value
    unit = programme.find_unit(written) if isinstance(written, str) else None
    collector.unit = unit.name if unit else (written if isinstance(written, str) else None)
    for label in COVER_LABELS:
        places = pairs.get(label.key, ())
        if not places and label.required:
            near = find_near(label.label, [name for _, name in strangers])
            hint = "" if near is None else f"“{near}”与之相近，如就是这一项，请改为“{label.label}”。"
            collector.add("V02", f"封面缺少“{label.label}”，请补上这一项及其内容。{hint}", sheet=sheet)
        for address, cell in places[1:]:
            message = f"封面上“{label.label}”出现了不止一次，请只保留一处。"
            collector.add("V02", message, sheet=sheet, cell=address, value=show(cell) or None)
    for address, name in strangers:
        message = f"封面上的“{name}”不是规定的项目，不予读取，如无需要请删除。"
        collector.add("V02", message, sheet=sheet, cell=address, value=name, level="提示")
    values = {
        key: reading.value
        for key, (address, cell) in first.items()
        if (reading := _read_value(key, address, cell, sheet, collector)) is not None
    }
    return _build(values, unit.code if unit else None, first)


def _find_labels(raw: RawSheet) -> tuple[dict[str, list[tuple[str, RawCell]]], list[tuple[str, str]]]:
    """Places of each known label's value, and unknown labels that have one."""
    known: dict[str, list[tuple[str, RawCell]]] = {}
    strangers: list[tuple[str, str]] = []
    (labels, label_codes), (values, value_codes) = ((c.cells(), c.codes) for c in (raw.column(1), raw.column(2)))
    for row, label_code, value_code in zip(raw.rows, label_codes, value_codes, strict=True):
        label, value = labels[label_code], values[value_code]
        if label.kind != TEXT or label == BLANK:
            continue
        name = normalise_name(label.text).strip("*").rstrip(":").removesuffix(_UNIT_OF_MONEY)
        if name in _LABELS:
            known.setdefault(_LABELS[name].key, []).append((f"{column_letter(2)}{row}", value))
        elif name and show(value):
            strangers.append((f"{column_letter(1)}{row}", show(label)))
    return known, strangers


def _read_value(key: str, address: str, cell: RawCell, sheet: str, collector: Collector) -> Reading | None:
    """Read a label's value; None where it has a problem or says nothing."""
    label = next(label for label in COVER_LABELS if label.key == key)
    reading = _READERS.get(key, read_text)(cell)
    rule, problem = reading.rule, reading.problem
    value = reading.value
    if not rule and label.required and (reading.blank or (not reading.given and key not in _AMOUNTS)):
        rule, problem = "V03", "为必填项，请补填"
    elif isinstance(value, int) and not isinstance(value, bool) and value < 0 and key == "treasury_total":
        rule, problem = "V04", "不能为负数，请核对后重填"
    elif key == "project_count" and isinstance(value, Decimal) and value != int(value):
        rule, problem = "V04", f"应填整数，现为“{show(cell)}”，请填项目台账的项目个数"
    elif key == "money_unit" and reading.given and normalise_name(str(value)) != MONEY_UNIT:
        rule, problem = "V02", f"应为“{MONEY_UNIT}”，现为“{show(cell)}”，请把全部金额换算成{MONEY_UNIT}后重填"
    if rule:
        message = f"封面“{label.label}”{problem}。"
        collector.add(rule, message, sheet=sheet, cell=address, value=show(cell) or None)
        return None
    return reading if reading.given or key in _AMOUNTS else None


def _build(values: Mapping[str, object], code: str | None, first: Mapping[str, tuple[str, RawCell]]) -> Cover:
    def fen(key: str) -> int | None:
        value = values.get(key, False)
        if value is None:  # "-" is 0
            return 0
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def text(key: str) -> str | None:
        value = values.get(key)
        return value if isinstance(value, str) else None

    month, moment, zero, count = (values.get(k) for k in ("month", "submitted_on", "zero_report", "project_count"))
    return Cover(
        unit_name=text("unit"),
        unit=code,
        month=month if isinstance(month, Month) else None,
        kind=text("kind"),
        submitted_on=moment if isinstance(moment, datetime) else None,
        demo=text("nature") == DEMO,
        zero_report=zero if isinstance(zero, bool) else None,
        project_count=int(count) if isinstance(count, Decimal) else (0 if "project_count" in values else None),
        benefit_total=fen("benefit_total"),
        treasury_total=fen("treasury_total"),
        persons=tuple(name for key in ("filled_by", "reviewed_by") if (name := text(key))),
        cells={key: address for key, (address, _) in first.items()},
        raw={key: show(cell) for key, (_, cell) in first.items()},
    )


def _choices(names: Sequence[str]) -> Reader:
    return make_choice_reader({name: name for name in names}, rule="V03", advice=f"请填：{'、'.join(names)}")


_AMOUNTS = frozenset(("project_count", "benefit_total", "treasury_total"))
_READERS: Mapping[str, Reader] = {
    "month": read_month,
    "kind": _choices(RETURN_KINDS),
    "submitted_on": read_moment,
    "nature": _choices(NATURES),
    "zero_report": read_yes_no,
    "project_count": read_quantity,
    "benefit_total": read_amount,
    "treasury_total": read_amount,
}
