"""From a workbook's raw cells to a return with all that reading finds in it.

See docs/核验规则.md 月报、V02、V03、V04、V10、V11.

Reading says what can be said of one cell or one row by itself; what compares is left to the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sanzi_lib.ledger.layout import (
    CASE_SHEET,
    COVER,
    FEEDBACK_SHEET,
    FUND_SHEET,
    MOVEMENT_SHEET,
    PROJECT_SHEET,
    SHEETS,
    TEMPLATE_SHEETS,
    ColumnSpec,
    SheetSpec,
)
from sanzi_lib.ledger.model import Cover, ReadReturn, ReadSheet
from sanzi_lib.ledger.reading.cells import (
    Reader,
    make_choice_reader,
    read_amount,
    read_date,
    read_date_or_month,
    read_id,
    read_month,
    read_quantity,
    read_text,
    read_yes_no,
)
from sanzi_lib.ledger.reading.collect import Collector
from sanzi_lib.ledger.reading.cover import read_cover
from sanzi_lib.ledger.reading.grid import RawSheet, SheetHead
from sanzi_lib.ledger.reading.header import find_header
from sanzi_lib.ledger.reading.replies import read_replies
from sanzi_lib.ledger.reading.row_rules import JUDGED_BY_ROW
from sanzi_lib.ledger.reading.rows import SheetReader
from sanzi_lib.ledger.reading.spelling import find_near
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_name, normalise_word

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
