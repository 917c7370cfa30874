"""``sanzi run``."""

from __future__ import annotations

from pathlib import Path

from sanzi_lib.cli.console import Speaker
from sanzi_lib.run.ask.options import Options, build_request
from sanzi_lib.run.commands.run import run_months, sum_up_run


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
    return 0 if sum_up_run(outcome, request, speaker) else 1
