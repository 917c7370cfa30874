"""The overview of the last published month, which the next one is held against (domain §5, Published months; §6)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from sanzi_lib.errors import ParameterError, RecordError
from sanzi_lib.measures.against_published import Before, Standpoint
from sanzi_lib.measures.rank import resolve_rule
from sanzi_lib.money import FEN_PER_WAN
from sanzi_lib.months import Month, parse_month
from sanzi_lib.params.programme import Programme
from sanzi_lib.run.previous import assert_unchanged, find_previous, read_ranks
from sanzi_lib.run.published import Publication, read_figures, read_publications

OVERVIEW = "overview"
BEFORE_NAME = "_overview.json"
"""Name of the frozen overview under ``previous/``; no group's id begins so."""


def find_previous_overview(record: Path, programme: Programme, month: Month) -> tuple[Publication, Path] | None:
    """The figures of the overview of the last published month of the programme before a month; no 试编.

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


def find_before(record: Path, programme: Programme, month: Month) -> Before | None:
    """What the overview of :func:`find_previous_overview` said, None where there is none.

    Raises:
        RecordError: A publication is damaged.
    """
    found = find_previous_overview(record, programme, month)
    return None if found is None else read_before(found[1])


def find_previous_ranks(record: Path, programme: Programme, month: Month) -> dict[str, dict[str, int]]:
    """Ranks by group and unit code on the boards that the groups' own boards are measured against.

    Raises:
        RecordError: A publication is damaged.
    """
    found = {
        group.id: find_previous(record, programme, month, group.id, resolve_rule(programme, group.id))
        for group in programme.groups
    }
    return {group: ranks for group, ranks in found.items() if ranks is not None}


def read_before(path: Path) -> Before:
    """What a frozen overview.json said; one without the units' figures gives the city's alone.

    Raises:
        RecordError: The file is damaged.
    """
    data = read_figures(path)
    try:
        return Before(
            month=parse_month(str(data["month"])),
            city=_read_standpoint(data["city"]),
            units={str(item["code"]): _read_standpoint(item) for item in data.get("units", ())},
        )
    except (KeyError, TypeError, ValueError, ParameterError) as error:
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。") from error


def read_frozen_comparison(previous: Path, programme: Programme) -> tuple[dict[str, dict[str, int]], Before | None]:
    """What a published month's overview was held against, of its folder ``previous/``: ranks by group, and the city.

    Raises:
        RecordError: A frozen file is damaged.
    """
    boards = {group.id: previous / f"{group.id}.json" for group in programme.groups}
    before = previous / BEFORE_NAME
    return (
        {group: read_ranks(path) for group, path in boards.items() if path.is_file()},
        read_before(before) if before.is_file() else None,
    )


def describe_comparison(ranks: Mapping[str, Mapping[str, int]], before: Before | None) -> dict[str, Any] | None:
    """What an overview is held against as plain values, for the inputs of its manifest; None where it is nothing."""
    if not ranks and before is None:
        return None
    units = {} if before is None else {code: vars(then) for code, then in before.units.items()}
    city = None if before is None else {"month": str(before.month), **vars(before.city)}
    return {"ranks": {group: dict(of_group) for group, of_group in ranks.items()}, "city": city, "units": units}


def _read_standpoint(figures: Mapping[str, Any]) -> Standpoint:
    target = figures["target"]
    return Standpoint(
        benefit_cumulative=_read_money(figures["benefit_cumulative"]),
        treasury_cumulative=_read_money(figures["treasury_cumulative"]),
        available_cumulative=_read_money(figures["available_cumulative"]),
        target=None if target is None else _read_money(target),
    )


def _read_money(text: str) -> int:
    """A text of 万元 as 分; a sum may be larger than any cell."""
    fen = Fraction(text) * FEN_PER_WAN
    if fen.denominator != 1:
        raise ValueError("finer than one fen")
    return fen.numerator
