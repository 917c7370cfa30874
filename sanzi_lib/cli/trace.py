"""``sanzi trace``: where a figure of a board comes from, cell by cell."""

# ruff: noqa: PLC0415  (see cli.app)

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from sanzi_lib.cli.options import FOLDERS, Json, MonthArgument, takes
from sanzi_lib.run.ask.options import Options

HELP = "追溯榜单上的一个数：来自哪份月报、哪个单元格。 Where a figure comes from."


@takes(*FOLDERS)
def trace(
    *,
    month: MonthArgument,
    group: Annotated[str, typer.Argument(metavar="GROUP", help="组的代号或名称。 Group.")],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="单位；合计；其中项写“牵头单位/单位”。 Unit.")],
    measure: Annotated[
        str, typer.Argument(metavar="[MEASURE]", help="leaderboard.json 的指标名或中文名。 Figure.", show_default=False)
    ] = "benefit_cumulative",
    as_json: Json = False,
    options: Options,
) -> int:
    """Take a figure back to workbook, sheet, cell and hash."""
    from sanzi_lib.cli import trace_lines

    asked = replace(options, months=[month])
    return trace_lines.trace(asked, group=group, unit=unit, measure=measure, as_json=as_json)
