"""Writes the sample: a folder of returns per month."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.template.write import build_return
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, Unit
from sanzi_lib.sample.answers import answer_return
from sanzi_lib.sample.scaling import enlarge, write_programme
from sanzi_lib.sample.stories import Plot, assign_stories
from sanzi_lib.sample.streams import Tie, plan_tie
from sanzi_lib.sample.year import Submission, UnitYear, build_unit_year
from sanzi_lib.schema import CORRECTION


@dataclass(frozen=True)
class _Job:
    programme: Programme
    unit: Unit
    plot: Plot
    tie: Tie | None
    seed: int
    folder: Path
    through: Month


def write_sample(
    folder: Path, programme: Programme, *, through: Month, seed: int = 1, scale: int = 1, jobs: int = 1
) -> tuple[Path, ...]:
    """Write believable returns for January to a month, marked 数据性质 演示.

    The same arguments give the same files, byte for byte, and a month's files do not depend on ``through``. Some
    returns are late, missing, sent back or corrected, and of some that were asked about the marked copy comes back
    with answers; everything that is not meant to be wrong passes every check of level 错误 (docs/核验规则.md 规则).

    Args:
        folder: Gets ``<YYYY-MM>/*.xlsx``; with ``scale`` above 1 also ``params/<programme>/``.
        programme: Whose units report; nothing of it is known in advance.
        through: Last month, in the programme's year.
        seed: Another seed gives other projects and amounts.
        scale: So many times the programme's units, each with its projects and its target; the enlarged programme is
            written beside the returns.
        jobs: Processes to write with.

    Returns:
        The workbooks written, by month, in register order.

    Raises:
        ParameterError: The month is not in the programme's year, or scale or jobs are below 1.
        RecordError: A file cannot be written.
    """
    if through.year != programme.year:
        raise ParameterError(
            f"年度方案“{programme.id}”是{programme.year}年的，不能生成{through}的样例，请改用该年内的月份。"
        )
    if scale < 1 or jobs < 1:
        raise ParameterError("倍数（scale）和进程数（jobs）都应当是不小于1的整数。")
    if scale > 1:
        programme = enlarge(programme, scale)
    try:
        for month in through.months_of_year():
            (folder / str(month)).mkdir(parents=True, exist_ok=True)
        if scale > 1:
            write_programme(programme, folder / "params" / programme.id)
        written = list(_run(_jobs(folder, programme, through, seed), jobs))
    except OSError as error:
        raise RecordError(
            f"样例写不进文件夹 {folder}（{error.strerror}），请检查磁盘空间和权限，关闭打开的文件后重试。"
        ) from None
    return tuple(path for month in through.months_of_year() for path in written if path.parent.name == str(month))


def plan_returns(programme: Programme, seed: int = 1) -> tuple[UnitYear, ...]:
    """All returns of the year as values, before anything is written: what the sample intends."""
    jobs = _jobs(Path(), programme, Month(programme.year, 12), seed)
    return tuple(build_unit_year(job.programme, job.unit, job.plot, job.tie, job.seed) for job in jobs)


def _jobs(folder: Path, programme: Programme, through: Month, seed: int) -> list[_Job]:
    tie = plan_tie(programme, seed)
    plots = assign_stories(programme, seed, tie)
    return [_Job(programme, unit, plots[unit.code], tie, seed, folder, through) for unit in programme.units]


def _run(jobs: list[_Job], processes: int) -> Iterator[Path]:
    if processes == 1 or len(jobs) == 1:
        for job in jobs:
            yield from _write_unit(job)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for paths in pool.map(_write_unit, jobs):
            yield from paths


def _write_unit(job: _Job) -> list[Path]:
    year = build_unit_year(job.programme, job.unit, job.plot, job.tie, job.seed)
    paths: list[Path] = []
    for submission in year.submissions:
        if submission.month > job.through:
            continue
        path = job.folder / str(submission.month) / year.habits.file_name(job.unit, submission.month, _kind(submission))
        looks, stamp = year.habits.looks, submission.submitted_on
        content = build_return(job.programme, job.unit, submission.month, submission.content, looks, stamp=stamp)
        path.write_bytes(content)
        paths.append(path)
        answer = answer_return(job.programme, job.unit, submission, content, path.name)
        if answer is not None:
            paths.append(path.with_name(answer[0]))
            paths[-1].write_bytes(answer[1])
    return paths


def _kind(submission: Submission) -> str:
    return "更正报" if submission.kind == CORRECTION else submission.kind
