"""Verify a published month: its files against SHA256SUMS, its figures against its frozen inputs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ParameterError, RecordError, SanziError
from sanzi_lib.ledger.check.table import RULES_VERSION
from sanzi_lib.measures.overview import compute_city
from sanzi_lib.money import to_wan
from sanzi_lib.render.formats import SAME_EVERYWHERE
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.overview.json import build_city_figures
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.digests import digest_of, library_digest, versions
from sanzi_lib.run.documents import read_notebook, write_documents
from sanzi_lib.run.manifest import read_manifest
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.baseline import read_published_baseline
from sanzi_lib.run.published.checksums import check_stated, check_sums
from sanzi_lib.run.published.contents import (
    PublishedYear,
    build_published_facts,
    compute_published_board,
    read_published_year,
)
from sanzi_lib.run.published.differing import find_differing
from sanzi_lib.run.published.month import (
    PREVIOUS,
    REPORTS_FOLDER,
    Publication,
    PublishedReport,
    compare_states,
    published_folder,
    read_about,
    read_figures,
    read_publications,
    read_published_checks,
    standing_folder,
)
from sanzi_lib.run.published.open import OPEN, compute_open, list_news

_MOST_PLACES = 5


def verify_publication(publication: Publication, *, jobs: int = 1, without: str | None = None) -> tuple[str, ...]:
    """Read the frozen workbooks again, compute every figure again, and hold every frozen file against SHA256SUMS.

    No cache has a say in it: what was kept of a workbook is no evidence of what stands in it.

    Args:
        publication: The published month.
        jobs: How many workbooks are read at once.
        without: Names that begin so are left out of SHA256SUMS' check (an earlier version that is still to come).

    Returns:
        A sentence for each thing that does not hold.
    """
    problems = list(_collect(lambda: check_sums(publication.folder, without=without), "SHA256SUMS"))
    # Whoever changes a document and makes SHA256SUMS fit has the manifests against him as well.
    listed = _collect(lambda: check_stated(publication.folder, _list_outputs(publication)), "SHA256SUMS")
    problems += [f"{problem}（与 manifest.json 不符）" for problem in listed if problem not in problems]
    problems += _collect(lambda: _check_figures(publication, jobs), "重算")
    return tuple(problems)


def _list_outputs(publication: Publication) -> dict[str, str]:
    """Digests of every document by its name from the published folder, as the reports' manifests state them."""
    stated: dict[str, str] = {}
    for report in publication.about.reports:
        manifest = read_manifest(publication.report_folder(report))
        for output in manifest.outputs if manifest else ():
            stated[f"{REPORTS_FOLDER}/{report.folder}/{output.file}"] = output.sha256
    return stated


def _collect(check: Callable[[], Iterable[str]], what: str) -> Iterator[str]:
    try:
        yield from (f"{what}：{problem}" for problem in check())
    except SanziError as error:
        yield f"{what}：{error}"
    except OSError as error:
        yield f"{what}：{error.filename or '文件'} 无法读取（{error.strerror or error}）"


def _check_figures(publication: Publication, jobs: int) -> list[str]:
    year = read_published_year(publication, jobs=jobs)
    problems = [
        f"{checks.month}月报的核验结果与定稿不同：{'、'.join(changed[:_MOST_PLACES])}"
        for checks in year.accepted.months
        if (changed := compare_states(read_published_checks(publication.checks_of(checks.month)), checks))
    ]
    problems += _check_open(year)
    for report in publication.about.reports:
        try:
            problems += _check_report(year, report)
        except SanziError as error:  # one damaged report must not hide what is wrong with the others
            problems.append(str(error))
    return problems


def _check_open(year: PublishedYear) -> Iterator[str]:
    """Hold what publish.json says is open against what is, where it was frozen by the rules of today."""
    publication, stated = year.publication, year.publication.about.open
    if stated is None or publication.rules_of(publication.month) != RULES_VERSION:
        return
    found, count = compute_open(year.accepted, year.programme, publication.month)
    amount = f"{to_wan(count.amount)}"
    if (stated.findings, stated.amount) != (count.findings, amount):
        frozen, now = (f"{one.findings}项{money}万元" for one, money in ((stated, stated.amount), (count, amount)))
        yield f"publish.json 的待核实为{frozen}，重算为{now}"
    if list_news(found, publication.read_open()):
        yield f"{OPEN} 与重算的待核实清单不同"


def _check_report(year: PublishedYear, report: PublishedReport) -> Iterator[str]:
    folder = year.publication.report_folder(report)
    name = f"{report.report}.json"
    problems: list[str] = []
    if report.report in ("leaderboard", "overview"):
        frozen = read_figures(folder / name)
        computed = json.loads(_compute(year, report, str(frozen.get("tabulated_on"))))
        # A later version of the library may say more beside.
        more = year.publication.about.library != library_digest()
        places = list(compare_values(frozen, computed, more=more))
        problems += [f"{report.folder}/{name} 与重算结果不同：{place}" for place in places[:_MOST_PLACES]]
        if len(places) > _MOST_PLACES:
            problems.append(f"{report.folder}/{name} 另有{len(places) - _MOST_PLACES}处不同")
    yield from problems
    yield from _check_documents(year.publication, report, name)


def _compute(year: PublishedYear, report: PublishedReport, tabulated_on: str) -> str:
    try:
        day = date.fromisoformat(tabulated_on)
    except ValueError as error:
        raise RecordError(f"{report.folder}/{report.report}.json 的 tabulated_on 不是日期，请从备份恢复。") from error
    if report.group is not None:
        return build_leaderboard_figures(compute_published_board(year, report.group), day).text
    publication = year.publication
    ranks, then = read_published_baseline(publication.folder / PREVIOUS, year.programme)
    facts = build_published_facts(year)
    return build_city_figures(compute_city(facts, previous=ranks, published=then), year.programme, day).text


def _check_documents(publication: Publication, report: PublishedReport, figures: str) -> Iterator[str]:
    """Set the documents of the frozen notebook again; another version of the library may set them otherwise."""
    folder = publication.report_folder(report)
    manifest = read_manifest(folder)
    if manifest is None:
        yield f"{report.folder}/manifest.json 缺失或已损坏"
        return
    same = publication.about.library == library_digest() and publication.about.versions == dict(versions())
    formats = tuple(name for name in manifest.formats if name in SAME_EVERYWHERE) if same else ()
    stated = {output.file: output.sha256 for output in manifest.outputs}
    with tempfile.TemporaryDirectory(prefix="sanzi-", ignore_cleanup_errors=True) as aside:
        _, names = write_documents(read_notebook(folder / f"{report.report}.ipynb"), Path(aside), formats)
        for name in names:
            if (same or name == figures) and digest_of(Path(aside) / name) != stated.get(name):
                yield f"{report.folder}/{name} 与笔记本不一致"


def compare_values(frozen: Any, computed: Any, *, more: bool = False) -> Iterator[str]:
    """Where two JSON values differ, each as ``units[甲县].benefit 定稿为 "1.00"，重算为 "2.00"``.

    Args:
        frozen: As published.
        computed: As computed again.
        more: Keys that only the latter has do not matter.
    """
    for one in find_differing(frozen, computed, more=more):
        yield f"{one.place} 定稿为 {_shown(one.stands)}，重算为 {_shown(one.given)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def verify_month(request: Request, progress: Progress) -> tuple[Publication, tuple[str, ...]]:
    """Verify a published month from its own frozen files alone.

    Returns:
        The publication, and a sentence for each thing that does not hold.

    Raises:
        ParameterError: The month is not published.
        RecordError: publish.json is missing or damaged.
    """
    (month,) = request.months
    folder = standing_folder(request.folders.record, month)
    if folder is None:
        read_publications(request.folders.record)  # refuses where the month stands under another name
        place = published_folder(request.folders.record) / str(month)
        raise ParameterError(f"{month}尚未定稿（找不到 {place}），没有可以验证的内容。请先运行 sanzi publish {month}。")
    publication = Publication(month, folder, read_about(folder))
    if publication.about.month != str(month):
        return publication, (f"publish.json：所写月份是{publication.about.month}，与文件夹不符",)
    progress.say(f"{publication.label}：校验文件并重新读取定稿月报、重算全部数字……")
    return publication, verify_publication(publication, jobs=request.jobs)
