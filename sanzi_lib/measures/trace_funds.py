"""Take a figure of 存量资金 back to the cells that it is reckoned of (docs/指标口径.md 存量资金)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.facts import Facts
from sanzi_lib.measures.figures import OF_FUNDS
from sanzi_lib.measures.funds import FundItem, FundSums, compute_funds
from sanzi_lib.measures.trace_cells import read_letters
from sanzi_lib.measures.trace_model import PartKind, Trace, TracePart
from sanzi_lib.months import Month

_COLUMNS: Mapping[str, tuple[str, PartKind]] = {
    "carryover": ("carried", "年末结转"),
    "income": ("income", "当年收入"),
    "recovered": ("recovered", "已收回或调出"),
}
"""Of an item's amount its column in the sheet, and what it is called."""


def trace_funds(facts: Facts, unit: str | None, name: str, measure: str = "funds_due") -> Trace:
    """Trace what is due, came back, is open or was carried over of 存量资金.

    What was carried over and what came back are sums of cells. What is due is reckoned item by item, and what is open
    is due less done of each item, never netted; so their terms are the items, and an item's terms its cells.

    Args:
        facts: The year to the report month.
        unit: Code of the unit; None for the city.
        name: What the line is called.
        measure: One of :data:`sanzi_lib.measures.figures.OF_FUNDS`.

    Raises:
        ParameterError: No accepted return of the year lists an item of it.
    """
    assert measure in OF_FUNDS, measure
    funds = compute_funds(facts)
    sums: FundSums | None = funds.city
    items: Iterable[FundItem] = funds.items
    if unit is not None:
        (own,) = (one for one in funds.units if one.unit == unit)
        sums, items = own.sums, own.items
    if sums is None:
        raise ParameterError(
            f"参数 UNIT：{name}在{facts.month}及以前各月通过核验的月报中没有填报存量资金，没有数可追溯（不等于零）。"
        )
    cells = _FundCells(facts)
    if measure in ("funds_carryover", "funds_done"):
        key, amount = ("carryover", sums.carryover) if measure == "funds_carryover" else ("recovered", sums.done)
        parts = tuple(part for item in items for part in cells.parts(item, key))
        return Trace(measure, unit or "", name, "money", amount, parts)
    terms = tuple(_trace_due(item, cells) if measure == "funds_due" else _trace_open(item, cells) for item in items)
    figure = sums.due if measure == "funds_due" else sums.open
    return Trace(measure, unit or "", name, "total", figure, (), terms)


class _FundCells:
    """Where the amounts of items stand."""

    def __init__(self, facts: Facts) -> None:
        returns, rows = facts.frames.returns, facts.frames.funds
        self._year, self._units = facts.month.year, facts.programme.unit_by_code
        keys = list(zip(returns["unit"], returns["month"], strict=True))
        self._letters = dict(zip(keys, map(read_letters, returns["fund_columns"]), strict=True))
        self._sha256 = dict(zip(keys, returns["sha256"], strict=True))
        self._files = {
            (unit, month): (file, sheet)
            for unit, month, file, sheet in zip(rows["unit"], rows["month"], rows["file"], rows["sheet"], strict=True)
        }

    def parts(self, item: FundItem, key: str) -> tuple[TracePart, ...]:
        """Give the cell of an amount; none where the return gives none."""
        amount: int | None = getattr(item, key)
        if amount is None:
            return ()
        at = item.unit, item.month
        column, kind = _COLUMNS[key]
        file, sheet = self._files[at]
        return (
            TracePart(
                unit=item.unit,
                name=self.name(item),
                month=Month(self._year, item.month),
                project=item.item,
                title=item.kind,
                file=file,
                sheet=sheet,
                cell=f"{self._letters[at][column]}{item.row}",
                amount=amount,
                sha256=self._sha256[at],
                kind=kind,
            ),
        )

    def trace(self, item: FundItem, measure: str, key: str) -> Trace:
        """Give a cell as a figure of its own."""
        figure: int | None = getattr(item, key)
        return Trace(measure, item.unit, self.name(item), "money", figure, self.parts(item, key))

    def name(self, item: FundItem) -> str:
        """Name the unit of an item."""
        return self._units[item.unit].name


def _trace_due(item: FundItem, cells: _FundCells) -> Trace:
    terms = [cells.trace(item, "funds_carryover", "carryover")]
    if item.rule == "above_income":
        terms.append(cells.trace(item, "funds_income", "income"))
    return Trace("funds_due", item.unit, cells.name(item), "reckoned", item.due, (), tuple(terms), item=item)


def _trace_open(item: FundItem, cells: _FundCells) -> Trace:
    terms = (_trace_due(item, cells), cells.trace(item, "funds_done", "recovered"))
    return Trace("funds_open", item.unit, cells.name(item), "reckoned", item.open, (), terms, item=item)
