"""The published boards that changes of rank are measured against (docs/指标口径.md 位次变化)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.measures.against_published import PublishedFigures, PublishedOverview
from sanzi_lib.measures.model import Proceeds
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.money import FEN_PER_WAN
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.run.published.checksums import check_sums
from sanzi_lib.run.published.month import Publication, read_figures, read_publications


def find_previous_board(
    record: Path, programme: Programme, month: Month, group: str, rule: RankRule
) -> tuple[Publication, Path] | None:
    """Find the figures of the last published board of the same group, year and rule (docs/指标口径.md 位次变化).

    Args:
        record: Record folder.
        programme: The programme of the year.
        month: Boards before this month.
        group: Id of the group.
        rule: The rule, resolved.

    Raises:
        RecordError: A publication is damaged.
    """
    wanted = build_rule(rule)
    for publication in reversed(read_publications(record)):
        if publication.month >= month or publication.about.programme != programme.id:
            continue
        if programme.is_trial(publication.month):
            continue  # 试编 boards did not go to the leaders
        for report in publication.about.reports:
            if report.report == "leaderboard" and report.group == group:
                path = publication.report_folder(report) / "leaderboard.json"
                assert_unchanged(publication, path)
                if _read_rule(path) == wanted:
                    return publication, path
    return None


def assert_unchanged(publication: Publication, path: Path) -> None:
    """Refuse to compare with a frozen file that is not what was frozen.

    Raises:
        RecordError: It is missing or changed.
    """
    if problems := check_sums(publication.folder, under=path.relative_to(publication.folder).as_posix()):
        raise RecordError(
            f"{publication.month}的定稿文件与校验值不符：{problems[0]}。请从备份恢复 {publication.folder}。"
        )


def _read_rule(path: Path) -> Any:
    rule = read_figures(path).get("rule")
    if not isinstance(rule, dict):
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。")
    return rule


def find_previous(
    record: Path, programme: Programme, month: Month, group: str, rule: RankRule
) -> dict[str, int | None] | None:
    """Ranks by unit code on the board of :func:`find_previous_board`, None where there is none.

    Raises:
        RecordError: A publication is damaged.
    """
    found = find_previous_board(record, programme, month, group, rule)
    return None if found is None else read_ranks(found[1])


def read_ranks(path: Path) -> dict[str, int | None]:
    """Read ranks by unit code on a published board, None for a unit that was not ranked.

    Raises:
        RecordError: The file is damaged.
    """
    try:
        return {
            str(row["code"]): None if row["rank"] is None else int(row["rank"]) for row in read_figures(path)["units"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。") from error


OVERVIEW = "overview"
BEFORE_NAME = "_overview.json"
"""Name of the frozen overview under ``previous/``; no group's id begins so."""


def find_previous_overview(record: Path, programme: Programme, month: Month) -> tuple[Publication, Path] | None:
    """Find the figures of the overview of the last published month of the programme before a month; no 试编.

    Raises:
        RecordError: A publication is damaged.
    """
    for publication in reversed(read_publications(record)):
        if publication.month >= month or publication.about.programme != programme.id:
            continue
        if programme.is_trial(publication.month):
            continue  # 试编 did not go to the leaders
        for report in publication.about.reports:
            if report.report == OVERVIEW:
                path = publication.report_folder(report) / f"{OVERVIEW}.json"
                assert_unchanged(publication, path)
                return publication, path
    return None


def find_published_overview(record: Path, programme: Programme, month: Month) -> PublishedOverview | None:
    """Tell what the overview of :func:`find_previous_overview` said, None where there is none.

    Raises:
        RecordError: A publication is damaged.
    """
    found = find_previous_overview(record, programme, month)
    return None if found is None else read_published_overview(found[1])


def find_previous_ranks(record: Path, programme: Programme, month: Month) -> dict[str, dict[str, int | None]]:
    """Ranks by group and unit code on the boards that the groups' own boards are measured against.

    Raises:
        RecordError: A publication is damaged.
    """
    found = {
        group.id: find_previous(record, programme, month, group.id, resolve_rule(programme, group.id))
        for group in programme.groups
    }
    return {group: ranks for group, ranks in found.items() if ranks is not None}


def read_published_overview(path: Path) -> PublishedOverview:
    """Tell what a frozen overview.json said; one without the units' figures gives the city's alone.

    Raises:
        RecordError: The file is damaged.
    """
    data = read_figures(path)
    try:
        month = parse_month(str(data["month"]))
        return PublishedOverview(
            month=month,
            # Ten decimals tell which share of twelve months or of a year's days it was.
            time_progress=Fraction(str(data.get("time_progress", month.month / 12))).limit_denominator(366),
            city=_read_published_figures(data["city"]),
            units={str(item["code"]): _read_published_figures(item) for item in data.get("units", ())},
        )
    except (KeyError, TypeError, ValueError, ParameterError) as error:
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。") from error


def read_published_baseline(
    previous: Path, programme: Programme
) -> tuple[dict[str, dict[str, int | None]], PublishedOverview | None]:
    """Read what an overview was held against, of the month's folder ``previous/``: ranks by group, and the city.

    Raises:
        RecordError: A frozen file is damaged.
    """
    boards = {group.id: previous / f"{group.id}.json" for group in programme.groups}
    before = previous / BEFORE_NAME
    return (
        {group: read_ranks(path) for group, path in boards.items() if path.is_file()},
        read_published_overview(before) if before.is_file() else None,
    )


def describe_against_published(
    ranks: Mapping[str, Mapping[str, int | None]], before: PublishedOverview | None
) -> dict[str, Any] | None:
    """Say what an overview is held against as plain values, for the inputs of its manifest.

    None where it is nothing.
    """
    if not ranks and before is None:
        return None
    units = {} if before is None else {code: _describe(then) for code, then in before.units.items()}
    city = None if before is None else {"month": str(before.month), **_describe(before.city)}
    return {"ranks": {group: dict(of_group) for group, of_group in ranks.items()}, "city": city, "units": units}


def _describe(figures: PublishedFigures) -> dict[str, Any]:
    return {
        "benefit_cumulative": figures.cumulative.benefit,
        "treasury_cumulative": figures.cumulative.treasury,
        "available_cumulative": figures.cumulative.available,
        "target": figures.target,
    }


def _read_published_figures(figures: Mapping[str, Any]) -> PublishedFigures:
    target = figures["target"]
    return PublishedFigures(
        cumulative=Proceeds(
            _read_money(figures["benefit_cumulative"]),
            _read_money(figures["treasury_cumulative"]),
            _read_money(figures["available_cumulative"]),
        ),
        target=None if target is None else _read_money(target),
    )


def _read_money(text: str) -> int:
    """Read a text of 万元 as 分; a sum may be larger than any cell."""
    fen = Fraction(text) * FEN_PER_WAN
    if fen.denominator != 1:
        raise ValueError("finer than one fen")
    return fen.numerator
