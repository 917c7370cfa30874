"""What the console has done for it in the background: a look at the returns, a check, a run.

The request is built from the same options as a command's, by the same function, so that a button and the command
beside it cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.tally import compute_tally
from sanzi_lib.params.load import find_programme
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.runs import SAMPLE_LEDGERS
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.reports.intake.arrivals import build_standing_table, say_standing
from sanzi_lib.run.conclusion import conclude_check, conclude_run
from sanzi_lib.run.narration import Narrator
from sanzi_lib.run.options import Options, build_request
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.published import find_base
from sanzi_lib.run.record import month_folder, read_record
from sanzi_lib.run.request import Folders, Request
from sanzi_lib.run.sample_ledgers import make_sample
from sanzi_lib.run.session import check_month, run_months


@dataclass(frozen=True)
class Errand:
    """Something to do.

    Attributes:
        verb: ``look`` only reads and tells who has reported; the others are the commands.
        options: What is asked, of one month.
        start: Where the project root is looked for, upwards.
    """

    verb: Literal["look", "check", "run"]
    options: Options
    start: Path


@dataclass(frozen=True)
class Standing:
    """Who has reported for a month.

    Attributes:
        sentence: In one sentence.
        table: Every file, and every unit without one; None where the month has no folder.
    """

    sentence: str
    table: Table | None


@dataclass(frozen=True)
class Concluded:
    """A check or a run that came to its end.

    Attributes:
        whole: True where everything stands and, after a check, nothing must be chased.
    """

    whole: bool


def run_errand(errand: Errand, narrator: Narrator) -> Standing | Concluded:
    """Do what is asked; sample returns that are asked for and missing are made first.

    Args:
        errand: What is asked.
        narrator: Is told what happens.

    Raises:
        ParameterError: An option, the programme or a folder is wrong.
        RecordError: A published month is damaged, or a file cannot be written.
    """
    request = build_request(errand.options, errand.start)
    if len(request.months) != 1:
        raise ParameterError("控制台每次处理一个月，请只选一个月份。")
    programme = find_programme(request.folders.params, year=request.months[0].year, name=request.programme)
    _provide_sample(request, programme, narrator)
    match errand.verb:
        case "look":
            return _look(request, programme)
        case "check":
            return Concluded(conclude_check(check_month(request, narrator), request, narrator))
        case "run":
            return Concluded(conclude_run(run_months(request, narrator), request, narrator))


def is_sample(folders: Folders) -> bool:
    """True where the returns are the sample, which is made where it is missing."""
    return folders.ledgers == folders.root / SAMPLE_LEDGERS


def _provide_sample(request: Request, programme: Programme, narrator: Narrator) -> None:
    folders, month = request.folders, request.months[0]
    if is_sample(folders) and not (folders.ledgers / str(month)).is_dir():
        make_sample(folders.ledgers, programme, month, narrator.say, jobs=request.jobs)


def _look(request: Request, programme: Programme) -> Standing:
    folders, month = request.folders, request.months[0]
    base = find_base(folders.record, programme)
    folder = month_folder(folders.ledgers, month, base)
    if not folder.is_dir():
        return Standing(
            f"{month.label}还没有月报：没有文件夹 {folder}。请建立它，把各单位的月报放进去，再点“刷新”。", None
        )
    recorded = read_record(
        programme,
        month,
        params=folders.params,
        ledgers=folders.ledgers,
        record=folders.record,
        jobs=request.jobs,
        readings=readings_folder(folders.record),
    )
    tally = compute_tally(recorded.accepted, programme)
    closed = f"{base.label}，按定稿显示。" if base is not None and month <= base.month else ""
    return Standing(closed + say_standing(tally), build_standing_table(tally))
