"""What an analyst adds to a notebook, as blocks: a DataFrame becomes a table, a matplotlib figure a chart."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from sanzi_lib.render.analyst.outputs import FIGURE_CAPTION, TABLE_CAPTION
from sanzi_lib.reports.elements.blocks import Cell, Chart, Column, HeaderCell, Table, TableRow
from sanzi_lib.reports.elements.charts.bars import render_figure
from sanzi_lib.reports.elements.formats import NOTHING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 500
"""Rows of an added table that a document shows; a longer one says how many it left out."""


def build_analyst_block(value: Any) -> Table | Chart | None:
    """Build a DataFrame or a matplotlib figure as a block; None for anything else."""
    if isinstance(value, pd.DataFrame):
        return build_frame_table(value)
    # Asked by name, so that a notebook without figures need not load matplotlib for this.
    if any((cls.__module__, cls.__name__) == ("matplotlib.figure", "Figure") for cls in type(value).__mro__):
        return build_figure_chart(value)
    return None


def build_frame_table(frame: pd.DataFrame) -> Table:
    """Build a table of the frame's cells; its index stands first unless it only numbers the rows.

    Args:
        frame: Any frame; ``frame.attrs["caption"]`` is its title where it is there.
    """
    shown = frame.head(MOST_ROWS)
    numbered = isinstance(frame.index, pd.RangeIndex) and frame.index.name is None
    names = [] if numbered else [_name(name) for name in frame.index.names]
    headers = [*names, *(_name(column) for column in frame.columns)]
    values = [list(row) for row in shown.itertuples(index=False, name=None)]
    if not numbered:
        values = [[*_parts(label), *row] for label, row in zip(shown.index, values, strict=True)]
    left_out = len(frame) - len(shown)
    return Table(
        caption=str(frame.attrs.get("caption") or TABLE_CAPTION),
        columns=tuple(
            Column(f"column{place}", "right" if _is_numeric([row[place] for row in values]) else "left", 1)
            for place in range(len(headers))
        ),
        header=(tuple(HeaderCell(text) for text in headers),),
        rows=tuple(TableRow(tuple(_cell(value) for value in row)) for row in values),
        notes=(f"另有{left_out:,}行未列示。",) if left_out else (),
    )


def build_figure_chart(figure: Figure) -> Chart:
    """Build a chart of the figure; its titles are caption and alternative text.

    Args:
        figure: Any matplotlib figure.
    """
    titles = [figure.get_suptitle(), *(axes.get_title() for axes in figure.axes)]
    caption = "；".join(title for title in titles if title) or FIGURE_CAPTION
    labels = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if label]
    alt = f"{caption}（坐标轴：{'、'.join(labels)}）" if labels else caption
    return Chart(svg=render_figure(figure), alt=alt, caption=caption)


def _name(label: Hashable) -> str:
    parts = [str(part) for part in _parts(label) if part is not None and str(part)]
    return " ".join(parts)


def _parts(label: object) -> tuple[Any, ...]:
    return label if isinstance(label, tuple) else (label,)


def _is_numeric(values: list[Any]) -> bool:
    said = [value for value in values if not _is_nothing(value)]
    return bool(said) and all(isinstance(value, Real | Decimal) and not isinstance(value, bool) for value in said)


def _is_nothing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


def _cell(value: Any) -> Cell:
    if _is_nothing(value):
        return Cell(NOTHING, role="muted")
    if isinstance(value, bool):
        return Cell("是" if value else "否")
    if isinstance(value, Integral):
        return Cell(f"{int(value):,}", number=str(int(value)), places=0, kind="count")
    if isinstance(value, Decimal):
        return Cell(f"{value:,f}")
    if isinstance(value, Real):
        number = float(value)
        return Cell(f"{number:,.2f}" if abs(number) >= 0.005 or not number else f"{number:.3g}")
    return Cell(str(value))
