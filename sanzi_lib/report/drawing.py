"""Drawing of charts as SVG: deterministic, its text left as text, and readable in black and white.

Nothing here knows a measure or a word; it draws labels and lengths. Floats serve for drawing only.
"""

from __future__ import annotations

import importlib.util
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanzi_lib.errors import ReportError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.2
"""Inches: the text width of an A4 page."""

HIGHEST = 8.4
"""Inches: what is left of a page below a heading and a caption."""

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei")
"""Faces of a chart's text: the shipped one, then what the reader's machine may have."""

_FONT_FILE = "NotoSansCJKsc-Regular.otf"
_INK, _PALE, _GRID = "#1f3a5f", "#ffffff", "#8a8a8a"
_SIZE = 10.0
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


def draw_bars(bars: Sequence[Bar], *, line: float | None = None, line_text: str = "") -> str:
    """Horizontal bars from the top down, with a vertical line to hold them against.

    Args:
        bars: In their order.
        line: Place of the line; None for none.
        line_text: What stands above the line.
    """
    rows = max(len(bars), 1)
    pitch = min(0.34, (HIGHEST - 0.5) / rows)
    size = min(_SIZE, max(4.5, pitch * 72 * 0.62))
    figure, axes = _build_axes(pitch * rows + (0.5 if line is not None else 0.2))
    values = [bar.value or 0.0 for bar in bars]
    top, bottom = max([*values, line or 0.0, 0.0]), min([*values, 0.0])
    reach = (top - bottom) or 1.0
    label_room = max((_text_width(bar.label, size) for bar in bars), default=0.0)
    text_room = max((_text_width(bar.text, size) for bar in bars), default=0.0)
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
            axes.barh(place, bar.value, height=0.62, **_style(solid=bar.solid))
        _write(axes, bottom, place, bar.label, label_size, ha="right", offset=(-6, 0))
        # Figures stand in a column of their own, where no bar and no line crosses them.
        _write(axes, bottom + reach, place, bar.text, text_size, ha="left", offset=(8, 0))
    axes.axvline(0, color=_GRID, linewidth=0.8)
    if line is not None:
        axes.axvline(line, color="#ffffff", linewidth=3.0, zorder=3)
        axes.axvline(line, color="#000000", linewidth=1.4, linestyle=(0, (5, 2)), zorder=4)
        _write(axes, line, -0.5, line_text, _SIZE, ha="center", va="bottom", offset=(0, 3))
    return _render(figure)


def draw_pillars(pillars: Sequence[Pillar], *, mark_text: str = "") -> str:
    """Columns of months, each with its figure, held against dashes.

    Args:
        pillars: January first.
        mark_text: What the dashes mean; written beneath the drawing.
    """
    figure, axes = _build_axes(3.1)
    heights = [pillar.value for pillar in pillars]
    marks = [pillar.mark for pillar in pillars if pillar.mark is not None]
    top, bottom = max([*heights, *marks, 0.0]), min([*heights, 0.0])
    reach = (top - bottom) or 1.0
    axes.set_position((0.02, 0.17, 0.96, 0.81))
    axes.set_xlim(-0.5, max(len(pillars), 4) - 0.5)
    axes.set_ylim(bottom - (reach * 0.12 if bottom < 0 else 0), bottom + reach * 1.14)
    size = _SIZE if len(pillars) <= 9 else _SIZE - 1.5
    for place, pillar in enumerate(pillars):
        axes.bar(place, pillar.value, width=0.56, **_style(solid=pillar.solid))
        height, va, offset = _place_figure(pillar, reach)
        _write(axes, place, height, pillar.text, size, va=va, offset=(0, offset), backed=True)
        _write(axes, place, bottom, pillar.label, size, va="top", offset=(0, -16 if bottom < 0 else -5))
        if pillar.mark is not None:
            axes.plot(
                [place - 0.42, place + 0.42], [pillar.mark] * 2, color="#000000", linewidth=1.4, linestyle=(0, (5, 2))
            )
    axes.axhline(0, color=_GRID, linewidth=0.8)
    if mark_text:
        figure.text(0.5, 0.01, mark_text, ha="center", va="bottom", fontproperties=_font(_SIZE - 1))
    return _render(figure)


def render_figure(figure: Figure) -> str:
    """Any figure as SVG, deterministic and with its text as text.

    Args:
        figure: A matplotlib figure; it stays as it is.
    """
    return _render(figure)


def _build_axes(height: float) -> tuple[Figure, Axes]:
    # Importing matplotlib takes half a second, so it waits until a chart is drawn.
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, min(HIGHEST, max(height, 0.9))))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    return figure, axes


def _place_figure(pillar: Pillar, reach: float) -> tuple[float, str, float]:
    """Where a column's figure stands: inside it, or beyond column and dash where it is too short."""
    if abs(pillar.value) > reach * 0.14:
        return pillar.value, *(("top", -5.0) if pillar.value > 0 else ("bottom", 5.0))
    if pillar.value < 0:
        return pillar.value, "top", -3.0
    return max(pillar.value, pillar.mark or 0.0), "bottom", 4.0


def _style(*, solid: bool) -> dict[str, Any]:
    if solid:
        return {"facecolor": _INK, "edgecolor": _INK, "linewidth": 0.8, "zorder": 2}
    return {"facecolor": _PALE, "edgecolor": _INK, "linewidth": 0.8, "hatch": "/////", "zorder": 2}


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    ha: str = "center",
    va: str = "center_baseline",
    offset: tuple[float, float] = (0, 0),
    backed: bool = False,
) -> None:
    box = {"boxstyle": "square,pad=0.12", "facecolor": "#ffffff", "edgecolor": "none"} if backed else None
    axes.annotate(
        # A unit's name is text, never a formula of matplotlib's.
        text.replace("$", "＄"),
        (x, y),
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontproperties=_font(size),
        annotation_clip=False,
        bbox=box,
        zorder=5,
    )


def _text_width(text: str, size: float) -> float:
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text) * size / 72


def _font(size: float) -> Any:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(family=list(FAMILIES), fname=str(find_font()), size=size)


@cache
def find_font() -> Path:
    """The shipped face by which text is measured.

    Raises:
        ReportError: It is not there.
    """
    spec = importlib.util.find_spec("mplfonts")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "fonts" / _FONT_FILE
        if path.is_file():
            return path
    raise ReportError(
        f"字体缺失：找不到随 mplfonts 安装的 {_FONT_FILE}，无法绘图；"
        "请重新安装：pip install --force-reinstall mplfonts。"
    )


def _render(figure: Figure) -> str:
    import matplotlib as mpl  # noqa: PLC0415

    buffer = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "sanzi", "hatch.linewidth": 0.7}),
        warnings.catch_warnings(),
    ):
        # The text stays text and is set in the documents' own faces, whatever face the figure asks for.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", metadata=nothing)
    text = buffer.getvalue().decode("utf-8")
    return text[text.index("<svg") :].replace("\r\n", "\n")
