"""How a run tells what it does: sentences and steps, without knowing of terminals."""

from __future__ import annotations

from typing import Protocol

STOPPED = "已停止；没有写完的报告不会留下，原有报告保持不变。"
"""Said where the analyst stops a run."""


class Progress(Protocol):
    """What a run needs from whoever shows its progress."""

    def say(self, text: str) -> None:
        """Tell a plain fact."""

    def warn(self, text: str) -> None:
        """Tell what the analyst must look at."""

    def begin(self, what: str, steps: int) -> None:
        """Start a piece of work of so many steps."""

    def step(self) -> None:
        """One step of it is done."""

    def end(self) -> None:
        """Give the piece of work is over, done or not."""


def clean(text: str) -> str:
    """Text without control characters other than line feeds: no escape sequence of a file name reaches a terminal."""
    return "".join(c if c in "\n\u3000" or c.isprintable() else "\ufffd" for c in text)
