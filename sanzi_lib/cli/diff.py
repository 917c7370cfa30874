"""``sanzi diff``."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, Groups, Json, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "对比变动：位次、数字和所依据的台账。 What changed: ranks, figures, ledger rows."


@takes(*FOLDERS, "as_of")
def diff(
    *,
    month: MonthArgument,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="WHAT",
            help="previous 上月；published 本月定稿与现有月报比；v1 早先的定稿版本；2024-03 另一个月。 With what.",
        ),
    ] = "previous",
    group: Groups = None,
    as_json: Json = False,
    options: Options,
) -> int:
    """Compare a month's boards with others, tell what changed, and write it as a document.

    Returns:
        0, whether or not anything changed.

    Raises:
        ParameterError: An option is wrong, or there is nothing to compare with.
        RecordError: A published month is damaged, or the document cannot be written.
    """
    from sanzi_lib.cli.diff_text import build_diff_json, tell_diff
    from sanzi_lib.cli.terminal import Terminal, lacks_characters
    from sanzi_lib.run.ask.request import ask_of_one_month, choose_groups
    from sanzi_lib.run.commands.diff import diff_month, write_diff

    # Only the JSON may stand on standard output, so that it can be piped.
    terminal = Terminal(sys.stderr if as_json else sys.stdout)
    refusal = "参数 MONTH：一次只能对比一个月，请写成 2024-06 这样的形式。"
    request = ask_of_one_month(replace(options, months=[month], groups=group or ()), Path.cwd(), refusal)
    compared = diff_month(request, against, terminal)
    if as_json:
        sys.stdout.write(build_diff_json(compared.diff, ascii_only=lacks_characters(sys.stdout)))
    else:
        tell_diff(compared.diff, terminal)
    groups = choose_groups(compared.programme, request.groups) if request.groups else ()
    path = write_diff(compared, groups, request.folders.output, request.tabulated_on or date.today())
    terminal.say(f"变动对比（内部资料，列有文件名，不得印发）：{path}")
    return 0
