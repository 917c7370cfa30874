"""The command line that says the same as a set of options, and how a shell wants it written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from sanzi_lib.run.ask.options import Options

Verb = Literal["check", "run"]
Shell = Literal["powershell", "sh"]

_BARE = re.compile(r"--?[a-z][a-z-]*|[\w./:+=][\w./:+=-]*")
"""Words that mean themselves in PowerShell and in sh; letters of any script are letters in both."""

_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
"""PowerShell takes each of these for a single quotation mark; doubled, one stands for itself."""


def build_command(verb: Verb, options: Options) -> tuple[str, ...]:
    """The words of the command line that gives these options.

    Args:
        verb: The command.
        options: What is asked; ``check`` has neither reports, groups, units nor settings.
    """
    flags: tuple[tuple[str, Iterable[str | Path | int | None]], ...] = (
        ("--report", options.reports),
        ("--group", options.groups),
        ("--unit", options.units),
        ("-p", options.settings),
        ("--programme", [options.programme]),
        ("--params", [options.params]),
        ("--ledgers", [options.ledgers]),
        ("--output", [options.output]),
        ("--record", [options.record]),
        ("--jobs", [options.jobs]),
        ("--format", [options.formats]),
        ("--as-of", [options.as_of]),
    )
    words = ["sanzi", verb, *options.months]
    for flag, values in flags:
        for value in values:
            if value is not None:
                words += [flag, _write(value)]
    return (*words, "--force") if options.force else tuple(words)


def write_command(words: Sequence[str], shell: Shell) -> str:
    """A command as it is typed; whatever stands in a word, the shell hands it on as it is.

    Args:
        words: Program and arguments.
        shell: The shell.
    """
    return " ".join(_quote(word, shell) for word in words)


def _write(value: str | Path | int) -> str:
    # Forward slashes also lead somewhere on Windows, and need no quotation marks.
    return value.as_posix() if isinstance(value, Path) else str(value)


def _quote(word: str, shell: Shell) -> str:
    if _BARE.fullmatch(word):
        return word
    if shell == "powershell":
        return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", word) + "'"
    return "'" + word.replace("'", "'\\''") + "'"
