"""Verify a published month: its files against SHA256SUMS, its figures against its frozen inputs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError, SanziError
from sanzi_lib.measures.city import compute_city
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.elements.redact import redact_city
from sanzi_lib.reports.overview.json import build_city_figures
from sanzi_lib.run.frozen import FrozenYear, compute_frozen_board, read_frozen_year
from sanzi_lib.run.inputs import digest_of, library_digest, versions
from sanzi_lib.run.manifest import read_manifest
from sanzi_lib.run.notebook_file import read_notebook
from sanzi_lib.run.published import PREVIOUS, REPORTS_FOLDER, FrozenReport, Publication, read_figures
from sanzi_lib.run.published_overview import read_frozen_comparison
from sanzi_lib.run.record import compare_states, read_frozen_checks
from sanzi_lib.run.sums import check_stated, check_sums
from sanzi_lib.run.worker import write_documents

_MOST_PLACES = 5
_SAME_EVERYWHERE = ("html", "xlsx")
"""Documents whose bytes rest on the notebook alone; a PDF also rests on the faces that a machine has."""


def verify_publication(
    publication: Publication, *, jobs: int = 1, readings: Path | None = None, without: str | None = None
) -> tuple[str, ...]:
    """Read the frozen workbooks again, compute every figure again, and hold every frozen file against SHA256SUMS.

    Args:
        publication: The published month.
        jobs: How many workbooks are read at once.
        readings: Cache of readings; None reads every workbook anew.
        without: Names that begin so are left out of SHA256SUMS' check (an earlier version that is still to come).

    Returns:
        A sentence for each thing that does not hold.
    """
    problems = list(_collect(lambda: check_sums(publication.folder, without=without), "SHA256SUMS"))
    # Whoever changes a document and makes SHA256SUMS fit has the manifests against him as well.
    listed = _collect(lambda: check_stated(publication.folder, _list_outputs(publication)), "SHA256SUMS")
    problems += [f"{problem}（与 manifest.json 不符）" for problem in listed if problem not in problems]
    problems += _collect(lambda: _check_figures(publication, jobs, readings), "重算")
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


def _check_figures(publication: Publication, jobs: int, readings: Path | None) -> list[str]:
    year = read_frozen_year(publication, jobs=jobs, readings=readings)
    problems = [
        f"{checks.month}月报的核验结果与定稿不同：{'、'.join(changed[:_MOST_PLACES])}"
        for checks in year.accepted.months
        if (changed := compare_states(read_frozen_checks(publication.checks_of(checks.month)), checks))
    ]
    for report in publication.about.reports:
        try:
            problems += _check_report(year, report)
        except SanziError as error:  # one damaged report must not hide what is wrong with the others
            problems.append(str(error))
    return problems


def _check_report(year: FrozenYear, report: FrozenReport) -> Iterator[str]:
    folder = year.publication.report_folder(report)
    name = f"{report.report}.json"
    problems: list[str] = []
    if report.report in ("leaderboard", "overview"):
        frozen = read_figures(folder / name)
        computed = json.loads(_compute(year, report, str(frozen.get("tabulated_on"))))
        if year.publication.about.library != library_digest():  # a later version may say more beside
            computed = {key: value for key, value in computed.items() if key in frozen}
        places = list(compare_values(frozen, computed))
        problems += [f"{report.folder}/{name} 与重算结果不同：{place}" for place in places[:_MOST_PLACES]]
        if len(places) > _MOST_PLACES:
            problems.append(f"{report.folder}/{name} 另有{len(places) - _MOST_PLACES}处不同")
    yield from problems
    yield from _check_documents(year.publication, report, name)


def _compute(year: FrozenYear, report: FrozenReport, tabulated_on: str) -> str:
    try:
        day = date.fromisoformat(tabulated_on)
    except ValueError as error:
        raise RecordError(f"{report.folder}/{report.report}.json 的 tabulated_on 不是日期，请从备份恢复。") from error
    if report.group is not None:
        return build_leaderboard_figures(compute_frozen_board(year, report.group), day).text
    accepted, publication = year.accepted, year.publication
    ranks, then = read_frozen_comparison(publication.folder / PREVIOUS, year.programme)
    frames = (accepted.movements, accepted.cases, accepted.returns)
    city = compute_city(*frames, year.programme, publication.month, previous=ranks, before=then)
    return build_city_figures(redact_city(city, year.persons), year.programme, day).text


def _check_documents(publication: Publication, report: FrozenReport, figures: str) -> Iterator[str]:
    """Set the documents of the frozen notebook again; another version of the library may set them otherwise."""
    folder = publication.report_folder(report)
    manifest = read_manifest(folder)
    if manifest is None:
        yield f"{report.folder}/manifest.json 缺失或已损坏"
        return
    same = publication.about.library == library_digest() and publication.about.versions == dict(versions())
    formats = tuple(name for name in manifest.formats if name in _SAME_EVERYWHERE) if same else ()
    stated = {output.file: output.sha256 for output in manifest.outputs}
    with tempfile.TemporaryDirectory(prefix="sanzi-", ignore_cleanup_errors=True) as aside:
        _, names = write_documents(read_notebook(folder / f"{report.report}.ipynb"), Path(aside), formats)
        for name in names:
            if (same or name == figures) and digest_of(Path(aside) / name) != stated.get(name):
                yield f"{report.folder}/{name} 与笔记本不一致"


def compare_values(frozen: Any, computed: Any, place: str = "") -> Iterator[str]:
    """Where two JSON values differ, each as ``units[0].benefit 定稿 1.00，重算 2.00``."""
    if isinstance(frozen, dict) and isinstance(computed, dict):
        for key in dict.fromkeys([*frozen, *computed]):
            yield from compare_values(frozen.get(key), computed.get(key), f"{place}.{key}" if place else key)
    elif isinstance(frozen, list) and isinstance(computed, list) and len(frozen) == len(computed):
        for number, (one, other) in enumerate(zip(frozen, computed, strict=True)):
            name = one.get("unit") or one.get("name") if isinstance(one, dict) else None
            yield from compare_values(one, other, f"{place}[{name or number}]")
    elif frozen != computed or type(frozen) is not type(computed):
        yield f"{place} 定稿为 {_shown(frozen)}，重算为 {_shown(computed)}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"
