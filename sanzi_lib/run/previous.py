"""The published boards that changes of rank are measured against (domain §5, Rank change)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme, RankRule
from sanzi_lib.reports.elements.board_json import build_rule
from sanzi_lib.run.published import Publication, read_figures, read_publications
from sanzi_lib.run.sums import check_sums


def find_previous_board(
    record: Path, programme: Programme, month: Month, group: str, rule: RankRule
) -> tuple[Publication, Path] | None:
    """The figures of the last published board of the same group, year and rule (domain §5, Rank change).

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
) -> dict[str, int] | None:
    """Ranks by unit code on the board of :func:`find_previous_board`, None where there is none.

    Raises:
        RecordError: A publication is damaged.
    """
    found = find_previous_board(record, programme, month, group, rule)
    return None if found is None else read_ranks(found[1])


def read_ranks(path: Path) -> dict[str, int]:
    """Ranks by unit code on a published board.

    Raises:
        RecordError: The file is damaged.
    """
    try:
        return {str(row["code"]): int(row["rank"]) for row in read_figures(path)["units"]}
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"定稿数据 {path} 已损坏，请从备份恢复后再运行。") from error
