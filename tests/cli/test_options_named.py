"""A message of a command names only options that this command has (docs/文件与命令.md 命令)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from sanzi_lib.cli.app import app

LIBRARY = Path(__file__).resolve().parents[2] / "sanzi_lib"
COMMAND = typer.main.get_group(app)
OPTIONS = {
    name: {option for parameter in command.params for option in parameter.opts if option.startswith("--")} | {"--help"}
    for name, command in COMMAND.commands.items()
}
# A pip option, told to whoever lacks a font.
OF_OTHERS = {"--force-reinstall"}


def texts_of(path: Path) -> Iterator[str]:
    """Chinese texts of a module, an f-string whole with a blank for what is filled in; docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(one) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else " " for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            text = node.value
        else:
            continue
        if re.search("[\u4e00-\u9fff]", text):
            yield text


def named_by(text: str, command: str | None) -> Iterator[tuple[str | None, str]]:
    """Options in a text, each with the command whose it is: behind ``sanzi x`` x's, else the given one's."""
    for word in re.finditer(r"sanzi ([a-z]+)|[。；]|(--[a-z][a-z-]*)", text):
        if word[2]:
            yield command, word[2]
        elif word[1]:
            command = word[1]


def command_of(path: Path) -> str | None:
    """The one command that a module serves, by its name; None where it serves several."""
    if path.parent.name not in ("cli", "commands"):
        return None
    return next((name for name in OPTIONS if path.stem.split("_")[0] == name), None)


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_every_option_that_a_message_names_is_there(path):
    every = set().union(*OPTIONS.values()) | OF_OTHERS
    for text in texts_of(path):
        for command, option in named_by(text, command_of(path)):
            assert option in (OPTIONS[command] if command else every), (command, option, text)


def test_a_text_names_the_options_of_the_command_in_front_of_them():
    found = list(named_by("请加 --all；或运行 sanzi publish 2024-06 --reissue 原因", "check"))
    assert found == [("check", "--all"), ("publish", "--reissue")]
