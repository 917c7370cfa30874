"""Cell formats added to a workbook's own (``styles.xml``); what is there keeps its number and its look."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from sanzi_lib.ledger.feedback.edited_book import MAIN, CannotMarkError

_MOST_FORMATS = 60_000
"""Excel takes 64 000 cell formats."""

_GROUPS = ("fonts", "fills", "borders", "cellXfs")

EMPTY_STYLES = (
    f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
"""A workbook's formats where it has none of its own."""


class StyleSheet:
    """The formats of a workbook, and those added to them."""

    def __init__(self, root: Any) -> None:
        """Take ``styles.xml``.

        Raises:
            CannotMarkError: It is not whole.
        """
        self.root = root
        self._groups = {name: root.find(f"{{{MAIN}}}{name}") for name in _GROUPS}
        if any(group is None for group in self._groups.values()):
            raise CannotMarkError("原文件的样式表不完整")
        self._formats = [child for child in self._groups["cellXfs"] if child.tag == f"{{{MAIN}}}xf"]
        if not self._formats:
            raise CannotMarkError("原文件的样式表不完整")
        self._marked: dict[tuple[int, str], int] = {}
        self._fills: dict[str, int] = {}

    def add(self, group: str, xml: str) -> int:
        """Add a font, fill, border or cell format written without namespace; returns its number."""
        element = etree.fromstring(f'<x xmlns="{MAIN}">{xml}</x>')[0]  # our own text, nothing of the unit's
        return self._append(group, element)

    def fill(self, colour: str) -> int:
        """Give Number of a solid fill; equal ones are added once."""
        if colour not in self._fills:
            self._fills[colour] = self.add(
                "fills",
                f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
                "</patternFill></fill>",
            )
        return self._fills[colour]

    def mark(self, style: int, colour: str) -> int:
        """Mark the number of a cell format that differs from another by its fill alone.

        Raises:
            CannotMarkError: The workbook has as many formats as Excel takes.
        """
        if (style, colour) not in self._marked:
            if len(self._formats) >= _MOST_FORMATS:
                raise CannotMarkError("原文件的单元格格式过多")
            original = self._formats[style if 0 <= style < len(self._formats) else 0]
            clone = deepcopy(original)
            clone.set("fillId", str(self.fill(colour)))
            clone.set("applyFill", "1")
            self._marked[style, colour] = self._append("cellXfs", clone)
        return self._marked[style, colour]

    def _append(self, group: str, element: Any) -> int:
        parent = self._groups[group]
        number = sum(1 for child in parent if isinstance(child.tag, str))
        parent.append(element)
        parent.set("count", str(number + 1))
        if group == "cellXfs":
            self._formats.append(element)
        return number
