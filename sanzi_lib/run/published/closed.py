"""What closed months were published with; rules that come later change nothing in it.

See docs/指标口径.md 定稿与追溯调整. A publication holds for each of its months ``checks/<month>.json``, states and
findings, and ``openings/<month>.json``, 期初数 in 万元 by 项目编号 and figure. Publications of earlier releases have no
openings; there they follow from the rows.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from sanzi_lib.errors import RecordError
from sanzi_lib.json_text import build_json_text
from sanzi_lib.ledger.book import FIGURES
from sanzi_lib.ledger.checks_file import read_checks
from sanzi_lib.ledger.model import Accepted, AsPublished
from sanzi_lib.ledger.year_before import YearBefore, parse_year_before
from sanzi_lib.money import FEN_PER_WAN, to_wan
from sanzi_lib.months import Month
from sanzi_lib.run.published.month import OPENINGS, YEAR_BEFORE, Publication, closed_months, read_published_checks


def read_closed(base: Publication | None, through: Month) -> dict[Month, AsPublished]:
    """Read what the months from January to the earlier of the base's and the last were published with.

    Raises:
        RecordError: A frozen file is missing or damaged.
    """
    return {} if base is None else {month: read_as_published(base, month) for month in closed_months(base, through)}


def read_as_published(publication: Publication, month: Month) -> AsPublished:
    """Read what one of a publication's months was published with.

    Raises:
        RecordError: A frozen file is missing or damaged.
    """
    path = publication.checks_of(month)
    try:
        states, findings = read_checks(read_published_checks(path))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"定稿核验结果 {path} 已损坏，请从备份恢复后再运行。") from error
    openings = _read_openings(publication.openings_of(month))
    return AsPublished(states, findings, openings, publication.rules_of(month))


def write_openings(accepted: Accepted, aside: Path, base: Publication | None) -> None:
    """Write the 期初数 of every month; of a closed one as it was published.

    Args:
        accepted: January to the month that is frozen.
        aside: The folder that is made aside.
        base: What closed the months before; None where nothing was closed.

    Raises:
        OSError: A file cannot be read or written.
    """
    (aside / OPENINGS).mkdir()
    for checks in accepted.months:
        target = aside / OPENINGS / f"{checks.month}.json"
        if base is not None and checks.month <= base.month and base.openings_of(checks.month).is_file():
            shutil.copyfile(base.openings_of(checks.month), target)
        else:
            text = build_json_text(_list_openings(accepted, checks.month), indent=1)
            target.write_text(text, encoding="utf-8", newline="\n")


def read_year_before(publication: Publication) -> YearBefore | None:
    """Read what the checks of a published year knew of the year before; None where nothing of it was frozen.

    Raises:
        RecordError: The frozen file is damaged.
    """
    path = publication.folder / YEAR_BEFORE
    try:
        return parse_year_before(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecordError) as error:
        raise RecordError(f"定稿的上年记录 {path} 已损坏，请从备份恢复后再运行。") from error


def write_year_before(accepted: Accepted, aside: Path) -> None:
    """Write what the checks knew of the year before, so that the month is computed again as it was.

    Raises:
        OSError: The file cannot be written.
    """
    if accepted.year_before is not None:
        (aside / YEAR_BEFORE).write_text(accepted.year_before.to_text(), encoding="utf-8", newline="\n")


def _list_openings(accepted: Accepted, month: Month) -> dict[str, dict[str, str]]:
    rows = accepted.movements[accepted.movements["month"] == month.month]
    openings: dict[str, dict[str, str]] = {}
    for figure in FIGURES:
        column = f"opening_{figure.key}"
        for project, fen in zip(rows["project"], rows[column], strict=True):
            if fen:
                openings.setdefault(str(project), {})[figure.key] = str(to_wan(int(fen)))
    return dict(sorted(openings.items()))


def _read_openings(path: Path) -> Mapping[str, Mapping[str, int]] | None:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        return {
            project: {key: int(Decimal(amount) * FEN_PER_WAN) for key, amount in figures.items()}
            for project, figures in data.items()
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        raise RecordError(f"定稿期初数 {path} 缺失或已损坏，请从备份恢复后再运行。") from error
