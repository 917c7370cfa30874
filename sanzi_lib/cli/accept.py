"""``sanzi accept``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "认可核验问题，写入 overrides.csv。 Accept findings, with reason and name."


@takes(*FOLDERS)
def accept(  # noqa: PLR0913  what a line of overrides.csv says
    *,
    month: MonthArgument,
    unit: Annotated[str, typer.Option("--unit", metavar="U", help="单位名称、别名或代码。 Unit.")],
    rule: Annotated[str, typer.Option("--rule", metavar="R", help="规则，如 V18。 Rule.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="认可人。 Who accepts it.")],
    project: Annotated[
        str | None, typer.Option("--project", metavar="P", help="项目编号，默认该规则的全部。 Project.")
    ] = None,
    through: Annotated[
        str | None, typer.Option("--through", metavar="MONTH", help="一直认可到这个月。 Until this month.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="理由。 Why.")] = None,
    replies: Annotated[
        bool, typer.Option("--replies", help="以单位在回复栏的答复为理由。 The units' answers as reasons.")
    ] = False,
    options: Options,
) -> int:
    """Write lines of overrides.csv for findings that stand.

    Returns:
        0 where every finding asked for is accepted now, 1 where one is not.

    Raises:
        ParameterError: A word is wrong, or the month has no folder; nothing was written.
        RecordError: overrides.csv cannot be written.
    """
    from sanzi_lib.cli.terminal import Terminal
    from sanzi_lib.errors import ParameterError
    from sanzi_lib.run.ask.request import ask_of_one_month
    from sanzi_lib.run.commands.accept import Words, accept_and_tell

    terminal = Terminal()
    if (reason is None) != replies:
        raise ParameterError("认可的理由请用 --reason 写明，或用 --replies 采用单位的答复，两者选一。")
    refusal = "sanzi accept 每次认可一个月的问题，请只写一个月份，如 2024-06；要一直认可到以后的月份请用 --through。"
    request = ask_of_one_month(replace(options, months=[month]), Path.cwd(), refusal)
    words = Words(unit=unit, rule=rule, project=project, through=through, reason=reason, by=by)
    return 0 if accept_and_tell(request, words, terminal) else 1
