"""``sanzi check``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "核验某月月报，制作报送核验报告和退回修改工作簿。 Check a month's returns."


@takes(*FOLDERS, "force", "formats", "as_of")
def check(
    *,
    month: MonthArgument,
    everything: Annotated[
        bool, typer.Option("--all", help="风险、提示也逐条列出，不限条数。 List every finding, hints too.")
    ] = False,
    options: Options,
) -> int:
    """Read and check a month's returns, and tell what must be chased.

    Returns:
        1 where a return is missing, sent back or unread, or something could not be written; otherwise 0.

    Raises:
        ParameterError: The month has no folder, or an option is wrong.
    """
    from sanzi_lib.cli.check_table import tell_checks
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.run.ask.request import ask_of_one_month
    from sanzi_lib.run.commands.check import check_month, sum_up_check

    terminal = Terminal()
    refusal = "sanzi check 每次核验一个月，请只写一个月份，如 2024-06。"
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), refusal)
    done = check_month(request, terminal)
    tell_checks(done.checks, terminal, everything=everything)
    return 0 if sum_up_check(done, request, terminal) else 1
