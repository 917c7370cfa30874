"""What the console shows as HTML: every text is escaped, and control characters are taken out of what units wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sanzi_lib.notebook.console.server import place_link
from sanzi_lib.render.html import render_fragment
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.run.ask.options import write_command
from sanzi_lib.run.make.catalogue import CatalogueEntry
from sanzi_lib.run.progress import clean

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class LogLine:
    """A line of the log.

    Attributes:
        time: ``09:41:07``.
        text: The sentence.
        warns: True where the analyst must look at it.
    """

    time: str
    text: str
    warns: bool


def render_style() -> str:
    """Render the console's style sheet, in its element."""
    return f"<style>\n{(_TEMPLATES / 'console.css').read_text(encoding='utf-8')}</style>"


def render_heading(number: str, title: str, hint: str = "") -> str:
    """Render a step of the console."""
    return _render("heading", number, title, hint)


def render_hint(text: str, *, warns: bool = False) -> str:
    """Render a sentence beside what it is about; nothing for no sentence."""
    return _render("hint", clean(text), warns) if text else ""


def render_command(words: Sequence[str]) -> str:
    """Render the command that does the same as a button; twice where PowerShell and sh want it written differently."""
    lines = {shell: clean(write_command(words, shell)) for shell in ("powershell", "sh")}
    if lines["powershell"] == lines["sh"]:
        return _render("command", [("", lines["sh"])])
    return _render("command", [("PowerShell", lines["powershell"]), ("macOS、Linux", lines["sh"])])


def render_standing(sentence: str, table: Table | None) -> str:
    """Who has reported."""
    # The fragment is made by an escaping template of its own.
    body = Markup(render_fragment(table)) if table is not None else ""  # noqa: S704
    return _render("standing", clean(sentence), body)


def render_findings(findings: Sequence[tuple[str, Sequence[str], Sequence[str]]], left_out: int) -> str:
    """Render findings in full: what, where and what to do, and what the unit answered.

    Args:
        findings: Heading, lines and answers of each.
        left_out: How many more there are.
    """
    shown = [
        (clean(head), [clean(line) for line in lines], [clean(text) for text in answers])
        for head, lines, answers in findings
    ]
    return _render("findings", shown, max(0, left_out))


def render_log(lines: Iterable[LogLine]) -> str:
    """Render the log, its newest line in sight."""
    return _render("log", [(line.time, clean(line.text), line.warns) for line in lines])


def render_results(entries: Sequence[CatalogueEntry], month: str, address: str | None, index: Path) -> str:
    """Render a month's reports with links that open them.

    Args:
        entries: The reports.
        month: The month, in words.
        address: Address of the output folder; None where it is not served, then only the folder is named.
        index: The catalogue.
    """

    def place(href: str) -> str | None:
        return None if address is None else place_link(address, href)

    return _render("results", entries, month, place, clean(str(index)), index.is_file())


def _render(macro: str, *values: Any) -> str:
    return str(getattr(_macros(), macro)(*values)).strip()


@cache
def _macros() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("console.html.j2").module
