"""From a workbook's raw cells to a return with all that reading finds in it.

See docs/核验规则.md 月报、V02、V03、V04、V10、V11.

Reading says what can be said of one cell or one row by itself; what compares is left to the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sanzi_lib.ledger.layout import (
    CASE_SHEET,
    COVER,
    COVER_LABELS,
    DEMO,
    FEEDBACK_SHEET,
    FUND_SHEET,
    MONEY_UNIT,
    MOVEMENT_SHEET,
    NATURES,
    PROJECT_SHEET,
    RETURN_KINDS,
    SHEETS,
    TEMPLATE_SHEETS,
    ColumnSpec,
    SheetSpec,
)
from sanzi_lib.ledger.model import Cover, ReadReturn, ReadSheet, column_letter
from sanzi_lib.ledger.reading.cells import (
    Reader,
    Reading,
    make_choice_reader,
    read_amount,
    read_date,
    read_date_or_month,
    read_id,
    read_moment,
    read_month,
    read_quantity,
    read_text,
    read_yes_no,
    show,
)
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.grid import BLANK, TEXT, RawCell, RawSheet, SheetHead
from sanzi_lib.ledger.reading.header import find_header
from sanzi_lib.ledger.reading.replies import read_replies
from sanzi_lib.ledger.reading.row_rules import JUDGED_BY_ROW
from sanzi_lib.ledger.reading.rows import SheetReader
from sanzi_lib.ledger.reading.spelling import find_near
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name, normalise_word

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


_KNOWN = (COVER, *(spec.name for spec in SHEETS))


def choose_sheets(heads: Sequence[SheetHead]) -> tuple[int, ...]:
    """Numbers of the sheets that a return consists of, of two with one name the first; and of each 核验意见."""
    return (*_places(heads).values(), *_opinions(heads))


def read_return(
    heads: Sequence[SheetHead], sheets: Mapping[int, RawSheet], programme: Programme, *, file: str, sha256: str
) -> ReadReturn:
    """Read one return.

    Args:
        heads: All sheets of the workbook.
        sheets: Cells of those that :func:`choose_sheets` picks, by number.
        programme: Units and enumerations.
        file: Base name of the workbook.
        sha256: Of its bytes.

    Returns:
        The return with the findings of single cells and rows; every problem at once.
    """
    collector = Collector(file)
    places = _places(heads)
    cover = Cover()
    if COVER in places:
        index = places[COVER]
        cover = read_cover(sheets[index], heads[index].name, programme, collector)
    opinions = _opinions(heads)
    only_opinion = bool(opinions) and len(opinions) == len(heads)
    if not only_opinion:
        _check_sheets(heads, collector)
    read = {}
    for spec in SHEETS:
        index = places.get(spec.name, -1)
        read[spec.name] = (
            _read_sheet(spec, heads[index].name, sheets[index], programme=programme, cover=cover, collector=collector)
            if index >= 0
            else ReadSheet(spec.name, {}, (), ())
        )
    return ReadReturn(
        file=file,
        sha256=sha256,
        cover=cover,
        projects=read[PROJECT_SHEET.name],
        movements=read[MOVEMENT_SHEET.name],
        cases=read[CASE_SHEET.name],
        funds=read[FUND_SHEET.name],
        findings=collector.findings(),
        replies=tuple(reply for index in opinions if index in sheets for reply in read_replies(sheets[index])),
        has_opinion=bool(opinions),
        only_opinion=only_opinion,
    )


def _opinions(heads: Sequence[SheetHead]) -> tuple[int, ...]:
    names = (normalise_name(head.name) for head in heads)
    return tuple(index for index, name in enumerate(names) if name.startswith(FEEDBACK_SHEET))


def _places(heads: Sequence[SheetHead]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, head in enumerate(heads):
        name = normalise_name(head.name)
        if name in _KNOWN:
            places.setdefault(name, index)
    return places


def _check_sheets(heads: Sequence[SheetHead], collector: Collector) -> None:
    """V02 of whole sheets."""
    seen: set[str] = set()
    strangers: dict[str, str] = {}
    for head in heads:
        name = normalise_name(head.name)
        if name in TEMPLATE_SHEETS or name.startswith(FEEDBACK_SHEET):
            continue
        if name not in _KNOWN:
            strangers.setdefault(name, head.name)
            message = f"工作表“{head.name}”不是规定的工作表，不予读取。"
            collector.add("V02", message, sheet=head.name, level="提示")
        elif name in seen:
            message = f"有不止一个名为“{name}”的工作表，请只保留一个。"
            collector.add("V02", message, sheet=head.name)
        seen.add(name)
    for name in (COVER, *(spec.name for spec in SHEETS if spec.required)):
        if name not in seen:
            near = find_near(name, strangers)
            hint = "" if near is None else f"工作表“{strangers[near]}”与之相近，如就是这一张，请改名为“{name}”。"
            collector.add("V02", f"缺少工作表“{name}”，请按模板补上。{hint}", sheet=name)


def _read_sheet(
    spec: SheetSpec, name: str, raw: RawSheet, *, programme: Programme, cover: Cover, collector: Collector
) -> ReadSheet:
    by_field = {"field"} if cover.unit and programme.counts_by_field(cover.unit) and spec is PROJECT_SHEET else set()
    present = frozenset(column.key for column in spec.columns if column.present) | by_field
    header = find_header(raw, spec, name, present, collector)
    if header is None:
        return ReadSheet(name, {}, (), ())
    required = frozenset(c.key for c in spec.columns if c.required and c.key not in JUDGED_BY_ROW) | by_field
    return SheetReader(
        spec=spec,
        name=name,
        raw=raw,
        header=header,
        readers=make_readers(programme, spec.columns),
        required=required,
        programme=programme,
        month=cover.month,
        collector=collector,
    ).read()


def make_readers(programme: Programme, columns: Iterable[ColumnSpec]) -> dict[str, Reader]:
    """Make a reader per column key."""
    return {column.key: _make_reader(programme, column) for column in columns}


def _make_reader(programme: Programme, column: ColumnSpec) -> Reader:
    match column.kind:
        case "text":
            return read_text
        case "project":
            return read_id
        case "yes_no":
            return read_yes_no
        case "amount":
            return read_amount
        case "quantity":
            return read_quantity
        case "date":
            return read_date
        case "date_or_month":
            return read_date_or_month
        case "month":
            return read_month
        case "measure":
            names = [unit.name for unit in programme.enumerations.measure_units]
            advice = f"请填规定的实物单位：{'、'.join(names)}"
            return make_choice_reader(programme.enumerations.measure_spellings, rule="V11", advice=advice)
        case "choice":
            names = list(dict.fromkeys(_names_of(programme, column.key)))
            former = _former_names_of(programme, column.key)
            spellings = {normalise_word(name): name for name in (*names, *former)}
            return make_choice_reader(spellings, rule="V03", advice=f"请从下列选项中选填：{'、'.join(names)}")


def _names_of(programme: Programme, key: str) -> Iterable[str]:
    lists = programme.enumerations
    match key:
        case "field":
            return [field.name for field in programme.fields]
        case "category":
            return [category.name for category in lists.categories]
        case "subcategory":
            return [name for category in lists.categories for name in category.subcategories]
        case "method":
            return [method.name for method in lists.methods]
        case "method_detail":
            return [name for method in lists.methods for name in method.details]
        case "counterparty_kind":
            return lists.counterparties
        case "status":
            return lists.statuses.names
        case "fund_kind":
            return lists.offered_fund_kinds
    raise AssertionError(f"no list for column {key}")


def _former_names_of(programme: Programme, key: str) -> Iterable[str]:
    """Names that are still read and advised no more."""
    return [kind.name for kind in programme.enumerations.fund_kinds if kind.former] if key == "fund_kind" else ()
