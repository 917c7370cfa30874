"""Plain output that never fails, whatever the console and whatever the text."""

from __future__ import annotations

import sys

from sanzi_lib.run.progress import clean

__all__ = ["clean", "complain", "make_streams_safe"]


def make_streams_safe() -> None:
    """Never fail on a character that the console's code page lacks: it prints as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def complain(text: str) -> None:
    """Tell on the error stream why a command did not do its work."""
    sys.stderr.write(f"{clean(text)}\n")
    sys.stderr.flush()
