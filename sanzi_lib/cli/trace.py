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
    group: Annotated[
        str,
        typer.Argument(
            metavar="GROUP", help="组的代号或名称；或全市、工作领域、附件1表1的一行；或存量资金。 Group, or row."
        ),
    ],
    unit: Annotated[
        str | None,
        typer.Argument(metavar="UNIT", help="组内单位；合计；其中项写“牵头单位/单位”。 Unit.", show_default=False),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Argument(metavar="MEASURE", help="指标名或中文名；不写为累计经济效益。 Figure.", show_default=False),
    ] = None,
    as_json: Json = False,
    month_only: Annotated[
        bool, typer.Option("--month-only", help="累计数只追溯当月的部分。 This month without the cumulative part.")
    ] = False,
    options: Options,
) -> int:
    """Take a figure back to workbook, sheet, cell and hash."""
    from sanzi_lib.cli import trace_lines

    asked = replace(options, months=[month])
    return trace_lines.trace(asked, group=group, unit=unit, measure=measure, as_json=as_json, month_only=month_only)
