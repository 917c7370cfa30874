"""Charts as raster pictures, for a format that cannot be trusted with SVG."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import typst

from sanzi_lib.errors import ReportError
from sanzi_lib.render.fonts import SANS, find_font_folder
from sanzi_lib.render.svg import scope_svg

_TEMPLATE = Path(__file__).parent.parent / "templates" / "docx" / "raster.typ"
_PPI = 220.0


def render_png(svg: str, millimetres: float) -> bytes:
    """A chart as PNG, its text set in the shipped face, so that every machine gives the same picture.

    Args:
        svg: The chart.
        millimetres: Width at which it will stand.

    Raises:
        ReportError: It is not an SVG, or the shipped faces are missing.
    """
    with tempfile.TemporaryDirectory(prefix="sanzi-png-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(scope_svg(svg, "tu"), encoding="utf-8")
        (folder / "raster.typ").write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        try:
            made = typst.compile(
                str(folder / "raster.typ"),
                root=name,
                font_paths=_read_fonts(),
                format="png",
                ppi=_PPI,
                sys_inputs={"millimetres": str(millimetres), "face": SANS},
            )
        except typst.TypstError as error:
            raise ReportError(f"图表不能转为图片（{error}），请把这份报告的笔记本交给维护人员。") from error
    assert isinstance(made, bytes)
    return made


@cache
def _read_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(find_font_folder())])
