"""Which parameters a notebook was given: papermill itself only warns of a misspelt one (docs/文件与命令.md 命令)."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Sequence

from sanzi_lib.errors import ParameterError


def find_assigned(history: Sequence[str], declared: Collection[str]) -> tuple[str, ...]:
    """Names that the parameters cell and the cells injected after it assign.

    The parameters cell is the last one of literal assignments that gives every declared name; papermill puts what it
    was given into a cell right behind.

    Args:
        history: Sources of the cells run so far, the oldest first.
        declared: Names of the report's parameters.

    Returns:
        The names in order; empty where no such cell was run.
    """
    for start in range(len(history) - 1, -1, -1):
        names = _read_assignments(history[start])
        if names is not None and set(declared) <= set(names):
            found = list(names)
            for source in history[start + 1 :]:
                injected = _read_assignments(source)
                if injected is None:
                    break
                found += injected
            return tuple(dict.fromkeys(found))
    return ()


def refuse_unknown(names: Collection[str], declared: Collection[str]) -> None:
    """Refuse parameter names that the report does not know.

    Raises:
        ParameterError: With every such name, and what may be meant.
    """
    sentences = []
    for name in names:
        if name not in declared:
            close = difflib.get_close_matches(name, declared, n=1)
            sentences.append(f"没有名为“{name}”的参数{f'（是否应为“{close[0]}”？）' if close else ''}")
    if sentences:
        raise ParameterError(f"{'；'.join(sentences)}。可用的参数有：{'、'.join(declared)}。")


def _read_assignments(source: str) -> tuple[str, ...] | None:
    """Names that a cell of literal assignments gives; None for any other cell."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    names = []
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if not _is_literal(value):
                    return None
                names.append(name)
            case _:
                return None
    return tuple(names)


def _is_literal(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):  # papermill writes nan and inf as float('nan')
        return isinstance(value.func, ast.Name) and value.func.id == "float"
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True
