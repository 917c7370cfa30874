"""Writes the sample: a folder of returns per month, more units where it is scaled, answers to what was asked."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path, PurePath
from typing import get_type_hints

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.book import FIGURES, Account, Book
from sanzi_lib.ledger.check.context import Checked
from sanzi_lib.ledger.check.projects import check_pricing, check_status
from sanzi_lib.ledger.feedback.build import build_feedback
from sanzi_lib.ledger.feedback.plan import Feedback
from sanzi_lib.ledger.layout import FEEDBACK_SHEET, REPLIED_BY, REPLIED_ON, REPLY
from sanzi_lib.ledger.model import Finding
from sanzi_lib.ledger.reading.read import choose_sheets, read_return
from sanzi_lib.ledger.reading.xlsx_scan import open_xlsx
from sanzi_lib.ledger.template.workbook_bytes import build_bytes
from sanzi_lib.ledger.template.write import build_return
from sanzi_lib.money import to_wan
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, TargetRow, Unit, WorkField
from sanzi_lib.params.references import ENUMERATIONS, FIELDS, PROGRAMME, TARGETS, UNITS
from sanzi_lib.params.rules import Thresholds
from sanzi_lib.params.values import Fen
from sanzi_lib.sample.stories import Plot, assign_stories
from sanzi_lib.sample.streams import Tie, plan_tie
from sanzi_lib.sample.vocabulary import read_vocabulary
from sanzi_lib.sample.year import Submission, UnitYear, build_unit_year
from sanzi_lib.schema import CORRECTION


def enlarge(programme: Programme, scale: int) -> Programme:
    """Give a programme with every unit, row and field ``scale`` times.

    Copies get the code ``<code>S<number>`` and the name ``<name>样本<number>``; every sum is multiplied by ``scale``.

    Args:
        programme: The programme as it is.
        scale: How many times; 1 changes nothing.
    """
    own = programme.own_row
    units: list[Unit] = []
    targets: list[TargetRow] = []
    fields: list[WorkField] = []
    for number in range(1, scale + 1):
        for unit in programme.units:
            counts_in = unit.counts_in if unit.counts_in == own else _name(unit.counts_in, number)
            field = _name(unit.proposed_field, number) if unit.proposed_field else None
            changes = {"code": _code(unit.code, number), "name": _name(unit.name, number), "counts_in": counts_in,
                       "proposed_field": field, "aliases": unit.aliases if number == 1 else ()}  # fmt: skip
            units.append(unit.model_copy(update=changes))
        for row in programme.targets:
            if row.by_field:
                if number == 1:
                    targets.append(row.model_copy(update={"target": row.target * scale}))
            else:
                targets.append(row.model_copy(update={"name": _name(row.name, number)}))
        fields += [
            field.model_copy(update={"name": _name(field.name, number), "lead": _code(field.lead, number)})
            for field in programme.fields
        ]
    data = dict(programme)
    data |= {"units": units, "targets": targets, "fields": fields, "total_target": programme.total_target * scale}
    return Programme.model_construct(**{**data, **{k: tuple(data[k]) for k in ("units", "targets", "fields")}})


def write_programme(programme: Programme, folder: Path) -> None:
    """Write a programme's files, to be read with ``--params``.

    Raises:
        OSError: A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        PROGRAMME: _programme_text(programme),
        # JSON is YAML, so no YAML is written outside the rooms that read it.
        ENUMERATIONS: json.dumps(programme.enumerations.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n",
        TARGETS: _table(
            ("地区", "预期盘活效益(万元)", "按工作领域分解"),
            [(row.name, to_wan(row.target), "是" if row.by_field else "否") for row in programme.targets],
        ),
        FIELDS: _table(
            ("工作领域", "牵头单位", "主要任务", "预期盘活效益(万元)"),
            [(field.name, field.lead, "；".join(field.tasks), to_wan(field.target)) for field in programme.fields],
        ),
        UNITS: _table(
            ("代码", "单位", "别名", "组", "计入", "建议领域"),
            [
                (unit.code, unit.name, "；".join(unit.aliases), unit.group, unit.counts_in, unit.proposed_field or "")
                for unit in programme.units
            ],
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _programme_text(programme: Programme) -> str:
    tables = {"units", "targets", "fields", "enumerations", "digest"}
    data = programme.model_dump(exclude=tables)
    # Amounts are written in 万元; shares and the rest are read again from how they print.
    data["first_board_month"] = str(programme.first_board_month)
    data["total_target"] = to_wan(programme.total_target)
    for key, kind in get_type_hints(Thresholds, include_extras=True).items():
        if kind == Fen:
            data["thresholds"][key] = to_wan(getattr(programme.thresholds, key))
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def _table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _code(code: str, number: int) -> str:
    return code if number == 1 else f"{code}S{number}"


def _name(name: str, number: int) -> str:
    return name if number == 1 else f"{name}样本{number}"


def answer_return(
    programme: Programme, unit: Unit, submission: Submission, original: bytes, file: str
) -> tuple[str, bytes] | None:
    """Build the copy of a return that comes back with answers.

    Args:
        programme: The programme.
        unit: Whose return it is.
        submission: The return; its plants say what is asked about it, and it says when that is answered.
        original: Its workbook.
        file: Base name of that.

    Returns:
        Base name and bytes, the same for the same arguments; None where the unit does not answer or need not.
    """
    on = submission.answered_on
    asked = _find_asked(programme, submission, original, file) if on is not None else ()
    if on is None or not asked:
        return None
    name, digest = f"{PurePath(file).stem}（答复）.xlsx", hashlib.sha256(original).hexdigest()
    marked = build_feedback(original, Feedback(name, submission.month, file, digest, unit.name, False, asked))
    book = load_workbook(io.BytesIO(marked))
    _fill_replies(book[FEEDBACK_SHEET], str(submission.content.cover["filled_by"]), on)
    return name, build_bytes(book, stamp=on)


def _find_asked(programme: Programme, submission: Submission, original: bytes, file: str) -> tuple[Finding, ...]:
    """Find what the rules of the planted questions ask, without the rest of the month's checks."""
    grid = open_xlsx(original)
    sheets = {index: grid.read(index) for index in choose_sheets(grid.heads)}
    digest = hashlib.sha256(original).hexdigest()
    returned = read_return(grid.heads, sheets, programme, file=file, sha256=digest)
    nothing = dict.fromkeys((figure.key for figure in FIGURES), 0)
    # A sale without 评估价值 is asked about in every month after its first money.
    paid = [plant.project for plant in submission.plants if plant.rule == "V23"]
    accounts = {one: Account(submission.month, nothing, nothing, nothing, nothing, moved=True) for one in paid}
    checked = Checked(programme, submission.month, returned, Book(accounts=accounts))
    return (*check_status(checked), *check_pricing(checked))


def _fill_replies(sheet: Worksheet, by: str, on: datetime) -> None:
    """Fill 回复栏 of every line, and who answers and when."""
    replies = read_vocabulary().replies
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    for label, said in ((REPLIED_BY, by), (REPLIED_ON, on.date().isoformat())):
        place = cells[label]
        merged = (span.max_col for span in sheet.merged_cells.ranges if place.coordinate in span)
        sheet.cell(place.row, max(merged, default=place.column) + 1, said)
    header, rules = cells[REPLY], cells["规则"].column
    for row in range(header.row + 1, sheet.max_row + 1):
        sheet.cell(row, header.column, replies.get(str(sheet.cell(row, rules).value), replies["plain"]))


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
