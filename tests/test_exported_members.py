"""What is public is what ``__all__`` lists, from the top down: sorted, there, and what notebooks import."""

from __future__ import annotations

import ast
import json
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = [
    ".".join(path.parent.relative_to(ROOT).parts)
    for path in sorted((ROOT / "sanzi_lib").rglob("__init__.py"))
    if "__all__" in path.read_text(encoding="utf-8")
]
"""Packages that say what is public in them."""


def imported_by_notebooks() -> set[str]:
    """Everything that a notebook imports, as dotted names."""
    found = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        for node in (node for text in code for node in ast.walk(ast.parse(text))):
            if isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_rooms_of_notebooks_say_what_is_public():
    assert {"sanzi_lib", "sanzi_lib.measures", "sanzi_lib.notebook"} <= set(PUBLIC)


@pytest.mark.parametrize("package", PUBLIC)
def test_what_is_public_is_sorted_and_there(package):
    module = import_module(package)
    assert list(module.__all__) == sorted(set(module.__all__))
    for name in module.__all__:
        if not hasattr(module, name):
            import_module(f"{package}.{name}")


def test_notebooks_import_what_is_public_and_nothing_else():
    for name in imported_by_notebooks():
        package = name
        while package := package.rpartition(".")[0]:
            if package in PUBLIC:
                member = name.removeprefix(f"{package}.").partition(".")[0]
                assert member in import_module(package).__all__, f"{name}: {member} is not public in {package}"


def test_nothing_is_public_that_no_notebook_imports():
    imported = imported_by_notebooks()
    rooms = [f"sanzi_lib.{room}" for room in import_module("sanzi_lib").__all__]
    rooms.remove("sanzi_lib.notebook")  # its functions are called by that name, not imported
    for package in ("sanzi_lib", *rooms):
        for member in import_module(package).__all__:
            whole = f"{package}.{member}"
            assert any(name == whole or name.startswith(f"{whole}.") for name in imported), whole
