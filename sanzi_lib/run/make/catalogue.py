"""``index.html``: months × reports with their state and links, from the manifests that stand in an output folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month, parse_month
from sanzi_lib.render.formats import FORMATS
from sanzi_lib.reports.elements.marks import DEMO_MARK
from sanzi_lib.run.ask.kinds import REPORTS
from sanzi_lib.run.manifest import Manifest, read_manifest
from sanzi_lib.run.places import CATALOGUE, TRIAL, checks_path, write_whole
from sanzi_lib.run.published.month import Publication, read_publications
from sanzi_lib.run.published.restoration import is_as_published

_LINKS = {one.suffix: one.word for one in FORMATS.values()} | {".json": "数据"}
_ORDER = list(_LINKS)


@dataclass(frozen=True)
class Link:
    """A link of the catalogue.

    Attributes:
        href: Relative and percent-encoded.
        text: What is clicked.
        name: The file's own name.
    """

    href: str
    text: str
    name: str


@dataclass(frozen=True)
class CatalogueEntry:
    """A report of a month.

    Attributes:
        column: What it is: 分组榜单（县市组）.
        state: In words.
        role: ``good`` or ``warn``; a second sign beside the words.
        title: Title of the document.
        date: 制表时间.
        marks: Words printed on every page.
        trial: What differs from the programme's rules, in words; "" for a board.
        links: To its documents.
        unit: Name of the unit whose own report it is, "" for others.
        parts: Units' own reports that stand beside it, in register order.
    """

    column: str
    state: str
    role: str
    title: str = ""
    date: str = ""
    marks: tuple[str, ...] = ()
    trial: str = ""
    links: tuple[Link, ...] = ()
    unit: str = ""
    parts: tuple[CatalogueEntry, ...] = ()


@dataclass(frozen=True)
class MonthRow:
    """A month's reports.

    Attributes:
        label: The month.
        intake: How the returns stand.
        intake_role: Whether that is well.
        cells: One per column, None where there is none.
        trials: What was tried by other rules.
    """

    label: str
    intake: str
    intake_role: str
    cells: tuple[CatalogueEntry | None, ...]
    trials: tuple[CatalogueEntry, ...]


@dataclass(frozen=True)
class YearTable:
    """The months of a year, the newest first, under the reports that the year has.

    Attributes:
        title: City and year.
        columns: What the year's reports are called.
        rows: The months.
        internal: True for the reports that never leave the office; they stand apart, so that nobody sends one by
            mistake.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[MonthRow, ...]
    internal: bool = False


def write_catalogue(output: Path, record: Path | None = None) -> None:
    """Write ``index.html`` of an output folder; one that says the same is left alone.

    Args:
        output: The output folder.
        record: Folder that holds ``published/``; None for the output folder.

    Raises:
        RecordError: A published month is damaged.
        OSError: It cannot be written.
    """
    text = render_catalogue(read_years(output, record))
    path = output / CATALOGUE
    if not (path.is_file() and path.read_bytes() == text.encode("utf-8")):
        write_whole(path, text)


def render_catalogue(years: tuple[YearTable, ...]) -> str:
    """Render the page; nothing in it is fetched from anywhere, and every text is escaped."""
    loader = PackageLoader("sanzi_lib.run.make", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("catalogue.html.j2").render(years=years)


def read_years(output: Path, record: Path | None = None) -> tuple[YearTable, ...]:
    """Tell what stands in an output folder, a table per year, the newest first.

    Raises:
        RecordError: A published month is damaged.
    """
    published = {publication.month: publication for publication in read_publications(record or output)}
    months: dict[Month, list[tuple[Path, Manifest | None]]] = {}
    for folder in sorted(path for path in output.iterdir() if path.is_dir()):
        try:
            month = parse_month(folder.name)
        except ParameterError:
            continue
        months[month] = sorted(_report_folders(folder), key=lambda item: item[0].as_posix())
    years = sorted({month.year for month in months}, reverse=True)
    return tuple(
        table
        for year in years
        for table in _year(output, year, {month: months[month] for month in months if month.year == year}, published)
    )


def read_month(output: Path, month: Month, record: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """Read the reports of one month in the catalogue's order, trials last; none where the month has no folder.

    Args:
        output: The output folder.
        month: The month.
        record: Folder that holds ``published/``; None for the output folder.

    Raises:
        RecordError: A published month is damaged.
    """
    folder = output / str(month)
    if not folder.is_dir():
        return ()
    published = {publication.month: publication for publication in read_publications(record or output)}
    found = {month: sorted(_report_folders(folder), key=lambda item: item[0].as_posix())}
    tables = tuple(_year(output, month.year, found, published))
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    (row,) = tables[0].rows
    return (*(cell for cell in cells if cell is not None), *row.trials)


def has_real_reports(output: Path, month: Month) -> bool:
    """Tell whether a report of the month rests on returns of which none says 演示.

    A report to which nobody has sent anything yet is as good as none.
    """
    folder = output / str(month)
    found = [made for _, made in _report_folders(folder) if made is not None] if folder.is_dir() else []
    return any(DEMO_MARK not in made.marks and any(_list_files(made)) for made in found)


def _list_files(manifest: Manifest) -> Iterator[Any]:
    for item in manifest.inputs.get("returns", ()):
        yield from item.get("files", ())


def _report_folders(month: Path) -> Iterator[tuple[Path, Manifest | None]]:
    for folder in month.iterdir():
        if not folder.is_dir():
            continue
        for place in folder.iterdir() if folder.name.startswith(TRIAL) else (folder,):
            if place.is_dir():
                yield place, read_manifest(place)
                yield from ((own, made) for own in _folders(place) if (made := read_manifest(own)) is not None)


def _folders(place: Path) -> list[Path]:
    """Tell what stands within a report's folder: units' own reports, among others."""
    return sorted(path for path in place.iterdir() if path.is_dir())


def _year(
    output: Path,
    year: int,
    months: Mapping[Month, list[tuple[Path, Manifest | None]]],
    published: Mapping[Month, Publication],
) -> Iterator[YearTable]:
    """Give the year's table of reports for the leaders, and that of internal ones where there is any."""
    manifests = [manifest for found in months.values() for _, manifest in found if manifest is not None]
    kinds = list(REPORTS)
    places = {
        _column(m): (kinds.index(m.report) if m.report in kinds else len(kinds), m.position, _column(m))
        for m in manifests
        if not m.trial and not _span(m)
    }
    internal = {_column(m) for m in manifests if m.report in REPORTS and REPORTS[m.report].internal}
    columns = sorted(places, key=lambda column: places[column])
    shown = tuple(column for column in columns if column not in internal)
    inside = tuple(column for column in columns if column in internal)
    cities = "、".join(sorted({manifest.city for manifest in manifests}))
    rows = [_month(output, month, months[month], columns, published.get(month)) for month in sorted(months)[::-1]]
    cells = [dict(zip(columns, row.cells, strict=True)) for row in rows]
    title = f"{cities}{year}年"
    yield YearTable(
        title, shown, tuple(replace(row, cells=tuple(map(of.get, shown))) for row, of in zip(rows, cells, strict=True))
    )
    if inside:
        kept = [(row, tuple(map(of.get, inside))) for row, of in zip(rows, cells, strict=True)]
        yield YearTable(title, inside, tuple(replace(row, cells=own) for row, own in kept if any(own)), internal=True)


def _column(manifest: Manifest) -> str:
    """Tell what a report is called; one of several months is none of its last month's columns and says so."""
    what = _span(manifest) or (manifest.place if manifest.group is not None else "")
    return f"{manifest.report_name}（{what}）" if what else manifest.report_name


def _span(manifest: Manifest) -> str:
    """``1月至6月`` for a report of several months, "" for others."""
    parameters = manifest.inputs.get("parameters")
    if not isinstance(parameters, dict) or not parameters.get("through"):
        return ""
    try:
        first, last = (parse_month(str(parameters.get(name))) for name in ("month", "through"))
    except ParameterError:
        return ""
    return f"{first.month}月至{last.month}月"


def _month(
    output: Path,
    month: Month,
    found: list[tuple[Path, Manifest | None]],
    columns: Sequence[str],
    publication: Publication | None,
) -> MonthRow:
    found = sorted(found, key=lambda item: item[1].position if item[1] else 0)
    entries = [_entry(output, folder, manifest, publication) for folder, manifest in found]
    boards = _gather_units([entry for entry in entries if not entry.trial and entry.column])
    intake, role = _intake(checks_path(output, str(month)))
    others = tuple(entry for column, entry in boards.items() if column not in columns)
    return MonthRow(
        f"{month.label}（已定稿）" if publication else month.label,
        intake,
        role,
        tuple(boards.get(column) for column in columns),
        (*others, *(entry for entry in entries if entry.trial)),
    )


def _gather_units(entries: list[CatalogueEntry]) -> dict[str, CatalogueEntry]:
    """Entries by column, units' own reports with the one on the whole."""
    boards = {entry.column: entry for entry in entries if not entry.unit}
    for entry in (entry for entry in entries if entry.unit):
        whole = boards.get(entry.column, CatalogueEntry(entry.column, "", ""))
        boards[entry.column] = replace(whole, parts=(*whole.parts, entry))
    return boards


def _entry(output: Path, folder: Path, manifest: Manifest | None, publication: Publication | None) -> CatalogueEntry:
    failures = sorted(path.name for path in folder.glob("*.failed.txt"))
    links = [_link(output, folder / name, "出错说明") for name in failures]
    if manifest is None:
        if not failures:
            return CatalogueEntry("", "", "")
        return CatalogueEntry(folder.name, "未能生成", "warn", links=tuple(links))
    missing = [item.file for item in manifest.outputs if not (folder / item.file).is_file()]
    state, role = ("已生成", "good")
    if failures:
        state, role = "未能更新，为上次结果", "warn"
    elif missing:
        state, role = "文件不全，请重新生成", "warn"
    elif publication is not None and (same := is_as_published(manifest, publication)) is not None:
        number = publication.about.number
        state, role = (f"已定稿{f'（第{number}版）' if number > 1 else ''}", "good")
        if not same:
            state, role = "与定稿不同，请重新运行以恢复", "warn"
    there = [folder / item.file for item in manifest.outputs if item.file not in missing]
    shown = sorted((path for path in there if path.suffix in _LINKS), key=lambda path: _ORDER.index(path.suffix))
    links = [*(_link(output, path, _LINKS[path.suffix]) for path in shown), *links]
    trial = "，".join(f"{name}={value}" for name, value in sorted(manifest.trial.items()))
    unit = manifest.place if manifest.unit else ""
    links_of = tuple(links)
    return CatalogueEntry(
        _column(manifest), state, role, manifest.title, manifest.as_of, manifest.marks, trial, links_of, unit
    )


def _link(output: Path, path: Path, text: str) -> Link:
    # quote() also encodes ":" and "//", so that no file name can turn into an address elsewhere.
    return Link(quote(path.relative_to(output).as_posix()), text, path.name)


def _intake(path: Path) -> tuple[str, str]:
    """How many returns of a month were accepted, from its checks.json."""
    try:
        checks: Any = json.loads(path.read_text(encoding="utf-8"))
        states: dict[str, str] = {}
        for item in checks["returns"]:
            before = states.get(item["unit"])
            if before != "accepted" and item["state"] not in ("replaced", "answer"):
                states[item["unit"]] = item["state"] if before != "sent_back" or item["state"] == "accepted" else before
        unread = len(checks["unread"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", ""
    count = list(states.values()).count
    text = f"接收{count('accepted')}家，退回{count('sent_back')}家，未报{count('not_reported')}家"
    text += f"，未读取文件{unread}个" if unread else ""
    return text, "warn" if unread or count("sent_back") or count("not_reported") else "good"
