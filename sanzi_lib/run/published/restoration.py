"""Reports of published months: never made again, put back as they were published where they have changed or gone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.run.ask.job import Job
from sanzi_lib.run.ask.request import Folders
from sanzi_lib.run.manifest import Manifest, failure_names, read_manifest, read_set
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.checksums import check_sums
from sanzi_lib.run.published.month import (
    REPORTS_FOLDER,
    Publication,
    PublishedReport,
    find_publication,
    read_publications,
)
from sanzi_lib.run.staging import open_staging, place_set


@dataclass
class Kept:
    """Published reports that a run was asked for; by their labels.

    Attributes:
        open: Jobs of reports that are not published, in order.
        unchanged: Standing as they were published.
        restored: Put back.
        failed: Could not be put back.
    """

    open: list[Job] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def keep_published(jobs: Sequence[Job], folders: Folders, progress: Progress) -> Kept:
    """Part the reports of published months from those that may be made, and see that the former stand.

    Args:
        jobs: What a run was asked for.
        folders: Where things stand.
        progress: Is told, in one line per month, that it is closed.

    Raises:
        RecordError: A published month is damaged.
        ParameterError: The output folder cannot be written.
    """
    kept = Kept()
    publications = read_publications(folders.record)
    frozen: list[tuple[Job, Publication, PublishedReport]] = []
    for job in jobs:
        publication = find_publication(publications, job.month)
        report = None
        if publication is not None and not job.trial and job.unit is None:
            report = find_report(publication, job.kind.id, job.group)
        if publication is None or report is None:
            kept.open.append(job)
        else:
            frozen.append((job, publication, report))
    for publication in publications:
        if count := sum(one is publication for _, one, _ in frozen):
            progress.say(
                f"{publication.label}，{count}份报告不再生成；需要更正的，请在未定稿月份作追溯调整，"
                f"或用 sanzi publish {publication.month} --reissue 原因 重新定稿。"
            )
    wrong = [item for item in frozen if not stands(folders.output / item[0].folder, item[1].report_folder(item[2]))]
    kept.unchanged = [job.label for job, *_ in frozen if all(job is not one for one, *_ in wrong)]
    if wrong:
        with open_staging(folders.output, progress) as staging:
            for number, (job, publication, report) in enumerate(wrong):
                try:
                    _restore(publication, report, folders.output / job.folder, staging / str(number))
                except (OSError, RecordError) as error:
                    progress.warn(f"{job.label}：未能按定稿恢复。{error}")
                    kept.failed.append(job.label)
                    continue
                progress.warn(f"{job.label}：输出文件夹中的文件与定稿不同，已按定稿恢复。")
                kept.restored.append(job.label)
    return kept


def find_report(publication: Publication, report: str, group: str | None) -> PublishedReport | None:
    """Find the frozen report of that kind and group, None where there is none."""
    return next((one for one in publication.about.reports if (one.report, one.group) == (report, group)), None)


def stands(folder: Path, frozen: Path) -> bool:
    """Tell whether a report's folder holds what was published, whole."""
    found = read_set(folder)
    return not found.damaged and found.manifest is not None and found.manifest == read_manifest(frozen)


def is_as_published(manifest: Manifest, publication: Publication) -> bool | None:
    """Whether a manifest is the published one; None where its report was not published."""
    own = manifest.trial or manifest.unit is not None
    report = None if own else find_report(publication, manifest.report, manifest.group)
    return None if report is None else manifest == read_manifest(publication.report_folder(report))


def _restore(publication: Publication, report: PublishedReport, target: Path, aside: Path) -> None:
    frozen = publication.report_folder(report)
    manifest = read_manifest(frozen)
    if manifest is None or check_sums(publication.folder, under=f"{REPORTS_FOLDER}/{report.folder}/"):
        raise RecordError(f"定稿文件夹 {frozen} 已损坏，请从备份恢复。")
    aside.mkdir()
    for path in frozen.iterdir():
        shutil.copyfile(path, aside / path.name)
    names = [output.file for output in manifest.outputs]
    before = read_manifest(target)
    old = [output.file for output in before.outputs] if before else []
    stale = [name for name in (*old, *failure_names(manifest.report)) if name not in names]
    place_set(aside, target, names, stale)
