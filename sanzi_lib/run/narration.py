"""How a run tells what it does: sentences and steps, without knowing of terminals."""

from __future__ import annotations

from typing import Protocol


class Narrator(Protocol):
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
        """The piece of work is over, done or not."""


class Silent:
    """A narrator that says nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""

    def warn(self, text: str) -> None:
        """Say nothing."""

    def begin(self, what: str, steps: int) -> None:
        """Say nothing."""

    def step(self) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""
