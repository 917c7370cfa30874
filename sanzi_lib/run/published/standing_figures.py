"""The figures of boards and overview as they stand, held against what the workbooks give (``sanzi publish``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.overview import compute_city
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.reports.elements.figure_places import name_place, show_json_value
from sanzi_lib.reports.overview.json import build_city_figures
from sanzi_lib.run.ask.job import Job
from sanzi_lib.run.manifest import read_manifest
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published.baseline import find_previous, find_previous_ranks, find_published_overview
from sanzi_lib.run.published.differing import find_differing
from sanzi_lib.run.published.month import read_figures

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
