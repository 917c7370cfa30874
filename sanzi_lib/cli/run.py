"""``sanzi run``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, Groups, takes
from sanzi_lib.run.ask.options import Options

HELP = "核验月报并生成报告：月份×组。 Check the returns, then make reports."


@takes(*FOLDERS, "force", "formats", "as_of")
def run(
    *,
    months: Annotated[
        list[str], typer.Argument(metavar="MONTH...", help="月份或范围，如 2024-06、2024-01..2024-12。 Months.")
    ],
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="R", help="报告种类，可多次给出；all 为全部。 Kind of report."),
    ] = None,
    group: Groups = None,
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="U", help="分单位的报告：单位名称，可多次给出；all 为全部单位。 Unit."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-p", metavar="NAME=VALUE", help="报告参数，如 metric=benefit（试算）。 Notebook parameter."),
    ] = None,
    options: Options,
) -> int:
    """Check the returns, then make the reports that are asked for.

    Returns:
        0 where all of them stand, 1 where something was not made.

    Raises:
        ParameterError: The command, a parameter or the programme is wrong.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.run.ask.request import build_request
    from sanzi_lib.run.commands.run import run_months, sum_up_run

    asked = replace(
        options, months=months, reports=report or (), groups=group or (), units=unit or (), settings=settings or ()
    )
    terminal = Terminal()
    request = build_request(asked, Path.cwd())
    return 0 if sum_up_run(run_months(request, terminal), request, terminal) else 1
