"""Makes every text of a document safe to set, the same for HTML, PDF and XLSX.

A character that the shipped faces lack, a private-use or control character, a bidirectional override or a lone
surrogate is shown as ``〔U+E123〕`` and listed in the notes with its place (docs/文件与命令.md 文件格式). The JSON of
figures stays as the unit wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import Any, assert_never

from sanzi_lib.render.document import Document
from sanzi_lib.render.fonts import covered_characters
from sanzi_lib.render.svg import map_svg_text
from sanzi_lib.reports.elements import blocks as el

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NOT_TEXT = frozenset({"kind", "role", "style", "align", "key", "number", "png", "svg", "report"})
_MAX_PLACES = 6


class Sieve:
    """Replaces what cannot be set and remembers where it stood.

    Attributes:
        found: Replacement (``〔U+E123〕``) to the places where it stands, both in order of appearance.
    """

    def __init__(self) -> None:
        self.found: dict[str, dict[str, None]] = {}

    def clean(self, text: str, place: str) -> str:
        """Give the text with line ends as line feeds, odd blanks as blanks and each unsafe character as its code."""
        if _safe_characters().issuperset(text):
            return text
        unified = _LINE_ENDS.sub("\n", text).expandtabs(4)
        return "".join(self._shown(character, place) for character in unified)

    def _shown(self, character: str, place: str) -> str:
        if character in _safe_characters():
            return character
        if unicodedata.category(character) == "Zs":
            return " "
        code = f"〔U+{ord(character):04X}〕"
        self.found.setdefault(code, {})[place] = None
        return code

    def note(self) -> str | None:
        """Give the sentence for the notes, None where nothing was replaced."""
        if not self.found:
            return None
        listed = "；".join(f"{code}见{_list_places(tuple(places))}" for code, places in self.found.items())
        return f"以下字符为字库未收、自造或不可显示的字符，文中以其编码代替，请有关单位改用规范字后更正：{listed}。"


@lru_cache(maxsize=1)
def make_safe(document: Document) -> Document:
    """Make the document with every unsafe character shown as its code and listed in the notes.

    Applying it again changes nothing. The last one is kept, because every format begins with it.

    Raises:
        ReportError: The shipped faces are missing.
    """
    sieve = Sieve()
    head = _clean(document.head, "标题", sieve)
    blocks = tuple(_clean_block(block, sieve) for block in document.blocks)
    note = sieve.note()
    return Document(head, blocks if note is None else _with_note(blocks, note))


def make_block_safe(block: el.Block) -> el.Block:
    """One block with every unsafe character shown as its code, for a notebook's own display."""
    return _clean_block(block, Sieve())


@cache
def _safe_characters() -> frozenset[str]:
    plain = {c for c in covered_characters() if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    # A no-break space would keep a long text from ever breaking; it becomes a plain one.
    return frozenset((plain | {"\n"}) - {"\u00a0"})


def _clean_block(block: el.Block, sieve: Sieve) -> el.Block:
    place = _place_of(block)
    match block:
        case el.FiguresData():
            return block
        case el.Chart():
            cleaned: el.Chart = _clean(block, place, sieve)
            if "&" not in block.svg and _safe_characters().issuperset(block.svg):
                return cleaned
            return replace(cleaned, svg=map_svg_text(block.svg, lambda text: sieve.clean(text, place)))
        case el.Table():
            rows = tuple(_clean(row, f"{place}第{number}行", sieve) for number, row in enumerate(block.rows, 1))
            table: el.Table = _clean(replace(block, rows=()), place, sieve)
            return replace(table, rows=rows)
        case _:
            result: el.Block = _clean(block, place, sieve)
            return result


def _clean(value: Any, place: str, sieve: Sieve) -> Any:
    if isinstance(value, str):
        return sieve.clean(value, place)
    if isinstance(value, tuple):
        return tuple(_clean(item, place, sieve) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name in _text_fields(type(value)):
            before = getattr(value, name)
            after = _clean(before, place, sieve)
            if after is not before and after != before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value


@cache
def _text_fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in _NOT_TEXT)


def _place_of(block: el.Block) -> str:
    match block:
        case el.Table():
            return f"表“{_short(block.caption)}”"
        case el.Chart() | el.Picture():
            return f"图“{_short(block.caption)}”"
        case el.Article():
            return f"“{_short(block.title)}”"
        case el.Heading():
            return "小标题"
        case el.Findings():
            return "要点"
        case el.KeyFigures():
            return "主要指标"
        case el.Notes():
            return block.title or "说明"
        case el.DocumentHead():
            return "标题"
        case el.Paragraph() | el.Bullets() | el.Preformatted() | el.FiguresData() | el.PageBreak():
            return "正文"
        case _:
            assert_never(block)


def _short(text: str) -> str:
    clean = Sieve().clean(text, "").replace("\n", " ")
    return clean if len(clean) <= 20 else f"{clean[:20]}…"


def _list_places(places: tuple[str, ...]) -> str:
    listed = "、".join(places[:_MAX_PLACES])
    return listed if len(places) <= _MAX_PLACES else f"{listed}等{len(places)}处"


def _with_note(blocks: tuple[el.Block, ...], note: str) -> tuple[el.Block, ...]:
    last = max((number for number, block in enumerate(blocks) if isinstance(block, el.Notes)), default=None)
    if last is None:
        return (*blocks, el.Notes((note,)))
    notes = blocks[last]
    assert isinstance(notes, el.Notes)
    return (*blocks[:last], replace(notes, items=(*notes.items, note)), *blocks[last + 1 :])
