"""Month columns per row, the rows one below the other, and a grid of shares: small charts that stand side by side.

Nothing here knows a measure or a word; it draws labels and lengths. Floats serve for drawing only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanzi_lib.reports.elements.charts.canvas import (
    DASHES,
    GRID,
    HIGHEST,
    SIZE,
    WIDTH,
    Corners,
    add_areas,
    build_axes,
    put,
    render,
    style_bar,
    text_width,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 13
"""Rows that stand on one page at a readable height."""

_MONTHS = 12
_PITCH = 0.6
_WIDEST = 0.25
_FIGURE_SIZE = 6.8


@dataclass(frozen=True)
class MonthlyRow:
    """A row's months.

    Attributes:
        label: Name at the left.
        note: Below the name.
        values: Height per month, January first; None where there is nothing to draw.
        texts: Figure per month.
        solid: False for a hatched column.
        mark: Height of the dashes that the columns are held against; None for none.
        ends: Lines at the right.
    """

    label: str
    note: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    solid: tuple[bool, ...]
    mark: float | None
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """A cell of a grid of shares.

    Attributes:
        value: Length; None where there is nothing to draw.
        text: Figure beside it.
    """

    value: float | None
    text: str


def draw_months(rows: Sequence[MonthlyRow], months: Sequence[str]) -> str:
    """Rows from the top down over one row of twelve months, each in a scale of its own.

    Args:
        rows: At most :data:`MOST_ROWS`.
        months: Labels beneath, as many as there are columns.
    """
    count = max(len(rows), 1)
    figure, axes = build_axes(_PITCH * count + 0.3)
    height = figure.get_figheight()
    size = SIZE - 1
    names = max((text_width(row.label, size) for row in rows), default=0.0) + 0.1
    ends = max((text_width(text, size - 1) for row in rows for text in row.ends), default=0.0) + 0.1
    left, right = min(_WIDEST, names / WIDTH), min(_WIDEST, ends / WIDTH)
    name_size = size * min(1.0, _WIDEST * WIDTH / names)
    end_size = (size - 1) * min(1.0, _WIDEST * WIDTH / ends)
    axes.set_position((left, 0.25 / height, 1 - left - right, (height - 0.3) / height))
    axes.set_xlim(-0.5, _MONTHS - 0.5)
    axes.set_ylim(count, 0)
    slot = WIDTH * (1 - left - right) / _MONTHS
    bars: dict[bool, list[Corners]] = {True: [], False: []}
    grounds: list[Corners] = []
    for place, row in enumerate(rows):
        known = [value for value in row.values if value is not None]
        top, bottom = max([*known, row.mark or 0.0, 0.0]), min([*known, 0.0])
        # A row's columns take what its figures above and below leave.
        below = 0.22 if bottom < 0 else 0.06
        unit = (0.74 - below) / ((top - bottom) or 1.0)
        zero = place + 0.98 - below + bottom * unit
        mark = None if row.mark is None else zero - row.mark * unit
        _draw_lines(axes, zero, mark)
        for month, (value, text, solid) in enumerate(zip(row.values, row.texts, row.solid, strict=True)):
            length = (value or 0.0) * unit
            if value is not None:
                bars[solid].append(_corners(month - 0.31, month + 0.31, zero, zero - length))
            low, high = _write_figure(axes, month, zero - length, text, under=length < 0)
            if mark is not None and low < mark < high:
                half = text_width(text, _FIGURE_SIZE) / slot / 2 + 0.02
                grounds.append(_corners(month - half, month + half, low, high))  # the dashes pass behind the figure
        _write_sides(axes, place + 0.6, row, name_size, end_size)
    for solid, corners in bars.items():
        add_areas(axes, corners, **style_bar(solid=solid))
    add_areas(axes, grounds, facecolor="#ffffff", edgecolor="none", zorder=4.5)
    for month, label in enumerate(months):
        put(axes, month, count + 0.06, label, SIZE - 2, va="top")
    return render(figure)


def draw_shares(rows: Sequence[tuple[str, Sequence[Share]]], heads: Sequence[str]) -> str:
    """Draw a grid: a bar and its figure in every cell, all bars in one scale, so that rows and columns can be compared.

    Args:
        rows: Name and cells, as many as there are heads.
        heads: Names of the columns.
    """
    count, across = max(len(rows), 1), max(len(heads), 1)
    pitch = min(0.34, (HIGHEST - 0.5) / count)
    size = min(SIZE - 1, max(4.5, pitch * 72 * 0.56))
    figure, axes = build_axes(pitch * count + 0.4)
    height = figure.get_figheight()
    names = max((text_width(name, size) for name, _ in rows), default=0.0) + 0.1
    left = min(_WIDEST, names / WIDTH)
    name_size = size * min(1.0, _WIDEST * WIDTH / names)
    axes.set_position((left, 0.03 / height, 1 - left, pitch * count / height))
    axes.set_xlim(0, across)
    axes.set_ylim(count - 0.5, -0.5)
    texts = max((text_width(cell.text, size - 1) for _, cells in rows for cell in cells), default=0.0) + 0.12
    longest = max((abs(cell.value) for _, cells in rows for cell in cells if cell.value is not None), default=0.0)
    room = max(0.2, 1 - texts * across / (WIDTH * (1 - left)))
    for column, head in enumerate(heads):
        write(axes, column, -0.5, head, size, ha="left", va="bottom", offset=(3, 4))
        axes.axvline(column, color=GRID, linewidth=0.7, zorder=3)
    for place, (name, cells) in enumerate(rows):
        write(axes, 0, place, name, name_size, ha="right", offset=(-6, 0))
        for column, cell in enumerate(cells):
            length = abs(cell.value or 0.0) / (longest or 1.0) * room
            if length:
                axes.barh(place, length, left=column, height=0.56, **style_bar(solid=(cell.value or 0.0) > 0))
            write(axes, column + length, place, cell.text, size - 1, ha="left", offset=(3, 0))
    return render(figure)


def _draw_lines(axes: Axes, zero: float, mark: float | None) -> None:
    """Draw the row's ground and, dashed, what its columns are held against."""
    ends = [-0.5, _MONTHS - 0.5]
    axes.plot(ends, [zero, zero], color=GRID, linewidth=0.7, zorder=3)
    if mark is not None:
        axes.plot(ends, [mark, mark], color="#000000", linewidth=0.9, linestyle=DASHES, zorder=4)


def _write_figure(axes: Axes, month: int, tip: float, text: str, *, under: bool) -> tuple[float, float]:
    """Write a figure beyond its column's tip; from where to where it stands."""
    at = tip + (0.04 if under else -0.04)
    height = _FIGURE_SIZE / 72 / _PITCH
    put(axes, month, at, text, _FIGURE_SIZE, va="top" if under else "bottom")
    return (at, at + height) if under else (at - height, at)


def _corners(left: float, right: float, low: float, high: float) -> Corners:
    return ((left, low), (right, low), (right, high), (left, high))


def _write_sides(axes: Axes, middle: float, row: MonthlyRow, name_size: float, end_size: float) -> None:
    """Name and unit of measure at the left, sums at the right."""
    write(axes, -0.5, middle, row.label, name_size, ha="right", va="bottom", offset=(-6, 0))
    write(axes, -0.5, middle, row.note, SIZE - 3, ha="right", va="top", offset=(-6, -2), colour="#4a4a4a")
    for number, text in enumerate(row.ends):
        shift = ((len(row.ends) - 1) / 2 - number) * end_size * 1.25
        write(axes, _MONTHS - 0.5, middle, text, end_size, ha="left", offset=(6, shift))
