"""``sanzi run``, from request to outcome; the console uses the same function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sanzi_lib.errors import ParameterError
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.checks import keep_checks, tell_months, tell_open
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.journal import post_to_journal
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.job import Job, build_jobs
from sanzi_lib.run.ask.request import Folders, Request
from sanzi_lib.run.make.batch import Outcome, run_reports
from sanzi_lib.run.make.inputs import Task, build_tasks
from sanzi_lib.run.make.ready_kernels import start_server
from sanzi_lib.run.places import CATALOGUE
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import find_base, has_folder
from sanzi_lib.run.published.restoration import keep_published


@dataclass(frozen=True)
class _Year:
    """What is asked of one year, by one programme."""

    programme: Programme
    months: tuple[Month, ...]
    jobs: tuple[Job, ...]


def run_months(request: Request, progress: Progress) -> Outcome:
    """Read and check the returns, then make the reports that are asked for.

    Args:
        request: What is asked.
        progress: Is told what happens.

    Returns:
        What became of each report.

    Raises:
        ParameterError: The request, a programme or a folder is wrong; nothing was run.
    """
    folders = request.folders
    years = [_ask(request, year) for year in sorted({month.year for month in request.months})]
    absent = _find_absent(years, folders)
    if len(absent) == len(request.months):
        raise ParameterError(say_no_folder(absent, folders))
    claim_folders(folders, [year.programme for year in years])
    # It imports while the returns are read.
    with start_server() as kernels:
        return _run_years(years, absent, request, progress, kernels)


def _run_years(
    years: Sequence[_Year], absent: Sequence[Month], request: Request, progress: Progress, kernels: str
) -> Outcome:
    folders, outcome = request.folders, Outcome()
    read: list[tuple[Recorded, list[Job]]] = []
    for year in years:
        there = [month for month in year.months if month not in absent]
        if not there:
            continue
        jobs = [job for job in year.jobs if job.first in there]
        last = max([*there, *(job.month for job in jobs)])
        recorded = read_returns(year.programme, last, folders, progress, jobs=request.jobs, anew=request.force)
        tell_months(recorded.accepted, there, progress)
        tell_open(recorded.accepted, year.programme, there, progress)
        outcome.failed.extend(keep_checks(recorded, folders.output, progress))
        outcome.failed.extend(post_to_journal(recorded, year.programme, folders, progress))
        read.append((recorded, jobs))
    outcome.failed.extend(_tell_absent(absent, request, progress))
    kept = keep_published([job for _, jobs in read for job in jobs], folders, progress)
    not_published = {id(job) for job in kept.open}
    tasks: list[Task] = []
    for recorded, jobs in read:
        still_open = [job for job in jobs if id(job) in not_published]
        tasks.extend(build_tasks(still_open, recorded.accepted, recorded.overrides, recorded.base))
    made = run_reports(
        tasks,
        folders.output,
        progress,
        record=folders.record,
        formats=request.formats,
        force=request.force,
        jobs=request.jobs,
        kernels=kernels,
    )
    made.made[:0] = kept.restored
    made.unchanged[:0] = kept.unchanged
    made.failed[:0] = [*outcome.failed, *kept.failed]
    return made


def sum_up_run(outcome: Outcome, request: Request, progress: Progress) -> bool:
    """Say what became of a run.

    Args:
        outcome: What became of it.
        request: What was asked.
        progress: Is told.

    Returns:
        True where everything stands.
    """
    counts = f"生成{len(outcome.made)}份，未变{len(outcome.unchanged)}份，未成{len(outcome.failed)}项"
    progress.say(f"完成：{counts}。目录：{request.folders.output / CATALOGUE}")
    if outcome.failed:
        progress.warn(f"未成：{'；'.join(outcome.failed)}。")
    return not outcome.failed


def say_no_folder(months: Sequence[Month], folders: Folders) -> str:
    """Say that months have no folder of returns, and what to do."""
    names = "、".join(str(folders.ledgers / str(month)) for month in months[:3])
    return (
        f"找不到月报文件夹 {names}。请把该月各单位的月报放入这个文件夹后再运行，"
        "或用 --ledgers 指明月报所在位置；想先看样例，请运行 sanzi demo。"
    )


def _ask(request: Request, year: int) -> _Year:
    programme = request.read_programme(year)
    months = tuple(month for month in request.months if month.year == year)
    return _Year(programme, months, build_jobs(request, programme, months))


def _find_absent(years: Sequence[_Year], folders: Folders) -> list[Month]:
    absent = []
    for year in years:
        base = find_base(folders.record, year.programme)
        absent += [month for month in year.months if not has_folder(folders.ledgers, month, base)]
        ends = sorted({job.month for job in year.jobs if job.first != job.month})
        if without := [month for month in ends if not has_folder(folders.ledgers, month, base)]:
            raise ParameterError(say_no_folder(without, folders))
    return absent


def _tell_absent(absent: Sequence[Month], request: Request, progress: Progress) -> list[str]:
    """Name the months asked for that have no folder; only those after the first one that has one are missed."""
    present = [month for month in request.months if month not in absent]
    missed = []
    for month in absent:
        if month < present[0] and not any(
            has_folder(request.folders.ledgers, earlier) for earlier in month.months_of_year()
        ):
            progress.say(f"{month}：没有月报文件夹，尚未开始报送，不生成报告。")
        else:
            progress.warn(f"{month}：没有月报文件夹 {request.folders.ledgers / str(month)}，未生成报告。")
            missed.append(str(month))
    return missed
