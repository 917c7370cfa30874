"""One ``sanzi run`` and one ``sanzi check``, from request to outcome; a console uses the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.model import MonthChecks
from sanzi_lib.months import Month
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.archive.checks import has_folder, read_returns, tell_folders, tell_months, write_checks
from sanzi_lib.run.archive.city import claim_folder
from sanzi_lib.run.archive.feedback import SentBack, write_feedback
from sanzi_lib.run.archive.journal import post_accepted
from sanzi_lib.run.archive.returns import Recorded, month_folder
from sanzi_lib.run.ask.job import Wanted, choose_reports
from sanzi_lib.run.ask.kinds import INTAKE
from sanzi_lib.run.ask.request import Folders, Request
from sanzi_lib.run.make.batch import Outcome, run_reports
from sanzi_lib.run.make.task import Task, build_tasks
from sanzi_lib.run.places import FEEDBACK_FOLDER
from sanzi_lib.run.progress import Narrator
from sanzi_lib.run.published.month import find_base, published_folder
from sanzi_lib.run.published.restoration import keep_published


@dataclass(frozen=True)
class _YearPlan:
    programme: Programme
    months: tuple[Month, ...]
    wanted: tuple[Wanted, ...]


def run_months(request: Request, narrator: Narrator) -> Outcome:
    """Read and check the returns, then make the reports that are asked for.

    Args:
        request: What is asked.
        narrator: Is told what happens.

    Returns:
        What became of each report.

    Raises:
        ParameterError: The request, a programme or a folder is wrong; nothing was run.
    """
    plans = [_plan_year(request, year) for year in sorted({month.year for month in request.months})]
    outcome = Outcome()
    absent = _find_absent(plans, request.folders)
    if len(absent) == len(request.months):
        raise ParameterError(_no_folder(absent, request.folders))
    claim_folders(request.folders, [plan.programme for plan in plans])
    tasks: list[Task] = []
    for plan in plans:
        there = [month for month in plan.months if month not in absent]
        if not there:
            continue
        wanted = [item for item in plan.wanted if (item.first or item.month) in there]
        last = max([*there, *(item.month for item in wanted)])
        year = read_returns(plan.programme, last, request.folders, narrator, jobs=request.jobs, anew=request.force)
        tell_months(year.accepted, there, narrator)
        outcome.failed.extend(_write_checks(year, request.folders, narrator))
        outcome.failed.extend(post_to_journal(year, plan.programme, request.folders, narrator))
        tasks.extend(build_tasks(wanted, request.folders, plan.programme, year.accepted, year.overrides))
    outcome.failed.extend(_tell_absent(absent, request, narrator))
    kept = keep_published(tasks, request.folders, narrator)
    made = run_reports(
        kept.open,
        request.folders.output,
        narrator,
        record=request.folders.record,
        formats=request.formats,
        force=request.force,
        jobs=request.jobs,
    )
    made.made[:0] = kept.restored
    made.unchanged[:0] = kept.unchanged
    made.failed[:0] = [*outcome.failed, *kept.failed]
    return made


@dataclass(frozen=True)
class CheckedMonth:
    """What one ``sanzi check`` gave.

    Attributes:
        checks: The month's checks.
        sent_back: The workbooks that go back to units.
        outcome: What became of the intake report, and what else was not made.
    """

    checks: MonthChecks
    sent_back: SentBack
    outcome: Outcome


def check_month(request: Request, narrator: Narrator) -> CheckedMonth:
    """Read and check one month's returns; write checks.json, the workbooks that go back, and the intake report.

    Raises:
        ParameterError: The month has no folder, or the programme, a parameter or a folder is wrong.
    """
    (month,) = request.months
    folders = request.folders
    programme = find_programme(folders.params, year=month.year, name=request.programme)
    wanted = choose_reports(replace(request, reports=(INTAKE,)), programme, [month])
    if not has_folder(folders.ledgers, month, find_base(folders.record, programme)):
        raise ParameterError(_no_folder([month], folders))
    claim_folders(folders, [programme])
    year = read_returns(programme, month, folders, narrator, jobs=request.jobs, anew=request.force)
    failed = _write_checks(year, folders, narrator)
    failed += post_to_journal(year, programme, folders, narrator)
    tell_folders(year.accepted, narrator)
    checks = next(checks for checks in year.accepted.months if checks.month == month)
    try:
        sent_back = write_feedback(checks, month_folder(folders.ledgers, month, year.base), folders.output, narrator)
    except RecordError as error:
        narrator.warn(str(error))
        sent_back = SentBack(failed=[FEEDBACK_FOLDER])
    tasks = build_tasks(wanted, folders, programme, year.accepted, year.overrides)
    outcome = run_reports(
        tasks,
        folders.output,
        narrator,
        formats=request.formats,
        record=folders.record,
        force=request.force,
        jobs=request.jobs,
    )
    outcome.failed[:0] = [*failed, *sent_back.failed]
    return CheckedMonth(checks, sent_back, outcome)


def _plan_year(request: Request, year: int) -> _YearPlan:
    programme = find_programme(request.folders.params, year=year, name=request.programme)
    months = tuple(month for month in request.months if month.year == year)
    return _YearPlan(programme, months, choose_reports(request, programme, months))


def _find_absent(plans: Sequence[_YearPlan], folders: Folders) -> list[Month]:
    absent = []
    for plan in plans:
        base = find_base(folders.record, plan.programme)
        absent += [month for month in plan.months if not has_folder(folders.ledgers, month, base)]
        ends = sorted({item.month for item in plan.wanted if item.first is not None})
        if without := [month for month in ends if not has_folder(folders.ledgers, month, base)]:
            raise ParameterError(_no_folder(without, folders))
    return absent


def claim_folders(folders: Folders, programmes: Sequence[Programme]) -> None:
    """Take the output and record folders for the programmes' one city.

    Raises:
        ParameterError: There are two cities, a folder is another's, it holds the returns, or it holds published months
            that the record folder does not know.
    """
    if folders.ledgers in (folders.output, folders.record):
        raise ParameterError(f"文件夹 {folders.ledgers} 存放月报，不能同时用作输出或记录文件夹。请用 --output 另指。")
    own = published_folder(folders.output)
    if folders.record != folders.output and own.is_dir() and any(path.is_dir() for path in own.glob("[0-9]*")):
        raise ParameterError(
            f"输出文件夹 {folders.output} 里有定稿（{own}），但记录文件夹指向 {folders.record}，"
            "已定稿的月份会被当作没有定稿。请去掉 --record，或用 --output 另指输出文件夹。"
        )
    cities = list(dict.fromkeys(programme.city for programme in programmes))
    if len(cities) > 1:
        raise ParameterError(
            f"这些月份分属不同城市的年度方案（{'、'.join(cities)}），请分开运行，并各用各的 --output。"
        )
    claim_folder(folders.output, cities[0], what="输出文件夹", option="--output")
    if folders.record != folders.output:
        claim_folder(folders.record, cities[0], what="记录文件夹", option="--record")


def _write_checks(year: Recorded, folders: Folders, narrator: Narrator) -> list[str]:
    try:
        write_checks(year.accepted, folders.output, year.base)
    except RecordError as error:
        narrator.warn(str(error))
        return ["核验结果 checks.json"]
    return []


def post_to_journal(year: Recorded, programme: Programme, folders: Folders, narrator: Narrator) -> list[str]:
    """Add what is accepted now to the journal, and name what is damaged there.

    Returns:
        What was not done; a damaged version is named and fails nothing, because no figure rests on it.
    """
    try:
        posted = post_accepted(year, programme, folders.record, narrator)
    except RecordError as error:
        narrator.warn(str(error))
        return ["台账记录"]
    for problem in posted.problems:
        narrator.warn(problem)
    return []


def _tell_absent(absent: Sequence[Month], request: Request, narrator: Narrator) -> list[str]:
    """Name the months asked for that have no folder; only those after the first one that has one are missed."""
    present = [month for month in request.months if month not in absent]
    missed = []
    for month in absent:
        if month < present[0] and not any(
            has_folder(request.folders.ledgers, earlier) for earlier in month.months_of_year()
        ):
            narrator.say(f"{month}：没有月报文件夹，尚未开始报送，不生成报告。")
        else:
            narrator.warn(f"{month}：没有月报文件夹 {request.folders.ledgers / str(month)}，未生成报告。")
            missed.append(str(month))
    return missed


def _no_folder(months: Sequence[Month], folders: Folders) -> str:
    names = "、".join(str(folders.ledgers / str(month)) for month in months[:3])
    return (
        f"找不到月报文件夹 {names}。请把该月各单位的月报放入这个文件夹后再运行，"
        "或用 --ledgers 指明月报所在位置；想先看样例，请运行 sanzi demo。"
    )
