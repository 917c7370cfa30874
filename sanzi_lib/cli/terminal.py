"""How commands speak: a progress bar and colours on a terminal, plain lines where there is none."""

from __future__ import annotations

import sys
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sanzi_lib.run.progress import clean


class Terminal:
    """Shows what a command does: the progress of a run, sentences, tables.

    Text from returns is hostile: control characters are taken out, and rich's markup is never interpreted in it.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self._console = Console(file=self._stream, highlight=False, markup=False, emoji=False)
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    @property
    def is_watched(self) -> bool:
        """True where a person is looking."""
        return self._console.is_terminal

    def say(self, text: str) -> None:
        """Tell a plain fact."""
        self._line(text, "")

    def warn(self, text: str) -> None:
        """Tell what the analyst must look at."""
        self._line(text, "yellow")

    def show(self, table: Table) -> None:
        """Show a table; only on a terminal."""
        self._console.print(table)

    def begin(self, what: str, steps: int) -> None:
        """Start a piece of work of so many steps."""
        if self.is_watched and steps:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._progress = Progress(*columns, console=self._console, transient=True)
            self._progress.start()
            self._task = self._progress.add_task(what, total=steps)

    def step(self) -> None:
        """One step of it is done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task)

    def end(self) -> None:
        """Give the piece of work is over."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _line(self, text: str, style: str) -> None:
        plain = clean(text)
        if self.is_watched:
            self._console.print(plain, style=style or None, soft_wrap=True)
        else:
            # Not through rich: it would fold the line at 80 columns, and a log is searched line by line.
            self._stream.write(f"{plain}\n")
            self._stream.flush()


def lacks_characters(stream: TextIO) -> bool:
    """Tell whether a stream may not be able to write every character."""
    return (stream.encoding or "").lower().replace("-", "") != "utf8"
