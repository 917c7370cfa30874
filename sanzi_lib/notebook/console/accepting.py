"""Accepting findings: which, why and by whom, and the words of ``sanzi accept`` that it amounts to.

See docs/核验规则.md 认可.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.notebook.console import pages
from sanzi_lib.notebook.console.pieces import name_field, wrap
from sanzi_lib.run.commands.accept import Acceptable, Words
from sanzi_lib.run.progress import clean

_LONGEST = 60
_MOST_SHOWN = 12
_ALONE = "只认可本月"


class Accepting:
    """What an analyst accepts.

    Attributes:
        box: Its widgets, in the order of the keyboard.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Build the widgets; nothing can be accepted yet.

        Args:
            changed: Called after every change of a choice.
        """
        self._offered: tuple[Acceptable, ...] = ()
        self._changed, self._quiet = changed, False
        self.opened = widgets.HTML()
        self.findings = widgets.Select(rows=7, layout={"width": "100%"})
        self.whole = _tick("这个单位这条规则的全部")
        self.replies = _tick("以单位的答复为理由")
        self.reason = name_field(widgets.Text(placeholder="为什么认可"), "理由", width="40rem")
        self.by = name_field(widgets.Text(), "认可人", width="18rem")
        self.through = name_field(widgets.Dropdown(options=[(_ALONE, "")]), "认可到", width="18rem")
        self.detail = widgets.HTML()
        self._form = widgets.VBox(
            [
                self.findings,
                self.detail,
                wrap(self.reason, self.replies),
                wrap(self.by, self.through, self.whole),
            ]
        )
        self.box = widgets.VBox([self.opened, self._form])
        for widget in (self.findings, self.whole, self.replies, self.reason, self.by, self.through):
            widget.observe(lambda _: self._follow(), "value")
        self.offer((), None, "")

    def offer(self, offered: Sequence[Acceptable], month: Month | None, opened: str) -> None:
        """Offer these findings; what is chosen stays chosen where it is still offered.

        Args:
            offered: What may be accepted.
            month: The month that they are of; None where nobody knows yet.
            opened: How much is open (待核实), in a sentence.
        """
        key = self.findings.value
        self._quiet = True
        try:
            self._offered = tuple(offered)
            options = [(_label(one), _key_of(one)) for one in self._offered]
            self.findings.options = options
            keys = [value for _, value in options]
            self.findings.value = key if key in keys else (keys[0] if keys else None)
            if key not in keys:  # the reason was another finding's
                self.reason.value, self.whole.value, self.replies.value = "", False, False
            later = [Month(month.year, number) for number in range(month.month + 1, 13)] if month is not None else []
            self.through.options = [(_ALONE, ""), *((f"至{one.label}", str(one)) for one in later)]
        finally:
            self._quiet = False
        self.opened.value = pages.render_hint(opened or "没有待核实的问题。", warns=bool(opened))
        self._form.layout.display = "" if self._offered else "none"
        self._show()

    def build_words(self) -> Words:
        """Tell what is accepted, as ``sanzi accept`` takes it.

        Raises:
            ParameterError: Something is not chosen or not written yet.
        """
        chosen = self._chosen
        if chosen is None:
            raise ParameterError("没有可以认可的问题。")
        if not self.replies.value and not self.reason.value.strip():
            raise ParameterError("请写明认可的理由。")
        if not self.by.value.strip():
            raise ParameterError("请写明认可人。")
        alone = sum(_key_of(one)[:2] == _key_of(chosen)[:2] for one in self._offered) == 1
        return Words(
            unit=chosen.unit,
            rule=chosen.rule,
            # No shell hands an empty project on for certain; where the finding is the only one, none need be named.
            project=None if self.whole.value or (alone and not chosen.project) else chosen.project,
            through=self.through.value or None,
            reason=None if self.replies.value else self.reason.value.strip(),
            by=self.by.value.strip(),
        )

    @property
    def _chosen(self) -> Acceptable | None:
        return next((one for one in self._offered if _key_of(one) == self.findings.value), None)

    def _follow(self) -> None:
        if not self._quiet:
            self._show()
            self._changed()

    def _show(self) -> None:
        """Show the chosen finding in full, and only what can be said of it."""
        chosen = self._chosen
        self._quiet = True
        try:
            same = [one for one in self._offered if chosen is not None and _key_of(one)[:2] == _key_of(chosen)[:2]]
            _allow(self.whole, len(same) > 1)
            answered = any(one.reason for one in same) if self.whole.value else bool(chosen and chosen.reason)
            _allow(self.replies, answered)
            self.reason.disabled = self.replies.value
            self.through.disabled = chosen is None or not chosen.lasts
            if self.through.disabled:
                self.through.value = ""
        finally:
            self._quiet = False
        shown = same if self.whole.value else [chosen] if chosen is not None else []
        lines = [(f"{one.level} {one.rule} {one.project}", one.lines, one.answers) for one in shown]
        self.detail.value = pages.render_findings(lines[:_MOST_SHOWN], len(lines) - _MOST_SHOWN)


def write_flags(words: Words) -> tuple[tuple[str, str | None], ...]:
    """Write the options of ``sanzi accept`` that say these words; None where an option has no value."""
    why = ("--replies", None) if words.reason is None else ("--reason", words.reason)
    given = (("--unit", words.unit), ("--rule", words.rule), ("--project", words.project), ("--through", words.through))
    return (*((flag, value) for flag, value in given if value is not None), why, ("--by", words.by))


def _key_of(one: Acceptable) -> tuple[str, str, str]:
    return one.unit, one.rule, one.project


def _label(one: Acceptable) -> str:
    """``核实  V18  某县  430424-…　……〔有答复〕``; a list shows text, never markup."""
    first = one.lines[0] if one.lines else ""
    text = first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1]}…"
    answered = "〔有答复〕" if one.answers else ""
    return clean("  ".join(part for part in (one.level, one.rule, one.unit, one.project, answered + text) if part))


def _tick(text: str) -> Any:
    return widgets.Checkbox(description=text, indent=False, layout={"width": "auto", "margin": "0 0 0 1.5rem"})


def _allow(box: Any, allowed: bool) -> None:
    box.disabled = not allowed
    if not allowed:
        box.value = False
