"""``sanzi publish`` and ``sanzi verify``, from request to outcome (docs/文件与命令.md 命令)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.checks import tell_months, tell_open, write_checks
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.journal import post_accepted
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.job import Job, build_jobs
from sanzi_lib.run.ask.request import Folders, Request
from sanzi_lib.run.make.batch import decide, run_reports
from sanzi_lib.run.make.catalogue import write_catalogue
from sanzi_lib.run.make.inputs import Task, build_tasks
from sanzi_lib.run.manifest import failure_names, read_manifest, read_set
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.closed import read_as_published
from sanzi_lib.run.published.edition import (
    Edition,
    assert_figures_hold,
    build_aside,
    move_into_place,
    remove_aside,
    settle,
)
from sanzi_lib.run.published.month import (
    Publication,
    find_base,
    find_publication,
    has_folder,
    published_folder,
    read_about,
    read_publications,
    standing_folder,
    version_folder,
    waiting_folder,
)
from sanzi_lib.run.published.open import PublishedOpen, compute_open, list_changed, list_news, refuse_open
from sanzi_lib.run.published.verification import verify_publication
from sanzi_lib.run.staging import open_staging


def publish_month(
    request: Request, progress: Progress, *, reason: str | None = None, open_reason: str | None = None
) -> Publication:
    """Freeze a month: its returns, programme, overrides, figures and documents.

    Args:
        request: The month and the folders.
        progress: Is told what happens.
        reason: Why a published month is published anew (``--reissue``); its reports are then made again of the returns
            as they are now. None for the first time.
        open_reason: Why it is published although something is open (``--open``).

    Raises:
        ParameterError: The month cannot be published now; nothing was written.
        RecordError: Something is open and no reason given; a report is missing, stale, failed or a 试算, a figure in it
            is not what the workbooks give, or a file cannot be written; what was published stands.
    """
    (month,) = request.months
    folders = request.folders
    programme = request.read_programme(month.year)
    publications = read_publications(folders.record)
    old = find_publication(publications, month)
    _assert_turn(programme, month, publications, reissue=reason is not None)
    if reason is not None and not reason.strip():
        raise ParameterError("参数 --reissue：请写明重新定稿的原因。")
    if open_reason is not None and not open_reason.strip():
        raise ParameterError("参数 --open：请写明尚有待核实事项而先行定稿的理由。")
    jobs = build_jobs(request, programme, (month,), reopened=old is not None)
    _assert_boards(jobs, month)
    if not has_folder(folders.ledgers, month, find_base(folders.record, programme, before=month)):
        raise ParameterError(f"找不到月报文件夹 {folders.ledgers / str(month)}，不能定稿{month}。")
    if old is None:
        _assert_made(jobs)
    claim_folders(folders, [programme])
    recorded = read_returns(programme, month, folders, progress, jobs=request.jobs, anew=True, reopened=old is not None)
    _assert_update(recorded.accepted, programme, month, reason)
    found, count = compute_open(recorded.accepted, programme, month)
    known = {key for one in (recorded.base, old) if one is not None for key in one.read_open()}
    news = list_news(found, known)
    if old is not None:
        news += list_changed(recorded.accepted, month, found, read_as_published(old, month).findings)
    if news and open_reason is None:
        news = [one for one in found if one in news]
        raise refuse_open(recorded.accepted, programme, month, news, count)
    post_accepted(recorded, programme, folders.record, progress)
    tasks = build_tasks(jobs, recorded.accepted, recorded.overrides, find_base(folders.record, programme))
    if old is not None:
        tell_months(recorded.accepted, (month,), progress)
        tell_open(recorded.accepted, programme, (month,), progress)
        _remake(tasks, recorded, request, progress)
    _assert_current(tasks, request)
    assert_figures_hold(jobs, recorded.accepted)
    given = Edition(
        month=month,
        programme=programme,
        folders=folders,
        accepted=recorded.accepted,
        overrides=recorded.overrides,
        base=recorded.base,
        jobs=jobs,
        old=old,
        reason=reason.strip() if reason else None,
        open_findings=found,
        open=PublishedOpen(
            findings=count.findings,
            amount=f"{to_wan(count.amount)}",
            reason=open_reason.strip() if open_reason and found else None,
        ),
    )
    published = _freeze(given, progress, jobs=request.jobs)
    try:
        write_catalogue(folders.output, folders.record)
    except OSError as error:
        progress.warn(
            f"{month}已定稿，但目录页未能更新（{error.strerror}），请关闭正在使用它的程序后再运行 sanzi run。"
        )
    return published


def sum_up_publish(published: Publication, progress: Progress) -> None:
    """Say what was frozen where, what was open, and what that means for later files."""
    about = published.about
    progress.say(f"{published.label}：报告{len(about.reports)}份，已冻结在 {published.folder}")
    if about.open is not None and about.open.findings:
        progress.say(f"定稿时{about.open.said}。")
    if about.earlier:
        progress.say(f"原第{about.earlier[-1].number}版保留在其中的 v{about.earlier[-1].number} 文件夹。")
    progress.say(
        f"此后 {published.month} 的月报文件再有变动，不影响任何报告。随时可用 sanzi verify {published.month} 验证。"
    )


def _assert_turn(programme: Programme, month: Month, publications: Sequence[Publication], *, reissue: bool) -> None:
    """Months are published in order, each once, unless the last one is reissued."""
    own = find_publication(publications, month)
    if later := [publication for publication in publications if publication.month > month]:
        what = "重新定稿" if reissue else "再定稿"
        raise ParameterError(f"{later[-1].label}，不能{what}更早的{month}；请在未定稿月份用追溯调整更正。")
    if own is not None and not reissue:
        raise ParameterError(
            f"{own.label}，定稿不能覆盖。确需更正的，请运行 sanzi publish {month} --reissue 原因，原定稿会保留。"
        )
    if own is None and reissue:
        raise ParameterError(f"{month}尚未定稿，不能重新定稿；请去掉 --reissue。")
    if own is not None and own.about.programme != programme.id:
        raise ParameterError(
            f"{own.label}，用的是年度方案 {own.about.programme}，不是 {programme.id}。请检查 --programme。"
        )
    if month > programme.first_board_month:
        before = month.months_of_year()[-2]
        if find_publication(publications, before) is None:
            raise ParameterError(f"上月{before}尚未定稿，请先运行 sanzi publish {before}，再定稿{month}。")


def _assert_boards(jobs: Sequence[Job], month: Month) -> None:
    if names := "、".join(sorted({name for job in jobs for name in job.trial})):
        raise RecordError(
            f"参数文件 {month}.yaml 改了 {names}，按它做出的是试算，不能定稿。"
            "请去掉这些参数，或修改年度方案后重新生成报告。"
        )


YEAR_END = "年终更新"


def _assert_update(accepted: Accepted, programme: Programme, month: Month, reason: str | None) -> None:
    """Refuse to call an edition 年终更新 that no unit's return makes one (docs/定稿.md 年终更新)."""
    if reason is None or not reason.strip().startswith(YEAR_END):
        return
    if build_facts(accepted, programme, month).find_days(unit.code for unit in programme.units).behind is None:
        raise ParameterError(
            f"参数 --reissue：{month}没有通过核验的年终更新（{month.last_day.isoformat()}以后报送的12月更正），"
            "不能按年终更新重新定稿。请收齐更正后再运行；因其他原因重新定稿的，请写明原因。"
        )


def _assert_made(jobs: Sequence[Job]) -> None:
    missing = [job.folder.name for job in jobs if read_manifest(job.folders.output / job.folder) is None]
    if missing:
        month = jobs[0].month
        raise RecordError(f"{month}的报告不全，缺少：{'、'.join(missing)}。请先运行 sanzi run {month}，再定稿。")


def _remake(tasks: Sequence[Task], recorded: Recorded, request: Request, progress: Progress) -> None:
    folders = request.folders
    write_checks(recorded.accepted, folders.output, recorded.base)
    # All of them, also those whose inputs are as they were: what stands may have been made of a wrong reading.
    outcome = run_reports(
        tasks, folders.output, progress, formats=request.formats, record=folders.record, force=True, jobs=request.jobs
    )
    if outcome.failed:
        raise RecordError(f"未能重新定稿，原定稿保持不变。未成：{'；'.join(outcome.failed)}。")


def _assert_current(tasks: Sequence[Task], request: Request) -> None:
    """Refuse while a report differs from what would be made now."""
    problems = []
    for task in tasks:
        job, folder = task.job, request.folders.output / task.job.folder
        found = read_set(folder)
        reasons = decide(task, found, formats=request.formats, force=False, today=date.today()).reasons
        if any((folder / name).exists() for name in failure_names(job.kind.id)):
            reasons = ("上次生成失败", *reasons)
        if reasons:
            problems.append(f"{job.label}（{'；'.join(reasons)}）")
    if problems:
        month = tasks[0].job.month
        raise RecordError(
            f"{month}的报告不是最新的，未定稿：{'、'.join(problems)}。请先运行 sanzi run {month}，看过报告后再定稿。"
        )


def _freeze(given: Edition, progress: Progress, *, jobs: int) -> Publication:
    folders, month = given.folders, given.month
    # Two that publish at once wait for each other; the folder that this gives is not used.
    with open_staging(published_folder(folders.record), progress):
        standing = standing_folder(folders.record, month)
        if (None if standing is None else read_about(standing)) != (given.old.about if given.old else None):
            raise RecordError(f"{month}的定稿在运行过程中有变动，请重新运行。")
        settle(folders.record, standing, month)
        if given.old is not None:  # where it has just been settled it stands elsewhere than it was found
            place = published_folder(folders.record) / str(month)
            given = replace(given, old=Publication(month, place, given.old.about))
        try:
            place = move_into_place(given, _build_checked(given, jobs))
        except BaseException as error:  # also where the analyst stops it: nothing half-made is left
            _leave_nothing(folders, month)
            if isinstance(error, OSError):
                raise RecordError(
                    f"{month}未定稿：{error.filename or '定稿文件夹'} 无法读取或写入（{error.strerror or error}），"
                    "请检查磁盘空间和权限后再运行。"
                ) from error
            raise
    return Publication(month, place, read_about(place))


def _build_checked(given: Edition, jobs: int) -> Path:
    """Build the month made aside and held against itself."""
    aside = build_aside(given)
    publication = Publication(given.month, aside, read_about(aside))
    without = f"{version_folder(given.old.about.number)}/" if given.old else None
    if problems := verify_publication(publication, jobs=jobs, without=without):
        raise RecordError(f"{given.month}未定稿，冻结的文件重算后不一致：{'；'.join(problems)}。请重新运行 sanzi run。")
    return aside


def _leave_nothing(folders: Folders, month: Month) -> None:
    waiting = waiting_folder(folders.record, month)
    if standing_folder(folders.record, month) != waiting:  # where the old version is already in it, it counts
        with suppress(OSError):  # the next attempt removes what is left
            remove_aside(waiting)
