"""Freeze a month: everything aside first, held against what stands and against itself, then moved into place at once.

The layout stands in :mod:`sanzi_lib.run.published.month`.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.check.table import RULES_VERSION
from sanzi_lib.ledger.checks_file import build_checks
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.ledger.reading.folder import ENDINGS, PASSED_OVER
from sanzi_lib.ledger.reading.sandbox import MAX_FILE
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.open_findings import OpenFinding
from sanzi_lib.measures.overview import compute_city
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.months import Month
from sanzi_lib.params.load import FILES, read_programme
from sanzi_lib.params.overrides import HEADERS, OVERRIDES, OverrideLine, read_overrides
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.runfile import runfile_path
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.elements.figure_places import name_place, show_json_value
from sanzi_lib.reports.overview.json import build_city_figures
from sanzi_lib.run.ask.job import Job
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.digests import digest_of, library_digest, versions
from sanzi_lib.run.manifest import read_manifest, read_set
from sanzi_lib.run.places import MANIFEST, readings_folder
from sanzi_lib.run.published.baseline import (
    BEFORE_NAME,
    find_previous,
    find_previous_board,
    find_previous_overview,
    find_previous_ranks,
    find_published_overview,
)
from sanzi_lib.run.published.checksums import SUMS, list_files, read_sums, write_sums
from sanzi_lib.run.published.closed import write_openings, write_year_before
from sanzi_lib.run.published.differing import find_differing
from sanzi_lib.run.published.month import (
    ABOUT,
    CHECKS,
    PARAMS,
    PREVIOUS,
    REPORTS_FOLDER,
    RETURNS,
    About,
    Earlier,
    Publication,
    PublishedReport,
    month_folder,
    published_folder,
    read_figures,
    version_folder,
    waiting_folder,
)
from sanzi_lib.run.published.open import OPEN, PublishedOpen, build_open

_MOST_LINES = 30


def assert_figures_hold(jobs: Sequence[Job], accepted: Accepted) -> None:
    """Refuse while a figure that stands is not what the returns give.

    A report whose inputs are unchanged may still be wrong: it was made of a wrong cache of readings, or its files were
    changed together with its manifest.

    Args:
        jobs: The reports of one month, made; those other than boards and overview have no say.
        accepted: Read from the workbooks, not from a cache of them.

    Raises:
        RecordError: Names every figure that differs, and what to do.
    """
    lines = tuple(_iter_lines(jobs, accepted))
    if not lines:
        return
    month, record = jobs[0].month, jobs[0].folders.record
    more = [f"另有{len(lines) - _MOST_LINES}处不同。"] if len(lines) > _MOST_LINES else []
    raise RecordError(
        "\n".join(
            (
                f"{month}未定稿：报告与月报不符，共{len(lines)}处。"
                "做报告时所用的读取缓存有误，或报告文件做好后被改动。逐项如下：",
                *lines[:_MOST_LINES],
                *more,
                f"请运行 sanzi run {month} --force 重新读取全部月报、重新生成报告，看过后再定稿；"
                "此前做过的其他报告（--report）也请这样重做。"
                f"仍不一致的，请删除缓存文件夹 {readings_folder(record)} 后再运行。",
            )
        )
    )


def _iter_lines(jobs: Sequence[Job], accepted: Accepted) -> Iterator[str]:
    for job, given in _compute(jobs, accepted):
        names = {group.id: group.name for group in job.programme.groups}
        folder = job.folders.output / job.folder
        try:
            stands = read_figures(folder / f"{job.kind.id}.json")
        except RecordError:
            yield f"{job.place}：{job.kind.id}.json 缺失或已损坏"
            continue
        for one in find_differing(stands, given):
            where, stated, true = (
                name_place(one.path, names),
                *(show_json_value(one.path, value) for value in (one.stands, one.given)),
            )
            yield f"{job.place}　{where}：报告为{stated}，按月报应为{true}"


def _compute(jobs: Sequence[Job], accepted: Accepted) -> Iterator[tuple[Job, dict[str, Any]]]:
    programme, month, folders = jobs[0].programme, jobs[0].month, jobs[0].folders
    facts = build_facts(mask_accepted(accepted, programme), programme, month)
    compared = (folders.record, programme, month)
    for job in jobs:
        if job.kind.id == "leaderboard" and job.group is not None and job.rule is not None:
            previous = find_previous(*compared, job.group, job.rule)
            board = compute_board(facts, job.group, previous=previous)
            text = build_leaderboard_figures(board, _tabulated_on(folders.output / job.folder)).text
        elif job.kind.id == "overview":
            ranks, published = find_previous_ranks(*compared), find_published_overview(*compared)
            city = compute_city(facts, previous=ranks, published=published)
            text = build_city_figures(city, programme, _tabulated_on(folders.output / job.folder)).text
        else:
            continue
        yield job, json.loads(text)


def _tabulated_on(folder: Path) -> date:
    manifest = read_manifest(folder)  # it has just been found there; where it has gone, so have the figures
    return date.today() if manifest is None else date.fromisoformat(manifest.as_of)


@dataclass(frozen=True)
class Edition:
    """What is to be frozen.

    Attributes:
        month: The month.
        programme: Its programme.
        folders: Where things stand.
        accepted: The returns that its reports were made of.
        overrides: The lines that accepted findings in them.
        base: What closed the months before; None where nothing was closed.
        jobs: Its reports; they stand in the output folder.
        old: The version that this one replaces, None for the first.
        reason: Why it is replaced.
        open_findings: What is open.
        open: The same in numbers, with the reason why it is published all the same.
    """

    month: Month
    programme: Programme
    folders: Folders
    accepted: Accepted
    overrides: Sequence[OverrideLine]
    base: Publication | None
    jobs: Sequence[Job]
    old: Publication | None = None
    reason: str | None = None
    open_findings: Sequence[OpenFinding] = ()
    open: PublishedOpen | None = None


def build_aside(given: Edition) -> Path:
    """Copy everything into a folder beside the published ones and list it in SHA256SUMS.

    Returns:
        The folder; its files are read-only.

    Raises:
        RecordError: Something changed while it was copied.
        OSError: A file cannot be read or written.
    """
    aside = waiting_folder(given.folders.record, given.month)
    remove_aside(aside)
    aside.mkdir(parents=True)
    _copy_returns(given, aside)
    _copy_params(given, aside)
    _copy_previous(given, aside)
    _write_checks(given, aside)
    write_openings(given.accepted, aside, given.base)
    write_year_before(given.accepted, aside)
    (aside / OPEN).write_text(build_open(given.open_findings), encoding="utf-8", newline="\n")
    reports = tuple(_copy_report(given, job, aside) for job in given.jobs)
    (aside / ABOUT).write_text(_build_about(given, reports).to_text(), encoding="utf-8", newline="\n")
    write_sums(aside, _sums_of_old(given.old))
    for name in list_files(aside):
        (aside / name).chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    return aside


def move_into_place(given: Edition, aside: Path) -> Path:
    """Make the folder that was built aside the published one; the version before goes into it.

    Raises:
        RecordError: A folder is in use; what was published stays as it was.
    """
    place = published_folder(given.folders.record) / str(given.month)
    kept = None if given.old is None else aside / version_folder(given.old.about.number)
    try:
        if kept is not None:
            place.rename(kept)
        try:
            aside.rename(place)
        except OSError:
            if kept is not None:
                kept.rename(place)
            raise
    except OSError as error:
        raise RecordError(
            f"无法移入定稿文件夹 {place}（{error.strerror}），请关闭正在使用它的程序后再运行。"
        ) from error
    return place


def settle(record: Path, standing: Path | None, month: Month) -> None:
    """Finish a reissue that was cut off between its two moves.

    Raises:
        RecordError: The folder cannot be moved.
    """
    place = published_folder(record) / str(month)
    if standing is not None and standing != place:
        try:
            standing.rename(place)
        except OSError as error:
            raise RecordError(f"无法把 {standing} 移到 {place}（{error.strerror}），请检查权限后再运行。") from error


def remove_aside(aside: Path) -> None:
    """Remove what an earlier attempt left; its files are read-only, which Windows heeds.

    Raises:
        OSError: It cannot be removed.
    """
    if not aside.exists():
        return
    for name in list_files(aside):
        if not (aside / name).is_symlink():
            (aside / name).chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(aside)


def _copy_returns(given: Edition, aside: Path) -> None:
    for checks in given.accepted.months:
        source = month_folder(given.folders.ledgers, checks.month, given.base)
        if not source.is_dir():
            continue
        target = aside / RETURNS / str(checks.month)
        target.mkdir(parents=True)
        for path in sorted(source.iterdir()):
            about = path.lstat()
            counts = path.name.lower().endswith(ENDINGS) and not path.name.startswith(PASSED_OVER)
            if counts and stat.S_ISREG(about.st_mode) and about.st_size <= MAX_FILE:
                shutil.copyfile(path, target / path.name, follow_symlinks=False)
        copied = {digest_of(path) for path in target.iterdir()}
        if missing := [item.unit for item in checks.returns if item.sha256 and item.sha256 not in copied]:
            raise RecordError(f"{missing[0]}{checks.month}月报在定稿过程中有变动，未定稿。请重新运行。")


def _copy_params(given: Edition, aside: Path) -> None:
    source, target = given.folders.params / given.programme.id, aside / PARAMS / given.programme.id
    target.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(source / name, target / name)
    if read_programme(target).digest != given.programme.digest:
        raise RecordError("年度方案在定稿过程中有变动，未定稿。请重新运行。")
    lines = given.overrides
    if (source / OVERRIDES).exists():
        shutil.copyfile(source / OVERRIDES, target / OVERRIDES)
    plain = [line.model_dump(exclude={"line"}) for line in lines]
    if [line.model_dump(exclude={"line"}) for line in read_overrides(target)] != plain:
        # Lines for closed months were taken from the publication before; what was applied is what is frozen.
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADERS)
        writer.writerows(list(line.write_cells().values()) for line in lines)
        (target / OVERRIDES).write_text(text.getvalue(), encoding="utf-8", newline="\n")
    runfile = runfile_path(given.folders.params, given.month)
    if runfile.is_file():
        kept = aside / PARAMS / "runs" / runfile.name
        kept.parent.mkdir()
        shutil.copyfile(runfile, kept)


def _copy_previous(given: Edition, aside: Path) -> None:
    record, programme, month = given.folders.record, given.programme, given.month
    city = any(job.kind.compares for job in given.jobs)
    groups = {group.id for group in programme.groups} if city else {job.group for job in given.jobs if job.group}
    found = {
        f"{group}.json": find_previous_board(record, programme, month, group, resolve_rule(programme, group))
        for group in sorted(groups)
    }
    if city:
        found[BEFORE_NAME] = find_previous_overview(record, programme, month)
    for name, source in found.items():
        if source is not None:
            (aside / PREVIOUS).mkdir(exist_ok=True)
            shutil.copyfile(source[1], aside / PREVIOUS / name)


def _write_checks(given: Edition, aside: Path) -> None:
    base = given.base
    (aside / CHECKS).mkdir()
    for checks in given.accepted.months:
        target = aside / CHECKS / f"{checks.month}.json"
        if base is not None and checks.month <= base.month:
            shutil.copyfile(base.checks_of(checks.month), target)
        else:
            target.write_text(build_checks(checks), encoding="utf-8", newline="\n")


def _copy_report(given: Edition, job: Job, aside: Path) -> PublishedReport:
    source = given.folders.output / job.folder
    target = aside / REPORTS_FOLDER / job.folder.name
    manifest = read_manifest(source)
    if manifest is None:
        raise RecordError(f"{job.label}：文件夹 {source} 在定稿过程中有变动，未定稿。请重新运行。")
    target.mkdir(parents=True)
    for name in (*(output.file for output in manifest.outputs), MANIFEST):
        shutil.copyfile(source / name, target / name)
    found = read_set(target)
    if found.damaged or found.manifest != manifest:
        raise RecordError(f"{job.label}：文件夹 {source} 在定稿过程中有变动，未定稿。请重新运行。")
    return PublishedReport(report=job.kind.id, group=job.group, folder=job.folder.name)


def _build_about(given: Edition, reports: tuple[PublishedReport, ...]) -> About:
    earlier: tuple[Earlier, ...] = ()
    if given.old is not None:
        before = given.old.about
        own = Earlier(number=before.number, published_at=before.published_at, reason=before.reason)
        earlier = (*before.earlier, own)
    return About(
        month=str(given.month),
        programme=given.programme.id,
        city=given.programme.city,
        number=len(earlier) + 1,
        published_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        reason=given.reason,
        earlier=earlier,
        months=tuple(str(checks.month) for checks in given.accepted.months if checks.has_folder),
        reports=reports,
        library=library_digest(),
        versions=dict(versions()),
        base=None if given.base is None else str(given.base.month),
        open=given.open,
        rules_by_month={
            str(month): RULES_VERSION if given.base is None or month > given.base.month else given.base.rules_of(month)
            for month in given.month.months_of_year()
        },
    )


def _sums_of_old(old: Publication | None) -> dict[str, str]:
    if old is None:
        return {}
    within = version_folder(old.about.number)
    stated = {f"{within}/{name}": sha256 for name, sha256 in read_sums(old.folder).items()}
    return {**stated, f"{within}/{SUMS}": digest_of(old.folder / SUMS)}
