"""What the console has done for it in the background: a look at the returns, a command.

The request is built from the same options as a command's, by the same function, so that a button and the command
beside it cannot differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sanzi_lib.errors import ParameterError
from sanzi_lib.ledger.tally import compute_tally
from sanzi_lib.measures.open_findings import OpenFinding
from sanzi_lib.months import Month
from sanzi_lib.params.programme import Programme
from sanzi_lib.params.runs import SAMPLE_LEDGERS
from sanzi_lib.reports.elements.blocks import Table
from sanzi_lib.reports.intake.arrivals import build_standing_table, say_standing
from sanzi_lib.run.archive.returns import read_record
from sanzi_lib.run.archive.sample import make_sample
from sanzi_lib.run.ask.options import Options
from sanzi_lib.run.ask.request import Folders, Request, build_request
from sanzi_lib.run.commands.accept import Acceptable, Words, accept_and_tell, list_acceptable
from sanzi_lib.run.commands.check import check_month, sum_up_check
from sanzi_lib.run.commands.publish import publish_month, sum_up_publish
from sanzi_lib.run.commands.run import run_months, sum_up_run
from sanzi_lib.run.places import readings_folder
from sanzi_lib.run.progress import Progress
from sanzi_lib.run.published.month import find_base, month_folder
from sanzi_lib.run.published.open import compute_open, list_news, say_open


@dataclass(frozen=True)
class Reasons:
    """Why a month is published although something is open, and why it is published anew; None where nobody says."""

    opened: str | None = None
    reissue: str | None = None


@dataclass(frozen=True)
class Click:
    """What is to be done, as the console was asked.

    Attributes:
        verb: ``look`` only reads and tells who has reported; the others are the commands.
        options: What is asked, of one month.
        start: Where the project root is looked for, upwards.
        words: What is accepted.
        reasons: Why a month is published.
    """

    verb: Literal["look", "check", "run", "accept", "publish"]
    options: Options
    start: Path
    words: Words | None = None
    reasons: Reasons = Reasons()


@dataclass(frozen=True)
class Arrivals:
    """Who has reported for a month.

    Attributes:
        sentence: In one sentence.
        table: Every file, and every unit without one; None where the month has no folder.
        opened: How much is open (待核实), in a sentence; "" for nothing.
        news: How many findings are open that no publication froze as open.
        closed: Until when months are published, in words; "" where the month is not.
        acceptable: What may be accepted.
    """

    sentence: str
    table: Table | None
    opened: str = ""
    news: int = 0
    closed: str = ""
    acceptable: tuple[Acceptable, ...] = ()


@dataclass(frozen=True)
class Ended:
    """A check or a run that came to its end.

    Attributes:
        whole: True where everything stands and, after a check, nothing must be chased.
    """

    whole: bool


def do_click(click: Click, progress: Progress) -> Arrivals | Ended:
    """Do what is asked; sample returns that are asked for and missing are made first.

    Args:
        click: What is asked.
        progress: Is told what happens.

    Raises:
        ParameterError: An option, the programme or a folder is wrong.
        RecordError: A published month is damaged, or a file cannot be written.
    """
    request = build_request(click.options, click.start)
    if len(request.months) != 1:
        raise ParameterError("控制台每次处理一个月，请只选一个月份。")
    programme = request.read_programme(request.months[0].year)
    _provide_sample(request, programme, progress)
    match click.verb:
        case "look":
            return _look(request, programme)
        case "check":
            return Ended(sum_up_check(check_month(request, progress), request, progress))
        case "run":
            return Ended(sum_up_run(run_months(request, progress), request, progress))
        case "accept":
            assert click.words is not None
            if is_sample(request.folders):
                progress.warn("现在选的是演示数据；认可写入的 overrides.csv 正式月报也用，试过以后请删去那几行。")
            return Ended(accept_and_tell(request, click.words, progress))
        case "publish":
            reasons = click.reasons
            published = publish_month(request, progress, reason=reasons.reissue, open_reason=reasons.opened)
            sum_up_publish(published, progress)
            return Ended(whole=True)


def is_sample(folders: Folders) -> bool:
    """Tell whether the returns are the sample, which is made where it is missing."""
    return folders.ledgers == folders.root / SAMPLE_LEDGERS


def _provide_sample(request: Request, programme: Programme, progress: Progress) -> None:
    folders, month = request.folders, request.months[0]
    if is_sample(folders) and not (folders.ledgers / str(month)).is_dir():
        make_sample(folders.ledgers, programme, month, progress.say, jobs=request.jobs)


def _look(request: Request, programme: Programme) -> Arrivals:
    folders, month = request.folders, request.months[0]
    base = find_base(folders.record, programme)
    folder = month_folder(folders.ledgers, month, base)
    if not folder.is_dir():
        return Arrivals(
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
    found, _ = compute_open(recorded.accepted, programme, month)
    news = list_news(found, base.read_open() if base is not None else ())
    return Arrivals(
        closed + say_standing(tally),
        build_standing_table(tally),
        opened=say_open(recorded.accepted, programme, month) + _say_earlier(found, month),
        news=len(news) if base is None or month >= base.month else 0,  # earlier months are published no more
        closed=closed,
        acceptable=list_acceptable(programme, request, recorded),
    )


def _say_earlier(found: Iterable[OpenFinding], month: Month) -> str:
    """Say how many are open of which earlier months, where alone they can be accepted."""
    counts = Counter(one.month for one in found if one.month != month.month)
    listed = "、".join(f"{number}月{count}项" for number, count in sorted(counts.items()))
    return f"其中{listed}，要认可请先选那个月份。" if listed else ""
