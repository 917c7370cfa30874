"""What crosses between a run and its worker processes: plain data, so that it works where processes are spawned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Order:
    """A report to make.

    Attributes:
        report: Id of its kind; names the executed notebook.
        notebook: The notebook; only read.
        parameters: For papermill.
        root: Working folder of the kernel.
        staging: Empty folder for everything that is made.
        formats: Documents to make.
    """

    report: str
    notebook: Path
    parameters: Mapping[str, Any]
    root: Path
    staging: Path
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A report that stands in its staging folder.

    Attributes:
        files: Their names.
        title: The document's title.
        marks: Words printed on every page.
        seconds: How long it took.
    """

    files: tuple[str, ...]
    title: str
    marks: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Failed:
    """A report that could not be made.

    Attributes:
        message: A sentence in Chinese.
        files: What stands in the staging folder about it.
        detail: Traceback, for ``--debug``.
    """

    message: str
    files: tuple[str, ...]
    detail: str


Result = Made | Failed
