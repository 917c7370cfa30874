"""The ground on which charts are drawn: deterministic SVG, its text left as text, readable in black and white.

Nothing here knows a measure or a word. Floats serve for drawing only.
"""

from __future__ import annotations

import importlib.util
import io
import warnings
from collections.abc import Sequence
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

SIZE = 10.0
"""Type of a chart, pt."""

INK, PALE, GRID = "#1f3a5f", "#ffffff", "#8a8a8a"

DASHES: Any = (0, (5, 2))
"""The line that figures are held against."""

Corners = tuple[tuple[float, float], ...]
"""Points around an area."""

_FONT_FILE = "NotoSansCJKsc-Regular.otf"


def build_axes(height: float) -> tuple[Figure, Axes]:
    """Build a figure of the page's width with axes that show nothing by themselves.

    Args:
        height: Inches.
    """
    # Importing matplotlib takes half a second, so it waits until a chart is drawn.
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, min(HIGHEST, max(height, 0.9))))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    return figure, axes


def style_bar(*, solid: bool) -> dict[str, Any]:
    """How a bar looks: filled, or hatched."""
    if solid:
        return {"facecolor": INK, "edgecolor": INK, "linewidth": 0.8, "zorder": 2}
    return {"facecolor": PALE, "edgecolor": INK, "linewidth": 0.8, "hatch": "/////", "zorder": 2}


def add_areas(axes: Axes, areas: Sequence[Corners], **style: Any) -> None:
    """Many areas of one look at once, which is much quicker than one by one."""
    from matplotlib.collections import PolyCollection  # noqa: PLC0415

    if areas:
        axes.add_collection(PolyCollection(areas, **style), autolim=False)


def write(  # noqa: PLR0913  the looks of a text
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
    colour: str = "#000000",
) -> None:
    """Put a text beside a point.

    Args:
        axes: Where.
        x: Of the point.
        y: Of the point.
        text: A unit's name is text, never a formula of matplotlib's.
        size: pt.
        ha: Which side of the text stands at the point.
        va: The same, up and down.
        offset: From the point, pt.
        backed: True for a white ground.
        colour: Of the letters.
    """
    box = {"boxstyle": "square,pad=0.12", "facecolor": "#ffffff", "edgecolor": "none"} if backed else None
    axes.annotate(
        text.replace("$", "＄"),
        (x, y),
        xytext=offset,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontproperties=font_of(size),
        color=colour,
        annotation_clip=False,
        bbox=box,
        zorder=5,
    )


def put(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    va: str = "center_baseline",
    colour: str = "#000000",
) -> None:
    """Put a text at a point, centred; much quicker than :func:`write`, for charts of many small figures."""
    axes.text(x, y, text, ha="center", va=va, fontproperties=font_of(size), color=colour, clip_on=False, zorder=5)


def text_width(text: str, size: float) -> float:
    """About the width of a text, inches."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.58 for letter in text) * size / 72


@cache
def font_of(size: float) -> Any:
    """Give the shipped face at a size, pt; not to be changed."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(family=list(FAMILIES), fname=str(find_font()), size=size)


@cache
def find_font() -> Path:
    """Find the shipped face by which text is measured.

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


def render(figure: Figure) -> str:
    """Render the figure as SVG."""
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
