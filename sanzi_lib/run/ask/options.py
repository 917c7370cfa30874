"""What a command line says, as written, and the command line that says it, as a shell wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Options:
    """What a command line says, as written; None and empty where it says nothing.

    Attributes:
        months: ``2024-06`` or ``2024-01..2024-12``, any number.
        reports: ``--report``.
        groups: ``--group``.
        units: ``--unit``.
        programme: ``--programme``.
        params: ``--params``.
        ledgers: ``--ledgers``.
        output: ``--output``.
        record: ``--record``.
        jobs: ``--jobs``.
        force: ``--force``.
        formats: ``--format``, separated by commas.
        as_of: ``--as-of``.
        settings: ``-p``, each NAME=VALUE.
    """

    months: Sequence[str] = ()
    reports: Sequence[str] = ()
    groups: Sequence[str] = ()
    units: Sequence[str] = ()
    programme: str | None = None
    params: Path | None = None
    ledgers: Path | None = None
    output: Path | None = None
    record: Path | None = None
    jobs: int | None = None
    force: bool = False
    formats: str | None = None
    as_of: str | None = None
    settings: Sequence[str] = field(default=())


Verb = Literal["check", "run", "accept", "publish"]
Shell = Literal["powershell", "sh"]

_BARE = re.compile(r"--?[a-z][a-z-]*|[\w./:+=][\w./:+=-]*")
"""Words that mean themselves in PowerShell and in sh; letters of any script are letters in both."""

_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
"""PowerShell takes each of these for a single quotation mark; doubled, one stands for itself."""


def build_command(verb: Verb, options: Options, own: Iterable[tuple[str, str | None]] = ()) -> tuple[str, ...]:
    """Build the words of the command line that gives these options.

    Args:
        verb: The command.
        options: What is asked; ``check`` has neither reports, groups, units nor settings.
        own: Options of this command alone; None where one has no value.
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
    for name, said in own:
        words += [name] if said is None else [name, said]
    for flag, values in flags:
        for value in values:
            if value is not None:
                words += [flag, _write(value)]
    return (*words, "--force") if options.force else tuple(words)


def write_command(words: Sequence[str], shell: Shell) -> str:
    """Write a command as it is typed; whatever stands in a word, the shell hands it on as it is.

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
