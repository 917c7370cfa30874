"""``sanzi publish``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "定稿：冻结某月的月报、方案、数字和报告。 Freeze a month as it goes to the leaders."

ONE_MONTH = "参数 MONTH：一次只能处理一个月，请写成 2024-06 这样的形式。"


@takes(*FOLDERS)
def publish(
    *,
    month: MonthArgument,
    reissue: Annotated[
        str | None,
        typer.Option("--reissue", metavar="REASON", help="重新定稿的原因；原定稿保留。 Publish anew, and why."),
    ] = None,
    open_reason: Annotated[
        str | None,
        typer.Option(
            "--open", metavar="REASON", help="尚有待核实事项而先行定稿的理由。 Publish all the same, and why."
        ),
    ] = None,
    options: Options,
) -> int:
    """Publish a month, or publish it anew for a reason.

    Returns:
        0; everything that stands in the way is raised.

    Raises:
        ParameterError: The month cannot be published now; nothing was written.
        RecordError: Reports are missing or stale, or a file cannot be written.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.run.ask.request import ask_of_one_month
    from sanzi_lib.run.commands.publish import publish_month, sum_up_publish

    terminal = Terminal()
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), ONE_MONTH)
    published = publish_month(request, terminal, reason=reissue, open_reason=open_reason)
    sum_up_publish(published, terminal)
    return 0
