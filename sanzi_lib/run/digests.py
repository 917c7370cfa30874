"""Digests: of a file, of the library, and the versions of what it rests on."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import sanzi_lib
from sanzi_lib.errors import ParameterError

PROJECT = "sanzi-lib"


def digest_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def library_digest() -> str:
    """SHA-256 over every file of the library, templates and styles included."""
    folder = Path(sanzi_lib.__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{digest_of(path)}\n".encode())
    return digest.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Versions of Python and of every package that the project names as a dependency.

    Raises:
        ParameterError: The project or one of its packages is not installed.
    """
    found = {"python": platform.python_version()}
    try:
        for line in metadata.requires(PROJECT) or ():
            requirement, _, marker = line.partition(";")
            if "extra" not in marker:
                name = re.split(r"[\s<>=!~\[(]", requirement.strip())[0]
                found[name] = metadata.version(name)
    except metadata.PackageNotFoundError as error:
        raise ParameterError(
            f"软件包 {error.name} 没有安装，无法生成报告。请在项目文件夹内运行 python -m pip install -e . 后再试。"
        ) from error
    return found
