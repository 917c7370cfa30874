"""Make the reports of months × groups: decide, make aside, put in place, tell (contracts: What a run leaves)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sanzi_lib.errors import RecordError
from sanzi_lib.run.catalogue import write_catalogue
from sanzi_lib.run.manifest import Found, Manifest, describe_outputs, read_set
from sanzi_lib.run.narration import Narrator
from sanzi_lib.run.order import Failed, Made, Order, Result, failure_names
from sanzi_lib.run.places import MANIFEST
from sanzi_lib.run.plan import Task
from sanzi_lib.run.pool import make_report, make_reports
from sanzi_lib.run.reasons import compare_inputs
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
        as_of: 制表时间.
        formats: Documents of the set.
        found: What stands there.
    """

    reasons: tuple[str, ...]
    as_of: date
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
    old, as_of = found.manifest, task.as_of
    formats = [name for name in formats if name in task.kind.formats]
    if old is None:
        reasons: tuple[str, ...] = found.damaged or ("首次生成",)
        return Decision(reasons, as_of or today, tuple(formats), found)
    changed = compare_inputs(old.inputs, task.inputs)
    missing = [name for name in formats if name not in old.formats]
    kept = date.fromisoformat(old.as_of)
    when = as_of or (today if changed else kept)
    reasons = (
        *changed,
        *found.damaged,
        *(f"尚未生成{name.upper()}" for name in missing),
        *([f"制表时间由 {kept} 改为 {when}"] if as_of is not None and when != kept else []),
    )
    if force and not reasons:
        reasons = ("按要求重新生成",)
    return Decision(reasons, when, (*old.formats, *missing), found)


def run_reports(
    tasks: Sequence[Task],
    output: Path,
    narrator: Narrator,
    *,
    formats: Sequence[str],
    record: Path | None = None,
    force: bool = False,
    jobs: int = 1,
    make: Callable[[Order], Result] = make_report,
) -> Outcome:
    """Make what must be made of these reports, and the catalogue.

    Args:
        tasks: The reports, in order.
        output: Output folder.
        narrator: Is told each report's fate, and why it is made.
        formats: Documents asked for.
        record: Folder that holds ``published/``, for the catalogue; None for the output folder.
        force: Make again what is unchanged.
        jobs: Processes.
        make: What a worker process does.

    Raises:
        ParameterError: The output folder cannot be written.
    """
    outcome = Outcome()
    with open_staging(output, narrator) as staging:
        jobs_at: dict[Path, _Job] = {}
        for number, task in enumerate(tasks):
            decision = decide(task, read_set(output / task.folder), formats=formats, force=force, today=date.today())
            if not decision.reasons:
                narrator.say(f"{task.label}：没有变化，不再生成。")
                outcome.unchanged.append(task.label)
                continue
            place = staging / str(number)
            place.mkdir()
            parameters = {**task.parameters, "as_of": decision.as_of.isoformat()}
            order = Order(task.kind.id, task.notebook, parameters, task.root, place, decision.formats)
            jobs_at[place] = _Job(task, decision, order)
        narrator.begin("生成报告", len(jobs_at))
        try:
            for order, result in make_reports([job.order for job in jobs_at.values()], jobs, make):
                _conclude(jobs_at[order.staging], result, output, narrator, outcome)
                narrator.step()
        finally:
            narrator.end()
        outcome.folders = [output / task.folder for task in tasks if (output / task.folder / MANIFEST).exists()]
        _write_catalogue(output, record or output, narrator, outcome)
    return outcome


@dataclass(frozen=True)
class _Job:
    """A report under way."""

    task: Task
    decision: Decision
    order: Order


def _conclude(job: _Job, result: Result, output: Path, narrator: Narrator, outcome: Outcome) -> None:
    task, decision, order = job.task, job.decision, job.order
    target = output / task.folder
    try:
        if isinstance(result, Failed):
            place_failure(order.staging, target, result.files)
            kept = "原有报告保持不变；" if decision.found.manifest else ""
            where = f"详情见 {target / result.files[-1]}。" if result.files else ""
            narrator.warn(f"{task.label}：未能生成。{result.message}{kept}{where}")
            outcome.failed.append(task.label)
            return
        _place(job, result, target)
    except RecordError as error:
        narrator.warn(f"{task.label}：未能更新。{error}")
        outcome.failed.append(task.label)
        return
    narrator.say(f"{task.label}：已生成（{'；'.join(decision.reasons)}），用时{result.seconds:.1f}秒。")
    outcome.made.append(task.label)


def _place(job: _Job, made: Made, target: Path) -> None:
    task, decision, order = job.task, job.decision, job.order
    manifest = Manifest(
        report=task.kind.id,
        report_name=task.kind.name,
        programme=task.programme,
        city=task.city,
        month=str(task.month),
        group=task.group,
        unit=task.unit,
        place=task.place,
        position=task.position,
        trial=dict(task.trial),
        as_of=decision.as_of.isoformat(),
        formats=decision.formats,
        title=made.title,
        marks=made.marks,
        inputs=task.inputs.to_json(),
        outputs=describe_outputs(order.staging, made.files),
        reasons=decision.reasons,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        seconds=round(made.seconds, 3),
    )
    (order.staging / MANIFEST).write_text(manifest.to_text(), encoding="utf-8", newline="\n")
    old = decision.found.manifest
    before: Iterable[str] = (item.file for item in old.outputs) if old else ()
    stale = [name for name in (*before, *failure_names(task.kind.id)) if name not in made.files]
    place_set(order.staging, target, made.files, stale)


def _write_catalogue(output: Path, record: Path, narrator: Narrator, outcome: Outcome) -> None:
    try:
        write_catalogue(output, record)
    except RecordError as error:
        narrator.warn(f"目录页 {output / 'index.html'} 未能更新。{error}")
        outcome.failed.append("目录页")
    except OSError as error:
        narrator.warn(f"目录页 {output / 'index.html'} 未能更新（{error.strerror}），请关闭正在使用它的程序后再运行。")
        outcome.failed.append("目录页")
