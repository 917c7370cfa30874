"""The compendium's texts: what there is in all, then case by case in full (docs/指标口径.md 典型案例)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sanzi_lib.measures.casebook import CaseBook, CaseEntry
from sanzi_lib.measures.model import Amounts, Proceeds
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.reports.elements.blocks import Article, Block, Findings, Heading, KeyFigure, KeyFigures, Notes
from sanzi_lib.reports.elements.formats import show_end
from sanzi_lib.reports.elements.key_figures import build_receipts_figures, build_standing_figures
from sanzi_lib.reports.elements.notes import KINDS_NOTE, ROUNDING_NOTE
from sanzi_lib.reports.elements.official import tidy_text
from sanzi_lib.reports.elements.progress import say_benefit, say_treasury
from sanzi_lib.reports.elements.spans import say_months, say_span

NO_METHOD = "未列明"
"""Said where no accepted 项目台账 tells the method."""

NO_PROJECT = "报送时没有注明项目编号，不列项目数据。"
NOT_LISTED = "该项目不在通过核验的项目台账中，不列项目数据。"
NOT_MOVED = "年初以来没有盘活数据。"
NO_TEXT = "报送单位没有填写主要做法和取得成效。"


def number_entries(book: CaseBook) -> Iterator[tuple[int, CaseEntry]]:
    """Give the cases with the numbers that list and articles share."""
    return enumerate(book.entries, start=1)


def show_title(entry: CaseEntry) -> str:
    """Show the title of a case, on one line."""
    return tidy_text(entry.texts[0].title)


def show_method(entry: CaseEntry) -> str:
    """Show the method of a case's project, or that none is known."""
    return entry.method or NO_METHOD


def build_findings(book: CaseBook, programme: Programme) -> Findings:
    """How many cases from whom, by method, and what their projects brought; one sentence where there is none."""
    if not book.entries:
        return Findings((_say_none(book, programme),))
    sentences = (_say_count(book, programme), _say_methods(book), _say_brought(book), _say_merged(book))
    return Findings(tuple(sentence for sentence in sentences if sentence))


def _say_none(book: CaseBook, programme: Programme) -> str:
    span = say_span(book.first, book.month)
    if not book.units:
        return f"{span}没有通过核验的月报，本期没有典型案例。"
    if len(book.units) == 1:
        return (
            f"{span}只有{programme.unit_by_code[book.units[0]].name}的月报通过核验，未报送典型案例，本期没有典型案例。"
        )
    return f"{span}{len(book.units)}个单位的月报通过核验，均未报送典型案例，本期没有典型案例。"


def _say_count(book: CaseBook, programme: Programme) -> str:
    span, count = say_span(book.first, book.month), len(book.entries)
    units = list(dict.fromkeys(entry.unit for entry in book.entries))
    if len(units) == 1:
        return f"{span}收录典型案例{count}个，由{programme.unit_by_code[units[0]].name}报送。"
    counts = Counter(entry.group for entry in book.entries)
    parts = [f"{group.name}{counts[group.id]}个" for group in programme.groups if counts[group.id]]
    spread = f"均来自{parts[0].removesuffix(f'{count}个')}" if len(parts) == 1 else f"其中{'、'.join(parts)}"
    return f"{span}收录典型案例{count}个，由{len(units)}个单位报送，{spread}。"


def _say_methods(book: CaseBook) -> str:
    counts = Counter(entry.method for entry in book.entries)
    known = {method: count for method, count in counts.items() if method}
    if len(book.entries) == 1 or not known:
        return ""
    if len(counts) == 1:
        return f"盘活方式均为“{book.entries[0].method}”。"
    order = sorted(known, key=lambda method: (-known[method], list(known).index(method)))
    lacking = f"，{NO_METHOD}{counts['']}个" if counts[""] else ""
    return f"按盘活方式分，{'、'.join(f'“{method}”{known[method]}个' for method in order)}{lacking}。"


def _say_brought(book: CaseBook) -> str:
    still = sum(entry.cumulative is None for entry in book.entries)
    if still == len(book.entries):
        return "案例所涉项目年初以来均没有盘活数据。" if still > 1 else f"案例所涉项目{NOT_MOVED}"
    amounts = build_amounts(book.cumulative)
    others = f"（另有{still}个案例的项目年初以来没有盘活数据）" if still else ""
    brought = f"{say_benefit(amounts, book.month)}，{say_treasury(amounts)}"
    return f"截至{show_end(book.period)}，案例所涉项目{brought}{others}。"


def _say_merged(book: CaseBook) -> str:
    earlier = sum(len(entry.earlier) for entry in book.entries)
    if not earlier:
        return ""
    return f"同一项目在几个月份都报送案例的，收录最近一次的文字，此前的{earlier}篇在该案例后注明月份和标题。"


def build_amounts(cumulative: Proceeds, benefit: int | None = None) -> Amounts:
    """Figures of projects as the sentences of rows take them; a project has no target.

    Args:
        cumulative: Year to date, 分.
        benefit: Of the month, 分; None to leave it unsaid.
    """
    return Amounts(
        projects=None,
        quantities=(),
        benefit=benefit,
        treasury=None,
        available=None,
        benefit_cumulative=cumulative.benefit,
        treasury_cumulative=cumulative.treasury,
        available_cumulative=cumulative.available,
        target=None,
        attainment=None,
        gap=None,
    )


def build_key_figures(book: CaseBook) -> KeyFigures:
    """How many, and what their projects brought."""
    amounts = build_amounts(book.cumulative)
    return KeyFigures(
        (
            KeyFigure("典型案例", str(len(book.entries)), "个", f"{len({e.unit for e in book.entries})}个单位报送"),
            *build_standing_figures(amounts, ""),
            *build_receipts_figures(amounts),
        )
    )


def build_articles(book: CaseBook, programme: Programme) -> tuple[Block, ...]:
    """Every case in full: a heading per group, one per method, an article per case."""
    blocks: list[Block] = []
    numbered = list(number_entries(book))
    for group, of_group in groupby(numbered, key=lambda item: item[1].group):
        blocks.append(Heading(f"{programme.group_by_id[group].name}典型案例"))
        for method, of_method in groupby(of_group, key=lambda item: show_method(item[1])):
            blocks.append(Heading(f"盘活方式：{method}", level=2))
            blocks += [_build_article(number, entry, book, programme) for number, entry in of_method]
    return tuple(blocks)


def _build_article(number: int, entry: CaseEntry, book: CaseBook, programme: Programme) -> Article:
    return Article(
        title=f"{number}．{show_title(entry)}",
        lead=f"{programme.unit_by_code[entry.unit].name}　{book.month.year}年{entry.month}月报送",
        parts=tuple(_iter_parts(entry, book)),
    )


def _iter_parts(entry: CaseEntry, book: CaseBook) -> Iterator[tuple[str, str]]:
    yield "项目名称", _say_project(entry)
    if facts := entry.listed:
        detail = f"（{facts.method_detail}）" if facts.method_detail else ""
        holder = f"；资产持有人：{tidy_text(facts.holder)}" if facts.holder.strip() else ""
        yield "项目概况", f"{facts.category}—{facts.subcategory}；以“{facts.method}”{detail}方式盘活{holder}。"
    if entry.project:
        yield "项目数据", _say_figures(entry, book)
    for place, text in enumerate(entry.texts):
        if place:
            yield "同月另报", tidy_text(text.title)
        written = [(label, part.strip()) for label, part in (("主要做法", text.practice), ("取得成效", text.result))]
        yield from ([item for item in written if item[1]] or [("文字", NO_TEXT)])
    if entry.earlier:
        named = "；".join(f"{item.month}月《{tidy_text(item.title)}》" for item in entry.earlier)
        yield "此前报送", f"{named}。"


def _say_project(entry: CaseEntry) -> str:
    if not entry.project:
        return NO_PROJECT
    return NOT_LISTED if entry.listed is None else f"{tidy_text(entry.listed.name)}。"


def _say_figures(entry: CaseEntry, book: CaseBook) -> str:
    if entry.cumulative is None:
        return NOT_MOVED
    # A span's own sum would be taken for the month's.
    amounts = build_amounts(entry.cumulative, entry.benefit if book.first == book.month else None)
    return f"截至{show_end(book.period)}，{say_benefit(amounts, book.month)}，{say_treasury(amounts)}。"


def build_notes(book: CaseBook, programme: Programme) -> Notes:
    """Where the cases come from, how they are ordered and merged, what their figures are."""
    span = say_months(book.first, book.month)
    return Notes(
        (
            f"收录{span}通过核验的月报所附的典型案例，文字由报送单位提供；人名、电话号码和证件号码已隐去，"
            "资产持有人为个人的不列。",
            f"案例按报送单位所在的组和项目的盘活方式排列，同组同方式的按名册顺序；项目名称、类别和盘活方式以截至"
            f"{book.month.month}月最近一期通过核验的项目台账为准。",
            "同一项目的案例合并为一个：收录最近一次报送的文字，同一月份报送的几篇全部收录；更早的只注明月份和标题。",
            _say_cumulative(book.month, book, programme),
            KINDS_NOTE,
            ROUNDING_NOTE,
        )
    )


def _say_cumulative(month: Month, book: CaseBook, programme: Programme) -> str:
    return (
        f"项目的累计数自{month.year}年1月1日起，截至{show_end(book.period)}，含追溯调整和期初数；"
        f"每个项目只计一次，是{programme.titles.city_word}累计数的一部分。"
    )
