"""The closed set of blocks that a report is made of.

A block is data with display-ready text and a role, never a colour, a tag or a width. HTML, PDF and XLSX
are rendered from the same blocks, each by one exhaustive ``match``, so they may look different but never say different
things. Blocks travel through a notebook as JSON outputs of the type :data:`MIME`.

::

    Block = DocumentHead | Heading | Paragraph | Findings | KeyFigures | Table | Chart | Picture
          | Article | Notes | Bullets | Preformatted | FiguresData | PageBreak
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

MIME = "application/vnd.sanzi.block+json"
"""Output type under which a notebook carries one block."""

CellKind = Literal["money", "rate", "count", "quantity", "plain"]
"""万元, stored to the 分; a share, stored to what is shown in percent; a whole number; any other number; or digits that
all count, written without separators (``数据``)."""

Role = Literal["plain", "good", "warn", "muted", "strong"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class DocumentHead:
    """What the whole document is; exactly one, first.

    Attributes:
        report: Report id (``leaderboard``).
        title: Title of the document, with quotation marks as in the policy.
        file_stem: File name without its ending; safe on every system.
        subtitle: Line under the title (period, 制表时间).
        tabulated_on: 制表时间, ISO date; also the date stamp of PDF and XLSX.
        marks: Words printed on every page (演示数据, 试编, 试算, 未定稿, 内部资料).
        subject: One sentence for the document's metadata.
        author: Who publishes, for the metadata.
    """

    report: str
    title: str
    file_stem: str
    subtitle: str
    tabulated_on: str
    marks: tuple[str, ...] = ()
    subject: str = ""
    author: str = ""
    kind: Literal["head"] = "head"


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section of the report, 2 and 3 below it."""

    text: str
    level: Literal[1, 2, 3] = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of plain text."""

    text: str
    role: Role = "plain"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Findings:
    """Three to five sentences that say first what the reader must know."""

    sentences: tuple[str, ...]
    kind: Literal["findings"] = "findings"


@dataclass(frozen=True)
class KeyFigure:
    """One figure with its label: ``累计经济效益``, ``40.12``, ``亿元``, ``较上月增加2.10亿元``."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    role: Role = "plain"


@dataclass(frozen=True)
class KeyFigures:
    """A row of three to six key figures."""

    figures: tuple[KeyFigure, ...]
    kind: Literal["key_figures"] = "key_figures"


@dataclass(frozen=True)
class HeaderCell:
    """A cell of a table's header."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: Name of the column in tidy data.
        align: How its cells stand.
        weight: Relative room that its text needs; 0 for as little as it takes.
    """

    key: str
    align: Align = "left"
    weight: float = 0


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What is shown, rounded and with separators; several lines are parted by a line feed.
        number: The exact decimal behind the text, for XLSX; None where the cell is text. Of a rate it is the share.
        places: Decimals that XLSX shows of ``number``, of a rate in percent.
        kind: What ``number`` is, and so how XLSX stores and shows it.
        role: ``warn`` and the like; colour is only a second sign, the words say it too.
    """

    text: str
    number: str | None = None
    places: int = 2
    role: Role = "plain"
    kind: CellKind = "plain"


@dataclass(frozen=True)
class TableRow:
    """A row of a table; ``total`` and ``part`` (其中) rows are set apart."""

    cells: tuple[Cell, ...]
    style: Literal["plain", "total", "part"] = "plain"


@dataclass(frozen=True)
class Table:
    """A table, with real header cells, a caption, and its rule or notes beneath.

    Attributes:
        caption: Title of the table.
        columns: One per column.
        header: Header rows; their spans fill the grid exactly.
        rows: Body rows, one cell per column.
        above_left: Line above the table at the left (制表时间).
        above_right: Line above at the right (单位).
        notes: Lines beneath (the rule, what — means).
        landscape: True to stand on landscape pages of its own, header repeated.
        official: True for annex 3, which is set to the letter.
        listing: True for a long list of single items that is looked things up in, not read: its type may be small.
        sheet: XLSX sheet that this table fills; None to leave it out of the workbook.
        shown: False for a table that is in the workbook only.
        row_header: Index of the column that names the row.
        frozen: In XLSX, how many columns stay in sight; where given, the sheet is a long list to filter and work in.
    """

    caption: str
    columns: tuple[Column, ...]
    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[TableRow, ...]
    above_left: str = ""
    above_right: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False
    official: bool = False
    listing: bool = False
    sheet: str | None = None
    shown: bool = True
    row_header: int = 0
    frozen: int = 0
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Chart:
    """A chart as SVG whose text stays text.

    Attributes:
        svg: The drawing, safe and deterministic.
        alt: What the chart shows, in a sentence with its figures.
        caption: Title of the chart: the question that it answers.
    """

    svg: str
    alt: str
    caption: str
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True)
class Picture:
    """A raster picture (PNG, base64), such as an analyst's own figure."""

    png: str
    alt: str
    caption: str = ""
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Article:
    """A titled text in full, such as a case: lead line, then labelled parts."""

    title: str
    lead: str
    parts: tuple[tuple[str, str], ...]
    kind: Literal["article"] = "article"


@dataclass(frozen=True)
class Notes:
    """Numbered notes at the end of a report."""

    items: tuple[str, ...]
    title: str = "说明"
    kind: Literal["notes"] = "notes"


@dataclass(frozen=True)
class Bullets:
    """A plain list, ordered or not."""

    items: tuple[str, ...]
    ordered: bool = False
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Preformatted:
    """Text whose line breaks and blanks are kept, such as printed output."""

    text: str
    kind: Literal["preformatted"] = "preformatted"


@dataclass(frozen=True)
class FiguresData:
    """The report's JSON of figures, as the exact text of the file; not shown, written and attached.

    Attributes:
        name: File name (``leaderboard.json``).
        text: The file's content.
    """

    name: str
    text: str
    kind: Literal["figures"] = "figures"


@dataclass(frozen=True)
class PageBreak:
    """The next block starts a new page."""

    kind: Literal["page_break"] = "page_break"


Block = (
    DocumentHead
    | Heading
    | Paragraph
    | Findings
    | KeyFigures
    | Table
    | Chart
    | Picture
    | Article
    | Notes
    | Bullets
    | Preformatted
    | FiguresData
    | PageBreak
)

_BY_KIND: dict[str, Any] = {get_args(get_type_hints(cls)["kind"])[0]: cls for cls in get_args(Block)}

_PLAIN = frozenset({str, int, float, bool, type(None)})


def block_to_json(block: Block) -> dict[str, Any]:
    """Give a block as plain JSON values.

    Raises:
        TypeError: It holds something that is no text, number, tuple or part of a block.
    """
    plain: dict[str, Any] = _to_plain(block)
    return plain


def block_from_json(value: dict[str, Any]) -> Block:
    """Give the block that :func:`block_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: The value is not a block.
    """
    block: Block = _builder(_BY_KIND[value["kind"]])(value)
    return block


def _to_plain(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [_to_plain(item) for item in value]
    if is_dataclass(kind):
        return {name: _to_plain(getattr(value, name)) for name in _field_names(kind)}
    # A text or number of a type of its own; json refuses everything else.
    return json.loads(json.dumps(value, ensure_ascii=False))


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


Builder = Callable[[Any], Any]


@cache
def _builder(target: Any) -> Builder:
    """Tell what makes a value of a type from plain JSON values; made once per type.

    Because to ask for its parts is slow.
    """
    if is_dataclass(target) and isinstance(target, type):
        return _class_builder(target)
    origin, args = get_origin(target), get_args(target)
    if origin is tuple:
        return _tuple_builder(args)
    if origin in (Union, UnionType):
        inner = _builder(next(arg for arg in args if arg is not type(None)))
        return inner if inner is _keep else lambda value: None if value is None else inner(value)
    return _keep


def _keep(value: Any) -> Any:
    return value


def _class_builder(target: Any) -> Builder:
    hints = get_type_hints(target)
    inner = {name: make for name in _field_names(target) if (make := _builder(hints[name])) is not _keep}

    def build(value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError(f"{target.__name__} is made of {type(value).__name__}")
        built = {**value, **{name: make(value[name]) for name, make in inner.items() if name in value}}
        return target(**built)

    return build


def _tuple_builder(kinds: tuple[Any, ...]) -> Builder:
    makers = [_builder(kind) for kind in kinds if kind is not Ellipsis]
    endless = kinds[1:] == (Ellipsis,)

    def build(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if endless:
            return tuple(value) if makers[0] is _keep else tuple(map(makers[0], value))
        return tuple(make(item) for make, item in zip(makers, value, strict=True))

    return build
