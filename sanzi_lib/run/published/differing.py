"""Where two JSON values of figures differ: what is verified against what was computed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NAMED_BY = ("category", "subcategory", "name", "unit", "month")
"""Keys that tell the items of a list apart, as far as an item has them."""


@dataclass(frozen=True)
class Differing:
    """A value that differs.

    Attributes:
        path: Keys from the outside in; an item of a list as ``[甲县]``, or ``[0]`` where items have no names.
        stands: The one value, None where there is none.
        given: The other.
    """

    path: tuple[str, ...]
    stands: Any
    given: Any

    @property
    def place(self) -> str:
        """``units[甲县].benefit``."""
        return ".".join(self.path).replace(".[", "[")


def find_differing(stands: Any, given: Any, path: tuple[str, ...] = (), *, more: bool = False) -> Iterator[Differing]:
    """Find every value that differs; items of lists are held against those of their name, wherever they stand.

    Args:
        stands: The one value.
        given: The other.
        path: Keys down to them.
        more: Keys that only the other has do not matter.
    """
    if isinstance(stands, dict) and isinstance(given, dict):
        for key in stands if more else dict.fromkeys([*stands, *given]):
            yield from find_differing(stands.get(key), given.get(key), (*path, key), more=more)
    elif isinstance(stands, list) and isinstance(given, list):
        yield from _compare_lists(stands, given, path, more=more)
    elif stands != given or type(stands) is not type(given):
        yield Differing(path, stands, given)


def _compare_lists(
    stands: Sequence[Any], given: Sequence[Any], path: tuple[str, ...], *, more: bool
) -> Iterator[Differing]:
    one, other = _name_items(stands), _name_items(given)
    if one is None or other is None:
        if len(stands) != len(given):
            yield Differing(path, stands, given)
            return
        one, other = (dict(zip(map(str, range(len(stands))), items, strict=True)) for items in (stands, given))
    alike = True
    for name in dict.fromkeys([*one, *other]):
        for differing in find_differing(one.get(name), other.get(name), (*path, f"[{name}]"), more=more):
            alike = False
            yield differing
    if alike and list(one) != list(other):
        yield Differing(path, list(one), list(other))


def _name_items(items: Sequence[Any]) -> Mapping[str, Any] | None:
    """Items by name, in order; None where they have none or share one."""
    named = {
        " ".join(str(item[key]) for key in _NAMED_BY if item.get(key)): item for item in items if isinstance(item, dict)
    }
    return named if len(named) == len(items) and "" not in named else None
