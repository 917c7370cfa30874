"""Which faces the documents are set in, and which characters these faces have.

The Noto CJK faces come with the wheel ``mplfonts``, so every machine has them. The official faces (方正小标宋,
仿宋_GB2312, 黑体, 楷体) may not be shipped; they are used where the machine has them, and system fonts are looked at
for no other reason, so that machines without them give the same bytes.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from matplotlib.ft2font import FT2Font

from sanzi_lib.errors import ReportError

SERIF = "Noto Serif CJK SC"
SANS = "Noto Sans CJK SC"
MONO = "Noto Sans Mono CJK SC"

_FILES = {SERIF: "NotoSerifCJKsc-Regular.otf", SANS: "NotoSansCJKsc-Regular.otf", MONO: "NotoSansMonoCJKsc-Regular.otf"}

# The names under which the official faces are installed, the best first.
_TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05")
_BODY = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋")
_BLACK = ("SimHei", "黑体", "STHeiti", "华文黑体")
_KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体")


@dataclass(frozen=True)
class Faces:
    """The faces of a document by use, each a list of families, the wanted one first.

    Attributes:
        title: Document title (小标宋).
        body: Running text and tables (仿宋).
        black: Headings and header cells (黑体).
        kai: Second-level headings (楷体).
        mono: Printed output.
        official_title: False where the title is set in the substitute and is emboldened a little.
    """

    title: tuple[str, ...]
    body: tuple[str, ...]
    black: tuple[str, ...]
    kai: tuple[str, ...]
    mono: tuple[str, ...]
    official_title: bool


def choose_faces(families: Collection[str]) -> Faces:
    """Choose the faces to use on a machine that has these families.

    Each list ends with both Noto faces, so that a character which an official face lacks is still set.
    """

    def stack(wanted: tuple[str, ...], *noto: str) -> tuple[str, ...]:
        return (*(name for name in wanted if name in families), *noto)

    title = stack(_TITLE, SERIF, SANS)
    return Faces(
        title=title,
        body=stack(_BODY, SERIF, SANS),
        black=stack(_BLACK, SANS, SERIF),
        kai=stack(_KAI, SERIF, SANS),
        mono=(MONO, SERIF),
        official_title=title[0] != SERIF,
    )


def find_font_folder() -> Path:
    """Find the folder of the shipped faces, found without importing the package that brings them.

    Raises:
        ReportError: The wheel or one of its faces is missing.
    """
    spec = importlib.util.find_spec("mplfonts")
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0]) / "fonts" if places else None
    missing = [name for name in _FILES.values() if folder is None or not (folder / name).is_file()]
    if folder is None or missing:
        raise ReportError(
            f"字体缺失：找不到随 mplfonts 安装的 {'、'.join(missing)}，"
            "请重新安装：pip install --force-reinstall mplfonts。"
        )
    return folder


@cache
def read_faces() -> tuple[Faces, typst.Fonts]:
    """Read the faces of this machine and the fonts for the PDF compiler; looked up once in a process.

    Raises:
        ReportError: The shipped faces are missing.
    """
    folder = find_font_folder()
    installed = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    faces = choose_faces(frozenset(installed.families()))
    noto = {SERIF, SANS, MONO}
    official = any(set(stack) - noto for stack in (faces.title, faces.body, faces.black, faces.kai))
    fonts = typst.Fonts(include_system_fonts=official, include_embedded_fonts=False, font_paths=[str(folder)])
    return faces, fonts


@cache
def covered_characters() -> frozenset[str]:
    """Every character that one of the two Noto text faces has (measured: 15 ms a face).

    Raises:
        ReportError: The shipped faces are missing.
    """
    folder = find_font_folder()
    return frozenset(chr(code) for family in (SERIF, SANS) for code in FT2Font(folder / _FILES[family]).get_charmap())
