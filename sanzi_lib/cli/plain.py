"""Plain output that never fails, whatever the console and whatever the text."""

from __future__ import annotations

import sys


def make_streams_safe() -> None:
    """Never fail on a character that the console's code page lacks: it prints as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def clean(text: str) -> str:
    """Text without control characters other than line feeds: no escape sequence of a file name reaches a terminal."""
    return "".join(c if c in "\n\u3000" or c.isprintable() else "\ufffd" for c in text)


def complain(text: str) -> None:
    """Tell on the error stream why a command did not do its work."""
    sys.stderr.write(f"{clean(text)}\n")
    sys.stderr.flush()
