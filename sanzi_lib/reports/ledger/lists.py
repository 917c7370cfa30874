"""A list of the internal 台账 workbook: two header rows, groups of columns, as many rows as there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sanzi_lib.ledger.layout import ColumnSpec
from sanzi_lib.reports.elements.blocks import Align, Cell, Column, HeaderCell, Table, TableRow
from sanzi_lib.reports.ledger.cells import FIGURES, SOURCE_HEADERS

Spec = tuple[str, Align, float]
"""Header, alignment and weight of a column."""

HeaderGroup = tuple[str, Sequence[Spec]]
"""Header over several columns ("" for none), and the columns."""

NUMBER: Spec = ("序号", "center", 0)
HEAD: HeaderGroup = ("", [NUMBER, ("报送单位", "left", 0), ("项目编号", "left", 0), ("项目名称", "left", 0.2)])
FROZEN = 4
MONEY: Sequence[Spec] = [(name, "right", 0) for name in FIGURES]
SOURCE: HeaderGroup = (
    "来源",
    [(name, "left" if name == SOURCE_HEADERS[1] else "center", 0) for name in SOURCE_HEADERS],
)

_ALIGN: Mapping[str, Align] = {
    **{"amount": "right", "quantity": "right", "choice": "center", "measure": "center", "yes_no": "center"},
    **{"date": "center", "date_or_month": "center"},
}
_WIDE_TEXTS = frozenset({"description", "evidence", "difficulties", "remark", "name", "holder", "platform"})


def spec_of(column: ColumnSpec) -> Spec:
    """Give a column of the return as a column of a list."""
    return column.header, _ALIGN.get(column.kind, "left"), 1 if column.key in _WIDE_TEXTS else 0


def build_list(
    sheet: str,
    caption: str,
    groups: Sequence[HeaderGroup],
    rows: Iterable[Sequence[Cell]],
    above: tuple[str, str],
    otherwise: str,
    *,
    frozen: int = FROZEN,
) -> Table:
    """Build a list.

    Args:
        sheet: Name of the sheet.
        caption: Its title.
        groups: Its columns.
        rows: Cells, one per column.
        above: Lines above at the left and at the right.
        otherwise: What stands beneath where there are no rows.
        frozen: Columns that stay in sight.
    """
    columns = [column for _, several in groups for column in several]
    upper: list[HeaderCell] = []
    lower: list[HeaderCell] = []
    for name, several in groups:
        if name:
            upper.append(HeaderCell(name, colspan=len(several)))
            lower += [HeaderCell(header) for header, _, _ in several]
        else:
            upper += [HeaderCell(header, rowspan=2) for header, _, _ in several]
    body = tuple(TableRow(tuple(cells)) for cells in rows)
    return Table(
        caption=caption,
        columns=tuple(Column(str(number), align, weight) for number, (_, align, weight) in enumerate(columns)),
        header=(tuple(upper), tuple(lower)),
        rows=body,
        above_left=above[0],
        above_right=above[1],
        notes=() if body else (otherwise,),
        sheet=sheet,
        frozen=frozen,
    )
