"""Where the project stands: relative paths of commands and notebooks start there (docs/文件与命令.md 命令)."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.errors import ParameterError

PARAMS = "params"


def find_root(start: Path) -> Path:
    """Find the project root: the nearest folder, from ``start`` upwards, that has ``params/``.

    A Python package of that name is code, not data, and does not count.

    Args:
        start: Where to begin, such as the working folder.

    Raises:
        ParameterError: No folder upwards has one.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        params = folder / PARAMS
        if params.is_dir() and not (params / "__init__.py").exists():
            return folder
    raise ParameterError(f"在 {here} 及其上级文件夹中找不到 {PARAMS} 文件夹，请在项目文件夹内运行。")
