"""A chart of places over the months: a line per row, its name at both ends and its place in every month.

Nothing here knows a measure; it draws labels and places. Lines differ by stroke and tone, so that they can be followed
on a copier's print, and no legend is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sanzi_lib.reports.elements.charts.canvas import (
    HIGHEST,
    INK,
    SIZE,
    WIDTH,
    build_axes,
    put,
    render,
    text_width,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LINES = 30
"""Lines that can be told apart on a page."""

_PITCH = 0.4
_WIDEST = 0.28
_STROKES: tuple[Any, ...] = ("-", (0, (5, 1.4)), (0, (1.2, 1.2)))
_TONES = ((INK, 1.9), ("#8c8c8c", 1.9), (INK, 0.9))
_FAINT = "#6b6b6b"


@dataclass(frozen=True)
class UnitRanks:
    """A row's way through the months.

    Attributes:
        label: Name, at both ends.
        heights: Line of the grid in which it stands each month, 1 at the top; no two rows share one.
        texts: Its place each month, in the mark.
        faint: True for a month whose figures are older ones.
    """

    label: str
    heights: tuple[int, ...]
    texts: tuple[str, ...]
    faint: tuple[bool, ...]


def draw_ranks(lines: Sequence[UnitRanks], months: Sequence[str]) -> str:
    """Lines from month to month.

    Args:
        lines: In the order of the last month; at most :data:`MOST_LINES`.
        months: Labels beneath, at least two.
    """
    count = max(len(lines), 1)
    pitch = min(_PITCH, (HIGHEST - 0.4) / count)
    size = min(SIZE, max(4.5, pitch * 72 * 0.5))
    figure, axes = build_axes(pitch * count + 0.32)
    height = figure.get_figheight()
    room = max((text_width(line.label, size) for line in lines), default=0.0) + 0.22
    side = min(_WIDEST, room / WIDTH)
    label_size = size * min(1.0, _WIDEST * WIDTH / room)
    axes.set_position((side, 0.3 / height, 1 - 2 * side, pitch * count / height))
    axes.set_xlim(0, max(len(months) - 1, 1))
    axes.set_ylim(count + 0.5, 0.5)
    # Between two marks there must be line enough to be followed.
    mark = min(size * 1.3, 0.42 * WIDTH * (1 - 2 * side) / max(len(months) - 1, 1) * 72)
    for place, line in enumerate(lines):
        _draw_line(axes, place, line.heights)
    marks = [
        (month, at, text, faint)
        for line in lines
        for month, (at, text, faint) in enumerate(zip(line.heights, line.texts, line.faint, strict=True))
    ]
    for faint, colour, edge in ((False, "#000000", 1.1), (True, _FAINT, 0.5)):
        drawn = [mark for mark in marks if mark[3] is faint]
        axes.plot(
            [mark[0] for mark in drawn],
            [mark[1] for mark in drawn],
            linestyle="none",
            marker="o",
            markersize=mark,
            markerfacecolor="#ffffff",
            markeredgecolor=colour,
            markeredgewidth=edge,
            zorder=3,
            clip_on=False,
        )
        for month, at, text, _ in drawn:
            put(axes, month, at, text, mark * 0.62, colour=colour)
    offset = mark / 2 + 6
    for line in lines:
        write(axes, 0, line.heights[0], line.label, label_size, ha="right", offset=(-offset, 0))
        write(axes, len(months) - 1, line.heights[-1], line.label, label_size, ha="left", offset=(offset, 0))
    for month, label in enumerate(months):
        write(axes, month, count + 0.5, label, SIZE - 1, va="top", offset=(0, -4))
    return render(figure)


def _draw_line(axes: Axes, place: int, heights: Sequence[int]) -> None:
    """Draw a line that leaves and meets every mark level, so that crossing lines can be told apart."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    points: list[tuple[float, float]] = [(0.0, heights[0])]
    for month, (before, after) in enumerate(pairwise(heights), start=1):
        points += [(month - 0.5, before), (month - 0.5, after), (month, after)]
    codes = [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)]
    tone, width = _TONES[place % len(_TONES)]
    stroke = _STROKES[place // len(_TONES) % len(_STROKES)]
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            facecolor="none",
            edgecolor=tone,
            linewidth=width,
            linestyle=stroke,
            zorder=2,
            clip_on=False,
        )
    )
