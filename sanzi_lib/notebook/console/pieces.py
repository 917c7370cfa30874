"""Small widgets of the console."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets


class Checks:
    """Several things of which any number may be ticked.

    Attributes:
        box: Its widgets.
    """

    def __init__(self) -> None:
        self.box = widgets.Box(layout={"flex_flow": "row wrap", "flex": "1 1 0"})
        self._keys: tuple[str, ...] = ()
        self._boxes: dict[str, Any] = {}
        self._hear: Callable[[], None] = lambda: None

    @property
    def value(self) -> tuple[str, ...]:
        """Keys of what is ticked, in the order offered."""
        return tuple(key for key in self._keys if self._boxes[key].value)

    @value.setter
    def value(self, keys: Sequence[str]) -> None:
        for key in self._keys:
            self._boxes[key].value = key in keys

    @property
    def is_full(self) -> bool:
        """True where everything is ticked."""
        return len(self.value) == len(self._keys)

    def offer(self, choices: Sequence[tuple[str, str]], *, first: Sequence[str] | None = None) -> None:
        """Offer these things; what was offered before stays as it is.

        Args:
            choices: Key and text of each.
            first: Keys of those that are ticked when first offered; None for all.
        """
        for key, text in choices:
            if key not in self._boxes:
                box = widgets.Checkbox(
                    value=first is None or key in first,
                    description=text,
                    indent=False,
                    layout={"width": "auto", "margin": "0 1.2rem 0 0"},
                )
                box.observe(lambda _: self._hear(), "value")
                self._boxes[key] = box
            self._boxes[key].description = text
        keys = tuple(key for key, _ in choices)
        if keys != self._keys:
            self._keys = keys
            self.box.children = tuple(self._boxes[key] for key in keys)

    def observe(self, hear: Callable[[], None]) -> None:
        """Be told of every tick."""
        self._hear = hear


def label_row(text: str, *content: Any) -> Any:
    """Give a row of the form: what it is, and the choice."""
    label = widgets.Label(text)
    label.add_class("sc-label")
    return widgets.HBox([label, *content])


def name_field(field: Any, text: str, *, width: str = "26rem") -> Any:
    """Name a field of the form with its name before it, the same width for all names."""
    field.description = text
    field.style.description_width = "5.5em"
    field.layout.width = width
    field.add_class("sc-field")
    return field


def wrap(*parts: Any) -> Any:
    """Widgets side by side, on more lines where there is no room."""
    return widgets.Box(list(parts), layout={"flex_flow": "row wrap", "align_items": "center"})
