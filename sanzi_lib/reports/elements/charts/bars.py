"""Charts of bars and columns, as SVG.

Nothing here knows a measure or a word; it draws labels and lengths. Floats serve for drawing only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sanzi_lib.reports.elements.charts.canvas import (
    DASHES,
    GRID,
    HIGHEST,
    INK,
    PALE,
    SIZE,
    WIDTH,
    build_axes,
    font_of,
    render,
    style_bar,
    text_width,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDEST = 0.4
"""Share of the width that names, and figures, may take; longer ones are set smaller."""


@dataclass(frozen=True)
class Bar:
    """A horizontal bar.

    Attributes:
        label: Name at the left.
        value: Length; None where there is nothing to draw.
        text: Figure at its end.
        solid: False for a hatched bar (behind time).
    """

    label: str
    value: float | None
    text: str
    solid: bool = True


@dataclass(frozen=True)
class Pillar:
    """A column of a month.

    Attributes:
        label: Month beneath.
        value: Height.
        text: Figure above it.
        mark: Height of the dash that it is held against; None where there is none.
        solid: False for a hatched column.
    """

    label: str
    value: float
    text: str
    mark: float | None = None
    solid: bool = True


@dataclass(frozen=True)
class Span:
    """A range at the end of the columns, where the year may end.

    Attributes:
        label: Beneath.
        low: Lower end.
        high: Upper end; may be the same.
        texts: Figures of the lower and the upper end.
        mark: Height of the dash that it is held against; None where there is none.
    """

    label: str
    low: float
    high: float
    texts: tuple[str, str]
    mark: float | None = None


def draw_bars(bars: Sequence[Bar], *, line: float | None = None, line_text: str = "") -> str:
    """Horizontal bars from the top down, with a vertical line to hold them against.

    Args:
        bars: In their order.
        line: Place of the line; None for none.
        line_text: What stands above the line.
    """
    rows = max(len(bars), 1)
    pitch = min(0.34, (HIGHEST - 0.5) / rows)
    size = min(SIZE, max(4.5, pitch * 72 * 0.62))
    figure, axes = build_axes(pitch * rows + (0.5 if line is not None else 0.2))
    values = [bar.value or 0.0 for bar in bars]
    top, bottom = max([*values, line or 0.0, 0.0]), min([*values, 0.0])
    reach = (top - bottom) or 1.0
    label_room = max((text_width(bar.label, size) for bar in bars), default=0.0)
    text_room = max((text_width(bar.text, size) for bar in bars), default=0.0)
    left = min(_WIDEST, (label_room + 0.12) / WIDTH)
    right = min(_WIDEST, (text_room + 0.2) / WIDTH)
    label_size = size * min(1.0, _WIDEST * WIDTH / (label_room + 0.12))
    text_size = size * min(1.0, _WIDEST * WIDTH / (text_room + 0.2))
    height = figure.get_figheight()
    axes.set_position((left, 0.05 / height, 1 - left - right, pitch * rows / height))
    axes.set_xlim(bottom - reach * 0.005, bottom + reach)
    axes.set_ylim(rows - 0.5, -0.5)
    for place, bar in enumerate(bars):
        if bar.value is not None:
            axes.barh(place, bar.value, height=0.62, **style_bar(solid=bar.solid))
        write(axes, bottom, place, bar.label, label_size, ha="right", offset=(-6, 0))
        # Figures stand in a column of their own, where no bar and no line crosses them.
        write(axes, bottom + reach, place, bar.text, text_size, ha="left", offset=(8, 0))
    axes.axvline(0, color=GRID, linewidth=0.8)
    if line is not None:
        axes.axvline(line, color="#ffffff", linewidth=3.0, zorder=3)
        axes.axvline(line, color="#000000", linewidth=1.4, linestyle=DASHES, zorder=4)
        write(axes, line, -0.5, line_text, SIZE, ha="center", va="bottom", offset=(0, 3))
    return render(figure)


def draw_pillars(pillars: Sequence[Pillar], *, mark_text: str = "", span: Span | None = None) -> str:
    """Columns of months, each with its figure, held against dashes.

    Args:
        pillars: January first.
        mark_text: What the dashes mean; written beneath the drawing.
        span: A range after the last column; None for none.
    """
    figure, axes = build_axes(3.1)
    heights = [pillar.value for pillar in pillars] + ([span.low, span.high] if span else [])
    given = [*(pillar.mark for pillar in pillars), span.mark if span else None]
    marks = [mark for mark in given if mark is not None]
    top, bottom = max([*heights, *marks, 0.0]), min([*heights, 0.0])
    reach = (top - bottom) or 1.0
    across = len(pillars) + (1 if span else 0)
    axes.set_position((0.02, 0.17, 0.96, 0.81))
    axes.set_xlim(-0.5, max(across, 4) - 0.5)
    axes.set_ylim(bottom - (reach * 0.12 if bottom < 0 else 0), bottom + reach * 1.14)
    size = SIZE if across <= 9 else SIZE - 1.5
    drop = -16 if bottom < 0 else -5
    for place, pillar in enumerate(pillars):
        axes.bar(place, pillar.value, width=0.56, **style_bar(solid=pillar.solid))
        height, va, offset = _place_figure(pillar, reach)
        write(axes, place, height, pillar.text, size, va=va, offset=(0, offset), backed=True)
        write(axes, place, bottom, pillar.label, size, va="top", offset=(0, drop))
        _draw_mark(axes, place, pillar.mark)
    if span:
        _draw_span(axes, len(pillars), span, size)
        write(axes, len(pillars), bottom, span.label, size, va="top", offset=(0, drop))
    axes.axhline(0, color=GRID, linewidth=0.8)
    if mark_text:
        figure.text(0.5, 0.01, mark_text, ha="center", va="bottom", fontproperties=font_of(SIZE - 1))
    return render(figure)


def render_figure(figure: Figure) -> str:
    """Any figure as SVG, deterministic and with its text as text.

    Args:
        figure: A matplotlib figure; it stays as it is.
    """
    return render(figure)


def _draw_mark(axes: Axes, place: float, mark: float | None) -> None:
    if mark is not None:
        axes.plot([place - 0.42, place + 0.42], [mark, mark], color="#000000", linewidth=1.4, linestyle=DASHES)


def _draw_span(axes: Axes, place: int, span: Span, size: float) -> None:
    """Draw a frame from the lower to the upper end, its figures above and below it."""
    frame: dict[str, Any] = {"facecolor": PALE, "edgecolor": INK, "linewidth": 1.2, "hatch": "....", "zorder": 2}
    axes.bar(place, span.high - span.low, bottom=span.low, width=0.56, **frame)
    _draw_mark(axes, place, span.mark)
    low, high = span.texts
    write(axes, place, span.high, high, size, va="bottom", offset=(0, 3), backed=True)
    if low != high:
        write(axes, place, span.low, low, size, va="top", offset=(0, -3), backed=True)


def _place_figure(pillar: Pillar, reach: float) -> tuple[float, str, float]:
    """Where a column's figure stands: inside it, or right at its end where it is too short.

    Never beyond the dash: there it would read as the figure of the dash.
    """
    if abs(pillar.value) > reach * 0.14:
        return pillar.value, *(("top", -5.0) if pillar.value > 0 else ("bottom", 5.0))
    if pillar.value < 0:
        return pillar.value, "top", -3.0
    return pillar.value, "bottom", 3.0
