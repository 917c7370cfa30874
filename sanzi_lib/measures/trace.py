"""Take a figure of a board back to the cells that it rests on.

See docs/文件与命令.md 命令; docs/指标口径.md 每个项目计一次.

The figure is the board's own; its parts are gathered row by row, apart from the sums that the board is made of, so that
the two hold each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sanzi_lib.errors import ParameterError
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.details import Holds
from sanzi_lib.measures.facts import Facts, FactsRow, pick_open
from sanzi_lib.measures.figures import FIGURES, TRACEABLE, Quotient, Sum, What
from sanzi_lib.measures.model import Amounts, Board, BoardRow
from sanzi_lib.measures.rank import compute_on_time_shares, value_of
from sanzi_lib.measures.scope import scope_of_unit
from sanzi_lib.measures.totals import UnitField
from sanzi_lib.measures.trace_cells import (
    Cells,
    aims_of,
    build_cells,
    parts_of_month,
    parts_of_projects,
    parts_of_quantity,
    parts_of_target,
    parts_of_year,
)
from sanzi_lib.measures.trace_model import Trace
from sanzi_lib.params.programme import TargetRow, WorkField
from sanzi_lib.params.target_cells import TargetCell, TargetKey

TOTAL_NAME = "合计"

_NO_PART = ("rank", "target", "attainment", "gap")


@dataclass(frozen=True)
class Ground:
    """The year to the report month, indexed once for all figures that are traced.

    Attributes:
        facts: What boards are computed from.
        cells: Where each accepted row stands.
        targets: Where each target is written.
    """

    facts: Facts
    cells: Cells
    targets: Mapping[TargetKey, TargetCell]


def build_ground(facts: Facts, targets: Mapping[TargetKey, TargetCell] | None = None) -> Ground:
    """Index the cells of the accepted rows.

    Args:
        facts: The year to the report month.
        targets: Cells of the programme's files; without them a target's parts name none.
    """
    return Ground(facts, build_cells(facts), targets or {})


def compute_trace(
    facts: Facts,
    group: str,
    unit: str | None,
    measure: str = "benefit_cumulative",
    *,
    part: str | None = None,
    targets: Mapping[TargetKey, TargetCell] | None = None,
) -> Trace:
    """Trace one figure of a board.

    Args:
        facts: The year to the report month.
        group: Id of the group.
        unit: Code of the row's unit, one of the group; None for the row 合计.
        measure: The figure.
        part: Code of another unit: of the row only what that unit returned (其中).
        targets: As in :func:`build_ground`.

    Returns:
        The figure as the board has it, with its parts or terms.

    Raises:
        KeyError: The programme has no such group, or the group no such unit.
        ParameterError: The row has no such figure, or no such part.
    """
    return trace_on_board(build_ground(facts, targets), compute_board(facts, group), unit, measure, part=part)


def trace_row(ground: Ground, of: WorkField | TargetRow | None, measure: str = "benefit_cumulative") -> Trace:
    """Trace one figure of the overview: of a field, of a row of annex 1 table 1, or (None) of the city.

    See docs/指标口径.md 每个项目计一次.

    Args:
        ground: The year to the report month.
        of: The row.
        measure: The figure.

    Raises:
        ParameterError: The row has no such figure.
    """
    assert measure in TRACEABLE, measure
    row = ground.facts.row(of)
    aims = aims_of(ground.facts.programme, of)
    return _trace(
        ground,
        None,
        _TracedLine("", row.name, row.compute_amounts(), row.scope.holds, row.scope.holds, aims, source=row),
        measure,
    )


def trace_on_board(
    ground: Ground,
    board: Board,
    unit: str | None,
    measure: str = "benefit_cumulative",
    *,
    part: str | None = None,
) -> Trace:
    """:func:`compute_trace`, from ground and a board made on it that several traces share."""
    assert measure in TRACEABLE, measure
    if unit is None:
        return _trace(ground, board, _total_line(ground, board), measure)
    row = next((row for row in board.rows if row.unit == unit), None)
    if row is None:
        raise KeyError(unit)
    line = _unit_line(ground, row) if part is None else _part_line(ground, row, part, measure)
    return _trace(ground, board, line, measure)


@dataclass(frozen=True)
class _TracedLine:
    """A line of a board (a unit's row, another unit's part of it, or 合计) or of the overview.

    Attributes:
        holds: True for places whose rows stand in it.
        targeted: The same for those that enter the attainment.
        aims: The rows and fields whose targets are the line's.
        row: The board's row where it is one, else None.
        source: What its quarters are computed from; None for 合计, of which no report tells a quarter.
    """

    unit: str
    name: str
    amounts: Amounts
    holds: Holds
    targeted: Holds
    aims: tuple[WorkField | TargetRow, ...]
    row: BoardRow | None = None
    source: FactsRow | None = None


def _unit_line(ground: Ground, row: BoardRow) -> _TracedLine:
    programme = ground.facts.programme
    unit = programme.unit_by_code[row.unit]
    scope, aims, source = scope_of_unit(programme, row.unit), aims_of(programme, unit), ground.facts.row(unit)
    return _TracedLine(row.unit, row.name, row.amounts, scope.holds, scope.holds, aims, row, source)


def _part_line(ground: Ground, row: BoardRow, unit: str, measure: str) -> _TracedLine:
    part = next((part for part in row.of_which if part.unit == unit), None)
    if part is None:
        known = "、".join(part.name for part in row.of_which) or "（没有）"
        name = ground.facts.programme.unit_by_code[unit].name
        raise ParameterError(f"{row.name}一行没有“{name}”的其中项，现有：{known}。")
    if measure in _NO_PART:
        raise ParameterError(f"其中项没有 {measure} 这个数，请改查整行。")
    source = ground.facts.row(ground.facts.programme.unit_by_code[row.unit]).part(unit)
    scope = source.scope
    return _TracedLine(unit, f"{row.name}其中{part.name}", part.amounts, scope.holds, scope.holds, (), source=source)


def _total_line(ground: Ground, board: Board) -> _TracedLine:
    programme = ground.facts.programme
    scopes = {row.unit: scope_of_unit(programme, row.unit) for row in board.rows}
    aimed = [row.unit for row in board.rows if row.amounts.target is not None]
    units = tuple(sorted(aimed, key=programme.register_order.__getitem__))

    def holds(place: UnitField) -> bool:
        return any(scope.holds(place) for scope in scopes.values())

    def targeted(place: UnitField) -> bool:
        return any(scopes[unit].holds(place) for unit in units)

    aims = tuple(aim for unit in units for aim in aims_of(programme, programme.unit_by_code[unit]))
    return _TracedLine("", TOTAL_NAME, board.totals, holds, targeted, aims)


def _trace(ground: Ground, board: Board | None, line: _TracedLine, measure: str) -> Trace:
    amounts, cells, programme = line.amounts, ground.cells, ground.facts.programme
    month = ground.facts.month.month
    match FIGURES[measure].origin:
        case Sum(what, "year"):
            return _trace_cumulative(ground, line, what, getattr(amounts, measure), line.holds)
        case Sum(what, "quarter"):
            return _trace_quarter(ground, line, what)
        case Sum("projects", "month"):
            parts = parts_of_projects(cells.pick(line.holds, only=(month,)))
            return Trace(measure, line.unit, line.name, "count", amounts.projects, parts)
        case Sum(what, "month"):
            parts = parts_of_month(cells.pick(line.holds, only=(month,)), what)
            return Trace(measure, line.unit, line.name, "money", getattr(amounts, measure), parts)
        case Quotient(numerator, denominator):
            terms = tuple(_trace(ground, board, line, key) for key in (numerator, denominator))
            return Trace(measure, line.unit, line.name, "rate", getattr(amounts, measure), (), terms)
    match measure:
        case "quantities":
            return _trace_quantities(ground, line)
        case "target":
            parts = parts_of_target(programme, ground.targets, line.aims)
            return Trace(measure, line.unit, line.name, "money", amounts.target, parts)
        case "attainment":
            return _trace_attainment(ground, board, line)
        case "gap":
            terms = (
                _trace_attainment(ground, board, line),
                _rate("time_progress", line, ground.facts.time_progress),
            )
            return Trace(measure, line.unit, line.name, "rate", amounts.gap, (), terms)
        case "open":
            return _trace_open(ground, board, line)
        case "rank":
            if line.row is None or board is None:
                raise ParameterError(f"{line.name}一行不排位次，请改查单位的位次或{line.name}的其他指标。")
            values = tuple(value for row in board.ranked for value in _trace_ranked(ground, board, row))
            return Trace(measure, line.unit, line.name, "count", line.row.rank, (), values)
    raise AssertionError(measure)


def _trace_cumulative(ground: Ground, line: _TracedLine, what: What, figure: int, holds: Holds) -> Trace:
    parts = parts_of_year(ground.cells.pick(holds), what)
    return Trace(f"{what}_cumulative", line.unit, line.name, "money", figure, parts)


def _trace_quarter(ground: Ground, line: _TracedLine, what: What) -> Trace:
    """Trace what the quarter of the month brought, 追溯调整 and 期初数 that came in it included.

    See docs/指标口径.md 报告.

    Raises:
        ParameterError: The line is no row of a quarterly report.
    """
    key = f"{what}_quarter"
    if line.source is None:
        raise ParameterError(f"{line.name}一行没有“{FIGURES[key].name}”这个数，请改查单位或全市总览的一行。")
    last = 3 * ground.facts.month.quarter
    rows, brought = ground.cells.pick(line.holds, only=range(last - 2, last + 1)), line.source.compute_brought()
    if what == "projects":
        return Trace(key, line.unit, line.name, "count", brought.projects, parts_of_projects(rows))
    return Trace(key, line.unit, line.name, "money", getattr(brought, what), parts_of_year(rows, what))


def _trace_quantities(ground: Ground, line: _TracedLine) -> Trace:
    rows = ground.cells.pick(line.holds, only=(ground.facts.month.month,))
    terms = tuple(
        Trace(
            "quantity",
            line.unit,
            line.name,
            "quantity",
            item.quantity,
            parts_of_quantity(rows, item.measure),
            label=item.measure,
        )
        for item in line.amounts.quantities
    )
    return Trace("quantities", line.unit, line.name, "list", None, (), terms)


def _trace_open(ground: Ground, board: Board | None, line: _TracedLine) -> Trace:
    """Trace what is at stake: of each row concerned, once, the absolute 本月 + 追溯调整 + 期初数 of 经济效益.

    See docs/核验规则.md 待核实.
    """
    sources = [line.source]
    if line.source is None and board is not None:
        sources = [*ground.facts.rows_of(board.group).values()]
    own = pick_open(ground.facts.open, [source for source in sources if source is not None])
    terms = []
    for row in ground.cells.find(own.amounts.keys()):
        parts = parts_of_year([row], "benefit")
        figure = sum(int(part.amount) for part in parts)
        unit = ground.facts.programme.unit_by_code[row.values["unit"]]
        whole = Trace("open", unit.code, unit.name, "money", figure, parts)
        terms.append(Trace("open", unit.code, unit.name, "reckoned", abs(figure), (), (whole,), row.values["project"]))
    at_stake = sum(own.amounts.values())
    return Trace("open", line.unit, line.name, "total", at_stake, (), tuple(terms), findings=own.findings)


def _trace_attainment(ground: Ground, board: Board | None, line: _TracedLine) -> Trace:
    """Numerator and denominator; of 合计 the numerator is over the units that have a target.

    See docs/指标口径.md 完成率与序时进度.
    """
    amounts = line.amounts
    if amounts.attainment is None or amounts.target is None:
        return Trace("attainment", line.unit, line.name, "rate", None)
    figure = int(amounts.attainment * amounts.target)  # exact: the share was made of it
    terms = (
        _trace_cumulative(ground, line, "benefit", figure, line.targeted),
        _trace(ground, board, line, "target"),
    )
    return Trace("attainment", line.unit, line.name, "rate", amounts.attainment, (), terms)


def _trace_ranked(ground: Ground, board: Board, row: BoardRow) -> tuple[Trace, ...]:
    """Give the values by which a row is ranked: the rule's metric, then its tie-breakers."""
    line, rule = _unit_line(ground, row), board.rule
    names = [rule.metric, *rule.tie_breakers]
    return tuple(
        _trace_weighted(ground, board, line) if name == "weighted" else _trace(ground, board, line, name)
        for name in dict.fromkeys(names)
        if name is not None
    )


def _trace_weighted(ground: Ground, board: Board, line: _TracedLine) -> Trace:
    facts, rule = ground.facts, board.rule
    on_time = compute_on_time_shares(facts.returns, [line.unit], facts.month.month)[line.unit]
    terms: list[Trace] = []
    for share in rule.weights:
        match share:
            case "on_time_share":
                terms.append(_rate(share, line, on_time))
            case _:
                terms.append(_trace(ground, board, line, share))
    score = value_of(rule, line.amounts, on_time)
    return Trace("weighted", line.unit, line.name, "rate", score, (), tuple(terms))


def _rate(measure: str, line: _TracedLine, figure: Fraction | None) -> Trace:
    return Trace(measure, line.unit, line.name, "rate", figure)
