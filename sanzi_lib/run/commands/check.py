"""``sanzi check``, from request to outcome; the console uses the same function."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.model import MonthChecks
from sanzi_lib.render.formats import BESIDE_PAGE
from sanzi_lib.run.archive.checks import keep_checks, tell_folders, tell_open
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.feedback import SentBack, write_feedback
from sanzi_lib.run.archive.journal import post_to_journal
from sanzi_lib.run.archive.returns import read_returns
from sanzi_lib.run.ask.job import build_jobs
from sanzi_lib.run.ask.kinds import INTAKE
from sanzi_lib.run.ask.request import Request
from sanzi_lib.run.commands.run import say_no_folder
from sanzi_lib.run.make.batch import Outcome, run_reports
from sanzi_lib.run.make.inputs import build_tasks
from sanzi_lib.run.places import FEEDBACK_FOLDER, checks_path, feedback_folder
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import find_base, has_folder, month_folder


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


def check_month(request: Request, progress: Progress) -> CheckedMonth:
    """Read and check one month's returns; write checks.json, the workbooks that go back, and the intake report.

    Raises:
        ParameterError: The month has no folder, or the programme, a parameter or a folder is wrong.
    """
    (month,) = request.months
    folders = request.folders
    programme = request.read_programme(month.year)
    jobs = build_jobs(replace(request, reports=(INTAKE,)), programme, [month])
    if not has_folder(folders.ledgers, month, find_base(folders.record, programme)):
        raise ParameterError(say_no_folder([month], folders))
    claim_folders(folders, [programme])
    year = read_returns(programme, month, folders, progress, jobs=request.jobs, anew=request.force)
    failed = keep_checks(year, folders.output, progress)
    failed += post_to_journal(year, programme, folders, progress)
    tell_folders(year.accepted, progress)
    tell_open(year.accepted, programme, (month,), progress)
    checks = next(checks for checks in year.accepted.months if checks.month == month)
    try:
        sent_back = write_feedback(checks, month_folder(folders.ledgers, month, year.base), folders.output, progress)
    except RecordError as error:
        progress.warn(str(error))
        sent_back = SentBack(failed=[FEEDBACK_FOLDER])
    outcome = run_reports(
        build_tasks(jobs, year.accepted, year.overrides, year.base),
        folders.output,
        progress,
        formats=request.formats,
        record=folders.record,
        force=request.force,
        jobs=request.jobs,
    )
    outcome.failed[:0] = [*failed, *sent_back.failed]
    return CheckedMonth(checks, sent_back, outcome)


def sum_up_check(done: CheckedMonth, request: Request, progress: Progress) -> bool:
    """Say how many returns were accepted, and where the report and the workbooks stand.

    Args:
        done: What the check gave.
        request: What was asked.
        progress: Is told.

    Returns:
        True where nothing must be chased and everything stands.
    """
    checks, output = done.checks, request.folders.output
    month = str(checks.month)
    states = Counter(item.state for item in checks.returns)
    answered = f"，单位答复{states['answer']}份" if states["answer"] else ""
    progress.say(
        f"{month}：接收{states['accepted']}份，退回修改{states['sent_back']}份，未报送{states['not_reported']}家，"
        f"未读取{len(checks.unread)}个文件{answered}。结果已写入 {checks_path(output, month)}"
    )
    for folder in done.outcome.folders:
        for path in sorted(folder.glob("*.html")):
            progress.say(f"报送核验报告：{path}（同一文件夹内另有 {BESIDE_PAGE}）")
    sent = done.sent_back
    if count := len(sent.made) + len(sent.unchanged):
        progress.say(f"退回修改：{count}个工作簿，在 {feedback_folder(output, month)}，请逐个发回单位。")
    if sent.removed:
        progress.say(f"已不需要退回，删除旧的：{'、'.join(sent.removed)}。")
    if done.outcome.failed:
        progress.warn(f"未成：{'；'.join(done.outcome.failed)}。")
    chased = states["sent_back"] or states["not_reported"] or checks.unread
    return not (chased or done.outcome.failed)
