"""Which reader reads which column: the closed lists come from the programme (domain §2, Enumerations)."""

from __future__ import annotations

from collections.abc import Iterable

from sanzi_lib.ledger.layout import ColumnSpec
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
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.values import normalise_word


def make_readers(programme: Programme, columns: Iterable[ColumnSpec]) -> dict[str, Reader]:
    """A reader per column key."""
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
