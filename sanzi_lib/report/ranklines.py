"""A chart of places over the months: a line per row, its name at both ends and its place in every month.

Nothing here knows a measure; it draws labels and places. Lines differ by stroke and tone, so that they can be followed
on a copier's print, and no legend is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sanzi_lib.report.canvas import HIGHEST, INK, SIZE, WIDTH, build_axes, render, text_width, write

_PITCH = 0.36
_WIDEST = 0.28
_STROKES: tuple[Any, ...] = ("-", (0, (6, 1.6)), (0, (1.4, 1.4)), (0, (7, 1.6, 1.4, 1.6)))
_TONES = (INK, "#7d7d7d")
_FAINT = "#6b6b6b"


@dataclass(frozen=True)
class RankLine:
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


def draw_ranks(lines: Sequence[RankLine], months: Sequence[str]) -> str:
    """Lines from month to month.

    Args:
        lines: In the order of the last month.
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
    number_size = size * 0.74
    for place, line in enumerate(lines):
        axes.plot(
            range(len(months)),
            line.heights,
            color=_TONES[(place // len(_STROKES)) % len(_TONES)],
            linewidth=1.5,
            linestyle=_STROKES[place % len(_STROKES)],
            zorder=2,
            clip_on=False,
        )
    for line in lines:
        for month, (at, text, faint) in enumerate(zip(line.heights, line.texts, line.faint, strict=True)):
            axes.plot(
                month,
                at,
                marker="o",
                markersize=size * 1.45,
                markerfacecolor="#ffffff",
                markeredgecolor=_FAINT if faint else "#000000",
                markeredgewidth=0.5 if faint else 1.1,
                zorder=3,
                clip_on=False,
            )
            write(axes, month, at, text, number_size, colour=_FAINT if faint else "#000000")
        offset = size * 0.72 + 5
        write(axes, 0, line.heights[0], line.label, label_size, ha="right", offset=(-offset, 0))
        write(axes, len(months) - 1, line.heights[-1], line.label, label_size, ha="left", offset=(offset, 0))
    for month, label in enumerate(months):
        write(axes, month, count + 0.5, label, SIZE - 1, va="top", offset=(0, -4))
    return render(figure)
