"""Publishing a month: the reasons that it takes, and that it is meant (docs/定稿.md 什么时候不能定稿)."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from sanzi_lib.errors import ParameterError
from sanzi_lib.notebook.console import pages
from sanzi_lib.notebook.console.pieces import name_field, wrap
from sanzi_lib.run.commands.click import Reasons


class Publishing:
    """What publishing takes.

    Attributes:
        box: Its widgets, in the order of the keyboard.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Build the widgets; no month is known yet.

        Args:
            changed: Called after every change.
        """
        self._news = 0
        self.said = widgets.HTML()
        self.reason = name_field(
            widgets.Text(placeholder="尚有待核实而先行定稿的理由，一并冻结"), "先行理由", width="40rem"
        )
        self.reissue = name_field(widgets.Text(placeholder="只在已定稿的月份要更正时填写"), "重新定稿", width="40rem")
        self.meant = widgets.Checkbox(
            description="报告已经看过，现在定稿", indent=False, layout={"width": "auto", "margin": "0 0 0 6.5em"}
        )
        self.box = widgets.VBox([self.said, wrap(self.reason), wrap(self.reissue), self.meant])
        for widget in (self.reason, self.reissue, self.meant):
            widget.observe(lambda _: changed(), "value")
        self.offer("", 0)

    def offer(self, said: str, news: int) -> None:
        """Show how a month stands; what was meant for another one is taken back.

        Args:
            said: Whether it is published, and what is open, in a sentence.
            news: How many findings are open that no publication froze as open.
        """
        self._news = news
        self.meant.value = False
        asked = f"其中{news}项此前定稿没有记下，定稿须写明先行理由。" if news else ""
        self.said.value = pages.render_hint(f"{said}{asked}", warns=bool(news))

    def build_reasons(self) -> Reasons:
        """Tell why it is published.

        Raises:
            ParameterError: A reason is missing, or nobody has said that it is meant.
        """
        opened, reissue = self.reason.value.strip(), self.reissue.value.strip()
        if self._news and not opened:
            raise ParameterError(f"有待核实{self._news}项没有说明：请先认可，或写明先行定稿的理由。")
        if not self.meant.value:
            raise ParameterError("看过报告后，请勾选“报告已经看过，现在定稿”。")
        return Reasons(opened or None, reissue or None)


def write_flags(reasons: Reasons) -> tuple[tuple[str, str | None], ...]:
    """Write the options of ``sanzi publish`` that say these reasons."""
    given = (("--reissue", reasons.reissue), ("--open", reasons.opened))
    return tuple((flag, value) for flag, value in given if value is not None)
