"""A document: its head and its blocks, read from the outputs of an executed notebook.

The suite's own blocks come as outputs of the type :data:`~sanzi_lib.reports.elements.blocks.MIME`; what an analyst
added (Markdown, a DataFrame, a figure, printed text) is turned into blocks as well (:mod:`~sanzi_lib.render.analyst`).
A notebook with a failed or an unexecuted cell is refused, because a document without its tracebacks would look whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sanzi_lib.errors import NotebookFailedError, ReportError
from sanzi_lib.render.analyst.outputs import blocks_of_display, blocks_of_markdown, blocks_of_stream
from sanzi_lib.reports.elements.blocks import (
    MIME,
    Block,
    DocumentHead,
    FiguresData,
    Heading,
    PageBreak,
    Table,
    block_from_json,
)

GUIDE_TAG = "guide"
"""Cells with this tag are for the analyst and no part of the document: what explains a section, figures to look at."""

_LEVELS: tuple[Literal[1, 2, 3], ...] = (1, 2, 3)
_SILENT_TAGS = frozenset({GUIDE_TAG, "parameters", "injected-parameters"})


@dataclass(frozen=True)
class Document:
    """What all renderers set: one head, then the blocks in order.

    Attributes:
        head: Title, marks and date.
        blocks: Everything below the title; holds no :class:`DocumentHead`.
    """

    head: DocumentHead
    blocks: tuple[Block, ...]


def read_document(notebook: Any) -> Document:
    """Collect the blocks of an executed notebook (a ``NotebookNode``), in the order of its cells.

    Raises:
        NotebookFailedError: A cell failed or was never executed, a block cannot be read, or there is not exactly one
            head.
    """
    heads: list[DocumentHead] = []
    blocks: list[Block] = []
    for number, cell in enumerate(notebook.cells, start=1):
        for block in _blocks_of_cell(cell, number):
            if isinstance(block, DocumentHead):
                heads.append(block)
            else:
                blocks.append(block)
    if len(heads) != 1:
        raise NotebookFailedError(
            f"笔记本中应当有且只有一个报告标题，现有{len(heads)}个：请确认打开的是本套件的报告笔记本，"
            "并已从头到尾完整运行一遍。"
        )
    return Document(heads[0], order_headings(tuple(blocks)))


def read_day(head: DocumentHead) -> date:
    """制表时间, the only date in a document's files.

    Raises:
        ReportError: It is no date.
    """
    try:
        return date.fromisoformat(head.tabulated_on)
    except ValueError as error:
        raise ReportError(f"制表时间“{head.tabulated_on}”不是日期，请写成 2024-06-30 这样的形式。") from error


def order_headings(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Give the blocks with no heading more than one level below the one before, the first of level 1, and no empty one.

    An analyst may start with ``###``; a skipped level would mislead screen readers and is refused by PDF/UA.
    """
    ordered: list[Block] = []
    previous = 0
    for block in blocks:
        if isinstance(block, Heading):
            if not block.text.strip():
                continue
            level: Literal[1, 2, 3] = block.level if block.level <= previous + 1 else _LEVELS[previous]
            previous = level
            ordered.append(block if level == block.level else replace(block, level=level))
        else:
            ordered.append(block)
    return tuple(ordered)


def _blocks_of_cell(cell: Any, number: int) -> Iterator[Block]:
    tags = frozenset(cell.get("metadata", {}).get("tags", ()))
    source = cell.get("source", "")
    if cell["cell_type"] == "markdown":
        if GUIDE_TAG not in tags:
            yield from blocks_of_markdown(source, cell.get("attachments", {}))
        return
    if cell["cell_type"] != "code" or not source.strip():
        return
    _refuse_failed(cell, number)
    if tags & _SILENT_TAGS:
        return
    for output in cell.get("outputs", ()):
        yield from _blocks_of_output(output, cell, number)


def _refuse_failed(cell: Any, number: int) -> None:
    for output in cell.get("outputs", ()):
        if output["output_type"] == "error":
            reason = " ".join(str(output.get("evalue", "")).split())
            what = f"{output.get('ename', '')}：{reason}" if reason else str(output.get("ename", ""))
            raise NotebookFailedError(
                f"笔记本第{number}个单元格运行出错（{what}），不能生成报告：请改正后从头到尾重新运行，再导出。"
            )
    if cell.get("execution_count") is None:
        raise NotebookFailedError(
            f"笔记本第{number}个单元格没有运行，不能生成报告：请从头到尾运行全部单元格并保存，再导出。"
        )


def _blocks_of_output(output: Any, cell: Any, number: int) -> Iterator[Block]:
    kind = output["output_type"]
    if kind == "stream":
        # Warnings on stderr are the technician's: they hold paths and code, which no circulated report may show
        # (docs/指标口径.md 印发). They stay in the executed notebook.
        if output.get("name") == "stdout":
            yield from blocks_of_stream(output.get("text", ""))
        return
    data = output.get("data", {})
    if MIME in data:
        yield _read_block(data[MIME], number)
        return
    words = {**cell.get("metadata", {}), **output.get("metadata", {})}
    yield from blocks_of_display(data, words)


def _read_block(value: Any, number: int) -> Block:
    try:
        return block_from_json(value)
    except (KeyError, TypeError, ValueError) as error:
        raise NotebookFailedError(
            f"笔记本第{number}个单元格的输出无法识别（可能由别的版本生成）：请用当前版本从头到尾重新运行，再导出。"
        ) from error


@dataclass(frozen=True)
class Section:
    """Blocks that stand on pages of one orientation.

    Attributes:
        landscape: True for pages of a wide table, with the headings that introduce it.
        new_page: True where an explicit page break stands before.
        blocks: Without page breaks and figures data.
    """

    landscape: bool
    new_page: bool
    blocks: tuple[Block, ...]


def split_sections(blocks: tuple[Block, ...]) -> tuple[Section, ...]:
    """Part the shown blocks into runs of portrait and landscape pages, the same for HTML, PDF and DOCX.

    Headings directly before a landscape table go with it, so that none is left behind at the foot of a page.
    """
    sections: list[Section] = []
    current: list[Block] = []
    broken = False

    def close(landscape: bool) -> None:
        nonlocal broken
        if current:
            sections.append(Section(landscape, broken, tuple(current)))
            current.clear()
            broken = False

    for block in order_headings(blocks):
        if isinstance(block, PageBreak):
            close(landscape=False)
            broken = True
        elif isinstance(block, Table) and block.landscape and block.shown:
            cut = len(current)
            while cut and isinstance(current[cut - 1], Heading):
                cut -= 1
            introduction = current[cut:]
            del current[cut:]
            close(landscape=False)
            current.extend([*introduction, block])
            close(landscape=True)
        elif is_shown(block):
            current.append(block)
    close(landscape=False)
    return tuple(sections)


def is_shown(block: Block) -> bool:
    """Give False for figures data and for tables that stand in the workbook only."""
    return block.shown if isinstance(block, Table) else not isinstance(block, FiguresData)


def inner_level(level: int) -> int:
    """Level of a title inside a section (of an article) whose heading has ``level``; 1 where there is none."""
    return min(level + 1, 4)
