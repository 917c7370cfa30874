"""``sanzi diff``, from request to what changed: two readings of a month's boards, each from what it rests on.

A published month is read from its own frozen files and held against its frozen boards, an open one from the returns as
they are now; so no figure is compared that did not go to the leaders, or would not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.ledger.masked import mask_accepted
from sanzi_lib.ledger.model import Accepted
from sanzi_lib.measures.board import compute_board
from sanzi_lib.measures.diff import BoardReading, compute_group_diff
from sanzi_lib.measures.diff_model import Diff, Origin
from sanzi_lib.measures.facts import build_facts
from sanzi_lib.measures.model import Board
from sanzi_lib.measures.trace import build_ground
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.programme import Group, Programme, normalise_name
from sanzi_lib.params.target_cells import read_target_cells
from sanzi_lib.render.document import Document
from sanzi_lib.render.html import render_html
from sanzi_lib.reports.diff import build_diff_blocks, build_diff_head
from sanzi_lib.reports.elements.board_json import build_leaderboard_figures
from sanzi_lib.run.archive.city import claim_folders
from sanzi_lib.run.archive.returns import Recorded, read_returns
from sanzi_lib.run.ask.request import Folders, Request, choose_groups
from sanzi_lib.run.digests import library_digest
from sanzi_lib.run.places import diff_folder, readings_folder, write_whole
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.checksums import check_sums
from sanzi_lib.run.published.contents import PublishedYear, compute_published_board, read_published_year
from sanzi_lib.run.published.month import (
    REPORTS_FOLDER,
    Publication,
    assert_whole,
    find_base,
    find_publication,
    has_folder,
    read_figures,
    read_publications,
    read_version,
)
from sanzi_lib.run.published.restoration import find_report
from sanzi_lib.run.published.verification import compare_values

PREVIOUS, PUBLISHED = "previous", "published"
_WORDS: Mapping[str, str] = {PREVIOUS: PREVIOUS, PUBLISHED: PUBLISHED, "上月": PREVIOUS, "定稿": PUBLISHED}
_VERSION = re.compile(r"v([1-9][0-9]{0,3})", re.IGNORECASE)


@dataclass(frozen=True)
class Compared:
    """What one ``sanzi diff`` gave.

    Attributes:
        programme: The programme, as the later reading has it.
        diff: What changed.
        demo: True where a return of either reading says 演示.
    """

    programme: Programme
    diff: Diff
    demo: bool


@dataclass(frozen=True)
class _Side:
    origin: Origin
    programme: Programme
    readings: Mapping[str, BoardReading]
    demo: bool


@dataclass(frozen=True)
class _Source:
    """Where a side comes from: a published version, or the returns as they are."""

    month: Month
    publication: Publication | None
    reopened: bool = False


def diff_month(request: Request, against: str, progress: Progress) -> Compared:
    """Compare a month's boards with another month's, with what was published, or with an earlier version.

    Args:
        request: The month, the folders, and the groups.
        against: ``previous``: the month before. ``published``: the published version of this month, compared with what
            the returns in the folder would give now. ``v1``: an earlier version, compared with the standing one.
            ``2024-03``: another month of the year. Published months stand as they were published.
        progress: Is told what happens.

    Raises:
        ParameterError: There is nothing to compare with; nothing was written.
        RecordError: A published month is damaged, or is no longer computed as it was published.
    """
    (month,) = request.months
    programme = request.read_programme(month.year)
    groups = choose_groups(programme, request.groups)
    publications = read_publications(request.folders.record)
    then, now = _choose_sources(programme, month, against, publications)
    for source in (now, then):
        _assert_there(source, programme, request.folders)
    claim_folders(request.folders, [programme])
    sides = _read_sides((then, now), programme, request, progress)
    wanted = [group.id for group in groups]
    if not request.groups:
        wanted = list(dict.fromkeys(id for side in reversed(sides) for id in side.readings))
    changes = tuple(compute_group_diff(sides[0].readings.get(id), sides[1].readings.get(id)) for id in wanted)
    diff = Diff(sides[0].origin, sides[1].origin, changes)
    return Compared(sides[1].programme, diff, any(side.demo for side in sides))


def write_diff(compared: Compared, groups: Sequence[Group], output: Path, tabulated_on: date) -> Path:
    """Write what changed as one HTML file into the month's folder 变动对比.

    Args:
        compared: What changed.
        groups: The groups that were asked for; empty for all.
        output: Output folder.
        tabulated_on: 制表时间.

    Returns:
        The file.

    Raises:
        RecordError: It cannot be written.
    """
    head = build_diff_head(
        compared.diff,
        compared.programme,
        tabulated_on,
        group_names=[group.name for group in groups],
        demo=compared.demo,
    )
    document = Document(head, build_diff_blocks(compared.diff))
    path = diff_folder(output, str(compared.diff.now.month)) / f"{head.file_stem}.html"
    try:
        write_whole(path, render_html(document))
    except OSError as error:
        raise RecordError(f"无法写入 {path}（{error.strerror}），请关闭正在使用它的程序或检查权限后再运行。") from error
    return path


def _choose_sources(
    programme: Programme, month: Month, against: str, publications: Sequence[Publication]
) -> tuple[_Source, _Source]:
    text = normalise_name(against)
    own = _find_own(programme, month, publications)
    if match := _VERSION.fullmatch(text):
        return _choose_version(month, int(match[1]), own)
    if _WORDS.get(text) == PUBLISHED:
        if own is None:
            raise ParameterError(f"{month}尚未定稿，没有定稿可比；与上月比请去掉 --against。")
        return _Source(month, own), _Source(month, None, reopened=True)
    other = _choose_month(programme, month, text)
    return _Source(other, _find_own(programme, other, publications)), _Source(month, own)


def _choose_version(month: Month, number: int, own: Publication | None) -> tuple[_Source, _Source]:
    if own is None:
        raise ParameterError(f"{month}尚未定稿，没有第{number}版可比。")
    if number == own.about.number:
        raise ParameterError(
            f"{month}现行的定稿就是第{number}版；要看按现有月报重新定稿会有哪些变动，请用 --against published。"
        )
    found = read_version(own, number)
    if found is None:
        known = "、".join(f"v{earlier.number}" for earlier in own.about.earlier) or "（没有）"
        raise ParameterError(f"{own.label}，没有第{number}版；可比的早先版本：{known}。")
    return _Source(month, found), _Source(month, own)


def _choose_month(programme: Programme, month: Month, text: str) -> Month:
    if _WORDS.get(text) == PREVIOUS:
        if month.month == 1:
            raise ParameterError(f"{month}是年度第一个月，累计数自1月起算，没有上月可比；请用 --against 指明要比什么。")
        return Month(month.year, month.month - 1)
    try:
        other = parse_month(text)
    except ParameterError:
        raise ParameterError(
            f"参数 --against：“{text}”应为 previous（上月）、published（本月定稿与现有月报比）、v1（早先的定稿版本）"
            "或同年的另一个月份，如 2024-03。"
        ) from None
    if other == month:
        raise ParameterError(f"参数 --against：{other}就是要比的月份；与本月定稿比请用 --against published。")
    if other.year != programme.year:
        raise ParameterError(f"参数 --against：{other}不在{programme.year}年度，累计数每年自1月起算，不能相比。")
    return other


def _find_own(programme: Programme, month: Month, publications: Sequence[Publication]) -> Publication | None:
    found = find_publication(publications, month)
    if found is not None and found.about.programme != programme.id:
        raise ParameterError(
            f"{found.label}，用的是年度方案 {found.about.programme}，不是 {programme.id}。请检查 --programme。"
        )
    return found


def _assert_there(source: _Source, programme: Programme, folders: Folders) -> None:
    if source.publication is not None:
        return
    base = find_base(folders.record, programme, before=source.month if source.reopened else None)
    if not has_folder(folders.ledgers, source.month, base):
        raise ParameterError(
            f"找不到月报文件夹 {folders.ledgers / str(source.month)}，{source.month}没有榜单可比。"
            "请核对月份，或用 --ledgers 指明位置、用 --against 另选要比的月份。"
        )


def _read_sides(
    sources: tuple[_Source, _Source], programme: Programme, request: Request, progress: Progress
) -> tuple[_Side, _Side]:
    """Read both sides; what is open is read once, through the later month."""
    folders = request.folders
    recorded: Recorded | None = None
    if still_open := [source for source in sources if source.publication is None]:
        through = max(source.month for source in still_open)
        reopened = any(source.reopened for source in still_open)
        recorded = read_returns(programme, through, folders, progress, jobs=request.jobs, reopened=reopened)
    one, other = (
        _read_open(programme, source.month, recorded, folders.params)
        if source.publication is None and recorded is not None
        else _read_published(source.publication, request, progress)
        for source in sources
    )
    return one, other


def _read_open(programme: Programme, month: Month, recorded: Recorded, params: Path) -> _Side:
    accepted, base = recorded.accepted.until(month), recorded.base
    facts = build_facts(mask_accepted(accepted, programme), programme, month)
    boards = {group.id: compute_board(facts, group.id) for group in programme.groups}
    closed_by = base.month if base is not None and month <= base.month else None
    return _build_side(Origin(month, closed_by=closed_by), programme, accepted, boards, params / programme.id)


def _read_published(publication: Publication | None, request: Request, progress: Progress) -> _Side:
    assert publication is not None
    progress.say(f"{publication.label}：按定稿文件重新读取……")
    assert_whole(publication)
    if problems := check_sums(publication.folder, under=f"{REPORTS_FOLDER}/"):
        raise RecordError(
            f"{publication.month}的定稿文件与校验值不符：{problems[0]}。请从备份恢复 {publication.folder}。"
        )
    year = read_published_year(publication, jobs=request.jobs, readings=readings_folder(request.folders.record))
    boards = {group.id: _read_board(year, group.id) for group in year.programme.groups}
    about = publication.about
    origin = Origin(publication.month, about.number, about.published_at[:10])
    return _build_side(origin, year.programme, year.accepted, boards, publication.params)


def _read_board(year: PublishedYear, group: str) -> Board:
    """Read a published board, computed again so that its rows are known; it must be what was published."""
    publication = year.publication
    board = compute_published_board(year, group)
    report = find_report(publication, "leaderboard", group)
    if report is None:
        return board
    frozen = read_figures(publication.report_folder(report) / "leaderboard.json")
    computed = json.loads(build_leaderboard_figures(board, date.min).text)
    more = publication.about.library != library_digest()
    unlike = [place for place in compare_values(frozen, computed, more=more) if not place.startswith("tabulated_on ")]
    if unlike:
        raise RecordError(
            f"{publication.month}的定稿榜单（{report.folder}）与重算结果不同：{unlike[0]}。"
            f"请先运行 sanzi verify {publication.month} 查明。"
        )
    return board


def _build_side(
    origin: Origin, programme: Programme, accepted: Accepted, boards: Mapping[str, Board], params: Path
) -> _Side:
    targets = read_target_cells(params)
    ground = build_ground(build_facts(accepted, programme, origin.month), targets)
    readings = {group: BoardReading(ground, board) for group, board in boards.items()}
    of_year = accepted.returns[accepted.returns["month"] <= origin.month.month]
    return _Side(origin, programme, readings, bool(of_year["demo"].any()))
