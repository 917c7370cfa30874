"""Make the reports of months × groups: decide, make aside, put in place, tell (docs/文件与命令.md 输出文件夹)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.run.make.catalogue import write_catalogue
from sanzi_lib.run.make.inputs import Task, compare_inputs
from sanzi_lib.run.make.pool import Failed, Made, Result, Work, make_report, make_reports
from sanzi_lib.run.manifest import Found, Manifest, describe_outputs, failure_names, read_set
from sanzi_lib.run.places import MANIFEST
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.staging import open_staging, place_failure, place_set


@dataclass
class Outcome:
    """What became of a run; tasks by their labels.

    Attributes:
        made: Made and put in place.
        unchanged: Left as they were.
        failed: Not made, or not put in place.
        folders: Folders of the reports that stand now, in the order of the tasks.
    """

    made: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Decision:
    """Whether and how a report is made.

    Attributes:
        reasons: Why; empty to leave it as it is.
        tabulated_on: 制表时间.
        formats: Documents of the set.
        found: What stands there.
    """

    reasons: tuple[str, ...]
    tabulated_on: date
    formats: tuple[str, ...]
    found: Found


def decide(task: Task, found: Found, *, formats: Sequence[str], force: bool, today: date) -> Decision:
    """Decide whether a report is made; pure.

    An otherwise unchanged report keeps its 制表时间, also under ``--force``. A set that is made again keeps the formats
    that it had, so that no document of an older state stays beside a newer one.

    Args:
        task: The report.
        found: What stands in its folder.
        formats: Documents asked for; those that its kind does not have are left out.
        force: Make it also where nothing has changed.
        today: 制表时间 of what is new or changed.
    """
    old, asked = found.manifest, task.job.tabulated_on
    formats = [name for name in formats if name in task.job.kind.formats]
    if old is None:
        reasons: tuple[str, ...] = found.damaged or ("首次生成",)
        return Decision(reasons, asked or today, tuple(formats), found)
    changed = compare_inputs(old.inputs, task.inputs)
    missing = [name for name in formats if name not in old.formats]
    kept = date.fromisoformat(old.as_of)
    when = asked or (today if changed else kept)
    reasons = (
        *changed,
        *found.damaged,
        *(f"尚未生成{name.upper()}" for name in missing),
        *([f"制表时间由 {kept} 改为 {when}"] if asked is not None and when != kept else []),
    )
    if force and not reasons:
        reasons = ("按要求重新生成",)
    return Decision(reasons, when, (*old.formats, *missing), found)


def run_reports(  # noqa: PLR0913  what a run is made of
    tasks: Sequence[Task],
    output: Path,
    progress: Progress,
    *,
    formats: Sequence[str],
    record: Path | None = None,
    force: bool = False,
    jobs: int = 1,
    kernels: str = "",
    make: Callable[[Work], Result] = make_report,
) -> Outcome:
    """Make what must be made of these reports, and the catalogue.

    Args:
        tasks: The reports, in order.
        output: Output folder.
        progress: Is told each report's fate, and why it is made.
        formats: Documents asked for.
        record: Folder that holds ``published/``, for the catalogue; None for the output folder.
        force: Make again what is unchanged.
        jobs: Processes.
        kernels: Address of a server of ready kernels; "" to start one where there is something to make.
        make: What a worker process does.

    Raises:
        ParameterError: The output folder cannot be written.
    """
    outcome = Outcome()
    with open_staging(output, progress) as staging:
        under_way: dict[Path, _UnderWay] = {}
        for number, task in enumerate(tasks):
            job, found = task.job, read_set(output / task.job.folder)
            decision = decide(task, found, formats=formats, force=force, today=date.today())
            if not decision.reasons:
                progress.say(f"{job.label}：没有变化，不再生成。")
                outcome.unchanged.append(job.label)
                continue
            place = staging / str(number)
            place.mkdir()
            parameters = job.write_parameters(decision.tabulated_on)
            work = Work(job.kind.id, job.notebook, parameters, job.folders.root, place, decision.formats)
            under_way[place] = _UnderWay(task, decision, work)
        progress.begin("生成报告", len(under_way))
        try:
            for work, result in make_reports([one.work for one in under_way.values()], jobs, make, kernels):
                _settle(under_way[work.staging], result, output, progress, outcome)
                progress.step()
        finally:
            progress.end()
        folders = [output / task.job.folder for task in tasks]
        outcome.folders = [folder for folder in folders if (folder / MANIFEST).exists()]
        _write_catalogue(output, record or output, progress, outcome)
    return outcome


@dataclass(frozen=True)
class _UnderWay:
    """A report under way."""

    task: Task
    decision: Decision
    work: Work


def _settle(made: _UnderWay, result: Result, output: Path, progress: Progress, outcome: Outcome) -> None:
    label, decision, work = made.task.job.label, made.decision, made.work
    target = output / made.task.job.folder
    try:
        if isinstance(result, Failed):
            place_failure(work.staging, target, result.files)
            kept = "原有报告保持不变；" if decision.found.manifest else ""
            where = f"详情见 {target / result.files[-1]}。" if result.files else ""
            progress.warn(f"{label}：未能生成。{result.message}{kept}{where}")
            outcome.failed.append(label)
            return
        _place(made, result, target)
    except RecordError as error:
        progress.warn(f"{label}：未能更新。{error}")
        outcome.failed.append(label)
        return
    progress.say(f"{label}：已生成（{'；'.join(decision.reasons)}），用时{result.seconds:.1f}秒。")
    outcome.made.append(label)


def _place(under_way: _UnderWay, made: Made, target: Path) -> None:
    job, decision, work = under_way.task.job, under_way.decision, under_way.work
    manifest = Manifest(
        report=job.kind.id,
        report_name=job.kind.name,
        programme=job.programme.id,
        city=job.programme.city,
        month=str(job.month),
        group=job.group,
        unit=job.unit,
        place=job.place,
        position=job.position,
        trial=dict(job.trial),
        as_of=decision.tabulated_on.isoformat(),
        formats=decision.formats,
        title=made.title,
        marks=made.marks,
        inputs=under_way.task.inputs.to_json(),
        outputs=describe_outputs(work.staging, made.files),
        reasons=decision.reasons,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(made.seconds, 3),
    )
    (work.staging / MANIFEST).write_text(manifest.to_text(), encoding="utf-8", newline="\n")
    old = decision.found.manifest
    before: Iterable[str] = (item.file for item in old.outputs) if old else ()
    stale = [name for name in (*before, *failure_names(job.kind.id)) if name not in made.files]
    place_set(work.staging, target, made.files, stale)


def _write_catalogue(output: Path, record: Path, progress: Progress, outcome: Outcome) -> None:
    try:
        write_catalogue(output, record)
    except RecordError as error:
        progress.warn(f"目录页 {output / 'index.html'} 未能更新。{error}")
        outcome.failed.append("目录页")
    except OSError as error:
        progress.warn(f"目录页 {output / 'index.html'} 未能更新（{error.strerror}），请关闭正在使用它的程序后再运行。")
        outcome.failed.append("目录页")
