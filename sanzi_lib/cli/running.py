"""``sanzi run``."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.run.batch import Outcome
from sanzi_lib.run.options import Options, build_request
from sanzi_lib.run.places import CATALOGUE
from sanzi_lib.run.request import Request
from sanzi_lib.run.session import run_months


def run(options: Options) -> int:
    """Make the reports that are asked for.

    Returns:
        0 where all of them stand, 1 where something was not made.

    Raises:
        ParameterError: The command, a parameter or the programme is wrong.
    """
    speaker = Speaker()
    request = build_request(options, Path.cwd())
    outcome = run_months(request, speaker)
    return conclude(outcome, request, speaker)


def conclude(outcome: Outcome, request: Request, speaker: Speaker) -> int:
    """Sum up a run and give its exit status."""
    counts = f"生成{len(outcome.made)}份，未变{len(outcome.unchanged)}份，未成{len(outcome.failed)}项"
    speaker.say(f"完成：{counts}。目录：{request.folders.output / CATALOGUE}")
    if not outcome.failed:
        return 0
    speaker.warn(f"未成：{'；'.join(outcome.failed)}。")
    return 1
