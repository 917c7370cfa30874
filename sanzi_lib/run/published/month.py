"""Published months as they stand in the record (docs/指标口径.md 定稿与追溯调整; docs/文件与命令.md 输出文件夹).

``<record>/published/2024-06/`` holds everything that the month was made of and everything that was made::

    publish.json        what, when, which version and why
    SHA256SUMS          every file below, also those of earlier versions
    returns/2024-01/ …  the returned workbooks of January to the month
    params/<programme>/ the programme's files with overrides.csv; params/runs/ the month's parameter file
    previous/<group>.json  the boards that rank changes were measured against; _overview.json, what the overview was
    checks/2024-01.json …  what checking gave
    openings/2024-01.json … 期初数 of the month's rows
    year_before.json    what the checks knew of the year before, where the record held anything of it
    open.json           what is open (待核实), by unit, month, rule and 项目编号
    reports/县市组/ …      documents, figures, executed notebooks, manifests
    v1/                 the version before, whole, where this one is a reissue
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.model import MonthChecks
from sanzi_lib.ledger.reading.folder import PASSED_OVER
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.published.checksums import check_sums
from sanzi_lib.run.published.open import OPEN, PublishedOpen, read_open

PUBLISHED = "published"
ABOUT = "publish.json"
RETURNS, PARAMS, PREVIOUS, CHECKS, REPORTS_FOLDER = "returns", "params", "previous", "checks", "reports"
OPENINGS = "openings"
YEAR_BEFORE = "year_before.json"


class Earlier(BaseModel):
    """An earlier version of a published month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    published_at: str
    reason: str | None


class PublishedReport(BaseModel):
    """A report that was frozen; ``folder`` counts from ``reports/``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: str
    group: str | None
    folder: str


class About(BaseModel):
    """publish.json.

    Attributes:
        month: ``2024-06``.
        programme: Id of the programme.
        number: 1 for the first version, one more for each reissue.
        published_at: ISO time with offset.
        reason: Why it was reissued, None for the first version.
        earlier: The versions before, the oldest first.
        months: Months that had a folder of returns, ``2024-01``.
        reports: What was frozen.
        library: SHA-256 of the library's files.
        versions: Python and packages.
        base: The month whose publication closed the months up to it, ``2024-05``; None where none did.
        open: What was open (docs/核验规则.md 待核实); None in publications of earlier releases.
        rules_by_month: By which rules each month was judged and its boards were made; 1 for months that it leaves out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    month: str
    programme: str
    city: str
    number: int
    published_at: str
    reason: str | None
    earlier: tuple[Earlier, ...]
    months: tuple[str, ...]
    reports: tuple[PublishedReport, ...]
    library: str
    versions: dict[str, str]
    base: str | None = None
    rules_by_month: dict[str, int] = {}
    open: PublishedOpen | None = None

    def to_text(self) -> str:
        """Give the file's content."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class Publication:
    """A published month."""

    month: Month
    folder: Path
    about: About

    @property
    def label(self) -> str:
        """``2024-06已定稿（第1版，2024-07-02）``."""
        return f"{self.month}已定稿（第{self.about.number}版，{self.about.published_at[:10]}）"

    @property
    def params(self) -> Path:
        """Folder of the frozen programme."""
        return self.folder / PARAMS / self.about.programme

    def returns_of(self, month: Month) -> Path:
        """Folder of a month's frozen returns; there is none where the month had none."""
        return self.folder / RETURNS / str(month)

    def checks_of(self, month: Month) -> Path:
        """Give the month's frozen checks.json."""
        return self.folder / CHECKS / f"{month}.json"

    def openings_of(self, month: Month) -> Path:
        """Give the month's frozen 期初数; there are none in publications of earlier releases."""
        return self.folder / OPENINGS / f"{month}.json"

    def read_open(self) -> frozenset[tuple[str, int, str, str]]:
        """Read what it froze as open.

        Raises:
            RecordError: The list is damaged.
        """
        return read_open(self.folder / OPEN)

    def rules_of(self, month: Month) -> int:
        """Tell by which rules one of its months was made."""
        return self.about.rules_by_month.get(str(month), 1)

    def was_closed(self, month: Month) -> bool:
        """Tell whether one of its months was closed already when it was made."""
        return self.about.base is not None and month <= parse_month(self.about.base)

    def report_folder(self, report: PublishedReport) -> Path:
        """Folder of a frozen report."""
        return self.folder / REPORTS_FOLDER / report.folder


def published_folder(record: Path) -> Path:
    """Where published months stand."""
    return record / PUBLISHED


def waiting_folder(record: Path, month: Month) -> Path:
    """Where a month is made aside; see :func:`standing_folder`."""
    return published_folder(record) / f".{month}.new"


def version_folder(number: int) -> str:
    """Name of an earlier version inside the one that replaced it."""
    return f"v{number}"


def standing_folder(record: Path, month: Month) -> Path | None:
    """Give the folder in which a month stands, None where it is not published.

    A reissue moves the old version into the new one, then the new one into place. Should the machine stop between the
    two, the new one is whole, holds the old, and counts.
    """
    place, waiting = published_folder(record) / str(month), waiting_folder(record, month)
    if os.path.lexists(place):  # what is no folder there is a damaged publication, and not none
        return place
    return waiting if any(waiting.glob(f"v*/{ABOUT}")) else None


def read_publications(record: Path) -> tuple[Publication, ...]:
    """Every published month of a record, in order.

    Raises:
        RecordError: A month's publish.json is missing, changed or another month's, or a month has been renamed; it must
            not pass for unpublished.
    """
    folder = published_folder(record)
    if not folder.is_dir():
        return ()
    months = {month for path in folder.iterdir() if (month := _month_of(path.name)) is not None}
    found = []
    for month in sorted(months):
        if (place := standing_folder(record, month)) is not None:
            about = read_about(place)
            _assert_own(place, month, about)
            found.append(Publication(month, place, about))
    _assert_none_renamed(folder, months)
    return tuple(found)


def _assert_own(place: Path, month: Month, about: About) -> None:
    """Give a copy of another month's folder, or an edited publish.json, must not close a month or open one again."""
    if about.month != str(month):
        raise RecordError(
            f"定稿文件夹 {place} 里是{about.month}的定稿，不是{month}的。"
            f"请把它移出 {place.parent}，或改回原来的文件夹名。"
        )
    if problems := check_sums(place, under=ABOUT):
        raise RecordError(f"{month}的定稿文件与校验值不符：{problems[0]}。请从备份恢复 {place}。")


def _assert_none_renamed(folder: Path, months: Collection[Month]) -> None:
    """Give a published month under another name would pass for unpublished.

    A copy beside the month itself is harmless.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or _month_of(path.name) is not None or not (path / ABOUT).is_file():
            continue
        stated = read_about(path).month
        if _month_of(stated) not in months:
            raise RecordError(
                f"文件夹 {path} 里是{stated}的定稿，但文件夹名应为 {stated}。请改回原名，否则{stated}会被当成没有定稿。"
            )


def read_about(folder: Path) -> About:
    """publish.json of a published month.

    Raises:
        RecordError: It is missing or damaged.
    """
    path = folder / ABOUT
    try:
        return About.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError, RecursionError) as error:
        raise RecordError(f"定稿文件夹 {folder} 的 {ABOUT} 缺失或已损坏，请从备份恢复整个文件夹后再运行。") from error


def find_publication(publications: Iterable[Publication], month: Month) -> Publication | None:
    """Find the publication of a month, None where it is not published."""
    return next((publication for publication in publications if publication.month == month), None)


def read_version(publication: Publication, number: int) -> Publication | None:
    """Read earlier version of a published month, the publication itself for its own number; None where there is none.

    Each version stands inside the one that replaced it.

    Raises:
        RecordError: A version's publish.json is missing or damaged.
    """
    found = publication
    while found.about.number > number and found.about.earlier:
        folder = found.folder / version_folder(found.about.earlier[-1].number)
        found = Publication(publication.month, folder, read_about(folder))
    return found if found.about.number == number else None


def find_base(record: Path, programme: Programme, *, before: Month | None = None) -> Publication | None:
    """Find the last published month of the programme's year: it and all months before it are closed.

    Args:
        record: Record folder.
        programme: The programme.
        before: Look only at months before this one (a month that is being reissued is open again).

    Raises:
        RecordError: A publication is damaged.
        ParameterError: The year's months were published by another programme; by this one they would be open again.
    """
    of_year = [one for one in read_publications(record) if one.month.year == programme.year]
    for publication in of_year:
        if publication.about.programme != programme.id:
            raise ParameterError(
                f"{publication.label}，用的是年度方案 {publication.about.programme}，不是 {programme.id}。"
                "同一年度请一直用同一个方案：用 --programme 指明，或把方案文件夹改回原名；"
                "另做试验的，请用 --record 另指记录文件夹。"
            )
    fitting = [publication for publication in of_year if before is None or publication.month < before]
    return fitting[-1] if fitting else None


def read_figures(path: Path) -> dict[str, Any]:
    """Read a frozen JSON of figures.

    Raises:
        RecordError: It is missing or damaged.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"定稿数据 {path} 缺失或已损坏，请从备份恢复后再运行。") from error
    if not isinstance(data, dict):
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。")
    return data


def _month_of(name: str) -> Month | None:
    try:
        return parse_month(name.removeprefix(".").removesuffix(".new"))
    except ParameterError:
        return None


_MOST_NAMED = 3


def closed_months(base: Publication | None, through: Month) -> dict[Month, Path]:
    """Folders of frozen returns by month, January to the earlier of the base's month and the last month."""
    if base is None:
        return {}
    return {month: base.returns_of(month) for month in through.months_of_year() if month <= base.month}


def month_folder(ledgers: Path, month: Month, base: Publication | None) -> Path:
    """Give the folder from which a month's returns are read."""
    return closed_months(base, month).get(month, ledgers / str(month))


def assert_whole(base: Publication) -> None:
    """Refuse to compute on frozen returns that are not what was frozen.

    Raises:
        RecordError: A frozen return or parameter file is missing, changed or added.
    """
    # What reading passes over may lie there: Excel leaves a ~$ file while a frozen workbook is open.
    problems = [
        phrase
        for part in (f"{RETURNS}/", f"{PARAMS}/", f"{CHECKS}/", f"{OPENINGS}/", OPEN, YEAR_BEFORE)
        for phrase in check_sums(base.folder, under=part, may_add=PASSED_OVER)
    ]
    if problems:
        raise RecordError(
            f"{base.month}的定稿文件与校验值不符：{list_some(problems)}。请从备份恢复 {base.folder}，"
            f"再运行 sanzi verify {base.month} 确认。"
        )


def compare_states(frozen: Mapping[str, Any], checks: MonthChecks) -> tuple[str, ...]:
    """Names of returns that are accepted now and were not, or the other way round.

    Args:
        frozen: Content of the month's frozen checks.json.
        checks: What checking gives now.
    """
    returns = frozen.get("returns")
    items = [item for item in returns if isinstance(item, dict)] if isinstance(returns, list) else []
    then = {(item.get("sha256"), item.get("state")): str(item.get("unit")) for item in items if item.get("sha256")}
    now = {(item.sha256, item.state): item.unit for item in checks.returns if item.sha256}
    return tuple(dict.fromkeys(name for key, name in (then | now).items() if (key in then) != (key in now)))


def read_published_checks(path: Path) -> dict[str, Any]:
    """Read a frozen checks.json.

    Raises:
        RecordError: It is missing or damaged.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"定稿核验结果 {path} 缺失或已损坏，请从备份恢复后再运行。") from error
    return found if isinstance(found, dict) else {}


def list_some(names: Sequence[str], counted: str = "项") -> str:
    """List the first few names, and how many there are where there are more."""
    more = f"等{len(names)}{counted}" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def has_folder(ledgers: Path, month: Month, base: Publication | None = None) -> bool:
    """Tell whether a month has a folder of returns, a frozen one where it is closed."""
    return month_folder(ledgers, month, base).is_dir()
